//! Instants as the log and the certificate write them.

use std::{
    fmt,
    time::{SystemTime, UNIX_EPOCH},
};

const SECONDS_A_DAY: u64 = 86_400;

/// A day of the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Date {
    /// 1970 or later.
    pub(crate) year: i32,
    /// 1 to 12.
    pub(crate) month: u8,
    /// 1 to 31.
    pub(crate) day: u8,
}

/// An instant in UTC, shown with six decimals as Terraform's log wants it: `2026-01-02T03:04:05.000006Z`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timestamp(pub(crate) SystemTime);

// === impl Date ===

impl Date {
    /// The date `days` days after 1 January 1970; 31 December 9999 at the latest.
    pub(crate) fn of_day(days: u64) -> Self {
        // Years are counted from 1 March 0000 on, so that a leap day is the last of its year, and in eras of 400 years,
        // after which the calendar repeats itself.
        const DAYS_TO_1970: u64 = 719_468;
        const DAYS_AN_ERA: u64 = 146_097;
        const LAST_DAY: u64 = 2_932_896;

        let day = days.min(LAST_DAY) + DAYS_TO_1970;
        let (era, day) = (day / DAYS_AN_ERA, day % DAYS_AN_ERA);
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        // Months from March have 31, 30, 31, 30, 31 days, over and over: 153 in five.
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let (month, carry) = if month < 10 {
            (month + 3, 0)
        } else {
            (month - 9, 1)
        };
        Self {
            year: i32::try_from(era * 400 + year + carry).unwrap_or(i32::MAX),
            month: u8::try_from(month).unwrap_or(u8::MAX),
            day: u8::try_from(day).unwrap_or(u8::MAX),
        }
    }
}

// === impl Timestamp ===

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A clock before 1970 is wrong in any case.
        let since = self.0.duration_since(UNIX_EPOCH).unwrap_or_default();
        let Date { year, month, day } = Date::of_day(since.as_secs() / SECONDS_A_DAY);
        let second = since.as_secs() % SECONDS_A_DAY;
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        let micros = since.subsec_micros();
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z"
        )
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: u64, micros: u32) -> String {
        Timestamp(UNIX_EPOCH + Duration::new(seconds, micros * 1_000 + 999)).to_string()
    }

    #[test]
    fn six_decimals_are_always_there() {
        assert_eq!(at(0, 0), "1970-01-01T00:00:00.000000Z");
        assert_eq!(at(1, 120_000), "1970-01-01T00:00:01.120000Z");
        assert_eq!(at(1_700_000_000, 7), "2023-11-14T22:13:20.000007Z");
    }

    #[test]
    fn leap_days_are_where_the_calendar_has_them() {
        assert_eq!(at(951_782_400, 0), "2000-02-29T00:00:00.000000Z");
        assert_eq!(at(1_709_164_800, 0), "2024-02-29T00:00:00.000000Z");
        assert_eq!(at(1_709_251_200, 0), "2024-03-01T00:00:00.000000Z");
        assert_eq!(at(4_107_542_400, 0), "2100-03-01T00:00:00.000000Z");
        assert_eq!(at(4_107_542_399, 0), "2100-02-28T23:59:59.000000Z");
        assert_eq!(at(253_402_300_799, 999_999), "9999-12-31T23:59:59.999999Z");
    }

    #[test]
    fn every_day_follows_the_day_before_it() {
        let length = |year: i32, month: u8| match month {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let mut expected = Date {
            year: 1970,
            month: 1,
            day: 1,
        };
        for days in 0..300_000 {
            assert_eq!(Date::of_day(days), expected);
            expected.day += 1;
            if expected.day > length(expected.year, expected.month) {
                (expected.day, expected.month) = (1, expected.month + 1);
            }
            if expected.month > 12 {
                (expected.month, expected.year) = (1, expected.year + 1);
            }
        }
    }
}
