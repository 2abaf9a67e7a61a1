//! New text: blocks in the layout of `terraform fmt`.
//!
//! No nulls, no heredocs. Attributes stand in the order in which they are given; a JSON document is
//! written with `jsonencode`.

use std::fmt::Write as _;

use serde_json::Value as Json;

/// A block.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Block {
    /// Its type.
    pub kind: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// Its attributes.
    pub attributes: Vec<(String, Expression)>,
    /// The blocks inside of it, after the attributes.
    pub blocks: Vec<Self>,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// A truth value.
    Bool(bool),
    /// A number, by its digits.
    Number(String),
    /// A string.
    Text(String),
    /// An expression as it stands, such as a reference.
    Raw(String),
    /// A list.
    List(Vec<Self>),
    /// An object or a map.
    Object(Vec<(String, Self)>),
    /// A string that holds a JSON document.
    Json(Json),
}

/// Blocks as a file: one empty line between two of them.
pub fn document(blocks: &[Block]) -> String {
    let texts: Vec<String> = blocks.iter().map(|it| it.text(0)).collect();
    texts.join("\n")
}

// === impl Block ===

impl Block {
    /// A block without attributes.
    pub fn new<L: Into<String>>(
        kind: impl Into<String>,
        labels: impl IntoIterator<Item = L>,
    ) -> Self {
        Self {
            kind: kind.into(),
            labels: labels.into_iter().map(Into::into).collect(),
            ..Self::default()
        }
    }

    /// Adds an attribute.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Expression>) -> Self {
        self.attributes.push((name.into(), value.into()));
        self
    }

    /// Adds a block inside.
    #[must_use]
    pub fn with_block(mut self, block: Self) -> Self {
        self.blocks.push(block);
        self
    }

    /// Its text, `depth` levels from the margin, with an end of line.
    pub fn text(&self, depth: usize) -> String {
        let margin = "  ".repeat(depth);
        let mut out = format!("{margin}{}", self.kind);
        for label in &self.labels {
            out.push(' ');
            out.push_str(&quoted(label));
        }
        if self.attributes.is_empty() && self.blocks.is_empty() {
            out.push_str(" {}\n");
            return out;
        }
        out.push_str(" {\n");
        out.push_str(&entries(&self.attributes, depth + 1, str::to_owned));
        for (index, block) in self.blocks.iter().enumerate() {
            // No blank line between consecutive blocks of one kind.
            let alone = index == 0 || self.blocks[index - 1].kind != block.kind;
            if alone && !(index == 0 && self.attributes.is_empty()) {
                out.push('\n');
            }
            out.push_str(&block.text(depth + 1));
        }
        out.push_str(&margin);
        out.push_str("}\n");
        out
    }
}

// === impl Expression ===

impl Expression {
    /// Its text, where its line begins `depth` levels from the margin.
    pub fn text(&self, depth: usize) -> String {
        match self {
            Self::Bool(it) => it.to_string(),
            Self::Number(it) | Self::Raw(it) => it.clone(),
            Self::Text(it) => quoted(it),
            Self::List(items) if items.iter().all(Self::is_short) => {
                let items: Vec<String> = items.iter().map(|it| it.text(depth)).collect();
                format!("[{}]", items.join(", "))
            }
            Self::List(items) => {
                let margin = "  ".repeat(depth);
                let items: Vec<String> = items
                    .iter()
                    .map(|it| format!("{margin}  {},\n", it.text(depth + 1)))
                    .collect();
                format!("[\n{}{margin}]", items.concat())
            }
            Self::Object(items) if items.is_empty() => "{}".to_owned(),
            Self::Object(items) => {
                let inner = entries(items, depth + 1, key);
                format!("{{\n{inner}{}}}", "  ".repeat(depth))
            }
            Self::Json(it) => format!("jsonencode({})", of_json(it).text(depth)),
        }
    }

    /// Whether it stands on one line inside of a list.
    fn is_short(&self) -> bool {
        match self {
            Self::List(items) => items.iter().all(Self::is_short),
            Self::Object(items) => items.is_empty(),
            Self::Json(it) => of_json(it).is_short(),
            _ => true,
        }
    }
}

impl From<bool> for Expression {
    fn from(it: bool) -> Self {
        Self::Bool(it)
    }
}

impl From<&str> for Expression {
    fn from(it: &str) -> Self {
        Self::Text(it.to_owned())
    }
}

impl From<String> for Expression {
    fn from(it: String) -> Self {
        Self::Text(it)
    }
}

/// A JSON document as an expression, of which `jsonencode` makes it again.
fn of_json(json: &Json) -> Expression {
    match json {
        Json::Null => Expression::Raw("null".to_owned()),
        Json::Bool(it) => Expression::Bool(*it),
        Json::Number(it) => Expression::Number(it.to_string()),
        Json::String(it) => Expression::Text(it.clone()),
        Json::Array(items) => Expression::List(items.iter().map(of_json).collect()),
        Json::Object(items) => {
            let items = items.iter().map(|(name, it)| (name.clone(), of_json(it)));
            Expression::Object(items.collect())
        }
    }
}

/// Entries of a body or an object, a line each, except those that need several. `fmt` aligns the `=` of
/// lines that follow each other.
fn entries(entries: &[(String, Expression)], depth: usize, spelled: fn(&str) -> String) -> String {
    let margin = "  ".repeat(depth);
    let mut out = String::new();
    let mut chain: Vec<(String, String)> = Vec::new();
    for (index, (name, value)) in entries.iter().enumerate() {
        let (name, value) = (spelled(name), value.text(depth));
        // `fmt` counts what a reader sees as one character, which takes tables. A name that may be
        // counted differently stands alone: then there is nothing to align.
        if !name.is_ascii() {
            flush(&mut out, &mut chain, &margin);
            let apart = if index > 0 { "\n" } else { "" };
            let after = if index + 1 < entries.len() { "\n" } else { "" };
            let _ = write!(out, "{apart}{margin}{name} = {value}\n{after}");
        } else if value.contains('\n') {
            flush(&mut out, &mut chain, &margin);
            let _ = writeln!(out, "{margin}{name} = {value}");
        } else {
            chain.push((name, value));
        }
    }
    flush(&mut out, &mut chain, &margin);
    // Two names in a row that stand alone have one empty line between them.
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out
}

fn flush(out: &mut String, chain: &mut Vec<(String, String)>, margin: &str) {
    let width = chain.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in chain.drain(..) {
        let _ = writeln!(out, "{margin}{name:width$} = {value}");
    }
}

/// The key of an object.
fn key(name: &str) -> String {
    // `for` begins another kind of expression, and the others are values.
    let reserved = ["for", "null", "true", "false", "if", "in"].contains(&name);
    if is_identifier(name) && !reserved {
        name.to_owned()
    } else {
        quoted(name)
    }
}

/// Whether a name needs no quotes.
pub fn is_identifier(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes
        .next()
        .is_some_and(|it| it.is_ascii_alphabetic() || it == b'_')
        && bytes.all(|it| it.is_ascii_alphanumeric() || it == b'_')
}

/// A string with its quotes. References in it are none.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' => {
                out.push(character);
                if rest.peek() == Some(&'{') {
                    out.push(character);
                }
            }
            // Characters that a terminal or an editor may not show.
            it if it.is_control()
                || ('\u{200b}'..='\u{206f}').contains(&it)
                || it == '\u{feff}' =>
            {
                let _ = write!(out, "\\u{:04x}", u32::from(it));
            }
            it => out.push(it),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_block_is_laid_out_as_fmt_does_it() {
        let block = Block::new("resource", ["t", "n"])
            .with("enabled", false)
            .with("function_name", "f")
            .with(
                "tags",
                Expression::Object(vec![
                    ("a".into(), "1".into()),
                    ("cost-center".into(), "2".into()),
                ]),
            )
            .with("window", Expression::Number("5".into()))
            .with_block(Block::new("filter_criteria", [] as [&str; 0]).with_block(
                Block::new("filter", [] as [&str; 0]).with(
                    "pattern",
                    Expression::Json(json!({"body": {"for": [1, {}]}})),
                ),
            ));
        let expected = "resource \"t\" \"n\" {\n  enabled       = false\n  function_name = \"f\"\n  \
            tags = {\n    a             = \"1\"\n    \"cost-center\" = \"2\"\n  }\n  window = 5\n\n  \
            filter_criteria {\n    filter {\n      pattern = jsonencode({\n        body = {\n          \
            \"for\" = [1, {}]\n        }\n      })\n    }\n  }\n}\n";
        assert_eq!(document(&[block]), expected);
    }

    #[test]
    fn what_would_be_read_as_more_than_text_is_escaped() {
        assert_eq!(quoted("a\"b\\c\n${d}%{e}$f"), r#""a\"b\\c\n$${d}%%{e}$f""#);
        assert_eq!(quoted("\u{1b}é\u{200b}"), "\"\\u001bé\\u200b\"");
    }

    #[test]
    fn what_is_written_is_read_as_the_same() {
        for text in [
            "", "a", "${x}", "$${x}", "%{x", "\"\\\n\t", "é\u{7f}", "$", "$$", "%%{",
        ] {
            let written = format!("a = [{}]\n", quoted(text));
            let body = hcl_edit::parser::parse_body(&written).unwrap();
            let value = &body.attributes().next().unwrap().value;
            let hcl_edit::expr::Expression::Array(items) = value else {
                panic!("{value:?}")
            };
            let read = match items.get(0).unwrap() {
                hcl_edit::expr::Expression::String(it) => it.as_str().to_owned(),
                other => panic!("{other:?}"),
            };
            assert_eq!(read, text);
        }
    }

    #[test]
    fn a_name_that_is_no_ascii_stands_alone() {
        let tags = Expression::Object(vec![
            ("a".into(), "1".into()),
            ("bcd".into(), "1".into()),
            ("é".into(), "2".into()),
            ("ö".into(), "2".into()),
            ("zz".into(), "3".into()),
        ]);
        let expected = "{\n  a   = \"1\"\n  bcd = \"1\"\n\n  \"é\" = \"2\"\n\n  \"ö\" = \"2\"\n\n  zz = \"3\"\n}";
        assert_eq!(tags.text(0), expected);
    }
}
