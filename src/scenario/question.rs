//! One question, read and checked: the scenario file, what it left out, what it reads, and the setup it becomes.

use super::setup::Setup;
use crate::problem::Problems;
use std::path::Path;

/// A scenario that can be simulated.
#[derive(Clone, Debug)]
pub struct Scenario {
    setup: Setup,
}

/// What the file left out and what was taken instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumed {
    /// `models.ranker.queue`.
    pub path: String,
    /// As it would be written.
    pub value: String,
    /// Why this value.
    pub why: String,
}

/// A data file that the scenario reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// From the scenario's folder, as the scenario names it.
    pub path: String,
    /// SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// Length.
    pub bytes: u64,
}

/// A figure with a limit: `latency_p95_ms{variant/champion} < 300`.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    /// As written.
    pub text: String,
    /// A name of `metrics.md`.
    pub metric: String,
    /// `endpoint` or `variant/V`, in full.
    pub scope: String,
    /// What the figure must be.
    pub op: Comparison,
    /// In the metric's own unit.
    pub limit: f64,
}

/// How a figure is held against a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// Whether `value` meets `limit`.
    pub fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Self::Below => value < limit,
            Self::AtMost => value <= limit,
            Self::Above => value > limit,
            Self::AtLeast => value >= limit,
        }
    }
}

impl Scenario {
    /// Reads a scenario file, applies the edits and checks everything. Warnings come back beside the scenario.
    ///
    /// # Errors
    /// Every problem at once.
    pub fn read(_path: &Path, _edits: &[super::edit::Edit]) -> Result<(Self, Problems), Problems> {
        todo!()
    }

    /// The same for a text that lies in `folder`; `name` is what messages call it.
    ///
    /// # Errors
    /// Every problem at once.
    pub fn from_text(_name: &str, _text: &str, _folder: &Path, _edits: &[super::edit::Edit]) -> Result<(Self, Problems), Problems> {
        todo!()
    }

    /// The same question with edits: how every experiment makes its variants.
    ///
    /// # Errors
    /// Every problem at once.
    pub fn edited(&self, _edits: &[super::edit::Edit]) -> Result<(Self, Problems), Problems> {
        todo!()
    }

    /// What a run needs.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The file's stem: names the result folder.
    pub fn name(&self) -> &str {
        todo!()
    }

    /// The question.
    pub fn title(&self) -> &str {
        todo!()
    }

    /// What is judged.
    pub fn objectives(&self) -> &[Objective] {
        todo!()
    }

    /// What the file did not say.
    pub fn assumed(&self) -> &[Assumed] {
        todo!()
    }

    /// What the reader of a report must know of the data: where a trace ends, what has no data.
    pub fn notes(&self) -> &[String] {
        todo!()
    }

    /// The data files it reads.
    pub fn inputs(&self) -> &[Input] {
        todo!()
    }

    /// `scenario.lock.yaml`: the scenario with every default written out. `data` is the way from the folder the lock
    /// will lie in to the scenario's folder (`.` where it is the same).
    pub fn lock(&self, _data: &str) -> String {
        todo!()
    }
}
