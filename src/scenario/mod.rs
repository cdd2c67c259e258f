//! Is this question well asked: tree, edits, shape, file types, checks, and the one place that turns documents into
//! model inputs.

pub mod setup;
pub mod trace;
