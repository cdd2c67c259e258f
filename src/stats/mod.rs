//! What samples say: histograms of latencies, estimates with intervals, percentiles over many runs.

mod histogram;
mod interval;
mod modes;
mod paired;
mod percentile;
mod quantile;
mod share;
mod special;

pub use histogram::{BUCKETS, Histogram, bucket, bucket_bounds_secs, bucket_secs};
pub use interval::{Interval, mean, mean_and_variance, mean_interval, ratio_interval};
pub use modes::{Modes, two_modes};
pub use paired::{Paired, paired};
pub use percentile::{
    Sparse, exceedances, median_interval, nearest_rank, pooled_percentile, pooled_percentile_of_values,
};
pub use quantile::{chi_square_quantile, normal_quantile, student_quantile};
pub use share::{upper_limit_of_zero, wilson_interval};
