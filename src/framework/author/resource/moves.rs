//! Moves: states of other resource types, which a `moved` block hands over.

use crate::framework::diagnostics::Diagnostics;

/// A state that another resource type has written.
#[derive(Debug, Clone)]
pub struct Source {
    /// Address of the provider that wrote it. A core writes it in full (`host/namespace/type`) or bare
    /// (`type`).
    pub provider: String,
    /// Name of the resource type.
    pub kind: String,
    /// Version of the state's form.
    pub version: i64,
    /// The attributes, as JSON.
    pub state: serde_json::Value,
    /// The identity, as JSON, if the core sends one.
    pub identity: Option<serde_json::Value>,
}

/// The result of a move from a [`Source`].
#[derive(Debug, Clone)]
pub struct Moved {
    /// The state in the resource's own present form, as JSON. Attributes that it does not have are
    /// left out with a warning.
    pub state: serde_json::Value,
    /// Warnings and errors for the user.
    pub diagnostics: Diagnostics,
}

// === impl Source ===

impl Source {
    /// Whether the provider is `namespace/name`, on whatever host, and however its address is written.
    pub fn is_of(&self, namespace: &str, name: &str) -> bool {
        let mut parts = self.provider.rsplit('/').skip(1);
        self.is_named(name) && parts.next().is_none_or(|it| it == namespace)
    }

    /// Whether the provider's address ends in `name`.
    pub fn is_named(&self, name: &str) -> bool {
        self.provider.rsplit('/').next() == Some(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_known_by_its_address_in_each_form() {
        for (address, is) in [
            ("aws", true),
            ("hashicorp/aws", true),
            ("registry.terraform.io/hashicorp/aws", true),
            ("registry.opentofu.org/hashicorp/aws", true),
            ("mirror.example.com:8443/hashicorp/aws", true),
            ("awscc", false),
            ("hashicorp/awscc", false),
            ("acme/aws", false),
            ("registry.terraform.io/acme/aws", false),
            ("", false),
        ] {
            let source = Source {
                provider: address.to_owned(),
                kind: String::new(),
                version: 0,
                state: serde_json::Value::Null,
                identity: None,
            };
            assert_eq!(source.is_of("hashicorp", "aws"), is, "{address}");
        }
    }
}
