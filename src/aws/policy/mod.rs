//! The data source `awslambda_event_source_mapping_policy`: the permissions that a mapping needs.
//!
//! It makes no call: the document follows from the arguments by the table in `statements`.

mod statements;

use std::collections::BTreeSet;

use serde_json::json;

use self::statements::{Needs, Statement, statements};
use super::{
    api::client::Client,
    names::{arn::Arn, source_kind::SourceKind},
};
use crate::{
    called,
    framework::{
        author::{Call, DataSource, Outcome},
        cell::{Set, SetBlock, Tf},
        diagnostics::{Diagnostic, Diagnostics, shown},
        schema::{
            rules::{one_of, text},
            spec::{Complaint, Rule, computed, optional, required},
        },
    },
};

/// The data source.
#[derive(Debug)]
pub(super) struct PolicyDocument;

model! {
    /// A mapping, as far as it needs permissions.
    pub(super) struct Asked {
        /// ARN of the event source. Leave it out for self-managed Kafka.
        mutable event_source_arn: Tf<String> = optional().rule(source());
        /// Kind of the event source, if it has no ARN: `kafka`.
        mutable source_kind: Tf<String> = optional().rule(one_of(&SourceKind::WORDS));
        /// How Lambda signs in, as in the resource: one block for each entry.
        mutable source_access_configuration: SetBlock<Access> = optional();
        /// Whether Lambda reads MSK with IAM authentication. Default: `true` for MSK without
        /// `source_access_configuration`.
        mutable iam_authentication: Tf<bool> = optional();
        /// Topics that are read with IAM authentication. Default: all topics of the cluster.
        mutable topics: Set<String> = optional();
        /// Consumer group with IAM authentication. Default: any group of the cluster.
        mutable consumer_group_id: Tf<String> = optional();
        /// ARN of a registry of AWS Glue, if the mapping has a schema registry.
        mutable schema_registry_uri: Tf<String> = optional();
        /// ARNs of the customer managed keys that encrypt the source, its secrets or the filters.
        mutable kms_key_arns: Set<String> = optional();
        /// On-failure destination: the ARN of a queue, a topic or a bucket, or `kafka://topic`.
        mutable destination_arn: Tf<String> = optional();
        /// ARN of the customer managed key that encrypts the destination.
        mutable destination_kms_key_arn: Tf<String> = optional();
    }
}

model! {
    /// An entry of the access to the source.
    pub(super) struct Access {
        /// Type of the access, as in the resource: `BASIC_AUTH`, `SASL_SCRAM_512_AUTH`, `VPC_SUBNET`.
        mutable r#type: Tf<String> = required();
        /// ARN of the secret, or the value.
        mutable uri: Tf<String> = optional();
    }
}

model! {
    /// The document.
    pub(super) struct Document {
        /// Policy document as JSON, for the execution role of the function.
        reported json: Tf<String> = computed();
        /// Kind of the event source: `kinesis`, `dynamodb`, `sqs`, `msk`, `kafka` (self-managed), `mq` or
        /// `documentdb`.
        reported source_kind: Tf<String> = computed();
    }
}

impl DataSource<Client> for PolicyDocument {
    type Config = Asked;
    type Found = Document;

    called!(
        "awslambda_event_source_mapping_policy",
        "The IAM policy document with the permissions that the execution role of a function needs for an \
         event source mapping, by the Lambda developer guide, and no others. Resources are named where the \
         actions allow it.\n\nThe permissions to write logs are not part of it: a function needs them without a \
         mapping, too. No request is sent to AWS."
    );

    fn validate(&self, config: &Asked, found: &mut Diagnostics) {
        found.extend(contradiction(config));
    }

    async fn read(&self, call: Call<Client, Asked>) -> Outcome<Document> {
        let asked = call.config;
        let Some(kind) = asked.kind() else {
            return Outcome::failed(no_source());
        };
        let needs = asked.needs(kind);
        let mut outcome = Outcome::done(Document {
            json: Tf::Known(document(&statements(&needs))),
            source_kind: Tf::Known(kind.word().to_owned()),
        });
        outcome.diagnostics.extend(asked.undocumented());
        outcome
    }
}

// === impl Asked ===

impl Asked {
    fn kind(&self) -> Option<SourceKind> {
        match (self.event_source_arn.known(), self.source_kind.known()) {
            (Some(arn), _) => SourceKind::of(arn),
            (None, Some(word)) if word == SourceKind::Kafka.word() => Some(SourceKind::Kafka),
            _ => None,
        }
    }

    fn needs(&self, kind: SourceKind) -> Needs<'_> {
        let entries = self.source_access_configuration.0.known();
        let entries: Vec<(&str, Option<&str>)> = entries
            .into_iter()
            .flatten()
            .map(|it| (inner(&it.r#type).unwrap_or_default(), inner(&it.uri)))
            .collect();
        let is = |name: &str| entries.iter().any(|(it, _)| it.starts_with(name));
        // Each secret once, in the same order each time.
        let secrets: BTreeSet<&str> = entries
            .iter()
            .filter_map(|(_, uri)| *uri)
            .filter(|it| Arn::parse(it).is_some_and(|it| it.service == "secretsmanager"))
            .collect();
        let list = |it: &Set<String>| -> Vec<String> {
            let all: BTreeSet<String> = it.0.known().into_iter().flatten().cloned().collect();
            all.into_iter().collect()
        };
        let source_arn = inner(&self.event_source_arn).unwrap_or_default();
        let by_default = kind == SourceKind::Msk && entries.is_empty();
        Needs {
            kind,
            source: Arn::parse(source_arn),
            source_arn,
            secrets: secrets.into_iter().map(str::to_owned).collect(),
            scram: is("SASL_SCRAM"),
            iam: kind == SourceKind::Msk
                && self
                    .iam_authentication
                    .known()
                    .copied()
                    .unwrap_or(by_default),
            vpc: match kind {
                SourceKind::Msk | SourceKind::Mq | SourceKind::DocumentDb => true,
                SourceKind::Kafka => is("VPC_"),
                _ => false,
            },
            topics: list(&self.topics),
            consumer_group: inner(&self.consumer_group_id),
            registry: inner(&self.schema_registry_uri),
            keys: list(&self.kms_key_arns),
            destination: inner(&self.destination_arn),
            destination_key: inner(&self.destination_kms_key_arn),
        }
    }

    /// Access for which AWS documents no permissions.
    fn undocumented(&self) -> Option<Diagnostic> {
        let entries = self.source_access_configuration.0.known()?;
        let types = entries.iter().filter_map(|it| it.r#type.known());
        let of_iam = types.into_iter().find(|it| it.starts_with("IAM_"))?;
        let summary = format!("source_access_configuration: {of_iam} may need more permissions");
        let why = "AWS documents no permissions for it. Add those that the brokers ask for.";
        Some(Diagnostic::warning(summary, why).at("source_access_configuration"))
    }
}

/// A text that says something.
fn inner(it: &Tf<String>) -> Option<&str> {
    it.known().map(String::as_str).filter(|it| !it.is_empty())
}

/// The statements as a policy document.
fn document(statements: &[Statement]) -> String {
    let statements: Vec<_> = statements
        .iter()
        .map(|it| json!({"Effect": "Allow", "Action": it.actions, "Resource": it.resources}))
        .collect();
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

fn source() -> Rule {
    text("The ARN of an event source that Lambda reads.", |it, _| {
        if SourceKind::of(it).is_some() {
            return Ok(());
        }
        Err(Complaint::new(
            format!("\"{}\" is not the ARN of an event source", shown(it)),
            "Use the ARN of a queue, stream, cluster or broker.",
        ))
    })
}

fn no_source() -> Diagnostic {
    Diagnostic::error(
        "No event source is named",
        "Set event_source_arn, or source_kind = \"kafka\" for self-managed Kafka.",
    )
}

fn contradiction(asked: &Asked) -> Option<Diagnostic> {
    match (&asked.event_source_arn, &asked.source_kind) {
        (Tf::Null, Tf::Null) => Some(no_source()),
        (Tf::Null, Tf::Known(word)) if word != SourceKind::Kafka.word() => Some(
            Diagnostic::error(
                "event_source_arn: missing",
                format!(
                    "An event source of the kind {word} has an ARN: set event_source_arn to it. Only \
                     self-managed Kafka has none, and needs source_kind instead."
                ),
            )
            .at("event_source_arn"),
        ),
        (Tf::Known(arn), Tf::Known(word)) if SourceKind::of(arn)?.word() != word => Some(
            Diagnostic::error(
                format!(
                    "source_kind: conflicts with event_source_arn, which is of kind {}",
                    SourceKind::of(arn)?.word()
                ),
                "The ARN determines the kind. Remove source_kind.",
            )
            .at("source_kind"),
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
