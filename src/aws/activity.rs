//! The words of DescribeScalingActivities: what Application Auto Scaling writes about a change, or about none.
//!
//! Ref: "Scaling activities for Application Auto Scaling"; API reference, ScalingActivity.

/// StatusCode.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusCode {
    /// The change is under way.
    InProgress,
    /// The change is complete.
    Successful,
    /// A newer change replaced it.
    Overridden,
    /// The service could not fulfil it.
    Unfulfilled,
    /// It was refused, or nothing was to be done (not scaled).
    Failed,
}

impl StatusCode {
    /// AWS's word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InProgress => "InProgress",
            Self::Successful => "Successful",
            Self::Overridden => "Overridden",
            Self::Unfulfilled => "Unfulfilled",
            Self::Failed => "Failed",
        }
    }
}

/// Description of a change of a variant's capacity.
pub fn setting_instance_count(to: u32) -> String {
    format!("Setting desired instance count to {to}.")
}

/// Description of a change of bounds; `None`: not changed.
pub fn setting_bounds(_min: Option<u32>, _max: Option<u32>) -> String {
    todo!()
}

/// Description of an activity that is not scaled.
pub const ATTEMPTING: &str = "Attempting to scale due to alarm triggered";

/// Cause: an alarm.
pub fn caused_by_alarm(alarm: &str, policy: &str) -> String {
    format!("monitor alarm {alarm} in state ALARM triggered policy {policy}")
}

/// Cause: a scheduled action.
pub fn caused_by_scheduled_action(name: &str) -> String {
    format!("scheduled action name {name} was triggered")
}

/// Cause: the capacity lay below MinCapacity.
pub fn caused_by_minimum(min: u32) -> String {
    format!("minimum capacity was set to {min}")
}

/// Cause: the capacity lay above MaxCapacity.
pub fn caused_by_maximum(max: u32) -> String {
    format!("maximum capacity was set to {max}")
}

/// StatusMessage of a change that SageMaker is carrying out.
pub fn instance_count_in_progress(_to: u32) -> String {
    todo!()
}

/// StatusMessage of a change that SageMaker has carried out.
pub fn instance_count_set(to: u32) -> String {
    format!("Successfully set desired instance count to {to}. Change successfully fulfilled by sagemaker.")
}

/// StatusMessage of a change that SageMaker refused.
pub fn instance_count_refused(to: u32, reason: &str) -> String {
    format!("Failed to set desired instance count to {to}. Reason: {reason}")
}

/// The reason SageMaker gives where an account quota binds.
pub fn quota_exceeded(_instance_type: &str, _limit: u32, _used: u32, _delta: u32) -> String {
    todo!()
}

/// StatusMessage of bounds that were set.
pub fn bounds_set(_min: Option<u32>, _max: Option<u32>) -> String {
    todo!()
}

/// StatusMessage of a scheduled action that met an endpoint in Updating.
pub fn not_scalable(_resource_id: &str, _endpoint: &str) -> String {
    todo!()
}

/// StatusMessage of a scheduled action whose one bound would cross the other.
pub fn bounds_cross(_min: u32, _max: u32) -> String {
    todo!()
}

/// NotScaledReasons: a code, and the capacity that belongs to it.
pub fn not_scaled_reason(code: &str, capacity: Option<(&str, u32)>) -> String {
    match capacity {
        Some((member, n)) => format!("{code}({member}={n})"),
        None => code.to_owned(),
    }
}
