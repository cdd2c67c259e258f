//! What stands now, and what happened since it was last asked? Readings, minutes, the audit.

use super::requests::{Arriving, Requests};
use super::slab::Request;
use super::{Audit, Latencies, Minute, Outcome, Reading, UnitId, Watched};
use crate::engine::{Span, Time};

impl<A: Arriving> Requests<A> {
    /// What happened since the last reading, up to `now`.
    pub fn read(&mut self, now: Time) -> Reading {
        let (queued_ns, busy_ns) = (self.waiting.since_last(now.nanos()), self.serving.since_last(now.nanos()));
        let tally = self.minutes.tally();
        let again = self.again();
        let now_at = [
            self.arrived + again.made,
            self.refused,
            tally.timed_out + again.retried[0],
            tally.failed + again.retried[1],
            self.hung_up,
        ];
        let before = std::mem::replace(&mut self.read, now_at);
        let since = |which: usize| (now_at[which] - before[which]) as f64;
        let at_units = || self.units.roster().iter().map(|(_, place)| self.units.get(*place));
        let reading = Reading {
            arrived: since(0),
            refused: since(1),
            timed_out: since(2),
            failed: since(3),
            hung_up: since(4),
            most_at_a_unit: self.most,
            least_at_a_unit: at_units().filter(|u| u.is_routed()).map(|u| u.outstanding).min().unwrap_or(0),
            in_flight_ns: queued_ns.saturating_add(busy_ns),
            queued_ns,
            busy_ns,
            in_flight: self.in_flight(),
            queued: self.waiting.level(),
            queued_max: self.queued_max,
        };
        self.most = at_units().map(|unit| unit.outstanding).max().unwrap_or(0);
        self.queued_max = self.waiting.level();
        reading
    }

    /// From now on, how long answers take is kept for [`Requests::latencies`].
    ///
    /// # Panics
    /// The plain shape cannot do that.
    pub fn keep_latencies(&mut self) {
        assert!(!self.is_plain(), "more than the plain shape can do");
        self.latencies = Some(Box::default());
    }

    /// How long the answers took since the caller last cleared this; `None`: nobody asked for it.
    pub fn latencies(&mut self) -> Option<&mut Latencies> {
        self.latencies.as_deref_mut()
    }

    /// Busy slot-time of each unit since the last call [ns], in order of unit.
    pub fn read_units(&mut self, now: Time, each: &mut dyn FnMut(UnitId, u64)) {
        let mut readings = std::mem::take(&mut self.gone);
        for i in 0..self.units.roster().len() {
            let (id, place) = self.units.roster()[i];
            readings.push((id, self.units.at(place).busy_since_last(now.nanos())));
        }
        readings.sort_unstable_by_key(|(id, _)| *id);
        readings.drain(..).for_each(|(id, busy_ns)| each(id, busy_ns));
        self.gone = readings;
    }

    /// Hands over every minute before `now` whose requests have all ended, in order.
    pub fn close_minutes(&mut self, now: Time, each: &mut dyn FnMut(&Minute)) {
        self.minutes.close(now, self.arrived, each);
    }

    /// Hands over all minutes left, open requests counted as `open`.
    pub fn finish(&mut self, now: Time, each: &mut dyn FnMut(&Minute)) {
        let mut left: Vec<Request> = self.at_units().filter(|request| !request.is_abandoned()).copied().collect();
        left.extend(self.retrying.iter().flat_map(|retrying| retrying.waiting()));
        for request in left {
            self.leave_open(&request, now);
        }
        self.minutes.close(now.back(Span::from_nanos(1)).next_multiple_of(Span::MINUTE), self.arrived, each);
    }

    /// A request has not ended when the run does. If its client's time-out has passed, its client has had an answer.
    fn leave_open(&mut self, request: &Request, now: Time) {
        let (end, outcome) = if self.has_timed_out(request, now) {
            self.given_up += 1;
            let age = request.tries.age();
            self.minutes.timed_out(request.minute, age + self.terms.timeout_ns + self.overhead_of(request));
            (request.arrival + self.terms.timeout_ns, Outcome::TimedOut)
        } else {
            self.minutes.left_open(request.minute);
            (now.nanos(), Outcome::Open)
        };
        if self.is_watched() {
            self.record(request, end, outcome);
        }
    }

    /// Every request at a unit: in order of unit, those in service first.
    fn at_units(&self) -> impl Iterator<Item = &Request> {
        let entries = self.units.roster().iter().flat_map(|(_, place)| {
            let served = self.units.busy_slots(*place).map(|(_, entry)| entry);
            served.chain(self.units.get(*place).queue.waiting(&self.slab))
        });
        entries.map(|entry| self.slab.get(entry).expect("a request at a unit"))
    }

    /// Requests at a unit; 0 if it is not there.
    pub fn outstanding(&self, unit: UnitId) -> u32 {
        self.units.place_of(unit).map_or(0, |place| self.units.get(place).outstanding)
    }

    /// At units, waiting or in service.
    pub fn in_flight(&self) -> u64 {
        self.waiting.level() + self.serving.level()
    }

    /// In flight, or about to be tried again.
    pub fn unanswered(&self) -> u64 {
        self.in_flight() + self.again().pending
    }

    /// The sums that the invariants are checked with.
    pub fn audit(&self, now: Time) -> Audit {
        let (tally, again) = (self.minutes.tally(), self.again());
        let mut audit = Audit {
            arrived: self.arrived,
            ok: tally.ok,
            refused: tally.refused,
            timed_out: tally.timed_out,
            failed: tally.failed,
            retries: again.made,
            in_flight: self.slab.live() - self.given_up - again.abandoned + again.pending,
            queue_integral_ns: self.waiting.total(now.nanos()),
            queue_sum_ns: self.queue_sum_ns,
            busy_integral_ns: self.serving.total(now.nanos()),
            service_sum_ns: self.service_sum_ns,
        };
        for request in self.at_units() {
            if request.start == super::slab::WAITS {
                audit.queue_sum_ns += u128::from(now.nanos() - request.arrival);
            } else {
                audit.service_sum_ns += u128::from(now.nanos() - request.start);
            }
        }
        audit
    }

    /// What the recorder of the `Watched` shape has seen, in order of arrival.
    pub fn watched(&mut self) -> Vec<Watched> {
        let mut seen = std::mem::take(&mut self.records);
        seen.sort_unstable_by_key(|record| record.number);
        seen
    }
}
