//! A scenario that was good before someone's hand, cable or program changed it: read, or refused with a reason.

use crate::workshop::SMALL;
use dryscale::scenario::Scenario;
use proptest::prelude::*;
use std::path::Path;

/// Every room of the grammar that this version knows.
const WIDE: &str = include_str!("wide.yaml");

/// What someone may do to a text.
#[derive(Clone, Debug)]
enum Damage {
    DropLine(usize),
    DoubleLine(usize),
    SwapLines(usize, usize),
    /// In place of the words behind a line's first colon.
    Value(usize, String),
    /// In place of the n-th run of digits.
    Number(usize, String),
    Splice(usize, usize, String),
    Cut(usize),
}

fn words() -> impl Strategy<Value = String> {
    let odd = proptest::sample::select(vec![
        "",
        "~",
        "[]",
        "{}",
        "yes",
        "5",
        "-1",
        "1e400",
        ".nan",
        ".inf",
        "0x10",
        "5/s",
        "-5/s",
        "0/s",
        "1e300/s",
        "10%",
        "-10%",
        "1e9%",
        "45ms",
        "99999999999999999999d",
        "0s",
        "15s..60s",
        "60s..15s",
        "..",
        "$1/h",
        "12:00",
        "24:00",
        "2026-02-30T00:00:00",
        "9999-12-31T23:59:00",
        "2026-11-27T00:00:00+99:99",
        "unlimited",
        "none",
        "*x",
        "&x y",
        "!Ref y",
        "cron(* * * * ? *)",
        "cron()",
        "cron(0 0 0 0 0 0)",
        "cron(60 24 32 13 8 1)",
        "🦀",
        "\u{feff}",
        "\"",
        "'",
        "{mean: 1ms, cv: 0}",
        "{p50: 1ms, p99: 1ms}",
        "{mean: 1e300s, cv: 1e300}",
        "{mean: 50ms, cv: 1e-300, family: gamma}",
        "[{at: 0s, rate: 1/s}]",
        "{process: hawkes, branching: 0.999999999, decay: 1000000/s}",
        "ml.p4d.24xlarge",
        "../../etc/passwd",
        "/dev/zero",
    ]);
    prop_oneof![4 => odd.prop_map(str::to_owned), 1 => "[ -~]{0,12}", 1 => any::<i64>().prop_map(|n| n.to_string()), 1 => any::<f64>().prop_map(|x| x.to_string())]
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = 0..10_000_usize;
    prop_oneof![
        1 => at.clone().prop_map(Damage::DropLine),
        1 => at.clone().prop_map(Damage::DoubleLine),
        1 => (at.clone(), at.clone()).prop_map(|(a, b)| Damage::SwapLines(a, b)),
        3 => (at.clone(), words()).prop_map(|(line, word)| Damage::Value(line, word)),
        3 => (at.clone(), words()).prop_map(|(number, word)| Damage::Number(number, word)),
        1 => (at.clone(), 0..20_usize, words()).prop_map(|(from, length, word)| Damage::Splice(from, length, word)),
        1 => at.prop_map(Damage::Cut),
    ]
}

/// Where the runs of digits stand.
fn numbers(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, _) in text.char_indices().filter(|(_, letter)| letter.is_ascii_digit()) {
        match found.last_mut().filter(|last| last.end == at) {
            Some(last) => last.end = at + 1,
            None => found.push(at..at + 1),
        }
    }
    found
}

fn damaged(text: &str, damage: &Damage) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let count = lines.len().max(1);
    if lines.is_empty() {
        return text.to_owned();
    }
    match damage {
        Damage::DropLine(at) => drop(lines.remove(at % count)),
        Damage::DoubleLine(at) => lines.insert(at % count, lines[at % count].clone()),
        Damage::SwapLines(a, b) => lines.swap(a % count, b % count),
        Damage::Value(at, word) => {
            let line = &mut lines[at % count];
            let key = line.split_inclusive(": ").next().unwrap_or_default().trim_end().to_owned();
            *line = format!("{key} {word}");
        }
        Damage::Number(at, word) => {
            let found = numbers(text);
            let Some(range) = found.get(at % found.len().max(1)) else { return text.to_owned() };
            return format!("{}{word}{}", &text[..range.start], &text[range.end..]);
        }
        Damage::Splice(from, length, word) => {
            let from = text.floor_char_boundary(from % (text.len() + 1));
            let to = text.ceil_char_boundary((from + length).min(text.len()));
            return format!("{}{word}{}", &text[..from], &text[to..]);
        }
        Damage::Cut(at) => return text[..text.floor_char_boundary(at % (text.len() + 1))].to_owned(),
    }
    lines.join("\n") + "\n"
}

/// Reads it: a scenario with a lock that reads again, or at least one error that shows something.
fn survive(text: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    match Scenario::from_text("damaged.yaml", text, &folder, &[]) {
        Ok((scenario, _)) => {
            let lock = scenario.lock(".");
            let again = Scenario::from_text("lock.yaml", &lock, &folder, &[]);
            if let Err(problems) = again {
                panic!("{text}\nits lock\n{lock}\nis refused\n{}", problems.render(false));
            }
        }
        Err(problems) => {
            let shown = problems.render(false);
            assert!(!problems.is_empty_of_errors() && shown.contains("error: "), "{text}\n{shown}");
            assert!(!shown.contains("please report"), "{text}\n{shown}");
            for word in ["invalid type", "is not a scenario: ", "missing field", "unknown variant"] {
                assert!(!shown.contains(word), "{text}\n{shown}");
            }
        }
    }
}

#[test]
fn what_is_damaged_was_good() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    for text in [SMALL, WIDE] {
        let read = Scenario::from_text("good.yaml", text, &folder, &[]);
        assert!(read.is_ok(), "{}", read.unwrap_err().render(false));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_is_a_panic(damages in proptest::collection::vec(damage(), 1..5), wide in any::<bool>()) {
        let good = if wide { WIDE } else { SMALL };
        survive(&damages.iter().fold(good.to_owned(), |text, one| damaged(&text, one)));
    }

    #[test]
    fn one_wrong_value_is_a_scenario_or_an_error(at in 0..10_000_usize, word in words(), number in any::<bool>()) {
        let one = if number { Damage::Number(at, word) } else { Damage::Value(at, word) };
        survive(&damaged(WIDE, &one));
    }
}
