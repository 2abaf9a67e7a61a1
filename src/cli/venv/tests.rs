use super::*;

#[test]
fn an_environment_that_is_there_is_not_made_again() {
    let root = tempfile::tempdir().unwrap();
    let there = interpreter(root.path());
    fs::create_dir_all(there.parent().unwrap()).unwrap();
    fs::write(&there, "").unwrap();
    let fill = |_: &Path| panic!("it is made again");
    assert_eq!(make(root.path(), fill, &|| true).unwrap(), there);
}

/// An environment, with a word by which it is known again.
fn environment(folder: &Path, word: &str) {
    let there = interpreter(folder);
    fs::create_dir_all(there.parent().unwrap()).unwrap();
    fs::write(there, word).unwrap();
}

#[test]
fn an_environment_that_another_has_made_meanwhile_is_kept() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("environment");
    for (word, kept) in [("first", "first"), ("second", "first")] {
        let whole = tempfile::tempdir_in(root.path()).unwrap();
        environment(whole.path(), word);
        put(whole, &folder).unwrap();
        assert_eq!(fs::read_to_string(interpreter(&folder)).unwrap(), kept);
    }
    // One without an interpreter is of a Python that is gone.
    fs::remove_file(interpreter(&folder)).unwrap();
    let whole = tempfile::tempdir_in(root.path()).unwrap();
    environment(whole.path(), "third");
    put(whole, &folder).unwrap();
    assert_eq!(fs::read_to_string(interpreter(&folder)).unwrap(), "third");
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_child_that_is_stopped_ends_with_all_that_it_has_started() {
    let root = tempfile::tempdir().unwrap();
    let [log, started] = ["log", "started"].map(|it| root.path().join(it));
    // The child of the child says who it is.
    let text = format!(
        "sh -c 'echo $$ > {0}.half; mv {0}.half {0}; sleep 60'; true",
        started.display()
    );
    let arguments = ["-c", &*text].map(OsString::from).into_iter();
    let ended = run(Path::new("sh"), "it", arguments, &log, &|| started.exists());
    assert!(matches!(ended, Err(Error::Stopped)), "{ended:?}");
    let id = fs::read_to_string(&started).unwrap();
    let is_there = || {
        let mut kill = Command::new("sh");
        kill.args(["-c", &format!("kill -0 {}", id.trim())]);
        kill.stderr(Stdio::null()).status().unwrap().success()
    };
    for _ in 0..500 {
        if !is_there() {
            return;
        }
        sleep(PAUSE);
    }
    panic!("{id} goes on");
}

#[test]
fn what_is_stopped_leaves_nothing_behind() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("environment");
    let made = make(&folder, |_| Ok(Vec::new()), &|| true);
    assert!(matches!(made, Err(Error::Stopped)), "{made:?}");
    assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn a_failure_tells_what_the_program_said() {
    let root = tempfile::tempdir().unwrap();
    let log = root.path().join("log");
    let arguments = ["-c", "echo no such thing >&2; false"].map(OsString::from);
    let failed = run(Path::new("sh"), "it", arguments.into_iter(), &log, &|| {
        false
    });
    let said = failed.unwrap_err().to_string();
    assert!(said.contains("no such thing"), "{said}");
}
