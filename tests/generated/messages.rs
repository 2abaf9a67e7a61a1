//! All messages of validate and import in one list, and what every message has in common.
//!
//! `tests/snapshots/messages.md` is made of the cases, so that the messages can be read in one go. It ends
//! with the messages of `docs/guides/troubleshooting.md`, which real runs wrote.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use regex_lite::Regex;
use serde_json::{Value as Json, json};
use terraform_provider_awslambda::framework::diagnostics::{Diagnostic, SHOWN, Severity, bounded};
use terraform_provider_awslambda::framework::msgpack;
use terraform_provider_awslambda::framework::schema::Schema;
use terraform_provider_awslambda::framework::schema::validate::{Capabilities, validate};
use terraform_provider_awslambda::framework::server::Encoded;

use super::checks::cases;
use crate::generated::server;
use crate::support::committed::assert_committed;
use crate::support::configs::value;

const TYPE: &str = "awslambda_event_source_mapping";
/// Far longer than what is shown, and short enough to try it in each place.
const LONG: usize = 5_000;

/// Provider blocks with one mistake each.
fn blocks() -> Vec<Json> {
    let role = |it: Json| json!({"assume_role": [it]});
    vec![
        json!({"region": "eu-west-1a"}),
        json!({"sts_region": "Frankfurt"}),
        json!({"access_key": "AKIA"}),
        json!({"secret_key": "secret"}),
        json!({"token": "token"}),
        json!({"allowed_account_ids": ["1234"]}),
        json!({"allowed_account_ids": ["123456789012"], "forbidden_account_ids": ["210987654321"]}),
        json!({"endpoints": [{"lambda": "localhost:4599"}]}),
        json!({"endpoints": [{"sts": "https://"}]}),
        json!({"http_proxy": "proxy"}),
        json!({"https_proxy": "ftp://proxy.example.com"}),
        json!({"http_connect_timeout": 0}),
        json!({"http_operation_timeout": 4000}),
        json!({"max_retries": -1}),
        json!({"retry_mode": "legacy"}),
        json!({"token_bucket_rate_limiter_capacity": -1}),
        json!({"ec2_metadata_service_endpoint": "169.254.169.254"}),
        json!({"ec2_metadata_service_endpoint_mode": "IPv5"}),
        json!({"skip_metadata_api_check": "yes"}),
        json!({"insecure": true}),
        json!({"default_tags": [{"tags": {"aws:own": "x"}}]}),
        json!({"assume_role_with_web_identity": [{
            "role_arn": "arn:aws:iam::123456789012:role/r",
            "web_identity_token": "token",
            "web_identity_token_file": "token.txt",
        }]}),
        role(json!({})),
        role(json!({"role_arn": "deploy"})),
        role(json!({"role_arn": "arn:aws:iam::123456789012:role/r", "duration": "1m"})),
        role(json!({"role_arn": "arn:aws:iam::123456789012:role/r", "policy": "{"})),
        role(json!({"role_arn": "arn:aws:iam::123456789012:role/r", "policy_arns": ["ReadOnly"]})),
        role(json!({"role_arn": "arn:aws:iam::123456789012:role/r", "session_name": "a b"})),
        role(json!({"role_arn": "arn:aws:iam::123456789012:role/r", "source_identity": "é"})),
    ]
}

/// Ids that cannot be imported.
const IDS: [&str; 4] = [
    "orders",
    "91eaeb7e-c976-1234-9451-8709db01f137@frankfurt",
    "91eaeb7e-c976-1234-9451-8709db01f137@eu-west-1a",
    "arn:aws:sqs:eu-west-1:123456789012:orders",
];

fn of_resource(config: &Json) -> Vec<Diagnostic> {
    let schema: &Schema = &server().schemas().resources[0].schema;
    let found = validate(schema, &value(schema, config), Capabilities::default());
    found.into_iter().collect()
}

fn of_provider(config: &Json) -> Vec<Diagnostic> {
    let server = server();
    let schema = &server.schemas().provider;
    let config = value(schema, config);
    let bytes = msgpack::encode(&config, &schema.ty()).unwrap();
    let found = server.validate_provider(Encoded {
        msgpack: &bytes,
        json: &[],
    });
    found.into_iter().collect()
}

fn of_import(id: &str) -> Vec<Diagnostic> {
    let server = server();
    let nothing = Encoded {
        msgpack: &[],
        json: &[],
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let answer = runtime.block_on(server.import(TYPE, id, nothing));
    answer.diagnostics.into_iter().collect()
}

/// Every message of the cases, by where it comes from.
fn all() -> Vec<(&'static str, Diagnostic)> {
    let cases = cases::all();
    let checks = cases
        .iter()
        .flat_map(|it| of_resource(&it.base.with(&it.breaks)));
    let blocks = blocks();
    let provider = blocks.iter().flat_map(of_provider);
    let imports = IDS.iter().flat_map(|it| of_import(it));
    checks
        .map(|it| ("Resource", it))
        .chain(provider.map(|it| ("Provider block", it)))
        .chain(imports.map(|it| ("Import", it)))
        .collect()
}

fn guide() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guides/troubleshooting.md");
    fs::read_to_string(path).unwrap().replace("\r\n", "\n")
}

/// The messages of the guide, which the fault tests write there.
fn of_runs() -> Vec<(String, String)> {
    let guide = guide();
    let parts = guide.split("<!-- message: ").skip(1);
    let found = parts.map(|it| {
        let (name, rest) = it.split_once(" -->\n```text\n").unwrap();
        let (text, _) = rest.split_once("```\n").unwrap();
        (name.to_owned(), text.to_owned())
    });
    found.collect()
}

#[test]
fn the_list_of_all_messages_is_committed() {
    let mut text =
        "# Messages\n\nMade by `cargo test --test quick generated`. Do not edit.\n".to_owned();
    let mut group = "";
    let mut seen = BTreeSet::new();
    for (of, it) in all() {
        if of != group {
            writeln!(text, "\n## {of}").unwrap();
            group = of;
        }
        if !seen.insert((it.summary.clone(), it.detail.clone())) {
            continue;
        }
        let verdict = match it.severity {
            Severity::Error => "Error",
            Severity::Warning => "Warning",
        };
        writeln!(
            text,
            "\n```text\n{verdict}: {}\n\n{}\n```",
            it.summary, it.detail
        )
        .unwrap();
    }
    text.push_str("\n## Create, read, update and delete\n");
    for (name, message) in of_runs() {
        writeln!(text, "\n{name}:\n\n```text\n{message}```").unwrap();
    }
    assert_committed("tests/snapshots/messages.md", &text);
}

/// What is not short or not plain of a message.
pub(crate) fn complaints(summary: &str, detail: &str) -> Vec<String> {
    static SINGULAR: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b1 [a-z]{3,}s\b").unwrap());
    let whole = format!("{summary}\n\n{detail}");
    let mut wrong = Vec::new();
    let mut complain = |what: &str| wrong.push(format!("{what}: {whole}"));
    // A block to copy is no line to read.
    let lines = whole.lines();
    let read = lines.filter(|it| !it.is_empty() && !it.starts_with("    "));
    if read.count() > 8 {
        complain("more than 8 lines");
    }
    if summary.is_empty() || detail.is_empty() {
        complain("a part is missing");
    }
    // A pattern ends as it is written, and so do AWS's own words, a command to copy and a list.
    let own = detail.split("\n\nPattern: ").next().unwrap();
    let ends = own.ends_with(['.', '?'])
        || own.lines().last().is_some_and(|it| it.starts_with("  "))
        || ["already exists", "--uuid", "list-event-source-mappings"]
            .iter()
            .any(|it| own.contains(it));
    if summary.ends_with('.') || !ends {
        complain("punctuation");
    }
    // A line of a list may have columns.
    let gap = |it: &str| !it.starts_with("  ") && it.contains("  ");
    if whole.contains("..") || whole.lines().any(gap) {
        complain("two dots or spaces");
    }
    if SINGULAR.is_match(&whole) {
        complain("plural of 1");
    }
    // Values of the cases and words of AWS are in quotes.
    let own: String = whole.split('"').step_by(2).collect::<Vec<_>>().join("");
    let own = own.to_lowercase();
    for banned in [
        "at rest",
        "in vain",
        "but for",
        "in the way",
        "a matter of",
        "made anew",
        "be had",
        "mend",
        "is told",
        "tells",
        "told",
        "comes",
        "came",
        "takes",
        "is no ",
        "one another",
        "whoever",
    ] {
        if own.contains(banned) {
            complain(&format!("\"{banned}\""));
        }
    }
    wrong
}

#[test]
fn every_message_is_short_and_in_plain_words() {
    let mut wrong = Vec::new();
    let of_checks = all().into_iter().map(|(_, it)| (it.summary, it.detail));
    let of_runs = of_runs().into_iter().map(|(_, text)| {
        let (summary, detail) = text.split_once("\n\n").unwrap();
        (summary.to_owned(), detail.trim_end().to_owned())
    });
    for (summary, detail) in of_checks.chain(of_runs) {
        wrong.extend(complaints(&summary, &detail));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The configuration with each of its texts made long in turn.
fn lengthened(config: &Json) -> Vec<Json> {
    fn pointers(config: &Json, at: &str, found: &mut Vec<String>) {
        match config {
            Json::String(_) => found.push(at.to_owned()),
            Json::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    pointers(item, &format!("{at}/{index}"), found);
                }
            }
            Json::Object(fields) => {
                for (name, field) in fields {
                    pointers(field, &format!("{at}/{}", name.replace('/', "~1")), found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    pointers(config, "", &mut found);
    let long = |at: &String| {
        let mut config = config.clone();
        let text = config.pointer_mut(at).unwrap();
        *text = json!(format!("{}{}", text.as_str().unwrap(), "ж".repeat(LONG)));
        config
    };
    found.iter().map(long).collect()
}

fn assert_bounded(found: Vec<Diagnostic>, what: &Json) {
    for it in found {
        // As the wire sends it.
        let whole = format!("{} {}", bounded(it.summary), bounded(it.detail));
        let shown = whole.matches('ж').count();
        // A summary and a detail may each show the value.
        assert!(
            shown <= 2 * SHOWN,
            "{shown} characters for {:.200}",
            what.to_string()
        );
        let run = whole
            .split(|it| it != 'ж')
            .map(|it| it.chars().count())
            .max();
        assert!(run.unwrap_or_default() <= SHOWN, "{whole:.300}");
    }
}

#[test]
fn no_message_shows_more_than_200_characters_of_a_value() {
    for case in cases::all() {
        for config in lengthened(&case.base.with(&case.breaks)) {
            assert_bounded(of_resource(&config), &config);
        }
    }
    for block in blocks() {
        for config in lengthened(&block) {
            assert_bounded(of_provider(&config), &config);
        }
    }
    for id in IDS {
        let id = format!("{id}{}", "ж".repeat(LONG));
        assert_bounded(of_import(&id), &json!(id));
    }
}
