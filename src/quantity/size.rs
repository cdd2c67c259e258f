//! Sizes: `2KB`, 1,000 bytes to the kilobyte.

use super::Refused;

/// Reads a size, in bytes.
pub fn size(_text: &str) -> Result<u64, Refused> {
    todo!()
}

/// Writes a size, given in bytes.
pub fn print_size(_bytes: u64) -> String {
    todo!()
}
