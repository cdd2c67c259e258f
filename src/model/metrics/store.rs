//! All metrics that someone reads: their open periods, their histories, and what can be seen of them when.

use super::own::Minute;
use super::{
    Busy, Closed, Datapoint, Input, Machine, Math, Metric, MetricStat, Open, Own, Publication, Query, Sample, Series,
    Slice, Stat, Statistic,
};
use crate::engine::{Span, Time};

/// The metrics that alarms and policies of an endpoint read.
#[derive(Clone, Debug)]
pub struct Store {
    publication: Publication,
    /// By variant.
    running: Vec<Running>,
    /// In order of the variant, then of [`Metric`].
    rows: Vec<Row>,
    /// Length of the run: nothing is kept longer.
    run: Span,
}

/// What is open of one variant.
#[derive(Clone, Debug)]
struct Running {
    /// The open period of each length.
    open: Vec<Open>,
    /// The open minute, for the scenario's own metrics.
    minute: Minute,
}

#[derive(Clone, Debug)]
struct Row {
    /// The variant, by its place.
    of: u16,
    series: Series,
    /// How long after a period's end its datapoint is judged.
    lag: Span,
    /// Somebody reads a statistic of the values themselves, so they are kept.
    keeps_values: bool,
}

/// Values [as published] and how many of each, ascending.
pub type Distribution = Vec<(f64, f64)>;

/// What the counters of a period do not know.
#[derive(Clone, Debug, Default)]
pub struct Observed<'a> {
    /// The instances.
    pub instances: &'a [Busy],
    /// Time in the container.
    pub model_latency: Option<(Datapoint, Distribution)>,
    /// Time outside.
    pub overhead_latency: Option<(Datapoint, Distribution)>,
}

impl Observed<'_> {
    /// How long answers took, with the values behind it; `None`: there were none.
    pub(super) fn lengths(&self, metric: Metric) -> Option<&(Datapoint, Distribution)> {
        match metric {
            Metric::ModelLatency => self.model_latency.as_ref(),
            Metric::OverheadLatency => self.overhead_latency.as_ref(),
            _ => None,
        }
    }
}

/// What decides which datapoints there are.
#[derive(Clone, Copy, Debug)]
pub struct Published<'a> {
    /// `Assumes:` `refused_are_invocations`.
    pub refused_are_invocations: bool,
    /// `Assumes:` `publish_zeros`: an idle minute of a variant's invocations is a zero, not a gap.
    pub zeros: bool,
    /// What an instance uses.
    pub machine: &'a Machine,
}

impl Store {
    /// Nothing is read yet.
    pub fn new(variants: usize, begin: Time, end: Time, publication: Publication) -> Self {
        let open = publication.periods().into_iter().map(|period| Open::at(begin, period)).collect();
        let running = vec![Running { open, minute: Minute::default() }; variants];
        Self { publication, running, rows: Vec::new(), run: end.since(begin) }
    }

    /// `periods` periods of `length` of what a query reads will be looked at. `lag` draws the lag of a metric that
    /// nobody has read so far.
    pub fn read(&mut self, query: &Query, (length, periods): (Span, usize), mut lag: impl FnMut(u16, Metric) -> Span) {
        for read in query.reads() {
            self.keep(read, length * (periods + query.window()) as u64, &mut lag);
        }
    }

    /// What metrics of the scenario's own read is kept too.
    pub fn read_for_own(&mut self, own: &[Own], mut lag: impl FnMut(u16, Metric) -> Span) {
        for input in own.iter().flat_map(|own| &own.inputs) {
            if let Input::Published(read) = input {
                self.keep(read, Span::MINUTE * Math::WINDOW as u64, &mut lag);
            }
        }
    }

    fn keep(&mut self, read: &MetricStat, length: Span, lag: &mut impl FnMut(u16, Metric) -> Span) {
        let MetricStat { of, metric, statistic } = *read;
        let is_extended = matches!(statistic, Stat::Extended(_));
        let period = self.publication.period(metric);
        let back = length.whole(period) as usize + 1;
        // While a period waits to be judged, later ones close.
        let waiting = |lag: Span| lag.min(self.run).whole(period) as usize;
        match self.place(of, metric) {
            Ok(place) => {
                let keep = back + waiting(self.rows[place].lag);
                let row = &mut self.rows[place];
                row.series.keep_at_least(keep);
                row.keeps_values |= is_extended;
            }
            Err(place) => {
                let lag = lag(of, metric);
                let keep = back + waiting(lag);
                let series = Series::published(metric, period, keep);
                self.rows.insert(place, Row { of, series, lag, keeps_values: is_extended });
            }
        }
    }

    fn place(&self, of: u16, metric: Metric) -> Result<usize, usize> {
        self.rows.binary_search_by_key(&(of, metric), |row| (row.of, row.series.metric()))
    }

    fn row(&self, read: &MetricStat) -> Option<&Row> {
        self.place(read.of, read.metric).ok().map(|place| &self.rows[place])
    }

    /// The longest lag of what a query reads.
    pub fn lag(&self, query: &Query) -> Span {
        query.reads().iter().filter_map(|read| self.row(read)).map(|row| row.lag).max().unwrap_or(Span::ZERO)
    }

    /// Whether anybody reads a metric of that kind.
    pub fn reads(&self, is: impl Fn(Metric) -> bool) -> bool {
        self.rows.iter().any(|row| is(row.series.metric()))
    }

    /// Whether anybody reads one of a variant.
    pub fn reads_of(&self, variant: usize, is: impl Fn(Metric) -> bool) -> bool {
        self.rows.iter().any(|row| usize::from(row.of) == variant && is(row.series.metric()))
    }

    /// When the next period that someone reads closes.
    pub fn next_close(&self) -> Time {
        // All variants begin at once, so their periods close together.
        let open = self.running.first().map_or(&[][..], |running| &running.open);
        let is_read = |open: &&Open| self.rows.iter().any(|row| row.series.period() == open.period());
        let ends = open.iter().filter(is_read);
        ends.map(Open::end).min().unwrap_or(Time::NEVER)
    }

    /// Adds what happened to a variant since the last slice.
    pub fn add(&mut self, variant: usize, slice: &Slice) {
        let Running { open, minute } = &mut self.running[variant];
        for open in open {
            open.add(slice);
        }
        minute.add(slice);
    }

    /// A variant's periods that end at `now` become datapoints. `delay`: what the publication of one takes beyond the
    /// lag. [`Store::close_own`] follows once all variants are closed.
    pub fn close(
        &mut self,
        variant: usize,
        now: Time,
        observed: &Observed,
        published: &Published,
        mut delay: impl FnMut(Metric) -> Span,
    ) {
        for open in self.running[variant].open.iter_mut().filter(|open| open.end() == now) {
            let closed = open.close();
            let is_due = |row: &&mut Row| usize::from(row.of) == variant && row.series.period() == closed.period;
            for Row { series, lag, keeps_values, .. } in self.rows.iter_mut().filter(is_due) {
                let metric = series.metric();
                if let Some(datapoint) = closed.datapoint(metric, observed, published) {
                    let values = keeps_values.then(|| Closed::values(&datapoint, metric, observed, published));
                    series.push_with(datapoint, now + *lag + delay(metric), values);
                }
            }
        }
    }

    /// Where a minute ends, publishes the scenario's own metrics of it, each from those before it. `slots`: of an
    /// instance, by variant.
    pub fn close_own(
        &mut self,
        now: Time,
        own: &[Own],
        slots: impl Fn(usize) -> u32,
        mut delay: impl FnMut(u16, Metric) -> Span,
    ) {
        if now != now.floor(Span::MINUTE) {
            return;
        }
        for (place, own) in (0..).zip(own) {
            let metric = Metric::Own(place);
            let Ok(row) = self.place(own.of, metric) else { continue };
            let minute = &self.running[usize::from(own.of)].minute;
            let series = |input: &Input| match input {
                Input::Known(known) => {
                    let mut values = vec![None; Math::WINDOW - 1];
                    values.push(minute.value(*known, slots(usize::from(own.of))));
                    values
                }
                Input::Published(read) => self.values(read, now, Span::MINUTE, Math::WINDOW, Time::NEVER),
            };
            let inputs: Vec<Vec<Option<f64>>> = own.inputs.iter().map(series).collect();
            let value = own.formula.evaluate(Span::MINUTE, &inputs).pop().flatten();
            if let Some(value) = value.filter(|value| value.is_finite()) {
                let (start, period, units) = (now.back(Span::MINUTE), Span::MINUTE, minute.units());
                let point =
                    Datapoint { start, period, sample_count: 1.0, sum: value, minimum: value, maximum: value, units };
                let Row { series, lag, keeps_values, .. } = &mut self.rows[row];
                let values = keeps_values.then(|| vec![(value, 1.0)]);
                series.push_with(point, now + *lag + delay(own.of, metric), values);
            }
        }
        self.running.iter_mut().for_each(|running| running.minute = Minute::default());
    }

    /// What a query shows at `now` of the window `[start, start + period)`.
    pub fn look(&self, query: &Query, start: Time, period: Span, now: Time) -> Option<Sample> {
        match query {
            Query::Stat(read) => self.sample(read, start, period, now),
            Query::Math(math) => self.compute(math, start, period, now),
        }
    }

    /// From when on all that a query reads of the window `[start, start + period)` can be seen; `None`: a gap.
    pub fn visible_from(&self, query: &Query, start: Time, period: Span) -> Option<Time> {
        query.reads().iter().filter_map(|read| self.row(read)?.series.visible_from(start, period)).max()
    }

    fn sample(&self, read: &MetricStat, start: Time, period: Span, now: Time) -> Option<Sample> {
        let series = &self.row(read)?.series;
        let point = series.window(start, period, now)?;
        match read.statistic {
            Stat::Simple(statistic) => Some(point.sample(statistic)),
            Stat::Extended(extended) => {
                let value = extended.value(&series.distribution(start, period, now))?;
                Some(Sample { value, ..point.sample(Statistic::SampleCount) })
            }
        }
    }

    /// The values of `count` periods up to `end`, oldest first.
    fn values(&self, read: &MetricStat, end: Time, period: Span, count: usize, now: Time) -> Vec<Option<f64>> {
        let start = |back: usize| end.back(period * back as u64);
        (1..=count).rev().map(|back| self.sample(read, start(back), period, now).map(|sample| sample.value)).collect()
    }

    /// The value of a formula. Units are those of the newest datapoint among its metrics.
    ///
    /// Assumes: FILL and RATE see as many periods before the one that is asked for as the formula's window has.
    fn compute(&self, math: &Math, start: Time, period: Span, now: Time) -> Option<Sample> {
        let end = start + period;
        let inputs: Vec<_> = math.reads.iter().map(|read| self.values(read, end, period, math.window, now)).collect();
        let value = math.formula.evaluate(period, &inputs).pop().flatten().filter(|value| value.is_finite())?;
        let newest = (1..=math.window).find_map(|back| {
            let start = end.back(period * back as u64);
            math.reads.iter().find_map(|read| self.sample(read, start, period, now))
        });
        let (sample_count, units) = newest.map_or((1.0, 0.0), |sample| (sample.sample_count, sample.units));
        Some(Sample { start, value, sample_count, units })
    }
}
