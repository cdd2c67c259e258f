//! What is refused, with the part of the text that is meant.

use crate::model::metrics::math::{Expression, ExpressionProblem, Formula, Kind, Named};

/// Names that the expressions may use.
const NAMES: [(&str, Named); 4] = [
    ("m1", Named::Metric),
    ("m2", Named::Metric),
    ("e1", Named::Result(Kind::Series)),
    ("all", Named::Result(Kind::Array)),
];

fn refusal(text: &str) -> String {
    let problem = Expression::parse(text).and_then(|expression| expression.kind(&NAMES)).expect_err(text);
    problem.told(text)
}

#[test]
fn texts_that_are_no_expression_are_refused_at_their_place() {
    for (text, wanted) in [
        ("", "a number, an id or a function is missing"),
        ("m1 +", "ends too early: a number, an id or a function is missing"),
        ("(m1 + m2", "ends too early: `)` is missing"),
        ("[m1, m2", "ends too early: `,` or `]` is missing"),
        ("m1 m2", "holds `m2` at character 4: stands where an operator was wanted"),
        ("m1 + * m2", "holds `*` at character 6: stands where a number, an id or a function was wanted"),
        ("m1 = 3", "holds `=` at character 4: a comparison is written `==`"),
        ("m1 & m2", "holds `&` at character 4: the logical and is written `AND` or `&&`"),
        ("m1 and m2", "holds `and` at character 4: logical operators are capitals: AND"),
        ("AND m1", "holds `AND` at character 1: has nothing before it"),
        ("é + m1", "holds `é` at character 1: has no meaning in metric math"),
        ("m1 + “a”", "holds `“` at character 6: text stands between straight double quotes"),
        ("SUM(METRICS(\"m))", "holds `\"m))` at character 13: the text is not closed; a `\"` is missing"),
        ("M1 + 1", "holds `M1` at character 1: is no id: ids begin with a lower-case letter"),
        ("_a", "holds `_` at character 1: an id begins with a lower-case letter"),
        ("MAX + 1", "holds `MAX` at character 1: is a function; write MAX(…)"),
        ("sum(m1)", "holds `sum` at character 1: functions are written in capitals: SUM"),
        ("SUMM(m1)", "holds `SUMM` at character 1: is no function of metric math"),
        ("SEARCH(\"a\")", "holds `SEARCH` at character 1: is a function of AWS that is not modelled"),
        ("m1 + SERVICE_QUOTA(m1)", "holds `SERVICE_QUOTA` at character 6: is a function of AWS that is not modelled"),
        ("SELECT AVG(m1)", "holds `SELECT` at character 1: Metrics Insights queries are not modelled"),
        ("LINEAR", "holds `LINEAR` at character 1: belongs into FILL: FILL(m1, LINEAR)"),
        ("FILL(m1, linear)", "holds `linear` at character 10: is written in capitals: LINEAR"),
        ("FILL(m1)", "holds `)` at character 8: stands where `,` and a number, REPEAT or LINEAR was wanted"),
        ("FILL(m1, 0, 1)", "holds `,` at character 11: stands where `)` was wanted"),
        ("[]", "holds `[]` at character 1: is an array of nothing; write [m1, m2]"),
        ("MAX()", "holds `MAX()` at character 1: takes one argument, has 0"),
        (
            "2 * MAX(m1, m2)",
            "holds `MAX(m1, m2)` at character 5: takes one argument, has 2; series stand in an array: MAX([m1, m2])",
        ),
        (
            "IF(m1)",
            "holds `IF(m1)` at character 1: has 1 arguments; write IF(condition, then) or IF(condition, then, else)",
        ),
        ("m1 < m2 < 3", "holds `<` at character 9: compares a comparison; write `a < b AND b < c`"),
        ("PERIOD(m1 + m2)", "holds `+` at character 11: stands where `)` was wanted"),
        ("PERIOD(3)", "holds `3` at character 8: stands where the id of a metric was wanted"),
        ("METRICS(m1)", "holds `m1` at character 9: stands where nothing or a text in double quotes was wanted"),
    ] {
        assert_eq!(refusal(text), wanted, "{text}");
    }
}

#[test]
fn numbers_are_decimals() {
    for text in ["1e", "1.2.3", "3m", "1e999", ".", "1_000", "0x10", "1e+"] {
        let problem = Expression::parse(text).expect_err(text);
        assert!(problem.message.starts_with("is neither a number nor an id"), "{text}: {}", problem.message);
        assert_eq!(problem.at.start, 0, "{text}");
    }
    for text in ["5", "0.25", ".5", "5.", "1e3", "1E-3", "1e+3"] {
        assert!(Expression::parse(text).is_ok(), "{text}");
    }
}

#[test]
fn operands_of_a_wrong_kind_are_refused() {
    for (text, wanted) in [
        ("m1 + m3", "holds `m3` at character 6: no metric and no expression has this id"),
        ("PERIOD(e1)", "holds `PERIOD(e1)` at character 1: PERIOD takes the id of a metric, not of an expression"),
        ("[m1, 3]", "an array with a number in it"),
        ("[m1, m2] + METRICS()", "holds `+` at character 10: joins two arrays"),
        ("METRICS() > 3", "holds `>` at character 11: compares an array"),
        ("m1 AND all", "holds `AND` at character 4: compares an array"),
        ("IF(METRICS(), 1, 0)", "IF takes series and numbers, not arrays"),
        ("IF(1, 2, 3)", "IF has no series in it"),
        ("FILL(3, 1)", "FILL takes a series or an array"),
        ("FILL(m1, METRICS())", "FILL fills with a number or a series"),
        ("TIME_SERIES(m1)", "TIME_SERIES takes a number"),
        ("ABS(MAX(m1))", "holds `ABS(MAX(m1))` at character 1: takes a series or an array, not a number"),
        ("SUM(SUM(m1))", "takes a series or an array, not a number"),
        ("SUM(METRICS(\"x\"))", "holds `METRICS(\"x\")` at character 5: is empty"),
        ("SUM(METRICS(\"e1\"))", "is empty: no id of a metric contains this text"),
    ] {
        let seen = refusal(text);
        assert!(seen.contains(wanted), "{text}: {seen}");
    }
}

#[test]
fn kinds_are_those_of_aws() {
    for (text, wanted) in [
        ("1 + 2 > MAX(m1)", Kind::Scalar),
        ("m1 > AVG(m1)", Kind::Series),
        ("SUM(METRICS())", Kind::Series),
        ("-METRICS() / 100 + m1", Kind::Array),
        ("RATE(FILL(all, m1))", Kind::Array),
        ("IF(1, m1)", Kind::Series),
        ("TIME_SERIES(PERIOD(m1))", Kind::Series),
    ] {
        assert_eq!(Expression::parse(text).unwrap().kind(&NAMES), Ok(wanted), "{text}");
    }
}

#[test]
fn a_text_is_neither_too_long_nor_too_deep() {
    let sum = format!("m1{}", "+m1".repeat(682));
    assert_eq!(sum.len(), 2_048);
    assert!(Expression::parse(&sum).is_ok());
    assert_eq!(refusal(&format!("{sum}+")), "has 2049 characters; AWS accepts 1 to 2048");
    for (open, middle, close) in [("(", "m1", ")"), ("-", "m1", ""), ("SUM([", "m1", "])"), ("m1^", "m1", "")] {
        let nested = |depth: usize| format!("{}{middle}{}", open.repeat(depth), close.repeat(depth));
        let each = if open == "SUM([" { 2 } else { 1 };
        assert!(Expression::parse(&nested(64 / each)).is_ok(), "{open}");
        let seen = refusal(&nested(64 / each + 1));
        assert!(seen.contains("lies deeper than 64 brackets, signs and powers"), "{open}: {seen}");
        assert!(Expression::parse(&nested(400)).is_err(), "{open}");
    }
}

fn formula(expressions: &[(&str, &str)], returned: &str) -> Vec<String> {
    let parsed = expressions.iter().map(|(id, text)| ((*id).to_owned(), Expression::parse(text).unwrap())).collect();
    let metrics = vec!["m1".to_owned(), "m2".to_owned()];
    let told = |(id, problem): &(String, ExpressionProblem)| {
        let text = expressions.iter().find(|(other, _)| other == id).unwrap().1;
        format!("{id}: {} {:?}", problem.told(text), problem.known)
    };
    Formula::new(metrics, parsed, returned).err().iter().flatten().map(told).collect()
}

#[test]
fn a_formula_has_no_circles_and_yields_one_series() {
    assert_eq!(formula(&[("e1", "e2 + 1"), ("e2", "m1")], "e1"), Vec::<String>::new());
    assert_eq!(
        formula(&[("e1", "m1 + e2"), ("e2", "e3"), ("e3", "e1"), ("e4", "e3 + e4"), ("e5", "e1 + m1")], "e5"),
        [
            "e1: holds `e2` at character 6: needs this expression itself []",
            "e2: holds `e3` at character 1: needs this expression itself []",
            "e3: holds `e1` at character 1: needs this expression itself []",
            "e4: holds `e4` at character 6: is the expression itself []",
        ]
    );
    assert_eq!(
        formula(&[("e1", "m3 * 2"), ("e2", "e1 + m9")], "e2"),
        ["e1: holds `m3` at character 1: no metric and no expression has this id [\"m1\", \"m2\", \"e2\"]"]
    );
    assert_eq!(
        formula(&[("e1", "MAX(m1)"), ("e2", "METRICS()")], "e2"),
        [
            "e1: holds `MAX(m1)` at character 1: yields a number; AWS wants a series, as of TIME_SERIES(…) []",
            "e2: holds `METRICS()` at character 1: yields several series; one is watched: SUM, AVG, MAX or MIN makes \
             one of them []",
        ]
    );
    assert!(formula(&[("e1", "METRICS()"), ("e2", "SUM(e1)")], "e2").is_empty());
}
