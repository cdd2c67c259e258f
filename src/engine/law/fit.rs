//! Fits: the law of a family that has the mean and CV, or the median and 99th percentile, that somebody measured.

use super::{LONGEST, Law};
use crate::engine::math::{exp, gamma_quantile, ln, ln_gamma, normal_quantile};
use crate::engine::time::Span;
use std::fmt;

/// A family of laws, by its name in a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// `lognormal`
    Lognormal,
    /// `gamma`
    Gamma,
    /// `weibull`
    Weibull,
    /// `hyperexponential`, balanced means
    Hyperexponential,
    /// `exponential`
    Exponential,
    /// `deterministic`
    Deterministic,
}

/// Why no law of the family has the given figures: lower case, no full stop, figures in seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit(pub String);

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unfit {}

/// The CVs that a fit takes (0 means deterministic): beyond them a draw has more zeros than digits.
const CV: std::ops::RangeInclusive<f64> = 0.01..=20.0;
/// The largest p99/p50 that a fit takes.
const RATIO_MAX: f64 = 1e4;

fn unfit<T>(why: impl Into<String>) -> Result<T, Unfit> {
    Err(Unfit(why.into()))
}

impl Law {
    /// The law of `family` with this mean and coefficient of variation. Exponential takes a CV of 1, deterministic
    /// one of 0; a CV of 0 is deterministic in every family, and so is a mean of 0.
    ///
    /// Ref: lognormal s² = ln(1 + cv²), mu = ln(mean) − s²/2; gamma shape 1/cv²; Weibull by its gamma functions;
    /// hyperexponential with balanced means, p = (1 + √((cv² − 1)/(cv² + 1)))/2 and rates 2p/mean, 2(1 − p)/mean.
    pub fn from_mean_cv(family: Family, mean_secs: f64, cv: f64) -> Result<Self, Unfit> {
        if !(0.0..=LONGEST.secs()).contains(&mean_secs) {
            return unfit("a mean lies between 0 and 10 days");
        }
        if mean_secs == 0.0 || cv == 0.0 && family != Family::Exponential {
            return Ok(Self::Constant(Span::from_secs_f64(mean_secs)));
        }
        if family == Family::Deterministic {
            return unfit("a deterministic time has no cv other than 0");
        }
        if family == Family::Exponential {
            return if cv == 1.0 { Ok(Self::Exponential { mean_secs }) } else { unfit("an exponential time has cv 1") };
        }
        if !CV.contains(&cv) {
            return unfit(format!("a cv is 0 or lies between {} and {}", CV.start(), CV.end()));
        }
        match family {
            Family::Lognormal => {
                let variance = libm::log1p(cv * cv);
                Ok(Self::Lognormal { mu: ln(mean_secs) - 0.5 * variance, sigma: variance.sqrt() })
            }
            Family::Gamma => Ok(Self::Gamma { shape: 1.0 / (cv * cv), scale_secs: mean_secs * cv * cv }),
            Family::Weibull => {
                let shape = weibull_shape(cv);
                Ok(Self::Weibull { shape, scale_secs: mean_secs / exp(ln_gamma(1.0 + 1.0 / shape)) })
            }
            _ if cv < 1.0 => unfit("a hyperexponential time has a cv above 1"),
            _ => Ok(hyperexponential(mean_secs, cv)),
        }
    }

    /// The law of `family` with this median and 99th percentile.
    ///
    /// Ref: lognormal s = ln(p99/p50)/z99; Weibull shape = ln(ln 100/ln 2)/ln(p99/p50); gamma by bisection on the
    /// logarithm of the shape.
    pub fn from_p50_p99(family: Family, p50_secs: f64, p99_secs: f64) -> Result<Self, Unfit> {
        if !(p50_secs >= 0.0 && p99_secs <= LONGEST.secs() && p50_secs <= p99_secs) {
            return unfit("p50 is not above p99, and both lie between 0 and 10 days");
        }
        if p50_secs == p99_secs {
            return Ok(Self::Constant(Span::from_secs_f64(p50_secs)));
        }
        let ratio = p99_secs / p50_secs;
        if ratio > RATIO_MAX || p50_secs == 0.0 {
            return unfit("p99 is at most 10,000 times p50");
        }
        match family {
            Family::Lognormal => Ok(Self::Lognormal { mu: ln(p50_secs), sigma: ln(ratio) / normal_quantile(0.99) }),
            Family::Weibull => {
                let shape = ln(ln(100.0) / std::f64::consts::LN_2) / ln(ratio);
                let scale_secs = p50_secs / exp(ln(std::f64::consts::LN_2) / shape);
                Ok(Self::Weibull { shape, scale_secs })
            }
            Family::Gamma => {
                let shape = gamma_shape(ratio)?;
                Ok(Self::Gamma { shape, scale_secs: p50_secs / gamma_quantile(shape, 0.5) })
            }
            Family::Hyperexponential => unfit("hyperexponential is given by mean and cv"),
            Family::Exponential => unfit("exponential is given by its mean alone"),
            Family::Deterministic => unfit("p50 and p99 of a deterministic time are equal"),
        }
    }

    /// A measured quantile function, (share, seconds) from share 0 to share 1, shares rising, seconds not falling.
    pub fn from_quantiles(rows: &[(f64, f64)]) -> Result<Self, Unfit> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return unfit("no rows") };
        if first.0 != 0.0 || last.0 != 1.0 {
            return unfit("the first row is 0 percent and the last 100 percent");
        }
        if let Some(at) = rows.windows(2).position(|pair| pair[0].0 >= pair[1].0 || pair[0].1 > pair[1].1) {
            return unfit(format!("row {} does not rise above row {}", at + 2, at + 1));
        }
        if !rows.iter().all(|row| (0.0..=LONGEST.secs()).contains(&row.1)) {
            return unfit("a time lies between 0 and 10 days");
        }
        Ok(Self::Quantiles(rows.into()))
    }
}

/// The hyperexponential law with balanced means; `cv` at least 1.
pub(crate) fn hyperexponential(mean_secs: f64, cv: f64) -> Law {
    let square = cv * cv;
    let first_share = 0.5 * (1.0 + ((square - 1.0).max(0.0) / (square + 1.0)).sqrt());
    Law::Hyperexponential {
        first_share,
        first_per_sec: 2.0 * first_share / mean_secs,
        second_per_sec: 2.0 * (1.0 - first_share) / mean_secs,
    }
}

/// CV of a Weibull law of this shape.
pub(super) fn weibull_cv(shape: f64) -> f64 {
    (exp(ln_gamma(1.0 + 2.0 / shape) - 2.0 * ln_gamma(1.0 + 1.0 / shape)) - 1.0).max(0.0).sqrt()
}

/// The CV falls as the shape rises: bisection on the logarithm of the shape.
fn weibull_shape(cv: f64) -> f64 {
    falling_root(ln(0.05), ln(1_000.0), |log_shape| weibull_cv(exp(log_shape)) - cv)
}

/// p99/p50 falls as the shape rises.
fn gamma_shape(ratio: f64) -> Result<f64, Unfit> {
    let excess = |log_shape: f64| {
        let shape = exp(log_shape);
        gamma_quantile(shape, 0.99) / gamma_quantile(shape, 0.5) - ratio
    };
    let (low, high) = (ln(0.05), ln(1e6));
    if excess(high) > 0.0 {
        return unfit("p99 is too close to p50 for a gamma law");
    }
    Ok(falling_root(low, high, excess))
}

/// Where a falling function is zero, as e to the power of it.
fn falling_root(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if f(middle) > 0.0 { low = middle } else { high = middle }
    }
    exp(0.5 * (low + high))
}
