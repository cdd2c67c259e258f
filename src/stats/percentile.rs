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
        self.entries.iter().rev().take_while(|(i, _)| usize::from(*i) >= index).fold((0, 0), |(above, inside), (i, n)| {
            let n = u64::from(*n);
            if usize::from(*i) > index { (above + n, inside) } else { (above, inside + n) }
        })
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
/// infinity means: above the largest length seen.
pub fn pooled_percentile(runs: &[Sparse], pooled: &Histogram, share: f64) -> Option<Interval> {
    let value = pooled.quantile_secs(share)?;
    let (low, high) = limit_shares(&exceedances(runs, pooled, share), share);
    let edge = |share: f64| pooled.quantile_bucket(share).map(bucket_bounds_secs);
    let low = if low <= 0.0 { 0.0 } else { edge(low)?.0 };
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
    let above = |values: &[f64]| values.iter().filter(|x| **x > value).count();
    let ties = |values: &[f64]| values.iter().filter(|x| **x == value).count();
    let part = tie_part(all.len() as u64, above(&all) as u64, ties(&all) as u64, share);
    let pairs: Vec<(f64, f64)> =
        runs.iter().map(|run| (above(run) as f64 + part * ties(run) as f64, run.len() as f64)).collect();
    let (low, high) = limit_shares(&pairs, share);
    let low = if low <= 0.0 { f64::NEG_INFINITY } else { nearest_rank(&all, low)? };
    let high = if high >= 1.0 { f64::INFINITY } else { nearest_rank(&all, high)? };
    Some(Interval { value, low, high })
}

/// Which part of those in the quantile's own bucket counts as slower.
fn tie_part(total: u64, above: u64, inside: u64, share: f64) -> f64 {
    (((1.0 - share) * total as f64 - above as f64) / inside as f64).clamp(0.0, 1.0)
}

/// The shares between which the `share` quantile lies. Beyond 0 or 1: the observations do not reach so far.
fn limit_shares(slower: &[(f64, f64)], share: f64) -> (f64, f64) {
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

