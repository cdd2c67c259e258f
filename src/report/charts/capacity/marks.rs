//! What happened when: at most five numbered moments, each with its words under the chart.

use crate::engine::{Span, Time};
use crate::report::charts::canvas::{Canvas, Side};
use crate::report::charts::fonts::{self, Weight, fitted, width};
use crate::report::charts::frame::{PANEL, PLAIN};
use crate::report::charts::style::{EDGE, INK, LINE, QUIET, TEXT, WIDTH};
use crate::report::charts::time_axis::TimeAxis;
use crate::report::{Due, Report, answer, clock, words};
use crate::simulation::outcome::Stretch;

/// More would be a list.
const MOST: usize = 5;
/// Rows of words under the chart.
const ROWS: usize = 2;
/// From a mark's middle to its words [px].
const BESIDE: f64 = 20.0;
/// Widest words of a note [px].
const LONGEST: f64 = 470.0;
/// Between one note and the next [px].
const APART: f64 = 30.0;
/// Between the middles of neighbouring marks [px].
const MARKS_APART: f64 = 27.0;

/// A moment worth a number.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    pub(super) at: Time,
    pub(super) words: String,
}

/// The moments, in order: the most telling five of what the schedule, the run of median cost and the SLO did.
pub(super) fn of(report: &Report<'_>) -> Vec<Mark> {
    let (subject, window) = (report.subject, report.subject.window());
    let changes = report.changes();
    let mark = |at: Time, words: String| Mark {
        at,
        words: fonts::shown(&format!("{} {words}", clock::moment(&subject.zone, to_minute(at), window))),
    };
    let mut all = Vec::new();
    // In the order of what is kept when there are more than five.
    let spans = report.bad_spans();
    let worst = answer::worst(&spans).copied();
    all.extend(worst.map(|span| mark(span.from, format!("below {} good", words::set_share(subject.slo_attainment)))));
    let outs = || changes.iter().filter(|change| change.to > change.from && change.is_by_policy());
    let arrow = |from: u32, to: u32| format!("{from} → {to}");
    let after_worst = outs().find(|change| worst.is_some_and(|bad| change.start >= bad.from));
    // Without anything to explain: the way to the top.
    let relevant = after_worst.or_else(|| outs().reduce(|top, next| if next.to > top.to { next } else { top }));
    if let Some(out) = relevant {
        all.push(mark(out.start, format!("scale-out {}", arrow(out.from, out.to))));
        if let Some(end) = out.end.filter(|end| *end < window.1 && end.since_or_zero(out.start) > Span::MINUTE) {
            all.push(mark(end, format!("all {} in service", out.to)));
        }
    }
    all.extend(weighed(report).map(|stretch| mark(stretch.from, stretch.first.clone())).take(2));
    let dues = subject.schedule.iter().filter(|due| (window.0..window.1).contains(&due.at));
    all.extend(dues.take(2).map(|due| mark(due.at, format!("{} {}", due.name, sets(due)))));
    let last_out = relevant.map_or(window.0, |out| out.start);
    if let Some(lower) = changes.iter().find(|change| change.to < change.from && change.start >= last_out) {
        all.push(mark(lower.start, format!("scale-in {}", arrow(lower.from, lower.to))));
    }
    all.truncate(MOST);
    all.sort_by_key(|a| a.at);
    all
}

/// Calls that gave the variant another weight: load jumps at them.
fn weighed<'a>(report: &Report<'a>) -> impl Iterator<Item = &'a Stretch> {
    let (from, until) = report.subject.window();
    let run = report.aggregates.shown.get(report.aggregates.median);
    let decisions = run.map_or(&[][..], |run| &run.decisions);
    let is_told = move |stretch: &&Stretch| stretch.verdict == "weight" && stretch.reason.is_empty();
    decisions.iter().filter(is_told).filter(move |stretch| (from..until).contains(&stretch.from))
}

/// Clock times to the minute are enough for a reader.
fn to_minute(at: Time) -> Time {
    at.floor(Span::MINUTE)
}

fn sets(due: &Due) -> String {
    match (due.min, due.max) {
        (Some(min), Some(max)) => format!("sets {min} to {max}"),
        (Some(min), None) => format!("sets MinCapacity {min}"),
        (None, Some(max)) => format!("sets MaxCapacity {max}"),
        (None, None) => "sets nothing".to_owned(),
    }
}

/// The notes in rows: number, words, left edge [px].
pub(super) fn rows(marks: &[Mark]) -> Vec<Vec<(usize, String, f64)>> {
    let right = WIDTH - EDGE;
    let mut rows: Vec<Vec<(usize, String, f64)>> = Vec::new();
    let mut x = right;
    for (index, mark) in marks.iter().enumerate() {
        // A name without end may not push the others out.
        let words = fitted(&mark.words, TEXT, Weight::Regular, LONGEST);
        let wide = BESIDE + 12.0 + width(&words, TEXT, Weight::Regular);
        if x + wide > right && rows.len() < ROWS {
            rows.push(Vec::new());
            x = EDGE;
        }
        let room = right - x - BESIDE - 12.0;
        // What the last row cannot hold is cut, so that a mark is never without its number below.
        let words = fitted(&words, TEXT, Weight::Regular, room.max(0.0));
        let Some(row) = rows.last_mut() else { break };
        if room > 60.0 {
            let taken = width(&words, TEXT, Weight::Regular);
            row.push((index + 1, words, x));
            x += BESIDE + 12.0 + taken + APART;
        }
    }
    rows
}

/// Writes the notes.
pub(super) fn explain(canvas: &mut Canvas<'_>, rows: &[Vec<(usize, String, f64)>], top: f64) -> Result<(), String> {
    for (row, notes) in rows.iter().enumerate() {
        let y = top + row as f64 * LINE;
        for (number, words, x) in notes {
            canvas.mark(*number, (x + 12.0, y + TEXT / 2.0), INK)?;
            canvas.text(words, (x + 12.0 + BESIDE, y), Side::Left, PLAIN)?;
        }
    }
    Ok(())
}

/// Paints the marks in their row, moved apart where they would touch, each with a thin line down through the panels
/// (from, to), but not through their headings.
pub(super) fn paint(
    canvas: &mut Canvas<'_>,
    marks: &[Mark],
    time: &TimeAxis,
    top: f64,
    panels: &[(f64, f64)],
) -> Result<(), String> {
    let exact: Vec<f64> = marks.iter().map(|mark| time.at(mark.at)).collect();
    for (index, (x, moved)) in exact.iter().zip(apart(&exact)).enumerate() {
        let faint = QUIET.at(60);
        canvas.line(&[(moved, top + 12.0), (*x, panels[0].0)], faint, 1.0)?;
        for (from, to) in panels {
            canvas.line(&[(*x, *from), (*x, *to)], faint, 1.0)?;
        }
        canvas.mark(index + 1, (moved, top + 13.0), INK)?;
    }
    Ok(())
}

/// Places in order, so far apart that marks do not touch, none beyond the right end of the panel.
fn apart(exact: &[f64]) -> Vec<f64> {
    let mut places: Vec<f64> = Vec::new();
    for x in exact {
        // The first keeps clear of the labels of the value axis.
        let least = places.last().map_or(PANEL.0 + 6.0, |last| last + MARKS_APART);
        places.push(x.max(least));
    }
    let mut most = PANEL.1;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - MARKS_APART;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_never_touch_and_never_leave_the_panel() {
        let cases: [&[f64]; 4] =
            [&[300.0; 5], &[1_530.0, 1_531.0, 1_532.0], &[200.0, 900.0, 905.0], &[176.0, 176.0, 178.0, 180.0]];
        for exact in cases {
            let places = apart(exact);
            assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= MARKS_APART - 1e-9), "{exact:?}: {places:?}");
            assert!(places.iter().all(|x| (PANEL.0..=PANEL.1).contains(x)), "{exact:?}: {places:?}");
        }
        assert_eq!(apart(&[200.0, 900.0]), [200.0, 900.0]);
    }

    #[test]
    fn notes_fit_in_two_rows() {
        let long = |at: u64| Mark {
            at: Time::from_secs(at),
            words: "12:00 a-scheduled-action-with-a-long-name sets 6 to 12".to_owned(),
        };
        let rows = rows(&[long(1), long(2), long(3), long(4), long(5)]);
        assert!(rows.len() <= 2);
        for row in &rows {
            for (_, words, x) in row {
                assert!(
                    x + 12.0 + BESIDE + width(words, TEXT, Weight::Regular) <= WIDTH - EDGE + 0.5,
                    "{words} at {x}"
                );
            }
        }
    }
}
