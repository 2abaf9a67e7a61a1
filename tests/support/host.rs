//! Terraform's side of the provider: an emulated account, a plugin, and each RPC in terms of values.
//!
//! What Terraform asserts of an answer is asserted here of every answer, so that a test need not.

use std::sync::Mutex;
use std::time::Duration;

use bytes::Bytes;
use terraform_provider_awslambda::aws::Aws;
use terraform_provider_awslambda::emulator::{Emulator, Options};
use terraform_provider_awslambda::framework::schema::Schema;
use terraform_provider_awslambda::framework::server::Server;
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::framework::value::types::Type;
use terraform_provider_awslambda::framework::{json, msgpack, plan::consistency};
use terraform_provider_awslambda::protocol::tfplugin6::attribute_path::step::Selector;
use terraform_provider_awslambda::protocol::tfplugin6::diagnostic::Severity;
use terraform_provider_awslambda::protocol::tfplugin6::{
    AttributePath, ClientCapabilities, Diagnostic, DynamicValue, RawState, ResourceIdentityData,
    apply_resource_change, configure_provider, import_resource_state, plan_resource_change,
    read_resource, upgrade_resource_state, validate_provider_config, validate_resource_config,
};
use tonic::Status;

use super::connection::Connection;
use super::plugin::{Plugin, Settings};

/// The one resource type.
pub(crate) const TYPE: &str = "awslambda_event_source_mapping";
pub(crate) const QUEUE: &str = "arn:aws:sqs:eu-west-1:000000000000:orders";
pub(crate) const STREAM: &str = "arn:aws:kinesis:eu-west-1:000000000000:stream/clicks";
/// Opaque to Terraform and the provider alike: both have to hand it on.
pub(crate) const PRIVATE: &[u8] = b"\x00private\xff";

/// No diagnostic is longer, in bytes, whatever was sent.
const LONGEST: usize = 4 << 10;

/// A plugin, the account that it is to use, and what both mean.
pub(crate) struct Host {
    pub(crate) plugin: Plugin,
    pub(crate) connection: Connection,
    pub(crate) emulator: Emulator,
    /// Where the provider calls AWS: at the emulator, until a test says otherwise.
    pub(crate) endpoint: String,
    /// What the provider keeps beside the state.
    pub(crate) private: Mutex<Bytes>,
    /// The schema of the provider block.
    pub(crate) provider: Schema,
    /// The schema of the resource.
    pub(crate) resource: Schema,
    /// The type of the resource.
    pub(crate) ty: Type,
    /// The type of its identity.
    pub(crate) identity: Type,
    /// The test kills the plugin: a call that this ends unwinds with [`Died`].
    pub(crate) may_die: bool,
}

/// The plugin was killed in the middle of a call.
#[derive(Debug)]
pub(crate) struct Died;

/// A plan as Terraform keeps it.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    pub(crate) state: Value,
    /// The names of the attributes that require a replacement.
    pub(crate) replace: Vec<String>,
    pub(crate) warnings: Vec<String>,
}

/// A path of an RPC, such as `/tfplugin6.Provider/GetMetadata`.
macro_rules! rpc {
    ($name:literal) => {
        concat!("/tfplugin6.Provider/", $name)
    };
}
pub(crate) use rpc;

// === impl Host ===

impl Host {
    /// A configured provider, and an account in which mappings settle almost at once.
    pub(crate) async fn start() -> Self {
        let host = Self::unconfigured(Settings::new(), Duration::from_millis(10)).await;
        host.configure_for("eu-west-1").await;
        host
    }

    /// A provider that was not configured, and an account in which mappings settle in this time.
    pub(crate) async fn unconfigured(settings: Settings, settle: Duration) -> Self {
        let options = Options {
            settle,
            ..Options::default()
        };
        Self::beside(settings, options).await
    }

    /// A provider that was not configured, and an account of this kind.
    pub(crate) async fn beside(settings: Settings, options: Options) -> Self {
        Self::in_environment(alone(settings), options).await
    }

    /// The same, in an environment that says itself where files and metadata are.
    pub(crate) async fn in_environment(settings: Settings, options: Options) -> Self {
        let emulator = Emulator::start(options).await.unwrap();
        let plugin = settings.start().await;
        let server = Server::new(Aws);
        let schemas = server.schemas();
        let entry = &schemas.resources[0];
        Self {
            connection: plugin.connect().await,
            plugin,
            endpoint: emulator.endpoint(),
            emulator,
            private: Mutex::new(Bytes::from_static(PRIVATE)),
            provider: schemas.provider.clone(),
            resource: entry.schema.clone(),
            ty: entry.ty.clone(),
            identity: entry.identity.as_ref().unwrap().1.clone(),
            may_die: false,
        }
    }

    /// Another process of the provider, in the place of one that was killed.
    pub(crate) async fn restart(&mut self, settings: Settings) {
        self.plugin = alone(settings).start().await;
        self.connection = self.plugin.connect().await;
    }

    /// Calls an RPC that must not fail as such: what is wrong is said in diagnostics.
    pub(crate) async fn call<Req, Res>(&self, path: &'static str, request: Req) -> Res
    where
        Req: prost::Message + 'static,
        Res: prost::Message + Default + 'static,
    {
        let answer: Result<Res, Status> = self.connection.call(path, request).await;
        match answer {
            Ok(answer) => answer,
            Err(_) if self.may_die => std::panic::resume_unwind(Box::new(Died)),
            Err(status) => panic!("{path}: {status}"),
        }
    }

    // --- Values

    /// A provider block.
    pub(crate) fn block(&self, set: &[(&str, Value)]) -> Value {
        with(self.provider.empty(), set)
    }

    /// The provider block that leads to the account.
    pub(crate) fn block_for(&self, region: &str) -> Value {
        let endpoint = Value::from(self.endpoint.as_str());
        self.block(&[
            ("region", region.into()),
            ("access_key", "test".into()),
            ("secret_key", "test".into()),
            ("max_requests_per_second", 0.into()),
            ("endpoints", self.endpoints(endpoint.clone(), endpoint)),
        ])
    }

    /// A provider block that leads to the account, and asks the Security Token Service at `sts` whose the
    /// keys are.
    pub(crate) fn asking(&self, sts: &str, set: &[(&str, Value)]) -> Value {
        let endpoints = self.endpoints(self.emulator.endpoint().into(), sts.into());
        let ask = [
            ("endpoints", endpoints),
            ("skip_credentials_validation", false.into()),
        ];
        with(with(self.block_for("eu-west-1"), &ask), set)
    }

    /// A block `endpoints` with the URLs of the two services that are called.
    pub(crate) fn endpoints(&self, lambda: Value, sts: Value) -> Value {
        let row = self
            .provider
            .attributes
            .iter()
            .find(|it| it.name == "endpoints");
        let inner = row.and_then(|it| it.inner()).unwrap();
        let empty = Value::object(inner.iter().map(|it| (it.name, Value::Null)));
        Value::set(vec![with(empty, &[("lambda", lambda), ("sts", sts)])])
    }

    /// A configuration of the resource.
    pub(crate) fn config(&self, set: &[(&str, Value)]) -> Value {
        with(self.resource.empty(), set)
    }

    /// A configuration that works.
    pub(crate) fn queue(&self) -> Value {
        self.config(&[
            ("function_name", "worker".into()),
            ("event_source_arn", QUEUE.into()),
        ])
    }

    /// A value of the resource as it goes over the wire.
    #[allow(
        clippy::unnecessary_wraps,
        reason = "every field of a request that takes it is optional"
    )]
    pub(crate) fn wire(&self, value: &Value) -> Option<DynamicValue> {
        Some(dynamic(value, &self.ty))
    }

    /// A value of the resource as it came over the wire, in the one encoding that answers have.
    #[track_caller]
    pub(crate) fn value(&self, value: Option<&DynamicValue>) -> Value {
        let value = value.expect("no value");
        assert!(
            value.json.is_empty(),
            "an answer is MessagePack and nothing else"
        );
        msgpack::decode(&value.msgpack, &self.ty).unwrap()
    }

    /// The identity of the mapping with this state, by its ARN.
    pub(crate) fn identity(&self, state: &Value) -> Option<ResourceIdentityData> {
        let Value::String(arn) = state.attribute("arn") else {
            return None;
        };
        let parts: Vec<&str> = arn.split(':').collect();
        Some(self.identity_of(parts[6], Some(parts[4]), Some(parts[3])))
    }

    /// An identity as it goes over the wire.
    pub(crate) fn identity_of(
        &self,
        uuid: &str,
        account: Option<&str>,
        region: Option<&str>,
    ) -> ResourceIdentityData {
        let text = |it: Option<&str>| it.map_or(Value::Null, Value::from);
        let identity = Value::object([
            ("uuid", uuid.into()),
            ("account_id", text(account)),
            ("region", text(region)),
        ]);
        ResourceIdentityData {
            identity_data: Some(dynamic(&identity, &self.identity)),
        }
    }

    // --- RPCs

    /// Configures the provider, without complaint.
    pub(crate) async fn configure_for(&self, region: &str) {
        let found = self.configure(&self.block_for(region)).await;
        assert_eq!(found, [] as [Diagnostic; 0]);
    }

    /// Checks a provider block without calling anybody.
    pub(crate) async fn validate_provider(&self, block: &Value) -> Vec<Diagnostic> {
        let request = validate_provider_config::Request {
            config: Some(dynamic(block, &self.provider.ty())),
        };
        let response: validate_provider_config::Response =
            self.call(rpc!("ValidateProviderConfig"), request).await;
        checked(response.diagnostics)
    }

    pub(crate) async fn configure(&self, block: &Value) -> Vec<Diagnostic> {
        let request = configure_provider::Request {
            terraform_version: "1.11.4".to_owned(),
            config: Some(dynamic(block, &self.provider.ty())),
            ..Default::default()
        };
        let response: configure_provider::Response =
            self.call(rpc!("ConfigureProvider"), request).await;
        checked(response.diagnostics)
    }

    pub(crate) async fn validate(&self, config: &Value) -> Vec<Diagnostic> {
        let request = validate_resource_config::Request {
            type_name: TYPE.to_owned(),
            config: self.wire(config),
            ..Default::default()
        };
        let response: validate_resource_config::Response =
            self.call(rpc!("ValidateResourceConfig"), request).await;
        checked(response.diagnostics)
    }

    /// The request by which Terraform plans; a configuration of null plans a destruction.
    pub(crate) fn plan_request(
        &self,
        config: &Value,
        prior: &Value,
    ) -> plan_resource_change::Request {
        plan_resource_change::Request {
            type_name: TYPE.to_owned(),
            prior_state: self.wire(prior),
            proposed_new_state: self.wire(&proposed(&self.resource, config, prior)),
            config: self.wire(config),
            prior_private: self.private(),
            prior_identity: self.identity(prior),
            ..Default::default()
        }
    }

    /// Plans, and asserts what Terraform asserts of a plan.
    pub(crate) async fn plan(&self, config: &Value, prior: &Value) -> Planned {
        let request = self.plan_request(config, prior);
        let response: plan_resource_change::Response =
            self.call(rpc!("PlanResourceChange"), request).await;
        assert_eq!(errors(&response.diagnostics), [] as [String; 0]);
        assert_eq!(response.planned_private, self.private());
        let stays = response.requires_replace.is_empty();
        let expected = stays.then(|| self.identity(prior)).flatten();
        assert_eq!(response.planned_identity, expected);
        assert!(!response.legacy_type_system, "checks would be switched off");
        assert_eq!(response.deferred, None);
        let state = self.value(response.planned_state.as_ref());
        if config.is_null() {
            assert!(state.is_null(), "a destruction is planned as null");
        } else {
            let problems = consistency::of_plan(&self.resource, config, prior, &state);
            assert_eq!(problems, []);
        }
        let warnings = checked(response.diagnostics);
        Planned {
            state,
            replace: response.requires_replace.iter().map(name).collect(),
            warnings: warnings.iter().map(text).collect(),
        }
    }

    /// Applies; `planned` is null for a destruction.
    pub(crate) async fn try_apply(
        &self,
        config: &Value,
        prior: &Value,
        planned: &Value,
    ) -> apply_resource_change::Response {
        let request = apply_resource_change::Request {
            type_name: TYPE.to_owned(),
            prior_state: self.wire(prior),
            planned_state: self.wire(planned),
            config: self.wire(config),
            planned_private: self.private(),
            planned_identity: self.identity(prior),
            ..Default::default()
        };
        let mut response: apply_resource_change::Response =
            self.call(rpc!("ApplyResourceChange"), request).await;
        *self.private.lock().unwrap() = response.private.clone();
        response.diagnostics = checked(response.diagnostics);
        response
    }

    /// Applies without complaint, and asserts what Terraform asserts of the result.
    pub(crate) async fn apply(&self, config: &Value, prior: &Value, planned: &Value) -> Value {
        let response = self.try_apply(config, prior, planned).await;
        assert_eq!(response.diagnostics, []);
        assert_eq!(response.private, PRIVATE);
        assert!(!response.legacy_type_system, "checks would be switched off");
        let state = self.value(response.new_state.as_ref());
        let of = if state.is_null() { prior } else { &state };
        assert_eq!(response.new_identity, self.identity(of));
        assert_eq!(consistency::of_apply(planned, &state), []);
        state
    }

    /// Plans a creation and makes it.
    pub(crate) async fn create(&self, config: &Value) -> Value {
        let planned = self.plan(config, &Value::Null).await;
        assert_eq!(planned.replace, [] as [String; 0]);
        self.apply(config, &Value::Null, &planned.state).await
    }

    /// Reads without complaint.
    pub(crate) async fn read(&self, current: &Value) -> Value {
        let response = self.try_read(current).await;
        assert_eq!(response.diagnostics, []);
        assert_eq!(response.private, PRIVATE);
        assert_eq!(response.deferred, None);
        let state = self.value(response.new_state.as_ref());
        assert_eq!(response.new_identity, self.identity(&state));
        state
    }

    /// Reads what is gone, which is said in one warning.
    pub(crate) async fn read_gone(&self, current: &Value) -> String {
        let response = self.try_read(current).await;
        assert_eq!(errors(&response.diagnostics), [] as [String; 0]);
        assert_eq!(response.diagnostics.len(), 1, "{:?}", response.diagnostics);
        assert!(self.value(response.new_state.as_ref()).is_null());
        text(&response.diagnostics[0])
    }

    fn private(&self) -> Bytes {
        self.private.lock().unwrap().clone()
    }

    pub(crate) async fn try_read(&self, current: &Value) -> read_resource::Response {
        let request = read_resource::Request {
            type_name: TYPE.to_owned(),
            current_state: self.wire(current),
            private: self.private(),
            current_identity: self.identity(current),
            client_capabilities: Some(ClientCapabilities::default()),
            ..Default::default()
        };
        let mut response: read_resource::Response = self.call(rpc!("ReadResource"), request).await;
        *self.private.lock().unwrap() = response.private.clone();
        response.diagnostics = checked(response.diagnostics);
        response
    }

    /// Hands in a state as a state file has it.
    pub(crate) async fn upgrade(
        &self,
        version: i64,
        json: impl Into<Bytes>,
    ) -> upgrade_resource_state::Response {
        let request = upgrade_resource_state::Request {
            type_name: TYPE.to_owned(),
            version,
            raw_state: Some(RawState {
                json: json.into(),
                ..Default::default()
            }),
        };
        let mut response: upgrade_resource_state::Response =
            self.call(rpc!("UpgradeResourceState"), request).await;
        response.diagnostics = checked(response.diagnostics);
        response
    }

    /// A state in the form of a state file.
    pub(crate) fn stored(&self, state: &Value) -> Vec<u8> {
        json::encode(state, &self.ty).unwrap()
    }

    pub(crate) async fn import(&self, id: &str) -> import_resource_state::Response {
        let request = import_resource_state::Request {
            type_name: TYPE.to_owned(),
            id: id.to_owned(),
            ..Default::default()
        };
        let mut response: import_resource_state::Response =
            self.call(rpc!("ImportResourceState"), request).await;
        response.diagnostics = checked(response.diagnostics);
        response
    }
}

/// The same: nothing of the test's own host may be found, nor asked of its network.
fn alone(settings: Settings) -> Settings {
    settings
        .with("AWS_EC2_METADATA_DISABLED", "true")
        .with("AWS_CONFIG_FILE", "/nonexistent")
        .with("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
}

/// A value as it goes over the wire.
pub(crate) fn dynamic(value: &Value, ty: &Type) -> DynamicValue {
    raw(msgpack::encode(value, ty).unwrap())
}

/// Bytes in the place of a value.
pub(crate) fn raw(msgpack: impl Into<Bytes>) -> DynamicValue {
    DynamicValue {
        msgpack: msgpack.into(),
        json: Bytes::new(),
    }
}

/// `object` with other attributes, all of which it must have.
#[track_caller]
pub(crate) fn with(object: Value, set: &[(&str, Value)]) -> Value {
    let Value::Object(mut attributes) = object else {
        panic!("no object: {object:?}");
    };
    for (name, value) in set {
        let slot = attributes.get_mut(*name);
        *slot.unwrap_or_else(|| panic!("no attribute {name}")) = value.clone();
    }
    Value::Object(attributes)
}

/// What Terraform proposes: the configuration, and the prior values that the provider chose.
fn proposed(schema: &Schema, config: &Value, prior: &Value) -> Value {
    if config.is_null() {
        return Value::Null;
    }
    Value::object(schema.attributes.iter().map(|row| {
        let (config, prior) = (config.attribute(row.name), prior.attribute(row.name));
        let keep = config.is_null() && row.spec.computed;
        (row.name, if keep { prior } else { config }.clone())
    }))
}

/// The diagnostics, each of a form that Terraform and its user can take.
#[track_caller]
pub(crate) fn checked(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    for it in &found {
        assert_ne!(it.severity(), Severity::Invalid, "{it:?}");
        assert!(!it.summary.is_empty() && !it.detail.is_empty(), "{it:?}");
        assert!(
            !it.summary.contains('\n'),
            "a summary is one line: {}",
            it.summary
        );
        let length = it.summary.len() + it.detail.len();
        assert!(length < LONGEST, "{length} bytes: {:.200}", it.summary);
        assert!(!it.summary.contains("bug in this provider"), "{it:?}");
    }
    found
}

/// The texts of the errors.
#[track_caller]
pub(crate) fn errors(found: &[Diagnostic]) -> Vec<String> {
    checked(found.to_vec())
        .iter()
        .filter(|it| it.severity() == Severity::Error)
        .map(text)
        .collect()
}

/// Summary and detail.
pub(crate) fn text(it: &Diagnostic) -> String {
    format!("{}: {}", it.summary, it.detail)
}

/// A path as a person writes it.
pub(crate) fn name(path: &AttributePath) -> String {
    let steps = path.steps.iter().map(|step| match &step.selector {
        Some(Selector::AttributeName(name)) => name.clone(),
        Some(Selector::ElementKeyString(key)) => format!("{key:?}"),
        Some(Selector::ElementKeyInt(index)) => index.to_string(),
        None => panic!("a step without a selector"),
    });
    steps.collect::<Vec<_>>().join(".")
}

/// Exactly one error, which says this.
#[track_caller]
pub(crate) fn assert_error(found: &[Diagnostic], says: &str) {
    let texts = errors(found);
    assert_eq!(texts.len(), 1, "{texts:#?}");
    assert!(texts[0].contains(says), "{says:?} is not in {texts:#?}");
}
