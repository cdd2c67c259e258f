//! Findings for code scanning.
//!
//! Ref: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".

use super::Looked;
use super::json::note;
use crate::problem::{Place, Problem, Severity};
use crate::scenario::lint;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Whatever has no code of its own: the scenario is refused.
const REFUSED: &str = "refused";

/// One run of the tool over all files.
pub(super) fn write(looked: &[Looked]) -> String {
    let results: Vec<Value> = looked
        .iter()
        .flat_map(|Looked { file, problems }| problems.sorted().into_iter().map(move |problem| result(file, problem)))
        .collect();
    let refused = json!({
        "id": REFUSED,
        "shortDescription": {"text": "the scenario cannot be run, or says something that has no effect"},
    });
    let rules = std::iter::once(refused).chain(lint::all().map(|lint| {
        json!({
            "id": lint.code,
            "shortDescription": {"text": lint.title},
            "fullDescription": {"text": lint.explanation},
            "help": {"text": format!("{} Ref: {}", lint.explanation, lint.reference)},
            "defaultConfiguration": {"level": level(lint.severity)},
        })
    }));
    let driver = json!({
        "name": "dryscale",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.collect::<Vec<_>>(),
    });
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    });
    serde_json::to_string_pretty(&log).expect("findings are plain JSON")
}

fn result(file: &str, problem: &Problem) -> Value {
    let mut text = problem.sentence();
    for (word, more) in [("", note(problem, "why")), ("Fix: ", note(problem, "fix"))] {
        if let Some(more) = more {
            text.extend(["\n", word, more]);
        }
    }
    let (line, column) = problem.place.as_ref().map_or((1, 1), Place::line_and_column);
    json!({
        "ruleId": problem.code.unwrap_or(REFUSED),
        "level": level(problem.severity),
        "message": {"text": text},
        "locations": [{
            "physicalLocation": {
                "artifactLocation": {"uri": uri(file)},
                "region": {"startLine": line, "startColumn": column},
            },
            "logicalLocations": [{"fullyQualifiedName": problem.path}],
        }],
    })
}

/// A path as a reference: what no URI may hold is written by its bytes.
fn uri(file: &str) -> String {
    let mut out = String::with_capacity(file.len());
    for byte in file.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            other => write!(out, "%{other:02X}").expect("a String takes any text"),
        }
    }
    out
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}
