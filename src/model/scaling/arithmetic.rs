//! The numbers behind a verdict, and the one place that words them.

use super::Bounds;
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
}

impl fmt::Display for Arithmetic {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Watching { metric, target, low_threshold, high, low } => {
                match metric {
                    Some(metric) => write!(out, "metric {}", Short(metric))?,
                    None => out.write_str("no datapoint")?,
                }
                write!(out, ": {} of {} datapoints > {}", high.0, high.1, Short(target))?;
                write!(out, ", {} of {} < {}", low.0, low.1, Short(low_threshold))
            }
            Self::Tracking { metric, units, target, wanted, bounds, desired, cooldown_left_secs } => {
                write!(out, "metric {} x {} in service", Short(metric), Short(units))?;
                write!(out, " / target {} = {wanted}", Short(target))?;
                if wanted > bounds.max {
                    write!(out, ", at most {}", bounds.max)?;
                } else if wanted < bounds.min {
                    write!(out, ", at least {}", bounds.min)?;
                }
                let relation = match bounds.clamp(wanted).cmp(&desired) {
                    std::cmp::Ordering::Less => "<",
                    std::cmp::Ordering::Equal => "=",
                    std::cmp::Ordering::Greater => ">",
                };
                write!(out, " {relation} desired {desired}")?;
                match cooldown_left_secs {
                    Some(left) => write!(out, ", {} s of cooldown left", Short(left)),
                    None => Ok(()),
                }
            }
        }
    }
}

/// A number to read: at most three decimals, none that say nothing.
struct Short(f64);

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
