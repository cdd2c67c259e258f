//! Which settings are worth their price: two figures of every candidate, both better towards the lower left, and the
//! frontier of those that no other beats in both.

use super::{Caption, Measure, Ranged, table, three};
use crate::report::charts::Picture;
use crate::report::charts::canvas::{Canvas, Side};
use crate::report::charts::frame::{self, HEADING, PANEL, PLAIN, QUIETLY};
use crate::report::charts::scale::Scale;
use crate::report::charts::style::{
    AXIS, EDGE, GOOD, GRID, IN_SERVICE, INK, LINE, LINE_WIDTH, PAPER, QUIET, TEXT, THIN, VIOLATION,
};

/// Candidates against one another.
#[derive(Clone, Debug, PartialEq)]
pub struct Pareto {
    /// Title, subtitle, footer.
    pub caption: Caption,
    /// The figure on the level axis; less is better.
    pub across: Measure,
    /// The figure on the upright axis; less is better.
    pub up: Measure,
    /// Every candidate, in any order.
    pub candidates: Vec<Candidate>,
}

/// One setting.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// What was set, short: `target 180, min 3`.
    pub label: String,
    /// Its first figure.
    pub across: Ranged,
    /// Its second figure.
    pub up: Ranged,
    /// What it is to the reader.
    pub role: Role,
}

/// What a candidate is to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// One of many.
    Plain,
    /// What the scenario has: a cross.
    Current,
    /// What is advised: a star.
    Recommended,
    /// A bound to compare with, as a perfect scaler: a diamond. It takes no part in the frontier.
    Reference,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Self::Plain => "candidate",
            Self::Current => "current",
            Self::Recommended => "recommended",
            Self::Reference => "reference",
        }
    }
}

/// Draws the candidates.
///
/// # Errors
/// In the words of the drawing library.
pub fn picture(pareto: &Pareto) -> Result<Picture, String> {
    let front = front(&pareto.candidates);
    let alt = alt(pareto, &front);
    let drawn = frame::sheet(&pareto.caption, &alt, |canvas, room| paint(canvas, pareto, &front, room))?;
    Ok(Picture { name: "pareto", svg: drawn.svg, csv: csv(pareto, &front), further: None, alt, texts: drawn.texts })
}

/// The places of the candidates that no other beats in both figures, from left to right; of equals the first.
pub fn front(candidates: &[Candidate]) -> Vec<usize> {
    let known = |c: &Candidate| c.role != Role::Reference && c.across.value.is_finite() && c.up.value.is_finite();
    let mut all: Vec<usize> = (0..candidates.len()).filter(|at| known(&candidates[*at])).collect();
    let key = |at: &usize| (candidates[*at].across.value, candidates[*at].up.value);
    all.sort_by(|a, b| key(a).0.total_cmp(&key(b).0).then(key(a).1.total_cmp(&key(b).1)));
    let mut least = f64::INFINITY;
    all.retain(|at| {
        let is_better = key(at).1 < least;
        least = least.min(key(at).1);
        is_better
    });
    all
}

/// The axes of the picture.
struct Axes {
    x: Scale,
    y: Scale,
    /// Where the lower one is drawn [px].
    bottom: f64,
}

impl Axes {
    fn new(all: &[Candidate], (top, bottom): (f64, f64)) -> Self {
        let axis = |pick: fn(&Candidate) -> Ranged, ticks: usize, place: (f64, f64)| {
            // An interval far wider than the values would push them into a corner.
            let values = || all.iter().map(pick);
            let value = values().map(|ranged| ranged.value).filter(|x| x.is_finite()).fold(0.0, f64::max);
            let most = values().map(Ranged::most).filter(|x| x.is_finite()).fold(value, f64::max).min(value * 1.5);
            let least = values().map(Ranged::least).filter(|x| x.is_finite()).fold(most, f64::min);
            // From nothing on, unless what differs would then be crowded into a half of the axis.
            if least > 0.5 * most {
                Scale::between(least, most * 1.02, ticks, place)
            } else {
                Scale::linear(most * 1.02, false, ticks, place)
            }
        };
        Self { x: axis(|c| c.across, 8, PANEL), y: axis(|c| c.up, 6, (bottom, top)), bottom }
    }

    fn at(&self, candidate: &Candidate) -> (f64, f64) {
        (self.x.at(candidate.across.value), self.y.at(candidate.up.value))
    }
}

fn paint(canvas: &mut Canvas<'_>, pareto: &Pareto, front: &[usize], (top, bottom): (f64, f64)) -> Result<(), String> {
    let place = (top + LINE + 14.0, bottom - 12.0 - 2.0 * LINE);
    let axes = Axes::new(&pareto.candidates, place);
    canvas.text(&pareto.up.heading(), (EDGE, top), Side::Left, HEADING)?;
    for tick in &axes.y.ticks {
        let y = axes.y.at(*tick);
        canvas.line(&[(PANEL.0, y), (PANEL.1, y)], GRID, THIN)?;
        canvas.text(&pareto.up.tick(*tick), (PANEL.0 - 12.0, y - TEXT / 2.0), Side::Right, QUIETLY)?;
    }
    frame::base(canvas, place.1)?;
    frame::bottom_axis(canvas, place.1, axes.x.ticks.iter().map(|tick| (axes.x.at(*tick), pareto.across.tick(*tick))))?;
    let middle = PANEL.0.midpoint(PANEL.1);
    canvas.text(&pareto.across.heading(), (middle, place.1 + 14.0 + LINE), Side::Middle, HEADING)?;
    better(canvas, (PANEL.0, place.1))?;
    frontier(canvas, pareto, front, &axes, place.0)?;
    for candidate in pareto.candidates.iter().filter(|c| c.across.value.is_finite() && c.up.value.is_finite()) {
        let (x, y) = axes.at(candidate);
        if candidate.role != Role::Reference {
            let (left, right) = (axes.x.at(candidate.across.least()), axes.x.at(candidate.across.most()));
            let (low, high) = (axes.y.at(candidate.up.least()), axes.y.at(candidate.up.most()));
            canvas.line(&[(left, y), (right, y)], QUIET.at(40), 1.4)?;
            canvas.line(&[(x, low), (x, high)], QUIET.at(40), 1.4)?;
            canvas.reserve((left, y - 1.0), (right, y + 1.0));
            canvas.reserve((x - 1.0, high), (x + 1.0, low));
        }
        canvas.reserve((x - 9.0, y - 9.0), (x + 9.0, y + 9.0));
    }
    for (at, candidate) in pareto.candidates.iter().enumerate() {
        if candidate.across.value.is_finite() && candidate.up.value.is_finite() {
            symbol(canvas, candidate.role, axes.at(candidate), front.contains(&at))?;
        }
    }
    labels(canvas, pareto, front, &axes)
}

/// The frontier as stairs: between two of its candidates one pays the higher price for the worse of both.
fn frontier(canvas: &mut Canvas<'_>, pareto: &Pareto, front: &[usize], axes: &Axes, top: f64) -> Result<(), String> {
    let points: Vec<(f64, f64)> = front.iter().map(|at| axes.at(&pareto.candidates[*at])).collect();
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Ok(()) };
    let mut path = vec![(first.0, top), *first];
    for pair in points.windows(2) {
        path.extend([(pair[1].0, pair[0].1), pair[1]]);
    }
    path.push((PANEL.1, last.1));
    for pair in path.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        canvas.reserve((a.0.min(b.0) - 2.0, a.1.min(b.1) - 2.0), (a.0.max(b.0) + 2.0, a.1.max(b.1) + 2.0));
    }
    canvas.line(&path, GOOD.at(70), LINE_WIDTH)
}

/// Where both figures are least, an arrow says that it is better there.
fn better(canvas: &mut Canvas<'_>, (x, y): (f64, f64)) -> Result<(), String> {
    let (tip, tail) = ((x + 14.0, y - 14.0), (x + 54.0, y - 54.0));
    canvas.line(&[tip, tail], AXIS, 2.0)?;
    canvas.area(&[tip, (tip.0 + 14.0, tip.1 - 4.0), (tip.0 + 4.0, tip.1 - 14.0)], AXIS)?;
    canvas.reserve((x, y - 60.0), (x + 60.0, y));
    canvas.text("better", (tail.0 + 6.0, tail.1 - TEXT / 2.0), Side::Left, QUIETLY)?;
    Ok(())
}

fn symbol(canvas: &mut Canvas<'_>, role: Role, (x, y): (f64, f64), on_front: bool) -> Result<(), String> {
    match role {
        Role::Plain if on_front => canvas.disc((x, y), 6.5, GOOD),
        Role::Plain => canvas.disc((x, y), 5.0, QUIET.at(70)),
        Role::Current => {
            canvas.line(&[(x - 9.0, y - 9.0), (x + 9.0, y + 9.0)], PAPER, 8.0)?;
            canvas.line(&[(x - 9.0, y + 9.0), (x + 9.0, y - 9.0)], PAPER, 8.0)?;
            canvas.line(&[(x - 9.0, y - 9.0), (x + 9.0, y + 9.0)], VIOLATION, 4.0)?;
            canvas.line(&[(x - 9.0, y + 9.0), (x + 9.0, y - 9.0)], VIOLATION, 4.0)
        }
        Role::Recommended => canvas.area(&star((x, y), 14.0), IN_SERVICE),
        Role::Reference => canvas.area(&[(x, y - 10.0), (x + 10.0, y), (x, y + 10.0), (x - 10.0, y)], INK),
    }
}

/// A star of five points around the middle.
fn star((x, y): (f64, f64), radius: f64) -> Vec<(f64, f64)> {
    // Corners of the unit star, upper point first; the inner ones at 0.382 of the radius.
    const POINTS: [(f64, f64); 10] = [
        (0.0, -1.0),
        (0.2245, -0.309),
        (0.9511, -0.309),
        (0.3633, 0.118),
        (0.5878, 0.809),
        (0.0, 0.382),
        (-0.5878, 0.809),
        (-0.3633, 0.118),
        (-0.9511, -0.309),
        (-0.2245, -0.309),
    ];
    POINTS.iter().map(|(dx, dy)| (x + radius * dx, y + radius * dy)).collect()
}

/// Names what has a role, then the frontier, where there is room; the rest is in the CSV.
fn labels(canvas: &mut Canvas<'_>, pareto: &Pareto, front: &[usize], axes: &Axes) -> Result<(), String> {
    let named = |at: &usize| pareto.candidates[*at].role != Role::Plain;
    let with_role = (0..pareto.candidates.len()).filter(named);
    let plain_front = front.iter().copied().filter(|at| !named(at));
    for place in with_role.chain(plain_front) {
        let candidate = &pareto.candidates[place];
        if !(candidate.across.value.is_finite() && candidate.up.value.is_finite()) {
            continue;
        }
        let text = match candidate.role {
            Role::Plain | Role::Reference => candidate.label.clone(),
            role => format!("{}: {}", role.name(), candidate.label),
        };
        let kind = if candidate.role == Role::Plain { QUIETLY } else { PLAIN };
        let (x, y) = axes.at(candidate);
        let (over, under, level) = (y - TEXT - 10.0, y + 10.0, y - TEXT / 2.0);
        // Where there is no room beside the symbol a thin line leads to the name.
        let (above, below) = (|lines: f64| over - lines * LINE, |lines: f64| under + lines * LINE);
        let places = [
            ((x + 14.0, over), Side::Left, None),
            ((x + 16.0, level), Side::Left, None),
            ((x + 14.0, under), Side::Left, None),
            ((x - 14.0, under), Side::Right, None),
            ((x - 16.0, level), Side::Right, None),
            ((x - 14.0, over), Side::Right, None),
            ((x, above(1.0)), Side::Middle, Some(above(0.0))),
            ((x, below(1.0)), Side::Middle, Some(below(1.0) - 2.0)),
            ((x, above(2.0)), Side::Middle, Some(above(1.0))),
            ((x, below(2.0)), Side::Middle, Some(below(2.0) - 2.0)),
            ((x, above(3.0)), Side::Middle, Some(above(2.0))),
        ];
        // Below the axis stand its ticks.
        let is_inside = |(_, y): (f64, f64)| y + TEXT <= axes.bottom;
        let to_name = |end: f64| ((x - 2.0, y.min(end)), (x + 2.0, y.max(end)));
        let is_open = |lead: Option<f64>| lead.map(to_name).is_none_or(|(from, to)| canvas.is_open(from, to));
        let inside = || places.iter().filter(|(at, _, lead)| is_inside(*at) && is_open(*lead));
        let clear = inside().find(|(at, side, _)| canvas.is_clear(&text, *at, *side, kind));
        // What has a role is named, and were it across a whisker.
        let free = || inside().find(|(at, side, _)| named(&place) && canvas.is_free(&text, *at, *side, kind));
        if let Some((at, side, lead)) = clear.or_else(free).copied() {
            if let Some(end) = lead {
                let start = if end < y { y - 9.0 } else { y + 9.0 };
                canvas.line(&[(x, start), (x, end)], AXIS, THIN)?;
                let (from, to) = to_name(end);
                canvas.reserve(from, to);
            }
            canvas.text(&text, at, side, kind)?;
        }
    }
    Ok(())
}

fn alt(pareto: &Pareto, front: &[usize]) -> String {
    let names: Vec<String> = front
        .iter()
        .map(|at| &pareto.candidates[*at])
        .map(|c| format!("{} ({}, {})", c.label, pareto.across.said(c.across.value), pareto.up.said(c.up.value)))
        .collect();
    format!(
        "{}. {} against {} of {} candidates; on the frontier: {}.",
        pareto.caption.title,
        pareto.up.name,
        pareto.across.name,
        pareto.candidates.len(),
        names.join("; ")
    )
}

fn csv(pareto: &Pareto, front: &[usize]) -> Vec<u8> {
    let (across, up) = (&pareto.across, &pareto.up);
    let rows = pareto.candidates.iter().enumerate().map(|(at, c)| {
        let head = [c.label.clone(), c.role.name().to_owned(), front.contains(&at).to_string()];
        let names = [across.name.clone(), across.unit.clone()];
        let first = head.into_iter().chain(names).chain(three(c.across, across));
        first.chain([up.name.clone(), up.unit.clone()]).chain(three(c.up, up))
    });
    let header = [
        "candidate",
        "role",
        "on_frontier",
        "across",
        "across_unit",
        "across_mean",
        "across_ci95_low",
        "across_ci95_high",
        "up",
        "up_unit",
        "up_mean",
        "up_ci95_low",
        "up_ci95_high",
    ];
    table(&header, rows)
}
