//! A line that counts, on standard error of a person. In a pipe or a log there is none.

use std::{
    io::{self, IsTerminal as _, Write as _},
    sync::atomic::{AtomicUsize, Ordering},
};

/// The count. Dropping it removes the line.
#[derive(Debug)]
pub(super) struct Progress {
    terminal: bool,
    count: AtomicUsize,
}

// === impl Progress ===

impl Progress {
    pub(super) fn start() -> Self {
        let progress = Self {
            terminal: io::stderr().is_terminal(),
            count: AtomicUsize::new(0),
        };
        progress.add(0);
        progress
    }

    /// Counts what has been read.
    pub(super) fn add(&self, more: usize) {
        let count = self.count.fetch_add(more, Ordering::Relaxed) + more;
        if self.terminal {
            // Back to the start, and nothing after the text.
            let _ = write!(io::stderr().lock(), "\r{count} mappings read\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.terminal {
            let _ = write!(io::stderr().lock(), "\r\x1b[K");
        }
    }
}
