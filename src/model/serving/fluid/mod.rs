//! One run's requests as a flow: nothing is drawn, the expected rate arrives, and what the units cannot serve waits in
//! one backlog whose course is known exactly.
//!
//! Differs: a request is answered when its service begins (the backlog leaves time in service out; busy slots and
//! requests in flight count it); all units in service share one backlog, and one that joins takes its share at once;
//! service and overhead take their means, patience and time-outs act on the wait that the backlog promises at the
//! arrival; no latency has a distribution, so histograms stay empty.

mod level;
mod minutes;
mod pool;
mod reading;
#[cfg(test)]
mod tests;

use super::{Abandoned, Change, HangsUp, Limit, Minute, Service, Stop, UnitId};
use crate::engine::{Law, Span, Time};
use crate::model::traffic::{Share, Stretch, VariantRates};
use level::{Inflow, Pool};
use minutes::{Arrived, Minutes};
use reading::Read;
use std::collections::VecDeque;

/// No service is shorter: capacities stay finite [s].
const SHORTEST_SECS: f64 = 1e-9;

/// What a service grants and how long its clients wait.
#[derive(Clone, Copy, Debug)]
struct Terms {
    slots: u32,
    limit: Limit,
    need_secs: f64,
    /// Longest wait in the queue.
    patience_secs: f64,
    /// A wait that makes an answer late for its client.
    late_secs: f64,
    /// Whether it is the client that hangs up.
    is_clients: bool,
    /// A wait that makes an answer slower than the SLO.
    slow_secs: f64,
}

impl Terms {
    fn of(service: &Service) -> Self {
        let need_secs = service.need.mean_secs().max(SHORTEST_SECS);
        let secs = |span: Option<Span>| span.map_or(f64::INFINITY, Span::secs);
        let timeout_secs = secs(service.timeout);
        let cancelled_secs = if service.abandoned == Abandoned::Cancelled { timeout_secs } else { f64::INFINITY };
        Self {
            slots: service.slots,
            limit: service.limit,
            need_secs,
            patience_secs: service.queue_timeout.as_ref().map_or(f64::INFINITY, Law::mean_secs).min(cancelled_secs),
            late_secs: timeout_secs - need_secs,
            is_clients: service.hangs_up == HangsUp::Client,
            slow_secs: secs(service.slo_latency) - need_secs - service.overhead.mean_secs(),
        }
    }
}

/// A unit in service.
#[derive(Clone, Copy, Debug)]
struct Unit {
    id: UnitId,
    slots: u32,
    /// Busy time of a slot at the last reading of the unit [s].
    seen_secs: f64,
    /// Busy slot-time since then that the slots it has now do not tell [slot-s].
    busy_secs: f64,
}

/// A unit that works off what it had.
#[derive(Clone, Copy, Debug)]
struct Draining {
    unit: Unit,
    /// Requests that wait at it.
    left: f64,
    /// When none will be left.
    empty_at: Time,
}

/// All flow of a run so far, by where it went [requests].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flows {
    /// Arrived.
    pub arrived: f64,
    /// Began service.
    pub served: f64,
    /// Turned away: queue full.
    pub refused: f64,
    /// Turned away: would have waited for longer than anyone waits.
    pub gave_up: f64,
    /// Turned away: no unit was in service.
    pub no_capacity: f64,
    /// Gone with their unit.
    pub lost: f64,
    /// Waiting now.
    pub waiting: f64,
}

/// Flow plane.
#[derive(Debug)]
pub struct Fluid {
    rates: VariantRates,
    /// The rate that holds now.
    stretch: Stretch,
    /// Nothing arrives from here on.
    horizon: Time,
    terms: Terms,
    units: Vec<Unit>,
    /// Of all units in service.
    slots: u64,
    pool: Pool,
    /// Whether the queue's places bind before the patience of those who wait.
    refuses: bool,
    /// Requests that wait at units in service.
    level: f64,
    draining: Vec<Draining>,
    /// Units that were empty when they were told to drain.
    drained: VecDeque<(UnitId, Time)>,
    /// Busy slot-time since the last reading of units that have gone since [slot-s].
    gone: Vec<(UnitId, f64)>,
    minutes: Minutes,
    flows: Flows,
    /// Busy time of a slot of any unit in service, since the begin [s].
    slot_busy_secs: f64,
    read: Read,
    /// Everything before this has happened.
    now: Time,
}

impl Fluid {
    /// A plane with no unit yet; traffic flows in `[from, horizon)`.
    pub fn new(service: &Service, mut rates: VariantRates, from: Time, horizon: Time) -> Self {
        let stretch = rates.stretch(from);
        let mut fluid = Self {
            rates,
            stretch,
            horizon,
            terms: Terms::of(service),
            units: Vec::new(),
            slots: 0,
            pool: Pool { per_sec: 0.0, room: 0.0, marks: [0.0; 2] },
            refuses: true,
            level: 0.0,
            draining: Vec::new(),
            drained: VecDeque::new(),
            gone: Vec::new(),
            minutes: Minutes::new(),
            flows: Flows::default(),
            slot_busy_secs: 0.0,
            read: Read::default(),
            now: from,
        };
        fluid.resize();
        fluid
    }

    /// Everything strictly before `until`.
    pub fn advance(&mut self, until: Time) -> Stop {
        if let Some((unit, at)) = self.drained.pop_front() {
            return Stop::Drained { unit, at };
        }
        while self.now < until {
            if let Some(index) = self.draining.iter().position(|unit| unit.empty_at <= self.now) {
                let Draining { unit, left, .. } = self.draining.remove(index);
                // What rounding has left over.
                self.serve(left);
                self.gone.push((unit.id, unit.busy_secs));
                return Stop::Drained { unit: unit.id, at: self.now };
            }
            let next = self.next_turn().min(until);
            self.flow(next);
            self.now = next;
        }
        Stop::Reached
    }

    /// When the rate changes its course, the minute ends or a unit is empty. Once nothing arrives or waits: never.
    fn next_turn(&mut self) -> Time {
        let empty_at = self.draining.iter().map(|unit| unit.empty_at).min().unwrap_or(Time::NEVER);
        let ends = self.now >= self.horizon;
        if ends && (self.level <= 0.0 || self.slots == 0) {
            return empty_at;
        }
        if ends {
            self.stretch = Stretch { begin: self.now, per_sec: 0.0, slope: 0.0, until: Time::NEVER };
        } else if self.now >= self.stretch.until {
            self.stretch = self.rates.stretch(self.now);
        }
        let horizon = if ends { Time::NEVER } else { self.horizon };
        let minute = self.now.floor(Span::MINUTE) + Span::MINUTE;
        self.stretch.until.min(horizon).min(minute).min(empty_at)
    }

    /// Another share of the endpoint's traffic from `now` on, after everything before it has happened.
    pub fn set_share(&mut self, now: Time, share: Share) {
        self.rates.set_share(share);
        if now < self.horizon {
            self.stretch = self.rates.stretch(now);
        }
    }

    /// The arrival rate at `now`.
    fn inflow(&self) -> Inflow {
        if self.now >= self.horizon {
            return Inflow { per_sec: 0.0, slope: 0.0 };
        }
        let since = self.now.since(self.stretch.begin).secs();
        Inflow { per_sec: self.stretch.per_sec + self.stretch.slope * since, slope: self.stretch.slope }
    }

    /// Lets the flow run from now to `next`.
    fn flow(&mut self, next: Time) {
        let (inflow, secs) = (self.inflow(), next.since(self.now).secs());
        let (pool, level) = (self.pool, self.level);
        self.level = pool.follow(level, inflow, secs, &mut |stretch| self.account(stretch));
        self.work_off(secs);
    }

    /// Books a stretch of the pool.
    fn account(&mut self, stretch: &level::Stretch) {
        let mut arrived = Arrived { queued_secs: stretch.queued_secs, ..Arrived::default() };
        let middle = f64::midpoint(stretch.levels.0, stretch.levels.1);
        if self.units.is_empty() {
            arrived.no_capacity = stretch.arrived;
        } else {
            arrived.accepted = stretch.arrived - stretch.excess;
            if self.refuses {
                arrived.refused = stretch.excess;
            } else {
                arrived.gave_up = stretch.excess;
            }
        }
        let [late, slow] = self.pool.marks;
        if middle > late {
            arrived.late = arrived.accepted;
            self.read.late += arrived.late;
        } else if middle > slow {
            arrived.slow = arrived.accepted;
        }
        let sums = &mut self.flows;
        sums.arrived += stretch.arrived;
        sums.refused += arrived.refused;
        sums.gave_up += arrived.gave_up;
        sums.no_capacity += arrived.no_capacity;
        self.minutes.arrive(self.now, &arrived);
        self.serve(if self.units.is_empty() { 0.0 } else { stretch.served });
        if stretch.levels.1 <= 0.0 && self.draining.is_empty() {
            self.minutes.settle();
        }
        if self.slots > 0 {
            let busy_secs = stretch.served * self.terms.need_secs;
            self.slot_busy_secs += busy_secs / self.slots as f64;
            self.read.busy_secs += busy_secs;
        }
        self.read.queued_secs += stretch.queued_secs;
        self.look(stretch);
    }

    fn serve(&mut self, requests: f64) {
        self.flows.served += requests;
        self.minutes.serve(requests);
    }

    /// Draining units work for `secs`.
    fn work_off(&mut self, secs: f64) {
        for index in 0..self.draining.len() {
            let Draining { unit, left, .. } = &mut self.draining[index];
            let per_sec = f64::from(unit.slots) / self.terms.need_secs;
            let done = (per_sec * secs).min(*left);
            let waiting_secs = if per_sec > 0.0 { done / per_sec } else { secs };
            let queued_secs = (*left - 0.5 * done) * waiting_secs;
            *left -= done;
            unit.busy_secs += done * self.terms.need_secs;
            self.read.busy_secs += done * self.terms.need_secs;
            self.read.queued_secs += queued_secs;
            self.minutes.arrive(self.now, &Arrived { queued_secs, ..Arrived::default() });
            self.serve(done);
        }
    }

    /// Hands over every minute before `now` whose flow has all been served, in order.
    pub fn close_minutes(&mut self, now: Time, each: &mut dyn FnMut(&Minute)) {
        self.minutes.close(now, false, each);
    }

    /// Hands over all minutes left, what still waits counted as `open`.
    pub fn finish(&mut self, now: Time, each: &mut dyn FnMut(&Minute)) {
        self.minutes.close(now.back(Span::from_nanos(1)).next_multiple_of(Span::MINUTE), true, each);
    }

    /// Applies a change at `now`.
    pub fn apply(&mut self, now: Time, change: Change) {
        debug_assert!(now == self.now, "everything before a change has happened");
        self.minutes.begin(now);
        match change {
            Change::Join(id) => self.join(id),
            Change::Drain(id) => self.drain(id),
            Change::Kill(id) => self.kill(id),
            Change::Slots(id, slots) => self.set_slots(id, slots),
        }
        self.resize();
    }
}
