//! The rules of AWS row by row, and every layout of up to three steps against a plain count of who holds what.

use super::*;

fn step(lower: Option<f64>, upper: Option<f64>, adjustment: i32) -> StepAdjustment {
    StepAdjustment {
        metric_interval_lower_bound: lower,
        metric_interval_upper_bound: upper,
        scaling_adjustment: adjustment,
    }
}

fn steps(bounds: &[(Option<f64>, Option<f64>)]) -> StepScaling {
    StepScaling {
        adjustment_type: AdjustmentType::ChangeInCapacity,
        step_adjustments: bounds.iter().map(|&(lower, upper)| step(lower, upper, 1)).collect(),
        min_adjustment_magnitude: None,
        cooldown: None,
        metric_aggregation_type: None,
    }
}

/// The problems, each as `path: message`.
fn told(policy: &StepScaling) -> Vec<String> {
    let mut problems = Problems::new();
    policy.check("p", &mut problems);
    problems.iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect()
}

fn layout(bounds: &[(Option<f64>, Option<f64>)]) -> Vec<String> {
    told(&steps(bounds))
}

#[test]
fn the_examples_of_aws_are_accepted() {
    let out = [(Some(0.0), Some(10.0)), (Some(10.0), Some(20.0)), (Some(20.0), None)];
    let inward = [(Some(-10.0), Some(0.0)), (Some(-20.0), Some(-10.0)), (None, Some(-20.0))];
    let sample = [(Some(0.0), Some(15.0)), (Some(15.0), Some(25.0)), (Some(25.0), None)];
    for bounds in [out, inward, sample] {
        assert_eq!(layout(&bounds), Vec::<String>::new());
        let mut turned = bounds;
        turned.reverse();
        assert_eq!(layout(&turned), Vec::<String>::new());
    }
}

#[test]
fn a17_a_gap() {
    let found = layout(&[(Some(0.0), Some(10.0)), (Some(15.0), None)]);
    let wanted = "p.StepAdjustments.1: there is a gap: no step holds from 10 to 15, between the step from 0 to 10 and \
                  the step from 15 up";
    assert_eq!(found, [wanted]);
}

#[test]
fn a18_an_overlap() {
    let found = layout(&[(Some(5.0), None), (Some(0.0), Some(10.0))]);
    assert_eq!(found, ["p.StepAdjustments.0: the step from 0 to 10 and the step from 5 up overlap from 5 to 10"]);
    // The third lies within the first, whatever stands between them.
    let nested = layout(&[(Some(0.0), Some(30.0)), (Some(5.0), Some(10.0)), (Some(30.0), None)]);
    assert_eq!(nested, ["p.StepAdjustments.1: the step from 0 to 30 and the step from 5 to 10 overlap from 5 to 10"]);
}

#[test]
fn a19_two_without_an_upper_bound() {
    let found = layout(&[(Some(0.0), None), (Some(10.0), None)]);
    let wanted = "p.StepAdjustments.1: the step from 0 up and the step from 10 up both have no \
                  MetricIntervalUpperBound; one step alone may have none";
    assert_eq!(found, [wanted]);
}

#[test]
fn a20_two_without_a_lower_bound() {
    let found = layout(&[(None, Some(0.0)), (None, Some(-10.0))]);
    let wanted = "p.StepAdjustments.1: the step from -10 down and the step from 0 down both have no \
                  MetricIntervalLowerBound; one step alone may have none";
    assert_eq!(found, [wanted]);
}

#[test]
fn a21_a_step_without_bounds() {
    let found = layout(&[(None, None)]);
    let wanted = "p.StepAdjustments.0: has neither MetricIntervalLowerBound nor MetricIntervalUpperBound; AWS wants one \
                  of them";
    assert_eq!(found, [wanted]);
}

#[test]
fn a22_a_positive_upper_bound_wants_one_without() {
    let found = layout(&[(Some(0.0), Some(10.0)), (Some(10.0), Some(20.0))]);
    let wanted = "p.StepAdjustments.1: the step from 10 to 20 is the highest and ends: nothing holds from 20 up; with a \
                  bound above 0 AWS wants a step without MetricIntervalUpperBound";
    assert_eq!(found, [wanted]);
}

#[test]
fn a23_a_negative_lower_bound_wants_one_without() {
    let found = layout(&[(Some(-10.0), Some(0.0))]);
    let wanted = "p.StepAdjustments.0: the step from -10 to 0 is the lowest and ends: nothing holds from -10 down; with \
                  a bound below 0 AWS wants a step without MetricIntervalLowerBound";
    assert_eq!(found, [wanted]);
}

#[test]
fn a24_bounds_upside_down() {
    for upper in [10.0, 5.0] {
        let found = layout(&[(Some(10.0), Some(upper))]);
        let wanted = format!(
            "p.StepAdjustments.0: is a step from 10 to {upper}; MetricIntervalLowerBound must lie below \
             MetricIntervalUpperBound"
        );
        assert_eq!(found, [wanted]);
    }
}

#[test]
fn a25_twenty_steps_and_no_more() {
    let ladder = |count: u32| -> Vec<_> {
        let upper = |n: u32| (n + 1 < count).then(|| f64::from(n + 1));
        (0..count).map(|n| (Some(f64::from(n)), upper(n))).collect()
    };
    assert_eq!(layout(&ladder(20)), Vec::<String>::new());
    assert_eq!(layout(&ladder(21)), ["p.StepAdjustments: has 21 steps; AWS allows 20 in a policy"]);
    assert_eq!(layout(&[]), ["p.StepAdjustments: has no steps; AWS wants 1 to 20"]);
}

#[test]
fn a26_an_exact_capacity_below_zero() {
    let exact = |adjustment| {
        let adjustment_type = AdjustmentType::ExactCapacity;
        told(&StepScaling { adjustment_type, step_adjustments: vec![step(Some(0.0), None, adjustment)], ..steps(&[]) })
    };
    let wanted = "p.StepAdjustments.0.ScalingAdjustment: is -1; ExactCapacity sets the capacity itself: 0 or more";
    assert_eq!(exact(-1), [wanted]);
    assert_eq!(exact(0), Vec::<String>::new());
}

#[test]
fn a_smallest_change_belongs_to_percentages() {
    let with = |adjustment_type, magnitude| {
        let policy = steps(&[(Some(0.0), None)]);
        told(&StepScaling { adjustment_type, min_adjustment_magnitude: Some(magnitude), ..policy })
    };
    assert_eq!(with(AdjustmentType::PercentChangeInCapacity, 1), Vec::<String>::new());
    let zero = "p.MinAdjustmentMagnitude: is 0; a smallest change of 1 or more is wanted";
    assert_eq!(with(AdjustmentType::PercentChangeInCapacity, 0), [zero]);
    let alone = "p.MinAdjustmentMagnitude: belongs to PercentChangeInCapacity alone, and the AdjustmentType is \
                 ChangeInCapacity; leave it out";
    assert_eq!(with(AdjustmentType::ChangeInCapacity, 2), [alone]);
}

/// Who holds each of the six cells between −inf, −20, −10, 0, 10, 20 and +inf; `None`: upside down or without bounds.
fn cells((lower, upper): (Option<i32>, Option<i32>)) -> Option<[bool; 6]> {
    let cell = |bound: i32| usize::try_from(bound / 10 + 3).expect("a bound of the test");
    let (first, end) = (lower.map_or(0, cell), upper.map_or(6, cell));
    if (lower, upper) == (None, None) || lower.is_some() && upper.is_some() && first >= end {
        return None;
    }
    Some(std::array::from_fn(|n| (first..end).contains(&n)))
}

/// Accepted: each cell held at most once, no hole between held ones, and an end on a side that is touched.
fn plainly_accepted(bounds: &[(Option<i32>, Option<i32>)]) -> bool {
    let mut holders = [0; 6];
    for &step in bounds {
        let Some(held) = cells(step) else { return false };
        for (count, held) in holders.iter_mut().zip(held) {
            *count += u32::from(held);
        }
    }
    let (first, last) = (holders.iter().position(|&n| n > 0), holders.iter().rposition(|&n| n > 0));
    let (Some(first), Some(last)) = (first, last) else { return false };
    let side_by_side = holders[first..=last].iter().all(|&n| n == 1);
    // Cells 0, 1 and 2 lie below the threshold, 3, 4 and 5 above it.
    let far_enough = (last < 3 || last == 5) && (first > 2 || first == 0);
    side_by_side && far_enough
}

#[test]
fn every_layout_of_one_to_three_steps() {
    let bounds = [None, Some(-20), Some(-10), Some(0), Some(10), Some(20)];
    let pairs: Vec<_> = bounds.iter().flat_map(|&lower| bounds.map(|upper| (lower, upper))).collect();
    let mut layouts: Vec<Vec<_>> = vec![Vec::new()];
    let (mut accepted, mut seen) = (0, 0);
    for _ in 0..3 {
        layouts = layouts
            .iter()
            .flat_map(|layout| pairs.iter().map(move |&pair| [layout.as_slice(), &[pair]].concat()))
            .collect();
        for layout in &layouts {
            let as_written: Vec<_> =
                layout.iter().map(|&(lower, upper)| (lower.map(f64::from), upper.map(f64::from))).collect();
            let found = told(&steps(&as_written)).is_empty();
            assert_eq!(found, plainly_accepted(layout), "{layout:?}");
            accepted += u32::from(found);
            seen += 1;
        }
    }
    assert_eq!(seen, 36 + 36 * 36 + 36 * 36 * 36);
    assert!(accepted > 50, "{accepted} accepted");
}
