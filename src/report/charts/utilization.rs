//! How busy may instances be before latency suffers: a point a step, what was offered as a share of the slots in service
//! against latency at the 95th percentile.

use super::canvas::{Canvas, Side};
use super::frame::{self, HEADING, PANEL, QUIETLY, Sample};
use super::style::{AXIS, GRID, IN_SERVICE, LINE, TEXT, THIN, VIOLATION};
use super::{Picture, caption, latency_label, latency_scale, table, value};
use crate::report::tables::when;
use crate::report::{Report, SAFE_UTILIZATION, figure, words};
use crate::simulation::outcome::RunOutcome;

/// Busier steps are drawn at the right end.
const MOST_PERCENT: f64 = 160.0;
/// Points drawn, at most.
const POINTS: usize = 3_000;
/// On and off of a limit [px].
const DASH: (f64, f64) = (10.0, 6.0);

/// A step.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    run: u32,
    step: usize,
    /// Offered load over slots in service [%].
    busy: f64,
    p95_ms: f64,
    missed: bool,
}

/// Draws the chart; `None` if no step has a latency.
///
/// # Errors
/// In the words of the drawing library.
pub(super) fn picture(report: &Report<'_>) -> Result<Option<Picture>, String> {
    let points: Vec<Point> = report.aggregates.shown.iter().flat_map(|run| points(report, run)).collect();
    if points.len() < 2 {
        return Ok(None);
    }
    let step = words::length(report.aggregates.mean.step.secs());
    let footer = format!(
        "a point: {step} of one of the shown runs · load: requests offered × mean time in a slot ÷ slots in service · \
         assumptions {}",
        caption::assumptions_hash(report)
    );
    let caption = caption::of(report, finding(&points), footer);
    let alt = format!(
        "{}. A point for each {step}: offered load as a share of the slots in service, against latency at the 95th \
         percentile. The numbers are in utilization.csv.",
        caption.title
    );
    let drawn = frame::sheet(&caption, &alt, |canvas, room| paint(canvas, report, &points, room))?;
    Ok(Some(Picture {
        name: "utilization",
        svg: drawn.svg,
        csv: csv(report, &points),
        further: None,
        alt,
        texts: drawn.texts,
    }))
}

fn points(report: &Report<'_>, run: &RunOutcome) -> Vec<Point> {
    let (line, subject) = (&run.timeline, report.subject);
    let point = |step: usize| {
        let slots = value(&line.in_service, step) * f64::from(subject.slots);
        let busy = value(&line.offered_per_s, step) * subject.mean_service_secs / slots * 100.0;
        let p95_ms = value(&line.p95_ms, step);
        let missed = value(&line.good_share, step) < subject.slo_attainment;
        (busy.is_finite() && p95_ms.is_finite()).then_some(Point { run: run.run, step, busy, p95_ms, missed })
    };
    (0..line.offered_per_s.len()).filter_map(point).collect()
}

/// The median of the p95 of the steps above and below what counts as full.
fn finding(points: &[Point]) -> String {
    let middle = |busy: bool| {
        let mut all: Vec<f64> =
            points.iter().filter(|p| (p.busy > SAFE_UTILIZATION * 100.0) == busy).map(|p| p.p95_ms).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied()
    };
    let limit = words::set_share(SAFE_UTILIZATION);
    let p95 = words::latency;
    match (middle(false), middle(true)) {
        (Some(calm), Some(busy)) => {
            format!("Median p95 is {} up to {limit} of the slots, {} above", p95(calm), p95(busy))
        }
        (Some(calm), None) => format!("Load stays within {limit} of the slots; the median p95 is {}", p95(calm)),
        (None, Some(busy)) => format!("Load is always above {limit} of the slots; the median p95 is {}", p95(busy)),
        (None, None) => "No step has a latency".to_owned(),
    }
}

fn paint(
    canvas: &mut Canvas<'_>,
    report: &Report<'_>,
    points: &[Point],
    (top, bottom): (f64, f64),
) -> Result<(), String> {
    let place = (top + LINE + 9.0, bottom - 12.0 - 2.0 * LINE);
    let slo = report.subject.slo_latency.map(|span| span.secs() * 1e3);
    let (values, is_log) = latency_scale(points.iter().map(|p| p.p95_ms).collect(), slo, 6, (place.1, place.0));
    let most = points.iter().map(|p| p.busy).fold(100.0, f64::max).min(MOST_PERCENT);
    let across = super::scale::Scale::linear(most, false, 8, PANEL);
    for tick in &values.ticks {
        let y = values.at(*tick);
        canvas.line(&[(PANEL.0, y), (PANEL.1, y)], GRID, THIN)?;
        canvas.text(&latency_label(*tick), (PANEL.0 - 12.0, y - TEXT / 2.0), Side::Right, QUIETLY)?;
    }
    for limit in [100.0, SAFE_UTILIZATION * 100.0] {
        canvas.dashed(&[(across.at(limit), place.0), (across.at(limit), place.1)], AXIS, 1.6, (3.0, 4.0))?;
    }
    // Evenly thinned: a cloud looks the same.
    let every = points.len().div_ceil(POINTS).max(1);
    for missed in [false, true] {
        let ink = if missed { VIOLATION.at(60) } else { IN_SERVICE.at(35) };
        for point in points.iter().filter(|p| p.missed == missed).step_by(if missed { 1 } else { every }) {
            let at = (across.at(point.busy), values.at(point.p95_ms));
            if missed {
                // Told apart by form as well.
                canvas.line(&[(at.0 - 4.0, at.1 - 4.0), (at.0 + 4.0, at.1 + 4.0)], ink, 2.0)?;
                canvas.line(&[(at.0 - 4.0, at.1 + 4.0), (at.0 + 4.0, at.1 - 4.0)], ink, 2.0)?;
            } else {
                canvas.disc(at, 3.6, ink)?;
            }
        }
    }
    let mut legend = vec![(Sample::Area(IN_SERVICE.at(60)), "meets the target".to_owned())];
    if points.iter().any(|p| p.missed) {
        legend.push((Sample::Area(VIOLATION.at(60)), "× misses it".to_owned()));
    }
    if let Some(slo) = slo {
        let y = values.at(slo);
        canvas.dashed(&[(PANEL.0, y), (PANEL.1, y)], VIOLATION, 1.8, DASH)?;
        legend.push((Sample::Dashed(VIOLATION, DASH), format!("target {}", latency_label(slo))));
    }
    legend.push((Sample::Dashed(AXIS, (3.0, 4.0)), format!("{} and all slots", words::set_share(SAFE_UTILIZATION))));
    frame::base(canvas, place.1)?;
    let label = |tick: f64| format!("{} %", words::rate(tick));
    let labels = across.ticks.iter().map(|tick| (across.at(*tick), label(*tick)));
    frame::bottom_axis(canvas, place.1, labels)?;
    let name = "Offered load, of the slots in service";
    canvas.text(name, (PANEL.0.midpoint(PANEL.1), place.1 + 14.0 + LINE), Side::Middle, HEADING)?;
    frame::heading(canvas, top, if is_log { "Latency, p95 (log scale)" } else { "Latency, p95" }, &legend)
}

fn csv(report: &Report<'_>, points: &[Point]) -> Vec<u8> {
    let line = &report.aggregates.mean;
    let rows = points.iter().map(|point| {
        let at = when(report.subject, line.start + line.step * point.step as u64);
        let figures = [point.busy, point.p95_ms].map(figure::figure);
        std::iter::once(point.run.to_string()).chain(at).chain(figures).chain([point.missed.to_string()])
    });
    table(&["run", "time", "seconds", "offered_percent_of_slots", "p95_ms", "slo_missed"], rows)
}
