//! Where Terraform and OpenTofu look for providers without any CLI configuration, and where such a
//! configuration may stand that makes them look elsewhere.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// The variables of the environment that matter here.
const VARIABLES: [&str; 3] = ["TF_CLI_CONFIG_FILE", "XDG_CONFIG_HOME", "XDG_DATA_HOME"];

/// The input of the places: the system and the user's environment.
#[derive(Debug)]
pub(super) struct Surroundings {
    windows: bool,
    home: PathBuf,
    variables: BTreeMap<&'static str, PathBuf>,
}

/// An implied local mirror.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Its root, with a folder for each host below.
    pub(super) root: PathBuf,
    /// The highest folder that is the CLI's alone.
    pub(super) top: PathBuf,
}

// === impl Surroundings ===

impl Surroundings {
    /// Those of this process; `None` when the system knows no home folder.
    pub(super) fn of_this_process() -> Option<Self> {
        let variable = |name: &str| {
            let value = env::var_os(name).filter(|value| !value.is_empty());
            value.map(PathBuf::from)
        };
        let windows = cfg!(windows);
        let home = if windows {
            variable("APPDATA")?
        } else {
            env::home_dir().filter(|it| !it.as_os_str().is_empty())?
        };
        let variables = VARIABLES
            .into_iter()
            .filter_map(|name| Some((name, variable(name)?)))
            .collect();
        Some(Self {
            windows,
            home,
            variables,
        })
    }

    /// The mirror to install into. Both CLIs search it.
    pub(super) fn place(&self) -> Place {
        let [usual, other] = self.places();
        // OpenTofu keeps its settings and tokens in the XDG folders only as long as there is no
        // ~/.terraform.d: making one would hide them.
        let settings = ["XDG_CONFIG_HOME", "XDG_DATA_HOME"]
            .map(|name| self.folder(name).map(|it| it.join("opentofu")));
        let hides =
            !self.windows && !usual.top.exists() && settings.iter().flatten().any(|it| it.exists());
        if hides { other } else { usual }
    }

    /// All mirrors that an installation may be in, the usual one first.
    pub(super) fn places(&self) -> [Place; 2] {
        let below = |folder: PathBuf| Place {
            root: folder.join("plugins"),
            top: folder,
        };
        if self.windows {
            return [
                below(self.home.join("terraform.d")),
                below(self.home.join("HashiCorp").join("Terraform")),
            ];
        }
        let data = self
            .folder("XDG_DATA_HOME")
            .unwrap_or_else(|| self.home.join(".local").join("share"));
        let own = if cfg!(target_os = "macos") {
            let library = self.home.join("Library").join("Application Support");
            library.join("io.terraform")
        } else {
            data.join("terraform")
        };
        [below(self.home.join(".terraform.d")), below(own)]
    }

    /// The CLI configurations that name places to install from: these replace the implied mirrors.
    pub(super) fn overriding(&self) -> Vec<PathBuf> {
        let files = match self.variables.get("TF_CLI_CONFIG_FILE") {
            Some(named) => vec![named.clone()],
            None => self.usual_configurations(),
        };
        let overrides = |file: &PathBuf| fs::read_to_string(file).is_ok_and(|it| installs(&it));
        files.into_iter().filter(overrides).collect()
    }

    fn usual_configurations(&self) -> Vec<PathBuf> {
        let mut files = if self.windows {
            vec![self.home.join("terraform.rc"), self.home.join("tofu.rc")]
        } else {
            vec![self.home.join(".terraformrc"), self.home.join(".tofurc")]
        };
        if let Some(folder) = self.folder("XDG_CONFIG_HOME") {
            files.push(folder.join("opentofu").join("tofurc"));
        }
        // Every *.tfrc of the folder of settings is read, too.
        let [usual, _] = self.places();
        let more = fs::read_dir(usual.top).into_iter().flatten().flatten();
        files.extend(
            more.map(|entry| entry.path())
                .filter(|path| path.extension().is_some_and(|it| it == "tfrc")),
        );
        files.sort();
        files
    }

    fn folder(&self, name: &str) -> Option<PathBuf> {
        self.variables
            .get(name)
            .filter(|it| it.is_absolute())
            .cloned()
    }
}

/// Whether a CLI configuration has a block that says where to install from.
fn installs(configuration: &str) -> bool {
    configuration.lines().any(|line| {
        let line = line.trim_start();
        let name = line.trim_start_matches('"');
        !line.starts_with('#')
            && !line.starts_with("//")
            && name.starts_with("provider_installation")
    })
}

/// The other versions of a provider in a mirror, by the names of their folders.
pub(super) fn versions(provider: &Path) -> Vec<String> {
    let mut found: Vec<String> = fs::read_dir(provider)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.starts_with(|it: char| it.is_ascii_digit()))
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(home: &Path, variables: &[(&'static str, &Path)]) -> Surroundings {
        Surroundings {
            windows: false,
            home: home.to_owned(),
            variables: variables
                .iter()
                .map(|(name, value)| (*name, value.to_path_buf()))
                .collect(),
        }
    }

    #[test]
    fn a_fresh_home_gets_the_folder_that_both_clis_search() {
        let home = tempfile::tempdir().unwrap();
        let place = of(home.path(), &[]).place();
        assert_eq!(place.root, home.path().join(".terraform.d/plugins"));
        assert_eq!(place.top, home.path().join(".terraform.d"));
    }

    #[test]
    fn windows_has_the_folder_without_a_dot() {
        let surroundings = Surroundings {
            windows: true,
            home: PathBuf::from("appdata"),
            variables: BTreeMap::new(),
        };
        let expected: PathBuf = ["appdata", "terraform.d", "plugins"].iter().collect();
        assert_eq!(surroundings.place().root, expected);
    }

    #[test]
    fn settings_of_opentofu_in_xdg_folders_are_not_hidden() {
        let home = tempfile::tempdir().unwrap();
        let config = home.path().join("config");
        let surroundings = of(home.path(), &[("XDG_CONFIG_HOME", &config)]);
        let [usual, other] = surroundings.places();
        assert_eq!(surroundings.place(), usual);
        fs::create_dir_all(config.join("opentofu")).unwrap();
        assert_eq!(surroundings.place(), other);
        // Where both are there, OpenTofu reads the usual one.
        fs::create_dir(&usual.top).unwrap();
        assert_eq!(surroundings.place(), usual);
    }

    #[test]
    fn a_named_configuration_replaces_those_of_the_home() {
        let home = tempfile::tempdir().unwrap();
        let [usual, named] = [".terraformrc", "named.tfrc"].map(|it| home.path().join(it));
        fs::write(&usual, "provider_installation {\n}\n").unwrap();
        fs::write(&named, "").unwrap();
        let surroundings = of(home.path(), &[("TF_CLI_CONFIG_FILE", &named)]);
        assert_eq!(surroundings.overriding(), [] as [PathBuf; 0]);
    }

    #[test]
    fn only_a_block_that_says_where_to_install_from_counts() {
        for text in [
            "provider_installation {\n}",
            "  provider_installation{",
            "{\n\"provider_installation\": []}",
        ] {
            assert!(installs(text), "{text}");
        }
        for text in [
            "",
            "# provider_installation {",
            "// provider_installation",
            "plugin_cache_dir = \"x\"",
        ] {
            assert!(!installs(text), "{text}");
        }
    }

    #[test]
    fn a_configuration_that_names_places_is_found() {
        let home = tempfile::tempdir().unwrap();
        let surroundings = of(home.path(), &[]);
        assert_eq!(surroundings.overriding(), [] as [PathBuf; 0]);
        let file = home.path().join(".terraformrc");
        fs::write(&file, "disable_checkpoint = true\n").unwrap();
        assert_eq!(surroundings.overriding(), [] as [PathBuf; 0]);
        fs::write(&file, "provider_installation {\n}\n").unwrap();
        let more = home.path().join(".terraform.d/mirror.tfrc");
        fs::create_dir(home.path().join(".terraform.d")).unwrap();
        fs::write(&more, "provider_installation {\n}\n").unwrap();
        assert_eq!(surroundings.overriding(), [more, file]);
    }

    #[test]
    fn only_folders_of_versions_are_versions() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["0.2.0", "0.10.0", "other"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        fs::write(folder.path().join("0.3.0.json"), "").unwrap();
        assert_eq!(versions(folder.path()), ["0.10.0", "0.2.0"]);
        assert_eq!(versions(Path::new("no/such/folder")), [] as [String; 0]);
    }
}
