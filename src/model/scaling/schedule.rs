//! When a scheduled action falls due.

use super::{Dst, Schedule};
use crate::engine::Time;
use std::iter::successors;

/// Days that a search goes on, from yesterday: a zone may skip a clock time, or a whole local day.
const DAYS: usize = 5;

impl Schedule {
    /// The first occurrence at or after `from`; `None`: there is none.
    ///
    /// Ref: "Schedule recurring scaling actions using cron expressions".
    /// Assumes: `dst`.
    pub fn next_from(&self, from: Time, dst: Dst) -> Option<Time> {
        let Dst::SkipGapOnceOverlap = dst;
        let Self::Daily { clock, zone } = self;
        let (hour, minute, second) = (clock.0 / 3_600, clock.0 / 60 % 60, clock.0 % 60);
        successors(zone.local(from).date().yesterday().ok(), |day| day.tomorrow().ok())
            .take(DAYS)
            .filter_map(|day| zone.moment_unless_skipped(day.at(hour as i8, minute as i8, second as i8, 0)))
            .find(|&due| due >= from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Span, Zone};
    use crate::model::traffic::Clock;

    /// Local times at which an action of `hour:minute` falls due, from a UTC day on.
    fn firings(zone: &str, hour: u32, minute: u32, from: &str, days: u64) -> Vec<String> {
        let zone = Zone::named(zone).unwrap();
        let schedule = Schedule::Daily { clock: Clock(3_600 * hour + 60 * minute), zone: zone.clone() };
        let mut at = utc(from);
        let end = at + Span::DAY * days;
        let mut found = Vec::new();
        while let Some(due) = schedule.next_from(at, Dst::SkipGapOnceOverlap).filter(|&due| due < end) {
            found.push(zone.iso(due));
            at = due + Span::from_nanos(1);
        }
        found
    }

    fn utc(day: &str) -> Time {
        Zone::utc().midnight(day.parse().unwrap()).unwrap()
    }

    #[test]
    fn h1_h2_daily_in_utc() {
        assert_eq!(firings("UTC", 10, 0, "2021-01-30", 2), ["2021-01-30T10:00:00+00:00", "2021-01-31T10:00:00+00:00"]);
        assert_eq!(firings("UTC", 12, 15, "2021-01-31", 1), ["2021-01-31T12:15:00+00:00"]);
    }

    #[test]
    fn eight_in_utc_is_three_in_a_new_york_winter_and_four_in_summer() {
        let york = Zone::named("America/New_York").unwrap();
        let schedule = Schedule::Daily { clock: Clock(8 * 3_600), zone: Zone::utc() };
        let local = |day| york.iso(schedule.next_from(utc(day), Dst::SkipGapOnceOverlap).unwrap());
        assert_eq!(local("2026-01-15"), "2026-01-15T03:00:00-05:00");
        assert_eq!(local("2026-07-15"), "2026-07-15T04:00:00-04:00");
    }

    #[test]
    fn a_clock_time_that_spring_skips_does_not_run_that_day() {
        assert_eq!(
            firings("America/New_York", 2, 30, "2026-03-07", 3),
            ["2026-03-07T02:30:00-05:00", "2026-03-09T02:30:00-04:00"]
        );
        assert_eq!(firings("America/New_York", 3, 0, "2026-03-08", 1), ["2026-03-08T03:00:00-04:00"]);
    }

    #[test]
    fn a_clock_time_that_autumn_repeats_runs_once_the_first_time() {
        assert_eq!(
            firings("America/New_York", 1, 30, "2026-10-31", 3),
            ["2026-10-31T01:30:00-04:00", "2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"]
        );
    }

    #[test]
    fn a_day_that_a_zone_skips_is_skipped() {
        // Samoa had no 30 December 2011.
        assert_eq!(
            firings("Pacific/Apia", 9, 0, "2011-12-29", 3),
            ["2011-12-29T09:00:00-10:00", "2011-12-31T09:00:00+14:00", "2012-01-01T09:00:00+14:00"]
        );
    }

    #[test]
    fn the_moment_itself_counts() {
        let schedule = Schedule::Daily { clock: Clock(0), zone: Zone::utc() };
        assert_eq!(schedule.next_from(utc("2026-05-05"), Dst::SkipGapOnceOverlap), Some(utc("2026-05-05")));
    }
}
