//! The things of an account besides mappings, as a seed states them: functions with their roles, and the
//! sources that mappings read from.

use std::{collections::BTreeSet, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::span::{span, span_or_never};
use crate::emulator::model::{
    function::Function,
    request::{DEFAULT_ACCOUNT, Place},
};

/// Functions, sources and mappings that are to be there, or to be gone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Seed {
    /// The account of entries that name none. Default: 000000000000.
    account: Option<String>,
    /// The Region of entries that name none. Default: us-east-1.
    region: Option<String>,
    functions: Vec<SeedFunction>,
    sources: Vec<SeedSource>,
    /// Bodies of `CreateEventSourceMapping`; their mappings are settled at once.
    mappings: Vec<Value>,
    /// Names of functions, and ARNs of sources, that are there no longer.
    gone: Vec<String>,
}

/// A function, and what becomes of its role. Times run from the seeding on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedFunction {
    /// In any form in which a function may be named, without qualifier.
    name: String,
    /// Seconds. Lambda's default is 3.
    #[serde(default = "three")]
    timeout: u64,
    /// The aliases and versions that it has; without it, any.
    #[serde(default)]
    qualifiers: Option<BTreeSet<String>>,
    /// How long ago it was changed.
    #[serde(default, deserialize_with = "span", serialize_with = "write")]
    modified_ago: Duration,
    /// When Lambda begins to know it.
    #[serde(default, deserialize_with = "span", serialize_with = "write")]
    exists_in: Duration,
    /// When its role can be assumed.
    #[serde(default, deserialize_with = "span_or_never", serialize_with = "write")]
    assumable_in: Duration,
    /// When its role may read the source.
    #[serde(default, deserialize_with = "span_or_never", serialize_with = "write")]
    permitted_in: Duration,
}

/// A queue, stream, cluster or broker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeedSource {
    arn: String,
    /// Seconds, of a queue. Default of SQS: 30.
    #[serde(default = "thirty")]
    visibility_timeout: u64,
}

/// One thing of a seed, under the ARN that it has.
#[derive(Debug)]
pub(crate) enum Thing {
    Function(String, KnownFunction),
    Source(String, KnownSource),
    Gone(String),
}

/// The facts of a function. Times are since 1970.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownFunction {
    pub(crate) timeout: u64,
    pub(crate) qualifiers: Option<BTreeSet<String>>,
    pub(crate) modified_at: Duration,
    pub(crate) exists_at: Duration,
    pub(crate) assumable_at: Duration,
    pub(crate) permitted_at: Duration,
}

/// The facts of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownSource {
    /// Seconds.
    pub(crate) visibility_timeout: u64,
}

fn three() -> u64 {
    3
}

fn thirty() -> u64 {
    30
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde asks for a reference"
)]
fn write<S: serde::Serializer>(span: &Duration, to: S) -> Result<S::Ok, S::Error> {
    if *span == Duration::MAX {
        return to.serialize_str("never");
    }
    to.serialize_str(&format!("{}ms", span.as_millis()))
}

// === impl Seed ===

impl Seed {
    /// Reads a seed of JSON. The error is a sentence for the person.
    pub fn read(text: &str) -> Result<Self, String> {
        let seed: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        for name in seed.functions.iter().map(|function| &function.name) {
            match Function::parse(name) {
                Some(function) if !function.is_qualified() => {}
                Some(_) => {
                    return Err(format!(
                        "function {name}: give the name without alias or version; those go into qualifiers"
                    ));
                }
                None => return Err(format!("{name} is no name of a function")),
            }
        }
        if let Some(source) = seed.sources.iter().find(|it| !it.arn.starts_with("arn:")) {
            return Err(format!("{} is no ARN of a source", source.arn));
        }
        Ok(seed)
    }

    /// Where what names no account and no Region is.
    pub(crate) fn place(&self) -> Place {
        let or = |given: &Option<String>, default: &str| {
            given.clone().unwrap_or_else(|| default.to_owned())
        };
        Place {
            account: or(&self.account, DEFAULT_ACCOUNT),
            region: or(&self.region, "us-east-1"),
        }
    }

    /// The functions and sources, in order; what is gone comes last.
    pub(crate) fn things(&self, now: Duration) -> Vec<Thing> {
        let place = self.place();
        let arn = |name: &str| Function::parse(name).map(|function| function.bare_arn(&place));
        let functions = self.functions.iter().filter_map(|given| {
            let function = KnownFunction {
                timeout: given.timeout,
                qualifiers: given.qualifiers.clone(),
                modified_at: now.saturating_sub(given.modified_ago),
                exists_at: now.saturating_add(given.exists_in),
                assumable_at: now.saturating_add(given.assumable_in),
                permitted_at: now.saturating_add(given.permitted_in),
            };
            Some(Thing::Function(arn(&given.name)?, function))
        });
        let sources = self.sources.iter().map(|given| {
            let source = KnownSource {
                visibility_timeout: given.visibility_timeout,
            };
            Thing::Source(given.arn.clone(), source)
        });
        let gone = self.gone.iter().map(|name| {
            let function = arn(name).unwrap_or_default();
            let is_source = function.is_empty();
            Thing::Gone(if is_source { name.clone() } else { function })
        });
        functions.chain(sources).chain(gone).collect()
    }

    /// The functions and sources alone.
    pub(crate) fn without_mappings(&self) -> Self {
        Self {
            mappings: Vec::new(),
            ..self.clone()
        }
    }

    /// The bodies of the mappings.
    pub(crate) fn mappings(&self) -> &[Value] {
        &self.mappings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_that_cannot_be_meant_is_a_sentence() {
        for (text, sentence) in [
            (
                r#"{"functions":[{"name":"a b"}]}"#,
                "a b is no name of a function",
            ),
            (
                r#"{"functions":[{"name":"f:live"}]}"#,
                "without alias or version",
            ),
            (
                r#"{"functions":[{"name":"f","assumable_in":"soon"}]}"#,
                "or never",
            ),
            (
                r#"{"sources":[{"arn":"orders"}]}"#,
                "orders is no ARN of a source",
            ),
            (r#"{"queues":[]}"#, "unknown field `queues`"),
        ] {
            let error = Seed::read(text).unwrap_err();
            assert!(error.contains(sentence), "{error}");
        }
    }

    #[test]
    fn a_seed_is_written_as_it_was_read() {
        let text = r#"{"functions":[{"name":"f","permitted_in":"never","exists_in":"2s"}]}"#;
        let seed = Seed::read(text).unwrap();
        let written = serde_json::to_string(&seed).unwrap();
        assert_eq!(Seed::read(&written).unwrap(), seed);
    }
}
