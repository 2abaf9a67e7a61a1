//! `docs/guides/validation-rules.md`, made of the rules and the cases that break them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use terraform_provider_awslambda::framework::diagnostics::{Diagnostic, Severity};
use terraform_provider_awslambda::framework::schema::evidence::Evidence;

use super::{cases, complaints, first, found, schema, short, source};
use crate::support::committed::assert_committed;
use crate::support::configs::value;

const INTRODUCTION: &str = "---
page_title: \"Validation rules\"
description: |-
  Each mistake that validate and plan report: the argument, the rule, error or warning, and the source of the rule.
---

<!-- Made by `cargo test --test quick generated` of the rules and their cases. Do not edit. -->

# Validation rules

`terraform validate` and `terraform plan` report these mistakes at the line of the argument, without a request to AWS. A \
value that is unknown during the plan is not checked.

The column *source* says how the rule is known:

| source | meaning | result |
| --- | --- | --- |
| recorded | A real response of AWS shows the rejection. | error |
| documented | The documentation or the API model of AWS excludes the value. | error, or warning if AWS accepts the value |
| the provider's own rule | The provider or Terraform cannot use the value. | error |
| assumed | No rejection is known. AWS decides. | warning |

AWS can change its rules. If an error is wrong for you, please report it.

## Sources

Several rules have one of these sources. Their rows contain its number.

| number | source |
| ---: | --- |
";

/// A row of a table: the mistake, and the source of the rule.
struct Row {
    argument: String,
    rule: String,
    result: &'static str,
    source: Evidence,
}

/// The sources that have numbers, in their order.
struct Numbered(Vec<Evidence>);

#[test]
fn the_guide_of_the_checks_is_committed() {
    let sections = sections();
    let numbered = Numbered::of(sections.iter().flat_map(|(_, rows)| rows));
    let mut text = INTRODUCTION.to_owned();
    for (index, source) in numbered.0.iter().enumerate() {
        writeln!(text, "| {} | {} |", index + 1, cell(&source.says())).unwrap();
    }
    for (name, rows) in &sections {
        writeln!(
            text,
            "\n## `{name}`\n\n| argument | rule | result | source |\n| --- | --- | --- | --- |"
        )
        .unwrap();
        for row in rows {
            text += &row.text(&numbered);
        }
    }
    assert_committed("docs/guides/validation-rules.md", &text);
}

#[test]
fn a_source_of_several_rules_has_a_number_and_is_said_once() {
    let row = |source| Row {
        argument: "it".to_owned(),
        rule: "missing. Set it.".to_owned(),
        result: "error",
        source,
    };
    let model = Evidence::Documented("the model");
    let quote = Evidence::Recorded("\"No.\"");
    let rows = [model, quote, Evidence::Own, Evidence::Own, model].map(row);
    let numbered = Numbered::of(rows.iter());
    let said: Vec<String> = rows.iter().map(|row| numbered.cell(row.source)).collect();
    assert_eq!(
        said,
        [
            "documented [1](#sources)",
            "recorded: \"No.\"",
            "the provider's own rule",
            "the provider's own rule",
            "documented [1](#sources)"
        ]
    );
}

/// The rows of each argument of the resource that has rules.
fn sections() -> Vec<(&'static str, Vec<Row>)> {
    let schema = schema();
    let cases = cases::all();
    let mut sections = Vec::new();
    for name in schema.attributes.iter().map(|row| row.name) {
        let mut written = BTreeSet::new();
        let mut rows = Vec::new();
        for case in cases.iter().filter(|it| first(it) == name) {
            let broken = value(&schema, &case.base.with(&case.breaks));
            let mut sources = Vec::new();
            complaints(&schema.attributes, &[&broken], &broken, &mut sources);
            for it in found(&schema, &broken) {
                if written.insert(it.summary.clone()) {
                    rows.push(Row::of(&it, source(&it, &sources)));
                }
            }
        }
        if !rows.is_empty() {
            sections.push((name, rows));
        }
    }
    sections
}

/// A text as the cell of a table.
fn cell(text: &str) -> String {
    let text = short(text).replace('|', "\\|");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

// === impl Row ===

impl Row {
    fn of(it: &Diagnostic, source: Evidence) -> Self {
        let (argument, rule) = it.summary.split_once(": ").unwrap();
        Self {
            argument: argument.to_owned(),
            rule: format!("{}. {}", cell(rule), cell(&it.detail)),
            result: match it.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            source,
        }
    }

    fn text(&self, numbered: &Numbered) -> String {
        format!(
            "| `{}` | {} | {} | {} |\n",
            self.argument,
            self.rule,
            self.result,
            numbered.cell(self.source)
        )
    }
}

// === impl Numbered ===

impl Numbered {
    /// What is the source of several rules, in the order in which it first comes.
    fn of<'a>(rows: impl Iterator<Item = &'a Row>) -> Self {
        let (mut seen, mut several) = (Vec::new(), BTreeSet::new());
        for source in rows.map(|row| row.source) {
            if seen.contains(&source) {
                several.insert(source);
            } else if source != Evidence::Own {
                seen.push(source);
            }
        }
        seen.retain(|it| several.contains(it));
        Self(seen)
    }

    fn cell(&self, source: Evidence) -> String {
        let says = source.says();
        match self.0.iter().position(|it| *it == source) {
            Some(index) => {
                let kind = says.split(':').next().unwrap();
                format!("{kind} [{}](#sources)", index + 1)
            }
            None => cell(&says),
        }
    }
}
