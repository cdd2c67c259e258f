//! Does the file have the shape of a scenario: every unknown or missing key, wrong type, bad word and bad unit at once,
//! by the JSON Schema of the file types.
//!
//! Extensions of the schema that this pass reads: `"x-not-yet": "words"` (the key or word is known but not modelled
//! yet), `"format"` with the name of a quantity.

use super::tree::Tree;
use crate::problem::Problems;
use serde_json::Value;

/// Adds everything that is wrong with the tree's shape, each with its place.
pub fn check(_tree: &Tree, _schema: &Value, _problems: &mut Problems) {
    todo!()
}

/// The tree as JSON, every scalar as the schema wants it: after a clean [`check`] it deserialises.
pub fn to_value(_tree: &Tree, _schema: &Value) -> Value {
    todo!()
}
