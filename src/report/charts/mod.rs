//! What do the pictures show: one list of charts, each made as SVG, PNG and the CSV of the very numbers drawn.

pub mod canvas;
pub mod envelope;
pub mod fonts;
pub mod picture;
pub mod scale;
pub mod style;
pub mod time_axis;
