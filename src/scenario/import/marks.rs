//! `# assumed` behind a line: what nobody said stands there, written by the import and read by `run`.
//!
//! The mark is for the first key of its line; `# assumed: A, B` names others on it.

use crate::aws::format::{Kind as Found, Node as Piece};
use crate::scenario::question::Assumed;
use crate::scenario::tree::{Entry, Kind, Node, Tree, child_path, json, name_of};
use crate::scenario::yaml;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

const MARK: &str = "# assumed";
/// Sections that say how the question is asked, not what is so.
const OF_THE_RUN: [&str; 8] = ["title", "start", "duration", "lead_in", "runs", "seed", "fidelity", "objectives"];
/// A long value is cut in lists [characters].
const LONGEST: usize = 60;

/// The scenario as text, with marks, and the paths of what is assumed.
pub(super) fn written(root: &Piece, template: Option<&Piece>) -> (String, Vec<String>) {
    let Value::Object(members) = root.to_json() else { return (String::new(), Vec::new()) };
    let text = format!("# yaml-language-server: $schema=dryscale.schema.json\n{}", yaml::document(&members));
    let tree = Tree::parse("scenario", &text).expect("what was written can be read");
    let Some(template) = template else { return (text, Vec::new()) };
    let is_assumed = |piece: &Piece| Arc::ptr_eq(&piece.at.source, &template.at.source);
    let mut spots = Vec::new();
    walk(root, tree.root(), "", &is_assumed, &mut spots);
    let mut by_line: BTreeMap<usize, Vec<(String, bool)>> = BTreeMap::new();
    for (_, key, at) in &spots {
        let (line, first) = line_of(&text, *at);
        by_line.entry(line).or_default().push((key.clone(), first));
    }
    let mut lines = String::with_capacity(text.len() + 1_000);
    for (number, line) in text.lines().enumerate() {
        lines.push_str(line);
        if let Some(keys) = by_line.get(&number) {
            lines.push_str("  ");
            lines.push_str(MARK);
            if !keys.iter().any(|(_, first)| *first) {
                let names: Vec<&str> = keys.iter().map(|(key, _)| key.as_str()).collect();
                lines.push_str(": ");
                lines.push_str(&names.join(", "));
            }
        }
        lines.push('\n');
    }
    (lines, spots.into_iter().map(|(path, ..)| path).collect())
}

/// Path, key and first byte of the key of everything assumed, outermost only.
fn walk(
    piece: &Piece,
    node: &Node,
    path: &str,
    is_assumed: &dyn Fn(&Piece) -> bool,
    spots: &mut Vec<(String, String, usize)>,
) {
    match (&piece.kind, &node.kind) {
        (Found::Map(pieces), Kind::Map(entries)) => {
            for (piece, entry) in pieces.iter().zip(entries) {
                let path = child_path(path, &entry.key);
                if OF_THE_RUN.contains(&path.as_str()) {
                    continue;
                }
                if all_assumed(&piece.value, is_assumed) {
                    spots.push((path, entry.key.clone(), entry.key_at.start as usize));
                } else {
                    walk(&piece.value, &entry.value, &path, is_assumed, spots);
                }
            }
        }
        (Found::List(pieces), Kind::List(nodes)) => {
            for (index, (piece, node)) in pieces.iter().zip(nodes).enumerate() {
                let step = name_of(node).map_or_else(|| index.to_string(), str::to_owned);
                walk(piece, node, &child_path(path, &step), is_assumed, spots);
            }
        }
        _ => {}
    }
}

/// Whether nothing below stems from a document.
fn all_assumed(piece: &Piece, is_assumed: &dyn Fn(&Piece) -> bool) -> bool {
    match &piece.kind {
        Found::Map(entries) if !entries.is_empty() => entries.iter().all(|entry| all_assumed(&entry.value, is_assumed)),
        Found::List(elements) if !elements.is_empty() => elements.iter().all(|piece| all_assumed(piece, is_assumed)),
        _ => is_assumed(piece),
    }
}

/// The line (from 0) of a byte, and whether it is the line's first key.
fn line_of(text: &str, at: usize) -> (usize, bool) {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let first = text[start..at].chars().all(|letter| letter == ' ' || letter == '-');
    (text[..at].matches('\n').count(), first)
}

/// What the marks of a scenario file say.
pub(in crate::scenario) fn assumed(tree: &Tree) -> Vec<Assumed> {
    let Some(source) = tree.sources.first() else { return Vec::new() };
    if !source.text().contains(MARK) {
        return Vec::new();
    }
    let lines: Vec<Option<&str>> = source.text().lines().map(mark_of).collect();
    let mut all = Vec::new();
    read(
        tree.root(),
        "",
        &|entry: &Entry| {
            if entry.key_at.source != 0 || entry.value.at.source != 0 {
                return false;
            }
            let (line, first) = line_of(source.text(), entry.key_at.start as usize);
            match lines.get(line).copied().flatten() {
                Some("") => first,
                Some(names) => names.split(',').any(|name| name.trim() == entry.key),
                None => false,
            }
        },
        &mut all,
    );
    all
}

/// What stands behind the mark of a line: nothing, or names.
fn mark_of(line: &str) -> Option<&str> {
    let (_, rest) = line.rsplit_once(MARK)?;
    let rest = rest.trim();
    if rest.is_empty() { Some("") } else { rest.strip_prefix(':').map(str::trim) }
}

fn read(node: &Node, path: &str, is_marked: &dyn Fn(&Entry) -> bool, all: &mut Vec<Assumed>) {
    match &node.kind {
        Kind::Map(entries) => {
            for entry in entries {
                let path = child_path(path, &entry.key);
                if is_marked(entry) {
                    let value = yaml::flow(&json(&entry.value));
                    let shown = match value.char_indices().nth(LONGEST) {
                        Some((end, _)) => format!("{} …", &value[..end]),
                        None => value,
                    };
                    all.push(Assumed { path, value: shown, why: "marked as assumed in the scenario".to_owned() });
                } else {
                    read(&entry.value, &path, is_marked, all);
                }
            }
        }
        Kind::List(nodes) => {
            for (index, node) in nodes.iter().enumerate() {
                let step = name_of(node).map_or_else(|| index.to_string(), str::to_owned);
                read(node, &child_path(path, &step), is_marked, all);
            }
        }
        Kind::Scalar { .. } => {}
    }
}
