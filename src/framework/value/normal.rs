//! The normal form of text.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// `text` in the normal form that Terraform gives all text it reads (NFC).
pub fn normalized<'a>(text: impl Into<Cow<'a, str>>) -> String {
    let text = text.into();
    if text.is_ascii() || is_nfc(&text) {
        text.into_owned()
    } else {
        text.nfc().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::value::Value;

    #[test]
    fn text_is_normalized() {
        assert_eq!(Value::from("e\u{301}"), Value::String("é".to_owned()));
        assert_eq!(Value::from("e\u{301}".to_owned()), Value::from("é"));
        assert_eq!(normalized("plain"), "plain");
    }
}
