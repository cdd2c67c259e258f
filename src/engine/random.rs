//! Random numbers: one purpose, one stream, so that a change to how launches are drawn moves no arrival.
//!
//! A stream depends on (seed, run, purpose, source) and on nothing else; a keyed draw on (seed, run, purpose, entity,
//! number). What a policy can touch (routing, launches) is keyed; what it cannot (arrivals, requirements) is a stream.

use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, Open01};
use rand_xoshiro::Xoshiro256PlusPlus;

/// What a draw is for. The numbers are part of the results: never reuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u64)]
pub enum Purpose {
    /// Gaps between arrivals, and the splitting of counts.
    Gap = 1,
    /// The service requirement of each primary request.
    Need = 2,
    /// The factor of a local day.
    Day = 3,
    /// Routing picks and ties.
    Route = 4,
    /// Stages of a launch, drain and removal.
    Launch = 5,
    /// Metric lag and jitter.
    Delay = 6,
    /// Time outside the container.
    Overhead = 7,
    /// How long a client waits.
    Patience = 8,
    /// The state of a modulated process.
    Modulation = 9,
    /// Sizes of batches, children of an event, thinning and copies of stamps.
    Cluster = 10,
    /// Delay of scheduled actions.
    Schedule = 11,
    /// Names of things (alarm identifiers).
    Name = 12,
    /// Which variant a request goes to.
    Variant = 13,
    /// What attempts after the first bring with them, and whether and when they are made.
    Retry = 14,
}

/// Everything that decides a run's random numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunSeed {
    /// The scenario's seed.
    pub seed: u64,
    /// The run, from 1.
    pub run: u32,
}

/// The finaliser of splitmix64: a bijection in which every input bit moves every output bit.
#[inline]
pub const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

#[inline]
const fn absorb(state: u64, word: u64) -> u64 {
    mix(state.wrapping_add(GOLDEN) ^ mix(word.wrapping_add(GOLDEN)))
}

impl RunSeed {
    /// The key of one purpose in this run: start of keyed draws in a hot loop (`mix(key ^ number * odd)`).
    pub const fn key(self, purpose: Purpose, entity: u64) -> u64 {
        absorb(absorb(absorb(mix(self.seed), self.run as u64), purpose as u64), entity)
    }

    /// The generator of one purpose and source.
    pub fn stream(self, purpose: Purpose, source: u32) -> Stream {
        Stream(Xoshiro256PlusPlus::seed_from_u64(self.key(purpose, u64::from(source))))
    }

    /// A stateless draw: the same 64 bits for the same (run, purpose, entity, number), whatever happened before.
    pub const fn keyed(self, purpose: Purpose, entity: u64, number: u64) -> u64 {
        absorb(self.key(purpose, entity), number)
    }
}

/// One stream of random numbers (xoshiro256++).
#[derive(Clone, Debug)]
pub struct Stream(Xoshiro256PlusPlus);

impl Stream {
    /// A stream begun from a keyed draw: for rare draws that need more than one number.
    pub fn from_key(key: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(key))
    }

    /// Sixty-four random bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform on the open interval (0, 1).
    #[inline]
    pub fn unit(&mut self) -> f64 {
        Open01.sample(&mut self.0)
    }

    /// Fills a block with uniforms on (0, 1): what the block samplers of a hot loop start from.
    #[inline]
    pub fn fill_unit(&mut self, out: &mut [f64]) {
        for x in out {
            *x = Open01.sample(&mut self.0);
        }
    }
}

/// Turns 64 random bits into a uniform on (0, 1).
#[inline]
pub fn unit_of(bits: u64) -> f64 {
    ((bits >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
}

/// Turns 64 random bits into a whole number below `n`.
#[inline]
pub fn below(bits: u64, n: u32) -> u32 {
    ((u128::from(bits) * u128::from(n)) >> 64) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_its_run_purpose_and_source_only() {
        let first = |run, purpose, source| RunSeed { seed: 7, run }.stream(purpose, source).bits();
        assert_eq!(first(1, Purpose::Gap, 0), first(1, Purpose::Gap, 0));
        let others = [first(2, Purpose::Gap, 0), first(1, Purpose::Need, 0), first(1, Purpose::Gap, 1)];
        assert!(others.iter().all(|&x| x != first(1, Purpose::Gap, 0)));
    }

    #[test]
    fn uniforms_stay_inside_the_open_interval() {
        assert!(unit_of(0) > 0.0 && unit_of(u64::MAX) < 1.0);
        assert_eq!(below(u64::MAX, 7), 6);
        assert_eq!(below(0, 7), 0);
    }
}
