//! Tags of a resource beside those of the provider, as `hashicorp/aws` plans them. Pure.
//!
//! `tags` is what the user wrote for the resource; `tags_all` is what the resource has at AWS: those, the
//! provider's for keys of which the resource says nothing, and without what the provider ignores. Keys
//! that begin with `aws:` are AWS's own, and neither seen nor touched.

use std::collections::{BTreeMap, BTreeSet};

use crate::framework::{
    cell::{Map, Tf},
    diagnostics::shown,
    schema::{
        evidence::Evidence,
        spec::{Complaint, Rule},
    },
    value::Value,
};

/// The arguments of the provider block about tags.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Tagging {
    /// Tags of all resources.
    pub(crate) default: BTreeMap<String, String>,
    /// Keys that the provider neither reads nor changes.
    pub(crate) ignored_keys: BTreeSet<String>,
    /// Prefixes of such keys.
    pub(crate) ignored_prefixes: BTreeSet<String>,
}

/// The tags that AWS allows for a resource.
pub(crate) fn rule() -> Rule {
    let says = "At most 50, with keys of 1 to 128 characters that do not begin with `aws:`, and \
                values of at most 256: letters, digits, spaces and `_.:/=+-@`.";
    Rule::new(says, |value, _| {
        let Value::Map(tags) = value else {
            return Ok(());
        };
        if tags.len() > 50 {
            let summary = format!("at most 50 tags are allowed, got {}", tags.len());
            let complaint = Complaint::new(summary, "Remove the others.");
            let seen = "\"Number of tags exceeds resource tag limit.\"";
            return Err(complaint.by(Evidence::Recorded(seen)));
        }
        for (key, value) in tags {
            let length = key.chars().count();
            if length == 0 || length > 128 {
                let summary = format!("the key \"{}\" has {length} characters", shown(key));
                return Err(Complaint::new(summary, "A key has 1 to 128 characters."));
            }
            if key.to_ascii_lowercase().starts_with("aws:") {
                let summary = format!("the key \"{}\" is reserved", shown(key));
                let detail = "Keys that begin with \"aws:\" are reserved for AWS. Use another key.";
                return Err(Complaint::new(summary, detail));
            }
            let text = match value {
                Value::String(it) => it.as_str(),
                _ => "",
            };
            if let Some(odd) = key
                .chars()
                .chain(text.chars())
                .find(|it| !fits_in_a_tag(*it))
            {
                let odd = odd.escape_default();
                let summary = format!("the tag \"{}\" has the character '{odd}'", shown(key));
                let detail =
                    "Use letters, digits, spaces and any of \"_.:/=+-@\" in keys and values.";
                return Err(Complaint::new(summary, detail));
            }
            if text.chars().count() > 256 {
                let length = text.chars().count();
                let summary = format!("the value of \"{}\" has {length} characters", shown(key));
                let detail = "A value has at most 256 characters.";
                return Err(Complaint::new(summary, detail));
            }
        }
        Ok(())
    })
    .documented("the model of Lambda's API")
}

/// Of the API's pattern for tags: `[\p{L}\p{Z}\p{N}_.:/=+\-@]*`.
fn fits_in_a_tag(it: char) -> bool {
    let is_space = it.is_whitespace() && !it.is_control();
    it.is_alphanumeric() || is_space || "_.:/=+-@".contains(it)
}

// === impl Tagging ===

impl Tagging {
    /// All tags that a resource with these `tags` is to have; not known while one of them is not.
    pub(crate) fn all(&self, tags: &Map<String>) -> Map<String> {
        let own = match &tags.0 {
            Tf::Unknown => return Map(Tf::Unknown),
            Tf::Null => BTreeMap::new(),
            Tf::Known(own) => own.clone(),
        };
        let mut all = self.default.clone();
        all.extend(own);
        all.retain(|key, _| !self.is_ignored(key));
        Map(Tf::Known(all))
    }

    /// `tags` and `tags_all` of a resource that has the tags `reported`, and whose `tags` were `prior`.
    ///
    /// A tag of the provider is the resource's own only if the resource says so, too, or if somebody
    /// has changed its value. No tags and an empty map of tags are the same, in the words of `prior`.
    pub(crate) fn read(
        &self,
        reported: BTreeMap<String, String>,
        prior: &Map<String>,
    ) -> (Map<String>, Map<String>) {
        let all: BTreeMap<_, _> = reported
            .into_iter()
            .filter(|(key, _)| !self.is_ignored(key))
            .collect();
        let before = prior.0.known();
        let written = |key: &String| before.is_some_and(|it| it.contains_key(key));
        let mut own: BTreeMap<_, _> = all
            .iter()
            .filter(|(key, value)| self.default.get(*key) != Some(*value) || written(key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        // Ignored tags are not read, so the written ones stay.
        let kept = before.into_iter().flatten();
        own.extend(
            kept.filter(|(key, _)| self.is_ignored(key))
                .map(|(key, value)| (key.clone(), value.clone())),
        );
        let own = if own.is_empty() && prior.0 == Tf::Null {
            Tf::Null
        } else {
            Tf::Known(own)
        };
        (Map(own), Map(Tf::Known(all)))
    }

    /// Whether tags with this key are ignored: the provider neither reads nor changes them.
    pub(crate) fn is_ignored(&self, key: &str) -> bool {
        key.starts_with("aws:")
            || self.ignored_keys.contains(key)
            || self
                .ignored_prefixes
                .iter()
                .any(|it| key.starts_with(it.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Tags = BTreeMap<String, String>;

    fn tags(text: &str) -> Tags {
        let pairs = text
            .split_whitespace()
            .map(|it| it.split_once('=').unwrap());
        pairs
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect()
    }

    fn known(text: &str) -> Map<String> {
        Map(Tf::Known(tags(text)))
    }

    fn tagging(default: &str, keys: &str, prefixes: &str) -> Tagging {
        let words = |it: &str| it.split_whitespace().map(str::to_owned).collect();
        Tagging {
            default: tags(default),
            ignored_keys: words(keys),
            ignored_prefixes: words(prefixes),
        }
    }

    #[test]
    fn all_tags_are_those_of_the_provider_and_over_them_those_of_the_resource() {
        let none = Map(Tf::Null);
        let tagging = tagging("a=1 b=1 x=1 p:q=1", "x", "p:");
        assert_eq!(tagging.all(&none), known("a=1 b=1"));
        assert_eq!(tagging.all(&known("")), known("a=1 b=1"));
        // One of both with the same value is no contradiction.
        assert_eq!(tagging.all(&known("a=1 b=2 c=3")), known("a=1 b=2 c=3"));
        assert_eq!(tagging.all(&known("x=2 p:z=2")), known("a=1 b=1"));
        assert_eq!(tagging.all(&Map(Tf::Unknown)), Map(Tf::Unknown));
        assert_eq!(Tagging::default().all(&none), known(""));
    }

    #[test]
    fn what_is_planned_is_what_is_read_back() {
        for (tagging, own) in [
            (tagging("", "", ""), "a=1"),
            (tagging("a=1", "", ""), ""),
            (tagging("a=1", "", ""), "a=1"),
            (tagging("a=1", "", ""), "a=2 b=1"),
            (tagging("a=1 x=1", "x", "p:"), "x=2 p:1=2 b=1"),
        ] {
            let own = known(own);
            let all = tagging.all(&own);
            let reported = all.0.known().unwrap().clone();
            assert_eq!(tagging.read(reported, &own), (own, all));
        }
    }

    #[test]
    fn drift_is_seen_unless_it_is_ignored() {
        let tagging = tagging("team=a", "x", "p:");
        let none = Map(Tf::Null);
        let seen = |reported: &str| tagging.read(tags(reported), &none);
        assert_eq!(seen("team=a"), (none.clone(), known("team=a")));
        assert_eq!(seen("team=b"), (known("team=b"), known("team=b")));
        assert_eq!(
            seen("team=a new=1"),
            (known("new=1"), known("team=a new=1"))
        );
        assert_eq!(seen("team=a x=1 p:1=1"), (none.clone(), known("team=a")));
        assert_eq!(seen("team=a aws:x=1"), (none.clone(), known("team=a")));
        assert_eq!(seen(""), (none.clone(), known("")));
        let written = known("b=1");
        assert_eq!(
            tagging.read(tags("team=a"), &written),
            (known(""), known("team=a"))
        );
    }
}
