//! Calls that put and delete what a target has, or set the state of an alarm by hand.
//!
//! Ref: botocore 1.43: application-autoscaling `PutScheduledActionRequest`, `DeleteScalingPolicyRequest`,
//! `DeleteScheduledActionRequest`, `DeregisterScalableTargetRequest`; cloudwatch `SetAlarmStateInput`.

use crate::aws::schedule::{ScalableTargetAction, ScheduledAction, Timestamp};
use crate::aws::target::check_namespace;
use crate::problem::Problems;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whose policy, action or registration it is.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'d> {
    /// `ServiceNamespace`.
    pub namespace: Option<&'d str>,
    /// `ResourceId`.
    pub resource_id: Option<&'d str>,
    /// `ScalableDimension`.
    pub dimension: Option<&'d str>,
}

macro_rules! owned {
    ($($(#[doc = $doc:literal])* $name:ident { $($(#[doc = $of:literal])* $member:ident: $kind:ty,)* })*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, rename_all = "PascalCase")]
        pub struct $name {
            $($(#[doc = $of])* pub $member: $kind,)*
            /// `sagemaker`; may be left out.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub service_namespace: Option<String>,
            /// May be left out where there is one target.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub resource_id: Option<String>,
            /// Follows from the resource.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub scalable_dimension: Option<String>,
        }

        impl $name {
            /// Whose it is.
            pub fn owner(&self) -> Owner<'_> {
                Owner {
                    namespace: self.service_namespace.as_deref(),
                    resource_id: self.resource_id.as_deref(),
                    dimension: self.scalable_dimension.as_deref(),
                }
            }
        }
    )*};
}

owned! {
    /// `DeleteScalingPolicy`.
    DeleteScalingPolicy {
        /// Which.
        policy_name: String,
    }
    /// `DeleteScheduledAction`.
    DeleteScheduledAction {
        /// Which.
        scheduled_action_name: String,
    }
    /// `DeregisterScalableTarget`.
    DeregisterScalableTarget {}
}

impl Owner<'_> {
    /// The constraints of the service model.
    pub fn check(&self, path: &str, problems: &mut Problems) {
        check_namespace(self.namespace, path, problems);
    }
}

/// `PutScheduledAction`, of an action that may be there: what is left out stays, save `StartTime` and `EndTime`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct PutScheduledAction {
    /// Name of the action, unique for its target.
    pub scheduled_action_name: String,
    /// `sagemaker`; may be left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_namespace: Option<String>,
    /// May be left out where there is one target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<String>,
    /// Follows from the resource.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scalable_dimension: Option<String>,
    /// Left out: stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 1600))]
    pub schedule: Option<String>,
    /// Left out: stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "zone"))]
    pub timezone: Option<String>,
    /// Left out: there is none any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<Timestamp>,
    /// Left out: there is none any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Timestamp>,
    /// Left out: stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scalable_target_action: Option<ScalableTargetAction>,
}

impl PutScheduledAction {
    /// The whole action that this makes of the one there is. `Err`: it is new, and this member is missing.
    ///
    /// Ref: API reference, `PutScheduledAction` (an update keeps what is not sent, but deletes `StartTime` and `EndTime`
    /// that are not sent).
    pub fn over(&self, present: Option<&ScheduledAction>) -> Result<ScheduledAction, &'static str> {
        Ok(ScheduledAction {
            scheduled_action_name: self.scheduled_action_name.clone(),
            service_namespace: self.service_namespace.clone(),
            resource_id: self.resource_id.clone(),
            scalable_dimension: self.scalable_dimension.clone(),
            schedule: self.schedule.clone().or_else(|| Some(present?.schedule.clone())).ok_or("Schedule")?,
            timezone: self.timezone.clone().or_else(|| present?.timezone.clone()),
            start_time: self.start_time.clone(),
            end_time: self.end_time.clone(),
            scalable_target_action: self
                .scalable_target_action
                .or_else(|| Some(present?.scalable_target_action))
                .ok_or("ScalableTargetAction")?,
        })
    }
}

/// `SetAlarmState`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
pub struct SetAlarmState {
    /// Which.
    pub alarm_name: String,
    /// The state, until the next evaluation.
    pub state_value: StateValue,
    /// Why, in words.
    #[schemars(length(max = 1023))]
    pub state_reason: String,
    /// JSON, of which a policy that the state invokes reads `recentDatapoints` (oldest first).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4000))]
    pub state_reason_data: Option<String>,
}

/// States of an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schemars(inline)]
pub enum StateValue {
    /// OK.
    Ok,
    /// ALARM.
    Alarm,
    /// `INSUFFICIENT_DATA`.
    InsufficientData,
}

impl SetAlarmState {
    /// The datapoints that it gives, oldest first; none where it gives none. `None`: the JSON does not have its form.
    ///
    /// Ref: API reference, `SetAlarmState` (`StateReasonData`: scaling policies act upon it).
    pub fn recent_datapoints(&self) -> Option<Vec<f64>> {
        let Some(text) = &self.state_reason_data else { return Some(Vec::new()) };
        let data: serde_json::Value = serde_json::from_str(text).ok()?;
        match data.as_object()?.get("recentDatapoints") {
            Some(points) => points.as_array()?.iter().map(serde_json::Value::as_f64).collect(),
            None => Some(Vec::new()),
        }
    }
}
