//! The fields of a line.

use std::{
    collections::BTreeMap,
    error::Error,
    fmt::{Debug, Write as _},
};

use serde_json::Value;
use tracing::field::{Field, Visit};

/// A text that is longer, in bytes, is cut: Terraform reads lines of at most 64 KiB, and a byte can take six.
const LONGEST: usize = 8 << 10;

/// Names and values, and the text of an event.
#[derive(Debug, Default)]
pub(super) struct Fields {
    /// The text. Empty for a span.
    pub(super) message: String,
    /// In the order of their names; none begins with `@`, which is Terraform's.
    pub(super) values: BTreeMap<String, Value>,
}

// === impl Fields ===

impl Fields {
    /// Takes over the values of a span within the ones before it.
    pub(super) fn extend(&mut self, inner: &Self) {
        self.values.extend(
            inner
                .values
                .iter()
                .map(|(name, value)| (name.clone(), value.clone())),
        );
    }

    fn put(&mut self, field: &Field, value: Value) {
        if field.name() == "message" {
            // Terraform ends with a panic of its own when this is no text.
            self.message = match value {
                Value::String(text) => text,
                other => other.to_string(),
            };
        } else {
            let name = field.name().trim_start_matches('@');
            self.values.insert(name.to_owned(), value);
        }
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, Value::String(cut(value)));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        // JSON has no infinity; a null says less than its name.
        let number = serde_json::Number::from_f64(value);
        self.put(
            field,
            number.map_or_else(|| Value::String(value.to_string()), Value::Number),
        );
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        let mut text = value.to_string();
        let mut source = value.source();
        while let Some(cause) = source {
            // Fails never: it writes to memory.
            let _ = write!(text, ": {cause}");
            source = cause.source();
        }
        self.put(field, Value::String(cut(&text)));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put(field, Value::String(cut(&format!("{value:?}"))));
    }
}

fn cut(text: &str) -> String {
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    format!(
        "{}… ({} bytes in all)",
        &text[..text.floor_char_boundary(LONGEST)],
        text.len()
    )
}
