//! What happened in one period: counters between control instants add up to an open period, and a closed one knows the
//! datapoint of each metric.

use super::{Datapoint, Predefined};
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
    /// Requests that arrived, by units in service then.
    pub invocations: u64,
}

impl Open {
    /// Opens the period of length `period` that `now` lies in (a run may begin in the middle of it).
    pub fn at(_now: Time, _period: Span) -> Self {
        todo!()
    }

    /// When it closes.
    pub fn end(&self) -> Time {
        todo!()
    }

    /// Adds what happened since the last slice.
    pub fn add(&mut self, _slice: &Slice) {
        todo!()
    }

    /// Closes the period; the following one begins empty.
    pub fn close(&mut self) -> Closed {
        todo!()
    }
}

impl Closed {
    /// Adds the period that follows: six of 10 s make one of 60 s (which starts where the first did).
    #[must_use]
    pub fn joined(self, _next: &Self) -> Self {
        todo!()
    }

    /// The datapoint of a metric; `None`: SageMaker publishes none for this period.
    pub fn datapoint(&self, _metric: Predefined, _refused_are_invocations: bool) -> Option<Datapoint> {
        todo!()
    }
}
