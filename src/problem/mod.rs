//! What is wrong with the input: every problem at once, each with its place and what was wanted.

mod nearest;
mod render;
mod source;

pub use nearest::nearest;
pub use source::{Place, Source};

use std::ops::Range;

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Error, warning or info.
    pub severity: Severity,
    /// `DS012`, where it has an explanation of its own.
    pub code: Option<&'static str>,
    /// `scaling.policies.keep-busy.TargetValue`; empty if there is none.
    pub path: String,
    /// Whether the key or the value of that path is meant.
    pub part: Part,
    /// Where, if it is known; else [`Problems::locate`] finds it from the path.
    pub place: Option<Place>,
    /// A literal, and the bytes of it that are meant: the place narrows to them where the literal stands there as it is.
    pub within: Option<(String, Range<usize>)>,
    /// Another place that belongs to it, with a word on it: `first here`.
    pub also: Option<(Place, String)>,
    /// What is there and what was wanted: lower case, no full stop.
    pub message: String,
    /// Actions, each on a line of its own.
    pub hint: Option<String>,
    /// More to it, with a word in front: `why`, `fix`, `ref`. May have several lines.
    pub notes: Vec<(&'static str, String)>,
}

/// How bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Nothing runs.
    Error,
    /// Said, and run all the same.
    Warning,
    /// Worth knowing; nothing is wrong with it.
    Info,
}

/// Which half of an entry a problem points at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// The key.
    Key,
    /// What stands behind it.
    #[default]
    Value,
}

impl Problem {
    /// Adds a line that says what to do.
    pub fn hint(&mut self, hint: impl Into<String>) -> &mut Self {
        let hint = hint.into();
        match &mut self.hint {
            Some(lines) => {
                lines.push('\n');
                lines.push_str(&hint);
            }
            None => self.hint = Some(hint),
        }
        self
    }

    /// Says why it matters.
    pub fn why(&mut self, why: impl Into<String>) -> &mut Self {
        self.notes.push(("why", why.into()));
        self
    }

    /// Says what to write instead, ready to paste.
    pub fn fix(&mut self, fix: impl Into<String>) -> &mut Self {
        self.notes.push(("fix", fix.into()));
        self
    }

    /// Nothing is wrong with it after all.
    pub fn info(&mut self) -> &mut Self {
        self.severity = Severity::Info;
        self
    }

    /// Points at the key instead of the value.
    pub fn on_key(&mut self) -> &mut Self {
        self.part = Part::Key;
        self
    }

    /// Points at this place, whatever the path says.
    pub fn at(&mut self, place: Place) -> &mut Self {
        self.place = Some(place);
        self
    }

    /// Points at a part of a literal.
    pub fn within(&mut self, literal: impl Into<String>, bytes: Range<usize>) -> &mut Self {
        self.within = Some((literal.into(), bytes));
        self
    }

    /// The part of a place that is meant; all of it where the literal is written with escapes.
    fn narrowed(&self, place: Place) -> Place {
        let Some((literal, bytes)) = self.within.as_ref().filter(|(_, bytes)| !bytes.is_empty()) else { return place };
        let Some(written) = place.source.text().get(place.range.clone()) else { return place };
        let Some(offset) = written.find(literal.as_str()) else { return place };
        let start = place.range.start + offset;
        Place { range: start + bytes.start..start + bytes.end, ..place }
    }

    /// Shows a second place with a word on it.
    pub fn also(&mut self, place: Place, label: impl Into<String>) -> &mut Self {
        self.also = Some((place, label.into()));
        self
    }
}

/// Everything that is wrong with an input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Nothing wrong so far.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds an error; the answer takes a hint or a place: `problems.error(path, message).hint("…")`.
    pub fn error(&mut self, path: impl Into<String>, message: impl Into<String>) -> &mut Problem {
        self.add(Severity::Error, path.into(), message.into())
    }

    /// Adds a warning.
    pub fn warn(&mut self, path: impl Into<String>, message: impl Into<String>) -> &mut Problem {
        self.add(Severity::Warning, path.into(), message.into())
    }

    /// Adds a finding that `code` explains.
    pub fn find(
        &mut self,
        code: &'static str,
        severity: Severity,
        path: impl Into<String>,
        message: impl Into<String>,
    ) -> &mut Problem {
        let problem = self.add(severity, path.into(), message.into());
        problem.code = Some(code);
        problem
    }

    fn add(&mut self, severity: Severity, path: String, message: String) -> &mut Problem {
        let part = Part::default();
        let (code, place, within, also, hint, notes) = (None, None, None, None, None, Vec::new());
        self.0.push(Problem { severity, code, path, part, place, within, also, message, hint, notes });
        self.0.last_mut().expect("a problem has just been added")
    }

    /// Adds a hint to the problem that was added last.
    pub fn hint_last(&mut self, hint: impl Into<String>) {
        if let Some(problem) = self.0.last_mut() {
            problem.hint(hint);
        }
    }

    /// Adds all of another list.
    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// The same list without some.
    #[must_use]
    pub fn without(mut self, drop: impl Fn(&Problem) -> bool) -> Self {
        self.0.retain(|problem| !drop(problem));
        self
    }

    /// How many of them are errors.
    pub fn errors(&self) -> usize {
        self.count_of(Severity::Error)
    }

    /// How many of them are so bad.
    pub fn count_of(&self, severity: Severity) -> usize {
        self.0.iter().filter(|problem| problem.severity == severity).count()
    }

    /// Whether the input can run.
    pub fn is_empty_of_errors(&self) -> bool {
        self.0.iter().all(|problem| problem.severity != Severity::Error)
    }

    /// Nothing at all?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// In the order of their places: what concerns the whole, then the scenario, the edits, and the data files by name.
    pub fn sorted(&self) -> Vec<&Problem> {
        let mut sorted: Vec<&Problem> = self.iter().collect();
        sorted.sort_by_key(|problem| render::order(problem));
        sorted
    }

    /// In the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// The same, to be reworded.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Problem> {
        self.0.iter_mut()
    }

    /// Gives every problem that has only a path its place.
    pub fn locate(&mut self, find: impl Fn(&str, Part) -> Option<Place>) {
        for problem in self.0.iter_mut().filter(|problem| problem.place.is_none()) {
            problem.place = find(&problem.path, problem.part).map(|place| problem.narrowed(place));
        }
    }

    /// Drops what was added since there were `before` of them and was said already.
    pub fn forget_repeats(&mut self, before: usize) {
        let (said, new) = self.0.split_at(before.min(self.0.len()));
        let kept: Vec<Problem> = new.iter().filter(|problem| !said.contains(problem)).cloned().collect();
        self.0.truncate(before);
        self.0.extend(kept);
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
