//! Pages for people, in the layout of the Terraform registry, made of a schema and of examples.

use terraform_provider_awslambda::{
    framework::{
        cell::{List, OneBlock, SetBlock, SingleBlock, Tf, attribute},
        schema::{
            Attribute, Life, Nesting, Schema, Shape,
            rules::{between, longest},
            spec::{computed, optional, required},
        },
        value::types::Type,
    },
    model,
};

/// What a page is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page<'a> {
    /// Name of the provider, as in a configuration.
    pub(crate) provider: &'a str,
    /// Type name of the resource; none for the page of the provider itself.
    pub(crate) resource: Option<&'a str>,
    /// What it is of the resource: `Resource` itself, or its `List Resource`.
    pub(crate) kind: &'a str,
    /// What the page is about.
    pub(crate) schema: &'a Schema,
    /// Configurations to copy, in the order of use.
    pub(crate) examples: &'a [Example<'a>],
    /// How to import an object, if that is possible.
    pub(crate) import: Option<Import<'a>>,
    /// How the page was made, for those who want to edit it.
    pub(crate) origin: &'a str,
}

/// A configuration to copy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Example<'a> {
    /// What it is an example of; may be empty where there is only one.
    pub(crate) heading: &'a str,
    /// The configuration. Comments at its beginning become the text before it.
    pub(crate) text: &'a str,
}

/// How an object is imported.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Import<'a> {
    /// An `import` block.
    pub(crate) block: &'a str,
    /// An `import` block by identity, if the resource has one.
    pub(crate) by_identity: Option<&'a str>,
    /// Commands, each after a comment.
    pub(crate) commands: &'a str,
}

/// The block that has a section of its own on every page of every provider.
const TIMEOUTS: &str = "timeouts";

// === impl Page ===

impl Page<'_> {
    /// The page, in Markdown.
    pub(crate) fn to_markdown(self) -> String {
        let doc = &self.schema.doc;
        let (title, heading) = match self.resource {
            Some(name) => (
                format!("{name} {} - {}", self.kind, self.provider),
                format!("{}: {name}", self.kind),
            ),
            None => (
                format!("{} Provider", self.provider),
                format!("{} Provider", self.provider),
            ),
        };
        let summary = doc.split("\n\n").next().unwrap_or_default();
        let summary = summary.replace('\n', "\n  ");
        let head = format!(
            "---\n# {}\npage_title: \"{title}\"\nsubcategory: \"\"\ndescription: |-\n  {summary}\n---\n\n\
             # {heading}\n\n{doc}\n",
            self.origin
        );
        [
            head,
            self.usage(),
            self.arguments(),
            self.attributes(),
            self.timeouts(),
            self.import(),
        ]
        .concat()
    }

    fn usage(&self) -> String {
        let examples: String = self.examples.iter().map(example_of).collect();
        if examples.is_empty() {
            return examples;
        }
        format!("\n## Example Usage\n{examples}")
    }

    fn arguments(&self) -> String {
        let rows = &self.schema.attributes;
        let (required, optional): (Vec<_>, Vec<_>) = rows
            .iter()
            .filter(|it| it.is_configurable())
            .partition(|it| is_required(it));
        if required.is_empty() && optional.is_empty() {
            return String::new();
        }
        let list = |rows: &[&Attribute], word: &str| {
            let items: String = rows.iter().map(|it| item(it, &[])).collect();
            match rows {
                [] => String::new(),
                _ => format!("\nThe following arguments are {word}:\n\n{items}"),
            }
        };
        let blocks = rows
            .iter()
            .filter(|it| it.name != TIMEOUTS && it.is_configurable());
        let blocks: String = blocks.map(|it| section(it, &[])).collect();
        format!(
            "\n## Argument Reference\n{}{}{blocks}",
            list(&required, "required"),
            list(&optional, "optional"),
        )
    }

    fn attributes(&self) -> String {
        let rows = self.schema.attributes.iter();
        let items: String = rows
            .filter(|it| !it.is_configurable())
            .map(|it| item(it, &[]))
            .collect();
        if items.is_empty() {
            return items;
        }
        let rows = self.schema.attributes.iter();
        let objects: String = rows
            .filter(|it| !it.is_configurable())
            .map(|it| section(it, &[]))
            .collect();
        format!(
            "\n## Attribute Reference\n\nBesides the arguments, these are exported:\n\n{items}{objects}"
        )
    }

    fn timeouts(&self) -> String {
        let mut rows = self.schema.attributes.iter();
        let Some(row) = rows.find(|it| it.name == TIMEOUTS) else {
            return String::new();
        };
        let inner = row.inner().unwrap_or_default().iter();
        let items: String = inner.map(|it| item(it, &[TIMEOUTS])).collect();
        format!(
            "\n## Timeouts\n\n{} The block `{TIMEOUTS}` has these arguments:\n\n{items}",
            row.description()
        )
    }

    fn import(&self) -> String {
        let Some(import) = self.import else {
            return String::new();
        };
        let by_identity = import.by_identity.map_or_else(String::new, |block| {
            format!(
                "By identity, from Terraform 1.12 or OpenTofu 1.12 on:\n\n```terraform\n{}\n```\n\n",
                block.trim_end()
            )
        });
        format!(
            "\n## Import\n\nWith an `import` block, from Terraform 1.5 or OpenTofu 1.6 on:\n\n\
             ```terraform\n{}\n```\n\n{by_identity}With the command `terraform import`:\n\n\
             ```shell\n{}\n```\n",
            import.block.trim_end(),
            import.commands.trim_end()
        )
    }
}

/// A line of a list; `within` are the blocks around it, the innermost first.
fn item(row: &Attribute, within: &[&str]) -> String {
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
        Some(_) => format!(" See [below](#{}).", anchor(row, within)),
        None => String::new(),
    };
    // What goes on below the first line belongs to the item.
    let said = format!("{}{deprecated}{below}", row.description())
        .replace('\n', "\n  ")
        .replace("\n  \n", "\n\n");
    let kind = kind(row);
    format!("* `{}` - ({presence}{kind}{flags}) {said}\n", row.name)
}

/// More names than these, of which the same is said, are counted instead of listed.
const LISTED: usize = 9;

/// The lines of a list. Neighbours of which the same is said share one.
fn items(rows: &[Attribute], within: &[&str]) -> String {
    let alike = |a: &Attribute, b: &Attribute| {
        a.inner().is_none() && a.description() == b.description() && kind(a) == kind(b)
    };
    let line = |rows: &[Attribute]| match rows {
        [first, .., last] => {
            let names = if rows.len() > LISTED {
                format!(
                    "{} others, from `{}` to `{}`",
                    rows.len(),
                    first.name,
                    last.name
                )
            } else {
                let names: Vec<_> = rows.iter().map(|it| format!("`{}`", it.name)).collect();
                names.join(", ")
            };
            let line = item(first, within);
            line.replacen(&format!("`{}`", first.name), &names, 1)
        }
        rows => rows.iter().map(|it| item(it, within)).collect(),
    };
    rows.chunk_by(alike).map(line).collect()
}

/// A section on what a block or nested attribute holds, and on the blocks inside.
fn section(row: &Attribute, within: &[&str]) -> String {
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
    let title = title(row, within);
    let within = [&[row.name], within].concat();
    let items = items(inner, &within);
    let sections: String = inner.iter().map(|it| section(it, &within)).collect();
    format!(
        "\n### {title}\n\n{what} `{}` has these {of}:\n\n{items}{sections}",
        row.name
    )
}

/// Where the section on a row begins, as the registry and GitHub name it.
fn anchor(row: &Attribute, within: &[&str]) -> String {
    title(row, within).replace(' ', "-").replace('`', "")
}

/// The heading of a section: `filter` in `filter_criteria`.
fn title(row: &Attribute, within: &[&str]) -> String {
    let names: Vec<_> = [&[row.name], within]
        .concat()
        .iter()
        .map(|it| format!("`{it}`"))
        .collect();
    names.join(" in ")
}

fn is_required(row: &Attribute) -> bool {
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

/// A configuration, after the text of the comments at its beginning.
pub(super) fn example_of(example: &Example<'_>) -> String {
    let (mut said, mut code) = (Vec::new(), example.text.trim());
    while let Some(rest) = code.strip_prefix('#') {
        let (line, rest) = rest.split_once('\n').unwrap_or((rest, ""));
        said.push(line.trim());
        code = rest;
    }
    let said = match said.join(" ") {
        said if said.is_empty() => said,
        said => format!("\n{said}\n"),
    };
    let heading = match example.heading {
        "" => String::new(),
        heading => format!("\n### {heading}\n"),
    };
    format!("{heading}{said}\n```terraform\n{}\n```\n", code.trim())
}

model! {
    /// A lamp.
    struct Lamp {
        /// The room.
        fixed room: Tf<String> = required().because("its cable is short").rule(longest(9));
        /// How bright. Default: 5.
        mutable power: Tf<i64> = optional().default_to(5).rule(between(1, 9));
        /// Words on it:
        /// * one
        /// * two
        mutable words: List<String> = optional().rule(longest(3)).sensitive();
        /// Its colour.
        mutable colour: Tf<String> = optional().deprecated("Use `shade`.");
        /// Its shade.
        mutable shade: OneBlock<Shade> = optional();
        /// How long to wait.
        beside timeouts: SingleBlock<Times> = optional();
        /// Its number.
        assigned serial: Tf<String> = computed();
    }
}
model! {
    /// A shade.
    struct Shade {
        /// What it is made of.
        mutable paper: SetBlock<Paper> = optional().at_least(1).at_most(4);
    }
}
model! {
    /// A paper.
    struct Paper {
        /// How heavy it is.
        mutable weight: Tf<i64> = optional();
    }
}
model! {
    /// Times.
    struct Times {
        /// To start.
        beside start: Tf<String> = optional();
    }
}

const PAGE: &str = r#"---
# Made.
page_title: "house_lamp Resource - house"
subcategory: ""
description: |-
  A lamp.
---

# Resource: house_lamp

A lamp.

It shines.

## Example Usage

### Smallest

The smallest lamp. It is small.

```terraform
resource "house_lamp" "it" {
  room = "attic" # cold
}
```

```terraform
output "none" {}
```

## Argument Reference

The following arguments are required:

* `room` - (Required, string) The room. At most 9 characters. A change replaces the resource: its cable is short.

The following arguments are optional:

* `power` - (Optional, number) How bright. Default: 5. From 1 to 9.
* `words` - (Optional, list of strings, sensitive) Words on it:
  * one
  * two

  At most 3 characters.
* `colour` - (Optional, string, deprecated) Its colour. Deprecated: Use `shade`.
* `shade` - (Optional, block) Its shade. See [below](#shade).
* `timeouts` - (Optional, block) How long to wait. See [below](#timeouts).

### `shade`

The block `shade` has these arguments:

* `paper` - (Required, up to 4 blocks) What it is made of. See [below](#paper-in-shade).

### `paper` in `shade`

Each block `paper` has these arguments:

* `weight` - (Optional, number) How heavy it is.

## Attribute Reference

Besides the arguments, these are exported:

* `serial` - (string) Its number.

## Timeouts

How long to wait. The block `timeouts` has these arguments:

* `start` - (Optional, string) To start.

## Import

With an `import` block, from Terraform 1.5 or OpenTofu 1.6 on:

```terraform
import {}
```

By identity, from Terraform 1.12 or OpenTofu 1.12 on:

```terraform
import { identity = {} }
```

With the command `terraform import`:

```shell
# By number:
terraform import house_lamp.it 1
```
"#;

#[test]
fn a_page_tells_all_that_the_rows_tell() {
    let schema = Schema::of::<Lamp>(0, "A lamp.\n\nIt shines.");
    let page = Page {
        provider: "house",
        resource: Some("house_lamp"),
        kind: "Resource",
        schema: &schema,
        examples: &[
            Example {
                heading: "Smallest",
                text: "# The smallest lamp.\n# It is small.\nresource \"house_lamp\" \"it\" {\n  room = \
                       \"attic\" # cold\n}\n",
            },
            Example {
                heading: "",
                text: "output \"none\" {}",
            },
        ],
        import: Some(Import {
            block: "import {}\n",
            by_identity: Some("import { identity = {} }\n"),
            commands: "# By number:\nterraform import house_lamp.it 1\n",
        }),
        origin: "Made.",
    };
    assert_eq!(page.to_markdown(), PAGE);
    assert_eq!(schema.problems(), [] as [String; 0]);
}

#[test]
fn a_provider_without_arguments_has_a_short_page() {
    let schema = Schema::of::<()>(0, "Manages a house.");
    let page = Page {
        provider: "house",
        resource: None,
        kind: "",
        schema: &schema,
        examples: &[],
        import: None,
        origin: "Made.",
    };
    let expected = "---\n# Made.\npage_title: \"house Provider\"\nsubcategory: \"\"\n\
                    description: |-\n  Manages a house.\n---\n\n# house Provider\n\n\
                    Manages a house.\n";
    assert_eq!(page.to_markdown(), expected);
}

#[test]
fn neighbours_of_which_the_same_is_said_share_a_line() {
    let row = |name, doc: &str| attribute::<Tf<String>>(name, doc, Life::Mutable, optional());
    let rows = [
        row("a", "Own."),
        row("b", "Same."),
        row("c", "Same."),
        row("d", "Last."),
    ];
    let many: Vec<_> = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]
        .map(|name| row(name, "Same."))
        .into();
    let counted = "* 10 others, from `a` to `j` - (Optional, string) Same.\n";
    assert_eq!(items(&many, &[]), counted);
    let expected = "* `a` - (Optional, string) Own.\n* `b`, `c` - (Optional, string) Same.\n* `d` - \
                    (Optional, string) Last.\n";
    assert_eq!(items(&rows, &[]), expected);
}
