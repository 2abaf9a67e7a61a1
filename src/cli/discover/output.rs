//! The found mappings, in each output format.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{
    arguments::Import,
    config::{self, References},
    findings::Found,
    names::Names,
};
use crate::{
    cli::state::{Managed, OURS},
    framework::schema::Attribute,
    hcl::write::{Block, Expression},
};

/// A mapping with its name, and what a state knows of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<'a> {
    pub(super) found: &'a Found,
    pub(super) name: &'a str,
    /// Where a state has it under another type.
    pub(super) moved: Option<&'a Managed>,
}

/// The mappings with their names, sorted by name.
pub(super) fn named<'a>(
    found: &[&'a Found],
    names: &'a Names,
    managed: &[&'a Managed],
) -> Vec<Named<'a>> {
    let mut all: Vec<Named<'a>> = found
        .iter()
        .map(|it| Named {
            found: it,
            name: names.get(&it.uuid).map_or("", String::as_str),
            moved: managed.iter().copied().find(|other| other.uuid == it.uuid),
        })
        .collect();
    all.sort_by(|a, b| a.name.cmp(b.name));
    all
}

/// The resources.
pub(super) fn resources(
    named: &[Named<'_>],
    rows: &[Attribute],
    references: &References,
) -> Vec<Block> {
    let each = named.iter();
    each.map(|it| {
        let block = Block::new("resource", [OURS, it.name]);
        config::fill(block, rows, &it.found.config, references)
    })
    .collect()
}

/// The import blocks of mappings that no state has.
pub(super) fn imports(named: &[Named<'_>], import: Import, home: &str) -> Vec<Block> {
    let each = named.iter().filter(|it| it.moved.is_none());
    each.filter_map(|it| import_of(it, import, home)).collect()
}

/// The import block of a mapping.
fn import_of(named: &Named<'_>, import: Import, home: &str) -> Option<Block> {
    let found = named.found;
    let to = Expression::Raw(format!("{OURS}.{}", named.name));
    let block = Block::new("import", [] as [&str; 0]);
    match import {
        Import::None => None,
        Import::Id => {
            let id = if found.region == home {
                found.uuid.clone()
            } else {
                format!("{}@{}", found.uuid, found.region)
            };
            Some(block.with("id", id).with("to", to))
        }
        Import::Identity => {
            let identity = vec![
                ("account_id".to_owned(), found.account.as_str().into()),
                ("region".to_owned(), found.region.as_str().into()),
                ("uuid".to_owned(), found.uuid.as_str().into()),
            ];
            Some(
                block
                    .with("identity", Expression::Object(identity))
                    .with("to", to),
            )
        }
    }
}

/// The `moved` blocks of mappings that a state has under another type.
pub(super) fn moves(named: &[Named<'_>]) -> Vec<Block> {
    let each = named.iter().filter_map(|it| Some((it, it.moved?)));
    each.map(|(it, managed)| {
        let from = managed.instance_of(&managed.kind);
        Block::new("moved", [] as [&str; 0])
            .with("from", Expression::Raw(from))
            .with("to", Expression::Raw(format!("{OURS}.{}", it.name)))
    })
    .collect()
}

/// The blocks by which a core that cannot move forgets and imports.
pub(super) fn takeovers(named: &[Named<'_>], import: Import, home: &str) -> Vec<Block> {
    let mut resources: Vec<String> = named
        .iter()
        .filter_map(|it| Some(it.moved?.resource()))
        .collect();
    resources.sort();
    resources.dedup();
    let removed = resources.into_iter().map(|from| {
        let lifecycle = Block::new("lifecycle", [] as [&str; 0]).with("destroy", false);
        Block::new("removed", [] as [&str; 0])
            .with("from", Expression::Raw(from))
            .with_block(lifecycle)
    });
    let taken = named.iter().filter(|it| it.moved.is_some());
    let imports = taken.filter_map(|it| import_of(it, import, home));
    removed.chain(imports).collect()
}

/// The declaration of this provider.
pub(super) fn provider(source: &str, region: &str, profile: Option<&str>) -> Vec<Block> {
    let entry = vec![("source".to_owned(), source.into())];
    let required = Block::new("required_providers", [] as [&str; 0])
        .with("awslambda", Expression::Object(entry));
    let mut provider = Block::new("provider", ["awslambda"]);
    if let Some(profile) = profile {
        provider = provider.with("profile", profile);
    }
    vec![
        Block::new("terraform", [] as [&str; 0]).with_block(required),
        provider.with("region", region),
    ]
}

/// The columns of a mapping.
const COLUMNS: [&str; 9] = [
    "name",
    "function",
    "source_kind",
    "source",
    "topic",
    "state",
    "region",
    "account_id",
    "uuid",
];

fn cells<'a>(named: &Named<'a>) -> [&'a str; 9] {
    let it = named.found;
    [
        named.name,
        &it.function,
        &it.kind,
        &it.source,
        it.topic.as_deref().unwrap_or_default(),
        &it.state,
        &it.region,
        &it.account,
        &it.uuid,
    ]
}

/// A JSON array with an object for each mapping.
pub(super) fn json(named: &[Named<'_>]) -> String {
    let each = named.iter().map(|it| {
        let cells = COLUMNS.iter().zip(cells(it));
        let mut object: serde_json::Map<String, Value> = cells
            .map(|(name, text)| ((*name).to_owned(), json!(text)))
            .collect();
        if it.found.topic.is_none() {
            object.insert("topic".to_owned(), Value::Null);
        }
        let tags: serde_json::Map<String, Value> = it
            .found
            .tags
            .iter()
            .map(|(key, it)| (key.clone(), json!(it)))
            .collect();
        object.insert("tags".to_owned(), Value::Object(tags));
        object.insert("address".to_owned(), json!(format!("{OURS}.{}", it.name)));
        Value::Object(object)
    });
    let all = Value::Array(each.collect());
    format!("{all:#}\n")
}

/// Comma-separated values by RFC 4180, with line feeds alone at the ends of lines.
pub(super) fn csv(named: &[Named<'_>]) -> String {
    let quoted = |text: &str| {
        if text.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", text.replace('"', "\"\""))
        } else {
            text.to_owned()
        }
    };
    let mut out = format!("{}\n", COLUMNS.join(","));
    for it in named {
        let cells: Vec<String> = cells(it).iter().map(|it| quoted(it)).collect();
        let _ = writeln!(out, "{}", cells.join(","));
    }
    out
}

/// A table for a person.
pub(super) fn table(named: &[Named<'_>]) -> String {
    let rows: Vec<[&str; 9]> = std::iter::once(COLUMNS)
        .chain(named.iter().map(cells))
        .collect();
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..COLUMNS.len()).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        let _ = writeln!(out, "{}", cells.join("  ").trim_end());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cli::state::AWS, hcl::write::document};

    fn found() -> Found {
        Found {
            uuid: "u1".into(),
            region: "us-east-1".into(),
            account: "123456789012".into(),
            function: "f".into(),
            source: "b1:1,b2:1".into(),
            state: "Enabled".into(),
            ..Found::default()
        }
    }

    #[test]
    fn an_import_names_a_region_that_is_not_the_providers() {
        let (found, names) = (found(), Names::from([("u1".into(), "n".into())]));
        let all = named(&[&found], &names, &[]);
        for (import, home, expected) in [
            (
                Import::Id,
                "us-east-1",
                "import {\n  id = \"u1\"\n  to = awslambda_event_source_mapping.n\n}\n",
            ),
            (
                Import::Id,
                "eu-west-1",
                "import {\n  id = \"u1@us-east-1\"\n  to = awslambda_event_source_mapping.n\n}\n",
            ),
            (
                Import::Identity,
                "eu-west-1",
                "import {\n  identity = {\n    account_id = \"123456789012\"\n    region     = \"us-east-1\"\n    uuid       = \"u1\"\n  }\n  \
                 to = awslambda_event_source_mapping.n\n}\n",
            ),
            (Import::None, "eu-west-1", ""),
        ] {
            assert_eq!(document(&imports(&all, import, home)), expected);
        }
    }

    #[test]
    fn what_a_state_has_under_another_type_is_moved_and_not_imported() {
        let (found, names) = (found(), Names::from([("u1".into(), "n".into())]));
        let managed = Managed {
            module: "module.m[0]".into(),
            kind: AWS.into(),
            name: "x".into(),
            index: "[\"k\"]".into(),
            uuid: "u1".into(),
        };
        let all = named(&[&found], &names, &[&managed]);
        assert_eq!(imports(&all, Import::Id, "us-east-1"), []);
        assert_eq!(
            document(&moves(&all)),
            "moved {\n  from = module.m[0].aws_lambda_event_source_mapping.x[\"k\"]\n  \
             to   = awslambda_event_source_mapping.n\n}\n"
        );
        let text = document(&takeovers(&all, Import::Id, "us-east-1"));
        assert!(
            text.starts_with("removed {\n  from = module.m.aws_lambda_event_source_mapping.x\n"),
            "{text}"
        );
        assert!(
            text.ends_with("import {\n  id = \"u1\"\n  to = awslambda_event_source_mapping.n\n}\n"),
            "{text}"
        );
    }

    #[test]
    fn a_mapping_in_each_form() {
        let (found, names) = (found(), Names::from([("u1".into(), "n".into())]));
        let all = named(&[&found], &names, &[]);
        assert!(csv(&all).ends_with("\nn,f,,\"b1:1,b2:1\",,Enabled,us-east-1,123456789012,u1\n"));
        let table = table(&all);
        assert_eq!(table.lines().count(), 2);
        assert!(table.lines().all(|it| it.trim_end() == it), "{table}");
        let json: Value = serde_json::from_str(&json(&all)).unwrap();
        assert_eq!(json[0]["topic"], Value::Null);
        assert_eq!(json[0]["address"], "awslambda_event_source_mapping.n");
    }
}
