//! An AWS account for one test, emulated or in moto, with the runtime that it lives on.

use std::time::{Duration, Instant};

use serde_json::Value;
use terraform_provider_awslambda::emulator::{Emulator, Fault, Operation, Options, Recorded};
use tokio::runtime::Runtime;

use crate::support::moto::Proxy;

/// An account that ends with the test.
#[derive(Debug)]
pub(crate) struct Account {
    // Before the runtime: it is dropped while that still runs.
    place: Place,
    _runtime: Runtime,
}

/// Where an account is.
#[derive(Debug)]
enum Place {
    Emulator(Emulator),
    Moto(Proxy),
}

/// Whether a request is to change something. `GetResources` reads by a POST.
pub(crate) fn is_write(request: &Recorded) -> bool {
    let operation = request.operation;
    operation.is_some_and(|it| it != Operation::GetResources) && request.method != "GET"
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

// === impl Account ===

impl Account {
    /// An empty account whose mappings settle almost at once.
    pub(crate) fn new() -> Self {
        Self::settling_in(Duration::from_millis(20))
    }

    /// An empty account whose mappings take their time to settle.
    pub(crate) fn settling_in(settle: Duration) -> Self {
        let runtime = runtime();
        let emulator = runtime
            .block_on(Emulator::start(Options {
                settle,
                ..Options::default()
            }))
            .unwrap();
        Self {
            place: Place::Emulator(emulator),
            _runtime: runtime,
        }
    }

    /// An empty account of moto's; none when what needs Python is to be left out.
    pub(crate) fn in_moto() -> Option<Self> {
        let runtime = runtime();
        let proxy = runtime.block_on(Proxy::start())?;
        Some(Self {
            place: Place::Moto(proxy),
            _runtime: runtime,
        })
    }

    pub(crate) fn is_in_moto(&self) -> bool {
        matches!(self.place, Place::Moto(_))
    }

    pub(crate) fn endpoint(&self) -> String {
        match &self.place {
            Place::Emulator(emulator) => emulator.endpoint(),
            Place::Moto(proxy) => proxy.endpoint(),
        }
    }

    /// The emulator, for what only that can do.
    #[track_caller]
    pub(crate) fn emulator(&self) -> &Emulator {
        match &self.place {
            Place::Emulator(emulator) => emulator,
            Place::Moto(_) => panic!("the account is in moto"),
        }
    }

    /// Lets a coming call go wrong.
    pub(crate) fn fail_next(&self, fault: Fault) {
        match &self.place {
            Place::Emulator(emulator) => emulator.fail_next(fault),
            Place::Moto(proxy) => proxy.fail_next(fault),
        }
    }

    /// All mappings.
    pub(crate) fn mappings(&self) -> Vec<Value> {
        match &self.place {
            Place::Emulator(emulator) => emulator.mappings(),
            Place::Moto(proxy) => proxy.mappings(),
        }
    }

    /// The one mapping of the account.
    #[track_caller]
    pub(crate) fn mapping(&self) -> Value {
        let mut mappings = self.mappings();
        assert_eq!(mappings.len(), 1, "{mappings:#?}");
        mappings.remove(0)
    }

    #[track_caller]
    pub(crate) fn uuid(&self) -> String {
        self.mapping()["UUID"].as_str().unwrap().to_owned()
    }

    /// All requests so far.
    pub(crate) fn requests(&self) -> Vec<Recorded> {
        match &self.place {
            Place::Emulator(emulator) => emulator.requests(),
            Place::Moto(proxy) => proxy.requests(),
        }
    }

    /// The requests from number `before` on that are to change something: method, path, body.
    pub(crate) fn writes_since(&self, before: usize) -> Vec<(String, String, Value)> {
        self.requests()
            .into_iter()
            .skip(before)
            .filter(is_write)
            .map(|request| {
                let body = serde_json::from_str(&request.body).unwrap_or_default();
                (request.method, request.path, body)
            })
            .collect()
    }

    /// Calls the API as someone else would.
    #[track_caller]
    pub(crate) fn call(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = match &self.place {
            Place::Emulator(emulator) => emulator.call(method, path, body),
            Place::Moto(proxy) => proxy.call(method, path, &body),
        };
        assert!(
            (200..300).contains(&status),
            "{method} {path}: {status} {answer}"
        );
        answer
    }

    /// Waits until something holds of the account; what, says the failure.
    #[track_caller]
    pub(crate) fn wait_until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let end = Instant::now() + Duration::from_secs(30);
        while !holds(self) {
            assert!(Instant::now() < end, "not in 30 s: {what}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until no mapping is on its way.
    #[track_caller]
    pub(crate) fn rest(&self) {
        self.wait_until("all mappings are at rest", |account| {
            account
                .mappings()
                .iter()
                .all(|mapping| mapping["State"] == "Enabled" || mapping["State"] == "Disabled")
        });
    }
}
