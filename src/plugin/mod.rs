//! The process: what Terraform expects of a program that it starts as a plugin.
//!
//! Terraform starts the program without arguments, with a cookie, its certificate and the versions it speaks in the
//! [`environment`]. The program listens (`listen`), says where on one line of its standard output ([`handshake`]),
//! lets in nobody but that Terraform (`tls`), and serves the provider beside the services of every plugin (`services`)
//! until it must end (`stop`). Its standard error carries the log ([`logging`], `panic`).
//!
//! Nothing here knows what is provided.

mod debug;
pub mod environment;
mod error;
pub mod handshake;
mod link;
pub mod logging;
mod serve;
mod services;
mod stop;
pub mod wire;

use std::{io, process::ExitCode};

use tokio::runtime::{Builder, Runtime};

use self::{environment::Environment, logging::panic};
use crate::protocol::tfplugin6::provider_server::Provider;

pub use self::debug::debug;
pub use self::error::Error;
pub use self::serve::serve;
pub use self::stop::End;

/// Whether Terraform, or one who acts as Terraform, started this program: its cookie is in the environment.
///
/// A cookie with a wrong value counts, too: [`serve`] refuses it with a sentence, which helps more than the usage of the
/// commands would.
pub fn is_plugin() -> bool {
    std::env::var_os(handshake::COOKIE_NAME).is_some_and(|value| !value.is_empty())
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
/// `main` returns what this returns. A failure goes to standard error, which Terraform puts into its log.
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
