//! Which set-up is the cheapest that meets the objectives, and how sure is that? Screen, halve, polish, validate on days
//! that had no part in the search.
//!
//! Ref: methodology 1.6 to 1.9.

pub mod around;
pub mod defaults;
pub mod field;
mod front;
pub mod knob;
mod lattice;
mod schedule;
pub mod search;
pub mod tally;
pub mod validation;

use super::aggregate::Verdict;
use super::contrast::of_endpoint;
use super::replicate::Workers;
use super::sample::Sample;
use super::sweep::formula_target;
use crate::engine::random::mix;
use crate::scenario::edit::Edit;
use crate::scenario::{Comparison, Objective, Scenario};
use around::{Effect, Hands, Remedy};
use field::{Candidate, Field, Stopped};
use knob::Knob;
use search::{Bench as _, Found, Question, search};
use std::sync::atomic::AtomicBool;
use tally::Aim;
use validation::{Choice, FREE, Validated, choice, is_of_cost, validated, worth_more_days};

/// What is searched for, as the share of every allowance that stays free and the standard errors of caution: what is asked
/// for, the same boldly, a balanced and a safe option, and one that holds if all search days were lucky.
pub const AIMS: [(f64, f64); 5] = [(0.0, 1.0), (0.0, -1.0), (FREE[0], 1.0), (FREE[1], 1.0), (0.7, 1.0)];
/// Finalists beside the policy as it stands and AWS's first values.
const FINALISTS: usize = 6;
/// Fresh days, where a run is no longer than one.
const FRESH_DAYS: f64 = 100.0;
/// Fewest fresh runs, however long each is.
const FEWEST_RUNS: u32 = 30;
/// Days of each change around the recommendation.
const DAYS_AROUND: u32 = 10;

/// How a search is to be made.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Runs of the search; those of the validation come on top.
    pub budget: usize,
    /// Fresh runs of each finalist.
    pub fresh_runs: u32,
    /// Seed of the fresh days.
    pub fresh_seed: u64,
}

impl Asked {
    /// Fresh runs of a scenario unless told otherwise: at least a hundred days, at least thirty runs.
    pub fn fresh_runs_of(scenario: &Scenario) -> u32 {
        let window = &scenario.setup().window;
        let days = (window.end.since(window.start).secs() / 86_400.0).max(1.0);
        ((FRESH_DAYS / days).ceil() as u32).max(FEWEST_RUNS)
    }
}

/// What runs days, and who hears of it.
pub struct Machine<'a> {
    /// Threads.
    pub workers: &'a Workers,
    /// Ctrl-C.
    pub stop: &'a AtomicBool,
    /// Stage, and runs that it has made.
    pub progress: &'a mut dyn FnMut(&'static str, usize),
}

/// A policy that was validated.
#[derive(Debug)]
pub struct Finalist {
    /// What it changes.
    pub candidate: Candidate,
    /// Its knobs that differ from today's: name, from, to.
    pub changes: Vec<(String, String, String)>,
    /// Steps from today as shares of the knobs; infinite beside the lattice.
    pub distance: f64,
    /// Whether it is the policy as it stands, AWS's first values, or neither.
    pub origin: Origin,
    /// Its fresh runs.
    pub sample: Sample,
    /// What they say.
    pub validated: Validated,
}

/// Where a finalist comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The scenario as it stands.
    Today,
    /// AWS's first values.
    Aws,
    /// The search.
    Search,
}

/// A finished search.
#[derive(Debug)]
pub struct Tuned {
    /// Its knobs.
    pub knobs: Vec<Knob>,
    /// What must be met.
    pub objectives: Vec<Objective>,
    /// How it was asked for.
    pub asked: Asked,
    /// Every policy that was seen, by place.
    pub candidates: Vec<Candidate>,
    /// What happened to them.
    pub found: Found,
    /// The first is the policy as it stands.
    pub finalists: Vec<Finalist>,
    /// By places in `finalists`.
    pub choice: Choice,
    /// What the recommendation rests on; empty where there is none.
    pub effects: Vec<Effect>,
    /// What would have to change; empty where the objectives can be met.
    pub remedies: Vec<Remedy>,
    /// Days of each of these two.
    pub days_around: u32,
    /// Runs of search, validation, and what lies around.
    pub spent: [usize; 3],
}

/// Objectives of the scenario; without any, its SLO as one.
pub fn objectives_of(scenario: &Scenario) -> Vec<Objective> {
    if !scenario.objectives().is_empty() {
        return scenario.objectives().to_vec();
    }
    let slo = &scenario.setup().slo;
    let percent = slo.attainment * 100.0;
    let of_slo = slo.latency.is_some().then(|| Objective {
        text: format!("attainment_percent >= {percent}"),
        metric: "attainment_percent".to_owned(),
        scope: "endpoint".to_owned(),
        op: Comparison::AtLeast,
        limit: percent,
    });
    of_slo.into_iter().collect()
}

/// Searches, validates, and looks around. `locked` is a lock: every default is written out.
///
/// # Errors
/// If it was stopped, or a run failed.
///
/// # Panics
/// If there are no objectives or no knobs.
pub fn tune(locked: &Scenario, knobs: Vec<Knob>, asked: Asked, machine: &mut Machine<'_>) -> Result<Tuned, Stopped> {
    let objectives = objectives_of(locked);
    assert!(!objectives.is_empty() && !knobs.is_empty(), "a search has something to reach and something to turn");
    let seed = locked.setup().seed;
    let aims = AIMS.map(|(free, caution)| Aim {
        free: objectives.iter().map(|of| if is_of_cost(of) { 0.0 } else { free }).collect(),
        caution,
    });
    let (workers, stop) = (machine.workers, machine.stop);
    let mut hear = |done| (machine.progress)("search", done);
    let mut field = Field::new(locked, &knobs, &objectives, (workers, stop), &mut hear);
    let formula = defaults::target_key(locked).and_then(|key| formula_target(locked, &[key]));
    let aws = defaults::of_aws(locked, formula).and_then(|changes| field.beside(&changes));
    let lengths: Vec<usize> = knobs.iter().map(|knob| knob.settings.len()).collect();
    let question = Question {
        lengths: lengths.clone(),
        aims: aims.to_vec(),
        given: [0].into_iter().chain(aws).collect(),
        budget: asked.budget,
        key: mix(seed),
    };
    let found = search(&mut field, &question)?;
    let searched = field.spent();
    let mut places: Vec<(usize, Origin)> = vec![(0, Origin::Today)];
    places.extend(aws.map(|place| (place, Origin::Aws)));
    let candidates = field.into_candidates();
    let mut taken = 0;
    for place in found.best.iter().chain(&found.next) {
        let is_new = !places.iter().any(|(known, _)| candidates[*known].edits == candidates[*place].edits);
        if taken < FINALISTS && is_new {
            places.push((*place, Origin::Search));
            taken += 1;
        }
    }
    // Fresh days: another seed, so that no draw was seen by the search.
    let (fresh, _) = locked
        .edited(&[Edit::new("tune", "seed", asked.fresh_seed.to_string())])
        .expect("another seed makes no scenario wrong");
    let mut hear = |done| (machine.progress)("validation", done);
    let mut trial = Field::new(&fresh, &knobs, &objectives, (workers, stop), &mut hear);
    let rows: Vec<usize> = places.iter().map(|(place, _)| trial.again(&candidates[*place])).collect();
    let (samples, judged, choice) = validate(&mut trial, &rows, &objectives, &asked)?;
    let validation = trial.spent();
    let scenarios: Vec<Scenario> = rows.iter().map(|row| trial.scenario(*row)).collect();
    let mut hear = |done| (machine.progress)("around", done);
    let mut hands = Hands { workers, stop, days: DAYS_AROUND, spent: 0, progress: &mut hear };
    let (mut effects, mut remedies) = (Vec::new(), Vec::new());
    if let Some(cheap) = choice.cheap {
        effects = around::around((&scenarios[cheap], &scenarios[0]), &objectives, &mut hands)?;
    } else if let Some(least_bad) = choice.least_bad {
        let peak = of_endpoint(&judged[least_bad].contrasts, "instances_peak").other.mean.unwrap_or(1.0);
        if judged[least_bad].verdict == Verdict::Missed {
            remedies = around::remedies(&scenarios[least_bad], peak, &objectives, &mut hands)?;
        }
    }
    let spent = [searched, validation, hands.spent];
    let today: Vec<usize> = knobs.iter().map(|knob| knob.current).collect();
    let finalists = places
        .iter()
        .zip(samples)
        .zip(judged)
        .map(|(((place, origin), sample), validated)| {
            let candidate = candidates[*place].clone();
            let distance =
                candidate.settings.as_ref().map_or(f64::INFINITY, |own| lattice::distance(&lengths, own, &today));
            let changes = changes(&knobs, &candidate, locked);
            Finalist { candidate, changes, distance, origin: *origin, sample, validated }
        })
        .collect();
    Ok(Tuned {
        knobs,
        objectives,
        asked,
        candidates,
        found,
        finalists,
        choice,
        effects,
        remedies,
        days_around: DAYS_AROUND,
        spent,
    })
}

/// Every finalist on the same fresh days; twice as many for those of which these do not tell whether they are the answer.
fn validate(
    trial: &mut Field<'_>,
    rows: &[usize],
    objectives: &[Objective],
    asked: &Asked,
) -> Result<(Vec<Sample>, Vec<Validated>, Choice), Stopped> {
    let (days, key) = (asked.fresh_runs as usize, mix(asked.fresh_seed));
    trial.see(&rows.iter().map(|row| (*row, days)).collect::<Vec<_>>())?;
    let mut samples: Vec<Sample> = rows.iter().map(|row| trial.sample(*row).clone()).collect();
    let mut judged = validated(&samples.iter().collect::<Vec<_>>(), objectives, key);
    let first = choice(&judged, &samples.iter().collect::<Vec<_>>());
    let open = worth_more_days(&judged, &first);
    if !open.is_empty() {
        trial.see(&open.iter().map(|at| (rows[*at], 2 * days)).collect::<Vec<_>>())?;
        for at in &open {
            samples[*at] = trial.sample(rows[*at]).clone();
        }
        let again = validated(&open.iter().map(|at| &samples[*at]).collect::<Vec<_>>(), objectives, key);
        for (at, more) in open.iter().zip(again) {
            // Who is on the front was asked of all.
            judged[*at] = Validated { front: judged[*at].front, ..more };
        }
    }
    let choice = choice(&judged, &samples.iter().collect::<Vec<_>>());
    Ok((samples, judged, choice))
}

/// What a policy changes: knob, from, to.
fn changes(knobs: &[Knob], candidate: &Candidate, locked: &Scenario) -> Vec<(String, String, String)> {
    match &candidate.settings {
        Some(settings) => knobs
            .iter()
            .zip(settings)
            .filter(|(knob, at)| knob.current != **at)
            .map(|(knob, at)| {
                (knob.name.clone(), knob.settings[knob.current].label.clone(), knob.settings[*at].label.clone())
            })
            .collect(),
        None => candidate
            .edits
            .iter()
            .map(|edit| {
                let from = locked.tree().get(&edit.path).and_then(|node| node.text()).unwrap_or("").to_owned();
                let name = edit.path.rsplit('.').next().unwrap_or(&edit.path).to_owned();
                (name, from, edit.value.clone())
            })
            .collect(),
    }
}
