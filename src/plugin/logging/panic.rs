//! A panic, told so that Terraform sees it for what it is.

use std::{
    backtrace::Backtrace,
    fmt::Write as _,
    io::{self, Write as _},
    panic::{self, PanicHookInfo},
};

/// Prints panics of this process in the form that Terraform looks for.
///
/// It wants a plain line that begins with `panic: `, and takes the plain lines after it for the trace.
pub(crate) fn install() {
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_panic_begins_as_terraform_wants_it_and_has_a_trace() {
        let (sender, reports) = mpsc::channel();
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // Other tests may fail meanwhile.
            if info.payload_as_str() == Some("two\nlines, 42") {
                sender
                    .send(report(info, &Backtrace::force_capture()))
                    .unwrap();
            } else {
                usual(info);
            }
        }));
        let (two, number) = ("two", 42);
        panic::catch_unwind(|| panic!("{two}\nlines, {number}")).unwrap_err();

        let report = reports.try_recv().unwrap();
        let mut lines = report.lines();
        assert_eq!(lines.next(), Some("panic: two"));
        let second = lines.next().unwrap();
        assert!(
            second.starts_with("lines, 42 at src/plugin/logging/panic.rs:"),
            "{second}"
        );
        assert_eq!(lines.next(), Some(""));
        assert!(
            lines.next().unwrap().trim_start().starts_with("0: "),
            "{report}"
        );
        assert!(report.ends_with('\n'));
    }
}
