//! Calls that someone makes to AWS while the scenario runs, each by its name and with its document.

use super::written::At;
use crate::aws::call::put::{
    DeleteScalingPolicy, DeleteScheduledAction, DeregisterScalableTarget, PutScheduledAction, SetAlarmState,
};
use crate::aws::call::update::UpdateEndpoint;
use crate::aws::call::{AlarmNames, RegisterAgain, UpdateCapacities};
use crate::aws::{MetricAlarm, ScalingPolicy};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One call: when, and exactly one document by the call's name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallFile {
    /// A date and time, or a length of time from `start`; a time of day in runs of at most a day.
    pub at: At,
    /// New bounds, or scaling suspended or resumed.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "RegisterScalableTarget")]
    pub register_scalable_target: Option<RegisterAgain>,
    /// A capacity by hand.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "UpdateEndpointWeightsAndCapacities")]
    pub update_capacities: Option<UpdateCapacities>,
    /// Alarms go on judging, but take no action.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "DisableAlarmActions")]
    pub disable_alarm_actions: Option<AlarmNames>,
    /// They take actions again.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "EnableAlarmActions")]
    pub enable_alarm_actions: Option<AlarmNames>,
    /// A policy: a new one, or one of the same name in place of the one there is.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "PutScalingPolicy")]
    pub put_scaling_policy: Option<ScalingPolicy>,
    /// A policy goes.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "DeleteScalingPolicy")]
    pub delete_scaling_policy: Option<DeleteScalingPolicy>,
    /// A scheduled action: a new one, or changes of the one there is.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "PutScheduledAction")]
    pub put_scheduled_action: Option<PutScheduledAction>,
    /// A scheduled action goes.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "DeleteScheduledAction")]
    pub delete_scheduled_action: Option<DeleteScheduledAction>,
    /// The target goes, with its policies and scheduled actions.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "DeregisterScalableTarget")]
    pub deregister_scalable_target: Option<DeregisterScalableTarget>,
    /// An alarm: a new one, or another configuration of the one there is.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "PutMetricAlarm")]
    pub put_metric_alarm: Option<MetricAlarm>,
    /// Alarms go.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "DeleteAlarms")]
    pub delete_alarms: Option<AlarmNames>,
    /// A state by hand.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "SetAlarmState")]
    pub set_alarm_state: Option<SetAlarmState>,
    /// A deployment: every instance is replaced.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "UpdateEndpoint")]
    pub update_endpoint: Option<UpdateEndpoint>,
}

impl CallFile {
    /// The calls that the entry names; one is right.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        let all = [
            ("RegisterScalableTarget", self.register_scalable_target.is_some()),
            ("UpdateEndpointWeightsAndCapacities", self.update_capacities.is_some()),
            ("DisableAlarmActions", self.disable_alarm_actions.is_some()),
            ("EnableAlarmActions", self.enable_alarm_actions.is_some()),
            ("PutScalingPolicy", self.put_scaling_policy.is_some()),
            ("DeleteScalingPolicy", self.delete_scaling_policy.is_some()),
            ("PutScheduledAction", self.put_scheduled_action.is_some()),
            ("DeleteScheduledAction", self.delete_scheduled_action.is_some()),
            ("DeregisterScalableTarget", self.deregister_scalable_target.is_some()),
            ("PutMetricAlarm", self.put_metric_alarm.is_some()),
            ("DeleteAlarms", self.delete_alarms.is_some()),
            ("SetAlarmState", self.set_alarm_state.is_some()),
            ("UpdateEndpoint", self.update_endpoint.is_some()),
        ];
        all.into_iter().filter_map(|(name, is_there)| is_there.then_some(name))
    }
}
