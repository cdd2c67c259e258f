//! The dotted path of every node: list elements by name, by index only where they have none.

use super::{Kind, Mark, Node, Tree};
use crate::problem::{Part, Place, Problems};

/// Keys that name a list element, the first that it has.
const NAMES: [&str; 8] = [
    "PolicyName",
    "ScheduledActionName",
    "AlarmName",
    "VariantName",
    "InferenceComponentName",
    "EndpointName",
    "EndpointConfigName",
    "name",
];

/// The name by which a list element is addressed, if it has one.
pub fn name_of(element: &Node) -> Option<&str> {
    let name = NAMES.iter().find_map(|key| element.get(key))?;
    name.text().filter(|text| !text.is_empty())
}

/// The path of a key, name or index below a path.
pub fn child_path(path: &str, step: &str) -> String {
    if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") }
}

/// How far a path leads: the last node on it, that node's key, and what is left of the path.
pub(in crate::scenario) struct Reached<'t, 'p> {
    pub(in crate::scenario) node: &'t Node,
    pub(in crate::scenario) key_at: Option<Mark>,
    pub(in crate::scenario) left: &'p str,
}

impl Tree {
    /// The node at a full path.
    pub fn get(&self, path: &str) -> Option<&Node> {
        Some(self.reach(path)).filter(|reached| reached.left.is_empty()).map(|reached| reached.node)
    }

    /// The place of a full path, or of the nearest key around it that exists, or the beginning of the file.
    pub fn place_of(&self, path: &str, part: Part) -> Option<Place> {
        let reached = self.reach(path);
        let found = reached.left.is_empty();
        match reached.key_at {
            Some(key) if !found || part == Part::Key => Some(self.place(key)),
            Some(key) => Some(self.place_of_value(Some(key), reached.node)),
            // Not even its first step exists: the beginning of the file.
            None => Some(self.sources.first()?.place(0..0)),
        }
    }

    /// Gives every problem that has only a path its place in this tree.
    pub fn locate(&self, problems: &mut Problems) {
        problems.locate(|path, part| self.place_of(path, part));
    }

    /// Follows a path as far as the tree has it. Keys and names may hold dots (`ml.g5.xlarge`): the longest that fits
    /// is taken.
    pub(in crate::scenario) fn reach<'p>(&self, path: &'p str) -> Reached<'_, 'p> {
        let mut reached = Reached { node: &self.root, key_at: None, left: path };
        while !reached.left.is_empty() {
            let Some((node, key_at, left)) = step(reached.node, reached.left) else { break };
            reached = Reached { node, key_at: key_at.or(Some(first_line(node))), left };
        }
        reached
    }
}

/// Where a list element begins: its first key, or all of it.
fn first_line(element: &Node) -> Mark {
    match &element.kind {
        Kind::Map(entries) => entries.first().map_or(element.at, |entry| entry.key_at),
        _ => element.at,
    }
}

/// One step along a path.
fn step<'t, 'p>(node: &'t Node, path: &'p str) -> Option<(&'t Node, Option<Mark>, &'p str)> {
    match &node.kind {
        Kind::Scalar { .. } => None,
        Kind::Map(entries) => {
            let fitting = entries.iter().filter_map(|entry| Some((entry, behind(path, &entry.key)?)));
            let (entry, left) = fitting.max_by_key(|(entry, _)| entry.key.len())?;
            Some((&entry.value, Some(entry.key_at), left))
        }
        Kind::List(nodes) => {
            let named = nodes.iter().filter_map(|node| Some((node, behind(path, name_of(node)?)?)));
            let longest = named.min_by_key(|(_, left)| left.len());
            let (node, left) = longest.or_else(|| {
                let (index, left) = path.split_once('.').unwrap_or((path, ""));
                nodes.get(index.parse::<usize>().ok()?).map(|node| (node, left))
            })?;
            Some((node, None, left))
        }
    }
}

/// What is left of a path that begins with `name`.
pub(in crate::scenario) fn behind<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    let left = path.strip_prefix(name)?;
    if left.is_empty() { Some(left) } else { left.strip_prefix('.') }
}
