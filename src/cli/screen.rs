//! The output of the commands, with colour only where a person looks.

use std::io::{self, IsTerminal as _, Write as _};

/// Standard output as the commands use it.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    terminal: bool,
    colour: bool,
}

/// Writes one error for a person to standard error.
pub fn complain(text: &str) {
    // Nothing is left to tell when standard error is gone too.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes what a command was asked for to standard output. The reader may stop early,
/// as `head` does: that is no error.
///
/// # Errors
/// When standard output cannot be written.
pub fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

// === impl Screen ===

impl Screen {
    /// Colours when standard output is a terminal and `NO_COLOR` is not set.
    pub fn standard() -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let terminal = io::stdout().is_terminal();
        Self {
            terminal,
            colour: terminal && !plain,
        }
    }

    /// Colours wherever the output goes, if that is wished.
    #[must_use]
    pub fn with_colour(self, wished: bool) -> Self {
        Self {
            colour: self.colour || wished,
            ..self
        }
    }

    /// Whether standard output is a terminal.
    pub fn terminal(self) -> bool {
        self.terminal
    }

    /// Whether colours are wanted, also from a program that writes to the same place.
    pub fn colour(self) -> bool {
        self.colour
    }

    /// A headline: a blank line, then the text in bold.
    pub fn headline(self, text: &str) {
        let (on, off) = if self.colour {
            ("\x1b[1;36m", "\x1b[0m")
        } else {
            ("", "")
        };
        self.write(format!("\n{on}== {text}{off}\n").as_bytes());
    }

    /// One line of text.
    pub fn line(self, text: &str) {
        self.write(format!("{text}\n").as_bytes());
    }

    /// The command about to be run, as one would type it, after a blank line.
    pub fn command(self, text: &str) {
        let (on, off) = if self.colour {
            ("\x1b[2m", "\x1b[0m")
        } else {
            ("", "")
        };
        self.write(format!("\n{on}$ {text}{off}\n").as_bytes());
    }

    /// Text of another program, as it comes.
    pub fn write(self, text: &[u8]) {
        let mut out = io::stdout().lock();
        // A reader that went away (`demo | head`) is no reason to leave things behind: the work
        // goes on to its end without a listener.
        let _ = out.write_all(text).and_then(|()| out.flush());
    }
}
