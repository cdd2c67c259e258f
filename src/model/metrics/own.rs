//! A metric of the scenario's own: what somebody computes each minute and publishes.

use super::math::Formula;
use super::{MetricStat, Slice};
use crate::engine::Span;

/// A metric of the scenario's own.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
    /// The variant that it is published of, and of which it knows what is known, by its place.
    pub of: u16,
    /// How its value comes about.
    pub formula: Formula,
    /// One for each of [`Formula::metrics`].
    pub inputs: Vec<Input>,
}

/// What its expression reads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    /// What the variant itself knows of the minute.
    Known(Known),
    /// A published metric.
    Published(MetricStat),
}

/// What the variant knows of a minute. Levels are time averages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Requests that arrived.
    Requests,
    /// Of these, refused.
    Refused,
    /// Requests that timed out or gave up.
    TimedOut,
    /// Requests that failed.
    Failed,
    /// Instances in service.
    InService,
    /// Requests at instances, waiting and in service.
    InFlight,
    /// Requests waiting.
    Queued,
    /// Busy slots.
    BusySlots,
    /// Slots of the instances in service.
    Slots,
}

impl Known {
    /// All of them, with the names by which expressions know them.
    pub const ALL: [(&'static str, Self); 9] = [
        ("requests", Self::Requests),
        ("refused", Self::Refused),
        ("timed_out", Self::TimedOut),
        ("failed", Self::Failed),
        ("in_service", Self::InService),
        ("in_flight", Self::InFlight),
        ("queued", Self::Queued),
        ("busy_slots", Self::BusySlots),
        ("slots", Self::Slots),
    ];
}

/// A minute, summed up for the scenario's own metrics.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Minute {
    length: Span,
    requests: f64,
    refused: f64,
    timed_out: f64,
    failed: f64,
    units_ns: f64,
    in_flight_ns: f64,
    busy_ns: f64,
}

impl Minute {
    pub(super) fn add(&mut self, slice: &Slice) {
        let length_ns = slice.length.nanos() as f64;
        self.length += slice.length;
        self.requests += slice.arrived;
        self.refused += slice.refused;
        self.timed_out += slice.timed_out;
        self.failed += slice.failed;
        self.units_ns += f64::from(slice.units) * length_ns;
        self.in_flight_ns += slice.in_flight_ns as f64;
        self.busy_ns += slice.busy_ns as f64;
    }

    /// The value of one of what is known; `None` before any time has passed.
    pub(super) fn value(&self, known: Known, slots: u32) -> Option<f64> {
        if self.length.is_zero() {
            return None;
        }
        let level = |nanos: f64| nanos / self.length.nanos() as f64;
        Some(match known {
            Known::Requests => self.requests,
            Known::Refused => self.refused,
            Known::TimedOut => self.timed_out,
            Known::Failed => self.failed,
            Known::InService => level(self.units_ns),
            Known::InFlight => level(self.in_flight_ns),
            Known::Queued => level((self.in_flight_ns - self.busy_ns).max(0.0)),
            Known::BusySlots => level(self.busy_ns),
            Known::Slots => level(self.units_ns) * f64::from(slots),
        })
    }

    /// Instances in service, time average.
    pub(super) fn units(&self) -> f64 {
        if self.length.is_zero() { 0.0 } else { self.units_ns / self.length.nanos() as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_and_levels_are_averages_of_time() {
        let mut minute = Minute::default();
        let slice = Slice { length: Span::from_secs(20), units: 2, arrived: 30.0, ..Slice::default() };
        minute.add(&Slice { refused: 4.0, in_flight_ns: 60_000_000_000, busy_ns: 40_000_000_000, ..slice });
        minute.add(&Slice { length: Span::from_secs(40), units: 5, ..slice });
        let value = |known| minute.value(known, 3).unwrap();
        assert_eq!((value(Known::Requests), value(Known::Refused)), (60.0, 4.0));
        assert_eq!((value(Known::InService), value(Known::Slots)), (4.0, 12.0));
        let level = |known| (value(known) * 60.0).round();
        assert_eq!((level(Known::InFlight), level(Known::BusySlots), level(Known::Queued)), (60.0, 40.0, 20.0));
        assert_eq!(Minute::default().value(Known::Requests, 1), None);
    }
}
