//! What was the statistic of that period, and when could one know it.

mod datapoint;
mod extended;
pub mod math;
mod period;
mod series;

pub use datapoint::Datapoint;
pub use extended::Extended;
pub use period::{Closed, Open, Slice};
pub use series::Series;

use crate::engine::Span;

/// A `CloudWatch` statistic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// Average.
    Average,
    /// Sum.
    Sum,
    /// Minimum.
    Minimum,
    /// Maximum.
    Maximum,
    /// `SampleCount`.
    SampleCount,
}

/// The predefined metrics that this version runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predefined {
    /// `SageMakerVariantInvocationsPerInstance`, 60 s.
    InvocationsPerInstance,
    /// `SageMakerVariantConcurrentRequestsPerModelHighResolution`, 10 s.
    ConcurrentRequestsPerModel,
}

impl Predefined {
    /// How often `SageMaker` publishes it.
    ///
    /// Ref: "Amazon `SageMaker` AI metrics in Amazon `CloudWatch`".
    pub const fn period(self) -> Span {
        match self {
            Self::InvocationsPerInstance => Span::MINUTE,
            Self::ConcurrentRequestsPerModel => Span::from_secs(10),
        }
    }

    /// `MetricName` in `CloudWatch`.
    pub const fn metric_name(self) -> &'static str {
        match self {
            Self::InvocationsPerInstance => "InvocationsPerInstance",
            Self::ConcurrentRequestsPerModel => "ConcurrentRequestsPerModel",
        }
    }
}
