//! One run's requests, one by one: what the plane holds, and how it gets from one control instant to the next.

use super::again::Laws;
use super::departures::Departures;
use super::draws::Draws;
use super::flow::{Full, Has, Plain, Recorded};
use super::integral::Integral;
use super::latency::Latencies;
use super::minutes::Minutes;
use super::patience::Patience;
use super::retries::Retrying;
use super::routing::RoutingSet;
use super::slab::Slab;
use super::units::Units;
use super::{Abandoned, HangsUp, Limit, Service, Shape, Stop, UnitId, Watched};
use crate::engine::{Law, Purpose, RunSeed, Span, Time};
use crate::model::traffic::{Arrivals, Share, Split};
use std::collections::VecDeque;

/// Where requests come from: [`Arrivals`], or a script in a test.
pub trait Arriving {
    /// The next arrival, [`Time::NEVER`] when there is none.
    fn next(&self) -> Time;
    /// Takes the next arrival.
    fn advance(&mut self);
    /// Whether the next arrival comes to this plane; one that does not has its draws all the same.
    #[inline]
    fn is_mine(&self) -> bool {
        true
    }
}

impl Arriving for Arrivals {
    #[inline]
    fn next(&self) -> Time {
        self.next()
    }

    #[inline]
    fn advance(&mut self) {
        self.advance();
    }
}

impl Arriving for Split {
    #[inline]
    fn next(&self) -> Time {
        self.next()
    }

    #[inline]
    fn advance(&mut self) {
        self.advance();
    }

    #[inline]
    fn is_mine(&self) -> bool {
        self.is_mine()
    }
}

impl Requests<Split> {
    /// Picks are drawn by another seed than arrivals and requirements.
    #[must_use]
    pub fn routed_by(mut self, seed: RunSeed) -> Self {
        self.route_key = seed.key(Purpose::Route, 0);
        if let Some(retrying) = &mut self.retrying {
            retrying.keyed_by(seed.key(Purpose::Retry, 0));
        }
        self
    }

    /// Another share of the endpoint's requests from now on.
    pub fn set_share(&mut self, share: Share) {
        self.arrivals.set_share(share);
    }
}

/// What a service grants and how long its clients wait; `u32::MAX`, `u64::MAX`: no limit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// Slots of a unit that joins.
    pub(super) slots: u32,
    /// Waiting places at a unit.
    pub(super) queue: u32,
    /// Waiting and in service at a unit.
    pub(super) in_system: u32,
    /// The client's time-out [ns].
    pub(super) timeout_ns: u64,
    /// Whether it is the client that hangs up after the time-out.
    pub(super) is_clients: bool,
    /// Whether a client that has gone takes its request along.
    pub(super) cancels: bool,
    /// How long everyone waits in the queue at most [ns]; with drawn patience: a cap on it.
    pub(super) patience_ns: u64,
    /// Time outside the container [ns], where it is not drawn.
    pub(super) overhead_ns: u64,
}

impl Terms {
    fn of(service: &Service) -> Self {
        let (queue, in_system) = match service.limit {
            Limit::Unlimited => (u32::MAX, u32::MAX),
            Limit::Queue(places) => (places, u32::MAX),
            Limit::InSystem(requests) => (u32::MAX, requests),
        };
        let timeout_ns = service.timeout.map_or(u64::MAX, Span::nanos);
        let cancels = service.timeout.is_some() && service.abandoned == Abandoned::Cancelled;
        let patience = service.queue_timeout.as_ref().and_then(Law::constant);
        let patience_ns = patience.map_or(u64::MAX, Span::nanos).min(if cancels { timeout_ns } else { u64::MAX });
        let overhead_ns = service.overhead.constant().map_or(0, Span::nanos);
        let is_clients = service.hangs_up == HangsUp::Client;
        Self { slots: service.slots, queue, in_system, timeout_ns, is_clients, cancels, patience_ns, overhead_ns }
    }
}

impl Service {
    /// The leanest shape of the plane that can do all this.
    pub fn shape(&self) -> Shape {
        let cancels = self.timeout.is_some() && self.abandoned == Abandoned::Cancelled;
        let is_alike = self.queue_timeout.is_none() && self.overhead.constant().is_some();
        let plain = is_alike && !cancels && self.retries.is_none();
        if plain { Shape::Plain } else { Shape::Full }
    }
}

/// Request-level plane.
#[derive(Debug)]
pub struct Requests<A = Arrivals> {
    pub(super) arrivals: A,
    pub(super) needs: Draws,
    /// Time outside the container, where it is drawn.
    pub(super) overheads: Option<Draws>,
    /// Patience in the queue, where it is drawn.
    pub(super) patiences: Option<Draws>,
    pub(super) terms: Terms,
    /// Where clients try again.
    pub(super) retrying: Option<Box<Retrying>>,
    pub(super) laws: Option<Box<Laws>>,
    shape: Shape,
    pub(super) route_key: u64,
    pub(super) route: RoutingSet,
    pub(super) units: Units,
    pub(super) slab: Slab,
    pub(super) departures: Departures,
    pub(super) patience: Patience,
    pub(super) minutes: Minutes,
    /// Primary requests so far.
    pub(super) arrived: u64,
    pub(super) refused: u64,
    pub(super) waiting: Integral,
    pub(super) serving: Integral,
    /// Waits of all requests that have left a queue [ns].
    pub(super) queue_sum_ns: u128,
    /// Times in service of all requests that have left a slot [ns].
    pub(super) service_sum_ns: u128,
    /// Largest number of requests at one unit since the last reading.
    pub(super) most: u32,
    /// Largest number waiting since the last reading.
    pub(super) queued_max: u64,
    /// Attempts whose client hung up so far.
    pub(super) hung_up: u64,
    /// Arrived, refused, timed out, failed and hung up at the last reading.
    pub(super) read: [u64; 5],
    /// Units that were empty when they were told to drain.
    pub(super) drained: VecDeque<(UnitId, Time)>,
    /// Busy slot-time since the last reading of units that have gone since.
    pub(super) gone: Vec<(UnitId, u64)>,
    /// Requests at units whose client had given up when the run ended.
    pub(super) given_up: u64,
    pub(super) records: Vec<Watched>,
    /// Where a metric asks for them.
    pub(super) latencies: Option<Box<Latencies>>,
}

impl<A: Arriving> Requests<A> {
    /// A plane with no unit yet.
    ///
    /// # Panics
    /// If the shape asked for cannot do what the service wants.
    pub fn new(service: &Service, arrivals: A, seed: RunSeed, shape: Option<Shape>) -> Self {
        let shape = shape.unwrap_or(service.shape());
        assert!(shape != Shape::Plain || service.shape() == Shape::Plain, "more than the plain shape can do");
        let draws = |law, purpose| Draws::new(law, seed.stream(purpose, 0));
        let terms = Terms::of(service);
        let drawn_patience = service.queue_timeout.clone().filter(|law| law.constant().is_none());
        let patience = match &drawn_patience {
            Some(_) => Patience::Drawn(std::collections::BinaryHeap::new()),
            None if terms.patience_ns < u64::MAX => Patience::Alike(VecDeque::new()),
            None => Patience::Endless,
        };
        let drawn_overhead = Some(service.overhead.clone()).filter(|law| law.constant().is_none());
        let retries = service.retries.clone();
        let laws = retries.as_ref().map(|_| Box::new(Laws::of(service)));
        Self {
            arrivals,
            retrying: retries.map(|policy| Box::new(Retrying::new(policy, seed.key(Purpose::Retry, 0)))),
            laws,
            needs: draws(service.need.clone(), Purpose::Need),
            overheads: drawn_overhead.map(|law| draws(law, Purpose::Overhead)),
            patiences: drawn_patience.map(|law| draws(law, Purpose::Patience)),
            terms,
            shape,
            route_key: seed.key(Purpose::Route, 0),
            route: RoutingSet::new(service.routing),
            units: Units::new(service.slots),
            slab: Slab::new(),
            departures: Departures::new(),
            patience,
            minutes: Minutes::new(service.slo_latency.map_or(u64::MAX, Span::nanos)),
            arrived: 0,
            refused: 0,
            waiting: Integral::default(),
            serving: Integral::default(),
            queue_sum_ns: 0,
            service_sum_ns: 0,
            most: 0,
            queued_max: 0,
            hung_up: 0,
            read: [0; 5],
            drained: VecDeque::new(),
            gone: Vec::new(),
            given_up: 0,
            records: Vec::new(),
            latencies: None,
        }
    }

    /// Everything strictly before `until`.
    pub fn advance(&mut self, until: Time) -> Stop {
        if let Some((unit, at)) = self.drained.pop_front() {
            return Stop::Drained { unit, at };
        }
        let stop = match self.shape {
            Shape::Plain => self.run_until::<Plain>(until.nanos()),
            Shape::Full => self.run_until::<Full>(until.nanos()),
            Shape::Watched => self.run_until::<Recorded>(until.nanos()),
        };
        stop.unwrap_or(Stop::Reached)
    }

    /// The loop in pieces of at most half an hour, so that the base of the departures can follow.
    fn run_until<H: Has>(&mut self, until: u64) -> Option<Stop> {
        loop {
            let (again, deadline) = self.next_of_clients();
            let clients = self.patience.next().min(again).min(deadline);
            let soonest = self.departures.soonest().min(clients).min(self.arrivals.next().nanos());
            if soonest >= until {
                return None;
            }
            if soonest >= self.departures.horizon() {
                self.departures.rebase(soonest);
                self.waiting.roll(soonest);
                self.serving.roll(soonest);
            }
            let stop = self.run::<H>(until.min(self.departures.horizon()));
            if stop.is_some() {
                return stop;
            }
        }
    }

    pub(super) fn is_plain(&self) -> bool {
        self.shape == Shape::Plain
    }

    /// Whether every request is recorded.
    pub(super) fn is_watched(&self) -> bool {
        self.shape == Shape::Watched
    }

    /// Entries held in the tables that could grow with the number of requests.
    #[cfg(test)]
    pub(super) fn held(&self) -> [usize; 4] {
        [self.slab.entries(), self.departures.len(), self.patience.len(), self.minutes.entries()]
    }
}
