//! Writing YAML in blocks, as manifests and templates are written.

use serde_json::{Map, Value};

/// A value as a document.
pub(super) fn document(value: &Value) -> String {
    let mut out = String::new();
    match value {
        Value::Object(map) => members(&mut out, map, 0, false),
        other => out.push_str(&scalar(other)),
    }
    out
}

/// `first` stands on the line of a dash.
fn members(out: &mut String, map: &Map<String, Value>, indent: usize, first: bool) {
    for (number, (key, value)) in map.iter().enumerate() {
        if number > 0 || !first {
            out.extend(std::iter::repeat_n(' ', indent));
        }
        out.push_str(&word(key));
        out.push(':');
        below(out, value, indent);
    }
}

fn below(out: &mut String, value: &Value, indent: usize) {
    match value {
        Value::Object(map) if short_function(map).is_none() && !map.is_empty() => {
            out.push('\n');
            members(out, map, indent + 2, false);
        }
        Value::Array(list) if !list.is_empty() => {
            out.push('\n');
            for element in list {
                out.extend(std::iter::repeat_n(' ', indent + 2));
                out.push_str("- ");
                match element {
                    Value::Object(map) if short_function(map).is_none() && !map.is_empty() => {
                        members(out, map, indent + 4, true);
                    }
                    other => {
                        out.push_str(&scalar(other));
                        out.push('\n');
                    }
                }
            }
        }
        other => {
            out.push(' ');
            out.push_str(&scalar(other));
            out.push('\n');
        }
    }
}

/// `!Ref A` of `{Ref: A}`, `!Sub "…"` of `{Fn::Sub: …}`.
fn short_function(map: &Map<String, Value>) -> Option<String> {
    let (key, Value::String(text)) = map.iter().next().filter(|_| map.len() == 1)? else { return None };
    let tag = if key == "Ref" { "Ref" } else { key.strip_prefix("Fn::")? };
    Some(format!("!{tag} {}", word(text)))
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => word(text),
        Value::Object(map) => short_function(map).unwrap_or_else(|| value.to_string()),
        other => other.to_string(),
    }
}

/// A text: plain where nothing can mistake it, else in double quotes (JSON's are YAML's).
fn word(text: &str) -> String {
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let letters = text.chars().all(|c| c.is_ascii_alphanumeric() || "_./-".contains(c));
    let colons =
        text.contains("::") && text.chars().all(|c| c.is_ascii_alphanumeric() || c == ':') && !text.ends_with(':');
    let known = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text.to_lowercase().as_str());
    if begins && (letters || colons) && !known { text.to_owned() } else { Value::from(text).to_string() }
}
