//! What was the statistic of that period, and when could one know it.

mod datapoint;
mod extended;
mod machine;
pub mod math;
mod own;
mod period;
mod publication;
mod query;
mod series;
mod store;

pub use datapoint::Datapoint;
pub use extended::Extended;
pub use machine::{Busy, Machine, Usage};
pub use own::{Input, Known, Own};
pub use period::{Closed, Open, Slice};
pub use publication::Publication;
pub use query::{Math, Metric, MetricStat, Query, Sample, Stat, Statistic};
pub use series::Series;
pub use store::{Distribution, Observed, Published, Store};
