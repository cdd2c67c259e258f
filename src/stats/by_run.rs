//! How much did each run move a figure? One value a run whose mean is the figure and whose spread is its uncertainty.
//!
//! With such values every figure is compared as a mean is: run by run, on the differences. For a ratio of totals and for
//! a pooled percentile they are the linear terms of the estimate, the percentile's scaled by the slope of its Woodruff
//! interval.
//!
//! Ref: methodology 1.2, 1.3, 1.5; Woodruff 1952.

use super::histogram::{Histogram, bucket_bounds_secs};
use super::interval::totals;
use super::percentile::{Sparse, exceedances, limit_shares, nearest_rank, slower_values};

/// A share that is only the rounding of its own computation.
const ROUNDING: f64 = 1e-12;

/// One value a run whose mean is the ratio of totals; `None` where the wholes add to nothing.
pub fn ratio_by_run(pairs: &[(f64, f64)]) -> Option<Vec<f64>> {
    let (part, whole) = totals(pairs);
    let (ratio, mean_whole) = (part / whole, whole / pairs.len() as f64);
    (whole > 0.0).then(|| pairs.iter().map(|(x, n)| ratio + (x - ratio * n) / mean_whole).collect())
}

/// One value a run [s] whose mean is the pooled `share` quantile; `None` of nothing, or where no limit of the quantile
/// is known although runs differ.
pub fn percentile_by_run(runs: &[Sparse], pooled: &Histogram, share: f64) -> Option<Vec<f64>> {
    let value = pooled.quantile_secs(share)?;
    let edges = |share: f64| pooled.quantile_bucket(share).map(bucket_bounds_secs);
    let limits = |(low, high): (f64, f64)| (edges(low).map(|e| e.0), edges(high).map(|e| e.1));
    by_run(&exceedances(runs, pooled, share), share, value, limits)
}

/// The same of single values, a list a run; an infinite value is one of which only a lower limit is known.
pub fn percentile_of_values_by_run(runs: &[Vec<f64>], share: f64) -> Option<Vec<f64>> {
    let mut all: Vec<f64> = runs.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    let value = nearest_rank(&all, share).filter(|value| value.is_finite())?;
    let at = |share: f64| nearest_rank(&all, share).filter(|value| value.is_finite());
    by_run(&slower_values(runs, &all, value, share), share, value, |(low, high)| (at(low), at(high)))
}

/// Linear terms: what a run has too many beyond the quantile, times how far the quantile moves for it.
fn by_run(
    slower: &[(f64, f64)],
    share: f64,
    value: f64,
    limits: impl Fn((f64, f64)) -> (Option<f64>, Option<f64>),
) -> Option<Vec<f64>> {
    let tail = 1.0 - share;
    let mean_whole = totals(slower).1 / slower.len() as f64;
    let moved: Vec<f64> = slower.iter().map(|(e, n)| (e - tail * n) / mean_whole).collect();
    if moved.iter().all(|excess| excess.abs() < ROUNDING) {
        return Some(vec![value; slower.len()]);
    }
    let (low, high) = limit_shares(slower, share);
    let inside = |share: f64| share > 0.0 && share < 1.0;
    let (below, above) = limits((low.max(f64::MIN_POSITIVE), high.min(1.0)));
    let (below, above) = (below.filter(|_| inside(low)), above.filter(|_| inside(high)));
    // The side that reaches beyond what was seen is taken to be as steep as the other.
    let slope = match (below, above) {
        (Some(below), Some(above)) => (above - below) / (high - low),
        (Some(below), None) => (value - below) / (share - low),
        (None, Some(above)) => (above - value) / (high - share),
        (None, None) => return None,
    };
    Some(moved.iter().map(|excess| value + slope * excess).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{bucket, mean, mean_interval, pooled_percentile, ratio_interval};

    #[test]
    fn a_ratio_by_run_has_the_interval_of_the_ratio() {
        let pairs = [(3.0, 10.0), (8.0, 20.0), (1.0, 6.0), (5.0, 11.0)];
        let (ours, theirs) = (mean_interval(&ratio_by_run(&pairs).unwrap()).unwrap(), ratio_interval(&pairs).unwrap());
        assert!((ours.value - theirs.value).abs() < 1e-12 && (ours.low - theirs.low).abs() < 1e-12);
        assert_eq!(ratio_by_run(&[(0.0, 0.0)]), None);
    }

    #[test]
    fn a_percentile_by_run_has_about_the_width_of_its_interval() {
        let mut pooled = Histogram::default();
        let runs: Vec<Sparse> = (0..20_u64)
            .map(|r| {
                let mut run = Histogram::default();
                (1..=1_000_u64).for_each(|i| run.add(bucket(i * (90 + 37 * r % 23) * 10_000), 1));
                pooled.merge(&run);
                Sparse::from(&run)
            })
            .collect();
        let wide = pooled_percentile(&runs, &pooled, 0.95).unwrap();
        let ours = mean_interval(&percentile_by_run(&runs, &pooled, 0.95).unwrap()).unwrap();
        assert!((ours.value / wide.value - 1.0).abs() < 1e-9, "{ours:?} {wide:?}");
        assert!((ours.half_width() / wide.half_width() - 1.0).abs() < 1e-6, "{ours:?} {wide:?}");
    }

    #[test]
    fn runs_that_agree_do_not_move_it_and_unknown_limits_say_nothing() {
        let same = vec![vec![1.0, 2.0, 3.0, 4.0]; 5];
        assert_eq!(percentile_of_values_by_run(&same, 0.5), Some(vec![2.0; 5]));
        // One run holds all that is slow: the interval reaches beyond everything on both sides.
        let apart = [vec![1.0; 5], vec![9.0; 5]];
        assert_eq!(percentile_of_values_by_run(&apart, 0.5), None);
        assert_eq!(percentile_of_values_by_run(&[vec![f64::INFINITY]], 0.5), None, "only a lower limit is known");
        let values: Vec<Vec<f64>> =
            (0..30).map(|r| (1..50).map(|i| f64::from(i * (30 + 7 * r % 11))).collect()).collect();
        let by_run = percentile_of_values_by_run(&values, 0.5).unwrap();
        let middle = mean(&by_run).unwrap();
        assert!(by_run.iter().any(|x| *x > middle + 1.0) && by_run.iter().any(|x| *x < middle - 1.0));
    }
}
