//! The order in which a list has shown mappings, and what a later list that lacks some of them says. Pure.
//!
//! Mappings leave a list while its pages are read. If a marker is the number of mappings before it, the pages
//! shift then, and a mapping at a seam is on none of them. So what no page shows may be there all the same. But a
//! page shows what stood together at one moment: a mapping that stood between two others is not there if one page
//! shows both. Nothing can hide before what the first page shows first, or after what the last page shows last.

use std::collections::HashMap;

use super::flight::{Marker, Pass};

/// The mappings that whole lists have shown, in their order.
#[derive(Debug, Default)]
pub(super) struct ListOrder {
    all: Vec<String>,
    places: HashMap<String, usize>,
    /// The pages of the last list.
    pages: Vec<ShownPage>,
    /// Whether a list had another order than the one before.
    broken: bool,
}

/// A page, as it would be now.
#[derive(Debug)]
struct ShownPage {
    /// Place of its first mapping.
    first: usize,
    /// Mappings that it has at most.
    size: usize,
    marker: Option<String>,
}

// === impl ListOrder ===

impl ListOrder {
    /// Whether a whole list has shown a mapping.
    pub(super) fn knows(&self, uuid: &str) -> bool {
        self.places.contains_key(uuid)
    }

    /// The marker of a page that would show a mapping, if it was still there, between two others.
    pub(super) fn marker(&self, uuid: &str) -> Option<Marker> {
        let place = *self.places.get(uuid)?;
        let page = self.pages.iter().rev().find(|it| {
            let begins = it.first < place || it.marker.is_none();
            begins && place + 1 < it.first + it.size
        });
        Some(Marker(page?.marker.clone()))
    }

    /// A mapping is gone: those behind it move up.
    pub(super) fn remove(&mut self, uuid: &str) {
        let Some(place) = self.places.remove(uuid) else {
            return;
        };
        self.all.remove(place);
        let places = self.places.values_mut();
        let firsts = self.pages.iter_mut().map(|it| &mut it.first);
        for it in places.chain(firsts).filter(|it| **it > place) {
            *it -= 1;
        }
    }

    /// Whether no list was read to its end.
    pub(super) fn is_unknown(&self) -> bool {
        self.pages.is_empty()
    }

    /// The mappings that were shown once and that a whole list lacks, with the page that could not have hidden
    /// each.
    pub(super) fn lacked(&self, pass: &Pass) -> HashMap<&str, usize> {
        let mut lacked = HashMap::new();
        let last = pass.last();
        if self.broken && last > 0 {
            return lacked;
        }
        // The pages of the mapping before and of the run of missing ones since then.
        let mut before = Some(0);
        let mut run = Vec::new();
        for uuid in &self.all {
            match pass.page_of(uuid) {
                None => run.push(uuid.as_str()),
                Some(page) => {
                    if before == Some(page) {
                        lacked.extend(run.iter().map(|it| (*it, page)));
                    }
                    run.clear();
                    before = Some(page);
                }
            }
        }
        if before == Some(last) {
            lacked.extend(run.into_iter().map(|it| (it, last)));
        }
        lacked
    }

    /// Learns the order of a whole list. Of mappings that it lacks the place among new ones is not known: those
    /// are forgotten.
    pub(super) fn learn(&mut self, pass: &Pass) {
        let known: Vec<usize> = pass
            .entries()
            .filter_map(|it| self.places.get(it).copied())
            .collect();
        if !known.is_sorted() {
            self.broken = true;
        }
        let mut old = std::mem::take(&mut self.all).into_iter().peekable();
        let mut all = Vec::new();
        let mut run: Vec<String> = Vec::new();
        let mut is_new = false;
        for uuid in pass.entries() {
            if !self.places.contains_key(uuid) {
                is_new = true;
                run.clear();
                all.push(uuid.to_owned());
                continue;
            }
            while let Some(next) = old.next_if(|it| it != uuid && pass.page_of(it).is_none()) {
                run.push(next);
            }
            old.next_if(|it| it == uuid);
            if !is_new {
                all.append(&mut run);
            }
            run.clear();
            is_new = false;
            all.push(uuid.to_owned());
        }
        if !is_new && !self.broken {
            all.extend(old.filter(|it| pass.page_of(it).is_none()));
        }
        let pages = pass.markers().enumerate().filter_map(|(page, marker)| {
            let of_page = |it: &String| pass.page_of(it) == Some(page);
            // A mapping before the first one of all would be on the first page.
            let first = match page {
                0 => 0,
                _ => all.iter().position(of_page)?,
            };
            let size = if page == pass.last() {
                usize::MAX / 2
            } else {
                all.iter().filter(|it| of_page(it)).count()
            };
            Some(ShownPage {
                first,
                size,
                marker: marker.map(str::to_owned),
            })
        });
        self.pages = pages.collect();
        let places = all.iter().enumerate();
        self.places = places.map(|(place, it)| (it.clone(), place)).collect();
        self.all = all;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn pass(pages: &[&str]) -> Pass {
        let mut pass = Pass::begin(Duration::ZERO);
        for page in pages {
            let entries = page.chars().map(String::from);
            pass.arrived(Duration::ZERO, entries);
        }
        pass
    }

    fn lacked(order: &ListOrder, pages: &[&str]) -> String {
        let pass = pass(pages);
        let mut lacked: Vec<_> = order.lacked(&pass).into_keys().collect();
        lacked.sort_unstable();
        lacked.concat()
    }

    fn order(lists: &[&[&str]]) -> ListOrder {
        let mut order = ListOrder::default();
        for list in lists {
            order.learn(&pass(list));
        }
        order
    }

    #[test]
    fn what_stood_between_two_of_one_page_is_not_there_and_what_stood_at_a_seam_may_be() {
        let order = order(&[&["abc", "def"]]);
        for (pages, expected) in [
            (&["abc", "def"][..], ""),
            (&["ac", "df"], "be"),
            // One at the seam, or several.
            (&["ab", "def"], ""),
            (&["abc", "ef"], ""),
            (&["a", "f"], ""),
            (&["bc", "de"], "af"),
            (&["c", "d"], "abef"),
            (&["", "def"], ""),
            (&["abc", ""], ""),
            // One page hides nothing.
            (&["f"], "abcde"),
            (&[""], "abcdef"),
            (&["axd"], "bcef"),
            (&["abx"], "cdef"),
        ] {
            assert_eq!(lacked(&order, pages), expected, "{pages:?}");
        }
    }

    #[test]
    fn only_what_a_list_has_shown_can_be_missing() {
        assert_eq!(lacked(&ListOrder::default(), &["a"]), "");
        let order = order(&[&["ab"]]);
        assert!(order.knows("a") && !order.knows("c"));
    }

    #[test]
    fn what_was_missing_once_keeps_its_place_unless_others_have_come_there() {
        assert_eq!(lacked(&order(&[&["abcd"], &["ad"]]), &["ad"]), "bc");
        assert_eq!(lacked(&order(&[&["abcd"], &["ad"]]), &["a", "d"]), "");
        assert_eq!(lacked(&order(&[&["abcd"], &["axd"]]), &["axd"]), "");
        assert_eq!(lacked(&order(&[&["abcd"], &["abx"]]), &["abx"]), "");
        assert_eq!(lacked(&order(&[&["abcd"], &["xcd"]]), &["xcd"]), "");
        assert_eq!(lacked(&order(&[&["abcd"], &["bc"]]), &["b", "c"]), "ad");
    }

    #[test]
    fn the_page_for_a_mapping_shows_it_between_two_others() {
        let mut order = ListOrder::default();
        let mut pass = Pass::begin(Duration::ZERO);
        for (marker, page) in [(None, "abcd"), (Some("d"), "efgh"), (Some("h"), "ij")] {
            pass.next = marker.map(str::to_owned);
            pass.arrived(Duration::ZERO, page.chars().map(String::from));
        }
        order.learn(&pass);
        let marker =
            |order: &ListOrder, uuid| order.marker(uuid).map(|it| it.0.unwrap_or_default());
        for (uuid, expected) in [
            ("a", Some("")),
            ("c", Some("")),
            // At a seam.
            ("d", None),
            ("e", None),
            ("f", Some("d")),
            ("i", None),
            ("j", Some("h")),
            ("x", None),
        ] {
            assert_eq!(marker(&order, uuid).as_deref(), expected, "{uuid}");
        }
        // With one less before the seam the page has one more behind it.
        order.remove("b");
        assert_eq!(marker(&order, "d").as_deref(), Some(""));
        assert_eq!(marker(&order, "e").as_deref(), None);
        order.remove("a");
        assert_eq!(marker(&order, "e").as_deref(), Some(""));
        assert_eq!(marker(&order, "f").as_deref(), Some("d"));
        assert!(!order.knows("a") && order.knows("c"));
    }

    #[test]
    fn a_list_without_an_order_says_something_only_in_one_page() {
        let order = order(&[&["abc"], &["cab"]]);
        assert_eq!(lacked(&order, &["a", "c"]), "");
        assert_eq!(lacked(&order, &["ac"]), "b");
    }
}
