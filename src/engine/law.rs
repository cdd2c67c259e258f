//! The law of a random length of time: its family, its fit from what people measure, its draws.

use super::random::Stream;
use super::time::Span;
use std::sync::Arc;

/// How a length of time is distributed. Seconds throughout; every draw is finite and not negative.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    /// Always the same.
    Constant(Span),
    /// Every length between the two alike.
    Uniform {
        /// Shortest.
        low: Span,
        /// Longest.
        high: Span,
    },
    /// Memoryless.
    Exponential {
        /// Mean [s].
        mean_secs: f64,
    },
    /// Its logarithm is normal.
    Lognormal {
        /// Mean of the logarithm.
        mu: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// Gamma.
    Gamma {
        /// Shape, 1/cv².
        shape: f64,
        /// Scale [s].
        scale_secs: f64,
    },
    /// Weibull.
    Weibull {
        /// Shape.
        shape: f64,
        /// Scale [s].
        scale_secs: f64,
    },
    /// Two exponential phases with balanced means.
    Hyperexponential {
        /// Probability of the first phase.
        first_share: f64,
        /// Rate of the first phase [1/s].
        first_per_sec: f64,
        /// Rate of the second phase [1/s].
        second_per_sec: f64,
    },
    /// A measured quantile function: (share in [0, 1], seconds), ascending from 0 to 1, linear in between.
    Quantiles(Arc<[(f64, f64)]>),
}

impl Law {
    /// No time at all, always.
    pub const ZERO: Self = Self::Constant(Span::ZERO);

    /// The one length it can take, if it can take only one.
    pub fn constant(&self) -> Option<Span> {
        match self {
            Self::Constant(span) => Some(*span),
            _ => None,
        }
    }

    /// Mean [s].
    pub fn mean_secs(&self) -> f64 {
        todo!()
    }

    /// Quantile function [s] at `share` in (0, 1).
    pub fn quantile_secs(&self, _share: f64) -> f64 {
        todo!()
    }

    /// One cold draw from a keyed number (launch stages, delays), rounded to whole milliseconds.
    pub fn draw(&self, _key: u64) -> Span {
        todo!()
    }

    /// Fills a block with draws [ns], in the order of the stream: the hot loop's source of requirements.
    pub fn fill(&self, _stream: &mut Stream, _out: &mut [u64]) {
        todo!()
    }
}
