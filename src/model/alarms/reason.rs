//! Why the alarm is in its state, in CloudWatch's words.

use super::{AlarmConfig, State};
use crate::model::metrics::Datapoint;
use std::fmt;

/// StateReason of an alarm; its `Display` is CloudWatch's text.
#[derive(Clone, Copy, Debug)]
pub struct StateReason<'a> {
    /// Its configuration.
    pub config: &'a AlarmConfig,
    /// Its state.
    pub state: State,
    /// Evaluated at all?
    pub unchecked: bool,
    /// What was judged, newest first.
    pub judged: &'a [Datapoint],
}

impl fmt::Display for StateReason<'_> {
    fn fmt(&self, _out: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}
