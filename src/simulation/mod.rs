//! One run: control instants outside, one data plane inside.

pub mod outcome;
