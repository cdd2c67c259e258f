//! How problems look on a terminal: message, file, line with a caret, hints.

use super::{Place, Problem, Problems, Severity};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::ops::Range;

/// Columns of a rendered line.
const WIDTH: usize = 120;
/// More problems than this are only counted.
const SHOWN: usize = 50;
/// A message is cut after so many characters: it may quote a long value.
const LONGEST_MESSAGE: usize = 600;
/// What is kept of a long source line on each side of the place [bytes].
const AROUND: usize = 200;
/// A line is shown from its beginning if the place is not farther from it [bytes].
const LONGEST_START: usize = 2_000;
/// The caret marks so much at most [bytes].
const LONGEST_CARET: usize = 60;
/// A message that begins with one of these speaks of the key that it points at: `is 0; a target above 0 is wanted`.
const VERBS: [&str; 12] =
    ["is", "has", "mixes", "takes", "lies", "multiplies", "does", "holds", "begins", "ends", "belongs", "repeats"];

impl Problems {
    /// All problems as text for the terminal, in the order of their places, at most 50 of them, and how many there are.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
        let renderer = renderer.term_width(WIDTH);
        let sorted = self.sorted();
        let mut text = String::new();
        for problem in sorted.iter().take(SHOWN) {
            text.push_str(&renderer.render(&[group(problem)]));
            text.push_str("\n\n");
        }
        if let Some(more) = sorted.len().checked_sub(SHOWN).filter(|&more| more > 0) {
            text = format!("{text}and {more} more\n\n");
        }
        text + &self.count() + "\n"
    }

    /// `3 errors, 1 warning`.
    pub fn count(&self) -> String {
        let words = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        let (errors, warnings) = (self.count_of(Severity::Error), self.count_of(Severity::Warning));
        let infos = self.count_of(Severity::Info);
        let mut parts = Vec::new();
        if errors > 0 {
            parts.push(words(errors, "error"));
        }
        if warnings > 0 || (errors == 0 && infos == 0) {
            parts.push(words(warnings, "warning"));
        }
        if infos > 0 {
            parts.push(format!("{infos} info"));
        }
        parts.join(", ")
    }
}

/// What concerns the whole comes first, then the scenario, the edits, and the data files by name.
pub(super) fn order(problem: &Problem) -> Option<(usize, &str, usize, usize)> {
    problem
        .place
        .as_ref()
        .map(|place| (place.source.rank(), place.source.name(), place.source.first_line(), place.range.start))
}

fn group(problem: &Problem) -> Group<'_> {
    let level = match problem.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let mut title = level.primary_title(shortened(&problem.sentence()));
    if let Some(code) = problem.code {
        title = title.id(code);
    }
    let mut group = Group::with_title(title);
    match &problem.place {
        Some(place) => group = with_place(group, place, AnnotationKind::Primary, None),
        None if !problem.path.is_empty() => {
            group = group.element(Level::NOTE.with_name("at").message(shortened(&problem.path)));
        }
        None => {}
    }
    if let Some((place, label)) = &problem.also {
        group = with_place(group, place, AnnotationKind::Context, Some(label));
    }
    let hints = problem.hint.as_deref().unwrap_or_default().lines();
    let group = group.elements(hints.map(|hint| Level::HELP.with_name("hint").message(shortened(hint))));
    group.elements(problem.notes.iter().map(|(word, text)| Level::NOTE.with_name(*word).message(folded(word, text))))
}

/// File, line and column, and the line itself as far as it fits.
fn with_place<'a>(group: Group<'a>, place: &'a Place, kind: AnnotationKind, label: Option<&'a String>) -> Group<'a> {
    let (line, column) = place.line_and_column();
    let excerpt = Excerpt::of(place);
    let annotation = kind.span(excerpt.range).label(label.map(String::as_str));
    let snippet = Snippet::source(excerpt.text).line_start(line).annotation(annotation);
    if excerpt.from_line_start {
        return group.element(snippet.path(place.source.name()));
    }
    // The snippet would count its columns from the cut.
    group.element(Origin::path(place.source.name()).line(line).char_column(column)).element(snippet)
}

/// What is shown of the line on which a place begins.
struct Excerpt<'a> {
    text: &'a str,
    range: Range<usize>,
    from_line_start: bool,
}

impl<'a> Excerpt<'a> {
    fn of(place: &'a Place) -> Self {
        let text = place.source.text();
        let start = place.range.start.min(text.len());
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let from_line_start = start - line_start <= LONGEST_START;
        let from = if from_line_start { line_start } else { text.floor_char_boundary(start - AROUND) };
        let to = text.ceil_char_boundary(line_end.min(start + AROUND));
        let window = text[from..to].trim_end_matches('\r');
        let end = text.ceil_char_boundary(place.range.end.clamp(start, start + LONGEST_CARET)).min(line_end);
        let within = |at: usize| (at - from).min(window.len());
        Self { text: window, range: within(start)..within(end), from_line_start }
    }
}

impl Problem {
    /// The message, with its subject where it has none of its own.
    pub fn sentence(&self) -> String {
        let verb = self.message.split(' ').next().is_some_and(|word| VERBS.contains(&word));
        let key = self.path.rsplit('.').next().unwrap_or_default();
        let named = !key.is_empty() && !key.bytes().all(|byte| byte.is_ascii_digit());
        if verb && named { format!("`{key}` {}", self.message) } else { self.message.clone() }
    }
}

/// Prose in lines that fit; what is ready to paste keeps its own lines.
fn folded(word: &str, text: &str) -> String {
    if text.contains('\n') {
        return text.to_owned();
    }
    let mut lines = vec![String::new()];
    for part in text.split(' ') {
        let last = lines.last_mut().expect("never empty");
        if !last.is_empty() && last.chars().count() + part.chars().count() + word.len() > WIDTH - 8 {
            lines.push(part.to_owned());
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(part);
        }
    }
    lines.join("\n")
}

fn shortened(words: &str) -> String {
    match words.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => format!("{} …", &words[..end]),
        None => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Source;

    #[test]
    fn problems_are_shown_in_order_with_caret_and_hints() {
        let source = Source::scenario("a.yaml", "one: 1\r\ntwo:\tThréeFour # ü\r\ntwo: 5\r\n");
        let csv = Source::line("trace.csv", "1,2,x", 3017);
        let set = Source::edit("--set", "seed=x", 0);
        let mut problems = Problems::new();
        problems.error("", "a count is `x`").at(csv.place(4..5));
        problems.error("seed", "wanted a number").at(set.place(5..6));
        problems.error("two", "`two` occurs twice").at(source.place(30..33)).also(source.place(8..11), "first here");
        problems.error("two", "wanted a rate").at(source.place(13..23)).hint("write 5/s").hint("or 5/min");
        problems.warn("two.x.y", "nothing to see");
        insta::assert_snapshot!(problems.render(false), @r###"
warning: nothing to see
 |
 = at: two.x.y

error: wanted a rate
 --> a.yaml:2:6
  |
2 | two:    ThréeFour # ü
  |         ^^^^^^^^^
  |
  = hint: write 5/s
  = hint: or 5/min

error: `two` occurs twice
 --> a.yaml:3:1
  |
3 | two: 5
  | ^^^
  |
 ::: a.yaml:2:1
  |
2 | two:    ThréeFour # ü
  | --- first here

error: wanted a number
 --> --set:1:6
  |
1 | seed=x
  |      ^

error: a count is `x`
    --> trace.csv:3017:5
     |
3017 | 1,2,x
     |     ^

4 errors, 1 warning
"###);
    }

    #[test]
    fn a_message_without_a_subject_is_given_its_key() {
        let told = |path: &str, message: &str| {
            let mut problems = Problems::new();
            problems.error(path, message);
            problems.render(false).lines().next().unwrap_or_default().to_owned()
        };
        assert_eq!(told("slo.latency", "is 0s"), "error: `latency` is 0s");
        assert_eq!(told("traffic.0", "has no rate"), "error: has no rate");
        assert_eq!(told("", "is no scenario"), "error: is no scenario");
        assert_eq!(told("slo.latency", "island"), "error: island");
    }

    #[test]
    fn a_long_line_is_cut() {
        let text = format!("{}wrong{}", "é".repeat(500_000), "y".repeat(500_000));
        let long = Source::scenario("b.yaml", text);
        let mut problems = Problems::new();
        problems.error("", "m".repeat(1_000_000)).at(long.place(1_000_000..1_000_005));
        problems.error("", "everything").at(long.place(1_000_000..1_500_005));
        let shown = problems.render(false);
        assert!(shown.contains("b.yaml:1:500001"), "{shown}");
        assert!(shown.contains("wrongyyy") && shown.contains("^^^^^") && shown.len() < 2_500, "{shown}");
    }

    #[test]
    fn places_at_the_edges_are_shown() {
        for (text, range) in
            [("", 0..0), ("a", 1..1), ("a\n", 2..2), ("a\n\n", 2..3), ("é", 0..2), ("a\nb", 0..3), ("x", 7..9)]
        {
            let mut problems = Problems::new();
            problems.error("", "wrong").at(Source::scenario("c.yaml", text).place(range));
            assert!(problems.render(false).contains("c.yaml:"), "{text:?}");
        }
    }

    #[test]
    fn at_most_fifty_are_shown() {
        let mut problems = Problems::new();
        for number in 0..53 {
            problems.warn("", format!("problem {number}."));
        }
        let shown = problems.render(false);
        assert!(shown.contains("problem 49.") && !shown.contains("problem 50."));
        assert!(shown.ends_with("and 3 more\n\n53 warnings\n"), "{shown}");
    }

    #[test]
    fn colour_changes_no_word() {
        let mut problems = Problems::new();
        problems.error("", "wrong").at(Source::scenario("c.yaml", "a: 1").place(3..4)).hint("write 2");
        let coloured = problems.render(true);
        assert!(coloured.contains('\u{1b}'));
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), problems.render(false));
    }
}
