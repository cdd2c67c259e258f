//! What `--cli-input-json` takes and what describe-calls answer.

use super::answers;
use super::model::{Call, separated};
use super::node::Node;
use super::shaping::{EXACT, shaped};
use super::{Document, Found, Plain, Written, once};
use serde_json::Value;
use std::fmt::Write as _;

/// Lists of describe-answers, and the call that makes such a thing.
const LISTS: [(&str, Call); 4] = [
    ("ScalableTargets", Call::RegisterScalableTarget),
    ("ScalingPolicies", Call::PutScalingPolicy),
    ("ScheduledActions", Call::PutScheduledAction),
    ("MetricAlarms", Call::PutMetricAlarm),
];

/// Reads one document; `name` is the file's, which names a policy whose configuration stands alone.
pub(super) fn read(node: Node, name: &str, found: &mut Found) {
    if !node.elements().is_empty() {
        node.elements().iter().for_each(|element| read(element.clone(), name, found));
        return;
    }
    if !node.is_map() {
        found.error("found one word or an empty list, wanted an AWS document", &node.at);
        return;
    }
    if node.get("ScalingActivities").is_some() || LISTS.iter().any(|(key, _)| node.get(key).is_some()) {
        lists(&node, found);
    } else if let Some(call) = call_of(&node) {
        document(node, call, found);
    } else if let Some((member, policy_type)) = configuration(&node) {
        alone(node, name, (member, policy_type), found);
    } else if !answers::told(&node, found) {
        let keys: Vec<&str> = node.entries().iter().map(|entry| entry.key.as_str()).take(6).collect();
        let told = if keys.is_empty() { "an empty map".to_owned() } else { format!("the keys {}", keys.join(", ")) };
        let problem = found.error(format!("{told}: this is no document of a call that dryscale knows"), &node.at);
        problem.hint("known are: RegisterScalableTarget, PutScalingPolicy, PutScheduledAction, PutMetricAlarm, CreateEndpoint, CreateEndpointConfig, CreateModel, CreateInferenceComponent, and what describe-calls answer");
    }
}

fn lists(node: &Node, found: &mut Found) {
    for entry in node.entries() {
        match LISTS.iter().find(|(key, _)| *key == entry.key) {
            Some((_, call)) => {
                for element in entry.value.elements() {
                    document(element.clone(), *call, found);
                }
            }
            None if entry.value.is_null() || (entry.key == "CompositeAlarms" && entry.value.elements().is_empty()) => {}
            None if entry.key == "ScalingActivities" => {
                let mut keys: Vec<&str> = Vec::new();
                for key in entry.value.elements().iter().flat_map(Node::entries).map(|member| member.key.as_str()) {
                    if !keys.contains(&key) {
                        keys.push(key);
                    }
                }
                let words = format!(
                    "ScalingActivities ({}) are left out here: in a file of their own they are history",
                    keys.join(", ")
                );
                found.note(words, &entry.key_at);
            }
            None if entry.key == "CompositeAlarms" => {
                found.note("CompositeAlarms are left out: they cannot invoke a scaling policy", &entry.key_at);
            }
            None if entry.key == "NextToken" => {
                found.note("NextToken: the answer is one page of several; the other pages are not here", &entry.key_at);
            }
            None => found.note(format!("{} is left out: it is of the answer alone", entry.key), &entry.key_at),
        }
    }
}

/// The call that a map of members can be meant for.
pub(super) fn call_of(node: &Node) -> Option<Call> {
    let has = |key: &str| node.get(key).is_some();
    let scaling = ["TargetTrackingScalingPolicyConfiguration", "StepScalingPolicyConfiguration", "PolicyType"];
    let bounds = ["MinCapacity", "MaxCapacity", "SuspendedState"];
    if has("ScheduledActionName") {
        Some(Call::PutScheduledAction)
    } else if has("PolicyName") || scaling.iter().any(|key| has(key)) {
        Some(Call::PutScalingPolicy)
    } else if has("AlarmName") {
        Some(Call::PutMetricAlarm)
    } else if has("InferenceComponentName") {
        Some(Call::CreateInferenceComponent)
    } else if (has("ResourceId") || has("ScalableDimension")) && bounds.iter().any(|key| has(key)) {
        Some(Call::RegisterScalableTarget)
    } else if has("EndpointName") {
        Some(Call::CreateEndpoint)
    } else if has("EndpointConfigName") || has("ProductionVariants") {
        Some(Call::CreateEndpointConfig)
    } else if has("ModelName") || has("PrimaryContainer") {
        Some(Call::CreateModel)
    } else {
        None
    }
}

fn document(node: Node, call: Call, found: &mut Found) {
    let node = answers::as_asked(shaped(node, call.input(), EXACT), call, found);
    found.documents.push(Document { call, node });
}

/// A policy's configuration without its policy, as `file://config.json` names it.
fn configuration(node: &Node) -> Option<(&'static str, &'static str)> {
    let has = |key: &str| node.get(key).is_some();
    if has("TargetValue") {
        return Some(("TargetTrackingScalingPolicyConfiguration", "TargetTrackingScaling"));
    }
    has("StepAdjustments").then_some(("StepScalingPolicyConfiguration", "StepScaling"))
}

fn alone(node: Node, name: &str, (member, policy_type): (&str, &str), found: &mut Found) {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = file.split('.').next().filter(|stem| !stem.is_empty()).unwrap_or("policy");
    found.note(format!("a {member} alone; its policy is named `{stem}` after the file"), &node.at);
    let at = node.at.clone();
    let mut policy = Node::new(super::Kind::Map(Vec::new()), &at);
    policy.set("PolicyName", Node::text_at(stem, &at));
    policy.set("PolicyType", Node::text_at(policy_type, &at));
    policy.set(member, node);
    document(policy, Call::PutScalingPolicy, found);
}

/// One file for each call, so that `--cli-input-json file://NAME` takes it.
pub(super) fn write(documents: &[Plain]) -> Written {
    let mut written = Written::default();
    for (call, document) in documents {
        let name = document.get(call.name_member()).and_then(Value::as_str).unwrap_or_default();
        let mut file = separated(&call.name(), '-');
        let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        write!(file, "-{plain}").expect("a String takes any text");
        let file = once(&file, |name| written.files.iter().any(|(taken, _)| *taken == format!("{name}.json")));
        let text = serde_json::to_string_pretty(document).expect("a document is plain JSON") + "\n";
        written.files.push((format!("{file}.json"), text));
    }
    written.remarks = arns_to_fill(documents);
    written
}

/// Actions of alarms are ARNs that exist only after their policies do.
fn arns_to_fill(documents: &[Plain]) -> Vec<String> {
    let actions = ["AlarmActions", "OKActions", "InsufficientDataActions"];
    let mut remarks = Vec::new();
    for (_, document) in documents.iter().filter(|(call, _)| *call == Call::PutMetricAlarm) {
        let alarm = document["AlarmName"].as_str().unwrap_or_default();
        for key in actions.iter().filter(|key| document.get(**key).is_some()) {
            remarks.push(format!("{key} of alarm {alarm}: put-scaling-policy answers the PolicyARN to write here"));
        }
    }
    remarks
}
