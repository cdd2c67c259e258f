//! What stands now, and what happened since it was last asked?

use super::level::Stretch;
use super::{Flows, Fluid, UnitId};
use crate::engine::Time;
use crate::model::serving::{Audit, Reading};

/// What was told at the last reading, and what has come together since the begin.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Read {
    arrived: f64,
    refused: f64,
    timed_out: f64,
    failed: f64,
    /// Let in and answered too late for the client, since the begin: told when they arrive.
    pub(super) late: f64,
    /// Of these, those that the last reading had told.
    told_late: f64,
    /// Integral of those who wait, since the begin [request-s].
    pub(super) queued_secs: f64,
    /// Integral of busy slots, since the begin [slot-s].
    pub(super) busy_secs: f64,
    queued_ns: u64,
    busy_ns: u64,
    /// Largest number of requests at one unit since the last reading.
    most: f64,
    /// Largest number waiting since the last reading.
    queued_max: f64,
}

impl Fluid {
    /// What happened since the last reading, up to `now`: arrivals as they are, other counts as whole requests (a part of
    /// a request at a unit is one at the most, and none at the least).
    pub fn read(&mut self, now: Time) -> Reading {
        debug_assert!(now == self.now, "everything before a reading has happened");
        let at_unit = self.at_a_unit(self.level, self.inflow().per_sec);
        let waiting = self.waiting();
        let timed_out = self.flows.gave_up + self.read.late;
        let failed = self.flows.no_capacity + self.flows.lost;
        let last = &mut self.read;
        let hung_up = if self.terms.is_clients { last.late - last.told_late } else { 0.0 };
        let (queued_ns, busy_ns) = ((last.queued_secs * 1e9) as u64, (last.busy_secs * 1e9) as u64);
        let (queued, busy) = (queued_ns - last.queued_ns, busy_ns - last.busy_ns);
        let reading = Reading {
            arrived: self.flows.arrived - last.arrived,
            refused: self.flows.refused - last.refused,
            timed_out: timed_out - last.timed_out,
            failed: failed - last.failed,
            hung_up,
            most_at_a_unit: upward(last.most.max(at_unit)) as u32,
            least_at_a_unit: (at_unit + 1e-6) as u32,
            in_flight_ns: queued.saturating_add(busy),
            queued_ns: queued,
            busy_ns: busy,
            in_flight: upward(waiting),
            queued: upward(waiting),
            queued_max: upward(last.queued_max.max(waiting)),
        };
        (last.queued_ns, last.busy_ns) = (queued_ns, busy_ns);
        last.told_late = last.late;
        (last.arrived, last.refused) = (self.flows.arrived, self.flows.refused);
        (last.timed_out, last.failed) = (timed_out, failed);
        (last.most, last.queued_max) = (at_unit, waiting);
        reading
    }

    /// Notes the largest figures of a stretch: they stand at its ends.
    pub(super) fn look(&mut self, stretch: &Stretch) {
        let elsewhere: f64 = self.draining.iter().map(|unit| unit.left).sum();
        for (level, rate) in [(stretch.levels.0, stretch.rates.0), (stretch.levels.1, stretch.rates.1)] {
            self.read.most = self.read.most.max(self.at_a_unit(level, rate));
            self.read.queued_max = self.read.queued_max.max(level + elsewhere);
        }
    }

    /// Requests at each unit in service, in slots and waiting.
    fn at_a_unit(&self, level: f64, per_sec: f64) -> f64 {
        if self.units.is_empty() {
            return 0.0;
        }
        let served = if level > 0.0 { self.pool.per_sec } else { per_sec.min(self.pool.per_sec) };
        (level + served * self.terms.need_secs) / self.units.len() as f64
    }

    fn waiting(&self) -> f64 {
        self.level + self.draining.iter().map(|unit| unit.left).sum::<f64>()
    }

    /// Busy slot-time of each unit since the last call [ns], in order of unit.
    pub fn read_units(&mut self, _now: Time, each: &mut dyn FnMut(UnitId, u64)) {
        let mut readings = std::mem::take(&mut self.gone);
        for index in 0..self.units.len() {
            let mut unit = self.units[index];
            self.settle_busy(&mut unit);
            readings.push((unit.id, std::mem::take(&mut unit.busy_secs)));
            self.units[index] = unit;
        }
        let draining = self.draining.iter_mut().map(|draining| &mut draining.unit);
        readings.extend(draining.map(|unit| (unit.id, std::mem::take(&mut unit.busy_secs))));
        readings.sort_unstable_by_key(|(id, _)| *id);
        readings.drain(..).for_each(|(id, busy_secs)| each(id, (busy_secs * 1e9 + 0.5) as u64));
        self.gone = readings;
    }

    /// Requests at a unit; 0 if it is not there.
    pub fn outstanding(&self, id: UnitId) -> u32 {
        if self.units.iter().any(|unit| unit.id == id) {
            return upward(self.at_a_unit(self.level, self.inflow().per_sec)) as u32;
        }
        self.draining.iter().find(|draining| draining.unit.id == id).map_or(0, |draining| upward(draining.left) as u32)
    }

    /// Waiting anywhere.
    pub fn in_flight(&self) -> u64 {
        upward(self.waiting())
    }

    /// Where all the flow went.
    pub fn flows(&self) -> Flows {
        Flows { waiting: self.waiting(), ..self.flows }
    }

    /// The flow in whole requests; the sums of single requests' times stay empty, as there are none.
    pub fn audit(&self) -> Audit {
        let Flows { arrived, served, refused, gave_up, no_capacity, lost, waiting } = self.flows();
        Audit {
            arrived: arrived as u64,
            ok: served as u64,
            refused: refused as u64,
            timed_out: gave_up as u64,
            failed: (no_capacity + lost) as u64,
            in_flight: waiting as u64,
            ..Audit::default()
        }
    }
}

/// Whole requests that hold so many; what rounding has added is none.
fn upward(requests: f64) -> u64 {
    (requests - 1e-6).ceil().max(0.0) as u64
}
