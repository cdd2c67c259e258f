//! The law of a random length of time: its family, its moments and quantiles, its cold draws.
//!
//! Fits from what people measure are in `fit`, the blocks of the hot loop in `fill`.

mod fill;
mod fit;

pub(crate) use fit::hyperexponential;
pub use fit::{Family, Unfit};

use super::math::{exp, gamma_quantile, ln, ln_gamma, normal_quantile, pow};
use super::random::{Stream, unit_of};
use super::time::Span;
use std::sync::Arc;

/// No draw is longer than ten days.
pub const LONGEST: Span = Span::from_secs(864_000);

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
        match self {
            Self::Constant(span) => span.secs(),
            Self::Uniform { low, high } => 0.5 * (low.secs() + high.secs()),
            Self::Exponential { mean_secs } => *mean_secs,
            Self::Lognormal { mu, sigma } => exp(mu + 0.5 * sigma * sigma),
            Self::Gamma { shape, scale_secs } => shape * scale_secs,
            Self::Weibull { shape, scale_secs } => scale_secs * exp(ln_gamma(1.0 + 1.0 / shape)),
            Self::Hyperexponential { first_share, first_per_sec, second_per_sec } => {
                first_share / first_per_sec + (1.0 - first_share) / second_per_sec
            }
            Self::Quantiles(rows) => pieces(rows).map(|(share, a, b)| share * 0.5 * (a + b)).sum(),
        }
    }

    /// Coefficient of variation: standard deviation over mean; 0 where the mean is 0.
    pub fn cv(&self) -> f64 {
        match self {
            Self::Constant(_) => 0.0,
            Self::Exponential { .. } => 1.0,
            Self::Lognormal { sigma, .. } => (exp(sigma * sigma) - 1.0).sqrt(),
            Self::Gamma { shape, .. } => 1.0 / shape.sqrt(),
            Self::Weibull { shape, .. } => fit::weibull_cv(*shape),
            Self::Uniform { low, high } => {
                relative_spread((high.secs() - low.secs()) / 12.0_f64.sqrt(), self.mean_secs())
            }
            Self::Hyperexponential { first_share, first_per_sec, second_per_sec } => {
                let first = first_share / (first_per_sec * first_per_sec);
                let second = (1.0 - first_share) / (second_per_sec * second_per_sec);
                let mean_secs = self.mean_secs();
                relative_spread((2.0 * (first + second) - mean_secs * mean_secs).max(0.0).sqrt(), mean_secs)
            }
            Self::Quantiles(rows) => {
                let square: f64 = pieces(rows).map(|(share, a, b)| share * (a * a + a * b + b * b) / 3.0).sum();
                let mean_secs = self.mean_secs();
                relative_spread((square - mean_secs * mean_secs).max(0.0).sqrt(), mean_secs)
            }
        }
    }

    /// Quantile function [s] at `share` in (0, 1).
    pub fn quantile_secs(&self, share: f64) -> f64 {
        match self {
            Self::Constant(span) => span.secs(),
            Self::Uniform { low, high } => low.secs() + share * (high.secs() - low.secs()),
            Self::Exponential { mean_secs } => -mean_secs * libm_ln_1m(share),
            Self::Lognormal { mu, sigma } => exp(mu + sigma * normal_quantile(share)),
            Self::Gamma { shape, scale_secs } => scale_secs * gamma_quantile(*shape, share),
            Self::Weibull { shape, scale_secs } => scale_secs * pow(-libm_ln_1m(share), 1.0 / shape),
            Self::Hyperexponential { first_share, first_per_sec, second_per_sec } => {
                hyperexponential_quantile_secs(*first_share, *first_per_sec, *second_per_sec, share)
            }
            Self::Quantiles(rows) => interpolated(rows, share),
        }
    }

    /// One cold draw from a keyed number (launch stages, delays), rounded to whole milliseconds; a constant is exact.
    ///
    /// By inversion, so that a longer draw of one law is a longer draw of every other; gamma and hyperexponential,
    /// whose inversion is slow, take a stream begun from the key.
    pub fn draw(&self, key: u64) -> Span {
        let secs = match self {
            Self::Constant(span) => return *span,
            Self::Gamma { .. } | Self::Hyperexponential { .. } => {
                let mut one = [0.0];
                self.fill_secs(&mut Stream::from_key(key), &mut one);
                one[0]
            }
            _ => self.quantile_secs(unit_of(key)),
        };
        Span::from_millis((secs.clamp(0.0, LONGEST.secs()) * 1e3).round() as u64)
    }
}

/// The logarithm of 1 − share, without loss of digits at small shares.
fn libm_ln_1m(share: f64) -> f64 {
    if share < 0.5 { libm::log1p(-share) } else { ln(1.0 - share) }
}

fn relative_spread(deviation_secs: f64, mean_secs: f64) -> f64 {
    if mean_secs > 0.0 { deviation_secs / mean_secs } else { 0.0 }
}

/// The linear pieces of a quantile function: share of the piece, seconds at both ends.
fn pieces(rows: &[(f64, f64)]) -> impl Iterator<Item = (f64, f64, f64)> + '_ {
    rows.windows(2).map(|pair| (pair[1].0 - pair[0].0, pair[0].1, pair[1].1))
}

/// A quantile function at `share`, linear between its rows.
fn interpolated(rows: &[(f64, f64)], share: f64) -> f64 {
    let after = rows.partition_point(|row| row.0 <= share).clamp(1, rows.len() - 1);
    let ((from, low_secs), (to, high_secs)) = (rows[after - 1], rows[after]);
    low_secs + (share - from) / (to - from) * (high_secs - low_secs)
}

fn hyperexponential_quantile_secs(first_share: f64, first_per_sec: f64, second_per_sec: f64, share: f64) -> f64 {
    let tail = |t: f64| first_share * exp(-first_per_sec * t) + (1.0 - first_share) * exp(-second_per_sec * t);
    let (mut low, mut high) = (0.0, 1.0 / first_per_sec.min(second_per_sec));
    while tail(high) > 1.0 - share {
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if tail(middle) > 1.0 - share { low = middle } else { high = middle }
    }
    high
}

#[cfg(test)]
mod tests;
