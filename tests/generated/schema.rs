//! `tests/snapshots/schema.json`: the schema in the form of `terraform providers schema -json`, so
//! that a change of it is seen by whoever reads a commit. That a real Terraform prints the same is
//! for `tests/acceptance` to show.

use std::collections::BTreeMap;

use serde::Serialize;
use terraform_provider_awslambda::framework::schema::spec::Spec;
use terraform_provider_awslambda::framework::schema::{Attribute, Nesting, Schema, Shape};
use terraform_provider_awslambda::framework::server::FunctionEntry;

use crate::generated::server;
use crate::support::committed::assert_committed;

const SOURCE: &str = "terraform.local/lambda/awslambda";

#[derive(Serialize)]
struct Document {
    format_version: &'static str,
    provider_schemas: BTreeMap<&'static str, Sections>,
}

#[derive(Serialize)]
struct Sections {
    provider: Versioned,
    resource_schemas: BTreeMap<&'static str, Versioned>,
    data_source_schemas: BTreeMap<&'static str, Versioned>,
    list_resource_schemas: BTreeMap<&'static str, Versioned>,
    action_schemas: BTreeMap<&'static str, Block>,
    functions: BTreeMap<&'static str, Signature>,
    resource_identity_schemas: BTreeMap<&'static str, Identity>,
}

#[derive(Serialize)]
struct Identity {
    version: i64,
    attributes: BTreeMap<&'static str, Part>,
}

#[derive(Serialize)]
struct Part {
    r#type: serde_json::Value,
    description: String,
    #[serde(skip_serializing_if = "is_false")]
    required_for_import: bool,
    #[serde(skip_serializing_if = "is_false")]
    optional_for_import: bool,
}

#[derive(Serialize)]
struct Signature {
    description: String,
    summary: &'static str,
    return_type: serde_json::Value,
    parameters: Vec<Parameter>,
}

#[derive(Serialize)]
struct Parameter {
    name: &'static str,
    description: String,
    #[serde(skip_serializing_if = "is_false")]
    is_nullable: bool,
    r#type: serde_json::Value,
}

#[derive(Serialize)]
struct Versioned {
    version: i64,
    block: Body,
}

/// A schema that has no version.
#[derive(Serialize)]
struct Block {
    block: Body,
}

#[derive(Serialize, Default)]
struct Body {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    attributes: BTreeMap<&'static str, Leaf>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    block_types: BTreeMap<&'static str, BlockType>,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    description_kind: &'static str,
    #[serde(skip_serializing_if = "is_false")]
    deprecated: bool,
}

#[derive(Serialize)]
struct BlockType {
    nesting_mode: &'static str,
    block: Body,
    #[serde(skip_serializing_if = "is_zero")]
    min_items: usize,
    #[serde(skip_serializing_if = "is_zero")]
    max_items: usize,
}

#[derive(Serialize)]
struct Leaf {
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nested_type: Option<NestedType>,
    #[serde(skip_serializing_if = "String::is_empty")]
    description: String,
    description_kind: &'static str,
    #[serde(flatten)]
    flags: Flags,
}

#[derive(Serialize)]
struct NestedType {
    attributes: BTreeMap<&'static str, Leaf>,
    nesting_mode: &'static str,
}

#[derive(Serialize)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "they are the flags of Terraform's own form"
)]
struct Flags {
    #[serde(skip_serializing_if = "is_false")]
    deprecated: bool,
    #[serde(skip_serializing_if = "is_false")]
    required: bool,
    #[serde(skip_serializing_if = "is_false")]
    optional: bool,
    #[serde(skip_serializing_if = "is_false")]
    computed: bool,
    #[serde(skip_serializing_if = "is_false")]
    sensitive: bool,
    #[serde(skip_serializing_if = "is_false")]
    write_only: bool,
}

const MARKDOWN: &str = "markdown";

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants it so")]
fn is_false(it: &bool) -> bool {
    !it
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde wants it so")]
fn is_zero(it: &usize) -> bool {
    *it == 0
}

fn schema(it: &Schema) -> Versioned {
    Versioned {
        version: it.version,
        block: Body {
            description: it.doc.clone(),
            ..block(&it.attributes)
        },
    }
}

fn block(rows: &[Attribute]) -> Body {
    let mut block = Body {
        description_kind: MARKDOWN,
        ..Body::default()
    };
    for row in rows {
        if let Shape::Block(nesting, inner) = &row.shape {
            let inner = Body {
                description: row.description(),
                deprecated: row.spec.deprecated.is_some(),
                ..self::block(inner)
            };
            let of = BlockType {
                nesting_mode: mode(*nesting),
                block: inner,
                min_items: row.spec.min,
                max_items: row.spec.max,
            };
            block.block_types.insert(row.name, of);
        } else {
            block.attributes.insert(row.name, attribute(row));
        }
    }
    block
}

fn attribute(row: &Attribute) -> Leaf {
    let (r#type, nested_type) = match &row.shape {
        Shape::Nested(nesting, inner) => {
            let attributes = inner.iter().map(|it| (it.name, attribute(it))).collect();
            let nesting_mode = mode(*nesting);
            let nested = NestedType {
                attributes,
                nesting_mode,
            };
            (None, Some(nested))
        }
        _ => (Some(row.ty().to_json().parse().unwrap()), None),
    };
    Leaf {
        r#type,
        nested_type,
        description: row.description(),
        description_kind: MARKDOWN,
        flags: flags(&row.spec),
    }
}

fn flags(spec: &Spec) -> Flags {
    Flags {
        deprecated: spec.deprecated.is_some(),
        required: spec.required,
        optional: spec.optional,
        computed: spec.computed,
        sensitive: spec.sensitive,
        write_only: spec.write_only,
    }
}

fn identity(it: &Schema) -> Identity {
    let part = |row: &Attribute| Part {
        r#type: row.ty().to_json().parse().unwrap(),
        description: row.description(),
        required_for_import: row.spec.required,
        optional_for_import: row.spec.optional,
    };
    let rows = it.attributes.iter();
    Identity {
        version: it.version,
        attributes: rows.map(|row| (row.name, part(row))).collect(),
    }
}

fn signature(it: &FunctionEntry) -> Signature {
    let parameter = |row: &Attribute| Parameter {
        name: row.name,
        description: row.description(),
        is_nullable: !row.spec.required,
        r#type: row.ty().to_json().parse().unwrap(),
    };
    Signature {
        description: it.parameters.doc.clone(),
        summary: it.function.summary(),
        return_type: it.result.ty().to_json().parse().unwrap(),
        parameters: it.parameters.attributes.iter().map(parameter).collect(),
    }
}

fn mode(nesting: Nesting) -> &'static str {
    match nesting {
        Nesting::Single => "single",
        Nesting::List => "list",
        Nesting::Set => "set",
        Nesting::Map => "map",
    }
}

#[test]
fn the_schema_is_committed() {
    let server = server();
    let schemas = server.schemas();
    let provider = Sections {
        provider: schema(&schemas.provider),
        resource_schemas: schemas
            .resources
            .iter()
            .map(|it| (it.resource.name(), schema(&it.schema)))
            .collect(),
        data_source_schemas: schemas
            .data
            .iter()
            .map(|it| (it.data.name(), schema(&it.schema)))
            .collect(),
        list_resource_schemas: schemas
            .lists
            .iter()
            .map(|(list, of)| (list.name(), schema(of)))
            .collect(),
        action_schemas: schemas
            .actions
            .iter()
            .map(|(action, of)| {
                let block = schema(of).block;
                (action.name(), Block { block })
            })
            .collect(),
        resource_identity_schemas: schemas
            .resources
            .iter()
            .filter_map(|it| {
                let (of, _) = it.identity.as_ref()?;
                Some((it.resource.name(), identity(of)))
            })
            .collect(),
        functions: schemas
            .functions
            .iter()
            .map(|it| (it.function.name(), signature(it)))
            .collect(),
    };
    let document = Document {
        format_version: "1.0",
        provider_schemas: BTreeMap::from([(SOURCE, provider)]),
    };
    let text = serde_json::to_string_pretty(&document).unwrap();
    assert_committed("tests/snapshots/schema.json", &format!("{text}\n"));
}
