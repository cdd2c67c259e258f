//! A step in words: where it holds, what it changes, and what comes of it.

use super::arithmetic::Short;
use super::step::{Adjusted, AdjustmentType, Step};
use crate::model::alarms::Comparison;
use std::fmt;

/// `[0, 15)`, or `(-10, 0]` below the threshold.
pub(super) fn interval(out: &mut fmt::Formatter<'_>, comparison: Comparison, step: &Step) -> fmt::Result {
    let above = matches!(comparison, Comparison::Greater | Comparison::GreaterOrEqual);
    match step.lower {
        Some(lower) => write!(out, "{}{}", if above { '[' } else { '(' }, Short(lower))?,
        None => out.write_str("(-inf")?,
    }
    match step.upper {
        Some(upper) => write!(out, ", {}{}", Short(upper), if above { ')' } else { ']' }),
        None => out.write_str(", inf)"),
    }
}

/// `+1`, `+30 % of 11 = 3.3 -> 3`, `exactly 5`.
pub(super) fn change(
    out: &mut fmt::Formatter<'_>,
    adjustment: AdjustmentType,
    step: &Step,
    adjusted: &Adjusted,
) -> fmt::Result {
    let number = step.adjustment;
    match adjustment {
        AdjustmentType::ChangeInCapacity => write!(out, " {number:+}"),
        AdjustmentType::ExactCapacity => write!(out, " exactly {number}"),
        AdjustmentType::PercentChangeInCapacity => {
            let share = f64::from(adjusted.base) * f64::from(number) / 100.0;
            write!(out, " {number:+} % of {} = {}", adjusted.base, Short(share))?;
            if share != adjusted.delta as f64 {
                write!(out, " -> {}", adjusted.delta)?;
            }
            if adjusted.raised { out.write_str(" (MinAdjustmentMagnitude)") } else { Ok(()) }
        }
    }
}

/// `; 2 + 1 = 3`, with what the present cooldown has added taken off first.
pub(super) fn sum(
    out: &mut fmt::Formatter<'_>,
    adjustment: AdjustmentType,
    adjusted: &Adjusted,
    desired: u32,
) -> fmt::Result {
    if adjustment == AdjustmentType::ExactCapacity {
        return Ok(());
    }
    write!(out, "; {desired}")?;
    if adjusted.from != desired {
        write!(out, " - {} (added in this cooldown)", desired - adjusted.from)?;
    }
    let sign = if adjusted.delta < 0 { '-' } else { '+' };
    write!(out, " {sign} {} = {}", adjusted.delta.abs(), i64::from(adjusted.from) + adjusted.delta)
}

#[cfg(test)]
mod tests {
    use super::super::step::{Aggregation, StepScaling};
    use super::super::{Arithmetic, Bounds, ZeroPercentStep};
    use super::*;
    use crate::engine::Span;

    /// A step from 10 up (above) or -10 down (below) the threshold 50.
    fn told(metric: f64, adjustment: AdjustmentType, number: i32, (desired, from): (u32, u32)) -> String {
        let above = metric > 50.0;
        let (comparison, lower, upper) =
            if above { (Comparison::Greater, Some(10.0), None) } else { (Comparison::LessOrEqual, None, Some(-10.0)) };
        let step = Step { lower, upper, adjustment: number };
        let policy = StepScaling {
            name: "steps".to_owned(),
            adjustment,
            steps: vec![step],
            min_magnitude: (adjustment == AdjustmentType::PercentChangeInCapacity).then_some(2),
            cooldown: Span::ZERO,
            aggregation: Aggregation::Average,
        };
        let adjusted = policy.adjusted(&step, from, from, ZeroPercentStep::StaysZero);
        let (threshold, bounds) = (50.0, Bounds { min: 2, max: 20 });
        let cooldown_left_secs = (number == -1).then_some(90.0);
        Arithmetic::Step {
            metric,
            threshold,
            comparison,
            step,
            adjustment,
            adjusted,
            bounds,
            desired,
            cooldown_left_secs,
        }
        .to_string()
    }

    #[test]
    fn the_whole_story_stands_in_one_line() {
        use AdjustmentType::{ChangeInCapacity as Change, ExactCapacity as Exact, PercentChangeInCapacity as Percent};
        let line = told(62.5, Change, 3, (4, 4));
        assert_eq!(line, "62.5 - 50 = 12.5: step [10, inf) +3; 4 + 3 = 7");
        let line = told(62.5, Change, 3, (6, 4));
        assert_eq!(line, "62.5 - 50 = 12.5: step [10, inf) +3; 6 - 2 (added in this cooldown) + 3 = 7 > desired 6");
        let line = told(70.0, Percent, 30, (11, 11));
        assert_eq!(line, "70 - 50 = 20: step [10, inf) +30 % of 11 = 3.3 -> 3; 11 + 3 = 14");
        let line = told(70.0, Percent, 25, (4, 4));
        assert_eq!(line, "70 - 50 = 20: step [10, inf) +25 % of 4 = 1 -> 2 (MinAdjustmentMagnitude); 4 + 2 = 6");
        let line = told(70.0, Percent, 200, (10, 10));
        assert_eq!(line, "70 - 50 = 20: step [10, inf) +200 % of 10 = 20; 10 + 20 = 30, at most 20");
        let line = told(70.0, Exact, 5, (4, 4));
        assert_eq!(line, "70 - 50 = 20: step [10, inf) exactly 5 > desired 4");
        let line = told(40.0, Change, -1, (2, 2));
        assert_eq!(line, "40 - 50 = -10: step (-inf, -10] -1; 2 - 1 = 1, at least 2, 90 s of cooldown left");
    }

    #[test]
    fn where_no_step_was_taken_the_alarm_is_told() {
        assert_eq!(Arithmetic::NoStep { metric: 65.0, threshold: 70.0 }.to_string(), "65 - 70 = -5: no step");
        let seen = |metric| Arithmetic::Alarm {
            metric,
            comparison: Comparison::GreaterOrEqual,
            threshold: 70.0,
            breaching: 1,
            needed: 2,
        };
        assert_eq!(seen(Some(65.0)).to_string(), "metric 65: 1 of 2 datapoints >= 70");
        assert_eq!(seen(None).to_string(), "no datapoint: 1 of 2 datapoints >= 70");
    }
}
