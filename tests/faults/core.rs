//! Terraform's part for one resource: a state, whether it is tainted, and a plain `apply`.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use serde_json::Value as Json;
use terraform_provider_awslambda::emulator::{Fault, Operation, Options, Recorded};
use terraform_provider_awslambda::framework::plan::consistency;
use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::protocol::tfplugin6::diagnostic::Severity;
use terraform_provider_awslambda::protocol::tfplugin6::{
    Diagnostic, apply_resource_change, stop_provider,
};

use crate::support::host::{Died, Host, rpc, text, with};
use crate::support::moto::Proxy;
use crate::support::plugin::{Settings, signal};

/// How long a mapping takes to settle.
const SETTLE: Duration = Duration::from_millis(30);

/// Longer than either limit of those who are impatient.
pub(crate) const TOO_LATE: Duration = Duration::from_secs(4);

/// How long an attempt of a call may take for those who are impatient, in seconds. moto answers slowly
/// when it is asked much at once.
pub(crate) fn limit(in_moto: bool) -> i64 {
    if in_moto { 3 } else { 1 }
}

/// A run of Terraform after the other, with one resource in the configuration.
pub(crate) struct Core {
    pub(crate) host: Host,
    /// Where the account is when it is not in the emulator.
    moto: Option<Proxy>,
    /// How long an attempt of a call may take, in seconds, if not as long as by default.
    limit: Option<i64>,
    /// The resource in the state; null for none.
    pub(crate) state: Value,
    /// Whether Terraform would replace it.
    pub(crate) tainted: bool,
}

/// How a run ended.
#[derive(Debug, Default)]
pub(crate) struct Ended {
    pub(crate) errors: Vec<String>,
    pub(crate) warnings: Vec<String>,
}

// === impl Core ===

impl Core {
    /// An empty state, an empty account, and a provider.
    pub(crate) async fn start() -> Self {
        Self::settling_in(SETTLE).await
    }

    /// The same, with mappings that take this long to settle.
    pub(crate) async fn settling_in(settle: Duration) -> Self {
        Self::beside(Options {
            settle,
            ..Options::default()
        })
        .await
    }

    /// The same, with an account of this kind.
    pub(crate) async fn beside(options: Options) -> Self {
        let host = Host::beside(Settings::new(), options).await;
        host.configure_for("eu-west-1").await;
        Self {
            host,
            moto: None,
            limit: None,
            state: Value::Null,
            tainted: false,
        }
    }

    /// The same, with an account in moto; none when what needs Python is to be left out.
    pub(crate) async fn in_moto() -> Option<Self> {
        let proxy = Proxy::start().await?;
        let mut core = Self::start().await;
        core.host.endpoint = proxy.endpoint();
        core.moto = Some(proxy);
        core.host.configure_for("eu-west-1").await;
        Some(core)
    }

    /// The same, where [`TOO_LATE`] is too late.
    pub(crate) fn impatient(mut self) -> Self {
        self.limit = Some(limit(self.is_in_moto()));
        self
    }

    async fn configure(&self) {
        let mut block = self.host.block_for("eu-west-1");
        if let Some(limit) = self.limit {
            block = with(block, &[("http_attempt_timeout", limit.into())]);
        }
        assert_eq!(self.host.configure(&block).await, []);
    }

    // --- The account

    pub(crate) fn is_in_moto(&self) -> bool {
        self.moto.is_some()
    }

    /// Lets a coming call go wrong.
    pub(crate) fn fail_next(&self, fault: Fault) {
        match &self.moto {
            Some(moto) => moto.fail_next(fault),
            None => self.host.emulator.fail_next(fault),
        }
    }

    /// Lets creations in moto take so long at least.
    pub(crate) fn slow_down_creations(&self, at_least: Duration) {
        let moto = self.moto.as_ref().unwrap();
        moto.slow_down_creations(at_least);
    }

    /// All mappings.
    pub(crate) fn mappings(&self) -> Vec<Json> {
        match &self.moto {
            Some(moto) => moto.mappings(),
            None => self.host.emulator.mappings(),
        }
    }

    /// Calls the API as somebody else would.
    pub(crate) fn call(&self, method: &str, path: &str, body: Json) -> (u16, Json) {
        if let Some(moto) = &self.moto {
            return moto.call(method, path, &body);
        }
        let emulator = &self.host.emulator;
        emulator.call_in("eu-west-1", method, path, body)
    }

    // --- Terraform

    /// `terraform apply`, in the middle of which the provider is killed after this time. Nothing when
    /// it was; then another process has taken its place.
    pub(crate) async fn apply_killed(&mut self, config: &Value, after: Duration) -> Option<Ended> {
        self.host.may_die = true;
        let process = self.host.plugin.child.id().unwrap();
        let kill = tokio::spawn(async move {
            tokio::time::sleep(after).await;
            signal(process, "KILL");
        });
        let apply = AssertUnwindSafe(self.apply(config)).catch_unwind().await;
        kill.await.unwrap();
        self.host.restart(Settings::new()).await;
        self.host.may_die = false;
        match apply {
            Ok(ended) => Some(ended),
            Err(panic) if panic.is::<Died>() => None,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    }

    /// `terraform apply`, interrupted after this time.
    pub(crate) async fn apply_stopped(&mut self, config: &Value, after: Duration) -> Ended {
        let connection = self.host.connection.clone();
        let stop = tokio::spawn(async move {
            tokio::time::sleep(after).await;
            let request = stop_provider::Request {};
            let answer: Result<stop_provider::Response, _> =
                connection.call(rpc!("StopProvider"), request).await;
            assert_eq!(answer.unwrap().error, "");
        });
        let ended = self.apply(config).await;
        stop.await.unwrap();
        ended
    }

    /// `terraform apply`: refreshes, plans, and does what is planned. A null configuration destroys.
    pub(crate) async fn apply(&mut self, config: &Value) -> Ended {
        let mut ended = Ended::default();
        self.configure().await;
        if !self.refresh(&mut ended).await {
            return ended;
        }
        if config.is_null() {
            self.delete(&mut ended).await;
            return ended;
        }
        let mut planned = self.host.plan(config, &self.state).await;
        ended.warnings.append(&mut planned.warnings);
        if !self.state.is_null() && (self.tainted || !planned.replace.is_empty()) {
            self.delete(&mut ended).await;
            if !self.state.is_null() {
                return ended;
            }
            planned = self.host.plan(config, &Value::Null).await;
        }
        if planned.state == self.state {
            return ended;
        }
        let prior = self.state.clone();
        let response = self.host.try_apply(config, &prior, &planned.state).await;
        let (state, failed) = self.read_answer(&response, &mut ended);
        if !failed {
            assert_eq!(consistency::of_apply(&planned.state, &state), []);
        }
        if prior.is_null() {
            // What was made and reported with an error is replaced by the next run.
            self.tainted = failed && !state.is_null();
            self.state = state;
        } else if !state.is_null() {
            self.state = state;
        }
        ended
    }

    /// `terraform import`, and the plain apply after it.
    pub(crate) async fn import(&mut self, uuid: &str, config: &Value) -> Ended {
        self.configure().await;
        let response = self.host.import(uuid).await;
        let mut ended = Ended::of(&response.diagnostics);
        let Some(imported) = response.imported_resources.first() else {
            return ended;
        };
        let stub = self.host.value(imported.state.as_ref());
        let response = self.host.try_read(&stub).await;
        ended.add(&response.diagnostics);
        let state = self.host.value(response.new_state.as_ref());
        if ended.errors.is_empty() && !state.is_null() {
            self.state = state;
            self.tainted = false;
            let applied = self.apply(config).await;
            ended.errors.extend(applied.errors);
            ended.warnings.extend(applied.warnings);
        }
        ended
    }

    /// Whether the state could be read.
    async fn refresh(&mut self, ended: &mut Ended) -> bool {
        if self.state.is_null() {
            return true;
        }
        let response = self.host.try_read(&self.state).await;
        ended.add(&response.diagnostics);
        let state = self.host.value(response.new_state.as_ref());
        if !ended.errors.is_empty() {
            assert_eq!(state, self.state, "a read that failed changes nothing");
            return false;
        }
        self.state = state;
        self.tainted &= !self.state.is_null();
        true
    }

    async fn delete(&mut self, ended: &mut Ended) {
        if self.state.is_null() {
            return;
        }
        let prior = self.state.clone();
        let response = self
            .host
            .try_apply(&Value::Null, &prior, &Value::Null)
            .await;
        let (state, failed) = self.read_answer(&response, ended);
        if failed {
            assert!(!state.is_null(), "what was not deleted stays in the state");
        }
        self.state = state;
        self.tainted &= !self.state.is_null();
    }

    fn read_answer(
        &self,
        response: &apply_resource_change::Response,
        ended: &mut Ended,
    ) -> (Value, bool) {
        let before = ended.errors.len();
        ended.add(&response.diagnostics);
        let state = self.host.value(response.new_state.as_ref());
        assert!(state.is_wholly_known(), "a state has nothing unknown");
        (state, ended.errors.len() > before)
    }

    // --- What must be so in the end

    /// The mappings that are there and not on their way out.
    pub(crate) fn there(&self) -> Vec<Json> {
        let all = self.mappings().into_iter();
        all.filter(|it| it["State"] != "Deleting").collect()
    }

    /// The UUID in the state.
    pub(crate) fn uuid(&self) -> Option<String> {
        match self.state.attribute("uuid") {
            Value::String(uuid) => Some(uuid.clone()),
            _ => None,
        }
    }

    /// The calls that reached the account.
    pub(crate) fn calls(&self, of: Operation) -> Vec<Recorded> {
        let all = match &self.moto {
            Some(moto) => moto.requests(),
            None => self.host.emulator.requests(),
        };
        all.into_iter()
            .filter(|it| it.operation == Some(of))
            .collect()
    }

    /// At most two plain applies lead to what is configured; nothing is tainted on the way.
    pub(crate) async fn must_end_well(&mut self, config: &Value) {
        let mut all = Vec::new();
        for _ in 0..2 {
            let ended = self.apply(config).await;
            assert!(!self.tainted, "a healthy mapping is tainted: {ended:#?}");
            if ended.errors.is_empty() {
                return self.must_agree(config).await;
            }
            all.push(ended);
        }
        panic!("two applies do not end well: {all:#?}");
    }

    /// Account and state agree, each mapping exists once, and nothing is left to do.
    pub(crate) async fn must_agree(&self, config: &Value) {
        // What an apply has left on its way comes to rest.
        for _ in 0..200 {
            let rests = |it: &Json| it["State"] == "Enabled" || it["State"] == "Disabled";
            if self.mappings().iter().all(rests) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let there = self.there();
        if config.is_null() {
            assert!(self.state.is_null(), "{:?}", self.state);
            assert!(there.is_empty(), "left behind: {there:#?}");
            return;
        }
        assert_eq!(there.len(), 1, "each mapping exists once: {there:#?}");
        let mapping = &there[0];
        assert_eq!(self.uuid().as_deref(), mapping["UUID"].as_str());
        for (name, field) in [
            ("batch_size", "BatchSize"),
            ("function_arn", "FunctionArn"),
            ("arn", "EventSourceMappingArn"),
            ("event_source_arn", "EventSourceArn"),
        ] {
            let expected = match &mapping[field] {
                Json::String(text) => Value::from(text.as_str()),
                Json::Number(number) => Value::from(number.as_i64().unwrap()),
                _ => Value::Null,
            };
            assert_eq!(*self.state.attribute(name), expected, "{name}");
        }
        let tags: std::collections::BTreeMap<String, Value> = mapping["Tags"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(key, value)| (key.clone(), value.as_str().unwrap().into()))
            .collect();
        assert_eq!(*self.state.attribute("tags_all"), Value::Map(tags));
        // Faults may be left that nothing has met.
        let mut read = self.host.try_read(&self.state).await;
        for _ in 0..8 {
            if read.diagnostics.is_empty() {
                break;
            }
            read = self.host.try_read(&self.state).await;
        }
        assert_eq!(read.diagnostics, []);
        let read = self.host.value(read.new_state.as_ref());
        let planned = self.host.plan(config, &read).await;
        assert_eq!(planned.state, read, "something is left to do");
    }
}

// === impl Ended ===

impl Ended {
    fn of(found: &[Diagnostic]) -> Self {
        let mut ended = Self::default();
        ended.add(found);
        ended
    }

    fn add(&mut self, found: &[Diagnostic]) {
        for it in found {
            match it.severity() {
                Severity::Error => self.errors.push(text(it)),
                _ => self.warnings.push(text(it)),
            }
        }
    }

    /// Whether an error says that the user interrupted it.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.errors.iter().any(|it| it.contains("interrupted"))
    }

    /// The id in the import block of an error, if there is one.
    pub(crate) fn import_id(&self) -> Option<String> {
        self.errors.iter().find_map(|it| {
            let (_, rest) = it.split_once("id = \"")?;
            rest.split_once('"').map(|(id, _)| id.to_owned())
        })
    }
}
