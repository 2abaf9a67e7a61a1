//! `docs/`: the pages of the registry, made of the rows and of the examples.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use terraform_provider_awslambda::framework::docs::{Import, Page};

use crate::generated::server;
use crate::support::committed::assert_committed;

const PROVIDER: &str = "awslambda";
const ORIGIN: &str = "Made by `cargo test --test quick generated` of the schema and the examples. Do not \
                      edit: change the rows in src/aws, or the files in examples.";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn example(file: &str) -> String {
    let path = root().join("examples").join(file);
    let text = fs::read_to_string(&path);
    let text = text.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.replace("\r\n", "\n")
}

/// The examples of a resource, the smallest first.
fn examples(resource: &str) -> Vec<String> {
    let folder = format!("resources/{resource}");
    let mut files: Vec<String> = fs::read_dir(root().join("examples").join(&folder))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|file| file.starts_with("resource"))
        .collect();
    files.sort();
    files
        .iter()
        .map(|it| example(&format!("{folder}/{it}")))
        .collect()
}

/// The page of a resource: its name without that of the provider.
fn page(resource: &str) -> String {
    let short = resource.strip_prefix(PROVIDER).unwrap();
    format!("docs/resources/{}.md", short.trim_start_matches('_'))
}

#[test]
fn the_page_of_the_provider_is_committed() {
    let server = server();
    let page = Page {
        provider: PROVIDER,
        resource: None,
        schema: &server.schemas().provider,
        examples: &[example("provider/provider.tf")],
        import: None,
        origin: ORIGIN,
    };
    assert_committed("docs/index.md", &page.to_markdown());
}

#[test]
fn the_page_of_each_resource_is_committed() {
    let server = server();
    for entry in &server.schemas().resources {
        let name = entry.resource.name();
        let block = example(&format!("resources/{name}/import-by-string-id.tf"));
        let commands = example(&format!("resources/{name}/import.sh"));
        let text = Page {
            provider: PROVIDER,
            resource: Some(name),
            schema: &entry.schema,
            examples: &examples(name),
            import: Some(Import {
                block: &block,
                commands: &commands,
            }),
            origin: ORIGIN,
        }
        .to_markdown();
        assert_committed(&page(name), &text);
    }
}

#[test]
fn no_page_is_of_a_resource_that_is_gone() {
    let server = server();
    let resources = server.schemas().resources.iter();
    let expected: BTreeSet<String> = resources.map(|it| page(it.resource.name())).collect();
    let found: BTreeSet<String> = fs::read_dir(root().join("docs/resources"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|file| format!("docs/resources/{file}"))
        .collect();
    assert_eq!(found, expected);
}
