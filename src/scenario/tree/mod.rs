//! What the file says, and where: one tree of scalars, lists and maps, each with its place in the text.

mod build;
mod json;
mod offsets;
mod path;
mod read;
#[cfg(test)]
mod tests;
mod torn;
mod unreadable;

use crate::problem::{Place, Source};
use std::ops::Range;
use std::sync::Arc;

pub(in crate::scenario) use build::text as parse_text;
pub(in crate::scenario) use json::{is_nothing, json, number};
pub(in crate::scenario) use path::behind;
pub use path::{child_path, name_of};

/// A scenario's text as a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    pub(super) root: Node,
    /// The scenario file, then the edits that were applied.
    pub(super) sources: Vec<Arc<Source>>,
}

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub at: Mark,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// One word, as written.
    Scalar {
        /// The text, without quotes.
        text: Arc<str>,
        /// Whether it had quotes.
        style: Style,
    },
    /// `[a, b]` or lines that begin with a dash.
    List(Vec<Node>),
    /// `{a: 1}` or lines of `a: 1`. No key occurs twice.
    Map(Vec<Entry>),
}

/// How a scalar was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes: may be a number, `true`, `false` or nothing.
    Plain,
    /// With quotes, or as a text block: always text.
    Quoted,
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_at: Mark,
    /// What stands behind it.
    pub value: Node,
}

/// A range of bytes in one of the tree's sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Which source.
    pub source: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Mark {
    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Node {
    /// The value of a key, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entry of a key, if this is a map that has it.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.kind {
            Kind::Map(entries) => entries.iter().find(|entry| entry.key == key),
            _ => None,
        }
    }

    /// A scalar's text without its quotes.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }
}

impl Tree {
    /// The outermost map.
    pub fn root(&self) -> &Node {
        &self.root
    }

    /// The place of a mark of this tree.
    pub fn place(&self, mark: Mark) -> Place {
        self.sources[mark.source as usize].place(mark.range())
    }

    /// The place of a value: of its key if the value is a block of lines or nothing at all.
    pub fn place_of_value(&self, key_at: Option<Mark>, node: &Node) -> Place {
        let text = &self.sources[node.at.source as usize].text()[node.at.range()];
        let shown = matches!(node.kind, Kind::Scalar { .. }) || text.starts_with(['{', '[']);
        self.place(key_at.filter(|_| !shown || text.is_empty()).unwrap_or(node.at))
    }
}
