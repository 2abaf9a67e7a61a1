//! Warnings of what is accepted and has no effect, and of what is dangerous.

use super::table::Config;
use crate::framework::{
    cell::Tf,
    diagnostics::{Diagnostic, Diagnostics},
    path::Path,
};

/// What the user should know of a block that is valid.
pub(super) fn warnings(config: &Config) -> Diagnostics {
    let mut found = Diagnostics::new();
    let idle = config.endpoints.idle();
    if !idle.is_empty() {
        let names: Vec<&str> = idle.into_iter().collect();
        found.push(without_effect(
            "endpoints",
            &format!(
                "This provider calls Lambda and the Security Token Service. The endpoints of other \
                 services have no effect: {}.",
                names.join(", ")
            ),
        ));
    }
    for (name, is_set, why) in [
        (
            "s3_use_path_style",
            config.s3_use_path_style != Tf::Null,
            "This provider does not call S3.",
        ),
        (
            "s3_us_east_1_regional_endpoint",
            config.s3_us_east_1_regional_endpoint != Tf::Null,
            "This provider does not call S3.",
        ),
        (
            "tag_policy_compliance",
            matches!(&config.tag_policy_compliance, Tf::Known(it) if !it.is_empty() && it != "disabled"),
            "This provider does not read the tag policies of the organization; AWS still enforces them.",
        ),
    ] {
        if is_set {
            found.push(without_effect(name, why));
        }
    }
    if config.insecure == Tf::Known(true) {
        found.push(
            Diagnostic::warning(
                "Certificates are not checked",
                "With insecure = true whoever is on the way to AWS can read the credentials and change \
                 every call. Trust the certificate's authority with custom_ca_bundle instead.",
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
