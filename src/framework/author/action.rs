//! Actions: operations that a user invokes, and that leave no state.

use std::future::Future;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::future::{BoxFuture, FutureExt as _};

use super::{
    hidden::Hidden,
    resource::{Call, Kept, erased::Context},
};
use crate::framework::{
    cell::model::Model,
    diagnostics::Diagnostics,
    schema::Schema,
    value::{Value, path::Path},
};

/// An action: invoked by the lifecycle of a resource, or by `terraform apply -invoke`.
///
/// The server validates and plans it by its rows, passes on what it says on its way, and completes it
/// exactly once: also when it panics. When the core goes away, its call is asked to stop.
pub trait Action<C>: Send + Sync + 'static {
    /// The block `config` of the action.
    type Config: Model;

    /// Its type name, `<provider>_<thing>`.
    fn name(&self) -> &'static str;

    /// Its description, in Markdown.
    fn doc(&self) -> &'static str;

    /// Adds what is wrong with a configuration beyond the rules of the rows. Values may be unknown.
    fn validate(&self, _config: &Self::Config, _found: &mut Diagnostics) {}

    /// Does it. An error among the diagnostics means that it was not done.
    fn invoke(
        &self,
        call: Call<C, Self::Config>,
        progress: Progress,
    ) -> impl Future<Output = Diagnostics> + Send;
}

/// Tells the user how an action goes on. Clones tell the same user.
#[derive(Debug, Clone)]
pub struct Progress(UnboundedSender<String>);

/// An [`Action`] whose model is hidden.
pub type AnyAction<C> = Hidden<dyn ErasedAction<C>>;

/// The methods of [`Action`], with values for models.
pub trait ErasedAction<C>: Send + Sync {
    /// Its type name.
    fn name(&self) -> &'static str;
    /// The schema of its block `config`.
    fn schema(&self) -> Schema;
    /// Finds what is wrong with a configuration.
    fn validate(&self, config: Value) -> Diagnostics;
    /// Does what `with.config` asks for.
    fn invoke(&self, with: Context<C>, progress: Progress) -> BoxFuture<'_, Diagnostics>;
}

// === impl Progress ===

impl Progress {
    /// One that is listened to.
    pub(crate) fn new() -> (Self, UnboundedReceiver<String>) {
        let (sender, receiver) = unbounded();
        (Self(sender), receiver)
    }

    /// Tells the user something, in one line. Say how long it has been: a core shows no times.
    pub fn say(&self, text: impl Into<String>) {
        // Nobody may be listening any more.
        let _ = self.0.unbounded_send(text.into());
    }
}

// === impl ErasedAction ===

impl<C: Send + 'static, A: Action<C>> ErasedAction<C> for A {
    fn name(&self) -> &'static str {
        self.name()
    }

    fn schema(&self) -> Schema {
        Schema::of::<A::Config>(0, self.doc())
    }

    fn validate(&self, config: Value) -> Diagnostics {
        let mut found = Diagnostics::new();
        let config = A::Config::decode(config, &Path::root(), &mut found);
        if !found.has_errors() {
            Action::validate(self, &config, &mut found);
        }
        found
    }

    fn invoke(&self, with: Context<C>, progress: Progress) -> BoxFuture<'_, Diagnostics> {
        let mut found = Diagnostics::new();
        let config = A::Config::decode(with.config, &Path::root(), &mut found);
        let call = Call::new(with.client, with.stop, config, Kept::default());
        async move {
            if found.has_errors() {
                return found;
            }
            Action::invoke(self, call, progress).await
        }
        .boxed()
    }
}
