//! `awslambda_event_source_mapping`: create, read, update, delete, import.
//!
//! All that is known of each attribute stands in [`table`]. The other files in reading order:
//!
//! * `checks`, `kinds`, `mode`: what the rows say of values, and of kinds of source.
//! * `facts`: what a mapping says of itself.
//! * `plan`: what of a plan depends on more than one row; the Region; the words for a replacement.
//! * `wire`: the requests, and the answers.
//! * `tell`: messages about a mapping.
//! * `operate`: create, read, update, delete, adopt and switch, and what they share.
//! * `arrive`: how a mapping that exists comes to Terraform: identity, import, moves, the list, discovery.

mod arrive;
mod checks;
mod facts;
mod kinds;
mod mode;
mod operate;
mod plan;
pub mod table;
mod tell;
mod wire;

use self::{
    arrive::{NAME, identity, import, moves},
    operate::{Run, at, create, delete, next, read, update},
    plan::{announce, place::Scope},
    table::EventSourceMapping,
    wire::{state, written},
};
use super::api::client::Client;
use crate::framework::{
    author::{
        Identified,
        resource::{
            self, Change, Outcome,
            moves::{Moved, Source},
        },
    },
    diagnostics::Diagnostic,
    plan::Replace,
};

pub(crate) use self::arrive::{
    actions::{Drain, Order, Pause, Resume, carry_out},
    data::{many::Many, one::One},
    found, import as ids,
    list::List,
};

pub(crate) use self::operate::next::Asker;

/// The steps of the provider after each kind of failure of each operation, as a table of Markdown.
pub fn failures() -> String {
    next::in_words()
}

/// The resource.
#[derive(Debug)]
pub struct Resource;

type Mapping = EventSourceMapping;

/// The input of a plan besides the resource.
fn scope(client: &Client) -> Scope<'_> {
    Scope {
        home: client.home(),
        account: client.account(),
        tagging: client.tagging(),
    }
}

impl resource::Resource<Client> for Resource {
    type Model = Mapping;

    fn name(&self) -> &'static str {
        NAME
    }

    fn doc(&self) -> &'static str {
        "Connects an event source to a Lambda function: Lambda reads records from the source and \
         invokes the function with batches of them."
    }

    fn version(&self) -> i64 {
        state::VERSION
    }

    fn plan(&self, change: &mut Change<'_, Mapping>, client: Option<&Client>) {
        plan::plan(change, client.map(scope));
    }

    fn foretell(&self, prior: Option<&Mapping>, planned: &mut Mapping) {
        plan::foretell(prior, planned);
    }

    fn announce(&self, prior: &Mapping, planned: &Mapping, reason: &Replace) -> Diagnostic {
        announce::replacement(prior, planned, reason)
    }

    async fn create(&self, call: Run, planned: Mapping) -> Outcome<Mapping> {
        match at(call, &planned) {
            Ok(run) => create::create(&run, &planned).await,
            Err(foreign) => Outcome::failed(foreign),
        }
    }

    async fn read(&self, call: Run, prior: Mapping) -> Outcome<Mapping> {
        match at(call, &prior) {
            Ok(run) => read::read(&run, prior).await,
            Err(foreign) => Outcome::done(prior).with(foreign),
        }
    }

    async fn update(&self, call: Run, prior: Mapping, planned: Mapping) -> Outcome<Mapping> {
        match at(call, &prior) {
            Ok(run) => update::update(&run, &prior, &planned).await,
            Err(foreign) => Outcome::done(prior).with(foreign),
        }
    }

    async fn delete(&self, call: Run, prior: Mapping) -> Outcome<Mapping> {
        match at(call, &prior) {
            Ok(run) => delete::delete(&run, prior).await,
            Err(foreign) => Outcome::done(prior).with(foreign),
        }
    }

    async fn import(&self, call: Option<Run>, id: &str) -> Result<Mapping, Diagnostic> {
        import::import(call.as_ref(), id).await
    }

    fn move_state(&self, source: Source) -> Result<Moved, Diagnostic> {
        moves::move_state(&source)
    }

    /// Without the Region that the provider has anyway, and without groups that Lambda has made.
    fn configuration(&self, state: Mapping, client: Option<&Client>) -> Mapping {
        written::settled(state, client.map(Client::home))
    }

    fn upgrade(
        &self,
        version: i64,
        state: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostic> {
        if version == 0 {
            return Ok(state::upgrade(state));
        }
        Err(Diagnostic::error(
            "Cannot upgrade the state of the event source mapping",
            format!("No version {version} of its form is known."),
        ))
    }
}

impl Identified<Client> for Resource {
    type Identity = identity::Identity;

    fn identity_version(&self) -> i64 {
        identity::VERSION
    }

    fn identity(&self, state: &Mapping, client: Option<&Client>) -> Option<identity::Identity> {
        identity::of(state, client)
    }

    fn import_identity(&self, identity: identity::Identity) -> Result<Mapping, Diagnostic> {
        identity::import(identity)
    }

    fn upgrade_identity(
        &self,
        _version: i64,
        identity: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostic> {
        identity::upgrade(&identity)
    }
}

#[cfg(test)]
mod tests;
