//! Calls that someone makes to AWS while the scenario runs, each by its name and with its document.

use super::written::At;
use crate::aws::Kept;
use crate::aws::call::{AlarmNames, RegisterAgain, UpdateCapacities};
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
    /// A policy.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "PutScalingPolicy")]
    #[schemars(extend("x-not-yet" = true))]
    pub put_scaling_policy: Option<Kept>,
    /// A policy goes.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "DeleteScalingPolicy")]
    #[schemars(extend("x-not-yet" = true))]
    pub delete_scaling_policy: Option<Kept>,
    /// A scheduled action.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "PutScheduledAction")]
    #[schemars(extend("x-not-yet" = true))]
    pub put_scheduled_action: Option<Kept>,
    /// A scheduled action goes.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "DeleteScheduledAction")]
    #[schemars(extend("x-not-yet" = true))]
    pub delete_scheduled_action: Option<Kept>,
    /// The target goes, with its policies and scheduled actions.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "DeregisterScalableTarget")]
    #[schemars(extend("x-not-yet" = true))]
    pub deregister_scalable_target: Option<Kept>,
    /// An alarm.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "PutMetricAlarm")]
    #[schemars(extend("x-not-yet" = true))]
    pub put_metric_alarm: Option<Kept>,
    /// A state by hand.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "SetAlarmState")]
    #[schemars(extend("x-not-yet" = true))]
    pub set_alarm_state: Option<Kept>,
    /// Another configuration.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "UpdateEndpoint")]
    #[schemars(extend("x-not-yet" = true))]
    pub update_endpoint: Option<Kept>,
}
