//! `docs/guides/arguments-at-a-glance.md`: a table of what the rows say.

use terraform_provider_awslambda::framework::schema::{Attribute, Life, Schema, Shape};

use crate::generated::server;
use crate::support::committed::assert_committed;

const FILE: &str = "docs/guides/arguments-at-a-glance.md";

fn cell(text: &str) -> String {
    text.replace('\n', " ").replace('|', "\\|")
}

/// What a row is, in the words of its author; for a block also what is in it.
fn meaning(row: &Attribute) -> String {
    let doc = cell(&row.doc);
    let required = if row.spec.required { " Required." } else { "" };
    let Shape::Block(_, inner) = &row.shape else {
        return format!("{doc}{required}");
    };
    // Of many of which the same is said, none is worth its place.
    let alike = |a: &Attribute, b: &Attribute| a.doc == b.doc;
    let inner = inner.chunk_by(alike).flat_map(|rows| match rows {
        [it] | [it, _] if matches!(it.shape, Shape::Block(..)) && it.spec.max != 1 => {
            vec![format!("`{}` blocks", it.name)]
        }
        rows if rows.len() > 9 => vec![format!("{} others", rows.len())],
        rows => rows.iter().map(|it| format!("`{}`", it.name)).collect(),
    });
    format!("{doc}{required} A block of {}.", and(inner))
}

/// A list in words: "a, b and c".
fn and(names: impl Iterator<Item = String>) -> String {
    let mut names: Vec<String> = names.collect();
    match names.pop() {
        Some(last) if names.is_empty() => last,
        Some(last) => format!("{} and {last}", names.join(", ")),
        None => String::new(),
    }
}

fn change(row: &Attribute) -> String {
    let replaces = |it: &Attribute| it.life == Life::Fixed || it.spec.because.is_some();
    if replaces(row) {
        return "replaces".to_owned();
    }
    let inner = row.inner().unwrap_or_default().iter();
    let fixed: Vec<_> = inner
        .filter(|it| replaces(it))
        .map(|it| format!("`{}`", it.name))
        .collect();
    match (row.name, &fixed[..]) {
        // What tells the virtual host from the others is a value, not a row.
        ("source_access_configuration", _) => "in place; `VIRTUAL_HOST` replaces".to_owned(),
        (_, []) => "in place".to_owned(),
        (_, [_]) => format!("in place; {} replaces", and(fixed.into_iter())),
        _ => format!("in place; {} replace", and(fixed.into_iter())),
    }
}

/// A row of a table.
fn row<const N: usize>(cells: [&str; N]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn arguments(schema: &Schema) -> String {
    let (set, told): (Vec<_>, Vec<_>) = schema
        .attributes
        .iter()
        .partition(|it| it.is_configurable());
    let rows: String = set
        .iter()
        .map(|it| row([&format!("`{}`", it.name), &meaning(it), &change(it)]))
        .collect();
    let told = and(told.iter().map(|it| format!("`{}`", it.name)));
    format!(
        "| argument | meaning | a change |\n| --- | --- | --- |\n{rows}\nSet by AWS, not in a configuration: {told}.\n"
    )
}

fn provider(schema: &Schema) -> String {
    let rows: String = schema
        .attributes
        .iter()
        .map(|it| row([&format!("`{}`", it.name), &meaning(it)]))
        .collect();
    format!("| argument of the provider | meaning |\n| --- | --- |\n{rows}")
}

#[test]
fn the_table_of_the_arguments_is_committed() {
    let server = server();
    let schemas = server.schemas();
    let text = format!(
        "---\n# Made by `cargo test --test quick generated` of the schema. Do not edit: change the rows in src/aws.\n\
         page_title: \"Arguments at a glance\"\n\
         description: |-\n  Every argument of the resource and of the provider block on one page.\n---\n\n\
         # Arguments at a glance\n\n\
         ## Resource `awslambda_event_source_mapping`\n\n{}\n\
         More on each: [the page of the resource](../resources/event_source_mapping.md).\n\n\
         ## Provider block\n\n{}\n\
         More on each: [the page of the provider](../index.md).\n",
        arguments(&schemas.resources[0].schema),
        provider(&schemas.provider),
    );
    assert_committed(FILE, &text);
}
