//! The Rust programs of `examples/`, as `cargo test` has built them.

use std::path::PathBuf;

/// The built example of that name.
///
/// # Panics
/// When it has not been built, with how to build it.
pub(crate) fn program(name: &str) -> PathBuf {
    // Cargo puts examples beside the folder of the tests' own programs.
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(|it| it.parent()).unwrap();
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let path = profile.join("examples").join(file);
    assert!(
        path.is_file(),
        "{} is not there: `cargo test` builds it, and so does `cargo build --examples`",
        path.display()
    );
    path
}
