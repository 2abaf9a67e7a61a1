//! Any bytes as MessagePack of any type: the first line is the type, the rest the document.
//!
//! What is read can be written, and reading that gives the same value.

#![no_main]

use libfuzzer_sys::fuzz_target;
use terraform_provider_awslambda::framework::{msgpack, value::types::Type};

fuzz_target!(|input: &[u8]| {
    let Some(end) = input.iter().position(|it| *it == b'\n') else {
        return;
    };
    let Ok(ty) = Type::from_json(&input[..end]) else {
        return;
    };
    let Ok(value) = msgpack::decode(&input[end + 1..], &ty) else {
        return;
    };
    let written = msgpack::encode(&value, &ty).expect("a value of its type can be written");
    let again = msgpack::decode(&written, &ty).expect("what is written can be read");
    assert_eq!(
        msgpack::encode(&again, &ty).as_ref(),
        Ok(&written),
        "a document has one form"
    );
});
