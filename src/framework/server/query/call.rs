//! Calls of functions.

use crate::framework::{
    author::{function::AnyFunction, provider::Provider},
    diagnostics::{Diagnostic, Diagnostics, shown},
    schema::{
        Attribute, Schema,
        validate::{Capabilities, validate},
    },
    server::{Encoded, Server, encode, guarded_now, schemas::FunctionEntry},
    value::{Value, path::Step},
};

/// The outcome of a call of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Called {
    /// The result, in MessagePack.
    Result(Vec<u8>),
    /// Why there is none.
    Error {
        /// For a sentence of the core's, which ends it.
        text: String,
        /// Which argument is to blame, counted from 0.
        argument: Option<usize>,
    },
}

impl<P: Provider> Server<P> {
    /// `CallFunction`. It needs no configuration: cores call functions before they configure a provider.
    pub fn call(&self, name: &str, arguments: &[Encoded<'_>]) -> Called {
        let known = &self.schemas().functions;
        let Some(entry) = known.iter().find(|it| it.function.name() == name) else {
            let names: Vec<_> = known.iter().map(|it| it.function.name()).collect();
            let names = names.join(", ");
            let text = format!(
                "there is no function \"{}\"; there are: {names}",
                shown(name)
            );
            return Called::Error {
                text,
                argument: None,
            };
        };
        let called = guarded_now(|| called(entry, arguments)).and_then(|it| it);
        called.map_or_else(|it| refused(&entry.parameters, &it), Called::Result)
    }
}

/// The result in MessagePack. One of arguments that are not wholly known is unknown.
fn called(entry: &FunctionEntry, arguments: &[Encoded<'_>]) -> Result<Vec<u8>, Diagnostic> {
    let rows = &entry.parameters.attributes;
    if arguments.len() != rows.len() {
        let names: Vec<_> = rows.iter().map(|it| it.name).collect();
        return Err(Diagnostic::error(
            format!("Wrong number of arguments: {}", arguments.len()),
            format!("It takes {}: {}.", rows.len(), names.join(", ")),
        ));
    }
    let values = rows.iter().zip(arguments).map(|(row, it)| {
        let value = it.decode_part(&row.ty(), row.name);
        Ok((row.name, value.map_err(|error| error.at(row.name))?))
    });
    let values: Vec<(&str, Value)> = values.collect::<Result<_, Diagnostic>>()?;
    let result = answer(&entry.function, &entry.parameters, Value::object(values))?;
    let mut found = Diagnostics::new();
    let bytes = encode(&result, &entry.result.ty(), &mut found);
    found.into_iter().next().map_or(Ok(bytes), Err)
}

fn answer(
    function: &AnyFunction,
    parameters: &Schema,
    arguments: Value,
) -> Result<Value, Diagnostic> {
    let missing = |it: &&Attribute| it.spec.required && arguments.attribute(it.name).is_null();
    if let Some(row) = parameters.attributes.iter().find(missing) {
        let why = "The function takes no null here.";
        return Err(Diagnostic::error("Null is no value", why).at(row.name));
    }
    if !arguments.is_wholly_known() {
        return Ok(Value::UNKNOWN);
    }
    let found = validate(parameters, &arguments, Capabilities::default());
    found
        .first_error()
        .map_or_else(|| function.call(arguments), Err)
}

/// A diagnostic as the end of a core's sentence.
fn refused(parameters: &Schema, error: &Diagnostic) -> Called {
    let first = error.path.steps().first();
    let argument = first.and_then(|step| match step {
        Step::Attribute(name) => parameters.attributes.iter().position(|it| it.name == name),
        Step::Index(_) | Step::Key(_) => None,
    });
    let text = format!("{}. {}", error.summary, error.detail);
    Called::Error {
        // The core ends the sentence.
        text: text.trim_end().trim_end_matches('.').to_owned(),
        argument,
    }
}
