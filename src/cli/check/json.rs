//! Findings for scripts.

use super::{Looked, word};
use crate::problem::{Place, Problem, Severity};
use serde_json::{Value, json};

/// Rises when a member changes its meaning.
const FORMAT_VERSION: u32 = 1;

/// Every file with its findings, in the order of their places.
pub(super) fn write(looked: &[Looked]) -> String {
    let files: Vec<Value> = looked
        .iter()
        .map(|Looked { file, problems }| {
            let findings: Vec<Value> = problems.sorted().into_iter().map(finding).collect();
            json!({
                "file": file,
                "errors": problems.errors(),
                "warnings": problems.count_of(Severity::Warning),
                "infos": problems.count_of(Severity::Info),
                "findings": findings,
            })
        })
        .collect();
    let all = json!({"format_version": FORMAT_VERSION, "files": files});
    serde_json::to_string_pretty(&all).expect("findings are plain JSON")
}

fn finding(problem: &Problem) -> Value {
    let place = problem.place.as_ref();
    let (line, column) = place.map(Place::line_and_column).unzip();
    json!({
        "code": problem.code,
        "severity": word(problem.severity),
        "path": problem.path,
        "file": place.map(|place| place.source.name()),
        "line": line,
        "column": column,
        "message": problem.sentence(),
        "hint": problem.hint,
        "why": note(problem, "why"),
        "fix": note(problem, "fix"),
        "ref": note(problem, "ref"),
    })
}

/// What stands behind a word.
pub(super) fn note<'a>(problem: &'a Problem, word: &str) -> Option<&'a str> {
    problem.notes.iter().find(|(known, _)| *known == word).map(|(_, text)| text.as_str())
}
