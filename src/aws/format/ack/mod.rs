//! Manifests of AWS Controllers for Kubernetes.
//!
//! Ref: CRDs of applicationautoscaling-controller 495c0e8 (2026-07) and of sagemaker-controller.

use super::model::{Call, Shape, ack};
use super::node::Node;
use super::shaping::{CAMEL, shaped};
use super::{Document, Found, Plain, Written, once, yaml_out};
use serde_json::{Map, Value, json};

mod references;

pub use references::{Manifest, settle};

const SCALING: &str = "applicationautoscaling.services.k8s.aws/v1alpha1";
const SAGEMAKER: &str = "sagemaker.services.k8s.aws/v1alpha1";

/// Kinds and the calls that they stand for.
const KINDS: [(&str, Call); 6] = [
    ("ScalableTarget", Call::RegisterScalableTarget),
    ("ScalingPolicy", Call::PutScalingPolicy),
    ("Endpoint", Call::CreateEndpoint),
    ("EndpointConfig", Call::CreateEndpointConfig),
    ("Model", Call::CreateModel),
    ("InferenceComponent", Call::CreateInferenceComponent),
];

/// Members of a call that its CRD has no field for.
const ABSENT: [(Call, &[&str]); 2] = [
    (Call::RegisterScalableTarget, &["Tags"]),
    (Call::CreateEndpointConfig, &["ExplainerConfig", "ShadowProductionVariants", "MetricsConfig"]),
];

/// Whether this is a manifest of Kubernetes.
pub(super) fn is_manifest(node: &Node) -> bool {
    node.get("apiVersion").is_some() && node.get("kind").is_some()
}

/// The call of a kind.
pub(super) fn call_of(kind: &str) -> Option<Call> {
    KINDS.iter().find(|(known, _)| *known == kind).map(|(_, call)| *call)
}

/// Every call that a kind stands for.
pub(super) fn calls() -> impl Iterator<Item = Call> {
    KINDS.iter().map(|(_, call)| *call)
}

/// Reads a manifest, or a list of them.
pub(super) fn read(node: &Node, found: &mut Found) {
    let kind = node.get("kind").and_then(Node::word).unwrap_or_default();
    if kind == "List" || kind.ends_with("List") {
        for item in node.get("items").map(Node::elements).unwrap_or_default() {
            read(item, found);
        }
        return;
    }
    let version = node.get("apiVersion").and_then(Node::word).unwrap_or_default();
    let call = call_of(&kind).filter(|_| version.contains(".services.k8s.aws/"));
    let Some(call) = call else {
        found.manifests.extend(Manifest::of(node, &kind, "name"));
        found.note(format!("kind {kind} of {version} not read"), &node.at);
        return;
    };
    let Some(spec) = node.get("spec").filter(|spec| spec.is_map()) else {
        found.error(format!("the {kind} has no `spec`"), &node.at).hint("its fields stand below `spec:`");
        return;
    };
    let others: Vec<&str> = node
        .entries()
        .iter()
        .map(|entry| entry.key.as_str())
        .filter(|key| !["apiVersion", "kind", "spec"].contains(key))
        .collect();
    let name = node.get("metadata").and_then(|metadata| metadata.get("name")).and_then(Node::word).unwrap_or_default();
    if !others.is_empty() {
        found.note(format!("{kind} `{name}`: {} left out, of Kubernetes alone", others.join(", ")), &node.at);
    }
    found.manifests.extend(Manifest::of(node, &kind, &ack(call.name_member())));
    let spec = references::awaited(spec.clone(), &kind, found);
    found.documents.push(Document { call, node: shaped(spec, call.input(), CAMEL) });
}

/// Manifests that make the same set-up.
pub(super) fn write(documents: &[Plain]) -> Written {
    let mut written = Written::default();
    let mut text = String::new();
    let mut names: Vec<(&str, String)> = Vec::new();
    for (call, document) in documents {
        let Some((kind, _)) = KINDS.iter().find(|(_, known)| known == call) else {
            let name = document.get(call.name_member()).and_then(Value::as_str).unwrap_or_default();
            let words = match call {
                Call::PutScheduledAction => format!("ACK has no scheduled actions: `{name}` is not written"),
                _ => format!("alarm `{name}` is not written: these controllers make no alarms"),
            };
            written.remarks.push(words);
            continue;
        };
        if document.pointer("/TargetTrackingScalingPolicyConfiguration/CustomizedMetricSpecification/Metrics").is_some()
        {
            let name = document["PolicyName"].as_str().unwrap_or_default();
            written.remarks.push(format!("ACK has no metric math: policy `{name}` is not written"));
            continue;
        }
        let mut members = document.as_object().cloned().unwrap_or_default();
        for absent in ABSENT.iter().filter(|(known, _)| known == call).flat_map(|(_, absent)| *absent) {
            if members.shift_remove(*absent).is_some() {
                written.remarks.push(format!("ACK's {kind} has no {}: it is left out", ack(absent)));
            }
        }
        let spec = spelt(&Value::Object(members), Some(call.input()));
        let version = if call.service() == "sagemaker" { SAGEMAKER } else { SCALING };
        let name =
            once(&metadata_name(*call, document), |name| names.iter().any(|(of, taken)| of == kind && taken == name));
        names.push((kind, name.clone()));
        if !text.is_empty() {
            text.push_str("---\n");
        }
        text.push_str(&yaml_out::document(
            &json!({"apiVersion": version, "kind": kind, "metadata": {"name": name}, "spec": spec}),
        ));
    }
    written.files.push(("setup.yaml".to_owned(), text));
    written
}

/// A name that Kubernetes takes.
fn metadata_name(call: Call, document: &Value) -> String {
    let name = document.get(call.name_member()).and_then(Value::as_str).unwrap_or_default();
    let lower = name.to_lowercase();
    let plain: String = lower.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let trimmed: String = plain.trim_matches('-').chars().take(60).collect();
    if trimmed.is_empty() { "unnamed".to_owned() } else { trimmed.trim_end_matches('-').to_owned() }
}

/// With ACK's spelling of names; keys of maps stay.
fn spelt(value: &Value, shape: Option<Shape>) -> Value {
    match value {
        Value::Object(map) => {
            let is_map = shape.is_some_and(|shape| shape.kind() == "map");
            let one = |(key, value): (&String, &Value)| {
                let below = shape.and_then(|shape| shape.member(key).or_else(|| shape.value()));
                (if is_map { key.clone() } else { ack(key) }, spelt(value, below))
            };
            Value::Object(map.iter().map(one).collect::<Map<_, _>>())
        }
        Value::Array(list) => list.iter().map(|element| spelt(element, shape.and_then(Shape::element))).collect(),
        other => other.clone(),
    }
}
