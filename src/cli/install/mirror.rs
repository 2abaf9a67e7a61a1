//! The packed layout of a mirror, which serves as a filesystem mirror and, over HTTPS, as a network
//! mirror.
//!
//! ```text
//! HOST/NAMESPACE/TYPE/index.json           the versions
//! HOST/NAMESPACE/TYPE/VERSION.json         the packages of a version, with their hashes
//! HOST/NAMESPACE/TYPE/terraform-provider-TYPE_VERSION_OS_ARCH.zip
//! ```

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::package::Package;
use super::steps::Step;
use crate::cli::address::{Address, VERSION};

/// One provider in a mirror.
#[derive(Debug)]
pub(super) struct Shelf<'a> {
    root: &'a Path,
    address: &'a Address,
    platform: &'a str,
}

/// An index that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error(
    "{path} is not an index of a provider mirror: {problem}\nNothing was changed. Remove that file, or name another folder."
)]
pub(super) struct Unreadable {
    path: String,
    problem: String,
}

// === impl Shelf ===

impl<'a> Shelf<'a> {
    pub(super) fn new(root: &'a Path, address: &'a Address, platform: &'a str) -> Self {
        Self {
            root,
            address,
            platform,
        }
    }

    /// The steps that add the package. The indexes are last, so that a mirror that is being served never
    /// names what is not there; other versions and platforms stay in them.
    pub(super) fn add(&self, package: Package) -> Result<Vec<Step>, Unreadable> {
        let mut archives = entries(&self.archives(), "archives")?;
        let archive = json!({"url": self.archive_name(), "hashes": package.hashes});
        archives.insert(self.platform.to_owned(), archive);
        let mut versions = entries(&self.versions(), "versions")?;
        versions.insert(VERSION.to_owned(), json!({}));
        Ok(vec![
            Step::data(self.archive(), package.archive),
            Step::data(self.archives(), text(&json!({"archives": archives}))),
            Step::data(self.versions(), text(&json!({"versions": versions}))),
        ])
    }

    /// The steps that remove the package, in the opposite order.
    pub(super) fn remove(&self) -> Result<Vec<Step>, Unreadable> {
        let mut archives = entries(&self.archives(), "archives")?;
        let mut versions = entries(&self.versions(), "versions")?;
        archives.remove(self.platform);
        let mut steps = Vec::new();
        if archives.is_empty() {
            versions.remove(VERSION);
            steps.push(self.rest(self.versions(), "versions", &versions));
        }
        steps.push(self.rest(self.archives(), "archives", &archives));
        steps.push(self.gone(self.archive()));
        steps.retain(|step| !step.is_done());
        Ok(steps)
    }

    fn rest(&self, file: PathBuf, key: &str, entries: &Map<String, Value>) -> Step {
        if entries.is_empty() {
            return self.gone(file);
        }
        Step::data(file, text(&json!({key: entries})))
    }

    fn gone(&self, file: PathBuf) -> Step {
        Step::Remove {
            file,
            top: self.root.join(self.address.host()),
        }
    }

    fn archive_name(&self) -> String {
        let kind = self.address.kind();
        format!("terraform-provider-{kind}_{VERSION}_{}.zip", self.platform)
    }

    fn archive(&self) -> PathBuf {
        self.folder().join(self.archive_name())
    }

    fn archives(&self) -> PathBuf {
        self.folder().join(format!("{VERSION}.json"))
    }

    fn versions(&self) -> PathBuf {
        self.folder().join("index.json")
    }

    fn folder(&self) -> PathBuf {
        self.root.join(self.address.folder())
    }
}

/// The entries of an index; none when the file is not there.
fn entries(file: &Path, key: &str) -> Result<Map<String, Value>, Unreadable> {
    let unreadable = |problem: String| Unreadable {
        path: file.display().to_string(),
        problem,
    };
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Map::new()),
        Err(error) => return Err(unreadable(error.to_string())),
    };
    let index: Value =
        serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
    let entries = index.get(key).and_then(Value::as_object);
    entries
        .cloned()
        .ok_or_else(|| unreadable(format!("it has no object \"{key}\"")))
}

fn text(value: &Value) -> String {
    format!("{value:#}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(root: &Path, platform: &str) {
        let address = "a.b/c/d".parse().unwrap();
        let package = Package::of("x", platform.as_bytes()).unwrap();
        for step in Shelf::new(root, &address, platform).add(package).unwrap() {
            step.perform().unwrap();
        }
    }

    fn remove(root: &Path, platform: &str) -> usize {
        let address = "a.b/c/d".parse().unwrap();
        let steps = Shelf::new(root, &address, platform).remove().unwrap();
        for step in &steps {
            step.perform().unwrap();
        }
        steps.len()
    }

    fn index(root: &Path, file: &str) -> Value {
        let text = fs::read_to_string(root.join("a.b/c/d").join(file)).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn a_package_is_named_with_both_of_its_hashes() {
        let root = tempfile::tempdir().unwrap();
        add(root.path(), "linux_amd64");
        assert_eq!(
            index(root.path(), "index.json"),
            json!({"versions": {VERSION: {}}})
        );
        let archive = &index(root.path(), &format!("{VERSION}.json"))["archives"]["linux_amd64"];
        let url = archive["url"].as_str().unwrap();
        assert_eq!(
            url,
            format!("terraform-provider-d_{VERSION}_linux_amd64.zip")
        );
        assert!(root.path().join("a.b/c/d").join(url).is_file());
        let hashes = archive["hashes"].as_array().unwrap();
        assert!(hashes[0].as_str().unwrap().starts_with("h1:"));
        assert!(hashes[1].as_str().unwrap().starts_with("zh:"));
    }

    #[test]
    fn other_platforms_and_versions_stay() {
        let root = tempfile::tempdir().unwrap();
        add(root.path(), "linux_amd64");
        let file = root.path().join("a.b/c/d/index.json");
        fs::write(
            &file,
            json!({"versions": {"0.0.1": {}, VERSION: {}}}).to_string(),
        )
        .unwrap();
        add(root.path(), "darwin_arm64");
        let archives = index(root.path(), &format!("{VERSION}.json"));
        assert_eq!(archives["archives"].as_object().unwrap().len(), 2);
        let versions = json!({"versions": {"0.0.1": {}, VERSION: {}}});
        assert_eq!(index(root.path(), "index.json"), versions);

        assert_eq!(remove(root.path(), "linux_amd64"), 2);
        assert_eq!(index(root.path(), "index.json"), versions);
        assert_eq!(remove(root.path(), "darwin_arm64"), 3);
        assert_eq!(
            index(root.path(), "index.json"),
            json!({"versions": {"0.0.1": {}}})
        );
        assert_eq!(remove(root.path(), "darwin_arm64"), 0);
    }

    #[test]
    fn the_last_package_takes_the_folders_with_it() {
        let root = tempfile::tempdir().unwrap();
        add(root.path(), "linux_amd64");
        assert_eq!(remove(root.path(), "linux_amd64"), 3);
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 0);
    }

    #[test]
    fn an_index_of_something_else_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a.b/c/d");
        fs::create_dir_all(&folder).unwrap();
        let address = "a.b/c/d".parse().unwrap();
        for text in ["", "[]", "{\"versions\": []}", "{}"] {
            fs::write(folder.join("index.json"), text).unwrap();
            let shelf = Shelf::new(root.path(), &address, "linux_amd64");
            let error = shelf.add(Package::of("x", b"").unwrap()).unwrap_err();
            assert!(error.to_string().contains("index.json"), "{error}");
            assert!(shelf.remove().is_err());
        }
    }
}
