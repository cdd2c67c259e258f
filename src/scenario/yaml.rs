//! Writing YAML that reads back to the same values: small things on one line, large ones as blocks.

use serde_json::{Map, Value};
use std::fmt::Write as _;

/// Widest line of flow text [characters].
const WIDTH: usize = 110;

/// A value on one line.
pub(super) fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        Value::Array(list) => format!("[{}]", list.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => {
            let members: Vec<String> =
                map.iter().map(|(key, value)| format!("{}: {}", scalar(key), flow(value))).collect();
            format!("{{{}}}", members.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// A map as a document.
pub(super) fn document(map: &Map<String, Value>) -> String {
    let mut out = String::new();
    write_map(&mut out, map, 0, "");
    out
}

/// `first` stands before the first key in place of its indent (a list's dash).
fn write_map(out: &mut String, map: &Map<String, Value>, indent: usize, first: &str) {
    for (index, (key, value)) in map.iter().enumerate() {
        if index == 0 && !first.is_empty() {
            out.push_str(first);
        } else {
            push_blanks(out, indent);
        }
        out.push_str(&scalar(key));
        out.push(':');
        write_member(out, value, indent);
    }
}

/// What stands behind a key.
fn write_member(out: &mut String, value: &Value, indent: usize) {
    let line = flow(value);
    let large = match value {
        Value::Object(map) => !map.is_empty() && (indent == 0 || indent + line.len() > WIDTH),
        Value::Array(list) => !list.is_empty() && (list.iter().any(Value::is_object) || indent + line.len() > WIDTH),
        _ => false,
    };
    match value {
        Value::Object(map) if large => {
            out.push('\n');
            write_map(out, map, indent + 2, "");
        }
        Value::Array(list) if large => {
            out.push('\n');
            write_list(out, list, indent + 2);
        }
        _ => writeln!(out, " {line}").expect("a String takes any text"),
    }
}

fn write_list(out: &mut String, list: &[Value], indent: usize) {
    for element in list {
        let line = flow(element);
        match element {
            Value::Object(map) if indent + line.len() > WIDTH => {
                let dash = format!("{}- ", " ".repeat(indent));
                write_map(out, map, indent + 2, &dash);
            }
            _ => {
                push_blanks(out, indent);
                writeln!(out, "- {line}").expect("a String takes any text");
            }
        }
    }
}

fn push_blanks(out: &mut String, count: usize) {
    out.extend(std::iter::repeat_n(' ', count));
}

/// A text: plain where nothing can mistake it, else in double quotes (JSON's are YAML's).
fn scalar(text: &str) -> String {
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '$' || c == '_');
    let letters = text.chars().all(|c| c.is_ascii_alphanumeric() || "_./%$-+".contains(c));
    let number = text.parse::<f64>().is_ok() || text.starts_with("0x") || text.starts_with("0o");
    let word = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text.to_lowercase().as_str());
    if begins && letters && !number && !word { text.to_owned() } else { Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_could_be_mistaken_has_quotes() {
        for (text, wanted) in [
            ("shop", "shop"),
            ("6h30m", "6h30m"),
            ("$1.408/h", "$1.408/h"),
            ("12:00", "\"12:00\""),
            ("12", "\"12\""),
            ("1e5", "\"1e5\""),
            ("true", "\"true\""),
            ("No", "\"No\""),
            ("", "\"\""),
            ("-5", "\"-5\""),
            ("0x1F", "\"0x1F\""),
            ("cron(0 8 * * ? *)", "\"cron(0 8 * * ? *)\""),
            ("a \"b\" \\", "\"a \\\"b\\\" \\\\\""),
        ] {
            assert_eq!(scalar(text), wanted);
        }
    }

    #[test]
    fn small_things_stand_on_one_line_and_large_ones_in_blocks() {
        let long = "x".repeat(70);
        let value = json!({"a": 1.5, "list": [{"b": "c d"}], "long": {"one": long, "two": long}, "none": {}});
        let wanted = format!("a: 1.5\nlist:\n  - {{b: \"c d\"}}\nlong:\n  one: {long}\n  two: {long}\nnone: {{}}\n");
        assert_eq!(document(value.as_object().unwrap()), wanted);
    }
}
