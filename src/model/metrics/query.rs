//! Which series does a policy or an alarm read, and by which statistic?

use super::math::Formula;
use super::{Datapoint, Extended};
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

/// A metric that is published of the variant.
///
/// Ref: "Amazon `SageMaker` AI metrics in Amazon `CloudWatch`".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Requests to the variant.
    Invocations,
    /// Each request counts one over the instances in service.
    InvocationsPerInstance,
    /// Requests at a model, each 10 s.
    ConcurrentRequestsPerModel,
    /// Time in the container [microseconds].
    ModelLatency,
    /// Time outside the container [microseconds].
    OverheadLatency,
    /// 4XX answers.
    Invocation4xxErrors,
    /// 5XX answers.
    Invocation5xxErrors,
    /// Answers of the model other than 2XX, time-outs included.
    InvocationModelErrors,
    /// Summed over vCPUs [percent].
    CpuUtilization,
    /// Percent.
    MemoryUtilization,
    /// Percent.
    DiskUtilization,
    /// Summed over GPUs [percent].
    GpuUtilization,
    /// Summed over GPUs [percent].
    GpuMemoryUtilization,
    /// One of the scenario's own, by its place there.
    Own(u16),
}

impl Metric {
    /// `SageMaker`'s metrics of a variant.
    pub const OF_VARIANTS: [Self; 13] = [
        Self::Invocations,
        Self::InvocationsPerInstance,
        Self::ConcurrentRequestsPerModel,
        Self::ModelLatency,
        Self::OverheadLatency,
        Self::Invocation4xxErrors,
        Self::Invocation5xxErrors,
        Self::InvocationModelErrors,
        Self::CpuUtilization,
        Self::MemoryUtilization,
        Self::DiskUtilization,
        Self::GpuUtilization,
        Self::GpuMemoryUtilization,
    ];

    /// How often it is published.
    ///
    /// Ref: "Amazon `SageMaker` AI metrics in Amazon `CloudWatch`".
    pub const fn period(self) -> Span {
        match self {
            Self::ConcurrentRequestsPerModel => Span::from_secs(10),
            _ => Span::MINUTE,
        }
    }

    /// Namespace and `MetricName` in `CloudWatch`; empty for one of the scenario's own.
    pub const fn name(self) -> (&'static str, &'static str) {
        const INVOCATIONS: &str = "AWS/SageMaker";
        const INSTANCES: &str = "/aws/sagemaker/Endpoints";
        match self {
            Self::Invocations => (INVOCATIONS, "Invocations"),
            Self::InvocationsPerInstance => (INVOCATIONS, "InvocationsPerInstance"),
            Self::ConcurrentRequestsPerModel => (INVOCATIONS, "ConcurrentRequestsPerModel"),
            Self::ModelLatency => (INVOCATIONS, "ModelLatency"),
            Self::OverheadLatency => (INVOCATIONS, "OverheadLatency"),
            Self::Invocation4xxErrors => (INVOCATIONS, "Invocation4XXErrors"),
            Self::Invocation5xxErrors => (INVOCATIONS, "Invocation5XXErrors"),
            Self::InvocationModelErrors => (INVOCATIONS, "InvocationModelErrors"),
            Self::CpuUtilization => (INSTANCES, "CPUUtilization"),
            Self::MemoryUtilization => (INSTANCES, "MemoryUtilization"),
            Self::DiskUtilization => (INSTANCES, "DiskUtilization"),
            Self::GpuUtilization => (INSTANCES, "GPUUtilization"),
            Self::GpuMemoryUtilization => (INSTANCES, "GPUMemoryUtilization"),
            Self::Own(_) => ("", ""),
        }
    }

    /// Whether it is a length of time, of which percentiles make sense.
    pub const fn is_latency(self) -> bool {
        matches!(self, Self::ModelLatency | Self::OverheadLatency)
    }

    /// Whether every request is a sample of it.
    pub const fn counts_requests(self) -> bool {
        matches!(
            self,
            Self::Invocations
                | Self::InvocationsPerInstance
                | Self::Invocation4xxErrors
                | Self::Invocation5xxErrors
                | Self::InvocationModelErrors
        )
    }

    /// Why percentiles, trimmed means and the like of it cannot be had; `None`: they can.
    ///
    /// Ref: "Amazon `SageMaker` AI metrics in Amazon `CloudWatch`", "Valid statistics" of each metric.
    /// Assumes: `CloudWatch` computes others than those listed there of what comes request by request or instance by
    /// instance; a share of a request and a level of ten seconds have no such samples.
    pub const fn no_extended(self) -> Option<&'static str> {
        match self {
            Self::InvocationsPerInstance => Some("SageMaker offers InvocationsPerInstance as Sum alone"),
            Self::ConcurrentRequestsPerModel => {
                Some("SageMaker offers ConcurrentRequestsPerModel as Minimum and Maximum alone")
            }
            _ => None,
        }
    }

    /// Whether it comes from the machines.
    pub const fn is_utilization(self) -> bool {
        matches!(
            self,
            Self::CpuUtilization
                | Self::MemoryUtilization
                | Self::DiskUtilization
                | Self::GpuUtilization
                | Self::GpuMemoryUtilization
        )
    }

    /// Tells the draws of one metric from another's.
    pub const fn number(self) -> u64 {
        match self {
            // The numbers of the two that came first have stayed.
            Self::InvocationsPerInstance => 0,
            Self::ConcurrentRequestsPerModel => 1,
            Self::Invocations => 2,
            Self::ModelLatency => 3,
            Self::OverheadLatency => 4,
            Self::Invocation4xxErrors => 5,
            Self::Invocation5xxErrors => 6,
            Self::InvocationModelErrors => 7,
            Self::CpuUtilization => 8,
            Self::MemoryUtilization => 9,
            Self::DiskUtilization => 10,
            Self::GpuUtilization => 11,
            Self::GpuMemoryUtilization => 12,
            Self::Own(place) => 16 + place as u64,
        }
    }
}

/// What an alarm reads, period by period.
#[derive(Clone, Debug, PartialEq)]
pub enum Query {
    /// One metric by one statistic.
    Stat(MetricStat),
    /// Metric math.
    Math(Box<Math>),
}

/// A metric by a statistic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MetricStat {
    /// The variant that it is published of, by its place.
    pub of: u16,
    /// The metric.
    pub metric: Metric,
    /// The statistic.
    pub statistic: Stat,
}

/// Any statistic.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stat {
    /// Of the sums that every datapoint has.
    Simple(Statistic),
    /// Of the values themselves.
    Extended(Extended),
}

/// Metric math with the metrics that it reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Math {
    /// The expressions.
    pub formula: Formula,
    /// One for each of [`Formula::metrics`].
    pub reads: Vec<MetricStat>,
    /// Periods that the expressions see, up to the one that is asked for.
    pub window: usize,
}

impl Query {
    /// How often it has a new value.
    pub fn period(&self) -> Span {
        match self {
            Self::Stat(read) => read.metric.period(),
            Self::Math(_) => Span::MINUTE,
        }
    }

    /// The metrics that it reads.
    pub fn metrics(&self) -> impl Iterator<Item = Metric> {
        self.reads().iter().map(|read| read.metric)
    }

    /// The metrics that it reads, with their statistics.
    pub fn reads(&self) -> &[MetricStat] {
        match self {
            Self::Stat(read) => std::slice::from_ref(read),
            Self::Math(math) => &math.reads,
        }
    }

    /// Periods that it sees for one value.
    pub fn window(&self) -> usize {
        match self {
            Self::Stat(_) => 1,
            Self::Math(math) => math.window,
        }
    }

    /// One metric of the first variant by a statistic of the plain kind.
    pub const fn simple(metric: Metric, statistic: Statistic) -> Self {
        Self::Stat(MetricStat { of: 0, metric, statistic: Stat::Simple(statistic) })
    }

    /// The same of another variant.
    #[must_use]
    pub fn of(mut self, variant: u16) -> Self {
        match &mut self {
            Self::Stat(read) => read.of = variant,
            Self::Math(math) => math.reads.iter_mut().for_each(|read| read.of = variant),
        }
        self
    }
}

impl Math {
    /// Periods that expressions see.
    pub const WINDOW: usize = 16;

    /// One metric of the first variant, minute by minute, whatever its own period.
    pub fn of_one(metric: Metric, statistic: Statistic) -> Self {
        let formula = Formula::new(vec!["m1".to_owned()], Vec::new(), "m1").expect("a formula of one metric");
        Self { formula, reads: vec![MetricStat { of: 0, metric, statistic: Stat::Simple(statistic) }], window: 1 }
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
