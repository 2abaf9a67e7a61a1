//! In which account the credentials work, and whether they may there.

use std::time::Duration;

use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials as _, SharedCredentialsProvider},
};

use aws_sdk_sts::operation::get_caller_identity::GetCallerIdentityOutput;
use tokio::time::timeout;

use super::reach::Reach;
use crate::{
    aws::{
        api::error::{Error, Kind, causes::causes, failure::Failure},
        provider::{
            block::rows::Config,
            settings::{Accounts, Settings, Validation},
        },
    },
    framework::{
        cell::{Set, Tf},
        diagnostics::{Diagnostic, shown},
    },
};

const WHAT: &str = "validate the AWS credentials";
/// How long the Security Token Service may take to say whether it accepts credentials that nobody asked it
/// about.
const VERIFICATION: Duration = Duration::from_secs(2);

/// The known facts of the account, and the way to ask for it.
pub(crate) struct Account<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) identity: &'a SharedCredentialsProvider,
    /// The credentials, if they have been fetched.
    pub(crate) known: Option<Credentials>,
    pub(crate) reach: &'a Reach,
}

/// Both lists together say either nothing or two things.
pub(crate) fn contradiction(config: &Config) -> Option<Diagnostic> {
    let is_set = |list: &Set<String>| matches!(&list.0, Tf::Known(it) if !it.is_empty());
    let both = is_set(&config.allowed_account_ids) && is_set(&config.forbidden_account_ids);
    both.then(|| {
        Diagnostic::error(
            "forbidden_account_ids: excludes allowed_account_ids",
            "An account that is not allowed is forbidden. Remove one of the two.",
        )
        .at("forbidden_account_ids")
    })
}

// === impl Account ===

impl Account<'_> {
    /// The account, if it is known; an error if the provider must not work there. The Security Token
    /// Service is asked once at most, and only if somebody wants to know what the credentials do not
    /// tell.
    pub(crate) async fn check(&self) -> Result<Option<String>, Diagnostic> {
        let rules = &self.settings.accounts;
        let told = self.known.as_ref().and_then(|it| it.account_id());
        let told = told.map(|it| it.as_str().to_owned());
        let restricted = !rules.allowed.is_empty() || !rules.forbidden.is_empty();
        let asked = self.settings.validation == Validation::Ask;
        // If only `endpoints.lambda` is set, the credentials belong to that server: never send them to AWS's
        // STS.
        let foreign = self.settings.lambda.is_some() && self.settings.sts.is_none();
        let account = match told {
            told if foreign => told,
            _ if asked => Some(self.ask().await?),
            None if restricted && !rules.unasked => Some(self.ask().await?),
            told if self.may_be_stale() => self.verify().await?.or(told),
            told => told,
        };
        match (&account, restricted) {
            (Some(account), true) => rules.check(account)?,
            (None, true) => return Err(unknown(foreign)),
            (_, false) => {}
        }
        Ok(account)
    }

    /// Whether credentials may have expired and do not say when: keys that somebody wrote down, with a
    /// session token.
    fn may_be_stale(&self) -> bool {
        self.settings.validation == Validation::Fetch
            && self
                .known
                .as_ref()
                .is_some_and(|it| it.session_token().is_some() && it.expiry().is_none())
    }

    /// Asks the Security Token Service whether it accepts the credentials: one error instead of one for
    /// each mapping. A service that does not respond in time decides nothing.
    async fn verify(&self) -> Result<Option<String>, Diagnostic> {
        let Some(known) = &self.known else {
            return Ok(None);
        };
        match timeout(VERIFICATION, self.identify(known.clone())).await {
            Ok(Ok(identity)) => Ok(identity.account),
            Ok(Err(error)) if error.kind == Kind::Credentials => Err(error.diagnostic(WHAT)),
            Ok(Err(error)) => {
                tracing::debug!(
                    cause = error.shortened(),
                    "the credentials were not verified"
                );
                Ok(None)
            }
            Err(_) => {
                tracing::debug!("the credentials were not verified in time");
                Ok(None)
            }
        }
    }

    async fn ask(&self) -> Result<String, Diagnostic> {
        let identity = match &self.known {
            Some(known) => known.clone(),
            None => fetch(self.identity).await?,
        };
        let identity = self.identify(identity).await;
        let identity = identity.map_err(|it| it.diagnostic(WHAT))?;
        identity.account.ok_or_else(|| {
            Diagnostic::error(
                format!("Cannot {WHAT}"),
                "The response of the Security Token Service has no account.",
            )
        })
    }

    async fn identify(&self, identity: Credentials) -> Result<GetCallerIdentityOutput, Error> {
        let answer = self.reach.sts(Some(identity)).get_caller_identity().send();
        let answer = answer
            .await
            .map_err(|it| Error::new("GetCallerIdentity", &self.reach.service, &it))?;
        tracing::debug!(
            account = answer.account(),
            arn = answer.arn(),
            "the credentials are valid"
        );
        Ok(answer)
    }
}

// === impl Accounts ===

impl Accounts {
    fn check(&self, account: &str) -> Result<(), Diagnostic> {
        let is = |it: &String| it == account;
        if self.forbidden.iter().any(is) {
            return Err(Diagnostic::error(
                format!("The account {} is forbidden", shown(account)),
                "forbidden_account_ids lists the account of the credentials. Nothing was read or \
                 changed. Use credentials of another account.",
            )
            .at("forbidden_account_ids"));
        }
        if !self.allowed.is_empty() && !self.allowed.iter().any(is) {
            return Err(Diagnostic::error(
                format!("The account {} is not allowed", shown(account)),
                format!(
                    "allowed_account_ids lists {}. Nothing was read or changed. Use credentials of one of \
                     these accounts, or add this account.",
                    shown(&self.allowed.join(", "))
                ),
            )
            .at("allowed_account_ids"));
        }
        Ok(())
    }
}

fn unknown(foreign: bool) -> Diagnostic {
    let what = if foreign {
        "The block endpoints sets lambda. Set sts there, too"
    } else {
        "The credentials do not contain it, and skip_requesting_account_id or \
         skip_credentials_validation disables the request for it. Remove that argument"
    };
    Diagnostic::error(
        "The account of the credentials is unknown",
        format!(
            "allowed_account_ids and forbidden_account_ids need it. {what}, or remove the lists."
        ),
    )
    .at("allowed_account_ids")
}

/// Fetches the credentials: one clear answer before many mappings fail each for itself.
pub(crate) async fn fetch(identity: &SharedCredentialsProvider) -> Result<Credentials, Diagnostic> {
    identity.provide_credentials().await.map_err(|error| {
        Failure::within(&error).map_or_else(
            || Diagnostic::error("Cannot get AWS credentials", causes(&error)),
            Failure::diagnostic,
        )
    })
}
