//! A time zone: local days, clock times and offsets, from the bundled IANA database.

use super::time::{Span, Time};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// A time zone by its IANA name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// UTC.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The zone of this IANA name, if there is one in the bundled database.
    pub fn named(name: &str) -> Option<Self> {
        if name == "UTC" {
            return Some(Self::utc());
        }
        jiff::tz::db().get(name).ok().map(Self)
    }

    /// Its IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The local date and time at `at`.
    pub fn local(&self, at: Time) -> DateTime {
        self.0.to_datetime(timestamp(at))
    }

    /// Seconds east of UTC at `at`.
    pub fn offset_secs(&self, at: Time) -> i32 {
        self.0.to_offset(timestamp(at)).seconds()
    }

    /// The moment of a local date and time. In the spring gap: the clock time after it; in the autumn overlap: the
    /// first of the two. `None` before 1970.
    pub fn moment(&self, local: DateTime) -> Option<Time> {
        let stamp = self.0.to_ambiguous_timestamp(local).compatible().ok()?;
        u64::try_from(stamp.as_nanosecond()).ok().map(Time::from_nanos)
    }

    /// The moment of a local date and time, or `None` where the clocks skip it (or before 1970).
    pub fn moment_unless_skipped(&self, local: DateTime) -> Option<Time> {
        let at = self.moment(local)?;
        (self.local(at) == local).then_some(at)
    }

    /// The moment at which the local day of `date` begins.
    pub fn midnight(&self, date: Date) -> Option<Time> {
        self.moment(date.to_datetime(jiff::civil::Time::midnight()))
    }

    /// The beginnings of the local clock hours in `[from, until)`, the first at or before `from`.
    pub fn hour_start(&self, at: Time) -> Time {
        let offset = i64::from(self.offset_secs(at)).rem_euclid(3_600).unsigned_abs();
        let shift = Span::from_secs(offset);
        (at + shift).floor(Span::HOUR).back(shift)
    }

    /// `at` as ISO-8601 with this zone's offset, to the second (or finer where needed).
    pub fn iso(&self, at: Time) -> String {
        let local = self.local(at);
        let offset = self.offset_secs(at);
        let sign = if offset < 0 { '-' } else { '+' };
        let (hours, minutes) = (offset.abs() / 3_600, offset.abs() / 60 % 60);
        format!("{local}{sign}{hours:02}:{minutes:02}")
    }
}

fn timestamp(at: Time) -> Timestamp {
    Timestamp::from_nanosecond(i128::from(at.nanos().min(18_000_000_000_000_000_000)))
        .expect("a moment before year 9999")
}
