//! The demo's temporary folder: configuration, provider mirror, home and scratch space, so that
//! nothing of the user's is read or touched and nothing is left behind.

use std::{
    env,
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::version::AWS;
use crate::cli::address::{SOURCE, VERSION, platform};

/// Variables of the user's environment that the child keeps: enough to find programs and to speak the
/// user's language, and what Windows programs do not start without.
const KEPT: [&str; 12] = [
    "PATH",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TERM",
    "COLORTERM",
    "SystemRoot",
    "SystemDrive",
    "windir",
    "ComSpec",
    "PATHEXT",
    "NUMBER_OF_PROCESSORS",
];

/// The version under which this program stands for hashicorp/aws. Terraform does not install 0.0.0.
const STAND_IN: &str = "0.0.1";

/// The folder. Dropping it removes it with everything inside.
#[derive(Debug)]
pub(super) struct Workspace {
    folder: TempDir,
}

// === impl Workspace ===

impl Workspace {
    /// Makes the folder and fills it: this very program in a mirror, and a CLI configuration that
    /// knows no other place to install from.
    pub(super) fn create() -> io::Result<Self> {
        // The plugin's socket lies below this folder and a socket's path is short (104 bytes on
        // macOS, whose temporary folders take half of it): hence the short names.
        let workspace = Self {
            folder: tempfile::Builder::new().prefix("awslambda-").tempdir()?,
        };
        for folder in [
            workspace.configuration(),
            workspace.home(),
            workspace.scratch(),
        ] {
            fs::create_dir(folder)?;
        }
        workspace.fill_mirror()?;
        fs::write(
            workspace.cli_configuration(),
            cli_configuration(&workspace.mirror()),
        )?;
        Ok(workspace)
    }

    /// The root of it all.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where the `.tf` files and the state are: the working folder of every command.
    pub(super) fn configuration(&self) -> PathBuf {
        self.path().join("config")
    }

    /// The CLI configuration to name in `TF_CLI_CONFIG_FILE`.
    pub(super) fn cli_configuration(&self) -> PathBuf {
        self.path().join("cli.tfrc")
    }

    /// The whole environment of Terraform and of the provider that it starts.
    pub(super) fn environment(&self) -> Vec<(OsString, OsString)> {
        let home = self.home();
        let scratch = self.scratch();
        let mut environment: Vec<(OsString, OsString)> = KEPT
            .iter()
            .filter_map(|name| Some((OsString::from(name), env::var_os(name)?)))
            .collect();
        let mut set = |name: &str, value: OsString| environment.push((name.into(), value));
        set("HOME", home.clone().into());
        set("USERPROFILE", home.clone().into());
        set("APPDATA", home.join("appdata").into());
        set("LOCALAPPDATA", home.join("localappdata").into());
        set("XDG_CONFIG_HOME", home.join("config").into());
        set("XDG_DATA_HOME", home.join("data").into());
        set("XDG_CACHE_HOME", home.join("cache").into());
        set("XDG_STATE_HOME", home.join("state").into());
        // Not only below another home: a shared data folder may hold a provider mirror.
        set("XDG_DATA_DIRS", home.join("data").into());
        set("TMPDIR", scratch.clone().into());
        set("TMP", scratch.clone().into());
        set("TEMP", scratch.into());
        set("TF_CLI_CONFIG_FILE", self.cli_configuration().into());
        // The default place, set explicitly: continuing by hand needs no variable for it.
        set(
            "TF_DATA_DIR",
            self.configuration().join(".terraform").into(),
        );
        set("TF_IN_AUTOMATION", "1".into());
        set("CHECKPOINT_DISABLE", "1".into());
        // The SDK's chain must not go looking on the network of a cloud machine.
        set("AWS_EC2_METADATA_DISABLED", "true".into());
        environment
    }

    /// Keeps the folder and tells where it is.
    pub(super) fn keep(self) -> PathBuf {
        self.folder.keep()
    }

    fn home(&self) -> PathBuf {
        self.path().join("home")
    }

    fn scratch(&self) -> PathBuf {
        self.path().join("t")
    }

    fn mirror(&self) -> PathBuf {
        self.path().join("mirror")
    }

    /// Lays this executable out as a provider package: `HOST/NAMESPACE/TYPE/VERSION/OS_ARCH`.
    ///
    /// It takes also the place of hashicorp/aws, which Terraform loads, and asks nothing, while a state
    /// moves away from it.
    fn fill_mirror(&self) -> io::Result<()> {
        for (source, version) in [(SOURCE, VERSION), (AWS[0], STAND_IN), (AWS[1], STAND_IN)] {
            let package = self.mirror().join(source).join(version).join(platform());
            fs::create_dir_all(&package)?;
            let kind = source.rsplit('/').next().unwrap_or_default();
            let suffix = env::consts::EXE_SUFFIX;
            let name = format!("terraform-provider-{kind}_v{version}{suffix}");
            place(&env::current_exe()?, &package.join(name))?;
        }
        Ok(())
    }
}

/// Puts `program` at `place`: a link where there are links, since a copy of a debug build is slow.
#[cfg(unix)]
fn place(program: &Path, place: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(program, place)
}

/// Puts `program` at `place`. Links need a privilege on Windows, so it is a copy.
#[cfg(not(unix))]
fn place(program: &Path, place: &Path) -> io::Result<()> {
    fs::copy(program, place).map(drop)
}

/// A CLI configuration with one place to install from.
fn cli_configuration(mirror: &Path) -> String {
    // HCL strings take forward slashes on every system; backslashes would be escapes.
    let mirror = mirror.display().to_string().replace('\\', "/");
    let sources = [SOURCE, AWS[0], AWS[1]].map(|it| format!("\"{it}\""));
    let sources = sources.join(", ");
    format!(
        "disable_checkpoint = true\n\
         \n\
         provider_installation {{\n  \
           filesystem_mirror {{\n    \
             path    = \"{mirror}\"\n    \
             include = [{sources}]\n  \
           }}\n\
         }}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_users_is_in_the_environment() {
        let workspace = Workspace::create().unwrap();
        for (name, value) in workspace.environment() {
            let name = name.into_string().unwrap();
            let ours = Path::new(&value).starts_with(workspace.path());
            let constant = [
                "TF_IN_AUTOMATION",
                "CHECKPOINT_DISABLE",
                "AWS_EC2_METADATA_DISABLED",
            ]
            .contains(&name.as_str());
            assert!(
                ours || constant || KEPT.contains(&name.as_str()),
                "{name} is set to {}",
                value.display()
            );
        }
    }

    #[test]
    fn dropping_the_workspace_removes_the_folder() {
        let workspace = Workspace::create().unwrap();
        let path = workspace.path().to_owned();
        assert!(path.join("cli.tfrc").is_file());
        drop(workspace);
        assert!(!path.exists());
    }

    #[test]
    fn the_mirror_holds_this_program_where_terraform_looks() {
        let workspace = Workspace::create().unwrap();
        let program = workspace
            .path()
            .join("mirror/terraform.local/lambda/awslambda")
            .join(VERSION)
            .join(platform())
            .join(format!(
                "terraform-provider-awslambda_v{VERSION}{}",
                env::consts::EXE_SUFFIX
            ));
        assert!(fs::metadata(program).unwrap().len() > 0);
    }

    #[test]
    fn the_cli_configuration_has_one_place_to_install_from() {
        let text = cli_configuration(Path::new("/m"));
        assert!(text.contains("path    = \"/m\""), "{text}");
        assert!(!text.contains("direct"), "{text}");
        assert_eq!(text.matches('{').count(), text.matches('}').count());
    }
}
