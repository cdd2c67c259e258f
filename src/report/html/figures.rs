//! Which figures does the page show: the headline with its intervals, every other one, objectives, and where the time
//! of a scale-out goes.

use super::elasticity;
use super::markup::{Table, escaped, tabs};
use crate::experiment::aggregate::{Estimate, Verdict};
use crate::experiment::budget::{Group, One, Spread};
use crate::report::words::{self, Measure};
use crate::report::{Report, clock};
use crate::simulation::outcome::{Drain, Parts};
use std::fmt::Write as _;

const COLUMNS: [&str; 8] =
    ["figure", "scope", "#mean", "#95 % interval", "#least run", "#median run", "#greatest run", "note"];

/// Objectives and headline figures, then all others; those of elasticity apart.
pub(super) fn markup(report: &Report<'_>) -> String {
    // The figures of an only variant are the endpoint's.
    let has_several = report.subject.variants.len() > 1;
    // Those of elasticity have a tab of their own.
    let service = report.aggregates.metrics.iter().filter(|row| !row.metric.starts_with(elasticity::PREFIX));
    let (first, rest): (Vec<&Estimate>, Vec<&Estimate>) =
        service.partition(|row| row.headline && (has_several || row.scope == "endpoint"));
    let table = |id, caption, rows: Vec<&Estimate>| Table {
        id,
        caption,
        columns: &COLUMNS,
        rows: rows.into_iter().map(|row| cells(report, row)).collect(),
        file: "summary.csv",
        is_filtered: id == "figures-all",
    };
    let mut out = objectives(report);
    out += &table("figures-first", "Headline figures", first).markup();
    let rest = table("figures-all", "All other figures", rest).markup();
    if !rest.is_empty() {
        let _ = write!(out, "<details>\n<summary>All other figures</summary>\n{rest}</details>\n");
    }
    tabs("Figures", &[("service", "Service and cost", out), ("elasticity", "Elasticity", elasticity::markup(report))])
}

fn cells(report: &Report<'_>, row: &Estimate) -> Vec<String> {
    let one = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| said(value, &row.unit));
    let note = report.note(row);
    let mean = one(row.mean);
    let figures = [mean, interval(row, note), one(row.min), one(row.p50), one(row.max)];
    let mut cells = vec![row.metric.clone(), row.scope.clone()];
    cells.extend(figures);
    cells.push(if limit(row, note).is_some() { String::new() } else { note.to_owned() });
    cells
}

/// A share that is zero in every run has an upper limit, too small for the words of a share.
fn limit<'a>(row: &Estimate, note: &'a str) -> Option<&'a str> {
    note.strip_prefix("< ").filter(|_| row.unit == "percent")
}

/// The interval of a figure in words.
pub(super) fn interval(row: &Estimate, note: &str) -> String {
    match (limit(row, note), row.low, row.high) {
        (Some(limit), ..) => format!("less than {} %", limit.trim_end_matches('%').trim_end()),
        (None, Some(low), Some(high)) => format!("{} to {}", said(low, &row.unit), said(high, &row.unit)),
        (None, Some(low), None) => format!("{} or more", said(low, &row.unit)),
        (None, None, Some(high)) => format!("{} or less", said(high, &row.unit)),
        (None, None, None) => "–".to_owned(),
    }
}

/// A figure in the words for its unit.
pub(super) fn said(value: f64, unit: &str) -> String {
    match unit {
        "ms" => words::latency(value),
        "s" => words::length(value),
        "percent" => words::percent(value),
        _ if unit.starts_with("usd") => words::dollars(value),
        _ => Measure::of_number(value).bare(value),
    }
}

fn objectives(report: &Report<'_>) -> String {
    let row = |judged: &crate::experiment::aggregate::Judged| {
        let verdict = match judged.verdict {
            Verdict::Met => "✓ met",
            Verdict::Missed => "✗ missed",
            Verdict::Undecided => "? undecided",
        };
        let value = judged.value.map_or_else(|| "did not occur".to_owned(), words::number);
        vec![judged.text.clone(), verdict.to_owned(), value]
    };
    let rows = report.aggregates.objectives.iter().map(row).collect();
    let columns = &["objective", "verdict", "#figure"];
    Table { id: "objectives-all", caption: "Objectives", columns, rows, file: "summary.json", is_filtered: false }
        .markup()
}

/// What a part of a reaction is called, in the order of `Parts::NAMES`.
const PARTS: [&str; Parts::NAMES.len()] = [
    "period ends",
    "lag of the alarm",
    "further datapoints",
    "held back",
    "instance",
    "image and model",
    "container start",
    "health checks",
    "warm-up",
];

/// Where the time of scale-outs goes, and of those that followed one another in the same breach.
pub(super) fn reactions(report: &Report<'_>) -> String {
    let budget = &report.aggregates.budget;
    let mut out = group(report, &budget.scale_outs, "reaction-outs", "Scale-outs that answered an alarm");
    out += &group(report, &budget.escalations, "reaction-more", "Further scale-outs of the same breach");
    if budget.open_reactions > 0 {
        let open = words::counted(budget.open_reactions, "scale-out");
        let _ = writeln!(out, "<p>{open} had no new instance by the end and stand in no figure.</p>");
    }
    if out.is_empty() { "<p>No scale-out answered an alarm.</p>\n".to_owned() } else { out }
}

fn group(report: &Report<'_>, group: &Group, id: &str, name: &str) -> String {
    if group.count == 0 {
        return String::new();
    }
    let ones = (group.median.as_ref(), group.p95.as_ref());
    let mut rows = vec![row("all of it", &group.reaction, ones, |one| Some(one.reaction.length()))];
    for (place, name) in PARTS.iter().enumerate() {
        let spread = &group.parts[place];
        rows.push(row(name, spread, ones, |one| Some(one.reaction.parts.in_order()[place])));
    }
    let drain = |one: &One| if let Drain::Over(length) = one.reaction.drain { Some(length) } else { None };
    rows.push(row("backlog, after it", &group.drain, ones, drain));
    let caption = format!("{name}: {} in all runs", words::counted(group.count, "reaction"));
    let columns = &["part", "#mean", "#median", "#95th percentile", "#the median one", "#the one at the 95th"];
    let table = Table { id, caption: &caption, columns, rows, file: "activities.csv", is_filtered: false }.markup();
    let when = |one: Option<&One>| {
        let of = |one: &One| {
            let at = clock::moment(&report.subject.zone, one.reaction.activity, report.subject.window());
            format!("run {} at {at}", one.run)
        };
        one.map_or_else(|| "–".to_owned(), of)
    };
    let which = format!("The median one is of {}, the one at the 95th of {}.", when(ones.0), when(ones.1));
    format!(
        "{table}<p class=\"quiet\">Means add up, percentiles do not; the last two columns are one scale-out each. {}</p>\n",
        escaped(&which)
    )
}

fn row(
    name: &str,
    spread: &Spread,
    (median, p95): (Option<&One>, Option<&One>),
    of: impl Fn(&One) -> Option<crate::engine::Span>,
) -> Vec<String> {
    let length = |secs: Option<f64>| secs.map_or_else(|| "–".to_owned(), words::length);
    let one = |one: Option<&One>| length(one.and_then(&of).map(crate::engine::Span::secs));
    vec![name.to_owned(), length(spread.mean), length(spread.p50), length(spread.p95), one(median), one(p95)]
}
