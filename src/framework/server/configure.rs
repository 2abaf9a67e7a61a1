//! The provider block and the checks of configurations.

use std::sync::PoisonError;

use super::{Configured, Encoded, Server, guarded, guarded_now};
use crate::framework::{
    author::provider::Provider,
    cell::model::Model,
    diagnostics::{Diagnostic, Diagnostics},
    schema::{
        Attribute,
        validate::{Capabilities, validate},
    },
    value::{Value, path::Path, types::Type},
};

impl<P: Provider> Server<P> {
    /// `ValidateProviderConfig`.
    pub fn validate_provider(&self, config: Encoded<'_>) -> Diagnostics {
        let check = || -> Result<Diagnostics, Diagnostic> {
            let schema = &self.schemas().provider;
            let config = config.decode(&schema.ty(), "provider block")?;
            if config.is_null() {
                return Ok(Diagnostics::new());
            }
            let mut found = validate(schema, &config, Capabilities::default());
            let config = P::Config::decode(config, &Path::root(), &mut found);
            if !found.has_errors() {
                self.provider.validate(&config, &mut found);
            }
            Ok(found)
        };
        flatten(guarded_now(check))
    }

    /// `ValidateResourceConfig`.
    pub fn validate_resource(
        &self,
        name: &str,
        config: Encoded<'_>,
        capabilities: Capabilities,
    ) -> Diagnostics {
        let check = || -> Result<Diagnostics, Diagnostic> {
            let entry = self.entry(name)?;
            let config = object(config.decode(&entry.ty, "configuration")?, &entry.ty)?;
            let mut found = validate(&entry.schema, &config, capabilities);
            if !found.has_errors() {
                found.extend(entry.resource.validate(config));
            }
            Ok(found)
        };
        flatten(guarded_now(check))
    }

    /// `ConfigureProvider`. A configuration that is not wholly known is remembered as such:
    /// planning needs no client, and everything else says what is missing.
    pub async fn configure(&self, config: Encoded<'_>) -> Diagnostics {
        let configure = async {
            let schema = &self.schemas().provider;
            let value = config.decode(&schema.ty(), "provider block")?;
            let unknown = unknown_arguments(&schema.attributes, &value);
            if !unknown.is_empty() {
                self.set(Configured::Unknown(unknown));
                return Ok(Diagnostics::new());
            }
            let mut found = Diagnostics::new();
            let config = P::Config::decode(value, &Path::root(), &mut found);
            if found.has_errors() {
                return Ok(found);
            }
            let (client, more) = self.provider.configure(config).await;
            found.extend(more);
            self.set(client.map_or(Configured::Not, Configured::Ready));
            Ok(found)
        };
        flatten(guarded(configure).await)
    }

    fn set(&self, configured: Configured<P::Client>) {
        let mut slot = self
            .configured
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *slot = configured;
    }
}

/// The names of the arguments that are not wholly known.
fn unknown_arguments(attributes: &[Attribute], config: &Value) -> Vec<String> {
    attributes
        .iter()
        .filter(|it| !config.attribute(it.name).is_wholly_known())
        .map(|it| it.name.to_owned())
        .collect()
}

/// `value`, if it is the object that `ty` says. The root of a configuration is never null or unknown.
pub(super) fn object(value: Value, ty: &Type) -> Result<Value, Diagnostic> {
    match (&value, ty) {
        (Value::Object(_), Type::Object(_)) => Ok(value),
        _ => Err(Diagnostic::error(
            "Cannot read the configuration",
            "Terraform sent no object where it must send one.",
        )),
    }
}

pub(super) fn flatten(result: Result<Result<Diagnostics, Diagnostic>, Diagnostic>) -> Diagnostics {
    match result {
        Ok(Ok(found)) => found,
        Ok(Err(diagnostic)) | Err(diagnostic) => diagnostic.into(),
    }
}
