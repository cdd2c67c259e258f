//! Which knobs differ between two scenarios: full paths, in AWS's words where AWS has them.

use super::documents;
use super::tree::Tree;
use crate::aws::format::Plain;
use crate::problem::Problems;
use serde_json::{Map, Value};
use std::path::Path;

/// A knob that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// `scaling.policies.keep-busy.TargetTrackingScalingPolicyConfiguration.TargetValue`.
    pub path: String,
    /// In the first; `None`: it is not there.
    pub before: Option<Value>,
    /// In the second.
    pub after: Option<Value>,
}

/// What differs between two scenario files. AWS's documents are compared complete: a member that is left out and the
/// same one written out are no difference.
///
/// # Errors
/// What is wrong with the form of one of them.
pub fn of_scenarios(first: &Path, second: &Path) -> Result<Vec<Difference>, Problems> {
    let of = |path: &Path| -> Result<(Value, Vec<Plain>), Problems> {
        let documents = documents::documents(path)?.all;
        Ok((Tree::read(path)?.to_json(), documents))
    };
    let ((before, documents), (after, others)) = (of(first)?, of(second)?);
    let mut found = Vec::new();
    let own = |scenario: Value| {
        let mut members = scenario.as_object().cloned().unwrap_or_default();
        for key in ["endpoint", "scaling", "lock"] {
            members.shift_remove(key);
        }
        Value::Object(members)
    };
    compare(Some(&own(before)), Some(&own(after)), "", &mut found);
    found.extend(of_documents(&documents, &others));
    Ok(found)
}

/// What differs between two lists of documents.
pub fn of_documents(first: &[Plain], second: &[Plain]) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(Some(&sections(first)), Some(&sections(second)), "", &mut found);
    found
}

/// What differs for the kinds of documents that the second list holds: documents of scaling alone say nothing of
/// hosting.
pub fn of_kinds(first: &[Plain], second: &[Plain]) -> Vec<Difference> {
    let held: Vec<Plain> =
        first.iter().filter(|(call, _)| second.iter().any(|(other, _)| other == call)).cloned().collect();
    of_documents(&held, second)
}

/// Documents under the paths that a scenario would have them at.
fn sections(documents: &[Plain]) -> Value {
    let mut root = Map::new();
    for (call, document) in documents {
        let section = super::import::SECTIONS.iter().find(|(known, _)| known == call).map(|(_, key)| *key);
        let name = document.get(call.name_member()).and_then(Value::as_str).unwrap_or_default().to_owned();
        let of = match section {
            Some(key) => format!("scaling.{key}.{name}"),
            None if document.get("InferenceComponentName").is_some() => {
                format!("endpoint.InferenceComponents.{name}")
            }
            None => "endpoint".to_owned(),
        };
        match root.get_mut(&of).and_then(Value::as_object_mut) {
            Some(there) => there.extend(document.as_object().cloned().unwrap_or_default()),
            None => {
                root.insert(of, document.clone());
            }
        }
    }
    Value::Object(root)
}

fn compare(before: Option<&Value>, after: Option<&Value>, path: &str, found: &mut Vec<Difference>) {
    if same(before, after) {
        return;
    }
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match (before, after) {
        (Some(Value::Object(first)), Some(Value::Object(second))) => {
            for key in first.keys().chain(second.keys().filter(|key| !first.contains_key(*key))) {
                compare(first.get(key), second.get(key), &below(key), found);
            }
        }
        (Some(Value::Array(first)), Some(Value::Array(second))) if named(first) && named(second) => {
            let by_name = |list: &[Value]| -> Map<String, Value> {
                list.iter().map(|element| (name(element).unwrap_or_default(), element.clone())).collect()
            };
            compare(Some(&Value::Object(by_name(first))), Some(&Value::Object(by_name(second))), path, found);
        }
        _ => found.push(Difference { path: path.to_owned(), before: before.cloned(), after: after.cloned() }),
    }
}

/// 70 and 70.0 are one number.
fn same(before: Option<&Value>, after: Option<&Value>) -> bool {
    match (before, after) {
        (Some(Value::Number(first)), Some(Value::Number(second))) => first.as_f64() == second.as_f64(),
        _ => before == after,
    }
}

fn name(element: &Value) -> Option<String> {
    let keys = ["VariantName", "name", "Name", "Id", "InferenceComponentName"];
    keys.iter().find_map(|key| element.get(key)?.as_str()).map(str::to_owned)
}

fn named(list: &[Value]) -> bool {
    !list.is_empty() && list.iter().all(|element| name(element).is_some())
}
