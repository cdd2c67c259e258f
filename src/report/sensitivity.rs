//! What does the reader get of a sensitivity study: a tornado in words, CSV and JSON.

mod chart;
mod morris;

pub use morris::Morris;

use super::compare::cell;
use super::figure::{self, written};
use super::grid::Grid;
use super::{FORMAT_VERSION, File, Look, Pictures, ReportError, tables, words};
use crate::experiment::contrast::{Contrast, Verdict, of_endpoint};
use crate::experiment::metrics::METRICS;
use crate::experiment::sensitivity::{Change, Of};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Bars of the tornado in the terminal.
const LISTED: usize = 16;
/// Letters of the longest bar.
const BAR: usize = 16;

/// Shown beside every other metric.
const COST: &str = "cost_usd_per_day";

/// A change, and what the figures then are against the scenario as it stands.
type Bar = (Change, Vec<Contrast>);

/// A finished study.
#[derive(Debug)]
pub struct Tornado {
    /// The scenario's stem.
    pub name: String,
    /// `seed`.
    pub seed: u64,
    /// Days.
    pub runs: u32,
    /// The metric that bars show; a name of `metrics.md`.
    pub metric: String,
    /// What was changed, and what the figures then are against the scenario as it stands.
    pub bars: Vec<Bar>,
    /// Changes that make no sense in this scenario, and why.
    pub refused: Vec<(Change, String)>,
}

impl Tornado {
    fn shown<'c>(&self, contrasts: &'c [Contrast]) -> &'c Contrast {
        of_endpoint(contrasts, &self.metric)
    }

    fn size(&self, contrasts: &[Contrast]) -> f64 {
        let contrast = self.shown(contrasts);
        let counts = matches!(contrast.verdict, Verdict::Lower | Verdict::Higher);
        contrast.difference().filter(|_| counts).map_or(0.0, |difference| difference.value.abs())
    }

    /// Factors by what the larger of their changes moves, the largest first; of equals the first.
    fn factors(&self) -> Vec<(&str, Vec<&Bar>)> {
        let mut all: Vec<(&str, Vec<&Bar>)> = Vec::new();
        for bar in &self.bars {
            match all.iter_mut().find(|(factor, _)| *factor == bar.0.factor) {
                Some((_, bars)) => bars.push(bar),
                None => all.push((&bar.0.factor, vec![bar])),
            }
        }
        let largest = |bars: &[&Bar]| bars.iter().map(|bar| self.size(&bar.1)).fold(0.0, f64::max);
        all.sort_by(|a, b| largest(&b.1).total_cmp(&largest(&a.1)));
        all
    }

    fn moves(&self, bars: &[&Bar]) -> bool {
        bars.iter().any(|bar| self.size(&bar.1) > 0.0)
    }

    /// What moves the metric most, and at most so many `others`.
    fn finding(&self, others: usize) -> String {
        let label = moved(&self.metric);
        let factors = self.factors();
        let moving: Vec<&str> = factors.iter().filter(|(_, bars)| self.moves(bars)).map(|(name, _)| *name).collect();
        match moving.as_slice() {
            [] => format!("Nothing that was tried moves {label} by more than the days do."),
            [only] => format!("Only {only} is shown to move {label}."),
            [first, rest @ ..] => {
                let next: Vec<&str> = rest.iter().take(others).copied().collect();
                format!("What moves {label} most is {first}, then {}.", next.join(", "))
            }
        }
    }

    fn findings(&self) -> Vec<String> {
        let factors = self.factors();
        let mut all = vec![self.finding(3)];
        let rests = |of: Of| {
            let named =
                factors.iter().filter(|(_, bars)| bars[0].0.of == of && self.moves(bars)).map(|(name, _)| *name);
            named.collect::<Vec<_>>()
        };
        let assumed = rests(Of::Assumption);
        if !assumed.is_empty() {
            all.push(format!("The answer rests on what AWS does not say: {}.", assumed.join(", ")));
        }
        let still: Vec<&str> = factors
            .iter()
            .filter(|(_, bars)| bars.iter().all(|bar| self.shown(&bar.1).verdict == Verdict::Same))
            .map(|(name, _)| *name)
            .collect();
        if !still.is_empty() {
            all.push(format!("Changes nothing in any run: {}.", still.join(", ")));
        }
        all
    }

    /// The study for a terminal.
    pub fn summary(&self, look: &Look) -> String {
        let mut out = String::new();
        for finding in self.findings() {
            let _ = writeln!(out, "{}", look.prose(&finding));
        }
        let factors = self.factors();
        let longest = self.bars.iter().map(|bar| self.size(&bar.1)).fold(0.0, f64::max);
        let shown = || factors.iter().take(LISTED).flat_map(|(_, bars)| bars.iter());
        let rows = shown().copied().map(|(change, contrasts)| {
            let contrast = self.shown(contrasts);
            let share = if longest > 0.0 { self.size(contrasts) / longest } else { 0.0 };
            let bar = format!("{:<BAR$}", "█".repeat((share * BAR as f64).ceil() as usize));
            let told = if contrast.verdict == Verdict::Unclear { " not told apart" } else { "" };
            let cost = cell::difference(of_endpoint(contrasts, COST));
            let cost = if self.metric == COST { String::new() } else { format!("; cost a day {cost}") };
            vec![called(change), bar, format!("{}{told}{cost}", cell::difference(contrast))]
        });
        let head = vec![String::new(), cell::label(&self.metric), String::new()];
        let grid = Grid { head, rows: rows.collect(), names: 1, left: &[0, 1, 2] };
        let _ = write!(out, "\n{}", grid.text(look.table()));
        let left = factors.len().saturating_sub(LISTED);
        if left > 0 {
            let _ = writeln!(out, "… and {} in sensitivity.csv", words::counted(left as u64, "factor"));
        }
        for (change, why) in &self.refused {
            let _ = writeln!(out, "{}", look.prose(&format!("Not tried: {}: {why}", called(change))));
        }
        let runs = words::counted(u64::from(self.runs), "run");
        let basis = format!("One change at a time, {runs} each of the same days, seed {}; 95 %, by Holm.", self.seed);
        let _ = writeln!(out, "\n{}", look.prose(&basis));
        if !look.folder.is_empty() {
            let _ = writeln!(out, "{}", look.folder);
        }
        out
    }

    /// Every file of the result folder.
    ///
    /// # Errors
    /// If the chart cannot be drawn.
    pub fn files(&self, pictures: Pictures) -> Result<Vec<File>, ReportError> {
        let mut all = vec![
            File { name: "sensitivity.csv".to_owned(), bytes: self.csv() },
            File { name: "sensitivity.json".to_owned(), bytes: self.json().into_bytes() },
        ];
        all.extend(chart::files(self, pictures)?);
        Ok(all)
    }

    fn csv(&self) -> Vec<u8> {
        let header = [
            "factor",
            "of",
            "from_setting",
            "to_setting",
            "scope",
            "metric",
            "unit",
            "base_mean",
            "mean",
            "difference",
            "difference_ci95_low",
            "difference_ci95_high",
            "variance_reduction",
            "p_holm",
            "verdict",
        ];
        let rows = self.bars.iter().flat_map(|(change, contrasts)| {
            contrasts.iter().map(move |row| {
                let (unit, interval) = (&row.base.unit, row.difference());
                let mut cells = vec![change.factor.clone(), change.of.name().to_owned()];
                cells.extend([change.from.clone(), change.to.clone(), row.base.scope.clone()]);
                cells.extend([row.base.metric.clone(), unit.clone()]);
                let figures = [row.base.mean, row.other.mean];
                let limits = [interval.map(|i| i.value), interval.map(|i| i.low), interval.map(|i| i.high)];
                cells.extend(figures.into_iter().chain(limits).map(|value| written(value, unit)));
                let plain = [row.paired.map(|paired| paired.variance_reduction), row.p];
                cells.extend(plain.map(|value| written(value, "")));
                cells.push(row.verdict.name().to_owned());
                cells
            })
        });
        tables::table(&header.map(str::to_owned), rows)
    }

    /// The study as JSON, with a line end.
    pub fn json(&self) -> String {
        let bar = |change: &Change, contrasts: &[Contrast]| {
            let rows = contrasts.iter().filter(|row| row.base.headline || row.base.metric == self.metric);
            let rows: Vec<Value> = rows
                .map(|row| {
                    let interval = row.difference();
                    let number = |value: Option<f64>| figure::json(value, &row.base.unit);
                    json!({
                        "scope": row.base.scope,
                        "metric": row.base.metric,
                        "unit": row.base.unit,
                        "mean": number(row.other.mean),
                        "difference": number(interval.map(|i| i.value)),
                        "ci95_low": number(interval.map(|i| i.low)),
                        "ci95_high": number(interval.map(|i| i.high)),
                        "verdict": row.verdict.name(),
                    })
                })
                .collect();
            let named = [&change.factor, &change.from, &change.to];
            json!({"factor": named[0], "of": change.of.name(), "from": named[1], "to": named[2], "metrics": rows})
        };
        let ordered = self.factors();
        let bars = ordered.iter().flat_map(|(_, bars)| bars.iter()).map(|of| bar(&of.0, &of.1));
        let value = json!({
            "format_version": FORMAT_VERSION,
            "dryscale_version": env!("CARGO_PKG_VERSION"),
            "name": self.name,
            "findings": self.findings(),
            "metric": self.metric,
            "seed": self.seed,
            "runs": self.runs,
            "changes": bars.collect::<Vec<_>>(),
            "not_tried": self.refused.iter().map(|(change, why)| json!({"change": called(change), "why": why})).collect::<Vec<_>>(),
        });
        let mut text = serde_json::to_string_pretty(&value).expect("a JSON value can be written");
        text.push('\n');
        text
    }
}

/// `keep-busy.TargetValue 600 → 480`, `launch time x 0.5`.
fn called(change: &Change) -> String {
    if change.from.is_empty() {
        format!("{} {}", change.factor, change.to)
    } else {
        format!("{} {} → {}", change.factor, change.from, change.to)
    }
}

/// A metric where a sentence says what moves it.
fn moved(metric: &str) -> String {
    let label = cell::label(metric);
    if metric.ends_with("_percent") { format!("the share {label}") } else { label }
}

/// The names that a tornado can be drawn of.
pub fn metrics() -> impl Iterator<Item = &'static str> {
    METRICS.iter().map(|metric| metric.name)
}
