//! Planning a change.

use super::{
    Encoded, Entry, Plan, Server, configure::object, encode, guarded_now, unknown_configuration,
};
use crate::framework::{
    author::{provider::Provider, resource::erased::Proposal},
    diagnostics::{Diagnostic, Diagnostics},
    plan::{Action, consistency},
    value::Value,
};

impl<P: Provider> Server<P> {
    /// `PlanResourceChange`. `proposed` tells a destruction from the rest; the plan itself is made
    /// of the configuration and the prior state.
    pub fn plan(
        &self,
        name: &str,
        config: Encoded<'_>,
        prior: Encoded<'_>,
        proposed: Encoded<'_>,
        may_defer: bool,
    ) -> Plan {
        let decide = || -> Result<Plan, Diagnostic> {
            let entry = self.entry(name)?;
            let prior = self.received(entry, prior.decode(&entry.ty, "prior state")?);
            let config = config.decode(&entry.ty, "configuration")?;
            let is_new = prior.is_null();
            let unknown = self.unknown_arguments();
            let destroys = config.is_null() && proposed.decode(&entry.ty, "proposal")?.is_null();
            let mut plan = if destroys {
                let mut diagnostics = Diagnostics::new();
                Plan {
                    planned: encode(&Value::Null, &entry.ty, &mut diagnostics),
                    identity: entry.identity_of([&prior, &Value::Null], self.client().as_ref()),
                    diagnostics,
                    ..Plan::default()
                }
            } else {
                let config = object(config, &entry.ty)?;
                let config = self.written(entry, config);
                let client = self.client();
                let proposal = Proposal {
                    schema: &entry.schema,
                    config: &config,
                    prior: &prior,
                    unknown: unknown.as_deref().unwrap_or_default(),
                };
                let seen = |it| self.answered(entry, it);
                change(entry, proposal, client.as_ref(), seen)
            };
            if let Some(names) = unknown {
                plan.deferred = may_defer;
                // Of what exists the refresh has said it.
                if !may_defer && !destroys && is_new {
                    plan.diagnostics.push(unchecked(name, &names));
                }
            }
            Ok(plan)
        };
        match guarded_now(decide) {
            Ok(Ok(plan)) => plan,
            Ok(Err(diagnostic)) | Err(diagnostic) => Plan {
                diagnostics: diagnostic.into(),
                ..Plan::default()
            },
        }
    }
}

/// A warning of a plan that was made while the provider block is not known.
fn unchecked(name: &str, arguments: &[String]) -> Diagnostic {
    Diagnostic::warning(
        format!("A new \"{name}\" was planned without its provider"),
        format!(
            "{} What depends on the provider block was not checked, and is known only after apply.",
            unknown_configuration(arguments)
        ),
    )
}

fn change<C: Clone + Send + Sync + 'static>(
    entry: &Entry<C>,
    proposal: Proposal<'_>,
    client: Option<&C>,
    seen: impl Fn(Value) -> Value,
) -> Plan {
    let Proposal { config, prior, .. } = proposal;
    let (outcome, mut diagnostics) = entry.resource.plan(proposal, client);
    tracing::debug!(
        action = ?outcome.action,
        replace = ?outcome.replace.iter().map(|it| it.path.to_string()).collect::<Vec<_>>(),
        "planned"
    );
    if cfg!(debug_assertions) {
        for problem in consistency::of_plan(&entry.schema, config, prior, &outcome.planned) {
            diagnostics.push(Diagnostic::bug(format!(
                "Its plan is inconsistent at \"{}\": {}.",
                problem.path, problem.text
            )));
        }
    }
    // The identity of what an apply makes is known only then.
    let stays = !matches!(outcome.action, Action::Create | Action::Replace);
    Plan {
        planned: encode(&seen(outcome.planned), &entry.ty, &mut diagnostics),
        identity: stays
            .then(|| entry.identity_of([prior, &Value::Null], client))
            .flatten(),
        requires_replace: outcome.replace.into_iter().map(|it| it.path).collect(),
        diagnostics,
        ..Plan::default()
    }
}
