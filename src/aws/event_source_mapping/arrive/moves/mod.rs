//! States of `aws_lambda_event_source_mapping` and `awscc_lambda_event_source_mapping`, for a `moved` block.
//!
//! 1. [`fit`] brings the attributes into the shapes of our rows: names, lists, maps.
//! 2. [`settled`] takes out what the other provider wrote where nothing is set (`""`, `0`, `[]`, `{}`), and
//!    fills in what follows from the rest: the ARN, the Region, defaults.
//!
//! The result is what a read would show, so that the refresh after a move finds nothing. Attributes that
//! we do not have are handed on: the framework names them in warnings.

mod fit;
mod settled;

use serde_json::{Map, Value as Json};

use crate::{
    aws::event_source_mapping::{
        table::{EventSourceMapping, rows},
        wire::state,
    },
    framework::{
        author::resource::moves::{Moved, Source},
        diagnostics::{Diagnostic, Diagnostics, shown},
        json,
        schema::Schema,
    },
};

/// The last part of this provider's address. The publisher does not change it.
const OWN: &str = "awslambda";

/// The types whose states are understood, with the namespace and the name of their provider.
const SOURCES: [(&str, &str, &str, Fit); 2] = [
    (
        "aws_lambda_event_source_mapping",
        "hashicorp",
        "aws",
        fit::of_aws,
    ),
    (
        "awscc_lambda_event_source_mapping",
        "hashicorp",
        "awscc",
        fit::of_awscc,
    ),
];

type Fit = fn(Map<String, Json>) -> Map<String, Json>;

/// Makes a state of this provider from one that another provider has written.
pub(crate) fn move_state(source: &Source) -> Result<Moved, Diagnostic> {
    // OpenTofu 1.12 writes this provider's address for each instance of a resource but the first, which has
    // taken the whole resource along. No other provider has written a state of that type.
    let is_ours = source.is_named(OWN);
    let known = SOURCES.iter().find(|(kind, namespace, name, _)| {
        source.kind == *kind && (is_ours || source.is_of(namespace, name))
    });
    let Some((.., fit)) = known else {
        return Err(foreign(source));
    };
    let Json::Object(state) = source.state.clone() else {
        return Err(unreadable(source, "It is no object."));
    };
    // Other providers show a group that Lambda has made as our own states of version 0 did.
    let Json::Object(state) = state::upgrade(Json::Object(fit(state))) else {
        return Err(unreadable(source, "It is no object."));
    };
    let ty = Schema::of::<EventSourceMapping>(0, "").ty();
    let text = Json::Object(state.clone()).to_string();
    let (value, _) = json::decode(text.as_bytes(), &ty).map_err(|error| {
        let problem = format!("At \"{}\": {}.", error.path, error.problem);
        unreadable(source, &problem)
    })?;
    let settled = settled::settle(&value, source.identity.as_ref())
        .ok_or_else(|| unreadable(source, "It has no UUID."))?;
    let bytes = json::encode(&settled, &ty).map_err(|error| unreadable(source, &error.problem))?;
    let mut moved: Map<String, Json> =
        serde_json::from_slice(&bytes).map_err(|error| unreadable(source, &error.to_string()))?;
    let is_ours = |name: &String| rows().iter().any(|it| it.name == name);
    moved.extend(
        state
            .into_iter()
            .filter(|(name, value)| !is_ours(name) && !fit::says_nothing(value)),
    );
    Ok(Moved {
        state: Json::Object(moved),
        diagnostics: Diagnostics::new(),
    })
}

fn summary(source: &Source) -> String {
    format!(
        "Cannot move \"{}\" to \"{}\"",
        shown(&source.kind),
        super::NAME
    )
}

fn foreign(source: &Source) -> Diagnostic {
    let known: Vec<_> = SOURCES
        .iter()
        .map(|(kind, namespace, name, _)| format!("  {kind} of {namespace}/{name}"))
        .collect();
    Diagnostic::error(
        summary(source),
        format!(
            "The state is of the provider \"{}\". States of these types can be moved:\n{}\nFor others, \
             replace the moved block by a removed block and an import block.",
            shown(&source.provider),
            known.join("\n")
        ),
    )
}

fn unreadable(source: &Source, why: &str) -> Diagnostic {
    Diagnostic::error(
        summary(source),
        format!(
            "The state of version {} of \"{}\" cannot be read. {why}",
            source.version,
            shown(&source.provider)
        ),
    )
}

#[cfg(test)]
mod tests;
