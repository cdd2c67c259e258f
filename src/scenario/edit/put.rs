//! A value into the tree at a path whose end may not exist yet.

use crate::scenario::tree::{Entry, Kind, Mark, Node, name_of};

/// Puts `value` at `steps` below `node`; maps that are missing on the way are made. New keys stand at `key_at`.
///
/// # Panics
/// If the steps lead through a word or past the elements of a list: the path has not been resolved.
pub(super) fn put(node: &mut Node, steps: &[&str], value: Node, key_at: Mark) {
    let Some((step, below)) = steps.split_first() else {
        *node = value;
        return;
    };
    if matches!(node.kind, Kind::Scalar { .. }) {
        *node = Node { kind: Kind::Map(Vec::new()), at: key_at };
    }
    let child = match &mut node.kind {
        Kind::Map(entries) => {
            let index = entries.iter().position(|entry| entry.key == *step).unwrap_or_else(|| {
                let empty = Node { kind: Kind::Map(Vec::new()), at: key_at };
                entries.push(Entry { key: (*step).to_owned(), key_at, value: empty });
                entries.len() - 1
            });
            &mut entries[index].value
        }
        Kind::List(nodes) => {
            let index = element(nodes, step).expect("a resolved path names an element that exists");
            &mut nodes[index]
        }
        Kind::Scalar { .. } => unreachable!("a word has been replaced by a map above"),
    };
    put(child, below, value, key_at);
}

/// The element of a list that a step names: by a name that is its own, else by its index.
pub(super) fn element(nodes: &[Node], step: &str) -> Option<usize> {
    nodes.iter().position(|node| own_name(nodes, node) == Some(step)).or_else(|| {
        let index = step.parse::<usize>().ok()?;
        nodes.get(index).filter(|node| own_name(nodes, node).is_none()).map(|_| index)
    })
}

/// The name of an element, unless others of its list share it (policies of two targets may).
pub(super) fn own_name<'n>(nodes: &[Node], element: &'n Node) -> Option<&'n str> {
    let name = name_of(element)?;
    (nodes.iter().filter(|other| name_of(other) == Some(name)).count() == 1).then_some(name)
}
