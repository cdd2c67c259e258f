//! What a number means: durations, rates, shares, money and sizes with their units.
//!
//! Every reader answers with the value or with what was found, what was wanted and what was probably meant; every
//! printer writes a text that reads back to the same value.

mod at;
mod comparison;
mod duration;
mod law;
mod money;
mod number;
mod rate;
mod share;
mod size;
mod timestamp;
mod zone;

pub use at::{At, at, datetime};
pub use comparison::{Comparison, Sign, comparison};
pub use duration::{duration, print_duration};
pub use law::law;
pub use money::{money_per_hour, print_money_per_hour};
pub use rate::{print_rate, rate};
pub use share::{Growth, growth, print_growth, print_share, share};
pub use size::{print_size, size};
pub use timestamp::timestamp;
pub use zone::zone;

/// Why a text is not the quantity that was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// What is there and what was wanted: lower case, no full stop.
    pub message: String,
    /// What was probably meant.
    pub hint: Option<String>,
}

impl Refused {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}
