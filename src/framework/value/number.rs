//! Exact numbers.
//!
//! Terraform computes with decimals of 512 bits and compares what a provider echoes with what it
//! sent, so no number may pass through a float on its way. Nearly all of them are small integers,
//! and those cost no allocation.

use std::{cmp::Ordering, fmt};

/// A number of any size, exact.
///
/// Each number has one form, so `==` and `<` are those of arithmetic.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number(Form);

/// An integer that fits is always [`Form::Integer`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Form {
    Integer(i64),
    Decimal(Box<Decimal>),
}

/// The number `0.DIGITS × 10^point`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Decimal {
    negative: bool,
    point: i32,
    /// ASCII digits; neither the first nor the last is 0. None at all: zero.
    digits: String,
}

/// Why something is no [`Number`]. The text leaves out what was read: it may be long, or secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not decimal text such as `-12.5` or `1e9`.
    #[error("expected a number, found other text")]
    Syntax,
    /// A number whose plain text would be too long.
    #[error("the number has more than {MAX_PLACES} digits before or after its decimal point")]
    Range,
    /// An infinity, or "not a number".
    #[error("the number is not finite")]
    NotFinite,
}

/// The most digits a number has before its decimal point, and the most after it.
///
/// The longest `f64` has 1074; Terraform's own numbers carry about 154 significant ones. The limit
/// keeps `1e999999999` from becoming a gigabyte of zeros.
pub const MAX_PLACES: usize = 4096;

// === impl Number ===

impl Number {
    /// Reads decimal text, plain (`-0.5`) or with an exponent (`1.5e-7`).
    pub fn parse(text: &str) -> Result<Self, Error> {
        if let Ok(integer) = text.parse() {
            return Ok(Self(Form::Integer(integer)));
        }
        Decimal::parse(text).map(Self::from_decimal)
    }

    /// The number that `float` stands for, to its last binary digit: 0.1 becomes
    /// 0.1000000000000000055511151231257827021181583404541015625.
    pub fn from_f64(float: f64) -> Result<Self, Error> {
        if !float.is_finite() {
            return Err(Error::NotFinite);
        }
        Self::parse(&format!("{float:.0$}", binary_places(float)))
    }

    /// The number as an integer, if it is one that fits.
    pub fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Form::Integer(it) => Some(it),
            Form::Decimal(_) => None,
        }
    }

    /// The number as a float, if one is exactly this number.
    pub fn as_exact_f64(&self) -> Option<f64> {
        let float = self.to_string().parse().ok()?;
        (Self::from_f64(float).as_ref() == Ok(self)).then_some(float)
    }

    /// Whether it has no fraction.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Form::Integer(_) => true,
            Form::Decimal(it) => it.places_after() == 0,
        }
    }

    fn from_decimal(decimal: Decimal) -> Self {
        // 20 characters hold every i64; longer integers need not be printed to be known as such.
        if decimal.places_after() == 0
            && decimal.point <= 19
            && let Ok(integer) = decimal.to_string().parse()
        {
            return Self(Form::Integer(integer));
        }
        Self(Form::Decimal(Box::new(decimal)))
    }
}

/// How many digits the fraction of `float` has, in base 2 and so, as each halving adds a 5, in
/// base 10.
fn binary_places(float: f64) -> usize {
    const FRACTION_BITS: u32 = f64::MANTISSA_DIGITS - 1;
    let bits = float.to_bits();
    let fraction = bits & ((1 << FRACTION_BITS) - 1);
    let exponent = u32::try_from((bits >> FRACTION_BITS) & 0x7ff).unwrap_or_default();
    // The float is `mantissa × 2^-scale`; subnormals share the least exponent and lack the first bit.
    let (mantissa, scale) = match exponent {
        0 => (fraction, 1074),
        _ => (fraction | (1 << FRACTION_BITS), 1075 - i64::from(exponent)),
    };
    usize::try_from(scale - i64::from(mantissa.trailing_zeros())).unwrap_or(0)
}

impl From<i64> for Number {
    fn from(it: i64) -> Self {
        Self(Form::Integer(it))
    }
}

impl From<u64> for Number {
    fn from(it: u64) -> Self {
        match i64::try_from(it) {
            Ok(integer) => Self(Form::Integer(integer)),
            Err(_) => Self(Form::Decimal(Box::new(Decimal::new(
                false,
                &it.to_string(),
                "",
                0,
            )))),
        }
    }
}

/// Plain decimal text, with the digits the number has and no others.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Integer(it) => it.fmt(f),
            Form::Decimal(it) => it.fmt(f),
        }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Form::Integer(one), Form::Integer(two)) => one.cmp(two),
            (Form::Integer(one), Form::Decimal(two)) => Decimal::from(*one).cmp(two),
            (Form::Decimal(one), Form::Integer(two)) => one.as_ref().cmp(&Decimal::from(*two)),
            (Form::Decimal(one), Form::Decimal(two)) => one.cmp(two),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

// === impl Decimal ===

impl Decimal {
    /// The number `WHOLE.FRACTION × 10^exponent`, of ASCII digits.
    fn new(negative: bool, whole: &str, fraction: &str, exponent: i32) -> Self {
        let digits = [whole, fraction].concat();
        let significant = digits.trim_start_matches('0');
        let leading = digits.len() - significant.len();
        let significant = significant.trim_end_matches('0');
        if significant.is_empty() {
            return Self {
                negative: false,
                point: 0,
                digits: String::new(),
            };
        }
        let place = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        Self {
            negative,
            point: exponent
                .saturating_add(place(whole.len()))
                .saturating_sub(place(leading)),
            digits: significant.to_owned(),
        }
    }

    fn parse(text: &str) -> Result<Self, Error> {
        let (negative, unsigned) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        if !are_digits(whole) || !are_digits(fraction) || whole.len() + fraction.len() == 0 {
            return Err(Error::Syntax);
        }
        let decimal = Self::new(negative, whole, fraction, exponent);
        if decimal.places_before() > MAX_PLACES || decimal.places_after() > MAX_PLACES {
            return Err(Error::Range);
        }
        Ok(decimal)
    }

    fn places_before(&self) -> usize {
        usize::try_from(self.point).unwrap_or(0)
    }

    fn places_after(&self) -> usize {
        let places = i64::try_from(self.digits.len()).unwrap_or(i64::MAX) - i64::from(self.point);
        usize::try_from(places).unwrap_or(0)
    }
}

fn are_digits(text: &str) -> bool {
    text.bytes().all(|it| it.is_ascii_digit())
}

/// The exponent, or the nearest there is: the limits refuse it later, unless the number is zero.
fn parse_exponent(text: &str) -> Result<i32, Error> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !are_digits(digits) {
        return Err(Error::Syntax);
    }
    let farthest = if text.starts_with('-') {
        i32::MIN
    } else {
        i32::MAX
    };
    Ok(text.parse().unwrap_or(farthest))
}

impl From<i64> for Decimal {
    fn from(it: i64) -> Self {
        Self::new(it < 0, &it.unsigned_abs().to_string(), "", 0)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        let (before, digits) = (self.places_before(), self.digits.as_str());
        match digits.split_at_checked(before) {
            Some(("", "")) => f.write_str("0"),
            Some(("", fraction)) => {
                let places = self.places_after();
                write!(f, "{sign}0.{fraction:0>places$}")
            }
            Some((whole, "")) => write!(f, "{sign}{whole}"),
            Some((whole, fraction)) => write!(f, "{sign}{whole}.{fraction}"),
            None => write!(f, "{sign}{digits:0<before$}"),
        }
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |it: &Self| match (it.digits.is_empty(), it.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let by_size = || {
            let (one, two) = (&self.digits, &other.digits);
            self.point.cmp(&other.point).then_with(|| one.cmp(two))
        };
        match (sign(self), sign(other)) {
            (-1, -1) => by_size().reverse(),
            (1, 1) => by_size(),
            (one, two) => one.cmp(&two),
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests;
