//! Which moments have the requests of a recorded interval: sorted uniforms, without holding the interval in memory.
//!
//! A count is split in two halves by a fair binomial draw, the halves again, until at most 64 requests are left, which
//! are drawn and sorted. Positions are binary fractions of the interval, so every split is exact. Each interval has a
//! stream of its own: what comes before it, or after it, moves nothing in it.

use super::local::LocalDay;
use super::weight::{is_steady, weight};
use super::{Counts, Source, Traffic};
use crate::engine::{Purpose, RunSeed, Stream, Time, Zone};

const LEAF: u64 = 64;

/// The exact replay of counts.
#[derive(Clone, Debug)]
pub(super) struct ExactCounts {
    counts: Counts,
    scaled: ScaledCounts,
    seed: RunSeed,
    entity: u64,
    from: Time,
    horizon: Time,
    next_bin: usize,
    begin: Time,
    stream: Stream,
    halves: Vec<Half>,
    positions: [u64; LEAF as usize],
    used: usize,
    filled: usize,
}

/// Requests in the part of an interval that begins at `position`/2^64 and is 2^-depth of it long.
#[derive(Clone, Copy, Debug)]
struct Half {
    requests: u64,
    position: u64,
    depth: u32,
}

impl ExactCounts {
    /// The requests of `source`, whose shape is `counts`, in `[from, horizon)`.
    pub(super) fn new(
        traffic: &Traffic,
        (source, counts): (&Source, &Counts),
        (seed, entity): (RunSeed, u64),
        (from, horizon): (Time, Time),
    ) -> Self {
        Self {
            counts: counts.clone(),
            scaled: ScaledCounts::new(traffic, source, Some(seed)),
            seed,
            entity,
            from,
            horizon,
            next_bin: 0,
            begin: from,
            stream: Stream::from_key(0),
            halves: Vec::with_capacity(64),
            positions: [0; LEAF as usize],
            used: 0,
            filled: 0,
        }
    }

    /// The next request; [`Time::NEVER`] at the horizon or later.
    pub(super) fn advance(&mut self) -> Time {
        loop {
            while self.used < self.filled {
                let at = self.moment(self.positions[self.used]);
                self.used += 1;
                if at >= self.horizon {
                    return Time::NEVER;
                }
                if at >= self.from {
                    return at;
                }
            }
            if !self.fill_leaf() && !self.open_bin() {
                return Time::NEVER;
            }
        }
    }

    fn moment(&self, position: u64) -> Time {
        let nanos = (u128::from(position) * u128::from(self.counts.period.nanos())) >> 64;
        Time::from_nanos(self.begin.nanos() + nanos as u64)
    }

    /// Opens the next interval that reaches into the run.
    fn open_bin(&mut self) -> bool {
        while let Some((begin, count)) = self.counts.bins.get(self.next_bin).copied() {
            if begin >= self.horizon {
                return false;
            }
            let requests = self.scaled.next(begin, count);
            self.next_bin += 1;
            if begin + self.counts.period > self.from && requests > 0 {
                self.begin = begin;
                self.stream = Stream::from_key(self.seed.keyed(Purpose::Gap, self.entity, begin.nanos()));
                self.halves.push(Half { requests, position: 0, depth: 0 });
                return true;
            }
        }
        false
    }

    /// Draws the next at most 64 requests of the interval that is open.
    fn fill_leaf(&mut self) -> bool {
        while let Some(half) = self.halves.pop() {
            if half.requests <= LEAF {
                let shift = half.depth;
                self.filled = half.requests as usize;
                self.used = 0;
                let positions = &mut self.positions[..self.filled];
                for position in &mut *positions {
                    *position = half.position + self.stream.bits().checked_shr(shift).unwrap_or(0);
                }
                positions.sort_unstable();
                return true;
            }
            let first = fair_binomial(&mut self.stream, half.requests);
            let depth = half.depth + 1;
            let middle = half.position + 1_u64.checked_shl(64 - depth).unwrap_or(0);
            self.halves.push(Half { requests: half.requests - first, position: middle, depth });
            self.halves.push(Half { requests: first, position: half.position, depth });
        }
        false
    }
}

/// How many of `trials` fair coins fall on one side: the ones among as many random bits.
fn fair_binomial(stream: &mut Stream, trials: u64) -> u64 {
    let whole: u64 = (0..trials / 64).map(|_| u64::from(stream.bits().count_ones())).sum();
    let rest = trials % 64;
    let last = if rest == 0 { 0 } else { (stream.bits() >> (64 - rest)).count_ones() };
    whole + u64::from(last)
}

/// Counts times their scale as whole numbers: differences of floor(scale x running count), so that the sum over any
/// run of intervals is right to 1.
#[derive(Clone, Debug)]
pub(super) struct ScaledCounts {
    source: Source,
    zone: Zone,
    start_number: i64,
    seed: Option<RunSeed>,
    day: LocalDay,
    weight: f64,
    running: u64,
    total: f64,
}

impl ScaledCounts {
    pub(super) fn new(traffic: &Traffic, source: &Source, seed: Option<RunSeed>) -> Self {
        let day = LocalDay::at(&traffic.zone, traffic.start);
        let start_number = day.number();
        let weight = weight(source, start_number, start_number, seed);
        let (source, zone) = (source.clone(), traffic.zone.clone());
        Self { source, zone, start_number, seed, day, weight, running: 0, total: 0.0 }
    }

    /// The factor of the local day at `at`.
    pub(super) fn weight(&mut self, at: Time) -> f64 {
        if !is_steady(&self.source) && !self.day.holds(at) {
            self.day = LocalDay::at(&self.zone, at);
            self.weight = weight(&self.source, self.day.number(), self.start_number, self.seed);
        }
        self.weight
    }

    /// Requests in the next interval, which begins at `begin` and counts `count`.
    fn next(&mut self, begin: Time, count: u64) -> u64 {
        let before = whole(self.total);
        self.running += count;
        // One product where the factor never changes: no error builds up over the record.
        self.total = if is_steady(&self.source) {
            self.weight * self.running as f64
        } else {
            self.total + self.weight(begin) * count as f64
        };
        whole(self.total) - before
    }
}

/// Rounded down, but not because 0.29 x 100 is 28.999999999999996.
fn whole(total: f64) -> u64 {
    (total + 1e-9) as u64
}
