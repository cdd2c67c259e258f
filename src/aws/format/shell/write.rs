//! Commands that make the same set-up.

use crate::aws::format::model::{Call, separated};
use crate::aws::format::{Plain, Written, policy_of};
use serde_json::Value;
use std::fmt::Write as _;

/// Writes one script.
pub(in crate::aws::format) fn write(documents: &[Plain]) -> Written {
    let mut text = "#!/usr/bin/env bash\nset -euo pipefail\n".to_owned();
    let invoked = invoked(documents);
    for (index, (call, document)) in documents.iter().enumerate() {
        text.push('\n');
        let variable = invoked.iter().find(|(policy, _)| *policy == index);
        let command = command(*call, document, documents, &invoked, variable.is_some());
        match variable {
            Some((_, variable)) => writeln!(text, "{variable}=$({command})"),
            None => writeln!(text, "{command}"),
        }
        .expect("a String takes any text");
    }
    Written { files: vec![("setup.sh".to_owned(), text)], remarks: Vec::new() }
}

const ACTIONS: [&str; 3] = ["AlarmActions", "OKActions", "InsufficientDataActions"];

/// Policies that alarms invoke, and the variable that holds the ARN of each.
fn invoked(documents: &[Plain]) -> Vec<(usize, String)> {
    let mut all: Vec<(usize, String)> = Vec::new();
    for (_, document) in documents.iter().filter(|(call, _)| *call == Call::PutMetricAlarm) {
        for action in ACTIONS.iter().filter_map(|key| document.get(*key)?.as_array()).flatten() {
            let Some(policy) = policy_of(documents, action) else { continue };
            if !all.iter().any(|(known, _)| *known == policy) {
                let name = documents[policy].1["PolicyName"].as_str().unwrap_or_default();
                let sign = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
                let plain: String = name.chars().map(sign).collect();
                all.push((policy, format!("POLICY_{}_{plain}", all.len() + 1)));
            }
        }
    }
    all
}

fn command(call: Call, document: &Value, documents: &[Plain], invoked: &[(usize, String)], asks_arn: bool) -> String {
    let mut text = format!("aws {} {}", call.service(), separated(&call.name(), '-'));
    let action = |action: &Value| {
        let policy = policy_of(documents, action);
        let known = invoked.iter().find(|(known, _)| Some(*known) == policy);
        known.map_or_else(|| quoted(action.as_str().unwrap_or_default()), |(_, variable)| format!("\"${variable}\""))
    };
    for (member, value) in document.as_object().into_iter().flatten() {
        let option = separated(member, '-');
        let written = match value {
            Value::Bool(true) => format!("--{option}"),
            Value::Bool(false) => format!("--no-{option}"),
            Value::Array(list) if ACTIONS.contains(&member.as_str()) => {
                let words: Vec<String> = list.iter().map(action).collect();
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

/// A word as the shell leaves it alone.
pub fn quoted(word: &str) -> String {
    let plain = !word.is_empty()
        && word.chars().all(|c| c.is_ascii_alphanumeric() || "_-./:=@,+".contains(c))
        && !word.starts_with('-');
    if plain { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}
