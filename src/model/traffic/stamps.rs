//! Which moments have the requests of a record of stamps: each stamp as it is; at a scale of k, k copies of which all
//! but the first are moved by up to the distance to the next stamp; a fraction by keyed draws.

use super::replay::ScaledCounts;
use super::{Source, Traffic};
use crate::engine::random::unit_of;
use crate::engine::{Purpose, RunSeed, Span, Time};
use std::sync::Arc;

/// The replay of stamps.
#[derive(Clone, Debug)]
pub(super) struct Stamps {
    record: Arc<[Time]>,
    weight: ScaledCounts,
    seed: RunSeed,
    entity: u64,
    from: Time,
    horizon: Time,
    next_stamp: usize,
    /// Distance from the stamps before to the present ones: what stands in for the last one's.
    distance: Span,
    moments: Vec<Time>,
    used: usize,
}

impl Stamps {
    /// The requests of `source`, whose shape is `stamps`, in `[from, horizon)`.
    pub(super) fn new(
        traffic: &Traffic,
        (source, stamps): (&Source, &Arc<[Time]>),
        (seed, entity): (RunSeed, u64),
        (from, horizon): (Time, Time),
    ) -> Self {
        // The stamps just before `from` may have copies after it.
        let first = stamps.partition_point(|at| *at < from);
        let before = first.checked_sub(1).map(|i| stamps[i]);
        let next_stamp = before.map_or(0, |before| stamps.partition_point(|at| *at < before));
        Self {
            record: Arc::clone(stamps),
            weight: ScaledCounts::new(traffic, source, Some(seed)),
            seed,
            entity,
            from,
            horizon,
            next_stamp,
            distance: Span::ZERO,
            moments: Vec::with_capacity(most_alike(stamps) * (source.scale as usize + 2)),
            used: 0,
        }
    }

    /// The next request; [`Time::NEVER`] at the horizon or later.
    pub(super) fn advance(&mut self) -> Time {
        loop {
            while self.used < self.moments.len() {
                let at = self.moments[self.used];
                self.used += 1;
                if at >= self.horizon {
                    return Time::NEVER;
                }
                if at >= self.from {
                    return at;
                }
            }
            if !self.open() {
                return Time::NEVER;
            }
        }
    }

    /// Takes all stamps of the next moment, with their copies, in order of time.
    fn open(&mut self) -> bool {
        let Some(at) = self.record.get(self.next_stamp).copied().filter(|at| *at < self.horizon) else { return false };
        let alike = self.record[self.next_stamp..].partition_point(|other| *other == at);
        let end = self.next_stamp + alike;
        self.distance = self.record.get(end).map_or(self.distance, |next| next.since(at));
        self.used = 0;
        self.moments.clear();
        let weight = self.weight.weight(at);
        for index in self.next_stamp..end {
            let key = self.seed.key(Purpose::Cluster, self.entity ^ index as u64);
            let whole = weight as u64;
            let extra = unit_of(crate::engine::random::mix(key)) < weight - whole as f64;
            for copy in 0..whole + u64::from(extra) {
                let moved = unit_of(crate::engine::random::mix(key ^ (copy + 1))) * self.distance.nanos() as f64;
                let moved = if copy == 0 { 0 } else { moved as u64 };
                self.moments.push(at + Span::from_nanos(moved));
            }
        }
        self.moments.sort_unstable();
        self.next_stamp = end;
        true
    }
}

/// The largest number of equal stamps.
fn most_alike(stamps: &[Time]) -> usize {
    stamps.chunk_by(|a, b| a == b).map(<[Time]>::len).max().unwrap_or(0)
}
