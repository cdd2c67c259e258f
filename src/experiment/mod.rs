//! Many runs: in parallel, folded in order. The only room that names rayon.

pub mod aggregate;
mod bands;
mod below;
mod board;
pub mod budget;
pub mod contrast;
mod estimate;
pub mod explain;
#[cfg(test)]
mod fixture;
pub mod fold;
pub mod metrics;
pub mod morris;
pub mod objective;
pub mod pairing;
pub mod queue;
mod remarks;
pub mod replicate;
pub mod sample;
mod scaled;
pub mod sensitivity;
pub mod shelf;
mod shown;
mod storm;
pub mod study;
pub mod sweep;
pub mod tune;
