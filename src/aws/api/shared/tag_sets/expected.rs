//! Mappings of which the tags will probably be read, because pages of the list have shown them to imports and
//! data sources. Pure.

/// Their ARNs.
#[derive(Debug, Default)]
pub(super) struct Expected(Vec<String>);

// === impl Expected ===

impl Expected {
    pub(super) fn add(&mut self, arns: impl Iterator<Item = String>) {
        self.0.extend(arns);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes at most so many of which nothing is known yet, and forgets the others on the way.
    pub(super) fn take(&mut self, most: usize, is_open: impl Fn(&str) -> bool) -> Vec<String> {
        let mut taken = Vec::new();
        while taken.len() < most
            && let Some(arn) = self.0.pop()
        {
            if is_open(&arn) {
                taken.push(arn);
            }
        }
        taken
    }
}
