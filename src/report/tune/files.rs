//! Which files does a search leave: every evaluation, the finalists in long form, what the answer rests on, JSON, and the
//! documents to apply.

use super::Tuning;
use super::sentence::findings;
use crate::experiment::aggregate::{Judged, Verdict};
use crate::experiment::contrast::Contrast;
use crate::experiment::tune::{AIMS, Finalist, Origin};
use crate::report::figure::{self, written};
use crate::report::folder::File;
use crate::report::{FORMAT_VERSION, tables};
use crate::stats::Fate;
use serde_json::{Value, json};

/// Every file but the pictures.
pub(super) fn all(of: &Tuning) -> Vec<File> {
    let file = |name: &str, bytes: Vec<u8>| File { name: name.to_owned(), bytes };
    let mut files = vec![
        file("tune.csv", evaluations(of)),
        file("finalists.csv", finalists(of)),
        file("tune.json", json(of).into_bytes()),
    ];
    if !of.tuned.effects.is_empty() {
        files.push(file("robustness.csv", robustness(of)));
    }
    if !of.tuned.remedies.is_empty() {
        files.push(file("remedies.csv", remedies(of)));
    }
    files.extend(of.documents.iter().map(|(name, text)| file(name, text.clone().into_bytes())));
    files
}

/// Settings of a policy, knob by knob; beside the lattice blank.
fn settings(of: &Tuning, place: usize) -> Vec<String> {
    let knobs = &of.tuned.knobs;
    match &of.tuned.candidates[place].settings {
        Some(own) => knobs.iter().zip(own).map(|(knob, at)| knob.settings[*at].label.clone()).collect(),
        None => vec![String::new(); knobs.len()],
    }
}

/// `tune.csv`: a row an evaluation, in the order in which they decided something.
fn evaluations(of: &Tuning) -> Vec<u8> {
    let mut header: Vec<String> = [
        "step",
        "stage",
        "aim_free_percent",
        "aim_caution_standard_errors",
        "policy_number",
        "days",
        "search_cost_usd_per_day",
        "search_worst_excess_percent",
        "score_usd_per_day",
        "kept",
    ]
    .map(str::to_owned)
    .to_vec();
    header.extend(of.tuned.knobs.iter().map(|knob| knob.name.clone()));
    let rows = of.tuned.found.steps.iter().enumerate().map(|(at, step)| {
        let mut cells = vec![(at + 1).to_string(), step.stage.to_owned(), figure::figure(AIMS[step.aim].0 * 100.0)];
        cells.push(figure::figure(AIMS[step.aim].1));
        cells.extend([step.place.to_string(), step.days.to_string()]);
        cells.extend([figure::money(step.score.cost), figure::figure(step.score.worst * 100.0)]);
        cells.extend([figure::money(step.score.total), step.kept.to_string()]);
        cells.extend(settings(of, step.place));
        cells
    });
    tables::table(&header, rows)
}

/// `finalists.csv`: a row a finalist, scope and metric, of the fresh days.
fn finalists(of: &Tuning) -> Vec<u8> {
    let header = [
        "finalist",
        "called",
        "changes",
        "verdict",
        "front_share",
        "scope",
        "metric",
        "unit",
        "mean",
        "ci95_low",
        "ci95_high",
        "to_today",
        "to_today_ci95_low",
        "to_today_ci95_high",
        "to_today_verdict",
    ];
    let rows = (0..of.tuned.finalists.len()).flat_map(|at| {
        let validated = &of.tuned.finalists[at].validated;
        validated.contrasts.iter().map(move |row| {
            let mut cells = vec![at.to_string(), of.called(at), of.changes(at)];
            cells.extend([verdict(validated.verdict).to_owned(), figure::figure(validated.front)]);
            cells.extend(figures(row));
            cells
        })
    });
    tables::table(&header.map(str::to_owned), rows)
}

fn figures(row: &Contrast) -> Vec<String> {
    let (other, interval) = (&row.other, row.difference());
    let mut cells = vec![other.scope.clone(), other.metric.clone(), other.unit.clone()];
    let known = [
        other.mean,
        other.low,
        other.high,
        interval.map(|i| i.value),
        interval.map(|i| i.low),
        interval.map(|i| i.high),
    ];
    cells.extend(known.map(|value| written(value, &other.unit)));
    cells.push(row.verdict.name().to_owned());
    cells
}

/// `robustness.csv`: a row a change around the recommendation and objective.
fn robustness(of: &Tuning) -> Vec<u8> {
    let header = [
        "factor",
        "of",
        "from_setting",
        "to_setting",
        "changes_anything",
        "objective",
        "verdict",
        "limit_that_decided",
        "dearer_than_today_usd_per_day",
    ];
    let rows = of.tuned.effects.iter().flat_map(|effect| {
        effect.judged.iter().map(move |judged| {
            let change = &effect.change;
            let mut cells = vec![change.factor.clone(), change.of.name().to_owned()];
            cells.extend([change.from.clone(), change.to.clone(), (!effect.is_without_effect).to_string()]);
            cells.extend([judged.text.clone(), verdict(judged.verdict).to_owned(), written(judged.value, "")]);
            cells.push(written(effect.dearer_than_today_usd, "usd"));
            cells
        })
    });
    tables::table(&header.map(str::to_owned), rows)
}

/// `remedies.csv`: a row a remedy and objective.
fn remedies(of: &Tuning) -> Vec<u8> {
    let header = ["remedy", "edits", "objective", "verdict", "limit_that_decided"];
    let rows = of.tuned.remedies.iter().flat_map(|remedy| {
        let edits: Vec<String> = remedy.edits.iter().map(|edit| format!("{}={}", edit.path, edit.value)).collect();
        let edits = edits.join("; ");
        remedy.judged.iter().map(move |judged| {
            let mut cells = vec![remedy.said.clone(), edits.clone(), judged.text.clone()];
            cells.extend([verdict(judged.verdict).to_owned(), written(judged.value, "")]);
            cells
        })
    });
    tables::table(&header.map(str::to_owned), rows)
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Missed => "missed",
        Verdict::Undecided => "undecided",
    }
}

/// The search as JSON, with a line end.
pub(super) fn json(of: &Tuning) -> String {
    let tuned = &of.tuned;
    let place = |place: Option<usize>| place.map_or(Value::Null, Value::from);
    let [search, validation, around] = tuned.spent;
    let value = json!({
        "format_version": FORMAT_VERSION,
        "dryscale_version": env!("CARGO_PKG_VERSION"),
        "name": of.name,
        "title": of.title,
        "findings": findings(of),
        "objectives": tuned.objectives.iter().map(|objective| objective.text.clone()).collect::<Vec<_>>(),
        "seed": of.seed,
        "fresh_seed": tuned.asked.fresh_seed,
        "fresh_runs": tuned.asked.fresh_runs,
        "runs": {"search": search, "validation": validation, "around": around},
        "recommended": place(tuned.choice.cheap),
        "balanced": place(tuned.choice.balanced),
        "safe": place(tuned.choice.safe),
        "least_bad": place(tuned.choice.least_bad),
        "not_told_from_recommended": tuned.choice.near,
        "finalists": (0..tuned.finalists.len()).map(|at| finalist(of, at)).collect::<Vec<_>>(),
        "remedies": tuned.remedies.iter().map(|r| json!({"said": r.said, "verdict": verdict(r.verdict)})).collect::<Vec<_>>(),
        "rerun": of.rerun,
        "assumptions": of.assumptions.iter().map(|(k, v)| (k.clone(), Value::from(v.clone()))).collect::<serde_json::Map<_, _>>(),
    });
    let mut text = serde_json::to_string_pretty(&value).expect("a JSON value can be written");
    text.push('\n');
    text
}

fn finalist(of: &Tuning, at: usize) -> Value {
    let Finalist { candidate, changes, origin, validated, sample, .. } = &of.tuned.finalists[at];
    let headline = validated.contrasts.iter().filter(|row| row.other.headline);
    let metrics: Vec<Value> = headline
        .map(|row| {
            let number = |value: Option<f64>| figure::json(value, &row.other.unit);
            let interval = row.difference();
            json!({
                "scope": row.other.scope,
                "metric": row.other.metric,
                "unit": row.other.unit,
                "mean": number(row.other.mean),
                "ci95_low": number(row.other.low),
                "ci95_high": number(row.other.high),
                "to_today": number(interval.map(|i| i.value)),
                "to_today_verdict": row.verdict.name(),
            })
        })
        .collect();
    let judged = |judged: &Judged| json!({"objective": judged.text, "verdict": verdict(judged.verdict)});
    let put_aside = match validated.fate {
        Some(Fate::PutAside { runs }) => Value::from(runs),
        _ => Value::Null,
    };
    json!({
        "called": of.called(at),
        "runs": sample.runs().len(),
        "origin": match origin { Origin::Today => "today", Origin::Aws => "aws", Origin::Search => "search" },
        "changes": changes.iter().map(|(name, from, to)| json!({"knob": name, "from": from, "to": to})).collect::<Vec<_>>(),
        "edits": candidate.edits.iter().map(|edit| json!({"path": edit.path, "value": edit.value})).collect::<Vec<_>>(),
        "verdict": verdict(validated.verdict),
        "objectives": validated.judged.iter().map(judged).collect::<Vec<_>>(),
        "front_share": figure::json(Some(validated.front), ""),
        "put_aside_after_runs": put_aside,
        "metrics": metrics,
    })
}
