//! How much does each point of a grid bear before an objective is no longer met? Bisection over rising values of a key.

use super::{figures_of, frame_of};
use crate::experiment::aggregate::{Judged, Verdict};
use crate::experiment::queue::Job;
use crate::experiment::replicate::{RunFailure, Workers};
use crate::experiment::sample::Sample;
use crate::scenario::edit::Edit;
use crate::scenario::grid::Knob;
use crate::scenario::{Objective, Scenario};
use std::sync::atomic::AtomicBool;

/// What a point bears.
#[derive(Clone, Debug, PartialEq)]
pub struct Borne {
    /// Place of the largest value at which every objective is met; `None`: not even the first.
    pub met: Option<usize>,
    /// Objectives at the value above it; empty if the last value is met.
    pub above: Vec<Judged>,
    /// Values that were tried.
    pub tried: usize,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Stopped {
    /// Ctrl-C.
    Interrupted,
    /// A run failed.
    Failed(RunFailure),
    /// A value that makes no sense at a point.
    Refused(String),
}

/// Bounds of a bisection: the largest place known to be met, plus one; the least known not to be.
struct Bounds {
    met: usize,
    not: usize,
    above: Vec<Judged>,
    tried: usize,
}

/// What each of the scenarios bears of the values of `load`, on `runs` common days.
///
/// Assumes: what misses an objective at a value misses it at every larger one.
///
/// # Errors
/// If it was stopped, a run failed, or a value makes no sense.
pub fn survival(
    points: &[Scenario],
    (load, path): (&Knob, &str),
    objectives: &[Objective],
    (workers, stop): (&Workers, &AtomicBool),
    mut progress: impl FnMut(usize),
) -> Result<Vec<Borne>, Stopped> {
    let last = load.values.len();
    let mut all: Vec<Bounds> =
        points.iter().map(|_| Bounds { met: 0, not: last, above: Vec::new(), tried: 0 }).collect();
    let mut spent = 0;
    loop {
        // The middle of what is open, one value for each point that is not settled; all their runs at once.
        let open: Vec<(usize, usize)> =
            all.iter().enumerate().filter(|(_, b)| b.met < b.not).map(|(at, b)| (at, b.met.midpoint(b.not))).collect();
        if open.is_empty() {
            break;
        }
        let loaded: Vec<Scenario> = open
            .iter()
            .map(|(at, value)| {
                let edited = points[*at].edited(&[Edit::new("--survive", path, &load.values[*value])]);
                let why = |problems: crate::problem::Problems| {
                    let first = problems.iter().next().map_or_else(String::new, |problem| problem.message.clone());
                    Stopped::Refused(format!("{path}={}: {first}", load.values[*value]))
                };
                edited.map(|(scenario, _)| scenario).map_err(why)
            })
            .collect::<Result<_, Stopped>>()?;
        let samples = samples(&loaded, (workers, stop), |done| progress(spent + done))?;
        spent += samples.iter().map(|sample| sample.runs().len()).sum::<usize>();
        for ((at, value), sample) in open.into_iter().zip(samples) {
            let judged = sample.judged(objectives);
            let bounds = &mut all[at];
            bounds.tried += 1;
            if judged.iter().all(|of| of.verdict == Verdict::Met) {
                bounds.met = value + 1;
            } else {
                (bounds.not, bounds.above) = (value, judged);
            }
        }
    }
    let borne = |b: Bounds| Borne { met: b.met.checked_sub(1), above: b.above, tried: b.tried };
    Ok(all.into_iter().map(borne).collect())
}

fn samples(
    scenarios: &[Scenario],
    (workers, stop): (&Workers, &AtomicBool),
    mut progress: impl FnMut(usize),
) -> Result<Vec<Sample>, Stopped> {
    let setup = scenarios[0].setup();
    let jobs: Vec<Job> = crate::experiment::queue::jobs(scenarios.len(), setup.runs);
    let mut samples: Vec<Sample> = scenarios.iter().map(|of| Sample::new(frame_of(of))).collect();
    let mut finished = 0;
    workers
        .carry_out(
            &jobs,
            setup.seed,
            stop,
            |job| figures_of(&scenarios[job.point], job.run, stop),
            |job, outcome| {
                finished += 1;
                samples[job.point].add(&outcome);
            },
            |done, _| progress(done as usize),
        )
        .map_err(Stopped::Failed)?;
    if finished < jobs.len() { Err(Stopped::Interrupted) } else { Ok(samples) }
}
