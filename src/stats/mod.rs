//! What samples say: histograms of latencies, estimates with intervals, percentiles over many runs.

mod histogram;

pub use histogram::{BUCKETS, Histogram, bucket, bucket_secs};
