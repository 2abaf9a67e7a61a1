//! The mappings that resources of this run have made, taken over or begun to delete, so that no two of
//! them do so with the same one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The use that a resource of this run has made of a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// It made it.
    Made,
    /// It took it over: before, it was another resource's or nobody's.
    Adopted,
    /// It deletes it.
    Leaving,
}

/// UUIDs, each with the claim of one resource. Clones share them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Held(Arc<Mutex<HashMap<String, Claim>>>);

// === impl Held ===

impl Held {
    /// Takes a mapping for a resource; false if another one has a claim on it.
    pub(crate) fn take(&self, uuid: &str, claim: Claim) -> bool {
        let mut all = self.all();
        let free = !all.contains_key(uuid);
        if free {
            all.insert(uuid.to_owned(), claim);
        }
        free
    }

    /// Begins to delete a mapping; false if another resource has taken it over, whose it is now. A
    /// resource renamed in the configuration, and one that is replaced by creating first, come to
    /// this.
    pub(crate) fn leave(&self, uuid: &str) -> bool {
        let mut all = self.all();
        if all.get(uuid) == Some(&Claim::Adopted) {
            return false;
        }
        all.insert(uuid.to_owned(), Claim::Leaving);
        true
    }

    /// The use that a resource has made of it.
    pub(crate) fn claim(&self, uuid: &str) -> Option<Claim> {
        self.all().get(uuid).copied()
    }

    /// Gives it back.
    pub(crate) fn release(&self, uuid: &str) {
        self.all().remove(uuid);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<String, Claim>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_is_held_by_one_resource_at_a_time() {
        let held = Held::default();
        assert!(held.take("a", Claim::Made));
        assert!(!held.clone().take("a", Claim::Adopted));
        assert!(held.take("b", Claim::Adopted));
        held.release("a");
        assert!(held.take("a", Claim::Adopted));
    }

    #[test]
    fn what_was_adopted_is_not_deleted_by_who_had_it() {
        let held = Held::default();
        assert!(held.take("a", Claim::Adopted) && held.take("b", Claim::Made));
        assert!(!held.leave("a"), "it is another resource's now");
        assert!(held.leave("b") && held.leave("c"));
        assert_eq!(held.claim("c"), Some(Claim::Leaving));
        assert!(!held.take("c", Claim::Adopted), "it is on its way out");
    }
}
