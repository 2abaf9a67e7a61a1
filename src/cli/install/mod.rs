//! `install`: puts this program where Terraform and OpenTofu look for providers, or into a mirror
//! for others, and takes it away again.
//!
//! 1. Find the place: the implied local mirror, or the folder of `--mirror`.
//! 2. List the steps, from what is on the disk now.
//! 3. Show them (`--dry-run`), or do those that are not done yet.
//! 4. Say what to put into a configuration.
//!
//! Nothing is fetched: it works without a network. Each file is written whole or not at all.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use super::address::{Address, SOURCE, VERSION, parse_platform, platform};
use super::screen::Screen;

mod mirror;
mod package;
mod places;
mod steps;

use mirror::{Shelf, Unreadable};
use package::Package;
use places::{Place, Surroundings, versions};
use steps::{Refused, Step};

/// Arguments of `install`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Write a packed mirror into this folder, for other machines.
    #[arg(long, value_name = "DIR")]
    mirror: Option<PathBuf>,
    /// Remove this version of the provider again.
    #[arg(long)]
    uninstall: bool,
    /// Show what would be written or removed, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Address of the provider in configurations.
    #[arg(long, value_name = "HOST/NAMESPACE/TYPE", default_value = SOURCE)]
    source: Address,
    /// Program to pack into the mirror instead of this one, for example of another platform.
    #[arg(long, value_name = "FILE", requires = "mirror")]
    program: Option<PathBuf>,
    /// Platform of the program [default: this one].
    #[arg(long, value_name = "OS_ARCH", requires = "mirror", value_parser = parse_platform)]
    platform: Option<String>,
}

/// Why an installation failed. Until the first step nothing is changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no home folder to install into.
    #[error(
        "this user has no home folder, so Terraform has no place to look in. Set {HOME}, or write a mirror with --mirror DIR"
    )]
    NoHome,
    /// The program cannot be read.
    #[error("cannot read the program {path}: {error}")]
    Program {
        /// The program.
        path: String,
        /// The error of the operating system.
        #[source]
        error: io::Error,
    },
    /// The package cannot be made.
    #[error("cannot pack the program: {0}")]
    Pack(#[source] io::Error),
    /// The mirror holds an index that cannot be read.
    #[error("{0}")]
    Index(String),
    /// The system refused a step.
    #[error("{0}")]
    Refused(String),
}

const HOME: &str = if cfg!(windows) { "APPDATA" } else { "HOME" };

/// The program to install, and its place.
struct Work {
    steps: Vec<Step>,
    /// The folder that was named or found.
    root: PathBuf,
    /// The folder of the provider in it.
    provider: PathBuf,
    /// Whether another program of the same version is replaced.
    replaces: bool,
}

/// Installs, uninstalls or shows what that would do.
///
/// # Errors
/// When there is no place to install into, or the system refuses to write there.
pub fn run(arguments: &Arguments) -> Result<(), Error> {
    let screen = Screen::standard();
    let surroundings = Surroundings::of_this_process();
    let work = match &arguments.mirror {
        Some(root) => in_mirror(arguments, root)?,
        None => in_home(arguments, surroundings.as_ref().ok_or(Error::NoHome)?)?,
    };
    if arguments.dry_run {
        screen.line(&shown(&work));
        return Ok(());
    }
    let pending: Vec<&Step> = work.steps.iter().filter(|it| !it.is_done()).collect();
    for step in &pending {
        step.perform().map_err(|error| hint(arguments, &error))?;
    }
    let done = !pending.is_empty();
    if arguments.uninstall {
        screen.line(&uninstalled(arguments, &work, done));
        return Ok(());
    }
    screen.line(&installed(arguments, &work, done));
    let overriding = match &arguments.mirror {
        Some(_) => Vec::new(),
        None => surroundings.map_or_else(Vec::new, |it| it.overriding()),
    };
    for file in overriding {
        screen.line(&overridden(&file, &work.root));
    }
    Ok(())
}

fn in_home(arguments: &Arguments, surroundings: &Surroundings) -> Result<Work, Error> {
    let file_below = |root: &Path| {
        let package = root.join(arguments.source.folder()).join(VERSION);
        let platform = platform();
        let name = arguments.source.program(&platform);
        package.join(platform).join(name)
    };
    let Place { root, .. } = surroundings.place();
    let file = file_below(&root);
    let steps = if arguments.uninstall {
        let remove = |place: Place| Step::Remove {
            file: file_below(&place.root),
            top: place.top,
        };
        let steps = surroundings.places().into_iter().map(remove);
        steps.filter(|step| !step.is_done()).collect()
    } else {
        vec![Step::program(file.clone(), program(arguments)?)]
    };
    Ok(Work {
        provider: root.join(arguments.source.folder()),
        root,
        replaces: file.exists(),
        steps,
    })
}

fn in_mirror(arguments: &Arguments, root: &Path) -> Result<Work, Error> {
    let platform = arguments.platform.clone().unwrap_or_else(platform);
    let shelf = Shelf::new(root, &arguments.source, &platform);
    let index = |error: Unreadable| Error::Index(error.to_string());
    let steps = if arguments.uninstall {
        shelf.remove().map_err(index)?
    } else {
        let name = arguments.source.program(&platform);
        let package = Package::of(&name, &program(arguments)?).map_err(Error::Pack)?;
        shelf.add(package).map_err(index)?
    };
    let replaces = matches!(steps.first(), Some(Step::Write { file, .. }) if file.exists());
    Ok(Work {
        steps,
        root: root.to_owned(),
        provider: root.join(arguments.source.folder()),
        replaces,
    })
}

/// The bytes of the program to install.
fn program(arguments: &Arguments) -> Result<Vec<u8>, Error> {
    let path = match &arguments.program {
        Some(named) => Ok(named.clone()),
        None => env::current_exe(),
    };
    let read = path
        .as_ref()
        .map_err(|error| io::Error::new(error.kind(), error.to_string()));
    read.and_then(fs::read).map_err(|error| Error::Program {
        path: path.map_or_else(|_| "that runs".to_owned(), |it| it.display().to_string()),
        error,
    })
}

/// The refusal, with what else can be done.
fn hint(arguments: &Arguments, refused: &Refused) -> Error {
    let advice = if arguments.mirror.is_some() {
        "Name a folder that you can write to."
    } else {
        "Make the folder writable, or write a mirror elsewhere with --mirror DIR and name that\n\
         folder as `filesystem_mirror` in the CLI configuration."
    };
    Error::Refused(format!("{refused}\n{advice}"))
}

fn shown(work: &Work) -> String {
    let pending = work.steps.iter().filter(|it| !it.is_done());
    let lines: Vec<String> = pending.map(|it| format!("  {it}")).collect();
    if lines.is_empty() {
        return "Nothing to do.".to_owned();
    }
    format!("This would be done:\n{}", lines.join("\n"))
}

fn uninstalled(arguments: &Arguments, work: &Work, done: bool) -> String {
    let root = work.root.display();
    let source = &arguments.source;
    let mut text = if done {
        format!("Removed {source} {VERSION} from {root}")
    } else {
        format!("{source} {VERSION} is not installed in {root}: nothing to remove.")
    };
    let others = versions(&work.provider);
    if arguments.mirror.is_none() && !others.is_empty() {
        let others = others.join(", ");
        text.push_str("\nOther versions stay there: ");
        text.push_str(&others);
        text.push('.');
    }
    text
}

fn installed(arguments: &Arguments, work: &Work, done: bool) -> String {
    let source = &arguments.source;
    let files: Vec<String> = work
        .steps
        .iter()
        .filter_map(|step| match step {
            Step::Write { file, .. } => Some(format!("  {}", file.display())),
            Step::Remove { .. } => None,
        })
        .collect();
    let verb = if done {
        "Installed"
    } else {
        "Already installed:"
    };
    let files = files.join("\n");
    let another = if done && work.replaces {
        ANOTHER_BUILD
    } else {
        ""
    };
    let next = match &arguments.mirror {
        None => FOUND.to_owned(),
        Some(_) => format!(
            "Serve the folder over HTTPS as a `network_mirror`, or name it in the CLI configuration\n\
             (~/.terraformrc, ~/.tofurc):\n\n{}\nIn a configuration:\n",
            cli_configuration(&work.root, source)
        ),
    };
    let block = source.required_providers();
    format!(
        "{verb} {source} {VERSION}\n{files}\n\n{another}{next}\n{}",
        block.trim_end()
    )
}

const FOUND: &str = "\
Terraform and OpenTofu find it there without any CLI configuration. Add this to a
configuration, then run `terraform init` or `tofu init`:
";

const ANOTHER_BUILD: &str = "\
It replaces another build of the same version. A lock file (.terraform.lock.hcl) that knows
that build refuses this one: remove the provider's block from the lock file, then run init.

";

/// A CLI configuration that finds the provider in a mirror, and all others where they were.
fn cli_configuration(mirror: &Path, source: &Address) -> String {
    let mirror = std::path::absolute(mirror).unwrap_or_else(|_| mirror.to_owned());
    // HCL strings take forward slashes on every system; backslashes would be escapes.
    let mirror = mirror.display().to_string().replace('\\', "/");
    format!(
        "provider_installation {{\n  \
           filesystem_mirror {{\n    \
             path    = \"{mirror}\"\n    \
             include = [\"{source}\"]\n  \
           }}\n  \
           direct {{\n    \
             exclude = [\"{source}\"]\n  \
           }}\n\
         }}\n"
    )
}

fn overridden(file: &Path, root: &Path) -> String {
    let root = root.display().to_string().replace('\\', "/");
    format!(
        "\nWARNING: {} has a block `provider_installation`, so Terraform and OpenTofu look only\n\
         where it says. Add this to that block:\n\n  \
           filesystem_mirror {{\n    \
             path = \"{root}\"\n  \
           }}",
        file.display()
    )
}

#[cfg(test)]
mod tests {
    use clap::{Args as _, FromArgMatches as _};

    use super::*;

    fn arguments(given: &[&str]) -> Result<Arguments, clap::Error> {
        let command = Arguments::augment_args(clap::Command::new("install"));
        let given = std::iter::once("install").chain(given.iter().copied());
        Arguments::from_arg_matches(&command.try_get_matches_from(given)?)
    }

    #[test]
    fn another_program_is_for_a_mirror_only() {
        assert!(arguments(&["--program", "x"]).is_err());
        assert!(arguments(&["--platform", "linux_arm64"]).is_err());
        assert!(arguments(&["--mirror", "m", "--platform", "nonsense"]).is_err());
        assert!(arguments(&["--source", "../../x"]).is_err());
    }

    #[test]
    fn a_program_that_is_missing_is_named() {
        let root = tempfile::tempdir().unwrap();
        let mirror = root.path().to_str().unwrap();
        let arguments = arguments(&["--mirror", mirror, "--program", "no-such-file"]).unwrap();
        let error = run(&arguments).unwrap_err().to_string();
        assert!(
            error.starts_with("cannot read the program no-such-file: "),
            "{error}"
        );
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_dry_run_lists_the_files_and_writes_none() {
        let root = tempfile::tempdir().unwrap();
        let mirror = root.path().to_str().unwrap();
        let program = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let given = ["--mirror", mirror, "--program", program, "--dry-run"];
        let arguments = arguments(&given).unwrap();
        let work = in_mirror(&arguments, root.path()).unwrap();
        let text = shown(&work);
        assert_eq!(text.matches("\n  write ").count(), 3, "{text}");
        run(&arguments).unwrap();
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }

    #[test]
    fn the_block_to_copy_names_source_and_version() {
        let address: Address = SOURCE.parse().unwrap();
        let block = address.required_providers();
        assert!(
            block.contains(&format!("source  = \"{SOURCE}\"")),
            "{block}"
        );
        assert!(
            block.contains(&format!("version = \"{VERSION}\"")),
            "{block}"
        );
    }
}
