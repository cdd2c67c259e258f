//! Rates: `120/s`, `7200/min`, `5/h`. Invocations per minute against requests per second is the classic sixty-fold
//! mistake, so a bare number is refused.

use super::Refused;

/// Reads a rate of at most 10,000,000 a second, in 1/s.
pub fn rate(_text: &str) -> Result<f64, Refused> {
    todo!()
}

/// Writes a rate, given in 1/s, in the unit that makes it shortest.
pub fn print_rate(_per_sec: f64) -> String {
    todo!()
}
