//! What is written for people: each link leads somewhere, and no page is too large for a registry.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What the Terraform registry shows of a page at most.
const LARGEST_PAGE: usize = 500 * 1000;

/// One screen and a half.
const LONGEST_README: usize = 120;

/// A link as it is written.
#[derive(Debug, PartialEq, Eq)]
struct Link {
    line: usize,
    target: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Markdown files that are for people.
fn pages() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in [
        "",
        "docs",
        "docs/actions",
        "docs/data-sources",
        "docs/functions",
        "docs/guides",
        "docs/list-resources",
        "docs/resources",
    ] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|it| it == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The lines outside of blocks of code, with their numbers.
fn prose(text: &str) -> Vec<(usize, &str)> {
    let mut inside = false;
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if !inside {
            lines.push((index + 1, line));
        }
    }
    lines
}

/// The links of a page, and the images of its HTML.
fn links(text: &str) -> Vec<Link> {
    let mut found = Vec::new();
    for (line, prose) in prose(text) {
        // What stands in backticks is no link.
        let plain: String = prose.split('`').step_by(2).collect::<Vec<_>>().join("`");
        for (at, open) in plain.match_indices("](") {
            let rest = &plain[at + open.len()..];
            if let Some(end) = rest.find(')') {
                found.push(Link {
                    line,
                    target: rest[..end].to_owned(),
                });
            }
        }
        for open in [" src=\"", " srcset=\""] {
            for (at, _) in plain.match_indices(open) {
                let rest = &plain[at + open.len()..];
                let value = rest.split('"').next().unwrap_or(rest);
                // A source set lists images, each with a width or a density behind a space.
                let images = value
                    .split(',')
                    .filter_map(|it| it.split_whitespace().next());
                found.extend(images.map(|it| Link {
                    line,
                    target: it.to_owned(),
                }));
            }
        }
    }
    found
}

/// The anchors of a page: a slug of each heading, with a number where one comes again.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut anchors = BTreeSet::new();
    for (_, line) in prose(text) {
        let heading = line.trim_start_matches('#');
        if heading.len() == line.len() || !heading.starts_with(' ') {
            continue;
        }
        let slug = slug(heading.trim());
        let mut anchor = slug.clone();
        let mut count = 0;
        while !anchors.insert(anchor) {
            count += 1;
            anchor = format!("{slug}-{count}");
        }
    }
    anchors
}

fn slug(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || " -_".contains(*c);
    let kept = heading.chars().filter(kept);
    kept.flat_map(char::to_lowercase)
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// Why a link of a page leads nowhere.
fn broken(page: &Path, text: &str, target: &str) -> Option<String> {
    if target.starts_with("https://") {
        return None;
    }
    if target.contains("://") {
        return Some("is not https".to_owned());
    }
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = match file {
        "" => page.to_owned(),
        file => page.parent().unwrap().join(file),
    };
    if !path.exists() {
        return Some("is not there".to_owned());
    }
    if anchor.is_empty() {
        return None;
    }
    let there = match file {
        "" => text.to_owned(),
        _ => fs::read_to_string(&path).unwrap_or_default(),
    };
    (!anchors(&there).contains(anchor)).then(|| "has no such heading".to_owned())
}

#[test]
fn links_and_anchors_are_found_as_a_reader_sees_them() {
    let text = "# A `b_c` in d: e!\n[x](y.md#z) and `[no](link)`\n```\n[no](link)\n# no heading\n```\n## Twice\n## Twice\n\
                <source srcset=\"a.svg, b.svg 2x\"><img src=\"c.svg\">\n";
    let found = links(text);
    let expected = [(2, "y.md#z"), (9, "c.svg"), (9, "a.svg"), (9, "b.svg")];
    let expected = expected.map(|(line, target)| Link {
        line,
        target: target.to_owned(),
    });
    assert_eq!(found, expected);
    let expected = ["a-b_c-in-d-e", "twice", "twice-1"].map(str::to_owned);
    assert_eq!(anchors(text), BTreeSet::from(expected));
}

#[test]
fn each_link_leads_somewhere() {
    let mut faults = Vec::new();
    let mut count = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).unwrap();
        let name = page.strip_prefix(root()).unwrap().display().to_string();
        for link in links(&text) {
            count += 1;
            if let Some(fault) = broken(&page, &text, &link.target) {
                faults.push(format!("{name}:{}: {} {fault}", link.line, link.target));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(count > 50, "{count} links");
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    let page = root().join("docs/index.md");
    let text = "# Here\n";
    for target in [
        "#there",
        "no.md",
        "guides/validation-rules.md#none",
        "http://example.com",
    ] {
        assert!(broken(&page, text, target).is_some(), "{target}");
    }
    for target in ["#here", "guides/validation-rules.md", "https://example.com"] {
        assert_eq!(broken(&page, text, target), None, "{target}");
    }
}

#[test]
fn no_page_is_cut_by_a_registry() {
    for page in pages() {
        let size = fs::metadata(&page).unwrap().len();
        let fits = usize::try_from(size).is_ok_and(|it| it < LARGEST_PAGE);
        assert!(fits, "{}: {size} bytes", page.display());
    }
}

#[test]
fn each_page_of_a_registry_has_a_title_and_a_description() {
    for page in pages() {
        if page.parent() == Some(root()) {
            continue;
        }
        let text = fs::read_to_string(&page).unwrap().replace("\r\n", "\n");
        let head = text
            .strip_prefix("---\n")
            .and_then(|it| it.split_once("\n---\n"));
        let head = head
            .unwrap_or_else(|| panic!("{} has no head", page.display()))
            .0;
        for member in ["page_title: \"", "description: |-\n  "] {
            assert!(head.contains(member), "{}: {member}", page.display());
        }
    }
}

/// The names of the tests of a Rust file, plain and asynchronous.
fn tests_of(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut is_test = false;
    for line in text.lines().map(str::trim_start) {
        if line.starts_with("#[test]") || line.starts_with("#[tokio::test") {
            is_test = true;
        }
        let line = line.strip_prefix("async ").unwrap_or(line);
        if let Some(rest) = line.strip_prefix("fn ")
            && is_test
        {
            names.push(rest.split('(').next().unwrap_or(rest).to_owned());
            is_test = false;
        }
    }
    names
}

#[test]
fn tests_are_counted_by_their_attribute() {
    let text = "fn helper() {}\n#[test]\n#[cfg(unix)]\nfn one() {}\n    #[tokio::test(flavor = \"x\")]\n    async fn two() {}\nfn three() {}\n";
    assert_eq!(tests_of(text), ["one", "two"]);
}

#[test]
fn the_figures_of_the_readme_are_those_of_the_repository() {
    let read = |file: &str| fs::read_to_string(root().join(file)).unwrap();
    let rules = read("docs/guides/validation-rules.md");
    let rules = rules.lines().filter(|it| it.starts_with("| `")).count();
    let folder = root().join("examples/resources/awslambda_event_source_mapping");
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().file_name());
    let examples = files.filter(|it| it.to_str().unwrap().starts_with("resource"));
    let tests = |folder: &str| -> Vec<String> {
        let entries = fs::read_dir(root().join(folder)).unwrap();
        let paths = entries.map(|it| it.unwrap().path());
        let files = paths.filter(|it| it.is_file());
        let files = files.map(|it| fs::read_to_string(it).unwrap());
        files.flat_map(|it| tests_of(&it)).collect()
    };
    let in_resource = tests("tests/resource");
    let of_a_thousand: Vec<&str> = in_resource
        .iter()
        .filter_map(|it| {
            let rest = it.strip_prefix("a_refresh_of_a_thousand_at_the_quota_takes_at_most_")?;
            rest.split_once("_calls").map(|it| it.0)
        })
        .collect();
    let [calls] = of_a_thousand[..] else {
        panic!("one test is expected: {of_a_thousand:?}");
    };
    let in_acceptance = tests("tests/acceptance");
    let move_here = in_acceptance.iter();
    let move_here = move_here.filter(|it| it.contains("move_here_without_a_change"));
    let readme = read("README.md");
    for figure in [
        format!("| {rules} [mistakes]"),
        format!("| {} examples |", examples.count()),
        format!("| 1,000 mappings: at most {calls} requests |"),
        format!(
            "| {} tests | `cargo test --test slow move_here",
            move_here.count()
        ),
        format!(
            "| {} tests | `cargo test --lib cli::migrate`",
            tests("src/cli/migrate").len()
        ),
    ] {
        assert!(readme.contains(&figure), "README.md lacks \"{figure}\"");
    }
    // When it takes more, the framework asks too much of its authors.
    let provider = read("examples/minimal_provider.rs").lines().count();
    assert!(
        readme.contains("a whole provider in 120 lines") && provider <= 120,
        "{provider}"
    );
    let faults = tests("tests/faults").len();
    assert!(
        readme.contains("| more than 50 tests | `cargo test --test slow faults`") && faults > 50,
        "{faults}"
    );
}

#[test]
fn the_readme_is_a_screen_and_a_half() {
    let lines = fs::read_to_string(root().join("README.md")).unwrap();
    let lines = lines.lines().count();
    assert!(lines <= LONGEST_README, "{lines} lines");
}

/// Words of an older style, which a reader has to read twice.
const AVOIDED: [&str; 18] = [
    "a matter of",
    "all the same",
    "anew",
    "asks",
    "at rest",
    "be had",
    "but for",
    "came",
    "comes",
    "in the way",
    "in vain",
    "is told",
    "mend",
    "one another",
    "takes",
    "tells",
    "told",
    "whoever",
];

/// The avoided words of a text, outside of code and quotes.
fn avoided(text: &str) -> Vec<(usize, &'static str)> {
    let mut found = Vec::new();
    for (line, prose) in prose(text) {
        let own = |text: &str, quote| text.split(quote).step_by(2).collect::<String>();
        let own = own(&own(prose, '`'), '"').to_lowercase();
        let words: Vec<&str> = own
            .split(|it: char| !it.is_alphanumeric())
            .filter(|it| !it.is_empty())
            .collect();
        let own = format!(" {} ", words.join(" "));
        let these = AVOIDED.into_iter();
        found.extend(
            these
                .filter(|it| own.contains(&format!(" {it} ")))
                .map(|it| (line, it)),
        );
    }
    found
}

#[test]
fn avoided_words_are_found_outside_of_code_and_quotes() {
    let text = "It comes in vain.\n`comes` and \"told\"\n```\nanew\n```\nA mended comestible.\n";
    assert_eq!(avoided(text), [(1, "comes"), (1, "in vain")]);
}

#[test]
fn the_pages_are_in_plain_words() {
    let mut faults = Vec::new();
    for page in pages() {
        let name = page.strip_prefix(root()).unwrap().display().to_string();
        // For people who use the provider: the rest is for those who change it.
        if !["README.md", "CHANGELOG.md"].contains(&&*name) && !name.starts_with("docs") {
            continue;
        }
        let text = fs::read_to_string(&page).unwrap();
        let found = avoided(&text).into_iter();
        faults.extend(found.map(|(line, word)| format!("{name}:{line}: {word}")));
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
