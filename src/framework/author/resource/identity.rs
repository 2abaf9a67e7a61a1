//! Identities: what names an object as long as it exists, beside its state.
//!
//! An author implements [`Identified`] for a resource and hands it to
//! [`AnyResource::identified`](super::erased::AnyResource::identified). The server then puts the identity into
//! every answer: computed from the state, completed by the identity that Terraform has stored.

use super::operations::Resource;
use crate::framework::{
    cell::model::Model,
    diagnostics::{Diagnostic, Diagnostics},
    schema::Schema,
    value::{Value, path::Path},
};

/// A resource whose objects can be named without their state. Its rows hold nothing that changes
/// while the object exists.
pub trait Identified<C>: Resource<C> {
    /// The attributes of the identity: `required` and `optional` say what an import needs.
    type Identity: Model;

    /// Version of the identity's form.
    fn identity_version(&self) -> i64 {
        0
    }

    /// The identity of the object with this state, as far as it is known; nothing while the object has
    /// none. `client`: what the provider made of its configuration, where that is known.
    fn identity(&self, state: &Self::Model, client: Option<&C>) -> Option<Self::Identity>;

    /// As much of the state as `identity` tells; a read follows.
    fn import_identity(&self, identity: Self::Identity) -> Result<Self::Model, Diagnostic>;

    /// Brings an identity of an older `version`, as JSON, into the present form.
    fn upgrade_identity(
        &self,
        version: i64,
        _identity: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostic> {
        Err(Diagnostic::error(
            format!("Cannot upgrade the identity of \"{}\"", self.name()),
            format!("No upgrade is known from version {version} of its form."),
        ))
    }
}

/// The methods of [`Identified`], with values for models.
pub(super) trait ErasedIdentity<C>: Send + Sync {
    fn identity_schema(&self) -> Schema;
    fn identity_of(&self, state: &Value, client: Option<&C>) -> Option<Value>;
    fn import_by(&self, identity: Value) -> Result<Value, Diagnostic>;
    fn upgraded_identity(
        &self,
        version: i64,
        identity: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostic>;
}

// === impl ErasedIdentity ===

impl<C, R: Identified<C>> ErasedIdentity<C> for R {
    fn identity_schema(&self) -> Schema {
        let doc = format!("Names one \"{}\".", self.name());
        Schema::of::<R::Identity>(self.identity_version(), doc)
    }

    fn identity_of(&self, state: &Value, client: Option<&C>) -> Option<Value> {
        let mut found = Diagnostics::new();
        let state = R::Model::decode(state.clone(), &Path::root(), &mut found);
        Some(self.identity(&state, client)?.encode())
    }

    fn import_by(&self, identity: Value) -> Result<Value, Diagnostic> {
        let mut found = Diagnostics::new();
        let identity = R::Identity::decode(identity, &Path::root(), &mut found);
        match found.into_iter().next() {
            Some(diagnostic) => Err(diagnostic),
            None => Ok(self.import_identity(identity)?.encode()),
        }
    }

    fn upgraded_identity(
        &self,
        version: i64,
        identity: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostic> {
        self.upgrade_identity(version, identity)
    }
}
