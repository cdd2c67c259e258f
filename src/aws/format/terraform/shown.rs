//! What `terraform show -json` prints, of a plan or of a state.
//!
//! Ref: Terraform, "JSON Output Format".

use super::{call_of, document};
use crate::aws::format::Found;
use crate::aws::format::node::{Kind, Node};

/// Whether this is such an output.
pub(in crate::aws::format) fn is_shown(node: &Node) -> bool {
    node.get("format_version").is_some()
        && ["values", "planned_values", "terraform_version"].iter().any(|key| node.get(key).is_some())
}

/// Reads every resource of every module.
pub(in crate::aws::format) fn read(node: &Node, found: &mut Found) {
    let values = node.get("planned_values").or(node.get("values"));
    let Some(root) = values.and_then(|values| values.get("root_module")) else {
        found.note("this output of Terraform holds no resources", &node.at);
        return;
    };
    let left_out: Vec<&str> = node
        .entries()
        .iter()
        .map(|entry| entry.key.as_str())
        .filter(|key| !["format_version", "terraform_version", "values", "planned_values"].contains(key))
        .collect();
    if !left_out.is_empty() {
        found.note(format!("{} left out", left_out.join(", ")), &node.at);
    }
    let configuration = node.get("configuration").and_then(|configuration| configuration.get("root_module"));
    module(root, configuration, found);
}

fn module(node: &Node, configuration: Option<&Node>, found: &mut Found) {
    for resource in node.get("resources").map(Node::elements).unwrap_or_default() {
        let kind = resource.get("type").and_then(Node::word).unwrap_or_default();
        let address = resource.get("address").and_then(Node::word).unwrap_or_default();
        let Some(call) = call_of(&kind) else {
            found.note(format!("{address} not read"), &resource.at);
            continue;
        };
        let Some(values) = resource.get("values") else { continue };
        let mut values = values.clone();
        if let Some(configuration) = configuration {
            actions(&mut values, &address, configuration, node);
        }
        document(call, &address, values, found);
    }
    for child in node.get("child_modules").map(Node::elements).unwrap_or_default() {
        module(child, None, found);
    }
}

/// Before they are applied, policies have no ARN: the plan's configuration tells which policy an alarm invokes.
fn actions(values: &mut Node, address: &str, configuration: &Node, module: &Node) {
    let of = |node: &Node| node.get("address").and_then(Node::word).as_deref() == Some(address);
    let resources = configuration.get("resources").map(Node::elements).unwrap_or_default();
    let Some(expressions) = resources.iter().find(|node| of(node)).and_then(|node| node.get("expressions")) else {
        return;
    };
    for key in ["alarm_actions", "ok_actions", "insufficient_data_actions"] {
        let known = values.get(key).is_some_and(|value| !value.elements().is_empty());
        let Some(references) = expressions.get(key).and_then(|expression| expression.get("references")) else {
            continue;
        };
        if known {
            continue;
        }
        let policy = |reference: &Node| {
            let address = reference.word()?;
            let resource = module.get("resources")?.elements().iter().find(|resource| {
                resource.get("address").and_then(Node::word).as_deref() == Some(&address)
                    && resource.get("type").and_then(Node::word).as_deref() == Some("aws_appautoscaling_policy")
            })?;
            let word = |key| resource.get("values")?.get(key)?.word();
            Some(Node::policy_arn(&word("name")?, word("resource_id").as_deref(), &reference.at))
        };
        let policies: Vec<Node> = references.elements().iter().filter_map(policy).collect();
        if !policies.is_empty() {
            values.set(key, Node::new(Kind::List(policies), &references.at));
        }
    }
}
