//! Making a change.

use super::{Answer, Encoded, Entry, Server, Stored, encode, guarded};
use crate::framework::{
    author::{
        provider::Provider,
        resource::{Kept, Outcome},
    },
    diagnostics::{Diagnostic, Diagnostics},
    plan::consistency,
    value::Value,
};

impl<P: Provider> Server<P> {
    /// `ApplyResourceChange`: creates without a prior state, deletes without a planned one, and
    /// changes in place otherwise.
    pub async fn apply<'a>(
        &self,
        name: &str,
        prior: impl Into<Stored<'a>>,
        planned: Encoded<'_>,
        config: Encoded<'_>,
    ) -> Answer {
        let entry = match self.entry(name) {
            Ok(entry) => entry,
            Err(diagnostic) => return failed(diagnostic),
        };
        let Stored {
            state: prior,
            private,
        } = prior.into();
        let decoded = prior
            .decode_state(&entry.ty, "prior state")
            .and_then(|prior| {
                let planned = planned.decode(&entry.ty, "planned state")?;
                let config = config.decode(&entry.ty, "configuration")?;
                Ok((
                    self.received(entry, prior),
                    self.received(entry, planned),
                    self.written(entry, config),
                ))
            });
        let (prior, planned, config) = match decoded {
            Ok(decoded) => decoded,
            Err(diagnostic) => return failed(diagnostic),
        };
        if prior.is_null() && planned.is_null() {
            return failed(Diagnostic::bug("Terraform asked to apply no change."));
        }

        let kept = Kept::beside(private);
        let work = async {
            match self.context(config, kept.clone()) {
                Ok(context) => {
                    let (it, before, after) = (&entry.resource, prior.clone(), planned.clone());
                    match (prior.is_null(), planned.is_null()) {
                        (true, _) => it.create(context, after).await,
                        (_, true) => it.delete(context, before).await,
                        _ => it.update(context, before, after).await,
                    }
                }
                Err(diagnostic) => unchanged(&prior).with(diagnostic),
            }
        };
        let outcome = match guarded(work).await {
            Ok(outcome) => outcome,
            // Keep the state that was reported last, or else the prior one.
            Err(crash) => Outcome {
                state: kept.take().or_else(|| unchanged(&prior).state),
                diagnostics: crash.into(),
            },
        };
        let client = self.client();
        let seen = |it| self.answered(entry, it);
        Answer {
            private: kept.new_private(),
            ..answer(entry, [&prior, &planned], outcome, client.as_ref(), seen)
        }
    }
}

/// The object as it was before the call.
fn unchanged(prior: &Value) -> Outcome<Value> {
    Outcome {
        state: (!prior.is_null()).then(|| prior.clone()),
        diagnostics: Diagnostics::new(),
    }
}

fn answer<C: Clone + Send + Sync + 'static>(
    entry: &Entry<C>,
    [prior, planned]: [&Value; 2],
    outcome: Outcome<Value>,
    client: Option<&C>,
    seen: impl Fn(Value) -> Value,
) -> Answer {
    let Outcome {
        state,
        mut diagnostics,
    } = outcome;
    // Terraform stores what it gets, so nothing unknown may be in it, whatever went wrong.
    let state = state.map_or(Value::Null, known);
    if cfg!(debug_assertions) && !diagnostics.has_errors() && !planned.is_null() {
        for problem in consistency::of_apply(planned, &state) {
            diagnostics.push(Diagnostic::bug(format!(
                "The result of the apply is not what was planned at \"{}\": {}.",
                problem.path, problem.text
            )));
        }
    }
    Answer {
        identity: entry.identity_of([&state, prior], client),
        state: encode(&seen(state), &entry.ty, &mut diagnostics),
        private: None,
        diagnostics,
    }
}

/// `value` with null for unknown parts.
fn known(value: Value) -> Value {
    match value {
        Value::Unknown(_) => Value::Null,
        Value::List(items) => Value::List(items.into_iter().map(known).collect()),
        Value::Set(items) => Value::set(items.into_iter().map(known).collect()),
        Value::Map(items) => Value::Map(items.into_iter().map(|(k, v)| (k, known(v))).collect()),
        Value::Object(items) => {
            Value::Object(items.into_iter().map(|(k, v)| (k, known(v))).collect())
        }
        Value::Dynamic(typed) => Value::dynamic(typed.0, known(typed.1)),
        other => other,
    }
}

fn failed(diagnostic: Diagnostic) -> Answer {
    Answer {
        diagnostics: diagnostic.into(),
        ..Answer::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::value::types::Type;

    #[test]
    fn nothing_unknown_is_left_however_deep() {
        let holders: [fn(Value) -> Value; 5] = [
            |it| Value::List(vec![it]),
            |it| Value::set(vec![it]),
            |it| Value::Map([("k".to_owned(), it)].into()),
            |it| Value::object([("a", it)]),
            |it| Value::dynamic(Type::String, it),
        ];
        for outer in holders {
            for inner in holders {
                let hold = |it| outer(inner(it));
                assert_eq!(known(hold(Value::UNKNOWN)), hold(Value::Null));
                assert_eq!(known(hold(true.into())), hold(true.into()));
            }
        }
    }
}
