//! Schemas: what a block may hold, and what each attribute means to a plan.

use std::{collections::BTreeMap, fmt, sync::Arc};

use super::{types::Type, value::Value};

/// The schema of a resource or of the provider's own block.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Version of the state's form; raised when old states need an upgrade.
    pub version: i64,
    /// What it is, in Markdown.
    pub doc: String,
    /// Its attributes and blocks, in the order of the documentation.
    pub attributes: Vec<Attribute>,
}

/// An attribute or a nested block: all that is known of it.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its name in the configuration.
    pub name: &'static str,
    /// What it is, in Markdown.
    pub doc: String,
    /// What it holds.
    pub shape: Shape,
    /// Who sets it, and what a change of it means.
    pub life: Life,
    /// Whether two values of it mean the same, if not only equal ones do.
    pub same: fn(&Value, &Value) -> bool,
    /// Presence, default, limits.
    pub spec: Spec,
}

/// What an [`Attribute`] holds.
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

/// Who sets an attribute, and what a change of it means to the plan.
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

/// Presence, default and limits of an [`Attribute`].
#[derive(Debug, Clone, Default)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "they are the protocol's flags of an attribute"
)]
pub struct Spec {
    /// The configuration must set it.
    pub required: bool,
    /// The configuration may set it.
    pub optional: bool,
    /// The provider may set it when the configuration does not.
    pub computed: bool,
    /// Terraform hides it in its output.
    pub sensitive: bool,
    /// It is never stored in a plan or state.
    pub write_only: bool,
    /// Why not to use it any more.
    pub deprecated: Option<&'static str>,
    /// Its value when the configuration does not set it.
    pub default: Option<Default>,
    /// What its value must satisfy.
    pub rules: Vec<Rule>,
    /// Why a change replaces the object: whose rule it is.
    pub because: Option<&'static str>,
    /// A change counts only from a value that is known: the API may not report it.
    pub only_if_known: bool,
    /// The attributes on which a reported one depends; all when empty.
    pub follows: &'static [&'static str],
    /// Once the object exists it is never null.
    pub never_null: bool,
    /// Fewest blocks.
    pub min: usize,
    /// Most blocks; 0 for no bound.
    pub max: usize,
}

/// A value made of the whole configuration; unknown when it depends on what is not known yet.
#[derive(Clone)]
pub struct Default(Arc<dyn Fn(&Value) -> Value + Send + Sync>);

/// What a value must satisfy.
#[derive(Clone)]
pub struct Rule {
    /// The rule in words, for the documentation.
    pub says: String,
    check: Arc<Check>,
}

/// A value and the whole configuration in; what is wrong out.
type Check = dyn Fn(&Value, &Value) -> Result<(), Complaint> + Send + Sync;

/// What a [`Rule`] found wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// In one line; the name of the attribute precedes it.
    pub summary: String,
    /// Why, and what to do.
    pub detail: String,
}

/// A required attribute.
pub fn required() -> Spec {
    Spec {
        required: true,
        ..Spec::default()
    }
}

/// An optional attribute.
pub fn optional() -> Spec {
    Spec {
        optional: true,
        ..Spec::default()
    }
}

/// An attribute that only the provider sets.
pub fn computed() -> Spec {
    Spec {
        computed: true,
        ..Spec::default()
    }
}

// === impl Spec ===

impl Spec {
    /// The provider keeps whatever value there is when the configuration sets none.
    #[must_use]
    pub fn or_computed(self) -> Self {
        Self {
            computed: true,
            ..self
        }
    }

    /// The value when the configuration sets none.
    #[must_use]
    pub fn default_to(self, value: impl Into<Value>) -> Self {
        let value = value.into();
        self.default_by(move |_| value.clone())
    }

    /// The value when the configuration sets none, made of the whole configuration.
    #[must_use]
    pub fn default_by(self, make: impl Fn(&Value) -> Value + Send + Sync + 'static) -> Self {
        Self {
            computed: true,
            default: Some(Default(Arc::new(make))),
            ..self
        }
    }

    /// Terraform hides the value in its output.
    #[must_use]
    pub fn sensitive(self) -> Self {
        Self {
            sensitive: true,
            ..self
        }
    }

    /// The value is never stored in a plan or state.
    #[must_use]
    pub fn write_only(self) -> Self {
        Self {
            write_only: true,
            ..self
        }
    }

    /// Terraform warns with `instead` when the configuration sets it.
    #[must_use]
    pub fn deprecated(self, instead: &'static str) -> Self {
        Self {
            deprecated: Some(instead),
            ..self
        }
    }

    /// Adds a rule.
    #[must_use]
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Why a change replaces the object.
    #[must_use]
    pub fn because(self, reason: &'static str) -> Self {
        Self {
            because: Some(reason),
            ..self
        }
    }

    /// A change counts only from a value that is known.
    #[must_use]
    pub fn only_if_known(self) -> Self {
        Self {
            only_if_known: true,
            ..self
        }
    }

    /// The attributes on which a reported one depends.
    #[must_use]
    pub fn follows(self, names: &'static [&'static str]) -> Self {
        Self {
            follows: names,
            ..self
        }
    }

    /// Once the object exists it is never null.
    #[must_use]
    pub fn never_null(self) -> Self {
        Self {
            never_null: true,
            ..self
        }
    }

    /// At most `max` blocks.
    #[must_use]
    pub fn at_most(self, max: usize) -> Self {
        Self { max, ..self }
    }
}

// === impl Default ===

impl Default {
    /// The value for `config`, the whole configuration.
    pub fn value(&self, config: &Value) -> Value {
        (self.0)(config)
    }
}

impl fmt::Debug for Default {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Default")
    }
}

// === impl Rule ===

impl Rule {
    /// A rule that `says` something in words, and a check of a known value in a whole configuration.
    pub fn new<C>(says: impl Into<String>, check: C) -> Self
    where
        C: Fn(&Value, &Value) -> Result<(), Complaint> + Send + Sync + 'static,
    {
        Self {
            says: says.into(),
            check: Arc::new(check),
        }
    }

    /// Checks a known value.
    pub fn check(&self, value: &Value, config: &Value) -> Result<(), Complaint> {
        (self.check)(value, config)
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.says).finish()
    }
}

// === impl Complaint ===

impl Complaint {
    /// What is wrong, why, and what to do.
    pub fn new(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            summary: summary.into(),
            detail: detail.into(),
        }
    }
}

// === impl Schema ===

impl Schema {
    /// The type of its values on the wire.
    pub fn ty(&self) -> Type {
        object(&self.attributes)
    }
}

// === impl Attribute ===

impl Attribute {
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

    /// Whether the configuration can set it.
    pub fn is_configurable(&self) -> bool {
        matches!(self.shape, Shape::Block(..)) || self.spec.required || self.spec.optional
    }
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
    use super::*;
    use crate::framework::shelf::{every_way, text};

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
}
