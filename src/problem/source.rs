//! Where a problem lies: a text by the name the user gave it, and a range of it.

use std::ops::Range;
use std::sync::Arc;

/// A text that problems point into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    name: String,
    text: String,
    first_line: usize,
    rank: usize,
}

/// A range of bytes in a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The text.
    pub source: Arc<Source>,
    /// Byte offsets into it.
    pub range: Range<usize>,
}

impl Source {
    /// The scenario file, by the name that the user gave it.
    pub fn scenario(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { name: name.into(), text: text.into(), first_line: 1, rank: 0 })
    }

    /// The `number`-th edit on the command line (from 0): `--set` and its text.
    pub fn edit(name: impl Into<String>, text: impl Into<String>, number: usize) -> Arc<Self> {
        Arc::new(Self { name: name.into(), text: text.into(), first_line: 1, rank: 1 + number })
    }

    /// One line of a data file, by its number (from 1): the rest of the file is not kept.
    pub fn line(name: impl Into<String>, text: impl Into<String>, number: usize) -> Arc<Self> {
        Arc::new(Self { name: name.into(), text: text.into(), first_line: number, rank: usize::MAX })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The place of a range of it.
    pub fn place(self: &Arc<Self>, range: Range<usize>) -> Place {
        Place { source: Arc::clone(self), range }
    }

    /// All of it.
    pub fn whole(self: &Arc<Self>) -> Place {
        self.place(0..self.text.len())
    }

    pub(super) fn rank(&self) -> usize {
        self.rank
    }

    pub(super) fn first_line(&self) -> usize {
        self.first_line
    }
}

impl Place {
    /// Line and column (in characters), both from 1.
    pub fn line_and_column(&self) -> (usize, usize) {
        let text = self.source.text();
        let before = &text[..self.range.start.min(text.len())];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (self.source.first_line() + before.matches('\n').count(), before[line_start..].chars().count() + 1)
    }
}
