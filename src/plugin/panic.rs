//! A panic, told so that Terraform sees it for what it is.

use std::backtrace::Backtrace;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::panic::{self, PanicHookInfo};

/// Prints panics of this process in the form that Terraform looks for.
///
/// It wants a plain line that begins with `panic: `, and takes the plain lines after it for the trace.
pub(super) fn install() {
    panic::set_hook(Box::new(|info| {
        let text = report(info, &Backtrace::force_capture());
        // There is nobody left to tell that this failed.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }));
}

fn report(info: &PanicHookInfo<'_>, trace: &Backtrace) -> String {
    let message = info
        .payload_as_str()
        .unwrap_or("a value that is not a text");
    let mut text = format!("panic: {message}");
    if let Some(location) = info.location() {
        // Fails never: it writes to memory.
        let _ = write!(text, " at {}:{}", location.file(), location.line());
    }
    let _ = write!(text, "\n\n{trace}");
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
