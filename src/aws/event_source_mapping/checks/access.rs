//! How Lambda reaches a source: the types of access, what each needs, and which go together.

use super::{
    elements, is_partly_unknown,
    kafka::{is_secret, kind_of},
    text,
};
use crate::{
    aws::{event_source_mapping::kinds::source_kind, names::source_kind::SourceKind},
    framework::{
        schema::{
            rules::shown,
            spec::{Complaint, Rule},
        },
        value::Value,
    },
};

/// A type of access: the kinds that take it, and what its `uri` holds.
struct Access {
    name: &'static str,
    kinds: &'static [SourceKind],
    uri: Uri,
}

/// What the `uri` of an entry holds.
enum Uri {
    /// The ARN of a secret.
    Secret,
    /// An id after `subnet:`.
    Subnet,
    /// An id after `security_group:`; the bare id is taken as well.
    SecurityGroup,
    /// The value itself.
    Value,
    /// Nothing.
    Nothing,
}

const OWN: &[SourceKind] = &[SourceKind::Kafka];
const KAFKA: &[SourceKind] = &[SourceKind::Msk, SourceKind::Kafka];

/// The types of the API (`SourceAccessType`).
const TYPES: &[Access] = &[
    of(
        "BASIC_AUTH",
        &[SourceKind::Kafka, SourceKind::Mq, SourceKind::DocumentDb],
        Uri::Secret,
    ),
    of("VPC_SUBNET", OWN, Uri::Subnet),
    of("VPC_SECURITY_GROUP", OWN, Uri::SecurityGroup),
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

const fn of(name: &'static str, kinds: &'static [SourceKind], uri: Uri) -> Access {
    Access { name, kinds, uri }
}

/// Self-managed Kafka, MQ and `DocumentDB` cannot be reached without an entry.
pub(in crate::aws::event_source_mapping) fn access_of_kind() -> Rule {
    let says = "Required for self-managed Kafka, Amazon MQ and DocumentDB.";
    Rule::new(says, |_, config| {
        let missing = |detail| {
            Err(Complaint::new(
                "\"source_access_configuration\" is missing",
                detail,
            ))
        };
        match source_kind(config) {
            Some(SourceKind::Kafka) => missing(
                "Lambda has to know how to reach the cluster: its subnets and security group, or \
                 how to authenticate. Add a block source_access_configuration for each.",
            ),
            Some(SourceKind::Mq | SourceKind::DocumentDb) => missing(
                "Lambda logs in with a user name and a password. Add a block \
                 source_access_configuration of type BASIC_AUTH with the ARN of their secret.",
            ),
            _ => Ok(()),
        }
    })
}

/// Each entry by itself.
pub(in crate::aws::event_source_mapping) fn entries() -> Rule {
    let says = "Each `type` is one that the source takes, and its `uri` what the type needs: the \
                ARN of a secret, `subnet:` or `security_group:` with an id, a value, or nothing.";
    Rule::several(says, |value, config| {
        let kind = source_kind(config);
        elements(value)
            .filter_map(|entry| {
                let name = kind_of(entry)?;
                let Some(access) = TYPES.iter().find(|it| it.name == name) else {
                    let names: Vec<_> = TYPES.iter().map(|it| it.name).collect();
                    let detail = format!(
                        "This version of the provider knows {}. Lambda may know more.",
                        names.join(", ")
                    );
                    let summary = format!("the type \"{}\" is not known", shown(name));
                    return Some(Complaint::new(summary, detail).advice());
                };
                misplaced(access, kind).or_else(|| wrong_uri(access, entry.attribute("uri")))
            })
            .collect()
    })
}

fn misplaced(access: &Access, kind: Option<SourceKind>) -> Option<Complaint> {
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
        format!("{} does not take the type {}", kind.says(), access.name),
        format!("It takes {}.", taken.join(", ")),
    ))
}

fn wrong_uri(access: &Access, uri: &Value) -> Option<Complaint> {
    let (fits, must) = match (&access.uri, uri) {
        (_, Value::Unknown(_)) => return None,
        (Uri::Nothing, uri) => (
            uri.is_null(),
            "It has no uri: Lambda uses the role of the function. Remove uri.",
        ),
        (Uri::Secret, uri) => (
            text(uri).is_some_and(is_secret),
            "Its uri is the ARN of a secret: \
             \"arn:aws:secretsmanager:eu-west-1:123456789012:secret:broker\".",
        ),
        (Uri::Subnet, uri) => (
            text(uri).is_some_and(|it| it.starts_with("subnet:") && it.len() > 7),
            "Its uri is the id of a subnet after \"subnet:\", such as \"subnet:subnet-0abc\".",
        ),
        (Uri::SecurityGroup, uri) => (
            text(uri).is_some_and(|it| it.starts_with("security_group:") || it.starts_with("sg-")),
            "Its uri is the id of a security group after \"security_group:\", such as \
             \"security_group:sg-0abc\".",
        ),
        (Uri::Value, uri) => (
            text(uri).is_some_and(|it| !it.is_empty()),
            "Its uri is the value itself, of 1 to 200 characters.",
        ),
    };
    // Of the API's pattern for every uri.
    let plain = |it: char| it.is_ascii_alphanumeric() || " -/*:_+=.@".contains(it);
    let short = text(uri).is_none_or(|it| it.len() <= 200 && it.chars().all(plain));
    let must = match (fits, short) {
        (true, true) => return None,
        (true, false) => {
            "A uri has at most 200 characters: letters without accents, digits, spaces, and any of \
             \"-/*:_+=.@\"."
        }
        (false, _) => must,
    };
    let given = text(uri).map_or_else(
        || "no uri".to_owned(),
        |it| format!("the uri \"{}\"", shown(it)),
    );
    Some(Complaint::new(
        format!("the entry of type {} has {given}", access.name),
        must,
    ))
}

/// The entries among one another.
pub(in crate::aws::event_source_mapping) fn together() -> Rule {
    let says = "At most 23, each once. For Amazon MQ and DocumentDB one is `BASIC_AUTH`. The \
                `OAUTHBEARER_` types need `OAUTHBEARER_AUTH`, and `IAM_OAUTHBEARER_AUTH` needs an \
                `OAUTHBEARER_AUDIENCE` and no other of them.";
    Rule::several(says, |value, config| {
        let entries: Vec<_> = elements(value).collect();
        if is_partly_unknown(value) {
            return Vec::new();
        }
        let has = |name: &str| entries.iter().any(|it| kind_of(it) == Some(name));
        let mut found = Vec::new();
        if entries.len() > 23 {
            found.push(Complaint::new(
                format!("there are {} of them", entries.len()),
                "Lambda takes at most 23.",
            ));
        }
        let kind = source_kind(config);
        if matches!(kind, Some(SourceKind::Mq | SourceKind::DocumentDb)) && !has("BASIC_AUTH") {
            found.push(Complaint::new(
                "there is none of type BASIC_AUTH",
                "Lambda logs in with a user name and a password: add one with the ARN of their \
                 secret.",
            ));
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
                    "Add an entry of that type, or remove this one.",
                ));
            }
        }
        if has("IAM_OAUTHBEARER_AUTH") && has("OAUTHBEARER_AUTH") {
            found.push(Complaint::new(
                "IAM_OAUTHBEARER_AUTH and OAUTHBEARER_AUTH exclude one another",
                "A token comes from IAM or from a secret. Remove one of the entries.",
            ));
        }
        found
    })
}
