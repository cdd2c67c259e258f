//! What happened in one period: counters between control instants add up to an open period, and a closed one knows the
//! datapoint of each metric.

use super::{Datapoint, Metric};
use crate::engine::{Span, Time};

/// Counters between two control instants, with a constant number of units in service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slice {
    /// Its length.
    pub length: Span,
    /// Units in service throughout.
    pub units: u32,
    /// Requests that arrived at the endpoint, refused ones included.
    pub arrived: u64,
    /// Of these, refused.
    pub refused: u64,
    /// Largest number of requests at one unit, queue included.
    pub most_at_a_unit: u32,
    /// Smallest number of requests at one unit at the end of the slice.
    pub least_at_a_unit: u32,
    /// Integral of requests at units [request-ns].
    pub in_flight_ns: u64,
}

/// A period that is still running.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Open(Closed);

/// What happened in a closed period; what every datapoint is made from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Closed {
    /// Start of the period, on the grid that counts from 1970.
    pub start: Time,
    /// Its length.
    pub period: Span,
    /// Time that was watched: less than the period where a run begins in the middle of it.
    pub watched: Span,
    /// Requests that arrived, with or without units in service.
    pub arrived: u64,
    /// Of these, refused.
    pub refused: u64,
    /// Requests that arrived while at least one unit was in service.
    received: Counted,
    /// Of these, refused.
    turned_away: Counted,
    /// Units in service while requests arrived: fewest and most.
    dividers: Option<(u32, u32)>,
    /// Integral of units in service [unit-ns].
    units_ns: u64,
    /// Most units in service.
    units_most: u32,
    /// Largest number of requests at one unit.
    most_at_a_unit: u32,
    /// Smallest number of requests at one unit, as far as it was looked at; `None`: no unit was in service.
    least_at_a_unit: Option<u32>,
    /// Integral of requests at units [request-ns].
    in_flight_ns: u64,
}

/// Requests, counted whole and by the units that shared them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Counted {
    requests: u64,
    /// Sum over requests of 1 / units in service at the arrival.
    per_unit: f64,
}

impl Counted {
    fn add(&mut self, requests: u64, units: u32) {
        if units > 0 {
            self.requests += requests;
            self.per_unit += requests as f64 / f64::from(units);
        }
    }

    fn and(self, other: Self) -> Self {
        Self { requests: self.requests + other.requests, per_unit: self.per_unit + other.per_unit }
    }
}

impl Open {
    /// Opens the period of length `period` that `now` lies in (a run may begin in the middle of it).
    pub fn at(now: Time, period: Span) -> Self {
        Self::starting(now.floor(period), period)
    }

    fn starting(start: Time, period: Span) -> Self {
        Self(Closed {
            start,
            period,
            watched: Span::ZERO,
            arrived: 0,
            refused: 0,
            received: Counted::default(),
            turned_away: Counted::default(),
            dividers: None,
            units_ns: 0,
            units_most: 0,
            most_at_a_unit: 0,
            least_at_a_unit: None,
            in_flight_ns: 0,
        })
    }

    /// When it closes.
    pub fn end(&self) -> Time {
        self.0.start + self.0.period
    }

    /// Adds what happened since the last slice.
    pub fn add(&mut self, slice: &Slice) {
        let facts = &mut self.0;
        facts.watched += slice.length;
        facts.arrived += slice.arrived;
        facts.refused += slice.refused;
        facts.in_flight_ns += slice.in_flight_ns;
        facts.most_at_a_unit = facts.most_at_a_unit.max(slice.most_at_a_unit);
        if slice.units == 0 {
            return;
        }
        facts.received.add(slice.arrived, slice.units);
        facts.turned_away.add(slice.refused, slice.units);
        if slice.arrived > 0 {
            facts.dividers = widest(facts.dividers, Some((slice.units, slice.units)));
        }
        facts.units_ns += u64::from(slice.units) * slice.length.nanos();
        facts.units_most = facts.units_most.max(slice.units);
        facts.least_at_a_unit = least(facts.least_at_a_unit, Some(slice.least_at_a_unit));
    }

    /// Closes the period; the following one begins empty.
    pub fn close(&mut self) -> Closed {
        let closed = self.0;
        *self = Self::starting(self.end(), closed.period);
        closed
    }
}

impl Closed {
    /// Adds the period that follows: six of 10 s make one of 60 s (which starts where the first did).
    #[must_use]
    pub fn joined(self, next: &Self) -> Self {
        Self {
            start: self.start,
            period: self.period + next.period,
            watched: self.watched + next.watched,
            arrived: self.arrived + next.arrived,
            refused: self.refused + next.refused,
            received: self.received.and(next.received),
            turned_away: self.turned_away.and(next.turned_away),
            dividers: widest(self.dividers, next.dividers),
            units_ns: self.units_ns + next.units_ns,
            units_most: self.units_most.max(next.units_most),
            most_at_a_unit: self.most_at_a_unit.max(next.most_at_a_unit),
            least_at_a_unit: least(self.least_at_a_unit, next.least_at_a_unit),
            in_flight_ns: self.in_flight_ns + next.in_flight_ns,
        }
    }

    /// Units in service, time average over what was watched.
    pub fn units_mean(&self) -> f64 {
        if self.watched.is_zero() { 0.0 } else { self.units_ns as f64 / self.watched.nanos() as f64 }
    }

    /// The datapoint of a metric; `None`: `SageMaker` publishes none for this period.
    pub fn datapoint(&self, metric: Metric, refused_are_invocations: bool) -> Option<Datapoint> {
        match metric {
            Metric::InvocationsPerInstance => Some(self.invocations_per_instance(refused_are_invocations)),
            Metric::ConcurrentRequestsPerModel => self.concurrent_requests(),
        }
    }

    /// Ref: "Amazon `SageMaker` AI metrics in Amazon CloudWatch": 1/numberOfInstances is sent on each request, with the
    /// instances active at the time of the request.
    /// Assumes: `publish_zeros` (an idle minute is a zero, not a gap); `refused_are_invocations`.
    fn invocations_per_instance(&self, refused_are_invocations: bool) -> Datapoint {
        let mut requests = self.received.requests;
        let mut sum = self.received.per_unit;
        if !refused_are_invocations {
            requests -= self.turned_away.requests;
            sum -= self.turned_away.per_unit;
        }
        let (start, period) = (self.start, self.period);
        match self.dividers {
            Some((fewest, most)) if requests > 0 => Datapoint {
                start,
                period,
                sample_count: requests as f64,
                sum,
                minimum: 1.0 / f64::from(most),
                maximum: 1.0 / f64::from(fewest),
                units: requests as f64 / sum,
            },
            _ => Datapoint {
                start,
                period,
                sample_count: 1.0,
                sum: 0.0,
                minimum: 0.0,
                maximum: 0.0,
                units: self.units_mean(),
            },
        }
    }

    /// Ref: "Define a scaling policy" (SageMaker): requests in flight at a model, those queued in its container
    /// included.
    /// Assumes: one sample an instance; the smallest number is looked at when a slice ends, not all the time.
    fn concurrent_requests(&self) -> Option<Datapoint> {
        let least = self.least_at_a_unit?;
        if self.units_ns == 0 {
            return None;
        }
        let sample_count = f64::from(self.units_most);
        Some(Datapoint {
            start: self.start,
            period: self.period,
            sample_count,
            sum: self.in_flight_ns as f64 / self.units_ns as f64 * sample_count,
            minimum: f64::from(least),
            maximum: f64::from(self.most_at_a_unit),
            units: self.units_mean(),
        })
    }
}

fn widest(one: Option<(u32, u32)>, other: Option<(u32, u32)>) -> Option<(u32, u32)> {
    match (one, other) {
        (Some((fewest, most)), Some((few, many))) => Some((fewest.min(few), most.max(many))),
        (only, None) | (None, only) => only,
    }
}

fn least(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    match (one, other) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (only, None) | (None, only) => only,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slice(secs: u64, units: u32, arrived: u64) -> Slice {
        Slice { length: Span::from_secs(secs), units, arrived, ..Slice::default() }
    }

    fn minute(slices: &[Slice]) -> Closed {
        let mut open = Open::at(Time::from_secs(60), Span::MINUTE);
        for slice in slices {
            open.add(slice);
        }
        open.close()
    }

    #[test]
    fn j1_each_request_counts_one_over_the_instances_in_service() {
        let point = minute(&[slice(60, 4, 600)]).datapoint(Metric::InvocationsPerInstance, true).unwrap();
        assert_eq!((point.sum, point.sample_count, point.units), (150.0, 600.0, 4.0));
        assert_eq!(point.start, Time::from_secs(60));
    }

    #[test]
    fn the_instances_of_the_moment_of_the_request_count() {
        let point = minute(&[slice(30, 2, 300), slice(30, 4, 600)]).datapoint(Metric::InvocationsPerInstance, true);
        let point = point.unwrap();
        assert_eq!(point.sum, 300.0);
        assert_eq!(point.sum * point.units, 900.0);
        assert_eq!((point.minimum, point.maximum), (0.25, 0.5));
    }

    #[test]
    fn refused_requests_count_by_assumption_only() {
        let busy = Slice { refused: 100, ..slice(60, 2, 300) };
        let sum = |refused| minute(&[busy]).datapoint(Metric::InvocationsPerInstance, refused).unwrap().sum;
        assert_eq!((sum(true), sum(false)), (150.0, 100.0));
    }

    #[test]
    fn an_idle_minute_is_a_zero_and_keeps_its_instances() {
        let point = minute(&[slice(60, 3, 0)]).datapoint(Metric::InvocationsPerInstance, true).unwrap();
        assert_eq!((point.sum, point.sample_count, point.units), (0.0, 1.0, 3.0));
    }

    #[test]
    fn requests_that_find_no_instance_are_no_invocations_of_an_instance() {
        let closed = minute(&[slice(30, 0, 50), slice(30, 1, 10)]);
        let point = closed.datapoint(Metric::InvocationsPerInstance, true).unwrap();
        assert_eq!((closed.arrived, point.sum, point.sample_count), (60, 10.0, 10.0));
        assert_eq!(closed.units_mean(), 0.5);
    }

    #[test]
    fn concurrency_has_a_maximum_over_units_and_a_time_average() {
        let (tens, period) = (Span::from_secs(10), Span::from_secs(10));
        let mut open = Open::at(Time::from_secs(20), period);
        // Six requests at two units for half the time, ten at four for the other half: 3 and 2.5 a unit.
        let half = Span::from_secs(5);
        let first = Slice { most_at_a_unit: 4, least_at_a_unit: 2, in_flight_ns: 6 * half.nanos(), ..slice(5, 2, 0) };
        let second = Slice { most_at_a_unit: 3, least_at_a_unit: 1, in_flight_ns: 10 * half.nanos(), ..slice(5, 4, 0) };
        open.add(&first);
        open.add(&second);
        let point = open.close().datapoint(Metric::ConcurrentRequestsPerModel, true).unwrap();
        assert_eq!((point.maximum, point.minimum, point.sample_count), (4.0, 1.0, 4.0));
        assert_eq!(point.value(super::super::Statistic::Average), 80.0 / 30.0);
        assert_eq!((point.units, point.period), (3.0, tens));
        assert_eq!(open.close().datapoint(Metric::ConcurrentRequestsPerModel, true), None);
    }

    #[test]
    fn six_periods_of_ten_seconds_are_one_minute() {
        let mut tens = Open::at(Time::from_secs(60), Span::from_secs(10));
        let mut whole = Open::at(Time::from_secs(60), Span::MINUTE);
        let mut joined: Option<Closed> = None;
        for i in 0..6_u32 {
            let part = Slice {
                refused: 1,
                most_at_a_unit: i,
                least_at_a_unit: 6 - i,
                in_flight_ns: 1_000,
                ..slice(10, 1 << (i % 3), u64::from(i) * 8)
            };
            tens.add(&part);
            whole.add(&part);
            let closed = tens.close();
            joined = Some(joined.map_or(closed, |so_far| so_far.joined(&closed)));
        }
        assert_eq!(joined.unwrap(), whole.close());
    }

    #[test]
    fn a_run_may_begin_in_the_middle_of_a_period() {
        let mut open = Open::at(Time::from_secs(90), Span::MINUTE);
        assert_eq!(open.end(), Time::from_secs(120));
        open.add(&slice(30, 2, 10));
        let closed = open.close();
        assert_eq!((closed.start, closed.units_mean()), (Time::from_secs(60), 2.0));
        assert_eq!(open.end(), Time::from_secs(180));
    }
}
