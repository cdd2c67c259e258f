//! Where do the texts of narrow parts stand: below the bar, each at the foot of a line from its part, none across
//! another.

use crate::report::charts::canvas::{Canvas, Side};
use crate::report::charts::fonts::{Weight, width};
use crate::report::charts::frame::PLAIN;
use crate::report::charts::style::{AXIS, LINE, PAPER, TEXT, THIN};

/// From the bar to the first row [px].
const ABOVE: f64 = 14.0;
/// Below the last row [px].
const BENEATH: f64 = 22.0;
/// Between a line and its text, and after the text [px].
const GAP: f64 = 6.0;

/// A text below a bar.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Callout {
    /// Where its part is [px].
    pub(super) x: f64,
    pub(super) text: String,
}

impl Callout {
    fn right(&self) -> f64 {
        self.x + 2.0 * GAP + width(&self.text, TEXT, Weight::Regular)
    }
}

/// How many rows these take.
pub(super) fn rows(all: &[Callout]) -> usize {
    placed(all).iter().map(|row| row + 1).max().unwrap_or(0)
}

/// From a bar to what comes after it [px].
pub(super) fn height(rows: usize) -> f64 {
    ABOVE + rows as f64 * LINE + BENEATH
}

/// The row of each. A text stands right of its line, so it crosses the lines of those right of it unless it stands
/// below them: from right to left, each goes one row below whatever lies over its text.
fn placed(all: &[Callout]) -> Vec<usize> {
    let mut rows = vec![0; all.len()];
    for left in (0..all.len()).rev() {
        let over = (left + 1..all.len()).filter(|&other| all[other].x - GAP <= all[left].right());
        rows[left] = over.map(|other| rows[other] + 1).max().unwrap_or(0);
    }
    rows
}

pub(super) fn paint(canvas: &mut Canvas<'_>, all: &[Callout], bar: f64) -> Result<(), String> {
    for (callout, row) in all.iter().zip(placed(all)) {
        let top = bar + ABOVE + row as f64 * LINE;
        // The grid steps back behind a text.
        canvas.rectangle((callout.x + 1.0, top - 1.0), (callout.right(), top + TEXT + 3.0), PAPER)?;
        canvas.line(&[(callout.x, bar), (callout.x, top + TEXT)], AXIS, 1.2 * THIN)?;
        canvas.text(&callout.text, (callout.x + GAP, top), Side::Left, PLAIN)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64) -> Callout {
        Callout { x, text: "health checks 12 s".to_owned() }
    }

    #[test]
    fn those_close_together_go_down_in_stairs_and_those_apart_stay_up() {
        assert_eq!(placed(&[at(100.0), at(102.0), at(104.0), at(900.0)]), [2, 1, 0, 0]);
        assert_eq!(placed(&[at(100.0), at(280.0), at(320.0)]), [2, 1, 0]);
        assert_eq!((rows(&[]), rows(&[at(5.0)]), rows(&[at(1.0), at(2.0)])), (0, 1, 2));
    }

    #[test]
    fn no_text_crosses_a_line_wherever_they_are() {
        for code in 0..4_u32.pow(5) {
            let gaps = (0..5).map(|i| [1.0, 60.0, 190.0, 400.0][(code / 4_u32.pow(i) % 4) as usize]);
            let all: Vec<Callout> = gaps
                .scan(0.0, |x, gap| {
                    Some(at({
                        *x += gap;
                        *x
                    }))
                })
                .collect();
            let rows = placed(&all);
            for (text, row) in all.iter().zip(&rows) {
                for (line, reaches) in all.iter().zip(&rows) {
                    let across = line.x > text.x && line.x < text.right() && reaches >= row;
                    assert!(!across, "{all:?} in {rows:?}");
                }
            }
        }
    }
}
