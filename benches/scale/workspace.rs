//! A folder with a configuration, and Terraform in it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::process::Command;

/// A provider to measure.
pub(crate) struct Provider {
    pub(crate) name: &'static str,
    binary: PathBuf,
    source: &'static str,
    version: &'static str,
    resource: &'static str,
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
            binary,
            source: "terraform.local/lambda/awslambda",
            version: "0.1.0",
            resource: "awslambda_event_source_mapping",
        }
    }

    pub(crate) fn peer(binary: PathBuf) -> Self {
        Self {
            name: "hashicorp/aws",
            binary,
            source: "registry.terraform.io/hashicorp/aws",
            version: "5.100.0",
            resource: "aws_lambda_event_source_mapping",
        }
    }
}

impl Workspace {
    /// A folder in which this provider is installed.
    pub(crate) fn new(provider: &Provider, state: &str, endpoint: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let local = provider.source.rsplit('/').next().unwrap();
        let platform = format!(
            "linux_{}",
            if cfg!(target_arch = "aarch64") {
                "arm64"
            } else {
                "amd64"
            }
        );
        let mirror = folder.path().join("mirror");
        let place = mirror
            .join(provider.source)
            .join(provider.version)
            .join(platform);
        fs::create_dir_all(&place).unwrap();
        let name = format!("terraform-provider-{local}_v{}", provider.version);
        link(&provider.binary, &place.join(name));
        let installation = format!(
            "provider_installation {{\n  filesystem_mirror {{\n    path = {:?}\n  }}\n}}\n",
            mirror.display().to_string()
        );
        fs::write(folder.path().join("terraform.rc"), installation).unwrap();
        let more = if local == "aws" {
            "skip_requesting_account_id = true\n  skip_metadata_api_check = true\n  \
             skip_credentials_validation = true\n  skip_region_validation = true"
        } else {
            ""
        };
        let head = format!(
            r#"terraform {{
  backend "http" {{
    address = "{state}"
  }}
  required_providers {{
    {local} = {{ source = "{}" }}
  }}
}}

provider "{local}" {{
  region     = "eu-west-1"
  access_key = "123456789012"
  secret_key = "secret"
  {more}
  endpoints {{
    lambda                   = "{endpoint}"
    resourcegroupstaggingapi = "{endpoint}"
    sts                      = "{endpoint}"
  }}
}}
"#,
            provider.source
        );
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
        let text = format!(
            r#"{}
resource "{resource}" "it" {{
  count            = {size}
  function_name    = "worker"
  event_source_arn = "arn:aws:sqs:eu-west-1:123456789012:queue-${{count.index}}"
  batch_size       = {batch}
  tags             = {tags}
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
