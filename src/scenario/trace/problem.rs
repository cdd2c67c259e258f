//! Why a trace cannot be used, with the row that says so.

/// Why a trace cannot be used. The caller knows the file and the key that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceProblem {
    /// What is there and what was wanted: lower case, no full stop.
    pub message: String,
    /// Line of the file, from 1, and its text.
    pub line: Option<(usize, String)>,
    /// An action.
    pub hint: Option<String>,
    /// Which of several files, from 0.
    pub file: usize,
}

pub(in crate::scenario) fn problem(message: impl Into<String>) -> TraceProblem {
    TraceProblem { message: message.into(), line: None, hint: None, file: 0 }
}

impl TraceProblem {
    pub(in crate::scenario) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// In this one of several files, from 0.
    pub(in crate::scenario) fn in_file(mut self, file: usize) -> Self {
        self.file = file;
        self
    }

    /// With line `number` of `text`, cut to what fits on a screen.
    pub(in crate::scenario) fn at_line(mut self, text: &str, number: usize) -> Self {
        let line = text.lines().nth(number.saturating_sub(1)).unwrap_or("");
        self.line = Some((number, line.chars().take(200).collect()));
        self
    }
}
