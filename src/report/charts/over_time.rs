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
mod tests {
    use super::*;
    use crate::report::fixture;
    use proptest::prelude::*;

    fn rows(steps: usize) -> Rows {
        Rows::of(&Timeline { step: Span::MINUTE, offered_per_s: vec![0.0; steps], ..Timeline::default() })
    }

    proptest! {
        #[test]
        fn a_thinned_series_is_short_and_has_every_extreme(values in prop::collection::vec(-1e6_f64..1e6, 1..9_000)) {
            let rows = rows(values.len());
            let thin = rows.both(|step| values[step]);
            prop_assert!(thin.len() <= MOST_ROWS);
            prop_assert_eq!(thin.len(), rows.count);
            for (at, pair) in thin.chunks(2).enumerate().filter(|_| rows.joined > 1) {
                let (from, until) = (at * rows.joined, ((at + 1) * rows.joined).min(values.len()));
                let joined = &values[from..until];
                prop_assert_eq!(pair[0].min(pair[1]), joined.iter().copied().fold(f64::MAX, f64::min));
                prop_assert_eq!(pair[0].max(pair[1]), joined.iter().copied().fold(f64::MIN, f64::max));
            }
            let [low, high] = rows.band(|step| values[step] - 1.0, |step| values[step] + 1.0);
            prop_assert_eq!((low.len(), high.len()), (rows.count, rows.count));
            prop_assert!(thin.iter().zip(low.iter().zip(&high)).all(|(x, (low, high))| low <= x && x <= high));
        }
    }

    #[test]
    fn a_day_of_minutes_is_not_thinned_and_rows_cover_the_whole() {
        assert_eq!(rows(1_440).joined, 1);
        assert_eq!(rows(MOST_ROWS).count, MOST_ROWS);
        for steps in [MOST_ROWS + 1, 10_080, 50_400] {
            let rows = rows(steps);
            assert!(rows.count <= MOST_ROWS && rows.joined > 1);
            let covered = rows.apart * rows.count as u64;
            let whole = Span::MINUTE * steps as u64;
            assert!(covered >= whole && covered < whole + Span::MINUTE * rows.joined as u64, "{steps}");
        }
    }

    #[test]
    fn blanks_stay_blank_and_do_not_swallow_what_follows() {
        let rows = rows(4_032);
        let thin = rows.both(|step| if step < 4_000 { f64::NAN } else { step as f64 });
        assert!(thin[..3_900 / rows.joined * 2].iter().all(|x| x.is_nan()));
        assert_eq!(thin.last(), Some(&4_031.0));
    }

    #[test]
    fn what_clients_try_again_is_a_line_of_the_load() {
        let drawn = |made: fixture::Made| {
            let load = panels(&made.report()).swap_remove(0);
            load.lines.into_iter().find(|line| line.name == "with retries")
        };
        assert_eq!(drawn(fixture::flash_sale()), None);
        let made = fixture::retries();
        let busiest = |of: &[f32]| f64::from(of.iter().copied().fold(0.0, f32::max));
        let (offered, attempts) = (&made.aggregates.mean.offered_per_s, &made.aggregates.mean.attempts_per_s);
        let (offered, attempts) = (busiest(offered), busiest(attempts));
        assert!(attempts > 2.0 * offered, "the hour is the busiest");
        let line = drawn(made).expect("a line");
        assert_eq!(line.values.iter().copied().fold(0.0, f64::max), attempts);
    }

    #[test]
    fn panels_are_those_that_have_something_to_show() {
        let titles = |made: fixture::Made| -> Vec<String> {
            panels(&made.report()).into_iter().map(|panel| panel.title).collect()
        };
        let day = titles(fixture::flash_sale());
        assert_eq!(day[0], "Requests a second (mean over runs)");
        assert!(day[1].starts_with("Instances (run ") && day[2].starts_with("Utilization (run "), "{day:?}");
        assert!(day[3].starts_with("Latency (mean over runs)"));
        let silent = titles(fixture::zero_traffic());
        assert!(!silent.iter().any(|title| title.starts_with("Latency") || title.contains("not good")), "{silent:?}");
    }

    #[test]
    fn what_really_happened_is_a_line_of_its_own_with_gaps_where_nothing_is_known() {
        use crate::scenario::history::{History, Level};
        let recorded = |made: &fixture::Made| -> Vec<Line> {
            let all = panels(&made.report());
            let named = |panel: &Panel| panel.lines.iter().find(|line| line.name == "recorded").cloned();
            assert!(all.iter().all(|panel| panel.title.starts_with("Instances") || named(panel).is_none()));
            all.iter().filter_map(named).collect()
        };
        for (made, joined) in [(fixture::flash_sale(), false), (fixture::five_weeks(), true)] {
            let mut made = made;
            assert_eq!(recorded(&made), [], "without a record there is no line");
            let step = made.aggregates.mean.step;
            let steps = made.aggregates.mean.offered_per_s.len() as u64;
            let begin = made.aggregates.mean.start;
            let level = |step_no: u64, instances| Level { from: begin + step * step_no, instances };
            let (known, gone, back) = (steps / 4, steps / 2, steps / 4 * 3);
            made.subject.history = Some(History {
                // A peak of one step is not lost where steps are joined.
                levels: vec![
                    level(known, Some(5.0)),
                    level(known + 9, Some(123.0)),
                    level(known + 10, Some(5.0)),
                    level(gone, None),
                    level(back, Some(7.0)),
                ],
                changes: Some(vec![]),
            });
            let rows = Rows::of(&made.aggregates.mean);
            assert_eq!(rows.joined > 1, joined);
            let all = recorded(&made);
            let [line] = &all[..] else { panic!("one line: {all:?}") };
            assert!(line.values.len() == rows.count && rows.count <= MOST_ROWS && line.band.is_none());
            assert!(!line.dash.is_empty(), "it is told apart without its colour");
            let others = panels(&made.report()).into_iter().filter(|panel| panel.title.starts_with("Instances"));
            let same = others.flat_map(|panel| panel.lines).filter(|other| other.dash == line.dash).count();
            assert_eq!(same, 1, "nothing else of the panel is dashed like it");
            let quarter = rows.count / 4;
            let near = |from: usize, until: usize| &line.values[from + 2..until - 2];
            assert!(near(0, quarter).iter().all(|x| x.is_nan()), "nothing is known at first");
            assert!(near(quarter, 2 * quarter).iter().all(|x| *x == 5.0 || *x == 123.0));
            assert_eq!(line.values.iter().copied().fold(0.0, f64::max), 123.0);
            assert!(near(2 * quarter, 3 * quarter).iter().all(|x| x.is_nan()), "nor in between");
            assert!(near(3 * quarter, rows.count).iter().all(|x| *x == 7.0));
        }
    }

    #[test]
    fn every_line_has_its_rows_and_a_colour_of_the_house() {
        for (name, made) in fixture::all() {
            let report = made.report();
            let rows = Rows::of(&report.aggregates.mean);
            for line in panels(&report).iter().flat_map(|panel| &panel.lines) {
                assert_eq!(line.values.len(), rows.count, "{name}: {}", line.name);
                assert!(INKS.iter().any(|(ink, _)| *ink == line.ink), "{name}: {}", line.ink);
                assert!(line.band.iter().flatten().all(|edge| edge.len() == rows.count), "{name}: {}", line.name);
            }
        }
    }
}
