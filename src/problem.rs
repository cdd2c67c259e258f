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
