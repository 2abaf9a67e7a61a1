//! The shared configuration and credentials files of the AWS tools.

use std::{borrow::Cow, path::PathBuf};

use aws_config::profile::{self, ProfileSet};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_types::os_shim_internal::{Env, Fs};

use super::environment::Environment;
use crate::{
    aws::provider::block::rows::Config,
    framework::{
        cell::{List, Tf},
        diagnostics::{Diagnostic, shown},
    },
};

/// The profiles of all files, and the one that was chosen.
#[derive(Debug)]
pub(crate) struct Files {
    pub(crate) profiles: ProfileSet,
    /// The place that chose the profile; `None` for `default`, which was not chosen.
    pub(crate) chosen: Option<Chosen>,
    /// The files that were read or looked for, as a message names them.
    pub(crate) names: Vec<String>,
}

/// The place that chose a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// The provider block.
    Block,
    /// This variable of the environment.
    Environment(&'static str),
}

const CONFIG: &str = "~/.aws/config";
const CREDENTIALS: &str = "~/.aws/credentials";

// === impl Files ===

impl Files {
    /// Reads the files that the block or the environment names, and their usual places otherwise. A
    /// profile that was chosen and that there is not is an error that lists those that there are.
    pub(crate) async fn read(
        config: &Config,
        environment: &Environment,
    ) -> Result<Self, Diagnostic> {
        let (name, chosen) = chosen(config, environment);
        let of_config = named(&config.shared_config_files);
        let of_credentials = named(&config.shared_credentials_files);
        let names = [
            of_config.clone().unwrap_or_else(|| {
                vec![
                    environment
                        .get("AWS_CONFIG_FILE")
                        .unwrap_or(CONFIG)
                        .to_owned(),
                ]
            }),
            of_credentials.clone().unwrap_or_else(|| {
                let set = environment.get("AWS_SHARED_CREDENTIALS_FILE");
                vec![set.unwrap_or(CREDENTIALS).to_owned()]
            }),
        ]
        .concat();
        let mut files = EnvConfigFiles::builder()
            .include_default_config_file(of_config.is_none())
            .include_default_credentials_file(of_credentials.is_none());
        for file in of_config.into_iter().flatten() {
            files = files.with_file(EnvConfigFileKind::Config, home(&file));
        }
        for file in of_credentials.into_iter().flatten() {
            files = files.with_file(EnvConfigFileKind::Credentials, home(&file));
        }
        let profiles = profile::load(
            &Fs::real(),
            &Env::real(),
            &files.build(),
            Some(Cow::Owned(name.clone())),
        )
        .await
        .map_err(|error| {
            Diagnostic::error(
                "Cannot read the shared configuration files",
                format!(
                    "One of these files cannot be read: {}. {}. Correct it, or set shared_config_files and \
                     shared_credentials_files.",
                    shown(&names.join(", ")),
                    shown(&crate::aws::api::error::causes::causes(&error)),
                ),
            )
            .at("shared_config_files")
        })?;
        let files = Self {
            profiles,
            chosen,
            names,
        };
        match chosen {
            Some(_) if files.profiles.get_profile(&name).is_none() => Err(files.missing(&name)),
            _ => Ok(files),
        }
    }

    /// An error about a profile that does not exist.
    pub(crate) fn missing(&self, name: &str) -> Diagnostic {
        let mut there: Vec<&str> = self.profiles.profiles().collect();
        there.sort_unstable();
        let there = match there.as_slice() {
            [] => "These files have no profiles.".to_owned(),
            there => format!("Profiles there: {}.", shown(&there.join(", "))),
        };
        let who = match self.chosen {
            Some(Chosen::Block) => "profile of the provider block sets the name. ".to_owned(),
            Some(Chosen::Environment(variable)) => {
                format!("{variable} in the environment sets the name. ")
            }
            None => String::new(),
        };
        let name = shown(name);
        Diagnostic::error(
            format!("The profile \"{name}\" does not exist"),
            format!(
                "{who}Searched: {}. {there} Correct the name, or create the profile with \"aws configure\".",
                shown(&self.names.join(", "))
            ),
        )
        .at("profile")
    }
}

fn chosen(config: &Config, environment: &Environment) -> (String, Option<Chosen>) {
    if let Tf::Known(name) = &config.profile
        && !name.is_empty()
    {
        return (name.clone(), Some(Chosen::Block));
    }
    for variable in ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] {
        if let Some(name) = environment.get(variable) {
            return (name.to_owned(), Some(Chosen::Environment(variable)));
        }
    }
    ("default".to_owned(), None)
}

fn named(files: &List<String>) -> Option<Vec<String>> {
    files.0.known().filter(|it| !it.is_empty()).cloned()
}

/// `~` stands for the user's home, as in the shell.
pub(crate) fn home(file: &str) -> PathBuf {
    match (file.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => file.into(),
    }
}
