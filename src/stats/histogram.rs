//! A mergeable histogram of lengths of time: 128 buckets an octave on whole nanoseconds, relative error at most 0.4 %.

use serde::{Deserialize, Serialize};

/// 32 octaves of 128 buckets from 1,024 ns: up to 73 minutes; longer lengths are in the last bucket.
pub const BUCKETS: usize = 128 * 32;

/// The bucket of a length [ns].
#[inline]
pub fn bucket(nanos: u64) -> usize {
    let x = nanos.max(1_024);
    let exponent = x.ilog2();
    let mantissa = (x >> (exponent - 7)) as usize & 127;
    (((exponent as usize - 10) << 7) | mantissa).min(BUCKETS - 1)
}

/// The middle of a bucket [s].
pub fn bucket_secs(index: usize) -> f64 {
    (1_024_u64 << (index >> 7)) as f64 * (1.0 + ((index & 127) as f64 + 0.5) / 128.0) * 1e-9
}

/// The edges of a bucket [s]: its lengths are at least the first and below the second.
pub fn bucket_bounds_secs(index: usize) -> (f64, f64) {
    let edge = |i: usize| (1_024_u64 << (i >> 7)) as f64 * (1.0 + (i & 127) as f64 / 128.0) * 1e-9;
    (edge(index), edge(index + 1))
}

/// Counts by bucket. Merging is integer addition: exact in any order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<(u32, u64)>", into = "Vec<(u32, u64)>")]
pub struct Histogram {
    counts: Box<[u64]>,
    total: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: vec![0; BUCKETS].into(), total: 0 }
    }
}

impl TryFrom<Vec<(u32, u64)>> for Histogram {
    type Error = String;

    /// From (bucket, count) pairs as a file holds them: buckets ascending, a total that fits.
    fn try_from(pairs: Vec<(u32, u64)>) -> Result<Self, String> {
        if pairs.windows(2).any(|two| two[0].0 >= two[1].0) {
            return Err("the buckets of a histogram ascend".to_owned());
        }
        let mut all = Self::default();
        for (index, count) in pairs {
            if index as usize >= BUCKETS || all.total.checked_add(count).is_none() {
                return Err(format!("a histogram has no bucket {index} with {count} lengths"));
            }
            all.add(index as usize, count);
        }
        Ok(all)
    }
}

impl From<Histogram> for Vec<(u32, u64)> {
    fn from(all: Histogram) -> Self {
        all.counts.iter().enumerate().filter(|(_, c)| **c > 0).map(|(i, c)| (i as u32, *c)).collect()
    }
}

impl Histogram {
    /// Adds `count` lengths to a bucket (the last one if there is no such bucket).
    pub fn add(&mut self, index: usize, count: u64) {
        self.counts[index.min(BUCKETS - 1)] += count;
        self.total += count;
    }

    /// Adds all counts of another.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        self.total += other.total;
    }

    /// How many lengths.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Counts by bucket.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.counts.fill(0);
        self.total = 0;
    }

    /// The bucket that holds the `share` quantile (nearest rank); `None` if empty.
    pub fn quantile_bucket(&self, share: f64) -> Option<usize> {
        if self.total == 0 {
            return None;
        }
        let rank = ((share * self.total as f64 - 1e-9).ceil() as u64).clamp(1, self.total);
        let mut seen = 0;
        self.counts.iter().position(|c| {
            seen += c;
            seen >= rank
        })
    }

    /// The `share` quantile [s]; `None` if empty.
    pub fn quantile_secs(&self, share: f64) -> Option<f64> {
        self.quantile_bucket(share).map(bucket_secs)
    }

    /// How many lengths lie in buckets above `index`.
    pub fn above(&self, index: usize) -> u64 {
        self.counts[index + 1..].iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_right_to_four_tenths_of_a_percent() {
        for nanos in [1_024_u64, 1_500, 45_678, 1_000_000, 213_000_000, 59_999_999_999, 3_000_000_000_000] {
            let back = bucket_secs(bucket(nanos)) * 1e9;
            assert!((back / nanos as f64 - 1.0).abs() <= 0.004, "{nanos} ns came back as {back}");
        }
    }

    #[test]
    fn a_length_lies_between_the_edges_of_its_bucket() {
        for nanos in [1_024_u64, 1_500, 45_678, 213_000_000, 59_999_999_999] {
            let (low, high) = bucket_bounds_secs(bucket(nanos));
            let secs = nanos as f64 * 1e-9;
            assert!(low <= secs * (1.0 + 1e-15) && secs < high, "{nanos} ns in {low} to {high}");
        }
    }

    #[test]
    fn merging_is_exact_in_any_order() {
        let parts: Vec<Histogram> = (0..5_u64)
            .map(|part| {
                let mut all = Histogram::default();
                for i in 1..200 {
                    all.add(bucket(1_000 * (i * 7_919 * (part + 1) % 99_991)), i);
                }
                all
            })
            .collect();
        let merged = |order: [usize; 5]| {
            let mut all = Histogram::default();
            for part in order {
                all.merge(&parts[part]);
            }
            all
        };
        assert_eq!(merged([0, 1, 2, 3, 4]), merged([4, 2, 0, 3, 1]));
        assert_eq!(merged([0, 1, 2, 3, 4]).total(), parts.iter().map(Histogram::total).sum::<u64>());
    }

    #[test]
    fn a_quantile_is_the_nearest_rank() {
        let mut all = Histogram::default();
        for millis in 1..=100_u64 {
            all.add(bucket(millis * 1_000_000), 1);
        }
        let p95 = all.quantile_secs(0.95).expect("not empty");
        assert!((p95 / 0.095 - 1.0).abs() < 0.004, "{p95}");
    }
}
