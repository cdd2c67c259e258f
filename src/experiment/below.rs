//! What stands below a key, by the names that paths call it by?

use crate::scenario::Scenario;
use crate::scenario::tree::{Kind, Node, child_path, name_of};

/// Elements of a list or map with their full paths; nothing if there is neither.
pub(super) fn below<'s>(scenario: &'s Scenario, path: &str) -> Vec<(String, &'s Node)> {
    match scenario.tree().get(path).map(|node| &node.kind) {
        Some(Kind::List(nodes)) => {
            let shared = |name: &&str| nodes.iter().filter(|node| name_of(node) == Some(*name)).count() > 1;
            let called = |at: usize, node: &Node| {
                let own = name_of(node).filter(|name| !shared(name));
                own.map_or_else(|| at.to_string(), str::to_owned)
            };
            nodes.iter().enumerate().map(|(at, node)| (child_path(path, &called(at, node)), node)).collect()
        }
        Some(Kind::Map(entries)) => entries.iter().map(|entry| (child_path(path, &entry.key), &entry.value)).collect(),
        _ => Vec::new(),
    }
}

/// Of whom a target's knob is, where there are several targets: `champion.`.
pub(super) fn whose(target: &Node, targets: usize) -> String {
    let resource = target.get("ResourceId").and_then(Node::text).filter(|_| targets > 1);
    resource.and_then(|id| id.rsplit('/').next()).map_or_else(String::new, |name| format!("{name}."))
}
