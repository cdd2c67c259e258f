//! What the user reads where the text is no YAML, with what that usually comes from.

use super::build::DEEPEST;
use super::offsets::Offsets;
use crate::problem::{Problems, Source};
use saphyr_parser::ScanError;
use std::sync::Arc;

/// What the parser could not read, in its words, with what it usually comes from.
pub(super) fn unreadable(error: &ScanError, offsets: &Offsets<'_>, source: &Arc<Source>) -> Problems {
    let at = offsets.byte(error.marker());
    let text = source.text();
    let next = text[at..].chars().next().map_or(0, char::len_utf8);
    let mut problems = Problems::new();
    let place = source.place(at..at + next);
    let message = match error.info() {
        "recursion limit exceeded" => format!("lists and maps are nested more than {DEEPEST} deep here"),
        info => format!("not YAML: {info}"),
    };
    let problem = problems.error("", message).at(place);
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[line_start..].lines().next().unwrap_or_default();
    if line.contains('\t') {
        problem.hint("this line holds a tab: use spaces");
    } else if text[at..].starts_with(['@', '`', '%']) || line.contains(": @") {
        problem.hint("text that begins with such a sign needs quotes");
    } else if next > 0 && (line.contains("cron(") || line.contains(['{', '['])) {
        problem.hint("inside { } and [ ] text with commas, colons or braces needs quotes");
    }
    problems
}
