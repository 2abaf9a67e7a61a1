//! Filters.

use super::elements;
use crate::framework::{
    rules,
    spec::{Complaint, Rule},
    text::Json,
};

/// How many filters an account may have without asking for more.
const QUOTA: usize = 5;

pub(in super::super) fn few_filters() -> Rule {
    let says = "More than 5 only with a raised quota.";
    Rule::new(says, |value, _| {
        let count = elements(value).count();
        if (QUOTA + 1..=10).contains(&count) {
            return Err(Complaint::new(
                format!("there are {count} filters"),
                format!(
                    "A mapping has at most {QUOTA} filters, unless AWS has raised the quota of the \
                     account, to at most 10."
                ),
            )
            .advice());
        }
        Ok(())
    })
}

pub(in super::super) fn filter_pattern() -> Rule {
    rules::text("It must be a JSON object.", |it, _| {
        let wrong = |summary: String| {
            Err(Complaint::new(
                summary,
                "A pattern is a JSON object that names fields and the values they may have: \
                 jsonencode({ body = { kind = [\"order\"] } }).",
            ))
        };
        match Json(it.to_owned()).parse() {
            Ok(serde_json::Value::Object(_)) => Ok(()),
            Ok(_) => wrong("it is JSON, but not an object".to_owned()),
            Err(error) => wrong(format!("it is not JSON ({error})")),
        }
    })
}
