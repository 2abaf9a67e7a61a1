//! `docs/`: the pages of the registry, made of the rows and of the examples.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::generated::page::{Example, Import, Page};
use crate::generated::signature::FunctionPage;
use crate::generated::{groups, server};
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

/// The examples of the mapping in the order of use: the file and the heading of each.
const EXAMPLES: [(&str, &str); 22] = [
    ("resource", "SQS queue"),
    (
        "resource_sqs_failures",
        "SQS queue with partial failures and a dead-letter queue",
    ),
    ("resource_sqs_batching", "SQS queue with large batches"),
    ("resource_sqs_fifo", "SQS FIFO queue"),
    ("resource_sqs_pollers", "SQS queue with provisioned pollers"),
    ("resource_sqs_cross_account", "SQS queue of another account"),
    ("resource_for_each", "Several queues"),
    ("resource_filter", "Filters"),
    ("resource_filter_encrypted", "Encrypted filters"),
    ("resource_kinesis", "Kinesis stream"),
    (
        "resource_kinesis_failures",
        "Kinesis stream with failure handling",
    ),
    (
        "resource_kinesis_timestamp",
        "Kinesis stream from a point in time",
    ),
    (
        "resource_kinesis_consumer",
        "Kinesis consumer with enhanced fan-out",
    ),
    ("resource_dynamodb", "DynamoDB stream"),
    ("resource_dynamodb_filter", "DynamoDB stream with filters"),
    ("resource_msk", "MSK cluster"),
    (
        "resource_msk_schema_registry",
        "MSK cluster with a schema registry",
    ),
    ("resource_self_managed_kafka", "Self-managed Kafka in a VPC"),
    (
        "resource_self_managed_kafka_queue",
        "Self-managed Kafka as a queue",
    ),
    ("resource_activemq", "Amazon MQ: ActiveMQ"),
    ("resource_rabbitmq", "Amazon MQ: RabbitMQ"),
    ("resource_documentdb", "DocumentDB change stream"),
];

/// What the page of the provider says of credentials and of what is there besides.
const OF_PROVIDER: &str = "Functions, queues, streams and roles stay with `hashicorp/aws`. A provider block of \
    `hashicorp/aws` can be copied unchanged: see \
    [Provider block: differences from hashicorp/aws](guides/provider-block-differences.md). Credentials come from \
    the same places: see [Credentials](guides/credentials.md).\n\nNew here? Start with \
    [Getting started](guides/getting-started.md). For mappings that exist already, see \
    [Import existing mappings](guides/importing-existing-mappings.md).";

/// What the page of the mapping says before its examples.
const OF_MAPPING: &str = "See also: [Arguments at a glance](../guides/arguments-at-a-glance.md), \
    [Validation rules](../guides/validation-rules.md), [Filters](../guides/filters.md), \
    [Troubleshooting](../guides/troubleshooting.md), \
    [Migrating from hashicorp/aws](../guides/migrating-from-hashicorp-aws.md).\n\n\
    !> A replacement of a mapping of Kinesis, DynamoDB or DocumentDB loses its position in the stream. The new \
    mapping starts at `starting_position`. With `LATEST`, the function never receives the records in between. With \
    `TRIM_HORIZON`, it receives old records again. The plan shows the reason of each replacement.\n\n\
    !> The function never receives a record that no filter matches. Lambda deletes such a message from an SQS \
    queue.\n\n\
    ~> `maximum_record_age_in_seconds` and `maximum_retry_attempts` discard records. `destination_config` sends a \
    report of the discarded records to a queue, a topic or a bucket.";

/// What the page of the list says before its examples.
const OF_LIST: &str = "`terraform query` needs Terraform 1.14 or newer. The blocks are in files that end in \
    `.tfquery.hcl`. [Import existing mappings](../guides/importing-existing-mappings.md) shows all steps.";

/// What the page of an action says before its examples.
const OF_ACTIONS: &str = "Actions need Terraform 1.14.1 or newer: 1.14.0 invokes `after_*` actions too early. OpenTofu and \
    older versions of Terraform have the commands `pause` and `resume`. The next plan of a mapping with `enabled` in \
    its configuration shows a paused mapping as drift: see \
    [Pause and resume mappings](../guides/pause-and-resume.md).";

/// What precedes the examples that take the place of theirs on the page.
const FUNCTION: &str = "Function and execution role";

/// The headings and texts of the examples of a resource.
fn examples(resource: &str) -> Vec<(&'static str, String)> {
    let folder = format!("resources/{resource}");
    let listed: BTreeSet<String> = EXAMPLES.map(|(file, _)| format!("{file}.tf")).into();
    let found: BTreeSet<String> = fs::read_dir(root().join("examples").join(&folder))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|file| file.starts_with("resource"))
        .collect();
    assert_eq!(
        found, listed,
        "an example has no heading, or a heading none"
    );
    let shown = |(file, heading): &(&'static str, &'static str)| {
        let with = format!("{folder}/{REFERENCES}/{file}.tf");
        let exists = root().join("examples").join(&with).exists();
        let file = if exists {
            with
        } else {
            format!("{folder}/{file}.tf")
        };
        (*heading, example(&file))
    };
    let function = example(&format!("{folder}/{REFERENCES}/function.tf"));
    let mut all = vec![(FUNCTION, function)];
    all.extend(EXAMPLES.iter().map(shown));
    all
}

/// The folder of the examples with resources of `hashicorp/aws`. They need an account, so what is applied in
/// tests is the example of the same name without references.
const REFERENCES: &str = "references";

/// The lines of the block of the mapping, without spaces.
fn mapping(text: &str) -> Vec<String> {
    let block = text.find("resource \"awslambda_").unwrap();
    let lines = text[block..].lines();
    let plain = |it: &str| it.split_whitespace().collect::<Vec<_>>().join(" ");
    lines.map(plain).filter(|it| !it.is_empty()).collect()
}

#[test]
fn examples_with_references_equal_the_applied_ones() {
    let folder = "resources/awslambda_event_source_mapping";
    let mut count = 0;
    for file in entries(&format!("examples/{folder}/{REFERENCES}")) {
        if file == "function.tf" {
            continue;
        }
        count += 1;
        let applied = mapping(&example(&format!("{folder}/{file}")));
        let refers = mapping(&example(&format!("{folder}/{REFERENCES}/{file}")));
        assert_eq!(applied.len(), refers.len(), "{file}");
        for (applied, refers) in applied.iter().zip(&refers) {
            if applied == refers {
                continue;
            }
            let (name, value) = refers.split_once(" = ").unwrap();
            assert!(
                applied.starts_with(&format!("{name} = ")),
                "{file}: {refers}"
            );
            assert!(value.contains("aws_"), "{file}: {refers}");
        }
        let refers = refers.concat();
        assert!(refers.contains("aws_lambda_function.example.arn"), "{file}");
    }
    assert!(count > 0, "no example has references");
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
        kind: "",
        schema: &server.schemas().provider,
        more: OF_PROVIDER,
        groups: groups::OF_PROVIDER,
        examples: &[Example {
            heading: "",
            text: &example("provider/provider.tf"),
        }],
        import: None,
        origin: ORIGIN,
    };
    assert_eq!(page.ungrouped(), BTreeSet::new());
    assert_committed("docs/index.md", &page.to_markdown());
}

#[test]
fn the_page_of_each_resource_is_committed() {
    let server = server();
    for entry in &server.schemas().resources {
        let name = entry.resource.name();
        let block = example(&format!("resources/{name}/import-by-string-id.tf"));
        let by_identity = example(&format!("resources/{name}/import-by-identity.tf"));
        let commands = example(&format!("resources/{name}/import.sh"));
        let examples = examples(name);
        let examples: Vec<_> = examples
            .iter()
            .map(|(heading, text)| Example { heading, text })
            .collect();
        let made = Page {
            provider: PROVIDER,
            resource: Some(name),
            kind: "Resource",
            schema: &entry.schema,
            more: OF_MAPPING,
            groups: groups::OF_MAPPING,
            examples: &examples,
            import: Some(Import {
                block: &block,
                by_identity: Some(&by_identity),
                commands: &commands,
            }),
            origin: ORIGIN,
        };
        assert_eq!(made.ungrouped(), BTreeSet::new());
        assert_committed(&page(name), &made.to_markdown());
    }
}

#[test]
fn the_page_of_each_list_is_committed() {
    let server = server();
    for (list, schema) in &server.schemas().lists {
        let name = list.name();
        let text = Page {
            provider: PROVIDER,
            resource: Some(name),
            kind: "List Resource",
            schema,
            more: OF_LIST,
            groups: &[],
            examples: &[
                Example {
                    heading: "All mappings of a Region",
                    text: &example(&format!("list-resources/{name}/list-resource.tfquery.hcl")),
                },
                Example {
                    heading: "Some of them",
                    text: &example(&format!(
                        "list-resources/{name}/list-resource_filtered.tfquery.hcl"
                    )),
                },
            ],
            import: None,
            origin: ORIGIN,
        }
        .to_markdown();
        let page = page(name).replace("/resources/", "/list-resources/");
        assert_committed(&page, &text);
    }
}

#[test]
fn the_page_of_each_data_source_is_committed() {
    let server = server();
    for it in &server.schemas().data {
        let name = it.data.name();
        let text = Page {
            provider: PROVIDER,
            resource: Some(name),
            kind: "Data Source",
            schema: &it.schema,
            more: "",
            groups: &[],
            examples: &[Example {
                heading: "",
                text: &example(&format!("data-sources/{name}/data-source.tf")),
            }],
            import: None,
            origin: ORIGIN,
        }
        .to_markdown();
        let page = page(name).replace("/resources/", "/data-sources/");
        assert_committed(&page, &text);
    }
}

#[test]
fn the_page_of_each_action_is_committed() {
    let server = server();
    for (action, schema) in &server.schemas().actions {
        let name = action.name();
        let text = Page {
            provider: PROVIDER,
            resource: Some(name),
            kind: "Action",
            schema,
            more: OF_ACTIONS,
            groups: &[],
            examples: &[Example {
                heading: "",
                text: &example(&format!("actions/{name}/action.tf")),
            }],
            import: None,
            origin: ORIGIN,
        }
        .to_markdown();
        let page = page(name).replace("/resources/", "/actions/");
        assert_committed(&page, &text);
    }
}

#[test]
fn the_page_of_each_function_is_committed() {
    let server = server();
    for it in &server.schemas().functions {
        let name = it.function.name();
        let text = FunctionPage {
            provider: PROVIDER,
            name,
            summary: it.function.summary(),
            parameters: &it.parameters,
            result: &it.result,
            examples: &[Example {
                heading: "",
                text: &example(&format!("functions/{name}/function.tf")),
            }],
            origin: ORIGIN,
        }
        .to_markdown();
        assert_committed(&format!("docs/functions/{name}.md"), &text);
    }
}

/// The names of the entries of a folder.
fn entries(folder: &str) -> BTreeSet<String> {
    fs::read_dir(root().join(folder))
        .unwrap_or_else(|error| panic!("{folder}: {error}"))
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn no_page_and_no_example_is_of_what_is_gone() {
    let server = server();
    let schemas = server.schemas();
    let pages = |names: Vec<&str>| -> BTreeSet<String> {
        let short = |it: &str| it.trim_start_matches("awslambda_").to_owned();
        names.iter().map(|it| format!("{}.md", short(it))).collect()
    };
    let resources = || schemas.resources.iter().map(|it| it.resource.name());
    let data = || schemas.data.iter().map(|it| it.data.name());
    let lists = || schemas.lists.iter().map(|it| it.0.name());
    let actions = || schemas.actions.iter().map(|it| it.0.name());
    let functions = || schemas.functions.iter().map(|it| it.function.name());
    assert_eq!(entries("docs/resources"), pages(resources().collect()));
    assert_eq!(entries("docs/data-sources"), pages(data().collect()));
    assert_eq!(entries("docs/list-resources"), pages(lists().collect()));
    assert_eq!(entries("docs/actions"), pages(actions().collect()));
    assert_eq!(entries("docs/functions"), pages(functions().collect()));
    let data: BTreeSet<String> = data().map(str::to_owned).collect();
    assert_eq!(entries("examples/data-sources"), data);
    let lists: BTreeSet<String> = lists().map(str::to_owned).collect();
    assert_eq!(entries("examples/list-resources"), lists);
    let actions: BTreeSet<String> = actions().map(str::to_owned).collect();
    assert_eq!(entries("examples/actions"), actions);
    let functions: BTreeSet<String> = functions().map(str::to_owned).collect();
    assert_eq!(entries("examples/functions"), functions);
}
