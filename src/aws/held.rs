//! The mappings that resources of this run have made or taken over, so that no two of them take the
//! same one.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

/// UUIDs, each held by one resource. Clones share them.
#[derive(Debug, Clone, Default)]
pub(super) struct Held(Arc<Mutex<HashSet<String>>>);

// === impl Held ===

impl Held {
    /// Takes a mapping for a resource; false if another one has it.
    pub(super) fn take(&self, uuid: &str) -> bool {
        self.all().insert(uuid.to_owned())
    }

    /// Whether a resource has it.
    pub(super) fn has(&self, uuid: &str) -> bool {
        self.all().contains(uuid)
    }

    /// Gives it back.
    pub(super) fn release(&self, uuid: &str) {
        self.all().remove(uuid);
    }

    fn all(&self) -> std::sync::MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_held_by_one_resource_at_a_time() {
        let held = Held::default();
        assert!(held.take("a"));
        assert!(!held.clone().take("a"));
        assert!(held.take("b"));
        held.release("a");
        assert!(held.take("a"));
    }
}
