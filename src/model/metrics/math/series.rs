//! What the functions of metric math make of one series, or of several over the same periods.

use super::function::Summary;
use crate::engine::Span;

/// A point for each period, oldest first; `None` is a gap.
pub(super) type Points = Vec<Option<f64>>;

/// The filler where there is a gap.
pub(super) fn filled(points: &[Option<f64>], filler: impl Fn(usize) -> Option<f64>) -> Points {
    points.iter().enumerate().map(|(period, point)| point.or_else(|| filler(period))).collect()
}

/// The newest point before each gap.
///
/// Assumes: `FILL(m, REPEAT)` looks back within the window that is evaluated, so that gaps before its first point stay;
/// AWS's page does not say how far it looks.
pub(super) fn repeated(points: &[Option<f64>]) -> Points {
    let mut last = None;
    let mut newest = |point: &Option<f64>| {
        last = point.or(last);
        last
    };
    points.iter().map(&mut newest).collect()
}

/// The straight line between the points on both sides of each gap.
///
/// Assumes: `FILL(m, LINEAR)` sees the window that is evaluated, so that gaps before its first and after its last point
/// stay; AWS's page does not say what becomes of them.
pub(super) fn interpolated(points: &[Option<f64>]) -> Points {
    let mut line: Points = points.to_vec();
    let present: Vec<(usize, f64)> = with_periods(points).collect();
    for ends in present.windows(2) {
        let [(from, start), (to, end)] = [ends[0], ends[1]];
        for (period, point) in line.iter_mut().enumerate().take(to).skip(from + 1) {
            *point = finite(start + (end - start) * (period - from) as f64 / (to - from) as f64);
        }
    }
    line
}

/// Each point minus the point before it; the first has none.
///
/// Ref: "DIFF" (the preceding value of the series). Assumes: where periods between are gaps, the preceding value is the
/// newest point before them, as the time difference in RATE suggests; the window's first point has none.
pub(super) fn differences(points: &[Option<f64>]) -> Points {
    steps(points, |change, _| change)
}

/// The same per second between the two points.
///
/// Ref: "RATE" (divided by the time difference in seconds between the two values).
pub(super) fn rates(points: &[Option<f64>], period: Span) -> Points {
    steps(points, |change, periods| change / (periods as f64 * period.secs()))
}

fn steps(points: &[Option<f64>], value: impl Fn(f64, usize) -> f64) -> Points {
    let mut changes = vec![None; points.len()];
    let mut before: Option<(usize, f64)> = None;
    for (period, point) in with_periods(points) {
        changes[period] = before.and_then(|(earlier, old)| finite(value(point - old, period - earlier)));
        before = Some((period, point));
    }
    changes
}

/// One number of all points of a series; `None` if it has none.
///
/// Ref: "AVG" ("missing values are treated as 0"). Assumes: that holds for gaps within the window of a single series
/// too, as AWS's advice to divide SUM by DATAPOINT_COUNT for sparse metrics suggests; a series of gaps alone has no
/// average, sum, minimum or maximum.
pub(super) fn summary(summary: Summary, points: &[Option<f64>]) -> Option<f64> {
    let present: Vec<f64> = points.iter().copied().flatten().collect();
    of_values(summary, &present, points.len())
}

/// A series of the summaries of each period; a gap where every series has one.
///
/// Ref: "AVG" ("missing values are treated as 0"). Assumes: MIN, MAX, SUM and STDDEV are over the series that have a
/// point in the period.
pub(super) fn summaries(summary: Summary, array: &[Points], length: usize) -> Points {
    let of_period = |period| {
        let present: Vec<f64> = array.iter().filter_map(|points: &Points| points[period]).collect();
        of_values(summary, &present, array.len())
    };
    (0..length).map(of_period).collect()
}

/// Assumes: STDDEV is that of the whole (divided by n); AWS's page does not say.
fn of_values(summary: Summary, present: &[f64], places: usize) -> Option<f64> {
    if present.is_empty() {
        return None;
    }
    let sum = || present.iter().sum::<f64>();
    finite(match summary {
        Summary::Min => present.iter().copied().fold(f64::INFINITY, f64::min),
        Summary::Max => present.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        Summary::Sum => sum(),
        Summary::Avg => sum() / places as f64,
        Summary::Stddev => {
            let mean = sum() / present.len() as f64;
            let squares = present.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
            (squares / present.len() as f64).sqrt()
        }
    })
}

/// `None` for what is not a number: such a datapoint does not exist.
pub(super) fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn with_periods(points: &[Option<f64>]) -> impl Iterator<Item = (usize, f64)> {
    points.iter().enumerate().filter_map(|(period, point)| point.map(|value| (period, value)))
}
