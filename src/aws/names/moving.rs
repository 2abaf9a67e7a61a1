//! The states of a mapping.

/// Whether a mapping in this state is on its way to another one.
pub(crate) fn is_moving(state: &str) -> bool {
    matches!(
        state,
        "Creating" | "Enabling" | "Disabling" | "Updating" | "Deleting"
    )
}
