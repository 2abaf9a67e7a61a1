//! `emulator`: serves the emulated Lambda API until it is told to stop.

use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroU32;
use std::time::{Duration, SystemTime};

use clap::Args;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::emulator::{Emulator, Options, Recorded, parse_span};

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
    /// Calls a second for each account and Region; more are throttled. AWS has 15. [default: no limit]
    #[arg(long)]
    pub rate: Option<NonZeroU32>,
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
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// The signals that end the emulator cannot be received.
    #[error("could not wait for the signal to stop: {0}")]
    Signal(#[source] io::Error),
}

/// Serves, prints what to put into a configuration and a line for each call, and returns after
/// SIGINT or SIGTERM.
pub async fn run(arguments: Arguments) -> Result<(), Error> {
    let address = SocketAddr::new(arguments.address, arguments.port);
    let stop = stop_signal().map_err(Error::Signal)?;
    let options = Options {
        address,
        settle: arguments.settle,
        rate: arguments.rate,
        ..Options::default()
    };
    let emulator = Emulator::start(options).await.map_err(|error| {
        if error.kind() == io::ErrorKind::AddrInUse {
            Error::PortInUse(address.port())
        } else {
            Error::Listen { address, error }
        }
    })?;
    let calls = emulator.follow();
    print(&welcome(&emulator.endpoint(), arguments.address));
    tokio::select! {
        () = stop => {}
        () = log(calls) => {}
    }
    emulator.stop().await;
    print("Stopped.\n");
    Ok(())
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

fn welcome(endpoint: &str, address: IpAddr) -> String {
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
           secret_key = \"test\"\n  \
           endpoints {{\n    \
             lambda = \"{endpoint}\"\n    \
             sts    = \"{endpoint}\"\n  \
           }}\n\
         }}\n\n\
         Ctrl-C stops it. What was created is then gone.\n\n"
    )
}

/// One call on one line: when (UTC), what, which mapping, what became of it, how long it took.
fn line(call: &Recorded) -> String {
    let since = call.at.duration_since(SystemTime::UNIX_EPOCH);
    let seconds = since.unwrap_or_default().as_secs() % 86_400;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let what = match call.operation {
        Some(operation) => operation.name().to_owned(),
        None if call.path == "/" => "GetCallerIdentity".to_owned(),
        None => format!("{} {}", call.method, printable(&call.path)),
    };
    let status = call
        .status
        .map_or_else(|| "---".to_owned(), |status| status.to_string());
    let milliseconds = call.took.as_secs_f64() * 1000.0;
    let uuid = printable(&call.uuid);
    format!(
        "{hours:02}:{minutes:02}:{seconds:02}  {status}  {what:<24}  {uuid:<36}  {milliseconds:.1} ms\n"
    )
}

/// A text from a caller, so that it can neither fill nor confuse a terminal.
fn printable(text: &str) -> String {
    let mut printable: String = text
        .chars()
        .take(60)
        .map(|c| if c.is_control() { '?' } else { c })
        .collect();
    if text.chars().nth(60).is_some() {
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

    fn call(path: &str, operation: Option<Operation>) -> Recorded {
        Recorded {
            at: SystemTime::UNIX_EPOCH + Duration::from_secs(86_400 + 3_661),
            method: "PUT".into(),
            path: path.into(),
            body: String::new(),
            operation,
            uuid: "b7f3".into(),
            region: "eu-west-1".into(),
            access_key: "test".into(),
            status: Some(202),
            took: Duration::from_micros(340),
        }
    }

    #[test]
    fn the_welcome_begins_with_the_endpoint_and_warns_of_open_addresses() {
        let loopback = welcome("http://127.0.0.1:4599", Ipv4Addr::LOCALHOST.into());
        assert!(
            loopback
                .lines()
                .next()
                .unwrap()
                .ends_with("http://127.0.0.1:4599")
        );
        assert!(loopback.contains("    sts    = \"http://127.0.0.1:4599\"\n"));
        assert!(!loopback.contains("WARNING"));
        let open = welcome("http://0.0.0.0:4599", Ipv4Addr::UNSPECIFIED.into());
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
        let port = holder
            .endpoint()
            .rsplit(':')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let arguments = Arguments {
            port,
            address: Ipv4Addr::LOCALHOST.into(),
            settle: Duration::ZERO,
            rate: None,
        };
        let error = run(arguments).await.unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with(&format!("port {port} is in use")),
            "{error}"
        );
    }
}
