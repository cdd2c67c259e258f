//! Where does a moment lie on the axis, and which round clock times of the scenario's zone are ticks.

use crate::engine::{Span, Time, Zone};
use crate::report::clock;

/// Distances between ticks [minutes], ascending; those of whole days fall on midnights.
const STEPS_MINUTES: [i64; 20] = [
    1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080, 20_160, 40_320, 80_640, 161_280, 322_560,
    645_120,
];

/// The time axis that all panels share.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeAxis {
    start: Time,
    end: Time,
    left: f64,
    right: f64,
    /// Round moments, ascending.
    pub ticks: Vec<Tick>,
}

/// A tick.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// When.
    pub at: Time,
    /// `12:00`, or the day where one begins.
    pub label: String,
    /// Whether a local day begins here.
    pub midnight: bool,
}

impl TimeAxis {
    /// From `start` to `end` on the pixels from `left` to `right`, with ticks at least `apart` pixels apart.
    pub fn new(zone: &Zone, (start, end): (Time, Time), (left, right): (f64, f64), apart: f64) -> Self {
        let minutes = (end.since_or_zero(start).secs() / 60.0).max(1e-9);
        let most = ((right - left) / apart).max(1.0);
        let step = STEPS_MINUTES.into_iter().find(|step| minutes / *step as f64 <= most).unwrap_or(1_000_000);
        Self { start, end, left, right, ticks: ticks(zone, (start, end), step) }
    }

    /// The pixel of a moment; moments beyond the axis lie on its ends.
    pub fn at(&self, moment: Time) -> f64 {
        let share = moment.since_or_zero(self.start).secs() / self.end.since_or_zero(self.start).secs().max(1e-9);
        self.left + (self.right - self.left) * share.min(1.0)
    }

    /// Pixel of the first moment.
    pub fn left(&self) -> f64 {
        self.left
    }

    /// Pixel of the last moment.
    pub fn right(&self) -> f64 {
        self.right
    }

    /// The first moment.
    pub fn start(&self) -> Time {
        self.start
    }

    /// The moment after the last.
    pub fn end(&self) -> Time {
        self.end
    }
}

/// Every moment in `[start, end]` whose clock time is a multiple of the step. A clock time that is skipped in spring has
/// no tick; one that comes twice has one.
fn ticks(zone: &Zone, (start, end): (Time, Time), step_minutes: i64) -> Vec<Tick> {
    let whole_days = (step_minutes / 1_440).max(1);
    let within_day = if step_minutes < 1_440 { 1_440 / step_minutes } else { 1 };
    let (mut date, last) = (zone.local(start).date(), zone.local(end).date());
    let monday = jiff::civil::date(1970, 1, 5);
    let mut all = Vec::new();
    while date <= last {
        let days = date.since(monday).map_or(0, |since| i64::from(since.get_days()));
        if days.rem_euclid(whole_days) == 0 {
            for number in 0..within_day {
                let minute = number * step_minutes;
                let local = date.at((minute / 60) as i8, (minute % 60) as i8, 0, 0);
                if let Some(at) = zone.moment_unless_skipped(local).filter(|at| (start..=end).contains(at)) {
                    let midnight = minute == 0;
                    let label = if midnight { clock::day(zone, at) } else { clock::clock(zone, at) };
                    all.push(Tick { at, label, midnight });
                }
            }
        }
        let Ok(next) = date.tomorrow() else { break };
        date = next;
    }
    all
}

/// The midnights within the window, without its ends.
pub fn midnights(zone: &Zone, (start, end): (Time, Time)) -> Vec<Time> {
    let mut all = Vec::new();
    let mut date = zone.local(start + Span::SECOND).date();
    while let Ok(next) = date.tomorrow() {
        match zone.midnight(next) {
            Some(at) if at < end => all.push(at),
            _ => break,
        }
        date = next;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(zone: &str, start: jiff::civil::DateTime, length: Span) -> Vec<String> {
        let zone = Zone::named(zone).unwrap();
        let start = zone.moment(start).unwrap();
        let axis = TimeAxis::new(&zone, (start, start + length), (0.0, 1_350.0), 120.0);
        axis.ticks.into_iter().map(|tick| tick.label).collect()
    }

    #[test]
    fn ticks_are_round_clock_times_from_five_minutes_to_five_weeks() {
        let date = jiff::civil::date;
        let five = labels("UTC", date(2026, 1, 5).at(9, 58, 0, 0), Span::from_secs(300));
        assert_eq!(five, ["09:58", "09:59", "10:00", "10:01", "10:02", "10:03"]);
        let day = labels("America/New_York", date(2026, 11, 27).at(0, 0, 0, 0), Span::DAY);
        assert_eq!(day, ["Fri 27 Nov", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00", "Sat 28 Nov"]);
        let weeks = labels("Europe/Berlin", date(2026, 3, 9).at(0, 0, 0, 0), Span::DAY * 35);
        assert_eq!(weeks, ["Mon 9 Mar", "Mon 16 Mar", "Mon 23 Mar", "Mon 30 Mar", "Mon 6 Apr", "Mon 13 Apr"]);
    }

    #[test]
    fn a_clock_time_that_spring_skips_has_no_tick() {
        let date = jiff::civil::date;
        let spring = labels("America/New_York", date(2026, 3, 8).at(0, 0, 0, 0), Span::from_secs(5 * 3_600));
        assert_eq!(
            spring,
            ["Sun 8 Mar", "00:30", "01:00", "01:30", "03:00", "03:30", "04:00", "04:30", "05:00", "05:30", "06:00"]
        );
    }

    #[test]
    fn midnights_are_local() {
        let zone = Zone::named("America/New_York").unwrap();
        let start = zone.moment(jiff::civil::date(2026, 3, 7).at(0, 0, 0, 0)).unwrap();
        let seen: Vec<String> =
            midnights(&zone, (start, start + Span::DAY * 3)).iter().map(|at| zone.iso(*at)).collect();
        assert_eq!(seen, ["2026-03-08T00:00:00-05:00", "2026-03-09T00:00:00-04:00", "2026-03-10T00:00:00-04:00"]);
    }
}
