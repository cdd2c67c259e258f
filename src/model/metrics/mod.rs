//! What was the statistic of that period, and when could one know it.

mod datapoint;
mod period;
mod query;
mod series;

pub use datapoint::Datapoint;
pub use period::{Closed, Open, Slice};
pub use query::{Metric, MetricStat, Query, Sample, Statistic};
pub use series::Series;
