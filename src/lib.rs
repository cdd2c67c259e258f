//! dryscale: a dry run for auto scaling.

pub mod aws;
pub mod cli;
pub mod engine;
pub mod experiment;
pub mod model;
pub mod problem;
pub mod quantity;
pub mod report;
pub mod scenario;
pub mod selftest;
pub mod simulation;
pub mod stats;
