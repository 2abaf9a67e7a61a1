//! Spans of time as people write them: `500ms`, `2s`, `1h30m`.

use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error as _};

const LONGEST: Duration = Duration::from_hours(24);

/// Reads `500ms`, `2s`, `1m` or `1h30m`, at most a day. The error is a sentence for the person.
pub fn parse_span(text: &str) -> Result<Duration, String> {
    let mut rest = text;
    let mut milliseconds = Some(0_u64);
    loop {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = &rest[..rest.len() - digits.len()];
        let number: u64 = number
            .parse()
            .map_err(|_| "give a whole number and a unit, for example 500ms or 2s".to_owned())?;
        rest = digits.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let unit = match &digits[..digits.len() - rest.len()] {
            "ms" => 1,
            "s" => 1000,
            "m" => 60_000,
            "h" => 3_600_000,
            _ => return Err("the unit must be ms, s, m or h, for example 500ms or 2s".to_owned()),
        };
        let part = number.checked_mul(unit);
        milliseconds = milliseconds
            .zip(part)
            .and_then(|(sum, it)| sum.checked_add(it));
        if rest.is_empty() {
            break;
        }
    }
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
        assert_eq!(parse_span("2h"), Ok(Duration::from_hours(2)));
        assert_eq!(parse_span("1h30m"), Ok(Duration::from_mins(90)));
        assert_eq!(parse_span("24h"), Ok(LONGEST));
        for wrong in [
            "",
            "5",
            "ms",
            "-1s",
            "1.5s",
            "1d",
            "1h30",
            "1h m",
            "24h1ms",
            "99999999999999h99999999999999h",
            "99999999999999999999s",
            "25000m",
        ] {
            assert!(parse_span(wrong).is_err(), "{wrong}");
        }
    }
}
