//! The simulation's clock: `Time` is a point, `Span` is a length, and both count whole nanoseconds so that a minute is
//! exactly sixty seconds forever and periods, 10 s windows and cron share one grid wherever a run starts.

use serde::{Deserialize, Serialize};
use std::ops::{Add, AddAssign, Mul, Sub};

const NANOS_PER_SEC: u64 = 1_000_000_000;

/// A moment: whole nanoseconds since 1970-01-01T00:00Z. Never turned into a float.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Time(u64);

/// A length of time, in nanoseconds. Never negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span(u64);

impl Time {
    /// Later than every moment of a run.
    pub const NEVER: Self = Self(u64::MAX);

    /// The moment `nanos` nanoseconds after 1970-01-01T00:00Z.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// The moment `secs` whole seconds after 1970-01-01T00:00Z.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs * NANOS_PER_SEC)
    }

    /// Nanoseconds since 1970-01-01T00:00Z.
    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// The length of time since `earlier`.
    ///
    /// # Panics
    /// If `earlier` lies in the future: the caller has its causality reversed.
    pub fn since(self, earlier: Self) -> Span {
        Span(self.0.checked_sub(earlier.0).expect("`earlier` must not lie in the future"))
    }

    /// The length of time since `earlier`, or zero if `earlier` lies in the future.
    pub const fn since_or_zero(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// The moment `span` before this one; 1970 at the earliest.
    #[must_use]
    pub const fn back(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// The latest whole multiple of `period` (counted from 1970) that is not after this moment.
    #[must_use]
    pub const fn floor(self, period: Span) -> Self {
        Self(self.0 / period.0 * period.0)
    }

    /// The next moment strictly after this one that is a whole multiple of `period` (counted from 1970).
    #[must_use]
    pub const fn next_multiple_of(self, period: Span) -> Self {
        Self((self.0 / period.0 + 1) * period.0)
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// One second.
    pub const SECOND: Self = Self::from_secs(1);
    /// One minute.
    pub const MINUTE: Self = Self::from_secs(60);
    /// One hour.
    pub const HOUR: Self = Self::from_secs(3_600);
    /// Twenty-four hours.
    pub const DAY: Self = Self::from_secs(86_400);

    /// A length of `nanos` nanoseconds.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// A length of `millis` milliseconds.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis * 1_000_000)
    }

    /// A length of `secs` whole seconds.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs * NANOS_PER_SEC)
    }

    /// Rounds a length in seconds to the nearest nanosecond.
    ///
    /// # Panics
    /// If `secs` is negative, not finite or longer than 500 years.
    pub fn from_secs_f64(secs: f64) -> Self {
        assert!((0.0..1.6e10).contains(&secs), "not a length of time: {secs} s");
        Self((secs * 1e9).round() as u64)
    }

    /// Nanoseconds.
    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// Seconds, for arithmetic on lengths (never on moments).
    pub fn secs(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// How many whole times `other` fits.
    pub const fn whole(self, other: Self) -> u64 {
        self.0 / other.0
    }

    /// Whether this is a whole multiple of `other`.
    pub const fn is_multiple_of(self, other: Self) -> bool {
        self.0.is_multiple_of(other.0)
    }

    /// No time at all?
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Add<Span> for Time {
    type Output = Self;
    /// Saturates at [`Time::NEVER`].
    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl AddAssign<Span> for Time {
    fn add_assign(&mut self, span: Span) {
        *self = *self + span;
    }
}

impl Add for Span {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Span {
    type Output = Self;
    /// # Panics
    /// If the result would be negative.
    fn sub(self, other: Self) -> Self {
        Self(self.0.checked_sub(other.0).expect("a length of time is never negative"))
    }
}

impl Mul<u64> for Span {
    type Output = Self;
    fn mul(self, times: u64) -> Self {
        Self(self.0 * times)
    }
}
