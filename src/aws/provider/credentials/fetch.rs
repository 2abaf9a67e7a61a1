//! Fetches the first credentials from where the plan says.

use aws_config::{
    Region, credential_process::CredentialProcessProvider, ecs::EcsCredentialsProvider,
    sso::SsoCredentialsProvider,
};
use aws_credential_types::provider::{
    ProvideCredentials, Result, SharedCredentialsProvider, error::CredentialsError, future,
};

use super::{
    chain::nowhere,
    origin::{Source, Sso, Token},
    reach::Reach,
    role,
};
use crate::{
    aws::{
        api::error::failure::{Failure, words},
        provider::lookup::machine,
    },
    framework::diagnostics::shown,
};

/// A source of credentials that can be asked.
#[derive(Debug)]
pub(super) struct Fetched {
    source: Source,
    reach: Reach,
    /// The SDK's part of it, where it has one.
    sdk: Option<SharedCredentialsProvider>,
}

// === impl Fetched ===

impl Fetched {
    pub(super) fn new(source: Source, reach: Reach) -> Self {
        let sdk = match &source {
            Source::Keys(_) | Source::Token(..) => None,
            Source::Process { command, .. } => Some(SharedCredentialsProvider::new(
                CredentialProcessProvider::new(command.0.clone()),
            )),
            Source::Sso(sso) => {
                let mut builder = SsoCredentialsProvider::builder()
                    .configure(&reach.portal)
                    .account_id(&sso.account)
                    .role_name(&sso.role)
                    .start_url(&sso.start_url)
                    .region(Region::new(sso.region.clone()));
                builder.set_session_name(sso.session.clone());
                Some(SharedCredentialsProvider::new(builder.build()))
            }
            Source::Container => {
                let builder = EcsCredentialsProvider::builder().configure(&reach.sdk);
                Some(SharedCredentialsProvider::new(builder.build()))
            }
            Source::Machine { .. } => {
                let role = machine::MachineRole::new(&reach.metadata, &reach.sdk);
                Some(SharedCredentialsProvider::new(role))
            }
        };
        Self { source, reach, sdk }
    }

    async fn fetch(&self) -> Result {
        match (&self.source, &self.sdk) {
            (Source::Keys(keys), _) => Ok(keys.clone()),
            (Source::Token(role, token), _) => role::with_token(role, token, &self.reach).await,
            (source, Some(sdk)) => sdk
                .provide_credentials()
                .await
                .map_err(|error| source.failed(&error, &self.reach).into()),
            (_, None) => Err(CredentialsError::not_loaded_no_source()),
        }
    }
}

impl ProvideCredentials for Fetched {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.fetch())
    }
}

// === impl Source ===

impl Source {
    /// Explains the SDK's error for this source, with advice.
    fn failed(&self, error: &CredentialsError, reach: &Reach) -> Failure {
        let said = words(error);
        match self {
            Self::Sso(sso) => sso.failed(&said),
            Self::Process { profile, .. } => Failure::new(
                format!("The credential_process of the profile \"{}\" failed", shown(profile)),
                format!(
                    "Run the command of credential_process. It must exit with 0 and print credentials in \
                     JSON.\n\n{}",
                    shown(&said)
                ),
            )
            .at("profile"),
            Self::Container => Failure::new(
                "The credentials service of the container failed",
                format!(
                    "Check that the task or pod has a role, and AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, \
                     AWS_CONTAINER_CREDENTIALS_FULL_URI and AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE in the \
                     environment.\n\n{}",
                    shown(&said)
                ),
            ),
            Self::Machine { looked } => {
                let url = &reach.metadata.url;
                let last = format!(
                    "the metadata service of EC2 at {}, which failed: {}",
                    shown(url),
                    shown(&said)
                );
                nowhere(&[looked.as_slice(), &[last]].concat())
            }
            Self::Keys(_) | Self::Token(_, Token::Text(_) | Token::File(_)) => {
                Failure::new("Cannot get AWS credentials", shown(&said))
            }
        }
    }
}

// === impl Sso ===

impl Sso {
    fn failed(&self, said: &str) -> Failure {
        let profile = shown(&self.profile);
        let login = format!("aws sso login --profile {profile}");
        let is = |word: &str| said.contains(word);
        let (summary, detail) = if is("ForbiddenException") {
            (
                format!("The profile \"{profile}\" has no access to its role"),
                format!(
                    "The login has no access to the role {} of the account {}. Check sso_role_name and \
                     sso_account_id, or request the permission set.",
                    shown(&self.role),
                    shown(&self.account)
                ),
            )
        } else if is("dispatch failure") || is("timeout") {
            (
                format!("Cannot connect to IAM Identity Center for the profile \"{profile}\""),
                format!(
                    "Its Region is {}. Check sso_region, the network and proxies.",
                    shown(&self.region)
                ),
            )
        } else if is("service error") && !is("UnauthorizedException") {
            (
                format!("IAM Identity Center failed for the profile \"{profile}\""),
                format!("Try again later, or log in again with \"{login}\"."),
            )
        } else {
            (
                format!("The login of the profile \"{profile}\" has expired or does not exist"),
                format!("Run \"{login}\", and try again."),
            )
        };
        Failure::new(summary, format!("{detail}\n\n{}", shown(said))).at("profile")
    }
}
