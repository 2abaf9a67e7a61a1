//! Moves: states of other types, and of the same type at another address.

use super::{
    Answer, Server, encode, guarded_now,
    state::{or_failed, with_blocks},
};
use crate::framework::{
    author::{provider::Provider, resource::moves::Source},
    diagnostics::shown,
    diagnostics::{Diagnostic, Diagnostics},
    json,
    value::Value,
};

/// The state that a move hands over, as it came.
#[derive(Debug, Clone, Copy, Default)]
pub struct Origin<'a> {
    /// Address of the provider that wrote it.
    pub provider: &'a str,
    /// Name of the resource type.
    pub kind: &'a str,
    /// Version of the state's form.
    pub version: i64,
    /// The attributes, as JSON.
    pub state: &'a [u8],
    /// The identity, as JSON; empty if the core sends none.
    pub identity: &'a [u8],
}

impl<P: Provider> Server<P> {
    /// `MoveResourceState`. A state of the same type is upgraded, whatever the address of its provider:
    /// some cores send this request for it, too.
    pub fn move_state(&self, name: &str, origin: Origin<'_>) -> Answer {
        if origin.kind == name {
            return self.upgrade(name, origin.version, origin.state);
        }
        let move_state = || -> Result<Answer, Diagnostic> {
            let entry = self.entry(name)?;
            let cannot = |detail: String| {
                let summary = format!("Cannot move \"{}\" to \"{name}\"", shown(origin.kind));
                Diagnostic::error(summary, detail)
            };
            if origin.state.is_empty() {
                return Err(cannot(
                    "Its state has no JSON form, as states of Terraform 0.11 and before. Upgrade it with \
                     Terraform 0.12 first."
                        .to_owned(),
                ));
            }
            let state = serde_json::from_slice(origin.state)
                .map_err(|error| cannot(format!("Its state is not JSON: {error}.")))?;
            let moved = entry.resource.move_state(Source {
                provider: origin.provider.to_owned(),
                kind: origin.kind.to_owned(),
                version: origin.version,
                state,
                // A core that sends none says so by nothing, or by null.
                identity: serde_json::from_slice(origin.identity).ok(),
            })?;
            let (value, dropped) = json::decode(moved.state.to_string().as_bytes(), &entry.ty)
                .map_err(|it| cannot(format!("At \"{}\": {}.", it.path, it.problem)))?;
            if value.is_null() {
                return Err(cannot("Its state is null, which no object is.".to_owned()));
            }
            let value = with_blocks(&entry.schema.attributes, value);
            let mut diagnostics: Diagnostics = moved.diagnostics;
            diagnostics.extend(dropped.into_iter().map(|path| {
                Diagnostic::warning(
                    format!("\"{path}\" was not moved to \"{name}\""),
                    format!("\"{name}\" has no such attribute. The object itself is not changed."),
                )
            }));
            Ok(Answer {
                identity: entry.identity_of([&value, &Value::Null], self.client().as_ref()),
                state: encode(&value, &entry.ty, &mut diagnostics),
                private: None,
                diagnostics,
            })
        };
        or_failed(guarded_now(move_state))
    }
}
