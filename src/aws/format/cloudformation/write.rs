//! A template that makes the same set-up.

use super::TYPES;
use crate::aws::format::model::Call;
use crate::aws::format::{Plain, Written, policy_of, yaml_out};
use serde_json::{Map, Value, json};

/// The role that Application Auto Scaling uses for SageMaker, by its documented form.
///
/// Ref: Application Auto Scaling user guide, "Service-linked roles".
const ROLE: &str = "arn:aws:iam::${AWS::AccountId}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint";

/// Writes one template.
pub(in crate::aws::format) fn write(documents: &[Plain]) -> Written {
    let mut remarks = Vec::new();
    let names = logical_names(documents);
    let mut resources = Map::new();
    for (index, (call, document)) in documents.iter().enumerate() {
        let Some((kind, _)) = TYPES.iter().find(|(_, known)| known == call) else { continue };
        let mut properties = document.as_object().cloned().unwrap_or_default();
        let mut resource = Map::from_iter([("Type".to_owned(), Value::from(*kind))]);
        match call {
            Call::RegisterScalableTarget => {
                target(&mut properties, documents);
                if properties.shift_remove("Tags").is_some() {
                    remarks.push(format!("Tags of {} are left out: {kind} has none", names[index]));
                }
                if names.iter().any(|name| name == "Endpoint") {
                    resource.insert("DependsOn".to_owned(), "Endpoint".into());
                }
            }
            Call::PutScalingPolicy => of_target(&mut properties, documents, &names),
            Call::PutMetricAlarm => actions(&mut properties, documents, &names),
            Call::CreateEndpoint => {
                if let Some(config) = documents.iter().position(|(call, _)| *call == Call::CreateEndpointConfig) {
                    resource.insert("DependsOn".to_owned(), names[config].clone().into());
                }
            }
            _ => {}
        }
        resource.insert("Properties".to_owned(), Value::Object(properties));
        resources.insert(names[index].clone(), Value::Object(resource));
    }
    for (_, action) in documents.iter().filter(|(call, _)| *call == Call::PutScheduledAction) {
        if !documents.iter().any(|(call, target)| *call == Call::RegisterScalableTarget && same_target(target, action))
        {
            let name = action["ScheduledActionName"].as_str().unwrap_or_default();
            remarks.push(format!(
                "scheduled action `{name}` is not written: CloudFormation has it inside its target, which is not here"
            ));
        }
    }
    let template = json!({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources});
    Written { files: vec![("template.yaml".to_owned(), yaml_out::document(&template))], remarks }
}

/// A name for each resource: letters and digits, none twice.
fn logical_names(documents: &[Plain]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (call, document) in documents {
        let own = document.get(call.name_member()).and_then(Value::as_str).unwrap_or_default();
        let mut pascal = String::new();
        for word in own.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
            pascal.push_str(&word[..1].to_ascii_uppercase());
            pascal.push_str(&word[1..]);
        }
        let base = match call {
            Call::CreateEndpoint => "Endpoint".to_owned(),
            Call::CreateEndpointConfig => "EndpointConfig".to_owned(),
            Call::CreateModel => format!("Model{pascal}"),
            Call::CreateInferenceComponent => format!("Component{pascal}"),
            Call::RegisterScalableTarget => "Target".to_owned(),
            Call::PutScalingPolicy => format!("Policy{pascal}"),
            Call::PutScheduledAction => format!("Action{pascal}"),
            Call::PutMetricAlarm => format!("Alarm{pascal}"),
        };
        let mut name = base.clone();
        let mut number = 1;
        while names.contains(&name) {
            number += 1;
            name = format!("{base}{number}");
        }
        names.push(name);
    }
    names
}

fn same_target(first: &Value, second: &Value) -> bool {
    ["ResourceId", "ScalableDimension"].iter().all(|key| first.get(key) == second.get(key))
}

/// Scheduled actions stand inside their target.
fn target(properties: &mut Map<String, Value>, documents: &[Plain]) {
    properties.entry("RoleARN").or_insert_with(|| json!({"Fn::Sub": ROLE}));
    let own = Value::Object(properties.clone());
    let of_target = |(call, action): &&Plain| *call == Call::PutScheduledAction && same_target(&own, action);
    let inside = |(_, action): &Plain| {
        let mut members = action.as_object().cloned().unwrap_or_default();
        for key in ["ServiceNamespace", "ResourceId", "ScalableDimension"] {
            members.shift_remove(key);
        }
        Value::Object(members)
    };
    let actions: Vec<Value> = documents.iter().filter(of_target).map(inside).collect();
    if !actions.is_empty() {
        properties.insert("ScheduledActions".to_owned(), Value::Array(actions));
    }
}

fn of_target(properties: &mut Map<String, Value>, documents: &[Plain], names: &[String]) {
    let own = Value::Object(properties.clone());
    let target =
        documents.iter().position(|(call, target)| *call == Call::RegisterScalableTarget && same_target(&own, target));
    if let Some(target) = target {
        for key in ["ServiceNamespace", "ResourceId", "ScalableDimension"] {
            properties.shift_remove(key);
        }
        properties.insert("ScalingTargetId".to_owned(), json!({"Ref": names[target]}));
    }
}

/// `Ref` of a policy is its ARN.
fn actions(properties: &mut Map<String, Value>, documents: &[Plain], names: &[String]) {
    for key in ["AlarmActions", "OKActions", "InsufficientDataActions"] {
        for action in properties.get_mut(key).and_then(Value::as_array_mut).into_iter().flatten() {
            let policy = policy_of(documents, action);
            if let Some(policy) = policy {
                *action = json!({"Ref": names[policy]});
            }
        }
    }
}
