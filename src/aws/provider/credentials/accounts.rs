//! In which account the credentials work, and whether they may there.

use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials as _, SharedCredentialsProvider},
};

use super::reach::Reach;
use crate::{
    aws::{
        api::error::{Error, causes::causes, failure::Failure},
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

/// What is known of the account, and how to ask.
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
        // Credentials for an endpoint of one's own mean nothing to AWS's STS, and must not go there.
        let foreign = self.settings.lambda.is_some() && self.settings.sts.is_none();
        let account = match told {
            Some(told) if !asked => Some(told),
            _ if asked && !foreign => Some(self.ask().await?),
            _ if restricted && !rules.unasked && !foreign => Some(self.ask().await?),
            told => told,
        };
        match (&account, restricted) {
            (Some(account), true) => rules.check(account)?,
            (None, true) => return Err(unknown(foreign)),
            (_, false) => {}
        }
        Ok(account)
    }

    async fn ask(&self) -> Result<String, Diagnostic> {
        const WHAT: &str = "validate the AWS credentials";
        let identity = match &self.known {
            Some(known) => known.clone(),
            None => fetch(self.identity).await?,
        };
        let answer = self
            .reach
            .sts(Some(identity))
            .get_caller_identity()
            .send()
            .await
            .map_err(|error| {
                Error::new("GetCallerIdentity", &self.reach.service, &error).diagnostic(WHAT)
            })?;
        tracing::debug!(
            account = answer.account(),
            arn = answer.arn(),
            "the credentials are valid"
        );
        answer.account.ok_or_else(|| {
            Diagnostic::error(
                format!("Cannot {WHAT}"),
                "The response of the Security Token Service has no account.",
            )
        })
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
