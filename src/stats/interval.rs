//! How far may a mean or a ratio of totals lie from the truth? Intervals over independent runs, 95 % throughout.
//!
//! A run is one observation. Requests inside a run are not independent: an interval over them would be far too narrow.

use super::quantile::student_quantile;

/// The share below the upper limit of a two-sided 95 % interval.
pub(super) const UPPER: f64 = 0.975;

/// An estimate and the limits between which the truth lies with 95 % confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub value: f64,
    /// Lower limit; minus infinity where the samples do not bound it (a single run).
    pub low: f64,
    /// Upper limit; infinity where the samples do not bound it.
    pub high: f64,
}

impl Interval {
    /// `value` ± `half_width`.
    pub fn around(value: f64, half_width: f64) -> Self {
        Self { value, low: value - half_width, high: value + half_width }
    }

    /// Nothing is known but the estimate itself.
    pub fn unbounded(value: f64) -> Self {
        Self::around(value, f64::INFINITY)
    }

    /// Half the distance between the limits.
    pub fn half_width(&self) -> f64 {
        0.5 * (self.high - self.low)
    }

    /// Every figure times a positive factor.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        Self { value: self.value * factor, low: self.low * factor, high: self.high * factor }
    }

    /// Limits cut to where the figure can lie.
    #[must_use]
    pub fn within(self, least: f64, most: f64) -> Self {
        Self { value: self.value, low: self.low.max(least), high: self.high.min(most) }
    }
}

/// The arithmetic mean; `None` of nothing.
pub fn mean(samples: &[f64]) -> Option<f64> {
    (!samples.is_empty()).then(|| samples.iter().sum::<f64>() / samples.len() as f64)
}

/// Mean and variance (divisor n − 1); `None` of fewer than two.
pub fn mean_and_variance(samples: &[f64]) -> Option<(f64, f64)> {
    let mean = mean(samples)?;
    let squares: f64 = samples.iter().map(|x| (x - mean) * (x - mean)).sum();
    (samples.len() > 1).then(|| (mean, squares / (samples.len() - 1) as f64))
}

/// The mean of one value a run, with Student's interval. `None` of nothing; unbounded with one run.
///
/// Ref: methodology 1.2; Law, Simulation Modeling and Analysis, ch. 9.
pub fn mean_interval(samples: &[f64]) -> Option<Interval> {
    let Some((mean, variance)) = mean_and_variance(samples) else {
        return mean(samples).map(Interval::unbounded);
    };
    let runs = samples.len() as f64;
    Some(Interval::around(mean, student_quantile(UPPER, runs - 1.0) * (variance / runs).sqrt()))
}

/// Total over total of one pair (part, whole) a run, linearised. `None` where the wholes add to nothing.
///
/// Ref: methodology 1.2: e = X − q N, SE = sqrt(R/(R−1) Σe²) / ΣN.
pub fn ratio_interval(pairs: &[(f64, f64)]) -> Option<Interval> {
    let (part, whole) = totals(pairs);
    if whole <= 0.0 {
        return None;
    }
    let ratio = part / whole;
    Some(match cluster_half_width(pairs, ratio) {
        Some(half_width) => Interval::around(ratio, half_width),
        None => Interval::unbounded(ratio),
    })
}

/// Sums of parts and wholes.
pub(super) fn totals(pairs: &[(f64, f64)]) -> (f64, f64) {
    pairs.iter().fold((0.0, 0.0), |(x, n), pair| (x + pair.0, n + pair.1))
}

/// Half the width of the interval around the ratio of totals `ratio`; `None` with fewer than two runs.
pub(super) fn cluster_half_width(pairs: &[(f64, f64)], ratio: f64) -> Option<f64> {
    if pairs.len() < 2 {
        return None;
    }
    let runs = pairs.len() as f64;
    let whole = totals(pairs).1;
    let squares: f64 = pairs.iter().map(|(x, n)| x - ratio * n).map(|e| e * e).sum();
    let standard_error = (runs / (runs - 1.0) * squares).sqrt() / whole;
    Some(student_quantile(UPPER, runs - 1.0) * standard_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_run_says_nothing_of_its_error() {
        let one = mean_interval(&[7.0]).unwrap();
        assert_eq!((one.value, one.low, one.high), (7.0, f64::NEG_INFINITY, f64::INFINITY));
        assert_eq!(mean_interval(&[]), None);
        assert_eq!(ratio_interval(&[(1.0, 4.0)]).unwrap().high, f64::INFINITY);
    }

    #[test]
    fn runs_that_agree_leave_no_doubt() {
        assert_eq!(mean_interval(&[3.0; 5]), Some(Interval::around(3.0, 0.0)));
        assert_eq!(ratio_interval(&[(1.0, 4.0), (2.0, 8.0)]), Some(Interval::around(0.25, 0.0)));
    }

    #[test]
    fn a_ratio_is_totals_over_totals_and_its_interval_by_hand() {
        // X = 1, 4; N = 10, 20: q = 1/6, e = −2/3, 2/3; SE = sqrt(2 · 8/9) / 30 = 4/90.
        let interval = ratio_interval(&[(1.0, 10.0), (4.0, 20.0)]).unwrap();
        assert!((interval.value - 1.0 / 6.0).abs() < 1e-15);
        assert!((interval.half_width() - 12.706_204_736 * 4.0 / 90.0).abs() < 1e-9);
        assert_eq!(ratio_interval(&[(0.0, 0.0), (0.0, 0.0)]), None);
    }

    #[test]
    fn with_equal_wholes_a_ratio_is_a_mean() {
        let parts = [3.0, 5.0, 4.0, 9.0];
        let pairs = parts.map(|x| (x, 10.0));
        let (ratio, mean) = (ratio_interval(&pairs).unwrap(), mean_interval(&parts).unwrap().scaled(0.1));
        assert!((ratio.low - mean.low).abs() < 1e-12 && (ratio.high - mean.high).abs() < 1e-12);
    }
}
