//! The list of mappings for `terraform query`, from pages of `ListEventSourceMappings`.
//!
//! 1. Function and source are filtered by Lambda where it can: names without `*`, ARNs.
//! 2. Everything else is filtered here, page by page; the framework asks for the next page when it is
//!    needed.
//! 3. Tags are looked up only for whole objects, or to filter by them: those of many mappings by one call of
//!    `GetResources`.
//! 4. Filters that a key encrypts are not in a page: such a mapping is read by itself when it is to be
//!    shown whole.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_lambda::types::EventSourceMappingConfiguration as Listed;
use futures_util::{StreamExt as _, stream};

use super::{
    import::{is_there, listed},
    label::label,
};
use crate::{
    aws::{
        api::{
            client::Client,
            error::{Error, Kind},
            shared::looked::hides_filters,
        },
        event_source_mapping::{
            checks::{source, upkeep},
            facts::kind,
            plan::place,
            table::EventSourceMapping,
            wire,
        },
        names::{
            function_name::{FunctionName, Home},
            source_kind::SourceKind,
        },
    },
    framework::{
        author::list_resource::{Found, ListResource, Listing, Page},
        cell::{Map, Tf},
        diagnostics::{Diagnostic, Diagnostics, Severity},
        schema::{
            rules::{known_word, one_of},
            spec::optional,
        },
    },
};

type Mapping = EventSourceMapping;

pub(super) const WHAT: &str = "list the event source mappings";
/// How many calls for single mappings of a page run at once.
const AT_ONCE: usize = 4;

/// The list.
#[derive(Debug)]
pub(crate) struct List;

model! {
    /// Which mappings to list; all of the Region without any of these.
    pub(crate) struct Filters {
        /// Function of the mappings: its name or ARN, with its qualifier if the mappings name one. `*`
        /// stands for any characters: `orders-*`.
        mutable function_name: Tf<String> = optional();
        /// ARN of the event source.
        mutable event_source_arn: Tf<String> = optional().rule(source::source_arn());
        /// Kind of the event source: `kinesis`, `dynamodb`, `sqs`, `msk`, `kafka` (self-managed), `mq` or
        /// `documentdb`.
        mutable source_kind: Tf<String> = optional().rule(one_of(&SourceKind::WORDS));
        /// State of the mappings, such as `Enabled` or `Disabled`.
        mutable state: Tf<String> = optional().rule(known_word(&[
            "Creating", "Enabling", "Enabled", "Disabling", "Disabled", "Updating",
        ]));
        /// Tags that a mapping must have, each with this value.
        mutable tags: Map<String> = optional();
        /// Region of the mappings. Default: that of the provider.
        mutable region: Tf<String> = optional().rule(upkeep::region());
    }
}

impl ListResource<Client> for List {
    type Config = Filters;
    type Object = Mapping;

    fn name(&self) -> &'static str {
        super::NAME
    }

    fn doc(&self) -> &'static str {
        "Lists the event source mappings of a Region, in the order of Lambda."
    }

    async fn page(
        &self,
        call: Listing<Client, Filters>,
        after: Option<String>,
    ) -> Result<Page<Mapping>, Diagnostic> {
        page(call, after).await
    }
}

/// One page: what Lambda gives, without what is not asked for.
async fn page(
    call: Listing<Client, Filters>,
    after: Option<String>,
) -> Result<Page<Mapping>, Diagnostic> {
    let Listing { config, whole, .. } = call;
    let client = call.client.at(&config.region);
    let function = config.function_name.known().map(String::as_str);
    let exact = config.exact_function();
    let source = config.event_source_arn.known().map(String::as_str);
    let (given, next) = match client.page(exact, source, after).await {
        Ok(page) => page,
        // A function that does not exist has no mappings.
        Err(error) if error.kind == Kind::NotFound => (Vec::new(), None),
        Err(error) => return Err(error.diagnostic(WHAT)),
    };

    let leaving = given.iter().filter(|it| !is_there(it)).count();
    let (mappings, warnings) = shown(&client, &config, &given, whole).await;
    // Lambda has filtered by all that there is to filter by.
    let more = exact == function && config.only_by_lambda() && next.is_some();
    let found = |state: Mapping| Found {
        name: label(&state),
        state,
    };
    Ok(Page {
        objects: mappings.into_iter().map(found).collect(),
        left_out: vec![("being deleted", leaving)],
        warnings,
        next,
        more,
    })
}

/// Those of the listed mappings that are asked for, and what could not be read of them.
pub(super) async fn shown(
    client: &Client,
    config: &Filters,
    given: &[Listed],
    whole: bool,
) -> (Vec<Mapping>, Diagnostics) {
    let mut warnings = Diagnostics::new();
    let mut mappings: Vec<Mapping> = given
        .iter()
        .filter(|it| is_there(it))
        .map(|it| listed(it, client))
        .filter(|it| config.fits(it))
        .collect();
    let wanted = config.tags.0.known();
    if whole || wanted.is_some() {
        // A filter must not miss a tag that was set a moment ago.
        let at_once = wanted.is_none();
        add_tags(client, &mut mappings, at_once, &mut warnings).await;
    }
    if let Some(wanted) = wanted {
        mappings.retain(|it| has_tags(it, wanted));
    }
    if whole {
        read_encrypted(client, given, &mut mappings, &mut warnings).await;
    }
    (mappings, warnings)
}

// === impl Filters ===

impl Filters {
    /// The function, if Lambda itself can filter by it.
    pub(super) fn exact_function(&self) -> Option<&str> {
        let function = self.function_name.known().map(String::as_str);
        function.filter(|it| !it.contains('*'))
    }

    /// Whether a mapping is one of those that are asked for, tags apart.
    fn fits(&self, mapping: &Mapping) -> bool {
        let kind = kind(mapping);
        let of_kind = |word: &String| kind.is_some_and(|it| it.word() == word);
        let same = |wanted: &Tf<String>, there: &Tf<String>| {
            wanted.known().is_none_or(|it| Some(it) == there.known())
        };
        let pattern = self.function_name.known().filter(|it| it.contains('*'));
        pattern.is_none_or(|it| matches_function(it, mapping))
            && self.source_kind.known().is_none_or(of_kind)
            && same(&self.event_source_arn, &mapping.event_source_arn)
            && same(&self.state, &mapping.state)
    }

    /// Whether nothing is left to filter by what a page holds.
    fn only_by_lambda(&self) -> bool {
        self.source_kind == Tf::Null && self.state == Tf::Null && self.tags.0 == Tf::Null
    }
}

/// Whether the function of a mapping has a name, or an ARN, of this pattern.
fn matches_function(pattern: &str, mapping: &Mapping) -> bool {
    let arn = mapping.function_arn.text();
    let name = FunctionName::parse(arn)
        .zip(Home::of(arn))
        .and_then(|(name, home)| name.short(home));
    matches(pattern, arn) || name.is_some_and(|it| matches(pattern, &it))
}

/// Whether `text` is as `pattern` says, in which `*` stands for any characters.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

fn has_tags(mapping: &Mapping, wanted: &BTreeMap<String, String>) -> bool {
    let tags = mapping.tags_all.0.known();
    wanted
        .iter()
        .all(|(key, value)| tags.is_some_and(|it| it.get(key) == Some(value)))
}

/// Looks up the tags of mappings, many by one call if a change of the last seconds may be missing. A warning
/// counts those that cannot be read.
async fn add_tags(
    client: &Client,
    mappings: &mut [Mapping],
    at_once: bool,
    warnings: &mut Diagnostics,
) {
    let arns: Vec<String> = mappings.iter().map(|it| it.arn.text().to_owned()).collect();
    let mut known = if at_once {
        client.tags_of_many(&arns).await
    } else {
        HashMap::new()
    };
    let known = arns.into_iter().map(|arn| (known.remove(&arn), arn));
    let answers: Vec<_> = stream::iter(known)
        .map(|(known, arn)| async move {
            match known {
                Some(tags) => Ok(tags),
                None => client.tags(&arn).await,
            }
        })
        .buffered(AT_ONCE)
        .collect()
        .await;
    let mut failures = Failures::default();
    for (mapping, answer) in mappings.iter_mut().zip(answers) {
        match answer {
            Ok(tags) => wire::read_tags(mapping, tags, client.tagging()),
            Err(error) if error.lacks_tags() => {}
            Err(error) => failures.add(error),
        }
    }
    warnings.extend(failures.warning("The tags", "They are listed without tags"));
}

/// Reads the mappings whose filters a key encrypts: a page does not hold these.
async fn read_encrypted(
    client: &Client,
    given: &[Listed],
    mappings: &mut [Mapping],
    warnings: &mut Diagnostics,
) {
    let is_encrypted = |mapping: &&mut Mapping| {
        let of_it = |it: &&Listed| it.uuid() == Some(mapping.uuid.text());
        let item = given.iter().find(of_it);
        item.is_some_and(|it| hides_filters(it.kms_key_arn()))
    };
    let encrypted: Vec<&mut Mapping> = mappings.iter_mut().filter(is_encrypted).collect();
    let uuids: Vec<String> = encrypted
        .iter()
        .map(|it| it.uuid.text().to_owned())
        .collect();
    let answers: Vec<_> = stream::iter(uuids)
        .map(|uuid| async move { client.get(&uuid).await })
        .buffered(AT_ONCE)
        .collect()
        .await;
    let mut failures = Failures::default();
    for (mapping, answer) in encrypted.into_iter().zip(answers) {
        match answer {
            Ok(output) => {
                let read = wire::read(&output, &Mapping::default());
                let tags = (mapping.tags.clone(), mapping.tags_all.clone());
                *mapping = place::found(read, &client.service.region);
                (mapping.tags, mapping.tags_all) = tags;
            }
            Err(error) => failures.add(error),
        }
    }
    warnings.extend(failures.warning("The encrypted filters", "They are listed without filters"));
}

/// Calls that failed, as one warning.
#[derive(Default)]
struct Failures {
    number: usize,
    first: Option<Error>,
}

// === impl Failures ===

impl Failures {
    fn add(&mut self, error: Error) {
        self.number += 1;
        self.first.get_or_insert(error);
    }

    fn warning(self, what: &str, then: &str) -> Option<Diagnostic> {
        let error = self.first?.diagnostic(WHAT);
        let number = self.number;
        let mappings = if number == 1 { "mapping" } else { "mappings" };
        Some(Diagnostic {
            severity: Severity::Warning,
            summary: format!("{what} of {number} {mappings} cannot be read"),
            detail: format!("{then}. {}: {}", error.summary, error.detail),
            ..error
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, text, is) in [
            ("orders", "orders", true),
            ("orders", "orders-1", false),
            ("orders*", "orders", true),
            ("orders-*", "orders-1:live", true),
            ("*-live", "orders-live", true),
            ("*-live", "orders-lively", false),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "acb", false),
            ("*", "", true),
            ("**", "anything", true),
            ("a*a", "a", false),
            ("*é*", "caféteria", true),
        ] {
            assert_eq!(matches(pattern, text), is, "{pattern} {text}");
        }
    }

    #[test]
    fn mappings_are_filtered_by_what_a_page_holds() {
        let text = |it: &str| Tf::Known(it.to_owned());
        let mapping = Mapping {
            function_arn: text("arn:aws:lambda:eu-west-1:123456789012:function:orders-in:live"),
            event_source_arn: text("arn:aws:sqs:eu-west-1:123456789012:orders.fifo"),
            state: text("Enabled"),
            tags_all: Map(Tf::Known([("team".to_owned(), "a".to_owned())].into())),
            ..Mapping::default()
        };
        let none = Filters::default;
        let function = |it: &str| Filters {
            function_name: text(it),
            ..none()
        };
        let of_kind = |it: &str| Filters {
            source_kind: text(it),
            ..none()
        };
        let in_state = |it: &str| Filters {
            state: text(it),
            ..none()
        };
        for (filters, fits) in [
            (none(), true),
            (function("orders-*"), true),
            (function("*:live"), true),
            (function("arn:aws:lambda:*:function:orders-in:*"), true),
            (function("orders*in"), false),
            (of_kind("sqs"), true),
            (of_kind("kinesis"), false),
            (in_state("Enabled"), true),
            (in_state("Disabled"), false),
        ] {
            assert_eq!(filters.fits(&mapping), fits, "{filters:?}");
        }
        let tag = |value: &str| [("team".to_owned(), value.to_owned())].into();
        assert!(has_tags(&mapping, &tag("a")));
        assert!(!has_tags(&mapping, &tag("b")));
    }
}
