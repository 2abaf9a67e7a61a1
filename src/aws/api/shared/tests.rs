//! Shared reads and waits through the SDK, beside a Lambda within the process, under paused time: the same
//! calls on every machine, however busy it is.
//!
//! `account` is what the models of reads and of the waiter share; `neighbours` lets several processes use one
//! account, and `interleavings` lets everything happen in an order that a seed decides.

pub(super) mod account;
mod interleavings;
mod neighbours;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Bound,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use aws_credential_types::Credentials;
use aws_sdk_lambda::config::{BehaviorVersion, Builder};
use aws_smithy_runtime_api::{
    client::{
        http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn},
        orchestrator::{HttpRequest, HttpResponse},
    },
    http::StatusCode,
};
use aws_smithy_types::{body::SdkBody, retry::RetryConfig};
use futures_util::{StreamExt as _, future::join_all, stream};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep};

use super::{
    looked::Looked,
    sight::{Change, Class},
};
use crate::aws::api::{
    client::{Client, Policy},
    error::Kind,
    pace::retries::{BACKOFF, partition},
    service::Service,
};

const LATENCY: Duration = Duration::from_millis(60);
/// Calls a second, and at once.
const QUOTA: f64 = 15.0;
/// The age of all mappings when a test begins.
const AGE: Duration = Duration::from_hours(1);
/// The pause before the first look of a change that is alone.
const PAUSE: Duration = Duration::from_millis(200);

/// A mapping as it is, and as it was before its last change.
#[derive(Debug, Clone, Default)]
struct Mapping {
    size: u32,
    before: u32,
    changed: Duration,
    keyed: bool,
    change: Option<Change>,
}

/// How an account is, and what was asked of it.
#[derive(Debug, Default)]
struct Inner {
    mappings: BTreeMap<String, Mapping>,
    settle: Duration,
    lag: Duration,
    hidden: BTreeSet<String>,
    list_is_denied: bool,
    /// Decides how long each call takes, if anything does.
    random: Option<fastrand::Rng>,
    /// Of a hundred calls so many fail.
    failing: u32,

    tokens: f64,
    filled: Duration,
    gets: BTreeMap<String, Vec<u16>>,
    lists: u32,
    refused: u32,
}

/// Lambda, within the process.
#[derive(Debug, Clone)]
struct Lambda {
    epoch: Instant,
    inner: Arc<Mutex<Inner>>,
    /// Calls of the process that has this one, refusals apart.
    accepted: Arc<AtomicU32>,
}

// === impl Lambda ===

impl Lambda {
    fn with(mappings: usize, inner: Inner) -> Self {
        let all = (0..mappings).map(|it| (uuid(it), Mapping::default()));
        Self {
            epoch: Instant::now(),
            accepted: Arc::default(),
            inner: Arc::new(Mutex::new(Inner {
                mappings: all.collect(),
                tokens: QUOTA,
                filled: AGE,
                ..inner
            })),
        }
    }

    fn now(&self) -> Duration {
        AGE + self.epoch.elapsed()
    }

    fn change(&self, uuid: &str, change: Change) {
        let now = self.now();
        self.inner.lock().unwrap().change(uuid, change, now);
    }

    fn client(&self) -> Client {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let lambda = self.clone();
        // As the provider has it when the block says nothing.
        let retries = RetryConfig::standard().with_max_attempts(26);
        let config = Builder::new()
            .retry_config(retries.with_max_backoff(BACKOFF))
            .retry_partition(partition(None))
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(Credentials::new("key", "secret", None, None, "test"))
            .http_client(http_client_fn(move |_, _| {
                SharedHttpConnector::new(lambda.clone())
            }));
        let home = Service {
            name: "Lambda",
            region: "eu-west-1".into(),
            endpoint: None,
            limit: Duration::from_secs(30),
        };
        let policy = Policy {
            counted_as: format!("shared {}", COUNT.fetch_add(1, Ordering::Relaxed)),
            reads_are_shared: true,
            ..Policy::default()
        };
        Client::new(config, home, policy)
    }

    /// Calls so far: Gets, pages and refusals.
    fn calls(&self) -> (usize, u32, u32) {
        let inner = self.inner.lock().unwrap();
        let gets = inner.gets.values().map(Vec::len).sum();
        (gets, inner.lists, inner.refused)
    }
}

impl HttpConnector for Lambda {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let lambda = self.clone();
        HttpConnectorFuture::new(async move {
            sleep(lambda.half_way()).await;
            let (status, body) = lambda.answer(request.method(), request.uri());
            sleep(lambda.half_way()).await;
            if status != 429 {
                lambda.accepted.fetch_add(1, Ordering::Relaxed);
            }
            let status = StatusCode::try_from(status).unwrap();
            Ok(HttpResponse::new(status, SdkBody::from(body.to_string())))
        })
    }
}

impl Lambda {
    fn half_way(&self) -> Duration {
        let mut inner = self.inner.lock().unwrap();
        let random = inner.random.as_mut();
        random.map_or(LATENCY / 2, |it| Duration::from_millis(it.u64(1..100)))
    }

    fn answer(&self, method: &str, uri: &str) -> (u16, Value) {
        let now = self.now();
        let mut inner = self.inner.lock().unwrap();
        let filled = inner.tokens + QUOTA * (now.saturating_sub(inner.filled)).as_secs_f64();
        (inner.tokens, inner.filled) = (filled.min(QUOTA), now);
        if inner.tokens < 1.0 {
            inner.refused += 1;
            return (429, json!({"__type": "TooManyRequestsException"}));
        }
        inner.tokens -= 1.0;
        let failing = inner.failing;
        if let Some(random) = &mut inner.random
            && random.u32(..100) < failing
        {
            return (500, json!({"__type": "ServiceException"}));
        }
        let uri = uri.split_once("event-source-mappings").unwrap().1;
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let uuid = path.trim_matches('/');
        if uuid.is_empty() {
            inner.list(query, now)
        } else {
            if method == "PUT" {
                inner.change(uuid, Change::Update, now);
            }
            let found = inner.show(uuid, now, Duration::ZERO);
            let status = if found.is_some() { 200 } else { 404 };
            inner.gets.entry(uuid.to_owned()).or_default().push(status);
            let gone = json!({"__type": "ResourceNotFoundException"});
            (status, found.unwrap_or(gone))
        }
    }
}

impl Inner {
    fn change(&mut self, uuid: &str, change: Change, now: Duration) {
        let mapping = self.mappings.entry(uuid.to_owned()).or_default();
        mapping.before = mapping.size;
        mapping.size += 1;
        (mapping.changed, mapping.change) = (now, Some(change));
    }

    fn list(&mut self, query: &str, now: Duration) -> (u16, Value) {
        self.lists += 1;
        if self.list_is_denied {
            return (403, json!({"__type": "AccessDeniedException"}));
        }
        let marker = query.split('&').find_map(|it| it.strip_prefix("Marker="));
        let from = marker.map_or(Bound::Unbounded, Bound::Excluded);
        let rest = self.mappings.range::<str, _>((from, Bound::Unbounded));
        let shown = rest.filter(|(it, _)| !self.hidden.contains(*it));
        // One more than a page has, which tells that there is another page.
        let mut page: Vec<Value> = shown
            .filter_map(|(it, _)| self.show(it, now, self.lag))
            .take(101)
            .collect();
        let more = page.len() > 100;
        page.truncate(100);
        let next = page.last().filter(|_| more).map(|it| it["UUID"].clone());
        for entry in &mut page {
            // A list shows nothing that a customer's key encrypts.
            if entry.get("KMSKeyArn").is_some() {
                entry["BatchSize"] = json!(0);
            }
        }
        (
            200,
            json!({"EventSourceMappings": page, "NextMarker": next}),
        )
    }

    /// A mapping as a call shows it that sees changes after so long.
    fn show(&self, uuid: &str, now: Duration, lag: Duration) -> Option<Value> {
        let it = self.mappings.get(uuid)?;
        let unseen = now < it.changed + lag;
        let moves = now < it.changed + lag + self.settle;
        let (state, size) = match it.change {
            Some(Change::Create) if unseen => return None,
            Some(_) if unseen => ("Enabled", it.before),
            Some(Change::Create) if moves => ("Creating", it.size),
            Some(Change::Update) if moves => ("Updating", it.size),
            Some(Change::Delete) if moves => ("Deleting", it.size),
            Some(Change::Delete) => return None,
            _ => ("Enabled", it.size),
        };
        let modified = if unseen { Duration::ZERO } else { it.changed };
        let mut shown = json!({
            "UUID": uuid,
            "State": state,
            "BatchSize": size,
            "LastModified": modified.as_secs(),
        });
        if it.keyed {
            shown["KMSKeyArn"] = json!("arn:aws:kms:eu-west-1:123456789012:key/a");
        }
        Some(shown)
    }
}

/// UUIDs of which the order has nothing to do with that of the numbers.
fn uuid(number: usize) -> String {
    let mixed = u32::try_from(number).unwrap().wrapping_mul(2_654_435_761);
    format!("{mixed:08x}-0000-4000-8000-{number:012x}")
}

fn size(shown: &Looked) -> Option<i32> {
    match shown {
        Looked::Got(it) => it.batch_size(),
        Looked::Listed(it) => it.batch_size(),
    }
}

/// Waits until an update of a mapping has settled, and checks that nothing but the update is shown then.
async fn settled(lambda: &Lambda, client: &Client, uuid: &str) {
    let is = i32::try_from(lambda.inner.lock().unwrap().mappings[uuid].size).unwrap();
    let class = Class {
        change: Change::Update,
        ..KIND
    };
    let agrees = Box::new(move |shown: &Looked| size(shown) == Some(is));
    let mut watch = client.watch(uuid, class, None, PAUSE, agrees);
    loop {
        // A look that failed is followed by another.
        let Ok(shown) = watch.next().await else {
            continue;
        };
        let shown = shown.expect("nobody deletes it");
        if shown.state() == Some("Enabled") {
            return assert_eq!(size(&shown), Some(is), "{uuid}");
        }
    }
}

/// Reads mappings of which the state has the size 0, so many at a time. Answers their sizes; none for what is
/// gone.
async fn refresh(lambda: &Lambda, mappings: usize, at_once: usize) -> Vec<Option<i32>> {
    let client = lambda.client();
    let reads = (0..mappings).map(async |it| {
        let keyed = lambda.inner.lock().unwrap().mappings[&uuid(it)].keyed;
        let agrees = |shown: &Looked| shown.state() == Some("Enabled") && size(shown) == Some(0);
        match client.read(&uuid(it), keyed, agrees).await {
            Ok(shown) => (it, size(&shown)),
            Err(error) => {
                assert_eq!(error.kind, Kind::NotFound);
                (it, None)
            }
        }
    });
    let reads = stream::iter(reads).buffer_unordered(at_once);
    let read: BTreeMap<usize, Option<i32>> = reads.collect().await;
    read.into_values().collect()
}

#[tokio::test(start_paused = true)]
async fn a_refresh_of_a_thousand_takes_a_page_for_a_hundred_and_none_is_refused() {
    for at_once in [10, 50] {
        let lambda = Lambda::with(1000, Inner::default());
        let began = Instant::now();
        assert_eq!(refresh(&lambda, 1000, at_once).await, [Some(0); 1000]);
        let (gets, lists, refused) = lambda.calls();
        assert!(gets <= 7 && lists == 10, "{gets} Gets and {lists} pages");
        assert_eq!(refused, 0);
        assert!(began.elapsed() < Duration::from_millis(1500));
    }
}

#[tokio::test(start_paused = true)]
async fn a_refresh_costs_hardly_more_than_the_best_way_in_each_case() {
    let with = Inner::default;
    let keyed = |lambda: &Lambda| {
        let mut inner = lambda.inner.lock().unwrap();
        inner.mappings.values_mut().for_each(|it| it.keyed = true);
    };
    let drifted = |lambda: &Lambda| {
        for number in (0..1000).step_by(20) {
            lambda.change(&uuid(number), Change::Update);
        }
    };
    let denied = Inner {
        list_is_denied: true,
        ..with()
    };
    let lacking = Inner {
        hidden: (0..1000).step_by(20).map(uuid).collect(),
        ..with()
    };
    let hiding = Inner {
        hidden: (0..1000).map(uuid).collect(),
        ..with()
    };
    let nothing = |_: &Lambda| ();
    let cases: [Case<'_>; 6] = [
        (
            "ten times as many in the account",
            10_000,
            with(),
            &nothing,
            125,
        ),
        ("all with a key", 1000, with(), &keyed, 1000),
        ("List denied", 1000, denied, &nothing, 1001),
        ("5 % drift", 1000, with(), &drifted, 75),
        ("5 % missing in List", 1000, lacking, &nothing, 75),
        ("all missing in List", 1000, hiding, &nothing, 1050),
    ];
    for (case, mappings, inner, prepare, most) in cases {
        let lambda = Lambda::with(mappings, inner);
        prepare(&lambda);
        sleep(Duration::from_mins(1)).await;
        let sizes = refresh(&lambda, 1000, 10).await;
        for (number, size) in sizes.into_iter().enumerate() {
            let is = lambda.inner.lock().unwrap().mappings[&uuid(number)].size;
            assert_eq!(size, i32::try_from(is).ok(), "{case}: {number}");
        }
        let (gets, lists, refused) = lambda.calls();
        let calls = gets + usize::try_from(lists).unwrap();
        assert!(calls <= most, "{case}: {gets} Gets and {lists} pages");
        assert_eq!(refused, 0, "{case}");
    }
}

/// Mappings of an account as it is, what is done to them before, and the calls that are enough.
type Case<'a> = (&'a str, usize, Inner, &'a dyn Fn(&Lambda), usize);

const KIND: Class = Class {
    source: 0,
    change: Change::Create,
    longest: Duration::from_secs(2),
};

/// Makes changes, all at once, and waits until they have settled.
async fn settle(lambda: &Lambda, client: &Client, changes: usize, change: Change) {
    let class = Class { change, ..KIND };
    let waits = (0..changes).map(async |number| {
        let uuid = uuid(number);
        lambda.change(&uuid, change);
        let now = i64::try_from(lambda.now().as_secs()).unwrap();
        let is = i32::try_from(lambda.inner.lock().unwrap().mappings[&uuid].size).unwrap();
        let agrees = Box::new(move |shown: &Looked| size(shown) == Some(is));
        let mut watch = client.watch(&uuid, class, Some(now), PAUSE, agrees);
        loop {
            match watch.next().await.unwrap() {
                None => {
                    let shown = lambda.inner.lock().unwrap();
                    assert_eq!(shown.show(&uuid, lambda.now(), Duration::ZERO), None);
                    return assert_eq!(change, Change::Delete);
                }
                Some(shown) if change != Change::Delete && shown.state() == Some("Enabled") => {
                    return assert_eq!(size(&shown), Some(is));
                }
                Some(_) => {}
            }
        }
    });
    join_all(waits).await;
}

#[tokio::test(start_paused = true)]
async fn changes_in_flight_share_their_looks() {
    for change in [Change::Create, Change::Update] {
        let lambda = Lambda::with(
            0,
            Inner {
                settle: Duration::from_millis(400),
                ..Inner::default()
            },
        );
        settle(&lambda, &lambda.client(), 40, change).await;
        let (gets, lists, refused) = lambda.calls();
        assert!(gets == 0 && (1..=3).contains(&lists), "{gets} and {lists}");
        assert_eq!(refused, 0);
    }
}

#[tokio::test(start_paused = true)]
async fn each_deletion_ends_when_it_has_and_takes_a_get_only_where_the_list_does_not_know_it() {
    for (lag, hidden, gets) in [(0, 0, 4..=8), (5000, 0, 4..=200), (0, 40, 40..=200)] {
        let lambda = Lambda::with(
            40,
            Inner {
                settle: Duration::from_secs(3),
                lag: Duration::from_millis(lag),
                hidden: (0..hidden).map(uuid).collect(),
                ..Inner::default()
            },
        );
        settle(&lambda, &lambda.client(), 40, Change::Delete).await;
        let inner = lambda.inner.lock().unwrap();
        let ends = |it: &Vec<u16>| it.last() == Some(&404);
        let ended = inner.gets.values().filter(|it| ends(it)).count();
        assert!(gets.contains(&ended), "{ended}, lag {lag}, {hidden} hidden");
        assert_eq!(inner.refused, 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_that_is_alone_takes_the_same_gets_as_without_others_to_share_with() {
    for change in [Change::Create, Change::Update, Change::Delete] {
        for (settles, looks) in [(0, 1), (1, 3), (10, 9), (30, 19)] {
            let lambda = Lambda::with(
                0,
                Inner {
                    settle: Duration::from_secs(settles),
                    ..Inner::default()
                },
            );
            let client = lambda.client();
            // What was learned from one does not change what the next one takes.
            for times in 1..=2 {
                settle(&lambda, &client, 1, change).await;
                let (gets, lists, _) = lambda.calls();
                assert_eq!((gets, lists), (looks * times, 0), "{change:?}, {settles} s");
            }
        }
    }
}
