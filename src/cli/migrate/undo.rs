//! The end of the way back: once no state holds a mapping of this provider, its declarations go.

use super::{
    folder::{Configuration, File, Module},
    rewrite::Rewritten,
};
use crate::hcl::{
    edit::{self, Edits},
    read::{Block, Expression, Place},
};

/// Takes the declarations of this provider out of every module, if nothing uses it any more.
pub(super) fn undo(configuration: &Configuration, out: &mut Rewritten) {
    if configuration.modules.values().any(is_used) {
        return;
    }
    for module in configuration.modules.values() {
        for file in module.files.iter().filter(|it| !it.is_test()) {
            for block in &file.document.blocks {
                let edits = out.edits.entry(file.path.clone()).or_default();
                match block.kind.as_str() {
                    "provider" if is_ours(block.label(0)) => {
                        edits.remove(paragraph(&file.text, &block.place));
                    }
                    "terraform" => requirements(file, block, edits),
                    "module" => passed(file, block, edits),
                    _ => {}
                }
            }
        }
    }
    out.edits.retain(|_, edits| !edits.is_empty());
}

/// Whether a name is one that `migrate` gives to this provider.
fn is_ours(name: &str) -> bool {
    name == "awslambda" || name.starts_with("awslambda_")
}

/// Whether a module uses this provider for more than mappings.
fn is_used(module: &Module) -> bool {
    module.blocks().any(|(_, block)| {
        let is_mapping = block.is("resource", crate::cli::state::OURS);
        let kinds = ["resource", "data", "ephemeral", "list", "action"];
        kinds.contains(&block.kind.as_str())
            && block.label(0).starts_with("awslambda_")
            && !is_mapping
    }) || module
        .files
        .iter()
        .any(|it| it.text.contains("provider::awslambda::"))
}

/// A block with its lines, and the empty line before it.
fn paragraph(text: &str, place: &Place) -> Place {
    let lines = edit::lines(text, place);
    let before = &text[..lines.start];
    let blank = ["\r\n\r\n", "\n\n"]
        .iter()
        .find(|it| before.ends_with(**it));
    lines.start - blank.map_or(0, |it| it.len() / 2)..lines.end
}

fn requirements(file: &File, block: &Block, edits: &mut Edits) {
    for inner in block
        .blocks
        .iter()
        .filter(|it| it.kind == "required_providers")
    {
        let ours = inner.attributes.iter().filter(|it| is_ours(&it.name));
        let ours: Vec<&Place> = ours.map(|it| &it.place).collect();
        let is_all = ours.len() == inner.attributes.len() && !ours.is_empty();
        let is_alone = block.blocks.len() == 1 && block.attributes.is_empty();
        if is_all && is_alone {
            edits.remove(paragraph(&file.text, &block.place));
        } else if is_all {
            edits.remove(edit::lines(&file.text, &inner.place));
        } else {
            for place in ours {
                edits.remove(edit::lines(&file.text, place));
            }
        }
    }
}

/// Removes this provider from the `providers` of a module call.
fn passed(file: &File, block: &Block, edits: &mut Edits) {
    let entries = block
        .attribute("providers")
        .map_or(&[][..], Expression::entries);
    for (index, (key, value)) in entries.iter().enumerate() {
        let name = key.text().unwrap_or_default();
        if !is_ours(name.split('.').next().unwrap_or_default()) {
            continue;
        }
        let line = edit::lines(&file.text, &(key.place.start..value.place.end));
        let is_alone = entries.iter().enumerate().all(|(other, (key, _))| {
            other == index || !(line.start..line.end).contains(&key.place.start)
        });
        let before = file.text[line.start..key.place.start].trim();
        if is_alone && before.is_empty() {
            edits.remove(line);
        } else if let Some((_, previous)) = index.checked_sub(1).and_then(|it| entries.get(it)) {
            edits.remove(previous.place.end..value.place.end);
        }
    }
}
