//! Values as Terraform knows them: absent, not known yet, or known.

pub mod encoding;
pub mod normal;
pub mod number;
pub mod path;
pub mod types;

use std::collections::BTreeMap;

use self::{normal::normalized, number::Number, types::Type};

/// A value of any [`Type`].
///
/// A tuple is a [`Value::List`]: only its type tells the two apart. Make sets with [`Value::set`],
/// which keeps them sorted and free of duplicates, so that `==` compares them without order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// No value: the argument is not set.
    Null,
    /// Not known until apply, with what is known about it all the same.
    Unknown(Refinement),
    /// A truth value.
    Bool(bool),
    /// A number of any size, exact.
    Number(Number),
    /// Text, NFC-normalised as Terraform does to all text it reads.
    String(String),
    /// A list or a tuple.
    List(Vec<Self>),
    /// A set: sorted, without duplicates.
    Set(Vec<Self>),
    /// A map from strings to values of one type.
    Map(BTreeMap<String, Self>),
    /// An object: each attribute of its type is present.
    Object(BTreeMap<String, Self>),
    /// A value of an attribute of dynamic type, with the type it has.
    Dynamic(Box<(Type, Self)>),
}

/// Facts about a value that is not known yet (ext type 12 on the wire).
///
/// Boxed, because nearly every unknown value has none.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refinement(Option<Box<Known>>);

/// The facts of a [`Refinement`].
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Known {
    /// Whether the value will be null; `Some(false)`: certainly not.
    pub null: Option<bool>,
    /// How a string will begin.
    pub prefix: Option<String>,
    /// Least number, and whether it is included.
    pub lower: Option<(Number, bool)>,
    /// Largest number, and whether it is included.
    pub upper: Option<(Number, bool)>,
    /// Fewest elements of a collection.
    pub min_length: Option<i64>,
    /// Most elements of a collection.
    pub max_length: Option<i64>,
}

// === impl Value ===

impl Value {
    /// An unknown value about which nothing is known.
    pub const UNKNOWN: Self = Self::Unknown(Refinement(None));

    /// An unknown value that will certainly not be null.
    pub fn unknown_not_null() -> Self {
        Self::Unknown(Refinement::new(Known {
            null: Some(false),
            ..Known::default()
        }))
    }

    /// A set of `items`, in its one canonical form.
    ///
    /// Two elements that are not wholly known may turn out to differ, so both stay.
    pub fn set(mut items: Vec<Self>) -> Self {
        items.sort_unstable();
        items.dedup_by(|one, two| one == two && one.is_wholly_known());
        Self::Set(items)
    }

    /// An object of `attributes`.
    pub fn object<K: Into<String>>(attributes: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Object(attributes.into_iter().map(|(k, v)| (k.into(), v)).collect())
    }

    /// A value of dynamic type that turns out to be of type `ty`.
    pub fn dynamic(ty: Type, value: Self) -> Self {
        match ty {
            // Still not known to be of any type in particular: null, unknown, or wrapped already.
            Type::Dynamic => value,
            _ => Self::Dynamic(Box::new((ty, value))),
        }
    }

    /// The name of its type, for use in a sentence: "a string".
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Unknown(_) => "an unknown value",
            Self::Bool(_) => "a bool",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::List(_) => "a list",
            Self::Set(_) => "a set",
            Self::Map(_) => "a map",
            Self::Object(_) => "an object",
            Self::Dynamic(_) => "a value with a type of its own",
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether it is itself unknown; parts of it may be so nevertheless.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// Whether neither it nor any part of it is unknown.
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Self::Unknown(_) => false,
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => true,
            Self::List(items) | Self::Set(items) => items.iter().all(Self::is_wholly_known),
            Self::Map(items) | Self::Object(items) => items.values().all(Self::is_wholly_known),
            Self::Dynamic(typed) => typed.1.is_wholly_known(),
        }
    }

    /// This value without the refinements of its unknown parts.
    #[must_use]
    pub fn without_refinements(&self) -> Self {
        let each = |items: &[Self]| items.iter().map(Self::without_refinements).collect();
        let named = |items: &BTreeMap<String, Self>| {
            let one = |(key, it): (&String, &Self)| (key.clone(), it.without_refinements());
            items.iter().map(one).collect()
        };
        match self {
            Self::Unknown(_) => Self::UNKNOWN,
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => self.clone(),
            Self::List(items) => Self::List(each(items)),
            Self::Set(items) => Self::set(each(items)),
            Self::Map(items) => Self::Map(named(items)),
            Self::Object(items) => Self::Object(named(items)),
            Self::Dynamic(typed) => {
                Self::Dynamic(Box::new((typed.0.clone(), typed.1.without_refinements())))
            }
        }
    }

    /// The attribute `name` of an object; null when it is no object or has none.
    pub fn attribute(&self, name: &str) -> &Self {
        match self {
            Self::Object(attributes) => attributes.get(name).unwrap_or(&Self::Null),
            _ => &Self::Null,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(normalized(text))
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(normalized(text))
    }
}
impl From<bool> for Value {
    fn from(it: bool) -> Self {
        Self::Bool(it)
    }
}
impl From<i64> for Value {
    fn from(it: i64) -> Self {
        Self::Number(it.into())
    }
}

// === impl Refinement ===

impl Refinement {
    /// The refinement that states `known`; none if it states nothing.
    pub fn new(known: Known) -> Self {
        Self((known != Known::default()).then(|| Box::new(known)))
    }

    /// The known facts, if there are any.
    pub fn known(&self) -> Option<&Known> {
        self.0.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_one_form() {
        let set = |items: &[&str]| Value::set(items.iter().map(|&it| it.into()).collect());
        assert_eq!(set(&["b", "a", "b"]), set(&["a", "b"]));
        assert_ne!(set(&["a"]), set(&["a", "b"]));
    }

    #[test]
    fn unknown_elements_of_a_set_are_not_merged() {
        let object = || Value::object([("arn", Value::UNKNOWN)]);
        let Value::Set(items) =
            Value::set(vec![Value::UNKNOWN, object(), Value::UNKNOWN, object()])
        else {
            panic!("a set");
        };
        assert_eq!(items.len(), 4);
    }

    #[test]
    fn a_value_can_be_named_in_a_sentence() {
        for (value, kind) in [
            (Value::Null, "null"),
            (Value::UNKNOWN, "an unknown value"),
            (true.into(), "a bool"),
            (1.into(), "a number"),
            ("x".into(), "a string"),
            (Value::List(Vec::new()), "a list"),
            (Value::Set(Vec::new()), "a set"),
            (Value::Map(BTreeMap::new()), "a map"),
            (Value::Object(BTreeMap::new()), "an object"),
            (
                Value::dynamic(Type::Bool, true.into()),
                "a value with a type of its own",
            ),
        ] {
            assert_eq!(value.kind(), kind);
        }
    }

    #[test]
    fn refinements_are_taken_away_however_deep() {
        let holders: [fn(Value) -> Value; 5] = [
            |it| Value::List(vec![it]),
            |it| Value::set(vec![it]),
            |it| Value::Map([("k".to_owned(), it)].into()),
            |it| Value::object([("a", it)]),
            |it| Value::dynamic(Type::String, it),
        ];
        for hold in holders {
            let refined = hold(Value::unknown_not_null());
            assert_eq!(refined.without_refinements(), hold(Value::UNKNOWN));
        }
    }
}
