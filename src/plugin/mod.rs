//! The process: what Terraform expects of a program that it starts as a plugin.
//!
//! Terraform starts the program without arguments, with a cookie, its certificate and the versions it speaks in the
//! [`environment`]. The program listens (`listen`), says where on one line of its standard output ([`handshake`]),
//! lets in nobody but that Terraform (`tls`), and serves the provider beside the services of every plugin (`services`)
//! until it is told to go (`stop`). Its standard error carries the log ([`logging`], `panic`).
//!
//! Nothing here knows what is provided.

mod connection;
mod debug;
pub mod environment;
pub mod handshake;
mod listen;
pub mod logging;
mod panic;
mod serve;
mod services;
mod stop;
mod timestamp;
mod tls;
pub mod wire;

use std::{io, path::PathBuf, process::ExitCode};

use tokio::runtime::{Builder, Runtime};

use self::environment::{Environment, VERSION};
use crate::protocol::tfplugin6::provider_server::Provider;

pub use self::debug::debug;
pub use self::serve::serve;
pub use self::stop::End;

/// Why the plugin could not serve. The text is a sentence for the person who reads Terraform's log.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no cookie: a person started a program that is nothing but a plugin.
    #[error(
        "this program is a plugin, which Terraform and OpenTofu start by themselves: name its folder in dev_overrides of \
         their CLI configuration, and run them"
    )]
    Alone,
    /// The cookie is there, but it is not Terraform's.
    #[error(
        "cannot serve as a plugin: {} holds a value that Terraform does not send. Run this program without that \
         variable to use its commands, or let Terraform start it",
        environment::COOKIE_NAME
    )]
    Cookie,
    /// The host speaks other versions of the protocol only.
    #[error(
        "cannot serve this Terraform: it offers version {offered} of the provider protocol and this provider speaks \
         version {VERSION}, as do Terraform 1.0 and OpenTofu 1.6 and all that came after them"
    )]
    Versions {
        /// The versions as the host wrote them.
        offered: String,
    },
    /// A variable holds something else than it should.
    #[error("cannot serve as a plugin: {name} {problem}")]
    Variable {
        /// The name of the variable.
        name: &'static str,
        /// What is wrong with its value, and what it may be.
        problem: String,
    },
    /// No certificate could be made.
    #[error("cannot make the certificate of the plugin: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The certificate was refused by our own side of TLS.
    #[error("cannot set up TLS for the plugin: {0}")]
    Tls(#[from] rustls::Error),
    /// No socket in a directory that the environment names.
    #[error(
        "cannot listen on a socket in {}: {source}. The directory comes from PLUGIN_UNIX_SOCKET_DIR or TMPDIR; it must \
         exist, be open to this user, and have a name of less than 80 bytes",
        directory.display()
    )]
    Socket {
        /// The directory.
        directory: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// No port on the loopback address.
    #[error("cannot listen on 127.0.0.1, ports {} to {}: {source}", ports.0, ports.1)]
    Port {
        /// First and last port that were tried.
        ports: (u16, u16),
        /// What the system said of the last one.
        source: io::Error,
    },
    /// Nobody reads what we print.
    #[error("cannot tell Terraform where the plugin listens: {0}")]
    Output(#[source] io::Error),
    /// The runtime or a signal handler could not be set up.
    #[error("cannot start the plugin: {0}")]
    Start(#[source] io::Error),
    /// The server gave up.
    #[error("cannot go on serving: {0}")]
    Server(#[from] tonic::transport::Error),
}

/// Whether Terraform, or one who acts as Terraform, started this program: its cookie is in the environment.
///
/// A cookie with a wrong value counts, too: [`serve`] refuses it with a sentence, which helps more than the usage of the
/// commands would.
pub fn is_plugin() -> bool {
    std::env::var_os(environment::COOKIE_NAME).is_some_and(|value| !value.is_empty())
}

/// A runtime as small as a provider needs: it waits for AWS most of its time.
///
/// Two threads, so that a long encoding does not hold up the other calls. Terraform starts a provider up to five times
/// a command, and each thread costs it time.
pub fn runtime() -> Result<Runtime, Error> {
    Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Error::Start)
}

/// Serves `provider` to the Terraform that started this program, from the log to the exit status.
///
/// `main` returns what this returns. A failure is told on standard error, which Terraform puts into its log.
pub fn run<P: Provider>(provider: P) -> ExitCode {
    logging::install(logging::Form::Hclog, &logging::Levels::from_process());
    panic::install();
    if !is_plugin() {
        logging::say(&format!("[ERROR] {}", Error::Alone));
        return ExitCode::FAILURE;
    }
    let ended = runtime().and_then(|runtime| {
        let ended = runtime.block_on(serve(Environment::from_process(), provider, io::stdout()));
        // A handler that is still at work must not hold up the exit.
        runtime.shutdown_background();
        ended
    });
    match ended {
        Ok(end) => ExitCode::from(end.status()),
        Err(error) => {
            // Terraform shows a plain line that begins so as an error of ours, whatever our own levels are.
            logging::say(&format!("[ERROR] {error}"));
            ExitCode::FAILURE
        }
    }
}
