//! What a file of the crate names: every path in it, resolved to the files that it leads to.
//!
//! Read from the tokens, so that comments and texts count for nothing and the bodies of macros count.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path of names, from the root of the crate or as it is written.
pub(super) type Names = Vec<String>;

/// The files of a crate, by their modules.
pub(super) struct Crate {
    files: BTreeMap<Names, File>,
    macros: BTreeMap<String, Names>,
}

struct File {
    path: String,
    /// Every path that it names, as it is written.
    named: Vec<Names>,
    /// What its `use` statements bring, by the name that they give it.
    imports: BTreeMap<String, Names>,
    /// The macros that it calls.
    calls: BTreeSet<String>,
}

/// What the tokens of a file say.
#[derive(Default)]
struct Reading {
    named: Vec<Names>,
    imports: BTreeMap<String, Names>,
    macros: BTreeSet<String>,
    calls: BTreeSet<String>,
}

// === impl Crate ===

impl Crate {
    /// Reads files, each with its path below `src` and its text.
    pub(super) fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut all = BTreeMap::new();
        let mut macros = BTreeMap::new();
        for (path, text) in files {
            let tokens: TokenStream = text
                .parse()
                .unwrap_or_else(|error| panic!("{path}: {error}"));
            let mut reading = Reading::default();
            reading.walk(&tokens.into_iter().collect::<Vec<_>>());
            let module = module_of(path);
            for name in reading.macros {
                macros.insert(name, module.clone());
            }
            let file = File {
                path: path.to_owned(),
                named: reading.named,
                imports: reading.imports,
                calls: reading.calls,
            };
            all.insert(module, file);
        }
        Self { files: all, macros }
    }

    /// Which file names something of which other one, by their paths below `src`.
    pub(super) fn edges(&self) -> BTreeSet<(&str, &str)> {
        let mut edges = BTreeSet::new();
        for (module, file) in &self.files {
            let named = file
                .named
                .iter()
                .filter_map(|it| self.resolve(module, file, it));
            let called = file
                .calls
                .iter()
                .filter_map(|it| self.macros.get(it).cloned());
            for target in named.chain(called) {
                if let Some(other) = self.owner(&target)
                    && other.path != file.path
                {
                    edges.insert((file.path.as_str(), other.path.as_str()));
                }
            }
        }
        edges
    }

    /// A path as the root of the crate sees it; none if it leads out of the crate.
    fn resolve(&self, module: &Names, file: &File, path: &Names) -> Option<Names> {
        let first = path.first()?;
        let (mut base, mut rest) = match first.as_str() {
            "crate" => (Names::new(), &path[1..]),
            "self" => (module.clone(), &path[1..]),
            "super" => (module.clone(), &path[..]),
            name => {
                let below = [module.clone(), vec![name.to_owned()]].concat();
                if self.files.contains_key(&below) {
                    (below, &path[1..])
                } else {
                    let import = file
                        .imports
                        .get(name)
                        .filter(|it| it.first() != Some(first))?;
                    let base = self.resolve(module, file, import)?;
                    (base, &path[1..])
                }
            }
        };
        while rest.first().is_some_and(|it| it == "super") {
            base.pop()?;
            rest = &rest[1..];
        }
        base.extend(rest.iter().cloned());
        Some(base)
    }

    /// The file in which the thing at `path` stands.
    fn owner(&self, path: &[String]) -> Option<&File> {
        (1..=path.len())
            .rev()
            .find_map(|length| self.files.get(&path[..length]))
    }
}

// === impl Reading ===

impl Reading {
    fn walk(&mut self, tokens: &[TokenTree]) {
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                // A visibility names no thing.
                TokenTree::Ident(word) if word == "pub" => {
                    at += 1;
                    if matches!(tokens.get(at), Some(TokenTree::Group(it)) if it.delimiter() == Delimiter::Parenthesis)
                    {
                        at += 1;
                    }
                }
                // What only tests see is no part of the house.
                TokenTree::Punct(it) if it.as_char() == '#' => {
                    let attribute = tokens.get(at + 1).map(ToString::to_string);
                    at += 2;
                    if attribute.is_some_and(|it| it.replace(' ', "") == "[cfg(test)]") {
                        at = end_of_item(tokens, at);
                    }
                }
                TokenTree::Ident(word) if word == "macro_rules" => {
                    if let Some(TokenTree::Ident(name)) = tokens.get(at + 2) {
                        self.macros.insert(name.to_string());
                    }
                    at += 3;
                }
                TokenTree::Ident(word) if word == "use" => at = self.import(tokens, at + 1),
                TokenTree::Ident(_) => at = self.path(tokens, at),
                TokenTree::Group(group) => {
                    self.walk(&group.stream().into_iter().collect::<Vec<_>>());
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    /// A path in the code, or a call of a macro.
    fn path(&mut self, tokens: &[TokenTree], mut at: usize) -> usize {
        let mut names = Names::new();
        while let Some(TokenTree::Ident(word)) = tokens.get(at) {
            names.push(word.to_string());
            at += 1;
            if !is_separator(tokens, at) {
                break;
            }
            at += 2;
        }
        let called = matches!(tokens.get(at), Some(TokenTree::Punct(it)) if it.as_char() == '!')
            && matches!(tokens.get(at + 1), Some(TokenTree::Group(_)));
        if called && let Some(name) = names.last() {
            self.calls.insert(name.clone());
        } else if names.len() > 1 {
            self.named.push(names);
        }
        at
    }

    /// A `use` statement, from what follows the word to its end.
    fn import(&mut self, tokens: &[TokenTree], at: usize) -> usize {
        let end = (at..tokens.len())
            .find(|&it| matches!(&tokens[it], TokenTree::Punct(it) if it.as_char() == ';'))
            .unwrap_or(tokens.len());
        self.tree(&tokens[at..end], &Names::new());
        end + 1
    }

    fn tree(&mut self, tokens: &[TokenTree], before: &Names) {
        let mut path = before.clone();
        let mut alias = None;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Ident(word) if word == "as" => {
                    alias = tokens.get(at + 1).map(ToString::to_string);
                    break;
                }
                TokenTree::Ident(word) if word == "self" && !path.is_empty() => {}
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Group(group) => {
                    let inner: Vec<_> = group.stream().into_iter().collect();
                    let is_comma =
                        |it: &TokenTree| matches!(it, TokenTree::Punct(it) if it.as_char() == ',');
                    for part in inner.split(is_comma).filter(|it| !it.is_empty()) {
                        self.tree(part, &path);
                    }
                    return;
                }
                _ => {}
            }
            at += 1;
        }
        if let Some(name) = alias.or_else(|| path.last().cloned()) {
            self.imports.insert(name, path.clone());
        }
        self.named.push(path);
    }
}

fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    let is_colon =
        |it: Option<&TokenTree>| matches!(it, Some(TokenTree::Punct(it)) if it.as_char() == ':');
    is_colon(tokens.get(at)) && is_colon(tokens.get(at + 1))
}

/// The end of an item: after its `;` or its braces.
fn end_of_item(tokens: &[TokenTree], at: usize) -> usize {
    let ends = |it: &TokenTree| match it {
        TokenTree::Punct(it) => it.as_char() == ';',
        TokenTree::Group(it) => it.delimiter() == Delimiter::Brace,
        _ => false,
    };
    tokens[at..]
        .iter()
        .position(ends)
        .map_or(tokens.len(), |it| at + it + 1)
}

fn module_of(path: &str) -> Names {
    let path = path.trim_end_matches(".rs");
    let path = path.trim_end_matches("/mod");
    if path == "lib" || path == "main" {
        return vec![format!("<{path}>")];
    }
    path.split('/').map(str::to_owned).collect()
}

/// A circle among the edges, with its files in order; none if there is none.
pub(super) fn circle<'a>(edges: &BTreeSet<(&'a str, &'a str)>) -> Option<Vec<&'a str>> {
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for &(from, to) in edges {
        next.entry(from).or_default().push(to);
    }
    let mut done = BTreeSet::new();
    for &start in next.keys() {
        let mut way = Vec::new();
        if let Some(found) = follow(start, &next, &mut way, &mut done) {
            return Some(found);
        }
    }
    None
}

fn follow<'a>(
    file: &'a str,
    next: &BTreeMap<&'a str, Vec<&'a str>>,
    way: &mut Vec<&'a str>,
    done: &mut BTreeSet<&'a str>,
) -> Option<Vec<&'a str>> {
    if let Some(at) = way.iter().position(|it| *it == file) {
        return Some(way[at..].to_vec());
    }
    if !done.insert(file) {
        return None;
    }
    way.push(file);
    for other in next.get(file).into_iter().flatten() {
        if let Some(found) = follow(other, next, way, done) {
            return Some(found);
        }
    }
    way.pop();
    None
}

#[test]
fn a_path_is_found_in_each_form_and_in_macros() {
    let a = r#"
        //! crate::commented::Out
        mod inner;
        pub(in crate::hidden) use super::b::{self, C as D};
        macro_rules! word { () => { $crate::e::F } }
        #[cfg(test)] mod tests { use crate::g::H; }
        fn f() { format!("{}", b::i::j()); inner::k(); word!(); "crate::l::M"; }
    "#;
    let files = [
        "x/a.rs",
        "x/a/inner.rs",
        "x/b.rs",
        "x/b/i.rs",
        "e.rs",
        "g.rs",
        "l.rs",
        "hidden.rs",
    ];
    let texts = files.map(|it| (it, if it == "x/a.rs" { a } else { "" }));
    let house = Crate::read(texts);
    let found: Vec<_> = house.edges().into_iter().map(|(_, to)| to).collect();
    assert_eq!(found, ["e.rs", "x/a/inner.rs", "x/b.rs", "x/b/i.rs"]);
}

#[test]
fn a_circle_is_found_with_its_way() {
    let edges = BTreeSet::from([("a", "b"), ("b", "c"), ("c", "b"), ("d", "a")]);
    assert_eq!(circle(&edges), Some(vec!["b", "c"]));
    let edges = BTreeSet::from([("a", "b"), ("b", "c"), ("a", "c")]);
    assert_eq!(circle(&edges), None);
}
