//! What did they measure: a recorded trace (CSV of counts or stamps, `CloudWatch` JSON) as traffic on the clock of the run.

use crate::engine::{Span, Time, Zone};
use crate::model::traffic::{Replay, Shape};
use crate::scenario::setup::Window;
use jiff::civil::DateTime;
use std::path::PathBuf;

/// How a trace is to be read: the keys of `trace:` in a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceSpec {
    /// `file`, found already relative to the scenario's folder. `.json` is `CloudWatch`'s, anything else CSV.
    pub file: PathBuf,
    /// `column` of the counts (CSV), or the Id or Label of the result (JSON).
    pub column: Option<String>,
    /// `zone`: stamps are wall-clock time of this zone, whatever offset they carry.
    pub zone: Option<Zone>,
    /// `period`; `None`: the smallest distance of two rows.
    pub period: Option<Span>,
    /// `from`: falls on the scenario's `start`.
    pub from: Option<TraceMoment>,
    /// `to`: end of the window, exclusive.
    pub to: Option<TraceMoment>,
    /// `repeat`
    pub repeat: bool,
    /// `replay`
    pub replay: Replay,
    /// `gap`
    pub gap: GapRule,
    /// `allow_partial`
    pub allow_partial: bool,
}

/// A moment on the trace's clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TraceMoment {
    /// By the wall clock of the trace: of its `zone`, else of the offset that its first row carries.
    Wall(DateTime),
    /// With an offset of its own.
    Exact(Time),
    /// So long after the trace's first row.
    Since(Span),
}

/// What an absent interval means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum GapRule {
    /// No arrivals, marked "no data".
    #[default]
    None,
    /// The count of the interval before it.
    Previous,
    /// The mean count of the window.
    Mean,
}

/// A trace, lowered.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// [`Shape::Counts`] or [`Shape::Stamps`], from the run's lead-in to its end.
    pub shape: Shape,
    /// What the report must say about it, a sentence each.
    pub notes: Vec<String>,
}

/// Why a trace cannot be used. The caller knows the file and the key that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceProblem {
    /// What is there and what was wanted: lower case, no full stop.
    pub message: String,
    /// Line of the file, from 1, and its text.
    pub line: Option<(usize, String)>,
    /// An action.
    pub hint: Option<String>,
}

/// Reads a trace onto the clock of a run.
pub fn read(_spec: &TraceSpec, _window: &Window) -> Result<Trace, TraceProblem> {
    todo!()
}
