//! The policy of each kind of source against the permissions that AWS documents for it.

use super::*;

const QUEUE: &str = "arn:aws:sqs:eu-west-1:123456789012:orders";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:kafka-AbCdEf";
const KEY: &str = "arn:aws:kms:eu-west-1:123456789012:key/1";
const NETWORK: &str = "ec2:CreateNetworkInterface ec2:DeleteNetworkInterface \
                       ec2:DescribeNetworkInterfaces ec2:DescribeSecurityGroups ec2:DescribeSubnets \
                       ec2:DescribeVpcs on *";

fn of(arn: &str) -> Asked {
    Asked {
        event_source_arn: Tf::Known(arn.to_owned()),
        ..Asked::default()
    }
}

fn with_access(asked: Asked, entries: &[(&str, &str)]) -> Asked {
    let entry = |(kind, uri): &(&str, &str)| Access {
        r#type: Tf::Known((*kind).to_owned()),
        uri: Tf::Known((*uri).to_owned()),
    };
    Asked {
        source_access_configuration: SetBlock(Tf::Known(entries.iter().map(entry).collect())),
        ..asked
    }
}

/// Each statement in a line.
fn lines(asked: &Asked) -> Vec<String> {
    let kind = asked.kind().unwrap();
    let line = |it: &Statement| format!("{} on {}", it.actions.join(" "), it.resources.join(" "));
    statements(&asked.needs(kind)).iter().map(line).collect()
}

#[test]
fn queues_and_streams_get_what_aws_documents_and_nothing_more() {
    let fifo = format!("{QUEUE}.fifo");
    for (asked, expected) in [
        (
            of(QUEUE),
            vec![format!(
                "sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage on {QUEUE}"
            )],
        ),
        (
            of(&fifo),
            vec![format!(
                "sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage on {fifo}"
            )],
        ),
        (
            of("arn:aws:kinesis:eu-west-1:123456789012:stream/s"),
            vec![
                "kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetRecords \
                 kinesis:GetShardIterator kinesis:ListShards on \
                 arn:aws:kinesis:eu-west-1:123456789012:stream/s"
                    .to_owned(),
            ],
        ),
        (
            of("arn:aws:kinesis:eu-west-1:123456789012:stream/s/consumer/c:1"),
            vec![
                "kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetRecords \
                 kinesis:GetShardIterator kinesis:ListShards on \
                 arn:aws:kinesis:eu-west-1:123456789012:stream/s"
                    .to_owned(),
                "kinesis:SubscribeToShard on \
                 arn:aws:kinesis:eu-west-1:123456789012:stream/s/consumer/c:1"
                    .to_owned(),
            ],
        ),
        (
            of("arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/2026-01-01T00:00:00.000"),
            vec![
                "dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator \
                 dynamodb:ListStreams on \
                 arn:aws:dynamodb:eu-west-1:123456789012:table/t/stream/2026-01-01T00:00:00.000"
                    .to_owned(),
            ],
        ),
    ] {
        assert_eq!(lines(&asked), expected, "{asked:?}");
    }
}

#[test]
fn sources_in_a_network_get_interfaces_and_their_secrets() {
    let msk = "arn:aws:kafka:eu-west-1:123456789012:cluster/shop/1-2";
    let own = || Asked {
        source_kind: Tf::Known("kafka".to_owned()),
        ..Asked::default()
    };
    let secret = format!("secretsmanager:GetSecretValue on {SECRET}");
    for (asked, expected) in [
        (
            with_access(of(msk), &[("SASL_SCRAM_512_AUTH", SECRET)]),
            vec![
                format!(
                    "kafka:DescribeClusterV2 kafka:GetBootstrapBrokers kafka:ListScramSecrets on {msk}"
                ),
                NETWORK.to_owned(),
                secret.clone(),
            ],
        ),
        (
            with_access(own(), &[("BASIC_AUTH", SECRET)]),
            vec![secret.clone()],
        ),
        (
            with_access(
                own(),
                &[
                    ("VPC_SUBNET", "subnet:subnet-1"),
                    ("VPC_SECURITY_GROUP", "security_group:sg-1"),
                    ("SASL_SCRAM_256_AUTH", SECRET),
                    ("SERVER_ROOT_CA_CERTIFICATE", SECRET),
                ],
            ),
            vec![NETWORK.to_owned(), secret.clone()],
        ),
        (
            with_access(
                of("arn:aws:mq:eu-west-1:123456789012:broker:b:b-1"),
                &[("BASIC_AUTH", SECRET), ("VIRTUAL_HOST", "/")],
            ),
            vec![
                "mq:DescribeBroker on arn:aws:mq:eu-west-1:123456789012:broker:b:b-1".to_owned(),
                NETWORK.to_owned(),
                secret.clone(),
            ],
        ),
        (
            with_access(
                of("arn:aws:rds:eu-west-1:123456789012:cluster:docs"),
                &[("BASIC_AUTH", SECRET)],
            ),
            vec![
                "rds:DescribeDBClusterParameters rds:DescribeDBClusters \
                 rds:DescribeDBSubnetGroups on *"
                    .to_owned(),
                NETWORK.to_owned(),
                secret.clone(),
            ],
        ),
    ] {
        assert_eq!(lines(&asked), expected, "{asked:?}");
    }
}

#[test]
fn msk_with_iam_authentication_names_cluster_group_and_topics() {
    let msk = |kind: &str| format!("arn:aws:kafka:eu-west-1:123456789012:{kind}/shop/1-2");
    let mut asked = of(&msk("cluster"));
    let cluster = format!(
        "kafka:DescribeClusterV2 kafka:GetBootstrapBrokers kafka-cluster:Connect \
         kafka-cluster:DescribeClusterDynamicConfiguration on {}",
        msk("cluster")
    );
    let group = |name: &str| {
        format!(
            "kafka-cluster:AlterGroup kafka-cluster:DescribeGroup on {}/{name}",
            msk("group")
        )
    };
    let topic = |name: &str| {
        format!(
            "kafka-cluster:DescribeTopic kafka-cluster:ReadData on {}/{name}",
            msk("topic")
        )
    };
    let network = || NETWORK.to_owned();
    assert_eq!(
        lines(&asked),
        [cluster.clone(), group("*"), topic("*"), network()]
    );
    asked.topics = Set(Tf::Known(vec!["clicks".to_owned()]));
    asked.consumer_group_id = Tf::Known("workers".to_owned());
    assert_eq!(
        lines(&asked),
        [cluster, group("workers"), topic("clicks"), network()]
    );
    // A cluster that lets anybody in.
    asked.iam_authentication = Tf::Known(false);
    let plain = format!(
        "kafka:DescribeClusterV2 kafka:GetBootstrapBrokers on {}",
        msk("cluster")
    );
    assert_eq!(lines(&asked), [plain, network()]);
}

#[test]
fn a_cluster_of_another_account_is_named_by_its_vpc_connection() {
    let connection = "arn:aws:kafka:eu-west-1:123456789012:vpc-connection/210987654321/shop/1-2";
    let mut asked = of(connection);
    asked.iam_authentication = Tf::Known(false);
    assert_eq!(
        lines(&asked),
        [
            format!("kafka:DescribeVpcConnection on {connection}"),
            "kafka:DescribeClusterV2 kafka:GetBootstrapBrokers on \
             arn:aws:kafka:eu-west-1:210987654321:cluster/shop/*"
                .to_owned(),
            NETWORK.to_owned(),
        ]
    );
}

#[test]
fn a_destination_and_keys_add_their_own() {
    let queue = lines(&of(QUEUE));
    for (destination, expected) in [
        (
            "arn:aws:sqs:eu-west-1:123456789012:failed",
            &[
                "sqs:SendMessage on arn:aws:sqs:eu-west-1:123456789012:failed",
                "kms:Decrypt kms:GenerateDataKey on K",
            ][..],
        ),
        (
            "arn:aws:sns:eu-west-1:123456789012:failed",
            &[
                "sns:Publish on arn:aws:sns:eu-west-1:123456789012:failed",
                "kms:Decrypt kms:GenerateDataKey on K",
            ],
        ),
        (
            "arn:aws:s3:::failed",
            &[
                "s3:ListBucket on arn:aws:s3:::failed",
                "s3:PutObject on arn:aws:s3:::failed/*",
                "kms:GenerateDataKey on K",
            ],
        ),
    ] {
        let mut asked = of(QUEUE);
        asked.destination_arn = Tf::Known(destination.to_owned());
        asked.destination_kms_key_arn = Tf::Known("K".to_owned());
        asked.kms_key_arns = Set(Tf::Known(vec![KEY.to_owned()]));
        let found = lines(&asked);
        assert_eq!(found[0], queue[0]);
        assert_eq!(found[1], format!("kms:Decrypt on {KEY}"));
        assert_eq!(found[2..], *expected, "{destination}");
    }
    let mut asked = of("arn:aws:kafka:eu-west-1:123456789012:cluster/shop/1-2");
    asked.destination_arn = Tf::Known("kafka://failed".to_owned());
    assert_eq!(
        lines(&asked).last().unwrap(),
        "kafka-cluster:WriteData on arn:aws:kafka:eu-west-1:123456789012:topic/shop/1-2/failed"
    );
    let registry = "arn:aws:glue:eu-west-1:123456789012:registry/r";
    asked.schema_registry_uri = Tf::Known(registry.to_owned());
    let glue = format!(
        "glue:GetRegistry glue:GetSchemaVersion on {registry} \
         arn:aws:glue:eu-west-1:123456789012:schema/r/*"
    );
    assert!(lines(&asked).contains(&glue), "{:?}", lines(&asked));
}

#[test]
fn the_document_is_that_of_iam_and_the_same_each_time() {
    let asked = of(QUEUE);
    let text = document(&statements(&asked.needs(SourceKind::Sqs)));
    let read: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(read["Version"], "2012-10-17");
    assert_eq!(read["Statement"][0]["Effect"], "Allow");
    assert_eq!(read["Statement"][0]["Resource"], json!([QUEUE]));
}

#[test]
fn a_source_is_named_once() {
    let word = |it: &str| Tf::Known(it.to_owned());
    for (arn, kind, at) in [
        (word(QUEUE), Tf::Null, None),
        (word(QUEUE), word("sqs"), None),
        (Tf::Null, word("kafka"), None),
        (Tf::Unknown, Tf::Null, None),
        (Tf::Null, Tf::Unknown, None),
        (Tf::Null, Tf::Null, Some("")),
        (Tf::Null, word("sqs"), Some("event_source_arn")),
        (word(QUEUE), word("kinesis"), Some("source_kind")),
    ] {
        let asked = Asked {
            event_source_arn: arn,
            source_kind: kind,
            ..Asked::default()
        };
        let found = contradiction(&asked).map(|it| it.path.to_string());
        assert_eq!(found.as_deref(), at, "{asked:?}");
    }
}
