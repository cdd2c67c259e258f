//! Does an alarm of one's own see what it should, when it should?

use super::Lint;
use super::found::{Found, short};
use super::view::{Scaled, View, names, policy_path};
use super::watched::{By, is_above};
use crate::aws::{ComparisonOperator, Dimension, ScalingPolicy, TreatMissingData};
use crate::problem::Severity;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "DS011",
        title: "an alarm with a shorter period than its metric",
        severity: Severity::Warning,
        explanation: "SageMaker publishes its metrics once a minute, the two metrics of concurrent requests every ten \
            seconds. An alarm with a period of 10, 20 or 30 s on a metric of one minute finds data in one period of several; \
            the others are missing, so it falls back to INSUFFICIENT_DATA again and again and needs luck to collect enough \
            breaching datapoints.",
        reference: "Using Amazon CloudWatch alarms (periods and high-resolution alarms)",
        look: finer,
    },
    Lint {
        code: "DS012",
        title: "a step policy that no alarm invokes",
        severity: Severity::Warning,
        explanation: "PutScalingPolicy makes the two alarms of a target tracking policy, but none for a step policy: the \
            user makes them with PutMetricAlarm and puts the policy's ARN into AlarmActions. Until then the policy is \
            there, is listed, and never does anything. Tutorials often leave that call out.",
        reference: "Create a step scaling policy for Application Auto Scaling",
        look: without_alarm,
    },
    Lint {
        code: "DS013",
        title: "missing data that scales out",
        severity: Severity::Warning,
        explanation: "With TreatMissingData: breaching an alarm that has no data is in ALARM. A metric stops for many \
            reasons that are no load: an endpoint being deployed, no traffic on a metric that publishes no zeros, a slip in \
            the dimensions. Scaling out repeats every minute until MaxCapacity.",
        reference: "Using Amazon CloudWatch alarms (how alarms treat missing data)",
        look: breaching,
    },
    Lint {
        code: "DS014",
        title: "an alarm that looks back more than a day",
        severity: Severity::Warning,
        explanation: "An alarm judges EvaluationPeriods periods. With periods of an hour or more it may look back up to a \
            week; scaling decided on a window longer than a day follows yesterday's traffic, since load comes and goes \
            within a day.",
        reference: "API reference, PutMetricAlarm (EvaluationPeriods)",
        look: long_memory,
    },
    Lint {
        code: "DS015",
        title: "an alarm on requests without capacity that the first such request does not set off",
        severity: Severity::Warning,
        explanation: "NoCapacityInvocationFailures counts requests that found zero copies. A sample in the guide uses \
            GreaterThanThreshold with a threshold of 1, so that one failed request a minute is not enough to wake the \
            component: an endpoint with sparse traffic stays at zero.",
        reference: "SageMaker developer guide, \"Scale an endpoint to zero instances\"",
        look: second_failure,
    },
];

/// Ref: "Amazon SageMaker AI metrics in Amazon CloudWatch" (ten seconds, at the highest).
const EVERY_TEN_SECONDS: [&str; 2] = ["ConcurrentRequestsPerModel", "ConcurrentRequestsPerCopy"];

fn finer(view: &View, found: &mut Found) {
    if view.file.endpoint.metrics_config.is_some() {
        return;
    }
    for (path, alarm) in view.alarms() {
        let (Some(period_secs), Some(metric)) = (alarm.period, alarm.metric_name.as_deref()) else { continue };
        if period_secs >= 60 || EVERY_TEN_SECONDS.contains(&metric) {
            continue;
        }
        found
            .at(format!("{path}.Period"), format!("is {period_secs}, and {metric} is published once in 60 s"))
            .why(format!(
                "{} of {} periods have no datapoint: the alarm keeps falling into INSUFFICIENT_DATA",
                60 / period_secs.max(1) - 1,
                60 / period_secs.max(1)
            ))
            .fix("Period: 60");
    }
}

fn without_alarm(view: &View, found: &mut Found) {
    for (scaled, policy) in view.policies() {
        let Some(steps) = &policy.step_scaling_policy_configuration else { continue };
        let is_invoked = view.alarms().any(|(_, alarm)| {
            [&alarm.alarm_actions, &alarm.ok_actions, &alarm.insufficient_data_actions]
                .into_iter()
                .any(|actions| names(actions, policy))
        });
        if is_invoked || view.someone_calls("PutMetricAlarm") {
            continue;
        }
        let adds = steps.step_adjustments.iter().any(|step| step.scaling_adjustment > 0);
        found
            .at(policy_path(policy), format!("no alarm invokes `{}`, so it never acts", policy.policy_name))
            .why("PutScalingPolicy makes no alarm for a step policy; PutMetricAlarm has to be called too")
            .fix(alarm_to_add(scaled, policy, adds, view));
    }
}

/// An alarm that would invoke the policy, on a metric that no tracking policy of the target watches.
fn alarm_to_add(scaled: &Scaled, policy: &ScalingPolicy, adds: bool, view: &View) -> String {
    let by_copy = scaled.dimension == Dimension::DesiredCopyCount;
    let [counted, concurrent] = if by_copy {
        ["InvocationsPerCopy", "ConcurrentRequestsPerCopy"]
    } else {
        ["InvocationsPerInstance", "ConcurrentRequestsPerModel"]
    };
    let is_tracked = view.watched().iter().any(|w| matches!(w.by, By::Policy(..)) && w.metric == counted);
    let (served, slots) =
        scaled.figures.as_ref().map_or((1_200.0, 4.0), |figures| (figures.served_per_min(), f64::from(figures.slots)));
    // Three quarters of what one serves is busy, a quarter is idle.
    let share = if adds { 0.75 } else { 0.25 };
    let (metric, statistic, period_secs, threshold) = if is_tracked {
        (concurrent, "Maximum", 10, (slots * share).max(1.0))
    } else {
        (counted, "Sum", 60, served * share)
    };
    let (suffix, operator, wait_secs) = if adds {
        ("high", ComparisonOperator::GreaterThanOrEqualToThreshold, 180)
    } else {
        ("low", ComparisonOperator::LessThanThreshold, 900)
    };
    format!(
        "scaling:\n  alarms:\n    - AlarmName: {name}-{suffix}\n      Namespace: AWS/SageMaker\n      MetricName: {metric}\n      \
         Dimensions: [{dimensions}]\n      Statistic: {statistic}\n      Period: {period_secs}\n      \
         EvaluationPeriods: {periods}\n      Threshold: {threshold}\n      ComparisonOperator: {operator:?}\n      \
         AlarmActions: [{name}]",
        name = policy.policy_name,
        dimensions = dimensions(scaled, view),
        periods = wait_secs / period_secs,
        threshold = short(threshold),
    )
}

/// What the metrics of a target are published by.
fn dimensions(scaled: &Scaled, view: &View) -> String {
    if let Some(variant) = scaled.variant {
        let endpoint = &view.file.endpoint.endpoint_name;
        return format!(
            "{{Name: EndpointName, Value: {endpoint}}}, {{Name: VariantName, Value: {}}}",
            variant.variant_name
        );
    }
    let id = scaled.target.resource_id.as_deref().unwrap_or_default();
    format!("{{Name: InferenceComponentName, Value: {}}}", id.split('/').nth(1).unwrap_or("NAME"))
}

fn breaching(view: &View, found: &mut Found) {
    for (path, alarm) in view.alarms() {
        let adds = view.policies().any(|(_, policy)| {
            let steps = policy.step_scaling_policy_configuration.as_ref();
            names(&alarm.alarm_actions, policy)
                && steps.is_some_and(|steps| steps.step_adjustments.iter().any(|step| step.scaling_adjustment > 0))
        });
        if !adds || alarm.treat_missing_data != Some(TreatMissingData::Breaching) || !is_above(alarm) {
            continue;
        }
        found
            .at(format!("{path}.TreatMissingData"), "is breaching, and the alarm scales out")
            .why("a metric that stops then adds capacity every minute, up to MaxCapacity")
            .fix("TreatMissingData: missing");
    }
}

const DAY_SECS: u64 = 86_400;

fn long_memory(view: &View, found: &mut Found) {
    for (path, alarm) in view.alarms() {
        let Some(period_secs) = alarm.period else { continue };
        let window_secs = u64::from(period_secs) * u64::from(alarm.evaluation_periods);
        if window_secs <= DAY_SECS || alarm.alarm_actions.is_empty() {
            continue;
        }
        let hours = window_secs as f64 / 3_600.0;
        found
            .at(
                format!("{path}.EvaluationPeriods"),
                format!(
                    "is {}: with periods of {period_secs} s the alarm looks back {} h",
                    alarm.evaluation_periods,
                    short(hours)
                ),
            )
            .why("what it decides follows the traffic of the day before")
            .fix(format!("EvaluationPeriods: {}", (3_600 / period_secs).max(1)));
    }
}

fn second_failure(view: &View, found: &mut Found) {
    for (path, alarm) in view.alarms() {
        let counts = alarm.metric_name.as_deref() == Some("NoCapacityInvocationFailures");
        let Some(threshold) = alarm.threshold.filter(|&threshold| threshold >= 1.0) else { continue };
        let is_greater = alarm.comparison_operator == ComparisonOperator::GreaterThanThreshold;
        if !counts || !is_greater {
            continue;
        }
        let needed = threshold.floor() + 1.0;
        found
            .at(
                format!("{path}.ComparisonOperator"),
                format!(
                    "is GreaterThanThreshold with {}: it takes {} failed requests within {} s to wake the component",
                    short(threshold),
                    short(needed),
                    alarm.period.unwrap_or(60)
                ),
            )
            .why("a single request fails, and nothing comes of it")
            .fix("ComparisonOperator: GreaterThanOrEqualToThreshold\nThreshold: 1");
    }
}
