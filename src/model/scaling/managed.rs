//! The two alarms that a target tracking policy makes for itself.

use super::Direction;
use crate::engine::Span;
use crate::model::alarms::{Alarm, Evaluation};
use crate::model::metrics::Statistic;

/// What AWS does not let one configure in them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ManagedRules {
    /// `assumptions.concurrency_statistic`.
    pub concurrency_statistic: Statistic,
    /// `assumptions.high_resolution_datapoints`.
    pub high_resolution_datapoints: u32,
    /// `assumptions.evaluation_range`: datapoints beyond N.
    pub evaluation_range_extra: u32,
    /// `assumptions.action_repeat` for periods under 60 s.
    pub action_repeat_high_resolution: Span,
}

/// AlarmHigh and AlarmLow.
#[derive(Clone, Debug)]
pub struct Managed {
    /// AlarmHigh.
    pub high: Alarm,
    /// AlarmLow; `None`: DisableScaleIn.
    pub low: Option<Alarm>,
}

impl Managed {
    /// AlarmHigh for `Out`, AlarmLow for `In` (AlarmHigh where there is none).
    pub fn of(&self, direction: Direction) -> &Alarm {
        match (direction, &self.low) {
            (Direction::In, Some(low)) => low,
            _ => &self.high,
        }
    }
}

/// What the evaluation of both found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluations {
    /// AlarmHigh.
    pub high: Evaluation,
    /// AlarmLow.
    pub low: Option<Evaluation>,
}

/// A version 4 UUID from 128 random bits.
pub fn uuid(_high: u64, _low: u64) -> String {
    todo!()
}
