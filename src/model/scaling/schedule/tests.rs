//! Schedules against AWS's examples, the clocks of zones, and their own begin and end.

use super::super::{Calendar, Days, Dst};
use super::Schedule;
use crate::engine::{Span, Time, Zone};
use std::collections::BTreeSet;

fn calendar(hours: &[i16], minutes: &[i16], days: Days) -> Calendar {
    Calendar {
        minutes: minutes.iter().copied().collect(),
        hours: hours.iter().copied().collect(),
        days,
        months: (1..=12).collect(),
        years: (1970..=2199).collect(),
    }
}

fn every_day() -> Days {
    Days::OfMonth((1..=31).collect())
}

fn daily(zone: &Zone, hour: i16, minute: i16) -> Schedule {
    Schedule::Cron { calendar: calendar(&[hour], &[minute], every_day()), zone: zone.clone(), start: None, end: None }
}

/// Local times at which a schedule falls due from a moment on, in the words of a zone; at most `most`.
fn firings(schedule: &Schedule, zone: &Zone, from: Time, most: usize) -> Vec<String> {
    let next = |from| schedule.next_from(from, Dst::SkipGapOnceOverlap);
    std::iter::successors(next(from), |&due| next(due + Span::from_nanos(1)))
        .take(most)
        .map(|due| zone.iso(due))
        .collect()
}

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap()
}

fn utc(text: &str) -> Time {
    let local: jiff::civil::DateTime = text.parse().unwrap();
    Zone::utc().moment(local).unwrap()
}

#[test]
fn h1_h2_daily_in_utc() {
    let from = |hour, minute| firings(&daily(&Zone::utc(), hour, minute), &Zone::utc(), utc("2021-01-30T00:00"), 2);
    assert_eq!(from(10, 0), ["2021-01-30T10:00:00+00:00", "2021-01-31T10:00:00+00:00"]);
    assert_eq!(from(12, 15), ["2021-01-30T12:15:00+00:00", "2021-01-31T12:15:00+00:00"]);
}

#[test]
fn eight_in_utc_is_three_in_a_new_york_winter_and_four_in_summer() {
    let york = zone("America/New_York");
    let first = |day| firings(&daily(&Zone::utc(), 8, 0), &york, utc(day), 1);
    assert_eq!(first("2026-01-15T00:00"), ["2026-01-15T03:00:00-05:00"]);
    assert_eq!(first("2026-07-15T00:00"), ["2026-07-15T04:00:00-04:00"]);
}

#[test]
fn a_clock_time_that_spring_skips_does_not_run_that_day() {
    let york = zone("America/New_York");
    assert_eq!(
        firings(&daily(&york, 2, 30), &york, utc("2026-03-07T05:00"), 2),
        ["2026-03-07T02:30:00-05:00", "2026-03-09T02:30:00-04:00"]
    );
    assert_eq!(firings(&daily(&york, 3, 0), &york, utc("2026-03-08T05:00"), 1), ["2026-03-08T03:00:00-04:00"]);
}

#[test]
fn a_clock_time_that_autumn_repeats_runs_once_the_first_time() {
    let york = zone("America/New_York");
    assert_eq!(
        firings(&daily(&york, 1, 30), &york, utc("2026-10-31T04:00"), 3),
        ["2026-10-31T01:30:00-04:00", "2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"]
    );
    // Within the repeated hour nothing is left of it: the next is at two o'clock.
    let often = Schedule::Cron {
        calendar: calendar(&(0..24).collect::<Vec<_>>(), &[0, 20, 40], every_day()),
        zone: york.clone(),
        start: None,
        end: None,
    };
    assert_eq!(firings(&often, &york, utc("2026-11-01T06:10"), 1), ["2026-11-01T02:00:00-05:00"]);
}

#[test]
fn a_day_that_a_zone_skips_is_skipped() {
    // Samoa had no 30 December 2011.
    let apia = zone("Pacific/Apia");
    assert_eq!(
        firings(&daily(&apia, 9, 0), &apia, utc("2011-12-29T00:00"), 3),
        ["2011-12-29T09:00:00-10:00", "2011-12-31T09:00:00+14:00", "2012-01-01T09:00:00+14:00"]
    );
}

#[test]
fn the_moment_itself_counts_and_the_one_after_does_not() {
    let schedule = daily(&Zone::utc(), 0, 0);
    let midnight = utc("2026-05-05T00:00");
    assert_eq!(schedule.next_from(midnight, Dst::SkipGapOnceOverlap), Some(midnight));
    let after = midnight + Span::from_nanos(1);
    assert_eq!(schedule.next_from(after, Dst::SkipGapOnceOverlap), Some(midnight + Span::DAY));
    let once = Schedule::At(midnight);
    assert_eq!(once.next_from(midnight, Dst::SkipGapOnceOverlap), Some(midnight));
    assert_eq!(once.next_from(after, Dst::SkipGapOnceOverlap), None);
}

/// AWS's example: every five hours between 30 January 2021 noon and 31 January 22:00.
#[test]
fn a_rate_runs_from_its_start_time_until_its_end_time() {
    let first = utc("2021-01-30T12:00");
    let every = Span::HOUR * 5;
    let schedule = Schedule::Rate { first, every, end: Some(utc("2021-01-31T22:00")) };
    let at = |hours: &[&str], day: &str| hours.iter().map(|h| format!("{day}T{h}:00:00+00:00")).collect::<Vec<_>>();
    let wanted = [at(&["12", "17", "22"], "2021-01-30"), at(&["03", "08", "13", "18"], "2021-01-31")].concat();
    assert_eq!(firings(&schedule, &Zone::utc(), utc("2021-01-01T00:00"), 99), wanted);
    // Begun before the run: the grid stays.
    assert_eq!(firings(&schedule, &Zone::utc(), utc("2021-01-31T08:01"), 99), wanted[5..]);
    assert_eq!(firings(&schedule, &Zone::utc(), utc("2021-01-31T08:00"), 99), wanted[4..]);
}

#[test]
fn h21_a_cron_runs_at_its_start_time_too() {
    let start = utc("2021-01-30T09:07");
    let from = |start: Time, from: &str| {
        let calendar = calendar(&[10], &[0], every_day());
        let schedule = Schedule::Cron { calendar, zone: Zone::utc(), start: Some(start), end: None };
        firings(&schedule, &Zone::utc(), utc(from), 2)
    };
    assert_eq!(from(start, "2021-01-01T00:00"), ["2021-01-30T09:07:00+00:00", "2021-01-30T10:00:00+00:00"]);
    // On the grid it is one run, not two; a start that is past counts no more.
    let on_grid = utc("2021-01-30T10:00");
    assert_eq!(from(on_grid, "2021-01-01T00:00"), ["2021-01-30T10:00:00+00:00", "2021-01-31T10:00:00+00:00"]);
    assert_eq!(from(start, "2021-01-30T09:08"), ["2021-01-30T10:00:00+00:00", "2021-01-31T10:00:00+00:00"]);
}

#[test]
fn h22_nothing_runs_after_the_end_time() {
    let until = |end: &str| {
        let calendar = calendar(&[10], &[0], every_day());
        let schedule = Schedule::Cron { calendar, zone: Zone::utc(), start: None, end: Some(utc(end)) };
        firings(&schedule, &Zone::utc(), utc("2021-01-30T00:00"), 99).len()
    };
    assert_eq!((until("2021-01-31T10:00"), until("2021-01-31T09:59"), until("2021-01-30T09:59")), (2, 1, 0));
}

/// No step is shorter than a month, so that ten years of a leap day are a handful of looks.
#[test]
fn a_sparse_cron_is_found_at_once() {
    let mut leap = calendar(&[0], &[0], Days::OfMonth(BTreeSet::from([29])));
    leap.months = BTreeSet::from([2]);
    let schedule = Schedule::Cron { calendar: leap, zone: zone("America/New_York"), start: None, end: None };
    let all = firings(&schedule, &Zone::utc(), utc("1970-01-01T00:00"), usize::MAX);
    assert_eq!(all.len(), 56, "2100 is no leap year");
    assert_eq!((all[0].as_str(), all[55].as_str()), ("1972-02-29T05:00:00+00:00", "2196-02-29T05:00:00+00:00"));
}

#[test]
fn a_rate_that_leaves_the_calendar_has_no_next() {
    let schedule = Schedule::Rate { first: Time::from_secs(0), every: Span::DAY * 36_525, end: None };
    assert_eq!(schedule.next_from(Time::from_nanos(u64::MAX - 1), Dst::SkipGapOnceOverlap), None);
}

/// 02:30 of the day on which New York goes from 02:00 to 03:00, beside a 03:15 that is there.
#[test]
fn dst_is_a_switch() {
    let york = zone("America/New_York");
    let times = calendar(&[2, 3], &[15, 30], every_day());
    let schedule = Schedule::Cron { calendar: times, zone: york.clone(), start: None, end: None };
    let all = |dst| {
        let next = |from| schedule.next_from(from, dst);
        let due = std::iter::successors(next(utc("2026-03-08T05:00")), |&due| next(due + Span::from_nanos(1)));
        due.take(4).map(|due| york.iso(due)).collect::<Vec<_>>()
    };
    let (at, next) =
        (|minute| format!("2026-03-08T03:{minute}:00-04:00"), |minute| format!("2026-03-09T02:{minute}:00-04:00"));
    assert_eq!(all(Dst::SkipGapOnceOverlap), [at(15), at(30), next(15), next(30)]);
    // 02:15 and 02:30 come an hour later by the clock, with 03:15 and 03:30.
    assert_eq!(all(Dst::ShiftGapOnceOverlap), [at(15), at(30), next(15), next(30)]);
    let alone = daily(&york, 2, 30);
    let first = |dst| york.iso(alone.next_from(utc("2026-03-08T05:00"), dst).unwrap());
    assert_eq!(first(Dst::SkipGapOnceOverlap), next(30));
    assert_eq!(first(Dst::ShiftGapOnceOverlap), at(30));
    // The moment itself, and after it the next day.
    let again = |from: &str| york.iso(alone.next_from(utc(from), Dst::ShiftGapOnceOverlap).unwrap());
    assert_eq!((again("2026-03-08T07:30"), again("2026-03-08T07:31")), (at(30), next(30)));
}
