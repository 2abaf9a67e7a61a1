//! The edits to the text of a configuration: types and references.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use super::{
    direction::Direction,
    folder::{Configuration, File, Module},
};
use crate::hcl::{
    edit::Edits,
    read::{Block, Expression, Form, Place},
};

/// The edits of a configuration, by file.
#[derive(Debug, Default)]
pub(super) struct Rewritten {
    pub(super) edits: BTreeMap<PathBuf, Edits>,
    /// Files that do not exist yet, by their text.
    pub(super) created: BTreeMap<PathBuf, String>,
    /// The resources whose type changes, by the folder of their module: names, sorted.
    pub(super) resources: BTreeMap<PathBuf, BTreeSet<String>>,
    /// How many references changed, by file.
    pub(super) references: BTreeMap<PathBuf, usize>,
    /// The things that were left alone, each with its reason.
    pub(super) left: Vec<String>,
}

/// A provider configuration in a module: a local name and an alias.
pub(super) type Provider = (String, Option<String>);

/// The edits that take `direction`.
pub(super) fn rewrite(configuration: &Configuration, direction: Direction) -> Rewritten {
    let mut rewritten = Rewritten::default();
    for (folder, module) in &configuration.modules {
        let names = names(module, direction);
        if !names.is_empty() {
            rewritten.resources.insert(folder.clone(), names);
        }
        for file in &module.files {
            let edits = rewritten.edits.entry(file.path.clone()).or_default();
            let count = types(file, direction, edits);
            if count > 0 {
                rewritten.references.insert(file.path.clone(), count);
            }
        }
    }
    rewritten
}

/// The names of the resources of the type that is left.
fn names(module: &Module, direction: Direction) -> BTreeSet<String> {
    let found = module.blocks();
    let found = found.filter(|(file, block)| !file.is_override() && is_resource(block, direction));
    found.map(|(_, block)| block.label(1).to_owned()).collect()
}

/// Whether a block is a resource of the type that is left.
pub(super) fn is_resource(block: &Block, direction: Direction) -> bool {
    block.is("resource", direction.from())
}

/// Whether a block imports a resource of the type that is left.
fn is_import(block: &Block, file: &File, direction: Direction) -> bool {
    let to = block.attribute("to");
    block.kind == "import"
        && to.is_some_and(|to| {
            let mut inside = file.document.references.iter();
            inside.any(|it| {
                within(&it.place, &to.place) && it.names.iter().any(|it| it == direction.from())
            })
        })
}

pub(super) fn within(inner: &Place, outer: &Place) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Changes types and references in a file; returns how many references changed.
fn types(file: &File, direction: Direction, edits: &mut Edits) -> usize {
    let (from, to) = (direction.from(), direction.to());
    // They speak of what a state holds, not of what the configuration declares.
    let past = |block: &&Block| block.kind == "moved" || block.kind == "removed";
    let past: Vec<&Place> = file
        .document
        .blocks
        .iter()
        .filter(past)
        .map(|it| &it.place)
        .collect();
    let mut count = 0;
    for reference in &file.document.references {
        if past.iter().any(|it| within(&reference.place, it)) {
            continue;
        }
        if reference.names[0] == from && reference.names.len() > 1 {
            edits.replace(reference.root.clone(), to);
            count += 1;
        } else if reference.names[0] == "module" && reference.names.iter().any(|it| it == from) {
            // The address of a resource in a module, as an import or a test names it.
            let text = &file.text[reference.place.clone()];
            edits.replace(reference.place.clone(), text.replacen(from, to, 1));
            count += 1;
        }
    }
    for block in &file.document.blocks {
        if is_resource(block, direction) {
            let place = &block.labels[0].place;
            let quotes = if file.text[place.clone()].starts_with('"') {
                "\""
            } else {
                ""
            };
            edits.replace(place.clone(), format!("{quotes}{to}{quotes}"));
        }
        if (is_resource(block, direction) || is_import(block, file, direction))
            && let Some(provider) = block.attribute("provider")
        {
            rename_provider(file, provider, direction, edits);
        }
        // References as strings, as they were written for Terraform 0.11.
        for item in block
            .attribute("depends_on")
            .map_or(&[][..], Expression::items)
        {
            if let Form::Text(text) = &item.form
                && let Some(rest) = text.strip_prefix(from)
                && rest.starts_with('.')
            {
                edits.replace(item.place.clone(), format!("\"{to}{rest}\""));
                count += 1;
            }
        }
    }
    count
}

/// The provider configuration that an expression names, if it names one.
pub(super) fn provider_of(file: &File, expression: &Expression) -> Option<Provider> {
    let of = |names: &[String]| Some((names.first()?.clone(), names.get(1).cloned()));
    match &expression.form {
        Form::Names(names) => of(names),
        Form::Text(text) => of(&text.split('.').map(str::to_owned).collect::<Vec<_>>()),
        // `aws.by_region[each.key]`, of OpenTofu.
        _ => {
            let mut inside = file.document.references.iter();
            of(&inside
                .find(|it| it.place.start == expression.place.start)?
                .names)
        }
    }
}

/// Puts the other provider into an expression that names one.
pub(super) fn rename_provider(
    file: &File,
    expression: &Expression,
    direction: Direction,
    edits: &mut Edits,
) {
    let Some((name, _)) = provider_of(file, expression) else {
        return;
    };
    let start = expression.place.start;
    let quote = usize::from(file.text[start..].starts_with('"'));
    let start = start + quote;
    edits.replace(start..start + name.len(), direction.provider(&name));
}
