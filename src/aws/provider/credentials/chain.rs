//! Which source of credentials counts, and which roles are assumed with it. Pure.
//!
//! The order is that of `hashicorp/aws`: the provider block, keys and web identity of the environment, a
//! profile, the container, the machine. What an earlier place says, a later one cannot change.

use std::{collections::BTreeMap, time::Duration};

use aws_credential_types::Credentials;

use super::profiles;
use crate::{
    aws::{
        api::error::failure::Failure,
        names::duration::parse_duration,
        provider::{
            block::rows::{AssumeRole, Config, WebIdentity},
            lookup::{
                environment::Environment,
                files::{Chosen, Files},
            },
            settings::Metadata,
        },
    },
    framework::{
        cell::{Set, Tf},
        value::path::Path,
    },
};

/// What credentials are made of.
#[derive(Debug, Clone)]
pub(in crate::aws::provider) struct Plan {
    pub(super) source: Source,
    /// Roles to assume, the first with the credentials of the source.
    pub(super) roles: Vec<Role>,
}

/// Where the first credentials come from.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// Keys as they were written.
    Keys(Credentials),
    /// A role for the token of another identity provider.
    Token(Role, Token),
    /// A program that prints credentials, for a profile.
    Process { profile: String, command: Command },
    /// IAM Identity Center, for a profile.
    Sso(Sso),
    /// The service that a container asks.
    Container,
    /// The metadata service of EC2; what was looked at before it, for the message when it has none.
    Machine { looked: Vec<String> },
}

/// A line of the shell that starts a program. It may hold a password, which is never printed.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Command(pub(super) String);

/// A role of IAM Identity Center.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sso {
    pub(super) profile: String,
    pub(super) session: Option<String>,
    pub(super) start_url: String,
    pub(super) region: String,
    pub(super) account: String,
    pub(super) role: String,
}

/// The token of another identity provider.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// As it was written.
    Text(String),
    /// In a file, which is read for each renewal.
    File(String),
}

/// A role, and all that is said when it is assumed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Role {
    pub(super) arn: String,
    /// Who wants it, as a message names it: `assume_role` number 2, "the profile \"deploy\"".
    pub(super) named_by: String,
    /// The argument to blame.
    pub(super) path: Path,
    pub(super) session_name: Option<String>,
    pub(super) external_id: Option<String>,
    pub(super) duration: Option<Duration>,
    pub(super) policy: Option<String>,
    pub(super) policy_arns: Vec<String>,
    pub(super) source_identity: Option<String>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) transitive_tag_keys: Vec<String>,
}

/// What a plan is made of.
#[derive(Debug, Clone, Copy)]
pub(in crate::aws::provider) struct Facts<'a> {
    pub(in crate::aws::provider) config: &'a Config,
    pub(in crate::aws::provider) environment: &'a Environment,
    pub(in crate::aws::provider) files: &'a Files,
    pub(in crate::aws::provider) metadata: &'a Metadata,
}

/// The name of a session when nobody gives one.
pub(super) const SESSION: &str = "terraform-provider-awslambda";

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
            "the profile \"{name}\" in {}",
            self.files.names.join(", ")
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
            looked.push("not in the metadata service of EC2, which is switched off".to_owned());
            return Err(nowhere(&looked));
        }
        Ok(Source::Machine { looked }.into())
    }

    pub(super) fn environment(&self) -> Result<Option<Plan>, Failure> {
        let of = self.environment;
        let access = of.first(&["AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY"]);
        let secret = of.first(&["AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY"]);
        if let (Some(access), Some(secret)) = (access, secret) {
            let token = of.get("AWS_SESSION_TOKEN").map(str::to_owned);
            return Ok(Some(keys(access, secret, token, "the environment")));
        }
        let Some(file) = of.get("AWS_WEB_IDENTITY_TOKEN_FILE") else {
            return Ok(None);
        };
        let Some(arn) = of.get("AWS_ROLE_ARN") else {
            return Err(Failure::new(
                "AWS_WEB_IDENTITY_TOKEN_FILE needs AWS_ROLE_ARN",
                "The environment names a file with a token, but no role to assume with it. Set \
                 AWS_ROLE_ARN, or unset AWS_WEB_IDENTITY_TOKEN_FILE.",
            ));
        };
        let role = Role {
            arn: arn.to_owned(),
            named_by: "AWS_ROLE_ARN in the environment".to_owned(),
            session_name: of.get("AWS_ROLE_SESSION_NAME").map(str::to_owned),
            ..Role::default()
        };
        Ok(Some(
            Source::Token(role, Token::File(file.to_owned())).into(),
        ))
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
                    "A role with web identity needs a token",
                    "Set web_identity_token or web_identity_token_file in the block, or \
                     TF_AWS_WEB_IDENTITY_TOKEN or AWS_WEB_IDENTITY_TOKEN_FILE in the environment.",
                )
                .at(PLACE));
            }
            (None, Some(_)) => {
                return Err(Failure::new(
                    "A web identity needs a role",
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

pub(super) fn keys(access: &str, secret: &str, token: Option<String>, whose: &'static str) -> Plan {
    Source::Keys(Credentials::new(access, secret, token, None, whose)).into()
}

/// Nothing was found anywhere.
pub(super) fn nowhere(looked: &[String]) -> Failure {
    Failure::new(
        "No AWS credentials were found",
        format!(
            "Looked, in this order, for:\n  - {}.\n\nSet AWS_PROFILE to a profile that works with the AWS \
             command line, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or set profile or assume_role \
             in the provider block. For an emulator any keys do: access_key = \"test\", secret_key = \
             \"test\".",
            looked.join(";\n  - ")
        ),
    )
}

fn text(cell: &Tf<String>) -> Option<String> {
    cell.known().filter(|it| !it.is_empty()).cloned()
}

fn all(cell: &Set<String>) -> Vec<String> {
    cell.0.known().cloned().unwrap_or_default()
}

// === impl Plan ===

impl From<Source> for Plan {
    fn from(source: Source) -> Self {
        Self {
            source,
            roles: Vec::new(),
        }
    }
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

// === impl Command ===

impl std::fmt::Debug for Command {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Command")
    }
}

// === impl Token ===

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(_) => f.write_str("Text"),
            Self::File(file) => f.debug_tuple("File").field(file).finish(),
        }
    }
}

#[cfg(test)]
mod tests;
