//! Do the finalists keep what they promised, on days that had no part in the search? Who is cheapest among those that
//! meet every objective, and who cannot be told from it?
//!
//! Ref: methodology 1.6 (Kim and Nelson), 1.7 (front), 1.9 (validation).

use super::field::{by_run, excess};
use super::front::front_shares;
use crate::experiment::aggregate::{Judged, Verdict};
use crate::experiment::contrast::{self, Contrast, contrasts, of_endpoint};
use crate::experiment::sample::Sample;
use crate::scenario::Objective;
use crate::stats::{self, Fate};

/// Probability with which the cheapest is to be chosen rightly.
pub const CORRECT: f64 = 0.95;
/// Difference of cost that no one cares about, as a share.
pub const INDIFFERENT: f64 = 0.01;
/// What a balanced and a safe option leave free of every allowance.
pub const FREE: [f64; 2] = [0.2, 0.4];

/// The figures that span the front, less is better in both.
pub const AXES: [&str; 2] = ["cost_usd_per_day", "bad_minutes_per_day"];

/// What fresh days say of one policy.
#[derive(Debug)]
pub struct Validated {
    /// Against the policy as it stands.
    pub contrasts: Vec<Contrast>,
    /// Objectives on confidence limits.
    pub judged: Vec<Judged>,
    /// All of them together.
    pub verdict: Verdict,
    /// The largest upper limit of an excess over a limit that is not of cost, as a share of what the limit allows;
    /// `None`: there is none, or a figure did not occur.
    pub worst: Option<f64>,
    /// What became of it in the choice of the cheapest; `None`: it took no part.
    pub fate: Option<Fate>,
    /// Share of resampled sets of days in which none beats it in cost and bad minutes.
    pub front: f64,
}

/// What is chosen, by places in the list of the validated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The cheapest that meets every objective.
    pub cheap: Option<usize>,
    /// The cheapest that leaves a fifth of every allowance free.
    pub balanced: Option<usize>,
    /// The cheapest that leaves two fifths of every allowance free.
    pub safe: Option<usize>,
    /// Where none meets them: the one that misses by least.
    pub least_bad: Option<usize>,
    /// Those that meet every objective and whose cost is not told from the cheapest.
    pub near: Vec<usize>,
}

/// Judges samples of the same days; the first is the policy as it stands. `key` is of the resampling.
///
/// # Panics
/// If there is no sample, or one has other days.
pub fn validated(samples: &[&Sample], objectives: &[Objective], key: u64) -> Vec<Validated> {
    let against = contrasts(samples[0], samples);
    let values = |sample: &Sample, axis: &str| -> Vec<f64> {
        let values = by_run(sample, "endpoint", axis).unwrap_or_default();
        values.into_iter().map(|value| value.unwrap_or(0.0)).collect()
    };
    let axes: Vec<[Vec<f64>; 2]> = samples.iter().map(|sample| AXES.map(|axis| values(sample, axis))).collect();
    let fronts = front_shares(&axes, key);
    let mut all: Vec<Validated> = samples
        .iter()
        .zip(against)
        .zip(fronts)
        .map(|((sample, contrasts), front)| {
            let judged = sample.judged(objectives);
            let verdict = together(&judged);
            Validated { contrasts, judged, verdict, worst: worst(sample, objectives), fate: None, front }
        })
        .collect();
    let met: Vec<usize> = (0..all.len()).filter(|at| all[*at].verdict == Verdict::Met).collect();
    let costs: Vec<&[f64]> = met.iter().map(|at| axes[*at][0].as_slice()).collect();
    let enough = costs.first().is_some_and(|days| days.len() >= stats::FIRST_STAGE);
    if enough {
        let cheapest = costs.iter().filter_map(|days| stats::mean(days)).fold(f64::INFINITY, f64::min);
        let indifferent = (cheapest * INDIFFERENT).max(f64::MIN_POSITIVE);
        for (at, fate) in met.iter().zip(stats::kim_nelson(&costs, indifferent, CORRECT)) {
            all[*at].fate = Some(fate);
        }
    }
    all
}

/// All objectives as one.
pub(super) fn together(judged: &[Judged]) -> Verdict {
    let any = |verdict: Verdict| judged.iter().any(|of| of.verdict == verdict);
    if any(Verdict::Missed) {
        Verdict::Missed
    } else if any(Verdict::Undecided) {
        Verdict::Undecided
    } else {
        Verdict::Met
    }
}

fn worst(sample: &Sample, objectives: &[Objective]) -> Option<f64> {
    let of_service = objectives.iter().filter(|objective| !is_of_cost(objective));
    let limits: Option<Vec<f64>> = of_service
        .map(|objective| {
            let values = by_run(sample, &objective.scope, &objective.metric)?;
            let values: Option<Vec<f64>> = values.into_iter().map(|value| Some(excess(objective, value?))).collect();
            Some(stats::mean_interval(&values?)?.high)
        })
        .collect();
    limits?.into_iter().reduce(f64::max)
}

/// Whether an objective bounds what is paid: nobody wants half of that to stay free.
pub(super) fn is_of_cost(objective: &Objective) -> bool {
    objective.metric.contains("cost_usd")
}

/// Most policies that get more days.
const UNDECIDED: usize = 2;

/// Who may be cheaper than the cheapest that meets every objective, or may be the first to meet them: the cheapest of the
/// undecided, with the policy as it stands and the cheapest in front. Nothing if there is none.
pub fn worth_more_days(all: &[Validated], choice: &Choice) -> Vec<usize> {
    let cost = |at: usize| of_endpoint(&all[at].contrasts, AXES[0]).other.mean.unwrap_or(f64::INFINITY);
    let limit = choice.cheap.map_or(f64::INFINITY, cost);
    let undecided = |at: &usize| all[*at].verdict == Verdict::Undecided && cost(*at) < limit;
    let mut open: Vec<usize> = (1..all.len()).filter(undecided).collect();
    open.sort_by(|a, b| cost(*a).total_cmp(&cost(*b)));
    open.truncate(UNDECIDED);
    if open.is_empty() {
        return open;
    }
    let mut places = vec![0];
    places.extend(choice.cheap.filter(|cheap| *cheap != 0));
    places.extend(open);
    places
}

/// Chooses among the validated.
pub fn choice(all: &[Validated], samples: &[&Sample]) -> Choice {
    let cost = |at: &usize| of_endpoint(&all[*at].contrasts, AXES[0]).other.mean.unwrap_or(f64::INFINITY);
    let least = |places: &mut dyn Iterator<Item = usize>| places.reduce(|a, b| if cost(&b) < cost(&a) { b } else { a });
    let met = || (0..all.len()).filter(|at| all[*at].verdict == Verdict::Met);
    let stays = |at: &usize| !matches!(all[*at].fate, Some(Fate::PutAside { .. }));
    let Some(cheap) = least(&mut met().filter(stays)) else {
        let misses_by = |at: &usize| all[*at].worst.unwrap_or(f64::INFINITY);
        let places = 0..all.len();
        let least_bad = places.reduce(|a, b| if misses_by(&b) < misses_by(&a) { b } else { a });
        return Choice { least_bad, ..Choice::default() };
    };
    let leaves = |at: &usize, free: f64| all[*at].worst.is_some_and(|worst| worst <= -free);
    let [balanced, safe] = FREE.map(|free| least(&mut met().filter(|at| leaves(at, free))));
    let has_its_days = |at: &usize| *at != cheap && samples[*at].runs() == samples[cheap].runs();
    let alike = |at: &usize| {
        let pair = contrasts(samples[cheap], &[samples[*at]]);
        let verdict = of_endpoint(&pair[0], AXES[0]).verdict;
        matches!(verdict, contrast::Verdict::Same | contrast::Verdict::Unclear)
    };
    Choice {
        cheap: Some(cheap),
        balanced,
        safe,
        least_bad: None,
        near: met().filter(has_its_days).filter(alike).collect(),
    }
}
