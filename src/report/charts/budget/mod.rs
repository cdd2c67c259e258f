//! Where does the time of a scale-out go: the median scale-out and the one at the 95th percentile, part by part.
//!
//! Each bar is one scale-out that happened, so that its parts add up to it; percentiles of parts would not.

mod bar;
mod callouts;
mod numbers;

use super::canvas::{Canvas, Side, draw};
use super::frame::{self, HEADING, PLAIN, QUIETLY};
use super::scale::Scale;
use super::style::{AXIS, EDGE, GRID, HEIGHT, LINE, TEXT, THIN, WIDTH};
use super::{Picture, caption, fonts};
use crate::experiment::budget::{Budget, One};
use crate::report::{Report, clock, words};
use crate::simulation::outcome::Drain;
use bar::{Bar, Segment};
use numbers::{Rounded, csv};

/// Where the bars begin and where the longest ends: right of it the last label still has room [px].
const SIDES: (f64, f64) = (EDGE, WIDTH - EDGE - 230.0);
/// Top of the first bar's heading [px].
const TOP: f64 = 112.0;
/// From the top of a heading to its bar [px].
const BELOW_HEADING: f64 = TEXT + 16.0;
/// Height of a bar, at most [px].
const TALLEST: f64 = 190.0;
/// Rows below the last bar: ticks, their unit, the footer [px].
const BELOW: f64 = 12.0 + 3.0 * LINE + 16.0;

/// Draws the chart; `None` if no run had a scale-out that answered an alarm.
///
/// # Errors
/// In the words of the drawing library.
pub(super) fn picture(report: &Report<'_>) -> Result<Option<Picture>, String> {
    let budget = &report.aggregates.budget;
    let Some(median) = &budget.scale_outs.median else { return Ok(None) };
    let title = finding(median);
    let bars = bars(budget);
    let description = alt(&title, &bars);
    let longest = bars.iter().map(Bar::secs).fold(0.0, f64::max);
    let axis = Axis::new(longest);
    let rows: Vec<usize> = bars.iter().map(|bar| callouts::rows(&bar.callouts(&axis))).collect();
    let callouts: f64 = rows.iter().map(|rows| callouts::height(*rows)).sum();
    let free = HEIGHT - TOP - BELOW - callouts - bars.len() as f64 * BELOW_HEADING;
    let thick = (free / bars.len() as f64).clamp(40.0, TALLEST);
    let drawn = draw((WIDTH, HEIGHT), (&title, &description), |canvas| {
        frame::titles(canvas, &title, &caption::subtitle(report))?;
        let bottom = HEIGHT - BELOW;
        axis.paint(canvas, TOP + BELOW_HEADING, bottom)?;
        let mut y = TOP;
        for (bar, rows) in bars.iter().zip(&rows) {
            heading(canvas, report, bar, y)?;
            let top = y + BELOW_HEADING;
            bar.paint(canvas, &axis, (top, top + thick))?;
            y = top + thick + callouts::height(*rows);
        }
        let fitted = fonts::ended(&footer(report), TEXT, fonts::Weight::Regular, WIDTH - 2.0 * EDGE);
        canvas.text(&fitted, (EDGE, HEIGHT - LINE - 12.0), Side::Left, QUIETLY)?;
        Ok(())
    })?;
    Ok(Some(Picture {
        name: "reaction",
        svg: drawn.svg,
        csv: csv(report.subject, &bars),
        further: None,
        alt: description,
        texts: drawn.texts,
    }))
}

/// The median and the tail; one bar if they are the same scale-out.
fn bars(budget: &Budget) -> Vec<Bar> {
    let group = &budget.scale_outs;
    let (Some(median), Some(p95)) = (group.median, group.p95) else { return Vec::new() };
    if group.count == 1 {
        return vec![Bar::new("The only scale-out", median)];
    }
    if median == p95 {
        return vec![Bar::new("Median and p95", median)];
    }
    vec![Bar::new("Median", median), Bar::new("95th percentile", p95)]
}

/// The finding as the chart's title.
fn finding(median: &One) -> String {
    let Rounded { whole, alarm, held_back, launch } = Rounded::of(&median.reaction);
    let held = held_back.map_or_else(String::new, |secs| format!(", {} held back", words::length(secs)));
    format!(
        "Scale-out takes {}: {} until the alarm{held}, {} launch",
        words::length(whole),
        words::length(alarm),
        words::length(launch)
    )
}

/// Which scale-out this bar is, and what followed it.
fn heading(canvas: &mut Canvas<'_>, report: &Report<'_>, bar: &Bar, y: f64) -> Result<(), String> {
    let (reaction, subject) = (&bar.one.reaction, report.subject);
    let bold = format!("{}: {}", bar.name, words::length(Rounded::of(reaction).whole));
    let taken = canvas.text(&bold, (EDGE, y), Side::Left, HEADING)?;
    let after = match reaction.drain {
        Drain::Nothing => ", no backlog".to_owned(),
        Drain::Over(length) => format!(", then {} until the backlog is gone", words::length(length.secs())),
        Drain::Left(_) => ", and a backlog that still stands at the end".to_owned(),
    };
    let when = clock::moment(&subject.zone, reaction.breach, subject.window());
    let said = format!("to the first new instance{after} · run {}, breach from {when}", bar.one.run);
    let room = WIDTH - 2.0 * EDGE - taken - 14.0;
    let said = fonts::fitted(&said, TEXT, fonts::Weight::Regular, room);
    canvas.text(&said, (EDGE + taken + 14.0, y), Side::Left, QUIETLY)?;
    Ok(())
}

/// What the bars leave out, and what they rest on.
fn footer(report: &Report<'_>) -> String {
    let budget = &report.aggregates.budget;
    let runs = words::counted(u64::from(report.aggregates.runs), "run");
    let whole = format!("{} in {runs}", words::counted(budget.scale_outs.count, "scale-out"));
    let mut parts = vec![if budget.scale_outs.count > 1 { format!("from {whole}") } else { whole }];
    match budget.escalations.count {
        0 => {}
        n => parts.push(format!("not shown: {} of the same breach", words::counted(n, "later step"))),
    }
    match budget.open_reactions {
        0 => {}
        n => parts.push(format!("{n} under way at the end")),
    }
    parts.push("parts of 0 s are left out".to_owned());
    parts.push(format!("assumptions {}", caption::assumptions_hash(report)));
    parts.join(" · ")
}

/// The chart in words.
fn alt(title: &str, bars: &[Bar]) -> String {
    let said = |segment: &Segment| format!("{} {}", segment.part, words::length(segment.secs()));
    let bar = |bar: &Bar| {
        let parts: Vec<String> = bar.segments().iter().map(said).collect();
        format!("{}: {}.", bar.name, parts.join(", "))
    };
    let all: Vec<String> = bars.iter().map(bar).collect();
    format!(
        "{title}. Horizontal bars from the start of the first breaching datapoint, split into the parts of a scale-out. \
         {} The numbers are in reaction.csv.",
        all.join(" ")
    )
}

/// Time since the breach, in seconds, minutes or hours.
struct Axis {
    scale: Scale,
    /// Seconds of a unit.
    unit_secs: f64,
    unit: &'static str,
}

impl Axis {
    fn new(longest_secs: f64) -> Self {
        let (unit_secs, unit) = match longest_secs {
            secs if secs < 120.0 => (1.0, "seconds"),
            secs if secs < 3.0 * 3_600.0 => (60.0, "minutes"),
            _ => (3_600.0, "hours"),
        };
        let most = longest_secs / unit_secs;
        let round = Scale::linear(most, false, 8, SIDES);
        // The bars, not the next round value, fill the width.
        let right = SIDES.0 + (SIDES.1 - SIDES.0) * round.high() / most.max(f64::MIN_POSITIVE);
        let scale = if most > 0.0 { Scale::linear(most, false, 8, (SIDES.0, right)) } else { round };
        Self { scale, unit_secs, unit }
    }

    fn at(&self, secs: f64) -> f64 {
        self.scale.at(secs / self.unit_secs)
    }

    fn paint(&self, canvas: &mut Canvas<'_>, top: f64, bottom: f64) -> Result<(), String> {
        for &tick in &self.scale.ticks {
            let x = self.scale.at(tick);
            if x > WIDTH - EDGE {
                break;
            }
            canvas.line(&[(x, top), (x, bottom)], GRID, THIN)?;
            canvas.line(&[(x, bottom), (x, bottom + 7.0)], AXIS, THIN)?;
            let (at, side) = if tick == 0.0 { (EDGE, Side::Left) } else { (x, Side::Middle) };
            canvas.text(&words::rate(tick), (at, bottom + 12.0), side, QUIETLY)?;
        }
        let unit = format!("{} since the start of the first breaching datapoint", self.unit);
        canvas.text(&unit, (EDGE, bottom + 12.0 + LINE), Side::Left, PLAIN)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
