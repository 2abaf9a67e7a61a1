//! `emulator`: serves the emulated Lambda API until it is stopped.

use std::{
    fmt::Display,
    fs,
    io::{self, Write as _},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    num::NonZeroU32,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use clap::Args;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::emulator::{Certificate, Emulator, Options, Recorded, Script, Seed, parse_span};

/// The port when none is given.
pub const DEFAULT_PORT: u16 = 4599;

/// Serve an emulated AWS Lambda API for event source mappings, without an account.
#[derive(Debug, Clone, Args)]
pub struct Arguments {
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = DEFAULT_PORT)]
    pub port: u16,
    /// Address to listen on. Anything but loopback lets others in: there is no protection.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub address: IpAddr,
    /// How long a mapping takes from one state to the next, for example 0ms, 500ms or 2s.
    #[arg(long, default_value = "500ms", value_parser = parse_span)]
    pub settle: Duration,
    /// How long a new mapping is missing in lists, for example 2s.
    #[arg(long, default_value = "0ms", value_parser = parse_span)]
    pub list_lag: Duration,
    /// How long each call takes, for example 60ms.
    #[arg(long, default_value = "0ms", value_parser = parse_span)]
    pub latency: Duration,
    /// Calls a second for each account and Region; more are throttled. AWS has 15. [default: no limit]
    #[arg(long)]
    pub rate: Option<NonZeroU32>,
    /// Only those functions, queues and streams exist that were seeded.
    #[arg(long)]
    pub strict: bool,
    /// Member of mappings that responses leave out, for example `BatchSize`; may be given more than once.
    #[arg(long, value_name = "MEMBER")]
    pub omit: Vec<String>,
    /// File of JSON with functions, sources and mappings that are there from the start.
    #[arg(long, value_name = "FILE")]
    pub seed: Option<PathBuf>,
    /// File of JSON with what is to go wrong, and when.
    #[arg(long, value_name = "FILE")]
    pub faults: Option<PathBuf>,
    /// File in which everything outlives the emulator; it is made when it is missing.
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Serve HTTPS with this certificate (PEM, the server's own first).
    #[arg(long, value_name = "FILE", requires = "key")]
    pub certificate: Option<PathBuf>,
    /// The key of the certificate (PEM).
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub key: Option<PathBuf>,
}

/// Why the emulator could not serve.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process has the port.
    #[error(
        "port {0} is in use, perhaps by an emulator that is still running: stop it, or choose another port with --port (0 takes a free one)"
    )]
    PortInUse(u16),
    /// The address cannot be listened on.
    #[error("could not listen on {address}: {error}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// The system's error.
        #[source]
        error: io::Error,
    },
    /// A file that an argument names cannot be used.
    #[error("{argument} {path}: {problem}")]
    File {
        /// The argument, for example `--seed`.
        argument: &'static str,
        /// The file.
        path: String,
        /// The problem of the file.
        problem: String,
    },
    /// The file of the state cannot be used.
    #[error(
        "the state cannot be read, so nothing was started: {0}\nName another file with --state, or move this one away"
    )]
    State(#[source] io::Error),
    /// The signals that end the emulator cannot be received.
    #[error("could not wait for the signal to stop: {0}")]
    Signal(#[source] io::Error),
}

/// Serves, prints what to put into a configuration and a line for each call, and returns after
/// SIGINT or SIGTERM.
pub async fn run(arguments: Arguments) -> Result<(), Error> {
    let address = SocketAddr::new(arguments.address, arguments.port);
    let stop = stop_signal().map_err(Error::Signal)?;
    let seed = arguments
        .seed
        .as_deref()
        .map(|path| text("--seed", path, Seed::read));
    let seed = seed.transpose()?;
    let faults = arguments
        .faults
        .as_deref()
        .map(|path| text("--faults", path, Script::read));
    let faults = faults.transpose()?;
    let options = Options {
        address,
        settle: arguments.settle,
        rate: arguments.rate,
        list_lag: arguments.list_lag,
        latency: arguments.latency,
        strict: arguments.strict,
        omit: arguments.omit.clone(),
        state: arguments.state.clone(),
        certificate: certificate(&arguments)?,
    };
    let emulator = Emulator::start(options)
        .await
        .map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => Error::PortInUse(address.port()),
            io::ErrorKind::InvalidData => Error::State(error),
            _ => Error::Listen { address, error },
        })?;
    if let (Some(seed), Some(path)) = (&seed, &arguments.seed) {
        emulator
            .seed(seed)
            .map_err(|problem| wrong("--seed", path, &problem))?;
    }
    if let Some(faults) = &faults {
        emulator.order(faults);
    }
    let calls = emulator.follow();
    let kept = arguments.state.is_some();
    print(&welcome(&emulator.endpoint(), arguments.address, kept));
    tokio::select! {
        () = stop => {}
        () = log(calls) => {}
    }
    emulator.stop().await;
    print("Stopped.\n");
    Ok(())
}

fn wrong(argument: &'static str, path: &Path, problem: &dyn Display) -> Error {
    Error::File {
        argument,
        path: path.display().to_string(),
        problem: problem.to_string(),
    }
}

/// Reads a file.
fn text<T>(
    argument: &'static str,
    path: &Path,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Result<T, Error> {
    let text = fs::read_to_string(path).map_err(|error| wrong(argument, path, &error))?;
    read(&text).map_err(|problem| wrong(argument, path, &problem))
}

fn certificate(arguments: &Arguments) -> Result<Option<Certificate>, Error> {
    let (Some(chain), Some(key)) = (&arguments.certificate, &arguments.key) else {
        return Ok(None);
    };
    let chain_pem = fs::read(chain).map_err(|error| wrong("--certificate", chain, &error))?;
    let key_pem = fs::read(key).map_err(|error| wrong("--key", key, &error))?;
    Certificate::read(&chain_pem, &key_pem)
        .map(Some)
        .map_err(|problem| wrong("--certificate", chain, &problem))
}

async fn log(mut calls: UnboundedReceiver<Recorded>) {
    while let Some(call) = calls.recv().await {
        print(&line(&call));
    }
}

/// Nobody may be reading any more; that is no reason to stop serving.
fn print(text: &str) {
    let mut stdout = io::stdout().lock();
    let _ = stdout.write_all(text.as_bytes());
    let _ = stdout.flush();
}

fn welcome(endpoint: &str, address: IpAddr, kept: bool) -> String {
    let end = if kept {
        "What was created is kept for the next start."
    } else {
        "What was created is then gone."
    };
    let warning = if address.is_loopback() {
        ""
    } else {
        "\nWARNING: this is not a loopback address. Whoever reaches it can read and change\n\
         everything here; no secret key is verified.\n"
    };
    format!(
        "Lambda event source mappings are emulated on {endpoint}\n\
         {warning}\n\
         provider \"awslambda\" {{\n  \
           region     = \"eu-west-1\"\n  \
           access_key = \"test\"\n  \
           secret_key = \"test\"\n\n  \
           # The emulator has no quota to share.\n  \
           max_requests_per_second = 0\n\n  \
           endpoints {{\n    \
             lambda                   = \"{endpoint}\"\n    \
             resourcegroupstaggingapi = \"{endpoint}\"\n    \
             sts                      = \"{endpoint}\"\n  \
           }}\n\
         }}\n\n\
         Open {endpoint} in a browser to watch. Ctrl-C stops it. {end}\n\n"
    )
}

/// One call on one line: when (UTC), what became of it, what, which mapping, how long it took. An
/// error has a line of its own below.
fn line(call: &Recorded) -> String {
    let since = call.at.duration_since(SystemTime::UNIX_EPOCH);
    let seconds = since.unwrap_or_default().as_secs() % 86_400;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let what = match call.operation {
        Some(operation) => operation.name().to_owned(),
        None if call.path == "/" => "GetCallerIdentity".to_owned(),
        None => format!("{} {}", call.method, printable(&call.path, 60)),
    };
    let status = call
        .status
        .map_or_else(|| "---".to_owned(), |status| status.to_string());
    let milliseconds = call.took.as_secs_f64() * 1000.0;
    let uuid = printable(&call.uuid, 60);
    let fault = if call.fault { "  (fault on order)" } else { "" };
    let error = call.error.as_deref().unwrap_or_default();
    let error = if error.is_empty() {
        String::new()
    } else {
        format!("\n{:15}{}", "", printable(error, 500))
    };
    format!(
        "{hours:02}:{minutes:02}:{seconds:02}  {status}  {what:<24}  {uuid:<36}  {milliseconds:.1} ms{fault}{error}\n"
    )
}

/// At most so many characters of a text from a caller, so that it can neither fill nor confuse a
/// terminal.
fn printable(text: &str, most: usize) -> String {
    let mut printable: String = text
        .chars()
        .take(most)
        .map(|c| if c.is_control() { '?' } else { c })
        .collect();
    if text.chars().nth(most).is_some() {
        printable.push('…');
    }
    printable
}

#[cfg(unix)]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without the signal it serves until the process is ended.
            std::future::pending::<()>().await;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::Operation;

    fn arguments(given: &[&str]) -> Arguments {
        use clap::{Args as _, FromArgMatches as _};

        let command = Arguments::augment_args(clap::Command::new("emulator"));
        let given = std::iter::once("emulator").chain(given.iter().copied());
        Arguments::from_arg_matches(&command.get_matches_from(given)).unwrap()
    }

    fn call(path: &str, operation: Option<Operation>) -> Recorded {
        Recorded {
            at: SystemTime::UNIX_EPOCH + Duration::from_secs(86_400 + 3_661),
            method: "PUT".into(),
            path: path.into(),
            body: String::new(),
            operation,
            uuid: "b7f3".into(),
            account: "000000000000".into(),
            region: "eu-west-1".into(),
            access_key: "test".into(),
            status: Some(202),
            error: None,
            fault: false,
            took: Duration::from_micros(340),
        }
    }

    #[test]
    fn a_refusal_says_why_below_its_call() {
        let mut refused = call("/x", Some(Operation::CreateEventSourceMapping));
        refused.status = Some(400);
        refused.error = Some("InvalidParameterValueException: Function\nno".to_owned());
        refused.fault = true;
        let text = line(&refused);
        let (first, second) = text.split_once('\n').unwrap();
        assert!(first.ends_with("(fault on order)"), "{text}");
        assert_eq!(second.trim(), "InvalidParameterValueException: Function?no");
    }

    #[tokio::test]
    async fn a_file_that_cannot_be_used_is_named_with_its_argument() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file.json");
        fs::write(&file, "{\"nonsense\":1}").unwrap();
        let file = file.to_str().unwrap();
        for given in [
            vec!["--seed", file],
            vec!["--faults", file],
            vec!["--certificate", file, "--key", file],
        ] {
            let error = run(arguments(&given)).await.unwrap_err().to_string();
            assert!(
                error.starts_with(&format!("{} {file}: ", given[0])),
                "{error}"
            );
        }
        let error = run(arguments(&["--port", "0", "--state", file])).await;
        let error = error.unwrap_err().to_string();
        assert!(error.contains("file.json: "), "{error}");
        assert!(error.contains("move this one away"), "{error}");
    }

    #[test]
    fn the_welcome_begins_with_the_endpoint_and_warns_of_open_addresses() {
        let loopback = welcome("http://127.0.0.1:4599", Ipv4Addr::LOCALHOST.into(), false);
        assert!(
            loopback
                .lines()
                .next()
                .unwrap()
                .ends_with("http://127.0.0.1:4599")
        );
        for service in ["lambda", "resourcegroupstaggingapi", "sts"] {
            let line = format!("    {service:24} = \"http://127.0.0.1:4599\"\n");
            assert!(loopback.contains(&line), "{loopback}");
        }
        assert!(!loopback.contains("WARNING"));
        let open = welcome("http://0.0.0.0:4599", Ipv4Addr::UNSPECIFIED.into(), true);
        assert!(open.contains("WARNING"));
    }

    #[test]
    fn a_call_is_one_line() {
        let text = line(&call("/x", Some(Operation::UpdateEventSourceMapping)));
        assert!(
            text.starts_with("01:01:01  202  UpdateEventSourceMapping  b7f3 "),
            "{text}"
        );
        assert!(text.ends_with(" 0.3 ms\n"), "{text}");
    }

    #[test]
    fn a_hostile_path_cannot_confuse_the_terminal() {
        let text = line(&call(&format!("/\u{1b}[2J\n{}", "x".repeat(500)), None));
        assert_eq!(text.lines().count(), 1);
        assert!(!text.contains('\u{1b}'));
        assert!(text.len() < 160);
    }

    #[tokio::test]
    async fn a_port_in_use_is_a_sentence() {
        let holder = Emulator::start(Options::default()).await.unwrap();
        let port: u16 = holder
            .endpoint()
            .rsplit(':')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let arguments = arguments(&["--port", &format!("{port}")]);
        let error = run(arguments).await.unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with(&format!("port {port} is in use")),
            "{error}"
        );
    }
}
