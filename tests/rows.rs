//! Does every case of AWS's documentation have its test? A test is named after the rows that it shows: `c1_…`,
//! `a2_to_a5_…`, `g9_and_g10_…`. This one lists the rows that no name holds.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The rows, by table: step adjustments (A), rounding (B), cooldowns (C), several policies (D), target tracking (E), missing
/// data (F), alarm windows (G), schedules (H), scalable targets (I), activities (K).
const ROWS: [(char, &[u32]); 10] = [
    ('a', &[1, 2, 3, 6, 7, 8, 10, 12, 13, 14, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26]),
    ('b', &[1, 2, 4, 5, 7, 9, 10, 12]),
    ('c', &[1, 3, 4, 5, 6, 7, 8, 9]),
    ('d', &[1, 2, 3, 4, 5]),
    ('e', &[1, 3, 4, 5, 6, 8, 9, 10, 11, 12]),
    ('f', &[1, 3, 4, 5, 6, 9, 11, 12, 13]),
    ('g', &[1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 13, 14, 15, 16, 17]),
    ('h', &[1, 2, 3, 5, 6, 7, 8, 10, 12, 14, 15, 16, 17, 19, 21, 22, 23, 25, 27, 28, 29]),
    ('i', &[1, 2, 4, 5, 6, 7, 8, 9]),
    ('k', &[1, 2, 4, 5, 6]),
];

/// Rows that nothing here can show, and why.
const BEYOND: [(&str, &str); 2] = [
    ("g7", "is about actions of other services, which do nothing here"),
    ("k5", "is about DescribeScalingActivities, which only a server answers"),
];

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder of ours") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(fs::read_to_string(&path).expect("text"));
        }
    }
}

/// `c5` as a letter and a number.
fn row(word: &str) -> Option<(char, u32)> {
    let letter = word.chars().next().filter(char::is_ascii_lowercase)?;
    Some((letter, word[1..].parse().ok()?))
}

/// The rows that the name of a test begins with.
fn rows_of(name: &str) -> Vec<(char, u32)> {
    let mut rows: Vec<(char, u32)> = Vec::new();
    let mut reaches = false;
    for word in name.split('_') {
        match (row(word), rows.last().copied()) {
            (Some(to), Some(from)) if reaches && to.0 == from.0 => rows.extend((from.1 + 1..=to.1).map(|n| (to.0, n))),
            (Some(row), _) => rows.push(row),
            (None, _) if matches!(word, "to" | "and") => {}
            (None, _) => break,
        }
        reaches = word == "to";
    }
    rows
}

/// The names of the tests of a source.
fn tests(source: &str) -> impl Iterator<Item = &str> {
    let after = source.split("#[test]").skip(1);
    after.filter_map(|rest| rest.split_once("fn ")?.1.split_once('(')).map(|(name, _)| name)
}

#[test]
fn every_row_has_a_test_of_its_name() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    sources(&root.join("src"), &mut all);
    sources(&root.join("tests"), &mut all);
    let shown: BTreeSet<(char, u32)> = all.iter().flat_map(|source| tests(source)).flat_map(rows_of).collect();
    let wanted = ROWS.iter().flat_map(|(table, numbers)| numbers.iter().map(|number| (*table, *number)));
    let beyond: BTreeSet<(char, u32)> = BEYOND.iter().filter_map(|(name, _)| row(name)).collect();
    assert!(beyond.is_disjoint(&shown), "a row that is said to be beyond has a test");
    let missing: Vec<String> = wanted
        .filter(|row| !shown.contains(row) && !beyond.contains(row))
        .map(|(table, number)| format!("{table}{number}"))
        .collect();
    assert!(missing.is_empty(), "no test is named after {}", missing.join(", "));
}

#[test]
fn names_hold_rows_alone_or_in_reaches() {
    assert_eq!(rows_of("c5_i1_i2_bounds_move"), [('c', 5), ('i', 1), ('i', 2)]);
    assert_eq!(rows_of("a2_to_a4_the_chain"), [('a', 2), ('a', 3), ('a', 4)]);
    assert_eq!(rows_of("g9_and_g10_an_alarm"), [('g', 9), ('g', 10)]);
    assert_eq!(rows_of("a_call_of_b1"), []);
    assert_eq!(
        tests("#[test]\nfn a1_x() {}\nfn b1() {}\n#[test]\n#[ignore]\nfn c1() {}").collect::<Vec<_>>(),
        ["a1_x", "c1"]
    );
}
