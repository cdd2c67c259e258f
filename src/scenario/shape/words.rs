//! How this pass speaks: what was found, what was wanted.

use super::formats::format;
use super::schema::Schema;
use crate::scenario::tree::{Kind, Node, Style, is_nothing};
use serde_json::Value;

/// Longest list of words that a message spells out.
const LONGEST_LIST: usize = 16;

/// A value as a message names it.
pub(super) fn found(node: &Node) -> String {
    match &node.kind {
        Kind::List(_) => "a list".to_owned(),
        Kind::Map(_) => "a map of keys and values".to_owned(),
        Kind::Scalar { text, style: Style::Plain } if is_nothing(text) => "nothing".to_owned(),
        Kind::Scalar { text, style: Style::Plain } => format!("`{}`", short(text)),
        Kind::Scalar { text, style: Style::Quoted } => format!("the text \"{}\"", short(text)),
    }
}

/// What a schema wants, in words.
pub(super) fn wanted(schema: Schema<'_>) -> String {
    if let Some(words) = schema.words() {
        return one_of(&words.iter().map(|word| plain(word)).collect::<Vec<_>>());
    }
    let alternatives = schema.alternatives();
    if !alternatives.is_empty() && schema.get("properties").is_none() {
        return any_of(&alternatives);
    }
    let kinds = schema.types();
    let word = |kind: &&str| match *kind {
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "a map of keys and values",
        "null" => "nothing",
        "string" => schema.text("format").and_then(format).map_or("text", |format| format.wanted),
        _ => "a value",
    };
    let named: Vec<&str> = kinds.iter().filter(|kind| **kind != "null").map(word).collect();
    if named.is_empty() { "a value".to_owned() } else { named.join(" or ") }
}

/// What several schemas want, each once.
pub(super) fn any_of(alternatives: &[Schema<'_>]) -> String {
    let words: Vec<&Value> = alternatives.iter().filter_map(|schema| schema.words()).flatten().collect();
    let mut parts: Vec<String> = Vec::new();
    for schema in alternatives.iter().filter(|schema| schema.words().is_none() && schema.types() != ["null"]) {
        let part = wanted(*schema);
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    if !words.is_empty() {
        parts.push(one_of(&words.iter().map(|word| plain(word)).collect::<Vec<_>>()));
    }
    parts.join(" or ")
}

/// `a`, `b` or `c`.
pub(super) fn one_of(words: &[String]) -> String {
    listed(words, "or")
}

/// `a`, `b` and `c`.
pub(super) fn listed(words: &[String], last: &str) -> String {
    let mut quoted: Vec<String> = words.iter().take(LONGEST_LIST).map(|word| format!("`{word}`")).collect();
    if words.len() > LONGEST_LIST {
        return format!("{} … ({} in all)", quoted.join(", "), words.len());
    }
    match quoted.pop() {
        None => String::new(),
        Some(end) if quoted.is_empty() => end,
        Some(end) => format!("{} {last} {end}", quoted.join(", ")),
    }
}

/// A word of the schema as one writes it in a file.
pub(super) fn plain(word: &Value) -> String {
    word.as_str().map_or_else(|| word.to_string(), str::to_owned)
}

/// A text as a message quotes it.
pub(super) fn short(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
