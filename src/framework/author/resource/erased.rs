//! Resources of any model behind one interface of plain values, which is what the server speaks.

use std::{fmt, ops::Deref, sync::Arc};

use futures_util::future::{BoxFuture, FutureExt};

use super::{
    identity::{ErasedIdentity, Identified},
    moves::{Moved, Source},
    operations::{Call, Change, Outcome, Resource},
};
use crate::framework::{
    cell::model::Model,
    diagnostics::{Diagnostic, Diagnostics},
    plan::{self, Action},
    schema::{Attribute, Life, Schema},
    value::{Value, path::Path},
};

pub(crate) use super::proposal::Context;
pub use super::proposal::Proposal;

/// A [`Resource`] whose model is hidden. Its values fit its schema: the server decodes them by it.
pub struct AnyResource<C> {
    resource: Arc<dyn Erased<C>>,
    identity: Option<Arc<dyn ErasedIdentity<C>>>,
}

/// The methods of [`Resource`], with values for models.
pub trait Erased<C>: Send + Sync {
    /// Its type name.
    fn name(&self) -> &'static str;
    /// Its schema.
    fn schema(&self) -> Schema;
    /// Finds what is wrong with a configuration.
    fn validate(&self, config: Value) -> Diagnostics;
    /// Plans a change of an object. There is no `client` while the provider's configuration is not
    /// known.
    fn plan(&self, change: Proposal<'_>, client: Option<&C>) -> (plan::Outcome, Diagnostics);
    /// Makes the object that is planned.
    fn create(&self, with: Context<C>, planned: Value) -> BoxFuture<'_, Outcome<Value>>;
    /// The object as it is now.
    fn read(&self, with: Context<C>, prior: Value) -> BoxFuture<'_, Outcome<Value>>;
    /// Changes the object in place.
    fn update(
        &self,
        with: Context<C>,
        prior: Value,
        planned: Value,
    ) -> BoxFuture<'_, Outcome<Value>>;
    /// Deletes the object.
    fn delete(&self, with: Context<C>, prior: Value) -> BoxFuture<'_, Outcome<Value>>;
    /// As much of the state as `id` tells.
    fn import<'a>(
        &'a self,
        with: Option<Context<C>>,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Value, Diagnostic>>;
    /// Makes a state of one that another type has written.
    fn move_state(&self, source: Source) -> Result<Moved, Diagnostic>;
    /// The state from which a configuration is generated.
    fn configuration(&self, state: Value, client: Option<&C>) -> Value;
    /// Brings a state of an older `version` into the present form.
    fn upgrade(
        &self,
        version: i64,
        state: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostic>;
}

// === impl AnyResource ===

impl<C: Clone + Send + Sync + 'static> AnyResource<C> {
    /// Hides the model of `resource`.
    pub fn new(resource: impl Resource<C>) -> Self {
        Self {
            resource: Arc::new(resource),
            identity: None,
        }
    }

    /// Hides the model of a resource whose objects have an identity.
    pub fn identified(resource: impl Identified<C>) -> Self {
        let resource = Arc::new(resource);
        Self {
            resource: resource.clone(),
            identity: Some(resource),
        }
    }

    /// The schema of its identity, if it has one.
    pub fn identity_schema(&self) -> Option<Schema> {
        self.identity.as_ref().map(|it| it.identity_schema())
    }

    /// The identity of the object with this state, as far as it is known.
    pub(crate) fn identity(&self, state: &Value, client: Option<&C>) -> Option<Value> {
        self.identity.as_ref()?.identity_of(state, client)
    }

    pub(crate) fn import_identity(&self, identity: Value) -> Result<Value, Diagnostic> {
        self.its_identity()?.import_by(identity)
    }

    pub(crate) fn upgrade_identity(
        &self,
        version: i64,
        identity: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostic> {
        self.its_identity()?.upgraded_identity(version, identity)
    }

    fn its_identity(&self) -> Result<&dyn ErasedIdentity<C>, Diagnostic> {
        self.identity.as_deref().ok_or_else(|| {
            Diagnostic::error(
                format!("\"{}\" has no identity", self.name()),
                "Import it by its id instead.",
            )
        })
    }
}

impl<C> Deref for AnyResource<C> {
    type Target = dyn Erased<C>;

    fn deref(&self) -> &Self::Target {
        &*self.resource
    }
}

impl<C> fmt::Debug for AnyResource<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AnyResource")
            .field(&self.resource.name())
            .finish()
    }
}

// === impl Erased ===

impl<C: Clone + Send + Sync + 'static, R: Resource<C>> Erased<C> for R {
    fn name(&self) -> &'static str {
        self.name()
    }

    fn schema(&self) -> Schema {
        Schema::of::<R::Model>(self.version(), self.doc())
    }

    fn validate(&self, config: Value) -> Diagnostics {
        let mut found = Diagnostics::new();
        let config = R::Model::decode(config, &Path::root(), &mut found);
        if !found.has_errors() {
            Resource::validate(self, &config, &mut found);
        }
        found
    }

    fn plan(&self, change: Proposal<'_>, client: Option<&C>) -> (plan::Outcome, Diagnostics) {
        let correct = |change: &mut Change<'_, R::Model>| Resource::plan(self, change, client);
        let (mut outcome, mut found) = plan_with(change, correct);
        if outcome.action != Action::Keep {
            let mut read = |it: &Value| R::Model::decode(it.clone(), &Path::root(), &mut found);
            let prior = (outcome.action == Action::InPlace).then(|| read(change.prior));
            let foretell = |planned: &mut R::Model| self.foretell(prior.as_ref(), planned);
            outcome.planned = foretold(change.schema, outcome.planned, foretell);
        }
        if outcome.action == Action::Replace {
            let mut read = |it: &Value| R::Model::decode(it.clone(), &Path::root(), &mut found);
            let (prior, planned) = (read(change.prior), read(&outcome.planned));
            for reason in &outcome.replace {
                found.push(self.announce(&prior, &planned, reason));
            }
        }
        (outcome, found)
    }

    fn create(&self, with: Context<C>, planned: Value) -> BoxFuture<'_, Outcome<Value>> {
        async move {
            match model::<R::Model, _>([planned.clone()]) {
                Ok([model]) => Resource::create(self, call(with), model)
                    .await
                    .encode()
                    .in_values_of::<R::Model>(&planned)
                    .with_foretold::<R::Model>(&planned),
                // A value that was only planned does not exist.
                Err(found) => Outcome {
                    state: None,
                    ..found
                },
            }
        }
        .boxed()
    }

    fn read(&self, with: Context<C>, prior: Value) -> BoxFuture<'_, Outcome<Value>> {
        async move {
            match model::<R::Model, _>([prior.clone()]) {
                Ok([model]) => Resource::read(self, call(with), model)
                    .await
                    .encode()
                    .in_values_of::<R::Model>(&prior),
                Err(found) => found,
            }
        }
        .boxed()
    }

    fn update(
        &self,
        with: Context<C>,
        prior: Value,
        planned: Value,
    ) -> BoxFuture<'_, Outcome<Value>> {
        async move {
            match model::<R::Model, _>([prior, planned.clone()]) {
                Ok([prior, model]) => Resource::update(self, call(with), prior, model)
                    .await
                    .encode()
                    .in_values_of::<R::Model>(&planned)
                    .with_foretold::<R::Model>(&planned),
                Err(found) => found,
            }
        }
        .boxed()
    }

    fn delete(&self, with: Context<C>, prior: Value) -> BoxFuture<'_, Outcome<Value>> {
        async move {
            match model::<R::Model, _>([prior]) {
                Ok([prior]) => Resource::delete(self, call(with), prior).await.encode(),
                Err(found) => found,
            }
        }
        .boxed()
    }

    fn import<'a>(
        &'a self,
        with: Option<Context<C>>,
        id: &'a str,
    ) -> BoxFuture<'a, Result<Value, Diagnostic>> {
        async move {
            let call = with.map(call);
            Ok(Resource::import(self, call, id).await?.encode())
        }
        .boxed()
    }

    fn move_state(&self, source: Source) -> Result<Moved, Diagnostic> {
        Resource::move_state(self, source)
    }

    fn configuration(&self, state: Value, client: Option<&C>) -> Value {
        let mut found = Diagnostics::new();
        let state = R::Model::decode(state, &Path::root(), &mut found);
        Resource::configuration(self, state, client).encode()
    }

    fn upgrade(
        &self,
        version: i64,
        state: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostic> {
        Resource::upgrade(self, version, state)
    }
}

impl<M: Model> Outcome<M> {
    fn encode(self) -> Outcome<Value> {
        Outcome {
            state: self.state.map(|it| it.encode()),
            diagnostics: self.diagnostics,
        }
    }
}

impl Outcome<Value> {
    /// This outcome, with the planned or prior values of the attributes that read the same: Terraform
    /// compares values, and a typed form does not hold all of them, as an entry of a map that is
    /// null, or an empty list where null is meant.
    fn in_values_of<M: Model>(self, given: &Value) -> Self {
        let read = M::decode(given.clone(), &Path::root(), &mut Diagnostics::new()).encode();
        let state = self.state.map(|state| match state {
            Value::Object(attributes) => Value::object(attributes.into_iter().map(|(name, it)| {
                let same = it == *read.attribute(&name);
                let it = if same {
                    given.attribute(&name).clone()
                } else {
                    it
                };
                (name, it)
            })),
            other => other,
        });
        Self { state, ..self }
    }

    /// This outcome, with the values that the plan knew already of those that the object reports: a core holds the
    /// apply to it. The next refresh shows values that have changed since.
    fn with_foretold<M: Model>(mut self, planned: &Value) -> Self {
        let Some(Value::Object(values)) = &mut self.state else {
            return self;
        };
        if self.diagnostics.has_errors() {
            return self;
        }
        let rows = M::attributes().into_iter();
        for row in rows.filter(|it| it.life == Life::Reported) {
            let told = planned.attribute(row.name);
            if told.is_wholly_known() {
                values.insert(row.name.to_owned(), told.clone());
            }
        }
        self
    }
}

/// Plans a change of an object of the model `M` by its rows; `correct` adds what depends on more than one
/// of them.
pub fn plan_with<M: Model>(
    change: Proposal<'_>,
    correct: impl FnOnce(&mut Change<'_, M>),
) -> (plan::Outcome, Diagnostics) {
    let Proposal {
        schema,
        config,
        prior,
        unknown,
    } = change;
    let mut found = Diagnostics::new();
    let mut read = |value: &Value| M::decode(value.clone(), &Path::root(), &mut found);
    let proposed = plan::propose(schema, config, prior);
    let (typed_config, typed_prior) = (read(config), read(prior));
    let mut change = Change {
        planned: read(&proposed),
        config: &typed_config,
        prior: (!prior.is_null()).then_some(&typed_prior),
        unknown,
        replace: Vec::new(),
        diagnostics: Diagnostics::new(),
    };
    let before = change.planned.clone();
    correct(&mut change);
    found.extend(change.diagnostics);
    // The typed form has no refinements: keep the proposal where it was not corrected.
    let corrected = change.planned.encode();
    let before = before.encode();
    let planned = Value::object(schema.attributes.iter().map(|it| {
        let of = |value: &Value| value.attribute(it.name).clone();
        let same = corrected.attribute(it.name) == before.attribute(it.name);
        (it.name, of(if same { &proposed } else { &corrected }))
    }));
    let outcome = plan::settle(schema, config, prior, planned, change.replace);
    (outcome, found)
}

/// `planned` with what the resource foretells of the values that it sets itself.
fn foretold<M: Model>(schema: &Schema, planned: Value, foretell: impl FnOnce(&mut M)) -> Value {
    let mut model = M::decode(planned.clone(), &Path::root(), &mut Diagnostics::new());
    let before = model.encode();
    foretell(&mut model);
    let (after, Value::Object(mut values)) = (model.encode(), planned) else {
        return before;
    };
    let own = |it: &&Attribute| matches!(it.life, Life::Assigned | Life::Reported);
    for row in schema.attributes.iter().filter(own) {
        let now = after.attribute(row.name);
        if now != before.attribute(row.name) {
            values.insert(row.name.to_owned(), now.clone());
        }
    }
    Value::Object(values)
}

/// The call as the author sees it. The core has validated the configuration, so it fits its model.
fn call<C, M: Model>(with: Context<C>) -> Call<C, M> {
    let config = M::decode(with.config, &Path::root(), &mut Diagnostics::new());
    Call::new(with.client, with.stop, config, with.kept)
}

/// The values as models. `Err` if one does not fit its model: the outcome keeps the state as it was.
fn model<M: Model, const N: usize>(values: [Value; N]) -> Result<[M; N], Outcome<Value>> {
    let mut found = Diagnostics::new();
    let state = values[0].clone();
    let models = values.map(|it| M::decode(it, &Path::root(), &mut found));
    if found.has_errors() {
        return Err(Outcome {
            state: Some(state),
            diagnostics: found,
        });
    }
    Ok(models)
}
