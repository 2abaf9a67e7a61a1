//! The floors of the rooms: which files may know which others.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    paths::{Crate, circle},
    read, sources,
};

/// The floors of each room, the ground floor first. A file knows its own floor and those below; what a
/// room's `mod.rs` says is above all of them.
const FLOORS: &[(&str, &[&[&str]])] = &[
    (
        "framework",
        &[
            &["value", "diagnostics"],
            &["json", "msgpack"],
            &["schema"],
            &["cell"],
            &["plan"],
            &["author"],
            &["server", "prelude"],
        ],
    ),
    (
        "aws",
        &[
            &["names"],
            &["model"],
            &["api"],
            &["filter"],
            &["event_source_mapping"],
            &["functions", "policy"],
            &["provider", "discover", "steer"],
        ],
    ),
    (
        "aws/event_source_mapping",
        &[
            &["kinds", "mode", "checks", "table", "facts"],
            &["plan", "wire"],
            &["tell"],
            &["operate", "arrive"],
        ],
    ),
    (
        "emulator",
        &[
            &["facts"],
            &["model"],
            &["orders"],
            &["lambda"],
            &["journal", "record"],
            &["options", "http"],
        ],
    ),
];

/// Folders of like things, which may be as many as there are: name and reason.
const TABLES: &[(&str, &str)] = &[
    (
        "src/aws/event_source_mapping/checks",
        "a file for each group of arguments",
    ),
    ("src/cli", "a folder for each command, and what they share"),
];

/// Names of files that stand twice in a room: name and reason.
const TWINS: &[(&str, &str)] = &[
    ("framework/decode", "each encoding has both directions"),
    ("framework/encode", "each encoding has both directions"),
];

/// Most entries of a folder: what one sees at a glance. `mod.rs` and tests do not count, and a file and
/// the folder of its parts count once.
const ENTRIES: usize = 10;

fn house() -> Vec<(String, String)> {
    sources("src")
        .into_iter()
        .filter(|it| !it.code.is_empty())
        .map(|it| {
            let path = it.path.trim_start_matches("src/").to_owned();
            (path, read(&it.path))
        })
        .collect()
}

fn with_edges(check: impl FnOnce(BTreeSet<(&str, &str)>)) {
    let files = house();
    let house = Crate::read(files.iter().map(|(path, text)| (&**path, &**text)));
    check(house.edges());
}

#[test]
fn no_files_know_each_other_in_a_circle() {
    with_edges(|edges| {
        if let Some(found) = circle(&edges) {
            panic!("a circle of files: {}", found.join(" -> "));
        }
    });
}

#[test]
fn a_floor_knows_only_the_floors_below_it() {
    with_edges(|edges| {
        let mut found = Vec::new();
        for (from, to) in edges {
            for (room, floors) in FLOORS {
                let floor = |path: &str| {
                    let inside = path.strip_prefix(room)?.strip_prefix('/')?;
                    let entry = inside.split('/').next()?.trim_end_matches(".rs");
                    let at = floors.iter().position(|it| it.contains(&entry));
                    assert!(
                        at.is_some() || entry == "mod",
                        "{path} is on no floor of {room}"
                    );
                    Some(at.unwrap_or(floors.len()))
                };
                if let (Some(own), Some(other)) = (floor(from), floor(to))
                    && own < other
                {
                    found.push(format!("{from} knows {to}, which is above it"));
                }
            }
        }
        assert!(found.is_empty(), "{found:#?}");
    });
}

#[test]
fn a_folder_is_seen_at_a_glance() {
    let mut folders: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources("src") {
        if source.path.contains("/tests/") {
            continue;
        }
        let parts: Vec<&str> = source.path.split('/').collect();
        for at in 1..parts.len() {
            let name = parts[at].trim_end_matches(".rs");
            if name != "mod" && name != "tests" {
                let folder = parts[..at].join("/");
                folders.entry(folder).or_default().insert(name.to_owned());
            }
        }
    }
    for (folder, entries) in folders {
        let is_table = TABLES.iter().any(|(table, _)| *table == folder);
        assert!(
            is_table || entries.len() <= ENTRIES,
            "{folder} has {} entries, more than {ENTRIES}: {entries:?}",
            entries.len()
        );
    }
}

#[test]
fn a_name_of_a_file_stands_once_in_a_room() {
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources("src") {
        let inside = source.path.trim_start_matches("src/");
        let name = inside.rsplit('/').next().unwrap().trim_end_matches(".rs");
        let is_test = inside.contains("/tests/") || inside.ends_with("/tests.rs");
        if let Some((room, _)) = inside.split_once('/')
            && name != "mod"
            && !is_test
        {
            named
                .entry(format!("{room}/{name}"))
                .or_default()
                .push(source.path.clone());
        }
    }
    for (name, paths) in named {
        let is_twin = TWINS.iter().any(|(twin, _)| *twin == name);
        assert!(is_twin || paths.len() == 1, "one name: {paths:?}");
    }
}

/// A name means one type in the room. The types of tests and what traits and aliases name do not count.
#[test]
fn a_name_of_a_type_stands_once_in_aws() {
    let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources("src/aws") {
        for name in source.code.iter().filter_map(|line| declared(line)) {
            let paths = named.entry(name.to_owned()).or_default();
            paths.push(source.path.clone());
        }
    }
    assert!(named.len() > 100, "{} types", named.len());
    named.retain(|_, paths| paths.len() > 1);
    assert!(named.is_empty(), "{named:#?}");
}

/// The name of the type that a line declares.
fn declared(line: &str) -> Option<&str> {
    let mut words = super::without_comment(line)
        .split_whitespace()
        .skip_while(|it| it.starts_with("pub") || it.starts_with("crate::"));
    let is_type = matches!(words.next()?, "struct" | "enum" | "trait");
    let name = words
        .next()?
        .split(|it: char| !it.is_alphanumeric())
        .next()?;
    (is_type && !name.is_empty()).then_some(name)
}

/// What says of itself that it is pure names no clock, no network, no file, no randomness and no client.
#[test]
fn what_is_called_pure_is_pure() {
    const EFFECTS: &[&str] = &[
        "tokio",
        "SystemTime",
        "Instant",
        "std::fs",
        "std::net",
        "std::process",
        "fastrand",
        "Client",
        "reqwest",
        "hyper",
    ];
    const PURE: [&str; 4] = ["Pure.", "Pure:", "pure:", ", pure"];
    let mut found = 0;
    for source in sources("src") {
        let head: Vec<&String> = source
            .code
            .iter()
            .take_while(|it| it.starts_with("//!"))
            .collect();
        let is_pure = head
            .iter()
            .any(|it| PURE.iter().any(|word| it.contains(word)));
        if !is_pure {
            continue;
        }
        found += 1;
        for (number, line) in source.code.iter().enumerate() {
            for effect in EFFECTS {
                assert!(
                    !super::names(super::without_comment(line), effect),
                    "{}:{} names {effect}, and its head calls it pure",
                    source.path,
                    number + 1
                );
            }
        }
    }
    assert!(found > 30, "{found} files are called pure");
}
