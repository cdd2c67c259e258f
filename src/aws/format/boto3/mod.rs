//! Calls of boto3's clients in a Python script, which is read and never run.

mod call;
mod lexer;
mod parser;
mod value;

use super::model::{Call, separated};
use super::node::{Extract, Node};
use super::{Around, Found, Plain, Written, policy_of};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What the script's names stand for.
struct Script<'a> {
    params: &'a BTreeMap<String, String>,
    start: crate::problem::Place,
    variables: BTreeMap<String, Node>,
}

/// Reads a script.
pub(super) fn read(text: &Extract, around: &Around<'_>, found: &mut Found) {
    let text = super::repair::typographic(text, found);
    let mut script = Script { params: around.params, start: text.beginning(), variables: BTreeMap::new() };
    let before = found.documents.len();
    parser::Parser::new(&text, &mut script, found).statements();
    if found.documents.len() == before && found.problems.is_empty_of_errors() {
        found.note("no call that makes a target, policy, action, alarm or endpoint", &text.beginning());
    }
}

impl Script<'_> {
    /// `--param` goes over what the script says.
    fn get(&self, name: &str) -> Option<Node> {
        let given = self.params.get(name).map(|value| {
            let kind = super::number(value).map_or_else(|| super::Kind::Text(value.clone()), super::Kind::Number);
            Node::new(kind, &self.start)
        });
        given.or_else(|| self.variables.get(name).cloned())
    }

    fn set(&mut self, name: &str, mut value: Node) {
        // `--param` settles it by the name of the variable.
        if matches!(value.kind, super::Kind::Open(_)) {
            value.kind = super::Kind::Open(format!("`{name}`"));
        }
        self.variables.insert(name.to_owned(), value);
    }

    fn put(&mut self, name: &str, key: &str, value: Node) {
        if let Some(map) = self.variables.get_mut(name) {
            map.set(key, value);
        }
    }
}

/// The variable of each service's client.
fn client(service: &str) -> &'static str {
    match service {
        "sagemaker" => "sagemaker",
        "cloudwatch" => "cloudwatch",
        _ => "autoscaling",
    }
}

/// A script that makes the same set-up.
pub(super) fn write(documents: &[Plain]) -> Written {
    let mut text = "import boto3\n\n".to_owned();
    for service in ["sagemaker", "application-autoscaling", "cloudwatch"] {
        if documents.iter().any(|(call, _)| call.service() == service) {
            writeln!(text, "{} = boto3.client(\"{service}\")", client(service)).expect("a String takes any text");
        }
    }
    let mut policies: Vec<(usize, String)> = Vec::new();
    for (index, (call, document)) in documents.iter().enumerate() {
        let policy = document.get("PolicyName").and_then(Value::as_str).filter(|_| *call == Call::PutScalingPolicy);
        let variable = policy.map(|_| {
            let variable = format!("policy_{}", policies.len() + 1);
            policies.push((index, variable.clone()));
            format!("{variable} = ")
        });
        let method = separated(&call.name(), '_');
        write!(text, "\n{}{}.{method}(\n", variable.unwrap_or_default(), client(call.service()))
            .expect("a String takes any text");
        for (key, value) in document.as_object().into_iter().flatten() {
            let is_actions = ["AlarmActions", "OKActions", "InsufficientDataActions"].contains(&key.as_str());
            let written = if is_actions { actions(value, documents, &policies) } else { literal(value, 4) };
            writeln!(text, "    {key}={written},").expect("a String takes any text");
        }
        text.push_str(")\n");
    }
    Written { files: vec![("setup.py".to_owned(), text)], remarks: Vec::new() }
}

fn actions(value: &Value, documents: &[Plain], policies: &[(usize, String)]) -> String {
    let one = |action: &Value| {
        let invoked = policy_of(documents, action);
        let known = policies.iter().find(|(policy, _)| Some(*policy) == invoked);
        known.map_or_else(|| action.to_string(), |(_, variable)| format!("{variable}[\"PolicyARN\"]"))
    };
    let all: Vec<String> = value.as_array().into_iter().flatten().map(one).collect();
    format!("[{}]", all.join(", "))
}

/// A value as Python writes it.
fn literal(value: &Value, indent: usize) -> String {
    let inner = " ".repeat(indent + 4);
    let outer = " ".repeat(indent);
    match value {
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Null => "None".to_owned(),
        Value::Array(list) if !list.is_empty() => {
            let lines: Vec<String> =
                list.iter().map(|element| format!("{inner}{},\n", literal(element, indent + 4))).collect();
            format!("[\n{}{outer}]", lines.concat())
        }
        Value::Object(map) if !map.is_empty() => {
            let line = |(key, value): (&String, &Value)| {
                format!("{inner}{}: {},\n", Value::from(key.as_str()), literal(value, indent + 4))
            };
            let lines: Vec<String> = map.iter().map(line).collect();
            format!("{{\n{}{outer}}}", lines.concat())
        }
        other => other.to_string(),
    }
}
