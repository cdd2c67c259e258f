//! Expressions worked by hand: expression, inputs with gaps, result.

use super::{points, yields};
use crate::engine::Span;
use crate::model::metrics::math::{Column, Expression, Formula};

/// Inputs of the table.
const M1: (&str, &str) = ("m1", "10 20 - 40 0");
const M2: (&str, &str) = ("m2", "2 0 4 - -");
const M3: (&str, &str) = ("m3_errors", "- 7 - - 3");
const NONE: (&str, &str) = ("none", "- - - - -");

#[test]
fn thirty_and_more_expressions_yield_what_was_worked_by_hand() {
    for (text, wanted) in [
        // Arithmetic: a gap is 0 where the other series has a point.
        ("m1 + m2", "12 20 4 40 0"),
        ("m1 - m2", "8 20 -4 40 0"),
        ("m2 * m3_errors", "0 0 0 - 0"),
        ("m1 + 5", "15 25 - 45 5"),
        ("-m1", "-10 -20 - -40 0"),
        ("m1 + none", "10 20 - 40 0"),
        // Division by zero, by a gap too.
        ("m1 / m2", "5 - 0 - -"),
        ("m1 / 0", "- - - - -"),
        ("100 / m1", "10 5 - 2.5 -"),
        ("m1 + 1 / (2 - 2)", "- - - - -"),
        // Precedence.
        ("m1 + m1 * 2", "30 60 - 120 0"),
        ("(m1 + m1) * 2", "40 80 - 160 0"),
        ("m1 - 2 - 3", "5 15 - 35 -5"),
        ("m1 / 2 / 5 * 3", "3 6 - 12 0"),
        ("m2 ^ 2 * 3", "12 0 48 - -"),
        ("m1 * 0 + 2 ^ 3 ^ 2", "512 512 - 512 512"),
        ("m1 * 0 + -2 ^ 2", "4 4 - 4 4"),
        ("m1 * 0 + 2 ^ -1 - --1.5e0", "-1 -1 - -1 -1"),
        ("m1 > 5 AND m2 < 1 || m1 == 0", "0 1 0 0 1"),
        // Comparisons and logic.
        ("m1 > m2", "1 1 0 1 0"),
        ("m1 <= 20", "1 1 - 0 1"),
        ("20 > m1", "1 0 - 0 1"),
        ("m1 != m1", "0 0 - 0 0"),
        ("m1 OR m2", "1 1 1 1 0"),
        // Functions.
        ("ABS(m2 - m1)", "8 20 4 40 0"),
        ("CEIL(m1 / 15) + FLOOR(m1 / 15)", "1 3 - 5 0"),
        ("FILL(m1, 1e1)", "10 20 10 40 0"),
        ("FILL(m2, REPEAT)", "2 0 4 4 4"),
        ("FILL(m3_errors, REPEAT)", "- 7 7 7 3"),
        ("FILL(m1, LINEAR)", "10 20 30 40 0"),
        ("FILL(m3_errors, LINEAR)", "- 7 5.666666666666667 4.333333333333334 3"),
        ("FILL(m2, m1)", "2 0 4 40 0"),
        ("FILL(none, 3)", "3 3 3 3 3"),
        ("FILL(m1, MIN(m1))", "10 20 0 40 0"),
        ("RATE(m1) * 60", "- 10 - 10 -40"),
        ("DIFF(m1)", "- 10 - 20 -40"),
        ("m1 / PERIOD(m1) * 6", "1 2 - 4 0"),
        ("TIME_SERIES(MAX(m1) - 1)", "39 39 39 39 39"),
        ("TIME_SERIES(MAX(none))", "- - - - -"),
        // One series to a number; a gap counts as 0 in the average.
        ("m1 * 0 + SUM(m1)", "70 70 - 70 70"),
        ("m1 * 0 + AVG(m1)", "14 14 - 14 14"),
        ("m1 * 0 + MIN(m2) + MAX(m2)", "4 4 - 4 4"),
        ("m1 * 0 + STDDEV(m3_errors)", "2 2 - 2 2"),
        // Arrays to a series.
        ("SUM([m1, m2])", "12 20 4 40 0"),
        ("AVG([m1, m2])", "6 10 2 20 0"),
        ("MIN([m1, m2])", "2 0 4 40 0"),
        ("MAX([m1, m2, m3_errors])", "10 20 4 40 3"),
        ("STDDEV([m1, m2])", "4 10 0 0 0"),
        ("SUM(100 / [m1, m2])", "60 5 25 2.5 -"),
        ("SUM([m1, m2] / m2)", "6 - 1 - -"),
        ("SUM(-[m1, m2])", "-12 -20 -4 -40 0"),
        ("SUM(METRICS())", "12 27 4 40 3"),
        ("AVG(METRICS())", "3 6.75 1 10 0.75"),
        ("SUM(METRICS(\"m\")) - SUM(METRICS(\"errors\"))", "12 20 4 40 0"),
        ("SUM([METRICS(\"m1\"), METRICS(\"err\"), m2])", "12 27 4 40 3"),
        ("MAX(FILL([m2, m3_errors], 1))", "2 7 4 1 3"),
        ("MAX(ABS(RATE(FILL([m1, m2], m1))) * 60)", "- 10 4 36 40"),
        // IF.
        ("IF(m1 > 15, m1)", "- 20 - 40 -"),
        ("IF(m1 < 15, 10, 2)", "10 2 - 2 10"),
        ("IF(m1, m2, m3_errors)", "2 0 - 0 3"),
        ("IF(m2, 5, m3_errors)", "5 7 5 - -"),
        ("IF(m1 - 10, m2, 9)", "9 0 - 0 0"),
        ("IF(1, m1, m2)", "10 20 - 40 0"),
        ("IF(0, m1, m2)", "2 0 4 - -"),
        ("IF(0, m1)", "- - - - -"),
        ("IF(MAX(m1) > 30, 1, m1)", "1 1 1 1 1"),
        ("IF(-3, m2, 1)", "2 0 4 - -"),
    ] {
        assert_eq!(yields(text, &[M1, M2, M3, NONE]), Column::Series(points(wanted)), "{text}");
    }
}

/// The examples that AWS's page works out.
#[test]
fn the_examples_of_aws_come_out() {
    let pair = [("metric1", "30 20 0 0"), ("metric2", "20 - 20 -")];
    for (text, wanted) in [
        ("(metric1 < metric2)", "0 0 1 0"),
        ("(metric1 >= 30)", "1 0 0 0"),
        ("(metric1 > 15 AND metric2 > 15)", "1 0 0 0"),
    ] {
        assert_eq!(yields(text, &pair), Column::Series(points(wanted)), "{text}");
    }
    let three = [("metric1", "1 1 0 0 -"), ("metric2", "30 - 0 0 30"), ("metric3", "0 0 20 - 20")];
    for (text, wanted) in [
        ("IF(metric1, metric2, metric3)", "30 0 20 - -"),
        ("IF(metric1, 5, metric3)", "5 5 20 - -"),
        ("IF(metric1, metric2, 5)", "30 0 5 5 -"),
    ] {
        assert_eq!(yields(text, &three), Column::Series(points(wanted)), "{text}");
    }
}

#[test]
fn g14_a_division_by_zero_is_dropped_and_a_missing_dividend_is_zero() {
    let seen = yields("m1/m2", &[("m1", "6 6 - -"), ("m2", "3 0 2 -")]);
    assert_eq!(seen, Column::Series(points("2 - 0 -")));
}

#[test]
fn a_rate_is_per_second_over_the_time_between_two_points() {
    let columns = [("m1", "0 - 30")];
    assert_eq!(yields("RATE(m1)", &columns), Column::Series(points("- - 0.25")));
}

#[test]
fn a_formula_computes_expressions_in_the_order_of_their_needs() {
    let parsed = |id: &str, text: &str| (id.to_owned(), Expression::parse(text).unwrap());
    let expressions =
        vec![parsed("e1", "e2 * 100 / SUM(e3)"), parsed("e2", "FILL(errors, 0)"), parsed("e3", "[m1, e2]")];
    let formula = Formula::new(vec!["m1".to_owned(), "errors".to_owned()], expressions, "e1").unwrap();
    assert_eq!(formula.metrics().collect::<Vec<_>>(), ["m1", "errors"]);
    let seen = formula.evaluate(Span::MINUTE, &[points("9 10 - 3"), points("1 - - 1")]);
    assert_eq!(seen, points("10 0 - 25"));
    let plain = Formula::new(vec!["m1".to_owned()], Vec::new(), "m1").unwrap();
    assert_eq!(plain.evaluate(Span::MINUTE, &[points("1 - 2")]), points("1 - 2"));
}

#[test]
fn ids_come_in_the_order_of_their_first_mention() {
    let expression = Expression::parse("m2 + m1 * PERIOD(m9) - m1 + SUM([m2, m3])").unwrap();
    assert_eq!(expression.ids().collect::<Vec<_>>(), ["m2", "m1", "m9", "m3"]);
}
