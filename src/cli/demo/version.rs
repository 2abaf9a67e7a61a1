//! Which CLI the demo drives, and what it can do.

/// The versions that move a state between types of different providers, in words.
pub(super) const MOVES_SINCE: &str = "Terraform 1.8 or OpenTofu 1.10";

/// The addresses that hashicorp/aws has in states: of Terraform, and of OpenTofu.
pub(super) const AWS: [&str; 2] = [
    "registry.terraform.io/hashicorp/aws",
    "registry.opentofu.org/hashicorp/aws",
];

/// The product and the version of a CLI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Version {
    is_tofu: bool,
    /// Major and minor; 0.0 when it is not known.
    number: (u32, u32),
}

// === impl Version ===

impl Version {
    /// Reads the first line of `version`, such as "Terraform v1.15.5".
    pub(super) fn read(line: &str) -> Self {
        let mut words = line.split_whitespace();
        let is_tofu = words.next() == Some("OpenTofu");
        let number = words.next().and_then(|word| {
            let mut parts = word.strip_prefix('v')?.split(['.', '-', '+']);
            let mut part = || parts.next()?.parse().ok();
            Some((part()?, part()?))
        });
        Self {
            is_tofu,
            number: number.unwrap_or_default(),
        }
    }

    /// The address of hashicorp/aws in a state of this product.
    pub(super) fn aws(self) -> &'static str {
        AWS[usize::from(self.is_tofu)]
    }

    /// Whether `moved` blocks may lead from a type of one provider to a type of another.
    pub(super) fn moves_between_types(self) -> bool {
        self.number >= if self.is_tofu { (1, 10) } else { (1, 8) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_between_types_begin_with_a_version_of_each_product() {
        for (line, moves) in [
            ("Terraform v1.0.11", false),
            ("Terraform v1.7.5", false),
            ("Terraform v1.8.0", true),
            ("Terraform v1.10.0-rc1", true),
            ("Terraform v2.0.0", true),
            ("OpenTofu v1.9.1", false),
            ("OpenTofu v1.10.0", true),
            ("OpenTofu v1.12.0-beta1", true),
            ("Terraform v9", false),
            ("", false),
        ] {
            assert_eq!(Version::read(line).moves_between_types(), moves, "{line}");
        }
    }
}
