//! Every policy, scheduled action and alarm that a scenario ever has, be it from the begin or by a call: each name has one
//! place, by which the run knows it.

use crate::aws::{MetricAlarm, ScalingPolicy};
use crate::scenario::file::ScenarioFile;

/// The names, those of the begin first, in file order.
#[derive(Debug, Default)]
pub(super) struct Roster<'f> {
    /// Policies, each by the first document of its name.
    pub(super) policies: Vec<&'f ScalingPolicy>,
    /// `ScheduledActionName`.
    pub(super) scheduled: Vec<&'f str>,
    /// `AlarmName`.
    pub(super) alarms: Vec<&'f str>,
}

impl<'f> Roster<'f> {
    pub(super) fn of(file: &'f ScenarioFile) -> Self {
        let mut roster = Self::default();
        for document in policy_documents(file) {
            if !roster.policies.iter().any(|known| known.policy_name == document.policy_name) {
                roster.policies.push(document);
            }
        }
        let actions = file.scaling.iter().flat_map(|scaling| &scaling.scheduled_actions);
        let put = file.calls.iter().filter_map(|call| call.put_scheduled_action.as_ref());
        let names = actions.map(|action| &action.scheduled_action_name);
        for name in names.chain(put.map(|action| &action.scheduled_action_name)) {
            add(&mut roster.scheduled, name);
        }
        for alarm in alarm_documents(file) {
            add(&mut roster.alarms, &alarm.alarm_name);
        }
        roster
    }

    /// Where the policy of a name is.
    pub(super) fn policy(&self, name: &str) -> Option<usize> {
        self.policies.iter().position(|policy| policy.policy_name == name)
    }

    /// Where the scheduled action of a name is.
    pub(super) fn action(&self, name: &str) -> Option<usize> {
        self.scheduled.iter().position(|known| *known == name)
    }

    /// Where the alarm of a name is.
    pub(super) fn alarm(&self, name: &str) -> Option<usize> {
        self.alarms.iter().position(|known| *known == name)
    }
}

fn add<'f>(names: &mut Vec<&'f str>, name: &'f str) {
    if !names.contains(&name) {
        names.push(name);
    }
}

/// Every `PutScalingPolicy` document, those of the begin first.
fn policy_documents(file: &ScenarioFile) -> impl Iterator<Item = &ScalingPolicy> {
    let first = file.scaling.iter().flat_map(|scaling| &scaling.policies);
    first.chain(file.calls.iter().filter_map(|call| call.put_scaling_policy.as_ref()))
}

/// Every `PutMetricAlarm` document, those of the begin first.
pub(super) fn alarm_documents(file: &ScenarioFile) -> impl Iterator<Item = &MetricAlarm> {
    let first = file.scaling.iter().flat_map(|scaling| &scaling.alarms);
    first.chain(file.calls.iter().filter_map(|call| call.put_metric_alarm.as_ref()))
}
