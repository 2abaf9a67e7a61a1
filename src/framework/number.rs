//! Exact numbers.

/// A number of any size, exact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number(i64);

impl From<i64> for Number {
    fn from(it: i64) -> Self {
        Self(it)
    }
}
