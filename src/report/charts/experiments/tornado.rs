//! Which assumption matters most: how far a figure moves when each is changed alone, the widest on top.

use super::{Caption, Measure, Ranged, table, three};
use crate::report::charts::Picture;
use crate::report::charts::canvas::{Canvas, Side};
use crate::report::charts::fonts::{Weight, ended, width};
use crate::report::charts::frame::{self, HEADING, PLAIN, QUIETLY};
use crate::report::charts::scale::Scale;
use crate::report::charts::style::{DESIRED, EDGE, GRID, IN_SERVICE, INK, LINE, LINE_WIDTH, TEXT, THIN, WIDTH};

/// One figure, and what moves it.
#[derive(Clone, Debug, PartialEq)]
pub struct Tornado {
    /// Title, subtitle, footer.
    pub caption: Caption,
    /// The figure.
    pub measure: Measure,
    /// Its value as the scenario stands.
    pub base: Ranged,
    /// What was changed, each alone, in any order; the twelve that move it most are drawn, first those of which the runs
    /// tell that they do.
    pub swings: Vec<Swing>,
}

/// One thing changed both ways.
#[derive(Clone, Debug, PartialEq)]
pub struct Swing {
    /// What: a key or an assumption.
    pub name: String,
    /// One setting and the figure with it.
    pub one: (String, Ranged),
    /// The other; `None` where there are only two settings, of which the scenario has one.
    pub other: Option<(String, Ranged)>,
    /// Whether the runs tell the one, and the other, from the scenario as it stands.
    pub told: [bool; 2],
}

impl Swing {
    /// Each end that occurred, and whether it is told.
    fn ends(&self) -> impl Iterator<Item = (&(String, Ranged), bool)> {
        let ends = std::iter::once(&self.one).chain(self.other.as_ref());
        ends.zip(self.told).filter(|((_, ranged), _)| ranged.value.is_finite())
    }

    /// The distance between the least and the greatest figure, the unchanged one among them: of the ends that are told
    /// from it, and of all.
    fn reach(&self, base: f64) -> [f64; 2] {
        let wide = |only_told: bool| {
            let ends = self.ends().filter(|(_, is_told)| *is_told || !only_told).map(|((_, ranged), _)| ranged.value);
            let (least, most) = ends.fold((base, base), |(least, most), value| (least.min(value), most.max(value)));
            most - least
        };
        [wide(true), wide(false)]
    }
}

/// Bars drawn, at most.
const MOST: usize = 12;
/// Strength of a bar that the runs do not tell from nothing [%].
const PALE: u8 = 25;
/// Room for the settings beyond the ends of the widest bar [px].
const BESIDE: f64 = 230.0;

/// Draws the bars.
///
/// # Errors
/// In the words of the drawing library.
pub fn picture(tornado: &Tornado) -> Result<Picture, String> {
    let swings = sorted(tornado);
    let alt = alt(tornado, &swings);
    let drawn = frame::sheet(&tornado.caption, &alt, |canvas, room| paint(canvas, tornado, &swings, room))?;
    Ok(Picture { name: "tornado", svg: drawn.svg, csv: csv(tornado, &swings), further: None, alt, texts: drawn.texts })
}

/// The widest first, those that are told before all others; of equals in the given order.
fn sorted(tornado: &Tornado) -> Vec<&Swing> {
    let mut all: Vec<&Swing> = tornado.swings.iter().collect();
    let reach = |swing: &Swing| swing.reach(tornado.base.value);
    all.sort_by(|a, b| {
        let ([told, any], [other_told, other_any]) = (reach(a), reach(b));
        other_told.total_cmp(&told).then(other_any.total_cmp(&any))
    });
    all
}

fn paint(
    canvas: &mut Canvas<'_>,
    tornado: &Tornado,
    swings: &[&Swing],
    (top, bottom): (f64, f64),
) -> Result<(), String> {
    let shown = &swings[..swings.len().min(MOST)];
    let names = shown.iter().map(|swing| width(&swing.name, TEXT, Weight::Regular)).fold(0.0, f64::max).min(440.0);
    let (left, right) = (EDGE + names + 20.0 + BESIDE, WIDTH - EDGE - BESIDE);
    let base = tornado.base.value;
    let values = || shown.iter().flat_map(|swing| swing.ends().map(|((_, ranged), _)| ranged));
    let least = values().map(|r| r.least()).filter(|x| x.is_finite()).fold(base, f64::min);
    let most = values().map(|r| r.most()).filter(|x| x.is_finite()).fold(base, f64::max);
    let axis = Scale::between(least, most, 6, (left, right));
    canvas.text(&tornado.measure.heading(), (EDGE, top), Side::Left, HEADING)?;
    let place = (top + LINE + 8.0, bottom - 12.0 - LINE);
    for tick in &axis.ticks {
        canvas.line(&[(axis.at(*tick), place.0), (axis.at(*tick), place.1)], GRID, THIN)?;
    }
    frame::bottom_axis(canvas, place.1, axis.ticks.iter().map(|tick| (axis.at(*tick), tornado.measure.tick(*tick))))?;
    let pitch = ((place.1 - place.0) / shown.len().max(1) as f64).min(84.0);
    for (row, swing) in shown.iter().enumerate() {
        let y = place.0 + (row as f64 + 0.5) * pitch;
        let name = ended(&swing.name, TEXT, Weight::Regular, names);
        canvas.text(&name, (EDGE + names, y - TEXT / 2.0), Side::Right, PLAIN)?;
        bar(canvas, swing, (base, &axis), (y, (pitch * 0.58).min(36.0)))?;
    }
    let x = axis.at(base);
    canvas.line(&[(x, place.0 - 4.0), (x, place.1)], INK, LINE_WIDTH)?;
    let words = format!("as it stands: {}", tornado.measure.said(base));
    if canvas.is_free(&words, (x, top), Side::Middle, PLAIN) {
        canvas.text(&words, (x, top), Side::Middle, PLAIN)?;
    }
    Ok(())
}

/// The two ends of a bar, with their settings beyond them and their intervals as whiskers.
fn bar(
    canvas: &mut Canvas<'_>,
    swing: &Swing,
    (base, axis): (f64, &Scale),
    (y, thick): (f64, f64),
) -> Result<(), String> {
    let middle = axis.at(base);
    let mut said: Vec<(f64, f64, &str)> = Vec::new();
    for (number, ((setting, ranged), is_told)) in swing.ends().enumerate() {
        let x = axis.at(ranged.value);
        let ink = if number == 0 { IN_SERVICE } else { DESIRED }.at(if is_told { 75 } else { PALE });
        canvas.rectangle((x.min(middle), y - thick / 2.0), (x.max(middle), y + thick / 2.0), ink)?;
        let (low, high) = (axis.at(ranged.least()), axis.at(ranged.most()));
        canvas.line(&[(low, y), (high, y)], INK, 1.4)?;
        said.push((low.min(x).min(middle), high.max(x).max(middle), setting));
    }
    // Both on one side of the base: the setting that reaches less far has its word on the other side.
    let is_left = |index: usize| {
        let Some((low, high, _)) = said.get(index) else { return true };
        middle - low > high - middle
    };
    let first_left = match said.len() {
        2 if is_left(0) == is_left(1) && is_left(0) => said[0].0 <= said[1].0,
        2 if is_left(0) == is_left(1) => said[0].1 < said[1].1,
        _ => is_left(0),
    };
    let (least, most) = said.iter().fold((middle, middle), |(low, high), s| (low.min(s.0), high.max(s.1)));
    for (index, (_, _, setting)) in said.iter().enumerate() {
        let text = ended(setting, TEXT, Weight::Regular, BESIDE - 24.0);
        let (x, side) =
            if (index == 0) == first_left { (least - 10.0, Side::Right) } else { (most + 10.0, Side::Left) };
        canvas.text(&text, (x, y - TEXT / 2.0), side, QUIETLY)?;
    }
    Ok(())
}

fn alt(tornado: &Tornado, swings: &[&Swing]) -> String {
    let measure = &tornado.measure;
    let said = |swing: &&Swing| {
        let ends: Vec<String> =
            swing.ends().map(|((set, r), _)| format!("{} at {set}", measure.said(r.value))).collect();
        format!("{}: {}", swing.name, ends.join(", "))
    };
    let all: Vec<String> = swings.iter().take(MOST).map(said).collect();
    let (title, name, base) = (&tornado.caption.title, &measure.name, measure.said(tornado.base.value));
    format!("{title}. {name} is {base} as the scenario stands; changed one at a time: {}.", all.join("; "))
}

fn csv(tornado: &Tornado, swings: &[&Swing]) -> Vec<u8> {
    let measure = [tornado.measure.name.clone(), tornado.measure.unit.clone()];
    let base = std::iter::once((String::new(), String::new(), tornado.base));
    let all = swings.iter().flat_map(|swing| {
        std::iter::once(&swing.one).chain(&swing.other).map(|(set, r)| (swing.name.clone(), set.clone(), *r))
    });
    let rows = base.chain(all).map(|(name, setting, ranged)| {
        [name, setting].into_iter().chain(measure.clone()).chain(three(ranged, &tornado.measure)).collect::<Vec<_>>()
    });
    table(&["factor", "setting", "measure", "unit", "mean", "ci95_low", "ci95_high"], rows)
}
