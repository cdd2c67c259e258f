//! Which part of the trace is replayed, how far it is moved to the clock of the run, and after how long it begins again.

use super::interval::text;
use super::problem::{TraceProblem, problem};
use super::stamp::moment_at_offset;
use super::{TraceMoment, TraceSpec, WallClock};
use crate::engine::{Span, Time, Zone};
use crate::scenario::setup::Window;

/// First moment of a record, and the end of its last interval (or just after its last stamp).
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub(super) begin: Time,
    pub(super) end: Time,
    pub(super) has_dates: bool,
}

/// The part of the trace that is replayed, and its place in the run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    /// On the trace's clock.
    pub(super) from: Time,
    /// On the trace's clock, exclusive.
    pub(super) to: Time,
    /// Run minus trace [ns].
    pub(super) shift_nanos: i128,
    /// Whole days after which the window begins again.
    pub(super) repeat: Option<Span>,
}

impl Cut {
    /// The moment of the run for a moment of the trace, in repetition `turn`; `None` before 1970.
    pub(super) fn run_time(&self, at: Time, turn: u64) -> Option<Time> {
        let turned = self.repeat.map_or(0, |length| i128::from(length.nanos()) * i128::from(turn));
        u64::try_from(i128::from(at.nanos()) + self.shift_nanos + turned).ok().map(Time::from_nanos)
    }

    /// How many times the window begins before `end`.
    pub(super) fn turns(&self, end: Time) -> u64 {
        let begin = self.run_time(self.from, 0).unwrap_or_default();
        self.repeat.map_or(1, |length| end.since_or_zero(begin).whole(length) + 1)
    }
}

/// Cuts the window of `spec` out of a record and finds its place.
pub(super) fn cut(
    extent: Extent,
    clock: &WallClock,
    spec: &TraceSpec,
    window: &Window,
    notes: &mut Vec<String>,
) -> Result<Cut, TraceProblem> {
    let given = |key: &str, moment: Option<TraceMoment>| {
        moment.map(|moment| clock.read(moment, extent).map_err(|what| problem(format!("`{key}`: {what}")))).transpose()
    };
    let (given_from, given_to) = (given("from", spec.from)?, given("to", spec.to)?);
    let from = given_from.unwrap_or(extent.begin);
    let mut to = given_to.unwrap_or(extent.end);
    if to <= from || from >= extent.end || to <= extent.begin {
        return Err(problem("the window holds nothing of the trace").hint(format!(
            "the trace runs from {} to {}",
            clock.iso(extent.begin),
            clock.iso(extent.end)
        )));
    }
    let shift_nanos = match given_from {
        Some(from) => i128::from(window.start.nanos()) - i128::from(from.nanos()),
        None if !extent.has_dates => i128::from(window.start.nanos()),
        None => whole_days(extent, window)?,
    };
    let repeat = if spec.repeat { Some(repeat_length(from, &mut to, given_to.is_some(), notes)?) } else { None };
    Ok(Cut { from, to, shift_nanos, repeat })
}

/// Whole days: the window as it is, else as many days as it holds, at least one.
fn repeat_length(from: Time, to: &mut Time, to_is_given: bool, notes: &mut Vec<String>) -> Result<Span, TraceProblem> {
    let length = to.since(from);
    if length.is_multiple_of(Span::DAY) {
        return Ok(length);
    }
    if length < Span::DAY {
        notes.push(format!("The trace lasts {} and begins again every day.", text(length)));
        return Ok(Span::DAY);
    }
    if to_is_given {
        let hint = "with `repeat` the window is a number of whole days, so that clock times stay";
        return Err(problem(format!("a window of {} cannot be repeated", text(length))).hint(hint));
    }
    let whole = Span::DAY * length.whole(Span::DAY);
    notes.push(format!("The trace lasts {}; its first {} are repeated.", text(length), text(whole)));
    *to = from + whole;
    Ok(whole)
}

/// The shift that puts the first whole local day of the trace (without one: its first day) on the day of `start`.
fn whole_days(extent: Extent, window: &Window) -> Result<i128, TraceProblem> {
    let zone = &window.zone;
    let day = zone.local(extent.begin).date();
    let midnight = |date| zone.midnight(date).ok_or_else(|| problem("a day of the trace lies before 1970"));
    let mut first = day;
    if midnight(day)? < extent.begin {
        let next = day.tomorrow().map_err(|_| problem("a day of the trace lies after year 9999"))?;
        let after = next.tomorrow().map_err(|_| problem("a day of the trace lies after year 9999"))?;
        if midnight(after)? <= extent.end {
            first = next;
        }
    }
    // A first day that began before the epoch cannot happen: its midnight was found above.
    let start_day = midnight(zone.local(window.start).date())?;
    Ok(i128::from(start_day.nanos()) - i128::from(midnight(first)?.nanos()))
}

impl WallClock {
    fn read(&self, moment: TraceMoment, extent: Extent) -> Result<Time, String> {
        if !extent.has_dates && !matches!(moment, TraceMoment::Since(_)) {
            return Err("the trace has no dates, only seconds since its first request: give a span like 5m".to_owned());
        }
        let early = || "before 1970".to_owned();
        match (moment, self) {
            (TraceMoment::Exact(at), _) => Ok(at),
            (TraceMoment::Since(span), _) if extent.has_dates => Ok(extent.begin + span),
            (TraceMoment::Since(span), _) => Ok(Time::default() + span),
            (TraceMoment::Wall(wall), Self::Zone(zone)) => zone.moment(wall).ok_or_else(early),
            (TraceMoment::Wall(wall), Self::OffsetSecs(secs)) => moment_at_offset(wall, *secs).ok_or_else(early),
        }
    }

    /// A moment as the trace's clock shows it.
    pub(super) fn iso(&self, at: Time) -> String {
        match self {
            Self::Zone(zone) => zone.iso(at),
            Self::OffsetSecs(secs) => {
                let shift = Span::from_secs(u64::from(secs.unsigned_abs()));
                let (wall, sign) = if *secs < 0 { (at.back(shift), '-') } else { (at + shift, '+') };
                let (hours, minutes) = (secs.abs() / 3_600, secs.abs() / 60 % 60);
                format!("{}{sign}{hours:02}:{minutes:02}", Zone::utc().local(wall))
            }
        }
    }
}
