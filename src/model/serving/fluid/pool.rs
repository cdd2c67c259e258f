//! What hosting does to the flow: units join, drain, are killed, get other slots, and the pool becomes another.

use super::level::Pool;
use super::{Draining, Fluid, Limit, Unit, UnitId};
use crate::engine::Span;

impl Fluid {
    pub(super) fn join(&mut self, id: UnitId) {
        assert!(self.units.iter().all(|unit| unit.id != id), "{id:?} joins twice");
        let unit = Unit { id, slots: self.terms.slots, seen_secs: self.slot_busy_secs, busy_secs: 0.0 };
        self.units.push(unit);
    }

    /// Takes a unit out of service, with its share of those who wait.
    fn leave(&mut self, id: UnitId) -> Option<(Unit, f64)> {
        let index = self.units.iter().position(|unit| unit.id == id)?;
        let mut unit = self.units.remove(index);
        self.settle_busy(&mut unit);
        let share = if self.units.is_empty() {
            1.0
        } else if self.slots > 0 {
            f64::from(unit.slots) / self.slots as f64
        } else {
            0.0
        };
        let left = self.level * share;
        self.level = if self.units.is_empty() { 0.0 } else { self.level - left };
        Some((unit, left))
    }

    /// The unit takes nothing more, and is gone once its share of the backlog is served: at once without a backlog.
    pub(super) fn drain(&mut self, id: UnitId) {
        let (unit, left) = self.leave(id).unwrap_or_else(|| panic!("{id:?} is not there"));
        if left <= 0.0 {
            self.gone.push((id, unit.busy_secs));
            self.drained.push_back((id, self.now));
            return;
        }
        let empty_at = if unit.slots == 0 {
            crate::engine::Time::NEVER
        } else {
            let secs = left * self.terms.need_secs / f64::from(unit.slots);
            self.now + Span::from_nanos((secs * 1e9).ceil() as u64)
        };
        self.draining.push(Draining { unit, left, empty_at });
    }

    /// What waits at the unit is lost. One that has gone can be killed: nothing happens.
    pub(super) fn kill(&mut self, id: UnitId) {
        self.drained.retain(|(drained, _)| *drained != id);
        let found = match self.draining.iter().position(|draining| draining.unit.id == id) {
            Some(index) => {
                let Draining { unit, left, .. } = self.draining.remove(index);
                Some((unit, left))
            }
            None => self.leave(id),
        };
        if let Some((unit, left)) = found {
            self.gone.push((id, unit.busy_secs));
            self.flows.lost += left;
            self.minutes.lose(left);
        }
    }

    pub(super) fn set_slots(&mut self, id: UnitId, slots: u32) {
        let index = self.units.iter().position(|unit| unit.id == id).unwrap_or_else(|| panic!("{id:?} is not there"));
        let mut unit = self.units[index];
        self.settle_busy(&mut unit);
        self.units[index] = Unit { slots, ..unit };
    }

    /// Writes down what the unit has worked with the slots that it had.
    pub(super) fn settle_busy(&self, unit: &mut Unit) {
        unit.busy_secs += f64::from(unit.slots) * (self.slot_busy_secs - unit.seen_secs);
        unit.seen_secs = self.slot_busy_secs;
    }

    /// What the units in service can do together.
    pub(super) fn resize(&mut self) {
        self.slots = self.units.iter().map(|unit| u64::from(unit.slots)).sum();
        let per_sec = self.slots as f64 / self.terms.need_secs;
        let places = match self.terms.limit {
            Limit::Unlimited => f64::INFINITY,
            Limit::Queue(places) => f64::from(places) * self.units.len() as f64,
            Limit::InSystem(requests) => {
                self.units.iter().map(|unit| f64::from(requests.saturating_sub(unit.slots))).sum()
            }
        };
        let within = |secs: f64| if secs.is_finite() { (per_sec * secs).max(0.0) } else { f64::INFINITY };
        let patience = within(self.terms.patience_secs);
        self.refuses = places <= patience;
        // An answer that is late without any wait is late at an empty backlog too.
        let mark = |secs: f64| if secs < 0.0 { -1.0 } else { within(secs) };
        let marks = [mark(self.terms.late_secs), mark(self.terms.slow_secs)];
        let room = if self.units.is_empty() { 0.0 } else { places.min(patience) };
        self.pool = Pool { per_sec, room, marks };
    }
}
