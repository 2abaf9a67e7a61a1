//! Pages for people, in the layout of the Terraform registry, made of a schema and of examples.

use std::collections::BTreeSet;

use terraform_provider_awslambda::{
    framework::{
        cell::{List, OneBlock, SetBlock, SingleBlock, Tf, attribute},
        schema::{
            Attribute, Life, Schema,
            rules::{between, longest},
            spec::{computed, optional, required},
        },
    },
    model,
};

use super::rows::{Sections, is_required};

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
    /// What only the page says after that: links and call-outs, in Markdown; may be empty.
    pub(crate) more: &'a str,
    /// The arguments by purpose. Empty: the required ones come first, and no group has a heading.
    pub(crate) groups: &'a [Group<'a>],
    /// Configurations to copy, in the order of use.
    pub(crate) examples: &'a [Example<'a>],
    /// How to import an object, if that is possible.
    pub(crate) import: Option<Import<'a>>,
    /// How the page was made, for those who want to edit it.
    pub(crate) origin: &'a str,
}

/// Arguments with one purpose.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group<'a> {
    /// The purpose.
    pub(crate) heading: &'a str,
    /// The names of the arguments, in the order of the page.
    pub(crate) names: &'a [&'a str],
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
        // The page of a provider is in no category, and the registry's tool refuses one.
        let subcategory = self.resource.map_or("", |_| "subcategory: \"\"\n");
        let more = match self.more {
            "" => String::new(),
            more => format!("\n{more}\n"),
        };
        let head = format!(
            "---\n# {}\npage_title: \"{title}\"\n{subcategory}description: |-\n  {summary}\n---\n\n\
             # {heading}\n\n{doc}\n{more}",
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
        if !self.groups.is_empty() {
            return self.groups_of_arguments();
        }
        let mut sections = Sections::of(rows, "###");
        let list = |rows: &[&Attribute], word: &str| {
            let items: String = rows.iter().map(|it| sections.item(it, &[])).collect();
            match rows {
                [] => String::new(),
                _ => format!("\nThe following arguments are {word}:\n\n{items}"),
            }
        };
        let lists = list(&required, "required") + &list(&optional, "optional");
        let blocks = rows
            .iter()
            .filter(|it| it.name != TIMEOUTS && it.is_configurable());
        let blocks: String = blocks.map(|it| sections.section(it, &[])).collect();
        format!("\n## Argument Reference\n{lists}{blocks}")
    }

    fn groups_of_arguments(&self) -> String {
        let rows = &self.schema.attributes;
        let mut sections = Sections::of(rows, "####");
        let mut group = |it: &Group<'_>| {
            let of: Vec<&Attribute> = it
                .names
                .iter()
                .filter_map(|name| rows.iter().find(|row| row.name == *name))
                .collect();
            let items: String = of.iter().map(|row| sections.item(row, &[])).collect();
            let blocks = of.iter().filter(|row| row.name != TIMEOUTS);
            let blocks: String = blocks.map(|row| sections.section(row, &[])).collect();
            format!("\n### {}\n\n{items}{blocks}", it.heading)
        };
        let groups: String = self.groups.iter().map(&mut group).collect();
        format!("\n## Argument Reference\n{groups}")
    }

    fn attributes(&self) -> String {
        let mut sections = Sections::of(&self.schema.attributes, "###");
        let rows = self.schema.attributes.iter();
        let rows = rows.filter(|it| !it.is_configurable());
        let items: String = rows.clone().map(|it| sections.item(it, &[])).collect();
        if items.is_empty() {
            return items;
        }
        let objects: String = rows.map(|it| sections.section(it, &[])).collect();
        format!(
            "\n## Attribute Reference\n\nBesides the arguments, these are exported:\n\n{items}{objects}"
        )
    }

    fn timeouts(&self) -> String {
        let mut rows = self.schema.attributes.iter();
        let Some(row) = rows.find(|it| it.name == TIMEOUTS) else {
            return String::new();
        };
        let sections = Sections::of(&self.schema.attributes, "##");
        let inner = row.inner().unwrap_or_default().iter();
        let items: String = inner.map(|it| sections.item(it, &[TIMEOUTS])).collect();
        format!(
            "\n## Timeouts\n\n{} The block `{TIMEOUTS}` has these arguments:\n\n{items}",
            row.description()
        )
    }

    /// What no group lists, or more than one, or a group that no argument has; the author mends it.
    pub(crate) fn ungrouped(&self) -> BTreeSet<String> {
        let listed = || self.groups.iter().flat_map(|it| it.names);
        let rows = &self.schema.attributes;
        let rows = rows.iter().filter(|it| it.is_configurable());
        let names: BTreeSet<&str> = rows.map(|it| it.name).collect();
        let wrong = names
            .iter()
            .filter(|name| listed().filter(|it| it == name).count() != 1);
        let unknown = listed().filter(|it| !names.contains(**it));
        wrong.chain(unknown).map(|it| (*it).to_owned()).collect()
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

It warms.

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

* `paper` - (Required, up to 4 blocks) What it is made of. See [below](#paper).

### `paper`

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
        more: "It warms.",
        groups: &[],
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
        more: "",
        groups: &[],
        examples: &[],
        import: None,
        origin: "Made.",
    };
    let expected = "---\n# Made.\npage_title: \"house Provider\"\n\
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
    let sections = Sections::of(&[], "###");
    let counted = "* 10 more names, from `a` to `j` - Same.\n";
    assert_eq!(sections.items(&many, &[]), counted);
    let expected = "* `a` - (Optional, string) Own.\n* `b`, `c` - (Optional, string) Same.\n* `d` - \
                    (Optional, string) Last.\n";
    assert_eq!(sections.items(&rows, &[]), expected);
}

/// A page on these rows, with one group of arguments.
fn grouped(schema: &Schema, names: &[&str]) -> (String, Vec<String>) {
    let page = Page {
        provider: "house",
        resource: Some("house_lamp"),
        kind: "Resource",
        schema,
        more: "",
        groups: &[Group {
            heading: "Light",
            names,
        }],
        examples: &[],
        import: None,
        origin: "Made.",
    };
    let text = page.to_markdown();
    let (_, arguments) = text.split_once("## Argument Reference\n").unwrap();
    (arguments.to_owned(), page.ungrouped().into_iter().collect())
}

#[test]
fn arguments_stand_by_their_purpose_with_their_blocks() {
    let schema = Schema::of::<Shade>(0, "A shade.");
    let (text, wrong) = grouped(&schema, &["paper"]);
    let expected = "\n### Light\n\n* `paper` - (Required, up to 4 blocks) What it is made of. See \
                    [below](#paper).\n\n#### `paper`\n\nEach block `paper` has these arguments:\n\n* \
                    `weight` - (Optional, number) How heavy it is.\n";
    assert_eq!(text, expected);
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn an_argument_without_a_group_is_named_and_so_is_a_name_without_an_argument() {
    let schema = Schema::of::<Shade>(0, "A shade.");
    let (_, wrong) = grouped(&schema, &["glass"]);
    assert_eq!(wrong, ["glass", "paper"]);
    let (_, wrong) = grouped(&schema, &["paper", "paper"]);
    assert_eq!(wrong, ["paper"]);
}

model! {
    /// A room.
    struct Room {
        /// Left.
        mutable left: OneBlock<Shade> = optional();
        /// Right.
        mutable right: OneBlock<Shade> = optional();
        /// Its paper.
        mutable wall: OneBlock<Wall> = optional();
    }
}
model! {
    /// A wall.
    struct Wall {
        /// Its paper.
        mutable paper: OneBlock<Times> = optional();
    }
}

#[test]
fn blocks_that_hold_the_same_share_a_section_and_others_are_told_apart() {
    let schema = Schema::of::<Room>(0, "A room.");
    let row = |name| schema.attributes.iter().find(|it| it.name == name).unwrap();
    let mut sections = Sections::of(&schema.attributes[..2], "###");
    let left = sections.section(row("left"), &[]);
    assert!(left.contains("### `paper`\n"), "{left}");
    let right = sections.section(row("right"), &[]);
    assert!(right.contains("See [below](#paper)."), "{right}");
    assert!(!right.contains("### `paper`"), "{right}");
    let mut sections = Sections::of(&schema.attributes, "###");
    let left = sections.section(row("left"), &[]);
    assert!(left.contains("### `paper` in `left`\n"), "{left}");
}
