//! How bad is the tail: latency by percentile, on an axis where each further nine takes the same room.

use super::canvas::{Canvas, Side};
use super::frame::{self, PANEL, PLAIN, QUIETLY, Sample};
use super::scale::Scale;
use super::style::{AXIS, GRID, IN_SERVICE, INK, LINE, LINE_WIDTH, TEXT, THIN, VIOLATION};
use super::{Picture, caption, latency_label, table};
use crate::engine::math;
use crate::report::{Report, clock, figure, words};
use crate::stats::{Histogram, bucket_secs};

/// Shares that are ticks.
const TICKS: [(f64, &str); 8] = [
    (0.0, "0"),
    (0.5, "p50"),
    (0.9, "p90"),
    (0.99, "p99"),
    (0.999, "p99.9"),
    (0.9999, "p99.99"),
    (0.999_99, "p99.999"),
    (0.999_999, "p99.9999"),
];
/// Percentiles whose intervals the summary holds.
const KNOWN: [(&str, f64); 5] = [
    ("latency_p50_ms", 0.5),
    ("latency_p90_ms", 0.9),
    ("latency_p95_ms", 0.95),
    ("latency_p99_ms", 0.99),
    ("latency_p999_ms", 0.999),
];
/// On and off of a limit [px].
const DASH: (f64, f64) = (10.0, 6.0);

/// Draws the chart; `None` if no latency was seen.
///
/// # Errors
/// In the words of the drawing library.
pub(super) fn picture(report: &Report<'_>) -> Result<Option<Picture>, String> {
    let all = &report.aggregates.latency;
    if all.total() < 20 {
        return Ok(None);
    }
    let said = |share: f64| all.quantile_secs(share).map_or_else(String::new, |secs| words::latency(secs * 1e3));
    let mut title = format!("Half of the requests take {}, 1 in 100 more than {}", said(0.5), said(0.99));
    if all.total() >= 10_000 {
        title = format!("{title}, 1 in 1,000 more than {}", said(0.999));
    }
    let subject = report.subject;
    let parts = [
        format!("{} admitted requests of all runs", words::about(all.total() as f64)),
        "the axis ends where ten requests are left".to_owned(),
        format!("clock: {}", clock::offsets(&subject.zone, subject.window())),
        format!("assumptions {}", caption::assumptions_hash(report)),
    ];
    let caption = caption::of(report, title, parts.join(" · "));
    let alt = format!("{}. Latency by percentile. The numbers are in percentiles.csv.", caption.title);
    let points = points(all);
    let drawn = frame::sheet(&caption, &alt, |canvas, room| paint(canvas, report, &points, room))?;
    let rows = points.iter().map(|(share, ms)| [figure::figure(share * 100.0), figure::figure(*ms)]);
    let csv = table(&["percentile", "latency_ms"], rows);
    Ok(Some(Picture { name: "percentiles", svg: drawn.svg, csv, further: None, alt, texts: drawn.texts }))
}

/// The share of requests up to each latency that occurs [ms], until ten are left.
fn points(all: &Histogram) -> Vec<(f64, f64)> {
    let total = all.total() as f64;
    let mut seen = 0;
    let mut points = Vec::new();
    for (index, count) in all.counts().iter().enumerate().filter(|(_, count)| **count > 0) {
        let before = seen as f64 / total;
        seen += count;
        points.push((before.min(1.0 - 10.0 / total), bucket_secs(index) * 1e3));
        if all.total() - seen < 10 {
            break;
        }
    }
    points.push((1.0 - 10.0 / total, points.last().map_or(f64::NAN, |point| point.1)));
    points
}

/// Where a share lies: by the nines.
fn nines(share: f64) -> f64 {
    -math::ln(1.0 - share)
}

fn paint(
    canvas: &mut Canvas<'_>,
    report: &Report<'_>,
    points: &[(f64, f64)],
    (top, bottom): (f64, f64),
) -> Result<(), String> {
    let place = (top + LINE + 9.0, bottom - 12.0 - 2.0 * LINE);
    let last = points.last().map_or(0.9, |point| point.0);
    let x = |share: f64| PANEL.0 + (PANEL.1 - PANEL.0) * nines(share.min(last)) / nines(last);
    let slo = report.subject.slo_latency.map(|span| span.secs() * 1e3);
    let (least, most) = (points[0].1, points[points.len() - 1].1.max(slo.unwrap_or(0.0)));
    let is_log = most / least > 20.0;
    let values = if is_log {
        Scale::logarithmic(least, most, 7, (place.1, place.0))
    } else {
        Scale::linear(most, false, 6, (place.1, place.0))
    };
    for tick in &values.ticks {
        let y = values.at(*tick);
        canvas.line(&[(PANEL.0, y), (PANEL.1, y)], GRID, THIN)?;
        canvas.text(&latency_label(*tick), (PANEL.0 - 12.0, y - TEXT / 2.0), Side::Right, QUIETLY)?;
    }
    let ticks: Vec<_> = TICKS.into_iter().filter(|(share, _)| *share <= last).collect();
    for (share, _) in &ticks {
        canvas.line(&[(x(*share), place.0), (x(*share), place.1)], GRID, THIN)?;
    }
    frame::base(canvas, place.1)?;
    frame::bottom_axis(canvas, place.1, ticks.into_iter().map(|(share, name)| (x(share), name.to_owned())))?;
    let middle = PANEL.0.midpoint(PANEL.1);
    let name = "share of requests that take no longer";
    canvas.text(name, (middle, place.1 + 14.0 + LINE), Side::Middle, PLAIN)?;
    // Stairs: up to a latency, then on to the share that it reaches.
    let mut path: Vec<(f64, f64)> = Vec::with_capacity(2 * points.len());
    for (share, ms) in points {
        if let Some(before) = path.last().map(|point| point.1) {
            path.push((x(*share), before));
        }
        path.push((x(*share), values.at(*ms)));
    }
    path.dedup();
    canvas.line(&path, IN_SERVICE, 2.6)?;
    let mut legend = vec![(Sample::Line(IN_SERVICE, LINE_WIDTH), "latency".to_owned())];
    if intervals(canvas, report, &x, (&values, last))? {
        legend.push((Sample::Line(INK, 1.6), "95 % interval".to_owned()));
    }
    if let Some(slo) = slo {
        let y = values.at(slo);
        canvas.dashed(&[(PANEL.0, y), (PANEL.1, y)], VIOLATION, 1.8, DASH)?;
        legend.push((Sample::Dashed(VIOLATION, DASH), format!("target {}", latency_label(slo))));
        let attained = report.subject.slo_attainment;
        if attained < last {
            canvas.dashed(&[(x(attained), place.0), (x(attained), place.1)], AXIS, 1.6, (3.0, 4.0))?;
            legend.push((Sample::Dashed(AXIS, (3.0, 4.0)), format!("target share {}", words::set_share(attained))));
        }
    }
    let heading = if is_log { "Latency (log scale)" } else { "Latency" };
    frame::heading(canvas, top, heading, &legend)
}

/// Upright bars where the summary knows an interval; whether there was one.
fn intervals(
    canvas: &mut Canvas<'_>,
    report: &Report<'_>,
    x: &impl Fn(f64) -> f64,
    (values, last): (&Scale, f64),
) -> Result<bool, String> {
    let mut any = false;
    for (metric, share) in KNOWN.into_iter().filter(|(_, share)| *share <= last) {
        let Some(row) = report.estimate(metric) else { continue };
        if let (Some(low), Some(high)) = (row.low, row.high) {
            let (x, low, high) = (x(share), values.at(low), values.at(high));
            canvas.line(&[(x, low), (x, high)], INK, 2.0)?;
            canvas.line(&[(x - 6.0, low), (x + 6.0, low)], INK, 2.0)?;
            canvas.line(&[(x - 6.0, high), (x + 6.0, high)], INK, 2.0)?;
            any = true;
        }
    }
    Ok(any)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::bucket;

    #[test]
    fn the_axis_gives_every_nine_the_same_room() {
        assert!((nines(0.99) - 2.0 * nines(0.9)).abs() < 1e-9);
        assert!((nines(0.9999) - 4.0 * nines(0.9)).abs() < 1e-9);
    }

    #[test]
    fn stairs_reach_each_latency_at_the_share_before_it_and_stop_at_ten() {
        let mut all = Histogram::default();
        all.add(bucket(100_000_000), 900);
        all.add(bucket(200_000_000), 90);
        all.add(bucket(900_000_000), 10);
        let points = points(&all);
        let shares: Vec<f64> = points.iter().map(|point| point.0).collect();
        assert_eq!(shares, [0.0, 0.9, 0.99, 0.99]);
        assert!((points[1].1 - 200.0).abs() < 1.0);
    }
}
