//! A mapping that is there beside one that is wanted: what a plan would make of the two.

use std::sync::OnceLock;

use crate::{
    aws::event_source_mapping::table::EventSourceMapping,
    framework::{
        author::{
            Change,
            resource::erased::{Proposal, plan_with},
        },
        cell::model::Model as _,
        diagnostics::shown,
        schema::{Life, Schema},
        value::{Value, path::Step},
    },
};

/// How many differences of a kind are told at once.
const TOLD: usize = 10;

/// How a mapping differs from what is wanted.
#[derive(Debug, Default)]
pub(crate) struct Differences {
    /// What cannot be changed any more.
    pub(crate) fixed: Vec<Difference>,
    /// What can be changed in place.
    pub(crate) mutable: Vec<Difference>,
}

/// An argument in which they differ.
#[derive(Debug)]
pub(crate) struct Difference {
    name: &'static str,
    there: String,
    wanted: String,
    because: &'static str,
}

/// The schema, made once. Its version and its words are of no account here.
fn schema() -> &'static Schema {
    static MADE: OnceLock<Schema> = OnceLock::new();
    MADE.get_or_init(|| Schema::of::<EventSourceMapping>(0, ""))
}

// === impl Differences ===

impl Differences {
    /// How `there` differs from the configuration `wanted`.
    pub(crate) fn between(wanted: &EventSourceMapping, there: &EventSourceMapping) -> Self {
        Self::of(wanted, None, there)
    }

    /// The same, for a creation that was planned as `planned`: what a change in place would make
    /// otherwise cannot be changed either.
    pub(crate) fn from_planned(
        wanted: &EventSourceMapping,
        planned: &EventSourceMapping,
        there: &EventSourceMapping,
    ) -> Self {
        Self::of(wanted, Some(planned), there)
    }

    fn of(
        wanted: &EventSourceMapping,
        planned: Option<&EventSourceMapping>,
        there: &EventSourceMapping,
    ) -> Self {
        let planned = planned.map(EventSourceMapping::encode);
        let schema = schema();
        let (wanted, there) = (wanted.encode(), there.encode());
        let change = Proposal {
            unknown: &[],
            schema,
            config: &wanted,
            prior: &there,
        };
        let correct = |change: &mut Change<'_, EventSourceMapping>| {
            super::plan(change, None);
        };
        let (outcome, _) = plan_with(change, correct);
        let mut differences = Self::default();
        // Both are in the same Region: what is wanted is looked for where it is to be.
        for attribute in schema.attributes.iter().filter(|it| it.name != "region") {
            let name = attribute.name;
            let (new, old) = (outcome.planned.attribute(name), there.attribute(name));
            if !matches!(attribute.life, Life::Fixed | Life::Mutable | Life::Beside) {
                continue;
            }
            let promised = planned.as_ref().map_or(new, |it| it.attribute(name));
            if promised.is_wholly_known()
                && new.is_wholly_known()
                && !(attribute.same)(promised, new)
            {
                differences.fixed.push(Difference {
                    name,
                    there: show(old),
                    wanted: show(promised),
                    because: "no request brings that back once it was changed",
                });
                continue;
            }
            if new == old {
                continue;
            }
            let replaces = outcome.replace.iter().find(
                |it| matches!(it.path.steps().first(), Some(Step::Attribute(at)) if at == name),
            );
            let difference = Difference {
                name,
                there: show(old),
                wanted: show(new),
                because: replaces.map_or("", |it| it.because),
            };
            match replaces {
                Some(_) => differences.fixed.push(difference),
                None => differences.mutable.push(difference),
            }
        }
        differences
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.fixed.is_empty() && self.mutable.is_empty()
    }
}

// === impl Difference ===

impl Difference {
    /// A line for each: what changes from what to what.
    pub(crate) fn changes(all: &[Self]) -> String {
        lines(all, |it| {
            format!("{}: from {} to {}", it.name, it.there, it.wanted)
        })
    }

    /// A line for each: what is there, and what is configured.
    pub(crate) fn contrasts(all: &[Self]) -> String {
        lines(all, Self::contrast)
    }

    /// A line for each that cannot be changed, with the reason.
    pub(crate) fn obstacles(all: &[Self]) -> String {
        lines(all, |it| format!("{}; {}", it.contrast(), it.because))
    }

    fn contrast(&self) -> String {
        let Self {
            name,
            there,
            wanted,
            ..
        } = self;
        format!("{name}: existing {there}, configured {wanted}")
    }
}

fn lines(all: &[Difference], line: impl Fn(&Difference) -> String) -> String {
    let told = all.iter().take(TOLD).map(|it| format!("\n  {}", line(it)));
    let more = all.len().saturating_sub(TOLD);
    let more = (more > 0).then(|| format!("\n  and {more} more"));
    told.chain(more).collect()
}

/// A value in a sentence, cut when it is long.
pub(crate) fn show(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::List(items) | Value::Set(items) if items.is_empty() => "nothing".to_owned(),
        value => shown(&write(value)),
    }
}

fn write(value: &Value) -> String {
    let list = |items: &[Value]| items.iter().map(write).collect::<Vec<_>>().join(", ");
    match value {
        Value::Null => "null".to_owned(),
        Value::Unknown(_) => "(known after apply)".to_owned(),
        Value::Bool(it) => it.to_string(),
        Value::Number(it) => it.to_string(),
        Value::String(it) => format!("\"{it}\""),
        Value::List(items) | Value::Set(items) => format!("[{}]", list(items)),
        Value::Map(items) | Value::Object(items) => {
            let set = items.iter().filter(|(_, it)| !it.is_null());
            let texts: Vec<_> = set
                .map(|(key, it)| format!("{key} = {}", write(it)))
                .collect();
            format!("{{ {} }}", texts.join(", "))
        }
        Value::Dynamic(typed) => write(&typed.1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::cell::{Map, Set, Tf};

    fn text(it: &str) -> Tf<String> {
        Tf::Known(it.to_owned())
    }

    fn stream() -> EventSourceMapping {
        EventSourceMapping {
            function_name: text("worker"),
            event_source_arn: text("arn:aws:kinesis:eu-west-1:123456789012:stream/clicks"),
            enabled: Tf::Known(true),
            starting_position: text("LATEST"),
            batch_size: Tf::Known(100),
            maximum_batching_window_in_seconds: Tf::Known(0),
            parallelization_factor: Tf::Known(1),
            tumbling_window_in_seconds: Tf::Known(0),
            bisect_batch_on_function_error: Tf::Known(false),
            maximum_record_age_in_seconds: Tf::Known(-1),
            maximum_retry_attempts: Tf::Known(-1),
            function_response_types: Set(Tf::Known(Vec::new())),
            arn: text(
                "arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:\
                 91eaeb7e-c976-1234-9451-8709db01f137",
            ),
            tags_all: Map(Tf::Known([].into())),
            ..EventSourceMapping::default()
        }
    }

    #[test]
    fn what_means_the_same_or_is_left_to_lambda_is_no_difference() {
        let wanted = EventSourceMapping {
            function_name: text("arn:aws:lambda:eu-west-1:123456789012:function:worker"),
            enabled: Tf::Null,
            batch_size: Tf::Null,
            ..stream()
        };
        let found = Differences::between(&wanted, &stream());
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn what_can_be_changed_is_told_from_what_cannot() {
        let there = EventSourceMapping {
            batch_size: Tf::Known(7),
            starting_position: text("TRIM_HORIZON"),
            tags: Map(Tf::Known([("a".to_owned(), "1".to_owned())].into())),
            ..stream()
        };
        let found = Differences::between(&stream(), &there);
        let names = |all: &[Difference]| all.iter().map(|it| it.name).collect::<Vec<_>>();
        assert_eq!(names(&found.fixed), ["starting_position"]);
        assert_eq!(names(&found.mutable), ["batch_size", "tags"]);
        assert_eq!(
            Difference::changes(&found.mutable),
            "\n  batch_size: from 7 to 100\n  tags: from { a = \"1\" } to nothing"
        );
        assert!(Difference::obstacles(&found.fixed).contains("only when it creates a mapping"));
    }
}
