//! Many runs: in parallel, folded in order. The only room that names rayon.

pub mod aggregate;
