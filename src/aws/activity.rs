//! The words of `DescribeScalingActivities`: what Application Auto Scaling writes about a change, or about none.
//!
//! Ref: "Scaling activities for Application Auto Scaling"; API reference, `ScalingActivity`.

/// `StatusCode`.
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

/// Description of a change of bounds: those that are sent.
pub fn setting_bounds(min: Option<u32>, max: Option<u32>) -> String {
    format!("Setting {}", bounds(min, max))
}

/// Description of an activity that is not scaled.
pub const ATTEMPTING: &str = "Attempting to scale due to alarm triggered";

/// Cause: an alarm.
pub fn caused_by_alarm(alarm: &str, policy: &str) -> String {
    format!("{ALARM_CAUSE}{alarm} in state ALARM triggered policy {policy}")
}

/// Cause: a scheduled action.
pub fn caused_by_scheduled_action(name: &str) -> String {
    format!("scheduled action name {name} was triggered")
}

/// Cause: the capacity lay below `MinCapacity`.
pub fn caused_by_minimum(min: u32) -> String {
    format!("minimum capacity was set to {min}")
}

/// Cause: the capacity lay above `MaxCapacity`.
pub fn caused_by_maximum(max: u32) -> String {
    format!("maximum capacity was set to {max}")
}

/// Cause: somebody set the capacity by hand.
///
/// Differs: Application Auto Scaling writes no activity for it.
pub const CALLED: &str = "UpdateEndpointWeightsAndCapacities was called";

/// Cause: somebody has deployed another configuration.
///
/// Differs: Application Auto Scaling writes no activity for it.
pub const UPDATED: &str = "UpdateEndpoint was called";

/// How the Cause begins where an alarm's policy asked.
pub const ALARM_CAUSE: &str = "monitor alarm ";

/// `StatusMessage` of a change that `SageMaker` is carrying out.
pub fn instance_count_in_progress(to: u32) -> String {
    format!("Successfully set desired instance count to {to}. Waiting for change to be fulfilled by sagemaker.")
}

/// `StatusMessage` of a change that `SageMaker` has carried out.
pub fn instance_count_set(to: u32) -> String {
    format!("Successfully set desired instance count to {to}. Change successfully fulfilled by sagemaker.")
}

/// `StatusMessage` of a change that a later one has put an end to.
///
/// Differs: the wording of AWS is not known.
pub fn instance_count_overridden(to: u32, by: u32) -> String {
    format!(
        "Successfully set desired instance count to {to}. Overridden by a later change of desired instance count to {by}."
    )
}

/// `StatusMessage` of a change that `SageMaker` refused.
pub fn instance_count_refused(to: u32, reason: &str) -> String {
    format!("Failed to set desired instance count to {to}. Reason: {reason}")
}

/// The reason `SageMaker` gives where an account quota binds: `limit` instances of a type, `used` of them in use,
/// `delta` more wanted.
///
/// Ref: "Query endpoint auto scaling history".
pub fn quota_exceeded(instance_type: &str, limit: u32, used: u32, delta: u32) -> String {
    format!(
        "The account-level service limit '{instance_type} for endpoint usage' is {limit} Instances, with current \
         utilization of {used} Instances and a request delta of {delta} Instances. Please contact AWS support to \
         request an increase for this limit. (Service: AmazonSageMaker; Status Code: 400; Error Code: \
         ResourceLimitExceeded)."
    )
}

/// `StatusMessage` of bounds that were set.
pub fn bounds_set(min: Option<u32>, max: Option<u32>) -> String {
    format!("Successfully set {}", bounds(min, max))
}

/// `StatusMessage` of a scheduled action that met an endpoint in Updating.
///
/// Ref: "Scheduled scaling for Application Auto Scaling" (the first half; the reason is `SageMaker`'s).
pub fn not_scalable(resource_id: &str, endpoint: &str) -> String {
    format!("Resource Id [{resource_id}] is not scalable. Reason: {}", in_progress(endpoint))
}

/// What `SageMaker` answers to a call while the endpoint is Updating.
pub fn in_progress(endpoint: &str) -> String {
    format!("Cannot update in-progress endpoint \"{endpoint}\".")
}

/// `StatusMessage` of a scheduled action whose one bound would cross the other.
///
/// Assumes: `one_bound_crosses: fail`; the sentence is that of the API's validation.
pub fn bounds_cross(min: u32, max: u32) -> String {
    format!("Minimum capacity cannot be greater than maximum capacity: min capacity {min}, max capacity {max}")
}

/// `NotScaledReasons`: a code, and the capacity that belongs to it.
pub fn not_scaled_reason(code: &str, capacity: Option<(&str, u32)>) -> String {
    match capacity {
        Some((member, n)) => format!("{code}({member}={n})"),
        None => code.to_owned(),
    }
}

fn bounds(min: Option<u32>, max: Option<u32>) -> String {
    match (min, max) {
        (Some(min), Some(max)) => format!("min capacity to {min} and max capacity to {max}"),
        (Some(min), None) => format!("min capacity to {min}"),
        (None, Some(max)) => format!("max capacity to {max}"),
        (None, None) => "no capacity".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn k1_target_tracking_changes_a_variant() {
        assert_eq!(setting_instance_count(48), "Setting desired instance count to 48.");
        assert_eq!(
            caused_by_alarm("TargetTracking-endpoint/e/variant/v-AlarmHigh-1", "keep-busy"),
            "monitor alarm TargetTracking-endpoint/e/variant/v-AlarmHigh-1 in state ALARM triggered policy keep-busy"
        );
        assert_eq!(
            instance_count_set(48),
            "Successfully set desired instance count to 48. Change successfully fulfilled by sagemaker."
        );
        assert_eq!(StatusCode::Successful.name(), "Successful");
    }

    #[test]
    fn k2_a_scheduled_action_is_two_activities() {
        assert_eq!(setting_bounds(Some(15), Some(20)), "Setting min capacity to 15 and max capacity to 20");
        assert_eq!(
            caused_by_scheduled_action("my-first-scheduled-action"),
            "scheduled action name my-first-scheduled-action was triggered"
        );
        assert_eq!(bounds_set(Some(15), Some(20)), "Successfully set min capacity to 15 and max capacity to 20");
        assert_eq!(caused_by_minimum(15), "minimum capacity was set to 15");
        assert_eq!(setting_bounds(None, Some(20)), "Setting max capacity to 20");
        assert_eq!(setting_bounds(Some(3), None), "Setting min capacity to 3");
    }

    #[test]
    fn i2_a_lowered_maximum_is_a_cause() {
        assert_eq!(caused_by_maximum(10), "maximum capacity was set to 10");
    }

    #[test]
    fn k4_not_scaled_at_the_maximum() {
        let reason = not_scaled_reason("AlreadyAtMaxCapacity", Some(("MaxCapacity", 4)));
        assert_eq!(reason, "AlreadyAtMaxCapacity(MaxCapacity=4)");
        assert_eq!(ATTEMPTING, "Attempting to scale due to alarm triggered");
    }

    #[test]
    fn k6_a_quota_is_named_with_its_figures() {
        let message = instance_count_refused(110, &quota_exceeded("ml.xx.xxxxxx", 1000, 997, 20));
        assert!(message.starts_with(
            "Failed to set desired instance count to 110. Reason: The account-level service limit 'ml.xx.xxxxxx for \
             endpoint usage' is 1000 Instances, with current utilization of 997 Instances and a request delta of 20 \
             Instances. Please contact AWS support"
        ));
        assert!(message.contains("Error Code: ResourceLimitExceeded"));
    }

    #[test]
    fn an_endpoint_in_updating_is_not_scalable() {
        assert!(
            not_scalable("endpoint/e/variant/v", "e")
                .starts_with("Resource Id [endpoint/e/variant/v] is not scalable. Reason: ")
        );
    }
}
