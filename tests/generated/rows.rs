//! The lines on attributes, and the sections on blocks. Blocks that hold the same share one section.

use std::collections::BTreeSet;

use terraform_provider_awslambda::framework::{
    schema::{Attribute, Nesting, Shape},
    value::types::Type,
};

/// The sections of a page.
#[derive(Debug)]
pub(super) struct Sections<'a> {
    /// All rows of the page.
    rows: &'a [Attribute],
    /// What marks their headings.
    level: &'static str,
    /// The titles of those that are written.
    written: BTreeSet<String>,
}

/// More names than these, of which the same is said, are counted instead of listed.
const LISTED: usize = 9;

// === impl Sections ===

impl<'a> Sections<'a> {
    /// None is written yet.
    pub(super) fn of(rows: &'a [Attribute], level: &'static str) -> Self {
        Self {
            rows,
            level,
            written: BTreeSet::new(),
        }
    }

    /// A line of a list; `within` are the blocks around it, the innermost first.
    pub(super) fn item(&self, row: &Attribute, within: &[&str]) -> String {
        let spec = &row.spec;
        let presence = match (row.is_configurable(), is_required(row)) {
            (true, true) => "Required, ",
            (true, false) => "Optional, ",
            (false, _) => "",
        };
        let flags: String = [
            (spec.sensitive, ", sensitive"),
            (spec.write_only, ", write-only"),
            (spec.deprecated.is_some(), ", deprecated"),
        ]
        .into_iter()
        .filter_map(|(is, word)| is.then_some(word))
        .collect();
        let deprecated = spec
            .deprecated
            .map_or_else(String::new, |instead| format!(" Deprecated: {instead}"));
        let below = match row.inner() {
            Some(_) => format!(" See [below](#{}).", self.anchor(row, within)),
            None => String::new(),
        };
        // What goes on below the first line belongs to the item.
        let said = format!("{}{deprecated}{below}", row.description())
            .replace('\n', "\n  ")
            .replace("\n  \n", "\n\n");
        let kind = kind(row);
        format!("* `{}` - ({presence}{kind}{flags}) {said}\n", row.name)
    }

    /// The lines of a list. Neighbours of which the same is said share one.
    pub(super) fn items(&self, rows: &[Attribute], within: &[&str]) -> String {
        let alike = |a: &Attribute, b: &Attribute| {
            a.inner().is_none() && a.description() == b.description() && kind(a) == kind(b)
        };
        let line = |rows: &[Attribute]| match rows {
            [first, .., last] if rows.len() > LISTED => format!(
                "* {} more names, from `{}` to `{}` - {}\n",
                rows.len(),
                first.name,
                last.name,
                first.doc
            ),
            [first, _, ..] => {
                let names: Vec<_> = rows.iter().map(|it| format!("`{}`", it.name)).collect();
                let line = self.item(first, within);
                line.replacen(&format!("`{}`", first.name), &names.join(", "), 1)
            }
            rows => rows.iter().map(|it| self.item(it, within)).collect(),
        };
        rows.chunk_by(alike).map(line).collect()
    }

    /// A section on what a block or nested attribute holds, and on the blocks inside; nothing if it is
    /// written already.
    pub(super) fn section(&mut self, row: &Attribute, within: &[&str]) -> String {
        let Some(inner) = row.inner() else {
            return String::new();
        };
        let what = match (&row.shape, row.spec.max) {
            (Shape::Block(Nesting::Single, _), _) | (Shape::Block(..), 1) => "The block",
            (Shape::Block(..), _) => "Each block",
            (Shape::Nested(Nesting::Single, _), _) => "The object",
            _ => "Each object",
        };
        let of = if row.is_configurable() {
            "arguments"
        } else {
            "attributes"
        };
        let title = self.title(row, within);
        if !self.written.insert(title.clone()) {
            return String::new();
        }
        let within = [&[row.name], within].concat();
        let items = self.items(inner, &within);
        let sections: String = inner.iter().map(|it| self.section(it, &within)).collect();
        format!(
            "\n{} {title}\n\n{what} `{}` has these {of}:\n\n{items}{sections}",
            self.level, row.name
        )
    }

    /// Where the section on a row begins, as the registry and GitHub name it.
    fn anchor(&self, row: &Attribute, within: &[&str]) -> String {
        self.title(row, within).replace(' ', "-").replace('`', "")
    }

    /// The heading of a section: `filter`, or `filter` in `filter_criteria` if another `filter` of the page
    /// holds something else.
    fn title(&self, row: &Attribute, within: &[&str]) -> String {
        let around = if only_ones(self.rows, row) {
            &[]
        } else {
            within
        };
        let names: Vec<_> = [&[row.name], around]
            .concat()
            .iter()
            .map(|it| format!("`{it}`"))
            .collect();
        names.join(" in ")
    }
}

/// Whether all blocks of its name in these rows hold what it holds.
fn only_ones(rows: &[Attribute], row: &Attribute) -> bool {
    rows.iter().all(|it| {
        let other = it.name == row.name && it.inner().is_some() && !is_same(it, row);
        !other && it.inner().is_none_or(|inner| only_ones(inner, row))
    })
}

/// Whether a page says the same of both.
fn is_same(a: &Attribute, b: &Attribute) -> bool {
    let (inner_a, inner_b) = (a.inner().unwrap_or_default(), b.inner().unwrap_or_default());
    let same = |(a, b): (&Attribute, &Attribute)| {
        a.name == b.name && a.description() == b.description() && is_same(a, b)
    };
    kind(a) == kind(b)
        && is_required(a) == is_required(b)
        && inner_a.len() == inner_b.len()
        && inner_a.iter().zip(inner_b).all(same)
}

pub(super) fn is_required(row: &Attribute) -> bool {
    row.spec.required || row.spec.min > 0
}

/// What a row holds, in one or two words: "list of strings", "up to 10 blocks".
fn kind(row: &Attribute) -> String {
    match &row.shape {
        Shape::Plain(ty) => words_of(ty),
        Shape::Nested(Nesting::Single, _) => "object".to_owned(),
        Shape::Nested(Nesting::List, _) => "list of objects".to_owned(),
        Shape::Nested(Nesting::Set, _) => "set of objects".to_owned(),
        Shape::Nested(Nesting::Map, _) => "map of objects".to_owned(),
        Shape::Block(Nesting::Single, _) => "block".to_owned(),
        Shape::Block(..) => match row.spec.max {
            0 => "any number of blocks".to_owned(),
            1 => "block".to_owned(),
            most => format!("up to {most} blocks"),
        },
    }
}

pub(super) fn words_of(ty: &Type) -> String {
    let words = ty.to_string();
    let bare = words.strip_prefix("a ").or(words.strip_prefix("an "));
    bare.unwrap_or(&words).to_owned()
}
