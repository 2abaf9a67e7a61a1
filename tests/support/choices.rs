//! Valid configurations of each kind of source at random.

use serde_json::{Value as Json, json};

use crate::support::configs::{Base, SECRET};

/// Choices that follow from a seed.
#[derive(Debug, Clone)]
pub(crate) struct Chance(fastrand::Rng);

/// An optional argument with a value for it.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) name: &'static str,
    pub(crate) value: Json,
}

// === impl Chance ===

impl Chance {
    pub(crate) fn of_seed(seed: u64) -> Self {
        Self(fastrand::Rng::with_seed(seed))
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0.u64(..end)
    }

    pub(crate) fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.index(all.len())].clone()
    }

    pub(crate) fn index(&mut self, len: usize) -> usize {
        self.0.usize(..len)
    }

    /// A number of a range, more often one of its ends.
    fn between(&mut self, least: u64, most: u64) -> u64 {
        match self.below(4) {
            0 => least,
            1 => most,
            _ => least + self.below(most - least + 1),
        }
    }
}

// === configurations ===

/// A valid configuration of a kind of source, with some of the arguments it may have.
pub(crate) fn config(base: Base, chance: &mut Chance) -> Json {
    let choices = choices(base, chance);
    let kept = choices.into_iter().filter(|_| chance.one_in(3)).collect();
    whole(base, kept)
}

/// One with all arguments that it may have together.
pub(crate) fn full(base: Base, chance: &mut Chance) -> Json {
    let choices = choices(base, chance);
    whole(base, choices)
}

fn whole(base: Base, choices: Vec<Choice>) -> Json {
    let mut config = base.config();
    for it in choices {
        config[it.name] = it.value;
    }
    let all = config.as_object_mut().unwrap();
    // What only goes together.
    if !all.contains_key("provisioned_poller_config") {
        for name in ["amazon", "self"].map(|it| format!("{it}_managed_kafka_event_source_config")) {
            if let Some(block) = all.get_mut(&name) {
                block[0]
                    .as_object_mut()
                    .unwrap()
                    .remove("schema_registry_config");
            }
        }
    }
    if all.contains_key("provisioned_poller_config") {
        all.remove("scaling_config");
    }
    let timed = all
        .get("starting_position")
        .is_some_and(|it| it == "AT_TIMESTAMP");
    if !timed {
        all.remove("starting_position_timestamp");
    } else if !all.contains_key("starting_position_timestamp") {
        all.insert("starting_position".to_owned(), json!("TRIM_HORIZON"));
    }
    if !all.contains_key("filter_criteria") {
        all.remove("kms_key_arn");
    }
    if base == Base::Sqs
        && all
            .get("maximum_batching_window_in_seconds")
            .is_none_or(|it| it == 0)
    {
        let small = all
            .get("batch_size")
            .and_then(Json::as_u64)
            .unwrap_or(1)
            .min(10);
        all.insert("batch_size".to_owned(), json!(small));
    }
    all.retain(|_, value| !value.is_null());
    config
}

/// Every optional argument of a kind of source, each with a value that it may have.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(crate) fn choices(base: Base, chance: &mut Chance) -> Vec<Choice> {
    use Base::{DocumentDb, DynamoDb, Fifo, Kafka, KafkaQueue, Kinesis, Mq, Msk, Sqs};
    let is_kafka = matches!(base, Msk | Kafka | KafkaQueue);
    let is_stream = matches!(base, Kinesis | DynamoDb);
    let is_sqs = matches!(base, Sqs | Fifo);
    let mut found = Vec::new();
    let mut set = |name, value| found.push(Choice { name, value });

    let function = chance.of(&[
        "worker",
        "worker:live",
        "worker:$LATEST",
        "123456789012:function:worker",
        "arn:aws:lambda:eu-west-1:123456789012:function:worker",
        "arn:aws:lambda:eu-west-1:123456789012:function:worker:7",
        "arn:aws:lambda:eu-west-1:123456789012:function:other",
    ]);
    set("function_name", json!(function));
    set("enabled", json!(chance.one_in(2)));
    let most = if base == Fifo { 10 } else { 10_000 };
    set("batch_size", json!(chance.between(1, most)));
    if !matches!(base, Fifo | KafkaQueue) {
        let window = chance.between(0, 300);
        set("maximum_batching_window_in_seconds", json!(window));
    }
    set("filter_criteria", filters(base, chance));
    let key = format!("arn:aws:kms:eu-west-1:123456789012:key/{}", chance.below(3));
    set("kms_key_arn", json!(key));
    set(
        "tags",
        json!({"team": chance.of(&["a", "b"]), "Größe": "1"}),
    );
    set("timeouts", json!({"create": "5m"}));

    if is_stream {
        set("parallelization_factor", json!(chance.between(1, 10)));
        set("tumbling_window_in_seconds", json!(chance.between(0, 900)));
    }
    if is_stream || is_kafka {
        set("bisect_batch_on_function_error", json!(chance.one_in(2)));
        let age = chance.between(60, 604_800);
        let age = if chance.one_in(3) {
            json!(-1)
        } else {
            json!(age)
        };
        set("maximum_record_age_in_seconds", age);
        let retries = chance.between(0, 10_000);
        let endless = chance.one_in(3) && base != KafkaQueue;
        let retries = if endless { json!(-1) } else { json!(retries) };
        set("maximum_retry_attempts", retries);
        let mut targets = vec![
            "arn:aws:sqs:eu-west-1:123456789012:failed",
            "arn:aws:sns:eu-west-1:123456789012:failed",
            "arn:aws:s3:::failed",
        ];
        if is_kafka {
            targets.push("kafka://failed");
        }
        let block = json!([{"on_failure": [{"destination_arn": chance.of(&targets)}]}]);
        let block = if chance.one_in(6) { json!([{}]) } else { block };
        set("destination_config", block);
    }
    if !matches!(base, Mq | DocumentDb) {
        let types = if chance.one_in(4) {
            json!([])
        } else {
            json!(["ReportBatchItemFailures"])
        };
        set("function_response_types", types);
        let metrics = match chance.below(3) {
            1 if is_kafka => json!(["ErrorCount", "KafkaMetrics"]),
            2 if is_kafka => json!(["EventCount", "ErrorCount", "KafkaMetrics"]),
            _ => json!(["EventCount"]),
        };
        set("metrics_config", json!([{"metrics": metrics}]));
    }
    if is_kafka {
        let level = chance.of(&["DEBUG", "INFO", "WARN"]);
        set("logging_config", json!([{"system_log_level": level}]));
    }
    if is_sqs {
        let most = chance.between(2, 1000);
        let block = if chance.one_in(6) {
            json!([{}])
        } else {
            json!([{"maximum_concurrency": most}])
        };
        set("scaling_config", block);
    }
    if matches!(base, Sqs | Msk | Kafka) {
        let mut block = json!({});
        if chance.one_in(2) {
            block["minimum_pollers"] = json!(chance.between(2, 150));
        }
        if chance.one_in(2) {
            block["maximum_pollers"] = json!(chance.between(150, 2000));
        }
        if is_kafka && chance.one_in(2) {
            block["poller_group_name"] = json!("group");
        }
        set("provisioned_poller_config", json!([block]));
    }
    match base {
        Msk => set(
            "amazon_managed_kafka_event_source_config",
            group(None, chance),
        ),
        Kafka => set(
            "self_managed_kafka_event_source_config",
            group(None, chance),
        ),
        KafkaQueue => {
            let queue = group(Some("Queue"), chance);
            set("self_managed_kafka_event_source_config", queue);
        }
        DocumentDb => {
            // An update cannot change the database and the collection.
            let mut block = json!({"database_name": "shop", "collection_name": "orders"});
            if chance.one_in(2) {
                block["full_document"] = json!(chance.of(&["Default", "UpdateLookup"]));
            }
            set("document_db_event_source_config", json!([block]));
        }
        _ => {}
    }
    match base {
        Msk => {
            let kind = chance.of(&["SASL_SCRAM_512_AUTH", "CLIENT_CERTIFICATE_TLS_AUTH"]);
            set(
                "source_access_configuration",
                json!([{"type": kind, "uri": SECRET}]),
            );
        }
        Kafka => {
            let more = chance.of(&[
                json!({"type": "SASL_SCRAM_256_AUTH", "uri": SECRET}),
                json!({"type": "BASIC_AUTH", "uri": SECRET}),
                json!({"type": "IAM_AUTH"}),
                json!({"type": "VPC_SECURITY_GROUP", "uri": "sg-0def"}),
            ]);
            let subnet = json!({"type": "VPC_SUBNET", "uri": "subnet:subnet-0abc"});
            set("source_access_configuration", json!([subnet, more]));
        }
        Mq if chance.one_in(2) => {
            let host = chance.of(&["/", "/a"]);
            let entries = json!([
                {"type": "BASIC_AUTH", "uri": SECRET},
                {"type": "VIRTUAL_HOST", "uri": host},
            ]);
            set("source_access_configuration", entries);
        }
        _ => {}
    }
    let mut positions = vec!["LATEST", "TRIM_HORIZON"];
    if matches!(base, Kinesis | Msk | Kafka | DocumentDb) {
        positions.push("AT_TIMESTAMP");
    }
    if !matches!(base, Sqs | Fifo | Mq | KafkaQueue) {
        let position = chance.of(&positions);
        set("starting_position", json!(position));
        if position == "AT_TIMESTAMP" {
            let time = chance.of(&["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.5+01:00"]);
            set("starting_position_timestamp", json!(time));
        }
    }
    found
}

fn filters(base: Base, chance: &mut Chance) -> Json {
    use Base::{DocumentDb, DynamoDb, Fifo, Kinesis, Mq, Sqs};
    let patterns = match base {
        Sqs | Fifo => [
            r#"{"body":{"a":[1]}}"#,
            r#"{ "body": { "b": ["x", null] } }"#,
        ],
        Kinesis | Mq => [
            r#"{"data":{"a":[{"exists":true}]}}"#,
            r#"{"data":{"b":["x"]}}"#,
        ],
        DynamoDb => [
            r#"{"eventName":["INSERT"]}"#,
            r#"{"dynamodb":{"Keys":{"k":{"S":["x"]}}}}"#,
        ],
        DocumentDb => [
            r#"{"event":{"operationType":["insert"]}}"#,
            r#"{"event":{"ns":{"db":["x"]}}}"#,
        ],
        _ => [r#"{"value":{"a":[{"prefix":"x"}]}}"#, r#"{"key":["x"]}"#],
    };
    match chance.below(8) {
        0 => json!([{}]),
        1..4 => json!([{"filter": [{"pattern": patterns[0]}, {"pattern": patterns[1]}]}]),
        _ => json!([{"filter": [{"pattern": chance.of(&patterns)}]}]),
    }
}

fn group(mode: Option<&str>, chance: &mut Chance) -> Json {
    let mut block = json!({});
    if let Some(mode) = mode {
        block["consumption_mode"] = json!(mode);
    }
    if chance.one_in(2) {
        block["consumer_group_id"] = json!(chance.of(&["a", "b"]));
    }
    if mode.is_none() && chance.one_in(2) {
        let glue = chance.one_in(2);
        let (uri, access) = if glue {
            ("arn:aws:glue:eu-west-1:123456789012:registry/r", json!([]))
        } else {
            let access = json!([{"type": "BASIC_AUTH", "uri": SECRET}]);
            ("https://registry.example.com", access)
        };
        let mut registry = json!({
            "schema_registry_uri": uri,
            "event_record_format": chance.of(&["JSON", "SOURCE"]),
            "schema_validation_config": chance.of(&[
                json!([{"attribute": "KEY"}]),
                json!([{"attribute": "VALUE"}, {"attribute": "KEY"}]),
            ]),
        });
        if !glue {
            registry["access_config"] = access;
        }
        block["schema_registry_config"] = json!([registry]);
    }
    json!([block])
}
