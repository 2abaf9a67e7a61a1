//! The configuration in a folder: its files, and the local modules that it calls.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Component, Path, PathBuf},
};

use serde_json::Value;

use crate::hcl::read::{self, Block, Document};

/// A configuration: the root module and the local modules below it.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    /// By folder.
    pub(super) modules: BTreeMap<PathBuf, Module>,
    /// Calls of modules that are not local.
    pub(super) foreign: Vec<Foreign>,
}

/// A module: the files of a folder.
#[derive(Debug, Default)]
pub(super) struct Module {
    pub(super) files: Vec<File>,
    /// The local modules that it calls.
    pub(super) calls: Vec<Call>,
    /// Files that cannot be edited, by their path.
    pub(super) others: Vec<(PathBuf, String)>,
}

/// A file of configuration, or of tests.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) text: String,
    pub(super) document: Document,
}

/// A call of a local module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    /// The file in which it stands, by its index.
    pub(super) file: usize,
    /// The block in that file, by its index.
    pub(super) block: usize,
    /// The folder of the module.
    pub(super) folder: PathBuf,
}

/// A call of a module that is fetched from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Foreign {
    /// Its name in the configuration.
    pub(super) name: String,
    /// Where it comes from.
    pub(super) source: String,
    /// Where it was fetched to, if it was.
    pub(super) fetched: Option<PathBuf>,
}

/// Why a configuration cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("cannot read {}: {cause}", path.display())]
    Read { path: PathBuf, cause: io::Error },
    #[error("{} cannot be read: {cause}. Nothing was changed.", path.display())]
    Syntax { path: PathBuf, cause: read::Error },
}

/// Reads the configuration in `root`.
pub(super) fn load(root: &Path) -> Result<Configuration, Error> {
    let mut configuration = Configuration::default();
    let fetched = fetched(root);
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        if configuration.modules.contains_key(&folder) {
            continue;
        }
        let mut module = module(&folder)?;
        for (index, file) in module.files.iter().enumerate() {
            for (at, block) in file.document.blocks.iter().enumerate() {
                let Some(source) = source(block) else {
                    continue;
                };
                if is_local(&source) {
                    let target = clean(&folder.join(&source));
                    open.push(target.clone());
                    module.calls.push(Call {
                        file: index,
                        block: at,
                        folder: target,
                    });
                } else {
                    let name = block.label(0).to_owned();
                    configuration.foreign.push(Foreign {
                        fetched: fetched.get(&(name.clone(), source.clone())).cloned(),
                        name,
                        source,
                    });
                }
            }
        }
        configuration.modules.insert(folder, module);
    }
    configuration.foreign.sort_by(|a, b| a.name.cmp(&b.name));
    configuration.foreign.dedup();
    Ok(configuration)
}

fn source(block: &Block) -> Option<String> {
    (block.kind == "module").then(|| block.attribute("source")?.text())?
}

fn is_local(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../")
}

/// The path without `.` and `..`, as far as they can be taken away.
pub(super) fn clean(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(out.components().next_back(), Some(Component::Normal(_))) =>
            {
                out.pop();
            }
            part => out.push(part),
        }
    }
    if out.as_os_str().is_empty() {
        out.push(".");
    }
    out
}

fn module(folder: &Path) -> Result<Module, Error> {
    let mut module = Module::default();
    let mut paths = entries(folder)?;
    let tests = folder.join("tests");
    if tests.is_dir() {
        let is_test = |it: &PathBuf| matches!(form(it), Form::Test | Form::Other);
        paths.extend(entries(&tests)?.into_iter().filter(is_test));
    }
    for path in paths {
        let form = form(&path);
        if form == Form::None {
            continue;
        }
        let text = fs::read_to_string(&path).map_err(|cause| Error::Read {
            path: path.clone(),
            cause,
        })?;
        if form == Form::Other {
            module.others.push((path, text));
            continue;
        }
        let document = read::read(&text).map_err(|cause| Error::Syntax {
            path: path.clone(),
            cause,
        })?;
        module.files.push(File {
            path,
            text,
            document,
        });
    }
    Ok(module)
}

/// The files in a folder, sorted.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let error = |cause| Error::Read {
        path: folder.to_owned(),
        cause,
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(error)? {
        let path = entry.map_err(error)?.path();
        if path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Configuration,
    Test,
    /// One that is read by a core, or made into one that is, and cannot be edited here.
    Other,
    None,
}

fn form(path: &Path) -> Form {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ends = |ends: &[&str]| ends.iter().any(|it| name.ends_with(it));
    // Editors' own files, which no core reads.
    if name.starts_with('.') || name.starts_with('#') || name.ends_with('~') {
        Form::None
    } else if ends(&[".tftest.hcl", ".tofutest.hcl"]) {
        Form::Test
    } else if ends(&[
        ".tf.json",
        ".tofu.json",
        ".tftest.json",
        ".tofutest.json",
        ".tftpl",
        ".tpl",
        ".hcl",
    ]) && name != ".terraform.lock.hcl"
    {
        Form::Other
    } else if ends(&[".tf", ".tofu"]) {
        Form::Configuration
    } else {
        Form::None
    }
}

/// Where `init` has put the modules of the root that are not local, by name and source.
fn fetched(root: &Path) -> BTreeMap<(String, String), PathBuf> {
    let text = fs::read_to_string(root.join(".terraform/modules/modules.json"));
    let index: Value = text
        .ok()
        .and_then(|it| serde_json::from_str(&it).ok())
        .unwrap_or_default();
    let mut found = BTreeMap::new();
    for module in index["Modules"].as_array().into_iter().flatten() {
        let text = |name: &str| module[name].as_str().unwrap_or_default();
        let key = text("Key")
            .rsplit('.')
            .next()
            .unwrap_or_default()
            .to_owned();
        // The registry's short form is written in full there.
        let source = text("Source").trim_start_matches("registry.terraform.io/");
        let source = source
            .trim_start_matches("registry.opentofu.org/")
            .to_owned();
        found.insert((key, source), root.join(text("Dir")));
    }
    found
}

/// A path as seen from the folder, with `/`.
pub(super) fn shown(root: &Path, path: &Path) -> String {
    let path = path.strip_prefix(root).unwrap_or(path);
    path.display().to_string().replace('\\', "/")
}

// === impl Module ===

impl Module {
    /// All blocks of its configuration, with their files. Tests are none of it.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (&File, &Block)> {
        let files = self.files.iter().filter(|it| !it.is_test());
        files.flat_map(|file| file.document.blocks.iter().map(move |block| (file, block)))
    }
}

// === impl File ===

impl File {
    /// Whether it holds tests.
    pub(super) fn is_test(&self) -> bool {
        form(&self.path) == Form::Test
    }

    /// Whether it overrides blocks of other files.
    pub(super) fn is_override(&self) -> bool {
        let name = self.path.file_stem().unwrap_or_default().to_string_lossy();
        name == "override" || name.ends_with("_override")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_cleaned_as_far_as_it_can_be() {
        for (path, expected) in [
            ("a/./b/../c", "a/c"),
            ("./a/..", "."),
            ("../a/../../b", "../../b"),
            ("/a/../b", "/b"),
        ] {
            assert_eq!(clean(Path::new(path)), Path::new(expected), "{path}");
        }
    }

    #[test]
    fn local_modules_are_followed_and_others_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let call = |name: &str, source: &str| {
            format!("module \"{name}\" {{\n  source = \"{source}\"\n}}\n")
        };
        write(
            "root/main.tf",
            &(call("a", "./m") + &call("b", "../n") + &call("c", "x/y/aws")),
        );
        write("root/m/main.tf", &call("d", "../../n"));
        write("n/n.tofu", "");
        write("n/.n.tf", "{");
        write("n/tests/n.tftest.hcl", "run \"x\" {}");
        write("n/c.tf.json", "{}");
        write(
            "root/.terraform/modules/modules.json",
            r#"{"Modules":[{"Key":"c","Source":"registry.terraform.io/x/y/aws","Dir":".terraform/modules/c"}]}"#,
        );
        let root = folder.path().join("root");
        let configuration = load(&root).unwrap();
        let folders: Vec<&PathBuf> = configuration.modules.keys().collect();
        assert_eq!(folders, [&folder.path().join("n"), &root, &root.join("m")]);
        let n = &configuration.modules[&folder.path().join("n")];
        assert_eq!((n.files.len(), n.others.len()), (2, 1));
        let [foreign] = &configuration.foreign[..] else {
            panic!("{configuration:?}")
        };
        assert_eq!(foreign.source, "x/y/aws");
        assert_eq!(foreign.fetched, Some(root.join(".terraform/modules/c")));
    }

    #[test]
    fn a_file_that_cannot_be_read_is_told_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.tf"), "resource {\n").unwrap();
        let error = load(folder.path()).unwrap_err().to_string();
        assert!(error.contains("a.tf cannot be read: line "), "{error}");
    }
}
