//! What the provider says of itself.

use std::collections::{BTreeMap, BTreeSet};

use terraform_provider_awslambda::framework::value::Value;
use terraform_provider_awslambda::framework::value::types::Type;
use terraform_provider_awslambda::protocol::tfplugin6::schema::nested_block::NestingMode;
use terraform_provider_awslambda::protocol::tfplugin6::schema::{Attribute, Block, NestedBlock};
use terraform_provider_awslambda::protocol::tfplugin6::{
    Schema, ServerCapabilities, get_functions, get_metadata, get_provider_schema,
};

use crate::support::host::{Host, TYPE, rpc};
use crate::support::plugin::Settings;

/// Terraform takes these for itself at the top of a block.
const RESERVED: [&str; 8] = [
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "provider",
    "provisioner",
    "version",
];

const CAPABILITIES: ServerCapabilities = ServerCapabilities {
    plan_destroy: true,
    get_provider_schema_optional: true,
    move_resource_state: true,
    generate_resource_config: true,
};

async fn host() -> Host {
    Host::unconfigured(Settings::new(), std::time::Duration::ZERO).await
}

async fn schemas(host: &Host) -> get_provider_schema::Response {
    let request = get_provider_schema::Request {};
    host.call(rpc!("GetProviderSchema"), request).await
}

fn is_name(name: &str) -> bool {
    name.starts_with(|it: char| it.is_ascii_lowercase())
        && name
            .bytes()
            .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_')
}

/// All that Terraform requires of a schema when it loads one; what breaks a rule makes it refuse the whole provider, or
/// crash.
fn assert_loads(schema: &Schema) {
    assert!(schema.version >= 0);
    let block = schema.block.as_ref().expect("a schema without a block");
    for name in names(block) {
        assert!(!RESERVED.contains(&name.as_str()), "{name} is Terraform's");
    }
    assert_block(block, "");
}

fn names(block: &Block) -> Vec<String> {
    let attributes = block.attributes.iter().map(|it| it.name.clone());
    let blocks = block.block_types.iter().map(|it| it.type_name.clone());
    attributes.chain(blocks).collect()
}

fn assert_block(block: &Block, at: &str) {
    assert!(
        block.deprecated || block.deprecation_message.is_empty(),
        "{at}"
    );
    assert!(!block.computed, "{at}");
    let names = names(block);
    for name in &names {
        assert!(is_name(name), "{at}{name}");
        let count = names.iter().filter(|it| *it == name).count();
        assert_eq!(count, 1, "{at}{name}");
    }
    for attribute in &block.attributes {
        assert_attribute(attribute, at);
    }
    for nested in &block.block_types {
        let at = format!("{at}{}.", nested.type_name);
        assert_block(
            nested.block.as_ref().expect("a block type without a block"),
            &at,
        );
        let (min, max) = (nested.min_items, nested.max_items);
        match nested.nesting() {
            NestingMode::Single => assert!(min == max && (0..=1).contains(&min), "{at}"),
            NestingMode::List | NestingMode::Set => {
                assert!(min >= 0 && max >= 0 && (max == 0 || min <= max), "{at}");
            }
            NestingMode::Map | NestingMode::Group => assert_eq!((min, max), (0, 0), "{at}"),
            NestingMode::Invalid => panic!("{at} has no nesting"),
        }
    }
}

fn assert_attribute(it: &Attribute, at: &str) {
    let at = format!("{at}{}", it.name);
    assert!(it.required || it.optional || it.computed, "{at}");
    assert!(!(it.required && (it.optional || it.computed)), "{at}");
    assert!(it.deprecated || it.deprecation_message.is_empty(), "{at}");
    assert!(!it.description.is_empty(), "{at} is not described");
    match &it.nested_type {
        None => drop(Type::from_json(&it.r#type).unwrap_or_else(|why| panic!("{at}: {why}"))),
        Some(nested) => {
            assert!(it.r#type.is_empty(), "{at} has two types");
            for inner in &nested.attributes {
                assert_attribute(inner, &format!("{at}."));
            }
        }
    }
}

/// The type of a block's values, made of its schema as Terraform makes it.
fn implied(block: &Block) -> Type {
    let attribute = |it: &Attribute| {
        assert_eq!(it.nested_type, None, "{}", it.name);
        (it.name.clone(), Type::from_json(&it.r#type).unwrap())
    };
    let nested = |it: &NestedBlock| {
        let inner = Box::new(implied(it.block.as_ref().unwrap()));
        let ty = match it.nesting() {
            NestingMode::Single | NestingMode::Group => *inner,
            NestingMode::List => Type::List(inner),
            NestingMode::Set => Type::Set(inner),
            NestingMode::Map => Type::Map(inner),
            NestingMode::Invalid => panic!("{} has no nesting", it.type_name),
        };
        (it.type_name.clone(), ty)
    };
    let attributes = block.attributes.iter().map(attribute);
    let types: BTreeMap<_, _> = attributes
        .chain(block.block_types.iter().map(nested))
        .collect();
    Type::Object(types)
}

#[tokio::test]
async fn terraform_can_load_the_schemas() {
    let host = host().await;
    let response = schemas(&host).await;
    assert_eq!(response.diagnostics, []);
    assert_loads(response.provider.as_ref().expect("no provider schema"));
    assert_eq!(response.resource_schemas.keys().collect::<Vec<_>>(), [TYPE]);
    for schema in response.resource_schemas.values() {
        assert_loads(schema);
    }
    assert_eq!(response.data_source_schemas.len(), 3);
    for schema in response.data_source_schemas.values() {
        assert_loads(schema);
    }
    assert_eq!(response.server_capabilities, Some(CAPABILITIES));
    assert_eq!(response.provider_meta, None);
}

#[tokio::test]
async fn the_schemas_mean_the_types_by_which_values_are_read() {
    let host = host().await;
    let response = schemas(&host).await;
    let block = |schema: &Schema| implied(schema.block.as_ref().unwrap());
    assert_eq!(block(&response.provider.unwrap()), host.provider.ty());
    assert_eq!(block(&response.resource_schemas[TYPE]), host.ty);
    assert_eq!(
        response.resource_schemas[TYPE].version,
        host.resource.version
    );
}

#[tokio::test]
async fn secrets_are_hidden() {
    let provider = schemas(&host().await).await.provider.unwrap();
    let sensitive: Vec<_> = provider
        .block
        .unwrap()
        .attributes
        .into_iter()
        .filter_map(|it| it.sensitive.then_some(it.name))
        .collect();
    let expected = ["secret_key", "token", "http_proxy", "https_proxy"];
    assert_eq!(sensitive, expected);
}

#[tokio::test]
async fn the_metadata_name_what_the_schemas_describe() {
    let host = host().await;
    let request = get_metadata::Request {};
    let response: get_metadata::Response = host.call(rpc!("GetMetadata"), request).await;
    let names: Vec<_> = response.resources.iter().map(|it| &it.type_name).collect();
    assert_eq!(names, [TYPE]);
    let lists: Vec<_> = response
        .list_resources
        .iter()
        .map(|it| &it.type_name)
        .collect();
    assert_eq!(lists, [TYPE]);
    assert_eq!(
        response,
        get_metadata::Response {
            resources: response.resources.clone(),
            list_resources: response.list_resources.clone(),
            data_sources: response.data_sources.clone(),
            functions: response.functions.clone(),
            actions: response.actions.clone(),
            server_capabilities: Some(CAPABILITIES),
            ..Default::default()
        }
    );
}

#[tokio::test]
async fn the_functions_are_told_alike_wherever_a_core_looks_for_them() {
    let host = host().await;
    let of_schema = schemas(&host).await.functions;
    assert!(!of_schema.is_empty());
    // OpenTofu asks every provider for them.
    let asked: get_functions::Response = host
        .call(rpc!("GetFunctions"), get_functions::Request {})
        .await;
    assert_eq!(asked.functions, of_schema);
    assert_eq!(asked.diagnostics, []);
    let metadata: get_metadata::Response = host
        .call(rpc!("GetMetadata"), get_metadata::Request {})
        .await;
    let named: BTreeSet<_> = metadata.functions.iter().map(|it| &it.name).collect();
    assert_eq!(named, of_schema.keys().collect());
    for (name, it) in &of_schema {
        assert!(is_name(name), "{name}");
        let result = it.r#return.as_ref().expect("a core reads it unseen");
        Type::from_json(&result.r#type).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert!(
            !it.summary.is_empty() && !it.description.is_empty(),
            "{name}"
        );
        for parameter in &it.parameters {
            assert!(is_name(&parameter.name), "{name}");
            assert!(!parameter.description.is_empty(), "{name}");
            assert!(!parameter.allow_unknown_values, "{name}");
        }
    }
}

#[tokio::test]
async fn the_schema_is_the_same_each_time_and_asks_nobody() {
    let host = host().await;
    let first = schemas(&host).await;
    host.configure_for("eu-west-1").await;
    let before = host.emulator.requests().len();
    assert_eq!(schemas(&host).await, first);
    assert_eq!(host.emulator.requests().len(), before);
    assert!(matches!(host.resource.empty(), Value::Object(_)));
}
