//! The `migrate` command: rewrites a configuration from `aws_lambda_event_source_mapping` to this
//! provider's type, or back.
//!
//! 1. It reads the configuration of a folder and of the local modules below it.
//! 2. It changes types, references and providers; every other byte stays as it is.
//! 3. It adds the statements by which the state follows: `moved`, or `removed` and `import`.
//! 4. It writes all files, or prints a diff.
//!
//! A second run changes nothing more. No file is written when one of them cannot be read.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::ExitCode,
};

mod direction;
mod folder;
mod left;
mod providers;
mod rewrite;
mod statements;
mod undo;

use self::{
    direction::Direction,
    folder::{Configuration, shown},
    rewrite::Rewritten,
};
use super::{
    address,
    files::{self, Change},
    program,
    screen::{self, Screen},
    state::{self, Managed},
};
use crate::{framework::diagnostics::counted, hcl::diff};

/// Exit code for `--detailed-exitcode` when something is to change, as `plan` has it.
const CHANGES: u8 = 2;

/// Arguments of `migrate`.
#[derive(clap::Args, Debug)]
pub struct Arguments {
    /// Folder of the root module.
    #[arg(default_value = ".")]
    pub folder: PathBuf,
    /// Go back: from this provider to hashicorp/aws.
    #[arg(long)]
    pub back: bool,
    /// Show what would change, as a diff, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// How the state follows. hashicorp/aws takes no moves, so `--back` imports [default: moved, with
    /// --back: import].
    #[arg(long, value_name = "moved|import")]
    pub by: Option<By>,
    /// State to take UUIDs from: a file, or `-` for standard input [default: `terraform state pull`].
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Address of this provider in `required_providers`.
    #[arg(long, value_name = "ADDRESS", default_value = address::SOURCE)]
    pub source: address::Address,
    /// The Terraform or OpenTofu that reads the state [default: terraform, else tofu].
    #[arg(long, value_name = "PATH")]
    pub cli: Option<PathBuf>,
    /// End with 2 when there is something to change, and with 0 when there is nothing.
    #[arg(long)]
    pub detailed_exitcode: bool,
}

/// How a state follows a configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// By `moved` blocks.
    Moved,
    /// By `removed` and `import` blocks.
    Import,
}

/// Why nothing was migrated.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configuration cannot be read.
    #[error(transparent)]
    Folder(#[from] Unreadable),
}

/// Why a file, a folder or a state cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(String);

/// Migrates. Exit codes: 0, with `--detailed-exitcode` 2 when something changes.
///
/// # Errors
/// When the configuration or the state cannot be read, or a file cannot be written.
pub fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let unreadable = |it: &dyn std::error::Error| Unreadable(it.to_string());
    let root = &folder::clean(&arguments.folder);
    let configuration = folder::load(root).map_err(|it| unreadable(&it))?;
    let way = if arguments.back {
        Direction::Back
    } else {
        Direction::Here
    };
    let by = arguments.by.unwrap_or(if arguments.back {
        By::Import
    } else {
        By::Moved
    });
    let task = Task {
        way,
        by,
        source: &arguments.source.to_string(),
    };
    let rewritten = task.rewritten(&configuration, root, || managed(arguments))?;
    let changes = changes(&configuration, &rewritten);
    let screen = Screen::standard();
    if arguments.dry_run {
        show(screen, root, &changes);
    } else {
        files::write_all(&changes).map_err(|it| unreadable(&it))?;
    }
    let told = report(root, way, by, &rewritten, &changes, arguments.dry_run);
    if arguments.dry_run {
        // The diff alone is standard output, so that it can be applied.
        screen::complain(told.trim_end());
    } else {
        screen.write(told.as_bytes());
    }
    Ok(if arguments.detailed_exitcode && !changes.is_empty() {
        ExitCode::from(CHANGES)
    } else {
        ExitCode::SUCCESS
    })
}

/// The task of a run.
#[derive(Debug, Clone, Copy)]
struct Task<'a> {
    way: Direction,
    by: By,
    /// The address of this provider.
    source: &'a str,
}

/// The mappings of the state that was named, or of the folder's own.
fn managed(arguments: &Arguments) -> Result<Vec<Managed>, Unreadable> {
    let (name, text) = if let Some(path) = &arguments.state {
        let text = state::text(path).map_err(|it| Unreadable(it.to_string()))?;
        (path.display().to_string(), text)
    } else {
        let pulled = program::find(arguments.cli.as_deref())
            .ok_or(program::Error::Missing)
            .and_then(|it| program::output(&it, &arguments.folder, &["state", "pull"]));
        let text = pulled.map_err(|it| {
            Unreadable(format!(
                "the UUIDs for the import blocks come from the state, and it cannot be read: {it}\n\
                 Use --state FILE with the output of `terraform state pull`."
            ))
        })?;
        ("the output of `state pull`".to_owned(), text)
    };
    let state = state::parse(&name, &text).map_err(|it| Unreadable(it.to_string()))?;
    Ok(state::mappings(&state))
}

/// The files that change.
fn changes(configuration: &Configuration, rewritten: &Rewritten) -> Vec<Change> {
    let files = configuration.modules.values().flat_map(|it| &it.files);
    let texts: BTreeMap<&PathBuf, &String> = files.map(|it| (&it.path, &it.text)).collect();
    let edited = rewritten.edits.iter().filter_map(|(path, edits)| {
        let before = texts.get(path)?;
        let after = edits.apply(before);
        (after != **before).then(|| Change {
            path: path.clone(),
            before: Some((*before).clone()),
            after: Some(after).filter(|it| !it.is_empty()),
        })
    });
    let created = rewritten.created.iter().map(|(path, text)| Change {
        path: path.clone(),
        before: None,
        after: Some(text.clone()),
    });
    let mut changes: Vec<Change> = edited.chain(created).collect();
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    changes
}

fn show(screen: Screen, root: &Path, changes: &[Change]) {
    for change in changes {
        let name = shown(root, &change.path);
        let text = diff::unified(&name, change.before.as_deref(), change.after.as_deref());
        screen.write(text.as_bytes());
    }
}

/// Reports what was done, what was left alone, and the next step.
fn report(
    root: &Path,
    way: Direction,
    by: By,
    rewritten: &Rewritten,
    changes: &[Change],
    dry: bool,
) -> String {
    let count: usize = rewritten
        .resources
        .values()
        .map(std::collections::BTreeSet::len)
        .sum();
    let references: usize = rewritten.references.values().sum();
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    if changes.is_empty() {
        line(&format!(
            "Nothing to migrate: no resource has the type {}.",
            way.from()
        ));
    } else {
        let (would, change) = if dry {
            ("Would change", "change")
        } else {
            ("Changed", "changed")
        };
        line(&format!(
            "{would} {} and {} from {} to {}.",
            counted(count, "resource"),
            counted(references, "reference"),
            way.from(),
            way.to()
        ));
        for it in changes {
            let what = match (&it.before, &it.after) {
                (None, _) => "new",
                (_, None) => "removed",
                _ => change,
            };
            line(&format!("  {} ({what})", shown(root, &it.path)));
        }
    }
    if !rewritten.left.is_empty() {
        line("\nLeft alone:");
        for it in &rewritten.left {
            line(&format!("  {it}"));
        }
    }
    if !changes.is_empty() && !dry {
        let shows = match by {
            By::Moved => "moves the mappings and changes nothing",
            By::Import => "imports the mappings, forgets their old addresses and changes nothing",
        };
        line("\nNext: run `init`, then `plan`.");
        if count > 0 {
            line(&format!(
                "The plan must show that it {shows}. Then apply it."
            ));
        }
    }
    out
}

// === impl Arguments ===

impl Arguments {
    /// The arguments of `migrate` without any option, in this folder.
    ///
    /// # Errors
    /// When this provider's own address is none.
    pub fn of(folder: &Path) -> Result<Self, String> {
        Ok(Self {
            folder: folder.to_owned(),
            back: false,
            dry_run: false,
            by: None,
            state: None,
            source: address::SOURCE.parse()?,
            cli: None,
            detailed_exitcode: false,
        })
    }
}

// === impl Task ===

impl Task<'_> {
    /// All that changes; `state` is asked for what a state holds, if that counts.
    fn rewritten(
        &self,
        configuration: &Configuration,
        root: &Path,
        state: impl FnOnce() -> Result<Vec<Managed>, Unreadable>,
    ) -> Result<Rewritten, Unreadable> {
        let way = self.way;
        let mut rewritten = rewrite::rewrite(configuration, way);
        let is_new = !rewritten.resources.is_empty();
        if is_new {
            providers::rewrite(configuration, way, self.source, &mut rewritten);
        }
        let is_pending = way == Direction::Back && statements::are_pending(configuration, way);
        if self.by == By::Moved && is_new {
            statements::take_back(configuration, way, &mut rewritten);
            statements::moved(configuration, way, &mut rewritten);
        } else if self.by == By::Import && (is_new || is_pending) {
            let state = state()?;
            statements::take_back(configuration, way, &mut rewritten);
            if state.iter().any(|it| it.kind == way.from()) {
                statements::imports(configuration, root, &state, way, &mut rewritten);
            } else if way == Direction::Back {
                undo::undo(configuration, &mut rewritten);
            }
        }
        left::tell(configuration, root, way, &mut rewritten);
        Ok(rewritten)
    }
}

// === impl By ===

impl std::str::FromStr for By {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "moved" => Ok(Self::Moved),
            "import" => Ok(Self::Import),
            _ => Err("use moved or import".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests;
