//! How Lambda reaches a source: which entries of `SourceAccessConfigurations` go with what.

use serde_json::{Map, Value};

use crate::emulator::{
    facts::refusals,
    model::{answer::Refusal, source::Source},
};

type Settings = Map<String, Value>;

/// Self-managed Kafka cannot be reached without any entry.
pub(crate) fn required(given: &Settings) -> Result<(), Refusal> {
    if entries(given).next().is_none() {
        return Err(Refusal::of(&refusals::NO_ACCESS, &[]));
    }
    Ok(())
}

/// Which entries the kind of source takes, and which need or exclude one another.
pub(crate) fn consistent(source: Source, settings: &Settings) -> Result<(), Refusal> {
    if source == Source::SelfManagedKafka {
        required(settings)?;
    }
    let has = |kind: &str| entries(settings).any(|(entry, _)| entry == kind);
    if matches!(source, Source::Mq | Source::DocumentDb) && !has("BASIC_AUTH") {
        return Err(Refusal::of(&refusals::NO_ACCESS, &[]));
    }
    let mut seen = Vec::new();
    for (kind, uri) in entries(settings) {
        if !takes(source, kind) {
            return Err(invalid(kind));
        }
        let uri_holds = match kind {
            "IAM_AUTH" | "IAM_OAUTHBEARER_AUTH" => uri.is_none(),
            // With the prefix of the guide, or as the bare id that AWS CDK sends.
            "VPC_SUBNET" | "VPC_SECURITY_GROUP" => uri.is_some(),
            _ if is_secret(kind) => uri.is_some_and(|uri| uri.starts_with("arn:")),
            _ => uri.is_some(),
        };
        let twice = seen.contains(&(kind, uri));
        if !uri_holds || twice || !needs_are_met(kind, &has) {
            return Err(invalid(kind));
        }
        seen.push((kind, uri));
    }
    Ok(())
}

/// An Update must not name the virtual host, which cannot be changed.
pub(crate) fn updatable(given: &Settings) -> Result<(), Refusal> {
    if entries(given).any(|(kind, _)| kind == "VIRTUAL_HOST") {
        return Err(Refusal::of(&refusals::VIRTUAL_HOST, &["VIRTUAL_HOST"]));
    }
    Ok(())
}

fn invalid(kind: &str) -> Refusal {
    Refusal::of(&refusals::ACCESS_ENTRY, &[kind])
}

/// Type and URI of each entry.
fn entries(settings: &Settings) -> impl Iterator<Item = (&str, Option<&str>)> {
    let entries = settings.get("SourceAccessConfigurations");
    let entries = entries.and_then(Value::as_array).into_iter().flatten();
    entries.map(|entry| {
        let text = |name: &str| entry.get(name).and_then(Value::as_str);
        (text("Type").unwrap_or_default(), text("URI"))
    })
}

fn takes(source: Source, kind: &str) -> bool {
    match source {
        Source::Msk => matches!(kind, "SASL_SCRAM_512_AUTH" | "CLIENT_CERTIFICATE_TLS_AUTH"),
        Source::SelfManagedKafka => !matches!(kind, "VIRTUAL_HOST" | ""),
        Source::Mq => matches!(kind, "BASIC_AUTH" | "VIRTUAL_HOST"),
        Source::DocumentDb => kind == "BASIC_AUTH",
        _ => false,
    }
}

/// Whether the URI of an entry is the ARN of a secret.
fn is_secret(kind: &str) -> bool {
    matches!(
        kind,
        "BASIC_AUTH"
            | "SASL_SCRAM_256_AUTH"
            | "SASL_SCRAM_512_AUTH"
            | "CLIENT_CERTIFICATE_TLS_AUTH"
            | "SERVER_ROOT_CA_CERTIFICATE"
            | "OAUTHBEARER_AUTH"
    )
}

fn needs_are_met(kind: &str, has: &impl Fn(&str) -> bool) -> bool {
    match kind {
        "OAUTHBEARER_SCOPE" | "OAUTHBEARER_LOGICAL_CLUSTER" | "OAUTHBEARER_IDENTITY_POOL" => {
            has("OAUTHBEARER_AUTH")
        }
        "OAUTHBEARER_AUDIENCE" => has("OAUTHBEARER_AUTH") || has("IAM_OAUTHBEARER_AUTH"),
        "IAM_OAUTHBEARER_AUTH" => has("OAUTHBEARER_AUDIENCE") && !has("OAUTHBEARER_AUTH"),
        _ => true,
    }
}
