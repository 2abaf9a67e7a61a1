//! The trait that an author of a resource implements, and its types.

use std::{
    future::Future,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::future::{BoxFuture, Either, FutureExt as _, select};

use super::moves::{Moved, Source};
use crate::framework::{
    author::stop::Stop,
    cell::model::Model,
    diagnostics::shown,
    diagnostics::{Diagnostic, Diagnostics},
    plan::Replace,
    value::Value,
};

/// A kind of object that Terraform manages.
///
/// The rows of [`Resource::Model`] decide a plan; a resource adds only what no row can
/// say. `C` is what the provider makes of its configuration, a client as a rule.
pub trait Resource<C>: Send + Sync + 'static {
    /// Its attributes.
    type Model: Model;

    /// Its type name, `<provider>_<thing>`.
    fn name(&self) -> &'static str;

    /// Its description, in Markdown.
    fn doc(&self) -> &'static str;

    /// Version of its state's form.
    fn version(&self) -> i64 {
        0
    }

    /// Adds what is wrong with a configuration beyond the rules of the rows.
    fn validate(&self, _config: &Self::Model, _found: &mut Diagnostics) {}

    /// Corrects a plan by what no row can say. Pure, as all planning: of `client` only what it holds
    /// of its configuration may be asked; there is none while that is not known.
    fn plan(&self, _change: &mut Change<'_, Self::Model>, _client: Option<&C>) {}

    /// Corrects the planned values that the provider sets: fills in unknown ones that a plan can know, and
    /// makes others unknown. `prior` is set for a change in place only. Pure, as [`Resource::plan`] is.
    fn foretell(&self, _prior: Option<&Self::Model>, _planned: &mut Self::Model) {}

    /// Warns of a replacement: why it is one, and what is lost with the old object.
    fn announce(
        &self,
        _prior: &Self::Model,
        _planned: &Self::Model,
        reason: &Replace,
    ) -> Diagnostic {
        let summary = format!("A change of \"{}\" replaces the object", reason.path);
        Diagnostic::warning(
            summary,
            format!("It cannot be changed in place: {}.", reason.because),
        )
        .at(reason.path.clone())
    }

    /// Makes the object that is planned.
    fn create(
        &self,
        call: Call<C, Self::Model>,
        planned: Self::Model,
    ) -> impl Future<Output = Outcome<Self::Model>> + Send;

    /// The object as it is now; no state if it is gone.
    fn read(
        &self,
        call: Call<C, Self::Model>,
        prior: Self::Model,
    ) -> impl Future<Output = Outcome<Self::Model>> + Send;

    /// Changes the object in place.
    fn update(
        &self,
        call: Call<C, Self::Model>,
        prior: Self::Model,
        planned: Self::Model,
    ) -> impl Future<Output = Outcome<Self::Model>> + Send;

    /// Deletes the object; a state in the outcome means that it is still there.
    fn delete(
        &self,
        call: Call<C, Self::Model>,
        prior: Self::Model,
    ) -> impl Future<Output = Outcome<Self::Model>> + Send;

    /// As much of the state as `id` tells; a read follows. There is no `call` while the provider's
    /// configuration is not known.
    fn import(
        &self,
        _call: Option<Call<C, Self::Model>>,
        _id: &str,
    ) -> impl Future<Output = Result<Self::Model, Diagnostic>> + Send {
        let cannot = Diagnostic::error(
            format!("\"{}\" cannot be imported", self.name()),
            "No id tells such an object. Create it with Terraform instead.",
        );
        async { Err(cannot) }
    }

    /// Brings a state of an older `version`, as JSON, into the present form.
    fn upgrade(
        &self,
        version: i64,
        _state: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostic> {
        Err(Diagnostic::error(
            format!("Cannot upgrade the state of \"{}\"", self.name()),
            format!("No upgrade is known from version {version} of its form."),
        ))
    }

    /// Makes a state of one that another type has written, for a `moved` block.
    fn move_state(&self, source: Source) -> Result<Moved, Diagnostic> {
        Err(Diagnostic::error(
            format!(
                "Cannot move \"{}\" to \"{}\"",
                shown(&source.kind),
                self.name()
            ),
            format!(
                "\"{}\" takes over states of no other type. Replace the moved block by a removed \
                 block for the old resource and an import block for the new one.",
                self.name()
            ),
        ))
    }

    /// The state from which a configuration is generated: without what a user would not write.
    fn configuration(&self, state: Self::Model, _client: Option<&C>) -> Self::Model {
        state
    }
}

/// A change that is being planned.
#[derive(Debug)]
pub struct Change<'a, M> {
    /// The configuration.
    pub config: &'a M,
    /// The current state; `None` for a creation.
    pub prior: Option<&'a M>,
    /// The arguments of the provider block that are not known yet, by name. While there are any, there
    /// is no client.
    pub unknown: &'a [String],
    /// The planned state.
    pub planned: M,
    /// Reasons to replace the object beyond those of the rows. They count only if anything differs.
    pub replace: Vec<Replace>,
    /// Warnings and errors about the plan, for the user.
    pub diagnostics: Diagnostics,
}

/// The context of a call of the provider.
#[derive(Debug)]
pub struct Call<C, M> {
    /// The client that the provider made of its configuration.
    pub client: C,
    /// Whether the user asks to stop.
    pub stop: Stop,
    /// The configuration, wholly known, for a creation or a change; nothing is set otherwise.
    pub config: M,
    kept: Kept,
}

/// The outcome of an operation, also of a failed one: the state is kept beside the diagnostics, so that an
/// object that exists cannot be forgotten by an early return.
#[derive(Debug)]
pub struct Outcome<M> {
    /// The object as it is; nothing if there is none.
    pub state: Option<M>,
    /// Warnings and errors for the user.
    pub diagnostics: Diagnostics,
}

/// The reports of a call so far, for the case that it never returns.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept(Arc<Mutex<Reported>>);

#[derive(Debug, Default)]
struct Reported {
    /// The latest state.
    state: Option<Value>,
    /// The private data beside the state.
    private: Vec<u8>,
    /// Whether the call has set that.
    is_new: bool,
}

// === impl Call ===

impl<C, M: Model> Call<C, M> {
    pub(crate) fn new(client: C, stop: Stop, config: M, kept: Kept) -> Self {
        Self {
            client,
            stop,
            config,
            kept,
        }
    }

    /// This call with the configuration of another model.
    pub(crate) fn about<N: Model>(self, config: N) -> Call<C, N> {
        Call::new(self.client, self.stop, config, self.kept)
    }

    /// Waits for `work`, which can be dropped at any point; nothing when the user asks to stop first.
    pub fn or_stopped<'a, T: 'a>(
        &self,
        work: impl Future<Output = T> + Send + 'a,
    ) -> BoxFuture<'a, Option<T>> {
        let (work, stop) = (Box::pin(work), self.stop.clone());
        let either = async move {
            match select(work, pin!(stop.requested())).await {
                Either::Left((done, _)) => Some(done),
                Either::Right(_) => None,
            }
        };
        either.boxed()
    }

    /// Reports that the object exists as `state`. Say so as soon as it is true: if the call crashes
    /// later, this is what Terraform stores.
    pub fn keep(&self, state: &M) {
        self.kept.lock().state = Some(state.encode());
    }

    /// The private data that Terraform keeps for the resource beside the state of this object; empty at first. No
    /// user sees it.
    pub fn private(&self) -> Vec<u8> {
        self.kept.lock().private.clone()
    }

    /// Asks Terraform to keep this beside the state from now on. A read and a change can; of another kind of
    /// call it has no effect.
    pub fn set_private(&self, private: Vec<u8>) {
        let mut kept = self.kept.lock();
        kept.is_new = kept.is_new || kept.private != private;
        kept.private = private;
    }
}

// === impl Outcome ===

impl<M> Outcome<M> {
    /// The object is as planned.
    pub fn done(state: M) -> Self {
        Self {
            state: Some(state),
            diagnostics: Diagnostics::new(),
        }
    }

    /// There is no object.
    pub fn gone() -> Self {
        Self {
            state: None,
            diagnostics: Diagnostics::new(),
        }
    }

    /// It did not work, and no object is known.
    pub fn failed(diagnostic: Diagnostic) -> Self {
        Self::gone().with(diagnostic)
    }

    /// This outcome with one more diagnostic.
    #[must_use]
    pub fn with(mut self, diagnostic: Diagnostic) -> Self {
        self.diagnostics.push(diagnostic);
        self
    }
}

// === impl Kept ===

impl Kept {
    /// Of a call that gets this `private` data from Terraform.
    pub(crate) fn beside(private: &[u8]) -> Self {
        Self(Arc::new(Mutex::new(Reported {
            private: private.to_vec(),
            ..Reported::default()
        })))
    }

    /// The state reported last.
    pub(crate) fn take(&self) -> Option<Value> {
        self.lock().state.take()
    }

    /// The private data, if the call has changed it.
    pub(crate) fn new_private(&self) -> Option<Vec<u8>> {
        let kept = self.lock();
        kept.is_new.then(|| kept.private.clone())
    }

    fn lock(&self) -> MutexGuard<'_, Reported> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
