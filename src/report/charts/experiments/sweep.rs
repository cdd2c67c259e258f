//! How do the figures change as one key of the scenario does: a panel a figure, with intervals.

use super::{Caption, Measure, Ranged, table, three};
use crate::engine::math;
use crate::report::charts::Picture;
use crate::report::charts::canvas::{Canvas, Side};
use crate::report::charts::fonts::{Weight, width};
use crate::report::charts::frame::{self, PANEL, PLAIN, QUIETLY, Sample};
use crate::report::charts::scale::Scale;
use crate::report::charts::style::{
    AXIS, BAND, DESIRED, GOOD, GRID, IN_SERVICE, INK, Ink, LINE, LINE_WIDTH, SECOND, TEXT, THIN, VIOLATION,
};
use crate::report::figure;

/// One key swept.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweep {
    /// Title, subtitle, footer.
    pub caption: Caption,
    /// The key, as a reader writes it: `keep-busy.TargetValue`.
    pub key: String,
    /// One panel each, at most four.
    pub measures: Vec<Measure>,
    /// What the line is: `mean`.
    pub line: &'static str,
    /// A limit by measure, drawn as a dashed line; shorter than `measures`: the rest have none.
    pub limits: Vec<Option<f64>>,
    /// In ascending order of `at`.
    pub points: Vec<Point>,
    /// Values worth a line through all panels, with a word each: `current`, `suggested`, `AWS formula`.
    pub marks: Vec<(f64, String)>,
}

/// One value of the key.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Where it lies on the axis; for values without a number their place, 0, 1, 2 …
    pub at: f64,
    /// As written in the scenario.
    pub label: String,
    /// In the order of the measures.
    pub values: Vec<Ranged>,
}

/// White space between the axis' ends and the first and last value [px].
const INSIDE: f64 = 36.0;
/// What the panels are drawn in.
const INKS: [Ink; 4] = [VIOLATION, GOOD, IN_SERVICE, SECOND];

/// Draws a sweep.
///
/// # Errors
/// In the words of the drawing library.
pub fn picture(sweep: &Sweep) -> Result<Picture, String> {
    let alt = alt(sweep);
    let drawn = frame::sheet(&sweep.caption, &alt, |canvas, room| paint(canvas, sweep, room))?;
    Ok(Picture { name: "sweep", svg: drawn.svg, csv: csv(sweep), further: None, alt, texts: drawn.texts })
}

/// Where a value of the key lies: on a logarithmic axis where the values span more than a factor of twenty.
fn position(sweep: &Sweep) -> impl Fn(f64) -> f64 {
    let least = sweep.points.first().map_or(0.0, |point| point.at);
    let most = sweep.points.last().map_or(1.0, |point| point.at);
    let logarithmic = least > 0.0 && most / least > 20.0;
    move |at| {
        let share = match logarithmic {
            _ if most <= least => 0.5,
            true => math::ln(at.max(least) / least) / math::ln(most / least),
            false => (at - least) / (most - least),
        };
        PANEL.0 + INSIDE + (PANEL.1 - PANEL.0 - 2.0 * INSIDE) * share.clamp(0.0, 1.0)
    }
}

fn paint(canvas: &mut Canvas<'_>, sweep: &Sweep, (top, bottom): (f64, f64)) -> Result<(), String> {
    let measures = &sweep.measures[..sweep.measures.len().min(INKS.len())];
    let x = position(sweep);
    let marks_row = if sweep.marks.is_empty() { 0.0 } else { LINE + 6.0 };
    // Ticks and the key's name stand below the last panel.
    let below = 12.0 + 2.0 * LINE;
    let heading = TEXT + 15.0;
    let pitch = (bottom - below - top - marks_row) / measures.len().max(1) as f64;
    let mut places = Vec::new();
    for (place, measure) in measures.iter().enumerate() {
        let head = top + marks_row + place as f64 * pitch;
        let panel = (head + heading, head + pitch - 18.0);
        places.push(panel);
        let limit = sweep.limits.get(place).copied().flatten();
        let values: Vec<(f64, Ranged)> =
            sweep.points.iter().filter_map(|point| Some((x(point.at), *point.values.get(place)?))).collect();
        one_panel(canvas, (measure, limit), &values, panel)?;
        let mut legend = vec![(Sample::Line(INKS[place], LINE_WIDTH), sweep.line.to_owned())];
        if values.iter().any(|(_, value)| value.high > value.low) {
            legend.push((Sample::Area(INKS[place].at(BAND + 8)), "95 % interval".to_owned()));
        }
        if let Some(limit) = limit {
            legend.push((Sample::Dashed(INK, (10.0, 6.0)), format!("limit {}", measure.said(limit))));
        }
        series(canvas, INKS[place], (measure, &values), panel)?;
        frame::heading(canvas, head, &measure.heading(), &legend)?;
        frame::base(canvas, panel.1)?;
    }
    let last = top + marks_row + measures.len() as f64 * pitch - 18.0;
    marks(canvas, sweep, &x, (top, &places))?;
    let labels = sweep.points.iter().map(|point| (x(point.at), point.label.clone()));
    frame::bottom_axis(canvas, last, labels)?;
    let middle = PANEL.0.midpoint(PANEL.1);
    canvas.text(&sweep.key, (middle, last + 14.0 + LINE), Side::Middle, PLAIN)?;
    Ok(())
}

fn scale(values: &[(f64, Ranged)], limit: Option<f64>, (top, bottom): (f64, f64)) -> Scale {
    let all = values.iter().map(|(_, value)| value.most()).filter(|x| x.is_finite());
    Scale::linear(all.fold(limit.unwrap_or(0.0), f64::max), false, 4, (bottom, top))
}

fn one_panel(
    canvas: &mut Canvas<'_>,
    (measure, limit): (&Measure, Option<f64>),
    values: &[(f64, Ranged)],
    (top, bottom): (f64, f64),
) -> Result<(), String> {
    let scale = scale(values, limit, (top, bottom));
    for tick in &scale.ticks {
        let y = scale.at(*tick);
        canvas.line(&[(PANEL.0, y), (PANEL.1, y)], GRID, THIN)?;
        canvas.text(&measure.tick(*tick), (PANEL.0 - 12.0, y - TEXT / 2.0), Side::Right, QUIETLY)?;
    }
    if let Some(limit) = limit {
        let y = scale.at(limit);
        canvas.dashed(&[(PANEL.0, y), (PANEL.1, y)], INK, 1.6, (10.0, 6.0))?;
    }
    Ok(())
}

/// The band of the intervals, the line through the means, a dot a value. A value that did not occur is a gap.
fn series(
    canvas: &mut Canvas<'_>,
    ink: Ink,
    (_, values): (&Measure, &[(f64, Ranged)]),
    (top, bottom): (f64, f64),
) -> Result<(), String> {
    let scale = scale(values, None, (top, bottom));
    for stretch in values.split(|(_, value)| !value.value.is_finite()).filter(|stretch| !stretch.is_empty()) {
        let limit = |pick: fn(&Ranged) -> f64| move |(x, value): &(f64, Ranged)| (*x, pick(value));
        let mut outline: Vec<(f64, f64)> = stretch.iter().map(limit(|value| value.most())).collect();
        outline.extend(stretch.iter().rev().map(limit(|value| value.least())));
        let outline: Vec<_> = outline.into_iter().map(|(x, value)| (x, scale.at(value))).collect();
        canvas.area(&outline, ink.at(BAND + 8))?;
        let line: Vec<_> = stretch.iter().map(|(x, value)| (*x, scale.at(value.value))).collect();
        canvas.line(&line, ink, LINE_WIDTH)?;
        for (x, value) in stretch {
            let (low, high) = (scale.at(value.least()), scale.at(value.most()));
            canvas.line(&[(*x, low), (*x, high)], ink, 1.4)?;
            canvas.disc((*x, scale.at(value.value)), 5.0, ink)?;
        }
    }
    Ok(())
}

/// A line through all panels a mark; its word above, right of the line or left of it where there is no room.
fn marks(
    canvas: &mut Canvas<'_>,
    sweep: &Sweep,
    x: &impl Fn(f64) -> f64,
    (top, panels): (f64, &[(f64, f64)]),
) -> Result<(), String> {
    for (at, word) in &sweep.marks {
        let x = x(*at);
        for (from, until) in panels {
            canvas.dashed(&[(x, *from), (x, *until)], AXIS, 1.6, (3.0, 4.0))?;
        }
        let wide = width(word, TEXT, Weight::Regular);
        let middle = x.clamp(PANEL.0 + wide / 2.0, PANEL.1 - wide / 2.0);
        let places = [(middle, Side::Middle), (x + 4.0, Side::Left), (x - 4.0, Side::Right)];
        let free = places.into_iter().find(|(x, side)| canvas.is_free(word, (*x, top - 2.0), *side, PLAIN));
        if let Some((x, side)) = free {
            canvas.text(word, (x, top - 2.0), side, PLAIN)?;
        }
        let head = [(x - 6.0, top + TEXT + 2.0), (x + 6.0, top + TEXT + 2.0), (x, top + TEXT + 10.0)];
        canvas.area(&head, DESIRED)?;
    }
    Ok(())
}

fn alt(sweep: &Sweep) -> String {
    let ends = sweep.points.first().zip(sweep.points.last());
    let range = ends.map_or_else(String::new, |(first, last)| format!(" from {} to {}", first.label, last.label));
    let names: Vec<&str> = sweep.measures.iter().map(|measure| measure.name.as_str()).collect();
    let ranged = sweep.points.iter().flat_map(|point| &point.values).any(|value| value.high > value.low);
    let intervals = if ranged { ", with intervals" } else { "" };
    format!("{}. {} over {}{range}{intervals}.", sweep.caption.title, names.join(", "), sweep.key)
}

fn csv(sweep: &Sweep) -> Vec<u8> {
    let rows = sweep.points.iter().flat_map(|point| {
        sweep.measures.iter().zip(&point.values).map(move |(measure, value)| {
            let head = [sweep.key.clone(), point.label.clone(), figure::figure(point.at)];
            let what = [measure.name.clone(), measure.unit.clone()];
            head.into_iter().chain(what).chain(three(*value, measure))
        })
    });
    table(&["key", "value", "at", "measure", "unit", "mean", "ci95_low", "ci95_high"], rows)
}
