//! What a person has asked to leave out, by name.

use crate::support::extent::tell;

/// Names of what is left out, with commas between them.
pub(crate) const VARIABLE: &str = "AWSLAMBDA_TEST_LEAVE_OUT";

/// Whether the tests that need `tool` are to be left out. If so, the output of the run says it.
pub(crate) fn is_left_out(tool: &str) -> bool {
    let named = std::env::var(VARIABLE).unwrap_or_default();
    let is = named.split(',').any(|it| it.trim() == tool);
    if is {
        tell(&format!(
            "{VARIABLE} names {tool}: the tests that need it are left out."
        ));
    }
    is
}
