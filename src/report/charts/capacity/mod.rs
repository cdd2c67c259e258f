//! Did capacity follow load, and if not, why: load against safe capacity, desired against in service, alarms and
//! cooldowns, and the latencies that came of it, on one time axis.

mod alt;
mod marks;
pub(super) mod numbers;
pub(super) mod panels;
pub(super) mod strips;

use super::canvas::{Canvas, draw};
use super::frame::{self, PANEL, TICKS_APART};
use super::style::{EDGE, HEIGHT, LINE, TEXT, WIDTH};
use super::time_axis::TimeAxis;
use super::{Picture, caption};
use crate::report::{Report, answer};
use marks::Mark;
use numbers::Numbers;
use strips::{STRIP_PITCH, Strip};

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
    let footer = frame::footer_rows(&caption::footer(report));
    let layout = Layout::new(strips.len(), marks.len(), notes.len() + footer.len());
    let drawn = draw((WIDTH, HEIGHT), (&title, &description), |canvas| {
        let sheet = Sheet { report, numbers: &numbers, layout: &layout };
        frame::titles(canvas, &title, &caption::subtitle(report))?;
        sheet.paint(canvas, &strips, &marks)?;
        marks::explain(canvas, &notes, layout.notes)?;
        let last = layout.notes + notes.len() as f64 * LINE;
        for (row, text) in footer.iter().enumerate() {
            canvas.text(text, (EDGE, last + row as f64 * LINE), super::canvas::Side::Left, frame::QUIETLY)?;
        }
        Ok(())
    })?;
    Ok(Picture {
        name: "capacity",
        svg: drawn.svg,
        csv: numbers.csv(report),
        further: None,
        alt: description,
        texts: drawn.texts,
    })
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

#[cfg(test)]
mod tests;
