//! How long do requests take, and when: percentiles over time, and below them every latency as a heat map, in which two
//! humps stay two humps.

use super::canvas::{Canvas, Side};
use super::frame::{self, PANEL, Panel, QUIETLY, Sample, TICKS_APART};
use super::plot::Plot;
use super::scale::Scale;
use super::style::{GRID, INK, LINE_WIDTH, MEDIAN, TEXT, THIN, VIOLATION, ramp};
use super::time_axis::TimeAxis;
use super::{Picture, caption, latency_label, latency_scale, table, value};
use crate::engine::math;
use crate::report::tables::when;
use crate::report::{Report, figure, words};
use crate::simulation::latency_grid::{ROWS, row_bounds_ms};

/// Shades of the heat map.
const LEVELS: f64 = 12.0;
/// On and off of a limit [px].
const DASH: (f64, f64) = (10.0, 6.0);

/// Draws the chart; `None` if no latency was seen.
///
/// # Errors
/// In the words of the drawing library.
pub(super) fn picture(report: &Report<'_>) -> Result<Option<Picture>, String> {
    let mean = &report.aggregates.mean;
    if mean.p95_ms.iter().all(|x| !x.is_finite()) {
        return Ok(None);
    }
    let title = finding(report);
    let caption = caption::of(report, title, caption::footer(report));
    let alt = format!(
        "{}. Above, the median, the 95th and the 99th percentile of latency over time; below, a heat map of all latencies. \
         The numbers are in latency.csv and latency_heat.csv.",
        caption.title
    );
    let drawn = frame::sheet(&caption, &alt, |canvas, room| {
        let [bands, heat] = frame::stack(room, [0.52, 0.48]);
        let time = TimeAxis::new(&report.subject.zone, report.subject.window(), PANEL, TICKS_APART);
        bands_panel(canvas, report, &time, bands)?;
        heat_panel(canvas, report, &time, heat)?;
        frame::clock_row(canvas, &time, heat.bottom)
    })?;
    Ok(Some(Picture {
        name: "latency",
        svg: drawn.svg,
        csv: bands(report),
        further: Some(("_heat", heat(report))),
        alt,
        texts: drawn.texts,
    }))
}

fn slo_ms(report: &Report<'_>) -> Option<f64> {
    report.subject.slo_latency.map(|span| span.secs() * 1e3)
}

/// How long the mean p95 exceeds the target, or how high it comes.
fn finding(report: &Report<'_>) -> String {
    let line = &report.aggregates.mean;
    let worst = line.p95_ms.iter().filter(|x| x.is_finite()).fold(0.0_f32, |a, x| a.max(*x));
    let worst = words::latency(f64::from(worst));
    let Some(slo) = slo_ms(report) else { return format!("Latency at the 95th percentile reaches {worst}") };
    let over = line.p95_ms.iter().filter(|x| f64::from(**x) > slo).count();
    let target = report.subject.target_words();
    if over == 0 {
        format!("Latency at the 95th percentile stays within {target}: {worst} at most")
    } else {
        let length = words::length_in_words(line.step.secs() * over as f64);
        format!("Latency at the 95th percentile exceeds {target} for {length}: {worst} at worst")
    }
}

fn bands_panel(canvas: &mut Canvas<'_>, report: &Report<'_>, time: &TimeAxis, panel: Panel) -> Result<(), String> {
    let (line, slo) = (&report.aggregates.mean, slo_ms(report));
    let seen = [&line.p50_ms, &line.p95_ms, &line.p99_ms].into_iter().flatten().map(|x| f64::from(*x)).collect();
    let place = (panel.bottom, panel.top);
    let (values, logarithmic) = latency_scale(seen, slo, 4, place);
    let plot = Plot { time, values, line };
    let spans: Vec<_> = report.bad_spans().iter().map(|span| (span.from, span.until)).collect();
    frame::shade(canvas, time, &spans, (panel.top, panel.bottom))?;
    frame::day_lines(canvas, time, &report.subject.zone, (panel.top, panel.bottom))?;
    frame::grid(canvas, &plot, latency_label)?;
    for outline in plot.ribbons(|step| value(&line.p50_ms, step), |step| value(&line.p99_ms, step)) {
        canvas.area(&outline, MEDIAN.at(20))?;
    }
    for path in plot.stairs(|step| value(&line.p99_ms, step)) {
        canvas.dashed(&path, INK, 1.4, (5.0, 4.0))?;
    }
    for path in plot.stairs(|step| value(&line.p50_ms, step)) {
        canvas.line(&path, MEDIAN, LINE_WIDTH)?;
    }
    for path in plot.stairs(|step| value(&line.p95_ms, step)) {
        canvas.line(&path, INK, LINE_WIDTH)?;
    }
    if let Some(slo) = slo {
        let y = plot.values.at(slo);
        canvas.dashed(&[(PANEL.0, y), (PANEL.1, y)], VIOLATION, 1.8, DASH)?;
    }
    frame::base(canvas, panel.bottom)?;
    let mut legend = vec![
        (Sample::Line(MEDIAN, LINE_WIDTH), "p50".to_owned()),
        (Sample::Line(INK, LINE_WIDTH), "p95".to_owned()),
        (Sample::Dashed(INK, (5.0, 4.0)), "p99".to_owned()),
    ];
    legend.extend(slo.map(|slo| (Sample::Dashed(VIOLATION, DASH), format!("target {}", latency_label(slo)))));
    if !spans.is_empty() {
        let share = words::set_share(report.subject.slo_attainment);
        legend.push((Sample::Area(VIOLATION.at(20)), format!("below {share} good")));
    }
    let runs = if report.aggregates.runs > 1 { ", mean over runs" } else { "" };
    let heading = if logarithmic { format!("Latency{runs} (log scale)") } else { format!("Latency{runs}") };
    frame::heading(canvas, panel.heading, &heading, &legend)
}

/// The rows of the grid that hold anything: the first, and the one after the last.
fn rows_used(report: &Report<'_>) -> Option<(usize, usize)> {
    let used = |row: &usize| report.aggregates.latency_grid.columns().any(|column| column[*row] > 0);
    let first = (0..ROWS).find(used)?;
    Some((first, (0..ROWS).rfind(used)? + 1))
}

fn heat_panel(canvas: &mut Canvas<'_>, report: &Report<'_>, time: &TimeAxis, panel: Panel) -> Result<(), String> {
    let (grid, line) = (&report.aggregates.latency_grid, &report.aggregates.mean);
    let Some((first, end)) = rows_used(report) else { return Ok(()) };
    let most = grid.columns().flatten().copied().max().unwrap_or(1).max(1) as f64;
    let (low, high) = (row_bounds_ms(first).0, row_bounds_ms(end - 1).1);
    let values = Scale::logarithmic(low, high, 6, (panel.bottom, panel.top));
    let column_length = line.step * grid.joined as u64;
    let columns: Vec<&[u64]> = grid.columns().collect();
    // By the logarithm of the count: one slow request among a million is seen. Few levels make long runs of one colour.
    let level = |column: usize, row: usize| {
        let count = columns.get(column)?.get(row).filter(|count| **count > 0)?;
        Some((math::ln(1.0 + *count as f64) / math::ln(1.0 + most) * LEVELS).round())
    };
    for row in first..end {
        let (below, above) = row_bounds_ms(row);
        let mut column = 0;
        while column < columns.len() {
            let here = level(column, row);
            let until = (column..columns.len()).find(|next| level(*next, row) != here).unwrap_or(columns.len());
            if let Some(level) = here {
                let x = |column: usize| time.at(line.start + column_length * column as u64);
                // Neighbours overlap by a hair, so that no ground shines through between them.
                let from = (x(column), values.at(above) - 0.2);
                canvas.rectangle(
                    from,
                    ((x(until) + 0.3).min(PANEL.1), values.at(below) + 0.2),
                    ramp(level / LEVELS),
                )?;
            }
            column = until;
        }
    }
    for tick in &values.ticks {
        let y = values.at(*tick);
        canvas.line(&[(PANEL.0, y), (PANEL.1, y)], GRID.at(60), THIN)?;
        canvas.text(&latency_label(*tick), (PANEL.0 - 12.0, y - TEXT / 2.0), Side::Right, QUIETLY)?;
    }
    let mut legend = vec![
        (Sample::Area(ramp(0.05)), "few".to_owned()),
        (Sample::Area(ramp(0.5)), "some".to_owned()),
        (Sample::Area(ramp(1.0)), "many requests".to_owned()),
    ];
    if let Some(slo) = slo_ms(report).filter(|slo| (low..high).contains(slo)) {
        let y = values.at(slo);
        canvas.dashed(&[(PANEL.0, y), (PANEL.1, y)], VIOLATION, 1.8, DASH)?;
        legend.push((Sample::Dashed(VIOLATION, DASH), format!("target {}", latency_label(slo))));
    }
    frame::base(canvas, panel.bottom)?;
    let minutes = words::length(column_length.secs());
    let heading = format!("Requests by latency, a column {minutes} (log scale)");
    frame::heading(canvas, panel.heading, &heading, &legend)
}

/// A row a step.
fn bands(report: &Report<'_>) -> Vec<u8> {
    let line = &report.aggregates.mean;
    let rows = (0..line.offered_per_s.len()).map(|step| {
        let at = when(report.subject, line.start + line.step * step as u64);
        let of = |column: &[f32]| figure::column_figure(column.get(step).copied().unwrap_or(f32::NAN));
        at.into_iter().chain([of(&line.p50_ms), of(&line.p95_ms), of(&line.p99_ms)])
    });
    table(&["time", "seconds", "p50_ms_mean", "p95_ms_mean", "p99_ms_mean"], rows)
}

/// A row a cell of the heat map in which a request lies.
fn heat(report: &Report<'_>) -> Vec<u8> {
    let (grid, line) = (&report.aggregates.latency_grid, &report.aggregates.mean);
    let length = line.step * grid.joined.max(1) as u64;
    let rows = grid.columns().enumerate().flat_map(|(number, column)| {
        let at = when(report.subject, line.start + length * number as u64);
        let filled = column.iter().enumerate().filter(|(_, count)| **count > 0);
        filled.map(move |(row, count)| {
            let (low, high) = row_bounds_ms(row);
            at.clone().into_iter().chain([figure::figure(low), figure::figure(high), count.to_string()])
        })
    });
    table(&["time", "seconds", "latency_from_ms", "latency_to_ms", "requests"], rows)
}
