//! `model!`: one row per attribute makes a struct, its schema and its codec.

use std::fmt::Debug;

use crate::framework::{
    diagnostics::Diagnostics,
    schema::{Attribute, Schema},
    value::{Value, path::Path},
};

/// A struct made by [`model!`](crate::model): the typed form of an object.
pub trait Model: Sized + Clone + Debug + Default + PartialEq + Send + Sync + 'static {
    /// Its rows.
    fn attributes() -> Vec<Attribute>;
    /// Reads an object; what does not fit its attribute is reported, and read as null.
    fn decode(value: Value, path: &Path, found: &mut Diagnostics) -> Self;
    /// Writes it.
    fn encode(&self) -> Value;
    /// Whether two of them mean the same.
    fn same(&self, other: &Self) -> bool;
    /// Itself, in the words of `prior` where they mean the same.
    #[must_use]
    fn in_the_words_of(self, prior: &Self) -> Self;
    /// Itself, with the values of `prior` for attributes that are unknown.
    #[must_use]
    fn or(&self, prior: &Self) -> Self {
        let (mine, prior) = (self.encode(), prior.encode());
        let Value::Object(attributes) = mine else {
            return self.clone();
        };
        let filled = attributes.into_iter().map(|(name, value)| {
            let value = if value.is_unknown() {
                prior.attribute(&name).clone()
            } else {
                value
            };
            (name, value)
        });
        let filled = Value::object(filled);
        Self::decode(filled, &Path::root(), &mut Diagnostics::new())
    }
    /// Whether nothing in it is set.
    fn is_shell(&self) -> bool {
        self.same(&Self::default())
    }
}

// === impl Schema ===

impl Schema {
    /// The schema of a model: its rows, with the `version` of the state's form and what it is, in
    /// Markdown.
    pub fn of<M: Model>(version: i64, doc: impl Into<String>) -> Self {
        Self {
            version,
            doc: doc.into(),
            attributes: M::attributes(),
        }
    }
}

// === impl Model ===

/// Nothing: the configuration of a provider that needs none.
impl Model for () {
    fn attributes() -> Vec<Attribute> {
        Vec::new()
    }
    fn decode(_: Value, _: &Path, _: &mut Diagnostics) -> Self {}
    fn encode(&self) -> Value {
        Value::object::<&str>([])
    }
    fn same(&self, (): &Self) -> bool {
        true
    }
    fn in_the_words_of(self, (): &Self) -> Self {}
}

/// Makes a struct, its schema and its codec of one row per attribute:
///
/// ```text
/// /// What the struct is.
/// pub struct Name {
///     /// What the attribute is.
///     life field: Cell = presence and rules;
/// }
/// ```
///
/// `life` is one of `fixed`, `mutable`, `beside`, `assigned`, `reported`: see
/// [`Life`](crate::framework::schema::Life). `Cell` is the type of the field: `Tf<T>` for a plain
/// value, `List`, `Map`, or a block of another model; see [`cell`](crate::framework::cell). The
/// type of a row, its presence and its rules say what a row needs beyond this grammar.
///
/// ```
/// use terraform_provider_awslambda::{
///     framework::{
///         cell::{Tf, model::Model},
///         plan::{Action, plan},
///         schema::{
///             Schema,
///             rules::between,
///             spec::{computed, optional, required},
///         },
///     },
///     model,
/// };
///
/// model! {
///     /// A kettle.
///     pub struct Kettle {
///         /// The room it stands in.
///         fixed room: Tf<String> = required().because("its cable is short");
///         /// How hot the water gets, in degrees Celsius.
///         mutable heat: Tf<i64> = optional().default_to(100).rule(between(40, 100));
///         /// Number on its plate.
///         assigned serial: Tf<String> = computed().never_null();
///     }
/// }
///
/// let schema = Schema::of::<Kettle>(0, "A kettle.");
/// let prior = Kettle {
///     room: Tf::Known("kitchen".to_owned()),
///     heat: Tf::Known(100),
///     serial: Tf::Known("K-1".to_owned()),
/// };
/// let cooler = Kettle {
///     heat: Tf::Known(80),
///     serial: Tf::Null, // the configuration cannot set it
///     ..prior.clone()
/// };
/// let outcome = plan(&schema, &cooler.encode(), &prior.encode());
/// assert_eq!(outcome.action, Action::InPlace);
///
/// let moved = Kettle {
///     room: Tf::Known("office".to_owned()),
///     ..cooler
/// };
/// let outcome = plan(&schema, &moved.encode(), &prior.encode());
/// assert_eq!(outcome.action, Action::Replace);
/// assert_eq!(outcome.replace[0].because, "its cable is short");
/// ```
#[macro_export]
macro_rules! model {
    (
        $(#[doc = $doc:literal])*
        $vis:vis struct $name:ident {
            $( $(#[doc = $row_doc:literal])* $life:ident $field:ident: $cell:ty = $spec:expr; )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Default)]
        $vis struct $name { $( $(#[doc = $row_doc])* pub $field: $cell, )* }

        impl $crate::framework::cell::model::Model for $name {
            fn attributes() -> Vec<$crate::framework::schema::Attribute> {
                vec![$( $crate::framework::cell::tf::attribute::<$cell>(
                    $crate::name!($field),
                    concat!($($row_doc, "\n"),*),
                    $crate::life!($life),
                    $spec,
                ), )*]
            }
            fn decode(
                value: $crate::framework::value::Value,
                path: &$crate::framework::value::path::Path,
                found: &mut $crate::framework::diagnostics::Diagnostics,
            ) -> Self {
                let mut fields = match value {
                    $crate::framework::value::Value::Object(fields) => fields,
                    _ => Default::default(),
                };
                Self { $( $field: $crate::framework::cell::tf::Cell::decode(
                    fields
                        .remove($crate::name!($field))
                        .unwrap_or($crate::framework::value::Value::Null),
                    &path.attribute($crate::name!($field)),
                    found,
                ), )* }
            }
            fn encode(&self) -> $crate::framework::value::Value {
                $crate::framework::value::Value::object([
                    $( ($crate::name!($field), $crate::framework::cell::tf::Cell::encode(&self.$field)), )*
                ])
            }
            fn same(&self, other: &Self) -> bool {
                true $( && $crate::framework::cell::tf::Cell::same(&self.$field, &other.$field) )*
            }
            fn in_the_words_of(self, prior: &Self) -> Self {
                Self { $( $field:
                    $crate::framework::cell::tf::Cell::in_the_words_of(self.$field, &prior.$field), )* }
            }
        }
    };
}

/// The Terraform name of a field: `type` for `r#type`.
#[macro_export]
macro_rules! name {
    ($field:ident) => {
        stringify!($field).trim_start_matches("r#")
    };
}

/// The words for the life of an attribute.
#[macro_export]
macro_rules! life {
    (fixed) => {
        $crate::framework::schema::Life::Fixed
    };
    (mutable) => {
        $crate::framework::schema::Life::Mutable
    };
    (beside) => {
        $crate::framework::schema::Life::Beside
    };
    (assigned) => {
        $crate::framework::schema::Life::Assigned
    };
    (reported) => {
        $crate::framework::schema::Life::Reported
    };
    // Words that mean the same to a plan, and more to those who call an API.
    (written) => {
        $crate::framework::schema::Life::Mutable
    };
    (custom) => {
        $crate::framework::schema::Life::Beside
    };
    (derived) => {
        $crate::framework::schema::Life::Assigned
    };
}
