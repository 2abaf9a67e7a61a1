//! The `discover` command: brings mappings that exist under Terraform, with configuration that plans
//! empty.
//!
//! 1. It lists what is there; `main.rs` hands it the lister, since the commands know no provider.
//! 2. It leaves out what a state manages already, and what is being deleted, and counts both.
//! 3. It names the rest, and writes configuration and imports, or a list.
//! 4. With `--check` a real CLI plans what was written, and nothing may change.
//!
//! The same input makes the same text. Each file is complete before it is there.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

mod arguments;
mod check;
mod config;
mod findings;
mod names;
mod output;
mod progress;

pub use self::{
    arguments::{Arguments, Config, Format, Import, Tag},
    findings::{Error, Findings, Found, Lister, Query, Regional},
};
use self::{config::References, names::Names, output::Named, progress::Progress};
use super::{
    files::{self, Change},
    migrate::By,
    program, screen,
    state::{Managed, OURS},
};
use crate::{
    framework::{diagnostics::counted, schema::Attribute},
    hcl::write::document,
};

/// The exit code when there are mappings to bring in, as of a plan with changes.
const FOUND: u8 = 2;

/// The first line of a file that this command has made.
const HEAD: &str =
    "# Made by terraform-provider-awslambda discover. Running it again replaces this file.";

/// All that is found, sorted into what is written and what is left out.
#[derive(Debug, Default)]
struct Sorted<'a> {
    wanted: Vec<&'a Found>,
    /// Those of a state under another type that are wanted all the same.
    taken: Vec<&'a Managed>,
    /// How many are left out, by the reason.
    left: BTreeMap<String, usize>,
    /// Errors of the reads that failed.
    failed: Vec<String>,
}

/// Discovers. Exit codes: 0 when there is nothing to bring in, 2 when there is, 1 when something could
/// not be read.
///
/// # Errors
/// When nothing could be listed or written, or the check found a difference.
pub async fn run(arguments: &Arguments, lister: &impl Lister) -> Result<ExitCode, Error> {
    let managed = arguments.managed()?;
    let given = given(arguments.names.as_deref())?;
    let references = arguments.references()?;
    let progress = Progress::start();
    let query = arguments.query();
    let findings = lister.find(&query, &|more| progress.add(more)).await;
    drop(progress);
    let findings = findings.map_err(Error)?;
    let sorted = sorted(arguments, &findings, &managed);
    let names = names::names(&sorted.wanted, &given);
    let all = output::named(&sorted.wanted, &names, &sorted.taken);
    let writing = Writing {
        arguments,
        rows: &lister.rows(),
        home: &findings.home,
        named: &all,
    };
    let mut changes = writing.changes(&references)?;
    if let Some(path) = &arguments.names {
        changes.push(change(path, names::written(&names)));
    }
    files::write_all(&changes).map_err(|it| Error(it.to_string()))?;
    if arguments.out.is_none() {
        let text = writing.text(&references);
        screen::print(&text)
            .map_err(|it| Error(format!("cannot write to standard output: {it}")))?;
    }
    screen::complain(report(&findings, &sorted, &changes).trim_end());
    if arguments.check && !all.is_empty() {
        let count = writing.check()?;
        screen::complain(&format!(
            "Checked: a plan imports {count} and changes nothing."
        ));
    }
    Ok(if failed(arguments, &findings, &sorted) {
        ExitCode::FAILURE
    } else if all.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FOUND)
    })
}

/// Whether something that was asked for could not be read. Of all Regions some may be closed to an account.
fn failed(arguments: &Arguments, findings: &Findings, sorted: &Sorted<'_>) -> bool {
    let mut regions = findings.regions.iter();
    if arguments.query().all_regions {
        let items = findings.regions.iter().any(|it| !it.failed.is_empty());
        return items || regions.all(|it| it.found.is_err());
    }
    !sorted.failed.is_empty()
}

/// The names of a file, if it is there.
fn given(path: Option<&Path>) -> Result<Names, Error> {
    let Some(path) = path else {
        return Ok(Names::new());
    };
    match fs::read_to_string(path) {
        Ok(text) => names::read(&text).map_err(|it| Error(format!("{}: {it}", path.display()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Names::new()),
        Err(error) => Err(Error(format!("cannot read {}: {error}", path.display()))),
    }
}

/// Sorts what was found.
fn sorted<'a>(arguments: &Arguments, findings: &'a Findings, managed: &'a [Managed]) -> Sorted<'a> {
    let mut sorted = Sorted::default();
    let by_uuid: BTreeMap<&str, &Managed> =
        managed.iter().map(|it| (it.uuid.as_str(), it)).collect();
    for region in &findings.regions {
        match &region.found {
            Err(why) => sorted.failed.push(format!("{}: {why}", region.region)),
            Ok(found) => {
                for it in found {
                    let reason = if !arguments.wants(it) {
                        "outside of the filters".to_owned()
                    } else if it.state == "Deleting" {
                        "being deleted".to_owned()
                    } else if let Some(other) = by_uuid.get(it.uuid.as_str()) {
                        if arguments.moved && other.kind != OURS {
                            sorted.wanted.push(it);
                            sorted.taken.push(other);
                            continue;
                        }
                        format!("in a state already, as {}", other.kind)
                    } else {
                        sorted.wanted.push(it);
                        continue;
                    };
                    *sorted.left.entry(reason).or_default() += 1;
                }
            }
        }
        let failed = region.failed.iter();
        let failed = failed.map(|(uuid, why)| format!("{uuid} in {}: {why}", region.region));
        sorted.failed.extend(failed);
    }
    sorted
}

/// Reports the found, omitted and written mappings.
fn report(findings: &Findings, sorted: &Sorted<'_>, changes: &[Change]) -> String {
    let read = findings
        .regions
        .iter()
        .filter_map(|it| it.found.as_ref().ok());
    let (regions, count) = read.fold((0, 0), |(regions, count), it| {
        (regions + 1, count + it.len())
    });
    let mut out = format!(
        "{} in {}, {} to bring in.\n",
        counted(count, "mapping"),
        counted(regions, "Region"),
        sorted.wanted.len()
    );
    for (reason, count) in &sorted.left {
        let _ = writeln!(out, "  {count} left out: {reason}");
    }
    if !sorted.taken.is_empty() {
        let _ = writeln!(
            out,
            "  {} of them are in a state as another type: remove their old resources from the configuration",
            sorted.taken.len()
        );
    }
    for it in &sorted.failed {
        let _ = writeln!(out, "  could not be read: {it}");
    }
    for it in changes {
        let verb = if it.after.is_some() {
            "Wrote"
        } else {
            "Removed"
        };
        let _ = writeln!(out, "{verb} {}.", it.path.display());
    }
    out
}

/// A file with a text; its permissions and its neighbours stay.
fn change(path: &Path, text: String) -> Change {
    Change {
        path: path.to_owned(),
        before: None,
        after: Some(text),
    }
}

/// The output to write.
struct Writing<'a> {
    arguments: &'a Arguments,
    rows: &'a [Attribute],
    home: &'a str,
    named: &'a [Named<'a>],
}

// === impl Writing ===

impl Writing<'_> {
    /// The parts of a configuration, by the names of their files.
    fn parts(&self, references: &References) -> Vec<(&'static str, String)> {
        let arguments = self.arguments;
        let resources = match arguments.config {
            Config::Yes => output::resources(self.named, self.rows, references),
            Config::No => Vec::new(),
        };
        let mut imports = output::imports(self.named, arguments.import, self.home);
        let mut moves = Vec::new();
        match arguments.by {
            By::Moved => moves = output::moves(self.named),
            By::Import => {
                imports.extend(output::takeovers(self.named, arguments.import, self.home));
            }
        }
        vec![
            ("imports.tf", document(&imports)),
            ("moved.tf", document(&moves)),
            ("mappings.tf", document(&resources)),
        ]
    }

    /// The text for standard output.
    fn text(&self, references: &References) -> String {
        match self.arguments.format {
            Format::Hcl => {
                let parts = self.parts(references).into_iter().map(|(_, text)| text);
                let parts: Vec<String> = parts.filter(|it| !it.is_empty()).collect();
                parts.join("\n")
            }
            Format::Json => output::json(self.named),
            Format::Csv => output::csv(self.named),
            Format::Table => output::table(self.named),
        }
    }

    /// The files that go into the folder, if there is one.
    fn changes(&self, references: &References) -> Result<Vec<Change>, Error> {
        let Some(folder) = &self.arguments.out else {
            return Ok(Vec::new());
        };
        let mut changes = Vec::new();
        let name = match self.arguments.format {
            Format::Hcl => {
                let mut parts = self.parts(references);
                parts.push(("providers.tf", self.provider(folder)));
                for (name, text) in parts {
                    changes.extend(replaced(&folder.join(name), &text)?);
                }
                return Ok(changes);
            }
            Format::Json => "mappings.json",
            Format::Csv => "mappings.csv",
            Format::Table => "mappings.txt",
        };
        changes.push(change(&folder.join(name), self.text(references)));
        Ok(changes)
    }

    /// The declaration of this provider, if no other file in the folder has it.
    fn provider(&self, folder: &Path) -> String {
        let mut others = fs::read_dir(folder).into_iter().flatten().flatten();
        let is_declared = others.any(|it| {
            let path = it.path();
            let is_tf = path
                .extension()
                .is_some_and(|it| it == "tf" || it == "tofu");
            let text = is_tf.then(|| fs::read_to_string(&path).ok()).flatten();
            text.is_some_and(|it| {
                !it.starts_with(HEAD)
                    && it.contains("required_providers")
                    && it.contains("awslambda")
            })
        });
        if is_declared || self.named.is_empty() {
            return String::new();
        }
        let arguments = self.arguments;
        let source = arguments.source.to_string();
        document(&output::provider(
            &source,
            self.home,
            arguments.profile.as_deref(),
        ))
    }

    /// Plans what was written. Without the user's own files, so with literals and imports only.
    fn check(&self) -> Result<usize, Error> {
        let arguments = self.arguments;
        let cli = program::find(arguments.cli.as_deref());
        let cli = cli.ok_or_else(|| Error(format!("the check {}", program::Error::Missing)))?;
        let import = match arguments.import {
            Import::None => Import::Id,
            other => other,
        };
        let source = arguments.source.to_string();
        let profile = arguments.profile.as_deref();
        let alone: Vec<Named<'_>> = self
            .named
            .iter()
            .map(|it| Named { moved: None, ..*it })
            .collect();
        let files = [
            (
                "providers.tf",
                document(&output::provider(&source, self.home, profile)),
            ),
            (
                "mappings.tf",
                document(&output::resources(&alone, self.rows, &References::new())),
            ),
            (
                "imports.tf",
                document(&output::imports(&alone, import, self.home)),
            ),
        ];
        let count = check::check(&cli, &source, &files).map_err(|it| Error(it.to_string()))?;
        if count == alone.len() {
            return Ok(count);
        }
        Err(Error(format!(
            "the plan imports {count} of {} mappings",
            alone.len()
        )))
    }
}

/// A file of this command with another text; removed when there is none. Nobody else's file is touched.
fn replaced(path: &PathBuf, text: &str) -> Result<Option<Change>, Error> {
    let before = match fs::read_to_string(path) {
        Ok(before) => Some(before),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(Error(format!("cannot read {}: {error}", path.display()))),
    };
    if text.is_empty() && !before.as_ref().is_some_and(|it| it.starts_with(HEAD)) {
        return Ok(None);
    }
    if before.as_ref().is_some_and(|it| !it.starts_with(HEAD)) {
        return Err(Error(format!(
            "{} is not a file that `discover` has made, so it is not replaced. Use another folder, or move \
             the file.",
            path.display()
        )));
    }
    let after = (!text.is_empty()).then(|| format!("{HEAD}\n\n{text}"));
    Ok(Some(Change {
        path: path.clone(),
        before,
        after,
    }))
}

#[cfg(test)]
mod tests;
