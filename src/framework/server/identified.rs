//! Identities: computed from a state, completed by what Terraform has stored, upgraded.

use super::{Answer, Encoded, Entry, Server, encode, guarded_now, state::or_failed};
use crate::framework::{
    author::provider::Provider,
    diagnostics::{Diagnostic, Diagnostics},
    json,
    value::Value,
};

impl<P: Provider> Server<P> {
    /// The identity of an object, in MessagePack: as the server computed it, with the `stored` one for
    /// what the state does not tell. Empty when neither tells anything.
    pub fn identity(
        &self,
        name: &str,
        computed: Option<Value>,
        stored: Encoded<'_>,
        found: &mut Diagnostics,
    ) -> Vec<u8> {
        let Some((_, ty)) = self.entry(name).ok().and_then(|it| it.identity.as_ref()) else {
            return Vec::new();
        };
        // One that cannot be read is replaced by the one that was computed.
        let stored = stored.decode_state(ty, "identity").unwrap_or(Value::Null);
        match completed(computed, stored) {
            Value::Null => Vec::new(),
            identity => encode(&identity, ty, found),
        }
    }

    /// `UpgradeResourceIdentity`: from the JSON of a state file, of any version up to the present one.
    pub fn upgrade_identity(&self, name: &str, version: i64, identity: &[u8]) -> Answer {
        let upgrade = || -> Result<Answer, Diagnostic> {
            let entry = self.entry(name)?;
            let cannot = |detail: String| {
                Diagnostic::error(format!("Cannot read the identity of \"{name}\""), detail)
            };
            let Some((schema, ty)) = &entry.identity else {
                return Err(cannot(
                    "Resources of this type have no identity.".to_owned(),
                ));
            };
            // A core asks of a state that has no identity, too: it has version 0 there.
            if matches!(identity.trim_ascii(), b"" | b"null") {
                let mut diagnostics = Diagnostics::new();
                return Ok(Answer {
                    state: encode(&Value::Null, ty, &mut diagnostics),
                    private: None,
                    diagnostics,
                    identity: None,
                });
            }
            let present = schema.version;
            if version > present {
                return Err(cannot(format!(
                    "It was written by a newer version of this provider (identity version {version}; \
                     this one knows up to {present}). Use that version, or a later one."
                )));
            }
            let upgraded;
            let mut identity = identity;
            if version < present {
                let old = serde_json::from_slice(identity)
                    .map_err(|error| cannot(format!("It is not JSON: {error}.")))?;
                upgraded = entry.resource.upgrade_identity(version, old)?.to_string();
                identity = upgraded.as_bytes();
            }
            let (value, _) = json::decode(identity, ty)
                .map_err(|it| cannot(format!("At \"{}\": {}.", it.path, it.problem)))?;
            let mut diagnostics = Diagnostics::new();
            Ok(Answer {
                state: encode(&value, ty, &mut diagnostics),
                private: None,
                diagnostics,
                identity: None,
            })
        };
        or_failed(guarded_now(upgrade))
    }
}

impl<C: Clone + Send + Sync + 'static> Entry<C> {
    /// The identity of the object with the first of these `states` that tells it.
    pub(super) fn identity_of(&self, states: [&Value; 2], client: Option<&C>) -> Option<Value> {
        let mut states = states.into_iter().filter(|it| !it.is_null());
        states.find_map(|it| self.resource.identity(it, client))
    }
}

/// `computed`, with the values of `stored` that it lacks, if both name the same object.
fn completed(computed: Option<Value>, stored: Value) -> Value {
    match (computed, stored) {
        (None, stored) => stored,
        (Some(Value::Object(computed)), Value::Object(stored)) => {
            let same = computed
                .iter()
                .all(|(name, it)| it.is_null() || stored.get(name).is_none_or(|other| it == other));
            let filled = computed.into_iter().map(|(name, it)| {
                let it = match stored.get(&name) {
                    Some(other) if same && it.is_null() => other.clone(),
                    _ => it,
                };
                (name, it)
            });
            Value::object(filled)
        }
        (Some(computed), _) => computed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(number: Value, place: Value) -> Value {
        Value::object([("number", number), ("place", place)])
    }

    #[test]
    fn what_the_state_does_not_tell_is_as_stored_for_the_same_object_only() {
        let full = || identity(1.into(), "hall".into());
        for (computed, stored, expected) in [
            (Some(full()), Value::Null, full()),
            (None, full(), full()),
            (Some(identity(1.into(), Value::Null)), full(), full()),
            // Another object, or an older mistake: what the state says counts.
            (
                Some(identity(2.into(), Value::Null)),
                full(),
                identity(2.into(), Value::Null),
            ),
            (
                Some(identity(1.into(), "attic".into())),
                full(),
                identity(1.into(), "attic".into()),
            ),
            (None, Value::Null, Value::Null),
        ] {
            assert_eq!(completed(computed, stored), expected);
        }
    }
}
