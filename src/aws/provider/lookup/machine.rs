//! The metadata service of EC2: credentials of the machine's role, and its Region.
//!
//! The SDK's client asks. Its own sources of credentials and Regions are not used: they stay silent when
//! `AWS_EC2_METADATA_DISABLED` says so, even if the provider block says otherwise.

use std::time::{Duration, SystemTime};

use aws_config::{imds::Client, provider_config::ProviderConfig};
use aws_credential_types::{
    Credentials,
    provider::{ProvideCredentials, Result, error::CredentialsError, future},
};
use aws_smithy_types::date_time::{DateTime, Format};
use serde::Deserialize;

use crate::aws::provider::settings::Metadata;

/// Outside of EC2 nothing answers there, so the wait is short.
const LIMIT: Duration = Duration::from_secs(1);
/// One lost packet is no reason to give up.
const ATTEMPTS: u32 = 2;
const REGION: &str = "/latest/meta-data/placement/region";
const ROLES: &str = "/latest/meta-data/iam/security-credentials/";
/// A service that is ill gives out old credentials, which AWS accepts for a while.
const GRACE: Duration = Duration::from_mins(10);

/// The role of this machine.
#[derive(Debug)]
pub(crate) struct MachineRole(Option<Client>);

/// The service's response about a role.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    code: Option<String>,
    message: Option<String>,
    access_key_id: Option<String>,
    secret_access_key: Option<String>,
    token: Option<String>,
    expiration: Option<String>,
}

/// A client of the service; nothing if its URL is none.
fn client(metadata: &Metadata, sdk: &ProviderConfig) -> Option<Client> {
    let client = Client::builder()
        .configure(sdk)
        .connect_timeout(LIMIT)
        .read_timeout(LIMIT)
        .max_attempts(ATTEMPTS);
    Some(client.endpoint(&metadata.url).ok()?.build())
}

/// The Region of this machine, if it is one of EC2.
pub(crate) async fn region(metadata: &Metadata, sdk: &ProviderConfig) -> Option<String> {
    if metadata.disabled {
        return None;
    }
    let answer = client(metadata, sdk)?.get(REGION).await.ok()?;
    Some(answer.as_ref().to_owned())
}

// === impl MachineRole ===

impl MachineRole {
    pub(crate) fn new(metadata: &Metadata, sdk: &ProviderConfig) -> Self {
        Self(client(metadata, sdk))
    }

    async fn fetch(&self) -> Result {
        let roles = self.ask(ROLES.to_owned()).await?;
        let role = roles.lines().next().unwrap_or_default();
        let answer = self.ask(format!("{ROLES}{role}")).await?;
        // An error of the parser could repeat what it has read.
        let answer: Answer = serde_json::from_str(&answer)
            .map_err(|_| CredentialsError::unhandled("its answer is no JSON of credentials"))?;
        answer.credentials(SystemTime::now())
    }

    async fn ask(&self, path: String) -> std::result::Result<String, CredentialsError> {
        let client = self.0.as_ref();
        let client = client.ok_or_else(|| CredentialsError::unhandled("its URL is not valid"))?;
        let answer = client.get(path).await;
        let answer = answer.map_err(CredentialsError::provider_error)?;
        Ok(answer.as_ref().to_owned())
    }
}

impl ProvideCredentials for MachineRole {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.fetch())
    }
}

// === impl Answer ===

impl Answer {
    fn credentials(self, now: SystemTime) -> Result {
        let (Some(access), Some(secret)) = (self.access_key_id, self.secret_access_key) else {
            let said = [self.code, self.message].into_iter().flatten();
            let said: Vec<String> = said.collect();
            let why = format!("it has no credentials of the role ({})", said.join(": "));
            return Err(CredentialsError::provider_error(why));
        };
        let end = self.expiration.as_deref().and_then(|it| {
            let end = DateTime::from_str(it, Format::DateTime).ok()?;
            SystemTime::try_from(end).ok()
        });
        // Without an expiry they would be kept forever.
        let end = end.filter(|it| *it > now).unwrap_or(now + GRACE);
        Ok(Credentials::new(
            access,
            secret,
            self.token,
            Some(end),
            "the machine's role",
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(json: &str) -> Result {
        let now = SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365 * 60);
        serde_json::from_str::<Answer>(json)
            .unwrap()
            .credentials(now)
    }

    #[test]
    fn what_a_machine_says_of_its_role_is_read() {
        let found = answer(
            r#"{"Code":"Success","AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"2090-01-01T00:00:00Z"}"#,
        )
        .unwrap();
        assert_eq!(
            (found.access_key_id(), found.session_token()),
            ("A", Some("t"))
        );
        let end = found
            .expiry()
            .unwrap()
            .duration_since(SystemTime::UNIX_EPOCH);
        assert_eq!(end.unwrap().as_secs(), 3_786_912_000);
        let error =
            answer(r#"{"Code":"AssumeRoleUnauthorizedAccess","Message":"EC2 cannot assume it"}"#);
        let words = crate::aws::api::error::causes::causes(&error.unwrap_err());
        assert!(
            words.contains("AssumeRoleUnauthorizedAccess: EC2 cannot assume it"),
            "{words}"
        );
    }

    #[test]
    fn credentials_that_have_expired_are_good_for_a_while() {
        let old = r#"{"AccessKeyId":"A","SecretAccessKey":"s","Token":"t","Expiration":"2020-01-01T00:00:00Z"}"#;
        let end = answer(old).unwrap().expiry().unwrap();
        let now = SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 365 * 60);
        assert_eq!(end.duration_since(now).unwrap(), GRACE);
    }
}
