//! The statements that carry a state over: `moved`, or `removed` and `import` where a core or a provider
//! cannot move.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::{
    direction::Direction,
    folder::{Configuration, File, Module},
    rewrite::Rewritten,
};
use crate::{
    cli::state::{Managed, without_indexes},
    hcl::{
        edit::{self, Edits},
        read::Block,
        write::{self, Expression},
    },
};

/// The file of `moved` blocks, in each module.
const MOVED: &str = "moved.tf";
/// The file of `import` and `removed` blocks, in the root module.
const IMPORTS: &str = "imports.tf";
/// The first line of a file that this command has made.
const HEAD: &str = "# Made by terraform-provider-awslambda migrate.";

/// The two addresses of a statement such as `moved`: from and to.
fn addresses(block: &Block, file: &File) -> Option<(String, String)> {
    let text = |name: &str| {
        let value = block.attribute(name)?;
        Some(file.text[value.place.clone()].to_owned())
    };
    (block.kind == "moved").then(|| Some((text("from")?, text("to")?)))?
}

/// Adds a `moved` block for each resource whose type changes.
pub(super) fn moved(configuration: &Configuration, way: Direction, out: &mut Rewritten) {
    for (folder, names) in out.resources.clone() {
        let Some(module) = configuration.modules.get(&folder) else {
            continue;
        };
        let there: BTreeSet<_> = module
            .blocks()
            .filter_map(|(file, block)| addresses(block, file))
            .collect();
        let blocks: Vec<write::Block> = names
            .iter()
            .map(|name| [way.from(), way.to()].map(|it| format!("{it}.{name}")))
            .filter(|[from, to]| !there.contains(&(from.clone(), to.clone())))
            .map(|[from, to]| {
                write::Block::new("moved", [] as [&str; 0])
                    .with("from", Expression::Raw(from))
                    .with("to", Expression::Raw(to))
            })
            .collect();
        let note = "Remove this file when every state of this configuration has been applied.";
        add(module, &folder.join(MOVED), note, &blocks, out);
    }
}

/// Adds `removed` and `import` blocks for what a state holds of the type that is left.
pub(super) fn imports(
    configuration: &Configuration,
    root: &Path,
    state: &[Managed],
    way: Direction,
    out: &mut Rewritten,
) {
    let Some(module) = configuration.modules.get(root) else {
        return;
    };
    let folders = folders(configuration, root);
    let declared = |it: &&Managed| {
        let folder = folders.get(&without_indexes(&it.module));
        folder.is_some_and(|folder| declares(&configuration.modules[folder], way, &it.name))
    };
    let mine: Vec<&Managed> = state
        .iter()
        .filter(|it| it.kind == way.from())
        .filter(declared)
        .collect();
    let resources: BTreeSet<String> = mine.iter().map(|it| it.resource()).collect();
    let mut blocks: Vec<write::Block> = resources
        .into_iter()
        .map(|from| {
            let lifecycle = write::Block::new("lifecycle", [] as [&str; 0]).with("destroy", false);
            write::Block::new("removed", [] as [&str; 0])
                .with("from", Expression::Raw(from))
                .with_block(lifecycle)
        })
        .collect();
    for managed in mine {
        if managed.uuid.is_empty() {
            let address = managed.instance_of(&managed.kind);
            out.left.push(format!(
                "{address}: the state holds no UUID of it. Import it by hand."
            ));
            continue;
        }
        let to = managed.instance_of(way.to());
        blocks.push(
            write::Block::new("import", [] as [&str; 0])
                .with("to", Expression::Raw(to))
                .with("id", managed.uuid.as_str()),
        );
    }
    let note = "Remove this file when it has been applied.";
    add(module, &root.join(IMPORTS), note, &blocks, out);
}

/// Whether a module has such a mapping, under one type or the other.
fn declares(module: &Module, way: Direction, name: &str) -> bool {
    module.blocks().any(|(_, block)| {
        (block.is("resource", way.from()) || block.is("resource", way.to()))
            && block.label(1) == name
    })
}

/// The folders of the local modules by their addresses, without indexes.
fn folders(configuration: &Configuration, root: &Path) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    let mut open = vec![(String::new(), root.to_owned())];
    while let Some((address, folder)) = open.pop() {
        let Some(module) = configuration.modules.get(&folder) else {
            continue;
        };
        for call in &module.calls {
            let block = &module.files[call.file].document.blocks[call.block];
            let dot = if address.is_empty() { "" } else { "." };
            let inner = format!("{address}{dot}module.{}", block.label(0));
            // A module that calls itself is none.
            if inner.len() < 1000 {
                open.push((inner, call.folder.clone()));
            }
        }
        found.insert(address, folder);
    }
    found
}

/// Whether imports of this way are written and not applied yet, or not taken away yet.
pub(super) fn are_pending(configuration: &Configuration, way: Direction) -> bool {
    let files = configuration.modules.values().flat_map(|it| &it.files);
    let mut made = files.filter(|it| is_imports(it));
    made.any(|file| {
        let removed = |it: &&Block| it.kind == "removed";
        let mut removed = file.document.blocks.iter().filter(removed);
        removed.any(|it| file.text[it.place.clone()].contains(way.from()))
    })
}

fn is_imports(file: &File) -> bool {
    is_made(file) && file.path.file_name().is_some_and(|it| it == IMPORTS)
}

/// Appends blocks to a file; creates it if it is missing.
fn add(module: &Module, path: &PathBuf, note: &str, blocks: &[write::Block], out: &mut Rewritten) {
    if blocks.is_empty() {
        return;
    }
    let text = write::document(blocks);
    let existing = module.files.iter().find(|it| it.path == *path);
    if let Some(file) = existing.filter(|it| !is_made(it)) {
        let end = edit::line_end(&file.text);
        let text = text.replace('\n', end);
        let apart = match file.text.as_str() {
            "" => String::new(),
            text if text.ends_with('\n') => end.to_owned(),
            _ => end.repeat(2),
        };
        let edits = out.edits.entry(path.clone()).or_default();
        edits.insert(file.text.len(), format!("{apart}{text}"));
        return;
    }
    // One that this command has made: what it says of other resources stays.
    let kept = existing.map_or(String::new(), |file| {
        let edits = out.edits.remove(path).unwrap_or_default();
        body(&edits.apply(&file.text)).to_owned()
    });
    let apart = if kept.is_empty() { "" } else { "\n" };
    let text = format!("{HEAD}\n# {note}\n\n{kept}{apart}{text}");
    if let Some(file) = existing {
        let mut edits = Edits::default();
        edits.replace(0..file.text.len(), text);
        out.edits.insert(path.clone(), edits);
    } else {
        out.created.insert(path.clone(), text);
    }
}

/// The text of a file that this command has made, without its head.
fn body(text: &str) -> &str {
    let text = text.trim_start_matches(|it| it != '\n').trim_start();
    let note = text.strip_prefix('#');
    let text = note.map_or(text, |it| it.trim_start_matches(|it| it != '\n'));
    text.trim_start()
}

fn is_made(file: &File) -> bool {
    file.text.starts_with(HEAD)
}

/// Takes away the statements of the other direction: they would contradict what is declared now.
pub(super) fn take_back(configuration: &Configuration, way: Direction, out: &mut Rewritten) {
    for (folder, module) in &configuration.modules {
        let Some(names) = out.resources.get(folder) else {
            continue;
        };
        for file in &module.files {
            let stale = |block: &&Block| {
                addresses(block, file).is_some_and(|(from, to)| {
                    let name = to
                        .strip_prefix(way.from())
                        .and_then(|it| it.strip_prefix('.'));
                    name.is_some_and(|it| names.contains(it))
                        && name
                            == from
                                .strip_prefix(way.to())
                                .and_then(|it| it.strip_prefix('.'))
                })
            };
            let stale: Vec<&Block> = file.document.blocks.iter().filter(stale).collect();
            let edits = out.edits.entry(file.path.clone()).or_default();
            for block in &stale {
                edits.remove(with_blank(&file.text, block));
            }
            let is_all = stale.len() == file.document.blocks.len();
            if is_made(file) && is_all && !stale.is_empty() {
                let mut all = Edits::default();
                all.remove(0..file.text.len());
                *edits = all;
            }
        }
    }
    // The other way's imports were not applied, or are done.
    for module in configuration.modules.values() {
        for file in module.files.iter().filter(|it| is_imports(it)) {
            let mut all = Edits::default();
            all.remove(0..file.text.len());
            out.edits.insert(file.path.clone(), all);
        }
    }
}

/// The lines of a block, with one empty line before it.
fn with_blank(text: &str, block: &Block) -> std::ops::Range<usize> {
    let lines = edit::lines(text, &block.place);
    let before = &text[..lines.start];
    let blank = ["\r\n\r\n", "\n\n"]
        .iter()
        .find(|it| before.ends_with(**it));
    lines.start - blank.map_or(0, |it| it.len() / 2)..lines.end
}
