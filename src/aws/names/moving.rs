//! The states of a mapping.

/// Whether a mapping in this state is on its way to another one: `Creating`, `Enabling`, `Disabling`,
/// `Updating` and `Deleting`, by the reference of the API, and what AWS may add to them.
pub(crate) fn is_moving(state: &str) -> bool {
    state.ends_with("ing")
}
