//! The field numbers of Terraform's protocol, against a list written apart from `proto/tfplugin6.proto`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use prost::Message as _;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
    FileDescriptorSet, MessageOptions, MethodDescriptorProto,
};

const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

/// One line a message or enum: its fields with number, name and type.
const LIST: &str = include_str!("tfplugin6.txt");

fn tfplugin6() -> FileDescriptorProto {
    let set = FileDescriptorSet::decode(DESCRIPTORS).unwrap();
    set.file
        .into_iter()
        .find(|file| file.package() == "tfplugin6")
        .unwrap()
}

fn message(lines: &mut BTreeMap<String, String>, name: String, descriptor: &DescriptorProto) {
    for nested in &descriptor.nested_type {
        if !nested
            .options
            .as_ref()
            .is_some_and(MessageOptions::map_entry)
        {
            message(lines, format!("{name}.{}", nested.name()), nested);
        }
    }
    for nested in &descriptor.enum_type {
        enumeration(lines, format!("{name}.{}", nested.name()), nested);
    }
    // A message that only holds others has no line of its own.
    let is_wrapper = descriptor.field.is_empty() && !descriptor.nested_type.is_empty();
    if is_wrapper {
        return;
    }
    let mut fields: Vec<_> = descriptor.field.iter().collect();
    fields.sort_by_key(|field| field.number());
    let mut text = String::new();
    for field in fields {
        write!(
            text,
            " {} {} {};",
            field.number(),
            field.name(),
            field_type(descriptor, field)
        )
        .unwrap();
    }
    lines.insert(name, text);
}

fn enumeration(
    lines: &mut BTreeMap<String, String>,
    name: String,
    descriptor: &EnumDescriptorProto,
) {
    let mut text = String::new();
    for value in &descriptor.value {
        write!(text, " {} {};", value.number(), value.name()).unwrap();
    }
    lines.insert(name, text);
}

fn field_type(within: &DescriptorProto, field: &FieldDescriptorProto) -> String {
    let entry = within.nested_type.iter().find(|nested| {
        nested
            .options
            .as_ref()
            .is_some_and(MessageOptions::map_entry)
            && field.type_name().ends_with(&format!(".{}", nested.name()))
    });
    if let Some(entry) = entry {
        return format!(
            "map<{}, {}>",
            plain_type(&entry.field[0]),
            plain_type(&entry.field[1])
        );
    }
    let plain = plain_type(field);
    if field.label() == Label::Repeated {
        format!("repeated {plain}")
    } else if field.proto3_optional() {
        format!("optional {plain}")
    } else if let Some(index) = field.oneof_index {
        format!(
            "oneof {}: {plain}",
            within.oneof_decl[usize::try_from(index).unwrap()].name()
        )
    } else {
        plain
    }
}

fn plain_type(field: &FieldDescriptorProto) -> String {
    match field.r#type() {
        Type::Message | Type::Enum if field.type_name().starts_with(".tfplugin6.") => {
            field.type_name().rsplit('.').next().unwrap().to_owned()
        }
        Type::Message | Type::Enum => field.type_name().trim_start_matches('.').to_owned(),
        scalar => scalar
            .as_str_name()
            .trim_start_matches("TYPE_")
            .to_lowercase(),
    }
}

#[test]
fn every_field_has_the_number_and_type_of_the_protocol() {
    let file = tfplugin6();
    let mut lines = BTreeMap::new();
    for descriptor in &file.message_type {
        message(&mut lines, descriptor.name().to_owned(), descriptor);
    }
    for descriptor in &file.enum_type {
        enumeration(&mut lines, descriptor.name().to_owned(), descriptor);
    }
    let ours: BTreeSet<String> = lines
        .iter()
        .map(|(name, fields)| format!("{name}:{fields}"))
        .collect();
    let listed: BTreeSet<String> = LIST.lines().map(str::to_owned).collect();

    let only_ours: Vec<_> = ours.difference(&listed).collect();
    let only_listed: Vec<_> = listed.difference(&ours).collect();
    assert!(
        only_ours.is_empty() && only_listed.is_empty(),
        "only in tfplugin6.proto: {only_ours:#?}\nonly in the list: {only_listed:#?}"
    );
    assert_eq!(LIST.lines().count(), 112, "the list lost a line");
}

#[test]
fn every_rpc_streams_in_the_direction_of_the_protocol() {
    let file = tfplugin6();
    let service = &file.service[0];
    assert_eq!(service.name(), "Provider");
    assert_eq!(service.method.len(), 36);

    let with = |wanted: fn(&MethodDescriptorProto) -> bool| -> Vec<&str> {
        service
            .method
            .iter()
            .filter(|method| wanted(method))
            .map(MethodDescriptorProto::name)
            .collect()
    };
    assert_eq!(
        with(MethodDescriptorProto::server_streaming),
        ["ListResource", "InvokeAction", "ReadStateBytes"]
    );
    assert_eq!(
        with(MethodDescriptorProto::client_streaming),
        ["WriteStateBytes"]
    );

    // All but these take `Name.Request` and answer `Name.Response`.
    let irregular = with(|method| {
        method.input_type() != format!(".tfplugin6.{}.Request", method.name())
            || method.output_type() != format!(".tfplugin6.{}.Response", method.name())
    });
    assert_eq!(
        irregular,
        [
            "ListResource",
            "InvokeAction",
            "ValidateStateStoreConfig",
            "WriteStateBytes"
        ]
    );
}
