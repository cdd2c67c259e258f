//! What a unit stands on: instances of a variant, and the ledger of what is launched, usable and paid.

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

/// `assumptions.launch_group`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaunchGroup {
    /// Each serves when it is ready.
    Each,
    /// All serve when the last is ready.
    Together,
}
