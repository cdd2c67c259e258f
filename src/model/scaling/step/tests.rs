//! AWS's examples row by row, and every step of every layout against a plain count of instances.

use super::*;
use AdjustmentType::{ChangeInCapacity, ExactCapacity, PercentChangeInCapacity};

fn policy(adjustment: AdjustmentType, steps: &[(Option<f64>, Option<f64>, i32)]) -> StepScaling {
    StepScaling {
        name: "steps".to_owned(),
        adjustment,
        steps: steps.iter().map(|&(lower, upper, adjustment)| Step { lower, upper, adjustment }).collect(),
        min_magnitude: None,
        cooldown: Span::ZERO,
        aggregation: Aggregation::Average,
    }
}

/// The capacity after one invocation; without a step that holds it stays.
fn after(policy: &StepScaling, comparison: Comparison, threshold: f64, metric: f64, capacity: u32) -> u32 {
    let step = policy.step_at(comparison, metric - threshold);
    step.map_or(capacity, |step| policy.adjusted(&step, capacity, capacity, ZeroPercentStep::StaysZero).wanted)
}

fn aws_out() -> StepScaling {
    let steps = [(Some(0.0), Some(10.0), 0), (Some(10.0), Some(20.0), 10), (Some(20.0), None, 30)];
    policy(PercentChangeInCapacity, &steps)
}

fn aws_in() -> StepScaling {
    let steps = [(Some(-10.0), Some(0.0), 0), (Some(-20.0), Some(-10.0), -10), (None, Some(-20.0), -30)];
    policy(PercentChangeInCapacity, &steps)
}

fn out(metric: f64, capacity: u32) -> u32 {
    after(&aws_out(), Comparison::GreaterOrEqual, 50.0, metric, capacity)
}

fn inward(metric: f64, capacity: u32) -> u32 {
    after(&aws_in(), Comparison::LessOrEqual, 50.0, metric, capacity)
}

#[test]
fn a1_between_forty_and_sixty_nothing_changes() {
    for metric in 41..60 {
        assert_eq!((out(metric.into(), 10), inward(metric.into(), 10)), (10, 10));
    }
}

#[test]
fn a2_to_a5_the_chain_of_aws() {
    // 10 at 60 is 11, at 70 14, at 40 13, at 30 10.
    let at_sixty = out(60.0, 10);
    let at_seventy = out(70.0, at_sixty);
    let at_forty = inward(40.0, at_seventy);
    assert_eq!((at_sixty, at_seventy, at_forty, inward(30.0, at_forty)), (11, 14, 13, 10));
}

#[test]
fn a6_to_a9_a_hair_before_the_edge() {
    assert_eq!((out(59.99, 10), out(69.99, 10)), (10, 11));
    assert_eq!((inward(40.01, 14), inward(30.01, 13)), (14, 12));
}

#[test]
fn a10_a11_which_edge_belongs_to_a_step() {
    let holds = |lower, upper, comparison, metric: f64| {
        Step { lower: Some(lower), upper: Some(upper), adjustment: 1 }.holds(comparison, metric - 50.0)
    };
    let above = [50.0, 59.99, 60.0].map(|metric| holds(0.0, 10.0, Comparison::Greater, metric));
    assert_eq!(above, [true, true, false]);
    let below = [50.0, 40.01, 40.0].map(|metric| holds(-10.0, 0.0, Comparison::Less, metric));
    assert_eq!(below, [true, true, false]);
}

#[test]
fn a12_to_a16_the_sample_of_three_steps() {
    let steps = [(Some(0.0), Some(15.0), 1), (Some(15.0), Some(25.0), 2), (Some(25.0), None, 3)];
    let sample = policy(ChangeInCapacity, &steps);
    let added = |metric| after(&sample, Comparison::GreaterOrEqual, 70.0, metric, 5) - 5;
    assert_eq!([70.0, 84.9, 85.0, 94.9, 95.0].map(added), [1, 1, 2, 2, 3]);
    // No step holds below the threshold.
    assert_eq!(added(69.9), 0);
}

fn percent(percent: i32, capacity: u32, min_magnitude: Option<u32>) -> i64 {
    let step = Step { lower: Some(0.0), upper: None, adjustment: percent };
    let policy = StepScaling { min_magnitude, ..policy(PercentChangeInCapacity, &[]) };
    policy.adjusted(&step, capacity, capacity, ZeroPercentStep::StaysZero).delta
}

#[test]
fn b1_to_b4_percentages_are_rounded_toward_zero_but_never_to_it() {
    // 12.7, 0.67, -0.58, -6.67.
    assert_eq!((percent(10, 127, None), percent(1, 67, None)), (12, 1));
    assert_eq!((percent(-1, 58, None), percent(-29, 23, None)), (-1, -6));
    // Whole numbers stay as they are.
    assert_eq!((percent(100, 1, None), percent(-50, 2, None), percent(10, 0, None)), (1, -1, 0));
}

#[test]
fn b5_to_b9_the_three_types() {
    let one = |adjustment, number, capacity| {
        after(&policy(adjustment, &[(Some(0.0), None, number)]), Comparison::Greater, 0.0, 1.0, capacity)
    };
    assert_eq!((one(ChangeInCapacity, 5, 3), one(ExactCapacity, 5, 3)), (8, 5));
    assert_eq!((one(PercentChangeInCapacity, 10, 10), one(PercentChangeInCapacity, 200, 10)), (11, 30));
    assert_eq!(one(ChangeInCapacity, -5, 3), 0);
}

#[test]
fn b8_a_smallest_change() {
    assert_eq!((percent(25, 4, Some(2)), percent(-25, 4, Some(2)), percent(75, 4, Some(2))), (2, -2, 3));
    // A step of 0 % stays at 0; at no capacity the step has a sign all the same.
    assert_eq!((percent(0, 4, Some(2)), percent(25, 0, Some(2))), (0, 2));
    let policy = StepScaling { min_magnitude: Some(2), ..policy(PercentChangeInCapacity, &[]) };
    let raised = |adjustment| {
        policy.adjusted(&Step { lower: Some(0.0), upper: None, adjustment }, 4, 4, ZeroPercentStep::StaysZero).raised
    };
    assert_eq!([0, 25, 75].map(raised), [false, true, false]);
}

#[test]
fn b10_fifteen_percent_fewer() {
    assert_eq!(percent(-15, 100, None), -15);
}

fn found(values: &[f64]) -> AlarmFound {
    AlarmFound {
        alarm: 0,
        acts: true,
        state: State::InAlarm,
        comparison: Comparison::Greater,
        threshold: 0.0,
        values: values.to_vec(),
        breaching: 0,
        needed: 1,
        breach_since: None,
    }
}

#[test]
fn the_newest_datapoint_or_the_aggregate_of_the_window() {
    let read = |aggregation, value| found(&[5.0, 1.0, 9.0]).metric(aggregation, value);
    for aggregation in [Aggregation::Average, Aggregation::Minimum, Aggregation::Maximum] {
        assert_eq!(read(aggregation, MetricValue::Newest), Some(5.0));
        assert_eq!(found(&[]).metric(aggregation, MetricValue::Window), None);
    }
    assert_eq!(read(Aggregation::Average, MetricValue::Window), Some(5.0));
    assert_eq!(read(Aggregation::Minimum, MetricValue::Window), Some(1.0));
    assert_eq!(read(Aggregation::Maximum, MetricValue::Window), Some(9.0));
}

const ADJUSTMENTS: [i32; 6] = [-3, -1, 0, 1, 2, 50];
/// Tenths, so that the metric can lie beside an edge in whole numbers.
const EDGES: [i32; 5] = [-200, -100, 0, 100, 200];

/// A layout in tenths: ends from low to high, `None` at either end for no bound.
type Layout = Vec<(Option<i32>, Option<i32>)>;

/// Every row of one to three steps side by side.
fn layouts() -> Vec<Layout> {
    let ends: Vec<Option<i32>> = std::iter::once(None).chain(EDGES.map(Some)).chain([None]).collect();
    let mut all = Vec::new();
    for chosen in 0_u32..1 << ends.len() {
        let row: Vec<Option<i32>> = (0..ends.len()).filter(|n| chosen >> n & 1 == 1).map(|n| ends[n]).collect();
        if (2..=4).contains(&row.len()) {
            all.push(row.windows(2).map(|pair| (pair[0], pair[1])).collect());
        }
    }
    all
}

/// The number of the step that holds `distance`, told by the edges on its way: above the threshold one passes an edge
/// by reaching it, below only by going beyond.
fn plain_step(layout: &Layout, distance: i32, above: bool) -> Option<usize> {
    let passed = |edge: i32| if above { distance >= edge } else { distance > edge };
    layout.iter().position(|&(lower, upper)| lower.is_none_or(passed) && !upper.is_some_and(passed))
}

/// Counted one instance at a time.
fn plain_capacity(adjustment: AdjustmentType, number: i32, magnitude: u32, capacity: u32) -> u32 {
    let mut counted = match adjustment {
        ExactCapacity => return number.max(0) as u32,
        ChangeInCapacity => number.unsigned_abs(),
        PercentChangeInCapacity => {
            // Whole instances that fit into the share, one where less than one does.
            let mut left = capacity * number.unsigned_abs();
            let mut whole = u32::from((1..100).contains(&left));
            while left >= 100 {
                left -= 100;
                whole += 1;
            }
            if number == 0 { 0 } else { whole.max(magnitude) }
        }
    };
    let mut now = capacity;
    while counted > 0 {
        now = if number > 0 { now + 1 } else { now.saturating_sub(1) };
        counted -= 1;
    }
    now
}

#[test]
fn every_layout_metric_capacity_type_and_direction() {
    let tenths = |n: i32| f64::from(n) / 10.0;
    let (mut steps_held, mut none_held) = (0, 0);
    for layout in layouts() {
        for shift in 0..ADJUSTMENTS.len() {
            // Over the six shifts every step has every adjustment.
            let number = |step: usize| ADJUSTMENTS[(5 * step + shift) % 6];
            for (adjustment, magnitude) in
                [(ChangeInCapacity, 0), (ExactCapacity, 0), (PercentChangeInCapacity, 0), (PercentChangeInCapacity, 3)]
            {
                let written: Vec<_> =
                    layout.iter().enumerate().map(|(n, &(l, u))| (l.map(tenths), u.map(tenths), number(n))).collect();
                let mut policy = policy(adjustment, &written);
                policy.min_magnitude = (magnitude > 0).then_some(magnitude);
                // The order in which they are written does not matter.
                policy.steps.rotate_left(shift % layout.len());
                for distance in EDGES.iter().flat_map(|edge| [edge - 1, *edge, edge + 1]).chain([-999, 999]) {
                    for comparison in
                        [Comparison::Greater, Comparison::GreaterOrEqual, Comparison::Less, Comparison::LessOrEqual]
                    {
                        let above = matches!(comparison, Comparison::Greater | Comparison::GreaterOrEqual);
                        let step = plain_step(&layout, distance, above);
                        *(if step.is_some() { &mut steps_held } else { &mut none_held }) += 1;
                        let held = policy.step_at(comparison, tenths(distance));
                        for capacity in 0..=20 {
                            let found = held.map(|held| {
                                policy.adjusted(&held, capacity, capacity, ZeroPercentStep::StaysZero).wanted
                            });
                            let plain = step.map(|n| plain_capacity(adjustment, number(n), magnitude, capacity));
                            assert_eq!(found, plain, "{layout:?} {adjustment:?} {distance} {comparison:?} {capacity}");
                        }
                    }
                }
            }
        }
    }
    assert!(steps_held > 50_000 && none_held > 40_000, "{steps_held} {none_held}");
}
