//! Which series does a policy or an alarm read, and by which statistic?

use super::Datapoint;
use crate::engine::{Span, Time};

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

/// A metric of the variant.
///
/// Ref: "Amazon `SageMaker` AI metrics in Amazon `CloudWatch`".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// `InvocationsPerInstance`, 60 s.
    InvocationsPerInstance,
    /// `ConcurrentRequestsPerModel`, 10 s.
    ConcurrentRequestsPerModel,
}

impl Metric {
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
    pub const fn name(self) -> &'static str {
        match self {
            Self::InvocationsPerInstance => "InvocationsPerInstance",
            Self::ConcurrentRequestsPerModel => "ConcurrentRequestsPerModel",
        }
    }
}

/// What an alarm reads, period by period.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// One metric by one statistic.
    Stat(MetricStat),
}

/// A metric by a statistic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricStat {
    /// The metric.
    pub metric: Metric,
    /// The statistic.
    pub statistic: Statistic,
}

impl Query {
    /// How often it has a new value.
    pub fn period(&self) -> Span {
        match self {
            Self::Stat(MetricStat { metric, .. }) => metric.period(),
        }
    }
}

/// One value that an alarm judges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Start of the period that it stands for.
    pub start: Time,
    /// The value.
    pub value: f64,
    /// Samples behind it.
    pub sample_count: f64,
    /// Units behind it: see [`Datapoint::units`].
    pub units: f64,
}

impl Datapoint {
    /// The value of a statistic, as an alarm sees it.
    pub fn sample(&self, statistic: Statistic) -> Sample {
        let Self { start, sample_count, units, .. } = *self;
        Sample { start, value: self.value(statistic), sample_count, units }
    }
}
