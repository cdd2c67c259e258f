//! What is sent to somebody who has no dryscale: one page with the answer, the figures, the charts and how to do it
//! again. It loads nothing: style, script and pictures are in it.

mod drawing;
mod elasticity;
mod figures;
mod history;
mod markup;
mod over_time;
mod page;
mod setting;
mod strokes;
#[cfg(test)]
mod tests;
mod written_in;

pub use page::page;

/// A chart of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Stem of its files: `capacity`.
    pub stem: String,
    /// As it is written to the folder.
    pub svg: String,
    /// What it shows, in words.
    pub alt: String,
}
