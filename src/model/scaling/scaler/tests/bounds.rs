//! Bounds that change under a target: calls, schedules, updates in between.

use super::*;
use crate::model::scaling::{Schedule, ScheduledDuringUpdate};

#[test]
fn c5_i1_i2_bounds_move_the_capacity_whatever_cooldown_runs() {
    let mut bench = Bench::one(10);
    bench.minutes(15, &[300.0]);
    let mut register = |min, max, desired| {
        bench
            .scaler
            .register(&Register { min, max, ..Register::default() }, settled(desired))
            .map(|moved| moved.map(|m| m.to))
    };
    assert_eq!(register(Some(2), Some(8), 1), Ok(Some(2)));
    assert_eq!(register(None, Some(10), 12), Ok(Some(10)));
    assert_eq!(register(None, None, 12), Ok(Some(10)));
    assert_eq!(register(Some(3), None, 4), Ok(None));
    // I5: nothing changes.
    assert_eq!(register(Some(11), None, 4), Err(Bounds { min: 11, max: 10 }));
    assert_eq!(bench.scaler.bounds(), Bounds { min: 3, max: 10 });
}

/// A target with one scheduled action, and what becomes of a capacity.
fn scheduled(min: Option<u32>, max: Option<u32>) -> Scaler {
    let schedule = Schedule::At(Time::from_secs(0));
    let action = Scheduled { name: "before-sale".to_owned(), schedule, min, max };
    Scaler::new(&Target { max: 10, scheduled: vec![action], ..target(Vec::<Policy>::new()) }, RULES, || 7)
}

#[test]
fn h25_h27_a_scheduled_action_replaces_bounds_and_moves_what_lies_outside() {
    let due = |min, max, desired| scheduled(min, max).fall_due(0, settled(desired)).to_string();
    assert_eq!(due(Some(3), Some(10), 2), "min 3, max 10; desired 2 -> 3");
    assert_eq!(due(Some(3), Some(10), 4), "min 3, max 10");
    assert_eq!(due(None, Some(3), 5), "min 1, max 3; desired 5 -> 3");
    assert_eq!(due(Some(5), None, 5), "min 5, max 10");
}

#[test]
fn h28_one_bound_that_crosses_the_other_fails() {
    let mut scaler = scheduled(Some(11), None);
    assert_eq!(scaler.fall_due(0, settled(3)), Due::Crossing { min: 11, max: 10 });
    assert_eq!(scaler.bounds(), Bounds { min: 1, max: 10 });
}

#[test]
fn h29_suspended_schedules_are_skipped() {
    let mut scaler = scheduled(Some(3), None);
    scaler.register(&Register { scheduled_suspended: Some(true), ..Register::default() }, settled(2)).unwrap();
    assert_eq!(scaler.fall_due(0, settled(2)), Due::Suspended);
    assert_eq!(scaler.bounds(), Bounds { min: 1, max: 10 });
}

#[test]
fn an_action_that_meets_an_update_sets_bounds_only_and_the_next_decision_clamps() {
    let schedule = Schedule::At(Time::from_secs(0));
    let before = Scheduled { name: "before".to_owned(), schedule, min: Some(6), max: None };
    let endpoint = Target { scheduled: vec![before], ..target(vec![policy("busy", 600.0)]) };
    let run = |rule| {
        let mut bench = Bench::new(&endpoint, Rules { scheduled_during_update: rule, ..RULES }, 2);
        bench.capacity.updating = true;
        let due = bench.scaler.fall_due(0, bench.capacity);
        bench.capacity.updating = false;
        (due, bench)
    };
    let bounds = Bounds { min: 6, max: 20 };
    let (due, mut bench) = run(ScheduledDuringUpdate::SetBoundsOnly);
    assert_eq!(due, Due::BoundsOnly { bounds });
    // No alarm, no action; AlarmLow then brings the capacity up to the minimum.
    assert_eq!(bench.minutes(14, &[300.0]), []);
    assert_eq!(bench.minutes(1, &[300.0]), [(15, 6)]);
    assert_eq!(
        bench.scaler.judged()[0].arithmetic.to_string(),
        "metric 300 x 2 in service / target 600 = 1, at least 6 > desired 2"
    );
    assert_eq!(run(ScheduledDuringUpdate::Fail).0, Due::NotScalable);
    let moved = Some(Moved { from: 2, to: 6 });
    assert_eq!(run(ScheduledDuringUpdate::Act).0, Due::Set { bounds, moved });
}
