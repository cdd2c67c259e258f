//! One variant at work: its data plane, its instances, what scales them, and what is written down of it.

use super::control::Control;
use super::endpoint::Endpoint;
use super::journal::Journal;
use super::levels::Levels;
use super::recorder::Recorder;
use super::{Halt, Options};
use crate::engine::random::mix;
use crate::engine::{RunSeed, Span, Time};
use crate::model::hosting::{Conditions, Counts, Fleet, Step};
use crate::model::serving::{Change, Plane, Reading, Shape, Stop, UnitId};
use crate::model::traffic::Share;
use crate::scenario::setup::{Fidelity, Setup, Variant};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// One variant of the endpoint in one run.
#[derive(Debug)]
pub(super) struct Pool<'s> {
    /// Among the variants.
    pub(super) place: usize,
    pub(super) variant: &'s Variant,
    pub(super) plane: Plane,
    pub(super) fleet: Fleet,
    pub(super) control: Option<Control>,
    /// What falls due for instances.
    pub(super) steps: BinaryHeap<Reverse<(Time, Step)>>,
    pub(super) recorder: Recorder,
    pub(super) journal: Journal,
    /// Where several variants have to be added up: when how many instances were there.
    pub(super) levels: Levels,
    /// Waiting requests at `now`.
    pub(super) queued: u64,
    /// Everything before this has happened.
    now: Time,
}

impl<'s> Pool<'s> {
    /// The variant at `place` at the begin of a run, its metrics read by whoever scales it.
    pub(super) fn new(
        setup: &'s Setup,
        place: usize,
        seed: RunSeed,
        share: Share,
        (control, endpoint): (Option<Control>, &Endpoint),
        options: Options,
    ) -> Self {
        let (variant, window) = (&setup.variants[place], &setup.window);
        let keeps_latencies = endpoint.reads_latencies(place);
        let shape = options.shape.or(keeps_latencies.then_some(Shape::Full));
        let mut plane = plane(setup, place, seed, share, shape);
        if keeps_latencies {
            plane.keep_latencies();
        }
        for unit in 0..variant.initial {
            plane.apply(window.begin, Change::Join(UnitId(unit)));
        }
        let conditions = conditions(setup, variant);
        let seed = own_seed(seed, place);
        let fleet = Fleet::new(conditions, seed, variant.initial, window.begin, window.start, window.end);
        Self {
            place,
            variant,
            plane,
            fleet,
            control,
            steps: BinaryHeap::new(),
            recorder: Recorder::of(setup, variant, options.step),
            journal: Journal::new(setup.scope(place), setup.policy_names(place)),
            levels: Levels::default(),
            queued: 0,
            now: window.begin,
        }
    }

    /// Lets everything before `until` happen: requests, and what falls due for instances. What falls due at `until`
    /// itself is left to the control instant.
    pub(super) fn advance(&mut self, until: Time, endpoint: &mut Endpoint) {
        loop {
            let step = self.steps.peek().map_or(Time::NEVER, |Reverse((at, _))| *at);
            let next = step.min(until);
            match self.plane.advance(next) {
                Stop::Drained { unit, at } => self.drained(at, unit),
                Stop::Reached => {
                    self.measure(next, endpoint);
                    if next == until {
                        return;
                    }
                    self.take_steps(next, endpoint);
                }
            }
        }
    }

    /// Everything up to `now` is known: what happened goes into the open period and the timeline.
    fn measure(&mut self, now: Time, endpoint: &mut Endpoint) {
        let reading = self.plane.read(now);
        let counts = self.fleet.counts();
        self.fleet.book(now);
        endpoint.measure(self.place, now.since(self.now), counts, &reading);
        if let Some(control) = &self.control {
            self.recorder.at_max(self.now, now, control.is_full(counts.desired));
        }
        self.recorder.sample(self.now, now, counts, &reading);
        self.journal.measured(now, reading.queued, counts.in_service);
        if now == now.floor(Span::MINUTE) {
            let recorder = &mut self.recorder;
            self.plane.close_minutes(now, &mut |minute| {
                let demand = recorder.minute(minute, None);
                endpoint.minute(minute, demand);
            });
        }
        self.look_at(counts, &reading);
        self.now = now;
    }

    fn look_at(&mut self, counts: Counts, reading: &Reading) {
        self.queued = reading.queued;
        self.levels.note(self.now, counts);
    }

    /// Carries out what falls due for instances up to and including `now`.
    pub(super) fn take_steps(&mut self, now: Time, endpoint: &mut Endpoint) {
        while let Some(&Reverse((at, step))) = self.steps.peek() {
            if at > now {
                return;
            }
            self.steps.pop();
            let done = self.fleet.step(now, step);
            if let Some(change) = done.change {
                self.plane.apply(now, change);
                if let Change::Join(unit) = change {
                    endpoint.joined(self.place, now, unit);
                }
            }
            if let Some((at, next)) = done.next {
                self.steps.push(Reverse((at, next)));
            }
            if let Some((change, stages)) = done.first_in_service {
                self.journal.first_in_service(now, change, stages);
            }
            if let Some(change) = done.completed {
                self.complete(now, change);
            }
        }
    }

    fn drained(&mut self, at: Time, unit: UnitId) {
        if let Some(next) = self.fleet.drained(at, unit) {
            self.steps.push(Reverse(next));
        }
    }

    /// After the end: what is left runs on to `until`, a minute at a time.
    pub(super) fn run_on(&mut self, until: Time) {
        while self.plane.advance(until) != Stop::Reached {}
        // Nobody asks any more, but integrals are rolled when they are read.
        self.plane.read(until);
    }

    /// The run is over: every minute is handed over, what is open counted as such.
    pub(super) fn close_minutes(&mut self, until: Time, endpoint: &mut Endpoint) {
        let recorder = &mut self.recorder;
        self.plane.finish(until, &mut |minute| {
            let demand = recorder.minute(minute, None);
            endpoint.minute(minute, demand);
        });
    }

    /// The invariants of this variant, told by its name where there are several.
    pub(super) fn checked(&self, setup: &Setup, until: Time, seed: RunSeed) -> Result<(), Halt> {
        self.check(setup, until).map_err(|what| {
            let whose = if setup.variants.len() > 1 { format!("{}: ", setup.scope(self.place)) } else { String::new() };
            Halt::Broken(format!("{whose}{what} (seed {}, run {})", setup.seed, seed.run))
        })
    }
}

/// Launches, removals and picks of an instance are drawn apart for each variant; arrivals and requirements are not.
fn own_seed(seed: RunSeed, place: usize) -> RunSeed {
    if place == 0 { seed } else { RunSeed { seed: mix(seed.seed ^ mix(place as u64)), ..seed } }
}

fn plane(setup: &Setup, place: usize, seed: RunSeed, share: Share, shape: Option<Shape>) -> Plane {
    let (traffic, service) = (&setup.traffic, &setup.variants[place].service);
    let (begin, end) = (setup.window.begin, setup.window.end);
    let mine = place as u16;
    match (setup.fidelity, setup.variants.len()) {
        (Fidelity::Requests, 1) => Plane::requests(service, traffic.arrivals(seed, begin, end), seed, shape),
        (Fidelity::Requests, _) => {
            let arrivals = traffic.arrivals_of(mine, share, seed, (begin, end));
            Plane::shared(service, arrivals, (seed, own_seed(seed, place)), shape)
        }
        (Fidelity::Fluid, _) => Plane::fluid(service, traffic.rates_of(mine, share), begin, end),
    }
}

fn conditions(setup: &Setup, variant: &Variant) -> Conditions {
    let assumed = &setup.assumptions;
    Conditions {
        launch: variant.launch.clone(),
        update_lock: assumed.update_lock,
        removal: assumed.removal.clone(),
        drain_limit: assumed.drain_limit,
        victim: assumed.scale_in_victim,
        group: assumed.launch_group,
        launches_at_update: assumed.launches_at_update,
        billing_minimum: assumed.billing_minimum,
    }
}
