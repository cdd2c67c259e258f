//! CloudFormation templates.
//!
//! Ref: resource schemas as cfn-lint 1.51 carries them.

mod function;
mod write;

pub(super) use write::write;

use super::model::Call;
use super::node::{Entry, Kind, Node};
use super::shaping::{WORDS, shaped};
use super::{Around, Document, Found};
use function::Template;

/// Types of resources and the calls that they stand for.
const TYPES: [(&str, Call); 7] = [
    ("AWS::ApplicationAutoScaling::ScalableTarget", Call::RegisterScalableTarget),
    ("AWS::ApplicationAutoScaling::ScalingPolicy", Call::PutScalingPolicy),
    ("AWS::CloudWatch::Alarm", Call::PutMetricAlarm),
    ("AWS::SageMaker::Endpoint", Call::CreateEndpoint),
    ("AWS::SageMaker::EndpointConfig", Call::CreateEndpointConfig),
    ("AWS::SageMaker::Model", Call::CreateModel),
    ("AWS::SageMaker::InferenceComponent", Call::CreateInferenceComponent),
];

/// Properties that only tell CloudFormation how to go about it.
const OF_THE_STACK: [&str; 3] =
    ["ExcludeRetainedVariantProperties", "RetainAllVariantProperties", "RetainDeploymentConfig"];

/// Whether this is a template.
pub(super) fn is_template(node: &Node) -> bool {
    node.get("AWSTemplateFormatVersion").is_some()
        || node.get("Resources").is_some_and(|resources| {
            resources
                .entries()
                .iter()
                .any(|entry| entry.value.get("Type").and_then(Node::text).is_some_and(|t| t.contains("::")))
        })
}

/// The call of a resource.
fn call_of(resource: &Node) -> Option<Call> {
    let kind = resource.get("Type")?.word()?;
    TYPES.iter().find(|(known, _)| *known == kind).map(|(_, call)| *call)
}

/// Reads a template.
pub(super) fn read(node: &Node, around: &Around<'_>, found: &mut Found) {
    let template = Template::new(node, around.params);
    let others: Vec<&str> = node
        .entries()
        .iter()
        .map(|entry| entry.key.as_str())
        .filter(|key| !["Resources", "Parameters", "Conditions", "Mappings", "AWSTemplateFormatVersion"].contains(key))
        .collect();
    if !others.is_empty() {
        found.note(format!("{} of the template left out", others.join(", ")), &node.at);
    }
    for entry in node.get("Resources").map(Node::entries).unwrap_or_default() {
        resource(entry, &template, found);
    }
}

fn resource(entry: &Entry, template: &Template<'_>, found: &mut Found) {
    let kind = entry.value.get("Type").and_then(Node::word).unwrap_or_default();
    let Some(call) = call_of(&entry.value) else {
        found.note(format!("resource {} of type {kind} not read", entry.key), &entry.key_at);
        return;
    };
    if let Some(condition) = entry.value.get("Condition").and_then(Node::word) {
        match template.condition(&condition, 0) {
            Ok(true) => {}
            Ok(false) => {
                found.note(
                    format!("resource {} left out: its condition {condition} does not hold", entry.key),
                    &entry.key_at,
                );
                return;
            }
            Err(open) => {
                let problem = found
                    .error(format!("the text does not say whether {condition} holds: {open} is open"), &entry.key_at);
                problem.hint("say it: --param NAME=VALUE");
                return;
            }
        }
    }
    let others: Vec<&str> = entry
        .value
        .entries()
        .iter()
        .map(|entry| entry.key.as_str())
        .filter(|key| !["Type", "Properties", "Condition"].contains(key))
        .collect();
    if !others.is_empty() {
        found.note(format!("{} of resource {} left out", others.join(", "), entry.key), &entry.key_at);
    }
    let at = entry.value.get("Properties").map_or(entry.value.at.clone(), |properties| properties.at.clone());
    let properties = entry.value.get("Properties").cloned().unwrap_or_else(|| Node::new(Kind::Map(Vec::new()), &at));
    let mut node = template.value(&properties);
    for key in OF_THE_STACK {
        if node.get(key).is_some() {
            found.note(format!("{key} of resource {} left out", entry.key), &entry.key_at);
            node = without(node, key);
        }
    }
    if node.get(call.name_member()).is_none() && call != Call::RegisterScalableTarget {
        let words = format!(
            "{} of resource {}: CloudFormation makes it; the resource's own name is taken",
            call.name_member(),
            entry.key
        );
        found.note(words, &entry.key_at);
        node.set(call.name_member(), Node::text_at(&entry.key, &entry.key_at));
    }
    if let Some(target) = node.get("ScalingTargetId").cloned() {
        node = without(node, "ScalingTargetId");
        of_target(&mut node, &target, found);
    }
    let actions = node.get("ScheduledActions").cloned();
    if call == Call::RegisterScalableTarget {
        node = without(node, "ScheduledActions");
    }
    let resource = node.clone();
    found.documents.push(Document { call, node: shaped(node, call.input(), WORDS) });
    for action in actions.iter().flat_map(Node::elements).filter(|_| call == Call::RegisterScalableTarget) {
        let mut action = action.clone();
        for key in ["ServiceNamespace", "ResourceId", "ScalableDimension"] {
            if let Some(value) = resource.get(key) {
                action.set(key, value.clone());
            }
        }
        let call = Call::PutScheduledAction;
        found.documents.push(Document { call, node: shaped(action, call.input(), WORDS) });
    }
}

/// `Ref` of a target is `resource|dimension|namespace`.
fn of_target(policy: &mut Node, target: &Node, found: &mut Found) {
    let parts: Vec<String> = target.text().unwrap_or_default().split('|').map(str::to_owned).collect();
    let [resource, dimension, namespace] = parts.as_slice() else {
        match &target.kind {
            Kind::Open(_) => policy.set("ResourceId", target.clone()),
            _ => {
                found.error("ScalingTargetId names no target of this template", &target.at);
            }
        }
        return;
    };
    for (key, value) in [("ServiceNamespace", namespace), ("ResourceId", resource), ("ScalableDimension", dimension)] {
        policy.set(key, Node::text_at(value, &target.at));
    }
}

fn without(node: Node, key: &str) -> Node {
    let at = node.at.clone();
    let kept = node.take_entries().into_iter().filter(|entry| entry.key != key).collect();
    Node::new(Kind::Map(kept), &at)
}
