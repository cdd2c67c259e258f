//! When does the rate have brought so many requests: operational time (requests) turned into time, segment by segment.
//!
//! Ref: methodology 2, time change of a non-homogeneous process. A segment is worked in seconds from its begin; a
//! moment is never a float.

use super::curve::{Curve, Segment};
use super::modulation::Modulation;
use crate::engine::Time;

/// 2^52: a number below it, added, is rounded to a whole number in the low bits of the sum.
const LOW_BITS: f64 = 4_503_599_627_370_496.0;
const LOW_MASK: u64 = 0x000F_FFFF_FFFF_FFFF;

/// Operational time, going on.
#[derive(Clone, Debug)]
pub(super) struct TimeChange {
    /// Requests since the begin of the segment.
    operational: f64,
    /// Requests in the whole segment.
    requests: f64,
    begin_nanos: u64,
    nanos_per_request: f64,
    segment: Segment,
    horizon: Time,
    curve: Curve,
    modulation: Option<Modulation>,
}

impl TimeChange {
    /// Operational time from `from` on; nothing happens at `horizon` or later.
    pub(super) fn new(mut curve: Curve, modulation: Option<Modulation>, from: Time, horizon: Time) -> Self {
        let segment = curve.segment(from);
        let mut change = Self {
            operational: 0.0,
            requests: 0.0,
            begin_nanos: 0,
            nanos_per_request: 0.0,
            segment,
            horizon,
            curve,
            modulation,
        };
        change.enter(from);
        change
    }

    /// The rate at the begin of the present segment [1/s].
    pub(super) fn per_sec(&self) -> f64 {
        self.segment.per_sec
    }

    /// The moment at which `gap` more requests have come; [`Time::NEVER`] at the horizon or later.
    #[inline]
    pub(super) fn after(&mut self, gap: f64) -> Time {
        self.operational += gap;
        if self.operational >= self.requests {
            self.cross();
        }
        let nanos =
            if self.segment.slope == 0.0 { self.operational * self.nanos_per_request } else { self.sloping_nanos() };
        let at = Time::from_nanos(self.begin_nanos + ((nanos + LOW_BITS).to_bits() & LOW_MASK));
        if at < self.horizon { at } else { Time::NEVER }
    }

    /// t = 2u/(a + √(a² + 2bu)), stable also for small slopes.
    #[inline]
    fn sloping_nanos(&self) -> f64 {
        let (a, b, u) = (self.segment.per_sec, self.segment.slope, self.operational);
        2e9 * u / (a + (a * a + 2.0 * b * u).max(0.0).sqrt())
    }

    /// Carries what is left of the gap into the segments that follow.
    #[cold]
    #[inline(never)]
    fn cross(&mut self) {
        while self.operational >= self.requests {
            if self.segment.until >= self.horizon {
                // From here on every gap ends at the horizon.
                self.begin_nanos = self.horizon.nanos();
                (self.operational, self.requests, self.nanos_per_request) = (0.0, f64::INFINITY, 0.0);
                (self.segment.slope, self.segment.until) = (0.0, Time::NEVER);
                return;
            }
            self.operational -= self.requests;
            self.enter(self.segment.until);
        }
        // A ramp that begins at zero divides by zero at exactly zero requests.
        self.operational = self.operational.max(f64::MIN_POSITIVE);
    }

    fn enter(&mut self, at: Time) {
        let mut segment = self.curve.segment(at);
        if let Some(modulation) = &mut self.modulation {
            let (factor, until) = modulation.factor(at);
            segment.per_sec *= factor;
            segment.slope *= factor;
            segment.until = segment.until.min(until);
        }
        self.requests = segment.requests(segment.until.since(at).secs());
        self.begin_nanos = at.nanos();
        self.nanos_per_request = 1e9 / segment.per_sec;
        self.segment = segment;
    }
}
