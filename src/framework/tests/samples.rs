//! Types and values at random, for property tests.

use std::collections::BTreeMap;

use proptest::{collection::vec, prelude::*, string::string_regex};

use crate::framework::value::{
    Known, Refinement, Value, normal::normalized, number::Number, types::Type,
};

/// Any type, a few levels deep.
pub(crate) fn types() -> impl Strategy<Value = Type> {
    let leaf = prop_oneof![
        Just(Type::Bool),
        Just(Type::Number),
        Just(Type::String),
        Just(Type::Dynamic),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            inner.clone().prop_map(|it| Type::List(Box::new(it))),
            inner.clone().prop_map(|it| Type::Set(Box::new(it))),
            inner.clone().prop_map(|it| Type::Map(Box::new(it))),
            vec(inner.clone(), 0..4).prop_map(Type::Tuple),
            vec((text(), inner), 0..5).prop_map(|it| Type::Object(it.into_iter().collect())),
        ]
    })
}

/// A type and any value of it; unknown values only if `unknown`.
pub(crate) fn typed_values(unknown: bool) -> impl Strategy<Value = (Type, Value)> {
    types().prop_flat_map(move |ty| (Just(ty.clone()), values(&ty, unknown)))
}

/// Text in normal form: ASCII, accents, and whatever else there is.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let of = |pattern| string_regex(pattern).expect("a pattern");
    prop_oneof![
        of("[a-z_]{0,12}"),
        of("[aeé\u{301}\u{308}\"\\\\\n\0]{0,8}"),
        of("\\PC{0,6}"),
        of("[a-z]{250,260}"),
    ]
    .prop_map(normalized)
}

/// Numbers of every size.
pub(crate) fn numbers() -> impl Strategy<Value = Number> {
    let decimal =
        string_regex("-?[0-9]{1,30}(\\.[0-9]{1,30})?(e-?[0-9]{1,2})?").expect("a pattern");
    prop_oneof![
        (-40_000_i64..40_000).prop_map(Number::from),
        any::<i64>().prop_map(Number::from),
        any::<u64>().prop_map(Number::from),
        any::<f64>().prop_filter_map("finite", |it| Number::from_f64(it).ok()),
        decimal.prop_map(|it| Number::parse(&it).expect("a number")),
    ]
}

fn values(ty: &Type, unknown: bool) -> BoxedStrategy<Value> {
    let known = match ty {
        Type::Bool => any::<bool>().prop_map(Value::Bool).boxed(),
        Type::Number => numbers().prop_map(Value::Number).boxed(),
        Type::String => text().prop_map(Value::String).boxed(),
        Type::List(of) => vec(values(of, unknown), 0..4).prop_map(Value::List).boxed(),
        Type::Set(of) => vec(values(of, unknown), 0..4).prop_map(Value::set).boxed(),
        Type::Map(of) => vec((text(), values(of, unknown)), 0..4)
            .prop_map(|it| Value::Map(it.into_iter().collect()))
            .boxed(),
        Type::Tuple(types) => types
            .iter()
            .map(|it| values(it, unknown))
            .collect::<Vec<_>>()
            .prop_map(Value::List)
            .boxed(),
        Type::Object(types) => types
            .iter()
            .map(|(name, it)| (Just(name.clone()), values(it, unknown)))
            .collect::<Vec<_>>()
            .prop_map(|it| Value::Object(it.into_iter().collect::<BTreeMap<_, _>>()))
            .boxed(),
        Type::Dynamic => {
            let types = prop_oneof![
                Just(Type::Bool),
                Just(Type::String),
                Just(Type::Tuple(vec![Type::Number, Type::Dynamic])),
                Just(Type::Object([("é".to_owned(), Type::Number)].into())),
            ];
            let nested =
                types.prop_flat_map(move |ty| (Just(ty.clone()), values_within(&ty, unknown)));
            nested
                .prop_map(|(ty, value)| Value::dynamic(ty, value))
                .boxed()
        }
    };
    if unknown {
        let unknown = refinements(ty).prop_map(Value::Unknown);
        prop_oneof![1 => Just(Value::Null), 2 => unknown, 9 => known].boxed()
    } else {
        prop_oneof![1 => Just(Value::Null), 9 => known].boxed()
    }
}

/// Values whose parts of dynamic type are null, lest they nest without end.
fn values_within(ty: &Type, unknown: bool) -> BoxedStrategy<Value> {
    match ty {
        Type::Tuple(_) => numbers()
            .prop_map(|it| Value::List(vec![Value::Number(it), Value::Null]))
            .boxed(),
        _ => values(ty, unknown),
    }
}

/// What can be known about an unknown value, in the form in which it is read back.
fn refinements(ty: &Type) -> BoxedStrategy<Refinement> {
    let null = prop_oneof![Just(None), Just(Some(false))];
    let known = match ty {
        Type::Dynamic => return Just(Refinement::default()).boxed(),
        Type::String => (null, text())
            .prop_map(|(null, prefix)| Known {
                null,
                prefix: (1..=256).contains(&prefix.len()).then_some(prefix),
                ..Known::default()
            })
            .boxed(),
        Type::Number => (null, numbers(), numbers(), any::<[bool; 4]>())
            .prop_map(|(null, one, two, [lower, upper, least, most])| {
                let (one, two) = if one < two { (one, two) } else { (two, one) };
                let open = one == two;
                Known {
                    null,
                    lower: lower.then_some((one, least || open)),
                    upper: upper.then_some((two, most || open)),
                    ..Known::default()
                }
            })
            .boxed(),
        Type::List(_) | Type::Set(_) | Type::Map(_) => (
            null,
            proptest::option::of(0..9_i64),
            proptest::option::of(9..i64::MAX),
        )
            .prop_map(|(null, min_length, max_length)| Known {
                null,
                min_length,
                max_length,
                ..Known::default()
            })
            .boxed(),
        _ => null
            .prop_map(|null| Known {
                null,
                ..Known::default()
            })
            .boxed(),
    };
    known.prop_map(Refinement::new).boxed()
}
