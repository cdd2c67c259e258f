//! Is this question well asked: tree, edits, shape, file types, checks, and the one place that turns documents into
//! model inputs.

mod checking;
mod defaults;
pub mod difference;
pub mod documents;
pub mod edit;
pub mod file;
pub mod grid;
pub mod history;
pub mod import;
mod instance_types;
pub mod lint;
mod lock;
mod lower;
mod presets;
pub mod question;
mod reading;
mod schema;
pub mod setup;
pub mod shape;
pub mod trace;
pub mod tree;
mod yaml;

#[cfg(test)]
mod tests;

pub use lock::tz_database;
pub use question::{Assumed, Comparison, Input, Objective, Scenario};
pub use schema::schema;
