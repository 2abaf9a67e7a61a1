//! The environment of the process, as the provider sees it: read once, and made up in tests.

use std::{collections::BTreeMap, fmt};

/// Variables by their name. An empty one counts as not set, as for every AWS tool.
#[derive(Clone, Default)]
pub(crate) struct Environment(BTreeMap<String, String>);

// === impl Environment ===

impl Environment {
    /// The environment of this process; values that are not Unicode are left out.
    pub(crate) fn of_process() -> Self {
        let text = |it: std::ffi::OsString| it.into_string().ok();
        std::env::vars_os()
            .filter_map(|(name, value)| Some((text(name)?, text(value)?)))
            .collect()
    }

    /// The value of the first of these variables that is set.
    pub(crate) fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|it| self.get(it))
    }

    /// The value of a variable.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name)?;
        (!value.is_empty()).then_some(value)
    }

    /// Whether a variable says yes.
    pub(crate) fn is_true(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|it| it.eq_ignore_ascii_case("true"))
    }

    /// The rest of the name and the value of each variable whose name begins so, also empty ones.
    pub(crate) fn after<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> + 'a {
        self.0.iter().filter_map(move |(name, value)| {
            let rest = name.strip_prefix(prefix)?;
            (!rest.is_empty()).then_some((rest, value.as_str()))
        })
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(variables: I) -> Self {
        Self(variables.into_iter().collect())
    }
}

/// Only the names: the values may be secret.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_empty_is_not_set_and_no_value_is_printed() {
        let variables = [("A", ""), ("B", "hidden"), ("TAG_x", ""), ("TAG_", "y")];
        let environment: Environment = variables
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into_iter()
            .collect();
        assert_eq!(environment.first(&["A", "B"]), Some("hidden"));
        assert_eq!(environment.get("A"), None);
        assert_eq!(environment.after("TAG_").collect::<Vec<_>>(), [("x", "")]);
        assert!(!format!("{environment:?}").contains("hidden"));
    }
}
