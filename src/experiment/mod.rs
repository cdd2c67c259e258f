//! Many runs: in parallel, folded in order. The only room that names rayon.

pub mod aggregate;
pub mod fold;
pub mod metrics;
pub mod objective;
pub mod replicate;
pub mod shelf;
pub mod study;
