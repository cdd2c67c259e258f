//! The instances of one variant: launches, the Updating lock, drain and removal.

mod replacement;

pub use replacement::Replacement;

use super::{Counts, LaunchGroup, LaunchesAtUpdate, Ledger, Victim};
use crate::engine::{Law, Purpose, RunSeed, Span, Time};
use crate::model::launch::{Launch, Stages};
use crate::model::serving::{Change, UnitId};

/// What decides how instances come and go.
#[derive(Clone, Debug, PartialEq)]
pub struct Conditions {
    /// Stages of a launch.
    pub launch: Launch,
    /// `Assumes:` `update_lock`: a change puts the endpoint in Updating.
    pub update_lock: bool,
    /// `Assumes:` `removal`: from empty to gone.
    pub removal: Law,
    /// `Assumes:` `drain_limit`: longest drain; what is left then fails.
    pub drain_limit: Span,
    /// `Assumes:` `scale_in_victim`.
    pub victim: Victim,
    /// `Assumes:` `launch_group`.
    pub group: LaunchGroup,
    /// `Assumes:` `launches_at_update`.
    pub launches_at_update: LaunchesAtUpdate,
    /// `Assumes:` `billing_minimum`: shortest time billed for an instance.
    pub billing_minimum: Span,
}

/// Something that falls due for one instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// It has been obtained: paid from now on.
    Obtained(UnitId),
    /// It takes requests.
    InService(UnitId),
    /// A new fleet has taken its place.
    Retire(UnitId),
    /// Its drain has lasted as long as a drain may.
    DrainEnds(UnitId),
    /// It is gone, and no longer paid.
    Gone(UnitId),
}

/// Why a change was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The endpoint is Updating.
    Updating,
    /// More than the account may have.
    Quota {
        /// What it may have.
        limit: u32,
        /// What it has.
        utilization: u32,
        /// What was asked for beyond that.
        delta: u32,
    },
}

/// What a step has led to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// For the data plane.
    pub change: Option<Change>,
    /// What falls due next.
    pub next: Option<(Time, Step)>,
    /// The change that has just been completed, by the number `want` gave it.
    pub completed: Option<u32>,
    /// The change whose first new instance has just come into service, and the stages that this took.
    pub first_in_service: Option<(u32, Stages)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Launching,
    InService,
    Draining,
    Removing,
    Gone,
}

#[derive(Clone, Copy, Debug)]
struct Instance {
    state: State,
    obtained: Option<Time>,
    /// The change that moves it, if one does.
    change: u32,
    /// It will be replaced.
    leaving: Option<Leaving>,
}

/// That and when an instance makes place for a new fleet.
#[derive(Clone, Copy, Debug)]
struct Leaving {
    change: u32,
    /// The new fleet takes over.
    switch: Time,
    /// It is kept until then.
    until: Time,
}

#[derive(Clone, Copy, Debug)]
struct Update {
    number: u32,
    /// Instances that have yet to come into service or to go.
    open: u32,
    first_seen: bool,
    /// `LaunchGroup::Together`: the stages of the slowest, for which all have waited.
    slowest: Option<Stages>,
}

/// The instances of one variant.
#[derive(Debug)]
pub struct Fleet {
    conditions: Conditions,
    seed: RunSeed,
    /// By unit number; those gone stay listed.
    instances: Vec<Instance>,
    /// In order of launch: every instance that is not gone.
    alive: Vec<UnitId>,
    updates: Vec<Update>,
    changes: u32,
    counts: Counts,
    ledger: Ledger,
    /// Paid time of instances that are gone, from each one's own dates [ns].
    settled_ns: u128,
}

impl Fleet {
    /// A fleet of `initial` instances in service and paid since `begin`, with a ledger of `[start, end)`.
    pub fn new(conditions: Conditions, seed: RunSeed, initial: u32, begin: Time, start: Time, end: Time) -> Self {
        let instance = Instance { state: State::InService, obtained: Some(begin), change: 0, leaving: None };
        Self {
            conditions,
            seed,
            instances: vec![instance; initial as usize],
            alive: (0..initial).map(UnitId).collect(),
            updates: Vec::new(),
            changes: 0,
            counts: Counts { desired: initial, in_service: initial, paid: initial, ..Counts::default() },
            ledger: Ledger::new(start, end),
            settled_ns: 0,
        }
    }

    /// What there is.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// Whether the endpoint is Updating, so that every other change is refused.
    pub fn is_updating(&self) -> bool {
        self.conditions.update_lock && !self.updates.is_empty()
    }

    /// Whether an instance has been asked for and does not serve yet.
    pub fn is_launching(&self, unit: UnitId) -> bool {
        self.instances.get(unit.0 as usize).is_some_and(|instance| instance.state == State::Launching)
    }

    /// Asks for `desired` instances at `now`; `busy` tells how many requests an instance has. Gives the number of the
    /// change, what the data plane must do at once, and what falls due later. The caller has looked at lock and quota.
    pub fn want(&mut self, now: Time, desired: u32, busy: &dyn Fn(UnitId) -> u32) -> Wanted {
        self.changes += 1;
        let mut wanted =
            Wanted { number: self.changes, changes: Vec::new(), steps: Vec::new(), called_off: Vec::new() };
        self.book(now);
        if desired > self.counts.desired {
            self.launch(now, desired - self.counts.desired, &mut wanted);
        } else {
            self.drain(now, self.counts.desired - desired, busy, &mut wanted);
        }
        self.counts.desired = desired;
        wanted
    }

    fn launch(&mut self, now: Time, more: u32, wanted: &mut Wanted) {
        let first = self.instances.len() as u32;
        let stages: Vec<_> =
            (first..first + more).map(|ordinal| self.conditions.launch.stages(self.seed, ordinal)).collect();
        let slowest = stages.iter().copied().max_by_key(|s| s.total());
        let last = slowest.map_or(Span::ZERO, Stages::total);
        for (ordinal, stages) in (first..).zip(stages) {
            let unit = UnitId(ordinal);
            let change = wanted.number;
            self.instances.push(Instance { state: State::Launching, obtained: None, change, leaving: None });
            self.alive.push(unit);
            let ready = match self.conditions.group {
                LaunchGroup::Each => stages.total(),
                LaunchGroup::Together => last,
            };
            wanted.steps.push((now + stages.provision, Step::Obtained(unit)));
            wanted.steps.push((now + ready, Step::InService(unit)));
        }
        self.counts.launching += more;
        let slowest = slowest.filter(|_| self.conditions.group == LaunchGroup::Together);
        self.updates.push(Update { number: wanted.number, open: more, first_seen: false, slowest });
    }

    fn drain(&mut self, now: Time, fewer: u32, busy: &dyn Fn(UnitId) -> u32, wanted: &mut Wanted) {
        self.updates.push(Update { number: wanted.number, open: fewer, first_seen: true, slowest: None });
        for unit in self.victims(fewer, busy) {
            let instance = &mut self.instances[unit.0 as usize];
            if instance.state == State::Launching {
                // Only without the lock.
                self.call_off(now, unit, wanted.number, wanted);
                continue;
            }
            (instance.state, instance.change) = (State::Draining, wanted.number);
            self.counts.in_service -= 1;
            self.counts.draining += 1;
            self.counts.emptying += 1;
            wanted.changes.push(Change::Drain(unit));
            wanted.steps.push((now + self.conditions.drain_limit, Step::DrainEnds(unit)));
        }
    }

    /// Which instances a scale-in takes.
    ///
    /// Differs: SageMaker does not document the choice.
    /// Assumes: `scale_in_victim`.
    fn victims(&self, fewer: u32, busy: &dyn Fn(UnitId) -> u32) -> Vec<UnitId> {
        let stays = |unit: &&UnitId| {
            let instance = &self.instances[unit.0 as usize];
            matches!(instance.state, State::InService | State::Launching) && instance.leaving.is_none()
        };
        let mut candidates: Vec<UnitId> = self.alive.iter().filter(stays).copied().collect();
        match self.conditions.victim {
            Victim::Newest => candidates.reverse(),
            Victim::Oldest => {}
            Victim::LeastBusy => candidates.sort_by_key(|&unit| (busy(unit), std::cmp::Reverse(unit))),
        }
        candidates.truncate(fewer as usize);
        candidates
    }

    /// A draining instance is empty: its removal begins. `None` if it is being removed already.
    pub fn drained(&mut self, now: Time, unit: UnitId) -> Option<(Time, Step)> {
        let instance = &mut self.instances[unit.0 as usize];
        if instance.state != State::Draining {
            return None;
        }
        instance.state = State::Removing;
        self.counts.emptying -= 1;
        let from = instance.leaving.map_or(now, |leaving| leaving.until.max(now));
        let removal = self.conditions.removal.draw(self.seed.keyed(Purpose::Launch, u64::from(unit.0), 8));
        Some((from + removal, Step::Gone(unit)))
    }

    /// Carries out what falls due at `now`.
    pub fn step(&mut self, now: Time, step: Step) -> Done {
        self.book(now);
        let mut done = Done::default();
        match step {
            Step::Obtained(unit) => self.obtain(now, unit),
            Step::InService(unit) => self.enter(now, unit, &mut done),
            Step::Retire(unit) => self.retire(now, unit, &mut done),
            Step::DrainEnds(unit) => {
                done.next = self.drained(now, unit);
                done.change = done.next.map(|_| Change::Kill(unit));
            }
            Step::Gone(unit) => self.leave(now, unit, &mut done),
        }
        done
    }

    fn obtain(&mut self, now: Time, unit: UnitId) {
        let instance = &mut self.instances[unit.0 as usize];
        if instance.state == State::Launching {
            instance.obtained = Some(now);
            self.counts.paid += 1;
        }
    }

    fn enter(&mut self, now: Time, unit: UnitId, done: &mut Done) {
        let instance = &mut self.instances[unit.0 as usize];
        if instance.state != State::Launching {
            return;
        }
        debug_assert!(instance.obtained.is_some_and(|at| at <= now), "in service before it was obtained");
        instance.state = State::InService;
        let change = instance.change;
        let is_late = instance.leaving.is_some_and(|leaving| leaving.switch <= now);
        done.next = is_late.then_some((now, Step::Retire(unit)));
        self.counts.launching -= 1;
        self.counts.in_service += 1;
        done.change = Some(Change::Join(unit));
        if let Some(update) = self.updates.iter_mut().find(|u| u.number == change)
            && !std::mem::replace(&mut update.first_seen, true)
        {
            let stages = update.slowest.unwrap_or_else(|| self.conditions.launch.stages(self.seed, unit.0));
            done.first_in_service = Some((change, stages));
        }
        done.completed = self.progress(change);
    }

    fn leave(&mut self, now: Time, unit: UnitId, done: &mut Done) {
        let instance = &mut self.instances[unit.0 as usize];
        instance.state = State::Gone;
        let change = instance.change;
        self.counts.draining -= 1;
        if let Some(obtained) = instance.obtained {
            self.counts.paid -= 1;
            self.settled_ns += u128::from(self.billed(obtained, now).nanos());
        }
        self.alive.retain(|&other| other != unit);
        done.completed = self.progress(change);
    }

    /// One instance of a change has come or gone; the change's number if it was the last.
    fn progress(&mut self, change: u32) -> Option<u32> {
        let index = self.updates.iter().position(|u| u.number == change)?;
        self.updates[index].open -= 1;
        (self.updates[index].open == 0).then(|| self.updates.remove(index).number)
    }

    fn billed(&self, obtained: Time, gone: Time) -> Span {
        let until = gone.max(obtained + self.conditions.billing_minimum);
        self.ledger.inside(obtained, until)
    }

    /// Books the time up to `now`.
    pub fn book(&mut self, now: Time) {
        self.ledger.book(now, self.counts);
    }

    /// The integrals up to the last booking.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Paid time inside the window up to `now`, summed over each instance's own dates, billing minimum included [ns].
    pub fn billed_ns(&self, now: Time) -> u128 {
        let alive = self.alive.iter().filter_map(|unit| self.instances[unit.0 as usize].obtained);
        self.settled_ns + alive.map(|obtained| u128::from(self.billed(obtained, now).nanos())).sum::<u128>()
    }
}

/// What a granted change leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The number of the change; its completion carries the same.
    pub number: u32,
    /// For the data plane, at once.
    pub changes: Vec<Change>,
    /// What falls due, and when.
    pub steps: Vec<(Time, Step)>,
    /// Earlier changes that are over because the launches they still waited for are called off.
    pub called_off: Vec<u32>,
}
