//! Alarms of one's own: what they read, and whom they invoke.

use super::metrics::{self, Named};
use super::roster::Roster;
use super::{math, resources};
use crate::aws::{self, ComparisonOperator, MetricAlarm};
use crate::engine::Span;
use crate::model::alarms::{AlarmConfig, Comparison, TreatMissingData};
use crate::model::metrics::{Extended, Query};
use crate::problem::nearest;
use crate::scenario::file::ScenarioFile;
use crate::scenario::reading::Reading;
use crate::scenario::setup::{Assumptions, PolicyRef, UserAlarm};

/// The alarms of a scenario, in file order; `None`: something is wrong with one.
pub(super) fn alarms(
    file: &ScenarioFile,
    assumed: Option<&Assumptions>,
    reading: &mut Reading,
) -> Option<Vec<UserAlarm>> {
    let Some(scaling) = &file.scaling else { return Some(Vec::new()) };
    let mut all = Vec::with_capacity(scaling.alarms.len());
    for (index, document) in scaling.alarms.iter().enumerate() {
        let path = format!("scaling.alarms.{}", document.alarm_name);
        if scaling.alarms[..index].iter().any(|other| other.alarm_name == document.alarm_name) {
            let message = format!(
                "two alarms are named `{}`; a second PutMetricAlarm would replace the first",
                document.alarm_name
            );
            reading.error(format!("scaling.alarms.{index}.AlarmName"), message);
        }
        all.push(alarm(document, &path, file, assumed, reading));
    }
    all.into_iter().collect()
}

/// What one `PutMetricAlarm` document means, wherever it stands.
pub(super) fn alarm(
    document: &MetricAlarm,
    path: &str,
    file: &ScenarioFile,
    assumed: Option<&Assumptions>,
    reading: &mut Reading,
) -> Option<UserAlarm> {
    let errors = reading.problems.errors();
    document.check(path, &mut reading.problems);
    let query = query(document, file, path, reading);
    let roster = Roster::of(file);
    let mut whom = |key, actions| policies(actions, &format!("{path}.{key}"), &roster, reading);
    let alarm_actions = whom("AlarmActions", &document.alarm_actions);
    let ok_actions = whom("OKActions", &document.ok_actions);
    let insufficient_data_actions = whom("InsufficientDataActions", &document.insufficient_data_actions);
    if file.scaling.as_ref().is_none_or(|scaling| scaling.targets.is_empty()) {
        reading.warn(path, "is never judged: the scenario has no scalable target");
    }
    let sound = reading.problems.errors() == errors;
    query.zip(assumed).filter(|_| sound).and_then(|(query, assumed)| {
        let config = config(document, assumed)?;
        Some(UserAlarm { config, query, alarm_actions, ok_actions, insufficient_data_actions })
    })
}

fn query(document: &MetricAlarm, file: &ScenarioFile, path: &str, reading: &mut Reading) -> Option<Query> {
    if !document.metrics.is_empty() {
        let math = math::math(&document.metrics, file, &format!("{path}.Metrics"), reading)?;
        return Some(Query::Math(Box::new(math)));
    }
    let named = Named {
        namespace: document.namespace.as_deref(),
        name: document.metric_name.as_deref()?,
        dimensions: &document.dimensions,
        unit: document.unit.as_deref(),
    };
    let metric = metrics::metric(named, file, path, reading)?;
    match (document.statistic, &document.extended_statistic) {
        (Some(statistic), _) => Some(Query::simple(metric.1, metrics::statistic(statistic)).of(metric.0)),
        (None, Some(text)) => {
            math::of_stat(metric, text, file, &format!("{path}.ExtendedStatistic"), reading).map(Query::Stat)
        }
        (None, None) => None,
    }
}

fn config(document: &MetricAlarm, assumed: &Assumptions) -> Option<AlarmConfig> {
    let secs = document.period.or_else(|| aws::metrics::formula_period(&document.metrics))?;
    let period = Span::from_secs(secs.into());
    let ignores = document.evaluate_low_sample_count_percentile == Some(aws::LowSampleCount::Ignore);
    let extended = document.extended_statistic.as_deref().and_then(|text| Extended::parse(text).ok());
    Some(AlarmConfig {
        name: document.alarm_name.clone(),
        period,
        evaluation_periods: document.evaluation_periods,
        datapoints_to_alarm: document.datapoints_to_alarm,
        threshold: document.threshold?,
        comparison: match document.comparison_operator {
            ComparisonOperator::GreaterThanOrEqualToThreshold => Comparison::GreaterOrEqual,
            ComparisonOperator::GreaterThanThreshold => Comparison::Greater,
            ComparisonOperator::LessThanThreshold => Comparison::Less,
            ComparisonOperator::LessThanOrEqualToThreshold => Comparison::LessOrEqual,
            _ => return None,
        },
        treat_missing_data: match document.treat_missing_data.unwrap_or(aws::TreatMissingData::Missing) {
            aws::TreatMissingData::Breaching => TreatMissingData::Breaching,
            aws::TreatMissingData::NotBreaching => TreatMissingData::NotBreaching,
            aws::TreatMissingData::Ignore => TreatMissingData::Ignore,
            aws::TreatMissingData::Missing => TreatMissingData::Missing,
        },
        evaluation_range: document.evaluation_periods + assumed.rules.managed.evaluation_range_extra,
        action_repeat: if period < Span::MINUTE {
            assumed.rules.managed.action_repeat_high_resolution
        } else {
            Span::ZERO
        },
        few_samples: extended.filter(|_| ignores).and_then(|extended| extended.low_sample_limit()),
        actions_enabled: document.actions_enabled.unwrap_or(true),
        only_breaching: assumed.rules.managed.only_breaching,
    })
}

/// The step policies that actions name. An action that names none of the file does nothing.
fn policies(actions: &[String], path: &str, roster: &Roster<'_>, reading: &mut Reading) -> Vec<PolicyRef> {
    let mut found = Vec::new();
    for (index, action) in actions.iter().enumerate() {
        let at = format!("{path}.{index}");
        let name = policy_name(action);
        let policy = match roster.meant(action)[..] {
            [policy] => policy,
            [] => {
                let problem = reading.warn(&at, format!("`{action}` is no policy of this scenario, and does nothing"));
                if is_of_another_service(action) {
                    problem.info();
                }
                let names = roster.policies.iter().flatten().map(|policy| policy.policy_name.as_str());
                if let Some(near) = nearest(name, names) {
                    problem.hint(format!("did you mean `{near}`?"));
                }
                continue;
            }
            [first, ..] => {
                let resource = &roster.ids[first.variant];
                reading
                    .error(&at, format!("`{action}` is a policy of several targets; say of which"))
                    .hint(format!("write {resource}:{name}"));
                continue;
            }
        };
        if roster.policies[policy.variant][policy.policy].step_scaling_policy_configuration.is_none() {
            let message = format!("`{name}` tracks a target: its own alarms alone invoke it");
            reading.warn(&at, message);
        } else if !found.contains(&policy) {
            found.push(policy);
        }
    }
    found
}

/// Topics, functions and the like are no policies, and are not meant to be.
pub(in crate::scenario) fn is_of_another_service(action: &str) -> bool {
    action.starts_with("arn:") && !action.contains(":scalingPolicy:")
}

/// The `PolicyName` in an action.
pub(in crate::scenario) fn policy_name(action: &str) -> &str {
    resources::taken_apart(action).1
}
