//! How many instances were there: the SampleCount of CPUUtilization, to which every instance adds a sample each time it
//! publishes.
//!
//! Ref: "Troubleshooting asynchronous inference" (instances by the sample count of CPUUtilization); "Amazon `SageMaker`
//! AI metrics in Amazon CloudWatch" (an endpoint's instances publish each minute, or as `MetricsConfig` says).

use super::{History, Level};
use crate::engine::Span;
use crate::scenario::trace::Intervals;

/// The history of one variant whose instances publish every `publication`. An interval that is absent has no data.
pub fn history(intervals: &Intervals, publication: Span) -> History {
    let samples = intervals.period.secs() / publication.secs();
    let mut levels: Vec<Level> = Vec::with_capacity(intervals.counts.len() + 1);
    let mut known_until = None;
    for &(from, count) in &intervals.counts {
        if let Some(end) = known_until.filter(|end| *end < from) {
            levels.push(Level { from: end, instances: None });
        }
        let instances = Some(count as f64 / samples);
        if known_until != Some(from) || levels.last().is_none_or(|last| last.instances != instances) {
            levels.push(Level { from, instances });
        }
        known_until = Some(from + intervals.period);
    }
    levels.extend(known_until.map(|from| Level { from, instances: None }));
    History { levels, changes: None }
}
