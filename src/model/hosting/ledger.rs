//! What is desired, launching, in service, draining and paid, and for how long, inside a counted window.

use crate::engine::{Span, Time};

/// How many instances there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Asked for.
    pub desired: u32,
    /// Not yet in service.
    pub launching: u32,
    /// Taking requests.
    pub in_service: u32,
    /// Of those launching and in service, how many a new fleet will replace.
    pub leaving: u32,
    /// Draining or being removed.
    pub draining: u32,
    /// Of these, still finishing requests.
    pub emptying: u32,
    /// Obtained and not yet removed.
    pub paid: u32,
}

/// Integrals of the counts over `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ledger {
    start: Time,
    end: Time,
    since: Time,
    /// Instance time in service [instance-ns].
    pub in_service_ns: u128,
    /// Instance time paid [instance-ns].
    pub paid_ns: u128,
    /// Most instances in service.
    pub in_service_peak: u32,
    /// Most instances paid at once.
    pub paid_peak: u32,
}

impl Ledger {
    /// An empty ledger of the window `[start, end)`.
    pub fn new(start: Time, end: Time) -> Self {
        Self { start, end, since: start, in_service_ns: 0, paid_ns: 0, in_service_peak: 0, paid_peak: 0 }
    }

    /// Books the time since the last entry, during which `counts` stood.
    pub fn book(&mut self, now: Time, counts: Counts) {
        let now = now.min(self.end);
        if now <= self.since {
            return;
        }
        let length = u128::from(now.since(self.since).nanos());
        self.in_service_ns += length * u128::from(counts.in_service);
        self.paid_ns += length * u128::from(counts.paid);
        self.in_service_peak = self.in_service_peak.max(counts.in_service);
        self.paid_peak = self.paid_peak.max(counts.paid);
        self.since = now;
    }

    /// The part of `[from, until)` inside the window.
    pub fn inside(&self, from: Time, until: Time) -> Span {
        until.min(self.end).since_or_zero(from.max(self.start))
    }
}
