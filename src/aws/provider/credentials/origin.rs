//! The origin of credentials: a source, and the roles that are assumed with it. Pure.

use std::{collections::BTreeMap, time::Duration};

use aws_credential_types::Credentials;

use crate::{
    aws::{
        api::error::failure::Failure,
        provider::{
            block::rows::Config,
            lookup::{environment::Environment, files::Files},
            settings::Metadata,
        },
    },
    framework::value::path::Path,
};

/// A source of credentials, and the roles that are assumed with it.
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
    /// The place that names the role, for a message: `assume_role` number 2, "the profile \"deploy\"".
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

/// The input of a plan.
#[derive(Debug, Clone, Copy)]
pub(in crate::aws::provider) struct Facts<'a> {
    pub(in crate::aws::provider) config: &'a Config,
    pub(in crate::aws::provider) environment: &'a Environment,
    pub(in crate::aws::provider) files: &'a Files,
    pub(in crate::aws::provider) metadata: &'a Metadata,
}

/// The name of a session when nobody gives one.
pub(super) const SESSION: &str = "terraform-provider-awslambda";

/// Keys as they were written; `whose` names the place.
pub(super) fn keys(access: &str, secret: &str, token: Option<String>, whose: &'static str) -> Plan {
    Source::Keys(Credentials::new(access, secret, token, None, whose)).into()
}

// === impl Facts ===

impl Facts<'_> {
    /// The plan for the keys or the web identity of the environment.
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
