//! What was the statistic of that period, and when could one know it.

/// A CloudWatch statistic.
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
    /// SampleCount.
    SampleCount,
}

/// The predefined metrics that this version runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predefined {
    /// SageMakerVariantInvocationsPerInstance, 60 s.
    InvocationsPerInstance,
    /// SageMakerVariantConcurrentRequestsPerModelHighResolution, 10 s.
    ConcurrentRequestsPerModel,
}
