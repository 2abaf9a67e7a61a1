//! Where in a value something is.

use std::fmt;

/// The way from the root of a resource's value to a part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Step>);

/// One step of a [`Path`]. An element of a set has no step: the path of the set stands for it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// An attribute or a block of an object.
    Attribute(String),
    /// An element of a list or tuple, counted from 0.
    Index(i64),
    /// An element of a map.
    Key(String),
}

// === impl Path ===

impl Path {
    /// The whole value.
    pub fn root() -> Self {
        Self::default()
    }

    /// The attribute or block `name` below this one.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Self {
        self.join(Step::Attribute(name.to_owned()))
    }

    /// The element `index` of this list.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.join(Step::nth(index))
    }

    /// The element `key` of this map.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.join(Step::Key(key.to_owned()))
    }

    /// The steps from the root.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Puts a step before the first: the path as seen from the value around its root.
    pub(crate) fn prepend(&mut self, step: Step) {
        self.0.insert(0, step);
    }

    fn join(&self, step: Step) -> Self {
        Self(self.0.iter().cloned().chain([step]).collect())
    }
}

impl Step {
    /// To the element `index` of a list or tuple.
    pub(crate) fn nth(index: usize) -> Self {
        Self::Index(i64::try_from(index).unwrap_or(i64::MAX))
    }
}

impl From<&str> for Path {
    /// The path of an attribute at the root.
    fn from(name: &str) -> Self {
        Self::root().attribute(name)
    }
}

/// As Terraform writes it: `filter_criteria[0].filter`, `tags["team"]`.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Attribute(name) if position == 0 => write!(f, "{name}")?,
                Step::Attribute(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => write!(f, "[\"{key}\"]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_as_terraform_writes_it() {
        let path = Path::from("filter_criteria").index(0).attribute("filter");
        assert_eq!(path.to_string(), "filter_criteria[0].filter");
        assert_eq!(Path::from("tags").key("team").to_string(), "tags[\"team\"]");
    }
}
