//! The tree as JSON, by the file alone: what a plain scalar means in YAML 1.2, of which JSON is a part.

use super::{Kind, Node, Style, Tree};
use serde_json::{Map, Number, Value};

impl Tree {
    /// As JSON: numbers, `true`, `false` and nothing from plain scalars, text from quoted ones. `on`, `off`, `yes` and
    /// `no` are text.
    pub fn to_json(&self) -> Value {
        json(&self.root)
    }
}

/// A node as JSON, by the file alone.
pub(in crate::scenario) fn json(node: &Node) -> Value {
    match &node.kind {
        Kind::List(nodes) => nodes.iter().map(json).collect(),
        Kind::Map(entries) => {
            Value::Object(entries.iter().map(|entry| (entry.key.clone(), json(&entry.value))).collect::<Map<_, _>>())
        }
        Kind::Scalar { text, style: Style::Quoted } => Value::String(text.to_string()),
        Kind::Scalar { text, style: Style::Plain } => match &**text {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            text if is_nothing(text) => Value::Null,
            text => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
        },
    }
}

/// Whether a plain scalar says that there is nothing.
pub(in crate::scenario) fn is_nothing(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// The number that a plain scalar is, in JSON's grammar; `None` if it is none, or beyond every number type.
pub(in crate::scenario) fn number(text: &str) -> Option<Number> {
    let first = text.strip_prefix('-').unwrap_or(text).bytes().next()?;
    if !first.is_ascii_digit() {
        return None;
    }
    let number: Number = text.parse().ok()?;
    number.as_f64().filter(|value| value.is_finite()).map(|_| number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn scalars_mean_what_yaml_1_2_says() {
        let tree = Tree::parse("t", "a: [on, off, yes, no, true, false, True, ~, null, '1', 1, -2.5, 1e3, 1e400, .nan, .inf, 010, 0x1f, 1_000, 12:30]").unwrap();
        let wanted = json!({"a": ["on", "off", "yes", "no", true, false, "True", null, null, "1", 1, -2.5, 1e3, "1e400", ".nan", ".inf", "010", "0x1f", "1_000", "12:30"]});
        assert_eq!(tree.to_json(), wanted);
    }

    #[test]
    fn json_reads_as_itself() {
        let text = r#"{"a": [1, 2.5, "x", true, null, {"b": {}}], "c": "é\n\u0041", "d": 18446744073709551615}"#;
        assert_eq!(Tree::parse("t", text).unwrap().to_json(), serde_json::from_str::<Value>(text).unwrap());
    }
}
