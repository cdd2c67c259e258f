//! What a unit stands on: the instances of a variant, and the ledger of what is launched, usable and paid.
//!
//! Never sees a request. A change of the instance count is one [`Fleet::want`]; what follows from it comes back as dated
//! [`Step`]s, which the caller hands to [`Fleet::step`] when they fall due.

mod fleet;
mod ledger;

pub use fleet::{Conditions, Done, Fleet, Refusal, Replacement, Step, Wanted};
pub use ledger::{Counts, Ledger};

/// `assumptions.scale_in_victim`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Victim {
    /// The one launched last.
    Newest,
    /// The one launched first.
    Oldest,
    /// The one with the fewest requests.
    LeastBusy,
}

/// `assumptions.launches_at_update`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaunchesAtUpdate {
    /// A deployment calls launches under way off.
    CalledOff,
    /// They come into service, and are replaced with the others.
    Finish,
}

/// `assumptions.launch_group`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaunchGroup {
    /// Each serves when it is ready.
    Each,
    /// All serve when the last is ready.
    Together,
}
