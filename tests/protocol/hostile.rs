//! Input that no Terraform sends: each is refused in words, and the process serves on.

use bytes::Bytes;
use terraform_provider_awslambda::framework::msgpack;
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::framework::value::number::Number;
use terraform_provider_awslambda::protocol::tfplugin6::{
    Diagnostic, DynamicValue, apply_resource_change, configure_provider, import_resource_state,
    move_resource_state, plan_resource_change, read_resource, upgrade_resource_state,
    validate_provider_config, validate_resource_config,
};
use tonic::{Code, Status};

use crate::support::host::{Host, TYPE, assert_error, errors, raw, rpc, with};

/// MiB that the process may hold at most, after whatever was sent: some copies of the largest message.
const MEMORY: u64 = 1_536;

/// The bytes of an answer, whatever they mean.
#[derive(Debug, Default)]
struct Said(Vec<u8>);

impl prost::Message for Said {
    fn encode_raw(&self, _: &mut impl bytes::BufMut) {}

    fn merge_field(
        &mut self,
        tag: u32,
        wire_type: prost::encoding::WireType,
        from: &mut impl bytes::Buf,
        _: prost::encoding::DecodeContext,
    ) -> Result<(), prost::DecodeError> {
        let _ = (tag, wire_type);
        while from.has_remaining() {
            self.0.push(from.get_u8());
        }
        Ok(())
    }

    fn encoded_len(&self) -> usize {
        0
    }

    fn clear(&mut self) {
        self.0.clear();
    }
}

/// A value that Terraform would have encoded properly.
fn json(text: impl Into<Bytes>) -> DynamicValue {
    DynamicValue {
        msgpack: Bytes::new(),
        json: text.into(),
    }
}

/// A document that begins with `head`, and has `count` times `byte` after it.
fn repeated(head: &[u8], byte: u8, count: usize) -> DynamicValue {
    let mut document = Vec::with_capacity(head.len() + count);
    document.extend(head);
    document.resize(head.len() + count, byte);
    raw(document)
}

impl Host {
    /// The process still does its work.
    async fn assert_serves(&self) {
        let config = self.queue();
        assert_eq!(self.validate(&config).await, [] as [Diagnostic; 0]);
        self.plan(&config, &Value::Null).await;
        #[cfg(target_os = "linux")]
        {
            let peak = self.plugin.peak_memory();
            assert!(peak < MEMORY, "{peak} MiB");
        }
    }

    /// What is said about a value in each place where a request has one, with all else in order.
    async fn everywhere(&self, value: &DynamicValue) -> Vec<(&'static str, Vec<Diagnostic>)> {
        let it = || Some(value.clone());
        let type_name = || TYPE.to_owned();
        let (config, null) = (self.wire(&self.queue()), self.wire(&Value::Null));

        let validate = validate_resource_config::Request {
            type_name: type_name(),
            config: it(),
            ..Default::default()
        };
        let validate: validate_resource_config::Response =
            self.call(rpc!("ValidateResourceConfig"), validate).await;
        let block = validate_provider_config::Request { config: it() };
        let block: validate_provider_config::Response =
            self.call(rpc!("ValidateProviderConfig"), block).await;
        let configure = configure_provider::Request {
            config: it(),
            ..Default::default()
        };
        let configure: configure_provider::Response =
            self.call(rpc!("ConfigureProvider"), configure).await;
        let read = read_resource::Request {
            type_name: type_name(),
            current_state: it(),
            ..Default::default()
        };
        let read: read_resource::Response = self.call(rpc!("ReadResource"), read).await;
        let mut found = vec![
            ("ValidateResourceConfig", validate.diagnostics),
            ("ValidateProviderConfig", block.diagnostics),
            ("ConfigureProvider", configure.diagnostics),
            ("ReadResource", read.diagnostics),
        ];
        for (place, prior, proposed, config) in [
            (
                "PlanResourceChange, config",
                null.clone(),
                config.clone(),
                it(),
            ),
            (
                "PlanResourceChange, prior state",
                it(),
                config.clone(),
                config,
            ),
            (
                "PlanResourceChange, proposal",
                null.clone(),
                it(),
                null.clone(),
            ),
        ] {
            let plan = plan_resource_change::Request {
                type_name: type_name(),
                prior_state: prior,
                proposed_new_state: proposed,
                config,
                ..Default::default()
            };
            let plan: plan_resource_change::Response =
                self.call(rpc!("PlanResourceChange"), plan).await;
            found.push((place, plan.diagnostics));
        }
        for (place, prior, planned) in [
            ("ApplyResourceChange, prior state", it(), null.clone()),
            ("ApplyResourceChange, planned state", null, it()),
        ] {
            let apply = apply_resource_change::Request {
                type_name: type_name(),
                prior_state: prior,
                planned_state: planned,
                ..Default::default()
            };
            let apply: apply_resource_change::Response =
                self.call(rpc!("ApplyResourceChange"), apply).await;
            assert_eq!(
                apply
                    .new_state
                    .map(|it| msgpack::decode(&it.msgpack, &self.ty)),
                None,
                "{place}"
            );
            found.push((place, apply.diagnostics));
        }
        found
    }

    /// Each place refuses the value in one sentence that blames nobody else, and nothing is called.
    async fn assert_refused(&self, what: &str, value: DynamicValue) {
        let before = self.emulator.requests().len();
        for (place, found) in self.everywhere(&value).await {
            let errors = errors(&found);
            assert_eq!(errors.len(), 1, "{what} as {place}: {found:?}");
            assert!(errors[0].starts_with("Cannot read the"), "{errors:?}");
        }
        assert_eq!(self.emulator.requests().len(), before, "{what}");
        self.assert_serves().await;
    }
}

#[tokio::test]
async fn a_truncated_value_is_refused() {
    let host = Host::start().await;
    let whole = host.wire(&host.queue()).unwrap().msgpack;
    for end in (1..whole.len()).step_by(37) {
        let what = format!("{end} of {} bytes", whole.len());
        host.assert_refused(&what, raw(whole.slice(..end))).await;
    }
    let longer = [&whole, [0xc0].as_slice()].concat();
    host.assert_refused("a byte too many", raw(longer)).await;
}

#[tokio::test]
async fn a_value_of_the_wrong_type_is_refused() {
    let host = Host::start().await;
    for document in [
        b"\xc1".as_slice(),
        b"\xc3",
        b"\x07",
        b"\xa3abc",
        b"\xa1\xff",
        b"\x90",
        b"\x80",
        b"\x81\xa1x\xc0",
        b"\x81\xc0\xc0",
        b"\xc4\x01x",
        b"\xc7\x00\x05",
        b"\xc7\x02\x0c\x81\xff",
    ] {
        let what = format!("{document:02x?}");
        host.assert_refused(&what, raw(document)).await;
    }
    for document in ["x", "{", "[]", "7", "\"text\"", "{}{}", "{\"a\":01}"] {
        host.assert_refused(document, json(document)).await;
    }
    let broken = b"{\"region\":\"\xff\"}".as_slice();
    host.assert_refused("JSON that is no UTF-8", json(broken))
        .await;
}

#[tokio::test]
async fn lengths_that_nobody_sent_are_refused_without_memory_for_them() {
    let host = Host::start().await;
    for marker in [0xdb, 0xc6, 0xc9, 0xdd, 0xdf] {
        let document = [marker, 0xff, 0xff, 0xff, 0xff, 0x0c, 0xc0];
        host.assert_refused("4 GiB", raw(document.to_vec())).await;
    }
    #[cfg(target_os = "linux")]
    {
        let peak = host.plugin.peak_memory();
        assert!(peak < 128, "{peak} MiB");
    }
}

#[tokio::test]
async fn deep_nesting_is_refused() {
    const DEPTH: usize = 5_000_000;
    let host = Host::start().await;
    host.assert_refused("lists of lists", repeated(b"", 0x91, DEPTH))
        .await;
    let maps = b"\x81\xa1a".repeat(DEPTH / 3);
    host.assert_refused("maps of maps", raw(maps)).await;
    let text = vec![b'['; DEPTH];
    host.assert_refused("JSON", json(text.clone())).await;
    let answer = host.upgrade(0, text).await;
    assert_error(&answer.diagnostics, "Cannot read the state");
    let inside = format!("{{\"tags\":{}", "[".repeat(DEPTH));
    let answer = host.upgrade(0, inside).await;
    assert_error(&answer.diagnostics, "Cannot read the state");
    let unknown = format!(
        "{{\"x\":{}{}}}",
        "[".repeat(DEPTH / 2),
        "]".repeat(DEPTH / 2)
    );
    let answer = host.upgrade(0, unknown).await;
    assert_error(&answer.diagnostics, "Cannot read the state");
    host.assert_serves().await;
}

#[tokio::test]
async fn tens_of_millions_of_values_are_refused() {
    const COUNT: usize = 30_000_000;
    let host = Host::start().await;
    let length = u32::try_from(COUNT).unwrap().to_be_bytes();
    let list = [b"\x81\xaffilter_criteria\xdd".as_slice(), &length].concat();
    let config = validate_resource_config::Request {
        type_name: TYPE.to_owned(),
        config: Some(repeated(&list, 0xc0, COUNT)),
        ..Default::default()
    };
    let response: validate_resource_config::Response =
        host.call(rpc!("ValidateResourceConfig"), config).await;
    assert_error(&response.diagnostics, "more than 1000000 values");
    let set = [b"\x81\xa9endpoints\xdd".as_slice(), &length].concat();
    let request = validate_provider_config::Request {
        config: Some(repeated(&set, 0xc0, COUNT)),
    };
    let response: validate_provider_config::Response =
        host.call(rpc!("ValidateProviderConfig"), request).await;
    assert_error(&response.diagnostics, "more than 1000000 values");
    let state = format!("{{\"tags\":[{}0]}}", "0,".repeat(COUNT / 2));
    let answer = host.upgrade(0, state).await;
    assert_error(&answer.diagnostics, "more than 1000000 values");
    host.assert_serves().await;
}

#[tokio::test]
async fn a_text_of_200_mebibytes_is_refused_and_not_repeated() {
    let host = Host::start().await;
    let long = |mebibytes: usize| Value::from("x".repeat(mebibytes << 20));
    let pattern = |it: Value| {
        let filters = Value::set(vec![Value::object([("pattern", it)])]);
        Value::List(vec![Value::object([("filter", filters)])])
    };
    // The checks of the others look at each character, which takes its time in a build for debugging.
    for (name, value) in [
        ("starting_position", long(200)),
        ("function_name", long(10)),
        ("event_source_arn", long(10)),
        ("starting_position_timestamp", long(10)),
        ("filter_criteria", pattern(long(10))),
        (
            "tags",
            Value::Map([("x".repeat(10 << 20), "".into())].into()),
        ),
    ] {
        let found = host.validate(&with(host.queue(), &[(name, value)])).await;
        let errors = errors(&found);
        assert!(!errors.is_empty(), "{name}");
        for it in errors {
            assert!(it.contains(name), "{name}: {it}");
            assert!(it.len() < 2_000, "{name}: {} bytes", it.len());
        }
    }
    host.assert_serves().await;
}

#[tokio::test]
async fn what_may_not_be_unknown_is_refused() {
    let host = Host::start().await;
    host.assert_refused("unknown", raw(b"\xd4\x00\x00".as_slice()))
        .await;
    let config = host.queue();
    let state = host.create(&config).await;

    // A state holds nothing unknown.
    let before = host.emulator.requests().len();
    let changed = with(config.clone(), &[("batch_size", 3.into())]);
    let planned = host.plan(&changed, &state).await.state;
    for name in ["uuid", "arn", "function_name", "tags", "timeouts"] {
        let state = with(state.clone(), &[(name, Value::UNKNOWN)]);
        let read = host.try_read(&state).await;
        assert_error(&read.diagnostics, "unknown");
        assert_eq!(read.new_state, None);
        for planned in [&planned, &Value::Null] {
            let apply = host.try_apply(&changed, &state, planned).await;
            assert_error(&apply.diagnostics, "unknown");
            assert_eq!(apply.new_state, None);
        }
    }
    assert_eq!(host.emulator.requests().len(), before, "nobody was asked");

    // What a creation cannot do without is known when it is made.
    for name in ["function_name", "event_source_arn"] {
        let planned = host.plan(&config, &Value::Null).await.state;
        let planned = with(planned, &[(name, Value::UNKNOWN)]);
        let apply = host.try_apply(&config, &Value::Null, &planned).await;
        assert_eq!(errors(&apply.diagnostics).len(), 1);
        assert!(host.value(apply.new_state.as_ref()).is_null());
    }
    assert_eq!(host.emulator.mappings().len(), 1);
    host.assert_serves().await;
}

#[tokio::test]
async fn a_planned_value_that_no_plan_has_makes_nothing_and_is_no_state() {
    let host = Host::start().await;
    let config = host.queue();
    let planned = host.plan(&config, &Value::Null).await.state;
    let half = Value::Number(Number::parse("0.5").unwrap());
    let planned = with(planned, &[("batch_size", half)]);
    let apply = host.try_apply(&config, &Value::Null, &planned).await;
    assert_eq!(errors(&apply.diagnostics).len(), 1);
    assert!(host.value(apply.new_state.as_ref()).is_null());
    assert_eq!(host.emulator.mappings().len(), 0);
    host.assert_serves().await;
}

#[tokio::test]
async fn an_unknown_type_is_named_with_those_that_are_known() {
    let host = Host::start().await;
    for name in ["", "aws_lambda_function", &"x".repeat(1 << 20), "a\nb"] {
        let type_name = || name.to_owned();
        let config = host.wire(&host.queue());
        let validate = validate_resource_config::Request {
            type_name: type_name(),
            config: config.clone(),
            ..Default::default()
        };
        let validate: validate_resource_config::Response =
            host.call(rpc!("ValidateResourceConfig"), validate).await;
        let upgrade = upgrade_resource_state::Request {
            type_name: type_name(),
            ..Default::default()
        };
        let upgrade: upgrade_resource_state::Response =
            host.call(rpc!("UpgradeResourceState"), upgrade).await;
        let read = read_resource::Request {
            type_name: type_name(),
            current_state: config.clone(),
            ..Default::default()
        };
        let read: read_resource::Response = host.call(rpc!("ReadResource"), read).await;
        let plan = plan_resource_change::Request {
            type_name: type_name(),
            config: config.clone(),
            proposed_new_state: config.clone(),
            ..Default::default()
        };
        let plan: plan_resource_change::Response =
            host.call(rpc!("PlanResourceChange"), plan).await;
        let apply = apply_resource_change::Request {
            type_name: type_name(),
            planned_state: config,
            ..Default::default()
        };
        let apply: apply_resource_change::Response =
            host.call(rpc!("ApplyResourceChange"), apply).await;
        let import = import_resource_state::Request {
            type_name: type_name(),
            id: "91eaeb7e-c976-1234-9451-8709db01f137".to_owned(),
            ..Default::default()
        };
        let import: import_resource_state::Response =
            host.call(rpc!("ImportResourceState"), import).await;
        for found in [
            validate.diagnostics,
            upgrade.diagnostics,
            read.diagnostics,
            plan.diagnostics,
            apply.diagnostics,
            import.diagnostics,
        ] {
            assert_error(&found, "Unknown resource type");
            assert_error(&found, TYPE);
        }
        let request = move_resource_state::Request {
            target_type_name: type_name(),
            source_type_name: type_name(),
            ..Default::default()
        };
        let response: move_resource_state::Response =
            host.call(rpc!("MoveResourceState"), request).await;
        assert_error(&response.diagnostics, "Unknown resource type");
    }
    host.assert_serves().await;
}

#[tokio::test]
async fn an_empty_message_is_answered_by_every_rpc() {
    let host = Host::start().await;
    // Without a type there is nothing to do, and without a provider block all is as the environment has it.
    for (path, says) in [
        (rpc!("GetMetadata"), None),
        (rpc!("GetProviderSchema"), None),
        (rpc!("GetResourceIdentitySchemas"), None),
        (rpc!("GetFunctions"), None),
        (rpc!("StopProvider"), None),
        (rpc!("ValidateProviderConfig"), None),
        (rpc!("ConfigureProvider"), Some("region: missing")),
        (
            rpc!("ValidateResourceConfig"),
            Some("Unknown resource type"),
        ),
        (rpc!("UpgradeResourceState"), Some("Unknown resource type")),
        (rpc!("ReadResource"), Some("Unknown resource type")),
        (rpc!("PlanResourceChange"), Some("Unknown resource type")),
        (rpc!("ApplyResourceChange"), Some("Unknown resource type")),
        (rpc!("ImportResourceState"), Some("Unknown resource type")),
        (rpc!("MoveResourceState"), Some("Unknown resource type")),
    ] {
        let answer: Result<Said, Status> = host.connection.call(path, ()).await;
        let said = answer.unwrap_or_else(|status| panic!("{path}: {status}"));
        let text = String::from_utf8_lossy(&said.0).into_owned();
        match says {
            None => assert!(!text.contains("Unknown"), "{path}: {text}"),
            Some(says) => assert!(text.contains(says), "{path}: {text}"),
        }
    }
    host.assert_serves().await;
}

#[tokio::test]
async fn bytes_that_are_no_message_are_refused_as_such() {
    let host = Host::start().await;
    // Field 1 is the name of a type here, and a name is UTF-8.
    let request = raw(vec![0xff, 0xfe]);
    let answer: Result<validate_resource_config::Response, Status> = host
        .connection
        .call(rpc!("ValidateResourceConfig"), request)
        .await;
    let status = answer.unwrap_err();
    assert_eq!(status.code(), Code::Internal, "{status}");
    host.assert_serves().await;
}
