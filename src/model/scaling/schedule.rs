//! When does a scheduled action fall due?

use super::{Calendar, Dst};
use crate::engine::{Span, Time, Zone};

/// When a scheduled action falls due.
#[derive(Clone, Debug, PartialEq)]
pub enum Schedule {
    /// `at(…)`: once.
    At(Time),
    /// `rate(…)`: one interval after another.
    Rate {
        /// The first: `StartTime`, else as `rate_first_run` has it.
        first: Time,
        /// The interval.
        every: Span,
        /// `EndTime`: the last moment at which it may fall due.
        end: Option<Time>,
    },
    /// `cron(…)`: whenever a clock matches.
    Cron {
        /// What the clock shows then.
        calendar: Calendar,
        /// Whose clock.
        zone: Zone,
        /// `StartTime`: not before, and at this moment too, whatever the clock shows.
        start: Option<Time>,
        /// `EndTime`: the last moment at which it may fall due.
        end: Option<Time>,
    },
}

impl Schedule {
    /// The first occurrence at or after `from`; `None`: there is none.
    ///
    /// Ref: user guide, "Schedule recurring scaling actions using cron expressions" (at StartTime, then on the
    /// recurrence; until EndTime).
    /// Assumes: `dst`.
    pub fn next_from(&self, from: Time, dst: Dst) -> Option<Time> {
        let (due, end) = match self {
            Self::At(at) => (Some(*at).filter(|&at| at >= from), None),
            Self::Rate { first, every, end } => (next_multiple(*first, *every, from), *end),
            Self::Cron { start: Some(start), end, .. } if *start >= from => (Some(*start), *end),
            Self::Cron { calendar, zone, end, .. } => (next_match(calendar, zone, from, dst), *end),
        };
        due.filter(|&due| end.is_none_or(|end| due <= end))
    }
}

fn next_multiple(first: Time, every: Span, from: Time) -> Option<Time> {
    let behind = from.since_or_zero(first);
    let intervals = behind.nanos().div_ceil(every.nanos());
    let ahead = every.nanos().checked_mul(intervals)?;
    first.nanos().checked_add(ahead).map(Time::from_nanos)
}

/// Clock times that are skipped or come a second time do not count, so later ones are later moments, and the search
/// may begin with the clock time of `from`.
fn next_match(calendar: &Calendar, zone: &Zone, from: Time, dst: Dst) -> Option<Time> {
    let shifts = dst == Dst::ShiftGapOnceOverlap;
    let local = zone.local(from);
    let begun = local.second() > 0 || local.subsec_nanosecond() > 0;
    // A shifted time comes after clock times that are later.
    let today = if shifts { (0, 0) } else { (i16::from(local.hour()), i16::from(local.minute()) + i16::from(begun)) };
    let mut earliest = today;
    let mut after = local.date();
    loop {
        let date = calendar.next_date(after)?;
        if date > local.date() {
            earliest = (0, 0);
        }
        let mut times = calendar.times_from(earliest.0, earliest.1).filter_map(|(hour, minute)| {
            let clock = date.at(hour, minute, 0, 0);
            if shifts { zone.moment(clock) } else { zone.moment_unless_skipped(clock) }
        });
        let due = if shifts { times.filter(|&due| due >= from).min() } else { times.find(|&due| due >= from) };
        if due.is_some() {
            return due;
        }
        after = date.tomorrow().ok()?;
    }
}

#[cfg(test)]
mod tests;
