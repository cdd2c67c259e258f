//! Nothing in a file makes a reader panic or run away: every value of a good scenario is replaced by bad ones.

use super::*;
use crate::scenario::tree::{Kind, Node, Tree, name_of};

const NASTY: [&str; 24] = [
    "0",
    "-1",
    "1",
    "1e308",
    "99999999999999999999",
    "0.1",
    "\"\"",
    "x",
    "none",
    "\"12:00\"",
    "0s",
    "1ns",
    "3660d",
    "0s..3660d",
    "0%",
    "10000%",
    "0/s",
    "10000000/s",
    "[]",
    "{}",
    "true",
    "\"\\0\"",
    "2199-12-31T23:59:00",
    "{mean: 1ms, cv: 20}",
];

/// The path of every value that is neither list nor map, and of every list and map.
fn paths(node: &Node, path: &str, all: &mut Vec<String>) {
    let below = |step: &str| if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") };
    if !path.is_empty() {
        all.push(path.to_owned());
    }
    match &node.kind {
        Kind::Scalar { .. } => {}
        Kind::List(elements) => {
            for (index, element) in elements.iter().enumerate() {
                paths(element, &below(name_of(element).unwrap_or(&index.to_string())), all);
            }
        }
        Kind::Map(entries) => {
            for entry in entries {
                paths(&entry.value, &below(&entry.key), all);
            }
        }
    }
}

fn replace_each(text: &str) -> (usize, usize) {
    let (scenario, _) = read(text).unwrap();
    let tree = Tree::parse("test.yaml", text).unwrap();
    let mut all = Vec::new();
    paths(tree.root(), "", &mut all);
    let (mut accepted, mut refused) = (0, 0);
    for path in &all {
        for value in NASTY {
            match scenario.edited(&[Edit::new("--set", path, value)]) {
                Ok(_) => accepted += 1,
                Err(problems) => {
                    assert!(!problems.is_empty_of_errors(), "{path}={value} is refused without a reason");
                    assert!(!problems.render(false).contains("please report"), "{path}={value}");
                    refused += 1;
                }
            }
        }
    }
    (accepted, refused)
}

#[test]
fn no_value_makes_the_reader_panic() {
    let (accepted, refused) = replace_each(FLASH_SALE);
    assert!(accepted > 50 && refused > 500, "{accepted} accepted, {refused} refused");
}

#[test]
fn no_value_of_the_other_kinds_makes_the_reader_panic() {
    let text = format!(
        "start: 2026-03-01\n{}arrivals: {{process: mmpp, factors: [0.6, 1.8], stay: [10s, 5s]}}\ngrowth: 1\n",
        changed(
            LEAST,
            "- {name: web, constant: 5/s}",
            "- {name: web, ramp: [{at: 0s, rate: 1/s}, {at: 1h, rate: 2/s}], growth: 4%/30d, scale: 2}\n  - {sine: {mean: 5/s, amplitude: 2/s, period: 1h}, arrivals: {process: hawkes, branching: 0.5, decay: 1/s}}\n  - {steps: [{at: \"12:00\", rate: 1/s}], arrivals: {process: batches, size: {geometric: 5}}}"
        )
    );
    let (accepted, refused) = replace_each(&text.replace(
        "growth: 1\n",
        "assumptions: {removal: 1s, drain_limit: 2s, evaluation_range: N + 2, action_repeat: 60s}\n",
    ));
    assert!(accepted > 50 && refused > 500, "{accepted} accepted, {refused} refused");
}
