//! Every policy, scheduled action and alarm that a scenario ever has, be it from the begin or by a call: each name has one
//! place, by which the run knows it.

use super::resources;
use crate::aws::{MetricAlarm, ScalingPolicy};
use crate::scenario::file::ScenarioFile;
use crate::scenario::setup::PolicyRef;

/// The names, those of the begin first, in file order.
#[derive(Debug)]
pub(super) struct Roster<'f> {
    /// `ResourceId` by variant.
    pub(super) ids: Vec<String>,
    /// Policies by variant, each by the first document of its name.
    pub(super) policies: Vec<Vec<&'f ScalingPolicy>>,
    /// `ScheduledActionName` by variant.
    pub(super) scheduled: Vec<Vec<&'f str>>,
    /// `AlarmName`.
    pub(super) alarms: Vec<&'f str>,
}

impl<'f> Roster<'f> {
    pub(super) fn of(file: &'f ScenarioFile) -> Self {
        let ids = resources::ids(file);
        let (policies, scheduled) = (vec![Vec::new(); ids.len()], vec![Vec::new(); ids.len()]);
        let mut roster = Self { ids, policies, scheduled, alarms: Vec::new() };
        // What has no owner is refused where it is read.
        let owner = |id: &Option<String>| resources::owner(id.as_deref(), file).unwrap_or(0);
        for document in policy_documents(file) {
            let Some(known) = roster.policies.get_mut(owner(&document.resource_id)) else { continue };
            if !known.iter().any(|known| known.policy_name == document.policy_name) {
                known.push(document);
            }
        }
        let actions = file.scaling.iter().flat_map(|scaling| &scaling.scheduled_actions);
        let put = file.calls.iter().filter_map(|call| call.put_scheduled_action.as_ref());
        let names = actions.map(|action| (&action.resource_id, &action.scheduled_action_name));
        for (id, name) in names.chain(put.map(|action| (&action.resource_id, &action.scheduled_action_name))) {
            if let Some(known) = roster.scheduled.get_mut(owner(id)) {
                add(known, name);
            }
        }
        for alarm in alarm_documents(file) {
            add(&mut roster.alarms, &alarm.alarm_name);
        }
        roster
    }

    /// Where the policy of a name is among those of a variant.
    pub(super) fn policy(&self, variant: usize, name: &str) -> Option<usize> {
        self.policies.get(variant)?.iter().position(|policy| policy.policy_name == name)
    }

    /// Where the scheduled action of a name is among those of a variant.
    pub(super) fn action(&self, variant: usize, name: &str) -> Option<usize> {
        self.scheduled.get(variant)?.iter().position(|known| *known == name)
    }

    /// Where the alarm of a name is.
    pub(super) fn alarm(&self, name: &str) -> Option<usize> {
        self.alarms.iter().position(|known| *known == name)
    }

    /// The policies that an action of an alarm can mean: of an ARN, of `<ResourceId>:<PolicyName>`, or of a name.
    pub(super) fn meant(&self, action: &str) -> Vec<PolicyRef> {
        let (resource, name) = resources::taken_apart(action);
        let fits = |resource: &str, id: &str| {
            resource.strip_suffix(id).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
        };
        let of = |(variant, id): (usize, &String)| {
            let policy = self.policy(variant, name).filter(|_| resource.is_none_or(|resource| fits(resource, id)))?;
            Some(PolicyRef { variant, policy })
        };
        self.ids.iter().enumerate().filter_map(of).collect()
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
