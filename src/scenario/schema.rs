//! What may stand in a scenario file, as JSON Schema: for editors, and for the shape pass.

use super::file::ScenarioFile;
use schemars::generate::SchemaSettings;
use serde_json::Value;
use std::sync::OnceLock;

/// The JSON Schema of a scenario file (draft 2020-12), as text.
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(root()).expect("a schema is plain JSON");
    text.push('\n');
    text
}

/// The same, as a value.
pub(super) fn root() -> &'static Value {
    static ROOT: OnceLock<Value> = OnceLock::new();
    ROOT.get_or_init(|| {
        let generator = SchemaSettings::draft2020_12().into_generator();
        let mut root = generator.into_root_schema_for::<ScenarioFile>().to_value();
        without_null(&mut root);
        root
    })
}

/// A member that may be left out is `Option` in the file types, which the derived schema turns into "or null". Nobody
/// writes null, so an empty member shall be an error; save where AWS's documents do, which `x-null` says.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Array(list) => list.iter_mut().for_each(without_null),
        Value::Object(map) => {
            let stays = map.shift_remove("x-null").is_some();
            if let Some(Value::Array(types)) = map.get_mut("type").filter(|_| !stays) {
                types.retain(|kind| kind != "null");
                if let [only] = types.as_slice() {
                    let only = only.clone();
                    map.insert("type".to_owned(), only);
                }
            }
            if let Some(Value::Array(words)) = map.get_mut("enum") {
                words.retain(|word| !word.is_null());
            }
            if let Some(Value::Array(choices)) = map.get_mut("anyOf") {
                choices.retain(|choice| choice.get("type").is_none_or(|kind| kind != "null"));
                if let [only] = choices.as_mut_slice() {
                    let only = only.take();
                    map.shift_remove("anyOf");
                    if let Value::Object(members) = only {
                        for (key, value) in members {
                            map.entry(key).or_insert(value);
                        }
                    }
                }
            }
            map.values_mut().for_each(without_null);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_of_a_step_and_cooldowns_alone_may_be_null() {
        assert_eq!(schema().matches("\"null\"").count(), 5);
        let step = &root()["$defs"]["StepAdjustment"]["properties"];
        for bound in ["MetricIntervalLowerBound", "MetricIntervalUpperBound"] {
            assert_eq!(step[bound]["type"], serde_json::json!(["number", "null"]));
        }
    }

    #[test]
    fn every_member_of_every_object_is_described() {
        fn walk(at: &str, schema: &Value) {
            if let Some(members) = schema.get("properties").and_then(Value::as_object) {
                for (name, member) in members {
                    assert!(member.get("description").is_some(), "{at}.{name} has no description");
                    walk(&format!("{at}.{name}"), member);
                }
            }
        }
        walk("scenario", root());
        for (name, definition) in root()["$defs"].as_object().unwrap() {
            walk(name, definition);
        }
    }
}
