//! The only file that names plotters: lines, areas and texts in pixels, drawn ten times too large and written as one
//! SVG, so that a tenth of a pixel can be told.

use super::fonts::{self, Weight};
use super::picture::finished;
use super::style::{HATCHES, Hatch, Ink, PAPER};
use plotters::coord::Shift;
use plotters::prelude::{
    Circle, Color as _, DrawingArea, IntoDrawingArea as _, PathElement, Polygon, RGBAColor, RGBColor, Rectangle,
    SVGBackend, ShapeStyle, Text, TextStyle,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, IntoFont as _};

/// How many units of the drawing make a pixel.
const FINE: f64 = 10.0;
/// plotters' SVG backend divides the size of a font by this.
const EM: f64 = 1.24;

/// Where a text stands against its point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The text begins at the point.
    Left,
    /// The point is in the middle of the text.
    Middle,
    /// The text ends at the point.
    Right,
}

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Type {
    /// Height of the em [px].
    pub size: f64,
    /// How heavy.
    pub weight: Weight,
    /// Its colour.
    pub ink: Ink,
}

/// A rectangle that something occupies [px].
#[derive(Clone, Debug, PartialEq)]
pub struct Occupied {
    /// Left, top.
    pub from: (f64, f64),
    /// Right, bottom.
    pub to: (f64, f64),
    /// What stands there.
    pub what: String,
}

impl Occupied {
    fn overlaps(&self, from: (f64, f64), to: (f64, f64)) -> bool {
        self.from.0 < to.0 && from.0 < self.to.0 && self.from.1 < to.1 && from.1 < self.to.1
    }
}

/// Air around a text that looks for a free place [px].
const AIR: f64 = 3.0;

/// A sheet to draw on. Points are (right, down) in pixels from the upper left corner.
pub struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    size: (f64, f64),
    texts: Vec<Occupied>,
    reserved: Vec<Occupied>,
}

/// What was drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The SVG.
    pub svg: String,
    /// Where its texts and numbered marks stand.
    pub texts: Vec<Occupied>,
}

/// Draws a sheet of `width` by `height` pixels; `title` and `description` are what a screen reader says.
///
/// # Errors
/// In plotters' words, which a drawing to memory never needs.
pub fn draw(
    (width, height): (f64, f64),
    (title, description): (&str, &str),
    paint: impl FnOnce(&mut Canvas<'_>) -> Result<(), String>,
) -> Result<Drawn, String> {
    let mut svg = String::new();
    let size = ((width * FINE) as u32, (height * FINE) as u32);
    let texts = {
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        let mut canvas = Canvas { area, size: (width, height), texts: vec![], reserved: vec![] };
        canvas.rectangle((0.0, 0.0), (width, height), PAPER)?;
        paint(&mut canvas)?;
        canvas.area.present().map_err(said)?;
        canvas.texts
    };
    Ok(Drawn { svg: finished(&svg, (width, height), (title, description)), texts })
}

impl Canvas<'_> {
    /// A line through points; fewer than two draw nothing.
    pub fn line(&mut self, points: &[(f64, f64)], ink: Ink, width: f64) -> Result<(), String> {
        if points.len() < 2 {
            return Ok(());
        }
        let points: Vec<_> = points.iter().map(|point| fine(*point)).collect();
        self.area.draw(&PathElement::new(points, stroke(ink, width))).map_err(said)
    }

    /// A dashed line: `dash` pixels on, `gap` off, along its length.
    pub fn dashed(&mut self, points: &[(f64, f64)], ink: Ink, width: f64, (on, off): (f64, f64)) -> Result<(), String> {
        for dash in dashes(points, on, off) {
            self.line(&dash, ink, width)?;
        }
        Ok(())
    }

    /// A filled area.
    pub fn area(&mut self, outline: &[(f64, f64)], ink: Ink) -> Result<(), String> {
        if outline.len() < 3 {
            return Ok(());
        }
        let outline: Vec<_> = outline.iter().map(|point| fine(*point)).collect();
        self.area.draw(&Polygon::new(outline, fill(ink))).map_err(said)
    }

    /// An area with stripes.
    pub fn hatched(&mut self, outline: &[(f64, f64)], hatch: Hatch) -> Result<(), String> {
        self.area(outline, stand_in(hatch))
    }

    /// A filled rectangle.
    pub fn rectangle(&mut self, from: (f64, f64), to: (f64, f64), ink: Ink) -> Result<(), String> {
        self.area.draw(&Rectangle::new([fine(from), fine(to)], fill(ink))).map_err(said)
    }

    /// A rectangle with stripes.
    pub fn hatched_rectangle(&mut self, from: (f64, f64), to: (f64, f64), hatch: Hatch) -> Result<(), String> {
        self.rectangle(from, to, stand_in(hatch))
    }

    /// A text whose upper edge is at the point; its width comes back [px].
    pub fn text(&mut self, text: &str, (x, y): (f64, f64), side: Side, kind: Type) -> Result<f64, String> {
        let text = fonts::shown(text);
        let wide = fonts::width(&text, kind.size, kind.weight);
        let (left, anchor) = match side {
            Side::Left => (x, HPos::Left),
            Side::Middle => (x - wide / 2.0, HPos::Center),
            Side::Right => (x - wide, HPos::Right),
        };
        let weight = if kind.weight == Weight::Bold { FontStyle::Bold } else { FontStyle::Normal };
        let font = ("Inter", kind.size * FINE * EM).into_font().style(weight);
        let ink = colour(kind.ink);
        let style = TextStyle::from(font).color(&ink).pos(Pos::new(anchor, VPos::Top));
        self.texts.push(Occupied { from: (left, y), to: (left + wide, y + kind.size), what: text.clone() });
        self.area.draw(&Text::new(text, fine((x, y)), style)).map_err(said)?;
        Ok(wide)
    }

    /// Whether a text there would stay on the sheet and clear of every text so far, with a little air.
    pub fn is_free(&self, text: &str, (x, y): (f64, f64), side: Side, kind: Type) -> bool {
        let wide = fonts::width(&fonts::shown(text), kind.size, kind.weight);
        let left = match side {
            Side::Left => x,
            Side::Middle => x - wide / 2.0,
            Side::Right => x - wide,
        };
        let (from, to) = ((left - AIR, y - AIR), (left + wide + AIR, y + kind.size + AIR));
        let on_sheet = from.0 >= 0.0 && from.1 >= 0.0 && to.0 <= self.size.0 && to.1 <= self.size.1;
        on_sheet && self.texts.iter().all(|other| !other.overlaps(from, to))
    }

    /// Keeps texts that look for a free place away from a rectangle: what is drawn there must be seen.
    pub fn reserve(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.reserved.push(Occupied { from, to, what: String::new() });
    }

    /// As [`Self::is_free`], and clear of what is reserved.
    pub fn is_clear(&self, text: &str, at: (f64, f64), side: Side, kind: Type) -> bool {
        let wide = fonts::width(&fonts::shown(text), kind.size, kind.weight);
        let left = match side {
            Side::Left => at.0,
            Side::Middle => at.0 - wide / 2.0,
            Side::Right => at.0 - wide,
        };
        let (from, to) = ((left, at.1), (left + wide, at.1 + kind.size));
        self.is_free(text, at, side, kind) && self.reserved.iter().all(|other| !other.overlaps(from, to))
    }

    /// Whether a line between two corners of a rectangle touches no text.
    pub fn is_open(&self, from: (f64, f64), to: (f64, f64)) -> bool {
        self.texts.iter().all(|other| !other.overlaps(from, to))
    }

    /// A disc around the point.
    pub fn disc(&mut self, at: (f64, f64), radius: f64, ink: Ink) -> Result<(), String> {
        self.area.draw(&Circle::new(fine(at), (radius * FINE) as i32, fill(ink))).map_err(said)
    }

    /// The outline of a rectangle.
    pub fn frame(&mut self, from: (f64, f64), to: (f64, f64), ink: Ink, width: f64) -> Result<(), String> {
        self.line(&[from, (to.0, from.1), to, (from.0, to.1), from], ink, width)
    }

    /// A numbered mark: a digit in a disc, around the point.
    pub fn mark(&mut self, number: usize, (x, y): (f64, f64), ink: Ink) -> Result<(), String> {
        let radius = 12.0;
        self.disc((x, y), radius, ink)?;
        let kind = Type { size: 18.0, weight: Weight::Bold, ink: PAPER };
        let before = self.texts.len();
        self.text(&number.to_string(), (x, y - 7.0), Side::Middle, kind)?;
        self.texts.truncate(before);
        let what = format!("mark {number}");
        self.texts.push(Occupied { from: (x - radius, y - radius), to: (x + radius, y + radius), what });
        Ok(())
    }
}

fn fine((x, y): (f64, f64)) -> (i32, i32) {
    ((x * FINE).round() as i32, (y * FINE).round() as i32)
}

fn colour(ink: Ink) -> RGBAColor {
    RGBColor(ink.rgb.0, ink.rgb.1, ink.rgb.2).mix(f64::from(ink.percent) / 100.0)
}

fn fill(ink: Ink) -> ShapeStyle {
    ShapeStyle { color: colour(ink), filled: true, stroke_width: 0 }
}

fn stroke(ink: Ink, width: f64) -> ShapeStyle {
    ShapeStyle { color: colour(ink), filled: false, stroke_width: (width * FINE).round() as u32 }
}

/// plotters has no stripes: a colour that is used for nothing else stands for them until the picture is finished.
pub(super) const fn stand_in(hatch: Hatch) -> Ink {
    Ink { rgb: (1, 254, 1 + hatch.number), percent: 100 }
}

const _: () = assert!(HATCHES.len() < 200, "a stand-in colour for each hatch");

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// The pieces of a dashed line.
fn dashes(points: &[(f64, f64)], on: f64, off: f64) -> Vec<Vec<(f64, f64)>> {
    let mut all = Vec::new();
    let Some(first) = points.first() else { return all };
    let (mut drawing, mut left, mut current) = (true, on, vec![*first]);
    for pair in points.windows(2) {
        let ((mut x, mut y), (to_x, to_y)) = (pair[0], pair[1]);
        loop {
            let (dx, dy) = (to_x - x, to_y - y);
            let rest = (dx * dx + dy * dy).sqrt();
            if rest < left {
                left -= rest;
                if drawing {
                    current.push((to_x, to_y));
                }
                break;
            }
            (x, y) = (x + dx * left / rest, y + dy * left / rest);
            current.push((x, y));
            if drawing {
                all.push(std::mem::take(&mut current));
            } else {
                current = vec![(x, y)];
            }
            drawing = !drawing;
            left = if drawing { on } else { off };
        }
    }
    if drawing && current.len() > 1 {
        all.push(current);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dashes_follow_the_corner_of_a_step() {
        let pieces = dashes(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], 8.0, 4.0);
        assert_eq!(pieces, [vec![(0.0, 0.0), (8.0, 0.0)], vec![(10.0, 2.0), (10.0, 10.0)]]);
    }
}
