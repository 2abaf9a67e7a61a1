//! Framework values in the messages of the wire, and back: one conversion per pair.

use bytes::Bytes;

use super::{tfplugin6 as wire, tfplugin6::schema};
use crate::framework::{
    diagnostics::{Diagnostic, Diagnostics, Severity, bounded},
    schema::{Attribute, Nesting, Schema, Shape},
    server::{Capabilities, Encoded},
    value::path::{Path, Step},
};

/// A value of a request; an absent message is null.
pub(super) fn encoded(value: Option<&wire::DynamicValue>) -> Encoded<'_> {
    value.map_or_else(Encoded::default, |it| Encoded {
        msgpack: &it.msgpack,
        json: &it.json,
    })
}

/// A value of an answer; none when it has no bytes.
pub(super) fn dynamic(msgpack: Vec<u8>) -> Option<wire::DynamicValue> {
    (!msgpack.is_empty()).then(|| wire::DynamicValue {
        msgpack: msgpack.into(),
        json: Bytes::new(),
    })
}

/// The capabilities of the core; a core that does not state them has none.
pub(super) fn capabilities(capabilities: Option<&wire::ClientCapabilities>) -> Capabilities {
    Capabilities {
        write_only: capabilities.is_some_and(|it| it.write_only_attributes_allowed),
    }
}

/// Whether the core can put an object off to a later run.
pub(super) fn may_defer(capabilities: Option<&wire::ClientCapabilities>) -> bool {
    capabilities.is_some_and(|it| it.deferral_allowed)
}

/// The one reason for which this provider defers.
pub(super) fn deferred(is: bool) -> Option<wire::Deferred> {
    is.then(|| wire::Deferred {
        reason: wire::deferred::Reason::ProviderConfigUnknown.into(),
    })
}

/// An identity of a request; an absent message is null.
pub(super) fn identified(value: Option<&wire::ResourceIdentityData>) -> Encoded<'_> {
    encoded(value.and_then(|it| it.identity_data.as_ref()))
}

/// An identity of an answer; none when it has no bytes: a core stores what it gets.
pub(super) fn identity(msgpack: Vec<u8>) -> Option<wire::ResourceIdentityData> {
    let identity_data = Some(dynamic(msgpack)?);
    Some(wire::ResourceIdentityData { identity_data })
}

/// The schema of an identity.
pub(super) fn identity_schema(it: &Schema) -> wire::ResourceIdentitySchema {
    use wire::resource_identity_schema::IdentityAttribute;
    let attribute = |row: &Attribute| IdentityAttribute {
        name: row.name.to_owned(),
        r#type: Bytes::from(row.ty().to_json()),
        required_for_import: row.spec.required,
        optional_for_import: row.spec.optional,
        description: row.description(),
    };
    wire::ResourceIdentitySchema {
        version: it.version,
        identity_attributes: it.attributes.iter().map(attribute).collect(),
    }
}

/// The diagnostics of an answer.
pub(super) fn diagnostics(found: Diagnostics) -> Vec<wire::Diagnostic> {
    found.into_iter().map(diagnostic).collect()
}

/// Logs how an RPC went, for those with diagnostics.
pub(super) fn reported(found: Vec<wire::Diagnostic>) -> Vec<wire::Diagnostic> {
    let error = i32::from(wire::diagnostic::Severity::Error);
    let errors = found.iter().filter(|it| it.severity == error).count();
    if !found.is_empty() {
        tracing::debug!(
            diagnostic_error_count = errors,
            diagnostic_warning_count = found.len() - errors,
            "answered with diagnostics"
        );
    }
    found
}

fn diagnostic(it: Diagnostic) -> wire::Diagnostic {
    let severity = match it.severity {
        Severity::Error => wire::diagnostic::Severity::Error,
        Severity::Warning => wire::diagnostic::Severity::Warning,
    };
    wire::Diagnostic {
        severity: severity.into(),
        summary: bounded(on_one_line(it.summary)),
        detail: bounded(it.detail),
        attribute: (!it.path.steps().is_empty()).then(|| path(&it.path)),
    }
}

/// A summary is one line for every core, whatever a user's value in it holds.
fn on_one_line(summary: String) -> String {
    if !summary.contains(char::is_control) {
        return summary;
    }
    let mut line = String::with_capacity(summary.len() + 8);
    for it in summary.chars() {
        if it.is_control() {
            line.extend(it.escape_default());
        } else {
            line.push(it);
        }
    }
    line
}

/// A path of an answer.
pub(super) fn path(it: &Path) -> wire::AttributePath {
    use wire::attribute_path::{self, step::Selector};
    let step = |step: &Step| attribute_path::Step {
        selector: Some(match step {
            Step::Attribute(name) => Selector::AttributeName(name.clone()),
            Step::Index(index) => Selector::ElementKeyInt(*index),
            Step::Key(key) => Selector::ElementKeyString(key.clone()),
        }),
    };
    wire::AttributePath {
        steps: it.steps().iter().map(step).collect(),
    }
}

/// A schema of an answer.
pub(super) fn schema(it: &Schema) -> wire::Schema {
    wire::Schema {
        version: it.version,
        block: Some(schema::Block {
            description: it.doc.clone(),
            description_kind: wire::StringKind::Markdown.into(),
            ..block(&it.attributes)
        }),
    }
}

fn block(rows: &[Attribute]) -> schema::Block {
    let mut block = schema::Block::default();
    for row in rows {
        match &row.shape {
            Shape::Block(nesting, inner) => {
                block.block_types.push(nested_block(row, *nesting, inner));
            }
            Shape::Plain(_) | Shape::Nested(..) => {
                block.attributes.push(attribute(row));
            }
        }
    }
    block
}

fn nested_block(row: &Attribute, nesting: Nesting, inner: &[Attribute]) -> schema::NestedBlock {
    use schema::nested_block::NestingMode;
    let mode = match nesting {
        Nesting::Single => NestingMode::Single,
        Nesting::List => NestingMode::List,
        Nesting::Set => NestingMode::Set,
        Nesting::Map => NestingMode::Map,
    };
    let count = |it: usize| i64::try_from(it).unwrap_or(i64::MAX);
    schema::NestedBlock {
        type_name: row.name.to_owned(),
        block: Some(schema::Block {
            description: row.description(),
            description_kind: wire::StringKind::Markdown.into(),
            deprecated: row.spec.deprecated.is_some(),
            deprecation_message: row.spec.deprecated.unwrap_or_default().to_owned(),
            ..block(inner)
        }),
        nesting: mode.into(),
        min_items: count(row.spec.min),
        max_items: count(row.spec.max),
    }
}

fn attribute(row: &Attribute) -> schema::Attribute {
    use schema::object::NestingMode;
    let spec = &row.spec;
    let mut attribute = schema::Attribute {
        name: row.name.to_owned(),
        description: row.description(),
        description_kind: wire::StringKind::Markdown.into(),
        required: spec.required,
        optional: spec.optional,
        computed: spec.computed,
        sensitive: spec.sensitive,
        write_only: spec.write_only,
        deprecated: spec.deprecated.is_some(),
        deprecation_message: spec.deprecated.unwrap_or_default().to_owned(),
        ..schema::Attribute::default()
    };
    match &row.shape {
        Shape::Nested(nesting, inner) => {
            let mode = match nesting {
                Nesting::Single => NestingMode::Single,
                Nesting::List => NestingMode::List,
                Nesting::Set => NestingMode::Set,
                Nesting::Map => NestingMode::Map,
            };
            attribute.nested_type = Some(schema::Object {
                attributes: inner.iter().map(self::attribute).collect(),
                nesting: mode.into(),
                ..schema::Object::default()
            });
        }
        _ => attribute.r#type = Bytes::from(row.ty().to_json()),
    }
    attribute
}
