//! A configuration as blocks: the values of a schema in the language of Terraform.

use std::collections::BTreeMap;

use crate::{
    framework::{
        schema::{Attribute, Nesting, Shape},
        value::Value,
    },
    hcl::write::{Block, Expression},
};

/// References by the text that they stand for.
pub(super) type References = BTreeMap<String, String>;

/// The body of an object: attributes, then blocks, both sorted by name.
pub(super) fn fill(
    mut block: Block,
    rows: &[Attribute],
    values: &Value,
    references: &References,
) -> Block {
    let mut rows: Vec<&Attribute> = rows.iter().collect();
    rows.sort_by_key(|it| it.name);
    for row in rows {
        let value = values.attribute(row.name);
        match &row.shape {
            Shape::Block(Nesting::Single, inner) => {
                if !value.is_null() {
                    let new = Block::new(row.name, [] as [&str; 0]);
                    block.blocks.push(fill(new, inner, value, references));
                }
            }
            Shape::Block(_, inner) => {
                for item in items(value) {
                    let new = Block::new(row.name, [] as [&str; 0]);
                    block.blocks.push(fill(new, inner, item, references));
                }
            }
            Shape::Plain(_) | Shape::Nested(..) => {
                if let Some(value) = expression(value, references) {
                    block.attributes.push((row.name.to_owned(), value));
                }
            }
        }
    }
    block
}

fn items(value: &Value) -> &[Value] {
    match value {
        Value::List(items) | Value::Set(items) => items,
        _ => &[],
    }
}

/// A value as it is written; nothing for one that is not set.
fn expression(value: &Value, references: &References) -> Option<Expression> {
    let all = |items: &[Value]| {
        let items = items.iter().filter_map(|it| expression(it, references));
        Expression::List(items.collect())
    };
    let named = |items: &BTreeMap<String, Value>| {
        let items = items.iter();
        let items = items.filter_map(|(key, it)| Some((key.clone(), expression(it, references)?)));
        Expression::Object(items.collect())
    };
    Some(match value {
        Value::Null | Value::Unknown(_) => return None,
        Value::Bool(it) => Expression::Bool(*it),
        Value::Number(it) => Expression::Number(it.to_string()),
        Value::String(it) => match references.get(it) {
            Some(reference) => Expression::Raw(reference.clone()),
            None => json(it).map_or_else(|| Expression::Text(it.clone()), Expression::Json),
        },
        Value::List(items) | Value::Set(items) => all(items),
        Value::Map(items) | Value::Object(items) => named(items),
        Value::Dynamic(typed) => return expression(&typed.1, references),
    })
}

/// The JSON object or array that a text holds, if `jsonencode` makes the same of it again.
fn json(text: &str) -> Option<serde_json::Value> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let json: serde_json::Value = serde_json::from_str(text).ok()?;
    // A key that is there twice is lost when it is read, and a number that is no plain one may be
    // spelled otherwise.
    let same = Some(colons(text)) == count(&json);
    same.then_some(json)
}

/// The number of keys in a text of JSON: one for each colon outside of strings.
fn colons(text: &str) -> usize {
    let (mut count, mut inside, mut escaped) = (0, false, false);
    for byte in text.bytes() {
        match byte {
            b'"' if !escaped => inside = !inside,
            b':' if !inside => count += 1,
            _ => {}
        }
        escaped = inside && byte == b'\\' && !escaped;
    }
    count
}

/// The number of keys in a document; nothing for one with a number that HCL might spell otherwise.
fn count(json: &serde_json::Value) -> Option<usize> {
    match json {
        serde_json::Value::Object(all) => all
            .values()
            .try_fold(0, |sum, it| Some(sum + 1 + count(it)?)),
        serde_json::Value::Array(all) => all.iter().try_fold(0, |sum, it| Some(sum + count(it)?)),
        serde_json::Value::Number(it) => {
            let digits = it.to_string();
            (digits.len() <= 15 && !digits.contains(['.', 'e', 'E'])).then_some(0)
        }
        _ => Some(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        framework::{
            cell::{Map, OneBlock, Tf, model::Model as _},
            schema::spec::{optional, required},
        },
        hcl::write::document,
    };

    model! {
        /// Inside.
        pub(super) struct Inner {
            /// A pattern.
            mutable pattern: Tf<String> = optional();
        }
    }

    model! {
        /// Outside.
        pub(super) struct Outer {
            /// A number.
            mutable size: Tf<i64> = optional();
            /// A text.
            mutable arn: Tf<String> = required();
            /// A block.
            mutable filter: OneBlock<Inner> = optional();
            /// A map.
            mutable tags: Map<String> = optional();
        }
    }

    #[test]
    fn values_are_written_sorted_with_patterns_as_documents_and_references() {
        let outer = Outer {
            size: Tf::Known(3),
            arn: Tf::Known("arn:x".to_owned()),
            filter: OneBlock(Tf::Known(Inner {
                pattern: Tf::Known("{\"b\":[1,\"${x}\"],\"a\":null}".to_owned()),
            })),
            tags: Map(Tf::Null),
        };
        let references = References::from([("arn:x".to_owned(), "aws_x.y.arn".to_owned())]);
        let block = fill(
            Block::new("resource", ["t", "n"]),
            &Outer::attributes(),
            &outer.encode(),
            &references,
        );
        assert_eq!(
            document(&[block]),
            "resource \"t\" \"n\" {\n  arn  = aws_x.y.arn\n  size = 3\n\n  filter {\n    pattern = jsonencode({\n      \
             a = null\n      b = [1, \"$${x}\"]\n    })\n  }\n}\n"
        );
    }

    #[test]
    fn a_document_that_would_change_stays_a_text() {
        for text in [
            "{\"a\":1,\"a\":2}",
            "{\"a\":1.50}",
            "[12345678901234567890]",
            "{\"a\"",
            "plain",
        ] {
            assert_eq!(json(text), None, "{text}");
        }
        for text in ["{\"a:b\":\"c:\\\"d\"}", "[{\"a\":[{\"b\":-5}]}]", " {}"] {
            assert!(json(text).is_some(), "{text}");
        }
    }
}
