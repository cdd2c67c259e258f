//! Which files does a sweep leave: figures in long form, a row a point, a row a run, the heat map, and JSON.

use super::text::findings;
use crate::experiment::aggregate::{Judged, Verdict};
use crate::experiment::contrast::{Contrast, of_endpoint};
use crate::experiment::metrics::METRICS;
use crate::experiment::sweep::{JUDGED, Swept};
use crate::report::figure::{self, written};
use crate::report::folder::File;
use crate::report::{FORMAT_VERSION, tables};
use serde_json::{Value, json};

/// Every file of the folder.
pub(super) fn all(of: &Swept) -> Vec<File> {
    let file = |name: &str, bytes: Vec<u8>| File { name: name.to_owned(), bytes };
    let mut files = vec![
        file("sweep.csv", sweep(of)),
        file("points.csv", points(of)),
        file("runs.csv", runs(of)),
        file("sweep.json", json(of).into_bytes()),
    ];
    if of.plan.keys.len() == 2 {
        files.push(file("heatmap.csv", heat_map(of)));
    }
    files
}

/// `point`, `on_grid`, `current`, and the keys by their full paths.
fn heading(of: &Swept) -> Vec<String> {
    let fixed = ["point", "on_grid", "current"].map(str::to_owned);
    fixed.into_iter().chain(of.plan.keys.iter().cloned()).collect()
}

fn place(of: &Swept, at: usize) -> Vec<String> {
    let point = &of.plan.points[at];
    let fixed = [(at + 1).to_string(), point.on_grid.to_string(), point.current.to_string()];
    fixed.into_iter().chain(point.values.iter().cloned()).collect()
}

/// `sweep.csv`: a row a point, scope and metric.
fn sweep(of: &Swept) -> Vec<u8> {
    let mut header = heading(of);
    let names = [
        "scope",
        "metric",
        "unit",
        "mean",
        "ci95_low",
        "ci95_high",
        "to_current",
        "to_current_ci95_low",
        "to_current_ci95_high",
        "variance_reduction",
        "p_holm",
        "verdict",
    ];
    header.extend(names.map(str::to_owned));
    let rows = of.cells.iter().enumerate().flat_map(|(at, cell)| {
        cell.contrasts.iter().map(move |contrast| place(of, at).into_iter().chain(figures(contrast)).collect())
    });
    tables::table(&header, rows)
}

fn figures(contrast: &Contrast) -> Vec<String> {
    let row = &contrast.other;
    let interval = contrast.difference();
    let mut cells = vec![row.scope.clone(), row.metric.clone(), row.unit.clone()];
    let known =
        [row.mean, row.low, row.high, interval.map(|i| i.value), interval.map(|i| i.low), interval.map(|i| i.high)];
    cells.extend(known.map(|value| written(value, &row.unit)));
    let plain = [contrast.paired.map(|paired| paired.variance_reduction), contrast.p];
    cells.extend(plain.map(|value| written(value, "")));
    cells.push(contrast.verdict.name().to_owned());
    cells
}

/// `points.csv`: a row a point with its headline figures, objectives and standing.
fn points(of: &Swept) -> Vec<u8> {
    let mut header = heading(of);
    let headline = || METRICS.iter().filter(|metric| metric.headline || JUDGED.contains(&metric.name));
    header.extend(headline().map(|metric| metric.name.to_owned()));
    header.extend(of.plan.objectives.iter().map(|objective| objective.text.clone()));
    header.extend(JUDGED.iter().map(|metric| format!("{metric}_near_best")));
    let rows = of.cells.iter().enumerate().map(|(at, cell)| {
        let mut cells = place(of, at);
        cells.extend(headline().map(|metric| {
            let row = &of_endpoint(&cell.contrasts, metric.name).other;
            written(row.mean, &row.unit)
        }));
        cells.extend(cell.objectives.iter().map(|judged| verdict(judged).to_owned()));
        cells.extend(cell.near_best.iter().map(ToString::to_string));
        cells
    });
    tables::table(&header, rows)
}

fn verdict(judged: &Judged) -> &'static str {
    match judged.verdict {
        Verdict::Met => "met",
        Verdict::Missed => "missed",
        Verdict::Undecided => "undecided",
    }
}

/// `runs.csv`: a row a point and run with the headline figures of the endpoint.
fn runs(of: &Swept) -> Vec<u8> {
    let headline: Vec<usize> =
        (0..METRICS.len()).filter(|at| METRICS[*at].headline || JUDGED.contains(&METRICS[*at].name)).collect();
    let mut header = vec!["point".to_owned(), "run".to_owned()];
    header.extend(headline.iter().map(|at| METRICS[*at].name.to_owned()));
    let rows = (0..of.cells.len()).flat_map(|point| {
        let (sample, headline) = (of.sample(point), &headline);
        sample.runs().iter().enumerate().map(move |(at, run)| {
            let mut cells = vec![(point + 1).to_string(), run.to_string()];
            cells.extend(headline.iter().map(|figure| written(sample.value(0, *figure, at), METRICS[*figure].unit)));
            cells
        })
    });
    tables::table(&header, rows)
}

/// `heatmap.csv`: a row a cell and judged figure.
fn heat_map(of: &Swept) -> Vec<u8> {
    let mut header = of.plan.keys.clone();
    header
        .extend(["metric", "unit", "mean", "ci95_low", "ci95_high", "current", "best", "near_best"].map(str::to_owned));
    let on_grid = of.cells.iter().zip(&of.plan.points).filter(|(_, point)| point.on_grid);
    let rows = on_grid.flat_map(|(cell, point)| {
        JUDGED.iter().enumerate().map(move |(figure, metric)| {
            let row = &of_endpoint(&cell.contrasts, metric).other;
            let mut cells = point.values.clone();
            cells.extend([row.metric.clone(), row.unit.clone()]);
            cells.extend([row.mean, row.low, row.high].map(|value| written(value, &row.unit)));
            cells.extend([point.current, cell.best[figure], cell.near_best[figure]].map(|flag| flag.to_string()));
            cells
        })
    });
    tables::table(&header, rows)
}

/// The sweep as JSON, with a line end.
pub(super) fn json(of: &Swept) -> String {
    let plan = &of.plan;
    let points: Vec<Value> = of
        .cells
        .iter()
        .enumerate()
        .map(|(at, cell)| {
            let point = &plan.points[at];
            let values: serde_json::Map<String, Value> =
                plan.keys.iter().cloned().zip(point.values.iter().map(|value| Value::from(value.as_str()))).collect();
            let metrics = cell.contrasts.iter().filter(|row| row.base.headline || JUDGED.contains(&row.base.metric.as_str()));
            let objectives = cell.objectives.iter().map(|judged| {
                json!({"objective": judged.text, "verdict": verdict(judged), "value": figure::json(judged.value, "")})
            });
            json!({
                "point": at + 1,
                "on_grid": point.on_grid,
                "current": point.current,
                "values": values,
                "scenario_hash": point.scenario,
                "metrics": metrics.map(metric).collect::<Vec<_>>(),
                "objectives": objectives.collect::<Vec<_>>(),
                "near_best": JUDGED.iter().zip(cell.near_best).filter(|(_, near)| *near).map(|(name, _)| *name).collect::<Vec<_>>(),
            })
        })
        .collect();
    let assumptions: serde_json::Map<String, Value> =
        plan.assumptions.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    let value = json!({
        "format_version": FORMAT_VERSION,
        "dryscale_version": plan.version,
        "name": plan.name,
        "title": plan.title,
        "findings": findings(of),
        "keys": plan.keys,
        "seed": plan.seed,
        "runs": plan.runs,
        "scenario_hash": plan.scenario,
        "formula_target": figure::json(plan.formula_target, ""),
        "points": points,
        "assumptions": assumptions,
    });
    let mut text = serde_json::to_string_pretty(&value).expect("a JSON value can be written");
    text.push('\n');
    text
}

fn metric(contrast: &Contrast) -> Value {
    let row = &contrast.other;
    let number = |value: Option<f64>| figure::json(value, &row.unit);
    let interval = contrast.difference();
    json!({
        "scope": row.scope,
        "metric": row.metric,
        "unit": row.unit,
        "mean": number(row.mean),
        "ci95_low": number(row.low),
        "ci95_high": number(row.high),
        "to_current": number(interval.map(|i| i.value)),
        "to_current_ci95_low": number(interval.map(|i| i.low)),
        "to_current_ci95_high": number(interval.map(|i| i.high)),
        "verdict": contrast.verdict.name(),
    })
}
