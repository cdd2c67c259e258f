//! An objective as it is written: a metric, a sign, a limit.

use super::Refused;

/// `latency_p95_ms{variant/champion} < 300`.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What is compared.
    pub metric: String,
    /// The words in braces.
    pub scope: Option<String>,
    /// How.
    pub sign: Sign,
    /// With what.
    pub limit: f64,
}

/// `<`, `<=`, `>` or `>=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

/// Reads `NAME[{SCOPE}] <|<=|>|>= NUMBER`; whether the metric exists is not asked here.
pub fn comparison(_text: &str) -> Result<Comparison, Refused> {
    todo!()
}
