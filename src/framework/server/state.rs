//! States: reading, importing and upgrading them.

use super::{
    Answer, Encoded, Read, Server, Stored, encode, guarded, guarded_now, unknown_configuration,
};
use crate::framework::{
    author::{provider::Provider, resource::Kept},
    diagnostics::{Diagnostic, Diagnostics},
    json,
    schema::{Attribute, Shape},
    value::Value,
};

impl<P: Provider> Server<P> {
    /// `ReadResource`.
    pub async fn read<'a>(
        &self,
        name: &str,
        current: impl Into<Stored<'a>>,
        may_defer: bool,
    ) -> Read {
        let Stored {
            state: current,
            private,
        } = current.into();
        let kept = Kept::beside(private);
        let work = async {
            let entry = self.entry(name)?;
            let current = self.received(entry, current.decode_state(&entry.ty, "state")?);
            let mut diagnostics = Diagnostics::new();
            if current.is_null() {
                return Ok(Read::default());
            }
            // Nothing can be asked yet: the state stands, and the user learns why.
            if let Some(names) = self.unknown_arguments() {
                let identity = entry.identity_of([&current, &Value::Null], None);
                if !may_defer {
                    diagnostics.push(Diagnostic::warning(
                        format!("\"{name}\" was not refreshed"),
                        unknown_configuration(&names),
                    ));
                }
                return Ok(Read {
                    state: encode(&self.answered(entry, current), &entry.ty, &mut diagnostics),
                    private: None,
                    identity,
                    diagnostics,
                    deferred: may_defer,
                });
            }
            let context = self.context(Value::Null, kept.clone())?;
            let client = context.client.clone();
            let outcome = entry.resource.read(context, current.clone()).await;
            diagnostics.extend(outcome.diagnostics);
            let state = match outcome.state {
                // After an error Terraform keeps what it has; say the same.
                None if diagnostics.has_errors() => current.clone(),
                state => state.unwrap_or(Value::Null),
            };
            Ok(Read {
                identity: entry.identity_of([&state, &current], Some(&client)),
                state: encode(&self.answered(entry, state), &entry.ty, &mut diagnostics),
                private: kept.new_private(),
                diagnostics,
                deferred: false,
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

    /// `ImportResourceState`: what the id or the identity tells; a read follows.
    pub async fn import(&self, name: &str, id: &str, identity: Encoded<'_>) -> Answer {
        let import = async {
            let entry = self.entry(name)?;
            let identity = match &entry.identity {
                Some((_, ty)) => identity.decode_state(ty, "identity")?,
                None => Value::Null,
            };
            let state = if identity.is_null() {
                let call = match self.context(Value::Null, Kept::default()) {
                    Ok(context) => Some(context),
                    Err(_) if self.unknown_arguments().is_some() => None,
                    Err(diagnostic) => return Err(diagnostic),
                };
                entry.resource.import(call, id).await?
            } else {
                entry.resource.import_identity(identity)?
            };
            let mut diagnostics = Diagnostics::new();
            Ok(Answer {
                identity: entry.identity_of([&state, &Value::Null], self.client().as_ref()),
                state: encode(&state, &entry.ty, &mut diagnostics),
                private: None,
                diagnostics,
            })
        };
        or_failed(guarded(import).await)
    }

    /// `UpgradeResourceState`: from the JSON of a state file, of any version up to the present one.
    pub fn upgrade(&self, name: &str, version: i64, state: &[u8]) -> Answer {
        let upgrade = || -> Result<Answer, Diagnostic> {
            let entry = self.entry(name)?;
            let cannot = |detail: String| {
                Diagnostic::error(format!("Cannot read the state of \"{name}\""), detail)
            };
            let present = entry.schema.version;
            if version > present {
                return Err(cannot(format!(
                    "It was written by a newer version of this provider (state version {version}; \
                     this one knows up to {present}). Use that version, or a later one."
                )));
            }
            if version < 0 {
                return Err(cannot(format!("There is no state version {version}.")));
            }
            if state.is_empty() {
                return Err(cannot(
                    "It has no JSON form, as states of Terraform 0.11 and before. Upgrade it with \
                     Terraform 0.12 first."
                        .to_owned(),
                ));
            }
            let upgraded;
            let mut state = state;
            if version < present {
                let old = serde_json::from_slice(state)
                    .map_err(|error| cannot(format!("It is not JSON: {error}.")))?;
                upgraded = entry.resource.upgrade(version, old)?.to_string();
                state = upgraded.as_bytes();
            }
            let (value, dropped) = json::decode(state, &entry.ty)
                .map_err(|it| cannot(format!("At \"{}\": {}.", it.path, it.problem)))?;
            if value.is_null() {
                return Err(cannot("It is null, which no object is.".to_owned()));
            }
            let value = with_blocks(&entry.schema.attributes, value);
            let mut diagnostics: Diagnostics = dropped
                .into_iter()
                .map(|path| {
                    Diagnostic::warning(
                        format!("The state of \"{name}\" has an unknown attribute"),
                        format!(
                            "This version of the provider does not know \"{path}\" and leaves it \
                             out."
                        ),
                    )
                })
                .collect();
            Ok(Answer {
                identity: entry.identity_of([&value, &Value::Null], self.client().as_ref()),
                state: encode(&value, &entry.ty, &mut diagnostics),
                private: None,
                diagnostics,
            })
        };
        or_failed(guarded_now(upgrade))
    }
}

/// Replaces null by an empty collection of blocks: states of an older form may hold null, and Terraform
/// expects none.
pub(super) fn with_blocks(attributes: &[Attribute], value: Value) -> Value {
    let Value::Object(mut values) = value else {
        return value;
    };
    for attribute in attributes {
        let (Shape::Block(_, inner), Some(slot)) =
            (&attribute.shape, values.get_mut(attribute.name))
        else {
            continue;
        };
        let each = |items: Vec<Value>| items.into_iter().map(|it| with_blocks(inner, it));
        *slot = match std::mem::replace(slot, Value::Null) {
            Value::Null => attribute.absent(),
            Value::List(items) => Value::List(each(items).collect()),
            Value::Set(items) => Value::set(each(items).collect()),
            Value::Map(items) => {
                let items = items.into_iter();
                Value::Map(
                    items
                        .map(|(key, it)| (key, with_blocks(inner, it)))
                        .collect(),
                )
            }
            other => with_blocks(inner, other),
        };
    }
    Value::Object(values)
}

pub(super) fn or_failed(result: Result<Result<Answer, Diagnostic>, Diagnostic>) -> Answer {
    match result {
        Ok(Ok(answer)) => answer,
        Ok(Err(diagnostic)) | Err(diagnostic) => Answer {
            diagnostics: diagnostic.into(),
            ..Answer::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::{
        schema::{Life, spec::optional},
        tests::shelf::{every_way, row, schema, shelf},
    };

    #[test]
    fn blocks_that_a_state_lacks_are_empty_and_nested_attributes_are_null() {
        for held in every_way() {
            let absent = |it: Value| match it {
                _ if held.block => held.boxes([] as [Value; 0]),
                other => other,
            };
            let one = with_blocks(&held.schema().attributes, shelf(Value::Null));
            assert_eq!(one, shelf(absent(Value::Null)), "{held:?}");
            // The same inside blocks.
            for outer in every_way().filter(|it| it.block) {
                let schema = outer.schema_of(held.schema().attributes);
                let real = with_blocks(&schema.attributes, outer.shelf([shelf(Value::Null)]));
                assert_eq!(real, outer.shelf([shelf(absent(Value::Null))]), "{held:?}");
            }
        }
        let plain = schema(vec![row(
            "tone",
            Shape::Plain(crate::framework::value::types::Type::String),
            Life::Mutable,
            optional(),
        )]);
        let tone = Value::object([("tone", Value::Null)]);
        assert_eq!(with_blocks(&plain.attributes, tone.clone()), tone);
    }
}
