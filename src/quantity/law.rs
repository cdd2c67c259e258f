//! A length of time or a range of them, as one word: `240s`, `15s..60s`.

use super::Refused;
use crate::engine::Law;

/// Reads `240s` (always the same) or `15s..60s` (every length between the two alike).
pub fn law(_text: &str) -> Result<Law, Refused> {
    todo!()
}
