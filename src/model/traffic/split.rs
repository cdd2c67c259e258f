//! Which requests of an endpoint are one variant's? Every variant sees the same arrivals; a draw of each request says whose
//! it is, so that another weight moves the border between variants and no arrival.

use super::expected::{Rates, Stretch};
use super::{Arrivals, Traffic};
use crate::engine::random::mix;
use crate::engine::{Purpose, RunSeed, Time};

/// Spreads request numbers over 64 bits before they meet the key of the run.
const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
/// Draws are whole numbers below this.
const DRAWS: f64 = (1_u64 << 53) as f64;

/// The part of the requests to the endpoint that goes to one variant: draws in `[from, until)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// First draw.
    pub from: f64,
    /// First draw of the next variant.
    pub until: f64,
}

impl Share {
    /// All of them.
    pub const ALL: Self = Self { from: 0.0, until: 1.0 };

    /// The shares of variants with these weights: each its weight over their sum, in their order. Without any weight
    /// nobody has a share.
    ///
    /// Ref: API reference, ProductionVariant, InitialVariantWeight.
    pub fn of_weights(weights: &[f64]) -> Vec<Self> {
        let sum: f64 = weights.iter().sum();
        let last = weights.iter().rposition(|weight| *weight > 0.0);
        let mut before = 0.0;
        let share = |(place, weight): (usize, &f64)| {
            let from = if sum > 0.0 { before / sum } else { 0.0 };
            before += weight;
            let until = if Some(place) == last { 1.0 } else { from.max((before / sum).min(1.0)) };
            Self { from, until: if sum > 0.0 && *weight > 0.0 { until } else { from } }
        };
        weights.iter().enumerate().map(share).collect()
    }

    /// How much that is.
    pub fn size(self) -> f64 {
        self.until - self.from
    }
}

/// The arrivals of the whole endpoint, as one of its variants sees them.
#[derive(Clone, Debug)]
pub struct Split {
    arrivals: Arrivals,
    /// By source: the variant that its requests name.
    to: Box<[Option<u16>]>,
    mine: u16,
    /// The draws that are this variant's.
    draws: (u64, u64),
    key: u64,
    /// Of the next request, from 0.
    number: u64,
}

impl Split {
    pub(super) fn new(traffic: &Traffic, arrivals: Arrivals, seed: RunSeed, mine: u16, share: Share) -> Self {
        let to = traffic.sources.iter().map(|source| source.to).collect();
        let key = seed.key(Purpose::Variant, 0);
        let mut split = Self { arrivals, to, mine, draws: (0, 0), key, number: 0 };
        split.set_share(share);
        split
    }

    /// Another share from now on.
    pub fn set_share(&mut self, share: Share) {
        self.draws = ((share.from * DRAWS) as u64, (share.until * DRAWS) as u64);
    }

    /// The next arrival at the endpoint, [`Time::NEVER`] when there is none.
    #[inline]
    pub fn next(&self) -> Time {
        self.arrivals.next()
    }

    /// Whether the next arrival is this variant's.
    #[inline]
    pub fn is_mine(&self) -> bool {
        if let Some(variant) = self.to[self.arrivals.source() as usize] {
            return variant == self.mine;
        }
        let draw = mix(self.key ^ self.number.wrapping_mul(ODD)) >> 11;
        (self.draws.0..self.draws.1).contains(&draw)
    }

    /// Takes the next arrival.
    #[inline]
    pub fn advance(&mut self) {
        self.arrivals.advance();
        self.number += 1;
    }
}

/// The expected rate of the requests that reach one variant.
#[derive(Clone, Debug)]
pub struct VariantRates {
    /// Of requests that name no variant.
    common: Rates,
    share: Share,
    /// Of those that name this one.
    own: Option<Rates>,
}

impl VariantRates {
    pub(super) fn new(traffic: &Traffic, mine: u16, share: Share) -> Self {
        let own = traffic.sources.iter().any(|source| source.to == Some(mine));
        Self { common: Rates::new(traffic, None), share, own: own.then(|| Rates::new(traffic, Some(mine))) }
    }

    /// Another share from now on; stretches that were asked for before are no longer true.
    pub fn set_share(&mut self, share: Share) {
        self.share = share;
    }

    /// The stretch that begins at `at`.
    pub fn stretch(&mut self, at: Time) -> Stretch {
        let mut sum = self.common.stretch(at);
        sum.per_sec *= self.share.size();
        sum.slope *= self.share.size();
        if let Some(own) = &mut self.own {
            let own = own.stretch(at);
            sum.per_sec += own.per_sec;
            sum.slope += own.slope;
            sum.until = sum.until.min(own.until);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(weights: &[f64]) -> Vec<(f64, f64)> {
        Share::of_weights(weights).into_iter().map(|share| (share.from, share.until)).collect()
    }

    #[test]
    fn shares_are_weights_over_their_sum_and_leave_nothing_out() {
        assert_eq!(shares(&[3.0, 1.0]), [(0.0, 0.75), (0.75, 1.0)]);
        assert_eq!(shares(&[0.0, 2.0, 0.0]), [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0)]);
        assert_eq!(shares(&[7.0]), [(0.0, 1.0)]);
        assert!(Share::of_weights(&[0.0, 0.0]).iter().all(|share| share.size() == 0.0));
        for count in 1..40 {
            let weights: Vec<f64> = (1..=count).map(|n| 0.1 * f64::from(n)).collect();
            let shares = Share::of_weights(&weights);
            assert!(shares.windows(2).all(|pair| pair[0].until == pair[1].from), "{count}");
            assert_eq!((shares[0].from, shares[shares.len() - 1].until), (0.0, 1.0));
        }
    }
}
