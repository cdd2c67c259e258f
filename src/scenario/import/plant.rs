//! Documents as a part of the scenario's tree, each value with its place in the file it came from.

use crate::aws::format::{self, Kind as Found, Node as Piece};
use crate::problem::{Place, Source};
use crate::scenario::tree::{Entry, Kind, Mark, Node, Style, Tree};
use std::sync::Arc;

/// Puts documents into a tree.
pub(super) struct Planter {
    /// The sources of the tree, those of the documents behind them.
    pub sources: Vec<Arc<Source>>,
}

/// A whole tree of one value.
pub(super) fn tree(root: &Piece) -> Tree {
    let mut planter = Planter { sources: Vec::new() };
    let root = planter.node(root);
    Tree { root, sources: planter.sources }
}

impl Planter {
    /// Beside what is there already.
    pub(super) fn beside(sources: Vec<Arc<Source>>) -> Self {
        Self { sources }
    }

    /// A value as a node of the tree.
    pub(super) fn node(&mut self, piece: &Piece) -> Node {
        let at = self.mark(&piece.at);
        let scalar = |text: String, style| Kind::Scalar { text: text.into(), style };
        let kind = match &piece.kind {
            Found::Null => scalar("null".to_owned(), Style::Plain),
            Found::Bool(flag) => scalar(flag.to_string(), Style::Plain),
            Found::Number(number) => scalar(number.to_string(), Style::Plain),
            Found::Text(text) | Found::Open(text) | Found::PolicyArn(text) => scalar(text.clone(), Style::Quoted),
            Found::Manifest(reference) => scalar(reference.name.clone(), Style::Quoted),
            Found::List(elements) => Kind::List(elements.iter().map(|element| self.node(element)).collect()),
            Found::Map(entries) => Kind::Map(entries.iter().map(|entry| self.entry(entry)).collect()),
        };
        Node { kind, at }
    }

    fn entry(&mut self, entry: &format::Entry) -> Entry {
        Entry { key: entry.key.clone(), key_at: self.mark(&entry.key_at), value: self.node(&entry.value) }
    }

    fn mark(&mut self, place: &Place) -> Mark {
        let known = self.sources.iter().position(|source| Arc::ptr_eq(source, &place.source));
        let number = known.unwrap_or_else(|| {
            self.sources.push(Arc::clone(&place.source));
            self.sources.len() - 1
        });
        Mark { source: number as u32, start: place.range.start as u32, end: place.range.end as u32 }
    }
}
