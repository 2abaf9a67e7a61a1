//! How much is run: by default what shows each thing once, and with `AWSLAMBDA_TEST_ALL=1` also what
//! shows it again in moto, or by a witness that needs a JDK.

use std::io::{self, Write as _};
use std::sync::OnceLock;

const VARIABLE: &str = "AWSLAMBDA_TEST_ALL";

/// Whether everything is run. If not, the output of the run says so once.
pub(crate) fn all() -> bool {
    static ALL: OnceLock<bool> = OnceLock::new();
    *ALL.get_or_init(|| {
        let all = std::env::var_os(VARIABLE).is_some_and(|it| it == "1");
        if !all {
            tell(&format!(
                "{VARIABLE} is not set to 1: what moto repeats of the emulator's tests is left out, but \
                 for each kind of source and each class of fault once; Event Ruler is not asked; and of \
                 the senseless configurations a twentieth is tried, of the random lives a quarter."
            ));
        }
        all
    })
}

/// Says something in the output of the run, also when no test fails.
pub(crate) fn tell(text: &str) {
    // The macros' own output would be kept from those who run the tests.
    let _ = writeln!(io::stderr(), "\n{text}");
}
