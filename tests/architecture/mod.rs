//! The rules of the house that a compiler does not see. Each fails with the file and the line.

mod floors;
mod loops;
mod paths;

use std::{collections::BTreeSet, fs, path::Path};

/// A source file without its tests.
struct Source {
    /// Relative to the root, with `/`.
    path: String,
    /// The lines up to `#[cfg(test)]`, with comments. A file `tests.rs` has none.
    code: Vec<String>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder of the repository, relative to its root.
fn files(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(relative(&path));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "{folder} is empty");
    found
}

fn relative(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap()
        .components()
        .map(|part| part.as_os_str().to_str().unwrap())
        .collect::<Vec<_>>()
        .join("/")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The Rust files below a folder, without their tests.
fn sources(folder: &str) -> Vec<Source> {
    files(folder)
        .into_iter()
        .filter(|path| has_extension(path, "rs"))
        .map(|path| {
            let is_test = path.ends_with("/tests.rs") || path.contains("/tests/");
            let code = if is_test {
                Vec::new()
            } else {
                untested(&path, &read(&path))
            };
            Source { path, code }
        })
        .collect()
}

/// The lines before the tests of a file, which are its end.
fn untested(path: &str, text: &str) -> Vec<String> {
    let (code, tests) = text.split_once("\n#[cfg(test)]\n").unwrap_or((text, ""));
    let mut rest = tests.lines().skip_while(|line| !line.starts_with("mod "));
    let opens = rest.next().is_some_and(|line| line.ends_with('{'));
    let mut after = rest
        .skip_while(|line| opens && *line != "}")
        .skip(usize::from(opens));
    let behind = after.find(|line| !line.is_empty() && !line.starts_with("//"));
    assert_eq!(
        behind, None,
        "{path}: no rule would see what follows the tests"
    );
    code.lines().map(str::to_owned).collect()
}

fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|it| it == extension)
}

/// A line without its comment. A `//` inside a string cuts the string, which hides nothing that
/// these rules look for.
fn without_comment(line: &str) -> &str {
    line.split_once("//").map_or(line, |(code, _)| code)
}

/// Whether `word` stands in `line` as a word of its own, or begins one that ends in `_`.
fn names(line: &str, word: &str) -> bool {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        !before.is_some_and(is_part) && (word.ends_with('_') || !after.is_some_and(is_part))
    })
}

/// The rooms that a file reaches by `crate::`, also in groups: `use crate::{aws, framework::path}`.
fn rooms(source: &Source) -> BTreeSet<String> {
    let code: String = source
        .code
        .iter()
        .flat_map(|line| without_comment(line).chars().chain(['\n']))
        .collect();
    let mut rooms = BTreeSet::new();
    for (at, path) in code.match_indices("crate::") {
        let mut depth = 0_u32;
        // At the top of a group, a name follows its brace or a comma.
        let mut expected = true;
        let mut name = String::new();
        for character in code[at + path.len()..].chars() {
            match character {
                letter if letter.is_alphanumeric() || letter == '_' => {
                    if expected {
                        name.push(letter);
                    }
                    continue;
                }
                _ if !name.is_empty() => {
                    rooms.insert(std::mem::take(&mut name));
                    expected = false;
                }
                _ => {}
            }
            match character {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                ',' if depth == 1 => expected = true,
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    rooms
}

/// Fails for each file below `folder` that reaches another room than these.
#[track_caller]
fn assert_reaches_only(folder: &str, allowed: &[&str]) {
    for source in sources(folder) {
        for room in rooms(&source) {
            // A macro of the crate is called as `crate::name!`, and has no folder.
            let is_room = root().join("src").join(&room).is_dir();
            assert!(
                !is_room || allowed.contains(&room.as_str()),
                "{} reaches the room {room}",
                source.path
            );
        }
    }
}

/// Fails for each line of code below `folder` that names one of `forbidden`.
#[track_caller]
fn assert_names_none(folder: &str, forbidden: &[&str]) {
    let mut found = Vec::new();
    for source in sources(folder) {
        for (number, line) in source.code.iter().enumerate() {
            for word in forbidden {
                if names(without_comment(line), word) {
                    found.push(format!("{}:{}: {word}", source.path, number + 1));
                }
            }
        }
    }
    assert!(found.is_empty(), "{folder} must not name these: {found:#?}");
}

#[test]
fn a_room_is_found_in_each_form_of_a_path() {
    let source = Source {
        path: String::new(),
        code: [
            "use crate::plan::Outcome; // not crate::commented",
            "use crate::{aws::{self, arn}, framework::{path::Path,",
            "    value}, protocol};",
            "fn f(_: crate::cli::Line) {}",
        ]
        .map(str::to_owned)
        .to_vec(),
    };
    let found = rooms(&source);
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(found, ["aws", "cli", "framework", "plan", "protocol"]);
}

#[test]
fn the_framework_knows_no_wire_no_runtime_and_no_aws() {
    assert_reaches_only("src/framework", &["framework"]);
    assert_names_none(
        "src/framework",
        &[
            "tonic", "tonic_", "prost", "prost_", "tokio", "tokio_", "aws_", "bytes::", "hyper",
        ],
    );
}

#[test]
fn the_provider_knows_no_wire_and_no_emulator() {
    assert_reaches_only("src/aws", &["aws", "framework"]);
    assert_names_none(
        "src/aws",
        &[
            "tonic",
            "tonic_",
            "prost",
            "prost_",
            "tfplugin6",
            "protocol",
        ],
    );
}

#[test]
fn a_plan_and_the_words_for_a_person_need_no_client() {
    assert_names_none(
        "src/aws/event_source_mapping/plan",
        &["Client", "client", "api", "async", "Call"],
    );
    assert_names_none(
        "src/aws/event_source_mapping/tell",
        &["Client", "async", "Call"],
    );
}

#[test]
fn the_wire_knows_no_aws() {
    assert_reaches_only("src/protocol", &["protocol", "framework"]);
    assert_names_none("src/protocol", &["aws_", "aws::"]);
}

#[test]
fn the_process_does_not_know_what_is_provided() {
    assert_reaches_only("src/plugin", &["plugin", "protocol"]);
    assert_names_none("src/plugin", &["aws_sdk_lambda", "aws_config"]);
}

#[test]
fn the_emulator_shares_nothing_with_the_provider() {
    assert_reaches_only("src/emulator", &["emulator"]);
    // By name: `aws_lc_rs` is cryptography, which serves HTTPS.
    assert_names_none(
        "src/emulator",
        &[
            "aws_config",
            "aws_credential",
            "aws_runtime",
            "aws_sdk",
            "aws_smithy",
        ],
    );
}

#[test]
fn the_commands_know_no_provider() {
    // `migrate` edits configurations, and `discover` writes them.
    assert_reaches_only("src/cli", &["cli", "emulator", "framework", "hcl"]);
    // Of the framework only plain data, which `main.rs` hands over: values and the rows that explain them.
    assert_names_none("src/cli", &["author", "msgpack", "server", "plan::"]);
    assert_names_none("src/cli", &["aws_sdk_lambda", "aws_config"]);
}

#[test]
fn the_language_knows_no_resource_and_no_wire() {
    assert_reaches_only("src/hcl", &["hcl"]);
    assert_names_none(
        "src/hcl",
        &["aws_", "aws::", "tonic", "prost", "tokio", "awslambda"],
    );
    // One door to the parser: the commands work on what this room reads.
    for folder in ["src/cli", "src/framework", "src/aws"] {
        assert_names_none(folder, &["hcl_edit"]);
    }
}

#[test]
fn only_main_names_anyhow() {
    let named: BTreeSet<String> = sources("src")
        .into_iter()
        .filter(|source| {
            source
                .code
                .iter()
                .any(|line| names(without_comment(line), "anyhow"))
        })
        .map(|source| source.path)
        .collect();
    assert_eq!(named, BTreeSet::from(["src/main.rs".to_owned()]));
}

#[test]
fn no_file_is_too_long_to_be_read_at_once() {
    let mut long = Vec::new();
    for source in sources("src") {
        let limit = if source.path.ends_with("/table.rs") {
            500
        } else {
            400
        };
        if source.code.len() > limit {
            long.push(format!("{}: {} of {limit}", source.path, source.code.len()));
        }
    }
    assert!(long.is_empty(), "lines without tests: {long:#?}");
}

#[test]
fn every_file_says_what_it_is_for() {
    for path in files("src").into_iter().chain(files("tests")) {
        if has_extension(&path, "rs") {
            let text = read(&path);
            assert!(
                path.ends_with("/tests.rs") || text.starts_with("//! "),
                "{path} does not begin with `//!`"
            );
        }
    }
}

/// The name of an argument stands in its row and nowhere else: schema, checks, diff and API mapping
/// follow from the row. One argument stands for all. The emulator spells AWS's names and the demo's
/// configurations are files of `examples`, so there is no exception.
#[test]
fn an_argument_is_named_in_one_place() {
    let mut places = Vec::new();
    for source in sources("src") {
        for (number, line) in source.code.iter().enumerate() {
            if names(without_comment(line), "batch_size") {
                places.push(format!("{}:{}", source.path, number + 1));
            }
        }
    }
    assert_eq!(places.len(), 1, "batch_size is named in {places:#?}");
    assert!(
        places[0].starts_with("src/aws/event_source_mapping/table.rs:"),
        "{places:?}"
    );
}

#[test]
fn every_example_is_run_by_a_test() {
    // What only newer cores know is run where those are.
    let acceptance = read("tests/acceptance/examples.rs") + &read("tests/acceptance/moving_in.rs");
    let data = read("tests/acceptance/data.rs");
    let functions = read("tests/acceptance/functions.rs");
    let actions = read("tests/acceptance/actions.rs");
    let programs = [
        "tests/acceptance/minimal.rs",
        "tests/acceptance/verdicts.rs",
    ]
    .map(read);
    let type_folder = "examples/resources/awslambda_event_source_mapping/";
    let demo = read("src/cli/demo/configuration.rs");
    let workflow = read(".github/workflows/ci.yml");
    for path in files("examples") {
        let file = path.rsplit('/').next().unwrap();
        let exercised = match path.strip_prefix(type_folder) {
            // These need an account. The workflow validates them, and `tests/generated` compares each with its
            // sibling, which is applied.
            Some(file) if file.starts_with("references/") => {
                let sibling = file.trim_start_matches("references/");
                let applied =
                    sibling == "function.tf" || acceptance.contains(&format!("\"{sibling}\""));
                applied && workflow.contains(".ci/references ")
            }
            // By name, so that a file which no test reads is found here.
            Some(file) => {
                acceptance.contains(&format!("\"{file}\""))
                    || acceptance.contains(&format!("/{file}\""))
            }
            None if path.starts_with("examples/list-resources/") => {
                acceptance.contains(&format!("\"{file}\""))
            }
            None if path.starts_with("examples/data-sources/") => {
                let name = path.split('/').nth(2).unwrap();
                file == "data-source.tf" && data.contains(&format!("\"{name}\""))
            }
            None if path.starts_with("examples/functions/") => {
                let name = path.split('/').nth(2).unwrap();
                file == "function.tf" && functions.contains(&format!("\"{name}\""))
            }
            None if path.starts_with("examples/actions/") => {
                let name = path.split('/').nth(2).unwrap();
                file == "action.tf" && actions.contains(&format!("\"{name}\""))
            }
            // Every test of the acceptance suite begins with this one.
            None if path == "examples/provider/provider.tf" => {
                read("tests/support/terraform.rs").contains("\"provider/provider.tf\"")
            }
            // The demo shows these files and checks what they do; a test plays it.
            None if path.starts_with("examples/demo/") => {
                demo.contains(&format!("include_str!(\"../../../{path}\")"))
            }
            // A module with its test, which Terraform runs.
            None if path.starts_with("examples/testing/") => {
                let name = path.strip_prefix("examples/").unwrap_or_default();
                read("tests/acceptance/testing.rs").contains(&format!("\"{name}\""))
            }
            // Rust examples are programs, which tests run by name.
            None => file.strip_suffix(".rs").is_some_and(|name| {
                let call = format!("program(\"{name}\")");
                programs.iter().any(|it| it.contains(&call))
            }),
        };
        assert!(exercised, "no test runs {path}");
    }
}

/// Documentation and code are for every machine.
#[test]
fn no_text_holds_a_path_of_a_machine() {
    let folders = [
        "src",
        "tests",
        "examples",
        "docs",
        "benches",
        "fuzz/fuzz_targets",
        "proto",
        "release",
        ".ci",
        ".cargo",
        ".github",
    ];
    let singles = [
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "Cargo.toml",
        "build.rs",
        "fuzz/Cargo.toml",
        "deny.toml",
        ".clippy.toml",
        ".gitignore",
        "terraform-registry-manifest.json",
    ];
    let prefixes = ["home", "root", "Users", "work", "mnt"].map(|folder| format!("/{folder}/"));
    let all = folders
        .iter()
        .flat_map(|folder| files(folder))
        .chain(singles.map(str::to_owned));
    for path in all {
        for (number, line) in read(&path).lines().enumerate() {
            for prefix in &prefixes {
                // Only where a path begins: `examples/work/` and a URL's path are none of a machine.
                let begins = line.match_indices(prefix.as_str()).any(|(at, _)| {
                    !line[..at]
                        .chars()
                        .next_back()
                        .is_some_and(|it| it.is_alphanumeric() || "_.-/}$".contains(it))
                });
                assert!(!begins, "{path}:{}: {line}", number + 1);
            }
        }
    }
}

#[test]
fn every_exception_from_a_lint_has_its_reason() {
    for path in files("src")
        .into_iter()
        .chain(files("tests"))
        .chain(files("examples"))
    {
        if !has_extension(&path, "rs") {
            continue;
        }
        let text = read(&path);
        for attribute in ["#[allow(", "#![allow(", "#[expect(", "#![expect("] {
            for (at, _) in text.match_indices(attribute) {
                // Not in a comment or a string: an attribute begins its line.
                let begins_line = text[..at].rsplit('\n').next().unwrap().trim().is_empty();
                let rest = &text[at..];
                let attribute = &rest[..rest.find(")]").unwrap_or(rest.len())];
                let line = text[..at].lines().count() + 1;
                assert!(
                    !begins_line || attribute.contains("reason = \""),
                    "{path}:{line} has no reason"
                );
            }
        }
    }
}
