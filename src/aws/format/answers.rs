//! What describe-calls and other calls answer: as the call that would make it, and what is of the answer alone.

use super::Found;
use super::model::Call;
use super::node::{Entry, Kind, Node};

/// A described thing as the document that would make it. Members of the answer alone are told.
pub(super) fn as_asked(node: Node, call: Call, found: &mut Found) -> Node {
    let at = node.at.clone();
    let node = if call == Call::CreateEndpoint { endpoint(node, found) } else { node };
    let (input, described) = (call.input(), call.described());
    let is_answer = |entry: &Entry| input.member(&entry.key).is_none() && described.member(&entry.key).is_some();
    let of_two =
        |entry: &Entry| call == Call::CreateEndpoint && Call::CreateEndpointConfig.input().member(&entry.key).is_some();
    let mut left_out = Vec::new();
    let mut kept = Vec::new();
    for entry in node.take_entries() {
        if is_answer(&entry) && !of_two(&entry) {
            left_out.push(entry.key);
        } else if entry.value.is_null() {
            // Answers of some tools write what is not set as null.
        } else {
            kept.push(entry);
        }
    }
    let node = Node::new(Kind::Map(kept), &at);
    if !left_out.is_empty() {
        let name = node.get(call.name_member()).and_then(Node::word).unwrap_or_default();
        found.note(format!("`{name}`: {} left out, of the answer alone", left_out.join(", ")), &at);
    }
    node
}

/// What describe-endpoint answers about a variant, as the configuration would have it.
const SUMMARY: [(&str, &str); 3] = [
    ("CurrentInstanceCount", "InitialInstanceCount"),
    ("CurrentWeight", "InitialVariantWeight"),
    ("CurrentServerlessConfig", "ServerlessConfig"),
];

fn endpoint(mut node: Node, found: &mut Found) -> Node {
    let Some(variants) = node.get("ProductionVariants").cloned() else { return node };
    let at = variants.at.clone();
    let config = Call::CreateEndpointConfig.input().member("ProductionVariants").and_then(super::model::Shape::element);
    let Some(config) = config else { return node };
    let mut left_out = Vec::new();
    let mut renamed_keys = Vec::new();
    let mut elements = Vec::new();
    for variant in variants.elements() {
        let mut kept = Vec::new();
        for entry in variant.entries() {
            let renamed = SUMMARY.iter().find(|(summary, _)| *summary == entry.key);
            if let Some((summary, key)) = renamed {
                let words = format!("{summary} taken as {key}");
                if !renamed_keys.contains(&words) {
                    renamed_keys.push(words);
                }
                kept.push(Entry { key: (*key).to_owned(), ..entry.clone() });
            } else if config.member(&entry.key).is_some() {
                kept.push(entry.clone());
            } else if !left_out.contains(&entry.key) {
                left_out.push(entry.key.clone());
            }
        }
        elements.push(Node::new(Kind::Map(kept), &variant.at));
    }
    if !left_out.is_empty() {
        found.note(format!("variants: {} left out, of the answer alone", left_out.join(", ")), &at);
    }
    if !renamed_keys.is_empty() {
        found.note(format!("variants: {}", renamed_keys.join(", ")), &at);
    }
    node.set("ProductionVariants", Node::new(Kind::List(elements), &at));
    node
}

/// Whether this is what a call that makes something answers: `{"PolicyARN": …, "Alarms": …}`.
pub(super) fn told(node: &Node, found: &mut Found) -> bool {
    if node.entries().is_empty() && node.is_map() {
        found.note("`{}`: a call's empty answer", &node.at);
        return true;
    }
    let known = [
        "ScalableTargetARN",
        "PolicyARN",
        "Alarms",
        "EndpointArn",
        "EndpointConfigArn",
        "ModelArn",
        "InferenceComponentArn",
    ];
    if !node.entries().iter().all(|entry| known.contains(&entry.key.as_str())) {
        return false;
    }
    for entry in node.entries() {
        let words = match &entry.value.kind {
            Kind::List(alarms) => {
                let names: Vec<String> =
                    alarms.iter().filter_map(|alarm| alarm.get("AlarmName").and_then(Node::word)).collect();
                format!("{}: AlarmName {}", entry.key, names.join(", "))
            }
            _ => format!("{} is {}", entry.key, entry.value.word().unwrap_or_default()),
        };
        found.note(format!("an answer: {words}"), &entry.key_at);
    }
    true
}
