//! Points in time as a scenario writes them: every day, once, or so long after the start.

use super::Refused;
use super::duration::duration;
use super::number::short;
use crate::engine::{Span, Time};
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

/// A point in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// `12:00`: every day at this time by the clock.
    Daily(jiff::civil::Time),
    /// `2026-11-27T12:00:00` or `2026-11-27`: once, by the clock of the zone that governs.
    Local(DateTime),
    /// `2026-11-27T12:00:00-05:00`: once.
    Moment(Time),
    /// `6h30m`: once, so long after the start.
    FromStart(Span),
}

/// Reads a time of day, a date and time (with or without offset), a date, or a length of time from the start.
pub fn at(text: &str) -> Result<At, Refused> {
    if is_date(text) {
        return datetime(text);
    }
    if let Some((hours, _)) = text.split_once(':') {
        return clock(text, hours).map(At::Daily);
    }
    duration(text).map(At::FromStart).map_err(|refused| {
        let wanted =
            "a time of day (\"12:00\"), a date and time (2026-11-27T12:00:00) or a time from the start (6h30m)";
        let unreadable = refused.message.starts_with("found");
        if unreadable { Refused::new(format!("found `{}`, wanted {wanted}", short(text))) } else { refused }
    })
}

/// Reads a date and time (with or without offset) or a date: [`At::Local`] or [`At::Moment`].
pub fn datetime(text: &str) -> Result<At, Refused> {
    let wrong = || Refused::new(format!("`{}` is not a date and time", short(text))).hint("write 2026-11-27T12:00:00");
    if !is_date(text) || text.len() > 40 {
        return Err(wrong());
    }
    let (date, rest) = text.split_at(10);
    let date: Date = date.parse().map_err(|_| {
        Refused::new(format!("`{date}` is not a date of the calendar")).hint("write year-month-day: 2026-11-27")
    })?;
    if date.year() < 1970 || date.year() > 2199 {
        return Err(Refused::new(format!("`{}` lies outside the years 1970 to 2199", short(text))));
    }
    let Some(rest) = rest.strip_prefix(['T', ' ']) else {
        return if rest.is_empty() { Ok(At::Local(date.at(0, 0, 0, 0))) } else { Err(wrong()) };
    };
    let end = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, offset) = rest.split_at(end);
    let hours = time.split_once(':').map(|(hours, _)| hours).ok_or_else(wrong)?;
    let local = date.to_datetime(clock(time, hours)?);
    if offset.is_empty() {
        return Ok(At::Local(local));
    }
    let offset = offset_of(offset).ok_or_else(wrong)?;
    let stamp = TimeZone::fixed(offset).to_timestamp(local).map_err(|_| wrong())?;
    let nanos = u64::try_from(stamp.as_nanosecond()).map_err(|_| wrong())?;
    Ok(At::Moment(Time::from_nanos(nanos)))
}

/// `2026-11-27` and whatever follows.
fn is_date(text: &str) -> bool {
    let shape = |(index, byte): (usize, u8)| if matches!(index, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() >= 10 && text.bytes().take(10).enumerate().all(shape)
}

/// `12:00` or `12:00:30`, up to a nanosecond.
fn clock(text: &str, hours: &str) -> Result<jiff::civil::Time, Refused> {
    let wrong = || Refused::new(format!("`{}` is not a time of day", short(text)));
    let plain = text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.'));
    if text.starts_with("24:00") {
        return Err(wrong().hint("write 00:00, the beginning of the day"));
    }
    if plain && hours.len() == 1 {
        return Err(wrong().hint(format!("write 0{}", short(text))));
    }
    let second_60 = text.get(6..8) == Some("60");
    let parsed = text.parse().ok().filter(|_| plain && hours.len() == 2 && !second_60);
    parsed.ok_or_else(|| wrong().hint("write hours and minutes from 00:00 to 23:59: 08:30"))
}

/// `Z`, `+02:00`, `-0500` or `+01`.
fn offset_of(text: &str) -> Option<Offset> {
    if text.eq_ignore_ascii_case("z") {
        return Some(Offset::UTC);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text.get(1..)?.chars().filter(|&letter| letter != ':').collect();
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && matches!(digits.len(), 2 | 4);
    let (hours, minutes) = plain.then(|| digits.split_at(2))?;
    let hours: i32 = hours.parse().ok()?;
    let minutes: i32 = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
    let known = hours <= 18 && minutes < 60;
    known.then(|| Offset::from_seconds(sign * (hours * 3_600 + minutes * 60)).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_form_is_read() {
        let local = |text: &str| At::Local(text.parse().unwrap());
        for (text, wanted) in [
            ("12:00", At::Daily(jiff::civil::time(12, 0, 0, 0))),
            ("00:00:30", At::Daily(jiff::civil::time(0, 0, 30, 0))),
            ("2026-11-27T12:00:00", local("2026-11-27T12:00:00")),
            ("2026-11-27T12:00", local("2026-11-27T12:00:00")),
            ("2026-11-27 12:00:00.5", local("2026-11-27T12:00:00.5")),
            ("2026-11-27", local("2026-11-27T00:00:00")),
            ("2026-11-27T12:00:00Z", At::Moment(Time::from_secs(1_795_780_800))),
            ("2026-11-27T12:00:00-05:00", At::Moment(Time::from_secs(1_795_780_800 + 5 * 3_600))),
            ("1970-01-01T05:30:00+0530", At::Moment(Time::from_secs(0))),
            ("6h30m", At::FromStart(Span::from_secs(23_400))),
        ] {
            assert_eq!(at(text), Ok(wanted), "{text}");
        }
    }

    #[test]
    fn refusals_teach() {
        for (text, message) in [
            ("24:00", "`24:00` is not a time of day | write 00:00, the beginning of the day"),
            ("8:30", "`8:30` is not a time of day | write 08:30"),
            ("25:00", "`25:00` is not a time of day | write hours and minutes from 00:00 to 23:59: 08:30"),
            ("12:00pm", "`12:00pm` is not a time of day | write hours and minutes from 00:00 to 23:59: 08:30"),
            ("2026-02-30", "`2026-02-30` is not a date of the calendar | write year-month-day: 2026-11-27"),
            (
                "2026-11-27T25:00:00",
                "`25:00:00` is not a time of day | write hours and minutes from 00:00 to 23:59: 08:30",
            ),
            (
                "2026-11-27T12:00:60",
                "`12:00:60` is not a time of day | write hours and minutes from 00:00 to 23:59: 08:30",
            ),
            (
                "2026-11-27T12:00:00+99:00",
                "`2026-11-27T12:00:00+99:00` is not a date and time | write 2026-11-27T12:00:00",
            ),
            ("1066-10-14", "`1066-10-14` lies outside the years 1970 to 2199"),
            (
                "1970-01-01T00:00:00+01:00",
                "`1970-01-01T00:00:00+01:00` is not a date and time | write 2026-11-27T12:00:00",
            ),
            (
                "noon",
                "found `noon`, wanted a time of day (\"12:00\"), a date and time (2026-11-27T12:00:00) or a time from the start (6h30m)",
            ),
            ("12", "`12` has no unit: write 12s or 12ms"),
        ] {
            let refused = at(text).expect_err(text);
            assert_eq!(
                refused.hint.map_or(refused.message.clone(), |hint| format!("{} | {hint}", refused.message)),
                message
            );
        }
        assert!(datetime("12:00").is_err() && datetime("6h").is_err() && datetime("").is_err());
    }

    proptest! {
        #[test]
        fn no_text_is_a_panic(text in ".*", digits in "[0-9TZ:+. -]{0,30}", near in "[0-9]{4}-[01][0-9]-[0-3][0-9]T?[0-9:.+-]{0,16}") {
            let _ = (at(&text), at(&digits), at(&near), datetime(&near));
        }
    }
}
