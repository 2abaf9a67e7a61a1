//! Warnings about values that cannot be meant, and about dangerous ones. Arguments that only `hashicorp/aws` uses are
//! accepted silently: a block is copied from there and serves both.

use super::rows::Config;
use crate::framework::{
    cell::Tf,
    diagnostics::{Diagnostic, Diagnostics},
    value::path::Path,
};

/// Warnings about a valid provider block.
pub(crate) fn warnings(config: &Config) -> Diagnostics {
    let mut found = Diagnostics::new();
    if config.insecure == Tf::Known(true) {
        found.push(
            Diagnostic::warning(
                "insecure: certificates are not verified",
                "insecure = true disables TLS verification: traffic can be intercepted and modified. Set \
                 custom_ca_bundle to the certificate of the authority instead.",
            )
            .at("insecure"),
        );
    }
    let roles = config.assume_role.0.known().into_iter().flatten();
    for (index, role) in roles.enumerate() {
        let path = Path::from("assume_role").index(index);
        if matches!(&role.role_arn, Tf::Null)
            || matches!(&role.role_arn, Tf::Known(it) if it.is_empty())
        {
            let what =
                "The block has no role_arn, so no role is assumed. Set it, or remove the block.";
            found.push(without_effect(path, what));
        }
    }
    found
}

fn without_effect(path: impl Into<Path>, why: &str) -> Diagnostic {
    let path = path.into();
    Diagnostic::warning(format!("\"{path}\" has no effect"), why).at(path)
}
