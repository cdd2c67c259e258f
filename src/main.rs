//! dryscale
fn main() {}
