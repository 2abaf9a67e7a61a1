//! A mapping that is in the way of the planned one: how the two differ, and what the user reads.

use std::sync::OnceLock;

use crate::{
    aws::{
        api::error::Error,
        event_source_mapping::{
            plan::{place, plan},
            table::EventSourceMapping,
        },
    },
    framework::{
        author::{
            Change,
            resource::erased::{Proposal, plan_with},
        },
        cell::{Tf, model::Model as _},
        diagnostics::{Diagnostic, shown},
        schema::{Life, Schema},
        value::{Value, path::Step},
    },
};

type Mapping = EventSourceMapping;

/// How many differences of a kind are told at once.
const TOLD: usize = 10;

/// How a mapping differs from what is wanted.
#[derive(Debug, Default)]
pub(crate) struct Differences {
    /// Differences that cannot be changed in place.
    pub(crate) fixed: Vec<Difference>,
    /// Differences that can be changed in place.
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

/// The schema, made once. Its version and its documentation do not matter here.
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

    /// The differences to a creation that was planned as `planned`: a value that a change in place would
    /// set otherwise cannot be changed either.
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
            plan(change, None);
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
                    because: "no request restores this value once it was changed",
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

// === messages ===

/// A warning for a mapping that was adopted, with what was changed.
pub(crate) fn adopted(uuid: &str, changed: &[Difference]) -> Diagnostic {
    let done = if changed.is_empty() {
        "It was already as configured.".to_owned()
    } else {
        format!("Changes:{}", Difference::changes(changed))
    };
    // Terraform merges warnings with the same summary: each has to be one of its own.
    Diagnostic::warning(
        format!("The existing event source mapping {uuid} was adopted"),
        format!(
            "It has the event source and the function of this resource, and adopt_existing is set. This \
             resource manages it from now on. No other resource should manage it. {done}"
        ),
    )
}

/// An error for a mapping that was to be adopted, when a change of it failed.
pub(crate) fn not_adopted(uuid: &str, mut diagnostic: Diagnostic) -> Diagnostic {
    let left = format!(
        "\n\nThis apply was to adopt the existing mapping {uuid} (adopt_existing). The mapping is not in the \
         state yet. Apply again."
    );
    diagnostic.detail.push_str(&left);
    diagnostic
}

/// An error for a mapping that another resource of this run holds already.
pub(crate) fn held_twice(planned: &Mapping, found: &Mapping) -> Diagnostic {
    let text = |it: &Tf<String>| it.known().map(|it| shown(it)).unwrap_or_default();
    let (uuid, function) = (text(&found.uuid), text(&planned.function_name));
    Diagnostic::error(
        format!("Two resources have the same event source and the function \"{function}\""),
        format!(
            "Lambda allows one mapping per event source and function. Another resource of this \
             configuration has created or adopted {uuid} in this run. Remove one of the two resources."
        ),
    )
    .at("function_name")
}

/// An error for a mapping that has the source and function of the planned one: what it is, and how to
/// manage it here. `is_held`: whether another resource of this run holds it. `home` is the Region of the
/// provider block.
pub(crate) fn taken(
    config: &Mapping,
    planned: &Mapping,
    found: &Mapping,
    is_held: bool,
    home: &str,
    refusal: &str,
) -> Diagnostic {
    if is_held {
        let mut twice = held_twice(planned, found);
        twice.detail = format!("{}\n\n{refusal}", twice.detail);
        return twice;
    }
    let text = |it: &Tf<String>| it.known().map(|it| shown(it)).unwrap_or_default();
    let (uuid, function) = (text(&found.uuid), text(&planned.function_name));
    let differences = Differences::from_planned(config, planned, found);
    let mut parts = vec![
        format!(
            "Lambda allows one mapping per event source and function. The existing mapping is {uuid}: of {}, \
             {} ({}), last modified {}.",
            text(&found.function_arn),
            text(&found.state),
            text(&found.state_transition_reason),
            text(&found.last_modified),
        ),
        if differences.is_empty() {
            "It matches this configuration.".to_owned()
        } else if differences.mutable.is_empty() {
            String::new()
        } else {
            let contrasts = Difference::contrasts(&differences.mutable);
            format!("Differences:{contrasts}")
        },
    ];
    if differences.fixed.is_empty() {
        parts.push(
            "To manage it here, set adopt_existing = true on this resource and apply again, or import it. \
             Terraform then changes it in place."
                .to_owned(),
        );
    } else {
        let obstacles = Difference::obstacles(&differences.fixed);
        parts.push(format!(
            "These differences cannot be changed in place:{obstacles}"
        ));
        parts.push(format!(
            "To manage it here, change the configuration to its values and import it. Or delete it and \
             apply again, which loses its position in the source: aws lambda \
             delete-event-source-mapping --uuid {uuid}"
        ));
    }
    parts.push(import_block(found, home));
    parts.push(
        "If this resource is being replaced with create_before_destroy, remove that setting: Lambda must \
         delete the old mapping first. If another resource manages the existing mapping, do not import it: \
         two resources cannot manage one mapping."
            .to_owned(),
    );
    parts.push(refusal.to_owned());
    parts.retain(|it| !it.is_empty());
    let detail = parts.join("\n\n");
    let diagnostic = Diagnostic::error(
        format!("The event source already has a mapping to the function \"{function}\""),
        detail,
    );
    match planned.event_source_arn.known() {
        Some(_) => diagnostic.at("event_source_arn"),
        None => diagnostic,
    }
}

/// An error for an update that would give a mapping the source and function of another one.
pub(crate) fn occupied(planned: &Mapping, other: &Mapping, refusal: &str) -> Diagnostic {
    let text = |it: &Tf<String>| it.known().map(|it| shown(it)).unwrap_or_default();
    let (uuid, function) = (text(&planned.uuid), text(&planned.function_name));
    Diagnostic::error(
        format!("The event source already has another mapping to the function \"{function}\""),
        format!(
            "{refusal}\n\nLambda allows one mapping per event source and function. This resource manages \
             {uuid}. The other mapping is {} ({}, state {}). Destroy the resource that manages the other \
             mapping, delete that mapping, remove this resource, or set another function here.",
            text(&other.uuid),
            text(&other.function_arn),
            text(&other.state),
        ),
    )
    .at("function_name")
}

/// `refusal` for members that AWS accepts only when it creates a mapping.
pub(crate) fn only_replaced(mut refusal: Diagnostic, named: &str) -> Diagnostic {
    refusal.detail = format!(
        "Lambda does not change {named} of this mapping. To replace the mapping, run the same command with \
         -replace=ADDRESS. The line that begins with \"with\" above this text shows the address. A new mapping \
         starts at its starting_position.\n\n{}",
        refusal.detail
    );
    refusal.at("document_db_event_source_config")
}

/// An error for a mapping that is still being deleted when the user's limit is reached.
pub(crate) fn leaving(refusal: &Error) -> Diagnostic {
    Diagnostic::error(
        "A mapping of the same event source and function is still being deleted",
        format!(
            "Lambda creates a new mapping only after the deletion, which takes minutes for some sources. \
             Apply again later, or increase create in the block timeouts.\n\n{}",
            refusal.shortened()
        ),
    )
}

/// A warning for a mapping that stays, because another resource of this run has taken it over.
pub(crate) fn handed_over(uuid: &str) -> Diagnostic {
    Diagnostic::warning(
        format!("The event source mapping {uuid} was not deleted"),
        "Another resource of this configuration has adopted it in this run (adopt_existing) and manages it \
         from now on. This happens after a rename without a moved block, and with create_before_destroy.",
    )
}

/// A warning for a mapping that was gone before it was deleted, when another one has its source and
/// function.
pub(crate) fn gone_before(prior: &Mapping, other: &str) -> Diagnostic {
    let uuid = prior.uuid.text();
    Diagnostic::warning(
        format!("The event source mapping {uuid} was already deleted"),
        format!(
            "Another mapping has the same event source and function: {other}. This resource did not create \
             it and did not delete it. To delete it: aws lambda delete-event-source-mapping --uuid {other}"
        ),
    )
}

/// The `import` block for a mapping; `home` is the Region of the provider block. Terraform does not tell
/// a provider the address of a resource, but prints it above the message.
pub(crate) fn import_block(mapping: &EventSourceMapping, home: &str) -> String {
    let uuid = mapping.uuid.text();
    let id = match place::region(mapping) {
        Tf::Known(region) if region != home => format!("{uuid}@{region}"),
        _ => uuid.to_owned(),
    };
    format!(
        "    import {{\n      to = awslambda_event_source_mapping.NAME\n      id = \"{id}\"\n    }}\n\n\
         Replace NAME: the line that begins with \"with\" above this text shows the address of the resource."
    )
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
