//! Which tables does a result hold: one function a CSV file, times with their offset and as seconds since the start.

mod activities;

pub use activities::activities;

use super::figure::{column_figure, written};
use super::{Report, Subject};
use crate::engine::{Span, Time, Zone};
use crate::experiment::aggregate::{Aggregates, PerRun};
use crate::simulation::outcome::{RunOutcome, Stretch, Timeline};

/// `summary.csv`: a row a scope and metric.
pub fn summary(report: &Report<'_>) -> Vec<u8> {
    let header = ["scope", "metric", "unit", "mean", "ci95_low", "ci95_high", "min", "p50", "max", "note"];
    let rows = report.aggregates.metrics.iter().map(|row| {
        let mut cells = vec![row.scope.clone(), row.metric.clone(), row.unit.clone()];
        let figures = [row.mean, row.low, row.high, row.min, row.p50, row.max];
        cells.extend(figures.map(|value| written(value, &row.unit)));
        cells.push(report.note(row).to_owned());
        cells
    });
    table(&header.map(str::to_owned), rows)
}

/// `runs.csv`: a row a replication; a metric of another scope than the endpoint has it in braces.
pub fn runs(report: &Report<'_>) -> Vec<u8> {
    let (header, rows) = run_cells(report.aggregates);
    table(&header, rows.into_iter())
}

/// Header and rows of `runs.csv`.
pub(super) fn run_cells(all: &Aggregates) -> (Vec<String>, Vec<Vec<String>>) {
    let heading = |(scope, metric): &(String, String)| match scope.as_str() {
        "endpoint" => metric.clone(),
        _ => format!("{metric}{{{scope}}}"),
    };
    let units: Vec<&str> = all
        .run_metrics
        .iter()
        .map(|(scope, metric)| {
            let row = all.metrics.iter().find(|row| row.scope == *scope && row.metric == *metric);
            let by_name = if metric.starts_with("cost_") { "usd" } else { "" };
            row.map_or(by_name, |row| row.unit.as_str())
        })
        .collect();
    let header: Vec<String> = std::iter::once("run".to_owned()).chain(all.run_metrics.iter().map(heading)).collect();
    let cells = |run: &PerRun| {
        let values = run.values.iter().zip(&units).map(|(value, unit)| written(*value, unit));
        std::iter::once(run.run.to_string()).chain(values).collect()
    };
    let rows = all.per_run.iter().map(cells).collect();
    (header, rows)
}

type Column = (&'static str, fn(&Timeline) -> &Vec<f32>);

const TIMELINE: [Column; 17] = [
    ("offered_per_s", |line| &line.offered_per_s),
    ("attempts_per_s", |line| &line.attempts_per_s),
    ("served_per_s", |line| &line.served_per_s),
    ("refused_requests", |line| &line.refused),
    ("timed_out_requests", |line| &line.timed_out),
    ("failed_requests", |line| &line.failed),
    ("good_share", |line| &line.good_share),
    ("desired_instances", |line| &line.desired),
    ("in_service_instances", |line| &line.in_service),
    ("launching_instances", |line| &line.launching),
    ("draining_instances", |line| &line.draining),
    ("queued_requests", |line| &line.queue),
    ("p50_ms", |line| &line.p50_ms),
    ("p95_ms", |line| &line.p95_ms),
    ("p99_ms", |line| &line.p99_ms),
    ("cost_usd", |line| &line.cost_usd),
    ("demanded_instances", |line| &line.demand),
];

/// `timeline.csv`: a row a scope and step; of each column the mean, the 10th and the 90th percentile over runs.
pub fn timeline(report: &Report<'_>) -> Vec<u8> {
    let all = report.aggregates;
    let mut header = vec!["scope".to_owned(), "time".to_owned(), "seconds".to_owned()];
    let names = ["mean", "p10", "p90"];
    header.extend(TIMELINE.iter().flat_map(|(name, _)| names.map(|of| format!("{name}_{of}"))));
    let endpoint = std::iter::once(("endpoint", [&all.mean, &all.p10, &all.p90]));
    let variants = all.variants.iter().map(|lines| (lines.scope.as_str(), [&lines.mean, &lines.p10, &lines.p90]));
    let rows = endpoint.chain(variants).flat_map(|(scope, lines)| steps(report.subject, scope, lines));
    table(&header, rows)
}

/// A row a step of the mean, the 10th and the 90th percentile of one scope.
fn steps<'a>(subject: &'a Subject, scope: &'a str, lines: [&'a Timeline; 3]) -> impl Iterator<Item = Vec<String>> + 'a {
    let mean = lines[0];
    (0..mean.offered_per_s.len()).map(move |step| {
        let mut cells = vec![scope.to_owned()];
        cells.extend(when(subject, mean.start + mean.step * step as u64));
        cells.extend(TIMELINE.iter().flat_map(|(_, column)| {
            lines.map(|line| column(line).get(step).map_or_else(String::new, |value| column_figure(*value)))
        }));
        cells
    })
}

/// `alarms.csv`: the transitions of the shown runs.
pub fn alarms(report: &Report<'_>) -> Vec<u8> {
    let header = ["run", "scope", "time", "seconds", "alarm", "from_state", "to_state", "reason"];
    each_run(
        report,
        &header,
        |run| &run.transitions,
        |subject, change| {
            let mut cells = vec![change.scope.clone()];
            cells.extend(when(subject, change.at));
            cells.extend([&change.alarm, &change.from, &change.to, &change.reason].map(Clone::clone));
            cells
        },
    )
}

/// `decisions.csv`: stretches of equal verdicts of the shown runs, or of all where they were kept.
pub fn decisions(report: &Report<'_>) -> Vec<u8> {
    let header = [
        "run",
        "scope",
        "policy",
        "verdict",
        "reason",
        "from_time",
        "from_seconds",
        "until_time",
        "until_seconds",
        "evaluations",
        "first",
        "last",
    ];
    let cells = |stretch: &Stretch| {
        let mut cells = [&stretch.scope, &stretch.policy, &stretch.verdict, &stretch.reason].map(Clone::clone).to_vec();
        cells.extend(when(report.subject, stretch.from));
        cells.extend(when(report.subject, stretch.until));
        cells.extend([stretch.evaluations.to_string(), stretch.first.clone(), stretch.last.clone()]);
        cells
    };
    let shown = report.aggregates.shown.iter().map(|run| (run.run, &run.decisions));
    let every = report.aggregates.decisions.iter().map(|(run, decisions)| (*run, decisions));
    let runs: Vec<(u32, &Vec<Stretch>)> =
        if report.aggregates.decisions.is_empty() { shown.collect() } else { every.collect() };
    let rows = runs.into_iter().flat_map(|(run, decisions)| {
        decisions.iter().map(move |stretch| std::iter::once(run.to_string()).chain(cells(stretch)).collect())
    });
    table(&header.map(str::to_owned), rows)
}

/// `cooldowns.csv`: when a cooldown ran in the shown runs.
pub fn cooldowns(report: &Report<'_>) -> Vec<u8> {
    let header = ["run", "scope", "policy", "direction", "from_time", "from_seconds", "until_time", "until_seconds"];
    each_run(
        report,
        &header,
        |run| &run.cooldowns,
        |subject, span| {
            let mut cells = [&span.scope, &span.policy, &span.direction].map(Clone::clone).to_vec();
            cells.extend(when(subject, span.from));
            cells.extend(when(subject, span.until));
            cells
        },
    )
}

/// A table with a row for each thing of each shown run, the number of the run first.
fn each_run<'a, Row: 'a>(
    report: &Report<'a>,
    header: &[&str],
    rows: impl Fn(&'a RunOutcome) -> &'a Vec<Row>,
    cells: impl Fn(&Subject, &Row) -> Vec<String>,
) -> Vec<u8> {
    each_row(report, header, |subject, run| rows(run).iter().map(|row| cells(subject, row)).collect())
}

/// A table of the rows of each shown run, its number before each.
fn each_row<'a>(
    report: &Report<'a>,
    header: &[&str],
    rows: impl Fn(&Subject, &'a RunOutcome) -> Vec<Vec<String>>,
) -> Vec<u8> {
    let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
    let all = report.aggregates.shown.iter().flat_map(|run| {
        let numbered = |row: Vec<String>| std::iter::once(run.run.to_string()).chain(row).collect();
        rows(report.subject, run).into_iter().map(numbered)
    });
    table(&header, all)
}

pub(super) fn table(header: &[String], rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(header).expect("memory takes every row");
    for row in rows {
        out.write_record(row).expect("rows are as long as their header");
    }
    out.into_inner().expect("memory takes every byte")
}

/// A moment with its offset, and in seconds since the start (negative in the lead-in).
pub(super) fn when(subject: &Subject, at: Time) -> [String; 2] {
    moment(&subject.zone, subject.start, at)
}

/// The same of a clock and a start.
pub(super) fn moment(zone: &Zone, start: Time, at: Time) -> [String; 2] {
    [zone.iso(at), seconds_since(start, at)]
}

/// Exact to the nanosecond, which nine digits of a float would not be.
fn seconds_since(start: Time, at: Time) -> String {
    match (at.since_or_zero(start), start.since_or_zero(at)) {
        (after, Span::ZERO) => seconds(after),
        (_, before) => format!("-{}", seconds(before)),
    }
}

/// A length in seconds, exact to the nanosecond.
fn seconds(length: Span) -> String {
    let (whole, part) = (length.nanos() / 1_000_000_000, length.nanos() % 1_000_000_000);
    match part {
        0 => whole.to_string(),
        _ => format!("{whole}.{}", format!("{part:09}").trim_end_matches('0')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn lines(table: Vec<u8>) -> Vec<String> {
        String::from_utf8(table).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_summary_row_has_its_interval_and_a_blank_stays_blank() {
        let mut made = fixture::flash_sale();
        let rows = &mut made.aggregates.metrics;
        rows.truncate(2);
        rows[0].scope = "variant/A,B".to_owned();
        (rows[0].mean, rows[0].low, rows[0].high) = (Some(2_000_000_001.0), Some(1.0 / 3.0), None);
        (rows[0].min, rows[0].p50, rows[0].max) = (None, None, None);
        rows[1].mean = None;
        rows[1].note = "> 340".to_owned();
        let lines = lines(summary(&made.report()));
        assert_eq!(lines[0], "scope,metric,unit,mean,ci95_low,ci95_high,min,p50,max,note");
        assert_eq!(lines[1], "\"variant/A,B\",requests,requests,2000000001,0.333333333,,,,,");
        assert!(lines[2].starts_with("endpoint,attainment_percent,percent,,") && lines[2].ends_with(",> 340"));
    }

    #[test]
    fn a_run_has_exact_counts_and_money() {
        let mut made = fixture::flash_sale();
        made.aggregates.per_run.truncate(1);
        made.aggregates.run_metrics.truncate(3);
        made.aggregates.per_run[0].values = vec![Some(2_212_345.0), Some(128.123_456_789), None];
        let lines = lines(runs(&made.report()));
        assert_eq!(lines, ["run,requests,cost_usd,reaction_p95_s{variant/AllTraffic}", "1,2212345,128.123456789,"]);
    }

    #[test]
    fn a_timeline_row_has_three_figures_a_column() {
        let mut made = fixture::calm_day();
        made.aggregates.p90.p95_ms[1] = f32::NAN;
        let lines = lines(timeline(&made.report()));
        assert_eq!(lines.len(), 1_441);
        assert!(lines[0].starts_with(
            "scope,time,seconds,offered_per_s_mean,offered_per_s_p10,offered_per_s_p90,attempts_per_s_mean,"
        ));
        let (header, row): (Vec<&str>, Vec<&str>) = (lines[0].split(',').collect(), lines[2].split(',').collect());
        assert_eq!((header.len(), row.len()), (54, 54));
        assert_eq!(row[..3], ["endpoint", "2026-11-27T00:01:00-05:00", "60"]);
        let p95 = header.iter().position(|name| *name == "p95_ms_p90").unwrap();
        assert_eq!(row[p95], "");
        assert_eq!(row[p95 - 2].parse::<f32>().unwrap(), made.aggregates.mean.p95_ms[1]);
    }

    #[test]
    fn activities_alarms_decisions_and_cooldowns_have_a_row_each() {
        let made = fixture::flash_sale();
        let report = made.report();
        let count = |pick: fn(&RunOutcome) -> usize| made.aggregates.shown.iter().map(pick).sum::<usize>();
        assert_eq!(lines(activities(&report)).len(), 1 + count(|run| run.activities.len()));
        assert_eq!(lines(alarms(&report)).len(), 1 + count(|run| run.transitions.len()));
        assert_eq!(lines(decisions(&report)).len(), 1 + count(|run| run.decisions.len()));
        assert_eq!(lines(cooldowns(&report)).len(), 1 + count(|run| run.cooldowns.len()));
        let sale = lines(activities(&report)).into_iter().find(|line| line.contains("before-sale")).unwrap();
        assert!(sale.contains("2026-11-27T11:45:00-05:00,42300,"), "{sale}");
    }

    #[test]
    fn seconds_are_exact_and_negative_before_the_start() {
        let start = Time::from_secs(1_000);
        assert_eq!(seconds_since(start, start), "0");
        assert_eq!(seconds_since(start, start.back(Span::from_millis(1_500))), "-1.5");
        assert_eq!(seconds_since(start, start + Span::from_nanos(123_456_789_000_000_001)), "123456789.000000001");
    }
}
