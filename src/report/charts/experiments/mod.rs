//! The charts of experiments: each a function from plain data to a picture, for whoever compares, sweeps or tunes.
//!
//! The data say everything that is drawn: no chart here reads a scenario or a run.

pub mod cells;
pub mod compare;
mod measure;
pub mod pareto;
pub mod sweep;
pub mod tornado;

pub use super::frame::Caption;
pub use measure::{Measure, Ranged};

use crate::report::figure;

/// Rows as CSV.
fn table<Row: IntoIterator<Item = String>>(header: &[&str], rows: impl IntoIterator<Item = Row>) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(header).expect("memory takes every row");
    for row in rows {
        out.write_record(row).expect("memory takes every row");
    }
    out.into_inner().expect("memory takes every byte")
}

/// Value, lower and upper limit as a file writes them.
fn three(ranged: Ranged) -> [String; 3] {
    [ranged.value, ranged.low, ranged.high].map(figure::figure)
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;
