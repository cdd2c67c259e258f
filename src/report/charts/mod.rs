//! What do the pictures show: one list of charts, each made as SVG, PNG and the CSV of the very numbers drawn.

mod budget;
pub mod canvas;
mod capacity;
pub mod envelope;
pub mod fonts;
pub mod frame;
pub mod layout;
pub mod picture;
pub mod plot;
pub mod scale;
pub mod style;
pub mod time_axis;

use super::Report;
use canvas::Occupied;

/// A chart, drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// File stem.
    pub name: &'static str,
    /// The SVG.
    pub svg: String,
    /// The numbers drawn.
    pub csv: Vec<u8>,
    /// What it shows, in words.
    pub alt: String,
    /// Where its texts stand.
    pub texts: Vec<Occupied>,
}

/// A kind of chart. To add one: a file with a function beside `capacity`, and a line in [`ALL`].
#[derive(Clone, Copy, Debug)]
pub struct Chart {
    /// File stem.
    pub name: &'static str,
    /// Draws it; `None` if there is nothing to draw.
    pub draw: fn(&Report<'_>) -> Result<Option<Picture>, String>,
}

/// Charts of one fleet: of several variants each has its own, `NAME-V`.
pub const BY_VARIANT: &[&str] = &["capacity"];

/// Every chart of a result, in the order in which a report shows them.
pub const ALL: &[Chart] = &[
    Chart { name: "capacity", draw: |report| capacity::picture(report).map(Some) },
    Chart { name: "reaction", draw: budget::picture },
];
