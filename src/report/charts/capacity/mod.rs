//! Did capacity follow load, and if not, why: load against safe capacity, desired against in service, alarms and
//! cooldowns, and the latencies that came of it, on one time axis.

mod alt;
mod marks;
mod numbers;
mod panels;
mod strips;

use super::canvas::{Canvas, draw};
use super::frame::{self, PANEL, TICKS_APART};
use super::plot::joined;
use super::style::{EDGE, HEIGHT, LINE, STRIP, TEXT, WIDTH};
use super::time_axis::TimeAxis;
use super::{Picture, fonts};
use crate::report::{Report, answer, clock, words};
use marks::Mark;
use numbers::Numbers;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use strips::Strip;

/// Where everything is, from top to bottom [px].
#[derive(Clone, Debug, PartialEq)]
struct Layout {
    /// Row of the numbered marks; absent without marks.
    marks: Option<f64>,
    load: Panel,
    counts: Panel,
    /// Heading of the strips; absent without strips.
    strips: Option<f64>,
    latency: Panel,
    /// Rows under the clock.
    notes: f64,
}

/// A panel's heading and plot.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Panel {
    heading: f64,
    top: f64,
    bottom: f64,
}

/// Distance from one strip to the next [px].
const STRIP_PITCH: f64 = STRIP + 10.0;

impl Layout {
    fn new(strips: usize, marks: usize, note_rows: usize) -> Self {
        let heading = TEXT + 15.0;
        let gap = 18.0;
        let clock = 12.0 + LINE;
        let marks_row = if marks > 0 { 30.0 } else { 0.0 };
        let strips_high = if strips > 0 { strips::BELOW_HEADING + strips as f64 * STRIP_PITCH + gap } else { 0.0 };
        let below = clock + 14.0 + note_rows as f64 * LINE + 10.0;
        let fixed = 100.0 + 3.0 * heading + 2.0 * gap + marks_row + strips_high + below;
        let free = HEIGHT - fixed;
        let mut y = 100.0;
        let panel = |share: f64, before: f64, y: &mut f64| {
            let heading_at = *y;
            let top = heading_at + heading + before;
            let bottom = top + (free * share).floor();
            *y = bottom + gap;
            Panel { heading: heading_at, top, bottom }
        };
        let load = panel(0.46, marks_row, &mut y);
        let counts = panel(0.25, 0.0, &mut y);
        let strips = (strips > 0).then_some(y);
        y += strips_high;
        let latency = panel(0.29, 0.0, &mut y);
        let notes = latency.bottom + clock + 14.0;
        Self { marks: (marks > 0).then_some(load.top - marks_row), load, counts, strips, latency, notes }
    }
}

/// Draws the chart.
///
/// # Errors
/// In the words of the drawing library.
pub(super) fn picture(report: &Report<'_>) -> Result<Picture, String> {
    let numbers = Numbers::of(report);
    let strips = strips::of(report);
    let marks = marks::of(report);
    let notes = marks::rows(&marks);
    let title = answer::finding(report);
    let description = alt::text(report, &title);
    let layout = Layout::new(strips.len(), marks.len(), notes.len() + 1);
    let drawn = draw((WIDTH, HEIGHT), (&title, &description), |canvas| {
        let sheet = Sheet { report, numbers: &numbers, layout: &layout };
        frame::titles(canvas, &title, &subtitle(report))?;
        sheet.paint(canvas, &strips, &marks)?;
        marks::explain(canvas, &notes, layout.notes)?;
        let last = layout.notes + notes.len() as f64 * LINE;
        let footer = fonts::fitted(&footer(report), TEXT, fonts::Weight::Regular, WIDTH - 2.0 * EDGE);
        canvas.text(&footer, (EDGE, last), super::canvas::Side::Left, frame::QUIETLY)?;
        Ok(())
    })?;
    Ok(Picture { name: "capacity", svg: drawn.svg, csv: numbers.csv(report), alt: description, texts: drawn.texts })
}

/// What the panels are painted from.
struct Sheet<'a> {
    report: &'a Report<'a>,
    numbers: &'a Numbers<'a>,
    layout: &'a Layout,
}

impl Sheet<'_> {
    fn paint(&self, canvas: &mut Canvas<'_>, strips: &[Strip], marks: &[Mark]) -> Result<(), String> {
        let (subject, layout) = (self.report.subject, self.layout);
        let time = TimeAxis::new(&subject.zone, subject.window(), PANEL, TICKS_APART);
        let spans: Vec<_> = self.report.bad_spans().iter().map(|span| (span.from, span.until)).collect();
        let mut reaches = vec![layout.load, layout.counts, layout.latency];
        if let Some(heading) = layout.strips {
            let top = heading + strips::BELOW_HEADING - 4.0;
            reaches.push(Panel { heading, top, bottom: top + strips.len() as f64 * STRIP_PITCH });
        }
        for panel in &reaches {
            frame::shade(canvas, &time, &spans, (panel.top, panel.bottom))?;
            frame::day_lines(canvas, &time, &subject.zone, (panel.top, panel.bottom))?;
        }
        self.load(canvas, &time)?;
        self.counts(canvas, &time)?;
        self.latency(canvas, &time)?;
        if let Some(heading) = layout.strips {
            strips::paint(canvas, strips, &time, heading, self.numbers.run)?;
        }
        if let Some(y) = layout.marks {
            let spans: Vec<_> = reaches.iter().map(|panel| (panel.top, panel.bottom)).collect();
            marks::paint(canvas, marks, &time, y, &spans)?;
        }
        frame::clock_row(canvas, &time, layout.latency.bottom)
    }
}

/// Scenario, day, policy, seed, runs, version: the subtitle of every chart.
pub(super) fn subtitle(report: &Report<'_>) -> String {
    let (subject, all) = (report.subject, report.aggregates);
    let policy = match subject.policies.as_slice() {
        [] if subject.bounds.is_none() => "no scaling".to_owned(),
        [] => "no policy".to_owned(),
        [one] => one.clone(),
        [first, _] => format!("{first} and one more policy"),
        [first, rest @ ..] => format!("{first} and {} more policies", rest.len()),
    };
    let runs = if all.runs == all.asked {
        words::counted(u64::from(all.runs), "run")
    } else {
        format!("{} of {}", all.runs, words::counted(u64::from(all.asked), "run"))
    };
    let fluid = subject.no_percentiles().map_or_else(String::new, |words| format!("{words} · "));
    format!(
        "{} · {} · {policy} · {fluid}seed {} · {runs} · dryscale {}",
        subject.shown_name(),
        clock::date(&subject.zone, subject.start),
        subject.seed,
        subject.version
    )
}

/// What must be known to read the picture: what the runs do not agree on, the clock, joined steps, the
/// assumptions' hash.
fn footer(report: &Report<'_>) -> String {
    // A remark's first clause says it; there is one line.
    let clause = |remark: &String| remark.split(';').next().unwrap_or_default().trim_end_matches('.').to_owned();
    let mut parts: Vec<String> = report.aggregates.remarks.iter().take(1).map(clause).collect();
    let line = &report.aggregates.mean;
    let (steps, step) = (joined(line), words::length(line.step.secs()));
    let subject = report.subject;
    match clock::offsets(&subject.zone, subject.window()) {
        utc if utc == subject.zone.name() => parts.push(format!("clock: {utc}")),
        offset => parts.push(format!("clock: {} ({offset})", subject.zone.name())),
    }
    if steps == 1 {
        parts.push(format!("steps of {step}"));
    } else {
        let together = words::length(line.step.secs() * steps as f64);
        parts.push(format!("least and greatest of each {together} drawn, from steps of {step}"));
    }
    parts.push(format!("carried safely: {} of slots busy", words::set_share(crate::report::SAFE_UTILIZATION)));
    parts.push(format!("assumptions {}", assumptions_hash(report)));
    parts.join(" · ")
}

/// The first eight hexadecimal digits of the hash of all assumptions: pictures with the same can be compared.
pub(super) fn assumptions_hash(report: &Report<'_>) -> String {
    let mut hash = Sha256::new();
    for (name, value) in &report.subject.assumptions {
        hash.update(format!("{name}: {value}\n").as_bytes());
    }
    hash.finalize().iter().take(4).fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests;
