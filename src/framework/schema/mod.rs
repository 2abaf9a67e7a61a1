//! Schemas: what a block may hold, and what each attribute means to a plan.

pub mod evidence;
pub mod problems;
pub mod rules;
pub mod spec;
pub mod validate;
pub(crate) mod written;

use std::collections::BTreeMap;

use self::spec::Spec;
use super::value::{Value, types::Type};

/// The schema of a resource or of the provider's own block.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Version of the state's form; raised when old states need an upgrade.
    pub version: i64,
    /// Its description, in Markdown.
    pub doc: String,
    /// Its attributes and blocks, in the order of the documentation.
    pub attributes: Vec<Attribute>,
}

/// An attribute or a nested block: all that is known of it.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its name in the configuration.
    pub name: &'static str,
    /// Its description, in Markdown.
    pub doc: String,
    /// The form of its value.
    pub shape: Shape,
    /// The one who sets it, and the meaning of a change.
    pub life: Life,
    /// Whether two values of it mean the same, if not only equal ones do.
    pub same: fn(&Value, &Value) -> bool,
    /// Presence, default, limits.
    pub spec: Spec,
}

/// The form of an [`Attribute`]'s value.
#[derive(Debug, Clone)]
pub enum Shape {
    /// A value of a type.
    Plain(Type),
    /// An attribute whose value has attributes of its own, written with `=`.
    Nested(Nesting, Vec<Attribute>),
    /// A block, written without `=`.
    Block(Nesting, Vec<Attribute>),
}

/// How many objects a nested attribute or a block holds, and in which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nesting {
    /// One or none.
    Single,
    /// Any number, in order.
    List,
    /// Any number, in no order.
    Set,
    /// Any number, by name.
    Map,
}

/// The one who sets an attribute, and the meaning of a change to the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// Set by the user at creation; a change replaces the object.
    Fixed,
    /// Set by the user; changed in place.
    Mutable,
    /// Set by the user; a change of it does not touch the object itself, so nothing else changes.
    Beside,
    /// Set by the provider, once.
    Assigned,
    /// Set by the provider; it may differ after any change of the object.
    Reported,
}

// === impl Schema ===

impl Schema {
    /// The type of its values on the wire.
    pub fn ty(&self) -> Type {
        object(&self.attributes)
    }

    /// A value in which nothing is set: null attributes, empty blocks.
    pub fn empty(&self) -> Value {
        Value::object(self.attributes.iter().map(|it| (it.name, it.absent())))
    }
}

// === impl Attribute ===

impl Attribute {
    /// All that is known of it in words, in Markdown: what it is, what its value must satisfy, and
    /// why a change of it replaces the object.
    pub fn description(&self) -> String {
        let mut text = self.doc.clone();
        // After a list or several paragraphs the rest is a paragraph, too.
        let mut gap = if text.contains('\n') { "\n\n" } else { " " };
        // The first rule of what not every object has says which objects have it.
        let conditions = usize::from(self.spec.applies.is_some()).min(self.spec.rules.len());
        let (which, rest) = self.spec.rules.split_at(conditions);
        let rules = which.iter().chain(&self.spec.absence).chain(rest);
        for says in rules.map(|it| &it.says) {
            if says.is_empty() || explains(&self.doc, says) {
                continue;
            }
            text.push_str(std::mem::replace(&mut gap, " "));
            text.push_str(says);
        }
        if self.life == Life::Fixed || self.spec.because.is_some() {
            text.push_str(gap);
            text.push_str("A change replaces the resource");
            if let Some(because) = self.spec.because {
                text.push_str(": ");
                text.push_str(because);
            }
            text.push('.');
        }
        text
    }

    /// The type of its values on the wire.
    pub fn ty(&self) -> Type {
        match &self.shape {
            Shape::Plain(ty) => ty.clone(),
            Shape::Nested(nesting, inner) | Shape::Block(nesting, inner) => {
                let inner = Box::new(object(inner));
                match nesting {
                    Nesting::Single => *inner,
                    Nesting::List => Type::List(inner),
                    Nesting::Set => Type::Set(inner),
                    Nesting::Map => Type::Map(inner),
                }
            }
        }
    }

    /// Its value when nothing is set: null, or no block.
    pub fn absent(&self) -> Value {
        match &self.shape {
            Shape::Block(Nesting::List, _) => Value::List(Vec::new()),
            Shape::Block(Nesting::Set, _) => Value::Set(Vec::new()),
            Shape::Block(Nesting::Map, _) => Value::Map(BTreeMap::new()),
            _ => Value::Null,
        }
    }

    /// The rows of its objects, if it holds objects.
    pub fn inner(&self) -> Option<&[Self]> {
        match &self.shape {
            Shape::Plain(_) => None,
            Shape::Nested(_, inner) | Shape::Block(_, inner) => Some(inner),
        }
    }

    /// Whether the object has such an attribute at all, by the whole configuration; nothing while
    /// that does not tell.
    pub fn applies(&self, config: &Value) -> Option<bool> {
        let condition = self.spec.applies.as_ref();
        condition.map_or(Some(true), |it| it.holds(config))
    }

    /// Whether the configuration can set it.
    pub fn is_configurable(&self) -> bool {
        matches!(self.shape, Shape::Block(..)) || self.spec.required || self.spec.optional
    }
}

/// Whether `doc` has every value of a rule that only lists values: "One of `A`, `B`.".
fn explains(doc: &str, rule: &str) -> bool {
    let (values, words): (Vec<_>, Vec<_>) = rule
        .split('`')
        .enumerate()
        .partition(|(index, _)| index % 2 == 1);
    let words: String = words.iter().map(|(_, it)| *it).collect();
    let mut words = words.split(|it: char| !it.is_alphanumeric());
    let lists = words.all(|it| ["", "Each", "is", "One", "one", "of", "or"].contains(&it));
    lists
        && !values.is_empty()
        && values
            .iter()
            .all(|(_, it)| doc.contains(&format!("`{it}`")))
}

fn object(attributes: &[Attribute]) -> Type {
    Type::Object(
        attributes
            .iter()
            .map(|it| (it.name.to_owned(), it.ty()))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::{
        spec::{optional, required},
        *,
    };
    use crate::framework::tests::shelf::{every_way, text};

    #[test]
    fn boxes_have_the_type_that_terraform_gives_them() {
        let object = r#"["object",{"time":"string"}]"#;
        let types = ["", "list", "set", "map"].into_iter().cycle();
        for (held, of) in every_way().zip(types) {
            let rows = vec![text("time", Life::Mutable, required())];
            let ty = held.schema_of(rows).attributes[0].ty().to_json();
            let expected = match of {
                "" => object.to_owned(),
                of => format!("[\"{of}\",{object}]"),
            };
            assert_eq!(ty, expected, "{held:?}");
        }
    }

    #[test]
    fn a_row_says_whether_it_is_secret() {
        assert!(optional().sensitive().sensitive);
        assert!(!optional().sensitive);
    }

    #[test]
    fn a_rule_that_lists_the_values_of_the_text_is_not_said_again() {
        let doc = "`A`: one. `B`: two.";
        for says in ["One of `A`, `B`.", "Each is one of `B`.", "`A` or `B`."] {
            assert!(explains(doc, says), "{says}");
        }
        for says in [
            "One of `A`, `C`.",
            "`A` not for lamps.",
            "From 1 to 9.",
            "One",
        ] {
            assert!(!explains(doc, says), "{says}");
        }
    }
}
