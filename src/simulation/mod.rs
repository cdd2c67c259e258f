//! One run: control instants outside, one data plane inside.
//!
//! ```text
//!   traffic ─► serving ─► metrics ─► alarms ─► scaling ─► hosting + launch ─┐
//!                 ▲──────────────── units in service ◄──────────────────────┘
//! ```
//!
//! The order within one instant is written once, in [`Simulation::instant`]: periods close; instances come into service
//! and go; calls; scheduled bounds; alarms judge what is visible; policies are judged together; then the data plane.

mod audit;
mod backlog;
mod calling;
mod carrying_out;
mod control;
mod deciding;
mod journal;
mod judging;
pub mod outcome;
mod reaction;
mod recorder;
mod sightings;
pub mod standing;

pub use recorder::{FULL_UTILIZATION, step_for};

use crate::engine::{RunSeed, Span, Time};
use crate::model::hosting::{Conditions, Fleet, Step};
use crate::model::serving::{Change, Plane, Shape, Stop, UnitId, Watched};
use crate::scenario::setup::{Fidelity, Setup};
use control::Control;
use journal::Journal;
use outcome::RunOutcome;
use recorder::Recorder;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicBool, Ordering};

/// Requests that arrived before the horizon, run on for at most this long.
const RUN_ON: Span = Span::HOUR;

/// Why a run has no outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// It was asked to stop.
    Interrupted,
    /// An invariant does not hold: our own mistake.
    Broken(String),
}

/// What a caller may choose about a run, none of which changes what happens in it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Step of the timeline; `None`: the shortest that gives at most 10,080 rows.
    pub step: Option<Span>,
    /// Shape of the requests' plane; `None`: the leanest that will do.
    pub shape: Option<Shape>,
}

/// One run of one scenario. `run_until` may be called again and again.
#[derive(Debug)]
pub struct Simulation<'s> {
    setup: &'s Setup,
    seed: RunSeed,
    plane: Plane,
    fleet: Fleet,
    control: Option<Control>,
    /// What falls due for instances.
    steps: BinaryHeap<Reverse<(Time, Step)>>,
    recorder: Recorder,
    journal: Journal,
    /// Everything before this has happened.
    now: Time,
}

impl<'s> Simulation<'s> {
    /// The run number `run` (from 1) of `setup`, at its begin.
    pub fn new(setup: &'s Setup, run: u32, options: Options) -> Self {
        let window = &setup.window;
        let seed = RunSeed { seed: setup.seed, run };
        let control = setup.target.as_ref().map(|target| Control::new(target, setup, seed));
        let keeps_latencies = control.as_ref().is_some_and(Control::reads_latencies);
        let shape = options.shape.or(keeps_latencies.then_some(Shape::Full));
        let mut plane = plane(setup, seed, shape);
        if keeps_latencies {
            plane.keep_latencies();
        }
        let initial = setup.variant.initial;
        for unit in 0..initial {
            plane.apply(window.begin, Change::Join(UnitId(unit)));
        }
        let fleet = Fleet::new(conditions(setup), seed, initial, window.begin, window.start, window.end);
        let mut simulation = Self {
            setup,
            seed,
            plane,
            fleet,
            control,
            steps: BinaryHeap::new(),
            recorder: Recorder::new(setup, options.step),
            journal: Journal::new(setup.policy_names()),
            now: window.begin,
        };
        simulation.register(window.begin);
        simulation
    }

    /// Runs up to, but not including, `horizon` (at most the end of the window).
    ///
    /// # Errors
    /// [`Halt::Interrupted`] soon after `stop` is set.
    pub fn run_until(&mut self, horizon: Time, stop: &AtomicBool) -> Result<(), Halt> {
        let horizon = horizon.min(self.setup.window.end);
        loop {
            if stop.load(Ordering::Relaxed) {
                return Err(Halt::Interrupted);
            }
            let next = self.next_instant().min(horizon);
            match self.plane.advance(next) {
                Stop::Drained { unit, at } => self.drained(at, unit),
                Stop::Reached => {
                    self.measure(next);
                    if next == horizon {
                        return Ok(());
                    }
                    self.instant(next);
                }
            }
        }
    }

    /// The next moment at which control has something to do, never before now.
    fn next_instant(&self) -> Time {
        let minute = self.now.next_multiple_of(Span::MINUTE);
        let step = self.steps.peek().map_or(Time::NEVER, |Reverse((at, _))| *at);
        let control = self.control.as_ref().map_or(Time::NEVER, |control| control.next_instant(self.now));
        minute.min(step).min(control)
    }

    /// Everything up to `now` is known: what happened goes into the open period and the timeline.
    fn measure(&mut self, now: Time) {
        let reading = self.plane.read(now);
        let counts = self.fleet.counts();
        self.fleet.book(now);
        if let Some(control) = &mut self.control {
            control.measure(now.since(self.now), counts, &reading);
            self.recorder.at_max(self.now, now, control.is_full(counts.desired));
        }
        self.recorder.sample(self.now, now, counts, &reading);
        self.journal.measured(now, reading.queued, counts.in_service);
        if now == now.floor(Span::MINUTE) {
            let recorder = &mut self.recorder;
            self.plane.close_minutes(now, &mut |minute| recorder.minute(minute));
        }
        self.now = now;
    }

    /// One control instant, in the order that decides what a run is.
    fn instant(&mut self, now: Time) {
        if let Some(control) = &mut self.control {
            control.close_periods(now, &mut self.plane, self.setup, self.seed);
        }
        self.take_steps(now);
        self.take_calls(now);
        self.take_schedule(now);
        self.take_alarms(now);
        self.take_steps(now);
    }

    /// Carries out what falls due for instances up to and including `now`.
    fn take_steps(&mut self, now: Time) {
        while let Some(&Reverse((at, step))) = self.steps.peek() {
            if at > now {
                return;
            }
            self.steps.pop();
            let done = self.fleet.step(now, step);
            if let Some(change) = done.change {
                self.plane.apply(now, change);
                if let (Change::Join(unit), Some(control)) = (change, &mut self.control) {
                    control.joined(now, unit);
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

    /// Lets the requests that are left run on, closes the books and checks them.
    ///
    /// # Errors
    /// [`Halt::Broken`] if an invariant does not hold.
    pub fn finish(self, stop: &AtomicBool) -> Result<RunOutcome, Halt> {
        self.finish_watched(stop).map(|(outcome, _)| outcome)
    }

    /// The same, with what the `Watched` shape has recorded.
    ///
    /// # Errors
    /// [`Halt::Broken`] if an invariant does not hold.
    pub fn finish_watched(mut self, stop: &AtomicBool) -> Result<(RunOutcome, Vec<Watched>), Halt> {
        let end = self.setup.window.end;
        let last = end + RUN_ON;
        let mut until = end;
        while self.plane.in_flight() > 0 && until < last {
            if stop.load(Ordering::Relaxed) {
                return Err(Halt::Interrupted);
            }
            until = (until + Span::MINUTE).min(last);
            while self.plane.advance(until) != Stop::Reached {}
        }
        let recorder = &mut self.recorder;
        self.plane.finish(until, &mut |minute| recorder.minute(minute));
        let watched = self.plane.watched();
        let outcome = self.close(until)?;
        Ok((outcome, watched))
    }
}

/// One whole run.
///
/// # Errors
/// [`Halt::Interrupted`] soon after `stop` is set, [`Halt::Broken`] if an invariant does not hold.
pub fn run(setup: &Setup, run: u32, options: Options, stop: &AtomicBool) -> Result<RunOutcome, Halt> {
    let mut simulation = Simulation::new(setup, run, options);
    simulation.run_until(setup.window.end, stop)?;
    simulation.finish(stop)
}

fn plane(setup: &Setup, seed: RunSeed, shape: Option<Shape>) -> Plane {
    let (traffic, service) = (&setup.traffic, &setup.variant.service);
    let (begin, end) = (setup.window.begin, setup.window.end);
    match setup.fidelity {
        Fidelity::Requests => Plane::requests(service, traffic.arrivals(seed, begin, end), seed, shape),
        Fidelity::Fluid => Plane::fluid(service, traffic, begin, end),
    }
}

fn conditions(setup: &Setup) -> Conditions {
    let assumed = &setup.assumptions;
    Conditions {
        launch: setup.variant.launch.clone(),
        quota: setup.variant.quota,
        update_lock: assumed.update_lock,
        removal: assumed.removal.clone(),
        drain_limit: assumed.drain_limit,
        victim: assumed.scale_in_victim,
        group: assumed.launch_group,
        billing_minimum: assumed.billing_minimum,
    }
}
