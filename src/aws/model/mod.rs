//! `api_model!`: the rows of `model!`, and the API calls made of them.
//!
//! A row reads `life field (as sdk_name): Cell = presence and rules;`. The life says who sets the
//! attribute, which calls carry it, and what a change of it means:
//!
//! | life | set by | create | update | read | a change |
//! | --- | --- | --- | --- | --- | --- |
//! | `fixed` | user | sent | cannot | read | replaces |
//! | `mutable` | user | sent | sent if changed | read | in place |
//! | `written` | user | sent | sent if changed | by hand | in place |
//! | `custom` | user | by hand | by hand | by hand | in place, touches nothing else |
//! | `assigned` | AWS, once | | | read | never |
//! | `derived` | provider | | | by hand | never |
//! | `reported` | AWS | | | read | unknown while anything changes |
//!
//! The grammar is complete: what a row cannot say is said by its type, by a rule, or by hand among
//! the irregular facts of its resource.

pub(crate) mod convert;
pub(crate) mod tags;

/// A response of the API that holds all members of an object.
pub(crate) trait Report<M> {
    /// The object as reported, in the words of `prior` where they mean the same; what is read by
    /// hand is as in `prior`.
    fn merge(&self, prior: &M) -> M;
}

/// Makes a typed model from rows, with its conversion to requests and from responses.
macro_rules! api_model {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident <=> $create:ty, $update:ty, [$($output:ty),* $(,)?] $rows:tt
    ) => {
        api_rows! { $(#[doc = $doc])* $name, $create, $update $rows }
        $( api_read! { $name, $output $rows } )*
    };
}

macro_rules! api_rows {
    (
        $(#[doc = $doc:literal])*
        $name:ident, $create:ty, $update:ty
        { $( $(#[doc = $row_doc:literal])* $life:ident $field:ident $(as $api:ident)?: $cell:ty = $spec:expr; )* }
    ) => {
        $crate::model! {
            $(#[doc = $doc])*
            pub struct $name { $( $(#[doc = $row_doc])* $life $field: $cell = $spec; )* }
        }
        impl $name {
            /// The request that creates this object.
            pub(super) fn to_create(&self) -> Result<$create, String> {
                let request = <$create>::default();
                $( let request = api_create!($life request, self.$field, $field $($api)?); )*
                Ok(request)
            }
            /// The request that makes this object of `prior`: only what changed.
            pub(super) fn to_update(&self, prior: &Self) -> Result<$update, String> {
                let request = <$update>::default();
                $( let request = api_update!($life request, self.$field, prior.$field, $field $($api)?); )*
                Ok(request)
            }
            /// The life and the SDK name of each row.
            #[cfg(test)]
            pub(super) fn rows() -> Vec<(&'static str, &'static str)> {
                vec![$( (stringify!($life), api_name!($field $($api)?)) ),*]
            }
        }
    };
}

macro_rules! api_read {
    (
        $name:ident, $output:ty
        { $( $(#[doc = $row_doc:literal])* $life:ident $field:ident $(as $api:ident)?: $cell:ty = $spec:expr; )* }
    ) => {
        impl $crate::aws::model::Report<$name> for $output {
            fn merge(&self, prior: &$name) -> $name {
                let read = $name { $( $field: api_read_field!($life self, prior.$field, $field $($api)?), )* };
                $crate::framework::cell::model::Model::in_the_words_of(read, prior)
            }
        }
    };
}

/// A nested block, and the SDK structure that it mirrors, of the same rows.
macro_rules! api_block {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident <=> $sdk:ident {
            $( $(#[doc = $row_doc:literal])* $life:ident $field:ident $(as $api:ident)?: $cell:ty = $spec:expr; )*
        }
    ) => {
        $crate::model! {
            $(#[doc = $doc])*
            pub struct $name { $( $(#[doc = $row_doc])* $life $field: $cell = $spec; )* }
        }
        impl $crate::aws::model::convert::Structure<::aws_sdk_lambda::types::$sdk> for $name {
            fn to_structure(&self) -> Result<::aws_sdk_lambda::types::$sdk, String> {
                let structure = ::aws_sdk_lambda::types::$sdk::builder();
                $( let structure = api_create!($life structure, self.$field, $field $($api)?); )*
                Ok(structure.build())
            }
            fn from_structure(structure: &::aws_sdk_lambda::types::$sdk) -> Self {
                Self { $( $field: api_read_field!(mutable structure, (), $field $($api)?), )* }
            }
            fn empty() -> ::aws_sdk_lambda::types::$sdk {
                ::aws_sdk_lambda::types::$sdk::builder().build()
            }
        }
        #[cfg(test)]
        impl $name {
            /// The SDK name of each row.
            pub(super) fn rows() -> Vec<&'static str> {
                vec![$( api_name!($field $($api)?) ),*]
            }
        }
    };
}

macro_rules! api_create {
    (custom $request:ident, $value:expr, $($api:ident)+) => { $request };
    (assigned $request:ident, $value:expr, $($api:ident)+) => { $request };
    (derived $request:ident, $value:expr, $($api:ident)+) => { $request };
    (reported $request:ident, $value:expr, $($api:ident)+) => { $request };
    ($life:ident $request:ident, $value:expr, $field:ident) => {
        api_create!($life $request, $value, $field $field)
    };
    ($life:ident $request:ident, $value:expr, $field:ident $api:ident) => {
        ::pastey::paste! { $request.[<set_ $api>]($crate::aws::model::convert::Wire::to_sdk(&$value)?) }
    };
}

macro_rules! api_update {
    (mutable $request:ident, $new:expr, $old:expr, $field:ident) => {
        api_update!(mutable $request, $new, $old, $field $field)
    };
    (mutable $request:ident, $new:expr, $old:expr, $field:ident $api:ident) => {
        if $crate::framework::cell::Cell::same(&$new, &$old) {
            $request
        } else {
            ::pastey::paste! { $request.[<set_ $api>]($crate::aws::model::convert::Wire::to_change(&$new)?) }
        }
    };
    (written $($rest:tt)*) => { api_update!(mutable $($rest)*) };
    ($life:ident $request:ident, $new:expr, $old:expr, $($api:ident)+) => { $request };
}

macro_rules! api_read_field {
    (written $output:ident, $prior:expr, $($api:ident)+) => { $prior.clone() };
    (custom $output:ident, $prior:expr, $($api:ident)+) => { $prior.clone() };
    (derived $output:ident, $prior:expr, $($api:ident)+) => { $prior.clone() };
    ($life:ident $output:ident, $prior:expr, $field:ident) => {
        api_read_field!($life $output, $prior, $field $field)
    };
    // A fixed attribute that the API does not report is no difference: it cannot have changed.
    (fixed $output:ident, $prior:expr, $field:ident $api:ident) => {
        if $output.$api.is_none() {
            $prior.clone()
        } else {
            $crate::aws::model::convert::Wire::from_sdk($output.$api.as_ref())
        }
    };
    ($life:ident $output:ident, $prior:expr, $field:ident $api:ident) => {
        $crate::aws::model::convert::Wire::from_sdk($output.$api.as_ref())
    };
}

#[cfg(test)]
macro_rules! api_name {
    ($field:ident) => {
        $crate::name!($field)
    };
    ($field:ident $api:ident) => {
        $crate::name!($api)
    };
}
