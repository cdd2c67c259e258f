//! Which moment does a time stamp mean: ISO-8601 with an offset, or the wall clock of a zone.

use crate::engine::{Span, Time, Zone};
use jiff::Timestamp;
use jiff::civil::DateTime;

/// How stamps are read.
#[derive(Clone, Debug)]
pub(super) struct StampRule {
    /// `zone` of the trace: stamps are its wall-clock time, whatever offset they carry.
    pub(super) zone: Option<Zone>,
    /// The scenario's zone, for stamps that carry no offset.
    pub(super) default_zone: Zone,
}

/// A stamp that was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) at: Time,
    /// The offset it carries.
    pub(super) offset_secs: Option<i32>,
}

impl StampRule {
    /// The moment of `text`; `earlier` is that of the row before it, which decides which of the two moments of a
    /// repeated hour is meant. In the error: what is wrong with it.
    pub(super) fn read(&self, text: &str, earlier: Option<Time>) -> Result<Stamp, String> {
        let (wall_text, offset_text) = split_offset(text);
        let wall: DateTime = wall_text.parse().map_err(|_| format!("{text:?} is not a time stamp"))?;
        let offset_secs = match offset_text {
            Some(offset) => Some(offset_secs(offset).ok_or_else(|| format!("{text:?} is not a time stamp"))?),
            None => None,
        };
        let zone = match (&self.zone, offset_secs) {
            (None, Some(offset_secs)) => {
                let at = moment_at_offset(wall, offset_secs).ok_or_else(|| too_early(text))?;
                return Ok(Stamp { at, offset_secs: Some(offset_secs) });
            }
            (Some(zone), _) => zone,
            (None, None) => &self.default_zone,
        };
        let first = zone.moment(wall).ok_or_else(|| too_early(text))?;
        if zone.local(first) != wall {
            return Err(format!("{text:?} does not exist in {}: the clocks skip it", zone.name()));
        }
        let second = second_moment(zone, first).filter(|_| earlier.is_some_and(|earlier| first <= earlier));
        Ok(Stamp { at: second.unwrap_or(first), offset_secs })
    }
}

fn too_early(text: &str) -> String {
    format!("{text:?} lies before 1970")
}

/// The moment that a wall clock at this offset shows.
pub(super) fn moment_at_offset(wall: DateTime, offset_secs: i32) -> Option<Time> {
    let utc = jiff::tz::Offset::from_seconds(offset_secs).ok()?;
    let stamp: Timestamp = utc.to_timestamp(wall).ok()?;
    u64::try_from(stamp.as_nanosecond()).ok().map(Time::from_nanos)
}

/// The second of two moments with the same clock time, if there are two.
fn second_moment(zone: &Zone, first: Time) -> Option<Time> {
    let back_secs = zone.offset_secs(first) - zone.offset_secs(first + Span::HOUR * 3);
    let second = first + Span::from_secs(u64::try_from(back_secs).ok().filter(|secs| *secs > 0)?);
    (zone.local(second) == zone.local(first)).then_some(second)
}

/// Splits `Z` or `+01:00`, `-0400`, `+01` off a stamp; a date's own hyphens are not an offset.
fn split_offset(text: &str) -> (&str, Option<&str>) {
    let text = text.trim();
    if let Some(wall) = text.strip_suffix(['Z', 'z']) {
        return (wall, Some("+00:00"));
    }
    let clock = text.find([':']).unwrap_or(text.len());
    match text[clock..].rfind(['+', '-']) {
        Some(at) => (&text[..clock + at], Some(&text[clock + at..])),
        None => (text, None),
    }
}

fn offset_secs(text: &str) -> Option<i32> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let hours: i32 = digits[..2].parse().ok()?;
    let minutes: i32 = if digits.len() == 4 { digits[2..].parse().ok()? } else { 0 };
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(zone: Option<&str>) -> StampRule {
        StampRule { zone: zone.and_then(Zone::named), default_zone: Zone::named("Asia/Tokyo").unwrap() }
    }

    fn read(zone: Option<&str>, text: &str) -> Result<String, String> {
        rule(zone).read(text, None).map(|stamp| Zone::utc().iso(stamp.at))
    }

    #[test]
    fn every_way_to_write_an_offset_is_read() {
        for text in
            ["2014-04-10T00:04:00Z", "2014-04-10T00:04:00+00:00", "2014-04-09 20:04:00-04:00", "2014-04-10T05:34+0530"]
        {
            assert_eq!(read(None, text).unwrap(), "2014-04-10T00:04:00+00:00", "{text}");
        }
        assert_eq!(read(None, "2014-04-10T09:04:00").unwrap(), "2014-04-10T00:04:00+00:00", "the scenario's zone");
        assert_eq!(rule(None).read("1995-07-01T00:00:00-04:00", None).unwrap().offset_secs, Some(-14_400));
    }

    #[test]
    fn a_zone_reads_the_wall_clock_whatever_the_offset() {
        for text in ["2014-07-01T08:00:00Z", "2014-07-01T08:00:00", "2014-07-01T08:00:00+09:00"] {
            assert_eq!(read(Some("America/New_York"), text).unwrap(), "2014-07-01T12:00:00+00:00");
        }
        let skipped = read(Some("America/New_York"), "2026-03-08T02:30:00Z").unwrap_err();
        assert!(skipped.contains("does not exist in America/New_York"), "{skipped}");
    }

    #[test]
    fn the_second_of_two_equal_clock_times_follows_the_first() {
        let rule = rule(Some("America/New_York"));
        let first = rule.read("2014-11-02T01:30:00", None).unwrap().at;
        let second = rule.read("2014-11-02T01:30:00", Some(first)).unwrap().at;
        assert_eq!(second, first + Span::HOUR);
    }

    #[test]
    fn what_is_no_stamp_is_refused() {
        for text in
            ["", "abc", "2014-13-01T00:00:00Z", "2014-04-10T00:04:00+25:00", "1397088240", "2014-04-10T00:04:00+0x"]
        {
            assert!(read(None, text).is_err(), "{text}");
        }
        assert!(read(None, "1969-12-31T23:59:59Z").unwrap_err().contains("before 1970"));
    }
}
