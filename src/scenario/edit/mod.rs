//! Changes by path: `--set`, `-p`, tuned values and counterfactuals are all this one thing.

use super::tree::Tree;
use crate::problem::Problems;
use serde_json::Value;

/// A path and what it shall be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Who asks: `--set`, `-p`.
    pub origin: String,
    /// `keep-busy.ScaleInCooldown`.
    pub path: String,
    /// YAML flow text.
    pub value: String,
}

impl Edit {
    /// An edit made by the program itself.
    pub fn new(origin: impl Into<String>, path: impl Into<String>, value: impl Into<String>) -> Self {
        Self { origin: origin.into(), path: path.into(), value: value.into() }
    }

    /// Reads `PATH=VALUE`, as given to the option `origin`.
    pub fn parse(_origin: &str, _text: &str) -> Result<Self, Problems> {
        todo!()
    }

    /// The full path that this edit means.
    pub fn full_path(&self, _tree: &Tree, _schema: &Value) -> Result<String, Problems> {
        todo!()
    }
}

/// Applies edits one after the other; what is wrong with them is added to `problems`. A key that is not there yet is
/// inserted where `schema` (the root schema) allows it.
pub fn apply(_tree: &mut Tree, _edits: &[Edit], _schema: &Value, _problems: &mut Problems) {
    todo!()
}
