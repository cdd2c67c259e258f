//! What do the three panels draw: load against capacity, desired against in service, latencies.

use super::{Panel, Sheet};
use crate::report::charts::canvas::{Canvas, Side};
use crate::report::charts::frame::{self, PANEL, QUIETLY, Sample};
use crate::report::charts::plot::Plot;
use crate::report::charts::scale::Scale;
use crate::report::charts::style::{
    AXIS, BAND, DEMAND, DESIRED, IN_SERVICE, INK, LAUNCHING_HATCH, LINE_WIDTH, MEDIAN, SECOND, TEXT, VIOLATION,
};
use crate::report::charts::time_axis::TimeAxis;
use crate::report::charts::{latency_label, latency_scale, tried_again, value};
use crate::report::words;

/// On and off of a line for what is wanted [px].
const DASH: (f64, f64) = (10.0, 6.0);
/// On and off of a dotted line [px].
const DOTS: (f64, f64) = (2.5, 6.0);
/// Of what really happened.
const LONG: (f64, f64) = (18.0, 4.0);

impl Sheet<'_> {
    /// Load and the safe rate of what is in service.
    pub(super) fn load(&self, canvas: &mut Canvas<'_>, time: &TimeAxis) -> Result<(), String> {
        let (n, panel) = (self.numbers, self.layout.load);
        let (mean, steps) = (n.mean, n.mean.offered_per_s.len());
        let capacity = |step: usize| n.capacity(mean, step);
        let with_launching = |step: usize| capacity(step) + n.carried(value(&mean.launching, step));
        // Where nobody tries again the line would lie on the other.
        let attempts = |step: usize| if tried_again(mean) { value(&mean.attempts_per_s, step) } else { f64::NAN };
        let most = greatest(steps, |step| {
            [value(&n.p90.offered_per_s, step), attempts(step), n.capacity(n.p90, step), with_launching(step)]
                .into_iter()
                .fold(value(&mean.offered_per_s, step), f64::max)
        });
        // A limit far above everything else would flatten the picture; it is then only named.
        let max = greatest(steps, |step| n.carried(n.max[step]));
        let max_shown = max > 0.0 && max <= most * 1.6;
        let values = Scale::linear(if max_shown { most.max(max) } else { most }, false, 4, (panel.bottom, panel.top));
        let plot = Plot { time, values, line: mean };
        frame::grid(canvas, &plot, tick_label)?;
        for band in [(&n.p10.offered_per_s, &n.p90.offered_per_s)] {
            for outline in plot.ribbons(|step| value(band.0, step), |step| value(band.1, step)) {
                canvas.area(&outline, DEMAND.at(BAND))?;
            }
        }
        for outline in plot.ribbons(|step| n.capacity(n.p10, step), |step| n.capacity(n.p90, step)) {
            canvas.area(&outline, IN_SERVICE.at(BAND))?;
        }
        for outline in plot.ribbons(capacity, with_launching) {
            canvas.hatched(&outline, LAUNCHING_HATCH)?;
        }
        for outline in plot.ribbons(capacity, |step| value(&mean.offered_per_s, step)) {
            canvas.area(&outline, VIOLATION.at(55))?;
        }
        if max_shown {
            for path in plot.stairs(|step| n.carried(n.max[step])) {
                canvas.line(&path, AXIS, 1.4)?;
            }
        }
        for path in plot.stairs(capacity) {
            canvas.line(&path, IN_SERVICE, LINE_WIDTH)?;
        }
        for path in plot.stairs(attempts) {
            canvas.dashed(&path, SECOND, LINE_WIDTH, DASH)?;
        }
        for path in plot.stairs(|step| value(&mean.offered_per_s, step)) {
            canvas.line(&path, DEMAND, LINE_WIDTH)?;
        }
        frame::base(canvas, panel.bottom)?;
        self.load_heading(canvas, panel, (max, max_shown))
    }

    fn load_heading(&self, canvas: &mut Canvas<'_>, panel: Panel, (max, shown): (f64, bool)) -> Result<(), String> {
        let unmet = self.report.unmet();
        let launched = self.numbers.mean.launching.iter().any(|x| *x > 0.0);
        let mut legend = vec![(Sample::Line(DEMAND, LINE_WIDTH), "offered".to_owned())];
        if tried_again(self.numbers.mean) {
            legend.push((Sample::Dashed(SECOND, DASH), "with retries".to_owned()));
        }
        if let Some(safe) = self.numbers.safe {
            let words = format!("in service × {}/s", words::rate(safe));
            legend.push((Sample::Line(IN_SERVICE, LINE_WIDTH), words));
        }
        if unmet.requests >= 0.5 {
            let words = format!("unmet: {} requests", words::about(unmet.requests));
            legend.push((Sample::Area(VIOLATION.at(55)), words));
        }
        if launched && self.numbers.safe.is_some() {
            legend.push((Sample::Hatched(LAUNCHING_HATCH), "launching".to_owned()));
        }
        if max > 0.0 {
            let words = if shown { "MaxCapacity".to_owned() } else { format!("MaxCapacity: {}/s", words::rate(max)) };
            legend.push((Sample::Line(AXIS, 1.4), words));
        }
        if self.report.aggregates.runs > 1 {
            legend.push((Sample::Area(DEMAND.at(BAND)), "p10–p90 of runs".to_owned()));
        }
        frame::heading(canvas, panel.heading, "Requests a second", &legend)
    }

    /// Desired, in service and launching of the run of median cost.
    pub(super) fn counts(&self, canvas: &mut Canvas<'_>, time: &TimeAxis) -> Result<(), String> {
        let (n, panel) = (self.numbers, self.layout.counts);
        let one = n.one;
        let in_service = |step: usize| value(&one.in_service, step);
        let both = |step: usize| in_service(step) + value(&one.launching, step);
        let demand = |step: usize| value(&n.mean.demand, step);
        let most = greatest(n.mean.offered_per_s.len(), |step| {
            [value(&one.desired, step), value(&n.p90.in_service, step), demand(step), n.recorded(step)]
                .into_iter()
                .fold(both(step), f64::max)
        });
        let plot = Plot { time, values: Scale::linear(most, true, 3, (panel.bottom, panel.top)), line: n.mean };
        frame::grid(canvas, &plot, tick_label)?;
        let runs = plot.ribbons(|step| value(&n.p10.in_service, step), |step| value(&n.p90.in_service, step));
        for outline in runs {
            canvas.area(&outline, IN_SERVICE.at(BAND))?;
        }
        for outline in plot.ribbons(in_service, both) {
            canvas.hatched(&outline, LAUNCHING_HATCH)?;
        }
        for path in plot.stairs(demand) {
            canvas.dashed(&path, INK, 1.6, DOTS)?;
        }
        for path in plot.stairs(in_service) {
            canvas.line(&path, IN_SERVICE, LINE_WIDTH)?;
        }
        for path in plot.stairs(|step| n.recorded(step)) {
            canvas.dashed(&path, SECOND, LINE_WIDTH, LONG)?;
        }
        for path in plot.stairs(|step| value(&one.desired, step)) {
            canvas.dashed(&path, DESIRED, LINE_WIDTH, DASH)?;
        }
        frame::base(canvas, panel.bottom)?;
        let mut legend = vec![
            (Sample::Dashed(DESIRED, DASH), "desired".to_owned()),
            (Sample::Line(IN_SERVICE, LINE_WIDTH), "in service".to_owned()),
        ];
        if one.launching.iter().any(|x| *x > 0.0) {
            legend.push((Sample::Hatched(LAUNCHING_HATCH), "launching".to_owned()));
        }
        legend.push((Sample::Dashed(INK, DOTS), "demanded".to_owned()));
        if n.recorded.iter().any(|x| x.is_finite()) {
            legend.push((Sample::Dashed(SECOND, LONG), "recorded".to_owned()));
        }
        if self.report.aggregates.runs > 1 {
            legend.push((Sample::Area(IN_SERVICE.at(BAND)), "p10–p90 of runs".to_owned()));
        }
        frame::heading(canvas, panel.heading, &format!("Instances{}", of_run(n.run)), &legend)
    }

    /// Percentiles by step, and the SLO.
    pub(super) fn latency(&self, canvas: &mut Canvas<'_>, time: &TimeAxis) -> Result<(), String> {
        let (n, panel) = (self.numbers, self.layout.latency);
        let slo = self.report.subject.slo_latency.map(|span| span.secs() * 1_000.0);
        let seen = [&n.mean.p50_ms, &n.mean.p95_ms, &n.mean.p99_ms, &n.p90.p95_ms];
        let seen = seen.into_iter().flatten().map(|x| f64::from(*x)).collect();
        let (values, logarithmic) = latency_scale(seen, slo, 3, (panel.bottom, panel.top));
        let plot = Plot { time, values, line: n.mean };
        frame::grid(canvas, &plot, latency_label)?;
        for outline in plot.ribbons(|step| value(&n.p10.p95_ms, step), |step| value(&n.p90.p95_ms, step)) {
            canvas.area(&outline, INK.at(BAND))?;
        }
        for path in plot.stairs(|step| value(&n.mean.p99_ms, step)) {
            canvas.dashed(&path, INK, 1.4, (5.0, 4.0))?;
        }
        for path in plot.stairs(|step| value(&n.mean.p50_ms, step)) {
            canvas.line(&path, MEDIAN, LINE_WIDTH)?;
        }
        for path in plot.stairs(|step| value(&n.mean.p95_ms, step)) {
            canvas.line(&path, INK, LINE_WIDTH)?;
        }
        if let Some(slo) = slo {
            let y = plot.values.at(slo);
            canvas.dashed(&[(PANEL.0, y), (PANEL.1, y)], VIOLATION, 1.8, DASH)?;
        }
        frame::base(canvas, panel.bottom)?;
        if n.mean.p95_ms.iter().all(|x| !x.is_finite()) {
            // Between two grid lines.
            let middle = (PANEL.0.midpoint(PANEL.1), panel.top + (panel.bottom - panel.top) * 0.25 - TEXT / 2.0);
            let why = self.report.subject.no_percentiles().unwrap_or("no request was admitted: no latency");
            canvas.text(why, middle, Side::Middle, QUIETLY)?;
        }
        let mut legend = vec![
            (Sample::Line(MEDIAN, LINE_WIDTH), "p50".to_owned()),
            (Sample::Line(INK, LINE_WIDTH), "p95".to_owned()),
            (Sample::Dashed(INK, (5.0, 4.0)), "p99".to_owned()),
        ];
        if let Some(slo) = slo {
            legend.push((Sample::Dashed(VIOLATION, DASH), format!("target {}", latency_label(slo))));
        }
        if !self.report.bad_spans().is_empty() {
            let share = words::set_share(self.report.subject.slo_attainment);
            legend.push((Sample::Area(VIOLATION.at(20)), format!("below {share} good")));
        }
        let heading = if logarithmic { "Latency (log scale)" } else { "Latency" };
        frame::heading(canvas, panel.heading, heading, &legend)
    }
}

/// Whose numbers are drawn, in a heading.
pub(in crate::report::charts) fn of_run(run: u32) -> String {
    if run == 0 { String::new() } else { format!(" (run {run}, median cost)") }
}

pub(in crate::report::charts) fn greatest(steps: usize, value: impl Fn(usize) -> f64) -> f64 {
    (0..steps).map(value).filter(|x| x.is_finite()).fold(0.0, f64::max)
}

pub(in crate::report::charts) fn tick_label(x: f64) -> String {
    if x < 1_000.0 { words::rate(x) } else { words::number(x) }
}
