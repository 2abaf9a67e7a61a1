//! The configuration of an object: what a user would have to write to get it.

use crate::framework::{
    author::provider::Provider,
    diagnostics::{Diagnostic, Diagnostics},
    schema::written::configuration,
    server::{Answer, Encoded, Server, encode, guarded_now, state::or_failed},
};

impl<P: Provider> Server<P> {
    /// `GenerateResourceConfig`: the shortest configuration that means the state. Of no state: a configuration in
    /// which nothing is set.
    pub fn generate(&self, name: &str, state: Encoded<'_>) -> Answer {
        let generate = || -> Result<Answer, Diagnostic> {
            let entry = self.entry(name)?;
            let state = state.decode_state(&entry.ty, "state")?;
            let config = if state.is_null() {
                entry.schema.empty()
            } else {
                let client = self.client();
                let state = entry.resource.configuration(state, client.as_ref());
                configuration(&entry.schema.attributes, &state)
            };
            let mut diagnostics = Diagnostics::new();
            Ok(Answer {
                state: encode(&config, &entry.ty, &mut diagnostics),
                private: None,
                diagnostics,
                identity: None,
            })
        };
        or_failed(guarded_now(generate))
    }
}
