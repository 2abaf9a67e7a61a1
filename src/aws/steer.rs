//! Pauses and resumes a mapping for the commands of these names.

use std::{future::Future, sync::Arc, time::Duration};

use super::{
    discover::words,
    event_source_mapping::{Asker, Order, carry_out, ids, table::EventSourceMapping},
    provider::{
        Aws,
        block::{rows::Config, services::Endpoints},
    },
};
use crate::framework::{
    author::{Call, Stop, provider::Provider as _, resource::Kept, stop::Stopper},
    cell::{Tf, model::Model as _},
    diagnostics::Diagnostic,
    schema::{
        Schema,
        validate::{Capabilities, validate},
    },
};

/// The order of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Whether Lambda is to read records.
    pub enabled: bool,
    /// The mapping, by its UUID, its ARN, or what it connects.
    pub mapping: String,
    /// Its Region, if no ARN has one; that of the environment if there is none.
    pub region: Option<String>,
    /// Profile with the credentials; that of the environment if there is none.
    pub profile: Option<String>,
    /// URL of Lambda's API; AWS's if there is none.
    pub endpoint: Option<String>,
    /// Longest time for all of it.
    pub limit: Duration,
}

/// Does what is wanted, and ends early once `stop` does. `say` gets the progress.
///
/// # Errors
/// When the mapping is not as it was to be, with the reason.
pub async fn steer(
    wanted: &Wanted,
    stop: impl Future<Output = ()> + Send + 'static,
    say: &(dyn Fn(String) + Send + Sync),
) -> Result<(), String> {
    let stopper = Arc::new(Stopper::default());
    let own = stopper.stop();
    tokio::spawn(async move {
        stop.await;
        stopper.request();
    });
    let done = Box::pin(steered(wanted, own, say)).await;
    done.map_err(|it| words(&it))
}

async fn steered(
    wanted: &Wanted,
    stop: Stop,
    say: &(dyn Fn(String) + Send + Sync),
) -> Result<(), Diagnostic> {
    let (order, verb, done) = if wanted.enabled {
        (Order::Resume, "resume", "resumed")
    } else {
        (Order::Pause, "pause", "paused")
    };
    let id = &wanted.mapping;
    let (named, region) = ids::read(id).ok_or_else(|| ids::unreadable(id, verb, done))?;
    let endpoint = wanted.endpoint.clone().map(|it| {
        let lambda = ("lambda".to_owned(), Tf::Known(it));
        Endpoints(Tf::Known([lambda].into()))
    });
    let config = Config {
        profile: wanted.profile.clone().into(),
        region: wanted.region.clone().into(),
        endpoints: endpoint.unwrap_or_default(),
        ..Config::default()
    };
    let schema = Schema::of::<Config>(0, "");
    let found = validate(&schema, &config.encode(), Capabilities::default());
    if let Some(error) = found.first_error() {
        return Err(by_option(error));
    }
    let (client, found) = Aws.configure(config).await;
    if let Some(error) = found.first_error() {
        return Err(error);
    }
    let Some(client) = client else {
        return Err(Diagnostic::bug("There is no client, and no error."));
    };
    let call = Call::new(client, stop, EventSourceMapping::default(), Kept::default());
    let prior = ids::meant(Some(&call), id, &named, region).await?;
    let limit = Some(wanted.limit);
    let done = carry_out(call, prior, order, Asker::Person, limit, say);
    Box::pin(done).await
}

/// The error of an argument of the provider block, at the option that has set it.
fn by_option(mut error: Diagnostic) -> Diagnostic {
    for (argument, option) in [
        ("endpoints.lambda:", "--endpoint-url:"),
        ("region:", "--region:"),
    ] {
        if let Some(rest) = error.summary.strip_prefix(argument) {
            error.summary = format!("{option}{rest}");
        }
    }
    error
}
