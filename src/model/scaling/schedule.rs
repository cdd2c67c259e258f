//! When a scheduled action falls due.

use super::{Dst, Schedule};
use crate::engine::Time;

impl Schedule {
    /// The first occurrence at or after `from`; `None`: there is none.
    pub fn next_from(&self, _from: Time, _dst: Dst) -> Option<Time> {
        todo!()
    }
}
