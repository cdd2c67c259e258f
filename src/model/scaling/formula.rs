//! How many units would bring the metric back to its target.

use super::{CapacityBasis, MetricValue, Rounding, Rules, ZeroCapacity};
use crate::model::metrics::Sample;

/// Rounding noise that is not worth a unit.
const NOISE: f64 = 1e-9;

/// What the formula reads of the metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Reading {
    /// The metric's value.
    pub(super) metric: f64,
    /// Units it is multiplied with.
    pub(super) units: f64,
    /// Their product: the whole load, kept apart so that a count stays a whole number.
    load: f64,
}

impl Reading {
    /// Reads the datapoints that an alarm judged, newest first; `None`: there is none.
    ///
    /// Assumes: `metric_value`, `capacity_basis`.
    pub(super) fn of(judged: &[Sample], value: MetricValue, basis: CapacityBasis, in_service: u32) -> Option<Self> {
        let read = match value {
            MetricValue::Newest => judged.get(..1)?,
            MetricValue::Window => judged,
        };
        let mean = |of: &dyn Fn(&Sample) -> f64| read.iter().map(of).sum::<f64>() / read.len() as f64;
        if read.is_empty() {
            return None;
        }
        let metric = mean(&|point| point.value);
        Some(match basis {
            CapacityBasis::Current => {
                let units = f64::from(in_service);
                Self { metric, units, load: metric * units }
            }
            CapacityBasis::Measured => {
                let load = mean(&|point| point.value * point.units);
                let units = if metric > 0.0 { load / metric } else { mean(&|point| point.units) };
                Self { metric, units, load }
            }
        })
    }

    /// ceil(metric x units / target), before any bound.
    ///
    /// Ref: "How target tracking scaling for Application Auto Scaling works" (proportional, rounded so as not to fall
    /// short).
    /// Assumes: `formula`; `zero_capacity`.
    pub(super) fn wanted(&self, target: f64, rules: &Rules) -> u32 {
        if self.units == 0.0 {
            return u32::from(rules.zero_capacity == ZeroCapacity::OneWhenAboveTarget && self.metric > target);
        }
        let exactly = self.load / target;
        match rules.formula {
            Rounding::Ceil => (exactly - NOISE).ceil() as u32,
            Rounding::Nearest => (exactly + 0.5 + NOISE).floor() as u32,
        }
    }

    /// What the metric would be with so many units.
    pub(super) fn with(&self, units: u32) -> f64 {
        self.load / f64::from(units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Time;

    fn count(requests: f64, units: f64) -> Sample {
        Sample { start: Time::default(), value: requests / units, sample_count: requests, units }
    }

    fn read(judged: &[Sample], value: MetricValue, basis: CapacityBasis) -> Reading {
        Reading::of(judged, value, basis, 10).unwrap()
    }

    #[test]
    fn the_newest_or_the_mean_of_the_window_with_the_units_then_or_now() {
        let judged = [count(6_000.0, 4.0), count(2_400.0, 2.0), count(600.0, 2.0)];
        let wanted = |value, basis| read(&judged, value, basis).wanted(600.0, &Rules::DEFAULT);
        assert_eq!(wanted(MetricValue::Newest, CapacityBasis::Measured), 10);
        assert_eq!(wanted(MetricValue::Newest, CapacityBasis::Current), 25);
        // Mean count 3,000; mean value 1,000.
        assert_eq!(wanted(MetricValue::Window, CapacityBasis::Measured), 5);
        assert_eq!(wanted(MetricValue::Window, CapacityBasis::Current), 17);
        let window = read(&judged, MetricValue::Window, CapacityBasis::Measured);
        assert_eq!((window.metric, window.units), (1_000.0, 3.0));
    }

    #[test]
    fn e1_one_and_a_half_more_are_two_more() {
        assert_eq!(
            read(&[count(6_900.0, 10.0)], MetricValue::Newest, CapacityBasis::Measured).wanted(600.0, &Rules::DEFAULT),
            12
        );
    }

    #[test]
    fn e4_one_instance_at_130_a_minute_with_target_5() {
        assert_eq!(
            read(&[count(130.0, 1.0)], MetricValue::Newest, CapacityBasis::Measured).wanted(5.0, &Rules::DEFAULT),
            26
        );
    }

    #[test]
    fn at_zero_units_one_is_wanted_above_the_target() {
        let at_zero = |metric: f64| Reading { metric, units: 0.0, load: 0.0 }.wanted(5.0, &Rules::DEFAULT);
        assert_eq!((at_zero(5.1), at_zero(5.0), at_zero(0.0)), (1, 0, 0));
    }

    /// Of 11.4 instances 12 or 11; the examples of AWS (1.5 more are 2 more, 0.5 less is none less) allow both.
    #[test]
    fn rounding_and_what_follows_from_no_unit_are_switches() {
        let nearest = Rules { formula: Rounding::Nearest, ..Rules::DEFAULT };
        let load = |count_of: f64| read(&[count(count_of, 10.0)], MetricValue::Newest, CapacityBasis::Measured);
        let both = |reading: Reading| (reading.wanted(600.0, &Rules::DEFAULT), reading.wanted(600.0, &nearest));
        assert_eq!((both(load(6_840.0)), both(load(6_900.0)), both(load(5_700.0))), ((12, 11), (12, 12), (10, 10)));
        let stays = Rules { zero_capacity: ZeroCapacity::StaysZero, ..Rules::DEFAULT };
        let at_zero = Reading { metric: 9.0, units: 0.0, load: 0.0 };
        assert_eq!((at_zero.wanted(5.0, &Rules::DEFAULT), at_zero.wanted(5.0, &stays)), (1, 0));
    }

    /// Every capacity and load in whole requests: the smallest number of units with which the metric is at most the
    /// target, found by counting up.
    #[test]
    fn every_capacity_from_1_to_200_and_every_metric_up_to_twice_the_target() {
        let target = 60_u32;
        for current in 1..=200_u32 {
            for percent in 0..=200_u32 {
                let requests = current * target * percent / 100;
                let point = count(f64::from(requests), f64::from(current));
                let enough = (0..=1_000).find(|units| units * target >= requests).unwrap();
                let reading = read(&[point], MetricValue::Newest, CapacityBasis::Measured);
                assert_eq!(
                    reading.wanted(f64::from(target), &Rules::DEFAULT),
                    enough,
                    "{requests} requests at {current}"
                );
            }
        }
    }
}
