//! Is this question well asked: tree, edits, shape, file types, checks, and the one place that turns documents into
//! model inputs.

pub mod edit;
pub mod file;
pub mod question;
mod schema;
pub mod setup;
pub mod shape;
pub mod trace;
pub mod tree;

pub use question::{Assumed, Comparison, Input, Objective, Scenario};
pub use schema::schema;
