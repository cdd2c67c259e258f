//! Several policies on one target: who wins, and who has a veto.

use super::*;

fn two(first: TargetTracking, desired: u32) -> Bench {
    Bench::new(&target(vec![first, policy("other", 60.0)]), RULES, desired)
}

#[test]
fn d1_of_two_scale_outs_the_larger_wins() {
    let mut bench = two(policy("busy", 600.0), 10);
    assert_eq!(bench.minutes(3, &[780.0, 90.0]), [(3, 15)]);
    assert_eq!(bench.reasons(), ["sim.other_policy_wins", ""]);
}

#[test]
fn d2_scale_in_only_if_every_policy_is_ready() {
    let mut bench = two(policy("busy", 600.0), 10);
    assert_eq!(bench.minutes(20, &[300.0, 58.0]), []);
    assert_eq!(bench.reasons(), ["sim.other_policy_not_ready", "sim.alarm_not_breaching"]);
    // Both are ready fifteen minutes later; the larger of five and eight wins.
    assert_eq!(bench.minutes(15, &[300.0, 48.0]), [(35, 8)]);
    assert_eq!(bench.reasons(), ["sim.other_policy_wins", ""]);
}

#[test]
fn d2_a_policy_whose_cooldown_runs_is_not_ready() {
    let mut bench = two(policy("busy", 600.0), 10);
    assert_eq!(bench.minutes(15, &[300.0, 48.0]), [(15, 8)]);
    // The second policy acted and cools down; the first has no cooldown of its own, but no vote against the second.
    assert_eq!(bench.minutes(1, &[300.0, 30.0]), []);
    assert_eq!(bench.reasons(), ["sim.other_policy_not_ready", "sim.cooldown_active"]);
}

#[test]
fn d3_out_beats_in() {
    let mut bench = two(policy("busy", 600.0), 10);
    assert_eq!(bench.minutes(12, &[590.0, 30.0]), []);
    assert_eq!(bench.minutes(3, &[660.0, 30.0]), [(15, 11)]);
    assert_eq!(bench.reasons(), ["", "sim.other_policy_not_ready"]);
}

#[test]
fn d4_a_policy_that_never_scales_in_has_no_vote() {
    let lasting = TargetTracking { disable_scale_in: true, ..policy("busy", 600.0) };
    let mut bench = two(lasting, 10);
    assert_eq!(bench.minutes(15, &[590.0, 30.0]), [(15, 5)]);
}

#[test]
fn a_policy_that_keeps_what_there_is_keeps_it() {
    // Both AlarmLow fire, but one computes that all ten are needed.
    let mut bench = Bench::new(&target(vec![policy("busy", 600.0), policy("other", 60.0)]), RULES, 10);
    bench.minutes(14, &[300.0, 53.0]);
    let held = bench.minutes(2, &[300.0, 53.9999]);
    assert_eq!(held, [(15, 9)]);
    let mut small = Bench::new(&target(vec![policy("busy", 600.0), policy("other", 60.0)]), RULES, 3);
    assert_eq!(small.minutes(16, &[300.0, 50.0]), []);
    assert_eq!(small.reasons(), ["sim.other_policy_wins", "AutoScalingAnticipatedFlapping"]);
}
