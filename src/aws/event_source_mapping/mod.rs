//! `awslambda_event_source_mapping`: create, read, update, delete, import.
//!
//! What is known of each attribute stands in [`table`]. The other files in reading order:
//!
//! * `checks`, `kinds`, `mode`: what the rows say of values, and of kinds of source.
//! * `facts`: what a mapping says of itself.
//! * `plan`: what of a plan depends on more than one row; the Region; the words for a replacement.
//! * `wire`: the requests, and the answers.
//! * `found`: a mapping that is in no state, and the configuration that means it.
//! * `tell`: what a person is told of a mapping.
//! * `operate`: create, read, update, delete and adopt, and what they share.

mod checks;
mod facts;
pub(crate) mod found;
mod kinds;
mod mode;
mod operate;
mod plan;
pub mod table;
mod tell;
mod wire;

use self::{
    operate::{create, delete, next, read, update},
    plan::{announce, place},
    table::EventSourceMapping,
    wire::state,
};
use super::{
    api::client::Client,
    names::{arn::Arn, uuid::is_uuid},
};
use crate::framework::{
    author::resource::{self, Call, Change, Outcome},
    cell::Tf,
    diagnostics::{Diagnostic, shown},
    plan::Replace,
};

/// What the provider does after each kind of failure of each operation, as a table of Markdown.
pub fn failures() -> String {
    next::in_words()
}

/// The resource.
#[derive(Debug)]
pub struct Resource;

type Mapping = EventSourceMapping;

impl resource::Resource<Client> for Resource {
    type Model = Mapping;

    fn name(&self) -> &'static str {
        "awslambda_event_source_mapping"
    }

    fn doc(&self) -> &'static str {
        "Connects an event source to a Lambda function: Lambda reads records from the source and \
         invokes the function with batches of them.\n\nMistakes that `validate` and `plan` find are \
         listed in the guide *What is checked before AWS is asked*; conflicts, lost answers and \
         interruptions are the matter of *When something goes wrong*; *Moving from hashicorp/aws* says how \
         to bring mappings here that `aws_lambda_event_source_mapping` has made."
    }

    fn version(&self) -> i64 {
        state::VERSION
    }

    fn plan(&self, change: &mut Change<'_, Mapping>, client: Option<&Client>) {
        place::plan(change, client);
        plan::plan(change, client);
    }

    fn announce(&self, prior: &Mapping, planned: &Mapping, reason: &Replace) -> Diagnostic {
        announce::replacement(prior, planned, reason)
    }

    async fn create(&self, call: Call<Client, Mapping>, planned: Mapping) -> Outcome<Mapping> {
        let call = place::there(call, &planned);
        create::create(&call, &planned).await
    }

    async fn read(&self, call: Call<Client, Mapping>, prior: Mapping) -> Outcome<Mapping> {
        let call = place::there(call, &prior);
        if let Some(foreign) = place::foreign(&call.client, &prior) {
            return Outcome::done(prior).with(foreign);
        }
        read::read(&call, prior).await
    }

    async fn update(
        &self,
        call: Call<Client, Mapping>,
        prior: Mapping,
        planned: Mapping,
    ) -> Outcome<Mapping> {
        let call = place::there(call, &prior);
        if let Some(foreign) = place::foreign(&call.client, &prior) {
            return Outcome::done(prior).with(foreign);
        }
        update::update(&call, &prior, &planned).await
    }

    async fn delete(&self, call: Call<Client, Mapping>, prior: Mapping) -> Outcome<Mapping> {
        let call = place::there(call, &prior);
        if let Some(foreign) = place::foreign(&call.client, &prior) {
            return Outcome::done(prior).with(foreign);
        }
        delete::delete(&call, prior).await
    }

    fn import(&self, id: &str) -> Result<Mapping, Diagnostic> {
        let (name, region) = place::split(id);
        let arn = Arn::parse(name).filter(|it| it.service == "lambda");
        let uuid = arn
            .and_then(|it| it.resource.strip_prefix("event-source-mapping:"))
            .unwrap_or(name);
        let label = |it: &String| {
            !it.is_empty()
                && it
                    .bytes()
                    .all(|it| it.is_ascii_alphanumeric() || it == b'-')
        };
        if !is_uuid(uuid) || !region.known().is_none_or(label) {
            return Err(Diagnostic::error(
                format!("Cannot import \"{}\"", shown(id)),
                "An event source mapping is imported by its UUID \
                 (\"91eaeb7e-c976-1234-9451-8709db01f137\"), with @ and its Region after it if that is \
                 not the provider's, or by its ARN \
                 (\"arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:91eaeb7e-…\").",
            ));
        }
        let uuid = Tf::Known(uuid.to_ascii_lowercase());
        Ok(Mapping {
            id: uuid.clone(),
            uuid,
            arn: arn.map(|_| name.to_owned()).into(),
            region,
            ..Mapping::default()
        })
    }

    // The server asks for no version but an older one, of which there is one.
    fn upgrade(
        &self,
        _version: i64,
        state: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostic> {
        Ok(state::upgrade(state))
    }
}

#[cfg(test)]
mod tests;
