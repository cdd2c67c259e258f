//! What is told of a text that is not YAML: the parser's words in the reader's.

use super::build::DEEPEST;
use crate::problem::{Problems, Source};
use std::sync::Arc;

/// What the parser says (a part of it), what that means, and what to do.
const MEANING: [(&str, &str, &str); 26] = [
    ("unknown anchor", "this alias stands for nothing: there is no such `&` before it", ""),
    ("mapping, did not find expected key", "wanted a key here, indented like the keys above it", ""),
    ("expected '-' indicator", "wanted a dash here, or a key indented like those above it", ""),
    ("expected ',' or '}'", "wanted `,` or `}` here", ""),
    ("expected ',' or ']'", "wanted `,` or `]` here", ""),
    ("indentation in flow construct", "wanted `,` or a closing brace or bracket before this", ""),
    ("illegal placement of ':'", "wanted `,` or a closing brace or bracket before this", ""),
    ("indentation in quoted scalar", "this quote is not closed on its line", ""),
    ("quoted scalar, found unexpected end", "this quote is never closed", ""),
    ("quoted scalar, found unexpected document", "this quote is never closed", ""),
    (
        "unknown escape",
        "a backslash in double quotes does not go with this letter",
        "use single quotes, or write \\\\ for one backslash",
    ),
    (
        "hexadecimal",
        "a backslash in double quotes begins a number that is none",
        "use single quotes, or write \\\\ for one backslash",
    ),
    ("trailing content", "nothing may follow the closing quote", ""),
    (
        "mapping values are not allowed",
        "this colon makes no key here",
        "text with a colon needs quotes; the keys of one map are indented alike",
    ),
    ("mapping keys are not allowed", "a key may not stand here", "the keys of one map are indented alike"),
    ("sequence entries are not allowed", "a list may not begin here", "begin it on a line of its own below the key"),
    ("':' must be followed", "a colon must be followed by a space", ""),
    ("'-' must be followed", "a dash must be followed by a space", ""),
    ("expect ':'", "wanted a colon after this: `key: value`", ""),
    ("simple key expected", "wanted a key here: `key: value`", ""),
    ("node content", "a value is missing here", ""),
    ("misplaced bracket", "this closes nothing that was opened", ""),
    ("unexpected end of plain", "the text ends in the middle of a value", ""),
    ("unexpected eof", "the text ends in the middle of a value", ""),
    ("block scalar", "wrong indent in a block of text", ""),
    ("tab", "a tab stands where only spaces may", ""),
];

/// Where the parser stopped, at byte `at`, and why; `open` is where the brace or bracket begins that it was in.
pub(super) fn unreadable(source: &Arc<Source>, at: usize, info: &str, open: Option<usize>) -> Problems {
    let text = source.text();
    let next = text[at..].chars().next().map_or(0, char::len_utf8);
    let meaning = MEANING.iter().find(|(part, _, _)| info.contains(part));
    let message = match (info, meaning) {
        ("recursion limit exceeded", _) => format!("lists and maps are nested more than {DEEPEST} deep here"),
        (_, Some((_, message, _))) => (*message).to_owned(),
        (_, None) => format!("not YAML: {info}"),
    };
    let mut problems = Problems::new();
    let problem = problems.error("", message).at(source.place(at..at + next));
    // The parser looks ahead: it may stop before it has said what it is in.
    let open = open.or_else(|| if info.contains("in flow construct") { unclosed(&text[..at]) } else { None });
    let line_start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    if let Some(open) = open.filter(|open| *open < line_start) {
        problem.also(source.place(open..open + 1), "opened here");
    }
    let line = text[line_start..].lines().next().unwrap_or_default();
    if line.contains('\t') {
        problem.hint("this line holds a tab: use spaces");
    } else if text[at..].starts_with(['@', '`', '%']) || line.contains(": @") {
        problem.hint("text that begins with such a sign needs quotes");
    } else if let Some((_, _, hint)) = meaning.filter(|(_, _, hint)| !hint.is_empty()) {
        problem.hint(*hint);
    } else if open.is_some_and(|open| open >= line_start) && !info.contains("anchor") {
        problem.hint("inside { } and [ ] text with commas, colons or braces needs quotes");
    }
    problems
}

/// The last brace or bracket of a text that is not closed, quotes and comments left out.
fn unclosed(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let mut quote = None;
    let mut comment = false;
    let mut before = '\n';
    for (at, letter) in text.char_indices() {
        let begins = before.is_whitespace() || matches!(before, '{' | '[' | ',' | ':');
        match (letter, quote) {
            ('\n', None) => comment = false,
            (_, Some(mark)) if letter == mark => quote = None,
            _ if comment || quote.is_some() => {}
            ('"' | '\'', None) if begins => quote = Some(letter),
            ('#', None) if before.is_whitespace() => comment = true,
            ('{' | '[', None) => open.push(at),
            ('}' | ']', None) => drop(open.pop()),
            _ => {}
        }
        before = letter;
    }
    open.pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_open_brace_is_found() {
        for (text, wanted) in [
            ("a: {b: 1}\nc: 2\n", None),
            ("a: {b: [1, 2]\n", Some(3)),
            ("a: {b: [1, 2\n", Some(7)),
            ("a: {b: '}', c: \"}\" # }\n", Some(3)),
            ("a: it's {b: 1\n", Some(8)),
            ("# {\na: 1\n", None),
            ("]\n", None),
        ] {
            assert_eq!(unclosed(text), wanted, "{text}");
        }
    }
}
