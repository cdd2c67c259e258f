//! `PutMetricAlarm`: an alarm of one's own.
//!
//! Ref: botocore 1.43, cloudwatch, `PutMetricAlarmInput`.

use super::Tag;
use super::metrics::{
    MetricDataQuery, check_alarm_queries, check_dimensions, check_names, check_stat, check_unit, formula_period,
};
use super::name::check_length;
use crate::problem::Problems;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `PutMetricAlarm`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct MetricAlarm {
    /// Name of the alarm.
    pub alarm_name: String,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alarm_description: Option<String>,
    /// Whether actions are taken. Default true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actions_enabled: Option<bool>,
    /// `AWS/SageMaker`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Name of the metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric_name: Option<String>,
    /// What the metric is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dimensions: Vec<MetricDimension>,
    /// `SampleCount`, Average, Sum, Minimum or Maximum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statistic: Option<Statistic>,
    /// `p99` and the like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended_statistic: Option<String>,
    /// Metric math.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metrics: Vec<MetricDataQuery>,
    /// Unit of the metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<u32>,
    /// N of M of N.
    pub evaluation_periods: u32,
    /// M of M of N. Default N.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datapoints_to_alarm: Option<u32>,
    /// What the statistic is compared with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// How.
    pub comparison_operator: ComparisonOperator,
    /// missing (default), ignore, breaching or notBreaching.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treat_missing_data: Option<TreatMissingData>,
    /// evaluate (default) or ignore.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluate_low_sample_count_percentile: Option<LowSampleCount>,
    /// Policies that run while the alarm is in ALARM.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alarm_actions: Vec<String>,
    /// Policies that run while the alarm is OK.
    #[serde(default, skip_serializing_if = "Vec::is_empty", rename = "OKActions")]
    pub ok_actions: Vec<String>,
    /// Policies that run while the alarm has too little data.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub insufficient_data_actions: Vec<String>,
    /// Kept; does not change a run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

/// What a metric is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct MetricDimension {
    /// `EndpointName`.
    pub name: String,
    /// `shop`.
    pub value: String,
}

/// `Statistic`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum Statistic {
    /// Number of samples.
    SampleCount,
    /// Sum / SampleCount.
    Average,
    /// Of all samples.
    Sum,
    /// Smallest sample.
    Minimum,
    /// Largest sample.
    Maximum,
}

/// `ComparisonOperator`; the statistic is the left operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum ComparisonOperator {
    /// >=
    GreaterThanOrEqualToThreshold,
    /// >
    GreaterThanThreshold,
    /// <
    LessThanThreshold,
    /// <=
    LessThanOrEqualToThreshold,
    /// Of anomaly detection.
    LessThanLowerOrGreaterThanUpperThreshold,
    /// Of anomaly detection.
    LessThanLowerThreshold,
    /// Of anomaly detection.
    GreaterThanUpperThreshold,
}

/// `TreatMissingData`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
pub enum TreatMissingData {
    /// As breaching.
    Breaching,
    /// As good.
    NotBreaching,
    /// The state stays.
    Ignore,
    /// As missing.
    Missing,
}

/// `EvaluateLowSampleCountPercentile`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum LowSampleCount {
    /// Few samples are judged as many are.
    Evaluate,
    /// Few samples leave the state as it is.
    Ignore,
}

/// Most actions of one state.
const MOST_ACTIONS: usize = 5;
const DAY_SECS: u64 = 86_400;
const HOUR_SECS: u32 = 3_600;

impl MetricAlarm {
    /// The constraints of the service model.
    ///
    /// Ref: API reference, `PutMetricAlarm`.
    pub fn check(&self, path: &str, problems: &mut Problems) {
        let length = self.alarm_name.chars().count();
        if !(1..=255).contains(&length) || self.alarm_name.chars().any(|c| c.is_ascii_control()) {
            let message = format!("has {length} characters; 1 to 255 are wanted, none of them a control character");
            problems.error(format!("{path}.AlarmName"), message);
        }
        self.check_what_it_reads(path, problems);
        self.check_periods(path, problems);
        check_names(self.metric_name.as_deref(), self.namespace.as_deref(), path, problems);
        check_dimensions(&self.dimensions, path, problems);
        check_unit(self.unit.as_deref(), path, problems);
        for (key, actions) in [
            ("AlarmActions", &self.alarm_actions),
            ("OKActions", &self.ok_actions),
            ("InsufficientDataActions", &self.insufficient_data_actions),
        ] {
            if actions.len() > MOST_ACTIONS {
                let message = format!("has {} actions; at most {MOST_ACTIONS} are wanted", actions.len());
                problems.error(format!("{path}.{key}"), message);
            }
            for (index, action) in actions.iter().enumerate() {
                check_length(action, 1_024, &format!("{path}.{key}.{index}"), problems);
            }
        }
        self.check_threshold(path, problems);
    }

    fn check_threshold(&self, path: &str, problems: &mut Problems) {
        use ComparisonOperator as Operator;
        if matches!(
            self.comparison_operator,
            Operator::LessThanLowerOrGreaterThanUpperThreshold
                | Operator::LessThanLowerThreshold
                | Operator::GreaterThanUpperThreshold
        ) {
            let message = "belongs to anomaly detection, whose alarms cannot have Auto Scaling actions";
            problems.error(format!("{path}.ComparisonOperator"), message);
        } else if self.threshold.is_none() {
            problems.error(path, "`Threshold` is missing");
        }
    }

    fn check_what_it_reads(&self, path: &str, problems: &mut Problems) {
        if !self.metrics.is_empty() {
            check_alarm_queries(&self.metrics, &format!("{path}.Metrics"), problems);
            for (key, is_there) in [
                ("MetricName", self.metric_name.is_some()),
                ("Statistic", self.statistic.is_some()),
                ("ExtendedStatistic", self.extended_statistic.is_some()),
                ("Period", self.period.is_some()),
                ("Dimensions", !self.dimensions.is_empty()),
                ("Unit", self.unit.is_some()),
            ] {
                if is_there {
                    problems.error(format!("{path}.{key}"), "is given beside `Metrics`; an alarm has one or the other");
                }
            }
            return;
        }
        if self.metric_name.is_none() {
            problems.error(path, "`MetricName` is missing (or `Metrics`, for metric math)");
        }
        if self.period.is_none() {
            problems.error(path, "`Period` is missing");
        }
        match (self.statistic, &self.extended_statistic) {
            (None, None) => {
                problems.error(path, "`Statistic` is missing (or `ExtendedStatistic`, such as p99)");
            }
            (Some(_), Some(_)) => {
                let message = "is given beside `Statistic`; an alarm has one or the other";
                problems.error(format!("{path}.ExtendedStatistic"), message);
            }
            (None, Some(stat)) => check_stat(stat, &format!("{path}.ExtendedStatistic"), problems),
            (Some(_), None) => {}
        }
        if self.evaluate_low_sample_count_percentile.is_some() && self.extended_statistic.is_none() {
            let message = "is for percentiles; this alarm has no ExtendedStatistic";
            problems.error(format!("{path}.EvaluateLowSampleCountPercentile"), message);
        }
    }

    fn check_periods(&self, path: &str, problems: &mut Problems) {
        if self.evaluation_periods == 0 {
            problems.error(format!("{path}.EvaluationPeriods"), "is 0; at least 1 is wanted");
        }
        if let Some(needed) = self.datapoints_to_alarm
            && !(1..=self.evaluation_periods.max(1)).contains(&needed)
        {
            let message =
                format!("is {needed}; 1 to EvaluationPeriods, which is {}, is wanted", self.evaluation_periods);
            problems.error(format!("{path}.DatapointsToAlarm"), message);
        }
        let Some(period) = self.period.or_else(|| formula_period(&self.metrics)) else { return };
        if !matches!(period, 10 | 20 | 30) && (period == 0 || !period.is_multiple_of(60)) {
            let message = format!("is {period}; 10, 20, 30 or a multiple of 60 is wanted");
            problems.error(format!("{path}.Period"), message);
        }
        let window = u64::from(period) * u64::from(self.evaluation_periods);
        let (most, when) =
            if period < HOUR_SECS { (DAY_SECS, " while Period is below 3600") } else { (7 * DAY_SECS, "") };
        if window > most {
            let message = format!(
                "{} periods of {period} s are {window} s; AWS looks back {most} s at most{when}",
                self.evaluation_periods
            );
            problems.error(format!("{path}.EvaluationPeriods"), message);
        }
    }
}
