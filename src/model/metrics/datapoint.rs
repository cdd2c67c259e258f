//! One datapoint of one metric: what `CloudWatch` stores of a period.

use super::Statistic;
use crate::engine::{Span, Time};

/// What `CloudWatch` stores of one period. Stamped with the period's start; a period without one is a gap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Datapoint {
    /// Start of its period.
    pub start: Time,
    /// Length of its period.
    pub period: Span,
    /// `SampleCount`. Never 0.
    pub sample_count: f64,
    /// Sum.
    pub sum: f64,
    /// Minimum.
    pub minimum: f64,
    /// Maximum.
    pub maximum: f64,
    /// Units behind the value: what `capacity_basis: measured` multiplies it with. For a per-unit count it is
    /// count / sum, so that the product is the count itself; else the time average in service over the period.
    pub units: f64,
}

impl Datapoint {
    /// The value of a statistic.
    ///
    /// Ref: "`CloudWatch` statistics definitions" (Average = Sum / `SampleCount`).
    pub fn value(&self, statistic: Statistic) -> f64 {
        match statistic {
            Statistic::Average => self.sum / self.sample_count,
            Statistic::Sum => self.sum,
            Statistic::Minimum => self.minimum,
            Statistic::Maximum => self.maximum,
            Statistic::SampleCount => self.sample_count,
        }
    }
}
