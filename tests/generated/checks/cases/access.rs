//! How a broker or a cluster is reached.

use super::*;
use Base::{DocumentDb, Kafka, Mq, Msk, Sqs};

#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn all() -> Vec<Case> {
    let at = "source_access_configuration";
    let basic = ("BASIC_AUTH", Some(SECRET));
    let subnets = |count: usize| -> Json {
        let uris: Vec<String> = (0..count).map(|it| format!("subnet:subnet-{it}")).collect();
        access(
            &uris
                .iter()
                .map(|it| ("VPC_SUBNET", Some(it.as_str())))
                .collect::<Vec<_>>(),
        )
    };
    let none = || json!({"source_access_configuration": null});
    vec![
        case(at, Kafka, none(), json!({})),
        case(at, Mq, none(), json!({})),
        case(at, DocumentDb, none(), json!({})),
        case(at, Sqs, access(&[basic]), json!({})),
        case(
            at,
            Kafka,
            access(&[("KERBEROS", Some("x"))]),
            access(&[("SASL_SCRAM_256_AUTH", Some(SECRET))]),
        ),
        case(
            at,
            Msk,
            access(&[("VPC_SUBNET", Some("subnet:subnet-1"))]),
            access(&[("SASL_SCRAM_512_AUTH", Some(SECRET))]),
        ),
        case(
            at,
            Kafka,
            access(&[("VIRTUAL_HOST", Some("/"))]),
            access(&[("SERVER_ROOT_CA_CERTIFICATE", Some(SECRET))]),
        ),
        case(
            at,
            DocumentDb,
            access(&[basic, ("VIRTUAL_HOST", Some("/"))]),
            access(&[basic]),
        ),
        case(
            at,
            Mq,
            access(&[basic, ("VIRTUAL_HOST", Some("/caf\u{e9}"))]),
            access(&[basic, ("VIRTUAL_HOST", Some("/cafe"))]),
        ),
        case(
            at,
            Kafka,
            access(&[("BASIC_AUTH", Some("password"))]),
            access(&[basic]),
        ),
        case(
            at,
            Kafka,
            access(&[("CLIENT_CERTIFICATE_TLS_AUTH", None)]),
            access(&[("CLIENT_CERTIFICATE_TLS_AUTH", Some(SECRET))]),
        ),
        case(
            at,
            Kafka,
            access(&[("VPC_SUBNET", Some("10.0.0.0/24"))]),
            access(&[("VPC_SUBNET", Some("subnet-0abc"))]),
        ),
        case(at, Kafka, access(&[("VPC_SUBNET", None)]), subnets(1)),
        case(
            at,
            Kafka,
            access(&[("VPC_SECURITY_GROUP", Some("group"))]),
            access(&[("VPC_SECURITY_GROUP", Some("sg-0abc"))]),
        ),
        case(
            at,
            Kafka,
            access(&[("IAM_AUTH", Some("x"))]),
            access(&[("IAM_AUTH", None)]),
        ),
        case(
            at,
            Mq,
            access(&[basic, ("VIRTUAL_HOST", Some(""))]),
            access(&[basic, ("VIRTUAL_HOST", Some("/orders"))]),
        ),
        case(
            at,
            Mq,
            access(&[("VIRTUAL_HOST", Some("/orders"))]),
            access(&[basic]),
        ),
        case(at, Kafka, subnets(24), subnets(23)),
        case(
            at,
            Kafka,
            access(&[("OAUTHBEARER_SCOPE", Some("s"))]),
            access(&[
                ("OAUTHBEARER_SCOPE", Some("s")),
                ("OAUTHBEARER_AUTH", Some(SECRET)),
            ]),
        ),
        case(
            at,
            Kafka,
            access(&[("OAUTHBEARER_LOGICAL_CLUSTER", Some("c"))]),
            access(&[
                ("OAUTHBEARER_LOGICAL_CLUSTER", Some("c")),
                ("OAUTHBEARER_AUTH", Some(SECRET)),
            ]),
        ),
        case(
            at,
            Kafka,
            access(&[("OAUTHBEARER_IDENTITY_POOL", Some("p"))]),
            access(&[
                ("OAUTHBEARER_IDENTITY_POOL", Some("p")),
                ("OAUTHBEARER_AUTH", Some(SECRET)),
            ]),
        ),
        case(
            at,
            Kafka,
            access(&[("OAUTHBEARER_AUDIENCE", Some("a"))]),
            access(&[
                ("OAUTHBEARER_AUDIENCE", Some("a")),
                ("IAM_OAUTHBEARER_AUTH", None),
            ]),
        ),
        case(
            at,
            Kafka,
            access(&[("IAM_OAUTHBEARER_AUTH", None)]),
            access(&[
                ("OAUTHBEARER_AUDIENCE", Some("a")),
                ("OAUTHBEARER_AUTH", Some(SECRET)),
            ]),
        ),
        case(
            at,
            Kafka,
            access(&[
                ("IAM_OAUTHBEARER_AUTH", None),
                ("OAUTHBEARER_AUDIENCE", Some("a")),
                ("OAUTHBEARER_AUTH", Some(SECRET)),
            ]),
            access(&[("OAUTHBEARER_AUTH", Some(SECRET))]),
        ),
        case(
            "source_access_configuration.type",
            Kafka,
            json!({"source_access_configuration": [{"uri": SECRET}]}),
            access(&[basic]),
        ),
    ]
}
