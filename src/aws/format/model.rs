//! What the service models say of the calls whose documents are read and written: members, types, constraints.
//!
//! Ref: botocore 1.43, as `tests/tools/service_model.py` took it out.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The calls whose documents are read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Call {
    /// A model: containers that serve.
    CreateModel,
    /// Variants.
    CreateEndpointConfig,
    /// An endpoint of a configuration.
    CreateEndpoint,
    /// Copies of a model on the instances of a variant.
    CreateInferenceComponent,
    /// Bounds.
    RegisterScalableTarget,
    /// A policy.
    PutScalingPolicy,
    /// A schedule.
    PutScheduledAction,
    /// An alarm.
    PutMetricAlarm,
}

impl Call {
    /// In the order in which they can be made.
    pub const ALL: [Self; 8] = [
        Self::CreateModel,
        Self::CreateEndpointConfig,
        Self::CreateEndpoint,
        Self::CreateInferenceComponent,
        Self::RegisterScalableTarget,
        Self::PutScalingPolicy,
        Self::PutScheduledAction,
        Self::PutMetricAlarm,
    ];

    /// In AWS's words.
    pub fn name(self) -> String {
        format!("{self:?}")
    }

    /// The call that a client names `put-scaling-policy` or `put_scaling_policy`.
    pub fn by_client_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|call| loose(&call.name()) == loose(name))
    }

    /// `sagemaker`, `cloudwatch` or `application-autoscaling`.
    pub fn service(self) -> &'static str {
        &self.operation().service
    }

    /// What the call takes.
    pub fn input(self) -> Shape {
        shape(&self.operation().input)
    }

    /// What describe-calls answer about it.
    pub fn described(self) -> Shape {
        shape(&self.operation().described)
    }

    /// The member that names the thing, if one does.
    pub fn name_member(self) -> &'static str {
        match self {
            Self::CreateModel => "ModelName",
            Self::CreateEndpointConfig => "EndpointConfigName",
            Self::CreateEndpoint => "EndpointName",
            Self::CreateInferenceComponent => "InferenceComponentName",
            Self::RegisterScalableTarget => "ResourceId",
            Self::PutScalingPolicy => "PolicyName",
            Self::PutScheduledAction => "ScheduledActionName",
            Self::PutMetricAlarm => "AlarmName",
        }
    }

    fn operation(self) -> &'static Operation {
        &model().operations[&self.name()]
    }
}

#[derive(Deserialize)]
struct Model {
    operations: BTreeMap<String, Operation>,
    shapes: BTreeMap<String, Told>,
}

#[derive(Deserialize)]
struct Operation {
    service: String,
    input: String,
    described: String,
}

#[derive(Deserialize)]
struct Told {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    members: serde_json::Map<String, serde_json::Value>,
    #[serde(default)]
    required: Vec<String>,
    member: Option<String>,
    value: Option<String>,
}

/// A type of the service models.
#[derive(Clone, Copy)]
pub struct Shape(&'static Told);

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| {
        serde_json::from_str(include_str!("service_model.json")).expect("the extract is what the script writes")
    })
}

fn shape(name: &str) -> Shape {
    Shape(&model().shapes[name])
}

impl Shape {
    /// `structure`, `list`, `map`, `string`, `integer`, `long`, `double`, `float`, `boolean`, `timestamp`.
    pub fn kind(self) -> &'static str {
        &self.0.kind
    }

    /// The members of a structure, in the model's order.
    pub fn members(self) -> impl Iterator<Item = (&'static str, Shape)> {
        self.0.members.iter().filter_map(|(name, target)| Some((name.as_str(), shape(target.as_str()?))))
    }

    /// The member of this very name.
    pub fn member(self, name: &str) -> Option<Shape> {
        self.0.members.get(name).and_then(|target| target.as_str()).map(shape)
    }

    /// The member that a name means in whatever spelling: `resourceID`, `resource_id`, `resource-id`.
    pub fn member_like(self, name: &str) -> Option<(&'static str, Shape)> {
        let wanted = loose(name);
        self.members().find(|(known, _)| loose(known) == wanted)
    }

    /// Members that must be there.
    pub fn required(self) -> &'static [String] {
        &self.0.required
    }

    /// What a list holds.
    pub fn element(self) -> Option<Shape> {
        self.0.member.as_deref().map(shape)
    }

    /// What a map holds.
    pub fn value(self) -> Option<Shape> {
        self.0.value.as_deref().map(shape)
    }

    /// Whether it is a number.
    pub fn is_number(self) -> bool {
        matches!(self.kind(), "integer" | "long" | "double" | "float")
    }
}

/// A name without case and separators.
pub fn loose(name: &str) -> String {
    name.chars().filter(|letter| !matches!(letter, '-' | '_')).flat_map(char::to_lowercase).collect()
}

/// `TargetValue` as `target_value`: the way botocore's clients spell members as options, and Terraform its arguments.
pub fn separated(name: &str, separator: char) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 8);
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let word_begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                let next_is_low = letters.get(at + 1).is_some_and(char::is_ascii_lowercase);
                before.is_ascii_lowercase() || before.is_ascii_digit() || next_is_low
            });
        if word_begins {
            out.push(separator);
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// `ResourceId` as `resourceID`: the way ACK spells fields.
///
/// Ref: CRDs of applicationautoscaling-controller 495c0e8 and sagemaker-controller.
pub fn ack(name: &str) -> String {
    const UPPER: [&str; 7] = ["Id", "Arn", "Cpu", "Kms", "Vpc", "Url", "Ssm"];
    let words = separated(name, ' ');
    let mut out = String::new();
    let mut from = 0;
    for (number, word) in words.split(' ').enumerate() {
        let written = &name[from..from + word.len()];
        from += word.len();
        match (number, UPPER.contains(&written)) {
            (0, _) => out.push_str(&written.to_ascii_lowercase()),
            (_, true) => out.push_str(&written.to_ascii_uppercase()),
            (_, false) => out.push_str(written),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_is_in_the_model() {
        for call in Call::ALL {
            assert!(call.input().member(call.name_member()).is_some(), "{call:?}");
            assert!(call.described().member(call.name_member()).is_some(), "{call:?}");
            assert_eq!(Call::by_client_name(&separated(&call.name(), '-')), Some(call));
        }
    }

    #[test]
    fn names_are_spelt_as_each_client_does() {
        for (name, option, field) in [
            ("ResourceId", "resource-id", "resourceID"),
            ("RoleARN", "role-arn", "roleARN"),
            ("OKActions", "ok-actions", "okActions"),
            (
                "TargetTrackingScalingPolicyConfiguration",
                "target-tracking-scaling-policy-configuration",
                "targetTrackingScalingPolicyConfiguration",
            ),
            ("KmsKeyId", "kms-key-id", "kmsKeyID"),
            ("ExecutionRoleArn", "execution-role-arn", "executionRoleARN"),
            ("VolumeSizeInGB", "volume-size-in-gb", "volumeSizeInGB"),
            ("EnableSSMAccess", "enable-ssm-access", "enableSSMAccess"),
            ("NumberOfCpuCoresRequired", "number-of-cpu-cores-required", "numberOfCPUCoresRequired"),
            ("MinMemoryRequiredInMb", "min-memory-required-in-mb", "minMemoryRequiredInMb"),
            ("ModelDataUrl", "model-data-url", "modelDataURL"),
        ] {
            assert_eq!((separated(name, '-').as_str(), ack(name).as_str()), (option, field));
        }
    }
}
