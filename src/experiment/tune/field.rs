//! Days of many policies of one scenario, run as they are asked for.

use super::knob::{Knob, edits};
use super::search::Bench;
use super::tally::Tally;
use crate::experiment::metrics::METRICS;
use crate::experiment::queue::Job;
use crate::experiment::replicate::{RunFailure, Workers};
use crate::experiment::sample::Sample;
use crate::experiment::sweep::{figures_of, frame_of};
use crate::scenario::edit::Edit;
use crate::scenario::{Comparison, Objective, Scenario};
use std::sync::atomic::AtomicBool;

/// Why there are no more days.
#[derive(Clone, Debug, PartialEq)]
pub enum Stopped {
    /// Ctrl-C.
    Interrupted,
    /// A run failed.
    Failed(RunFailure),
}

/// One policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// A setting of each knob; `None`: it lies beside the lattice.
    pub settings: Option<Vec<usize>>,
    /// What it changes.
    pub edits: Vec<Edit>,
}

/// Policies of one scenario and the days that they have had.
pub struct Field<'a> {
    base: &'a Scenario,
    knobs: &'a [Knob],
    objectives: &'a [Objective],
    workers: &'a Workers,
    stop: &'a AtomicBool,
    /// Hears of runs that are done.
    progress: &'a mut dyn FnMut(usize),
    candidates: Vec<Candidate>,
    /// Settings that make no sense.
    refused: Vec<Vec<usize>>,
    samples: Vec<Sample>,
    tallies: Vec<Tally>,
    spent: usize,
}

impl<'a> Field<'a> {
    /// The scenario as it stands is at place 0. `progress` hears how many runs have been made.
    pub fn new(
        base: &'a Scenario,
        knobs: &'a [Knob],
        objectives: &'a [Objective],
        (workers, stop): (&'a Workers, &'a AtomicBool),
        progress: &'a mut dyn FnMut(usize),
    ) -> Self {
        let (candidates, refused, samples, tallies) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut field =
            Self { base, knobs, objectives, workers, stop, progress, candidates, refused, samples, tallies, spent: 0 };
        field.join(Candidate { settings: Some(knobs.iter().map(|knob| knob.current).collect()), edits: Vec::new() });
        field
    }

    /// A policy beside the lattice; `None` if it makes no sense.
    pub fn beside(&mut self, changes: &[(String, String)]) -> Option<usize> {
        let edits: Vec<Edit> = changes.iter().map(|(path, value)| Edit::new("tune", path, value)).collect();
        self.base.edited(&edits).ok()?;
        Some(self.join(Candidate { settings: None, edits }))
    }

    /// The same policy as in another field; the place of one that is here already.
    pub fn again(&mut self, candidate: &Candidate) -> usize {
        let known = self.candidates.iter().position(|of| of.edits == candidate.edits);
        known.unwrap_or_else(|| self.join(candidate.clone()))
    }

    /// The runs of a place.
    pub fn sample(&self, place: usize) -> &Sample {
        &self.samples[place]
    }

    /// Every policy, by place.
    pub fn into_candidates(self) -> Vec<Candidate> {
        self.candidates
    }

    fn join(&mut self, candidate: Candidate) -> usize {
        self.candidates.push(candidate);
        self.samples.push(Sample::new(frame_of(self.base)));
        self.tallies.push(Tally::default());
        self.candidates.len() - 1
    }
}

impl Bench for Field<'_> {
    type Stop = Stopped;

    fn place(&mut self, settings: &[usize]) -> Option<usize> {
        let known = self.candidates.iter().position(|of| of.settings.as_deref() == Some(settings));
        if known.is_some() || self.refused.iter().any(|of| of == settings) {
            return known;
        }
        let edits = edits(self.knobs, settings);
        if self.base.edited(&edits).is_err() {
            self.refused.push(settings.to_vec());
            return None;
        }
        Some(self.join(Candidate { settings: Some(settings.to_vec()), edits }))
    }

    fn settings(&self, place: usize) -> Option<Vec<usize>> {
        self.candidates[place].settings.clone()
    }

    fn see(&mut self, wanted: &[(usize, usize)]) -> Result<(), Stopped> {
        let mut days: Vec<(usize, usize)> = Vec::new();
        for (place, most) in wanted {
            match days.iter_mut().find(|(known, _)| known == place) {
                Some((_, known)) => *known = (*known).max(*most),
                None => days.push((*place, *most)),
            }
        }
        days.retain(|(place, most)| self.samples[*place].runs().len() < *most);
        let scenarios: Vec<Scenario> = days.iter().map(|(place, _)| self.scenario(*place)).collect();
        let jobs: Vec<Job> = days
            .iter()
            .enumerate()
            .flat_map(|(point, (place, most))| {
                let from = self.samples[*place].runs().len() as u32 + 1;
                (from..=*most as u32).map(move |run| Job { point, run })
            })
            .collect();
        let (stop, spent) = (self.stop, self.spent);
        let (samples, progress) = (&mut self.samples, &mut *self.progress);
        let mut finished = 0;
        let ended = self.workers.carry_out(
            &jobs,
            self.base.setup().seed,
            stop,
            |job| figures_of(&scenarios[job.point], job.run, stop),
            |job, outcome| {
                finished += 1;
                samples[days[job.point].0].add(&outcome);
            },
            |done, _| progress(spent + done as usize),
        );
        self.spent += finished;
        ended.map_err(Stopped::Failed)?;
        if finished < jobs.len() {
            return Err(Stopped::Interrupted);
        }
        for (place, _) in days {
            self.tallies[place] = tally(&self.samples[place], self.objectives);
        }
        Ok(())
    }

    fn tally(&self, place: usize) -> &Tally {
        &self.tallies[place]
    }

    fn spent(&self) -> usize {
        self.spent
    }
}

impl Field<'_> {
    /// The scenario with the policy at a place.
    ///
    /// # Panics
    /// Never: whoever joins was read before.
    pub fn scenario(&self, place: usize) -> Scenario {
        let edited = self.base.edited(&self.candidates[place].edits);
        edited.expect("a candidate was read before").0
    }
}

/// What the search needs of a sample.
pub(super) fn tally(sample: &Sample, objectives: &[Objective]) -> Tally {
    let cost = by_run(sample, "endpoint", "cost_usd_per_day").into_iter().flatten().map(|x| x.unwrap_or(0.0)).collect();
    let excess = |objective: &Objective| {
        let values = by_run(sample, &objective.scope, &objective.metric)?;
        let values: Option<Vec<f64>> = values.into_iter().map(|value| Some(excess(objective, value?))).collect();
        values
    };
    Tally { cost, excess: objectives.iter().map(excess).collect() }
}

/// One value a run whose mean is the figure.
pub(super) fn by_run(sample: &Sample, scope: &str, metric: &str) -> Option<Vec<Option<f64>>> {
    let at = METRICS.iter().position(|known| known.name == metric)?;
    sample.scopes.iter().find(|of| of.scope == scope)?.by_run(at)
}

/// How far a figure lies beyond its limit, as a share of what the limit allows.
pub(super) fn excess(objective: &Objective, value: f64) -> f64 {
    let is_share = objective.metric.ends_with("_percent");
    let (beyond, allowed) = match objective.op {
        Comparison::Below | Comparison::AtMost => (value - objective.limit, objective.limit),
        Comparison::Above | Comparison::AtLeast if is_share => (objective.limit - value, 100.0 - objective.limit),
        Comparison::Above | Comparison::AtLeast => (objective.limit - value, objective.limit),
    };
    beyond / if allowed.abs() > 0.0 { allowed.abs() } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn objective(metric: &str, op: Comparison, limit: f64) -> Objective {
        Objective { text: String::new(), metric: metric.to_owned(), scope: "endpoint".to_owned(), op, limit }
    }

    #[test]
    fn excess_is_a_share_of_what_is_allowed() {
        let latency = objective("latency_p95_ms", Comparison::Below, 400.0);
        assert_eq!((excess(&latency, 500.0), excess(&latency, 300.0)), (0.25, -0.25));
        let attainment = objective("attainment_percent", Comparison::AtLeast, 99.5);
        assert_eq!((excess(&attainment, 99.0), excess(&attainment, 99.75)), (1.0, -0.5));
        let goodput = objective("goodput_per_s", Comparison::AtLeast, 50.0);
        assert_eq!(excess(&goodput, 40.0), 0.2);
        assert_eq!(excess(&objective("refused_percent", Comparison::AtMost, 0.0), 2.0), 2.0);
    }
}
