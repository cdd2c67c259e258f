//! Which series does a reader follow over time for himself, with a pointer: the same numbers as in the pictures, thinned
//! to what a page can carry, never without their extremes.

use super::capacity::numbers::Numbers;
use super::capacity::panels::of_run;
use super::envelope::envelope;
use super::style::{AXIS, DEMAND, DESIRED, GOOD, IN_SERVICE, INK, Ink, LAUNCHING, MEDIAN, SECOND, VIOLATION};
use super::{latency_label, latency_scale, outcomes, tried_again, value};
use crate::engine::Span;
use crate::report::{Report, words};
use crate::simulation::outcome::Timeline;

/// Most rows of a series; of a longer one the least and the greatest of joined steps are kept.
pub(in crate::report) const MOST_ROWS: usize = 2_016;

/// The colours by the names that the page gives them.
pub(in crate::report) const INKS: [(&str, Ink); 11] = [
    ("demand", DEMAND),
    ("in-service", IN_SERVICE),
    ("desired", DESIRED),
    ("launching", LAUNCHING),
    ("violation", VIOLATION),
    ("good", GOOD),
    ("second", SECOND),
    ("ink", INK),
    ("median", MEDIAN),
    ("axis", AXIS),
    ("day", super::style::GRID),
];

/// What is written beside the values of a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Unit {
    /// Requests a second, instances, requests: a bare number.
    Number,
    /// Latencies [ms].
    Millis,
    /// Shares [%].
    Percent,
    /// Money [$].
    Dollars,
}

/// A panel on the page's time axis.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Panel {
    /// Heading, with its unit.
    pub(in crate::report) title: String,
    /// What stands beside its values.
    pub(in crate::report) unit: Unit,
    /// Whether the greatest value is far from the middle one.
    pub(in crate::report) is_log: bool,
    /// What is drawn.
    pub(in crate::report) lines: Vec<Line>,
}

/// A series of a panel.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report) struct Line {
    /// What it is.
    pub(in crate::report) name: String,
    /// Its colour, of [`INKS`].
    pub(in crate::report) ink: &'static str,
    /// On and off [px]; empty: solid.
    pub(in crate::report) dash: &'static [u32],
    /// A value a row; blanks are NaN.
    pub(in crate::report) values: Vec<f64>,
    /// Tenth and ninetieth percentile over runs.
    pub(in crate::report) band: Option<[Vec<f64>; 2]>,
}

/// On and off of what is wanted, of limits, of what lies between [px].
const WANTED: &[u32] = &[10, 6];
const DOTS: &[u32] = &[2, 5];
const UPPER: &[u32] = &[5, 4];
/// Of what really happened.
const RECORDED: &[u32] = &[18, 4];

/// The rows of every series of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) struct Rows {
    /// How many steps are joined; 1: none.
    pub(in crate::report) joined: usize,
    /// How many there are.
    pub(in crate::report) count: usize,
    /// From one to the next.
    pub(in crate::report) apart: Span,
    steps: usize,
}

impl Rows {
    /// Of a timeline: a row a step, or two for so many joined steps that the rows are few enough.
    pub(in crate::report) fn of(line: &Timeline) -> Self {
        let steps = line.offered_per_s.len();
        if steps <= MOST_ROWS {
            return Self { joined: 1, count: steps, apart: line.step, steps };
        }
        let joined = steps.div_ceil(MOST_ROWS / 2);
        // The half of an odd number of steps is exact in nanoseconds.
        let apart = Span::from_nanos(line.step.nanos() * joined as u64 / 2);
        Self { joined, count: steps.div_ceil(joined) * 2, apart, steps }
    }

    /// The series: of joined steps the least and the greatest, the one nearer to what came before first.
    fn both(self, value: impl Fn(usize) -> f64) -> Vec<f64> {
        if self.joined == 1 {
            return (0..self.steps).map(value).collect();
        }
        let mut all: Vec<f64> = Vec::with_capacity(self.count);
        for column in envelope(value, self.steps, self.count / 2).columns {
            let (least, greatest) = (column.least, column.greatest);
            let before = all.last().copied().unwrap_or(least);
            let rises = before.is_nan() || (before - least).abs() <= (before - greatest).abs();
            all.extend(if rises { [least, greatest] } else { [greatest, least] });
        }
        all
    }

    /// The edges of a band: never narrower than it is.
    fn band(self, low: impl Fn(usize) -> f64, high: impl Fn(usize) -> f64) -> [Vec<f64>; 2] {
        if self.joined == 1 {
            return [(0..self.steps).map(low).collect(), (0..self.steps).map(high).collect()];
        }
        let low = envelope(low, self.steps, self.count / 2).columns.into_iter().flat_map(|c| [c.least; 2]);
        let high = envelope(high, self.steps, self.count / 2).columns.into_iter().flat_map(|c| [c.greatest; 2]);
        [low.collect(), high.collect()]
    }
}

/// Every panel, in order: load, instances and utilization of each fleet; latency, outcomes, queue and cost of the whole.
pub(in crate::report) fn panels(report: &Report<'_>) -> Vec<Panel> {
    let rows = Rows::of(&report.aggregates.mean);
    let parts = report.parts();
    let mut all = Vec::new();
    if parts.is_empty() {
        all.extend(fleet(report, rows, ""));
    } else {
        all.push(load(report, rows, ""));
        for (subject, aggregates) in &parts {
            let name = subject.part.as_deref().unwrap_or_default();
            all.extend(fleet(&Report { subject, aggregates }, rows, &format!(", {name}")));
        }
    }
    let of = rows;
    all.extend([latency(report, of), outcomes(report, of), queue(report, of), cost(report, of)]);
    for panel in &mut all {
        panel.lines.retain(|line| line.values.iter().any(|x| x.is_finite()));
    }
    // A target or a limit alone is no chart.
    all.retain(|panel| panel.lines.iter().any(|line| line.ink != LIMIT));
    all
}

/// The colour of limits.
const LIMIT: &str = "axis";

/// What happens to one fleet; `of` ends its headings.
fn fleet(report: &Report<'_>, rows: Rows, of: &str) -> [Panel; 3] {
    [load(report, rows, of), instances(report, rows, of), utilization(report, rows, of)]
}

fn line(name: &str, ink: &'static str, dash: &'static [u32], values: Vec<f64>) -> Line {
    Line { name: name.to_owned(), ink, dash, values, band: None }
}

/// The band where there are runs to differ.
fn over_runs(report: &Report<'_>, band: impl FnOnce() -> [Vec<f64>; 2]) -> Option<[Vec<f64>; 2]> {
    (report.aggregates.runs > 1).then(band)
}

/// The end of a heading whose values are means.
fn mean_of(report: &Report<'_>) -> &'static str {
    if report.aggregates.runs > 1 { " (mean over runs)" } else { "" }
}

fn load(report: &Report<'_>, rows: Rows, of: &str) -> Panel {
    let n = Numbers::of(report);
    let offered = Line {
        band: over_runs(report, || {
            rows.band(|step| value(&n.p10.offered_per_s, step), |step| value(&n.p90.offered_per_s, step))
        }),
        ..line("offered", "demand", &[], rows.both(|step| value(&n.mean.offered_per_s, step)))
    };
    let name = n.safe.map_or_else(String::new, |safe| format!("carried safely: in service × {}/s", words::rate(safe)));
    let carried = Line {
        band: over_runs(report, || rows.band(|step| n.capacity(n.p10, step), |step| n.capacity(n.p90, step))),
        ..line(&name, "in-service", WANTED, rows.both(|step| n.capacity(n.mean, step)))
    };
    let title = format!("Requests a second{of}{}", mean_of(report));
    let mut lines = vec![offered, carried];
    if tried_again(n.mean) {
        lines.push(line("with retries", "second", UPPER, rows.both(|step| value(&n.mean.attempts_per_s, step))));
    }
    Panel { title, unit: Unit::Number, is_log: false, lines }
}

fn instances(report: &Report<'_>, rows: Rows, of: &str) -> Panel {
    let n = Numbers::of(report);
    let one = |pick: fn(&Timeline) -> &Vec<f32>| rows.both(|step| value(pick(n.one), step));
    let in_service = Line {
        band: over_runs(report, || {
            rows.band(|step| value(&n.p10.in_service, step), |step| value(&n.p90.in_service, step))
        }),
        ..line("in service", "in-service", &[], one(|line| &line.in_service))
    };
    let mut lines = vec![in_service, line("desired", "desired", WANTED, one(|line| &line.desired))];
    if n.one.launching.iter().any(|x| *x > 0.0) {
        lines.push(line("launching", "launching", UPPER, one(|line| &line.launching)));
    }
    lines.push(line("demanded (mean)", "ink", DOTS, rows.both(|step| value(&n.mean.demand, step))));
    // Without a record there is no such line; what the record does not know is a gap.
    if !n.recorded.is_empty() {
        lines.push(line("recorded", "second", RECORDED, rows.both(|step| n.recorded(step))));
    }
    // A limit far above everything else would flatten the rest.
    let most = |line: &Line| line.values.iter().copied().fold(0.0, f64::max);
    let drawn = lines.iter().map(most).fold(0.0, f64::max);
    if n.max.iter().any(|x| *x <= drawn * 1.6) {
        lines.push(line("MaxCapacity", LIMIT, &[], rows.both(|step| n.max[step])));
    }
    Panel { title: format!("Instances{of}{}", of_run(n.run)), unit: Unit::Number, is_log: false, lines }
}

fn utilization(report: &Report<'_>, rows: Rows, of: &str) -> Panel {
    let (n, subject) = (Numbers::of(report), report.subject);
    let slots = |step: usize| value(&n.one.in_service, step) * f64::from(subject.slots);
    let busy = |step: usize| value(&n.one.offered_per_s, step) * subject.mean_service_secs / slots(step) * 100.0;
    let lines = vec![
        line("offered, of the slots in service", "in-service", &[], rows.both(busy)),
        line("all slots", LIMIT, WANTED, vec![100.0; rows.count]),
    ];
    Panel { title: format!("Utilization{of}{}", of_run(n.run)), unit: Unit::Percent, is_log: false, lines }
}

fn latency(report: &Report<'_>, rows: Rows) -> Panel {
    let n = Numbers::of(report);
    let slo = report.subject.slo_latency.map(|span| span.secs() * 1e3);
    let seen = [&n.mean.p50_ms, &n.mean.p95_ms, &n.mean.p99_ms].into_iter().flatten().map(|x| f64::from(*x)).collect();
    let (_, is_log) = latency_scale(seen, slo, 4, (0.0, 1.0));
    let mean = |pick: fn(&Timeline) -> &Vec<f32>| rows.both(|step| value(pick(n.mean), step));
    let p95 = Line {
        band: over_runs(report, || rows.band(|step| value(&n.p10.p95_ms, step), |step| value(&n.p90.p95_ms, step))),
        ..line("p95", "ink", &[], mean(|line| &line.p95_ms))
    };
    let mut lines = vec![
        line("p50", "median", &[], mean(|line| &line.p50_ms)),
        p95,
        line("p99", "ink", UPPER, mean(|l| &l.p99_ms)),
    ];
    // A target without latencies is no chart.
    if let Some(slo) = slo.filter(|_| lines.iter().any(|line| line.values.iter().any(|x| x.is_finite()))) {
        let name = format!("target {}", latency_label(slo));
        lines.push(line(&name, "violation", WANTED, vec![slo; rows.count]));
    }
    let log = if is_log { ", log scale" } else { "" };
    Panel { title: format!("Latency{}{log}", mean_of(report)), unit: Unit::Millis, is_log, lines }
}

fn outcomes(report: &Report<'_>, rows: Rows) -> Panel {
    let mean = &report.aggregates.mean;
    let kinds: [(&str, &str, &[u32]); 4] = [
        ("slow", "desired", &[]),
        ("refused", "violation", &[]),
        ("timed out", "second", UPPER),
        ("failed", "ink", DOTS),
    ];
    let of = |(place, (name, ink, dash)): (usize, (&str, &'static str, &'static [u32]))| {
        line(name, ink, dash, rows.both(|step| outcomes::rates(mean, step)[place + 1]))
    };
    let mut lines: Vec<Line> = kinds.into_iter().enumerate().map(of).collect();
    lines.retain(|line| line.values.iter().any(|x| *x > 0.0));
    let title = format!("Requests a second that are not good{}", mean_of(report));
    Panel { title, unit: Unit::Number, is_log: false, lines }
}

fn queue(report: &Report<'_>, rows: Rows) -> Panel {
    let n = Numbers::of(report);
    let mean = Line {
        band: over_runs(report, || rows.band(|step| value(&n.p10.queue, step), |step| value(&n.p90.queue, step))),
        ..line("waiting", "second", &[], rows.both(|step| value(&n.mean.queue, step)))
    };
    let lines = if n.mean.queue.iter().any(|x| *x > 0.0) { vec![mean] } else { Vec::new() };
    Panel { title: format!("Waiting requests{}", mean_of(report)), unit: Unit::Number, is_log: false, lines }
}

fn cost(report: &Report<'_>, rows: Rows) -> Panel {
    let mean = &report.aggregates.mean;
    let hours = mean.step.secs() / Span::HOUR.secs();
    let lines = if mean.cost_usd.iter().any(|x| *x > 0.0) {
        vec![line("instances", "good", &[], rows.both(|step| value(&mean.cost_usd, step) / hours))]
    } else {
        Vec::new()
    };
    Panel { title: format!("Cost, $ an hour{}", mean_of(report)), unit: Unit::Dollars, is_log: false, lines }
}

#[cfg(test)]
mod tests;
