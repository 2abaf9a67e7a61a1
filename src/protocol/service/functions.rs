//! Functions: their signatures and their calls.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::{
    framework::{
        author::provider::Provider,
        schema::Attribute,
        server::{Encoded, FunctionEntry, Server, query::call::Called},
    },
    protocol::{
        messages::{dynamic, encoded},
        tfplugin6::{Function, FunctionError, StringKind, call_function, function, get_functions},
    },
};

pub(super) fn get_functions<P: Provider>(
    server: &Server<P>,
    _: get_functions::Request,
) -> get_functions::Response {
    get_functions::Response {
        functions: signatures(server),
        diagnostics: Vec::new(),
    }
}

pub(super) fn call_function<P: Provider>(
    server: &Server<P>,
    request: call_function::Request,
) -> call_function::Response {
    let arguments = request.arguments.iter();
    let arguments: Vec<Encoded<'_>> = arguments.map(|it| encoded(Some(it))).collect();
    match server.call(&request.name, &arguments) {
        Called::Result(msgpack) => call_function::Response {
            result: dynamic(msgpack),
            error: None,
        },
        Called::Error { text, argument } => call_function::Response {
            result: None,
            error: Some(FunctionError {
                text,
                function_argument: argument.and_then(|it| i64::try_from(it).ok()),
            }),
        },
    }
}

/// The signature of each function, by its name.
pub(super) fn signatures<P: Provider>(server: &Server<P>) -> BTreeMap<String, Function> {
    let functions = server.schemas().functions.iter();
    functions
        .map(|it| (it.function.name().to_owned(), signature(it)))
        .collect()
}

fn signature(it: &FunctionEntry) -> Function {
    let parameter = |row: &Attribute| function::Parameter {
        name: row.name.to_owned(),
        r#type: Bytes::from(row.ty().to_json()),
        allow_null_value: !row.spec.required,
        // The core answers unknown by itself then.
        allow_unknown_values: false,
        description: row.description(),
        description_kind: StringKind::Markdown.into(),
    };
    Function {
        parameters: it.parameters.attributes.iter().map(parameter).collect(),
        variadic_parameter: None,
        r#return: Some(function::Return {
            r#type: Bytes::from(it.result.ty().to_json()),
        }),
        summary: it.function.summary().to_owned(),
        description: it.parameters.doc.clone(),
        description_kind: StringKind::Markdown.into(),
        deprecation_message: String::new(),
    }
}
