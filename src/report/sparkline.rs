//! How do load, capacity and alarms look in one line of characters each.

use super::charts::time_axis::TimeAxis;
use super::lines::joined;
use super::states::{self, AlarmStates};
use super::words;
use super::{Look, Report};
use crate::engine::{Span, Time};

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Width of the labels at the left.
const LABEL: usize = 12;
/// Room for words at the right.
const WORDS: usize = 25;

/// Columns from which the words have room at the right.
pub(super) const NARROW: usize = 60;

/// Load, capacity, alarms, and the clock.
pub(super) fn lines(report: &Report<'_>, look: &Look, columns: usize) -> Vec<String> {
    // On a narrow terminal the words stand below.
    let is_narrow = columns < NARROW;
    let width = (columns - LABEL - if is_narrow { 0 } else { WORDS }).min(60);
    let line = &report.aggregates.mean;
    let steps = line.offered_per_s.len();
    if steps == 0 {
        return vec![];
    }
    let safe = report.subject.safe_rate_per_sec();
    let load = each_cell(width, steps, |step| f64::from(line.offered_per_s[step]), f64::max);
    // The least of a cell: a capacity that comes too late is not hidden by what came after it.
    let in_service = each_cell(width, steps, |step| f64::from(line.in_service[step]), f64::min);
    let capacity: Vec<f64> = in_service.iter().map(|count| safe.map_or(*count, |safe| count * safe)).collect();
    let peak = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
    // One scale for both where both are rates.
    let top = if safe.is_some() { peak(&load).max(peak(&capacity)) } else { peak(&load) };
    let most = (0..steps).map(|step| f64::from(line.in_service[step])).fold(0.0, f64::max);
    let mut all = vec![
        ("load", bars(&load, top), format!("peak {}/s", words::rate(peak(&load)))),
        ("capacity", bars(&capacity, if safe.is_some() { top } else { peak(&capacity) }), in_words(most, safe)),
    ];
    all.extend(alarms(report, look, width));
    all.push(clock(report, width));
    if !is_narrow {
        return all.iter().map(|(label, cells, words)| row(label, cells, words)).collect();
    }
    let mut lines: Vec<String> =
        all.iter().map(|(label, cells, _)| row(label, cells, "").trim_end().to_owned()).collect();
    let words: Vec<String> = all.into_iter().map(|(_, _, words)| words).collect();
    lines.extend(joined(&words, columns - 2).into_iter().map(|line| format!("  {line}")));
    lines
}

fn row(label: &str, cells: &str, words: &str) -> String {
    format!("  {label:<10}{cells} {words}")
}

fn in_words(most: f64, safe: Option<f64>) -> String {
    let of = safe.map_or(String::new(), |safe| format!(" × {}/s", words::rate(safe)));
    format!("to {} inst.{of}", words::number(most))
}

/// Steps of a cell folded into one value; cells beyond the steps repeat the step they lie in.
fn each_cell(width: usize, steps: usize, value: impl Fn(usize) -> f64, fold: fn(f64, f64) -> f64) -> Vec<f64> {
    (0..width)
        .map(|cell| {
            let from = cell * steps / width;
            let to = ((cell + 1) * steps / width).max(from + 1);
            (from..to).map(&value).filter(|x| x.is_finite()).reduce(fold).unwrap_or(0.0)
        })
        .collect()
}

fn bars(values: &[f64], top: f64) -> String {
    let bar =
        |value: &f64| if top > 0.0 { BARS[((value / top * 8.0).ceil() as usize).clamp(1, 8) - 1] } else { BARS[0] };
    values.iter().map(bar).collect()
}

/// `!` where an alarm is in ALARM, `v` where only one that may scale in is, `?` without data.
fn alarms(report: &Report<'_>, look: &Look, width: usize) -> Option<(&'static str, String, String)> {
    let run = report.aggregates.shown.get(report.aggregates.median)?;
    let all = states::alarms(run, report.subject.window());
    if all.is_empty() {
        return None;
    }
    let (start, end) = report.subject.window();
    let at = |cell: usize| start + Span::from_nanos(share(end.since_or_zero(start), cell, width));
    let cells: String = (0..width).map(|cell| letter(&all, at(cell), at(cell + 1))).collect();
    let painted: String = cells.chars().map(|c| if c == '!' { look.paint("!", "31") } else { c.to_string() }).collect();
    Some(("alarm", painted, format!("! ALARM  v low (run {})", run.run)))
}

fn share(window: Span, cell: usize, width: usize) -> u64 {
    (u128::from(window.nanos()) * cell as u128 / width as u128) as u64
}

fn letter(all: &[AlarmStates], from: Time, until: Time) -> char {
    let alarming = |low: bool| {
        all.iter().any(|alarm| (alarm.short_name() == "AlarmLow") == low && alarm.alarm_within(from, until))
    };
    let blind = || {
        let no_data = |alarm: &AlarmStates| {
            alarm.spans.iter().any(|span| span.state == "INSUFFICIENT_DATA" && span.from < until && from < span.until)
        };
        all.iter().any(no_data)
    };
    match (alarming(false), alarming(true)) {
        (true, _) => '!',
        (false, true) => 'v',
        (false, false) if blind() => '?',
        (false, false) => '·',
    }
}

/// Clock times under their cells, and the zone.
fn clock(report: &Report<'_>, width: usize) -> (&'static str, String, String) {
    let zone = &report.subject.zone;
    let axis = TimeAxis::new(zone, report.subject.window(), (0.0, width as f64), 12.0);
    let mut cells = vec![' '; width];
    let mut free_from = 0;
    for tick in &axis.ticks {
        let (at, letters) = (axis.at(tick.at) as usize, tick.label.chars().count());
        if at >= free_from && at + letters <= width {
            cells.splice(at..at + letters, tick.label.chars());
            free_from = at + letters + 1;
        }
    }
    ("", cells.iter().collect(), zone.name().to_owned())
}
