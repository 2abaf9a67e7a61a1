//! The messages in `docs/guides/troubleshooting.md` are those that the tests got.
//!
//! A message stands in the guide in a block of its own after the comment `<!-- message: name -->`. A
//! message that has changed is written there, and fails its test, so that the change is looked at
//! and committed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::Value as Json;

/// Tests run side by side and write the same file.
static GUIDE: Mutex<()> = Mutex::new(());

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/guides/troubleshooting.md")
}

/// Fails when the guide does not have this message, a summary and a detail, under this name.
#[track_caller]
pub(crate) fn has(name: &str, message: &str) {
    let (summary, detail) = message.split_once(": ").unwrap();
    let message = in_general(&format!("{summary}\n\n{detail}"));
    let _turn = GUIDE.lock().unwrap_or_else(PoisonError::into_inner);
    let guide = fs::read_to_string(path()).unwrap();
    let mark = format!("<!-- message: {name} -->\n```text\n");
    let (before, rest) = guide
        .split_once(&mark)
        .unwrap_or_else(|| panic!("the guide has no place for the message {name}"));
    let (old, after) = rest.split_once("```\n").unwrap();
    let new = format!("{message}\n");
    if old != new {
        fs::write(path(), format!("{before}{mark}{new}```\n{after}")).unwrap();
        panic!("the message {name} has changed; the guide was rewritten:\n{message}");
    }
}

/// UUIDs of the guide: the first one of a message becomes the first of these, and so on.
const UUIDS: [&str; 2] = [
    "91eaeb7e-c976-1234-9451-8709db01f137",
    "14e0db71-5d35-4eb5-b481-8945cf9d10c2",
];

/// The message without what is different each time.
fn in_general(message: &str) -> String {
    let uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
    let uuid = regex_lite::Regex::new(uuid).unwrap();
    let mut seen: Vec<&str> = Vec::new();
    for it in uuid.find_iter(message).map(|it| it.as_str()) {
        if !seen.contains(&it) {
            seen.push(it);
        }
    }
    let general = |found: &regex_lite::Captures<'_>| {
        let place = seen.iter().position(|it| *it == &found[0]);
        let general = place.and_then(|it| UUIDS.get(it));
        *general.unwrap_or_else(|| panic!("more than {} UUIDs: {message}", UUIDS.len()))
    };
    let mut text = uuid.replace_all(message, general).into_owned();
    for (pattern, general) in [
        ("\nRequest ID: [^\n]*", ""),
        ("20[0-9]{2}-[0-9-]{5}T[0-9:.]+Z", "2026-11-21T12:00:00Z"),
    ] {
        let pattern = regex_lite::Regex::new(pattern).unwrap();
        text = pattern.replace_all(&text, general).into_owned();
    }
    text
}

/// The text of a field of an answer.
pub(crate) fn field<'a>(answer: &'a Json, name: &str) -> &'a str {
    answer[name]
        .as_str()
        .unwrap_or_else(|| panic!("no {name} in {answer}"))
}

#[test]
fn what_differs_each_time_is_left_out_of_the_guide() {
    let message = "The mapping 0f0e2fd2-44d4-4d5a-b5a4-a5a4a1b2c3d4: x (2026-01-02T03:04:05Z).\nRequest ID: 1";
    assert_eq!(
        in_general(message),
        "The mapping 91eaeb7e-c976-1234-9451-8709db01f137: x (2026-11-21T12:00:00Z)."
    );
    let [first, second] = [
        "0f0e2fd2-44d4-4d5a-b5a4-a5a4a1b2c3d4",
        "1f0e2fd2-44d4-4d5a-b5a4-a5a4a1b2c3d4",
    ];
    let expected = format!("{0}, {1}, {0}", UUIDS[0], UUIDS[1]);
    assert_eq!(in_general(&format!("{first}, {second}, {first}")), expected);
}
