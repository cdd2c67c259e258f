//! Commands that make the same set-up.

use crate::aws::format::model::{Call, separated};
use crate::aws::format::{Plain, Written};
use serde_json::Value;
use std::fmt::Write as _;

/// Writes one script.
pub(in crate::aws::format) fn write(documents: &[Plain]) -> Written {
    let mut text = "#!/usr/bin/env bash\nset -euo pipefail\n".to_owned();
    let actions = actions(documents);
    for (call, document) in documents {
        text.push('\n');
        let variable = policy(*call, document).and_then(|name| actions.iter().find(|(known, _)| known == name));
        let command = command(*call, document, &actions, variable.is_some());
        match variable {
            Some((_, variable)) => writeln!(text, "{variable}=$({command})"),
            None => writeln!(text, "{command}"),
        }
        .expect("a String takes any text");
    }
    Written { files: vec![("setup.sh".to_owned(), text)], remarks: Vec::new() }
}

fn policy(call: Call, document: &Value) -> Option<&str> {
    document.get("PolicyName").and_then(Value::as_str).filter(|_| call == Call::PutScalingPolicy)
}

/// Policies that alarms invoke, and the variable that holds the ARN of each.
fn actions(documents: &[Plain]) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let names: Vec<&str> = documents.iter().filter_map(|(call, document)| policy(*call, document)).collect();
    for (_, document) in documents.iter().filter(|(call, _)| *call == Call::PutMetricAlarm) {
        for key in ["AlarmActions", "OKActions", "InsufficientDataActions"] {
            for action in document.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
                if names.contains(&action) && !all.iter().any(|(known, _)| known == action) {
                    let plain: String = action
                        .chars()
                        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' })
                        .collect();
                    all.push((action.to_owned(), format!("POLICY_{}_{plain}", all.len() + 1)));
                }
            }
        }
    }
    all
}

fn command(call: Call, document: &Value, actions: &[(String, String)], asks_arn: bool) -> String {
    let mut text = format!("aws {} {}", call.service(), separated(&call.name(), '-'));
    for (member, value) in document.as_object().into_iter().flatten() {
        let option = separated(member, '-');
        let is_actions = ["AlarmActions", "OKActions", "InsufficientDataActions"].contains(&member.as_str());
        let written = match value {
            Value::Bool(true) => format!("--{option}"),
            Value::Bool(false) => format!("--no-{option}"),
            Value::Array(list) if is_actions => {
                let words: Vec<String> = list
                    .iter()
                    .filter_map(Value::as_str)
                    .map(|action| {
                        actions
                            .iter()
                            .find(|(known, _)| known == action)
                            .map_or_else(|| quoted(action), |(_, variable)| format!("\"${variable}\""))
                    })
                    .collect();
                format!("--{option} {}", words.join(" "))
            }
            Value::Array(_) | Value::Object(_) => format!("--{option} {}", quoted(&value.to_string())),
            Value::String(word) => format!("--{option} {}", quoted(word)),
            other => format!("--{option} {other}"),
        };
        write!(text, " \\\n    {written}").expect("a String takes any text");
    }
    if asks_arn {
        text.push_str(" \\\n    --query PolicyARN --output text");
    }
    text
}

/// As the shell leaves it alone.
fn quoted(word: &str) -> String {
    let plain = !word.is_empty()
        && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-./:=@,+".contains(c))
        && !word.starts_with('-');
    if plain { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}
