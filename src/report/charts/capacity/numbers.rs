//! Which numbers does the capacity chart draw: its series by step, and the CSV of them.

use crate::engine::Time;
use crate::report::charts::value;
use crate::report::findings::{BadSpan, step_of};
use crate::report::tables::when;
use crate::report::{Report, figure};
use crate::simulation::outcome::Timeline;

/// The series of the chart.
pub(in crate::report::charts) struct Numbers<'a> {
    pub(in crate::report::charts) mean: &'a Timeline,
    pub(in crate::report::charts) p10: &'a Timeline,
    pub(in crate::report::charts) p90: &'a Timeline,
    /// The timeline of the run of median cost.
    pub(in crate::report::charts) one: &'a Timeline,
    /// Its number.
    pub(in crate::report::charts) run: u32,
    /// What an instance carries safely [1/s].
    pub(in crate::report::charts) safe: Option<f64>,
    /// `MaxCapacity` by step; blank for a fleet that nobody scales.
    pub(in crate::report::charts) max: Vec<f64>,
    /// Recorded instances in service by step; empty without a record.
    pub(in crate::report::charts) recorded: Vec<f64>,
    bad: Vec<BadSpan>,
}

impl<'a> Numbers<'a> {
    pub(in crate::report::charts) fn of(report: &Report<'a>) -> Self {
        let all = report.aggregates;
        let shown = all.shown.get(all.median);
        let mean = &all.mean;
        Self {
            mean,
            p10: &all.p10,
            p90: &all.p90,
            one: shown.map_or(mean, |run| &run.timeline),
            run: shown.map_or(0, |run| run.run),
            safe: report.subject.safe_rate_per_sec(),
            max: max_by_step(report),
            recorded: report.recorded_by_step(),
            bad: report.bad_spans(),
        }
    }

    /// Requests a second that `instances` carry safely; blank where that is not known.
    pub(in crate::report::charts) fn carried(&self, instances: f64) -> f64 {
        self.safe.map_or(f64::NAN, |safe| instances * safe)
    }

    /// Recorded instances in service; blank where nothing is known.
    pub(in crate::report::charts) fn recorded(&self, step: usize) -> f64 {
        self.recorded.get(step).copied().unwrap_or(f64::NAN)
    }

    pub(in crate::report::charts) fn capacity(&self, line: &Timeline, step: usize) -> f64 {
        self.carried(value(&line.in_service, step))
    }

    /// A row a step, all series of the chart.
    pub(in crate::report::charts) fn csv(&self, report: &Report<'_>) -> Vec<u8> {
        let mut out = csv::Writer::from_writer(Vec::new());
        let mut write = |row: Vec<String>| out.write_record(row).expect("memory takes every row");
        write(HEADER.iter().map(|name| (*name).to_owned()).collect());
        for step in 0..self.mean.offered_per_s.len() {
            write(self.row(report, step));
        }
        out.into_inner().expect("memory takes every byte")
    }

    fn row(&self, report: &Report<'_>, step: usize) -> Vec<String> {
        let (mean, one) = (self.mean, self.one);
        let at = mean.start + mean.step * step as u64;
        let column = |all: &[f32]| figure::column_figure(all.get(step).copied().unwrap_or(f32::NAN));
        let three = |pick: fn(&Timeline) -> &Vec<f32>| [mean, self.p10, self.p90].map(|line| column(pick(line)));
        let capacity = [mean, self.p10, self.p90].map(|line| figure::figure(self.capacity(line, step)));
        let launching = self.carried(value(&mean.launching, step));
        let unmet = (value(&mean.offered_per_s, step) - self.capacity(mean, step)).max(0.0);
        let bad = self.bad.iter().any(|span| (span.from..span.until).contains(&at));
        let mut row = when(report.subject, at).to_vec();
        row.extend(three(|line| &line.offered_per_s));
        row.push(column(&mean.attempts_per_s));
        row.extend(capacity);
        row.extend([launching, self.carried(self.max[step]), unmet].map(figure::figure));
        row.push(bad.to_string());
        row.extend([&one.desired, &one.in_service, &one.launching].map(|all| column(all)));
        row.extend([&self.p10.in_service, &self.p90.in_service, &mean.demand].map(|all| column(all)));
        row.extend(three(|line| &line.p50_ms));
        row.extend(three(|line| &line.p95_ms));
        row.extend(three(|line| &line.p99_ms));
        row.push(figure::figure(self.recorded(step)));
        row
    }
}

const HEADER: [&str; 29] = [
    "time",
    "seconds",
    "offered_per_s_mean",
    "offered_per_s_p10",
    "offered_per_s_p90",
    "attempts_per_s_mean",
    "capacity_per_s_mean",
    "capacity_per_s_p10",
    "capacity_per_s_p90",
    "launching_per_s_mean",
    "max_capacity_per_s",
    "unmet_per_s",
    "slo_missed",
    "desired_instances_shown_run",
    "in_service_instances_shown_run",
    "launching_instances_shown_run",
    "in_service_instances_p10",
    "in_service_instances_p90",
    "demanded_instances_mean",
    "p50_ms_mean",
    "p50_ms_p10",
    "p50_ms_p90",
    "p95_ms_mean",
    "p95_ms_p10",
    "p95_ms_p90",
    "p99_ms_mean",
    "p99_ms_p10",
    "p99_ms_p90",
    "recorded_instances",
];

fn max_by_step(report: &Report<'_>) -> Vec<f64> {
    let line = &report.aggregates.mean;
    let steps = line.offered_per_s.len();
    let mut all = vec![f64::NAN; steps];
    for bounds in report.subject.bounds_over_time() {
        let before: Time = line.start;
        let first = if bounds.from <= before { Some(0) } else { step_of(line, bounds.from) };
        if let Some(first) = first {
            all[first..].fill(f64::from(bounds.max));
        }
    }
    all
}
