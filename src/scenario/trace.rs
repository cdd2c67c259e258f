//! What did they measure: a recorded trace (CSV of counts or stamps, `CloudWatch` JSON) as traffic on the clock of the run.
//!
//! text → rows with moments (`csv_file`, `console`, `cloudwatch`, `stamp`) → several files joined (`join`) → checked
//! intervals (`interval`) → the clock of the run (`window`: which part, moved by how much, repeated; `placement`: gaps, the time before and after).

mod cloudwatch;
mod console;
mod csv_file;
mod interval;
mod join;
mod placement;
mod problem;
mod stamp;
#[cfg(test)]
mod tests;
mod window;

pub use problem::TraceProblem;
pub(in crate::scenario) use problem::problem;

use crate::engine::{Span, Time, Zone};
use crate::model::traffic::{Replay, Shape};
use crate::scenario::setup::Window;
use jiff::civil::DateTime;
use stamp::StampRule;
use std::io;
use std::path::{Path, PathBuf};

/// Larger files are refused by their length, before they are read.
const BYTES_MAX: u64 = 256_000_000;
/// Rows of a file, and intervals of a run.
const ROWS_MAX: usize = 20_000_000;

/// How a trace is to be read: the keys of `trace:` in a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceSpec {
    /// `file`, found already relative to the scenario's folder. `.json` is that of `CloudWatch`, anything else CSV.
    pub file: PathBuf,
    /// The others, where a trace lies in several files; all are of counts.
    pub more: Vec<PathBuf>,
    /// `column` of the counts (CSV), or the Id or Label of the result (JSON).
    pub column: Option<String>,
    /// `zone`: stamps are wall-clock time of this zone, whatever offset they carry.
    pub zone: Option<Zone>,
    /// `period`; `None`: the smallest distance of two rows.
    pub period: Option<Span>,
    /// `from`: falls on the scenario's `start`.
    ///
    /// Left out: moved by whole days of the scenario's zone, so that the first whole local day of the trace (without
    /// one: its first day) becomes the day of `start` and clock times stay; a trace of seconds begins at `start`.
    pub from: Option<TraceMoment>,
    /// `to`: end of the window, exclusive.
    pub to: Option<TraceMoment>,
    /// `repeat`: begins again after whole days.
    pub repeat: bool,
    /// `replay`
    pub replay: Replay,
    /// `gap`
    pub gap: GapRule,
    /// `allow_partial`
    pub allow_partial: bool,
    /// What is counted.
    pub counted: Counted,
}

/// What is counted, which is the statistic that is read where an answer holds several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Counted {
    /// Requests: Sum.
    #[default]
    Requests,
    /// Samples, of which every instance adds its own: `SampleCount`.
    Samples,
}

/// A moment on the trace's clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TraceMoment {
    /// By the wall clock of the trace: of its `zone`, else of the offset that its first row carries.
    Wall(DateTime),
    /// With an offset of its own.
    Exact(Time),
    /// So long after the trace's first row (in a trace of seconds: after second 0).
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
    /// The counted window begins before the trace does: what that comes to.
    pub begins_late: Option<String>,
    /// Run minus trace [ns]; `None`: the trace has no dates.
    pub moved_nanos: Option<i128>,
}

/// Counts on the record's own clock.
#[derive(Clone, Debug, PartialEq)]
pub struct Intervals {
    /// Length of each.
    pub period: Span,
    /// Begin and count, ascending; an interval without data is absent.
    pub counts: Vec<(Time, u64)>,
    /// What the report must say about it, a sentence each.
    pub notes: Vec<String>,
}

/// What a file holds, before it is put on the clock of the run.
#[derive(Debug)]
struct Record {
    rows: Rows,
    /// Where the wall clock of the trace stands.
    clock: WallClock,
    notes: Vec<String>,
}

#[derive(Debug)]
enum Rows {
    Counts(Vec<CountRow>),
    Stamps(Vec<Time>),
    /// Seconds since the first request: a trace without dates.
    Seconds(Vec<Time>),
}

/// The count of an interval, and the row (line of a CSV file, point of a JSON one) that says so.
#[derive(Clone, Copy, Debug, PartialEq)]
struct CountRow {
    at: Time,
    count: u64,
    row: usize,
}

/// The clock that `from` and `to` are read on.
#[derive(Clone, Debug)]
enum WallClock {
    Zone(Zone),
    OffsetSecs(i32),
}

/// Reads a trace onto the clock of a run.
///
/// # Errors
/// What is wrong with which file, and where.
pub fn read(spec: &TraceSpec, window: &Window) -> Result<Trace, TraceProblem> {
    placement::trace(whole(spec, &window.zone)?, spec, window)
}

/// Reads counts as they were recorded; stamps without an offset are read in `zone`.
///
/// # Errors
/// What is wrong with which file, and where.
pub fn intervals(spec: &TraceSpec, zone: &Zone) -> Result<Intervals, TraceProblem> {
    let Record { rows, notes, .. } = whole(spec, zone)?;
    let Rows::Counts(rows) = rows else { return Err(problem("holds single moments; counts by interval are wanted")) };
    let period = interval::period(&rows, spec.period)?;
    Ok(Intervals { period, counts: rows.iter().map(|row| (row.at, row.count)).collect(), notes })
}

/// The first moment of a record and the end of its last interval; `None`: it has no dates.
///
/// # Errors
/// What is wrong with which file, and where.
pub fn extent(spec: &TraceSpec, zone: &Zone) -> Result<Option<(Time, Time)>, TraceProblem> {
    Ok(match whole(spec, zone)?.rows {
        Rows::Counts(rows) => {
            let period = interval::period(&rows, spec.period)?;
            rows.first().zip(rows.last()).map(|(first, last)| (first.at, last.at + period))
        }
        Rows::Stamps(stamps) => stamps.first().zip(stamps.last()).map(|(first, last)| (*first, *last)),
        Rows::Seconds(_) => None,
    })
}

/// The moment of a stamp with an offset; without one it is UTC.
///
/// # Errors
/// What is wrong with it.
pub(in crate::scenario) fn moment(text: &str) -> Result<Time, String> {
    StampRule { zone: None, default_zone: Zone::utc() }.read(text, None).map(|stamp| stamp.at)
}

/// All files of a trace as one record.
fn whole(spec: &TraceSpec, zone: &Zone) -> Result<Record, TraceProblem> {
    let mut records = Vec::with_capacity(1 + spec.more.len());
    for (number, file) in std::iter::once(&spec.file).chain(&spec.more).enumerate() {
        let is_json = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        let record = contents(file).and_then(|bytes| record(&bytes, is_json, spec, zone));
        records.push(record.map_err(|problem| problem.in_file(number))?);
    }
    join::joined(records, spec)
}

/// A trace from the contents of its file.
#[cfg(test)]
fn parse(bytes: &[u8], is_json: bool, spec: &TraceSpec, window: &Window) -> Result<Trace, TraceProblem> {
    placement::trace(record(bytes, is_json, spec, &window.zone)?, spec, window)
}

/// What a file holds, from its contents.
fn record(bytes: &[u8], is_json: bool, spec: &TraceSpec, zone: &Zone) -> Result<Record, TraceProblem> {
    let text = text_of(bytes)?;
    if text.trim().is_empty() {
        return Err(problem("the file is empty"));
    }
    let rule = StampRule { zone: spec.zone.clone(), default_zone: zone.clone() };
    match (is_json, console::is_console(text)) {
        (true, _) => cloudwatch::record(text, spec, &rule),
        (false, true) => console::record(text, spec, &rule),
        (false, false) => csv_file::record(text, spec, &rule),
    }
}

/// The contents of a file as text.
pub(in crate::scenario) fn text_of(bytes: &[u8]) -> Result<&str, TraceProblem> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
        let byte = bytes[error.valid_up_to()];
        problem(format!("row {line}: the byte {byte:#04x} is not UTF-8 text"))
            .at_line(&String::from_utf8_lossy(bytes), line)
            .hint("a trace is a text file: .csv, or .json as CloudWatch answers")
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The bytes of a file of at most [`BYTES_MAX`].
pub(in crate::scenario) fn contents(file: &Path) -> Result<Vec<u8>, TraceProblem> {
    let name = file.display();
    let unreadable = |error: &io::Error| match error.kind() {
        io::ErrorKind::NotFound => problem(format!("there is no file {name}")),
        _ => problem(format!("{name} cannot be read: {error}")),
    };
    let facts = std::fs::metadata(file).map_err(|error| unreadable(&error))?;
    if !facts.is_file() {
        return Err(problem(format!("{name} is not a file")));
    }
    if facts.len() > BYTES_MAX {
        let megabytes = facts.len() / 1_000_000;
        return Err(problem(format!("{name} has {megabytes} MB, more than the 256 MB that are read"))
            .hint("sum the counts to longer intervals, or cut the trace"));
    }
    std::fs::read(file).map_err(|error| unreadable(&error))
}
