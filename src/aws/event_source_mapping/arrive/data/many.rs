//! The data source `awslambda_event_source_mappings`: the mappings that a list shows, as they are now.

use crate::{
    aws::{
        api::{
            client::{Client, WantedWarnings},
            error::Kind,
        },
        event_source_mapping::{
            arrive::{
                label::{parts, servers},
                list::{Filters, WHAT, shown},
            },
            facts::kind,
            table::EventSourceMapping,
            tell::health,
        },
    },
    called,
    framework::{
        author::{Call, DataSource, Outcome},
        cell::{List, Objects, Tf},
        diagnostics::{Diagnostic, Diagnostics},
        schema::spec::computed,
    },
};

/// The data source of many mappings.
#[derive(Debug)]
pub(crate) struct Many;

model! {
    /// The mappings that were found.
    pub(crate) struct Listed {
        /// UUIDs of the mappings, in the order of Lambda. Empty if there is none.
        reported ids: List<String> = computed();
        /// ARNs of the mappings, in the same order.
        reported arns: List<String> = computed();
        /// Mappings, in the same order.
        reported mappings: Objects<Summary> = computed();
    }
}

model! {
    /// A mapping, as a list shows it.
    pub(crate) struct Summary {
        /// UUID of the mapping.
        reported uuid: Tf<String> = computed();
        /// ARN of the mapping.
        reported arn: Tf<String> = computed();
        /// ARN of the function, with its qualifier if the mapping has one.
        reported function_arn: Tf<String> = computed();
        /// ARN of the event source; null for self-managed Kafka.
        reported event_source_arn: Tf<String> = computed();
        /// Kind of the event source: `kinesis`, `dynamodb`, `sqs`, `msk`, `kafka` (self-managed), `mq` or
        /// `documentdb`.
        reported source_kind: Tf<String> = computed();
        /// Servers of self-managed Kafka; empty for other sources.
        reported bootstrap_servers: List<String> = computed();
        /// Topic or queue; null if the source has none.
        reported topic_or_queue: Tf<String> = computed();
        /// State of the mapping, such as `Enabled`.
        reported state: Tf<String> = computed();
        /// Reason of the last change of the state.
        reported state_transition_reason: Tf<String> = computed();
        /// Time of the last change.
        reported last_modified: Tf<String> = computed();
        /// Result of the last batch.
        reported last_processing_result: Tf<String> = computed();
        /// Whether Lambda reports no problem.
        reported healthy: Tf<bool> = computed();
    }
}

impl DataSource<Client> for Many {
    type Config = Filters;
    type Found = Listed;

    called!(
        "awslambda_event_source_mappings",
        "Lists the event source mappings of a Region as they are now. The arguments filter them, as in the \
         list resource; without any, all mappings of the Region are listed. If there is none, the lists are \
         empty. Mappings that are being deleted are left out.\n\nOne request reads up to 100 mappings; a filter \
         by `tags` needs one more for each mapping that passes the other filters."
    );

    async fn read(&self, call: Call<Client, Filters>) -> Outcome<Listed> {
        match all(&call).await {
            Ok((mappings, warnings)) => Outcome {
                state: Some(Listed::of(&mappings)),
                diagnostics: warnings,
            },
            Err(diagnostic) => Outcome::failed(diagnostic),
        }
    }
}

/// All pages, without what is not asked for.
async fn all(
    call: &Call<Client, Filters>,
) -> Result<(Vec<EventSourceMapping>, Diagnostics), Diagnostic> {
    let config = &call.config;
    let client = call.client.at(&config.region);
    let look = async {
        let source = config.event_source_arn.known().map(String::as_str);
        match client.find(config.exact_function(), source).await {
            Ok(given) => Ok(shown(&client, config, &given, false).await),
            // A function that does not exist has no mappings.
            Err(error) if error.kind == Kind::NotFound => Ok((Vec::new(), Diagnostics::new())),
            Err(error) => Err(error.diagnostic(WHAT)),
        }
    };
    call.or_stopped(look).await.unwrap_or_else(|| {
        Err(Diagnostic::error(
            "The list was interrupted",
            "Terraform asked the provider to stop.",
        ))
    })
}

// === impl Listed ===

impl Listed {
    fn of(all: &[EventSourceMapping]) -> Self {
        let texts = |of: fn(&EventSourceMapping) -> &Tf<String>| {
            let texts = all.iter().map(|it| of(it).known().cloned());
            List(Tf::Known(texts.map(Option::unwrap_or_default).collect()))
        };
        Self {
            ids: texts(|it| &it.uuid),
            arns: texts(|it| &it.arn),
            mappings: Objects(Tf::Known(all.iter().map(Summary::of).collect())),
        }
    }
}

// === impl Summary ===

impl Summary {
    fn of(it: &EventSourceMapping) -> Self {
        Self {
            uuid: it.uuid.clone(),
            arn: it.arn.clone(),
            function_arn: it.function_arn.clone(),
            event_source_arn: it.event_source_arn.clone(),
            source_kind: kind(it).map(|it| it.word().to_owned()).into(),
            bootstrap_servers: List(Tf::Known(servers(it))),
            topic_or_queue: parts(it).next().map(str::to_owned).into(),
            state: it.state.clone(),
            state_transition_reason: it.state_transition_reason.clone(),
            last_modified: it.last_modified.clone(),
            last_processing_result: it.last_processing_result.clone(),
            healthy: Tf::Known(health::warnings(it, WantedWarnings::default()).is_empty()),
        }
    }
}
