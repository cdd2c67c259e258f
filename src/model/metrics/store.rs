//! All metrics that someone reads: their open periods, their histories, and what can be seen of them when.

use super::machine::Busy;
use super::{Datapoint, Machine, Metric, MetricStat, Open, Query, Sample, Series, Slice};
use crate::engine::{Span, Time};

/// Lengths in which metrics are published.
const PERIODS: [Span; 2] = [Span::from_secs(10), Span::MINUTE];

/// The metrics that alarms and policies of one variant read.
#[derive(Clone, Debug)]
pub struct Store {
    /// The open period of each length.
    open: [Open; 2],
    /// In order of [`Metric`].
    rows: Vec<Row>,
    /// Length of the run: nothing is kept longer.
    run: Span,
}

#[derive(Clone, Debug)]
struct Row {
    series: Series,
    /// How long after a period's end its datapoint is judged.
    lag: Span,
}

/// What the counters of a period do not know.
#[derive(Clone, Copy, Debug, Default)]
pub struct Observed<'a> {
    /// The instances.
    pub instances: &'a [Busy],
    /// Time in the container.
    pub model_latency: Option<Datapoint>,
    /// Time outside.
    pub overhead_latency: Option<Datapoint>,
}

/// What decides which datapoints there are.
#[derive(Clone, Copy, Debug)]
pub struct Published<'a> {
    /// `Assumes:` `refused_are_invocations`.
    pub refused_are_invocations: bool,
    /// What an instance uses.
    pub machine: &'a Machine,
}

impl Store {
    /// Nothing is read yet.
    pub fn new(begin: Time, end: Time) -> Self {
        let open = PERIODS.map(|period| Open::at(begin, period));
        Self { open, rows: Vec::new(), run: end.since(begin) }
    }

    /// `periods` periods of `length` of what a query reads will be looked at. `lag` draws the lag of a metric that
    /// nobody has read so far.
    pub fn read(&mut self, query: &Query, (length, periods): (Span, usize), mut lag: impl FnMut(Metric) -> Span) {
        for metric in query.metrics() {
            let back = (length * periods as u64).whole(metric.period()) as usize + 1;
            // While a period waits to be judged, later ones close.
            let waiting = |lag: Span| lag.min(self.run).whole(metric.period()) as usize;
            match self.rows.binary_search_by_key(&metric, |row| row.series.metric()) {
                Ok(place) => {
                    let keep = back + waiting(self.rows[place].lag);
                    self.rows[place].series.keep_at_least(keep);
                }
                Err(place) => {
                    let lag = lag(metric);
                    let keep = back + waiting(lag);
                    self.rows.insert(place, Row { series: Series::new(metric, keep), lag });
                }
            }
        }
    }

    /// The longest lag of what a query reads.
    pub fn lag(&self, query: &Query) -> Span {
        query.metrics().filter_map(|metric| self.row(metric)).map(|row| row.lag).max().unwrap_or(Span::ZERO)
    }

    fn row(&self, metric: Metric) -> Option<&Row> {
        self.rows.binary_search_by_key(&metric, |row| row.series.metric()).ok().map(|place| &self.rows[place])
    }

    /// Whether anybody reads a metric of that kind.
    pub fn reads(&self, is: impl Fn(Metric) -> bool) -> bool {
        self.rows.iter().any(|row| is(row.series.metric()))
    }

    /// When the next period that someone reads closes.
    pub fn next_close(&self) -> Time {
        let ends = self.open.iter().filter(|open| self.reads(|metric| metric.period() == open.period()));
        ends.map(Open::end).min().unwrap_or(Time::NEVER)
    }

    /// Adds what happened since the last slice.
    pub fn add(&mut self, slice: &Slice) {
        self.open.iter_mut().for_each(|open| open.add(slice));
    }

    /// Periods that end at `now` become datapoints. `delay`: what the publication of one takes beyond the lag.
    pub fn close(
        &mut self,
        now: Time,
        observed: &Observed,
        published: &Published,
        mut delay: impl FnMut(Metric) -> Span,
    ) {
        for open in self.open.iter_mut().filter(|open| open.end() == now) {
            let closed = open.close();
            for row in self.rows.iter_mut().filter(|row| row.series.metric().period() == closed.period) {
                let metric = row.series.metric();
                if let Some(datapoint) = closed.datapoint(metric, observed, published) {
                    row.series.push(datapoint, now + row.lag + delay(metric));
                }
            }
        }
    }

    /// What a query shows at `now` of the window `[start, start + period)`.
    pub fn look(&self, query: &Query, start: Time, period: Span, now: Time) -> Option<Sample> {
        let Query::Stat(MetricStat { metric, statistic }) = query;
        let point = self.row(*metric)?.series.window(start, period, now)?;
        Some(point.sample(*statistic))
    }
}
