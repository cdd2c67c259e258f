//! Is this question well asked: tree, edits, shape, file types, checks, and the one place that turns documents into
//! model inputs.

pub mod edit;
pub mod question;
pub mod setup;

pub use question::{Assumed, Comparison, Input, Objective, Scenario};

/// The JSON Schema of a scenario file.
pub fn schema() -> String {
    todo!()
}
