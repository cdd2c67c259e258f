//! Which local day is it, what does the clock say, and until when do the clocks run evenly?

use crate::engine::{Span, Time, Zone};
use jiff::civil::{Date, date};

const DAY_NANOS: i128 = Span::DAY.nanos() as i128;

/// A stretch of one local day over which the clocks neither jump nor pass midnight.
#[derive(Clone, Debug)]
pub(super) struct LocalDay {
    begin: Time,
    until: Time,
    offset_nanos: i128,
    number: i64,
}

impl LocalDay {
    /// The stretch that holds `at`, beginning there.
    pub(super) fn at(zone: &Zone, at: Time) -> Self {
        let offset_secs = zone.offset_secs(at);
        let offset_nanos = i128::from(offset_secs) * 1_000_000_000;
        let local = i128::from(at.nanos()) + offset_nanos;
        let left = DAY_NANOS - local.rem_euclid(DAY_NANOS);
        let midnight = at + Span::from_nanos(left as u64);
        let until = first_jump(zone, at, midnight, offset_secs).unwrap_or(midnight);
        Self { begin: at, until, offset_nanos, number: local.div_euclid(DAY_NANOS) as i64 }
    }

    /// Whether `at` lies in this stretch.
    pub(super) fn holds(&self, at: Time) -> bool {
        self.begin <= at && at < self.until
    }

    /// Midnight, or the moment at which the clocks jump.
    pub(super) fn until(&self) -> Time {
        self.until
    }

    /// The local day, counted from 1970-01-01.
    pub(super) fn number(&self) -> i64 {
        self.number
    }

    /// Nanoseconds on the clock since it showed midnight.
    pub(super) fn clock_nanos(&self, at: Time) -> u64 {
        (i128::from(at.nanos()) + self.offset_nanos).rem_euclid(DAY_NANOS) as u64
    }

    /// 0 on Monday. 1970-01-01 was a Thursday.
    pub(super) fn weekday(&self) -> usize {
        (self.number + 3).rem_euclid(7) as usize
    }
}

/// The date of a local day counted from 1970-01-01.
pub(super) fn date_of(number: i64) -> Date {
    let days = jiff::Span::new().try_days(number);
    days.ok().and_then(|days| date(1970, 1, 1).checked_add(days).ok()).unwrap_or(Date::MAX)
}

/// The first moment in `(from, midnight)` at which the offset is another one, if there is one: bisection, since it is
/// asked for once a local day and answered with "none" on all but two days a year.
fn first_jump(zone: &Zone, from: Time, midnight: Time, offset_secs: i32) -> Option<Time> {
    let (mut low, mut high) = (from.nanos(), midnight.nanos() - 1);
    if zone.offset_secs(Time::from_nanos(high)) == offset_secs {
        return None;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if zone.offset_secs(Time::from_nanos(middle)) == offset_secs { low = middle } else { high = middle }
    }
    Some(Time::from_nanos(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(zone: &Zone, text: &str) -> Time {
        zone.moment(text.parse().unwrap()).unwrap()
    }

    #[test]
    fn an_even_day_lasts_until_midnight() {
        let zone = Zone::named("America/New_York").unwrap();
        let noon = at(&zone, "2026-11-27T12:00:00");
        let day = LocalDay::at(&zone, noon);
        assert_eq!(day.until(), at(&zone, "2026-11-28T00:00:00"));
        assert_eq!(day.clock_nanos(noon), 12 * Span::HOUR.nanos());
        assert_eq!((day.weekday(), date_of(day.number())), (4, date(2026, 11, 27)));
    }

    #[test]
    fn a_day_on_which_the_clocks_change_has_two_stretches() {
        let zone = Zone::named("Europe/Berlin").unwrap();
        for (text, hours) in [("2026-03-29T00:00:00", 2), ("2026-10-25T00:00:00", 3)] {
            let midnight = at(&zone, text);
            let first = LocalDay::at(&zone, midnight);
            assert_eq!(first.until(), midnight + Span::HOUR * hours);
            let second = LocalDay::at(&zone, first.until());
            assert_eq!(first.number(), second.number());
            let clock_hours = second.clock_nanos(first.until()) / Span::HOUR.nanos();
            assert_eq!(clock_hours, if hours == 2 { 3 } else { 2 });
        }
    }
}
