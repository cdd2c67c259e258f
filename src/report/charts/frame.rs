//! What do all time charts have around their data: title, panels with grids and headings, legends, the clock, shades.

use super::canvas::{Canvas, Drawn, Side, Type, draw};
use super::fonts::{Weight, ended, width, wrapped};
use super::plot::Plot;
use super::style::{
    AXIS, EDGE, GRID, HEIGHT, Hatch, INK, Ink, LABELS, LINE, LINE_WIDTH, QUIET, RIGHT, SHADE, TEXT, THIN, TITLE,
    VIOLATION, WIDTH,
};
use super::time_axis::{TimeAxis, midnights};
use crate::engine::{Time, Zone};

/// Plain text.
pub const PLAIN: Type = Type { size: TEXT, weight: Weight::Regular, ink: INK };
/// Text that steps back.
pub const QUIETLY: Type = Type { size: TEXT, weight: Weight::Regular, ink: QUIET };
/// A heading.
pub const HEADING: Type = Type { size: TEXT, weight: Weight::Bold, ink: INK };

/// The sides of every panel [px].
pub const PANEL: (f64, f64) = (LABELS, WIDTH - RIGHT);

/// The least distance between clock labels [px].
pub const TICKS_APART: f64 = 125.0;

/// How a legend's entry is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sample {
    /// A line of this colour and width.
    Line(Ink, f64),
    /// A dashed line.
    Dashed(Ink, (f64, f64)),
    /// A filled area.
    Area(Ink),
    /// A striped area.
    Hatched(Hatch),
}

/// The words around a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// What was found.
    pub title: String,
    /// In what setting: scenario, policy, seed, runs, version.
    pub subtitle: String,
    /// What must be known to read it; at most two lines of it are shown.
    pub footer: String,
}

/// Rows of a footer, at most.
const FOOTER_ROWS: usize = 2;
/// Below the last row of a footer [px].
const BENEATH: f64 = 10.0;
/// Where a chart begins, below its subtitle [px].
pub const TOP: f64 = 100.0;

/// A footer in the lines that it takes.
pub fn footer_rows(text: &str) -> Vec<String> {
    wrapped(text, TEXT, Weight::Regular, (WIDTH - 2.0 * EDGE, FOOTER_ROWS))
}

/// Lines at the foot of the sheet.
pub fn footer(canvas: &mut Canvas<'_>, rows: &[String]) -> Result<(), String> {
    for (row, text) in rows.iter().enumerate() {
        let y = HEIGHT - BENEATH - (rows.len() - row) as f64 * LINE;
        canvas.text(text, (EDGE, y), Side::Left, QUIETLY)?;
    }
    Ok(())
}

/// A sheet with its words; `paint` has the room between the two heights that it is given.
///
/// # Errors
/// In the words of the drawing library.
pub fn sheet(
    caption: &Caption,
    alt: &str,
    paint: impl FnOnce(&mut Canvas<'_>, (f64, f64)) -> Result<(), String>,
) -> Result<Drawn, String> {
    draw((WIDTH, HEIGHT), (&caption.title, alt), |canvas| {
        titles(canvas, &caption.title, &caption.subtitle)?;
        let rows = footer_rows(&caption.footer);
        footer(canvas, &rows)?;
        paint(canvas, (TOP, HEIGHT - BENEATH - rows.len() as f64 * LINE - 12.0))
    })
}

/// A panel's heading and plot [px].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Panel {
    /// Top of its heading.
    pub heading: f64,
    /// Upper edge of the plot.
    pub top: f64,
    /// Lower edge of the plot.
    pub bottom: f64,
}

/// Panels above one another in the room, the last with a row for its ticks; a share of the height each.
pub fn stack<const N: usize>((top, bottom): (f64, f64), shares: [f64; N]) -> [Panel; N] {
    let (heading, gap) = (TEXT + 15.0, 18.0);
    let free = bottom - 12.0 - LINE - top - N as f64 * heading - (N as f64 - 1.0) * gap;
    let mut y = top;
    shares.map(|share| {
        let panel = Panel { heading: y, top: y + heading, bottom: y + heading + (free * share).floor() };
        y = panel.bottom + gap;
        panel
    })
}

/// Ticks below a panel with their labels, from left to right; a label that would touch the one before is left out.
pub fn bottom_axis(
    canvas: &mut Canvas<'_>,
    y: f64,
    labels: impl IntoIterator<Item = (f64, String)>,
) -> Result<(), String> {
    let mut free_from = 0.0;
    for (x, label) in labels {
        canvas.line(&[(x, y), (x, y + 7.0)], AXIS, THIN)?;
        let half = width(&label, TEXT, Weight::Regular) / 2.0;
        if x - half >= free_from && x + half <= WIDTH - 4.0 {
            canvas.text(&label, (x, y + 12.0), Side::Middle, QUIETLY)?;
            free_from = x + half + 14.0;
        }
    }
    Ok(())
}

/// Title and subtitle, each cut to the width of the picture.
pub fn titles(canvas: &mut Canvas<'_>, title: &str, subtitle: &str) -> Result<(), String> {
    let wide = WIDTH - 2.0 * EDGE;
    let kind = Type { size: TITLE, weight: Weight::Bold, ink: INK };
    canvas.text(&ended(title, TITLE, Weight::Bold, wide), (EDGE, 22.0), Side::Left, kind)?;
    canvas.text(&ended(subtitle, TEXT, Weight::Regular, wide), (EDGE, 64.0), Side::Left, QUIETLY)?;
    Ok(())
}

/// A panel's heading, and its legend at the other end of the same row; entries that do not fit are left out.
pub fn heading(canvas: &mut Canvas<'_>, y: f64, text: &str, legend: &[(Sample, String)]) -> Result<(), String> {
    let taken = canvas.text(text, (EDGE, y), Side::Left, HEADING)? + EDGE;
    let mut room = PANEL.1 - taken - 24.0;
    let wide = |words: &str| SAMPLE + 8.0 + width(words, TEXT, Weight::Regular) + GAP;
    let mut shown = Vec::new();
    for (sample, words) in legend {
        if wide(words) <= room {
            room -= wide(words);
            shown.push((*sample, words));
        }
    }
    let total: f64 = shown.iter().map(|(_, words)| wide(words)).sum::<f64>() - GAP;
    let mut x = PANEL.1 - total;
    for (sample, words) in shown {
        draw_sample(canvas, sample, (x, y))?;
        canvas.text(words, (x + SAMPLE + 8.0, y), Side::Left, PLAIN)?;
        x += wide(words);
    }
    Ok(())
}

/// Width of a legend's sample [px].
const SAMPLE: f64 = 30.0;
/// Space between entries of a legend [px].
const GAP: f64 = 26.0;

fn draw_sample(canvas: &mut Canvas<'_>, sample: Sample, (x, y): (f64, f64)) -> Result<(), String> {
    let middle = y + TEXT / 2.0;
    let line = [(x, middle), (x + SAMPLE, middle)];
    let (from, to) = ((x, y + 3.0), (x + SAMPLE, y + TEXT - 3.0));
    match sample {
        Sample::Line(ink, width) => canvas.line(&line, ink, width),
        Sample::Dashed(ink, pattern) => canvas.dashed(&line, ink, LINE_WIDTH, pattern),
        Sample::Area(ink) => canvas.rectangle(from, to, ink),
        Sample::Hatched(hatch) => canvas.hatched_rectangle(from, to, hatch),
    }
}

/// Horizontal grid lines with their labels.
pub fn grid(canvas: &mut Canvas<'_>, plot: &Plot<'_>, label: impl Fn(f64) -> String) -> Result<(), String> {
    for tick in &plot.values.ticks {
        let y = plot.values.at(*tick);
        canvas.line(&[(PANEL.0, y), (PANEL.1, y)], GRID, THIN)?;
        canvas.text(&label(*tick), (PANEL.0 - 12.0, y - TEXT / 2.0), Side::Right, QUIETLY)?;
    }
    Ok(())
}

/// The axis line of a panel at its bottom.
pub fn base(canvas: &mut Canvas<'_>, y: f64) -> Result<(), String> {
    canvas.line(&[(PANEL.0, y), (PANEL.1, y)], AXIS, THIN)
}

/// Day boundaries through a panel.
pub fn day_lines(
    canvas: &mut Canvas<'_>,
    time: &TimeAxis,
    zone: &Zone,
    (top, bottom): (f64, f64),
) -> Result<(), String> {
    let all = midnights(zone, (time.start(), time.end()));
    // More boundaries than this would be a grey ground; the ticks are enough then.
    if all.len() > 60 {
        return Ok(());
    }
    for at in all {
        let x = time.at(at);
        canvas.line(&[(x, top), (x, bottom)], GRID, 1.6)?;
    }
    Ok(())
}

/// Shades spans through a panel.
pub fn shade(
    canvas: &mut Canvas<'_>,
    time: &TimeAxis,
    spans: &[(Time, Time)],
    (top, bottom): (f64, f64),
) -> Result<(), String> {
    for (from, until) in spans {
        let (left, right) = (time.at(*from), time.at(*until));
        // A span narrower than two pixels is still seen.
        let right = right.max(left + 2.0).min(PANEL.1);
        canvas.rectangle((left, top), (right, bottom), VIOLATION.at(SHADE))?;
    }
    Ok(())
}

/// The clock under the lowest panel: ticks and labels.
pub fn clock_row(canvas: &mut Canvas<'_>, time: &TimeAxis, y: f64) -> Result<(), String> {
    let mut free_from = 0.0;
    for tick in &time.ticks {
        let x = time.at(tick.at);
        canvas.line(&[(x, y), (x, y + 7.0)], AXIS, THIN)?;
        let kind = if tick.midnight { HEADING } else { QUIETLY };
        let half = width(&tick.label, TEXT, kind.weight) / 2.0;
        // Clocks that are set forward bring two ticks together.
        if x - half >= free_from && x + half <= WIDTH - 4.0 {
            canvas.text(&tick.label, (x, y + 12.0), Side::Middle, kind)?;
            free_from = x + half + 10.0;
        }
    }
    Ok(())
}
