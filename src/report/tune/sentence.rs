//! What is recommended, how sure that is, and what it rests on, a sentence each.

use super::Tuning;
use crate::experiment::aggregate::Verdict;
use crate::experiment::contrast::{Verdict as Against, of_endpoint};
use crate::experiment::sensitivity::Of;
use crate::experiment::tune::Origin;
use crate::experiment::tune::around::Effect;
use crate::report::compare::cell;
use crate::report::words;
use crate::stats::Fate;

/// The answer first, then what belongs to it.
pub(super) fn findings(of: &Tuning) -> Vec<String> {
    let mut all = vec![answer(of)];
    all.extend(cost(of));
    if of.tuned.choice.cheap.is_some() {
        all.extend(choice(of));
        all.extend(near(of));
        all.extend(rests_on(of));
    } else {
        all.extend(remedies(of));
    }
    all.extend(bounds(of));
    all
}

/// The recommendation, or that there is none.
pub(super) fn answer(of: &Tuning) -> String {
    let tuned = &of.tuned;
    let runs = of.shown_runs();
    if let Some(cheap) = tuned.choice.cheap {
        let knobs = tuned.finalists[cheap].changes.len();
        return match tuned.finalists[cheap].origin {
            Origin::Today => {
                format!("Leave it as it is: nothing cheaper was found that meets every objective on {runs} fresh runs.")
            }
            Origin::Aws => format!("Recommended: AWS's first values ({}).", of.changes(cheap)),
            Origin::Search => format!(
                "Recommended ({knobs} of {} changed): {}.",
                words::counted(tuned.knobs.len() as u64, "knob"),
                of.changes(cheap)
            ),
        };
    }
    let undecided = tuned.finalists.iter().filter(|of| of.validated.verdict == Verdict::Undecided).count();
    if undecided > 0 {
        let few = words::counted(undecided as u64, "finalist");
        return format!(
            "No policy is shown to meet every objective: on {runs} fresh runs {few} may or may not. More runs decide \
             (--fresh-runs {}).",
            4 * runs
        );
    }
    format!("The objectives cannot be met by turning these knobs: all {} finalists miss one.", tuned.finalists.len())
}

/// What the shown policy costs, against today's.
fn cost(of: &Tuning) -> Option<String> {
    let shown = of.shown();
    let contrast = of_endpoint(&of.tuned.finalists[shown].validated.contrasts, "cost_usd_per_day");
    let runs = of.shown_runs();
    let mean = contrast.other.mean?;
    let least_bad =
        if of.tuned.choice.cheap.is_none() { format!("Least bad: {}. ", of.changes(shown)) } else { String::new() };
    let against = match (contrast.verdict, contrast.relative) {
        (Against::Same, _) => "as today".to_owned(),
        (Against::Unclear, _) => "not told from today".to_owned(),
        (_, Some(relative)) => {
            let word = if relative.value < 0.0 { "less" } else { "more" };
            let [value, low, high] = [relative.value, relative.low, relative.high].map(cell::share);
            let size = value.trim_start_matches(['−', '+']).to_owned();
            format!("{size} % {word} than today, CI {low} to {high} %")
        }
        (_, None) => cell::difference(contrast),
    };
    Some(format!(
        "{least_bad}{} a day ({against}) on {runs} fresh runs that had no part in the search.",
        words::dollars(mean)
    ))
}

/// How the cheapest was told from the others.
fn choice(of: &Tuning) -> Option<String> {
    let fates = || of.tuned.finalists.iter().filter_map(|finalist| finalist.validated.fate);
    let aside: Vec<usize> = fates()
        .filter_map(|fate| match fate {
            Fate::PutAside { runs } => Some(runs),
            Fate::Stays => None,
        })
        .collect();
    let stay = fates().count() - aside.len();
    let after = aside.iter().max()?;
    let others = words::counted(aside.len() as u64, "other");
    Some(if stay == 1 {
        format!(
            "Of those that meet every objective it is the cheapest, or within 1 % of it, with probability 0.95 (Kim and \
             Nelson): {others} put aside after at most {after} runs."
        )
    } else {
        format!("{others} put aside as dearer (Kim and Nelson, 1 %, probability 0.95); {stay} stay.")
    })
}

/// Who cannot be told from the recommendation, the closest to today first.
fn near(of: &Tuning) -> Option<String> {
    let mut near = of.tuned.choice.near.clone();
    near.sort_by(|a, b| of.tuned.finalists[*a].distance.total_cmp(&of.tuned.finalists[*b].distance));
    let said: Vec<String> = near.iter().take(3).map(|at| format!("{} ({})", of.called(*at), of.changes(*at))).collect();
    (!said.is_empty()).then(|| format!("Costs not told from it, the closest to today first: {}.", said.join("; ")))
}

/// Under which inputs and assumptions the recommendation no longer holds.
fn rests_on(of: &Tuning) -> Vec<String> {
    let effects: Vec<&Effect> = of.tuned.effects.iter().filter(|effect| effect.change.of != Of::Knob).collect();
    if effects.is_empty() {
        return Vec::new();
    }
    let misses = |effect: &&&Effect| effect.judged.iter().any(|judged| judged.verdict == Verdict::Missed);
    let said = |effect: &&Effect| format!("{} {}", effect.change.factor, effect.change.to);
    let missing: Vec<String> = effects.iter().filter(misses).map(said).collect();
    let dearer: Vec<String> =
        effects.iter().filter(|effect| effect.dearer_than_today_usd.is_some_and(|usd| usd > 0.0)).map(said).collect();
    let (tried, days) = (effects.len(), of.tuned.days_around);
    let mut all = vec![if missing.is_empty() {
        format!("It survives all {tried} changes of inputs and assumptions that were tried ({days} runs each).")
    } else {
        format!(
            "It survives {} of {tried} changes of inputs and assumptions; it misses an objective with: {}.",
            tried - missing.len(),
            missing.join(", ")
        )
    }];
    let saves =
        of_endpoint(&of.tuned.finalists[of.shown()].validated.contrasts, "cost_usd_per_day").verdict == Against::Lower;
    if saves && !dearer.is_empty() {
        all.push(format!("It would cost more than today's policy with: {}.", dearer.join(", ")));
    }
    all
}

/// What would have to change where the objectives cannot be met.
fn remedies(of: &Tuning) -> Vec<String> {
    let remedies = &of.tuned.remedies;
    if remedies.is_empty() {
        return Vec::new();
    }
    let said = |verdict: Verdict| {
        let all = remedies.iter().filter(|remedy| remedy.verdict == verdict).map(|remedy| remedy.said.clone());
        all.collect::<Vec<_>>().join("; ")
    };
    let (met, undecided) = (said(Verdict::Met), said(Verdict::Undecided));
    let mut all = Vec::new();
    if !met.is_empty() {
        all.push(format!("The least bad would meet them with: {met}."));
    }
    if !undecided.is_empty() {
        all.push(format!("It may or may not with: {undecided}."));
    }
    if met.is_empty() && undecided.is_empty() {
        let tried: Vec<&str> = remedies.iter().map(|remedy| remedy.said.as_str()).collect();
        all.push(format!("None of these alone would do: {}.", tried.join("; ")));
    }
    all
}

/// Between what the cost can lie.
fn bounds(of: &Tuning) -> Option<String> {
    let contrasts = &of.tuned.finalists[of.shown()].validated.contrasts;
    let mean = |metric: &str| of_endpoint(contrasts, metric).other.mean;
    let (floor, ceiling) = (mean("cost_floor_usd_per_day")?, mean("cost_ceiling_usd_per_day")?);
    Some(format!(
        "A perfect scaler would pay {} a day, a fleet for the peak {}.",
        words::dollars(floor),
        words::dollars(ceiling)
    ))
}
