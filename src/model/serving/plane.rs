//! The door of the data plane: one enum over its fidelities, asked from control instant to control instant.

use super::{Audit, Change, Flows, Fluid, Latencies, Minute, Reading, Requests, Service, Shape, Stop, UnitId, Watched};
use crate::engine::{RunSeed, Time};
use crate::model::traffic::{Arrivals, Share, Split, VariantRates};

/// One enum, one `match` a control interval: costs nothing in the loop.
#[derive(Debug)]
pub enum Plane {
    /// Requests one by one.
    Requests(Box<Requests>),
    /// The same, of an endpoint whose requests several variants share.
    Shared(Box<Requests<Split>>),
    /// A flow.
    Fluid(Box<Fluid>),
}

impl Plane {
    /// A plane with no unit yet. `shape`: `None` chooses the leanest that will do.
    ///
    /// # Panics
    /// If the shape asked for cannot do what the service wants.
    pub fn requests(service: &Service, arrivals: Arrivals, seed: RunSeed, shape: Option<Shape>) -> Self {
        Self::Requests(Box::new(Requests::new(service, arrivals, seed, shape)))
    }

    /// The plane of one of several variants: what requests bring with them is drawn by the first seed, who takes them by
    /// the second.
    ///
    /// # Panics
    /// If the shape asked for cannot do what the service wants.
    pub fn shared(service: &Service, arrivals: Split, seeds: (RunSeed, RunSeed), shape: Option<Shape>) -> Self {
        Self::Shared(Box::new(Requests::new(service, arrivals, seeds.0, shape).routed_by(seeds.1)))
    }

    /// A flow of the expected rate in `[from, until)`, with no unit yet.
    pub fn fluid(service: &Service, rates: VariantRates, from: Time, until: Time) -> Self {
        Self::Fluid(Box::new(Fluid::new(service, rates, from, until)))
    }

    /// Another share of the endpoint's requests from `now` on; all of them come to a plane that shares with nobody.
    pub fn set_share(&mut self, now: Time, share: Share) {
        match self {
            Self::Requests(_) => {}
            Self::Shared(plane) => plane.set_share(share),
            Self::Fluid(plane) => plane.set_share(now, share),
        }
    }

    /// Everything strictly before `until`.
    pub fn advance(&mut self, until: Time) -> Stop {
        match self {
            Self::Requests(plane) => plane.advance(until),
            Self::Shared(plane) => plane.advance(until),
            Self::Fluid(plane) => plane.advance(until),
        }
    }

    /// Applies a change at `now`, after everything before `now` has happened.
    ///
    /// # Panics
    /// If a unit joins twice, or one that is not there is to drain or to change its slots. A unit that has gone can be
    /// killed: nothing happens.
    pub fn apply(&mut self, now: Time, change: Change) {
        match self {
            Self::Requests(plane) => plane.apply(now, change),
            Self::Shared(plane) => plane.apply(now, change),
            Self::Fluid(plane) => plane.apply(now, change),
        }
    }

    /// What happened since the last reading, up to `now`.
    pub fn read(&mut self, now: Time) -> Reading {
        match self {
            Self::Requests(plane) => plane.read(now),
            Self::Shared(plane) => plane.read(now),
            Self::Fluid(plane) => plane.read(now),
        }
    }

    /// Busy slot-time of each unit in service or draining since the last call [ns], in order of unit. A unit that has
    /// gone since the last call is named once more, with what it did before it went.
    pub fn read_units(&mut self, now: Time, each: &mut dyn FnMut(UnitId, u64)) {
        match self {
            Self::Requests(plane) => plane.read_units(now, each),
            Self::Shared(plane) => plane.read_units(now, each),
            Self::Fluid(plane) => plane.read_units(now, each),
        }
    }

    /// From now on, how long answers take is kept for [`Plane::latencies`] (a flow has none).
    ///
    /// # Panics
    /// The plain shape cannot do that.
    pub fn keep_latencies(&mut self) {
        match self {
            Self::Requests(plane) => plane.keep_latencies(),
            Self::Shared(plane) => plane.keep_latencies(),
            Self::Fluid(_) => {}
        }
    }

    /// How long the answers took since the caller last cleared this; `None`: nobody asked for it, or there are no
    /// answers to time.
    pub fn latencies(&mut self) -> Option<&mut Latencies> {
        match self {
            Self::Requests(plane) => plane.latencies(),
            Self::Shared(plane) => plane.latencies(),
            Self::Fluid(_) => None,
        }
    }

    /// Hands over every minute before `now` whose requests have all ended, in order; minutes without arrivals too, from
    /// the minute of the first change or arrival on.
    pub fn close_minutes(&mut self, now: Time, each: &mut dyn FnMut(&Minute)) {
        match self {
            Self::Requests(plane) => plane.close_minutes(now, each),
            Self::Shared(plane) => plane.close_minutes(now, each),
            Self::Fluid(plane) => plane.close_minutes(now, each),
        }
    }

    /// Hands over all minutes left, open requests counted as `open`. The run is over: nothing may follow but questions.
    pub fn finish(&mut self, now: Time, each: &mut dyn FnMut(&Minute)) {
        match self {
            Self::Requests(plane) => plane.finish(now, each),
            Self::Shared(plane) => plane.finish(now, each),
            Self::Fluid(plane) => plane.finish(now, each),
        }
    }

    /// Requests at a unit; 0 if it is not there.
    pub fn outstanding(&self, unit: UnitId) -> u32 {
        match self {
            Self::Requests(plane) => plane.outstanding(unit),
            Self::Shared(plane) => plane.outstanding(unit),
            Self::Fluid(plane) => plane.outstanding(unit),
        }
    }

    /// At units or waiting anywhere.
    pub fn in_flight(&self) -> u64 {
        match self {
            Self::Requests(plane) => plane.in_flight(),
            Self::Shared(plane) => plane.in_flight(),
            Self::Fluid(plane) => plane.in_flight(),
        }
    }

    /// In flight, or about to be tried again.
    pub fn unanswered(&self) -> u64 {
        match self {
            Self::Requests(plane) => plane.unanswered(),
            Self::Shared(plane) => plane.unanswered(),
            Self::Fluid(plane) => plane.in_flight(),
        }
    }

    /// The sums that the invariants are checked with.
    pub fn audit(&self, now: Time) -> Audit {
        match self {
            Self::Requests(plane) => plane.audit(now),
            Self::Shared(plane) => plane.audit(now),
            Self::Fluid(plane) => plane.audit(),
        }
    }

    /// Where the flow went; `None`: requests are told one by one.
    pub fn flows(&self) -> Option<Flows> {
        match self {
            Self::Requests(_) | Self::Shared(_) => None,
            Self::Fluid(plane) => Some(plane.flows()),
        }
    }

    /// What the recorder of the `Watched` shape has seen, in order of arrival, and forgets; empty for other shapes. A
    /// request is seen once it has ended.
    pub fn watched(&mut self) -> Vec<Watched> {
        match self {
            Self::Requests(plane) => plane.watched(),
            Self::Shared(plane) => plane.watched(),
            Self::Fluid(_) => Vec::new(),
        }
    }
}
