use super::*;
use crate::framework::{
    cell::{Block, Blocks, List, Single, Tf},
    schema::{
        rules::{between, longest},
        spec::{computed, optional, required},
    },
};

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
        mutable shade: Block<Shade> = optional();
        /// How long to wait.
        beside timeouts: Single<Times> = optional();
        /// Its number.
        assigned serial: Tf<String> = computed();
    }
}
model! {
    /// A shade.
    struct Shade {
        /// What it is made of.
        mutable paper: Blocks<Paper> = optional().at_least(1).at_most(4);
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
    let row = |name, doc: &str| {
        crate::framework::cell::attribute::<Tf<String>>(name, doc, Life::Mutable, optional())
    };
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
