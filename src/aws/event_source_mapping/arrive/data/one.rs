//! The data source `awslambda_event_source_mapping`: one mapping as it is now.
//!
//! 1. A UUID or an ARN is taken as it is. Function and source are looked up as an import does: one that fits is
//!    the one; none, or several, is an error that lists what is there.
//! 2. The mapping is read as a refresh reads it, with its retries and limits.
//! 3. The warnings of a refresh are fields here.

use crate::{
    aws::{
        api::client::{Client, WantedWarnings},
        event_source_mapping::{
            arrive::{
                NAME,
                named::{Named, contradiction, find},
            },
            facts::kind,
            operate::{at, read},
            table::EventSourceMapping,
            tell::health,
        },
    },
    framework::{
        author::{Call, DataSource, Outcome},
        cell::{List, Map, Tf},
        diagnostics::{Diagnostic, Diagnostics},
        schema::spec::{computed, optional},
    },
};

type Mapping = EventSourceMapping;

/// The data source of one mapping.
#[derive(Debug)]
pub(crate) struct One;

model! {
    /// Fields besides those of the mapping.
    pub(crate) struct Besides {
        /// Whether to read the tags of the mapping, which needs more requests. Default: `false`.
        mutable include_tags: Tf<bool> = optional();
    }
}

model! {
    /// Fields that a resource does not have.
    pub(crate) struct Live {
        /// Kind of the event source: `kinesis`, `dynamodb`, `sqs`, `msk`, `kafka` (self-managed), `mq` or
        /// `documentdb`.
        reported source_kind: Tf<String> = computed();
        /// Whether Lambda reports no problem: it has not disabled the mapping itself, the last batch did not
        /// fail, and it can read the filters.
        reported healthy: Tf<bool> = computed();
        /// Problems that Lambda reports; empty if there is none.
        reported health: List<String> = computed();
    }
}

impl DataSource<Client> for One {
    type Config = (Named, Besides);
    type Found = (Mapping, Live);

    fn name(&self) -> &'static str {
        NAME
    }

    fn doc(&self) -> &'static str {
        "Reads an event source mapping as it is now: by its UUID, by its ARN, or by its function and event \
         source. If none is found, or several are, the error lists the candidates.\n\nUnlike in the resource, \
         `state`, `state_transition_reason`, `last_modified` and `last_processing_result` are those of the \
         moment, and `tags` has all tags that `tags_all` has.\n\nMany data sources of one run share requests that list up to 100 mappings. Their values can be up to \
         30 seconds old then. `read_strategy = \"get\"` in the provider block reads each mapping by itself."
    }

    fn without(&self) -> &'static [&'static str] {
        &[
            "adopt_existing",
            "use_resource_timeout_for_propagation",
            "timeouts",
        ]
    }

    fn validate(&self, (named, _): &(Named, Besides), found: &mut Diagnostics) {
        found.extend(contradiction(named));
    }

    async fn read(&self, call: Call<Client, (Named, Besides)>) -> Outcome<(Mapping, Live)> {
        let (named, besides) = call.config.clone();
        let wants_tags = besides.include_tags == Tf::Known(true);
        let call = call.about(Mapping::default());
        let mut prior = match find(&call, &named).await {
            Ok(prior) => prior,
            Err(diagnostic) => return Outcome::failed(diagnostic),
        };
        if !wants_tags {
            // Nothing is said of them, so that they are not asked for.
            prior.tags_all = Map(Tf::Known([].into()));
        }
        let run = match at(call, &prior) {
            Ok(run) => run,
            Err(foreign) => return Outcome::failed(foreign),
        };
        let read = read::view(&run, prior).await;
        let mut outcome = Outcome {
            state: None,
            diagnostics: read.diagnostics,
        };
        if let Some(mut mapping) = read.state
            && !outcome.diagnostics.has_errors()
        {
            let problems = health::warnings(&mapping, WantedWarnings::default());
            let told = outcome.diagnostics.into_iter();
            outcome.diagnostics = told.filter(|it| !problems.contains(it)).collect();
            if !wants_tags {
                mapping.tags_all = Map(Tf::Null);
            }
            // No configuration says which of them are of the provider block.
            mapping.tags = mapping.tags_all.clone();
            let live = Live::of(&mapping, problems);
            outcome.state = Some((mapping, live));
        }
        outcome
    }
}

// === impl Live ===

impl Live {
    fn of(mapping: &Mapping, problems: Vec<Diagnostic>) -> Self {
        let problems = problems.into_iter();
        let problems: Vec<String> = problems
            .map(|it| format!("{}. {}", it.summary, it.detail))
            .collect();
        Self {
            source_kind: kind(mapping).map(|it| it.word().to_owned()).into(),
            healthy: Tf::Known(problems.is_empty()),
            health: List(Tf::Known(problems)),
        }
    }
}
