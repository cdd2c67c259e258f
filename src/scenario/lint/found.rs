//! How a lint says what it has found, and how it writes figures.

use super::Lint;
use crate::problem::{Problem, Problems};

/// Takes what one lint finds.
pub(super) struct Found<'p> {
    problems: &'p mut Problems,
    lint: &'static Lint,
}

impl<'p> Found<'p> {
    pub(super) fn new(problems: &'p mut Problems, lint: &'static Lint) -> Self {
        Self { problems, lint }
    }

    /// Adds a finding at a path.
    pub(super) fn at(&mut self, path: impl Into<String>, message: impl Into<String>) -> &mut Problem {
        self.problems.find(self.lint.code, self.lint.severity, path, message)
    }
}

/// A figure as people say it: three significant digits, no more than needed; large ones whole.
pub(super) fn short(value: f64) -> String {
    let size = value.abs();
    let digits = match size {
        _ if size >= 100.0 || size == 0.0 => 0,
        _ if size >= 10.0 => 1,
        _ if size >= 1.0 => 2,
        _ if size >= 0.1 => 3,
        _ => 4,
    };
    let text = format!("{value:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// `5 instances`, `1 instance`.
pub(super) fn count(number: u32, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_short() {
        let told: Vec<String> =
            [70.0 / 60.0, 0.0833, 0.0012, 2400.4, 12.5, 0.0, 100.0, -1.5].into_iter().map(short).collect();
        assert_eq!(told, ["1.17", "0.0833", "0.0012", "2400", "12.5", "0", "100", "-1.5"]);
        assert_eq!((count(1, "copy"), count(3, "instance")), ("1 copy".to_owned(), "3 instances".to_owned()));
    }
}
