//! What happens to a request: it arrives, waits, is served, leaves. The hot loop, compiled once for each shape.
//!
//! The order of one instant is written here and nowhere else: departures by slot, then give-ups in order of arrival (of
//! those who wait for an answer, then of those who wait in a queue), then attempts after the first by (request, attempt),
//! then arrivals.

use super::draws::Draws;
use super::patience::GivingUp;
use super::requests::{Arriving, Requests};
use super::retries::Failure;
use super::slab::{NONE, Request};
use super::{Outcome, Stop};
use crate::engine::Time;
use crate::engine::random::mix;

/// Spreads request numbers over 64 bits before they meet the key of the run.
const ODD: u64 = 0x9E37_79B9_7F4A_7C15;

/// What a shape of the plane has; what it lacks costs nothing.
pub(super) trait Has {
    /// Waiting requests that leave, clients that take their request along or try again, drawn overhead.
    const EVERYTHING: bool;
    /// A record of every request.
    const RECORD: bool;
}

/// [`super::Shape::Plain`]
pub(super) struct Plain;
/// [`super::Shape::Full`]
pub(super) struct Full;
/// [`super::Shape::Watched`]
pub(super) struct Recorded;

impl Has for Plain {
    const EVERYTHING: bool = false;
    const RECORD: bool = false;
}

impl Has for Full {
    const EVERYTHING: bool = true;
    const RECORD: bool = false;
}

impl Has for Recorded {
    const EVERYTHING: bool = true;
    const RECORD: bool = true;
}

impl<A: Arriving> Requests<A> {
    /// Everything strictly before `until`, or up to the moment at which a draining unit is empty.
    pub(super) fn run<H: Has>(&mut self, until: u64) -> Option<Stop> {
        loop {
            let departure = self.departures.next();
            let give_up = if H::EVERYTHING { self.patience.next() } else { u64::MAX };
            let (again, deadline) = if H::EVERYTHING { self.next_of_clients() } else { (u64::MAX, u64::MAX) };
            let arrival = self.arrivals.next().nanos();
            let client = give_up.min(deadline).min(again);
            let stop = if arrival < departure && arrival < client {
                if arrival >= until {
                    return None;
                }
                self.arrive::<H>(arrival);
                None
            } else if departure <= client {
                if departure >= until {
                    return None;
                }
                self.depart::<H>(departure)
            } else {
                if client >= until {
                    return None;
                }
                if client == deadline {
                    self.abandon::<H>(deadline);
                    None
                } else if client == give_up {
                    self.give_up::<H>(give_up)
                } else {
                    self.try_again::<H>();
                    None
                }
            };
            if stop.is_some() {
                return stop;
            }
        }
    }

    #[inline]
    fn arrive<H: Has>(&mut self, now: u64) {
        if !self.arrivals.is_mine() {
            return self.pass_by::<H>();
        }
        let number = self.arrived;
        self.arrived += 1;
        self.arrivals.advance();
        let mut request = Request::new(number, now, self.needs.take());
        request.minute = self.minutes.of_arrival(now, number);
        let patience_ns = if H::EVERYTHING { self.draw_the_rest(&mut request) } else { u64::MAX };
        self.admit::<H>(request, patience_ns);
    }

    /// An attempt of a request finds its unit, or is turned away.
    #[inline]
    pub(super) fn admit<H: Has>(&mut self, mut request: Request, patience_ns: u64) {
        let now = request.arrival;
        let key = self.route_key;
        let drawn = if H::EVERYTHING { request.pick() } else { request.number };
        let Some(place) = self.route.pick(|| mix(key ^ drawn.wrapping_mul(ODD))) else {
            return self.turn_away::<H>(&request, Outcome::Failed);
        };
        request.unit = place;
        let unit = self.units.at(place);
        let (outstanding, rank) = (unit.outstanding, unit.rank);
        let is_served = unit.in_service < unit.slots;
        if outstanding >= self.terms.in_system || (!is_served && unit.queued() >= self.terms.queue) {
            return self.turn_away::<H>(&request, Outcome::Refused);
        }
        unit.outstanding += 1;
        self.route.rise(rank, outstanding);
        self.most = self.most.max(outstanding + 1);
        if is_served {
            request.start = now;
            let entry = self.slab.insert(request);
            let slot = self.units.take_slot(place, entry, now);
            self.serving.come(now);
            self.departures.push(self.end_of::<H>(&request), slot);
            if H::EVERYTHING {
                self.watch(&request, entry);
            }
        } else {
            let entry = self.slab.insert(request);
            self.units.at(place).queue.push(&mut self.slab, entry);
            self.waiting.come(now);
            self.queued_max = self.queued_max.max(self.waiting.level());
            if H::EVERYTHING {
                self.watch(&request, entry);
                if patience_ns < u64::MAX {
                    let (at, id) = (now.saturating_add(patience_ns), request.id());
                    self.patience.push(GivingUp { at, id, entry }, &self.slab, self.waiting.level());
                }
            }
        }
    }

    /// A request comes to another variant: its draws are used up here too, so that every request has its own wherever it
    /// goes.
    fn pass_by<H: Has>(&mut self) {
        self.arrivals.advance();
        self.needs.take();
        if H::EVERYTHING {
            self.overheads.as_mut().map(Draws::take);
            self.patiences.as_mut().map(Draws::take);
        }
    }

    /// Overhead and patience of a request, drawn whatever becomes of it.
    fn draw_the_rest(&mut self, request: &mut Request) -> u64 {
        request.overhead = self.overheads.as_mut().map_or(self.terms.overhead_ns, Draws::take);
        let drawn = self.patiences.as_mut().map_or(u64::MAX, Draws::take);
        drawn.min(self.terms.patience_ns)
    }

    /// The time in service ends in the slot of the first departure, unless that slot has changed hands without it.
    #[inline]
    fn depart<H: Has>(&mut self, now: u64) -> Option<Stop> {
        let slot = self.departures.next_slot();
        let entry = self.units.occupant(slot);
        let Some(&request) = self.slab.get(entry).filter(|request| self.end_of::<H>(request) == now) else {
            self.departures.pop();
            return None;
        };
        self.answer::<H>(&request, now);
        self.slab.remove(entry);
        let place = self.units.place_of_slot(slot);
        let unit = self.units.at(place);
        let next = unit.queue.head();
        if next != NONE && unit.in_service <= unit.slots {
            unit.queue.pop(&mut self.slab);
            let next_request = *self.slab.begin(next, now);
            self.leave_queue(&next_request, now);
            self.units.put(slot, next);
            self.departures.replace(self.end_of::<H>(&next_request), slot);
        } else {
            self.units.free_slot(place, slot, now);
            self.serving.go(now);
            self.departures.pop();
        }
        self.leave_unit(place, now)
    }

    /// When a request in service leaves its slot.
    #[inline]
    pub(super) fn end_of<H: Has>(&self, request: &Request) -> u64 {
        let end = request.start + request.need;
        if H::EVERYTHING && self.terms.cancels {
            end.min(request.arrival.saturating_add(self.terms.timeout_ns))
        } else {
            end
        }
    }

    #[inline]
    pub(super) fn leave_queue(&mut self, request: &Request, now: u64) {
        self.waiting.go(now);
        self.queue_sum_ns += u128::from(now - request.arrival);
    }

    /// A unit has one request less.
    #[inline]
    fn leave_unit(&mut self, place: u32, now: u64) -> Option<Stop> {
        let unit = self.units.at(place);
        let outstanding = unit.outstanding;
        unit.outstanding -= 1;
        if unit.is_routed() {
            let rank = unit.rank;
            self.route.fall(rank, outstanding);
            return None;
        }
        if outstanding > 1 {
            return None;
        }
        let at = Time::from_nanos(now);
        Some(Stop::Drained { unit: self.retire(place, at), at })
    }

    /// A waiting request leaves, if it still waits.
    fn give_up<H: Has>(&mut self, now: u64) -> Option<Stop> {
        let pending = self.patience.pop().filter(|pending| pending.is_live(&self.slab))?;
        let request = *self.slab.get(pending.entry).expect("a live entry");
        self.units.at(request.unit).queue.leave(&mut self.slab, pending.entry);
        self.slab.remove(pending.entry);
        self.leave_queue(&request, now);
        let has_timed_out = now - request.arrival >= self.terms.timeout_ns;
        let failure = if has_timed_out { Failure::TimedOut } else { Failure::LeftQueue };
        self.hung_up += u64::from(self.terms.is_clients && has_timed_out && !request.is_abandoned());
        if request.is_abandoned() {
            self.forget();
        } else if !self.tries_again(&request, failure, now) {
            self.book_waiting::<H>(&request, now);
        }
        self.leave_unit(request.unit, now)
    }
}
