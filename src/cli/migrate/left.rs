//! The things that are left alone, each with its reason: the user must know them.

use std::{fs, path::Path};

use super::{
    direction::Direction,
    folder::{Configuration, File, Foreign, shown},
    rewrite::{Rewritten, within},
};

/// Tells of everything that still names the type that is left.
pub(super) fn tell(
    configuration: &Configuration,
    root: &Path,
    way: Direction,
    out: &mut Rewritten,
) {
    let type_name = way.from();
    let mut left = Vec::new();
    for (folder, module) in &configuration.modules {
        for file in &module.files {
            for (line, why) in of_file(file, way, out) {
                left.push(format!("{}:{line}: {why}", shown(root, &file.path)));
            }
        }
        for (path, text) in &module.others {
            for line in lines(text, type_name) {
                let why = if path.extension().is_some_and(|it| it == "json") {
                    "is JSON; change the type there by hand, and add what moved.tf and \
                     required_providers need"
                } else {
                    "may be a template or another tool's file; change it by hand if it makes resources"
                };
                left.push(format!("{}:{line}: {why}.", shown(root, path)));
            }
        }
        let is_inside = if root == Path::new(".") {
            !folder.starts_with("..") && !folder.is_absolute()
        } else {
            folder.starts_with(root)
        };
        if out.resources.contains_key(folder) && !is_inside {
            left.push(shared(root, folder));
        }
    }
    for foreign in &configuration.foreign {
        left.extend(of_foreign(foreign, type_name));
    }
    out.left.append(&mut left);
}

fn shared(root: &Path, folder: &Path) -> String {
    format!(
        "{}: this module is outside of the folder. Other configurations that call it change with it: \
         run `migrate` there, too, for their provider blocks.",
        shown(root, folder)
    )
}

/// Lines of a file that name the type and stay as they are.
fn of_file(file: &File, way: Direction, out: &Rewritten) -> Vec<(usize, &'static str)> {
    let edits = out.edits.get(&file.path);
    let edited = |at: usize| {
        edits.is_some_and(|it| {
            it.iter()
                .any(|it| it.place.start <= at && at < it.place.end)
        })
    };
    let mut found = Vec::new();
    for (at, _) in file.text.match_indices(way.from()) {
        let line = file.text[..at].matches('\n').count() + 1;
        let place = at..at + way.from().len();
        let block = file
            .document
            .blocks
            .iter()
            .find(|it| within(&place, &it.place));
        let before = file.text[..at].rsplit('\n').next().unwrap_or_default();
        let is_comment = before.contains('#') || before.contains("//") || block.is_none();
        let part = |it: char| it.is_alphanumeric() || it == '_';
        let is_longer = file.text[..at].ends_with(part) || file.text[place.end..].starts_with(part);
        let kind = block.map_or("", |it| it.kind.as_str());
        if edited(at) || is_comment || is_longer || kind == "moved" || kind == "removed" {
            continue;
        }
        let why = match kind {
            "mock_provider" => "mocks a provider by its type; mock this provider instead.",
            _ => "is text, not a reference; change it if it names the resource.",
        };
        found.push((line, why));
    }
    found.dedup();
    found
}

/// The numbers of the lines that hold a text.
fn lines(text: &str, part: &str) -> Vec<usize> {
    let numbered = text.lines().enumerate();
    let found = numbered.filter(|(_, line)| line.contains(part));
    found.map(|(index, _)| index + 1).collect()
}

/// The report on a module that is fetched from elsewhere.
fn of_foreign(foreign: &Foreign, type_name: &str) -> Option<String> {
    let Foreign { name, source, .. } = foreign;
    let Some(folder) = &foreign.fetched else {
        return Some(format!(
            "module.{name}: it comes from {source} and is not fetched, so it was not read. Run `init` \
             and `migrate` again to see whether it has mappings."
        ));
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let texts = entries.filter_map(|it| fs::read_to_string(it.path()).ok());
    let count: usize = texts
        .map(|it| lines(&it, &format!("\"{type_name}\"")).len())
        .sum();
    (count > 0).then(|| {
        format!(
            "module.{name}: it comes from {source}, and the next `init` fetches it anew. Its mappings \
             stay as they are."
        )
    })
}
