//! Whether a mapping that `GetResources` does not show has no tags. Pure.
//!
//! AWS leaves out what has no tags. A server that stands in for AWS may know the call and not the mappings: it
//! leaves out all of them. So what is missing is believed only after `ListTags` has agreed for some mappings,
//! and never again after it has once shown tags of one.

/// Missing mappings that `ListTags` must confirm, once the server has returned tags of others.
const SOME: usize = 3;
/// Missing mappings that `ListTags` must confirm, if the server has returned no tags at all.
const MORE: usize = 12;

/// Records whether mappings that responses lack have tags.
#[derive(Debug, Default)]
pub(crate) struct Absence {
    /// Whether an answer has shown tags.
    shows: bool,
    /// Mappings that were missing, and have no tags.
    agreed: usize,
    /// Whether one was missing that has tags.
    broken: bool,
}

// === impl Absence ===

impl Absence {
    /// An answer has shown tags.
    pub(super) fn shown(&mut self) {
        self.shows = true;
    }

    /// `ListTags` has told of a mapping that was missing.
    pub(super) fn settled(&mut self, has_tags: bool) {
        if has_tags {
            self.broken = true;
        } else {
            self.agreed += 1;
        }
    }

    /// Answers are not whole.
    pub(super) fn breaks(&mut self) {
        self.broken = true;
    }

    /// Whether what is missing has no tags.
    pub(super) fn is_believed(&self) -> bool {
        !self.broken && self.lacking() == 0
    }

    /// Whether what is missing will never be believed.
    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    /// Those of `absent` of which `ListTags` should tell before the rest is believed: as far apart as they can be,
    /// because neighbours are often alike.
    pub(super) fn samples<T: Clone>(&self, absent: &[T]) -> Vec<T> {
        if self.broken {
            return Vec::new();
        }
        let (all, some) = (absent.len(), self.lacking().min(absent.len()));
        let place = |it: usize| (2 * it + 1) * all / (2 * some);
        (0..some).map(|it| absent[place(it)].clone()).collect()
    }

    /// Mappings that have to agree yet.
    fn lacking(&self) -> usize {
        let needed = if self.shows { SOME } else { MORE };
        needed.saturating_sub(self.agreed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_believed_after_some_have_agreed_and_more_where_nothing_is_shown() {
        for (shows, needed) in [(true, SOME), (false, MORE)] {
            let mut absence = Absence::default();
            if shows {
                absence.shown();
            }
            for _ in 0..needed {
                assert!(!absence.is_believed());
                absence.settled(false);
            }
            assert!(absence.is_believed());
            assert_eq!(absence.samples(&[1, 2, 3]), [0; 0]);
        }
    }

    #[test]
    fn one_that_has_tags_ends_the_belief_for_ever() {
        let mut absence = Absence::default();
        absence.shown();
        for has_tags in [false, false, true, false, false, false, false] {
            absence.settled(has_tags);
        }
        assert!(!absence.is_believed());
        assert_eq!(absence.samples(&[1, 2, 3]), [0; 0], "nothing would help");
        let mut absence = Absence::default();
        absence.breaks();
        (0..99).for_each(|_| absence.settled(false));
        assert!(!absence.is_believed());
    }

    #[test]
    fn samples_are_far_apart_and_each_is_another() {
        let absence = Absence::default();
        for all in [0, 1, 2, 11, 12, 13, 100, 1000] {
            let absent: Vec<usize> = (0..all).collect();
            let samples = absence.samples(&absent);
            assert_eq!(samples.len(), all.min(MORE));
            let apart = samples.windows(2).map(|it| it[1] - it[0]);
            assert!(
                apart.clone().all(|it| it >= (all / MORE).max(1)),
                "{samples:?}"
            );
        }
    }
}
