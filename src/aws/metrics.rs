//! Which metric a policy or an alarm watches, where it is none of the predefined ones: a metric by its name, or
//! metric math over several.
//!
//! Ref: botocore 1.43, application-autoscaling, `CustomizedMetricSpecification`, `TargetTrackingMetricDataQuery`;
//! cloudwatch, `MetricDataQuery`.

mod math;

pub use math::{check_alarm_queries, check_queries, formula_period};

use super::alarm::{MetricDimension, Statistic};
use super::name::check_length;
use crate::model::metrics::Extended;
use crate::problem::{Problems, nearest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The metric of a target tracking policy: one by its name, or `Metrics`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct CustomizedMetricSpecification {
    /// Name of the metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    /// `AWS/SageMaker`, `/aws/sagemaker/Endpoints` or one of your own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// What the metric is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<MetricDimension>,
    /// What of a minute's values is watched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistic: Option<Statistic>,
    /// Unit of the metric; a wrong one finds no data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Metric math instead of a name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<MetricDataQuery>,
}

/// A metric or an expression of metric math.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct MetricDataQuery {
    /// Its name in expressions: a lower-case letter, then letters, digits and underscores.
    pub id: String,
    /// Metric math; not beside MetricStat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expression: Option<String>,
    /// A metric; not beside Expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_stat: Option<MetricStat>,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Whether this is what is watched. Default true; exactly one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_data: Option<bool>,
    /// Seconds; of an expression of an alarm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<u32>,
}

/// A statistic of a metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct MetricStat {
    /// Of which metric.
    pub metric: Metric,
    /// Average, Sum, p99, TM(2%:98%) …
    pub stat: String,
    /// Unit of the metric; a wrong one finds no data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Seconds; of an alarm, since target tracking takes a minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<u32>,
}

/// A metric by its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct Metric {
    /// Name of the metric.
    pub metric_name: String,
    /// `AWS/SageMaker`, `/aws/sagemaker/Endpoints` or one of your own.
    pub namespace: String,
    /// What the metric is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<MetricDimension>,
}

impl CustomizedMetricSpecification {
    /// The constraints of the service model.
    pub fn check(&self, path: &str, problems: &mut Problems) {
        let by_name = [
            ("MetricName", self.metric_name.is_some()),
            ("Namespace", self.namespace.is_some()),
            ("Statistic", self.statistic.is_some()),
            ("Dimensions", !self.dimensions.is_empty()),
            ("Unit", self.unit.is_some()),
        ];
        if self.metrics.is_empty() {
            for (name, _) in by_name[..3].iter().filter(|(_, given)| !given) {
                problems.error(path, format!("`{name}` is missing (or `Metrics`, for metric math)"));
            }
            check_names(self.metric_name.as_deref(), self.namespace.as_deref(), path, problems);
            check_dimensions(&self.dimensions, path, problems);
            check_unit(self.unit.as_deref(), path, problems);
            return;
        }
        for (name, _) in by_name.iter().filter(|(_, given)| *given) {
            let message = "is given beside `Metrics`; a policy has one or the other";
            problems.error(format!("{path}.{name}"), message);
        }
        check_queries(&self.metrics, &format!("{path}.Metrics"), problems);
        math::check_no_period(&self.metrics, &format!("{path}.Metrics"), problems);
    }
}

impl MetricStat {
    fn check(&self, path: &str, problems: &mut Problems) {
        let metric = format!("{path}.Metric");
        check_names(Some(&self.metric.metric_name), Some(&self.metric.namespace), &metric, problems);
        check_dimensions(&self.metric.dimensions, &metric, problems);
        check_stat(&self.stat, &format!("{path}.Stat"), problems);
        check_unit(self.unit.as_deref(), path, problems);
    }
}

/// A statistic of any kind.
pub fn check_stat(stat: &str, path: &str, problems: &mut Problems) {
    const PLAIN: [&str; 5] = ["Average", "Minimum", "Maximum", "SampleCount", "Sum"];
    if PLAIN.contains(&stat) {
        return;
    }
    if let Err(message) = Extended::parse(stat) {
        let problem = problems.error(path, message);
        if let Some(near) = nearest(stat, PLAIN) {
            problem.hint(format!("did you mean `{near}`?"));
        }
    }
}

pub(super) fn check_names(name: Option<&str>, namespace: Option<&str>, path: &str, problems: &mut Problems) {
    for (key, text) in [("MetricName", name), ("Namespace", namespace)] {
        if let Some(text) = text {
            check_length(text, 255, &format!("{path}.{key}"), problems);
        }
    }
    if namespace.is_some_and(|namespace| namespace.starts_with(':')) {
        problems.error(format!("{path}.Namespace"), "begins with a colon, which AWS does not accept");
    }
}

/// Ref: botocore 1.43, cloudwatch, `Dimensions` (30), `DimensionName` (255), `DimensionValue` (1024).
pub(super) fn check_dimensions(dimensions: &[MetricDimension], path: &str, problems: &mut Problems) {
    if dimensions.len() > 30 {
        let message = format!("has {} dimensions; AWS accepts 30", dimensions.len());
        problems.error(format!("{path}.Dimensions"), message);
    }
    for (place, dimension) in dimensions.iter().enumerate() {
        let at = format!("{path}.Dimensions.{place}");
        check_length(&dimension.name, 255, &format!("{at}.Name"), problems);
        check_length(&dimension.value, 1_024, &format!("{at}.Value"), problems);
        if dimensions[..place].iter().any(|other| other.name == dimension.name) {
            problems.error(format!("{at}.Name"), format!("repeats the dimension `{}`", dimension.name));
        }
    }
}

/// Ref: botocore 1.43, cloudwatch, `StandardUnit`.
const UNITS: [&str; 27] = [
    "Seconds",
    "Microseconds",
    "Milliseconds",
    "Bytes",
    "Kilobytes",
    "Megabytes",
    "Gigabytes",
    "Terabytes",
    "Bits",
    "Kilobits",
    "Megabits",
    "Gigabits",
    "Terabits",
    "Percent",
    "Count",
    "Bytes/Second",
    "Kilobytes/Second",
    "Megabytes/Second",
    "Gigabytes/Second",
    "Terabytes/Second",
    "Bits/Second",
    "Kilobits/Second",
    "Megabits/Second",
    "Gigabits/Second",
    "Terabits/Second",
    "Count/Second",
    "None",
];

/// A unit that CloudWatch knows.
pub(super) fn check_unit(unit: Option<&str>, path: &str, problems: &mut Problems) {
    let Some(unit) = unit.filter(|unit| !UNITS.contains(unit)) else { return };
    let problem = problems
        .error(format!("{path}.Unit"), format!("`{unit}` is no unit of CloudWatch; wanted one of 27 such as Percent"));
    if let Some(near) = nearest(unit, UNITS) {
        problem.hint(format!("did you mean `{near}`?"));
    }
}

#[cfg(test)]
mod tests;
