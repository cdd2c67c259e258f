//! Shares and their growth: `15%`, `4%/30d`.

use super::Refused;
use crate::engine::Span;

/// Compound growth by `share` each `per`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Growth {
    /// 0.04 for 4%; above -1.
    pub share: f64,
    /// Longer than zero.
    pub per: Span,
}

/// Reads a share of at most 10,000%: `15%` is 0.15.
pub fn share(_text: &str) -> Result<f64, Refused> {
    todo!()
}

/// Writes a share: 0.15 is `15%`.
pub fn print_share(_share: f64) -> String {
    todo!()
}

/// Reads `4%/30d`.
pub fn growth(_text: &str) -> Result<Growth, Refused> {
    todo!()
}

/// Writes `4%/30d`.
pub fn print_growth(_growth: Growth) -> String {
    todo!()
}
