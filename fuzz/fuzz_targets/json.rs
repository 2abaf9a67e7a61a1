//! Any bytes as JSON of any type: the first line is the type, the rest the document.
//!
//! What is read can be written, and reading that gives the same value.

#![no_main]

use libfuzzer_sys::fuzz_target;
use terraform_provider_awslambda::framework::{json, value::types::Type};

fuzz_target!(|input: &[u8]| {
    let Some(end) = input.iter().position(|it| *it == b'\n') else {
        return;
    };
    let Ok(ty) = Type::from_json(&input[..end]) else {
        return;
    };
    let Ok((value, _)) = json::decode(&input[end + 1..], &ty) else {
        return;
    };
    let written = json::encode(&value, &ty).expect("a known value of its type can be written");
    assert_eq!(
        json::decode(&written, &ty),
        Ok((value, vec![])),
        "reading what is written gives the same value"
    );
});
