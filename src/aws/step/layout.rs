//! Do the steps of a policy lie side by side, without gap or overlap, and as far out as AWS wants them to?

use super::StepAdjustment;
use crate::problem::Problems;
use std::fmt;

/// Reports what AWS refuses in the intervals of the steps, whatever their order.
///
/// Ref: "Step scaling policies for Application Auto Scaling", rules for step adjustments.
pub(super) fn check(steps: &[StepAdjustment], at: &str, problems: &mut Problems) {
    let before = problems.len();
    for (number, step) in steps.iter().enumerate() {
        check_alone(step, &format!("{at}.{number}"), problems);
    }
    if steps.is_empty() || problems.len() > before {
        return;
    }
    let mut ascending: Vec<Numbered> =
        steps.iter().enumerate().map(|(number, &step)| Numbered { number, step }).collect();
    ascending.sort_by(|a, b| a.lower().total_cmp(&b.lower()));
    check_neighbours(&ascending, at, problems);
    check_ends(&ascending, at, problems);
}

/// A step with its place in the document.
#[derive(Clone, Copy, Debug)]
struct Numbered {
    number: usize,
    step: StepAdjustment,
}

impl Numbered {
    fn lower(self) -> f64 {
        self.step.metric_interval_lower_bound.unwrap_or(f64::NEG_INFINITY)
    }

    fn upper(self) -> f64 {
        self.step.metric_interval_upper_bound.unwrap_or(f64::INFINITY)
    }
}

impl fmt::Display for Numbered {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.step.metric_interval_lower_bound, self.step.metric_interval_upper_bound) {
            (Some(lower), Some(upper)) => write!(out, "the step from {lower} to {upper}"),
            (Some(lower), None) => write!(out, "the step from {lower} up"),
            (None, Some(upper)) => write!(out, "the step from {upper} down"),
            (None, None) => out.write_str("the step without bounds"),
        }
    }
}

fn check_alone(step: &StepAdjustment, at: &str, problems: &mut Problems) {
    let bounds = [
        ("MetricIntervalLowerBound", step.metric_interval_lower_bound),
        ("MetricIntervalUpperBound", step.metric_interval_upper_bound),
    ];
    for (key, bound) in bounds {
        if let Some(bound) = bound.filter(|bound| !bound.is_finite()) {
            problems
                .error(format!("{at}.{key}"), format!("is {bound}; a number is wanted"))
                .hint("leave the bound out where the step has no end");
        }
    }
    match (step.metric_interval_lower_bound, step.metric_interval_upper_bound) {
        (None, None) => {
            let message = "has neither MetricIntervalLowerBound nor MetricIntervalUpperBound; AWS wants one of them";
            problems.error(at, message).hint(
                "for any metric above the threshold write `MetricIntervalLowerBound: 0`, for any below \
                 `MetricIntervalUpperBound: 0`",
            );
        }
        (Some(lower), Some(upper)) if lower >= upper => {
            let message = format!(
                "is a step from {lower} to {upper}; MetricIntervalLowerBound must lie below MetricIntervalUpperBound"
            );
            problems.error(at, message);
        }
        _ => {}
    }
}

/// Every step but the first must begin where those before it have ended.
fn check_neighbours(ascending: &[Numbered], at: &str, problems: &mut Problems) {
    let mut furthest = ascending[0];
    for &next in &ascending[1..] {
        let (reach, lower) = (furthest.upper(), next.lower());
        let place = format!("{at}.{}", next.number);
        if lower == f64::NEG_INFINITY {
            let message =
                format!("{next} and {furthest} both have no MetricIntervalLowerBound; one step alone may have none");
            problems.error(place, message);
        } else if reach == f64::INFINITY && next.upper() == f64::INFINITY {
            let message =
                format!("{furthest} and {next} both have no MetricIntervalUpperBound; one step alone may have none");
            problems
                .error(place, message)
                .hint(format!("let the first end where the second begins: `MetricIntervalUpperBound: {lower}`"));
        } else if lower < reach {
            let until = reach.min(next.upper());
            problems.error(place, format!("{furthest} and {next} overlap from {lower} to {until}"));
        } else if lower > reach {
            let message =
                format!("there is a gap: no step holds from {reach} to {lower}, between {furthest} and {next}");
            problems
                .error(place, message)
                .hint(format!("write `MetricIntervalLowerBound: {reach}` here, or let the step before end at {lower}"));
        }
        if next.upper() > reach {
            furthest = next;
        }
    }
}

/// A step above the threshold wants one that goes on without end, and so does one below.
fn check_ends(ascending: &[Numbered], at: &str, problems: &mut Problems) {
    let (lowest, mut highest) = (ascending[0], ascending[0]);
    for &step in ascending {
        if step.upper() > highest.upper() {
            highest = step;
        }
    }
    if highest.upper() != f64::INFINITY && highest.upper() > 0.0 {
        let message = format!(
            "{highest} is the highest and ends: nothing holds from {} up; with a bound above 0 AWS wants a step without \
             MetricIntervalUpperBound",
            highest.upper()
        );
        problems.error(format!("{at}.{}", highest.number), message).hint("leave its MetricIntervalUpperBound out");
    }
    if lowest.lower() != f64::NEG_INFINITY && lowest.lower() < 0.0 {
        let message = format!(
            "{lowest} is the lowest and ends: nothing holds from {} down; with a bound below 0 AWS wants a step without \
             MetricIntervalLowerBound",
            lowest.lower()
        );
        problems.error(format!("{at}.{}", lowest.number), message).hint("leave its MetricIntervalLowerBound out");
    }
}
