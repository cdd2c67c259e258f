//! Does the file have the shape of a scenario: every unknown or missing key, wrong type, bad word and bad unit at once,
//! by the JSON Schema of the file types.
//!
//! Extensions of the schema that this pass reads: `"x-not-yet": "words"` (the key or word is known but not modelled
//! yet), `"format"` with the name of a quantity. Of alternatives (`oneOf`, `anyOf`) the one is taken that fits the
//! type, a word that all of them name, or the keys that are there.

mod choice;
mod formats;
mod map;
mod scalar;
pub(super) mod schema;
#[cfg(test)]
mod tests;
mod words;

use super::tree::{Entry, Kind, Mark, Node, Tree, child_path, json, name_of};
use crate::problem::{Part, Problem, Problems, nearest};
use schema::Schema;
use serde_json::Value;
use std::collections::BTreeSet;
use words::{found, wanted};

/// Adds everything that is wrong with the tree's shape, each with its place.
pub fn check(tree: &Tree, schema: &Value, problems: &mut Problems) {
    let spot = Spot { node: tree.root(), key_at: None, path: String::new() };
    Pass::new(tree, problems).value(&spot, Schema::root(schema));
}

/// The tree as JSON, every scalar as the schema wants it: after a clean [`check`] it deserialises.
pub fn to_value(tree: &Tree, schema: &Value) -> Value {
    let spot = Spot { node: tree.root(), key_at: None, path: String::new() };
    Pass::new(tree, &mut Problems::new()).value(&spot, Schema::root(schema))
}

/// A value of the tree on its way through the schema.
struct Spot<'t> {
    node: &'t Node,
    key_at: Option<Mark>,
    path: String,
}

/// After so many problems no near misses are looked for.
const GUESSED: usize = 200;

struct Pass<'t, 'p> {
    tree: &'t Tree,
    problems: &'p mut Problems,
    /// Keys about which enough has been said, by source and first byte.
    told: BTreeSet<(u32, u32)>,
}

impl<'t, 'p> Pass<'t, 'p> {
    fn new(tree: &'t Tree, problems: &'p mut Problems) -> Self {
        Self { tree, problems, told: BTreeSet::new() }
    }

    /// The known word nearest to an unknown one.
    fn meant<'w>(&self, word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
        if self.problems.len() < GUESSED { nearest(word, known) } else { None }
    }

    /// Says that a key is wrong here, once.
    fn wrong_key(&mut self, spot: &Spot<'t>, entry: &Entry, message: String, hint: Option<String>) {
        if !self.told.insert((entry.key_at.source, entry.key_at.start)) {
            return;
        }
        let place = self.tree.place(entry.key_at);
        let problem = self.problems.error(child_path(&spot.path, &entry.key), message).at(place).on_key();
        if let Some(hint) = hint {
            problem.hint(hint);
        }
    }

    /// Checks a value and answers with what it is in JSON.
    fn value(&mut self, spot: &Spot<'t>, schema: Schema<'_>) -> Value {
        if let Some(words) = schema.not_yet() {
            self.not_yet(spot, words);
            return json(spot.node);
        }
        if schema.is_free() {
            return json(spot.node);
        }
        let parts = schema.all_of();
        if let Some((last, others)) = parts.split_last() {
            for part in others {
                self.value(spot, *part);
            }
            return self.value(spot, *last);
        }
        if schema.get("properties").is_none() && !schema.alternatives().is_empty() {
            return self.choice(spot, schema);
        }
        match &spot.node.kind {
            Kind::Scalar { text, style } => self.scalar(spot, (text, *style), schema),
            Kind::List(nodes) if schema.allows("array") => self.list(spot, nodes, schema),
            Kind::Map(entries) if schema.allows("object") => self.map(spot, entries, schema),
            Kind::Map(_) if schema.allows("array") => {
                let value = self.wrong(spot, schema);
                self.problems.hint_last("each element of a list begins with a dash and a space");
                value
            }
            Kind::List(_) | Kind::Map(_) => self.wrong(spot, schema),
        }
    }

    fn list(&mut self, spot: &Spot<'t>, nodes: &'t [Node], schema: Schema<'_>) -> Value {
        let (least, most) = (schema.count("minItems").unwrap_or(0), schema.count("maxItems").unwrap_or(usize::MAX));
        if nodes.len() < least || nodes.len() > most {
            let (bound, limit) = if nodes.len() < least { ("at least", least) } else { ("at most", most) };
            let count =
                if nodes.is_empty() { "the list is empty".to_owned() } else { format!("the list has {}", nodes.len()) };
            self.error(spot, format!("{count}, wanted {bound} {limit}"));
        }
        let mut values = Vec::with_capacity(nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            let step = name_of(node).map_or_else(|| index.to_string(), str::to_owned);
            let element = Spot { node, key_at: None, path: child_path(&spot.path, &step) };
            values.push(schema.item(index).map_or_else(|| json(node), |item| self.value(&element, item)));
        }
        Value::Array(values)
    }

    /// A value of the wrong type.
    fn wrong(&mut self, spot: &Spot<'t>, schema: Schema<'_>) -> Value {
        self.error(spot, format!("found {}, wanted {}", found(spot.node), wanted(schema)));
        Value::Null
    }

    fn not_yet(&mut self, spot: &Spot<'t>, words: &str) {
        let name = spot.path.rsplit('.').next().unwrap_or_default();
        let message = format!("`{name}` is not modelled yet");
        let place = spot.key_at.map_or_else(|| self.tree.place(spot.node.at), |key| self.tree.place(key));
        let problem = self.problems.error(&spot.path, message).at(place).on_key();
        if !words.is_empty() {
            problem.hint(words);
        }
    }

    /// An error at a value.
    fn error(&mut self, spot: &Spot<'t>, message: String) -> &mut Problem {
        let place = self.tree.place_of_value(spot.key_at, spot.node);
        let problem = self.problems.error(&spot.path, message).at(place);
        problem.part = Part::Value;
        problem
    }
}
