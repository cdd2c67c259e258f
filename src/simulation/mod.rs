//! One run: control instants outside, the data planes of its variants inside.
//!
//! ```text
//!   traffic ─► serving ─► metrics ─► alarms ─► scaling ─► hosting + launch ─┐
//!                 ▲──────────────── units in service ◄──────────────────────┘
//! ```
//!
//! The order within one instant is written once, in [`Simulation::instant`]: periods close; instances come into service
//! and go; calls; scheduled bounds; alarms judge what is visible; policies are judged together, target by target; then the
//! data plane. Between two instants every variant goes its own way: only what is decided at one couples them.

mod audit;
mod backlog;
pub(crate) mod bits;
mod calling;
mod carrying_out;
mod closing;
mod control;
mod deciding;
mod deploying;
mod endpoint;
pub mod following;
mod hours;
mod joint;
mod journal;
mod judging;
pub mod latency_grid;
mod levels;
mod of_variant;
pub mod outcome;
mod pool;
mod reaction;
mod recorder;
mod rows;
mod sightings;
pub mod standing;

pub use recorder::{FULL_UTILIZATION, step_for};

use crate::engine::{RunSeed, Span, Time};
use crate::model::serving::{Shape, Watched};
use crate::model::traffic::Share;
use crate::scenario::setup::Setup;
use control::Control;
use endpoint::Endpoint;
use outcome::RunOutcome;
use pool::Pool;
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
    /// In the order of the variants.
    pools: Vec<Pool<'s>>,
    endpoint: Endpoint,
    /// By variant, as they are now.
    weights: Vec<f64>,
    /// Weights that a deployment brings, and when.
    reweighed: Option<(Time, Vec<f64>)>,
    /// The next of the scenario's calls.
    next_call: usize,
    /// Everything before this has happened.
    now: Time,
}

impl<'s> Simulation<'s> {
    /// The run number `run` (from 1) of `setup`, at its begin.
    pub fn new(setup: &'s Setup, run: u32, options: Options) -> Self {
        let seed = RunSeed { seed: setup.seed, run };
        let mut endpoint = Endpoint::new(setup, seed, options);
        let controls: Vec<Option<Control>> = setup
            .variants
            .iter()
            .enumerate()
            .map(|(place, variant)| {
                let target = variant.target.as_ref()?;
                Some(Control::new(target, place, setup, seed, &mut endpoint.store))
            })
            .collect();
        let weights: Vec<f64> = setup.variants.iter().map(|variant| variant.weight).collect();
        let shares = Share::of_weights(&weights);
        let pool = |(place, control)| Pool::new(setup, place, seed, shares[place], (control, &endpoint), options);
        let pools = controls.into_iter().enumerate().map(pool).collect();
        let (reweighed, next_call, now) = (None, 0, setup.window.begin);
        let mut simulation = Self { setup, seed, pools, endpoint, weights, reweighed, next_call, now };
        simulation.register_all(setup.window.begin);
        simulation
    }

    /// Runs up to, but not including, `horizon` (at most the end of the window).
    ///
    /// # Errors
    /// [`Halt::Interrupted`] soon after `stop` is set.
    pub fn run_until(&mut self, horizon: Time, stop: &AtomicBool) -> Result<(), Halt> {
        let horizon = horizon.min(self.setup.window.end);
        loop {
            let next = self.next_instant().min(horizon);
            for pool in &mut self.pools {
                if stop.load(Ordering::Relaxed) {
                    return Err(Halt::Interrupted);
                }
                pool.advance(next, &mut self.endpoint);
            }
            self.now = next;
            self.look_together();
            if next == horizon {
                return Ok(());
            }
            self.instant(next);
        }
    }

    /// The next moment at which control has something to do, never before now.
    fn next_instant(&self) -> Time {
        let minute = self.now.next_multiple_of(Span::MINUTE);
        let call = self.setup.calls.get(self.next_call).map_or(Time::NEVER, |call| call.at);
        let controls = self.pools.iter().filter_map(|pool| pool.control.as_ref());
        let reweighed = self.reweighed.as_ref().map_or(Time::NEVER, |(at, _)| *at);
        let due = controls.map(Control::next_instant).chain([call, reweighed, self.endpoint.next_instant()]);
        due.fold(minute, Time::min).max(self.now)
    }

    /// One control instant, in the order that decides what a run is.
    fn instant(&mut self, now: Time) {
        self.endpoint.close_periods(now, &mut self.pools, self.setup, self.seed);
        self.take_steps(now);
        self.take_weights(now);
        self.take_calls(now);
        self.take_schedule(now);
        self.take_alarms(now);
        self.take_steps(now);
    }

    /// What waits at all variants at one moment.
    fn look_together(&mut self) {
        if let Some(joint) = &mut self.endpoint.joint {
            joint.recorder.waiting(self.now, self.pools.iter().map(|pool| pool.queued).sum());
        }
    }

    fn take_steps(&mut self, now: Time) {
        for pool in &mut self.pools {
            pool.take_steps(now, &mut self.endpoint);
        }
    }

    /// Lets the requests that are left run on, closes the books and checks them.
    ///
    /// # Errors
    /// [`Halt::Broken`] if an invariant does not hold.
    pub fn finish(self, stop: &AtomicBool) -> Result<RunOutcome, Halt> {
        self.finish_watched(stop).map(|(outcome, _)| outcome)
    }

    /// The same, with what the `Watched` shape has recorded, variant by variant.
    ///
    /// # Errors
    /// [`Halt::Broken`] if an invariant does not hold.
    pub fn finish_watched(mut self, stop: &AtomicBool) -> Result<(RunOutcome, Vec<Watched>), Halt> {
        let end = self.setup.window.end;
        let last = end + RUN_ON;
        let mut until = end;
        while self.pools.iter().any(|pool| pool.plane.unanswered() > 0) && until < last {
            if stop.load(Ordering::Relaxed) {
                return Err(Halt::Interrupted);
            }
            until = (until + Span::MINUTE).min(last);
            self.pools.iter_mut().for_each(|pool| pool.run_on(until));
        }
        let mut watched = Vec::new();
        for pool in &mut self.pools {
            pool.close_minutes(until, &mut self.endpoint);
            watched.extend(pool.plane.watched());
        }
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
