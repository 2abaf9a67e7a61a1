//! One function per RPC, in terms of the framework and not of the wire.
//!
//! A handler that panics answers with a diagnostic and with the last state that is known to be
//! true: nothing that exists is forgotten.

pub mod act;
mod apply;
mod configure;
mod identified;
mod maps;
pub mod move_state;
mod plan;
pub mod query;
mod schemas;
mod state;

use std::{
    any::Any,
    fmt,
    future::Future,
    panic::AssertUnwindSafe,
    sync::{OnceLock, PoisonError, RwLock, atomic::AtomicBool},
};

use futures_util::FutureExt;

use super::{
    author::{
        provider::Provider,
        resource::{Kept, erased::Context},
        stop::Stopper,
    },
    diagnostics::{Diagnostic, Diagnostics},
    json, msgpack,
    value::{Value, path::Path, types::Type},
};

pub use self::schemas::{ActionEntry, DataEntry, Entry, FunctionEntry, ListEntry, Schemas};
pub use super::schema::validate::Capabilities;

/// A provider, ready to answer.
pub struct Server<P: Provider> {
    provider: P,
    schemas: OnceLock<Schemas<P>>,
    configured: RwLock<Configured<P::Client>>,
    stopper: Stopper,
    /// The core is one that makes empty maps of those that are null.
    invents_maps: AtomicBool,
}

/// A value as it came over the wire: in one of two encodings, or null in neither.
#[derive(Debug, Clone, Copy, Default)]
pub struct Encoded<'a> {
    /// MessagePack, which comes first.
    pub msgpack: &'a [u8],
    /// JSON.
    pub json: &'a [u8],
}

/// A state, with what Terraform keeps beside it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stored<'a> {
    /// The state.
    pub state: Encoded<'a>,
    /// The private data that Terraform keeps for the resource.
    pub private: &'a [u8],
}

/// The answer to a read.
#[derive(Debug, Default)]
pub struct Read {
    /// The object as it is now, in MessagePack.
    pub state: Vec<u8>,
    /// The private data that Terraform shall keep beside it, if it has changed.
    pub private: Option<Vec<u8>>,
    /// Its identity, as far as the state tells it.
    pub identity: Option<Value>,
    /// Warnings and errors for the user.
    pub diagnostics: Diagnostics,
    /// The provider's configuration is not known yet, and the core may put the object off.
    pub deferred: bool,
}

/// The answer to a plan.
#[derive(Debug, Default)]
pub struct Plan {
    /// The planned object, in MessagePack.
    pub planned: Vec<u8>,
    /// Its identity, if it exists and stays.
    pub identity: Option<Value>,
    /// The attributes whose change replaces the object.
    pub requires_replace: Vec<Path>,
    /// Warnings and errors for the user.
    pub diagnostics: Diagnostics,
    /// The provider's configuration is not known yet, and the core may put the object off.
    pub deferred: bool,
}

/// The answer to an apply, an upgrade or an import: an object in MessagePack.
#[derive(Debug, Default)]
pub struct Answer {
    /// The object; empty for none.
    pub state: Vec<u8>,
    /// The private data that Terraform shall keep beside it, if it has changed.
    pub private: Option<Vec<u8>>,
    /// Its identity, as far as the state tells it.
    pub identity: Option<Value>,
    /// Warnings and errors for the user.
    pub diagnostics: Diagnostics,
}

impl<'a> From<Encoded<'a>> for Stored<'a> {
    fn from(state: Encoded<'a>) -> Self {
        Self {
            state,
            private: &[],
        }
    }
}

/// The state of the provider's configuration.
#[derive(Debug, Default)]
enum Configured<C> {
    #[default]
    Not,
    /// These of its arguments are not known until apply.
    Unknown(Vec<String>),
    Ready(C),
}

// === impl Server ===

impl<P: Provider> Server<P> {
    /// A server that has not been configured. It computes nothing before the first request.
    pub fn new(provider: P) -> Self {
        Self {
            provider,
            schemas: OnceLock::new(),
            configured: RwLock::default(),
            stopper: Stopper::default(),
            invents_maps: AtomicBool::new(false),
        }
    }

    /// The schemas of the provider and of all that it has.
    pub fn schemas(&self) -> &Schemas<P> {
        self.schemas.get_or_init(|| Schemas::of(&self.provider))
    }

    /// Problems of schemas that a core would refuse, or that would not work: each is a bug of the
    /// provider's author. Debug builds answer with them wherever the schemas are asked for.
    pub fn problems(&self) -> Diagnostics {
        self.schemas().problems()
    }

    fn entry(&self, name: &str) -> Result<&Entry<P::Client>, Diagnostic> {
        self.schemas().entry(name)
    }

    /// Asks the calls that are running to come to an end.
    pub fn stop(&self) {
        self.stopper.request();
    }

    /// The context of a call, if the provider has been configured.
    fn context(&self, config: Value, kept: Kept) -> Result<Context<P::Client>, Diagnostic> {
        match &*self
            .configured
            .read()
            .unwrap_or_else(PoisonError::into_inner)
        {
            Configured::Ready(client) => Ok(Context {
                client: client.clone(),
                stop: self.stopper.stop(),
                config,
                kept,
            }),
            Configured::Not => Err(Diagnostic::error(
                "The provider is not configured",
                "Terraform has to configure a provider before it uses it. Check the errors of the \
                 provider block, if there are any.",
            )),
            Configured::Unknown(names) => Err(Diagnostic::error(
                "The provider's configuration is not known yet",
                unknown_configuration(names),
            )),
        }
    }

    /// The client that the provider made of its configuration, if that is known.
    fn client(&self) -> Option<P::Client> {
        match &*self
            .configured
            .read()
            .unwrap_or_else(PoisonError::into_inner)
        {
            Configured::Ready(client) => Some(client.clone()),
            Configured::Not | Configured::Unknown(_) => None,
        }
    }

    /// The arguments of the provider block that are not known yet.
    fn unknown_arguments(&self) -> Option<Vec<String>> {
        match &*self
            .configured
            .read()
            .unwrap_or_else(PoisonError::into_inner)
        {
            Configured::Unknown(names) => Some(names.clone()),
            Configured::Not | Configured::Ready(_) => None,
        }
    }
}

impl<P: Provider> fmt::Debug for Server<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Server")
    }
}

fn unknown_configuration(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|it| format!("\"{it}\"")).collect();
    format!(
        "These arguments of the provider block depend on values that are known only after apply: \
         {}. Apply what they depend on first (terraform apply -target=…), or set them to values \
         that are known.",
        names.join(", ")
    )
}

// === impl Encoded ===

impl Encoded<'_> {
    /// A whole object, of which only parts may be unknown.
    fn decode(self, ty: &Type, what: &str) -> Result<Value, Diagnostic> {
        match self.decode_part(ty, what)? {
            // Parts of an object may be unknown; whether there is one never is.
            Value::Unknown(_) => Err(problem(what, Path::root(), "it is unknown as a whole")),
            value => Ok(value),
        }
    }

    /// A value that may be unknown.
    fn decode_part(self, ty: &Type, what: &str) -> Result<Value, Diagnostic> {
        let value = match (self.msgpack, self.json) {
            ([], []) => Ok(Value::Null),
            ([], text) => json::decode(text, ty).map(|(value, _)| value),
            (bytes, _) => msgpack::decode(bytes, ty),
        };
        value.map_err(|it| problem(what, it.path, &it.problem))
    }

    /// Decodes a state, in which nothing is unknown.
    fn decode_state(self, ty: &Type, what: &str) -> Result<Value, Diagnostic> {
        let value = self.decode(ty, what)?;
        if value.is_wholly_known() {
            return Ok(value);
        }
        Err(Diagnostic::error(
            format!("Cannot read the {what}"),
            "A part of what Terraform sent is unknown, which no part of a state is.",
        ))
    }
}

/// The error for a part of a core's message that does not fit its schema.
fn problem(what: &str, path: Path, problem: &str) -> Diagnostic {
    let at = if path.steps().is_empty() {
        String::new()
    } else {
        format!(" at \"{path}\"")
    };
    Diagnostic::error(
        format!("Cannot read the {what}"),
        format!("What Terraform sent does not fit the schema{at}: {problem}."),
    )
    .at(path)
}

/// Encodes an answer; what does not fit its own schema is a bug, and says so.
fn encode(value: &Value, ty: &Type, found: &mut Diagnostics) -> Vec<u8> {
    match msgpack::encode(value, ty) {
        Ok(bytes) => bytes,
        Err(error) => {
            found.push(Diagnostic::bug(format!(
                "Its answer does not fit its own schema at \"{}\": {}.",
                error.path, error.problem
            )));
            Vec::new()
        }
    }
}

/// Runs a handler; a panic becomes an error diagnostic.
async fn guarded<T>(handler: impl Future<Output = T> + Send) -> Result<T, Diagnostic> {
    AssertUnwindSafe(handler)
        .catch_unwind()
        .await
        .map_err(|panic| crashed(&*panic))
}

/// Guards a handler that has no need to wait.
fn guarded_now<T>(handler: impl FnOnce() -> T) -> Result<T, Diagnostic> {
    std::panic::catch_unwind(AssertUnwindSafe(handler)).map_err(|panic| crashed(&*panic))
}

fn crashed(panic: &(dyn Any + Send)) -> Diagnostic {
    let text = panic
        .downcast_ref::<&str>()
        .map(|it| (*it).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    Diagnostic::bug(format!("A request made it panic: {text}."))
}

#[cfg(test)]
mod tests;
