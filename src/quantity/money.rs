//! Prices: `$1.408/h`.

use super::Refused;

/// Reads a price an hour, in millionths of a dollar.
pub fn money_per_hour(_text: &str) -> Result<u64, Refused> {
    todo!()
}

/// Writes a price an hour, given in millionths of a dollar.
pub fn print_money_per_hour(_micro_usd: u64) -> String {
    todo!()
}
