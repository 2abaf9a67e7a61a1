//! `--check`: the CLI plans what was written, in a scratch folder, and nothing may change.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::cli::{address, program};

/// Why what was written is not as it should be, or could not be checked.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error("cannot prepare a folder for the check: {0}")]
    Folder(#[from] io::Error),
    #[error("the check {0}")]
    Program(#[from] program::Error),
    #[error("`show` printed no plan: {0}")]
    NotJson(#[from] serde_json::Error),
    #[error("the plan would do more than import:\n{}", .0.join("\n"))]
    Changes(Vec<String>),
}

/// Plans the files; returns how many mappings the plan imports.
pub(super) fn check(cli: &Path, source: &str, files: &[(&str, String)]) -> Result<usize, Error> {
    let scratch = tempfile::Builder::new().prefix("awslambda-").tempdir()?;
    let root = scratch.path();
    let folder = root.join("check");
    fs::create_dir(&folder)?;
    for (name, text) in files {
        fs::write(folder.join(name), text)?;
    }
    let mirror = root.join("mirror");
    install(&mirror, source)?;
    let configuration = root.join("cli.tfrc");
    let mirror = mirror.display().to_string().replace('\\', "/");
    fs::write(
        &configuration,
        format!(
            "disable_checkpoint = true\n\nprovider_installation {{\n  filesystem_mirror {{\n    \
             path = {}\n  }}\n}}\n",
            crate::hcl::write::quoted(&mirror)
        ),
    )?;
    let variables: [(&str, &Path); 2] = [
        ("TF_CLI_CONFIG_FILE", &configuration),
        ("TF_DATA_DIR", &folder.join(".terraform")),
    ];
    let run = |arguments: &[&str]| program::output_with(cli, &folder, arguments, &variables);
    run(&["init", "-input=false", "-no-color"])?;
    run(&[
        "plan",
        "-input=false",
        "-no-color",
        "-lock=false",
        "-out=check.tfplan",
    ])?;
    let plan: Value = serde_json::from_str(&run(&["show", "-json", "check.tfplan"])?)?;
    judge(&plan)
}

/// Puts this program where the CLI looks for the provider.
fn install(mirror: &Path, source: &str) -> io::Result<()> {
    let parts: PathBuf = source.split('/').collect();
    let version = address::VERSION;
    let folder = mirror.join(parts).join(version).join(address::platform());
    fs::create_dir_all(&folder)?;
    let kind = source.rsplit('/').next().unwrap_or_default();
    let name = format!(
        "terraform-provider-{kind}_v{version}{}",
        env::consts::EXE_SUFFIX
    );
    let program = env::current_exe()?;
    #[cfg(unix)]
    return std::os::unix::fs::symlink(program, folder.join(name));
    #[cfg(not(unix))]
    return fs::copy(program, folder.join(name)).map(drop);
}

/// The number of imports in a plan in which nothing else happens.
fn judge(plan: &Value) -> Result<usize, Error> {
    let changes = plan["resource_changes"].as_array();
    let mut imports = 0;
    let mut others = Vec::new();
    for resource in changes.into_iter().flatten() {
        let change = &resource["change"];
        let actions: Vec<&str> = change["actions"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        if change.get("importing").is_some() && actions == ["no-op"] {
            imports += 1;
            continue;
        }
        let address = resource["address"].as_str().unwrap_or_default();
        others.push(format!(
            "  {address}: {} {}",
            actions.join(", "),
            differing(change)
        ));
    }
    if others.is_empty() {
        Ok(imports)
    } else {
        Err(Error::Changes(others))
    }
}

/// The names of the attributes that would change.
fn differing(change: &Value) -> String {
    let (before, after) = (&change["before"], &change["after"]);
    let names = after.as_object().into_iter().flatten();
    let names = names.filter(|(name, value)| before.get(name) != Some(value));
    let names: Vec<&str> = names.map(|(name, _)| name.as_str()).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_plan_that_only_imports_passes() {
        let import = json!({"actions": ["no-op"], "importing": {"id": "u"}});
        let plan = json!({"resource_changes": [{"address": "a", "change": import}]});
        assert_eq!(judge(&plan).unwrap(), 1);
        assert_eq!(judge(&json!({})).unwrap(), 0);
    }

    #[test]
    fn whatever_else_happens_fails_with_its_address_and_attributes() {
        let change = json!({"actions": ["update"], "importing": {"id": "u"},
                            "before": {"x": 1, "y": 1}, "after": {"x": 1, "y": 2}});
        let create = json!({"actions": ["create"], "after": {}});
        let plan = json!({"resource_changes": [
            {"address": "a", "change": change}, {"address": "b", "change": create}]});
        let error = judge(&plan).unwrap_err().to_string();
        assert!(error.contains("a: update y\n"), "{error}");
        assert!(error.contains("b: create"), "{error}");
    }
}
