//! What arrives when on the clock of the run: the window moved and repeated, gaps filled or marked, the time before it.

use super::interval::{period, text};
use super::problem::{TraceProblem, problem};
use super::window::{Cut, Extent, cut};
use super::{CountRow, GapRule, ROWS_MAX, Record, Rows, Trace, TraceSpec, WallClock};
use crate::engine::{Span, Time};
use crate::model::traffic::{Counts, Shape};
use crate::scenario::setup::Window;

/// Puts a record on the clock of the run.
pub(super) fn trace(record: Record, spec: &TraceSpec, window: &Window) -> Result<Trace, TraceProblem> {
    let Record { rows, clock, mut notes } = record;
    let (shape, place) = match rows {
        Rows::Counts(rows) => {
            let (counts, place) = counts(&rows, &clock, spec, window, &mut notes)?;
            (Shape::Counts(counts), place)
        }
        Rows::Stamps(stamps) => stamps_of(&stamps, true, &clock, spec, window, &mut notes)?,
        Rows::Seconds(stamps) => stamps_of(&stamps, false, &clock, spec, window, &mut notes)?,
    };
    let Place { moved_nanos, begins_late } = place;
    Ok(Trace { shape, notes, begins_late, moved_nanos })
}

/// Where a record has come to lie.
struct Place {
    /// Run minus trace [ns]; `None`: the trace has no dates.
    moved_nanos: Option<i128>,
    /// The counted window begins before the trace does: what that comes to.
    begins_late: Option<String>,
}

/// So many mean distances of stamps without a stamp are no chance any more.
const NO_CHANCE: u64 = 10;

/// What it comes to that the trace begins at `first`, if that is at least `least` after the counted window does.
fn late(first: Time, least: Span, window: &Window, then: &str) -> Option<String> {
    let missing = first.since_or_zero(window.start);
    (missing >= least && !missing.is_zero()).then(|| {
        let (start, first) = (window.zone.iso(window.start), window.zone.iso(first));
        format!("the run starts at {start} and the trace at {first}, {} later; {then}", text(missing))
    })
}

fn stamps_of(
    stamps: &[Time],
    has_dates: bool,
    clock: &WallClock,
    spec: &TraceSpec,
    window: &Window,
    notes: &mut Vec<String>,
) -> Result<(Shape, Place), TraceProblem> {
    if spec.period.is_some() || spec.gap != GapRule::None {
        return Err(problem("a trace of stamps has neither `period` nor `gap`"));
    }
    let (Some(first), Some(last)) = (stamps.first(), stamps.last()) else { return Err(problem("no rows")) };
    let extent = Extent { begin: *first, end: *last + Span::from_nanos(1), has_dates };
    let cut = cut(extent, clock, spec, window, notes)?;
    let mut placed = vec![];
    for turn in 0..cut.turns(window.end) {
        let inside = stamps.iter().filter(|at| in_turn(&cut, **at, turn));
        placed.extend(inside.filter_map(|at| cut.run_time(*at, turn)).filter(|at| in_run(window, *at, Span::ZERO)));
        if placed.len() > ROWS_MAX {
            return Err(problem("more than 20,000,000 requests in the run"));
        }
    }
    let (Some(first), Some(last)) = (placed.first().copied(), placed.last().copied()) else {
        return Err(out_of_run(&cut, extent, window));
    };
    if last < window.start {
        return Err(out_of_run(&cut, extent, window));
    }
    let mean = extent.end.since(extent.begin).nanos() / stamps.len() as u64;
    let least = Span::from_nanos(mean.saturating_mul(NO_CHANCE)).max(Span::MINUTE);
    let late = late(first, least, window, "nothing arrives until then");
    if has_dates {
        say_where(&cut, clock, window, notes);
    }
    if first > window.begin {
        notes.push(format!("The trace begins at {}; nothing arrives before it.", window.zone.iso(first)));
    }
    if cut.repeat.is_none() && last < window.end.back(Span::MINUTE) {
        notes.push(format!("The trace ends at {}; nothing arrives after it.", window.zone.iso(last)));
    }
    let moved_nanos = has_dates.then_some(cut.shift_nanos);
    Ok((Shape::Stamps(placed.into()), Place { moved_nanos, begins_late: late }))
}

/// The rows of the window, in every turn; in the first also those before the window, for the lead-in.
fn in_turn(cut: &Cut, at: Time, turn: u64) -> bool {
    at < cut.to && (turn == 0 || at >= cut.from)
}

fn in_run(window: &Window, at: Time, length: Span) -> bool {
    at < window.end && (at >= window.begin || at + length > window.begin)
}

fn out_of_run(cut: &Cut, extent: Extent, window: &Window) -> TraceProblem {
    let at = |at| cut.run_time(at, 0).map_or("before 1970".to_owned(), |at| window.zone.iso(at));
    problem("nothing of the trace falls into the run").hint(format!(
        "moved to the run it lasts from {} to {}",
        at(extent.begin),
        at(extent.end)
    ))
}

fn counts(
    rows: &[CountRow],
    clock: &WallClock,
    spec: &TraceSpec,
    window: &Window,
    notes: &mut Vec<String>,
) -> Result<(Counts, Place), TraceProblem> {
    let period = period(rows, spec.period)?;
    let extent = Extent { begin: rows[0].at, end: rows[rows.len() - 1].at + period, has_dates: true };
    let cut = cut(extent, clock, spec, window, notes)?;
    if cut.repeat.is_some_and(|length| !length.is_multiple_of(period)) {
        return Err(problem(format!("a period of {} does not divide a day: `repeat` cannot", text(period))));
    }
    if window.end.since(window.begin).whole(period) > ROWS_MAX as u64 {
        return Err(problem("more than 20,000,000 intervals in the run"));
    }
    let filled = filled(rows, &cut, period, spec.gap)?;
    let mut bins = vec![];
    for turn in 0..cut.turns(window.end) {
        let inside = filled.iter().filter(|row| in_turn(&cut, row.0, turn));
        let placed = inside.filter_map(|row| Some((cut.run_time(row.0, turn)?, row.1)));
        bins.extend(placed.filter(|bin| in_run(window, bin.0, period)));
    }
    let Some((first, last)) = bins.first().zip(bins.last()).map(|(first, last)| (first.0, last.0)) else {
        return Err(out_of_run(&cut, extent, window));
    };
    if last + period <= window.start {
        return Err(out_of_run(&cut, extent, window));
    }
    let late = late(first, period, window, "until then its first interval is repeated");
    say_where(&cut, clock, window, notes);
    lead_in(&mut bins, period, window, notes);
    let no_data = no_data(&bins, period, window, notes, cut.repeat.is_none());
    let place = Place { moved_nanos: Some(cut.shift_nanos), begins_late: late };
    Ok((Counts { period, bins: bins.into(), replay: spec.replay, no_data }, place))
}

/// The rows up to the end of the window, with absent intervals of the window filled by the rule.
fn filled(rows: &[CountRow], cut: &Cut, period: Span, rule: GapRule) -> Result<Vec<(Time, u64)>, TraceProblem> {
    let rows = &rows[..rows.partition_point(|row| row.at < cut.to)];
    let inside = &rows[rows.partition_point(|row| row.at < cut.from)..];
    let sum: u64 = inside.iter().map(|row| row.count).sum();
    let mean = (sum as f64 / inside.len().max(1) as f64).round() as u64;
    let mut filled: Vec<(Time, u64)> = Vec::with_capacity(rows.len());
    for row in rows {
        let earlier = filled.last().copied().filter(|_| rule != GapRule::None);
        if let Some((before, count)) = earlier {
            let count = if rule == GapRule::Mean { mean } else { count };
            let mut at = before + period;
            while at < row.at && filled.len() <= ROWS_MAX {
                filled.push((at, count));
                at += period;
            }
        }
        filled.push((row.at, row.count));
    }
    if filled.len() > ROWS_MAX { Err(problem("more than 20,000,000 intervals, gaps included")) } else { Ok(filled) }
}

/// Before the first interval comes the first interval again, back to the begin of the run.
fn lead_in(bins: &mut Vec<(Time, u64)>, period: Span, window: &Window, notes: &mut Vec<String>) {
    let (first, count) = bins[0];
    if first <= window.begin {
        return;
    }
    let missing = first.since(window.begin);
    let intervals = missing.whole(period) + u64::from(!missing.is_multiple_of(period));
    let before = (1..=intervals).rev().map(|i| (first.back(period * i), count));
    bins.splice(0..0, before);
    let begin = window.zone.iso(first);
    notes.push(format!("The trace reaches back to {begin}; before it, its first interval is repeated."));
}

/// Spans of the run in which the trace says nothing.
fn no_data(
    bins: &[(Time, u64)],
    period: Span,
    window: &Window,
    notes: &mut Vec<String>,
    ends: bool,
) -> Vec<(Time, Time)> {
    let gaps = bins.windows(2).map(|pair| (pair[0].0 + period, pair[1].0)).filter(|gap| gap.0 < gap.1);
    let mut spans: Vec<(Time, Time)> = gaps.collect();
    let absent: u64 = spans.iter().map(|gap| gap.1.since(gap.0).whole(period)).sum();
    if absent > 0 {
        let (word, verb) = if absent == 1 { ("interval", "has") } else { ("intervals", "have") };
        let longest = spans.iter().map(|gap| gap.1.since(gap.0)).max().unwrap_or(Span::ZERO);
        let longest = text(longest);
        notes.push(format!(
            "{absent} {word} of the trace {verb} no data (the longest gap: {longest}): nothing arrives."
        ));
    }
    let end = bins[bins.len() - 1].0 + period;
    if end < window.end {
        spans.push((end, window.end));
        if ends {
            notes.push(format!("The trace ends at {}; nothing arrives after it.", window.zone.iso(end)));
        }
    }
    spans
}

/// Which moment of the trace falls on which of the run. One shift holds for the whole trace: where the clocks change in
/// it or in the run, clock times do not stay.
fn say_where(cut: &Cut, clock: &WallClock, window: &Window, notes: &mut Vec<String>) {
    let Some(to) = cut.run_time(cut.from, 0).filter(|to| *to != cut.from) else { return };
    let zone = &window.zone;
    notes.push(format!("{} of the trace falls on {}.", clock.iso(cut.from), zone.iso(to)));
    let moved_secs = |at| cut.run_time(at, 0).map_or(0, |run| zone.offset_secs(run) - zone.offset_secs(at));
    let last = cut.to.back(Span::from_nanos(1));
    if moved_secs(cut.from) != moved_secs(last) {
        let name = zone.name();
        notes.push(format!("The clocks of {name} change in the trace or in the run: from then on clock times differ."));
    }
}
