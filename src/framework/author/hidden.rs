//! One type for things of every kind, without their models.

use std::{any::type_name, fmt, ops::Deref};

/// A thing whose types are hidden: `T` has its methods, with values for models.
pub struct Hidden<T: ?Sized>(pub(crate) Box<T>);

// === impl Hidden ===

impl<T: ?Sized> Deref for Hidden<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: ?Sized> fmt::Debug for Hidden<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(type_name::<T>())
    }
}
