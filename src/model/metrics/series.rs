//! The datapoints of one metric as an alarm sees them: gaps are absence, and a late datapoint is absent until it comes.

use super::{Datapoint, Predefined};
use crate::engine::{Span, Time};
use std::collections::VecDeque;

/// The newest datapoints of one metric, as many as its longest reader asks for.
#[derive(Clone, Debug)]
pub struct Series {
    metric: Predefined,
    /// Oldest first, strictly ascending starts.
    points: VecDeque<(Datapoint, Time)>,
    keep: usize,
}

impl Series {
    /// A series that keeps `keep` periods of the metric.
    pub fn new(metric: Predefined, keep: usize) -> Self {
        Self { metric, points: VecDeque::with_capacity(keep + 1), keep }
    }

    /// What it is a series of.
    pub fn metric(&self) -> Predefined {
        self.metric
    }

    /// Adds the datapoint of a period later than all others; alarms can see it from `visible` on.
    pub fn push(&mut self, _datapoint: Datapoint, _visible: Time) {
        let _ = self.keep;
        todo!()
    }

    /// What can be seen at `now` of the window `[start, start + period)`; periods longer than the metric's own are
    /// joined from what is there.
    pub fn window(&self, _start: Time, _period: Span, _now: Time) -> Option<Datapoint> {
        todo!()
    }
}
