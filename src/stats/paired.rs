//! How much do two ways of running the same days differ? Pairs under common random numbers.
//!
//! Ref: methodology 1.5.

use super::interval::{Interval, UPPER, mean_and_variance, mean_interval};
use super::quantile::student_quantile;

/// The difference of two samples that belong together run by run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paired {
    /// Mean of a − b, with Student's interval on the differences.
    pub difference: Interval,
    /// Half width of Welch's interval: what the same runs would say unpaired.
    pub welch_half_width: f64,
    /// `(S_a² + S_b²) / S_d²`: how many times fewer runs pairing needs. Infinite where all differences are equal.
    pub variance_reduction: f64,
    /// Correlation of the two; `None` where one of them does not vary.
    pub correlation: Option<f64>,
}

/// Compares two samples run by run; `None` with fewer than two pairs.
///
/// # Panics
/// If the samples have not one value a run each.
pub fn paired(a: &[f64], b: &[f64]) -> Option<Paired> {
    assert_eq!(a.len(), b.len(), "paired samples have one value a run each");
    let differences: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
    let ((_, var_a), (_, var_b)) = (mean_and_variance(a)?, mean_and_variance(b)?);
    let (_, var_d) = mean_and_variance(&differences)?;
    // Var(a − b) = Var a + Var b − 2 Cov.
    let covariance = 0.5 * (var_a + var_b - var_d);
    let spread = (var_a * var_b).sqrt();
    Some(Paired {
        difference: mean_interval(&differences)?,
        welch_half_width: welch_half_width(var_a, var_b, a.len() as f64),
        variance_reduction: (var_a + var_b) / var_d,
        correlation: (spread > 0.0).then(|| (covariance / spread).clamp(-1.0, 1.0)),
    })
}

/// Half width of the interval for a difference of independent means of `n` values each.
fn welch_half_width(var_a: f64, var_b: f64, n: f64) -> f64 {
    let (a, b) = (var_a / n, var_b / n);
    if a + b == 0.0 {
        return 0.0;
    }
    let df = (a + b) * (a + b) * (n - 1.0) / (a * a + b * b);
    student_quantile(UPPER, df) * (a + b).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_difference_is_known_exactly() {
        let result = paired(&[3.0, 5.0, 9.0], &[1.0, 3.0, 7.0]).unwrap();
        assert_eq!(result.difference, Interval::around(2.0, 0.0));
        assert_eq!(result.variance_reduction, f64::INFINITY);
        assert_eq!(result.correlation, Some(1.0));
        assert!(paired(&[1.0], &[2.0]).is_none());
    }

    #[test]
    fn opposite_samples_lose_by_pairing() {
        let result = paired(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]).unwrap();
        assert_eq!((result.variance_reduction, result.correlation), (0.5, Some(-1.0)));
        assert!(result.difference.half_width() > result.welch_half_width);
    }

    #[test]
    fn samples_that_do_not_vary_have_no_correlation() {
        let result = paired(&[1.0, 1.0], &[2.0, 2.0]).unwrap();
        assert_eq!((result.welch_half_width, result.correlation), (0.0, None));
    }
}
