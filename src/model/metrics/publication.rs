//! How often does SageMaker publish which metric?

use super::Metric;
use crate::engine::Span;

/// The lengths of the periods of an endpoint's datapoints.
///
/// Ref: API reference, `MetricsConfig` (utilization always follows `MetricPublishFrequencyInSeconds`, invocation metrics
/// with `EnableEnhancedMetrics` alone); "Amazon SageMaker AI metrics in Amazon `CloudWatch`" (the defaults).
/// Differs: with `EnableEnhancedMetrics` AWS also publishes each metric by instance and container; nothing reads those.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Publication {
    /// Of metrics of the machines.
    pub utilization: Span,
    /// Of metrics of the requests.
    pub invocations: Span,
}

impl Default for Publication {
    fn default() -> Self {
        Self { utilization: Span::MINUTE, invocations: Span::MINUTE }
    }
}

impl Publication {
    /// Of one metric. The high-resolution ones and the scenario's own have theirs, whatever is configured.
    pub fn period(&self, metric: Metric) -> Span {
        match metric {
            Metric::ConcurrentRequestsPerModel | Metric::Own(_) => metric.period(),
            _ if metric.is_utilization() => self.utilization,
            _ => self.invocations,
        }
    }

    /// The lengths that there are, each once.
    pub(super) fn periods(&self) -> Vec<Span> {
        let mut all =
            vec![Metric::ConcurrentRequestsPerModel.period(), Span::MINUTE, self.utilization, self.invocations];
        all.sort_unstable();
        all.dedup();
        all
    }
}
