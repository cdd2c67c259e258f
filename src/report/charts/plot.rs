//! What does a series look like on a panel: stairs, ribbons between two series, with envelopes where steps are finer
//! than the picture.

use super::envelope::{Column, envelope};
use super::scale::Scale;
use super::time_axis::TimeAxis;
use crate::simulation::outcome::Timeline;

/// Columns that a panel can show; a longer series is joined into envelopes.
const MOST_COLUMNS: usize = 1_500;

/// A panel: its place, its axes and the grid of steps of its series.
#[derive(Clone, Debug)]
pub struct Plot<'a> {
    /// The shared time axis.
    pub time: &'a TimeAxis,
    /// The value axis.
    pub values: Scale,
    /// The steps.
    pub line: &'a Timeline,
}

type Points = Vec<(f64, f64)>;

/// How many steps a column joins in a picture of this timeline.
pub fn joined(line: &Timeline) -> usize {
    line.offered_per_s.len().div_ceil(MOST_COLUMNS).max(1)
}

impl Plot<'_> {
    fn steps(&self) -> usize {
        self.line.offered_per_s.len()
    }

    fn x(&self, step: usize) -> f64 {
        self.time.at(self.line.start + self.line.step * step as u64)
    }

    /// The series as stairs, a path for each stretch without blanks.
    pub fn stairs(&self, value: impl Fn(usize) -> f64) -> Vec<Points> {
        let all = envelope(value, self.steps(), MOST_COLUMNS);
        let mut paths: Vec<Points> = Vec::new();
        let mut open = false;
        for column in &all.columns {
            if column.is_blank() {
                open = false;
                continue;
            }
            if !open {
                paths.push(Vec::new());
                open = true;
            }
            let path = paths.last_mut().expect("a path was just opened");
            self.add_stair(path, column);
        }
        paths
    }

    /// A level step, or for joined steps a stroke from the least to the greatest value, nearest end first.
    fn add_stair(&self, path: &mut Points, column: &Column) {
        let (left, right) = (self.x(column.from), self.x(column.to));
        let (low, high) = (self.values.at(column.least), self.values.at(column.greatest));
        let before = path.last().map_or(low, |point| point.1);
        let (first, last) = if (before - low).abs() <= (before - high).abs() { (low, high) } else { (high, low) };
        for point in [(left, first), (left, last), (right, last)] {
            let level = path.len() > 1 && path[path.len() - 2..].iter().all(|earlier| earlier.1 == point.1);
            if level {
                // A third point on one level lengthens the second.
                path.pop();
            }
            if path.last() != Some(&point) {
                path.push(point);
            }
        }
    }

    /// The areas where `high` lies above `low`, each as an outline.
    pub fn ribbons(&self, low: impl Fn(usize) -> f64, high: impl Fn(usize) -> f64) -> Vec<Points> {
        let above = |step: usize| high(step) > low(step);
        let only = |value: f64, step: usize| if above(step) { value } else { f64::NAN };
        let lower = envelope(|step| only(low(step), step), self.steps(), MOST_COLUMNS);
        let upper = envelope(|step| only(high(step), step), self.steps(), MOST_COLUMNS);
        let mut all = Vec::new();
        let (mut over, mut under): (Points, Points) = (vec![], vec![]);
        for (low, high) in lower.columns.iter().zip(&upper.columns) {
            if low.is_blank() {
                close(&mut all, &mut over, &mut under);
                continue;
            }
            let (left, right) = (self.x(low.from), self.x(low.to));
            add_level(&mut over, left, right, self.values.at(high.greatest));
            add_level(&mut under, left, right, self.values.at(low.least));
        }
        close(&mut all, &mut over, &mut under);
        all
    }
}

fn add_level(path: &mut Points, left: f64, right: f64, y: f64) {
    if path.last().is_some_and(|last| last.1 == y) {
        path.pop();
    } else {
        path.push((left, y));
    }
    path.push((right, y));
}

fn close(all: &mut Vec<Points>, over: &mut Points, under: &mut Points) {
    if !over.is_empty() {
        let mut outline = std::mem::take(over);
        outline.extend(std::mem::take(under).into_iter().rev());
        all.push(outline);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Span, Time, Zone};

    fn line(steps: usize) -> Timeline {
        Timeline { step: Span::MINUTE, offered_per_s: vec![0.0; steps], ..Timeline::default() }
    }

    fn plot<'a>(time: &'a TimeAxis, line: &'a Timeline) -> Plot<'a> {
        Plot { time, values: Scale::linear(10.0, false, 5, (100.0, 0.0)), line }
    }

    fn axis(steps: u64) -> TimeAxis {
        let end = Time::default() + Span::MINUTE * steps;
        TimeAxis::new(&Zone::utc(), (Time::default(), end), (0.0, 10.0 * steps as f64), 100.0)
    }

    #[test]
    fn stairs_have_corners_and_stop_at_blanks() {
        let (time, line) = (axis(5), line(5));
        let values = [2.0, 2.0, 4.0, f64::NAN, 1.0];
        let paths = plot(&time, &line).stairs(|step| values[step]);
        assert_eq!(paths[0], [(0.0, 80.0), (20.0, 80.0), (20.0, 60.0), (30.0, 60.0)]);
        assert_eq!(paths[1], [(40.0, 90.0), (50.0, 90.0)]);
    }

    #[test]
    fn a_ribbon_lies_only_where_the_upper_series_is_above() {
        let (time, line) = (axis(4), line(4));
        let (low, high) = ([1.0, 1.0, 5.0, 1.0], [2.0, 3.0, 4.0, f64::NAN]);
        let all = plot(&time, &line).ribbons(|step| low[step], |step| high[step]);
        assert_eq!(all, [vec![(0.0, 80.0), (10.0, 80.0), (10.0, 70.0), (20.0, 70.0), (20.0, 90.0), (0.0, 90.0)]]);
    }

    #[test]
    fn a_spike_of_one_step_in_ten_thousand_is_drawn() {
        let (time, line) = (axis(10_000), line(10_000));
        let paths = plot(&time, &line).stairs(|step| if step == 7_777 { 9.0 } else { 1.0 });
        let highest = paths[0].iter().map(|point| point.1).fold(f64::MAX, f64::min);
        assert!((highest - 10.0).abs() < 1e-9, "{highest}");
        assert!(paths[0].len() < 20, "level stretches are two points");
    }
}
