//! The datapoints of one metric as an alarm sees them: gaps are absence, and a late datapoint is absent until it comes.

use super::{Datapoint, Distribution, Metric};
use crate::engine::{Span, Time};
use std::collections::VecDeque;

/// The newest datapoints of one metric, as many as its longest reader asks for.
#[derive(Clone, Debug)]
pub struct Series {
    metric: Metric,
    /// Length of a datapoint's period.
    period: Span,
    /// With the moment from which it can be seen. Oldest first, starts strictly ascending and on the metric's grid.
    points: VecDeque<(Datapoint, Time)>,
    /// The values behind each, where they are kept.
    values: VecDeque<Option<Distribution>>,
    keep: usize,
}

impl Series {
    /// A series that keeps `keep` datapoints of the metric.
    pub fn new(metric: Metric, keep: usize) -> Self {
        Self::published(metric, metric.period(), keep)
    }

    /// The same, of a metric that is published at another frequency than it is by default.
    pub fn published(metric: Metric, period: Span, keep: usize) -> Self {
        Self { metric, period, points: VecDeque::new(), values: VecDeque::new(), keep }
    }

    /// Length of a datapoint's period.
    pub fn period(&self) -> Span {
        self.period
    }

    /// What it is a series of.
    pub fn metric(&self) -> Metric {
        self.metric
    }

    /// Keeps `keep` datapoints or more.
    pub fn keep_at_least(&mut self, keep: usize) {
        self.keep = self.keep.max(keep);
    }

    /// Adds the datapoint of a period later than all others; alarms can see it from `visible` on.
    ///
    /// # Panics
    /// If a datapoint of that period or a later one is there already.
    pub fn push(&mut self, datapoint: Datapoint, visible: Time) {
        self.push_with(datapoint, visible, None);
    }

    /// The same, with the values behind it.
    ///
    /// # Panics
    /// If a datapoint of that period or a later one is there already.
    pub fn push_with(&mut self, datapoint: Datapoint, visible: Time, values: Option<Distribution>) {
        let newest = self.points.back().map(|(point, _)| point.start);
        assert!(newest.is_none_or(|newest| newest < datapoint.start), "datapoints come in order of their periods");
        if self.points.len() == self.keep {
            self.points.pop_front();
            self.values.pop_front();
        }
        self.values.push_back(values);
        self.points.push_back((datapoint, visible));
    }

    /// What can be seen at `now` of the window `[start, start + period)`; a window longer than the metric's period is
    /// joined from the datapoints that are there.
    pub fn window(&self, start: Time, period: Span, now: Time) -> Option<Datapoint> {
        let first = self.first_from(start);
        if period == self.period {
            let (point, visible) = self.points.get(first)?;
            return (point.start == start && *visible <= now).then_some(*point);
        }
        let end = start + period;
        let mut seen: Option<Datapoint> = None;
        for (point, visible) in self.points.range(first..) {
            if point.start >= end {
                break;
            }
            if *visible <= now {
                seen = Some(seen.map_or(*point, |so_far| self.joined(&so_far, point)));
            }
        }
        seen.map(|point| Datapoint { start, period, ..point })
    }

    /// The values behind what can be seen at `now` of the window, ascending; empty where none are kept.
    pub fn distribution(&self, start: Time, period: Span, now: Time) -> Distribution {
        let end = start + period;
        let first = self.first_from(start);
        let seen = self.points.iter().zip(&self.values).skip(first);
        let inside = seen.filter(|((point, visible), _)| point.start < end && *visible <= now);
        let mut all: Distribution = inside.filter_map(|(_, values)| values.as_ref()).flatten().copied().collect();
        all.sort_by(|one, other| one.0.total_cmp(&other.0));
        all
    }

    /// From when on all that there is of the window `[start, start + period)` can be seen; `None`: it is a gap.
    pub fn visible_from(&self, start: Time, period: Span) -> Option<Time> {
        let inside = self.points.range(self.first_from(start)..).take_while(|(point, _)| point.start < start + period);
        inside.map(|(_, visible)| *visible).max()
    }

    /// Index of the first datapoint that does not start before `start`. Without gaps it lies where it should.
    fn first_from(&self, start: Time) -> usize {
        let Some((newest, _)) = self.points.back() else { return 0 };
        if newest.start < start {
            return self.points.len();
        }
        let behind = newest.start.since(start).whole(self.period) as usize + 1;
        let guess = self.points.len().saturating_sub(behind);
        if self.points[guess].0.start == start {
            return guess;
        }
        self.points.partition_point(|(point, _)| point.start < start)
    }

    /// One datapoint from two; `units` keep their meaning.
    fn joined(&self, one: &Datapoint, next: &Datapoint) -> Datapoint {
        let sum = one.sum + next.sum;
        let units = match self.metric {
            Metric::InvocationsPerInstance if sum > 0.0 => (one.sum * one.units + next.sum * next.units) / sum,
            _ => {
                let (first, second) = (one.period.secs(), next.period.secs());
                (one.units * first + next.units * second) / (first + second)
            }
        };
        Datapoint {
            start: one.start,
            period: one.period + next.period,
            sample_count: one.sample_count + next.sample_count,
            sum,
            minimum: one.minimum.min(next.minimum),
            maximum: one.maximum.max(next.maximum),
            units,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(minute: u64, sum: f64) -> Datapoint {
        Datapoint {
            start: Time::from_secs(60 * minute),
            period: Span::MINUTE,
            sample_count: sum * 2.0,
            sum,
            minimum: 0.5,
            maximum: 0.5,
            units: 2.0,
        }
    }

    fn at(minute: u64) -> Time {
        Time::from_secs(60 * minute)
    }

    #[test]
    fn a_gap_is_absent_and_a_late_datapoint_is_absent_until_it_comes() {
        let mut series = Series::new(Metric::InvocationsPerInstance, 4);
        series.push(point(1, 10.0), at(2));
        series.push(point(3, 30.0), at(9));
        series.push(point(4, 40.0), at(5));
        let seen = |minute, now| series.window(at(minute), Span::MINUTE, at(now)).map(|point| point.sum);
        assert_eq!([seen(1, 5), seen(2, 5), seen(3, 5), seen(4, 5)], [Some(10.0), None, None, Some(40.0)]);
        assert_eq!((seen(3, 8), seen(3, 9), seen(0, 9), seen(5, 9)), (None, Some(30.0), None, None));
    }

    #[test]
    fn only_the_newest_are_kept() {
        let mut series = Series::new(Metric::InvocationsPerInstance, 3);
        (1..=5).for_each(|minute| series.push(point(minute, minute as f64), at(minute + 1)));
        let seen: Vec<_> = (1..=5).map(|minute| series.window(at(minute), Span::MINUTE, at(6)).is_some()).collect();
        assert_eq!(seen, [false, false, true, true, true]);
    }

    #[test]
    fn a_longer_window_joins_what_is_there() {
        let mut series = Series::new(Metric::InvocationsPerInstance, 9);
        series.push(point(1, 10.0), at(2));
        series.push(Datapoint { units: 5.0, ..point(3, 30.0) }, at(4));
        let window = series.window(at(0), Span::from_secs(300), at(5)).unwrap();
        assert_eq!((window.sum, window.sample_count, window.start), (40.0, 80.0, at(0)));
        // Requests add up: 10 x 2 + 30 x 5.
        assert_eq!(window.sum * window.units, 170.0);
    }

    #[test]
    #[should_panic(expected = "in order of their periods")]
    fn a_period_is_published_once() {
        let mut series = Series::new(Metric::InvocationsPerInstance, 9);
        series.push(point(1, 10.0), at(2));
        series.push(point(1, 11.0), at(2));
    }
}
