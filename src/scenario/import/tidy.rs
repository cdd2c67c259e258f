//! What of the documents a scenario can hold, which of them mean the same thing, and what they leave open.

use crate::aws::format::model::Shape;
use crate::aws::format::{self, Call, Document, Entry, Found, Kind, Node};
use crate::scenario::schema;
use crate::scenario::shape::schema::Schema;

/// Members that change no run: what is open in them is left out.
const WITHOUT_EFFECT: [&str; 12] = [
    "Tags",
    "RoleARN",
    "ExecutionRoleArn",
    "KmsKeyId",
    "DataCaptureConfig",
    "VpcConfig",
    "AlarmDescription",
    "DeploymentConfig",
    "AlarmActions",
    "OKActions",
    "InsufficientDataActions",
    "EndpointConfigName",
];

/// Leaves what a scenario holds: documents of SageMaker, each thing once, members that the scenario knows, nothing open.
pub(super) fn tidy(found: &mut Found) {
    format::settle_references(found);
    let documents = std::mem::take(&mut found.documents);
    let mut kept: Vec<Document> = Vec::new();
    for mut document in documents {
        if belongs_elsewhere(&document, found) {
            continue;
        }
        document.node = known(document.node, document.call, found);
        settle(&mut document, found);
        let same = kept.iter().position(|other| other.call == document.call && identity(other) == identity(&document));
        match same {
            Some(at) => repeat(&mut kept[at], document, found),
            None => kept.push(document),
        }
    }
    let named = |name: &str| {
        let of_name = |document: &&Document| {
            document.call == Call::PutScalingPolicy && word(&document.node, "PolicyName").as_deref() == Some(name)
        };
        kept.iter().filter(of_name).count()
    };
    let several: Vec<String> = kept
        .iter()
        .filter(|document| document.call == Call::PutScalingPolicy)
        .filter_map(|document| word(&document.node, "PolicyName"))
        .filter(|name| named(name) > 1)
        .collect();
    for mut document in kept {
        // A name alone says which policy is meant, unless several targets have one of this name.
        document.node = document.node.with_plain_policies(&|name| !several.iter().any(|other| other == name));
        found.documents.push(document);
    }
}

fn word(node: &Node, key: &str) -> Option<String> {
    node.get(key).and_then(Node::word)
}

fn belongs_elsewhere(document: &Document, found: &mut Found) -> bool {
    let name = word(&document.node, document.call.name_member()).unwrap_or_default();
    let namespace = word(&document.node, "ServiceNamespace");
    if let Some(namespace) = namespace.filter(|namespace| namespace != "sagemaker")
        && document.call.service() == "application-autoscaling"
        && !document.node.get("ServiceNamespace").is_some_and(|node| matches!(node.kind, Kind::Open(_)))
    {
        found.note(
            format!("{} `{name}` left out: it is of the service {namespace}", document.call.name()),
            &document.node.at,
        );
        return true;
    }
    if document.call == Call::PutMetricAlarm && name.starts_with("TargetTracking-") {
        let words = format!("alarm `{name}` left out: a target tracking policy makes its alarms itself");
        found.note(words, &document.node.at);
        return true;
    }
    false
}

/// What tells one thing from another.
fn identity(document: &Document) -> Vec<Option<String>> {
    let keys: &[&str] = match document.call {
        Call::PutScalingPolicy | Call::PutScheduledAction => &["ResourceId", "ScalableDimension"],
        Call::RegisterScalableTarget => &["ScalableDimension"],
        _ => &[],
    };
    let name = document.call.name_member();
    keys.iter().chain([&name]).map(|key| word(&document.node, key)).collect()
}

/// A second document of the same thing: registering again changes what it names, the other calls replace.
fn repeat(first: &mut Document, second: Document, found: &mut Found) {
    if first.node.to_json() == second.node.to_json() {
        found.note(format!("{} stands here once more, the same", second.call.name()), &second.node.at);
        return;
    }
    let name = word(&second.node, second.call.name_member()).unwrap_or_default();
    let at = second.node.at.clone();
    if second.call == Call::RegisterScalableTarget || second.call == Call::CreateEndpoint {
        found.note(format!("{} of `{name}` again: its members go over the earlier ones", second.call.name()), &at);
        for entry in second.node.take_entries() {
            first.node.set(&entry.key, entry.value);
        }
    } else {
        found.note(format!("{} of `{name}` again: it replaces the earlier one", second.call.name()), &at);
        first.node = second.node;
    }
}

/// The schema of the scenario's section that holds documents of a call.
fn section(call: Call) -> Option<Schema<'static>> {
    let root = Schema::root(schema::root());
    let scaling = |key| root.property("scaling")?.property(key)?.item(0);
    match call {
        Call::RegisterScalableTarget => scaling("targets"),
        Call::PutScalingPolicy => scaling("policies"),
        Call::PutScheduledAction => scaling("scheduled_actions"),
        Call::PutMetricAlarm => scaling("alarms"),
        Call::CreateEndpoint | Call::CreateEndpointConfig => root.property("endpoint"),
        Call::CreateModel | Call::CreateInferenceComponent => None,
    }
}

/// Without members that the API has and a scenario has no place for.
fn known(node: Node, call: Call, found: &mut Found) -> Node {
    let Some(section) = section(call) else { return node };
    let mut gone = Vec::new();
    let node = pruned(node, call.input(), section, "", &mut gone);
    if !gone.is_empty() {
        let name = word(&node, call.name_member()).unwrap_or_default();
        let words = format!("{} `{name}`: {} left out, a scenario has no place for it", call.name(), gone.join(", "));
        found.note(words, &node.at);
    }
    node
}

fn pruned(node: Node, shape: Shape, schema: Schema<'_>, path: &str, gone: &mut Vec<String>) -> Node {
    if schema.not_yet().is_some() {
        return node;
    }
    let Node { kind, at } = node;
    let kind = match kind {
        Kind::Map(entries) if schema.properties().next().is_some() => {
            let mut kept = Vec::new();
            for entry in entries {
                let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
                match (schema.property(&entry.key), shape.member(&entry.key)) {
                    (Some(below), Some(member)) => {
                        let value = pruned(entry.value, member, below, &path, gone);
                        kept.push(Entry { value, ..entry });
                    }
                    (None, Some(_)) => gone.push(path),
                    // What the API does not know either is a mistake, which the check of the form tells.
                    (_, None) => kept.push(entry),
                }
            }
            Kind::Map(kept)
        }
        Kind::List(elements) => match (schema.item(0), shape.element()) {
            (Some(item), Some(element)) => {
                Kind::List(elements.into_iter().map(|node| pruned(node, element, item, path, gone)).collect())
            }
            _ => Kind::List(elements),
        },
        other => other,
    };
    Node { kind, at }
}

/// The name of the variable or parameter that would settle it; `None` where only a run would.
fn settled_by(words: &str) -> Option<&str> {
    let last = words.split_whitespace().last()?;
    let is_name = words == last || words.starts_with("the variable") || words.starts_with("the parameter");
    let name = last.trim_matches(['`', '$']);
    let plain = name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-' || c == ':');
    (is_name && plain && !name.is_empty()).then_some(name)
}

/// What is open is told; where it changes no run it is left out.
fn settle(document: &mut Document, found: &mut Found) {
    let at = document.node.at.clone();
    let entries = std::mem::replace(&mut document.node, Node::new(Kind::Null, &at)).take_entries();
    let mut kept = Vec::new();
    for mut entry in entries {
        let open: Vec<(String, crate::problem::Place)> =
            entry.value.open().into_iter().map(|(words, place)| (words.to_owned(), place.clone())).collect();
        if open.is_empty() {
            kept.push(entry);
            continue;
        }
        let without_effect = WITHOUT_EFFECT.contains(&entry.key.as_str())
            && !(entry.key == "EndpointConfigName" && document.call == Call::CreateEndpointConfig);
        if without_effect || document.call == Call::CreateModel {
            for (words, place) in &open {
                found.note(format!("{}: {words} is open, and left out: it changes no run", entry.key), place);
            }
            if let Kind::List(elements) = &mut entry.value.kind {
                elements.retain(|element| element.open().is_empty());
                if !elements.is_empty() {
                    kept.push(entry);
                }
            }
            continue;
        }
        for (words, place) in &open {
            let problem = found.problems.error("", format!("{}: the text does not say what {words} is", entry.key));
            problem.at(place.clone());
            if let Some(name) = settled_by(words) {
                problem.hint(format!("say it: --param {name}=…"));
            }
        }
    }
    document.node = Node::new(Kind::Map(kept), &at);
}
