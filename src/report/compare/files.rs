//! Which files does a comparison leave: a row a figure, every run side by side, and both as JSON.

use super::{Comparison, Rival, text};
use crate::experiment::aggregate::Estimate;
use crate::experiment::contrast::Contrast;
use crate::experiment::metrics::METRICS;
use crate::report::figure::{self, figure as digits, written};
use crate::report::folder::File;
use crate::report::{FORMAT_VERSION, tables};
use serde_json::{Value, json};

/// Every file of the folder.
pub(super) fn all(of: &Comparison) -> Vec<File> {
    let file = |name: &str, bytes: Vec<u8>| File { name: name.to_owned(), bytes };
    let mut files = vec![
        file("compare.json", json(of).into_bytes()),
        file("compare.csv", csv(of)),
        file("compare.md", text::markdown(of).into_bytes()),
        file("runs.csv", runs(of)),
    ];
    let locks = of.rivals.iter().enumerate();
    files.extend(
        locks.map(|(at, rival)| File { name: format!("{}.lock.yaml", at + 1), bytes: rival.lock.clone().into_bytes() }),
    );
    files
}

const HEADER: [&str; 22] = [
    "base",
    "other",
    "scope",
    "metric",
    "unit",
    "base_mean",
    "base_ci95_low",
    "base_ci95_high",
    "other_mean",
    "other_ci95_low",
    "other_ci95_high",
    "difference",
    "difference_ci95_low",
    "difference_ci95_high",
    "relative_percent",
    "relative_percent_ci95_low",
    "relative_percent_ci95_high",
    "pairs",
    "runs_that_differ",
    "variance_reduction",
    "p_holm",
    "verdict",
];

fn csv(of: &Comparison) -> Vec<u8> {
    let rows = of.others().flat_map(|(rival, contrasts)| contrasts.iter().map(move |row| cells(of, rival, row)));
    tables::table(&HEADER.map(str::to_owned), rows)
}

fn cells(of: &Comparison, rival: &Rival, row: &Contrast) -> Vec<String> {
    let unit = &row.base.unit;
    let known = |of: &Estimate| [of.mean, of.low, of.high].map(|value| written(value, unit));
    let interval = row.difference();
    let difference = [interval.map(|i| i.value), interval.map(|i| i.low), interval.map(|i| i.high)];
    let relative = [row.relative.map(|i| i.value), row.relative.map(|i| i.low), row.relative.map(|i| i.high)];
    let mut cells = vec![of.base().name.clone(), rival.name.clone(), row.base.scope.clone(), row.base.metric.clone()];
    cells.push(unit.clone());
    cells.extend(known(&row.base).into_iter().chain(known(&row.other)));
    cells.extend(difference.map(|value| written(value, unit)));
    cells.extend(relative.map(|value| value.map_or_else(String::new, |share| digits(share * 100.0))));
    cells.extend([row.pairs.to_string(), row.differing.to_string()]);
    let gain = row.paired.map(|paired| paired.variance_reduction);
    cells.extend([gain, row.p].map(|value| value.map_or_else(String::new, digits)));
    cells.push(row.verdict.name().to_owned());
    cells
}

/// A row a run, figure and rival.
fn runs(of: &Comparison) -> Vec<u8> {
    let header = ["run", "scope", "metric", "unit", "setting", "value"].map(str::to_owned);
    let base = &of.base().sample;
    let rows = base.runs().iter().enumerate().flat_map(|(at, run)| {
        base.scopes().enumerate().flat_map(move |(scope, name)| {
            METRICS.iter().enumerate().flat_map(move |(figure, metric)| {
                of.rivals.iter().map(move |rival| {
                    let value = written(rival.sample.value(scope, figure, at), metric.unit);
                    let words = [name, metric.name, metric.unit, &rival.name].map(str::to_owned);
                    std::iter::once(run.to_string()).chain(words).chain([value]).collect()
                })
            })
        })
    });
    tables::table(&header, rows)
}

/// The comparison as JSON, with a line end.
pub(super) fn json(of: &Comparison) -> String {
    let assumptions: serde_json::Map<String, Value> =
        of.assumptions.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    let others: Vec<Value> = of
        .others()
        .map(|(rival, contrasts)| {
            json!({
                "other": rival.name,
                "identical": of.is_identical(rival),
                "contrasts": contrasts.iter().map(contrast).collect::<Vec<_>>(),
            })
        })
        .collect();
    let value = json!({
        "format_version": FORMAT_VERSION,
        "dryscale_version": env!("CARGO_PKG_VERSION"),
        "answers": of.answers(),
        "rivals": of.rivals.iter().map(|rival| json!({"name": rival.name, "title": rival.title})).collect::<Vec<_>>(),
        "seed": of.seed,
        "runs": of.runs(),
        "runs_asked": of.asked,
        "complete": of.runs() == of.asked,
        "comparisons": others,
        "remarks": of.remarks,
        "assumptions": assumptions,
    });
    let mut text = serde_json::to_string_pretty(&value).expect("a JSON value can be written");
    text.push('\n');
    text
}

fn contrast(row: &Contrast) -> Value {
    let unit = &row.base.unit;
    let number = |value: Option<f64>| figure::json(value, unit);
    let plain = |value: Option<f64>| figure::json(value, "");
    let known =
        |of: &Estimate| json!({"mean": number(of.mean), "ci95_low": number(of.low), "ci95_high": number(of.high)});
    let interval = row.difference();
    let percent = |of: fn(&crate::stats::Interval) -> f64| plain(row.relative.as_ref().map(|i| of(i) * 100.0));
    json!({
        "scope": row.base.scope,
        "metric": row.base.metric,
        "unit": unit,
        "headline": row.base.headline,
        "base": known(&row.base),
        "other": known(&row.other),
        "difference": {
            "mean": number(interval.map(|i| i.value)),
            "ci95_low": number(interval.map(|i| i.low)),
            "ci95_high": number(interval.map(|i| i.high)),
        },
        "relative_percent": {"mean": percent(|i| i.value), "ci95_low": percent(|i| i.low), "ci95_high": percent(|i| i.high)},
        "pairs": row.pairs,
        "runs_that_differ": row.differing,
        "variance_reduction": plain(row.paired.map(|paired| paired.variance_reduction)),
        "correlation": plain(row.paired.and_then(|paired| paired.correlation)),
        "p_holm": plain(row.p),
        "verdict": row.verdict.name(),
    })
}
