//! The form of the identifiers that Lambda gives to mappings.

/// Whether it is a UUID, in its one written form.
pub(crate) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.char_indices().all(|(at, it)| match at {
            8 | 13 | 18 | 23 => it == '-',
            _ => it.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_has_one_written_form() {
        for text in [
            "91eaeb7e-c976-1234-9451-8709db01f137",
            "91EAEB7E-C976-1234-9451-8709DB01F137",
        ] {
            assert!(is_uuid(text), "{text}");
        }
        for text in [
            "",
            "91eaeb7ec97612349451-8709db01f137----",
            "91eaeb7ec976123494518709db01f137",
            "g1eaeb7e-c976-1234-9451-8709db01f137",
            "91eaeb7e-c976-1234-9451-8709db01f1377",
            "91eaeb7e-c976-1234-9451-8709db01f1é",
        ] {
            assert!(!is_uuid(text), "{text}");
        }
    }
}
