//! Follows a profile to the credentials that it stands for. Pure.

use std::time::Duration;

use aws_config::profile::Profile;

use super::origin::{Command, Facts, Plan, Role, Source, Sso, Token, keys};
use crate::{aws::api::error::failure::Failure, framework::diagnostics::shown};

/// Follows profiles from one to the next.
pub(super) struct Walk<'a>(pub(super) &'a Facts<'a>);

// === impl Walk ===

impl Walk<'_> {
    /// The plan of a profile; `None` if it has no credentials. `way` are the profiles that led here.
    pub(super) fn profile(
        &self,
        name: &str,
        way: &mut Vec<String>,
    ) -> Result<Option<Plan>, Failure> {
        let Some(profile) = self.0.files.profiles.get_profile(name) else {
            return Ok(None);
        };
        let get = |key| profile.get(key).filter(|it: &&str| !it.is_empty());
        way.push(name.to_owned());
        let Some(arn) = get("role_arn") else {
            return self.own(profile);
        };
        let role = Role {
            arn: arn.to_owned(),
            named_by: format!("the profile \"{}\"", shown(name)),
            path: "profile".into(),
            session_name: get("role_session_name").map(str::to_owned),
            external_id: get("external_id").map(str::to_owned),
            duration: get("duration_seconds")
                .and_then(|it| it.parse().ok())
                .map(Duration::from_secs),
            ..Role::default()
        };
        if let Some(file) = get("web_identity_token_file") {
            return Ok(Some(
                Source::Token(role, Token::File(file.to_owned())).into(),
            ));
        }
        if get("mfa_serial").is_some() {
            return Err(no_terminal(name));
        }
        let plan = self.source(profile, way)?;
        let mut plan = plan.ok_or_else(|| empty(way.last().map_or(name, |it| it)))?;
        plan.roles.push(role);
        Ok(Some(plan))
    }

    /// The credentials with which a profile assumes its role.
    fn source(&self, profile: &Profile, way: &mut Vec<String>) -> Result<Option<Plan>, Failure> {
        let name = profile.name();
        let get = |key| profile.get(key).filter(|it: &&str| !it.is_empty());
        match (get("source_profile"), get("credential_source")) {
            // A profile that names itself means its own keys.
            (Some(source), _) if source == name => self.own(profile),
            (Some(source), _) if way.iter().any(|it| it == source) => {
                let way = shown(&format!("{} → {source}", way.join(" → ")));
                Err(Failure::new(
                    "profile: source_profile leads back to itself",
                    format!("{way}. Correct source_profile in one of them."),
                )
                .at("profile"))
            }
            (Some(source), _) => {
                if self.0.files.profiles.get_profile(source).is_none() {
                    let missing = self.0.files.missing(source);
                    let detail = format!(
                        "source_profile of \"{}\" names it. {}",
                        shown(name),
                        missing.detail
                    );
                    return Err(Failure::new(missing.summary, detail).at("profile"));
                }
                self.profile(source, way)
            }
            (None, Some("Environment")) => self.0.environment(),
            (None, Some("EcsContainer")) => Ok(Some(Source::Container.into())),
            (None, Some("Ec2InstanceMetadata")) => {
                let name = shown(name);
                let of = format!("the profile \"{name}\", which uses the role of the machine");
                Ok(Some(Source::Machine { looked: vec![of] }.into()))
            }
            (None, other) => Err(no_source(name, other)),
        }
    }

    /// The credentials of a profile itself, whatever roles it names.
    fn own(&self, profile: &Profile) -> Result<Option<Plan>, Failure> {
        let get = |key| profile.get(key).filter(|it: &&str| !it.is_empty());
        let name = profile.name();
        if let (Some(access), Some(secret)) =
            (get("aws_access_key_id"), get("aws_secret_access_key"))
        {
            let token = get("aws_session_token").map(str::to_owned);
            return Ok(Some(keys(access, secret, token, "a profile")));
        }
        if get("sso_session").is_some() || get("sso_start_url").is_some() {
            return self.sso(profile).map(|it| Some(Source::Sso(it).into()));
        }
        if let Some(command) = get("credential_process") {
            return Ok(Some(
                Source::Process {
                    profile: name.to_owned(),
                    command: Command(command.to_owned()),
                }
                .into(),
            ));
        }
        if get("login_session").is_some() {
            return Err(Failure::new(
                format!("The profile \"{name}\" is of \"aws login\""),
                format!(
                    "Only the AWS command line can read such sessions. Create a second profile with \
                     credential_process = aws configure export-credentials --profile {name} --format \
                     process, and use it."
                ),
            )
            .at("profile"));
        }
        Ok(None)
    }

    fn sso(&self, profile: &Profile) -> Result<Sso, Failure> {
        let name = profile.name();
        let session = profile.get("sso_session");
        let shared = match session {
            Some(session) => Some(self.0.files.profiles.sso_session(session).ok_or_else(|| {
                Failure::new(
                    format!("The sso-session \"{}\" does not exist", shown(session)),
                    format!(
                        "sso_session of the profile \"{name}\" names it. Searched: {}. Create it with \
                         \"aws configure sso-session\".",
                        shown(&self.0.files.names.join(", "))
                    ),
                )
                .at("profile")
            })?),
            None => None,
        };
        let get = |key: &str| {
            let of_session = shared.and_then(|it| it.get(key));
            let found = of_session.or_else(|| profile.get(key));
            found.map(str::to_owned).ok_or_else(|| {
                Failure::new(
                    format!("The profile \"{name}\" has no {key}"),
                    format!("Complete it with \"aws configure sso --profile {name}\"."),
                )
                .at("profile")
            })
        };
        Ok(Sso {
            profile: name.to_owned(),
            session: session.map(str::to_owned),
            start_url: get("sso_start_url")?,
            region: get("sso_region")?,
            account: get("sso_account_id")?,
            role: get("sso_role_name")?,
        })
    }
}

fn no_terminal(name: &str) -> Failure {
    let name = shown(name);
    Failure::new(
        format!("The profile \"{name}\" needs an MFA code"),
        format!(
            "It has mfa_serial, and a provider cannot prompt for the code. Export a session first: eval \
             \"$(aws configure export-credentials --profile {name} --format env)\"."
        ),
    )
    .at("profile")
}

fn no_source(name: &str, source: Option<&str>) -> Failure {
    let name = shown(name);
    let why = match source {
        Some(source) => format!(
            "Its credential_source is \"{}\". Valid values: Environment, EcsContainer, \
             Ec2InstanceMetadata.",
            shown(source)
        ),
        None => "It has role_arn, and no credentials to assume the role.".to_owned(),
    };
    Failure::new(
        format!("The profile \"{name}\" has no credentials to assume its role"),
        format!("{why} Set source_profile to another profile, or credential_source."),
    )
    .at("profile")
}

/// A profile without credentials.
pub(super) fn empty(name: &str) -> Failure {
    let name = shown(name);
    Failure::new(
        format!("The profile \"{name}\" has no credentials"),
        "It has neither keys nor role_arn, sso_session, sso_start_url, credential_process or \
         web_identity_token_file. Choose another profile, or complete this one with \"aws configure\".",
    )
    .at("profile")
}
