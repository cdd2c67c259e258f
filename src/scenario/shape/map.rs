//! The keys of a map: known ones, required ones, and exactly one of several.

use super::schema::{Extra, Schema};
use super::words::{listed, one_of, short};
use super::{Pass, Spot};
use crate::problem::Place;
use crate::scenario::tree::{Entry, Kind, Mark, child_path, json};
use serde_json::{Map, Value};

impl<'t> Pass<'t, '_> {
    /// A map whose schema names its keys, perhaps with alternatives beside them.
    pub(super) fn map(&mut self, spot: &Spot<'t>, entries: &'t [Entry], schema: Schema<'_>) -> Value {
        let alternatives = schema.alternatives();
        let bare = |branch: &Schema<'_>| branch.get("properties").is_none();
        if alternatives.iter().all(bare) {
            if !alternatives.is_empty() {
                let names: Vec<&str> = alternatives.iter().flat_map(|branch| branch.required()).collect();
                self.exactly_one(spot, entries, &names);
            }
            return self.keys(spot, entries, &[schema]);
        }
        let own: Vec<&str> = schema.properties().map(|(key, _)| key).collect();
        match self.choose(spot, entries, &alternatives, &own) {
            Some(branch) => self.keys(spot, entries, &[schema, branch]),
            None => Value::Null,
        }
    }

    /// Checks each key against the parts that together describe the map.
    pub(super) fn keys(&mut self, spot: &Spot<'t>, entries: &'t [Entry], parts: &[Schema<'_>]) -> Value {
        let mut values = Map::new();
        for entry in entries {
            let below =
                Spot { node: &entry.value, key_at: Some(entry.key_at), path: child_path(&spot.path, &entry.key) };
            let known = parts.iter().find_map(|part| part.property(&entry.key));
            let extra = parts.iter().map(|part| part.extra()).find(|extra| !matches!(extra, Extra::Anything));
            let (key, value) = match (known, extra) {
                (Some(schema), _) | (None, Some(Extra::Each(schema))) => {
                    (entry.key.as_str(), self.value(&below, schema))
                }
                (None, Some(Extra::Nothing)) => match self.unknown(spot, entry, parts) {
                    // The rest is checked as if the slip had not happened, where the value fits the guess: one mistake,
                    // one problem.
                    Some((meant, schema)) if entries.iter().all(|other| other.key != meant) => {
                        match self.attempt(&below, schema) {
                            (value, problems) if problems.is_empty_of_errors() => (meant, value),
                            _ => continue,
                        }
                    }
                    _ => continue,
                },
                (None, Some(Extra::Anything) | None) => (entry.key.as_str(), json(&entry.value)),
            };
            values.insert(key.to_owned(), value);
        }
        for key in parts.iter().flat_map(|part| part.required()) {
            if !values.contains_key(key) {
                self.missing(spot, key);
            }
        }
        Value::Object(values)
    }

    /// Tells of an unknown key; answers with the known one that was probably meant.
    fn unknown<'s>(&mut self, spot: &Spot<'t>, entry: &Entry, parts: &[Schema<'s>]) -> Option<(&'s str, Schema<'s>)> {
        let known: Vec<(&str, Schema<'s>)> = parts.iter().flat_map(|part| part.properties()).collect();
        let meant = self.meant(&entry.key, known.iter().map(|(key, _)| *key));
        let names = || known.iter().map(|(key, _)| (*key).to_owned()).collect::<Vec<_>>();
        let hint = match meant {
            Some(meant) => Some(format!("did you mean `{meant}`?")),
            None if known.is_empty() => None,
            None => Some(format!("known here: {}", listed(&names(), "and"))),
        };
        self.wrong_key(spot, entry, format!("unknown key `{}`", short(&entry.key)), hint);
        known.iter().find(|(key, _)| Some(*key) == meant).copied()
    }

    pub(super) fn missing(&mut self, spot: &Spot<'t>, key: &str) {
        let place = self.place_of_map(spot);
        self.problems.error(child_path(&spot.path, key), format!("`{key}` is missing")).at(place);
    }

    /// Exactly one of these keys must be there.
    pub(super) fn exactly_one(&mut self, spot: &Spot<'t>, entries: &'t [Entry], names: &[&str]) -> bool {
        let there: Vec<&Entry> = entries.iter().filter(|entry| names.contains(&entry.key.as_str())).collect();
        if there.len() == 1 {
            return true;
        }
        let all = one_of(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        let (place, found) = match there.as_slice() {
            [] => (self.place_of_map(spot), "none".to_owned()),
            [_, second, ..] => {
                let keys: Vec<String> = there.iter().map(|entry| entry.key.clone()).collect();
                (self.tree.place(second.key_at), listed(&keys, "and"))
            }
            [_] => unreachable!("one key has been answered above"),
        };
        self.problems.error(&spot.path, format!("found {found}, wanted exactly one of {all}")).at(place);
        false
    }

    /// A map's key, or where it begins.
    pub(super) fn place_of_map(&self, spot: &Spot<'t>) -> Place {
        let first = match &spot.node.kind {
            Kind::Map(entries) => entries.first().map(|entry| entry.key_at),
            _ => None,
        };
        match (spot.key_at, first) {
            (None, Some(key)) if spot.path.is_empty() => self.tree.place(Mark { start: 0, end: 0, ..key }),
            (None, Some(key)) => self.tree.place(key),
            (key, _) => self.tree.place_of_value(key, spot.node),
        }
    }
}
