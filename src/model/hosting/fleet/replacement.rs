//! What a deployment does to the instances: a new fleet comes up beside the old one, takes its place, and the old one
//! goes (blue/green, all at once).

use super::{Fleet, Instance, LaunchesAtUpdate, Leaving, State, Step, Update, Wanted};
use crate::engine::{Span, Time};
use crate::model::launch::Stages;
use crate::model::serving::UnitId;

/// A new fleet in the place of the one there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// Instances of the new fleet.
    pub count: u32,
    /// When all of them begin to take requests, and the old ones no longer do.
    pub switch: Time,
    /// How long the old ones are kept after that.
    pub kept: Span,
}

impl Fleet {
    /// How long the slowest of so many new instances takes until it could serve.
    pub fn slowest_launch(&self, count: u32) -> Span {
        let first = self.instances.len() as u32;
        let totals = (first..first + count).map(|ordinal| self.conditions.launch.stages(self.seed, ordinal).total());
        totals.max().unwrap_or(Span::ZERO)
    }

    /// Launches a new fleet that takes the place of all instances there are; the change is complete when the last old one
    /// is gone. The caller has looked at lock and quota.
    ///
    /// Ref: "Deployment guardrails", blue/green with traffic shifting all at once; "Update endpoints that use automatic
    /// scaling".
    /// Assumes: `launches_at_update`.
    pub fn replace(&mut self, now: Time, by: Replacement) -> Wanted {
        self.book(now);
        self.changes += 1;
        let number = self.changes;
        let mut wanted = Wanted { number, changes: Vec::new(), steps: Vec::new(), called_off: Vec::new() };
        let olds = self.leave_at(&by, number, now, &mut wanted);
        let first = self.instances.len() as u32;
        for ordinal in first..first + by.count {
            let Stages { provision, .. } = self.conditions.launch.stages(self.seed, ordinal);
            let unit = UnitId(ordinal);
            self.instances.push(Instance { state: State::Launching, obtained: None, change: number, leaving: None });
            self.alive.push(unit);
            wanted.steps.push((now + provision, Step::Obtained(unit)));
            wanted.steps.push((by.switch, Step::InService(unit)));
        }
        self.counts.launching += by.count;
        self.counts.desired = by.count;
        self.updates.push(Update { number, open: by.count + olds, first_seen: true, slowest: None });
        wanted
    }

    /// Every instance there is has to go at the switch, and is told so; gives how many the change then waits for. One that
    /// was to go with an earlier deployment stays until this one.
    fn leave_at(&mut self, by: &Replacement, number: u32, now: Time, wanted: &mut Wanted) -> u32 {
        let calls_off = self.conditions.launches_at_update == LaunchesAtUpdate::CalledOff;
        let leaving = Leaving { change: number, switch: by.switch, until: by.switch + by.kept };
        let mut olds = 0;
        for unit in self.alive.clone() {
            let instance = &mut self.instances[unit.0 as usize];
            match instance.state {
                State::Launching if calls_off => self.call_off(now, unit, number, wanted),
                State::Launching | State::InService => {
                    wanted.steps.push((by.switch, Step::Retire(unit)));
                    if let Some(earlier) = instance.leaving.replace(leaving) {
                        wanted.called_off.extend(self.progress(earlier.change));
                    } else {
                        self.counts.leaving += 1;
                    }
                }
                _ => continue,
            }
            olds += 1;
        }
        olds
    }

    /// A launch is called off; the change that asked for it goes on without it.
    pub(super) fn call_off(&mut self, now: Time, unit: UnitId, by: u32, wanted: &mut Wanted) {
        let instance = &mut self.instances[unit.0 as usize];
        instance.state = State::Removing;
        let earlier = std::mem::replace(&mut instance.change, by);
        self.counts.launching -= 1;
        self.counts.draining += 1;
        wanted.called_off.extend(self.progress(earlier));
        wanted.steps.push((now, Step::Gone(unit)));
    }

    /// The new fleet has taken over: an old instance takes no more requests. One that is not in service yet does so when
    /// it comes.
    pub(super) fn retire(&mut self, now: Time, unit: UnitId, done: &mut super::Done) {
        let instance = &mut self.instances[unit.0 as usize];
        let is_due = |leaving: &Leaving| instance.state == State::InService && leaving.switch <= now;
        let Some(leaving) = instance.leaving.filter(is_due) else { return };
        instance.state = State::Draining;
        instance.change = leaving.change;
        self.counts.leaving -= 1;
        self.counts.in_service -= 1;
        self.counts.draining += 1;
        self.counts.emptying += 1;
        done.change = Some(crate::model::serving::Change::Drain(unit));
        done.next = Some((now + self.conditions.drain_limit, Step::DrainEnds(unit)));
    }
}
