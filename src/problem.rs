//! What is wrong with the input: every problem at once, each with its place and what was wanted.

/// A place in a file: line and column from 1, length in characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Index into the sources that a [`Problems`] knows (0: the scenario file).
    pub source: usize,
    /// Byte offsets into that source.
    pub range: std::ops::Range<usize>,
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Error or warning.
    pub severity: Severity,
    /// `scaling.policies.keep-busy.TargetValue`; empty if there is none.
    pub path: String,
    /// Where, if it has a place.
    pub place: Option<Place>,
    /// What is there and what was wanted: lower case, no full stop.
    pub message: String,
    /// An action, for a line of its own.
    pub hint: Option<String>,
}

/// How bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Nothing runs.
    Error,
    /// Said, and run all the same.
    Warning,
}

/// Everything that is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems {
    list: Vec<Problem>,
}

impl Problems {
    /// Adds an error.
    pub fn error(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.list.push(Problem { severity: Severity::Error, path: path.into(), place: None, message: message.into(), hint: None });
    }
}
