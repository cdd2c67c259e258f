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

use super::table;
use crate::report::figure;

/// Value, lower and upper limit of a measure as every file writes them.
fn three(ranged: Ranged, measure: &Measure) -> [String; 3] {
    [ranged.value, ranged.low, ranged.high].map(|value| figure::written(Some(value), &measure.unit))
}

#[cfg(test)]
mod fixture;
#[cfg(test)]
pub(super) mod tests;
