//! Which byte the parser means: it counts characters.

use saphyr_parser::Marker;

/// From the parser's characters to bytes.
pub(super) struct Offsets<'a> {
    text: &'a str,
    from: usize,
    /// The byte of each character whose number is a multiple of [`STRIDE`]; empty for ASCII.
    anchors: Vec<usize>,
}

const STRIDE: usize = 64;

impl<'a> Offsets<'a> {
    /// For the part of `text` that begins at byte `from`.
    pub(super) fn new(text: &'a str, from: usize) -> Self {
        let ascii = text.is_ascii();
        let anchors = if ascii {
            Vec::new()
        } else {
            text[from..].char_indices().step_by(STRIDE).map(|(at, _)| from + at).collect()
        };
        Self { text, from, anchors }
    }

    /// The byte in the whole text.
    pub(super) fn byte(&self, marker: &Marker) -> usize {
        if self.anchors.is_empty() {
            return (self.from + marker.index()).min(self.text.len());
        }
        let Some(&anchor) = self.anchors.get(marker.index() / STRIDE) else { return self.text.len() };
        let rest = &self.text[anchor..];
        anchor + rest.char_indices().nth(marker.index() % STRIDE).map_or(rest.len(), |(at, _)| at)
    }
}
