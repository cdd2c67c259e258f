//! The numbers behind a verdict, and the one place that words them.

use super::step::{Adjusted, AdjustmentType, Step};
use super::{Bounds, steps_told};
use crate::model::alarms::Comparison;
use std::fmt;

/// The numbers behind a verdict.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Arithmetic {
    /// No alarm invoked the policy: what its alarms saw.
    Watching {
        /// Newest value of the metric.
        metric: Option<f64>,
        /// `TargetValue`.
        target: f64,
        /// Threshold of `AlarmLow`.
        low_threshold: f64,
        /// Datapoints over the target, of so many that have to be.
        high: (u32, u32),
        /// Datapoints under the low threshold, of so many that have to be.
        low: (u32, u32),
    },
    /// The formula of target tracking.
    Tracking {
        /// Metric value.
        metric: f64,
        /// Units it is multiplied with.
        units: f64,
        /// `TargetValue`.
        target: f64,
        /// The quotient, rounded up.
        wanted: u32,
        /// Bounds it is clamped to.
        bounds: Bounds,
        /// Desired capacity before.
        desired: u32,
        /// What is left of the cooldown that holds it back [s].
        cooldown_left_secs: Option<f64>,
    },
    /// No step was asked for: what the alarm of a step policy saw.
    Alarm {
        /// Newest value of the metric.
        metric: Option<f64>,
        /// `ComparisonOperator`.
        comparison: Comparison,
        /// Threshold.
        threshold: f64,
        /// Breaching datapoints.
        breaching: u32,
        /// Of so many that have to be.
        needed: u32,
    },
    /// No step holds the distance of the metric from the threshold.
    NoStep {
        /// Metric value.
        metric: f64,
        /// Threshold.
        threshold: f64,
    },
    /// The step that holds, and what it makes of the capacity.
    Step {
        /// Metric value.
        metric: f64,
        /// Threshold.
        threshold: f64,
        /// The alarm's operator, which tells the bounds that belong to the step.
        comparison: Comparison,
        /// The step.
        step: Step,
        /// What its number means.
        adjustment: AdjustmentType,
        /// The change. Its `from` is the desired capacity less what the present cooldown has added.
        adjusted: Adjusted,
        /// Bounds it is clamped to.
        bounds: Bounds,
        /// Desired capacity before.
        desired: u32,
        /// What is left of the cooldown that holds it back [s].
        cooldown_left_secs: Option<f64>,
    },
}

impl Arithmetic {
    /// The capacity that was computed before any bound, with the bounds; `None`: none was.
    pub const fn wanted(&self) -> Option<(u32, Bounds)> {
        match *self {
            Self::Tracking { wanted, bounds, .. } | Self::Step { adjusted: Adjusted { wanted, .. }, bounds, .. } => {
                Some((wanted, bounds))
            }
            Self::Watching { .. } | Self::Alarm { .. } | Self::NoStep { .. } => None,
        }
    }
}

impl fmt::Display for Arithmetic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Watching { metric, target, low_threshold, high, low } => {
                newest(out, metric)?;
                write!(out, ": {} of {} datapoints > {}", high.0, high.1, Short(target))?;
                write!(out, ", {} of {} < {}", low.0, low.1, Short(low_threshold))
            }
            Self::Tracking { metric, units, target, wanted, bounds, desired, cooldown_left_secs } => {
                write!(out, "metric {} x {} in service", Short(metric), Short(units))?;
                write!(out, " / target {} = {wanted}", Short(target))?;
                clamped(out, wanted, bounds)?;
                relation(out, bounds.clamp(wanted), desired)?;
                left(out, cooldown_left_secs)
            }
            Self::Alarm { metric, comparison, threshold, breaching, needed } => {
                newest(out, metric)?;
                write!(out, ": {breaching} of {needed} datapoints {} {}", symbol(comparison), Short(threshold))
            }
            Self::NoStep { metric, threshold } => {
                write!(out, "{} - {} = {}: no step", Short(metric), Short(threshold), Short(metric - threshold))
            }
            Self::Step { metric, threshold, comparison, step, adjustment, adjusted, bounds, desired, .. } => {
                write!(out, "{} - {} = {}: step ", Short(metric), Short(threshold), Short(metric - threshold))?;
                steps_told::interval(out, comparison, &step)?;
                steps_told::change(out, adjustment, &step, &adjusted)?;
                steps_told::sum(out, adjustment, &adjusted, desired)?;
                clamped(out, adjusted.wanted, bounds)?;
                if adjusted.from != desired || adjustment == AdjustmentType::ExactCapacity {
                    relation(out, bounds.clamp(adjusted.wanted), desired)?;
                }
                let Self::Step { cooldown_left_secs, .. } = *self else { return Ok(()) };
                left(out, cooldown_left_secs)
            }
        }
    }
}

fn newest(out: &mut fmt::Formatter<'_>, metric: Option<f64>) -> fmt::Result {
    match metric {
        Some(metric) => write!(out, "metric {}", Short(metric)),
        None => out.write_str("no datapoint"),
    }
}

fn clamped(out: &mut fmt::Formatter<'_>, wanted: u32, bounds: Bounds) -> fmt::Result {
    if wanted > bounds.max {
        write!(out, ", at most {}", bounds.max)
    } else if wanted < bounds.min {
        write!(out, ", at least {}", bounds.min)
    } else {
        Ok(())
    }
}

fn relation(out: &mut fmt::Formatter<'_>, computed: u32, desired: u32) -> fmt::Result {
    let relation = match computed.cmp(&desired) {
        std::cmp::Ordering::Less => "<",
        std::cmp::Ordering::Equal => "=",
        std::cmp::Ordering::Greater => ">",
    };
    write!(out, " {relation} desired {desired}")
}

fn left(out: &mut fmt::Formatter<'_>, cooldown_left_secs: Option<f64>) -> fmt::Result {
    match cooldown_left_secs {
        Some(left) => write!(out, ", {} s of cooldown left", Short(left)),
        None => Ok(()),
    }
}

fn symbol(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::GreaterOrEqual => ">=",
        Comparison::Greater => ">",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
    }
}

/// A number to read: at most three decimals, none that say nothing.
pub(super) struct Short(pub(super) f64);

impl fmt::Display for Short {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let long = format!("{:.3}", self.0);
        out.write_str(long.trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tracking(metric: f64, units: f64, wanted: u32, desired: u32) -> Arithmetic {
        let bounds = Bounds { min: 2, max: 20 };
        Arithmetic::Tracking { metric, units, target: 600.0, wanted, bounds, desired, cooldown_left_secs: None }
    }

    #[test]
    fn the_formula_reads_as_one_would_say_it() {
        assert_eq!(tracking(1800.0, 2.0, 6, 2).to_string(), "metric 1800 x 2 in service / target 600 = 6 > desired 2");
        assert_eq!(
            tracking(0.0, 2.5, 0, 2).to_string(),
            "metric 0 x 2.5 in service / target 600 = 0, at least 2 = desired 2"
        );
        assert_eq!(
            tracking(9_000.0, 2.0, 30, 25).to_string(),
            "metric 9000 x 2 in service / target 600 = 30, at most 20 < desired 25"
        );
    }

    #[test]
    fn a_cooldown_says_what_is_left_of_it() {
        let Arithmetic::Tracking { metric, units, target, wanted, bounds, desired, .. } = tracking(300.0, 10.0, 5, 10)
        else {
            unreachable!()
        };
        let cooling =
            Arithmetic::Tracking { metric, units, target, wanted, bounds, desired, cooldown_left_secs: Some(120.5) };
        assert_eq!(
            cooling.to_string(),
            "metric 300 x 10 in service / target 600 = 5 < desired 10, 120.5 s of cooldown left"
        );
    }

    #[test]
    fn a_quiet_policy_says_what_its_alarms_saw() {
        let watching =
            |metric| Arithmetic::Watching { metric, target: 600.0, low_threshold: 540.0, high: (1, 3), low: (0, 15) };
        assert_eq!(watching(Some(700.25)).to_string(), "metric 700.25: 1 of 3 datapoints > 600, 0 of 15 < 540");
        assert_eq!(watching(None).to_string(), "no datapoint: 1 of 3 datapoints > 600, 0 of 15 < 540");
    }
}
