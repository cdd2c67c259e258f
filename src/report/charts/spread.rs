//! How different are the runs: median, p10 to p90 and least to most of load, capacity and latency over time, and the bad
//! minutes of every run.

use super::canvas::Canvas;
use super::capacity::panels::{greatest, tick_label};
use super::frame::{self, PANEL, Panel, Sample, TICKS_APART};
use super::plot::Plot;
use super::scale::Scale;
use super::style::{DEMAND, IN_SERVICE, Ink, LINE_WIDTH, VIOLATION};
use super::time_axis::TimeAxis;
use super::{Picture, caption, table, value};
use crate::report::tables::when;
use crate::report::{Report, figure, words};
use crate::simulation::outcome::Timeline;

type Column = fn(&Timeline) -> &Vec<f32>;

/// Draws the chart; `None` of a single run.
///
/// # Errors
/// In the words of the drawing library.
pub(super) fn picture(report: &Report<'_>) -> Result<Option<Picture>, String> {
    if report.aggregates.runs < 2 {
        return Ok(None);
    }
    let bad = bad_minutes(report);
    let caption = caption::of(report, finding(report, &bad), caption::footer(report));
    let alt = format!(
        "{}. Over time, median, 10th to 90th percentile and least to most over runs of offered load and of instances in \
         service; below, the bad minutes of every run in ascending order. The numbers are in spread.csv and \
         spread_runs.csv.",
        caption.title
    );
    let drawn = frame::sheet(&caption, &alt, |canvas, room| {
        // The runs' panel has no clock: the clock stands below the second panel.
        let (top, bottom) = room;
        let split = top + (bottom - top) * 0.68;
        let panels: [Panel; 2] = frame::stack((top, split), [0.5, 0.5]);
        let time = TimeAxis::new(&report.subject.zone, report.subject.window(), PANEL, TICKS_APART);
        fan(canvas, report, &time, (panels[0], "Requests a second", |line| &line.offered_per_s, DEMAND))?;
        fan(canvas, report, &time, (panels[1], "Instances in service", |line| &line.in_service, IN_SERVICE))?;
        frame::clock_row(canvas, &time, panels[1].bottom)?;
        let [runs] = frame::stack((split + 20.0, bottom), [1.0]);
        runs_panel(canvas, &bad, runs)
    })?;
    Ok(Some(Picture {
        name: "spread",
        svg: drawn.svg,
        csv: steps(report),
        further: Some(("_runs", runs(&bad))),
        alt,
        texts: drawn.texts,
    }))
}

/// Run and its bad minutes a day, ascending.
fn bad_minutes(report: &Report<'_>) -> Vec<(u32, f64)> {
    let all = report.aggregates;
    let column =
        all.run_metrics.iter().position(|(scope, metric)| scope == "endpoint" && metric == "bad_minutes_per_day");
    let Some(column) = column else { return Vec::new() };
    let mut bad: Vec<(u32, f64)> =
        all.per_run.iter().filter_map(|run| Some((run.run, (*run.values.get(column)?)?))).collect();
    bad.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    bad
}

fn finding(report: &Report<'_>, bad: &[(u32, f64)]) -> String {
    let days = report.subject.duration_secs() / 86_400.0;
    let said = |per_day: f64| words::length_in_words((per_day * days * 60.0).round());
    match (bad.get(bad.len() / 2), bad.last()) {
        (Some(_), Some((_, worst))) if *worst <= 0.0 => format!("None of {} runs has a bad minute", bad.len()),
        (Some((_, middle)), Some((run, worst))) => {
            let middle = if *middle > 0.0 { format!("for {}", said(*middle)) } else { "never".to_owned() };
            format!("The worst of {} runs (run {run}) is bad for {}, the median run {middle}", bad.len(), said(*worst))
        }
        _ => format!("{} runs, and how far they lie apart", report.aggregates.runs),
    }
}

fn fan(
    canvas: &mut Canvas<'_>,
    report: &Report<'_>,
    time: &TimeAxis,
    (panel, heading, column, ink): (Panel, &str, Column, Ink),
) -> Result<(), String> {
    let all = report.aggregates;
    let of = |line: &'_ Timeline, step: usize| value(column(line), step);
    let most = greatest(all.mean.offered_per_s.len(), |step| of(&all.most, step));
    let whole = ink == IN_SERVICE;
    let plot = Plot { time, values: Scale::linear(most, whole, 3, (panel.bottom, panel.top)), line: &all.mean };
    frame::day_lines(canvas, time, &report.subject.zone, (panel.top, panel.bottom))?;
    frame::grid(canvas, &plot, tick_label)?;
    for (low, high, percent) in [(&all.least, &all.most, 14), (&all.p10, &all.p90, 24)] {
        for outline in plot.ribbons(|step| of(low, step), |step| of(high, step)) {
            canvas.area(&outline, ink.at(percent))?;
        }
    }
    for path in plot.stairs(|step| of(&all.middle, step)) {
        canvas.line(&path, ink, LINE_WIDTH)?;
    }
    frame::base(canvas, panel.bottom)?;
    let legend = [
        (Sample::Line(ink, LINE_WIDTH), "median".to_owned()),
        (Sample::Area(ink.at(38)), "p10–p90".to_owned()),
        (Sample::Area(ink.at(14)), "least–most".to_owned()),
    ];
    frame::heading(canvas, panel.heading, heading, &legend)
}

/// A bar a run, ascending: two heaps of runs are seen as two heaps.
fn runs_panel(canvas: &mut Canvas<'_>, bad: &[(u32, f64)], panel: Panel) -> Result<(), String> {
    let most = bad.last().map_or(0.0, |run| run.1);
    let values = Scale::linear(most.max(1.0), false, 3, (panel.bottom, panel.top));
    for tick in &values.ticks {
        let y = values.at(*tick);
        canvas.line(&[(PANEL.0, y), (PANEL.1, y)], super::style::GRID, super::style::THIN)?;
        let at = (PANEL.0 - 12.0, y - super::style::TEXT / 2.0);
        canvas.text(&words::rate(*tick), at, super::canvas::Side::Right, frame::QUIETLY)?;
    }
    let pitch = (PANEL.1 - PANEL.0) / bad.len().max(1) as f64;
    let gap = if pitch > 4.0 { pitch * 0.15 } else { 0.0 };
    for (place, (_, minutes)) in bad.iter().enumerate() {
        let left = PANEL.0 + place as f64 * pitch;
        canvas.rectangle((left + gap, values.at(*minutes)), (left + pitch - gap, panel.bottom), VIOLATION.at(75))?;
    }
    frame::base(canvas, panel.bottom)?;
    let middle = |place: usize| PANEL.0 + (place as f64 + 0.5) * pitch;
    let labels = bad.iter().enumerate().map(|(place, (run, _))| (middle(place), format!("run {run}")));
    frame::bottom_axis(canvas, panel.bottom, labels)?;
    frame::heading(canvas, panel.heading, "Bad minutes a day, of each run, ascending", &[])
}

/// A row a step, with ranks over runs.
fn steps(report: &Report<'_>) -> Vec<u8> {
    let all = report.aggregates;
    let lines = [&all.least, &all.p10, &all.middle, &all.p90, &all.most];
    let columns: [(&str, Column); 3] = [
        ("offered_per_s", |line| &line.offered_per_s),
        ("in_service_instances", |line| &line.in_service),
        ("p95_ms", |line| &line.p95_ms),
    ];
    let rows = (0..all.mean.offered_per_s.len()).map(|step| {
        let at = when(report.subject, all.mean.start + all.mean.step * step as u64);
        let ranks = columns.iter().flat_map(|(_, column)| {
            lines.map(|line| figure::column_figure(column(line).get(step).copied().unwrap_or(f32::NAN)))
        });
        at.into_iter().chain(ranks).collect::<Vec<_>>()
    });
    let mut header = ["time", "seconds"].map(str::to_owned).to_vec();
    let ranks = ["least", "p10", "median", "p90", "most"];
    header.extend(columns.iter().flat_map(|(name, _)| ranks.map(|rank| format!("{name}_{rank}"))));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    table(&header, rows)
}

/// A row a run, in the order in which they stand.
fn runs(bad: &[(u32, f64)]) -> Vec<u8> {
    let rows = bad.iter().map(|(run, minutes)| [run.to_string(), figure::figure(*minutes)]);
    table(&["run", "bad_minutes_per_day"], rows)
}
