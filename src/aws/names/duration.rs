//! Time spans as users write them.

use std::time::Duration;

/// A time span in Go's notation: numbers, each with a unit (`h`, `m`, `s` or `ms`).
pub(crate) fn parse_duration(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|it: char| !it.is_ascii_digit() && it != '.')?;
        let (amount, tail) = rest.split_at(digits);
        let end = tail
            .find(|it: char| it.is_ascii_digit() || it == '.')
            .unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        let unit = match unit {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 0.001,
            _ => return None,
        };
        seconds += amount.parse::<f64>().ok()? * unit;
        rest = tail;
    }
    (!text.is_empty())
        .then(|| Duration::try_from_secs_f64(seconds).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_as_in_go() {
        let parse = |it| parse_duration(it).map(|it| it.as_millis());
        assert_eq!(parse("10m"), Some(600_000));
        assert_eq!(parse("1h30m"), Some(5_400_000));
        assert_eq!(parse("1.5s"), Some(1_500));
        assert_eq!(parse("200ms"), Some(200));
        for text in ["", "10", "m", "10 m", "-1s", "1d", "1s2"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
