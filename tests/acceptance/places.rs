//! The two places in which a test can run: the emulator, and moto, which nobody here wrote.
//!
//! What moto cannot serve stands where the test is, with the words in which the test fails there. So
//! a moto that can serve it fails the test, and the line is taken away.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::support::account::Account;
use crate::support::extent;

/// Runs functions that take an account in both places, each as a test of its own.
///
/// `name: "words", "why";` says that it fails in moto, in these words and for this reason.
macro_rules! everywhere {
    ($($test:ident $(: $says:literal, $why:literal)?;)*) => {
        mod in_the_emulator {
            $(
                #[test]
                fn $test() {
                    super::$test(&crate::support::account::Account::new());
                }
            )*
        }

        mod in_moto {
            $(
                #[test]
                fn $test() {
                    $crate::acceptance::places::in_moto(super::$test, &[$(($says, $why))?]);
                }
            )*
        }
    };
}
pub(crate) use everywhere;

/// Runs a test in moto, where it is to fail if there are words in which it does; only when everything
/// is run, since the examples live there anyhow.
#[track_caller]
pub(crate) fn in_moto(test: impl FnOnce(&Account), fails: &[(&str, &str)]) {
    if !extent::all() {
        return;
    }
    let Some(account) = Account::in_moto() else {
        return;
    };
    let [(says, why)] = fails else {
        return test(&account);
    };
    let Err(panic) = catch_unwind(AssertUnwindSafe(|| test(&account))) else {
        panic!("moto can do it now; it was said that {why}");
    };
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or(panic.downcast_ref::<&str>().copied())
        .unwrap_or_default();
    assert!(
        said.contains(says),
        "it is to fail because {why}, in the words {says:?}, but it fails so:\n{said}"
    );
}
