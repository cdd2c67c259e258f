//! How do two keys together change the figures: a heat map a figure, the current setting boxed, those no worse than the
//! best outlined.

use super::{Caption, Measure, table};
use crate::report::charts::Picture;
use crate::report::charts::canvas::{Canvas, Side, Type};
use crate::report::charts::fonts::{Weight, ended, width};
use crate::report::charts::frame::{self, HEADING, PLAIN, QUIETLY};
use crate::report::charts::style::{EDGE, INK, LINE, NO_DATA_HATCH, PAPER, TEXT, VIOLATION, WIDTH, on_ramp, ramp};
use crate::report::figure;

/// Two keys over a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// Title, subtitle, footer.
    pub caption: Caption,
    /// The key from left to right and its values as written.
    pub across: (String, Vec<String>),
    /// The key from top to bottom and its values as written.
    pub down: (String, Vec<String>),
    /// One heat map each, side by side, at most three.
    pub panels: Vec<Panel>,
    /// The setting of the scenario as (down, across), if it is one of the grid.
    pub current: Option<(usize, usize)>,
}

/// One figure over the grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Which figure.
    pub measure: Measure,
    /// By down, then by across; not finite: it did not occur.
    pub values: Vec<Vec<f64>>,
    /// Which cells the runs cannot tell from the best; the same shape, or empty.
    pub near_best: Vec<Vec<bool>>,
}

/// Between panels [px].
const GAP: f64 = 40.0;

/// Draws the heat maps.
///
/// # Errors
/// In the words of the drawing library.
pub fn picture(cells: &Cells) -> Result<Picture, String> {
    let alt = alt(cells);
    let drawn = frame::sheet(&cells.caption, &alt, |canvas, room| paint(canvas, cells, room))?;
    Ok(Picture { name: "cells", svg: drawn.svg, csv: csv(cells), further: None, alt, texts: drawn.texts })
}

fn paint(canvas: &mut Canvas<'_>, cells: &Cells, (top, bottom): (f64, f64)) -> Result<(), String> {
    let panels = &cells.panels[..cells.panels.len().min(3)];
    let labels = cells.down.1.iter().map(|label| width(label, TEXT, Weight::Regular)).fold(0.0, f64::max).min(200.0);
    let left = EDGE + labels + 16.0;
    let wide = (WIDTH - EDGE - left - GAP * panels.len().saturating_sub(1) as f64) / panels.len().max(1) as f64;
    canvas.text(&ended(&cells.down.0, TEXT, Weight::Regular, WIDTH - 2.0 * EDGE), (EDGE, top), Side::Left, PLAIN)?;
    // Rows below: values, the key's name, the legend.
    let place = (top + LINE + 2.0 * TEXT, bottom - 3.0 * LINE - 24.0);
    let high = (place.1 - place.0) / cells.down.1.len().max(1) as f64;
    for (row, label) in cells.down.1.iter().enumerate() {
        let y = place.0 + (row as f64 + 0.5) * high - TEXT / 2.0;
        canvas.text(&ended(label, TEXT, Weight::Regular, labels), (left - 12.0, y), Side::Right, QUIETLY)?;
    }
    for (number, panel) in panels.iter().enumerate() {
        let x = left + number as f64 * (wide + GAP);
        let heading = ended(&panel.measure.heading(), TEXT, Weight::Bold, wide);
        canvas.text(&heading, (x, place.0 - LINE - 4.0), Side::Left, HEADING)?;
        one_panel(canvas, cells, panel, ((x, place.0), (x + wide, place.1)))?;
        let name = ended(&cells.across.0, TEXT, Weight::Regular, wide);
        canvas.text(&name, (x + wide / 2.0, place.1 + 12.0 + LINE), Side::Middle, PLAIN)?;
    }
    legend(canvas, cells, (left, bottom - LINE))
}

type Corner = (f64, f64);

fn one_panel(
    canvas: &mut Canvas<'_>,
    cells: &Cells,
    panel: &Panel,
    (from, to): (Corner, Corner),
) -> Result<(), String> {
    let (columns, rows) = (cells.across.1.len().max(1) as f64, cells.down.1.len().max(1) as f64);
    let (wide, high) = ((to.0 - from.0) / columns, (to.1 - from.1) / rows);
    let all = panel.values.iter().flatten().copied().filter(|x| x.is_finite());
    let (least, most) = all.fold((f64::MAX, f64::MIN), |(least, most), x| (least.min(x), most.max(x)));
    let corner = |row: usize, column: usize| (from.0 + column as f64 * wide, from.1 + row as f64 * high);
    for (row, values) in panel.values.iter().enumerate() {
        for (column, value) in values.iter().enumerate() {
            let (x, y) = corner(row, column);
            let opposite = (x + wide - 2.0, y + high - 2.0);
            if !value.is_finite() {
                canvas.hatched_rectangle((x, y), opposite, NO_DATA_HATCH)?;
                continue;
            }
            let share = if most > least { (value - least) / (most - least) } else { 0.0 };
            canvas.rectangle((x, y), opposite, ramp(share))?;
            let fits = |text: &String| width(text, TEXT, Weight::Regular) + 22.0 <= wide;
            let text = [panel.measure.said(*value), panel.measure.brief(*value)].into_iter().find(fits);
            if let Some(text) = text.filter(|_| high >= LINE) {
                let kind = Type { ink: on_ramp(share), ..PLAIN };
                canvas.text(&text, (x + wide / 2.0, y + (high - TEXT) / 2.0), Side::Middle, kind)?;
            }
        }
    }
    for (row, near) in panel.near_best.iter().enumerate() {
        for column in (0..near.len()).filter(|column| near[*column]) {
            let (x, y) = corner(row, column);
            outline_towards_others(canvas, (&panel.near_best, row, column), ((x - 1.0, y - 1.0), (wide, high)))?;
        }
    }
    if let Some((row, column)) = cells.current {
        let (x, y) = corner(row, column);
        canvas.frame((x + 4.0, y + 4.0), (x + wide - 6.0, y + high - 6.0), PAPER, 5.0)?;
        canvas.frame((x + 4.0, y + 4.0), (x + wide - 6.0, y + high - 6.0), INK, 2.4)?;
    }
    let labels = cells.across.1.iter().enumerate();
    frame::bottom_axis(
        canvas,
        to.1,
        labels.map(|(column, label)| {
            let most = wide.max(60.0);
            (from.0 + (column as f64 + 0.5) * wide, ended(label, TEXT, Weight::Regular, most))
        }),
    )
}

/// The sides of a cell whose neighbours are not near the best: together the outline of the plateau.
fn outline_towards_others(
    canvas: &mut Canvas<'_>,
    (near, row, column): (&[Vec<bool>], usize, usize),
    ((x, y), (wide, high)): (Corner, Corner),
) -> Result<(), String> {
    let is_near = |row: Option<usize>, column: Option<usize>| {
        row.zip(column).and_then(|(row, column)| near.get(row)?.get(column)).copied().unwrap_or(false)
    };
    let (right, below) = (x + wide, y + high);
    let sides = [
        (is_near(row.checked_sub(1), Some(column)), [(x, y), (right, y)]),
        (is_near(Some(row + 1), Some(column)), [(x, below), (right, below)]),
        (is_near(Some(row), column.checked_sub(1)), [(x, y), (x, below)]),
        (is_near(Some(row), Some(column + 1)), [(right, y), (right, below)]),
    ];
    for (_, side) in sides.iter().filter(|(is_near, _)| !is_near) {
        canvas.line(side, VIOLATION, 3.6)?;
    }
    Ok(())
}

fn legend(canvas: &mut Canvas<'_>, cells: &Cells, (mut x, y): Corner) -> Result<(), String> {
    let low = canvas.text("low", (x, y), Side::Left, PLAIN)?;
    x += low + 8.0;
    for step in 0..20 {
        let from = (x + f64::from(step) * 8.0, y + 2.0);
        canvas.rectangle(from, (from.0 + 8.3, y + TEXT), ramp(f64::from(step) / 19.0))?;
    }
    x += 168.0;
    x += canvas.text("high, a scale a panel", (x, y), Side::Left, PLAIN)? + 40.0;
    if cells.current.is_some() {
        canvas.frame((x, y + 2.0), (x + 28.0, y + TEXT), INK, 2.4)?;
        x += 36.0 + canvas.text("current", (x + 36.0, y), Side::Left, PLAIN)? + 40.0;
    }
    if cells.panels.iter().any(|panel| panel.near_best.iter().flatten().any(|near| *near)) {
        canvas.frame((x, y + 2.0), (x + 28.0, y + TEXT), VIOLATION, 3.6)?;
        canvas.text("not told apart from the best", (x + 36.0, y), Side::Left, PLAIN)?;
    }
    Ok(())
}

fn alt(cells: &Cells) -> String {
    let names: Vec<&str> = cells.panels.iter().map(|panel| panel.measure.name.as_str()).collect();
    let now = cells.current.and_then(|(row, column)| Some((cells.down.1.get(row)?, cells.across.1.get(column)?)));
    let now =
        now.map_or_else(String::new, |(down, across)| format!(" The current setting, {across} by {down}, is boxed."));
    format!("{}. {} over {} and {}.{now}", cells.caption.title, names.join(", "), cells.across.0, cells.down.0)
}

fn csv(cells: &Cells) -> Vec<u8> {
    let mut rows = Vec::new();
    for panel in &cells.panels {
        for (row, values) in panel.values.iter().enumerate() {
            for (column, value) in values.iter().enumerate() {
                let label = |all: &[String], at: usize| all.get(at).cloned().unwrap_or_default();
                let near = panel.near_best.get(row).and_then(|near| near.get(column)).copied().unwrap_or(false);
                rows.push([
                    label(&cells.across.1, column),
                    label(&cells.down.1, row),
                    panel.measure.name.clone(),
                    panel.measure.unit.clone(),
                    figure::written(Some(*value), &panel.measure.unit),
                    near.to_string(),
                    (cells.current == Some((row, column))).to_string(),
                ]);
            }
        }
    }
    table(&["across", "down", "measure", "unit", "mean", "near_best", "current"], rows)
}
