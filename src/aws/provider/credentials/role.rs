//! Roles: assumed with the credentials before them, or with the token of another identity provider.

use std::time::{Duration, SystemTime};

use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, Result, SharedCredentialsProvider, future},
};
use aws_sdk_sts::{
    error::{ProvideErrorMetadata, SdkError},
    operation::RequestId,
    types::{AssumedRoleUser, PolicyDescriptorType, Tag},
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use super::{
    origin::{Role, SESSION, Token},
    reach::Reach,
};
use crate::{
    aws::{
        api::error::{Error, Kind, failure::Failure},
        provider::{block::rules::iam, lookup::files::home},
    },
    framework::diagnostics::shown,
};

/// A role that is assumed with other credentials.
#[derive(Debug)]
pub(super) struct Assumed {
    role: Role,
    base: SharedCredentialsProvider,
    reach: Reach,
}

// === impl Assumed ===

impl Assumed {
    pub(super) fn new(role: Role, base: SharedCredentialsProvider, reach: Reach) -> Self {
        Self { role, base, reach }
    }

    async fn assume(&self) -> Result {
        let role = &self.role;
        let base = self.base.provide_credentials().await?;
        let tags = role.tags.iter().map(|(key, value)| {
            let tag = Tag::builder().key(key).value(value);
            tag.build()
                .map_err(|error| unsaid(role, &error.to_string()))
        });
        let tags: std::result::Result<Vec<Tag>, Failure> = tags.collect();
        let answer = self
            .reach
            .sts(Some(base))
            .assume_role()
            .role_arn(&role.arn)
            .role_session_name(session(role))
            .set_duration_seconds(seconds(role.duration))
            .set_external_id(role.external_id.clone())
            .set_policy(role.policy.clone())
            .set_policy_arns(policies(role))
            .set_source_identity(role.source_identity.clone())
            .set_tags(some(tags?))
            .set_transitive_tag_keys(some(role.transitive_tag_keys.clone()))
            .send()
            .await
            .map_err(|error| self.reach.refused("AssumeRole", role, &error))?;
        let whose = answer.assumed_role_user;
        credentials(role, answer.credentials, whose.as_ref())
    }
}

impl ProvideCredentials for Assumed {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.assume())
    }
}

/// Assumes a role with the token of another identity provider.
pub(super) async fn with_token(role: &Role, token: &Token, reach: &Reach) -> Result {
    let token = match token {
        Token::Text(token) => token.clone(),
        Token::File(file) => tokio::fs::read_to_string(home(file)).await.map_err(|error| {
            Failure::new(
                "Cannot read the web identity token",
                format!(
                    "Cannot read the file \"{}\" with the token for the role {}, set by {}: {error}.",
                    shown(file),
                    shown(&role.arn),
                    role.named_by
                ),
            )
            .at(role.path.clone())
        })?,
    };
    let answer = reach
        .sts(None)
        .assume_role_with_web_identity()
        .role_arn(&role.arn)
        .role_session_name(session(role))
        .set_duration_seconds(seconds(role.duration))
        .set_policy(role.policy.clone())
        .set_policy_arns(policies(role))
        .web_identity_token(token.trim())
        .send()
        .await
        .map_err(|error| reach.refused("AssumeRoleWithWebIdentity", role, &error))?;
    let whose = answer.assumed_role_user;
    credentials(role, answer.credentials, whose.as_ref())
}

// === impl Reach ===

impl Reach {
    /// A role that could not be assumed: which one, and why.
    fn refused<E>(
        &self,
        operation: &'static str,
        role: &Role,
        error: &SdkError<E, HttpResponse>,
    ) -> Failure
    where
        E: ProvideErrorMetadata + RequestId + std::error::Error + Send + Sync + 'static,
    {
        // The credentials before this role have said what is wrong themselves.
        if let Some(failure) = Failure::within(error) {
            return failure.clone();
        }
        let error = Error::new(operation, &self.service, error);
        let diagnostic = error.diagnostic(&format!("assume the role {}", shown(&role.arn)));
        let hint = match error.kind {
            Kind::Denied if operation == "AssumeRole" => {
                " The trust policy of the role must allow the caller, with the same external_id. The caller \
                 needs sts:AssumeRole, sts:TagSession for session tags, and sts:SetSourceIdentity for a \
                 source identity."
            }
            Kind::Denied => {
                " The trust policy of the role must allow the identity provider, and its conditions must \
                 match the audience and the subject of the token."
            }
            _ => "",
        };
        Failure::new(
            diagnostic.summary,
            format!(
                "The role is set by {}.{hint} {}",
                role.named_by, diagnostic.detail
            ),
        )
        .at(role.path.clone())
    }
}

fn session(role: &Role) -> &str {
    role.session_name.as_deref().unwrap_or(SESSION)
}

fn seconds(duration: Option<Duration>) -> Option<i32> {
    duration.and_then(|it| i32::try_from(it.as_secs()).ok())
}

fn policies(role: &Role) -> Option<Vec<PolicyDescriptorType>> {
    let each = role.policy_arns.iter();
    some(
        each.map(|it| PolicyDescriptorType::builder().arn(it).build())
            .collect(),
    )
}

/// A list that has something in it.
fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

fn credentials(
    role: &Role,
    answer: Option<aws_sdk_sts::types::Credentials>,
    whose: Option<&AssumedRoleUser>,
) -> Result {
    let answer = answer.ok_or_else(|| unsaid(role, "The response has no credentials."))?;
    let expiry = SystemTime::try_from(*answer.expiration()).ok();
    let mut credentials = Credentials::builder()
        .access_key_id(answer.access_key_id())
        .secret_access_key(answer.secret_access_key())
        .session_token(answer.session_token())
        .provider_name("a role");
    credentials.set_expiry(expiry);
    // The role's account is that of all its calls.
    let account = whose
        .and_then(|it| it.arn().split(':').nth(4))
        .or_else(|| iam(&role.arn).map(|(account, _)| account));
    if let Some(account) = account {
        credentials = credentials.account_id(account);
    }
    Ok(credentials.build())
}

fn unsaid(role: &Role, why: &str) -> Failure {
    let summary = format!("Cannot assume the role {}", shown(&role.arn));
    Failure::new(
        summary,
        format!("The role is set by {}. {why}", role.named_by),
    )
    .at(role.path.clone())
}
