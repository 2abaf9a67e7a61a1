//! Where this provider lives: its address, its version and this platform, as Terraform writes them.

use std::env;
use std::fmt::{self, Display};
use std::path::PathBuf;
use std::str::FromStr;

/// The address of a provider that was installed by hand.
pub const SOURCE: &str = "terraform.local/lambda/awslambda";

/// The version of this program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A provider's address with all its parts: `HOST/NAMESPACE/TYPE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    host: String,
    namespace: String,
    kind: String,
}

/// This platform as Terraform writes it, such as `linux_amd64`.
pub fn platform() -> String {
    let system = match env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let machine = match env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "x86" => "386",
        other => other,
    };
    format!("{system}_{machine}")
}

/// A platform as an argument: `OS_ARCH`.
pub(super) fn parse_platform(text: &str) -> Result<String, String> {
    let is_word = |it: &str| !it.is_empty() && it.chars().all(|c| c.is_ascii_alphanumeric());
    match text.split_once('_') {
        Some((system, machine)) if is_word(system) && is_word(machine) => Ok(text.to_owned()),
        _ => Err("a platform is OS_ARCH, for example linux_amd64".to_owned()),
    }
}

// === impl Address ===

impl Address {
    /// The last part, by which a configuration calls the provider.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The first part.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The folder of the provider, relative to the root of a mirror.
    pub fn folder(&self) -> PathBuf {
        [&self.host, &self.namespace, &self.kind].iter().collect()
    }

    /// The file name of the program on a platform.
    pub fn program(&self, platform: &str) -> String {
        let suffix = if platform.starts_with("windows_") {
            ".exe"
        } else {
            ""
        };
        format!("terraform-provider-{}_v{VERSION}{suffix}", self.kind)
    }

    /// The block that asks for this provider in this version.
    pub fn required_providers(&self) -> String {
        format!(
            "terraform {{\n  \
               required_providers {{\n    \
                 {kind} = {{\n      \
                   source  = \"{self}\"\n      \
                   version = \"{VERSION}\"\n    \
                 }}\n  \
               }}\n\
             }}\n",
            kind = self.kind,
        )
    }
}

impl FromStr for Address {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split('/').collect();
        let [host, namespace, kind] = parts[..] else {
            return Err(format!(
                "an address is HOST/NAMESPACE/TYPE, for example {SOURCE}"
            ));
        };
        // Part by part what Terraform accepts, and nothing that leads out of a mirror's folder.
        let is_part = |it: &str| {
            let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
            !it.is_empty() && !it.starts_with(['-', '_']) && it.chars().all(fits)
        };
        let (name, port) = host.split_once(':').unwrap_or((host, "443"));
        let labels = name.split('.');
        if labels.clone().count() < 2
            || !labels.clone().all(is_part)
            || port.parse::<u16>().is_err()
        {
            return Err(format!("\"{host}\" is not a host name with a dot"));
        }
        for part in [namespace, kind] {
            if !is_part(part) {
                return Err(format!(
                    "\"{part}\" is not a name of lower-case letters, digits and hyphens"
                ));
            }
        }
        Ok(Self {
            host: host.to_owned(),
            namespace: namespace.to_owned(),
            kind: kind.to_owned(),
        })
    }
}

impl Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.host, self.namespace, self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_written_unchanged() {
        for text in [
            SOURCE,
            "registry.terraform.io/acme/awslambda",
            "a.b:8443/c-d/e",
        ] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_leads_out_of_a_mirror_is_no_address() {
        for text in [
            "",
            "awslambda",
            "lambda/awslambda",
            "a.b/../c",
            "../b/c",
            "a.b/c/d/e",
            "a.b//d",
            "nodot/c/d",
            "a.b/C/d",
            "a.b:x/c/d",
            "/a.b/c",
        ] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_windows_has_a_suffix() {
        let address: Address = SOURCE.parse().unwrap();
        let name = format!("terraform-provider-awslambda_v{VERSION}");
        assert_eq!(address.program("linux_arm64"), name);
        assert_eq!(address.program("windows_amd64"), format!("{name}.exe"));
    }

    #[test]
    fn a_platform_has_two_parts() {
        assert_eq!(parse_platform("linux_amd64").unwrap(), "linux_amd64");
        for text in ["", "linux", "linux_", "_amd64", "a/b_c", "linux_amd64_x"] {
            assert!(parse_platform(text).is_err(), "{text}");
        }
        assert!(parse_platform(&platform()).is_ok());
    }
}
