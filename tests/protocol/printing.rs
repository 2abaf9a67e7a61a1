//! What the program prints for a person.

use std::process::{Command, Output, Stdio};

use crate::support::terraform::PROGRAM;

/// Commands that print something and end.
const PRINTING: [&[&str]; 3] = [&["version"], &[], &["completions", "bash"]];

/// What the program makes of a standard output that takes nothing.
fn printed_to(output: impl Into<Stdio>, arguments: &[&str]) -> Output {
    let mut program = Command::new(PROGRAM);
    let program = program.args(arguments).stdin(Stdio::null()).stdout(output);
    program.output().unwrap()
}

#[test]
fn who_reads_the_first_line_only_makes_no_command_fail() {
    for arguments in PRINTING {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = printed_to(writer, arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        assert!(output.stderr.is_empty(), "{arguments:?}: {output:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_written_is_an_error() {
    for arguments in PRINTING {
        let full = std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap();
        let output = printed_to(full, arguments);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(
            said.contains("could not write to standard output: No space left"),
            "{said}"
        );
    }
}
