//! The table of what follows a failure, in the guide about failures.

use std::fs;
use std::path::Path;

use terraform_provider_awslambda::aws::event_source_mapping::failures;

use crate::support::committed::assert_committed;

const FILE: &str = "docs/guides/troubleshooting.md";
const BEGIN: &str = "<!-- Made by `cargo test --test quick generated`; do not edit. -->\n";
const END: &str = "<!-- End of what is made. -->\n";

#[test]
fn the_guide_has_the_table_by_which_the_provider_decides() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    let text = fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let table = failures();
    assert_committed(FILE, &format!("{before}{BEGIN}{table}{END}{after}"));
}
