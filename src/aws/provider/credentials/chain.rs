//! Which source of credentials counts, and which roles are assumed with it. Pure.
//!
//! The order is that of `hashicorp/aws`: the provider block, keys and web identity of the environment, a
//! profile, the container, the machine. A later place cannot change the values of an earlier one.

use super::{
    origin::{Facts, Plan, Role, Source, Token, keys},
    profiles,
};
use crate::{
    aws::{
        api::error::failure::Failure,
        names::duration::parse_duration,
        provider::{
            block::rows::{AssumeRole, WebIdentity},
            lookup::files::Chosen,
        },
    },
    framework::{
        cell::{Set, Tf},
        diagnostics::shown,
        value::path::Path,
    },
};

/// Decides where the credentials come from.
pub(in crate::aws::provider) fn plan(facts: Facts<'_>) -> Result<Plan, Failure> {
    let mut plan = facts.base()?;
    let roles = facts.config.assume_role.0.known();
    for (index, role) in roles.into_iter().flatten().enumerate() {
        plan.roles.extend(Role::of_block(role, index));
    }
    Ok(plan)
}

// === impl Facts ===

impl Facts<'_> {
    fn base(&self) -> Result<Plan, Failure> {
        let config = self.config;
        if let Tf::Known(block) = &config.assume_role_with_web_identity.0
            && let Some(plan) = self.web_identity(block)?
        {
            return Ok(plan);
        }
        if let (Tf::Known(access), Tf::Known(secret)) = (&config.access_key, &config.secret_key) {
            let token = config.token.known().map(|it| it.0.clone());
            let token = token.filter(|it| !it.is_empty());
            return Ok(keys(access, &secret.0, token, "the provider block"));
        }
        let mut looked = vec!["access_key and secret_key of the provider block".to_owned()];
        if self.files.chosen == Some(Chosen::Block) {
            let name = self.files.profiles.selected_profile();
            return self.profile(name)?.ok_or_else(|| profiles::empty(name));
        }
        if let Some(plan) = self.environment()? {
            return Ok(plan);
        }
        looked.push(
            "AWS_ACCESS_KEY_ID and AWS_WEB_IDENTITY_TOKEN_FILE in the environment".to_owned(),
        );
        let name = self.files.profiles.selected_profile();
        if let Some(plan) = self.profile(name)? {
            return Ok(plan);
        }
        looked.push(format!(
            "the profile \"{}\" in {}",
            shown(name),
            shown(&self.files.names.join(", "))
        ));
        let container = [
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        ];
        if self.environment.first(&container).is_some() {
            return Ok(Source::Container.into());
        }
        looked.push(
            "the credentials service of a container (AWS_CONTAINER_CREDENTIALS_…)".to_owned(),
        );
        if self.metadata.disabled {
            looked.push("not the metadata service of EC2, which is switched off".to_owned());
            return Err(nowhere(&looked));
        }
        Ok(Source::Machine { looked }.into())
    }

    /// The block `assume_role_with_web_identity`. An empty one counts as none.
    fn web_identity(&self, block: &WebIdentity) -> Result<Option<Plan>, Failure> {
        const PLACE: &str = "assume_role_with_web_identity";
        let of = self.environment;
        let set = |cell: &Tf<String>, variable| {
            text(cell).or_else(|| of.get(variable).map(str::to_owned))
        };
        let written = block.web_identity_token.known().map(|it| it.0.clone());
        let token = written
            .filter(|it| !it.is_empty())
            .map(Token::Text)
            .or_else(|| text(&block.web_identity_token_file).map(Token::File))
            .or_else(|| {
                let token = of.get("TF_AWS_WEB_IDENTITY_TOKEN")?;
                Some(Token::Text(token.to_owned()))
            })
            .or_else(|| {
                let file = of.get("AWS_WEB_IDENTITY_TOKEN_FILE")?;
                Some(Token::File(file.to_owned()))
            });
        let arn = set(&block.role_arn, "AWS_ROLE_ARN");
        let (arn, token) = match (arn, token) {
            (Some(arn), Some(token)) => (arn, token),
            (None, None) => return Ok(None),
            (Some(_), None) => {
                return Err(Failure::new(
                    "assume_role_with_web_identity: needs a token",
                    "Set web_identity_token or web_identity_token_file in the block, or \
                     TF_AWS_WEB_IDENTITY_TOKEN or AWS_WEB_IDENTITY_TOKEN_FILE in the environment.",
                )
                .at(PLACE));
            }
            (None, Some(_)) => {
                return Err(Failure::new(
                    "assume_role_with_web_identity: needs a role",
                    "Set role_arn in the block, or AWS_ROLE_ARN in the environment.",
                )
                .at(PLACE));
            }
        };
        let role = Role {
            arn,
            named_by: PLACE.to_owned(),
            path: PLACE.into(),
            session_name: set(&block.session_name, "AWS_ROLE_SESSION_NAME"),
            duration: text(&block.duration).and_then(|it| parse_duration(&it)),
            policy: text(&block.policy),
            policy_arns: all(&block.policy_arns),
            ..Role::default()
        };
        Ok(Some(Source::Token(role, token).into()))
    }

    fn profile(&self, name: &str) -> Result<Option<Plan>, Failure> {
        profiles::Walk(self).profile(name, &mut Vec::new())
    }
}

/// Nothing was found anywhere.
pub(super) fn nowhere(looked: &[String]) -> Failure {
    Failure::new(
        "No AWS credentials were found",
        format!(
            "Searched in this order: {}.\n\nSet AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or \
             profile or assume_role in the provider block. An emulator accepts any keys: access_key = \
             \"test\", secret_key = \"test\".",
            looked.join("; ")
        ),
    )
}

fn text(cell: &Tf<String>) -> Option<String> {
    cell.known().filter(|it| !it.is_empty()).cloned()
}

fn all(cell: &Set<String>) -> Vec<String> {
    cell.0.known().cloned().unwrap_or_default()
}

// === impl Role ===

impl Role {
    /// The role of a block `assume_role`; an empty block, which has been warned of, has none.
    fn of_block(block: &AssumeRole, index: usize) -> Option<Self> {
        let number = index + 1;
        Some(Self {
            arn: text(&block.role_arn)?,
            named_by: format!("block assume_role number {number}"),
            path: Path::from("assume_role").index(index).attribute("role_arn"),
            session_name: text(&block.session_name),
            external_id: text(&block.external_id),
            duration: text(&block.duration).and_then(|it| parse_duration(&it)),
            policy: text(&block.policy),
            policy_arns: all(&block.policy_arns),
            source_identity: text(&block.source_identity),
            tags: block.tags.0.known().cloned().unwrap_or_default(),
            transitive_tag_keys: all(&block.transitive_tag_keys),
        })
    }
}

#[cfg(test)]
mod tests;
