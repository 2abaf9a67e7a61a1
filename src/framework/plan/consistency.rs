//! Terraform's checks of our responses, made by ourselves first.
//!
//! Terraform reports a plan that contradicts the configuration, or an apply that contradicts the
//! plan, as a bug in the provider. In debug builds and tests the server asks here before it answers.

use crate::framework::{
    schema::{Attribute, Schema, Shape},
    value::{Value, path::Path},
};

/// A contradiction, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub path: Path,
    /// The contradiction.
    pub text: String,
}

/// Whether `planned` may follow from `config` and `prior` (Terraform's `AssertPlanValid`).
pub fn of_plan(schema: &Schema, config: &Value, prior: &Value, planned: &Value) -> Vec<Problem> {
    let mut found = Vec::new();
    plan_of_object(
        &schema.attributes,
        config,
        prior,
        planned,
        &Path::root(),
        &mut found,
    );
    found
}

/// Whether `actual` may come of applying `planned` (Terraform's `AssertObjectCompatible`).
pub fn of_apply(planned: &Value, actual: &Value) -> Vec<Problem> {
    let mut found = Vec::new();
    if !actual.is_wholly_known() {
        problem(
            &mut found,
            &Path::root(),
            "a value is still unknown after the apply",
        );
    }
    fits(planned, actual, &Path::root(), &mut found);
    found
}

fn problem(found: &mut Vec<Problem>, path: &Path, text: impl Into<String>) {
    found.push(Problem {
        path: path.clone(),
        text: text.into(),
    });
}

fn plan_of_object(
    attributes: &[Attribute],
    config: &Value,
    prior: &Value,
    planned: &Value,
    at: &Path,
    found: &mut Vec<Problem>,
) {
    for attribute in attributes {
        let of = |it: &Value| it.attribute(attribute.name).without_refinements();
        let (config, prior, planned) = (of(config), of(prior), of(planned));
        let path = at.attribute(attribute.name);
        match &attribute.shape {
            Shape::Block(_, inner) => plan_of_block(inner, &config, &prior, &planned, &path, found),
            Shape::Nested(_, inner) => {
                if !plan_of_plain(attribute, &config, &prior, &planned) {
                    plan_of_block(inner, &config, &prior, &planned, &path, found);
                }
            }
            Shape::Plain(_) if plan_of_plain(attribute, &config, &prior, &planned) => {}
            Shape::Plain(_) if config.is_null() => {
                let text =
                    "a value is planned for an attribute that the configuration does not set";
                problem(found, &path, text);
            }
            Shape::Plain(_) => {
                let text = "the planned value is neither the configured nor the prior one";
                problem(found, &path, text);
            }
        }
    }
}

fn plan_of_plain(attribute: &Attribute, config: &Value, prior: &Value, planned: &Value) -> bool {
    let spec = &attribute.spec;
    if spec.write_only {
        return planned.is_null();
    }
    planned == config
        || (planned == prior && !prior.is_null() && !config.is_null())
        || (spec.computed && !spec.optional)
        || (spec.computed && config.is_null())
}

fn plan_of_block(
    inner: &[Attribute],
    config: &Value,
    prior: &Value,
    planned: &Value,
    path: &Path,
    found: &mut Vec<Problem>,
) {
    match (config, planned) {
        (Value::Unknown(_), Value::Unknown(_)) | (Value::Null, Value::Null) => {}
        (Value::Unknown(_), _) => problem(found, path, "blocks not known yet are planned as known"),
        (_, Value::Unknown(_)) => problem(found, path, "known blocks are planned as unknown"),
        (Value::List(config), Value::List(planned)) => {
            if config.len() != planned.len() {
                problem(
                    found,
                    path,
                    "the number of blocks is not the configured one",
                );
            }
            let before = |index| match prior {
                Value::List(items) => items.get(index).cloned().unwrap_or(Value::Null),
                _ => Value::Null,
            };
            for (index, (config, planned)) in config.iter().zip(planned).enumerate() {
                let at = path.index(index);
                plan_of_object(inner, config, &before(index), planned, &at, found);
            }
        }
        (Value::Map(config), Value::Map(planned)) => {
            if !config.keys().eq(planned.keys()) {
                problem(
                    found,
                    path,
                    "the names of the blocks are not the configured ones",
                );
            }
            let before = |key| match prior {
                Value::Map(items) => items.get(key).cloned().unwrap_or(Value::Null),
                _ => Value::Null,
            };
            for (key, planned) in planned {
                let config = config.get(key).unwrap_or(&Value::Null);
                plan_of_object(inner, config, &before(key), planned, &path.key(key), found);
            }
        }
        (Value::Set(config), Value::Set(planned)) => {
            if planned.len() < config.len() && planned.iter().all(Value::is_wholly_known) {
                problem(found, path, "fewer blocks are planned than configured");
            }
        }
        (Value::Object(_), Value::Object(_)) => {
            plan_of_object(inner, config, prior, planned, path, found);
        }
        _ => problem(
            found,
            path,
            "the planned block is of another form than the configured one",
        ),
    }
}

fn fits(planned: &Value, actual: &Value, path: &Path, found: &mut Vec<Problem>) {
    match (planned, actual) {
        (Value::Unknown(refinement), actual) => {
            let never_null = refinement.known().is_some_and(|it| it.null == Some(false));
            if never_null && actual.is_null() {
                problem(found, path, "null, though the plan promised a value");
            }
        }
        (Value::Object(planned), Value::Object(actual)) => {
            for (name, planned) in planned {
                let actual = actual.get(name).unwrap_or(&Value::Null);
                fits(planned, actual, &path.attribute(name), found);
            }
        }
        (Value::Map(planned), Value::Map(actual)) => {
            if !planned.keys().eq(actual.keys()) {
                problem(found, path, "the keys are not the planned ones");
            }
            for (key, planned) in planned {
                let actual = actual.get(key).unwrap_or(&Value::Null);
                fits(planned, actual, &path.key(key), found);
            }
        }
        (Value::List(planned), Value::List(actual)) => {
            if planned.len() != actual.len() {
                problem(found, path, "the number of elements is not the planned one");
            }
            for (index, (planned, actual)) in planned.iter().zip(actual).enumerate() {
                fits(planned, actual, &path.index(index), found);
            }
        }
        (Value::Set(planned), Value::Set(actual)) => {
            let fit = |a: &Value, b: &Value| {
                let mut inner = Vec::new();
                fits(a, b, path, &mut inner);
                inner.is_empty()
            };
            let each = planned.iter().all(|a| actual.iter().any(|b| fit(a, b)))
                && actual.iter().all(|b| planned.iter().any(|a| fit(a, b)));
            if !each || actual.len() > planned.len() {
                problem(found, path, "the elements are not the planned ones");
            }
        }
        (Value::Dynamic(planned), Value::Dynamic(actual)) => {
            fits(&planned.1, &actual.1, path, found);
        }
        (planned, actual) if planned == actual => {}
        _ => problem(found, path, "the value is not the planned one"),
    }
}

#[cfg(test)]
mod tests;
