//! Spans of time as people write them: `500ms`, `2s`, `1m`.

use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error as _};

const LONGEST: Duration = Duration::from_hours(24);

/// Reads `500ms`, `2s` or `1m`, at most a day. The error is a sentence for the person.
pub fn parse_span(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text.get(digits.len()..).unwrap_or_default();
    let number: u64 = digits
        .parse()
        .map_err(|_| "give a whole number and a unit, for example 500ms or 2s".to_owned())?;
    let milliseconds = match unit {
        "ms" => Some(number),
        "s" => number.checked_mul(1000),
        "m" => number.checked_mul(60_000),
        _ => return Err("the unit must be ms, s or m, for example 500ms or 2s".to_owned()),
    };
    milliseconds
        .map(Duration::from_millis)
        .filter(|span| *span <= LONGEST)
        .ok_or_else(|| "at most a day".to_owned())
}

/// A span in a file.
pub(crate) fn span<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    parse_span(&text).map_err(D::Error::custom)
}

/// A span in a file that may be `never`, which is the longest there is.
pub(crate) fn span_or_never<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    if text == "never" {
        return Ok(Duration::MAX);
    }
    parse_span(&text).map_err(|error| D::Error::custom(format!("{error}, or never")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_a_unit() {
        assert_eq!(parse_span("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(parse_span("0ms"), Ok(Duration::ZERO));
        assert_eq!(parse_span("2s"), Ok(Duration::from_secs(2)));
        assert_eq!(parse_span("1m"), Ok(Duration::from_mins(1)));
        for wrong in [
            "",
            "5",
            "ms",
            "-1s",
            "1.5s",
            "2h",
            "99999999999999999999s",
            "25000m",
        ] {
            assert!(parse_span(wrong).is_err(), "{wrong}");
        }
    }
}
