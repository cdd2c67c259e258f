//! What do `modelRef` and the like name: another manifest by its Kubernetes name, which may stand in another file.

use crate::aws::format::node::{Entry, Kind, Node, Reference};
use crate::aws::format::{Document, Found};

/// A manifest that others may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    kind: String,
    /// Its name in Kubernetes.
    name: String,
    /// Its name at AWS.
    own: Option<String>,
    arn: Option<String>,
}

impl Manifest {
    /// What others may ask of a manifest; `own` is the field of its spec that names it at AWS.
    pub(super) fn of(node: &Node, kind: &str, own: &str) -> Option<Self> {
        let metadata = node.get("metadata")?;
        let status = node.get("status").and_then(|status| status.get("ackResourceMetadata"));
        Some(Self {
            kind: kind.to_owned(),
            name: metadata.get("name")?.word()?,
            own: node.get("spec").and_then(|spec| spec.get(own)).and_then(Node::word),
            arn: status.and_then(|status| status.get("arn")).and_then(Node::word),
        })
    }
}

/// The field that a reference stands for, and the kind that it names.
fn meaning(key: &str) -> Option<(String, &'static str)> {
    let stem = key.strip_suffix("Ref")?;
    match stem {
        "model" => Some(("modelName".to_owned(), "Model")),
        "endpoint" => Some(("endpointName".to_owned(), "Endpoint")),
        "endpointConfig" => Some(("endpointConfigName".to_owned(), "EndpointConfig")),
        _ if stem.to_lowercase().ends_with("role") => Some((format!("{stem}ARN"), "Role")),
        _ => None,
    }
}

fn names_a_manifest(entry: &Entry) -> bool {
    let is_from = |node: &Node| node.get("from").is_some();
    (entry.key.ends_with("Ref") && is_from(&entry.value))
        || (entry.key.ends_with("Refs") && entry.value.elements().iter().any(is_from))
}

/// A spec whose references are fields that wait for the manifests they name. What names other things is left out.
pub(super) fn awaited(node: Node, kind: &str, found: &mut Found) -> Node {
    let Node { kind: of, at } = node;
    let of = match of {
        Kind::List(elements) => Kind::List(elements.into_iter().map(|element| awaited(element, kind, found)).collect()),
        Kind::Map(entries) => {
            let mut kept: Vec<Entry> = Vec::new();
            let told: Vec<String> = entries.iter().map(|entry| entry.key.clone()).collect();
            for entry in entries {
                if !names_a_manifest(&entry) {
                    kept.push(Entry { value: awaited(entry.value, kind, found), ..entry });
                    continue;
                }
                let from = entry.value.get("from").or(entry.value.elements().first().and_then(|node| node.get("from")));
                let name = from.and_then(|from| from.get("name")).and_then(Node::word).unwrap_or_default();
                if let Some((field, wanted)) = meaning(&entry.key).filter(|(field, _)| !told.contains(field)) {
                    let reference = Reference { key: entry.key, kind: wanted.to_owned(), name };
                    let value = Node::new(Kind::Manifest(Box::new(reference)), &entry.value.at);
                    kept.push(Entry { key: field, key_at: entry.key_at, value });
                } else {
                    let words = format!("{kind}: {} left out, it names the manifest `{name}`", entry.key);
                    found.note(words, &entry.key_at);
                }
            }
            Kind::Map(kept)
        }
        other => other,
    };
    Node { kind: of, at }
}

/// Puts names and ARNs where manifests of any of the files are named; what is in none of them is told and left out.
pub fn settle(found: &mut Found) {
    let documents = std::mem::take(&mut found.documents);
    let manifests = std::mem::take(&mut found.manifests);
    for document in documents {
        let node = settled(document.node, &manifests, found);
        found.documents.push(Document { node, ..document });
    }
    found.manifests = manifests;
}

fn settled(node: Node, manifests: &[Manifest], found: &mut Found) -> Node {
    let Node { kind, at } = node;
    let kind = match kind {
        Kind::List(elements) => {
            Kind::List(elements.into_iter().map(|element| settled(element, manifests, found)).collect())
        }
        Kind::Map(entries) => {
            let mut kept = Vec::new();
            for entry in entries {
                let Kind::Manifest(reference) = &entry.value.kind else {
                    kept.push(Entry { value: settled(entry.value, manifests, found), ..entry });
                    continue;
                };
                let Reference { key, kind, name } = reference.as_ref();
                let of = |manifest: &&Manifest| manifest.kind == *kind && manifest.name == *name;
                let told = |manifest: &Manifest| {
                    if kind == "Role" { manifest.arn.clone() } else { manifest.own.clone() }
                };
                if let Some(value) = manifests.iter().find(of).and_then(told) {
                    found.note(format!("{key}: `{value}`, as the {kind} `{name}` has it"), &entry.key_at);
                    kept.push(Entry { value: Node::text_at(value, &entry.value.at), ..entry });
                } else {
                    let what = if kind == "Role" { "ARN" } else { "name" };
                    let words = format!("{key} left out: these files do not tell the {what} of the {kind} `{name}`");
                    found.note(words, &entry.key_at);
                }
            }
            Kind::Map(kept)
        }
        other => other,
    };
    Node { kind, at }
}
