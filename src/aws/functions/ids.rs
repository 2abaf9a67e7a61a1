//! `parse_id` and `build_id`: the ids by which a mapping is imported.

use crate::{
    aws::{
        event_source_mapping::ids::{NamedSource, WantedMapping, read, unreadable},
        names::{function_name::FunctionName, region::RegionName, source_kind::SourceKind},
    },
    framework::{
        author::function::Function,
        cell::{Object, Tf},
        diagnostics::{Diagnostic, shown},
        schema::spec::{computed, optional, required},
    },
};

/// Takes an id apart.
pub(super) struct ParseId;

/// Builds the id of a mapping from its function and its source.
pub(super) struct BuildId;

model! {
    /// The arguments of `parse_id`.
    pub(super) struct Id {
        /// An id for an `import` block of `awslambda_event_source_mapping`.
        mutable id: Tf<String> = required();
    }
}

model! {
    /// The parts of an id.
    pub(super) struct Said {
        /// UUID of the mapping; null for an id of function and source.
        reported uuid: Tf<String> = computed();
        /// ARN of the mapping, if the id is one.
        reported arn: Tf<String> = computed();
        /// Function, as the id names it; null for a UUID or an ARN.
        reported function_name: Tf<String> = computed();
        /// ARN of the event source, or the servers of self-managed Kafka with commas between them; null for
        /// a UUID or an ARN.
        reported source: Tf<String> = computed();
        /// Kind of the event source: `kinesis`, `dynamodb`, `sqs`, `msk`, `kafka` (self-managed), `mq` or
        /// `documentdb`; null for a UUID or an ARN.
        reported source_kind: Tf<String> = computed();
        /// Topic or queue, if the id names one.
        reported topic_or_queue: Tf<String> = computed();
        /// Region, if the id names one after `@`.
        reported region: Tf<String> = computed();
    }
}

model! {
    /// The arguments of `build_id`.
    pub(super) struct Meaning {
        /// Function: its name or ARN, with its qualifier if the mapping has one.
        mutable function_name: Tf<String> = required();
        /// ARN of the event source, or servers of self-managed Kafka with commas between them:
        /// `b-1.example.com:9092,b-2.example.com:9092`.
        mutable source: Tf<String> = required();
        /// Topic or queue, where the function reads several of one source. Null if it reads one.
        mutable topic_or_queue: Tf<String> = optional();
        /// Region of the mapping. Null if it is that of the provider.
        mutable region: Tf<String> = optional();
    }
}

// === impl ParseId ===

impl Function for ParseId {
    type Arguments = Id;
    type Result = Object<Said>;

    fn name(&self) -> &'static str {
        "parse_id"
    }

    fn summary(&self) -> &'static str {
        "Splits an id of an event source mapping into its parts."
    }

    fn doc(&self) -> &'static str {
        "Splits an id, as in an `import` block, into its parts: a UUID, an ARN, or function and \
         source. Parts that the id does not name are null. No request is sent to AWS."
    }

    fn call(&self, arguments: Id) -> Result<Object<Said>, Diagnostic> {
        let id = arguments.id.text();
        let known = |it: &str| Tf::Known(it.to_owned());
        let Some((wanted, region)) = read(id) else {
            return Err(Diagnostic {
                summary: format!("\"{}\" is not an id of an event source mapping", shown(id)),
                ..unreadable(id, "import", "imported")
            }
            .at("id"));
        };
        let mut said = Said {
            region,
            ..Said::default()
        };
        match wanted {
            WantedMapping::Itself { uuid, arn } => {
                said.uuid = Tf::Known(uuid.to_ascii_lowercase());
                said.arn = arn.map(str::to_owned).into();
            }
            WantedMapping::Meaning {
                function,
                source,
                part,
            } => {
                said.function_name = known(function);
                let (source, kind) = match source {
                    NamedSource::Arn(arn) => (arn.to_owned(), SourceKind::of(arn)),
                    NamedSource::Servers(all) => (all.join(","), Some(SourceKind::Kafka)),
                };
                said.source = Tf::Known(source);
                said.source_kind = kind.map(|it| it.word().to_owned()).into();
                said.topic_or_queue = part.map(str::to_owned).into();
            }
        }
        Ok(Object(Tf::Known(said)))
    }
}

// === impl BuildId ===

impl Function for BuildId {
    type Arguments = Meaning;
    type Result = Tf<String>;

    fn name(&self) -> &'static str {
        "build_id"
    }

    fn summary(&self) -> &'static str {
        "Makes the id by which a mapping of a function and a source is imported."
    }

    fn doc(&self) -> &'static str {
        "Makes the id of the event source mapping of a function and a source, for the `id` of an `import` \
         block. `parse_id` splits it again."
    }

    fn call(&self, arguments: Meaning) -> Result<Tf<String>, Diagnostic> {
        let text = |it: &Tf<String>| it.known().map(|it| it.trim().to_owned());
        let function = text(&arguments.function_name).unwrap_or_default();
        let source = text(&arguments.source).unwrap_or_default();
        let part = text(&arguments.topic_or_queue).filter(|it| !it.is_empty());
        let region = text(&arguments.region).filter(|it| !it.is_empty());
        let wrong =
            |summary: String, why: &str, at: &str| Err(Diagnostic::error(summary, why).at(at));
        if FunctionName::parse(&function).is_none() {
            let summary = format!("\"{}\" is not a function name", shown(&function));
            return wrong(summary, "Use its name or its ARN.", "function_name");
        }
        if let Some(it) = region
            .as_deref()
            .filter(|it| !RegionName(it).is_plausible())
        {
            let summary = format!("\"{}\" does not look like a Region", shown(it));
            let why = "Use the name of a Region, such as \"eu-west-1\".";
            return wrong(summary, why, "region");
        }
        let mut id = format!("{function},{source}");
        if let Some(part) = &part {
            id = format!("{id},{part}");
        }
        if let Some(region) = &region {
            id = format!("{id}@{region}");
        }
        match read(&id) {
            // Only what is read as it was meant is an id.
            Some((wanted, found))
                if means(&wanted, &function, &source, part.as_deref())
                    && found == region.into() =>
            {
                Ok(Tf::Known(id))
            }
            Some(_) if is_source(&source) => wrong(
                "The topic or queue cannot stand in an id".to_owned(),
                "Import the mapping by its UUID.",
                "topic_or_queue",
            ),
            _ => wrong(
                format!("\"{}\" is not an event source", shown(&source)),
                "Use the ARN of a queue, stream, cluster or broker, or servers of self-managed Kafka: \
                 \"b-1.example.com:9092\".",
                "source",
            ),
        }
    }
}

/// Whether an id was read as this function, source, and topic or queue.
fn means(wanted: &WantedMapping<'_>, function: &str, source: &str, part: Option<&str>) -> bool {
    match wanted {
        WantedMapping::Itself { .. } => false,
        WantedMapping::Meaning {
            function: read_function,
            source: read_source,
            part: read_part,
        } => {
            let same = match read_source {
                NamedSource::Arn(arn) => *arn == source,
                NamedSource::Servers(all) => {
                    source.split(',').map(str::trim).eq(all.iter().copied())
                }
            };
            *read_function == function && same && *read_part == part
        }
    }
}

/// Whether a source by itself makes an id.
fn is_source(source: &str) -> bool {
    read(&format!("f,{source}")).is_some_and(|(wanted, _)| means(&wanted, "f", source, None))
}

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: &str = "91eaeb7e-c976-1234-9451-8709db01f137";
    const QUEUE: &str = "arn:aws:sqs:eu-west-1:123456789012:orders";
    const BROKER: &str = "arn:aws:mq:eu-west-1:123456789012:broker:b:b-1";

    fn tf(text: Option<&str>) -> Tf<String> {
        text.map(str::to_owned).into()
    }

    fn parse(id: &str) -> Result<Said, Diagnostic> {
        let said = ParseId.call(Id { id: tf(Some(id)) })?;
        Ok(said.0.into_known().unwrap())
    }

    fn build(
        function: &str,
        source: &str,
        part: Option<&str>,
        region: Option<&str>,
    ) -> Result<String, Diagnostic> {
        let id = BuildId.call(Meaning {
            function_name: tf(Some(function)),
            source: tf(Some(source)),
            topic_or_queue: tf(part),
            region: tf(region),
        })?;
        Ok(id.into_known().unwrap())
    }

    #[test]
    fn each_form_of_an_id_is_split() {
        let arn = format!("arn:aws:lambda:eu-west-1:123456789012:event-source-mapping:{UUID}");
        let said = parse(&format!("{}@us-east-1", UUID.to_ascii_uppercase())).unwrap();
        let expected = Said {
            uuid: tf(Some(UUID)),
            region: tf(Some("us-east-1")),
            ..Said::default()
        };
        assert_eq!(said, expected);
        let said = parse(&arn).unwrap();
        assert_eq!((said.uuid, said.arn), (tf(Some(UUID)), tf(Some(&arn))));
        let said = parse("worker,b-1:9092,b-2:9092,clicks").unwrap();
        let expected = Said {
            function_name: tf(Some("worker")),
            source: tf(Some("b-1:9092,b-2:9092")),
            source_kind: tf(Some("kafka")),
            topic_or_queue: tf(Some("clicks")),
            ..Said::default()
        };
        assert_eq!(said, expected);
    }

    #[test]
    fn what_was_built_is_split_into_the_same_parts() {
        for (function, source, kind, part, region) in [
            ("worker", QUEUE, "sqs", None, None),
            ("worker:live", QUEUE, "sqs", None, Some("us-east-1")),
            ("worker", BROKER, "mq", Some("jobs, and@more"), None),
            ("worker", BROKER, "mq", Some("jobs"), Some("us-east-1")),
            ("worker", "b-1:9092", "kafka", None, None),
            (
                "worker",
                "b-1:9092,b-2:9092",
                "kafka",
                Some("clicks"),
                Some("us-east-1"),
            ),
        ] {
            let id = build(function, source, part, region).unwrap();
            let expected = Said {
                function_name: tf(Some(function)),
                source: tf(Some(source)),
                source_kind: tf(Some(kind)),
                topic_or_queue: tf(part),
                region: tf(region),
                ..Said::default()
            };
            assert_eq!(parse(&id).unwrap(), expected, "{id}");
        }
    }

    #[test]
    fn what_makes_no_id_is_refused_at_its_argument() {
        for (function, source, part, region, at) in [
            ("wor ker", QUEUE, None, None, "function_name"),
            ("", QUEUE, None, None, "function_name"),
            ("worker", "orders", None, None, "source"),
            ("worker", "arn:aws:s3:::bucket", None, None, "source"),
            ("worker", "", None, None, "source"),
            ("worker", QUEUE, None, Some("frankfurt"), "region"),
            // It would be read as a Region.
            (
                "worker",
                BROKER,
                Some("jobs@us-east-1"),
                None,
                "topic_or_queue",
            ),
        ] {
            let error = build(function, source, part, region).unwrap_err();
            assert_eq!(error.path, at.into(), "{function} {source}: {error:?}");
        }
        let error = parse("worker").unwrap_err();
        assert_eq!(error.path, "id".into());
        assert!(error.detail.contains("its UUID"), "{error:?}");
    }
}
