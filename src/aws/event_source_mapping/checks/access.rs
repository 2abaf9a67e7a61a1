//! How Lambda reaches a source: the types of access, what each needs, and which exclude each other.

use super::{
    GUIDE, MODEL, elements, is_partly_unknown,
    kafka::{is_secret, kind_of},
    text,
};
use crate::{
    aws::{event_source_mapping::kinds::source_kind, names::source_kind::SourceKind},
    framework::{
        diagnostics::shown,
        schema::{
            evidence::Evidence,
            spec::{Complaint, Rule},
        },
        value::Value,
    },
};

/// A type of access: the kinds that take it, and what its `uri` holds.
struct AccessType {
    name: &'static str,
    kinds: &'static [SourceKind],
    uri: Uri,
}

/// The value in the `uri` of an entry.
enum Uri {
    /// The ARN of a secret.
    Secret,
    /// An id after this prefix, or the bare id, which begins with the second one: AWS CDK sends that.
    Id(&'static str, &'static str),
    /// The value itself.
    Value,
    /// Nothing.
    Nothing,
}

const OWN: &[SourceKind] = &[SourceKind::Kafka];
const KAFKA: &[SourceKind] = &[SourceKind::Msk, SourceKind::Kafka];

/// The types of the API (`SourceAccessType`).
const TYPES: &[AccessType] = &[
    of(
        "BASIC_AUTH",
        &[SourceKind::Kafka, SourceKind::Mq, SourceKind::DocumentDb],
        Uri::Secret,
    ),
    of("VPC_SUBNET", OWN, Uri::Id("subnet:", "subnet-")),
    of("VPC_SECURITY_GROUP", OWN, Uri::Id("security_group:", "sg-")),
    of("SASL_SCRAM_256_AUTH", OWN, Uri::Secret),
    of("SASL_SCRAM_512_AUTH", KAFKA, Uri::Secret),
    of("CLIENT_CERTIFICATE_TLS_AUTH", KAFKA, Uri::Secret),
    of("SERVER_ROOT_CA_CERTIFICATE", OWN, Uri::Secret),
    of("VIRTUAL_HOST", &[SourceKind::Mq], Uri::Value),
    of("OAUTHBEARER_AUTH", OWN, Uri::Secret),
    of("OAUTHBEARER_SCOPE", OWN, Uri::Value),
    of("OAUTHBEARER_LOGICAL_CLUSTER", OWN, Uri::Value),
    of("OAUTHBEARER_IDENTITY_POOL", OWN, Uri::Value),
    of("OAUTHBEARER_AUDIENCE", OWN, Uri::Value),
    of("IAM_AUTH", OWN, Uri::Nothing),
    of("IAM_OAUTHBEARER_AUTH", OWN, Uri::Nothing),
];

const fn of(name: &'static str, kinds: &'static [SourceKind], uri: Uri) -> AccessType {
    AccessType { name, kinds, uri }
}

/// Self-managed Kafka, MQ and `DocumentDB` cannot be reached without an entry.
pub(in crate::aws::event_source_mapping) fn access_of_kind() -> Rule {
    let says = "Required for self-managed Kafka, Amazon MQ and DocumentDB.";
    Rule::new(says, |_, config| {
        let Some(kind) = source_kind(config) else {
            return Ok(());
        };
        let missing = |detail| {
            let summary = format!("required for {}", kind.says());
            Err(Complaint::new(summary, detail))
        };
        match kind {
            SourceKind::Kafka => missing(
                "Add one block for each subnet and security group of the cluster, and one for the \
                 credentials.",
            ),
            SourceKind::Mq | SourceKind::DocumentDb => {
                missing("Add a block of type BASIC_AUTH with the ARN of the secret.")
                    .map_err(|it| it.by(Evidence::Documented(GUIDE)))
            }
            _ => Ok(()),
        }
    })
    .recorded("\"Required 'sourceAccessConfigurations' parameter is missing.\"")
}

/// Each entry by itself.
pub(in crate::aws::event_source_mapping) fn entries() -> Rule {
    let says = "Each `type` is one that the source supports, and its `uri` what the type needs: the \
                ARN of a secret, `subnet:` or `security_group:` with an id, a value, or nothing.";
    Rule::several(says, |value, config| {
        let kind = source_kind(config);
        elements(value)
            .filter_map(|entry| {
                let name = kind_of(entry)?;
                let Some(access) = TYPES.iter().find(|it| it.name == name) else {
                    let names: Vec<_> = TYPES.iter().map(|it| it.name).collect();
                    let detail = format!(
                        "Types that this version of the provider knows: {}. Lambda may accept others.",
                        names.join(", ")
                    );
                    let summary = format!("\"{}\" is not a known type", shown(name));
                    return Some(Complaint::new(summary, detail).advice());
                };
                misplaced(access, kind).or_else(|| wrong_uri(access, entry.attribute("uri")))
            })
            .collect()
    })
    .documented(MODEL)
}

fn misplaced(access: &AccessType, kind: Option<SourceKind>) -> Option<Complaint> {
    let kind = kind.filter(|it| !access.kinds.contains(it))?;
    let taken: Vec<_> = TYPES
        .iter()
        .filter(|it| it.kinds.contains(&kind))
        .map(|it| it.name)
        .collect();
    // Where there is no access at all, the rule of the kind says so.
    if taken.is_empty() {
        return None;
    }
    Some(Complaint::new(
        format!("{} is not a type for {}", access.name, kind.says()),
        format!("Types for {}: {}.", kind.says(), taken.join(", ")),
    ))
}

fn wrong_uri(access: &AccessType, uri: &Value) -> Option<Complaint> {
    if uri.is_unknown() {
        return None;
    }
    let given = text(uri).filter(|it| !it.is_empty());
    let name = access.name;
    let Some(given) = given else {
        let needs = match access.uri {
            Uri::Nothing if uri.is_null() => return None,
            Uri::Nothing => return Some(unused(name)),
            Uri::Secret => "Set uri to the ARN of a secret in Secrets Manager.".to_owned(),
            Uri::Id(prefix, bare) => format!("Set uri to an id, such as \"{prefix}{bare}0abc\"."),
            Uri::Value => "Set uri to the value itself, of 1 to 200 characters.".to_owned(),
        };
        return Some(Complaint::new(format!("{name} needs a uri"), needs));
    };
    // The API's pattern for every uri.
    let plain = |it: char| it.is_ascii_alphanumeric() || " -/*:_+=.@".contains(it);
    if given.len() > 200 || !given.chars().all(plain) {
        return Some(Complaint::new(
            format!("the uri \"{}\" of {name} is not valid", shown(given)),
            "A uri has at most 200 characters: letters without accents, digits, spaces, and any of \
             \"-/*:_+=.@\".",
        ));
    }
    match access.uri {
        Uri::Nothing => Some(unused(name)),
        Uri::Secret if !is_secret(given) => Some(Complaint::new(
            format!(
                "the uri \"{}\" of {name} is not the ARN of a secret",
                shown(given)
            ),
            "Use an ARN such as \"arn:aws:secretsmanager:eu-west-1:123456789012:secret:broker\".",
        )),
        Uri::Id(prefix, bare) if !given.starts_with(prefix) && !given.starts_with(bare) => {
            let why = "no rejection of another uri is known";
            let complaint = Complaint::new(
                format!("the uri \"{}\" of {name} looks wrong", shown(given)),
                format!("Lambda expects an id, such as \"{prefix}{bare}0abc\"."),
            );
            Some(complaint.by(Evidence::Assumed(why)))
        }
        Uri::Secret | Uri::Id(..) | Uri::Value => None,
    }
}

fn unused(name: &str) -> Complaint {
    Complaint::new(
        format!("{name} has no uri"),
        "Lambda uses the execution role of the function. Remove uri.",
    )
}

/// The entries among one another.
pub(in crate::aws::event_source_mapping) fn together() -> Rule {
    let says = "At most 23, each once. For Amazon MQ and DocumentDB one is `BASIC_AUTH`. The \
                `OAUTHBEARER_` types need `OAUTHBEARER_AUTH`, and `IAM_OAUTHBEARER_AUTH` needs an \
                `OAUTHBEARER_AUDIENCE` and excludes `OAUTHBEARER_AUTH`.";
    Rule::several(says, |value, config| {
        let entries: Vec<_> = elements(value).collect();
        if is_partly_unknown(value) {
            return Vec::new();
        }
        let has = |name: &str| entries.iter().any(|it| kind_of(it) == Some(name));
        let mut found = Vec::new();
        if entries.len() > 23 {
            found.push(Complaint::new(
                format!("at most 23 entries are allowed, got {}", entries.len()),
                "Remove the others.",
            ));
        }
        let kind = source_kind(config);
        if matches!(kind, Some(SourceKind::Mq | SourceKind::DocumentDb)) && !has("BASIC_AUTH") {
            found.push(Complaint::new(
                "an entry of type BASIC_AUTH is missing",
                "Lambda authenticates with a user name and a password. Add an entry of this type with \
                 the ARN of the secret.",
            ).by(Evidence::Documented(GUIDE)));
        }
        for (name, needs) in [
            ("OAUTHBEARER_SCOPE", &["OAUTHBEARER_AUTH"][..]),
            ("OAUTHBEARER_LOGICAL_CLUSTER", &["OAUTHBEARER_AUTH"]),
            ("OAUTHBEARER_IDENTITY_POOL", &["OAUTHBEARER_AUTH"]),
            (
                "OAUTHBEARER_AUDIENCE",
                &["OAUTHBEARER_AUTH", "IAM_OAUTHBEARER_AUTH"],
            ),
            ("IAM_OAUTHBEARER_AUTH", &["OAUTHBEARER_AUDIENCE"]),
        ] {
            if has(name) && !needs.iter().any(|it| has(it)) {
                found.push(Complaint::new(
                    format!("{name} needs {}", needs.join(" or ")),
                    "Add an entry of this type, or remove the first one.",
                ));
            }
        }
        if has("IAM_OAUTHBEARER_AUTH") && has("OAUTHBEARER_AUTH") {
            found.push(Complaint::new(
                "IAM_OAUTHBEARER_AUTH and OAUTHBEARER_AUTH exclude each other",
                "Lambda gets the token from IAM or from a secret. Remove one of the entries.",
            ));
        }
        found
    })
    .documented(MODEL)
}
