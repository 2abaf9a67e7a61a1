//! Any bytes as a type: what is read can be written, and reading that gives the same type.

#![no_main]

use libfuzzer_sys::fuzz_target;
use terraform_provider_awslambda::framework::value::types::Type;

fuzz_target!(|input: &[u8]| {
    if let Ok(ty) = Type::from_json(input) {
        assert_eq!(Type::from_json(ty.to_json().as_bytes()), Ok(ty));
    }
});
