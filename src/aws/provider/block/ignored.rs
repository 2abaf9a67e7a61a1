//! Warnings of what is accepted and has no effect, and of what is dangerous.

use super::{
    differences::{DIFFERENCES, Difference, How},
    rows::Config,
};
use crate::framework::{
    cell::Tf,
    diagnostics::{Diagnostic, Diagnostics},
    value::path::Path,
};

/// What the user should know of a block that is valid.
pub(crate) fn warnings(config: &Config) -> Diagnostics {
    let mut found = Diagnostics::new();
    let idle = |it: &&Difference| matches!(it.how, How::Idle | How::Partial);
    for row in DIFFERENCES.iter().filter(idle) {
        let more = match row.argument {
            "endpoints" => {
                let names: Vec<&str> = config.endpoints.idle().into_iter().collect();
                (!names.is_empty()).then(|| format!(" These have no effect: {}.", names.join(", ")))
            }
            argument => is_set(config, argument).then(String::new),
        };
        if let Some(more) = more {
            found.push(without_effect(row.argument, &format!("{}{more}", row.why)));
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

/// Whether the user expects something of an argument that does nothing.
fn is_set(config: &Config, idle: &str) -> bool {
    match idle {
        "s3_use_path_style" => config.s3_use_path_style != Tf::Null,
        "s3_us_east_1_regional_endpoint" => config.s3_us_east_1_regional_endpoint != Tf::Null,
        "tag_policy_compliance" => {
            matches!(&config.tag_policy_compliance, Tf::Known(it) if !it.is_empty() && it != "disabled")
        }
        _ => false,
    }
}

fn without_effect(path: impl Into<Path>, why: &str) -> Diagnostic {
    let path = path.into();
    Diagnostic::warning(format!("\"{path}\" has no effect"), why).at(path)
}
