//! Writing files so that no half of one is ever seen.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

/// A file that is written, or removed when it has no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// Where it is.
    pub(super) path: PathBuf,
    /// The earlier text; `None` if the file is new.
    pub(super) before: Option<String>,
    /// The later text; `None` if the file is removed.
    pub(super) after: Option<String>,
}

/// Why a file could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {cause}", path.display())]
pub(super) struct Error {
    path: PathBuf,
    cause: io::Error,
}

/// Makes all changes. Each text is complete under another name before the first file is replaced, so
/// what stops this leaves every file as it was or as it should be.
pub(super) fn write_all(changes: &[Change]) -> Result<(), Error> {
    let mut prepared = Vec::new();
    for change in changes {
        let error = |cause| Error {
            path: change.path.clone(),
            cause,
        };
        let written = change.after.as_deref();
        let written = written.map(|text| prepare(&change.path, text)).transpose();
        prepared.push((written.map_err(error)?, &change.path));
    }
    for (file, path) in prepared {
        let done = match file {
            Some(file) => file.persist(path).map(drop).map_err(|it| it.error),
            None => fs::remove_file(path),
        };
        done.map_err(|cause| Error {
            path: path.clone(),
            cause,
        })?;
    }
    Ok(())
}

/// A file with the text, beside the one that it will replace, with the same permissions.
fn prepare(path: &Path, text: &str) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    // Terraform reads no file whose name begins with a dot.
    builder.prefix(".awslambda-").suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let file = builder.tempfile_in(folder)?;
    io::Write::write_all(&mut file.as_file(), text.as_bytes())?;
    if let Ok(existing) = fs::metadata(path) {
        file.as_file().set_permissions(existing.permissions())?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_made_replaced_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let [new, old, gone] = ["sub/new.tf", "old.tf", "gone.tf"].map(|it| folder.path().join(it));
        fs::write(&old, "a").unwrap();
        fs::write(&gone, "a").unwrap();
        let change = |path: &Path, after: Option<&str>| Change {
            path: path.to_owned(),
            before: None,
            after: after.map(str::to_owned),
        };
        write_all(&[
            change(&new, Some("n")),
            change(&old, Some("o")),
            change(&gone, None),
        ])
        .unwrap();
        assert_eq!(fs::read_to_string(&new).unwrap(), "n");
        assert_eq!(fs::read_to_string(&old).unwrap(), "o");
        assert!(!gone.exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn when_one_file_cannot_be_written_none_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.tf");
        fs::write(&file, "a").unwrap();
        let changes = [file.clone(), file.join("below-a-file.tf")].map(|path| Change {
            path,
            before: None,
            after: Some("b".to_owned()),
        });
        let error = write_all(&changes).unwrap_err();
        assert!(error.to_string().contains("below-a-file.tf"), "{error}");
        assert_eq!(fs::read_to_string(&file).unwrap(), "a");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
