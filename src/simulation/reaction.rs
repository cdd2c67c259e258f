//! Where did the time of a scale-out go: from the breach to the first new instance, part by part, without a rest.

use super::outcome::Parts;
use super::sightings::Sighting;
use crate::engine::Time;
use crate::model::launch::Stages;

/// The parts of a scale-out whose activity began at `activity` and whose launch took `stages`.
///
/// Each moment is set no earlier than the one before it and no later than the activity, so that every nanosecond
/// belongs to one part, whatever came late: an alarm that was in ALARM already when a new run of breaching datapoints
/// began (M of N) waits for no datapoints; a policy that an alarm invokes from another state waits for them to the end.
pub(super) fn parts(sighting: &Sighting, activity: Time, stages: Stages) -> Parts {
    let period_ends = (sighting.breach + sighting.period).min(activity);
    let seen = sighting.seen.min(activity).max(period_ends);
    let alarm = sighting.alarm.unwrap_or(activity).min(activity).max(seen);
    Parts {
        period_end: period_ends.since(sighting.breach),
        lag: seen.since(period_ends),
        datapoints: alarm.since(seen),
        decision: activity.since(alarm),
        provision: stages.provision,
        fetch: stages.fetch,
        start: stages.start,
        health: stages.health,
        warm: stages.warm,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Span;
    use proptest::prelude::*;

    const STAGES: Stages = Stages {
        provision: Span::from_secs(100),
        fetch: Span::from_secs(50),
        start: Span::from_secs(20),
        health: Span::from_secs(7),
        warm: Span::from_secs(3),
    };

    fn at(secs: u64) -> Time {
        Time::from_secs(1_000_000 + secs)
    }

    fn told(breach: u64, seen: u64, alarm: Option<u64>, activity: u64) -> [u64; 9] {
        let sighting = Sighting { breach: at(breach), period: Span::MINUTE, seen: at(seen), alarm: alarm.map(at) };
        parts(&sighting, at(activity), STAGES).in_order().map(|part| part.nanos() / 1_000_000_000)
    }

    #[test]
    fn a_plain_scale_out_and_one_that_a_cooldown_held_back() {
        assert_eq!(told(0, 91, Some(211), 211), [60, 31, 120, 0, 100, 50, 20, 7, 3]);
        assert_eq!(told(0, 91, Some(211), 391), [60, 31, 120, 180, 100, 50, 20, 7, 3]);
    }

    #[test]
    fn whatever_came_late_no_part_is_negative_and_nothing_is_left_over() {
        let launch = [100, 50, 20, 7, 3];
        let first = |parts: [u64; 9]| {
            assert_eq!(parts[4..], launch);
            [parts[0], parts[1], parts[2], parts[3]]
        };
        assert_eq!(first(told(120, 211, Some(91), 211)), [60, 31, 0, 0], "in ALARM before the run began");
        assert_eq!(first(told(0, 271, Some(211), 331)), [60, 211, 0, 60], "the first datapoint came last");
        assert_eq!(first(told(0, 91, None, 151)), [60, 31, 60, 0], "never in ALARM");
        assert_eq!(first(told(0, 400, Some(500), 151)), [60, 91, 0, 0], "seen after the activity");
        assert_eq!(first(told(100, 400, None, 151)), [51, 0, 0, 0], "acted on before the period ended");
    }

    proptest! {
        #[test]
        fn parts_add_up(seen in 0..10_000_u64, alarm in prop::option::of(0..10_000_u64), activity in 0..10_000_u64) {
            let parts = told(0, seen, alarm, activity);
            prop_assert_eq!(parts.iter().sum::<u64>(), activity + 180);
        }
    }
}
