use proptest::prelude::*;

use super::*;

fn number(text: &str) -> Number {
    Number::parse(text).unwrap_or_else(|it| panic!("{text}: {it}"))
}

#[test]
fn text_comes_back_without_superfluous_zeros_and_signs() {
    for (text, plain) in [
        ("0", "0"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("0e999999999999", "0"),
        ("007", "7"),
        ("+5", "5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("0.1", "0.1"),
        ("-0.10", "-0.1"),
        ("00.0010", "0.001"),
        ("1.50", "1.5"),
        ("-12.034", "-12.034"),
        ("100.0", "100"),
        ("1e3", "1000"),
        ("1E+3", "1000"),
        ("1.25e1", "12.5"),
        ("12.5e-4", "0.00125"),
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775808", "9223372036854775808"),
        ("-9223372036854775809", "-9223372036854775809"),
        ("18446744073709551615", "18446744073709551615"),
        ("12345678901234567890123", "12345678901234567890123"),
        ("1e21", "1000000000000000000000"),
        ("-1e21", "-1000000000000000000000"),
        ("0.1234567890123456789", "0.1234567890123456789"),
    ] {
        assert_eq!(number(text).to_string(), plain, "{text}");
    }
}

#[test]
fn one_number_has_one_form() {
    for same in [
        ["1", "1.0", "10e-1", "0.01e2"],
        ["0", "-0", "0.0", "0e5"],
        ["-5000000", "-5e6", "-0.5e7", "-5000000.000"],
        ["0.25", "25e-2", ".25", "0.2500"],
        ["1e30", "10e29", "0.1e31", "1000000000000000000000000000000"],
        [
            "9223372036854775807",
            "9223372036854775807.0",
            "9223372036854775.807e3",
            "+9223372036854775807",
        ],
    ] {
        for text in same {
            assert_eq!(number(text), number(same[0]), "{text}");
            assert_eq!(number(text).cmp(&number(same[0])), Ordering::Equal);
        }
    }
}

#[test]
fn an_integer_that_fits_is_one_however_it_is_written() {
    assert_eq!(number("-92233720368547758.08e2").as_i64(), Some(i64::MIN));
    assert_eq!(number("1e18").as_i64(), Some(1_000_000_000_000_000_000));
    assert_eq!(number("9223372036854775808").as_i64(), None);
    assert_eq!(number("1.5").as_i64(), None);
    assert!(number("1e30").is_integer());
    assert!(number("-3").is_integer());
    assert!(!number("-3.5").is_integer());
    assert!(!number("0.001").is_integer());
}

#[test]
fn a_sign_may_be_written_out() {
    for (signed, plain) in [("+5", "5"), ("+1.5", "1.5"), ("-0.0", "0")] {
        assert_eq!(number(signed), number(plain));
    }
    assert_ne!(number("-1.5"), number("1.5"));
}

#[test]
fn what_is_not_a_decimal_number_is_refused() {
    for text in [
        "", "-", "+", ".", "-.", "e5", "1e", "1e+", "1e1.5", "1e5e5", "1.2.3", "--1", "1-", " 1",
        "1 ", "1_000", "0x10", "Inf", "-inf", "NaN", "1p5", "٣", "1e٣", "1,5", "é",
    ] {
        assert_eq!(Number::parse(text), Err(Error::Syntax), "{text:?}");
    }
}

#[test]
fn an_absurd_exponent_or_length_is_refused_before_it_costs_memory() {
    for text in [
        "1e999999999",
        "1e-999999999",
        "-1e99999999999999999999999999",
        "1e-99999999999999999999999999",
        "1e2147483647",
        "10e2147483647",
        "0.01e-2147483648",
        "1e4096",
        "1e-4097",
    ] {
        assert_eq!(Number::parse(text), Err(Error::Range), "{text}");
    }
    assert_eq!(Number::parse(&"9".repeat(500_000)), Err(Error::Range));
    assert_eq!(
        Number::parse(&format!("0.{}", "3".repeat(500_000))),
        Err(Error::Range)
    );
}

#[test]
fn the_longest_numbers_are_kept_digit_by_digit() {
    for text in [
        "9".repeat(MAX_PLACES),
        format!("-{}.{}", "7".repeat(MAX_PLACES), "3".repeat(MAX_PLACES)),
        format!("0.{}1", "0".repeat(MAX_PLACES - 1)),
    ] {
        assert_eq!(number(&text).to_string(), text);
    }
    let zeros = "0".repeat(10_000);
    assert_eq!(number(&format!("{zeros}1.5{zeros}")).to_string(), "1.5");
}

#[test]
fn a_float_becomes_the_number_it_stands_for() {
    for (float, text) in [
        (0.0, "0"),
        (-0.0, "0"),
        (1.5, "1.5"),
        (-2.0, "-2"),
        (
            0.1,
            "0.1000000000000000055511151231257827021181583404541015625",
        ),
        (1e23, "99999999999999991611392"),
        (9_007_199_254_740_993.0, "9007199254740992"),
        (-9_223_372_036_854_775_808.0, "-9223372036854775808"),
        (9_223_372_036_854_775_808.0, "9223372036854775808"),
    ] {
        assert_eq!(Number::from_f64(float), Ok(number(text)), "{float}");
    }
    for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(Number::from_f64(float), Err(Error::NotFinite));
    }
    let least = Number::from_f64(f64::from_bits(1)).unwrap().to_string();
    assert_eq!(least.len(), 2 + 1074);
    assert!(least.ends_with("65625"));
    assert_eq!(Number::from_f64(f64::MAX).unwrap().to_string().len(), 309);
}

#[test]
fn only_an_exact_float_is_given() {
    for (text, float) in [
        ("1.5", Some(1.5)),
        ("-0.25", Some(-0.25)),
        ("3", Some(3.0)),
        ("0.1", None),
        (
            "0.1000000000000000055511151231257827021181583404541015625",
            Some(0.1),
        ),
        ("9007199254740993", None),
        ("9223372036854775807", None),
        ("18446744073709551616", Some(18_446_744_073_709_551_616.0)),
        ("18446744073709551615", None),
        ("1e400", None),
        ("1e-400", None),
    ] {
        assert_eq!(number(text).as_exact_f64(), float, "{text}");
    }
}

#[test]
fn numbers_are_ordered_by_size() {
    let ascending = [
        "-1e30",
        "-9223372036854775809",
        "-9223372036854775808",
        "-10.5",
        "-10.25",
        "-10",
        "-1.5",
        "-1",
        "-0.5",
        "-0.05",
        "0",
        "0.05",
        "0.25",
        "0.5",
        "1",
        "1.05",
        "1.5",
        "2",
        "10",
        "10.5",
        "9223372036854775807",
        "9223372036854775807.5",
        "9223372036854775808",
        "1e30",
        "1.5e30",
    ]
    .map(number);
    for (i, one) in ascending.iter().enumerate() {
        for (j, two) in ascending.iter().enumerate() {
            assert_eq!(one.cmp(two), i.cmp(&j), "{one} and {two}");
            assert_eq!(one == two, i == j, "{one} and {two}");
        }
    }
}

#[test]
fn unsigned_integers_keep_all_their_bits() {
    assert_eq!(Number::from(7_u64).as_i64(), Some(7));
    assert_eq!(Number::from(u64::MAX), number("18446744073709551615"));
    assert_eq!(Number::from(1_u64 << 63), number("9223372036854775808"));
}

#[test]
fn errors_do_not_repeat_what_was_read() {
    assert_eq!(
        Number::parse("hunter2").unwrap_err().to_string(),
        "expected a number, found other text"
    );
}

proptest! {
    #[test]
    fn printing_and_reading_is_the_identity(text in "-?[0-9]{1,40}(\\.[0-9]{1,40})?([eE][-+]?[0-9]{1,3})?") {
        let it = number(&text);
        let plain = it.to_string();
        prop_assert_eq!(&number(&plain), &it);
        prop_assert_eq!(number(&plain).to_string(), plain);
    }

    #[test]
    fn every_float_survives(bits in any::<u64>()) {
        let float = f64::from_bits(bits);
        if float.is_finite() {
            let it = Number::from_f64(float).unwrap();
            prop_assert_eq!(it.as_exact_f64(), Some(float));
        }
    }

    #[test]
    fn order_is_that_of_scaled_integers(one in any::<i64>(), two in any::<i64>(), places in 0_usize..25) {
        let scaled = |it: i64| number(&format!("{it}e-{places}"));
        prop_assert_eq!(scaled(one).cmp(&scaled(two)), one.cmp(&two));
        let nearly = number(&format!("{one}.5"));
        let half = if one < 0 { -1 } else { 1 };
        let exact = i128::from(one) * 2 + half;
        prop_assert_eq!(nearly.cmp(&Number::from(two)), exact.cmp(&(i128::from(two) * 2)));
    }

    #[test]
    fn no_text_can_break_the_reader(text in "\\PC*") {
        let _ = Number::parse(&text);
    }
}
