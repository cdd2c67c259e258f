//! Where do the percentiles of all runs together lie, and how sure is that?
//!
//! Cluster Woodruff: the interval is made for the share that is slower than the percentile, with a run as one
//! observation, and read back through the pooled quantiles. It is asymmetric, as it should be.
//!
//! Ref: Woodruff 1952; methodology 1.3.

use super::histogram::{BUCKETS, Histogram, bucket_bounds_secs};
use super::interval::{Interval, cluster_half_width};
use crate::engine::math;

/// The lengths of one run by bucket, without the empty ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sparse {
    /// Bucket and count, ascending; a count beyond 32 bits takes several entries.
    entries: Box<[(u16, u32)]>,
    total: u64,
}

impl From<&Histogram> for Sparse {
    fn from(all: &Histogram) -> Self {
        let mut entries = Vec::new();
        for (index, &count) in all.counts().iter().enumerate() {
            let mut left = count;
            while left > 0 {
                let part = u32::try_from(left).unwrap_or(u32::MAX);
                entries.push((index as u16, part));
                left -= u64::from(part);
            }
        }
        Self { entries: entries.into(), total: all.total() }
    }
}

impl Sparse {
    /// How many lengths.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// How many lie in buckets above `index`, and how many in it.
    fn above_and_in(&self, index: usize) -> (u64, u64) {
        self.entries.iter().rev().take_while(|(i, _)| usize::from(*i) >= index).fold(
            (0, 0),
            |(above, inside), (i, n)| {
                let n = u64::from(*n);
                if usize::from(*i) > index { (above + n, inside) } else { (above, inside + n) }
            },
        )
    }
}

/// Of each run, how many lengths are slower than the pooled `share` quantile, and how many there are.
///
/// The bucket of the quantile counts in part, so that exactly 1 − `share` of all are slower.
pub fn exceedances(runs: &[Sparse], pooled: &Histogram, share: f64) -> Vec<(f64, f64)> {
    let Some(index) = pooled.quantile_bucket(share) else { return Vec::new() };
    let part = tie_part(pooled.total(), pooled.above(index), pooled.counts()[index], share);
    runs.iter()
        .map(|run| {
            let (above, inside) = run.above_and_in(index);
            (above as f64 + part * inside as f64, run.total as f64)
        })
        .collect()
}

/// The pooled `share` quantile of the runs' lengths [s]; `None` of nothing.
///
/// The limits are the outer edges of their buckets: the histogram's error is in the interval. An upper limit of
/// infinity means: above the largest length seen; a lower one of minus infinity: below the smallest.
pub fn pooled_percentile(runs: &[Sparse], pooled: &Histogram, share: f64) -> Option<Interval> {
    let value = pooled.quantile_secs(share)?;
    let (low, high) = limit_shares(&exceedances(runs, pooled, share), share);
    let edge = |share: f64| pooled.quantile_bucket(share).map(bucket_bounds_secs);
    let low = if low <= 0.0 { f64::NEG_INFINITY } else { edge(low)?.0 };
    let high = match pooled.quantile_bucket(high.min(1.0))? {
        // The last bucket holds everything longer as well.
        last if last == BUCKETS - 1 => f64::INFINITY,
        _ if high >= 1.0 => f64::INFINITY,
        index => bucket_bounds_secs(index).1,
    };
    Some(Interval { value, low, high })
}

/// The pooled `share` quantile (nearest rank) of single values, a list a run; `None` of nothing.
pub fn pooled_percentile_of_values(runs: &[Vec<f64>], share: f64) -> Option<Interval> {
    let mut all: Vec<f64> = runs.iter().flatten().copied().collect();
    all.sort_by(f64::total_cmp);
    let value = nearest_rank(&all, share)?;
    let (low, high) = limit_shares(&slower_values(runs, &all, value, share), share);
    let low = if low <= 0.0 { f64::NEG_INFINITY } else { nearest_rank(&all, low)? };
    let high = if high >= 1.0 { f64::INFINITY } else { nearest_rank(&all, high)? };
    Some(Interval { value, low, high })
}

/// Of each run, how many values are larger than the `share` quantile `value` of `all`, and how many there are; equal ones
/// count in part.
pub(super) fn slower_values(runs: &[Vec<f64>], all: &[f64], value: f64, share: f64) -> Vec<(f64, f64)> {
    let above = |values: &[f64]| values.iter().filter(|x| **x > value).count();
    let ties = |values: &[f64]| values.iter().filter(|x| **x == value).count();
    let part = tie_part(all.len() as u64, above(all) as u64, ties(all) as u64, share);
    runs.iter().map(|run| (above(run) as f64 + part * ties(run) as f64, run.len() as f64)).collect()
}

/// Which part of those in the quantile's own bucket counts as slower.
fn tie_part(total: u64, above: u64, inside: u64, share: f64) -> f64 {
    (((1.0 - share) * total as f64 - above as f64) / inside as f64).clamp(0.0, 1.0)
}

/// The shares between which the `share` quantile lies. Beyond 0 or 1: the observations do not reach so far.
pub(super) fn limit_shares(slower: &[(f64, f64)], share: f64) -> (f64, f64) {
    let half_width = cluster_half_width(slower, 1.0 - share).unwrap_or(f64::INFINITY);
    (share - half_width, share + half_width)
}

/// The `share` quantile of ascending values, by nearest rank.
pub fn nearest_rank(ascending: &[f64], share: f64) -> Option<f64> {
    let n = ascending.len();
    // The small step back keeps 0.95 × 20 at 19 in spite of rounding.
    let rank = ((share * n as f64 - 1e-9).ceil() as usize).clamp(1, n.max(1));
    ascending.get(rank - 1).copied()
}

/// The median of one value a run, with its order-statistic interval; `None` of nothing.
///
/// Ref: methodology 1.3: binomial ranks, 10 and 21 of 30 (95.7 %).
pub fn median_interval(samples: &[f64]) -> Option<Interval> {
    let mut ascending = samples.to_vec();
    ascending.sort_by(f64::total_cmp);
    let n = ascending.len();
    let value = match n {
        0 => return None,
        _ => f64::midpoint(ascending[(n - 1) / 2], ascending[n / 2]),
    };
    Some(match median_rank(n as u32) {
        Some(rank) => Interval { value, low: ascending[rank as usize - 1], high: ascending[n - rank as usize] },
        None => Interval::unbounded(value),
    })
}

/// The largest rank whose order statistic lies above the median with at most 2.5 % probability; `None` below six.
fn median_rank(n: u32) -> Option<u32> {
    let ln_half = math::ln(0.5);
    let mut below = 0.0;
    for rank in 0..n {
        let (all, k) = (f64::from(n), f64::from(rank));
        let ways = math::ln_gamma(all + 1.0) - math::ln_gamma(k + 1.0) - math::ln_gamma(all - k + 1.0);
        below += math::exp(ways + all * ln_half);
        if below > 0.025 {
            return (rank > 0).then_some(rank);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::bucket;

    fn run(millis: &[(u64, u64)]) -> Histogram {
        let mut run = Histogram::default();
        for (millis, count) in millis {
            run.add(bucket(millis * 1_000_000), *count);
        }
        run
    }

    fn percentile(runs: &[Histogram], share: f64) -> Option<Interval> {
        let mut pooled = Histogram::default();
        for run in runs {
            pooled.merge(run);
        }
        pooled_percentile(&runs.iter().map(Sparse::from).collect::<Vec<_>>(), &pooled, share)
    }

    #[test]
    fn exactly_the_share_is_slower_even_inside_a_bucket() {
        let runs = [run(&[(10, 90), (20, 10)]), run(&[(10, 50), (20, 50)])];
        let mut pooled = runs[0].clone();
        pooled.merge(&runs[1]);
        let sparse: Vec<Sparse> = runs.iter().map(Sparse::from).collect();
        // The p95 lies in the upper bucket, of whose 60 ten are counted as slower: a sixth of each run's.
        let slower = exceedances(&sparse, &pooled, 0.95);
        assert!((slower[0].0 - 10.0 / 6.0).abs() < 1e-9 && (slower[1].0 - 50.0 / 6.0).abs() < 1e-9);
        assert_eq!((slower[0].1, slower[1].1), (100.0, 100.0));
    }

    #[test]
    fn the_interval_is_read_back_through_the_pooled_quantiles() {
        // 1 to 400 over four runs of 100, of which 8, 12, 8 and 12 are above 360, the p90. So e = ±2 and
        // SE = sqrt(4/3 · 16) / 400 = 0.011547; t(3) = 3.1824: shares 0.86325 and 0.93675, ranks 346 and 375.
        let mut runs = vec![Vec::new(); 4];
        let (mut next, upper) = (1, [8, 12, 8, 12]);
        for (run, above) in runs.iter_mut().zip(upper) {
            run.extend((next..).take(100 - above).map(f64::from));
            next += 100 - above as i32;
        }
        for (run, above) in runs.iter_mut().zip(upper) {
            run.extend((next..).take(above).map(f64::from));
            next += above as i32;
        }
        let interval = pooled_percentile_of_values(&runs, 0.9).unwrap();
        assert_eq!(interval, Interval { value: 360.0, low: 346.0, high: 375.0 });
    }

    #[test]
    fn where_runs_differ_by_more_than_everything_nothing_is_bounded() {
        // E = 50 and 70 of 100: SE = sqrt(2 · 200) / 200 = 0.1, times t(1) = 12.7.
        let interval = percentile(&[run(&[(1, 60), (100, 40)]), run(&[(1, 40), (100, 60)])], 0.4).unwrap();
        assert_eq!((interval.low, interval.high), (f64::NEG_INFINITY, f64::INFINITY));
        assert!((interval.value / 0.001 - 1.0).abs() < 0.004);
    }

    #[test]
    fn runs_that_agree_leave_the_error_of_the_histogram() {
        let runs = vec![run(&[(10, 98), (50, 2)]); 30];
        let interval = percentile(&runs, 0.95).unwrap();
        assert!(interval.low <= 0.010 && 0.010 < interval.high, "{interval:?}");
        assert!(interval.half_width() / interval.value < 0.004, "{interval:?}");
    }

    #[test]
    fn an_upper_limit_beyond_everything_seen_is_infinite() {
        let mut runs = vec![run(&[(10, 100)]); 9];
        runs.push(run(&[(10, 90), (50, 10)]));
        let interval = percentile(&runs, 0.99).unwrap();
        assert_eq!(interval.high, f64::INFINITY);
        assert!(interval.low > 0.0);
        // Longer than 73 minutes is all one bucket: its edge bounds nothing.
        let long = vec![run(&[(6_000_000, 10)]); 5];
        assert_eq!(percentile(&long, 0.5).unwrap().high, f64::INFINITY);
    }

    #[test]
    fn nothing_has_no_percentile_and_an_idle_run_does_no_harm() {
        assert_eq!(percentile(&[run(&[])], 0.5), None);
        assert!(percentile(&[run(&[(10, 5)]), run(&[])], 0.5).is_some());
        assert_eq!(pooled_percentile_of_values(&[vec![], vec![]], 0.5), None);
    }

    #[test]
    fn a_count_beyond_32_bits_is_kept_whole() {
        let mut large = Histogram::default();
        large.add(7, (1 << 33) + 5);
        let sparse = Sparse::from(&large);
        assert_eq!(
            (sparse.total(), sparse.above_and_in(7), sparse.above_and_in(8)),
            ((1 << 33) + 5, (0, (1 << 33) + 5), (0, 0))
        );
        assert_eq!(sparse.above_and_in(6), ((1 << 33) + 5, 0));
    }

    #[test]
    fn values_and_histograms_agree() {
        let lengths: Vec<Vec<f64>> =
            (0..20).map(|r| (1..=50).map(|i| f64::from(i * (10 + r % 5)) * 1e-3).collect()).collect();
        let runs: Vec<Histogram> = lengths
            .iter()
            .map(|run_lengths| {
                let mut run = Histogram::default();
                for secs in run_lengths {
                    run.add(bucket((secs * 1e9) as u64), 1);
                }
                run
            })
            .collect();
        let (a, b) = (percentile(&runs, 0.9).unwrap(), pooled_percentile_of_values(&lengths, 0.9).unwrap());
        for (a, b) in [(a.value, b.value), (a.low, b.low), (a.high, b.high)] {
            assert!((a / b - 1.0).abs() < 0.03, "{a} {b}");
        }
    }

    #[test]
    fn the_median_of_thirty_lies_between_the_tenth_and_the_twenty_first() {
        let runs: Vec<f64> = (1..=30).rev().map(f64::from).collect();
        assert_eq!(median_interval(&runs), Some(Interval { value: 15.5, low: 10.0, high: 21.0 }));
        // Six are the fewest: 2 / 64 is 3.1 %; with five even the extremes leave 6.25 %.
        assert_eq!(median_interval(&runs[..6]).unwrap().low, 25.0);
        assert_eq!(median_interval(&runs[..5]).unwrap().low, f64::NEG_INFINITY);
        assert_eq!(median_interval(&[]), None);
    }

    #[test]
    fn the_nearest_rank_is_not_moved_by_rounding() {
        let twenty: Vec<f64> = (1..=20).map(f64::from).collect();
        assert_eq!(nearest_rank(&twenty, 0.95), Some(19.0));
        assert_eq!(nearest_rank(&twenty, 0.951), Some(20.0));
        assert_eq!(nearest_rank(&twenty, 0.0), Some(1.0));
        assert_eq!(nearest_rank(&[], 0.5), None);
    }
}
