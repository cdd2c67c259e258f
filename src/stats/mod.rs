//! What samples say: histograms of latencies, estimates with intervals, percentiles over many runs.

mod by_run;
mod histogram;
mod holm;
mod interval;
mod modes;
mod ocba;
mod paired;
mod percentile;
mod quantile;
mod selection;
mod share;
mod special;

pub use by_run::{percentile_by_run, percentile_of_values_by_run, ratio_by_run};
pub use histogram::{BUCKETS, Histogram, bucket, bucket_bounds_secs, bucket_secs};
pub use holm::holm;
pub use interval::{Interval, mean, mean_and_variance, mean_interval, ratio_interval};
pub use modes::{Modes, two_modes};
pub use ocba::ocba;
pub use paired::{Paired, paired};
pub use percentile::{
    Sparse, exceedances, median_interval, nearest_rank, pooled_percentile, pooled_percentile_of_values,
};
pub use quantile::{chi_square_quantile, normal_quantile, student_quantile, student_two_sided};
pub use selection::{FIRST_STAGE, Fate, kim_nelson, kn_eta, kn_h_squared, rinott_h, rinott_runs};
pub use share::{upper_limit_of_zero, wilson_interval};
