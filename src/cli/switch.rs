//! The commands `pause` and `resume`: what the actions of the same names do, for those without actions.
//!
//! `main.rs` hands over who does it, since the commands know no provider.

use std::{
    future::Future,
    io::{self, Write as _},
    time::Duration,
};

use crate::emulator::parse_span;

/// What `pause` and `resume` may be told.
#[derive(clap::Args, Debug, Clone)]
pub struct Arguments {
    /// The mapping: its UUID, its ARN, or its function and event source with a comma between them, and
    /// with the topic or queue where the function reads several.
    #[arg(value_name = "UUID|ARN|FUNCTION,SOURCE[,TOPIC]")]
    pub mapping: String,
    /// Region of the mapping, unless its ARN or that of its source has one [default: that of the
    /// environment or the profile].
    #[arg(long)]
    pub region: Option<String>,
    /// Profile with the credentials [default: `AWS_PROFILE`].
    #[arg(long)]
    pub profile: Option<String>,
    /// URL of Lambda's API [default: `AWS_ENDPOINT_URL_LAMBDA`, `AWS_ENDPOINT_URL`, else AWS].
    #[arg(long, value_name = "URL")]
    pub endpoint_url: Option<String>,
    /// Longest time to wait, for example 30s or 5m.
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = parse_span)]
    pub timeout: Duration,
}

/// What is done with a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Lambda is to read no more records.
    Pause,
    /// Lambda is to read records again.
    Resume,
}

/// Who pauses and resumes mappings.
pub trait Switch {
    /// Does it, and ends early once `stop` does. `say` is told how it goes on. The error is for a person.
    fn switch(
        &self,
        order: Order,
        arguments: &Arguments,
        stop: impl Future<Output = ()> + Send + 'static,
        say: &(dyn Fn(String) + Send + Sync),
    ) -> impl Future<Output = Result<(), String>>;
}

/// Why a mapping is not as it was to be.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

/// Pauses or resumes. A mapping that is so already is a success.
///
/// # Errors
/// When the mapping is not as it was to be, with the reason.
pub async fn run(order: Order, arguments: &Arguments, by: &impl Switch) -> Result<(), Error> {
    let interrupted = async {
        // Without a handler nobody can interrupt it.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    by.switch(order, arguments, interrupted, &|line| {
        // The exit code still tells when nobody reads the lines.
        let _ = writeln!(io::stdout().lock(), "{line}");
    })
    .await
    .map_err(Error)
}
