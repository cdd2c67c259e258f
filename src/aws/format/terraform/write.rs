//! A configuration that makes the same set-up.

use super::{NAMES, TYPES};
use crate::aws::format::model::{Call, Shape, separated};
use crate::aws::format::{Plain, Written, policy_of};
use serde_json::{Map, Value};
use std::fmt::Write as _;

/// Members that the provider's resources have no argument for.
const ABSENT: [(Call, &[&str]); 1] =
    [(Call::CreateEndpointConfig, &["ExplainerConfig", "MetricsConfig", "EnableNetworkIsolation", "VpcConfig"])];

/// Writes one file.
pub(in crate::aws::format) fn write(documents: &[Plain]) -> Written {
    let mut written = Written::default();
    let mut text = String::new();
    let names = labels(documents);
    for (index, (call, document)) in documents.iter().enumerate() {
        let Some((kind, _)) = TYPES.iter().find(|(_, known)| known == call) else {
            let name = document.get(call.name_member()).and_then(Value::as_str).unwrap_or_default();
            written
                .remarks
                .push(format!("inference component `{name}` is not written: the provider has no resource for it"));
            continue;
        };
        let mut members = document.as_object().cloned().unwrap_or_default();
        for absent in ABSENT.iter().filter(|(known, _)| known == call).flat_map(|(_, absent)| *absent) {
            if members.shift_remove(*absent).is_some() {
                written.remarks.push(format!("{kind} has no argument for {absent}: it is left out"));
            }
        }
        if !text.is_empty() {
            text.push('\n');
        }
        writeln!(text, "resource \"{kind}\" \"{}\" {{", names[index]).expect("a String takes any text");
        let mut block = Block { call: *call, documents, names: &names, text: &mut text };
        block.members(&members, call.input(), 2);
        block.order(index);
        text.push_str("}\n");
    }
    written.files.push(("autoscaling.tf".to_owned(), text));
    written
}

/// A label for each resource, none twice within its type.
fn labels(documents: &[Plain]) -> Vec<String> {
    let mut all: Vec<(Call, String)> = Vec::new();
    for (call, document) in documents {
        let own = document.get(call.name_member()).and_then(Value::as_str).unwrap_or_default();
        let plain: String =
            own.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
        let base = if plain.starts_with(|c: char| c.is_ascii_alphabetic()) { plain } else { format!("r_{plain}") };
        let mut name = base.clone();
        let mut number = 1;
        while all.contains(&(*call, name.clone())) {
            number += 1;
            name = format!("{base}_{number}");
        }
        all.push((*call, name));
    }
    all.into_iter().map(|(_, name)| name).collect()
}

struct Block<'a> {
    call: Call,
    documents: &'a [Plain],
    names: &'a [String],
    text: &'a mut String,
}

impl Block<'_> {
    fn line(&mut self, indent: usize, words: &str) {
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.text.push_str(words);
        self.text.push('\n');
    }

    fn members(&mut self, members: &Map<String, Value>, shape: Shape, indent: usize) {
        for (member, value) in members {
            let below = shape.member(member);
            let renamed = NAMES
                .iter()
                .find(|(of, _, known)| *of == self.call && known == member && call_or_nested(self.call, shape, known));
            let name = renamed.map_or_else(|| separated(member, '_'), |(_, name, _)| (*name).to_owned());
            self.member(&name, value, below, indent);
        }
    }

    fn member(&mut self, name: &str, value: &Value, shape: Option<Shape>, indent: usize) {
        match (value, shape) {
            (Value::Object(map), Some(shape)) if shape.kind() == "structure" => {
                if self.call == Call::PutMetricAlarm && name == "metric_stat" {
                    return self.metric(map, indent);
                }
                self.line(indent, &format!("{name} {{"));
                self.members(map, shape, indent + 2);
                self.line(indent, "}");
            }
            (Value::Array(list), Some(shape)) if list.iter().all(Value::is_object) && !list.is_empty() => {
                if name == "tags" || (self.call == Call::PutMetricAlarm && name == "dimensions") {
                    return self.pairs(name, list, indent);
                }
                for element in list {
                    self.member(name, element, shape.element(), indent);
                }
            }
            (Value::Array(list), _) if ["alarm_actions", "ok_actions", "insufficient_data_actions"].contains(&name) => {
                let words: Vec<String> = list.iter().map(|action| self.action(action)).collect();
                self.line(indent, &format!("{name} = [{}]", words.join(", ")));
            }
            _ => self.line(indent, &format!("{name} = {}", literal(value))),
        }
    }

    /// The alarm's metric lies flat in its block.
    fn metric(&mut self, stat: &Map<String, Value>, indent: usize) {
        self.line(indent, "metric {");
        for (member, value) in stat {
            match value {
                Value::Object(metric) if member == "Metric" => {
                    for (member, value) in metric {
                        self.member(
                            &separated(member, '_'),
                            value,
                            Call::PutMetricAlarm.input().member(member),
                            indent + 2,
                        );
                    }
                }
                _ => self.member(&separated(member, '_'), value, None, indent + 2),
            }
        }
        self.line(indent, "}");
    }

    fn pairs(&mut self, name: &str, list: &[Value], indent: usize) {
        self.line(indent, &format!("{name} = {{"));
        for pair in list {
            let key = pair.get("Name").or(pair.get("Key")).and_then(Value::as_str).unwrap_or_default();
            let value = pair.get("Value").cloned().unwrap_or_default();
            self.line(indent + 2, &format!("{} = {}", literal(&key.into()), literal(&value)));
        }
        self.line(indent, "}");
    }

    fn action(&self, action: &Value) -> String {
        let policy = policy_of(self.documents, action);
        policy.map_or_else(|| literal(action), |policy| format!("aws_appautoscaling_policy.{}.arn", self.names[policy]))
    }

    /// A target waits for its endpoint, what belongs to a target for it.
    fn order(&mut self, index: usize) {
        let wanted = match self.call {
            Call::RegisterScalableTarget => Call::CreateEndpoint,
            Call::PutScalingPolicy | Call::PutScheduledAction => Call::RegisterScalableTarget,
            Call::CreateEndpoint => Call::CreateEndpointConfig,
            _ => return,
        };
        let own = &self.documents[index].1;
        let before = self.documents.iter().position(|(call, document)| {
            let same = wanted != Call::RegisterScalableTarget || document.get("ResourceId") == own.get("ResourceId");
            *call == wanted && same
        });
        if let Some(before) = before
            && let Some((kind, _)) = TYPES.iter().find(|(_, call)| *call == wanted)
        {
            let words = format!("depends_on = [{kind}.{}]", self.names[before]);
            self.line(2, &words);
        }
    }
}

/// Whether a renamed member is of this structure: of the call itself or of one inside it.
fn call_or_nested(call: Call, shape: Shape, member: &str) -> bool {
    shape.member(member).is_some()
        && (call.input().member(member).is_none() || shape.member(call.name_member()).is_some())
}

/// A value as the language writes it.
fn literal(value: &Value) -> String {
    match value {
        Value::String(text) => Value::from(text.as_str()).to_string().replace("${", "$${").replace("%{", "%%{"),
        Value::Array(list) => format!("[{}]", list.iter().map(literal).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => {
            let members: Vec<String> =
                map.iter().map(|(key, value)| format!("{} = {}", Value::from(key.as_str()), literal(value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        other => other.to_string(),
    }
}
