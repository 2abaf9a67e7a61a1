//! Whether a filter pattern is one that Lambda accepts. Nothing is matched here.

use serde_json::{Map, Value};

/// Whether a text is an event pattern: a JSON object whose leaves are lists of allowed values.
pub(crate) fn is_pattern(text: &str) -> bool {
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => is_object(&fields),
        _ => false,
    }
}

fn is_object(fields: &Map<String, Value>) -> bool {
    !fields.is_empty()
        && fields.iter().all(|(name, value)| match value {
            // `$or` alone holds a list of objects.
            Value::Array(choices) if name == "$or" => {
                choices.len() > 1
                    && choices.iter().all(|choice| match choice {
                        Value::Object(fields) => is_object(fields),
                        _ => false,
                    })
            }
            Value::Array(choices) => !choices.is_empty() && choices.iter().all(is_choice),
            Value::Object(fields) => is_object(fields),
            _ => false,
        })
}

fn is_choice(choice: &Value) -> bool {
    match choice {
        Value::Object(operator) => {
            let mut operators = operator.iter();
            match (operators.next(), operators.next()) {
                (Some((name, operand)), None) => is_operator(name, operand),
                _ => false,
            }
        }
        Value::Array(_) => false,
        _ => true,
    }
}

fn is_operator(name: &str, operand: &Value) -> bool {
    match name {
        "prefix" | "suffix" => match operand {
            Value::String(_) => true,
            Value::Object(inner) => {
                inner.len() == 1
                    && inner
                        .get("equals-ignore-case")
                        .is_some_and(Value::is_string)
            }
            _ => false,
        },
        "equals-ignore-case" => operand.is_string(),
        "exists" => operand.is_boolean(),
        "anything-but" => match operand {
            Value::String(_) | Value::Number(_) => true,
            Value::Array(items) => {
                !items.is_empty()
                    && items
                        .iter()
                        .all(|item| item.is_string() || item.is_number())
            }
            Value::Object(inner) => {
                inner.len() == 1
                    && inner.iter().all(|(name, operand)| {
                        matches!(name.as_str(), "prefix" | "suffix" | "equals-ignore-case")
                            && operand.is_string()
                    })
            }
            _ => false,
        },
        "numeric" => operand.as_array().is_some_and(|terms| is_numeric(terms)),
        _ => false,
    }
}

/// One comparison, or a lower bound and then an upper one.
fn is_numeric(terms: &[Value]) -> bool {
    let operator = |index: usize| terms.get(index).and_then(Value::as_str);
    let number = |index: usize| terms.get(index).is_some_and(Value::is_number);
    match terms.len() {
        2 => matches!(operator(0), Some("=" | "<" | "<=" | ">" | ">=")) && number(1),
        4 => {
            matches!(operator(0), Some(">" | ">="))
                && number(1)
                && matches!(operator(2), Some("<" | "<="))
                && number(3)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_pattern;

    #[test]
    fn patterns_that_lambda_was_seen_to_accept_are_accepted() {
        for pattern in [
            r#"{"eventName":["INSERT"],"eventSource":["aws:dynamodb"]}"#,
            r#"{"dynamodb":{"NewImage":{"presentKey":[{"exists":false}]}}}"#,
            r#"{"dynamodb":{"N":[{"numeric":[">",100]},{"anything-but":"101"}]}}"#,
            r#"{"body":{"a":[{"prefix":"us-"},{"numeric":[">",0,"<=",5]},null,"",1.5,true]}}"#,
            r#"{"$or":[{"a":[1]},{"b":[{"anything-but":["x"]}]}]}"#,
        ] {
            assert!(is_pattern(pattern), "{pattern}");
        }
    }

    #[test]
    fn patterns_that_lambda_was_seen_to_refuse_are_refused() {
        for pattern in [
            "null",
            "simple string",
            r#"{"eventSource":"aws:sqs"}"#,
            r#"{"eventSource":[]}"#,
        ] {
            assert!(!is_pattern(pattern), "{pattern}");
        }
    }

    #[test]
    fn empty_objects_unknown_operators_and_wrong_operands_are_refused() {
        for pattern in [
            "",
            "{}",
            "[]",
            r#"{"a":{}}"#,
            r#"{"a":[{"contains":"x"}]}"#,
            r#"{"a":[{"prefix":1}]}"#,
            r#"{"a":[{"prefix":"x","suffix":"y"}]}"#,
            r#"{"a":[{"numeric":["~",1]}]}"#,
            r#"{"a":[{"numeric":["<",1,">",0]}]}"#,
            r#"{"a":[{"exists":"true"}]}"#,
            r#"{"a":[["b"]]}"#,
            r#"{"$or":[{"a":[1]}]}"#,
        ] {
            assert!(!is_pattern(pattern), "{pattern}");
        }
    }
}
