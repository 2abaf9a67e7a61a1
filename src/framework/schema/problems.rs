//! Problems of a schema: the rules that Terraform and OpenTofu enforce when they load one,
//! and those that this framework adds.
//!
//! A core that finds a broken rule refuses the whole provider, so each is found here first, by the
//! tests of a provider and in debug builds. That an attribute has a type or attributes of its own
//! but not both, and that a message of deprecation marks a deprecation, holds by construction.

use super::{Attribute, Life, Nesting, Schema, Shape};
use crate::framework::value::types::Type;

/// Names that Terraform's language takes for itself in every block of a resource.
const RESERVED: &[&str] = &[
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "locals",
    "provider",
    "provisioner",
];

/// Names that a provider block may not use.
const RESERVED_BY_PROVIDERS: &[&str] = &[
    "alias",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "locals",
    "source",
    "version",
];

/// The walk through a schema.
struct Walk<'a> {
    schema: &'a Schema,
    found: Vec<String>,
}

// === impl Schema ===

impl Schema {
    /// The problems of a resource's schema, each with its attribute; none of
    /// a sound one.
    pub fn problems(&self) -> Vec<String> {
        self.problems_beside(RESERVED)
    }

    /// The problems of the schema of a provider block.
    pub fn problems_as_provider(&self) -> Vec<String> {
        self.problems_beside(RESERVED_BY_PROVIDERS)
    }

    /// The problems of the schema of an identity: plain values and lists of them, each of use for an import.
    pub fn problems_as_identity(&self) -> Vec<String> {
        let mut found = self.problems_beside(&[]);
        for row in &self.attributes {
            let plain = |ty: &Type| matches!(ty, Type::Bool | Type::Number | Type::String);
            let fits = match &row.shape {
                Shape::Plain(Type::List(of)) => plain(of),
                Shape::Plain(ty) => plain(ty),
                _ => false,
            };
            if !fits {
                found.push(format!(
                    "\"{}\": neither a plain value nor a list of them",
                    row.name
                ));
            }
            if !row.spec.required && !row.spec.optional {
                found.push(format!("\"{}\": no import can set it", row.name));
            }
        }
        found
    }

    fn problems_beside(&self, reserved: &[&str]) -> Vec<String> {
        let mut walk = Walk {
            schema: self,
            found: Vec::new(),
        };
        if self.version < 0 {
            walk.found
                .push(format!("its version {} is negative", self.version));
        }
        for row in &self.attributes {
            if reserved.contains(&row.name) {
                walk.say(row.name, "Terraform keeps this name for itself");
            }
        }
        walk.rows(&self.attributes, "");
        walk.found
    }
}

// === impl Walk ===

impl Walk<'_> {
    fn say(&mut self, at: &str, problem: &str) {
        self.found.push(format!("\"{at}\": {problem}"));
    }

    fn says(&mut self, at: &str, problems: &[(bool, &str)]) {
        for (is, problem) in problems {
            if *is {
                self.say(at, problem);
            }
        }
    }

    fn rows(&mut self, rows: &[Attribute], within: &str) {
        for (position, row) in rows.iter().enumerate() {
            let at = format!("{within}{}", row.name);
            if rows[..position].iter().any(|it| it.name == row.name) {
                self.say(&at, "there are two of this name");
            }
            self.row(row, &at);
        }
    }

    fn row(&mut self, row: &Attribute, at: &str) {
        let spec = &row.spec;
        self.says(
            at,
            &[
                (
                    !is_name(row.name),
                    "a name has a-z, 0-9 and _, and begins with no digit",
                ),
                (row.doc.is_empty(), "it says nothing of what it is"),
                (
                    spec.deprecated.is_some_and(str::is_empty),
                    "its deprecation does not say what to use instead",
                ),
            ],
        );
        self.counts(row, at);
        match &row.shape {
            Shape::Plain(_) => self.presence(row, at),
            Shape::Nested(nesting, inner) => {
                self.presence(row, at);
                for block in inner.iter().filter(|it| is_block(it)) {
                    let at = format!("{at}.{}", block.name);
                    self.say(&at, "a block cannot stand inside a nested attribute");
                }
                self.inside(*nesting, inner, at);
            }
            Shape::Block(nesting, inner) => {
                self.block(row, at);
                self.inside(*nesting, inner, at);
            }
        }
        self.life(row, at);
    }

    /// Checks who may set an attribute.
    fn presence(&mut self, row: &Attribute, at: &str) {
        let spec = &row.spec;
        let configurable = spec.required || spec.optional;
        let by_provider = matches!(row.life, Life::Assigned | Life::Reported);
        self.says(
            at,
            &[
                (
                    !configurable && !spec.computed,
                    "it is neither required, nor optional, nor computed",
                ),
                (
                    spec.required && spec.optional,
                    "it is both required and optional",
                ),
                (
                    spec.required && spec.computed,
                    "it is both required and computed",
                ),
                (
                    spec.write_only && spec.computed,
                    "it is both write-only and computed, but nothing of it can be kept",
                ),
                (
                    spec.default.is_some() && !(spec.optional && spec.computed),
                    "it has a default, so it must be optional and computed",
                ),
                (
                    spec.computed && !configurable && !by_provider,
                    "its life says that the user sets it, but it is only computed",
                ),
                (
                    spec.never_null && !spec.computed,
                    "only a computed attribute can be promised not to be null",
                ),
                (
                    by_provider && configurable && !spec.computed,
                    "its life says that the provider sets it, but it is not computed",
                ),
            ],
        );
    }

    /// A block is there as often as it is written: of its presence the protocol knows its number.
    fn block(&mut self, row: &Attribute, at: &str) {
        let spec = &row.spec;
        self.says(
            at,
            &[
                (
                    spec.required,
                    "a block is required by its least number, at_least(1)",
                ),
                (
                    spec.computed || spec.sensitive || spec.write_only || spec.never_null,
                    "a block is neither computed, sensitive nor write-only: its attributes are",
                ),
                (
                    matches!(row.life, Life::Assigned | Life::Reported),
                    "the provider cannot set a block",
                ),
            ],
        );
    }

    fn counts(&mut self, row: &Attribute, at: &str) {
        let (min, max) = (row.spec.min, row.spec.max);
        let problem = match &row.shape {
            Shape::Plain(_) if min > 0 || max > 0 => "only blocks and nested objects have a number",
            Shape::Block(Nesting::Single, _) if min != max || max > 1 => {
                "a single block has a least and a most number of both 0 or both 1"
            }
            Shape::Nested(Nesting::Single, _) if min > 0 || max > 0 => {
                "a single nested object has no least and no most number"
            }
            Shape::Block(Nesting::Map, _) if min > 0 || max > 0 => {
                "blocks by name have no least and no most number"
            }
            _ if max > 0 && min > max => "its least number is over its most",
            _ => return,
        };
        self.say(at, problem);
    }

    fn inside(&mut self, nesting: Nesting, inner: &[Attribute], at: &str) {
        if nesting == Nesting::Set {
            self.says(
                at,
                &[
                    (
                        any(
                            inner,
                            &|it| matches!(&it.shape, Shape::Plain(ty) if has_dynamic(ty)),
                        ),
                        "a set cannot hold values of dynamic type",
                    ),
                    (
                        any(inner, &|it| it.spec.write_only),
                        "a set cannot hold write-only values",
                    ),
                ],
            );
        }
        self.rows(inner, &format!("{at}."));
    }

    /// Checks the life of an attribute.
    fn life(&mut self, row: &Attribute, at: &str) {
        let spec = &row.spec;
        let fixed = row.life == Life::Fixed;
        self.says(
            at,
            &[
                (
                    fixed && spec.because.is_none(),
                    "a change replaces the object, but because() does not say why",
                ),
                (
                    // A resource may itself replace for what stands beside the object.
                    !fixed && row.life != Life::Beside && spec.because.is_some(),
                    "because() says why a change replaces the object, but none does",
                ),
                (
                    !fixed && spec.only_if_known,
                    "only_if_known() is for what cannot change",
                ),
                (
                    row.life != Life::Reported && !spec.follows.is_empty(),
                    "follows() is for what is reported",
                ),
            ],
        );
        for name in spec.follows {
            let followed = self.schema.attributes.iter().find(|it| it.name == *name);
            match followed.map(|it| it.life) {
                Some(Life::Fixed | Life::Mutable) => {}
                Some(_) => self.say(
                    at,
                    &format!("it follows \"{name}\", whose change touches nothing else"),
                ),
                None => self.say(at, &format!("it follows \"{name}\", which is not there")),
            }
        }
    }
}

fn is_block(row: &Attribute) -> bool {
    matches!(row.shape, Shape::Block(..))
}

/// Whether `name` can name an attribute, a block or a resource.
pub(crate) fn is_name(name: &str) -> bool {
    !name.starts_with(|it: char| it.is_ascii_digit())
        && !name.is_empty()
        && name
            .bytes()
            .all(|it| matches!(it, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// Whether `is` holds of a row, at any depth.
fn any(rows: &[Attribute], is: &dyn Fn(&Attribute) -> bool) -> bool {
    rows.iter().any(|row| {
        is(row)
            || match &row.shape {
                Shape::Plain(_) => false,
                Shape::Nested(_, inner) | Shape::Block(_, inner) => any(inner, is),
            }
    })
}

fn has_dynamic(ty: &Type) -> bool {
    match ty {
        Type::Dynamic => true,
        Type::Bool | Type::Number | Type::String => false,
        Type::List(of) | Type::Set(of) | Type::Map(of) => has_dynamic(of),
        Type::Tuple(types) => types.iter().any(has_dynamic),
        Type::Object(types) => types.values().any(has_dynamic),
    }
}

#[cfg(test)]
mod tests;
