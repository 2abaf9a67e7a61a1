//! The parts of `docs/guides/testing-without-aws.md` that repeat the emulator's facts and the examples.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use terraform_provider_awslambda::emulator::{Known, facts};

use crate::support::committed::assert_committed;

const FILE: &str = "docs/guides/testing-without-aws.md";
const BEGIN: &str = "<!-- Made by `cargo test --test quick generated`; do not edit. -->\n";
const END: &str = "<!-- End of what is made. -->\n";

fn read(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = fs::read_to_string(&path);
    let text = text.unwrap_or_else(|error| panic!("{file}: {error}"));
    text.replace("\r\n", "\n")
}

/// The refusals, a row each.
fn refusals() -> String {
    let mut table = "| is refused when | with | known |\n| --- | --- | --- |\n".to_owned();
    for fact in facts() {
        let known = match fact.known {
            Known::Assumed => "**assumed**",
            other => other.word(),
        };
        writeln!(table, "| {} | {} | {known} |", fact.what, fact.answer()).unwrap();
    }
    table
}

/// The text with each example behind the comment that names it.
fn with_examples(text: &str) -> String {
    let mut made = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        made += line;
        made.push('\n');
        let name = line.strip_prefix("<!-- example: ");
        let Some(name) = name.and_then(|rest| rest.strip_suffix(" -->")) else {
            continue;
        };
        if lines.peek().is_some_and(|next| next.starts_with("```")) {
            lines.next();
            for old in lines.by_ref() {
                if old == "```" {
                    break;
                }
            }
        }
        let is_json = Path::new(name).extension().is_some_and(|it| it == "json");
        let language = if is_json { "json" } else { "terraform" };
        let example = read(&format!("examples/{name}"));
        writeln!(made, "```{language}\n{}\n```", example.trim_end()).unwrap();
    }
    made
}

#[test]
fn the_guide_to_testing_says_what_is_emulated_and_how_it_is_known() {
    let text = with_examples(&read(FILE));
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    assert_committed(
        FILE,
        &format!("{before}{BEGIN}\n{}\n{END}{after}", refusals()),
    );
}
