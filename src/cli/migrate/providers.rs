//! The providers of each module: which configurations its mappings use, and how they get there.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::{
    direction::Direction,
    folder::{Call, Configuration, File, Module},
    rewrite::{Provider, Rewritten, is_resource, provider_of},
};
use crate::hcl::{
    edit::{self, Edits},
    read::{Block, Expression},
};

type Needs = BTreeMap<PathBuf, BTreeSet<Provider>>;

/// Gives each module the provider configurations that its mappings need.
pub(super) fn rewrite(
    configuration: &Configuration,
    direction: Direction,
    source: &str,
    rewritten: &mut Rewritten,
) {
    let mut needs = Needs::new();
    for folder in configuration.modules.keys() {
        needed(configuration, direction, folder, &mut needs);
    }
    for (folder, module) in &configuration.modules {
        for call in &module.calls {
            pass(
                module,
                call,
                &needs[&call.folder],
                configuration,
                direction,
                rewritten,
            );
        }
        let needs = &needs[folder];
        for provider in needs {
            configure(module, provider, direction, rewritten);
        }
        // The name `aws` needs no declaration.
        if direction == Direction::Here && !needs.is_empty() {
            declare(folder, module, needs, source, rewritten);
        }
    }
}

/// The configurations that the mappings of a module and of the modules that it calls use.
fn needed(configuration: &Configuration, direction: Direction, folder: &Path, needs: &mut Needs) {
    if needs.contains_key(folder) {
        return;
    }
    // A module that calls itself is none; this ends it.
    needs.insert(folder.to_owned(), BTreeSet::new());
    let Some(module) = configuration.modules.get(folder) else {
        return;
    };
    let mut own = BTreeSet::new();
    for (file, block) in module.blocks() {
        if is_resource(block, direction) {
            let named = block
                .attribute("provider")
                .and_then(|it| provider_of(file, it));
            own.insert(named.unwrap_or_else(|| (direction.default_provider().to_owned(), None)));
        }
    }
    for call in &module.calls {
        needed(configuration, direction, &call.folder, needs);
        for provider in open(configuration, &call.folder, &needs[&call.folder]) {
            let (file, block) = at(module, call);
            match block.attribute("providers") {
                Some(passed) => {
                    let value = passed.entry(&spelled(provider));
                    own.extend(value.and_then(|it| provider_of(file, it)));
                }
                None if provider.1.is_none() => {
                    own.insert(provider.clone());
                }
                None => {}
            }
        }
    }
    needs.insert(folder.to_owned(), own);
}

/// Those of the configurations that a module gets from its caller.
fn open<'a>(
    configuration: &'a Configuration,
    folder: &Path,
    needs: &'a BTreeSet<Provider>,
) -> impl Iterator<Item = &'a Provider> {
    let module = configuration.modules.get(folder);
    let own = move |it: &&Provider| module.is_none_or(|module| block_of(module, it).is_none());
    needs.iter().filter(own)
}

fn at<'a>(module: &'a Module, call: &Call) -> (&'a File, &'a Block) {
    let file = &module.files[call.file];
    (file, &file.document.blocks[call.block])
}

fn spelled((name, alias): &Provider) -> String {
    match alias {
        Some(alias) => format!("{name}.{alias}"),
        None => name.clone(),
    }
}

fn renamed((name, alias): &Provider, direction: Direction) -> Provider {
    (direction.provider(name), alias.clone())
}

/// The provider block of a configuration in a module.
fn block_of<'a>(module: &'a Module, (name, alias): &Provider) -> Option<(&'a File, &'a Block)> {
    module.blocks().find(|(_, block)| {
        let its = block.attribute("alias").and_then(Expression::text);
        block.is("provider", name) && its == *alias
    })
}

/// Copies the provider block of a configuration, unless there is one already.
fn configure(module: &Module, provider: &Provider, direction: Direction, out: &mut Rewritten) {
    let other = renamed(provider, direction);
    if block_of(module, &other).is_some() {
        return;
    }
    let Some((file, block)) = block_of(module, provider) else {
        return;
    };
    let mut edits = Edits::default();
    let label = block.labels[0].place.clone();
    edits.replace(
        label.start - block.place.start..label.end - block.place.start,
        format!("\"{}\"", other.0),
    );
    let copy = edits.apply(&file.text[block.place.clone()]);
    let end = edit::line_end(&file.text);
    let all = out.edits.entry(file.path.clone()).or_default();
    let after = edit::lines(&file.text, &block.place).end;
    let start = if file.text[..after].ends_with('\n') {
        ""
    } else {
        end
    };
    all.insert(after, format!("{start}{end}{copy}{end}"));
}

/// Adds what a call hands over to a module.
fn pass(
    module: &Module,
    call: &Call,
    needs: &BTreeSet<Provider>,
    configuration: &Configuration,
    direction: Direction,
    out: &mut Rewritten,
) {
    let (file, block) = at(module, call);
    let Some(passed) = block.attribute("providers") else {
        return;
    };
    let mut added = Vec::new();
    for provider in open(configuration, &call.folder, needs) {
        let key = spelled(&renamed(provider, direction));
        if passed.entry(&key).is_some() {
            continue;
        }
        let Some(value) = passed.entry(&spelled(provider)) else {
            continue;
        };
        let Some((name, _)) = provider_of(file, value) else {
            continue;
        };
        let text = &file.text[value.place.clone()];
        let text = text
            .trim_matches('"')
            .replacen(&name, &direction.provider(&name), 1);
        added.push((key, text));
    }
    if !added.is_empty() {
        add_entries(
            file,
            passed,
            &added,
            out.edits.entry(file.path.clone()).or_default(),
        );
    }
}

/// Adds entries to an object, in the layout that it has.
fn add_entries(file: &File, object: &Expression, added: &[(String, String)], edits: &mut Edits) {
    let text = &file.text;
    let Some((_, last)) = object.entries().last() else {
        return;
    };
    if !text[object.place.clone()].contains('\n') {
        let added: Vec<String> = added
            .iter()
            .map(|(key, value)| format!(", {key} = {value}"))
            .collect();
        edits.insert(last.place.end, added.concat());
        return;
    }
    // The entries on lines of their own before the end: `fmt` aligns them with those that are added.
    let mut chain = Vec::new();
    for (key, value) in object.entries().iter().rev() {
        let line = edit::lines(text, &(key.place.start..value.place.end));
        let alone = text[line.clone()].matches('\n').count() == 1;
        let next = chain
            .last()
            .is_none_or(|(start, _): &(usize, usize)| line.end == *start);
        if !alone || !next {
            break;
        }
        chain.push((line.start, key.place.end));
        let gap = key.place.end..value.place.start;
        let others = object.entries().iter().map(|(key, _)| key.place.len());
        let width = others
            .chain(added.iter().map(|(key, _)| key.len()))
            .max()
            .unwrap_or(0);
        let pad = width - key.place.len();
        if text[gap.clone()].trim() == "=" {
            edits.replace(gap, format!("{:pad$} = ", ""));
        }
    }
    let others = object.entries().iter().map(|(key, _)| key.place.len());
    let width = others
        .chain(added.iter().map(|(key, _)| key.len()))
        .max()
        .unwrap_or(0);
    let (margin, end) = (
        edit::indentation(text, last.place.start),
        edit::line_end(text),
    );
    let comma = if text[last.place.end..].trim_start().starts_with(',') {
        ","
    } else {
        ""
    };
    let lines: Vec<String> = added
        .iter()
        .map(|(key, value)| format!("{margin}{key:width$} = {value}{comma}{end}"))
        .collect();
    edits.insert(edit::lines(text, &last.place).end, lines.concat());
}

/// Declares this provider in a module that lacks it.
fn declare(
    folder: &Path,
    module: &Module,
    needs: &BTreeSet<Provider>,
    source: &str,
    out: &mut Rewritten,
) {
    let declared: Vec<(&File, &Block)> = module
        .blocks()
        .filter(|(_, block)| block.kind == "terraform")
        .flat_map(|(file, block)| block.blocks.iter().map(move |it| (file, it)))
        .filter(|(_, block)| block.kind == "required_providers")
        .collect();
    let names: BTreeSet<&str> = needs.iter().map(|(name, _)| name.as_str()).collect();
    let mut added = Vec::new();
    for name in names {
        let ours = Direction::Here.provider(name);
        let has = |(_, block): &&(&File, &Block)| block.attribute(&ours).is_some();
        if declared.iter().any(|it| has(&it)) {
            continue;
        }
        let theirs = declared.iter().find_map(|(_, block)| block.attribute(name));
        let aliases = theirs.and_then(|it| it.entry("configuration_aliases"));
        let aliases: Vec<String> = aliases
            .map_or(&[][..], Expression::items)
            .iter()
            .filter_map(Expression::text)
            .filter(|it| needs.iter().any(|needed| spelled(needed) == *it))
            .map(|it| it.replacen(name, &ours, 1))
            .collect();
        let mut entry = vec![("source", format!("\"{source}\""))];
        if !aliases.is_empty() {
            entry.push(("configuration_aliases", format!("[{}]", aliases.join(", "))));
        }
        added.push((ours, entry));
    }
    if !added.is_empty() {
        require(folder, module, &declared, &added, out);
    }
}

/// An entry of `required_providers`: its name and what it holds.
type Requirement = (String, Vec<(&'static str, String)>);

fn written((name, entry): &Requirement, margin: &str, end: &str) -> String {
    let width = entry.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
    let lines: Vec<String> = entry
        .iter()
        .map(|(key, value)| format!("{margin}  {key:width$} = {value}{end}"))
        .collect();
    let lines = lines.concat();
    format!("{margin}{name} = {{{end}{lines}{margin}}}{end}")
}

/// Writes declarations into `required_providers`, or into a new `terraform` block.
fn require(
    folder: &Path,
    module: &Module,
    declared: &[(&File, &Block)],
    added: &[Requirement],
    out: &mut Rewritten,
) {
    let all = |margin: &str, end: &str| -> String {
        added.iter().map(|it| written(it, margin, end)).collect()
    };
    let target = declared.iter().find(|(file, _)| !file.is_override());
    if let Some((file, block)) = target {
        let (text, end) = (&file.text, edit::line_end(&file.text));
        let edits = out.edits.entry(file.path.clone()).or_default();
        let margin = edit::indentation(text, block.place.start).to_owned();
        let new = all(&format!("{margin}  "), end);
        let brace = block.place.end - 1;
        if text[block.place.clone()].contains('\n') {
            let before = edit::lines(text, &(brace..brace)).start;
            edits.insert(before, new);
        } else {
            let inner = text[block.place.clone()].find('{');
            let inner = inner.map_or(brace, |it| block.place.start + it + 1);
            let old = match text[inner..brace].trim() {
                "" => String::new(),
                old => format!("{margin}  {old}{end}"),
            };
            edits.replace(inner..brace, format!("{end}{old}{new}{margin}"));
        }
        return;
    }
    let path = folder.join("versions.tf");
    let block = |end: &str| {
        let inner = all("    ", end);
        format!("terraform {{{end}  required_providers {{{end}{inner}  }}{end}}}{end}")
    };
    let Some(file) = module.files.iter().find(|it| it.path == path) else {
        out.created.insert(path, block("\n"));
        return;
    };
    let end = edit::line_end(&file.text);
    let apart = match file.text.as_str() {
        "" => "",
        text if text.ends_with('\n') => end,
        _ => &format!("{end}{end}"),
    };
    let edits = out.edits.entry(path).or_default();
    edits.insert(file.text.len(), format!("{apart}{}", block(end)));
}
