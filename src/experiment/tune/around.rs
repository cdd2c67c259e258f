//! What does a recommendation rest on, and where none is to be had, what would have to change?

use super::field::Stopped;
use super::validation::{AXES, together};
use crate::experiment::aggregate::{Judged, Verdict};
use crate::experiment::below::below;
use crate::experiment::contrast::{Contrast, Verdict as Told, contrasts, of_endpoint};
use crate::experiment::queue::jobs;
use crate::experiment::replicate::Workers;
use crate::experiment::sample::Sample;
use crate::experiment::sensitivity::{Change, Of, changes};
use crate::experiment::sweep::{figures_of, frame_of};
use crate::scenario::edit::Edit;
use crate::scenario::tree::{Node, child_path};
use crate::scenario::{Objective, Scenario};
use std::sync::atomic::AtomicBool;

/// Days after which a change that has changed nothing is left.
const GLANCE_DAYS: u32 = 2;

/// What one change does to a recommendation.
#[derive(Debug)]
pub struct Effect {
    /// What is changed.
    pub change: Change,
    /// The figures with it, against those without.
    pub contrasts: Vec<Contrast>,
    /// Objectives with it.
    pub judged: Vec<Judged>,
    /// Whether it changed nothing at all.
    pub is_without_effect: bool,
    /// Of an input or assumption: what the recommendation then costs more than the policy as it stands [USD a day];
    /// negative: it saves. `None` where that is not told from nothing.
    pub dearer_than_today_usd: Option<f64>,
}

/// What runs days here, and how many it has run.
pub struct Hands<'a> {
    /// Threads.
    pub workers: &'a Workers,
    /// Ctrl-C.
    pub stop: &'a AtomicBool,
    /// Days of each change.
    pub days: u32,
    /// Runs so far.
    pub spent: usize,
    /// Hears of runs that are done.
    pub progress: &'a mut dyn FnMut(usize),
}

/// Changes around a recommendation, one at a time: its knobs, the inputs and the assumptions. `recommended` and `today`
/// are locks: every default is written out.
///
/// # Errors
/// If it was stopped, or a run failed.
pub fn around(
    (recommended, today): (&Scenario, &Scenario),
    objectives: &[Objective],
    hands: &mut Hands<'_>,
) -> Result<Vec<Effect>, Stopped> {
    let glance_days = GLANCE_DAYS.min(hands.days);
    let (base, glance) = (hands.sample(recommended, hands.days)?, hands.sample(recommended, glance_days)?);
    let mut all = Vec::new();
    for change in changes(recommended) {
        let Ok((changed, _)) = recommended.edited(&change.edits) else { continue };
        let is_without_effect = hands.sample(&changed, glance_days)?.is_identical_to(&glance);
        let with = if is_without_effect { None } else { Some(hands.sample(&changed, hands.days)?) };
        let mut dearer = None;
        if let (Some(with), Of::Input | Of::Assumption) = (&with, change.of) {
            // The same change to the policy as it stands: does the recommendation still save?
            if let Ok((changed, _)) = today.edited(&change.edits) {
                let pair = contrasts(&hands.sample(&changed, hands.days)?, &[with]);
                dearer = told(of_endpoint(&pair[0], AXES[0]));
            }
        }
        let shown = with.as_ref().unwrap_or(&base);
        let contrasts = contrasts(&base, &[shown]).swap_remove(0);
        let judged = shown.judged(objectives);
        all.push(Effect { change, contrasts, judged, is_without_effect, dearer_than_today_usd: dearer });
    }
    Ok(all)
}

/// A difference of which the runs tell that it is one.
fn told(contrast: &Contrast) -> Option<f64> {
    let counts = matches!(contrast.verdict, Told::Lower | Told::Higher);
    contrast.difference().filter(|_| counts).map(|difference| difference.value)
}

/// What might be changed so that the objectives are met, and whether they then are.
#[derive(Debug)]
pub struct Remedy {
    /// `launches in half the time`.
    pub said: String,
    /// The same as edits.
    pub edits: Vec<Edit>,
    /// All objectives together.
    pub verdict: Verdict,
    /// Each of them.
    pub judged: Vec<Judged>,
}

/// Tries what a search cannot turn: launch time, service time, traffic, the largest capacity, a fleet that is there.
///
/// # Errors
/// If it was stopped, or a run failed.
pub fn remedies(
    least_bad: &Scenario,
    peak: f64,
    objectives: &[Objective],
    hands: &mut Hands<'_>,
) -> Result<Vec<Remedy>, Stopped> {
    let mut tried: Vec<(String, Vec<Edit>)> = Vec::new();
    for change in changes(least_bad).into_iter().filter(|change| change.of == Of::Input) {
        let less = ["x 0.5", "x 0.8"].contains(&change.to.as_str());
        if less {
            tried.push((format!("{} {}", change.factor, change.to), change.edits));
        }
    }
    let set = |path: &str, value: f64| Edit::new("tune", path, format!("{value}"));
    let (mut wider, mut ready) = (Vec::new(), Vec::new());
    for (path, target) in below(least_bad, "scaling.targets") {
        let number = |key: &str| target.get(key).and_then(Node::text).and_then(|text| text.parse::<f64>().ok());
        let Some(most) = number("MaxCapacity") else { continue };
        wider.push(set(&child_path(&path, "MaxCapacity"), 2.0 * most));
        let there = peak.ceil().max(1.0);
        ready.push(set(&child_path(&path, "MinCapacity"), there));
        ready.push(set(&child_path(&path, "MaxCapacity"), (2.0 * most).max(there)));
    }
    tried.push(("MaxCapacity x 2".to_owned(), wider));
    tried.push((format!("{} instances always there (or scheduled in time), MaxCapacity x 2", peak.ceil()), ready));
    let mut all = Vec::new();
    for (said, edits) in tried.into_iter().filter(|(_, edits)| !edits.is_empty()) {
        let Ok((changed, _)) = least_bad.edited(&edits) else { continue };
        let judged = hands.sample(&changed, hands.days)?.judged(objectives);
        all.push(Remedy { said, edits, verdict: together(&judged), judged });
    }
    Ok(all)
}

impl Hands<'_> {
    /// The first days of a scenario.
    fn sample(&mut self, scenario: &Scenario, days: u32) -> Result<Sample, Stopped> {
        let (mut all, mut finished) = (Sample::new(frame_of(scenario)), 0);
        let wanted = jobs(1, days);
        let (spent, progress) = (self.spent, &mut *self.progress);
        self.workers
            .carry_out(
                &wanted,
                scenario.setup().seed,
                self.stop,
                |job| figures_of(scenario, job.run, self.stop),
                |_, outcome| {
                    finished += 1;
                    all.add(&outcome);
                },
                |done, _| progress(spent + done as usize),
            )
            .map_err(Stopped::Failed)?;
        self.spent += finished;
        if finished < wanted.len() { Err(Stopped::Interrupted) } else { Ok(all) }
    }
}
