//! Files that are made by a test and committed.

use std::fs;
use std::path::Path;

/// Writes `text` to a file of the repository, and fails if that changed it.
#[track_caller]
pub(crate) fn assert_committed(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let committed = fs::read_to_string(&path).unwrap_or_default();
    // A checkout may have other ends of lines.
    if committed.replace("\r\n", "\n") == text {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    let line = committed
        .lines()
        .zip(text.lines())
        .take_while(|(old, new)| old == new)
        .count();
    panic!(
        "{file} was out of date, from line {} on, and was rewritten. Look at the change \
         with `git diff {file}`, and commit it if it is what you want",
        line + 1
    );
}
