//! The changes of an installation to the disk, as a list that can be shown before they are made.

use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// One change of the disk.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A file that gets this content, whole or not at all.
    Write {
        file: PathBuf,
        content: Vec<u8>,
        /// Whether it is a program.
        program: bool,
    },
    /// A file that goes, with the folders that it leaves empty, up to `top`, which may go too.
    Remove { file: PathBuf, top: PathBuf },
}

/// A step that the system refused.
#[derive(Debug, thiserror::Error)]
#[error("cannot {verb} {path}: {source}")]
pub(super) struct Refused {
    verb: &'static str,
    path: String,
    source: io::Error,
}

// === impl Step ===

impl Step {
    /// A program to write.
    pub(super) fn program(file: PathBuf, content: Vec<u8>) -> Self {
        Self::Write {
            file,
            content,
            program: true,
        }
    }

    /// A file of data to write.
    pub(super) fn data(file: PathBuf, content: impl Into<Vec<u8>>) -> Self {
        Self::Write {
            file,
            content: content.into(),
            program: false,
        }
    }

    /// Whether the disk is already as the step would leave it.
    pub(super) fn is_done(&self) -> bool {
        match self {
            Self::Write {
                file,
                content,
                program,
            } => fs::read(file).is_ok_and(|it| it == *content) && (!program || can_be_run(file)),
            Self::Remove { file, .. } => fs::symlink_metadata(file).is_err(),
        }
    }

    /// Makes the change.
    pub(super) fn perform(&self) -> Result<(), Refused> {
        match self {
            Self::Write {
                file,
                content,
                program,
            } => write(file, content, *program),
            Self::Remove { file, top } => {
                fs::remove_file(file).map_err(|source| refused("remove", file, source))?;
                prune(file, top);
                Ok(())
            }
        }
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write { file, content, .. } => {
                write!(f, "write   {} ({} bytes)", file.display(), content.len())
            }
            Self::Remove { file, .. } => write!(f, "remove  {}", file.display()),
        }
    }
}

/// Writes beside the place and renames: no reader sees half a file, and a program that runs from
/// there keeps the one that it was started from.
fn write(file: &Path, content: &[u8], program: bool) -> Result<(), Refused> {
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|source| refused("create the folder", folder, source))?;
    let written = || -> io::Result<()> {
        let mut new = tempfile::Builder::new()
            .prefix(".awslambda-")
            .tempfile_in(folder)?;
        io::Write::write_all(&mut new, content)?;
        set_mode(new.as_file(), if program { 0o755 } else { 0o644 })?;
        new.persist(file)?;
        Ok(())
    };
    written().map_err(|source| refused("write", file, source))
}

#[cfg(unix)]
fn set_mode(file: &fs::File, mode: u32) -> io::Result<()> {
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(unix)]
fn can_be_run(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(file).is_ok_and(|it| it.permissions().mode() & 0o111 != 0)
}

/// Windows knows a program by its name.
#[cfg(not(unix))]
fn can_be_run(_: &Path) -> bool {
    true
}

#[cfg(not(unix))]
#[allow(
    clippy::unnecessary_wraps,
    reason = "the same signature as on other systems"
)]
fn set_mode(_: &fs::File, _: u32) -> io::Result<()> {
    Ok(())
}

/// Removes the folders above `file` that are empty, up to and with `top`.
fn prune(file: &Path, top: &Path) {
    for folder in file.ancestors().skip(1) {
        // One that is not empty, or not ours to remove, stays with all above it.
        if !folder.starts_with(top) || fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

fn refused(verb: &'static str, path: &Path, source: io::Error) -> Refused {
    Refused {
        verb,
        path: path.display().to_string(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remove(file: &Path, top: &Path) -> Step {
        Step::Remove {
            file: file.to_owned(),
            top: top.to_owned(),
        }
    }

    #[test]
    fn a_step_that_was_done_is_done() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("top/a/b");
        let write = Step::data(file.clone(), "text");
        assert!(!write.is_done());
        write.perform().unwrap();
        assert!(write.is_done());
        assert!(!Step::data(file.clone(), "other").is_done());
        let remove = remove(&file, &root.path().join("top"));
        assert!(!remove.is_done());
        remove.perform().unwrap();
        assert!(remove.is_done());
    }

    #[test]
    fn no_other_file_is_left_beside_the_one_that_is_written() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        for text in ["one", "two"] {
            Step::data(file.clone(), text).perform().unwrap();
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }

    #[test]
    fn empty_folders_go_and_others_stay() {
        let root = tempfile::tempdir().unwrap();
        let top = root.path().join("top");
        let [first, second] = ["a/b/one", "a/two"].map(|it| top.join(it));
        for file in [&first, &second] {
            Step::data(file.clone(), "").perform().unwrap();
        }
        remove(&first, &top).perform().unwrap();
        assert!(!top.join("a/b").exists());
        assert!(second.exists());
        remove(&second, &top).perform().unwrap();
        assert!(!top.exists());
        assert!(root.path().exists());
    }

    #[test]
    fn what_is_in_the_way_is_named() {
        let root = tempfile::tempdir().unwrap();
        let blocked = root.path().join("file");
        fs::write(&blocked, "").unwrap();
        let error = Step::data(blocked.join("a/b"), "").perform().unwrap_err();
        let text = error.to_string();
        assert!(text.starts_with("cannot create the folder "), "{text}");
        assert!(text.contains("file"), "{text}");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_can_be_run_and_a_file_of_data_cannot() {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        for (step, mode) in [
            (Step::program(file.clone(), vec![]), 0o755),
            (Step::data(file.clone(), ""), 0o644),
        ] {
            step.perform().unwrap();
            assert_eq!(
                fs::metadata(&file).unwrap().permissions().mode() & 0o777,
                mode
            );
        }
    }
}
