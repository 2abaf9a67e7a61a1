//! Real Terraform, a quota of 15 calls a second, and 60 ms a call: `cargo bench --bench scale`.
//!
//! It creates, refreshes, updates and destroys mappings against the emulator, with the state on a loopback
//! HTTP backend, because Terraform rewrites a local file with each resource. It writes a table and two plots
//! into `docs/performance.md`. The figures are calls, refused calls, and the wall time over the bound that
//! calls, waits and Terraform itself set; seconds depend on the machine. What Terraform itself takes is
//! measured in the same run, with as many `terraform_data`.
//!
//! | variable | meaning |
//! | --- | --- |
//! | `AWSLAMBDA_BENCH_RUNS` | for each run the mappings, the seconds that a change settles, and `-parallelism`, such as `100:2:10,100:2:50`; `:tags` gives the mappings tags, and `:plan` ends after the refresh |
//! | `AWSLAMBDA_BENCH_PEER` | a binary of `hashicorp/aws` to compare with |
//! | `AWSLAMBDA_BENCH_PEER_RUNS` | its runs; default: the same |
//! | `AWSLAMBDA_BENCH_BINARY` | the provider to measure; default: the one that is built |
//! | `AWSLAMBDA_BENCH_KEEP` | `1` leaves `docs/performance.md` as it is |
#![allow(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark prints ratios, and ends when it cannot go on"
)]

mod backend;
mod report;
mod workspace;

use std::{
    collections::HashMap,
    env, fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use terraform_provider_awslambda::emulator::{Emulator, Operation, Options, Recorded};

use backend::Backend;
use report::{Row, Setup};
use workspace::{Provider, Workspace};

/// Calls a second that the account allows.
const QUOTA: u32 = 15;
/// From a call to its answer.
const LATENCY: Duration = Duration::from_millis(60);

/// What is measured unless somebody says otherwise.
const RUNS: &str =
    "1:2:10,10:2:10,100:0:10,100:0:50,100:2:10,100:2:50,100:2:10:tags,1000:2:50,1000:2:50:tags";

/// A run of all commands.
#[derive(Debug, Clone, Copy)]
struct Run {
    mappings: usize,
    /// Seconds that a change settles.
    settle: u64,
    parallelism: u64,
    /// Whether the mappings have tags.
    tags: bool,
    /// Whether it ends after the refresh.
    only_plan: bool,
}

/// What a command of Terraform does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    Create,
    Refresh,
    Update,
    Destroy,
}

fn main() {
    // `cargo test --benches` asks for no measurement.
    if env::args().any(|it| it == "--test") {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let runs = variable("AWSLAMBDA_BENCH_RUNS").unwrap_or_else(|| RUNS.to_owned());
    let ours = variable("AWSLAMBDA_BENCH_BINARY").map_or_else(
        || PathBuf::from(env!("CARGO_BIN_EXE_terraform-provider-awslambda")),
        PathBuf::from,
    );
    let of_peer = variable("AWSLAMBDA_BENCH_PEER_RUNS").unwrap_or_else(|| runs.clone());
    let peer = variable("AWSLAMBDA_BENCH_PEER").map(|it| Provider::peer(it.into()));
    let setup = Setup {
        terraform: runtime.block_on(workspace::terraform_version()),
        runs: runs.clone(),
        peer: peer
            .as_ref()
            .map(|it| (it.version().to_owned(), of_peer.clone())),
    };
    let mut pairs = vec![(Provider::ours(ours), runs)];
    pairs.extend(peer.map(|it| (it, of_peer)));
    let (mut rows, mut own) = (Vec::new(), HashMap::new());
    for (provider, runs) in &pairs {
        for run in runs.split(',').map(Run::parse) {
            let own = own
                .entry((run.mappings, run.parallelism))
                .or_insert_with(|| {
                    runtime.block_on(measure(&Provider::terraform(), run.whole(), &[]))
                });
            let own: Vec<f64> = own.iter().map(Row::seconds).collect();
            rows.append(&mut runtime.block_on(measure(provider, run, &own)));
        }
    }
    report::sort(&mut rows);
    let text = report::table(&rows, &setup);
    println!("{text}");
    if variable("AWSLAMBDA_BENCH_KEEP").is_none() {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
        for plot in report::plots(&rows) {
            fs::write(docs.join(plot.file), plot.svg).unwrap();
        }
        fs::write(docs.join("performance.md"), text).unwrap();
    }
}

// === impl Run ===

impl Run {
    fn parse(text: &str) -> Self {
        let (words, numbers): (Vec<&str>, Vec<&str>) = text
            .split(':')
            .map(str::trim)
            .partition(|it| ["tags", "plan"].contains(it));
        let numbers: Vec<u64> = numbers
            .iter()
            .map(|it| it.parse().expect("AWSLAMBDA_BENCH_RUNS has numbers"))
            .collect();
        let [mappings, settle, parallelism] = numbers[..] else {
            panic!("{text} is not mappings:seconds:parallelism");
        };
        Self {
            mappings: usize::try_from(mappings).expect("it fits"),
            settle,
            parallelism,
            tags: words.contains(&"tags"),
            only_plan: words.contains(&"plan"),
        }
    }

    /// The same with all commands.
    fn whole(self) -> Self {
        Self {
            only_plan: false,
            ..self
        }
    }
}

/// The life of mappings with one provider. `own` is what each command takes of Terraform itself, in seconds.
async fn measure(provider: &Provider, run: Run, own: &[f64]) -> Vec<Row> {
    let Run {
        mappings: size,
        settle,
        parallelism,
        tags,
        only_plan,
    } = run;
    let options = Options {
        settle: Duration::from_secs(settle),
        rate: QUOTA.try_into().ok(),
        latency: LATENCY,
        ..Options::default()
    };
    let emulator = Emulator::start(options).await.unwrap();
    let backend = Backend::start().await;
    let workspace = Workspace::new(provider, &backend.url(), &emulator.endpoint());
    workspace.run(&["init", "-no-color"]).await;
    let mut rows = Vec::new();
    let commands = [
        Command::Create,
        Command::Refresh,
        Command::Update,
        Command::Destroy,
    ];
    for (index, command) in commands.into_iter().enumerate() {
        if only_plan && matches!(command, Command::Update | Command::Destroy) {
            return rows;
        }
        // The quota is full again.
        tokio::time::sleep(Duration::from_millis(1200)).await;
        let before = emulator.requests().len();
        let is_old = matches!(command, Command::Create | Command::Refresh);
        workspace.write(size, if is_old { 1 } else { 2 }, tags);
        let parallelism_flag = format!("-parallelism={parallelism}");
        let arguments: &[&str] = match command {
            Command::Create | Command::Update => &["apply", "-auto-approve", "-no-color"],
            Command::Refresh => &["plan", "-detailed-exitcode", "-no-color"],
            Command::Destroy => &["destroy", "-auto-approve", "-no-color"],
        };
        let arguments: Vec<&str> = arguments
            .iter()
            .copied()
            .chain([parallelism_flag.as_str()])
            .collect();
        let start = Instant::now();
        workspace.run(&arguments).await;
        let seconds = start.elapsed().as_secs_f64();
        let requests = emulator.requests().split_off(before);
        let of_terraform = own.get(index).copied().unwrap_or_default();
        rows.push(Row::new(
            provider.name,
            command,
            run,
            (seconds, of_terraform),
            &requests,
        ));
        if !own.is_empty() {
            println!("{}", rows.last().unwrap());
        }
    }
    assert!(emulator.mappings().is_empty(), "everything is destroyed");
    emulator.stop().await;
    rows
}

/// Calls of AWS.
#[derive(Debug, Clone, Copy)]
struct Calls {
    all: usize,
    /// Those that a quota refused.
    refused: usize,
    /// Those that the quota of Lambda's calls for mappings granted.
    granted: usize,
}

/// The calls among these requests.
fn counted(requests: &[Recorded]) -> Calls {
    let is_refused = |it: &Recorded| {
        let error = it.error.as_deref().unwrap_or_default();
        it.status == Some(429) || error.starts_with("Throttled")
    };
    // These have quotas of their own.
    let elsewhere = [
        Some(Operation::GetResources),
        Some(Operation::GetFunctionConfiguration),
    ];
    let calls = requests.iter().filter(|it| it.operation.is_some());
    let refused = calls.clone().filter(|it| is_refused(it));
    let granted = calls
        .clone()
        .filter(|it| !is_refused(it) && !elsewhere.contains(&it.operation));
    Calls {
        all: calls.clone().count(),
        refused: refused.count(),
        granted: granted.count(),
    }
}

fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|it| !it.is_empty())
}
