//! Changes by path: `--set`, `-p`, tuned values and counterfactuals are all this one thing.
//!
//! A path may leave out blocks above its key where the rest occurs exactly once: `keep-busy.ScaleInCooldown`. A full
//! path always means itself. A key that is not there yet is inserted where the schema allows it.

mod put;
mod resolve;
#[cfg(test)]
mod tests;

use super::tree::{Mark, Node, Tree, parse_text};
use crate::problem::{Problems, Source};
use resolve::{Found, resolve};
use serde_json::Value;
use std::sync::Arc;

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
    pub fn parse(origin: &str, text: &str) -> Result<Self, Problems> {
        let (path, value) = text.split_once('=').unwrap_or((text, ""));
        if !path.trim().is_empty() && text.contains('=') {
            return Ok(Self::new(origin, path.trim(), value));
        }
        let lacks = if path.trim().is_empty() { "a path" } else { "`=` and a value" };
        let mut problems = Problems::new();
        let source = Source::edit(origin, text, 0);
        problems
            .error("", format!("`{text}` lacks {lacks}"))
            .at(source.whole())
            .hint(format!("write {origin} PATH=VALUE"));
        Err(problems)
    }

    /// The full path that this edit means.
    pub fn full_path(&self, tree: &Tree, schema: &Value) -> Result<String, Problems> {
        let source = self.source(0);
        resolve(tree, schema, &self.path).map(|found| found.full_path()).map_err(|refusal| {
            let mut problems = Problems::new();
            refusal.tell(&self.path, &source, &mut problems);
            problems
        })
    }

    fn source(&self, number: usize) -> Arc<Source> {
        Source::edit(&self.origin, format!("{}={}", self.path, self.value), number)
    }

    fn apply(&self, tree: &mut Tree, schema: &Value, problems: &mut Problems) -> Result<(), Problems> {
        let number = tree.sources.len();
        let source = self.source(number);
        let found = match resolve(tree, schema, &self.path) {
            Ok(found) => found,
            Err(refusal) => {
                refusal.tell(&self.path, &source, problems);
                return Ok(());
            }
        };
        let from = self.path.len() + 1;
        let Some(value) = parse_text(&source, number as u32, from)? else {
            let place = source.place(from..from);
            problems.error(found.full_path(), format!("`{}` is set to nothing", self.path)).at(place);
            return Ok(());
        };
        tree.sources.push(source);
        put(tree, &found, value, Mark { source: number as u32, start: 0, end: self.path.len() as u32 });
        Ok(())
    }
}

/// Applies edits one after the other; what is wrong with them is added to `problems`. A key that is not there yet is
/// inserted where `schema` (the root schema) allows it.
pub fn apply(tree: &mut Tree, edits: &[Edit], schema: &Value, problems: &mut Problems) {
    for edit in edits {
        if let Err(unreadable) = edit.apply(tree, schema, problems) {
            problems.extend(unreadable);
        }
    }
}

/// Puts the value where the path leads.
fn put(tree: &mut Tree, found: &Found, value: Node, key_at: Mark) {
    let steps: Vec<&str> = found.steps.iter().map(String::as_str).collect();
    put::put(&mut tree.root, &steps, value, key_at);
}
