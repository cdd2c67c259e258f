//! Which metric does a policy or an alarm watch, and against which limit?

use super::view::{View, tracking_path};
use crate::aws::{
    ComparisonOperator, MetricAlarm, MetricDimension, PredefinedMetricType, ScalingPolicy, Statistic, TargetTracking,
};

/// A metric and the limit that it is held against.
pub(super) struct Watched<'a> {
    /// `MetricName`.
    pub(super) metric: &'a str,
    /// `None`: predefined, or an extended one.
    pub(super) statistic: Option<Statistic>,
    /// `TargetValue` or `Threshold`.
    pub(super) limit: f64,
    /// The path of the limit.
    pub(super) path: String,
    /// The path of the statistic.
    pub(super) statistic_path: String,
    /// The variant of its dimensions or of its target.
    pub(super) variant: Option<&'a str>,
    pub(super) by: By<'a>,
}

/// Who watches.
#[derive(Clone, Copy)]
pub(super) enum By<'a> {
    Policy(&'a ScalingPolicy, &'a TargetTracking),
    Alarm(&'a MetricAlarm),
}

impl Watched<'_> {
    /// Whether more than the limit sets something off.
    pub(super) fn fires_above(&self) -> bool {
        match self.by {
            By::Policy(..) => true,
            By::Alarm(alarm) => is_above(alarm),
        }
    }

    /// Whether the limit itself does so.
    pub(super) fn fires_at_limit(&self) -> bool {
        matches!(self.by, By::Alarm(alarm) if matches!(alarm.comparison_operator,
            ComparisonOperator::GreaterThanOrEqualToThreshold | ComparisonOperator::LessThanOrEqualToThreshold))
    }

    /// `TargetValue` or `Threshold`.
    pub(super) fn word(&self) -> &'static str {
        match self.by {
            By::Policy(..) => "TargetValue",
            By::Alarm(_) => "Threshold",
        }
    }
}

/// Whether the alarm is one against too much.
pub(super) fn is_above(alarm: &MetricAlarm) -> bool {
    use ComparisonOperator as Operator;
    matches!(alarm.comparison_operator, Operator::GreaterThanThreshold | Operator::GreaterThanOrEqualToThreshold)
}

/// The metric of a predefined type.
///
/// Ref: "Monitor usage of scalable resources using CloudWatch" (predefined metrics).
pub(super) const fn metric_of(kind: PredefinedMetricType) -> &'static str {
    use PredefinedMetricType as Type;
    match kind {
        Type::SageMakerVariantInvocationsPerInstance => "InvocationsPerInstance",
        Type::SageMakerVariantConcurrentRequestsPerModelHighResolution => "ConcurrentRequestsPerModel",
        Type::SageMakerInferenceComponentInvocationsPerCopy => "InvocationsPerCopy",
        Type::SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution => "ConcurrentRequestsPerCopy",
        Type::SageMakerVariantProvisionedConcurrencyUtilization => "ServerlessProvisionedConcurrencyUtilization",
    }
}

/// The value of a dimension.
pub(super) fn dimension<'a>(dimensions: &'a [MetricDimension], name: &str) -> Option<&'a str> {
    dimensions.iter().find(|dimension| dimension.name == name).map(|dimension| dimension.value.as_str())
}

impl<'a> View<'a> {
    /// Everything that watches one metric by its name: target tracking policies, then alarms of one's own.
    pub(super) fn watched(&self) -> Vec<Watched<'a>> {
        let policies = self.policies().filter_map(|(scaled, policy)| {
            let tracking = policy.target_tracking_scaling_policy_configuration.as_ref()?;
            let at = tracking_path(policy);
            let customized = tracking.customized_metric_specification.as_ref();
            let predefined = tracking.predefined_metric_specification.as_ref();
            let metric = match (predefined, customized) {
                (Some(predefined), _) => metric_of(predefined.predefined_metric_type),
                (None, customized) => customized?.metric_name.as_deref()?,
            };
            Some(Watched {
                metric,
                statistic: customized.and_then(|customized| customized.statistic),
                limit: tracking.target_value,
                path: format!("{at}.TargetValue"),
                statistic_path: format!("{at}.CustomizedMetricSpecification.Statistic"),
                variant: scaled.variant.map(|variant| variant.variant_name.as_str()),
                by: By::Policy(policy, tracking),
            })
        });
        let alarms = self.alarms().filter_map(|(at, alarm)| {
            Some(Watched {
                metric: alarm.metric_name.as_deref()?,
                statistic: alarm.statistic,
                limit: alarm.threshold?,
                path: format!("{at}.Threshold"),
                statistic_path: format!("{at}.Statistic"),
                variant: dimension(&alarm.dimensions, "VariantName"),
                by: By::Alarm(alarm),
            })
        });
        policies.chain(alarms).collect()
    }
}
