//! From text to the tree.

use super::Tree;
use crate::problem::Problems;
use std::path::Path;

impl Tree {
    /// Reads a scenario file; its problems carry the path as it was given.
    pub fn read(_path: &Path) -> Result<Self, Problems> {
        todo!()
    }

    /// Reads a scenario from text.
    pub fn parse(_name: &str, _text: &str) -> Result<Self, Problems> {
        todo!()
    }

    /// As JSON, by the file alone: numbers, `true`, `false` and nothing from plain scalars, text from quoted ones.
    pub fn to_json(&self) -> serde_json::Value {
        todo!()
    }
}
