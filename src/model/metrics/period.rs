//! What happened in one period: counters between control instants add up to an open period, and a closed one knows the
//! datapoint of each metric.

use super::{Busy, Datapoint, Distribution, Metric, Observed, Published};
use crate::engine::{Span, Time};

/// Counters between two control instants, with a constant number of units in service.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Slice {
    /// Its length.
    pub length: Span,
    /// Units in service throughout.
    pub units: u32,
    /// Requests that arrived at the endpoint, refused ones included; not whole where traffic is a flow.
    pub arrived: f64,
    /// Of these, refused.
    pub refused: f64,
    /// Requests that timed out or gave up.
    pub timed_out: f64,
    /// Of these, those whose client hung up: no error of the model.
    pub hung_up: f64,
    /// Requests that failed for want of an instance.
    pub failed: f64,
    /// Largest number of requests at one unit, queue included.
    pub most_at_a_unit: u32,
    /// Smallest number of requests at one unit at the end of the slice.
    pub least_at_a_unit: u32,
    /// Integral of requests at units [request-ns].
    pub in_flight_ns: u64,
    /// Integral of busy slots [slot-ns].
    pub busy_ns: u64,
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
    pub arrived: f64,
    /// Of these, refused.
    pub refused: f64,
    /// Requests that timed out or gave up.
    pub timed_out: f64,
    /// Of these, those whose client hung up.
    pub hung_up: f64,
    /// Requests that failed for want of an instance.
    pub failed: f64,
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
    requests: f64,
    /// Sum over requests of 1 / units in service at the arrival.
    per_unit: f64,
}

impl Counted {
    fn add(&mut self, requests: f64, units: u32) {
        if units > 0 {
            self.requests += requests;
            self.per_unit += requests / f64::from(units);
        }
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
            arrived: 0.0,
            refused: 0.0,
            timed_out: 0.0,
            hung_up: 0.0,
            failed: 0.0,
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

    /// Its length.
    pub fn period(&self) -> Span {
        self.0.period
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
        facts.timed_out += slice.timed_out;
        facts.hung_up += slice.hung_up;
        facts.failed += slice.failed;
        facts.in_flight_ns = facts.in_flight_ns.saturating_add(slice.in_flight_ns);
        facts.most_at_a_unit = facts.most_at_a_unit.max(slice.most_at_a_unit);
        if slice.units == 0 {
            return;
        }
        facts.received.add(slice.arrived, slice.units);
        facts.turned_away.add(slice.refused, slice.units);
        if slice.arrived > 0.0 {
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
    /// Units in service, time average over what was watched.
    pub fn units_mean(&self) -> f64 {
        if self.watched.is_zero() { 0.0 } else { self.units_ns as f64 / self.watched.nanos() as f64 }
    }

    /// The datapoint of a metric; `None`: `SageMaker` publishes none for this period.
    pub(super) fn datapoint(&self, metric: Metric, observed: &Observed, published: &Published) -> Option<Datapoint> {
        match metric {
            Metric::ModelLatency | Metric::OverheadLatency => {
                observed.lengths(metric).map(|(point, _)| self.dated(*point))
            }
            _ => self.plain(metric, observed.instances, published),
        }
    }

    /// The values behind a datapoint, ascending: an answer's time, an instance's utilization, a request's 0 or 1.
    ///
    /// Assumes: `SageMaker` hands `CloudWatch` the samples themselves, not sums of them, so that percentiles exist.
    pub(super) fn values(
        datapoint: &Datapoint,
        metric: Metric,
        observed: &Observed,
        published: &Published,
    ) -> Distribution {
        match metric {
            Metric::ModelLatency | Metric::OverheadLatency => {
                observed.lengths(metric).map(|(_, values)| values.clone()).unwrap_or_default()
            }
            _ if metric.is_utilization() => published.machine.values(metric, observed.instances),
            _ => {
                let ones = datapoint.sum;
                let zeros = (datapoint.sample_count - ones).max(0.0);
                [(0.0, zeros), (1.0, ones)].into_iter().filter(|(_, count)| *count > 0.0).collect()
            }
        }
    }

    fn plain(&self, metric: Metric, instances: &[Busy], published: &Published) -> Option<Datapoint> {
        if !published.zeros && self.arrived == 0.0 && metric.counts_requests() {
            return None;
        }
        let refused_are_invocations = published.refused_are_invocations;
        let of_model = self.refused + self.timed_out - self.hung_up;
        let errors = of_model + self.failed;
        match metric {
            Metric::Invocations => {
                let requests = if refused_are_invocations { self.arrived } else { self.arrived - self.refused };
                Some(self.counts(requests, requests))
            }
            Metric::InvocationsPerInstance => Some(self.invocations_per_instance(refused_are_invocations)),
            Metric::ConcurrentRequestsPerModel => self.concurrent_requests(),
            Metric::Invocation4xxErrors => Some(self.counts(self.arrived, 0.0)),
            Metric::Invocation5xxErrors => Some(self.counts(self.arrived.max(errors), errors)),
            Metric::InvocationModelErrors => Some(self.counts(self.arrived.max(of_model), of_model)),
            Metric::ModelLatency | Metric::OverheadLatency | Metric::Own(_) => None,
            _ => published.machine.datapoint(metric, (self.start, self.period), instances, self.units_mean()),
        }
    }

    fn dated(&self, point: Datapoint) -> Datapoint {
        Datapoint { start: self.start, period: self.period, units: self.units_mean(), ..point }
    }

    /// `counted` samples, of which `ones` are 1 and the others 0. An idle period is one sample of 0.
    ///
    /// Assumes: `publish_zeros`; a full queue and a time-out are answers 5XX of the model, a request that finds no
    /// instance is one of `SageMaker`; each is counted when it is answered.
    fn counts(&self, counted: f64, ones: f64) -> Datapoint {
        Datapoint {
            start: self.start,
            period: self.period,
            sample_count: if counted > 0.0 { counted } else { 1.0 },
            sum: ones,
            minimum: if counted > 0.0 && ones >= counted { 1.0 } else { 0.0 },
            maximum: if ones > 0.0 { 1.0 } else { 0.0 },
            units: self.units_mean(),
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
            Some((fewest, most)) if requests > 0.0 => Datapoint {
                start,
                period,
                sample_count: requests,
                sum,
                minimum: 1.0 / f64::from(most),
                maximum: 1.0 / f64::from(fewest),
                units: requests / sum,
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
    use super::super::Machine;
    use super::*;

    fn slice(secs: u64, units: u32, arrived: u32) -> Slice {
        Slice { length: Span::from_secs(secs), units, arrived: f64::from(arrived), ..Slice::default() }
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
        let point = minute(&[slice(60, 4, 600)]).invocations_per_instance(true);
        assert_eq!((point.sum, point.sample_count, point.units), (150.0, 600.0, 4.0));
        assert_eq!(point.start, Time::from_secs(60));
    }

    #[test]
    fn the_instances_of_the_moment_of_the_request_count() {
        let point = minute(&[slice(30, 2, 300), slice(30, 4, 600)]).invocations_per_instance(true);
        assert_eq!(point.sum, 300.0);
        assert_eq!(point.sum * point.units, 900.0);
        assert_eq!((point.minimum, point.maximum), (0.25, 0.5));
    }

    #[test]
    fn refused_requests_count_by_assumption_only() {
        let busy = Slice { refused: 100.0, ..slice(60, 2, 300) };
        let sum = |refused| minute(&[busy]).invocations_per_instance(refused).sum;
        assert_eq!((sum(true), sum(false)), (150.0, 100.0));
    }

    #[test]
    fn an_idle_minute_is_a_zero_and_keeps_its_instances() {
        let point = minute(&[slice(60, 3, 0)]).invocations_per_instance(true);
        assert_eq!((point.sum, point.sample_count, point.units), (0.0, 1.0, 3.0));
    }

    #[test]
    fn requests_that_find_no_instance_are_no_invocations_of_an_instance() {
        let closed = minute(&[slice(30, 0, 50), slice(30, 1, 10)]);
        let point = closed.invocations_per_instance(true);
        assert_eq!((closed.arrived, point.sum, point.sample_count), (60.0, 10.0, 10.0));
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
        let point = open.close().concurrent_requests().unwrap();
        assert_eq!((point.maximum, point.minimum, point.sample_count), (4.0, 1.0, 4.0));
        assert_eq!(point.value(super::super::Statistic::Average), 80.0 / 30.0);
        assert_eq!((point.units, point.period), (3.0, tens));
        assert_eq!(open.close().concurrent_requests(), None);
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

    #[test]
    fn an_error_is_a_sample_of_one_among_zeros() {
        let closed = minute(&[Slice { refused: 5.0, timed_out: 3.0, failed: 2.0, ..slice(60, 2, 40) }]);
        let machine = Machine::default();
        let published = Published { refused_are_invocations: true, zeros: true, machine: &machine };
        let of = |metric| closed.plain(metric, &[], &published).unwrap();
        let (errors, of_model) = (of(Metric::Invocation5xxErrors), of(Metric::InvocationModelErrors));
        assert_eq!((errors.sum, errors.sample_count, errors.maximum, errors.minimum), (10.0, 40.0, 1.0, 0.0));
        assert_eq!(errors.value(super::super::Statistic::Average), 0.25);
        assert_eq!((of_model.sum, of(Metric::Invocation4xxErrors).sum), (8.0, 0.0));
        let calls = of(Metric::Invocations);
        assert_eq!((calls.sum, calls.minimum, calls.maximum), (40.0, 1.0, 1.0));
        let idle = minute(&[slice(60, 2, 0)]).plain(Metric::Invocations, &[], &published).unwrap();
        assert_eq!((idle.sum, idle.sample_count, idle.maximum), (0.0, 1.0, 0.0));
        let gaps = Published { zeros: false, ..published };
        assert_eq!(minute(&[slice(60, 2, 0)]).plain(Metric::InvocationsPerInstance, &[], &gaps), None);
        assert!(minute(&[slice(60, 2, 1)]).plain(Metric::InvocationsPerInstance, &[], &gaps).is_some());
        assert!(minute(&[slice(60, 2, 0)]).plain(Metric::ConcurrentRequestsPerModel, &[], &gaps).is_some());
    }
}
