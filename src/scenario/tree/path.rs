//! The dotted path of every node: list elements by name, by index only where they have none.

use super::{Node, Tree};
use crate::problem::{Part, Place, Problems};

/// The name by which a list element is addressed, if it has one.
pub fn name_of(_element: &Node) -> Option<&str> {
    todo!()
}

impl Tree {
    /// The node at a full path.
    pub fn get(&self, _path: &str) -> Option<&Node> {
        todo!()
    }

    /// The place of a full path, or of the nearest key around it that exists.
    pub fn place_of(&self, _path: &str, _part: Part) -> Option<Place> {
        todo!()
    }

    /// Gives every problem that has only a path its place in this tree.
    pub fn locate(&self, problems: &mut Problems) {
        problems.locate(|path, part| self.place_of(path, part));
    }
}
