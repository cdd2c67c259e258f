//! How sure is a share of things that pass: of runs (Wilson), and of requests when none of them failed?

use super::interval::{Interval, UPPER};
use super::quantile::normal_quantile;
use crate::engine::math;

/// The share `passed` / `of` with Wilson's interval; `None` of nothing.
///
/// Ref: Wilson 1927; methodology 1.2 (100 runs, none passed: upper limit 3.7 %).
pub fn wilson_interval(passed: u32, of: u32) -> Option<Interval> {
    if of == 0 {
        return None;
    }
    let (n, share, z) = (f64::from(of), f64::from(passed) / f64::from(of), normal_quantile(UPPER));
    let shrink = 1.0 + z * z / n;
    let centre = (share + z * z / (2.0 * n)) / shrink;
    let half_width = z / shrink * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    // At the ends the limit is exact, whatever rounding says.
    let low = if passed == 0 { 0.0 } else { (centre - half_width).max(0.0) };
    let high = if passed == of { 1.0 } else { (centre + half_width).min(1.0) };
    Some(Interval { value: share, low, high })
}

/// The share that `trials` without a single hit rule out with 95 % confidence: 1 − 0.05^(1/n), about 3/n.
///
/// Assumes: hits strike single requests, not whole runs. If a rare day would bring many at once, no number of requests
/// bounds it: [`wilson_interval`] over runs does.
pub fn upper_limit_of_zero(trials: u64) -> f64 {
    1.0 - math::pow(0.05, 1.0 / trials.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_failure_in_a_hundred_runs_leaves_four_percent() {
        let interval = wilson_interval(0, 100).unwrap();
        assert_eq!((interval.value, interval.low), (0.0, 0.0));
        assert!((interval.high - 0.036_994).abs() < 1e-5, "{}", interval.high);
        let all = wilson_interval(100, 100).unwrap();
        assert!((all.low - (1.0 - interval.high)).abs() < 1e-12);
        assert_eq!(all.high, 1.0);
        assert_eq!(wilson_interval(0, 0), None);
    }

    #[test]
    fn wilson_solves_its_own_equation() {
        // At either limit L the distance |p − L| is z standard errors of L.
        let interval = wilson_interval(7, 30).unwrap();
        let z = normal_quantile(UPPER);
        for limit in [interval.low, interval.high] {
            let errors = (interval.value - limit).abs() / (limit * (1.0 - limit) / 30.0).sqrt();
            assert!((errors - z).abs() < 1e-9, "{limit}");
        }
    }

    #[test]
    fn nothing_in_a_million_rules_out_three_in_a_million() {
        assert!((upper_limit_of_zero(1_000_000) / 2.995_73e-6 - 1.0).abs() < 1e-4);
        assert_eq!(upper_limit_of_zero(1), 0.95);
    }
}
