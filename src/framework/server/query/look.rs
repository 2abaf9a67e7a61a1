//! Data sources.

use crate::framework::{
    author::{
        data_source::{answered, nothing},
        provider::Provider,
        resource::Kept,
    },
    diagnostics::{Diagnostic, Diagnostics},
    schema::validate::{Capabilities, validate},
    server::{
        Encoded, Read, Server,
        configure::{flatten, object},
        encode, guarded, guarded_now, unknown_configuration,
    },
};

impl<P: Provider> Server<P> {
    /// `ValidateDataResourceConfig`.
    pub fn validate_data(&self, name: &str, config: Encoded<'_>) -> Diagnostics {
        let check = || -> Result<Diagnostics, Diagnostic> {
            let entry = self.schemas().data_entry(name)?;
            let config = object(config.decode(&entry.ty, "configuration")?, &entry.ty)?;
            let mut found = validate(&entry.schema, &config, Capabilities::default());
            if !found.has_errors() {
                found.extend(entry.data.validate(config));
            }
            Ok(found)
        };
        flatten(guarded_now(check))
    }

    /// `ReadDataSource`. While the provider's configuration is not known, a core that can puts it off.
    pub async fn read_data(&self, name: &str, config: Encoded<'_>, may_defer: bool) -> Read {
        let work = async {
            let entry = self.schemas().data_entry(name)?;
            let config = object(config.decode_state(&entry.ty, "configuration")?, &entry.ty)?;
            let mut diagnostics = Diagnostics::new();
            if let Some(names) = self.unknown_arguments() {
                if !may_defer {
                    return Err(Diagnostic::error(
                        format!("Cannot read \"{name}\" yet"),
                        unknown_configuration(&names),
                    ));
                }
                let state = answered(&entry.schema, &config, None);
                return Ok(Read {
                    state: encode(&state, &entry.ty, &mut diagnostics),
                    diagnostics,
                    deferred: true,
                    ..Read::default()
                });
            }
            let context = self.context(config.clone(), Kept::default())?;
            let outcome = entry.data.read(context).await;
            diagnostics.extend(outcome.diagnostics);
            let state = match outcome.state {
                // An error says why nothing is known.
                _ if diagnostics.has_errors() => Vec::new(),
                None => return Err(nothing(name)),
                found => {
                    let state = answered(&entry.schema, &config, found);
                    encode(&state, &entry.ty, &mut diagnostics)
                }
            };
            Ok(Read {
                state,
                diagnostics,
                ..Read::default()
            })
        };
        match guarded(work).await {
            Ok(Ok(read)) => read,
            Ok(Err(diagnostic)) | Err(diagnostic) => Read {
                diagnostics: diagnostic.into(),
                ..Read::default()
            },
        }
    }
}
