//! How long did the answers since the last reading take? Kept only where a metric asks for it.

use crate::stats::{BUCKETS, bucket, bucket_secs};

/// Lengths of time of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lengths {
    /// How many.
    pub count: u64,
    /// Their sum [ns].
    pub sum_ns: u64,
    /// The shortest [ns].
    pub least_ns: u64,
    /// The longest [ns].
    pub most_ns: u64,
    /// Counts by [`bucket`].
    buckets: Box<[u32]>,
}

impl Default for Lengths {
    fn default() -> Self {
        Self { count: 0, sum_ns: 0, least_ns: u64::MAX, most_ns: 0, buckets: vec![0; BUCKETS].into() }
    }
}

impl Lengths {
    pub(super) fn add(&mut self, nanos: u64) {
        self.count += 1;
        self.sum_ns += nanos;
        self.least_ns = self.least_ns.min(nanos);
        self.most_ns = self.most_ns.max(nanos);
        self.buckets[bucket(nanos)] += 1;
    }

    /// Forgets what was.
    pub fn clear(&mut self) {
        if self.count > 0 {
            self.buckets.fill(0);
        }
        (self.count, self.sum_ns, self.least_ns, self.most_ns) = (0, 0, u64::MAX, 0);
    }

    /// Lengths [s] and how many of each, ascending; lengths are those of the middle of their bucket.
    pub fn ascending(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let counted = self.buckets.iter().enumerate().filter(|(_, count)| **count > 0);
        counted.map(|(index, &count)| (bucket_secs(index), f64::from(count)))
    }
}

/// Answers since the last reading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Latencies {
    /// In the container: waiting and in service.
    pub model: Lengths,
    /// Outside it.
    pub overhead: Lengths,
}

impl Latencies {
    pub(super) fn add(&mut self, model_ns: u64, overhead_ns: u64) {
        self.model.add(model_ns);
        self.overhead.add(overhead_ns);
    }

    /// Forgets what was.
    pub fn clear(&mut self) {
        self.model.clear();
        self.overhead.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_counted_summed_and_forgotten() {
        let mut lengths = Lengths::default();
        for nanos in [5_000_000, 1_000_000, 5_000_000] {
            lengths.add(nanos);
        }
        assert_eq!((lengths.count, lengths.sum_ns), (3, 11_000_000));
        assert_eq!((lengths.least_ns, lengths.most_ns), (1_000_000, 5_000_000));
        let seen: Vec<(f64, f64)> = lengths.ascending().collect();
        assert_eq!((seen.len(), seen[0].1, seen[1].1), (2, 1.0, 2.0));
        assert!((seen[1].0 / 0.005 - 1.0).abs() < 0.004);
        lengths.clear();
        assert_eq!(lengths, Lengths::default());
    }
}
