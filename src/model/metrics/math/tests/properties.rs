//! What holds of every text and every series.

use super::yields;
use crate::engine::Span;
use crate::model::metrics::math::{Column, Columns, Expression, Kind, Named};
use proptest::prelude::*;

/// Pieces from which texts near to expressions are put together.
const PIECES: [&str; 36] = [
    "m1",
    "m2",
    "x",
    "1",
    "0",
    "2.5",
    "1e3",
    "+",
    "-",
    "*",
    "/",
    "^",
    "<",
    ">=",
    "==",
    "AND",
    "||",
    "(",
    ")",
    "[",
    "]",
    ",",
    "MAX(",
    "IF(",
    "FILL(",
    "REPEAT",
    "LINEAR",
    "RATE(",
    "METRICS()",
    "METRICS(\"m\")",
    "TIME_SERIES(",
    "PERIOD(",
    "STDDEV(",
    " ",
    "é",
    "\"",
];

/// Expressions that are well formed and yield a number, a series or an array.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec!["m1", "m2", "3", "0.5", "METRICS()", "PERIOD(m1)"]).prop_map(str::to_owned);
    leaf.prop_recursive(5, 40, 3, |inner| {
        let operator = prop::sample::select(vec!["+", "-", "*", "/", "^", ">", "<=", "==", "AND", "OR"]);
        let function =
            prop::sample::select(vec!["ABS", "CEIL", "RATE", "DIFF", "SUM", "MIN", "AVG", "STDDEV", "TIME_SERIES"]);
        prop_oneof![
            (inner.clone(), operator, inner.clone()).prop_map(|(a, sign, b)| format!("({a}) {sign} ({b})")),
            (function, inner.clone()).prop_map(|(name, a)| format!("{name}({a})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("FILL({a}, {b})")),
            (inner.clone(), prop::sample::select(vec!["REPEAT", "LINEAR"]))
                .prop_map(|(a, f)| format!("FILL({a}, {f})")),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c)| format!("IF({a}, {b}, {c})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("[{a}, {b}]")),
            inner.prop_map(|a| format!("-({a})")),
        ]
    })
}

fn series() -> impl Strategy<Value = Vec<Option<f64>>> {
    prop::collection::vec(prop::option::of(prop::sample::select(vec![0.0, 1.0, -2.0, 3.5, 1e300])), 4)
}

/// Evaluates it if its kinds are right; every number that comes out is one.
fn is_sound(text: &str, m1: &[Option<f64>], m2: &[Option<f64>]) -> Result<bool, TestCaseError> {
    let Ok(expression) = Expression::parse(text) else { return Ok(false) };
    let Ok(kind) = expression.kind(&[("m1", Named::Metric), ("m2", Named::Metric)]) else { return Ok(false) };
    let column = expression.evaluate(&Columns::new(Span::MINUTE, m1.len()).metric("m1", m1).metric("m2", m2));
    let finite = |points: &[Option<f64>]| points.len() == m1.len() && points.iter().flatten().all(|x| x.is_finite());
    let sound = match (&column, kind) {
        (Column::Scalar(value), Kind::Scalar) => value.is_none_or(f64::is_finite),
        (Column::Series(points), Kind::Series) => finite(points),
        (Column::Array(array), Kind::Array) => array.iter().all(|points| finite(points)),
        _ => false,
    };
    prop_assert!(sound, "{} is {:?}, not {:?}", text, column, kind);
    Ok(true)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_breaks_the_reader(text in any::<String>()) {
        if let Err(problem) = Expression::parse(&text) {
            prop_assert!(text.get(problem.at.clone()).is_some(), "{:?}", problem);
            prop_assert!(!problem.told(&text).is_empty());
        }
    }

    #[test]
    fn no_text_of_pieces_breaks_anything(
        pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..24), m1 in series(), m2 in series(),
    ) {
        let text = pieces.concat();
        if let Err(problem) = Expression::parse(&text) {
            prop_assert!(text.get(problem.at.clone()).is_some(), "{:?}", problem);
        }
        is_sound(&text, &m1, &m2)?;
    }

    #[test]
    fn what_the_kinds_promise_comes_out(text in expression(), m1 in series(), m2 in series()) {
        prop_assert!(Expression::parse(&text).is_ok(), "{}", text);
        is_sound(&text, &m1, &m2)?;
    }

    /// `a - b * c ^ 2` and the like, with and without the brackets that the ranks stand for.
    #[test]
    fn brackets_that_the_ranks_imply_change_nothing(a in 1_u32..9, b in 1_u32..9, c in 1_u32..4) {
        for (bare, bracketed) in [
            (format!("m1 - {a} * {b} ^ {c}"), format!("m1 - ({a} * ({b} ^ {c}))")),
            (format!("m1 / {a} * {b} - {c}"), format!("((m1 / {a}) * {b}) - {c}")),
            (format!("m1 - {a} - {b} + {c}"), format!("((m1 - {a}) - {b}) + {c}")),
            (format!("m1 + {a} > {b} * {c} AND m1 < {a}"), format!("((m1 + {a}) > ({b} * {c})) AND (m1 < {a})")),
            (format!("m1 < {a} OR m1 > {b} AND m1 == {c}"), format!("(m1 < {a}) OR ((m1 > {b}) AND (m1 == {c}))")),
            (format!("m1 * {a} ^ {b} ^ {c}"), format!("m1 * ({a} ^ ({b} ^ {c}))")),
            (format!("-m1 ^ {a}"), format!("(-m1) ^ {a}")),
        ] {
            let metrics = [("m1", "1 2 3 4 5 6 7 8 9")];
            prop_assert_eq!(yields(&bare, &metrics), yields(&bracketed, &metrics), "{}", bare);
        }
    }
}
