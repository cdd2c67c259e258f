//! What hosting does to the plane: units join, drain, are killed, get other slots.

use super::flow::{Full, Has};
use super::requests::{Arriving, Requests};
use super::retries::Failure;
use super::slab::{NONE, Request};
use super::{Change, Outcome, UnitId};
use crate::engine::Time;

impl<A: Arriving> Requests<A> {
    /// Applies a change at `now`, after everything before `now` has happened.
    pub fn apply(&mut self, now: Time, change: Change) {
        self.minutes.begin(now);
        match change {
            Change::Join(unit) => self.join(unit),
            Change::Drain(unit) => self.drain(unit, now),
            Change::Kill(unit) => self.kill(unit, now),
            Change::Slots(unit, slots) => self.set_slots(unit, slots, now),
        }
    }

    fn join(&mut self, unit: UnitId) {
        let place = self.units.insert(unit, self.terms.slots);
        let is_last = self.units.roster().last().is_some_and(|(last, _)| *last == unit);
        if is_last {
            self.units.at(place).rank = self.route.append(place);
        } else {
            self.units.at(place).rank = 0;
            self.rank_anew();
        }
    }

    /// Ranks the units that take requests in order of number.
    fn rank_anew(&mut self) {
        let units = &self.units;
        let routed = units.roster().iter().map(|(_, place)| *place).filter(|place| units.get(*place).is_routed());
        self.route.rank_anew(routed.map(|place| (place, units.get(place).outstanding)));
        for (rank, place) in (0..).zip(self.route.members()) {
            self.units.at(*place).rank = rank;
        }
    }

    fn place_of(&self, unit: UnitId) -> u32 {
        self.units.place_of(unit).unwrap_or_else(|| panic!("{unit:?} is not there"))
    }

    fn drain(&mut self, id: UnitId, now: Time) {
        let place = self.place_of(id);
        let unit = self.units.at(place);
        unit.rank = NONE;
        if unit.outstanding == 0 {
            self.retire(place, now);
            self.drained.push_back((id, now));
        }
        self.rank_anew();
    }

    /// Forgets an empty unit.
    pub(super) fn retire(&mut self, place: u32, now: Time) -> UnitId {
        let unit = self.units.at(place);
        let (id, busy_ns) = (unit.id, unit.busy_since_last(now.nanos()));
        self.gone.push((id, busy_ns));
        self.units.remove(place);
        id
    }

    fn kill(&mut self, id: UnitId, now: Time) {
        self.drained.retain(|(drained, _)| *drained != id);
        let Some(place) = self.units.place_of(id) else { return };
        let busy: Vec<(u32, u32)> = self.units.busy_slots(place).collect();
        for (slot, entry) in busy {
            let request = *self.slab.get(entry).expect("a busy slot has a request");
            self.service_sum_ns += u128::from(now.nanos() - request.start);
            self.units.free_slot(place, slot, now.nanos());
            self.serving.go(now.nanos());
            self.lose(entry, &request, now);
        }
        let waiting: Vec<u32> = self.units.get(place).queue.waiting(&self.slab).collect();
        for entry in waiting {
            let request = *self.slab.get(entry).expect("a queue holds requests");
            self.leave_queue(&request, now.nanos());
            self.lose(entry, &request, now);
        }
        self.units.at(place).rank = NONE;
        self.retire(place, now);
        self.rank_anew();
    }

    /// A request is lost with its unit. A client whose time-out has passed has had its answer.
    fn lose(&mut self, entry: u32, request: &Request, now: Time) {
        let is_late = self.has_timed_out(request, now);
        self.slab.remove(entry);
        if request.is_abandoned() {
            return self.forget();
        }
        self.hung_up += u64::from(is_late && self.terms.is_clients);
        let failure = if is_late { Failure::TimedOut } else { Failure::Failed };
        if self.tries_again(request, failure, now.nanos()) {
            return;
        }
        let (end, outcome) = if is_late {
            let age = request.tries.age();
            self.minutes.timed_out(request.minute, age + self.terms.timeout_ns + self.overhead_of(request));
            (request.arrival + self.terms.timeout_ns, Outcome::TimedOut)
        } else {
            self.minutes.failed(request.minute);
            (now.nanos(), Outcome::Failed)
        };
        if self.is_watched() {
            self.record(request, end, outcome);
        }
    }

    /// Whether the client of a request at a unit has given up before `now`.
    pub(super) fn has_timed_out(&self, request: &Request, now: Time) -> bool {
        // An attempt that is still to come cannot have.
        now.nanos().saturating_sub(request.arrival) > self.terms.timeout_ns
    }

    /// Time outside the container [ns].
    pub(super) fn overhead_of(&self, request: &Request) -> u64 {
        if self.overheads.is_some() { request.overhead } else { self.terms.overhead_ns }
    }

    fn set_slots(&mut self, id: UnitId, slots: u32, now: Time) {
        if let Some(renumbering) = self.units.widen(slots) {
            self.departures.renumber(|slot| renumbering.of(slot));
        }
        let place = self.place_of(id);
        self.units.at(place).slots = slots;
        while self.units.get(place).in_service < slots && self.units.get(place).queue.head() != NONE {
            self.serve_head::<Full>(place, now.nanos());
        }
    }

    /// Whoever has waited longest at a unit begins in a free slot.
    fn serve_head<H: Has>(&mut self, place: u32, now: u64) {
        let queue = &mut self.units.at(place).queue;
        let entry = queue.head();
        queue.pop(&mut self.slab);
        let request = *self.slab.begin(entry, now);
        self.leave_queue(&request, now);
        let slot = self.units.take_slot(place, entry, now);
        self.serving.come(now);
        self.departures.push(self.end_of::<H>(&request), slot);
    }
}
