//! A folder with a configuration, and Terraform in it.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::process::Command;

/// A provider to measure.
pub(crate) struct Provider {
    pub(crate) name: &'static str,
    resource: &'static str,
    /// `None`: the provider is part of Terraform.
    plugin: Option<Plugin>,
}

/// A provider that is a program.
struct Plugin {
    binary: PathBuf,
    source: &'static str,
    version: String,
    /// Further arguments of the provider block.
    arguments: &'static str,
}

/// A folder that Terraform works in.
pub(crate) struct Workspace {
    folder: tempfile::TempDir,
    head: String,
    resource: &'static str,
}

impl Provider {
    pub(crate) fn ours(binary: PathBuf) -> Self {
        Self {
            name: "awslambda",
            resource: "awslambda_event_source_mapping",
            plugin: Some(Plugin {
                binary,
                source: "terraform.local/lambda/awslambda",
                version: env!("CARGO_PKG_VERSION").to_owned(),
                arguments: "",
            }),
        }
    }

    /// `hashicorp/aws`. Its release is part of the name of its binary.
    pub(crate) fn peer(binary: PathBuf) -> Self {
        let name = binary.file_name().and_then(OsStr::to_str);
        let version = name
            .and_then(|it| it.strip_prefix("terraform-provider-aws_v"))
            .and_then(|it| it.split('_').next())
            .expect("AWSLAMBDA_BENCH_PEER ends with terraform-provider-aws_vX.Y.Z")
            .to_owned();
        Self {
            name: "hashicorp/aws",
            resource: "aws_lambda_event_source_mapping",
            plugin: Some(Plugin {
                binary,
                source: "registry.terraform.io/hashicorp/aws",
                version,
                arguments: "skip_requesting_account_id = true\n  skip_metadata_api_check = true\n  \
                            skip_credentials_validation = true\n  skip_region_validation = true",
            }),
        }
    }

    /// Its version; empty for Terraform itself.
    pub(crate) fn version(&self) -> &str {
        self.plugin.as_ref().map_or("", |it| &it.version)
    }

    /// Terraform itself, with a resource that does nothing.
    pub(crate) fn terraform() -> Self {
        Self {
            name: "terraform",
            resource: "terraform_data",
            plugin: None,
        }
    }
}

impl Plugin {
    /// Puts the program where `terraform init` finds it.
    fn install(&self, mirror: &Path) {
        let architecture = if cfg!(target_arch = "aarch64") {
            "arm64"
        } else {
            "amd64"
        };
        let place = mirror
            .join(self.source)
            .join(&self.version)
            .join(format!("linux_{architecture}"));
        fs::create_dir_all(&place).unwrap();
        let name = format!("terraform-provider-{}_v{}", self.local(), self.version);
        link(&self.binary, &place.join(name));
    }

    /// The name in a configuration.
    fn local(&self) -> &'static str {
        self.source.rsplit('/').next().unwrap()
    }

    /// Its blocks.
    fn configuration(&self, endpoint: &str) -> String {
        let Self {
            source, arguments, ..
        } = self;
        let local = self.local();
        format!(
            r#"
terraform {{
  required_providers {{
    {local} = {{ source = "{source}" }}
  }}
}}

provider "{local}" {{
  region     = "eu-west-1"
  access_key = "123456789012"
  secret_key = "secret"
  {arguments}
  endpoints {{
    lambda                   = "{endpoint}"
    resourcegroupstaggingapi = "{endpoint}"
    sts                      = "{endpoint}"
  }}
}}
"#
        )
    }
}

/// The version of the Terraform on PATH.
pub(crate) async fn terraform_version() -> String {
    let output = Command::new("terraform")
        .args(["version", "-json"])
        .env("CHECKPOINT_DISABLE", "1")
        .output()
        .await
        .expect("terraform is on PATH");
    let said: serde_json::Value =
        serde_json::from_slice(&output.stdout).expect("terraform says its version");
    let version = &said["terraform_version"];
    version.as_str().expect("a version").to_owned()
}

impl Workspace {
    /// A folder in which this provider is installed.
    pub(crate) fn new(provider: &Provider, state: &str, endpoint: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mirror = folder.path().join("mirror");
        fs::create_dir_all(&mirror).unwrap();
        let installation = format!(
            "provider_installation {{\n  filesystem_mirror {{\n    path = {:?}\n  }}\n}}\n",
            mirror.display().to_string()
        );
        fs::write(folder.path().join("terraform.rc"), installation).unwrap();
        let mut head =
            format!("terraform {{\n  backend \"http\" {{\n    address = \"{state}\"\n  }}\n}}\n");
        if let Some(plugin) = &provider.plugin {
            plugin.install(&mirror);
            head.push_str(&plugin.configuration(endpoint));
        }
        let workspace = Self {
            folder,
            head,
            resource: provider.resource,
        };
        workspace.write(0, 1, false);
        workspace
    }

    /// Writes a configuration of `size` mappings.
    pub(crate) fn write(&self, size: usize, batch: u32, tags: bool) {
        let resource = self.resource;
        let tags = if tags { "{ team = \"a\" }" } else { "null" };
        let queue = "arn:aws:sqs:eu-west-1:123456789012:queue-${count.index}";
        let arguments = if resource == "terraform_data" {
            format!(r#"input = ["{queue}", {batch}]"#)
        } else {
            format!(
                r#"
  function_name    = "worker"
  event_source_arn = "{queue}"
  batch_size       = {batch}
  tags             = {tags}"#
            )
        };
        let text = format!(
            r#"{}
resource "{resource}" "it" {{
  count = {size}
  {arguments}
}}
"#,
            self.head
        );
        fs::write(self.folder.path().join("main.tf"), text).unwrap();
    }

    /// Runs a command, which has to succeed.
    pub(crate) async fn run(&self, arguments: &[&str]) {
        let output = Command::new("terraform")
            .args(arguments)
            .current_dir(self.folder.path())
            .env(
                "TF_CLI_CONFIG_FILE",
                self.folder.path().join("terraform.rc"),
            )
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("CHECKPOINT_DISABLE", "1")
            .stdin(Stdio::null())
            .output()
            .await
            .expect("terraform is on PATH");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "terraform {arguments:?}: {said}");
    }
}

fn link(binary: &Path, to: &Path) {
    let binary = fs::canonicalize(binary).expect("the provider's binary is there");
    if fs::hard_link(&binary, to).is_err() {
        fs::copy(&binary, to).unwrap();
    }
}
