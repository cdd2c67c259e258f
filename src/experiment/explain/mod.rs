//! Why did a run scale then, or not, and what would have made it? Where it stood, and the same run again with one edit at
//! a time.

mod candidate;
mod documents;
mod event;

pub use candidate::Candidate;
pub use event::{Change, Difference, Event, Happened};

use super::replicate::{RunFailure, Unfinished, Workers};
use crate::engine::{Span, Time};
use crate::scenario::Scenario;
use crate::simulation::outcome::{RunOutcome, Timeline};
use crate::simulation::standing::Standing;
use crate::simulation::{self, Halt, Options, Simulation};
use event::{changes, difference};
use std::sync::atomic::AtomicBool;

/// Steps of traffic that are told.
const STEPS_TOLD: usize = 5;
/// A longer run is told in its own steps, not in minutes.
const LONGEST_BY_MINUTE: Span = Span::from_secs(31 * 86_400);

/// Everything that is to be said about one moment of one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// From 1.
    pub run: u32,
    /// Whether the endpoint has other variants too.
    pub is_one_of_several: bool,
    /// Where it stood.
    pub standing: Standing,
    /// The last steps that were over, oldest first.
    pub traffic: Vec<Traffic>,
    /// The last change of capacity until then.
    pub last: Option<Change>,
    /// The first change of capacity after it.
    pub next: Option<Change>,
    /// The same run with one edit each, in the order of what bound most.
    pub counterfactuals: Vec<Counterfactual>,
}

/// What came and how it fared in one step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Traffic {
    /// Begin of the step.
    pub from: Time,
    /// Requests that arrived [1/s].
    pub offered_per_s: f64,
    /// In service, time average.
    pub in_service: f64,
    /// Waiting, time average.
    pub queue: f64,
    /// Latency [ms]; `None`: there is none.
    pub p95_ms: Option<f64>,
    /// Refused, timed out or failed.
    pub lost: f64,
}

/// The same run with one edit from the begin on.
#[derive(Clone, Debug, PartialEq)]
pub struct Counterfactual {
    /// What was changed.
    pub candidate: Candidate,
    /// What came of it.
    pub told: Told,
    /// Desired capacity at the moment.
    pub desired: u32,
    /// The last change of capacity until the moment.
    pub last: Option<Change>,
    /// The first change of capacity after the moment.
    pub next: Option<Change>,
}

/// What an edit came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// Nothing that happened differs.
    Same,
    /// Capacity went as it did; an alarm or a verdict differs.
    Control(Difference),
    /// Capacity went another way.
    Capacity(Difference),
    /// The scenario makes no sense with it.
    Refused(String),
}

/// How fine the timeline of a re-run is. It changes nothing in the run.
pub fn options(scenario: &Scenario) -> Options {
    let window = &scenario.setup().window;
    let by_minute = window.end.since(window.start) <= LONGEST_BY_MINUTE;
    Options { step: by_minute.then_some(Span::MINUTE), shape: None }
}

/// Explains the moment `at` of a run whose outcome is `base`, at the variant of a place; `None` if it was stopped. The
/// scenario is a lock: edits are found for what is written out.
///
/// # Errors
/// If a re-run breaks an invariant.
pub fn explain(
    scenario: &Scenario,
    base: &RunOutcome,
    (at, place): (Time, usize),
    workers: &Workers,
    stop: &AtomicBool,
) -> Result<Option<Explanation>, RunFailure> {
    let run = base.run;
    let is_one_of_several = base.variants() > 1;
    let base = &base.of_variant(place);
    let standing = match stand(scenario, run, (at, place), stop) {
        Ok(standing) => standing,
        Err(Unfinished::GaveUp) => return Ok(None),
        Err(Unfinished::Failed(failure)) => return Err(failure),
    };
    let candidates = candidate::candidates(scenario, place, &standing, base);
    let numbers: Vec<u32> = (0..candidates.len() as u32).collect();
    let mut counterfactuals = Vec::new();
    let again = |number: u32| counterfactual(scenario, base, (at, place), &candidates[number as usize], stop);
    let seed = scenario.setup().seed;
    workers.replicate(&numbers, seed, stop, again, |told| counterfactuals.push(told), |_, _| {})?;
    if counterfactuals.len() < candidates.len() {
        return Ok(None);
    }
    let (last, next) = around(&changes(base), at);
    Ok(Some(Explanation {
        run,
        is_one_of_several,
        standing,
        traffic: traffic(&base.timeline, at),
        last,
        next,
        counterfactuals,
    }))
}

/// Runs up to the moment, what happens at it included.
fn stand(scenario: &Scenario, run: u32, (at, place): (Time, usize), stop: &AtomicBool) -> Result<Standing, Unfinished> {
    let mut simulation = Simulation::new(scenario.setup(), run, options(scenario));
    simulation.run_until(at + Span::from_nanos(1), stop).map_err(|halt| unfinished(scenario, run, halt))?;
    Ok(simulation.standing(at, place))
}

/// Why a run has no outcome.
pub fn unfinished(scenario: &Scenario, run: u32, halt: Halt) -> Unfinished {
    match halt {
        Halt::Interrupted => Unfinished::GaveUp,
        Halt::Broken(message) => Unfinished::Failed(RunFailure { run, seed: scenario.setup().seed, message }),
    }
}

fn counterfactual(
    scenario: &Scenario,
    base: &RunOutcome,
    (at, place): (Time, usize),
    candidate: &Candidate,
    stop: &AtomicBool,
) -> Result<Counterfactual, Unfinished> {
    let candidate = candidate.clone();
    let edited = match scenario.edited(&candidate.edits) {
        Ok((edited, _)) => edited,
        Err(problems) => {
            let why = problems.iter().next().map_or_else(String::new, |problem| problem.message.clone());
            return Ok(Counterfactual { candidate, told: Told::Refused(why), desired: 0, last: None, next: None });
        }
    };
    let outcome = simulation::run(edited.setup(), base.run, options(scenario), stop)
        .map_err(|halt| unfinished(scenario, base.run, halt))?
        .of_variant(place);
    let changes = changes(&outcome);
    let (last, next) = around(&changes, at);
    let desired = last.as_ref().map_or(edited.setup().variants[place].initial, |change| change.to);
    Ok(Counterfactual { candidate, told: difference(base, &outcome), desired, last, next })
}

/// The last change until a moment and the first one after it.
fn around(changes: &[Change], at: Time) -> (Option<Change>, Option<Change>) {
    let after = changes.partition_point(|change| change.at <= at);
    (changes[..after].last().cloned(), changes.get(after).cloned())
}

fn traffic(line: &Timeline, at: Time) -> Vec<Traffic> {
    let over = at.since_or_zero(line.start).whole(line.step) as usize;
    let over = over.min(line.offered_per_s.len());
    let row = |step: usize| {
        let value = |column: &[f32]| f64::from(column[step]);
        let p95_ms = value(&line.p95_ms);
        Traffic {
            from: line.start + line.step * step as u64,
            offered_per_s: value(&line.offered_per_s),
            in_service: value(&line.in_service),
            queue: value(&line.queue),
            p95_ms: p95_ms.is_finite().then_some(p95_ms),
            lost: value(&line.refused) + value(&line.timed_out) + value(&line.failed),
        }
    };
    (over.saturating_sub(STEPS_TOLD)..over).map(row).collect()
}
