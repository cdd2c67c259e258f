//! How a history with gaps becomes a state.

use super::{State, TreatMissingData};

/// The state that CloudWatch finds for an evaluation range. `range` is newest first: `Some(true)` breaching,
/// `Some(false)` not breaching, `None` missing.
pub fn verdict(
    _range: impl DoubleEndedIterator<Item = Option<bool>> + ExactSizeIterator + Clone,
    _evaluation_periods: u32,
    _datapoints_to_alarm: u32,
    _missing: TreatMissingData,
    _present: State,
) -> State {
    todo!()
}
