//! The provider's server and an emulated account, in one process: what Terraform does with a
//! resource, without Terraform.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use serde_json::Value as Json;
use terraform_provider_awslambda::aws::Aws;
use terraform_provider_awslambda::emulator::{Emulator, Options};
use terraform_provider_awslambda::framework::diagnostics::{Diagnostic, Diagnostics, Severity};
use terraform_provider_awslambda::framework::json;
use terraform_provider_awslambda::framework::msgpack;
use terraform_provider_awslambda::framework::plan::consistency;
use terraform_provider_awslambda::framework::schema::Schema;
use terraform_provider_awslambda::framework::server::{Encoded, Server, query::list::Wanted};
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::framework::value::types::Type;

use crate::generated::messages::complaints;
use crate::support::configs;

pub(crate) const NAME: &str = "awslambda_event_source_mapping";

pub(crate) struct World {
    pub(crate) server: Arc<Server<Aws>>,
    pub(crate) emulator: Emulator,
    pub(crate) schema: Schema,
    ty: Type,
}

/// What a plan came to.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) planned: Value,
    /// The paths that make it a replacement.
    pub(crate) replace: Vec<String>,
    pub(crate) warnings: Vec<Diagnostic>,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::beside(Options {
            settle: std::time::Duration::ZERO,
            ..Options::default()
        })
        .await
    }

    /// Beside an account like this.
    pub(crate) async fn beside(options: Options) -> Self {
        let emulator = Emulator::start(options).await.unwrap();
        let server = Arc::new(Server::new(Aws));
        let schema = server.schemas().resources[0].schema.clone();
        let ty = schema.ty();
        let world = Self {
            server,
            emulator,
            schema,
            ty,
        };
        world.configure().await;
        world
    }

    /// `ConfigureProvider`, which each command of Terraform begins with.
    pub(crate) async fn configure(&self) {
        self.configure_at(Some(0)).await;
    }

    /// The same, with so many calls a second; 0 is no limit, and nothing is the default.
    pub(crate) async fn configure_at(&self, calls: Option<u32>) {
        let endpoint = self.emulator.endpoint();
        let endpoints = serde_json::json!({"lambda": endpoint, "sts": endpoint});
        self.configure_to(calls, endpoints).await;
    }

    /// The same, where a change ends when Lambda has accepted it.
    pub(crate) async fn configure_impatient(&self) {
        let endpoint = self.emulator.endpoint();
        let endpoints = serde_json::json!({"lambda": endpoint, "sts": endpoint});
        self.configure_with(serde_json::json!({
            "max_requests_per_second": 0,
            "endpoints": [endpoints],
            "wait_for": "accepted",
        }))
        .await;
    }

    /// The same, where each read is a Get: a page that was requested before a change by others shows that
    /// change to the next refresh only.
    pub(crate) async fn configure_to_get(&self) {
        let endpoint = self.emulator.endpoint();
        self.configure_with(serde_json::json!({
            "max_requests_per_second": 0,
            "endpoints": [{"lambda": endpoint, "sts": endpoint}],
            "read_strategy": "get",
        }))
        .await;
    }

    /// The same, with the tagging API of the emulator.
    pub(crate) async fn configure_with_tagging(&self, calls: Option<u32>) {
        let endpoint = self.emulator.endpoint();
        let endpoints = serde_json::json!({
            "lambda": endpoint, "sts": endpoint, "resourcegroupstaggingapi": endpoint,
        });
        self.configure_to(calls, endpoints).await;
    }

    /// The same, with these endpoints.
    pub(crate) async fn configure_to(&self, calls: Option<u32>, endpoints: Json) {
        self.configure_with(serde_json::json!({
            "max_requests_per_second": calls,
            "endpoints": [endpoints],
        }))
        .await;
    }

    /// The same, with these arguments and nothing else said.
    pub(crate) async fn configure_with(&self, more: Json) {
        let mut block = serde_json::json!({
            "region": "eu-west-1",
            "access_key": "123456789012",
            "secret_key": "secret",
            "skip_credentials_validation": true,
        });
        let all = block.as_object_mut().unwrap();
        all.extend(more.as_object().unwrap().clone());
        let provider = &self.server.schemas().provider;
        let block = configs::value(provider, &block);
        let block = msgpack::encode(&block, &provider.ty()).unwrap();
        let found = Box::pin(self.server.configure(encoded(&block))).await;
        assert_eq!(found, Diagnostics::new());
    }

    /// A configuration as a core sends it.
    pub(crate) fn config(&self, config: &Json) -> Value {
        configs::value(&self.schema, config)
    }

    fn wire(&self, value: &Value) -> Vec<u8> {
        msgpack::encode(value, &self.ty).unwrap()
    }

    fn read_wire(&self, bytes: &[u8]) -> Value {
        if bytes.is_empty() {
            return Value::Null;
        }
        msgpack::decode(bytes, &self.ty).unwrap()
    }

    /// What `validate` says.
    pub(crate) fn validate(&self, config: &Value) -> Diagnostics {
        let client = terraform_provider_awslambda::framework::server::Capabilities::default();
        let config = self.wire(config);
        self.server
            .validate_resource(NAME, encoded(&config), client)
    }

    /// A plan of a configuration that need not be valid: what is planned, if anything is, and what
    /// is said of it.
    pub(crate) fn try_plan(&self, config: &Value, prior: &Value) -> (Option<Value>, Diagnostics) {
        let (config, prior) = (self.wire(config), self.wire(prior));
        let (config, prior) = (encoded(&config), encoded(&prior));
        let plan = self.server.plan(NAME, config, prior, config, false);
        let planned = plan.planned;
        let planned = (!planned.is_empty()).then(|| self.read_wire(&planned));
        (planned, plan.diagnostics)
    }

    #[track_caller]
    pub(crate) fn plan(&self, config: &Value, prior: &Value) -> Plan {
        let (wire_config, wire_prior) = (self.wire(config), self.wire(prior));
        without_errors(&self.validate(config), "validate");
        let plan = self.server.plan(
            NAME,
            encoded(&wire_config),
            encoded(&wire_prior),
            encoded(&wire_config),
            false,
        );
        without_errors(&plan.diagnostics, "plan");
        for it in &plan.diagnostics {
            assert_eq!(complaints(&it.summary, &it.detail), [""; 0]);
        }
        let planned = self.read_wire(&plan.planned);
        let problems = consistency::of_plan(&self.schema, config, prior, &planned);
        assert_eq!(problems, [], "the plan");
        Plan {
            planned,
            replace: plan
                .requires_replace
                .iter()
                .map(ToString::to_string)
                .collect(),
            warnings: plan
                .diagnostics
                .iter()
                .filter(|it| it.severity == Severity::Warning)
                .cloned()
                .collect(),
        }
    }

    /// Plans and applies in place or anew, and looks whether two plans are empty afterwards: one of
    /// the new state, and one of what a refresh makes of it.
    pub(crate) async fn apply(&self, config: &Value, prior: &Value) -> Value {
        let plan = self.plan(config, prior);
        let prior = if plan.replace.is_empty() {
            prior.clone()
        } else {
            self.change(&Value::Null, prior, &Value::Null).await;
            Value::Null
        };
        // A core plans a replacement once more, as a creation.
        let plan = self.plan(config, &prior);
        let state = self.change(config, &prior, &plan.planned).await;
        assert_eq!(
            consistency::of_apply(&plan.planned, &state),
            [],
            "the apply"
        );
        self.assert_nothing_to_do(config, &state).await;
        state
    }

    pub(crate) async fn assert_nothing_to_do(&self, config: &Value, state: &Value) {
        assert_eq!(
            self.plan(config, state).planned,
            *state,
            "a plan after the apply"
        );
        let refreshed = self.read(state).await;
        assert_eq!(refreshed, *state, "a refresh after the apply");
    }

    /// `ApplyResourceChange`.
    pub(crate) async fn change(&self, config: &Value, prior: &Value, planned: &Value) -> Value {
        let (config, prior, planned) = (self.wire(config), self.wire(prior), self.wire(planned));
        let answer = self
            .server
            .apply(NAME, encoded(&prior), encoded(&planned), encoded(&config))
            .await;
        without_errors(&answer.diagnostics, "apply");
        self.read_wire(&answer.state)
    }

    /// `ApplyResourceChange` that may be refused: the errors then.
    pub(crate) async fn try_change(
        &self,
        config: &Value,
        prior: &Value,
        planned: &Value,
    ) -> Result<Value, Vec<String>> {
        let (config, prior, planned) = (self.wire(config), self.wire(prior), self.wire(planned));
        let answer = self
            .server
            .apply(NAME, encoded(&prior), encoded(&planned), encoded(&config))
            .await;
        match errors(&answer.diagnostics) {
            errors if errors.is_empty() => Ok(self.read_wire(&answer.state)),
            errors => Err(errors),
        }
    }

    pub(crate) async fn read(&self, state: &Value) -> Value {
        let state = self.wire(state);
        let read = self.server.read(NAME, encoded(&state), false).await;
        without_errors(&read.diagnostics, "read");
        self.read_wire(&read.state)
    }

    /// A read that may fail: the errors then.
    pub(crate) async fn try_read(&self, state: &Value) -> Result<Value, Vec<String>> {
        let state = self.wire(state);
        let read = self.server.read(NAME, encoded(&state), false).await;
        match errors(&read.diagnostics) {
            errors if errors.is_empty() => Ok(self.read_wire(&read.state)),
            errors => Err(errors),
        }
    }

    /// A refresh of many, so many at a time; a state may be gone.
    pub(crate) async fn refresh(&self, states: &[Value], at_once: usize) -> Vec<Value> {
        let reads = states.iter().enumerate();
        let reads = reads.map(async |(number, it)| (number, self.read(it).await));
        let reads = stream::iter(reads).buffer_unordered(at_once);
        let read: BTreeMap<usize, Value> = reads.collect().await;
        read.into_values().collect()
    }

    /// What a list shows, with whole objects or without: names and tags.
    pub(crate) async fn list(&self, whole: bool) -> Vec<(String, Value)> {
        self.list_of(&serde_json::json!({}), whole).await
    }

    /// The same with these filters.
    pub(crate) async fn list_of(&self, filters: &Json, whole: bool) -> Vec<(String, Value)> {
        let schema = &self.server.schemas().lists[0].1;
        let config = configs::value(schema, filters);
        let config = msgpack::encode(&config, &schema.ty()).unwrap();
        let wanted = Wanted { whole, limit: 0 };
        let server = Arc::clone(&self.server);
        let events: Vec<_> = server.list(NAME, encoded(&config), wanted).collect().await;
        let shown = events.into_iter().map(|event| {
            without_errors(&event.diagnostics, "list");
            (event.name, self.read_wire(&event.object))
        });
        shown.collect()
    }

    pub(crate) async fn import(&self, id: &str) -> Value {
        let none = Encoded::default();
        let answer = self.server.import(NAME, id, none).await;
        without_errors(&answer.diagnostics, "import");
        self.read(&self.read_wire(&answer.state)).await
    }

    /// A state as a state file holds it.
    pub(crate) fn json(&self, state: &Value) -> Json {
        serde_json::from_slice(&json::encode(state, &self.ty).unwrap()).unwrap()
    }

    /// `UpgradeResourceState`.
    pub(crate) fn upgrade(&self, version: i64, state: &Json) -> Value {
        let answer = self
            .server
            .upgrade(NAME, version, state.to_string().as_bytes());
        without_errors(&answer.diagnostics, "upgrade");
        self.read_wire(&answer.state)
    }

    /// The bodies of the requests of this method whose path ends so, in their order.
    pub(crate) fn bodies(&self, method: &str, ending: &str) -> Vec<Json> {
        let requests = self.emulator.requests();
        requests
            .iter()
            .filter(|it| it.method == method && it.path.ends_with(ending))
            .map(|it| serde_json::from_str(&it.body).unwrap())
            .collect()
    }
}

pub(crate) fn encoded(bytes: &[u8]) -> Encoded<'_> {
    Encoded {
        msgpack: bytes,
        json: &[],
    }
}

#[track_caller]
fn without_errors(found: &Diagnostics, what: &str) {
    let errors = errors(found);
    assert!(errors.is_empty(), "{what}: {errors:#?}");
}

fn errors(found: &Diagnostics) -> Vec<String> {
    found
        .iter()
        .filter(|it| it.severity == Severity::Error)
        .map(|it| format!("{}: {} {}", it.path, it.summary, it.detail))
        .collect()
}

/// A text of a state.
pub(crate) fn text<'a>(state: &'a Value, name: &str) -> &'a str {
    match state.attribute(name) {
        Value::String(it) => it,
        other => panic!("{name} is {other:?}"),
    }
}
