//! What does a clock on the wall show: times of day, days and offsets in the scenario's zone.

use crate::engine::{Time, Zone};
use jiff::civil::DateTime;

/// `12:04`, or `12:04:30` where the seconds count.
pub fn clock(zone: &Zone, at: Time) -> String {
    let local = zone.local(at);
    match local.second() {
        0 => format!("{:02}:{:02}", local.hour(), local.minute()),
        second => format!("{:02}:{:02}:{second:02}", local.hour(), local.minute()),
    }
}

/// `Fri 27 Nov`.
pub fn day(zone: &Zone, at: Time) -> String {
    let local = zone.local(at);
    format!("{} {} {}", weekday(local), local.day(), month(local))
}

/// `27 Nov 2026`.
pub fn date(zone: &Zone, at: Time) -> String {
    let local = zone.local(at);
    format!("{} {} {}", local.day(), month(local), local.year())
}

/// The clock time, with its day if the window covers more than one.
pub fn moment(zone: &Zone, at: Time, window: (Time, Time)) -> String {
    if one_day(zone, window) { clock(zone, at) } else { format!("{} {}", day(zone, at), clock(zone, at)) }
}

/// `12:04–12:31`, with days if the window covers more than one.
pub fn stretch(zone: &Zone, from: Time, until: Time, window: (Time, Time)) -> String {
    if one_day(zone, (from, until)) {
        format!("{}–{}", moment(zone, from, window), clock(zone, until))
    } else {
        format!("{} – {}", moment(zone, from, window), moment(zone, until, window))
    }
}

/// Whether the window lies in one local day (its end may be the next midnight).
fn one_day(zone: &Zone, (start, end): (Time, Time)) -> bool {
    let last = Time::from_nanos(end.nanos().saturating_sub(1).max(start.nanos()));
    zone.local(start).date() == zone.local(last).date()
}

/// `UTC`, `UTC−5`, `UTC+5:30`; both where the clocks change within the window: `UTC−5/−4`.
pub fn offsets(zone: &Zone, (start, end): (Time, Time)) -> String {
    let said = |secs: i32| {
        let sign = if secs < 0 { '−' } else { '+' };
        let (hours, minutes) = (secs.abs() / 3_600, secs.abs() / 60 % 60);
        match (hours, minutes) {
            (0, 0) => "+0".to_owned(),
            (_, 0) => format!("{sign}{hours}"),
            _ => format!("{sign}{hours}:{minutes:02}"),
        }
    };
    match (zone.offset_secs(start), zone.offset_secs(end)) {
        (0, 0) => "UTC".to_owned(),
        (first, last) if first == last => format!("UTC{}", said(first)),
        (first, last) => format!("UTC{}/{}", said(first), said(last)),
    }
}

fn weekday(local: DateTime) -> &'static str {
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    days[local.weekday().to_monday_zero_offset() as usize]
}

fn month(local: DateTime) -> &'static str {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    months[local.month() as usize - 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Span;

    fn black_friday() -> (Zone, Time) {
        let zone = Zone::named("America/New_York").unwrap();
        let start = zone.moment(jiff::civil::date(2026, 11, 27).at(0, 0, 0, 0)).unwrap();
        (zone, start)
    }

    #[test]
    fn a_day_shows_clock_times_alone() {
        let (zone, start) = black_friday();
        let window = (start, start + Span::DAY);
        let noon = start + Span::HOUR * 12;
        assert_eq!(moment(&zone, noon, window), "12:00");
        assert_eq!(stretch(&zone, noon, noon + Span::from_secs(90), window), "12:00–12:01:30");
        assert_eq!(moment(&zone, noon, (start, start + Span::DAY * 2)), "Fri 27 Nov 12:00");
        assert_eq!(stretch(&zone, noon, start + Span::DAY, window), "12:00–00:00");
        assert_eq!(date(&zone, noon), "27 Nov 2026");
        assert_eq!(
            stretch(&zone, noon, noon + Span::DAY, (start, start + Span::DAY * 2)),
            "Fri 27 Nov 12:00 – Sat 28 Nov 12:00"
        );
    }

    #[test]
    fn offsets_name_both_sides_of_a_clock_change() {
        let (zone, start) = black_friday();
        assert_eq!(offsets(&zone, (start, start + Span::DAY)), "UTC−5");
        assert_eq!(offsets(&zone, (start, start + Span::DAY * 120)), "UTC−5/−4");
        assert_eq!(offsets(&Zone::utc(), (start, start)), "UTC");
        assert_eq!(offsets(&Zone::named("Asia/Kolkata").unwrap(), (start, start)), "UTC+5:30");
    }
}
