//! What do many runs say of one figure? Each way of folding has its own interval and its own one-sided cases.
//!
//! Ref: methodology 1.2 and 1.3; metrics.md (blanks, one-sided limits, censoring).

use super::aggregate::Estimate;
use super::metrics::{Facts, Fold, Length, METRICS, Metric, Range};
use crate::stats::{self, Histogram, Interval, Sparse};

/// The upper limit of a percentile lies beyond what was seen.
const ABOVE_MAXIMUM: &str = "upper limit above the observed maximum";

/// One scope, folded over the runs so far.
#[derive(Clone, Debug)]
pub(super) struct ScopeFold {
    /// `endpoint`, `variant/V`.
    pub(super) scope: String,
    /// Latencies of each run.
    pub(super) latencies: Vec<Sparse>,
    /// Latencies of all runs.
    pub(super) pooled: Histogram,
    /// One a metric, in the order of [`METRICS`].
    pub(super) columns: Vec<Column>,
}

/// One metric over the runs so far.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) metric: &'static Metric,
    /// The value of each run.
    pub(super) per_run: Vec<Option<f64>>,
    material: Material,
}

/// What a fold needs beside the value of each run.
#[derive(Clone, Debug)]
enum Material {
    /// Nothing.
    Values,
    /// Part and whole of each run.
    Pairs(Vec<(f64, f64)>),
    /// The events of each run.
    Lengths(Vec<Vec<Length>>),
}

impl ScopeFold {
    pub(super) fn new(scope: &str) -> Self {
        let columns = METRICS.iter().map(Column::new).collect();
        Self { scope: scope.to_owned(), latencies: Vec::new(), pooled: Histogram::default(), columns }
    }

    pub(super) fn add(&mut self, facts: Facts) {
        self.latencies.push(Sparse::from(&facts.of.latency));
        self.pooled.merge(&facts.of.latency);
        self.columns.iter_mut().for_each(|column| column.add(facts));
    }

    pub(super) fn estimates(&self) -> impl Iterator<Item = Estimate> {
        self.columns.iter().map(|column| column.estimate(self))
    }

    /// What each run says of the metric in column `at`: values whose mean is the figure and whose spread is its
    /// uncertainty, blank where it did not occur. `None`: nothing is known of how runs move it.
    pub(super) fn by_run(&self, at: usize) -> Option<Vec<Option<f64>>> {
        let column = &self.columns[at];
        let known = |all: Option<Vec<f64>>, times: f64| {
            all.map(|all| all.into_iter().map(|value| Some(value * times)).collect::<Vec<_>>())
        };
        match (column.metric.fold, &column.material) {
            (Fold::Ratio(_, times) | Fold::RatioOfSums(_, times), _) => {
                known(stats::ratio_by_run(column.pairs()), times)
            }
            (Fold::Latency(share), _) => known(stats::percentile_by_run(&self.latencies, &self.pooled, share), 1e3),
            (Fold::Events(_, share), Material::Lengths(runs)) => {
                let lengths: Vec<Vec<f64>> = runs.iter().map(|run| run.iter().map(Length::at_most).collect()).collect();
                known(stats::percentile_of_values_by_run(&lengths, share), 1.0)
            }
            _ => Some(column.per_run.clone()),
        }
    }

    /// How far the figure in column `at` may lie from the truth by how it is kept: half a bucket of the histogram.
    pub(super) fn resolution(&self, at: usize) -> f64 {
        let Fold::Latency(share) = self.columns[at].metric.fold else { return 0.0 };
        let bounds = self.pooled.quantile_bucket(share).map(stats::bucket_bounds_secs);
        bounds.map_or(0.0, |(low, high)| 0.5e3 * (high - low))
    }

    /// The column of a metric.
    ///
    /// # Panics
    /// If there is no such metric: its name is written in our own code.
    pub(super) fn column(&self, metric: &str) -> &Column {
        self.columns.iter().find(|column| column.metric.name == metric).expect("a metric of the table")
    }
}

impl Column {
    fn new(metric: &'static Metric) -> Self {
        let material = match metric.fold {
            Fold::Ratio(..) | Fold::RatioOfSums(..) | Fold::Proportion(_) => Material::Pairs(Vec::new()),
            Fold::Events(..) => Material::Lengths(Vec::new()),
            Fold::Mean(_) | Fold::PerDay(_) | Fold::Latency(_) => Material::Values,
        };
        Self { metric, per_run: Vec::new(), material }
    }

    fn add(&mut self, facts: Facts) {
        self.per_run.push(self.metric.of_run(facts));
        match (&mut self.material, self.metric.fold) {
            (Material::Pairs(pairs), Fold::Ratio(of, _)) => {
                let (part, whole) = of(&facts.of.totals);
                pairs.push((part as f64, whole as f64));
            }
            (Material::Pairs(pairs), Fold::RatioOfSums(of, _)) => pairs.push(of(facts)),
            (Material::Pairs(pairs), Fold::Proportion(of)) => {
                let (passed, days) = of(&facts.of.totals);
                pairs.push((f64::from(passed), f64::from(days)));
            }
            (Material::Lengths(runs), Fold::Events(of, _)) => runs.push(of(facts.of)),
            _ => {}
        }
    }

    /// Values of the runs in which it occurred.
    pub(super) fn values(&self) -> Vec<f64> {
        self.per_run.iter().flatten().copied().collect()
    }

    /// Parts and wholes of the runs, for ratios.
    pub(super) fn pairs(&self) -> &[(f64, f64)] {
        if let Material::Pairs(pairs) = &self.material { pairs } else { &[] }
    }

    /// Events still open at the end, and all events.
    pub(super) fn open_events(&self) -> (usize, usize) {
        let Material::Lengths(runs) = &self.material else { return (0, 0) };
        let all = runs.iter().flatten();
        (all.clone().filter(|length| length.open).count(), all.count())
    }

    fn estimate(&self, scope: &ScopeFold) -> Estimate {
        let values = self.values();
        let known = match self.metric.fold {
            Fold::Mean(_) | Fold::PerDay(_) => stats::mean_interval(&values).into(),
            Fold::Ratio(_, times) => self.whole_number_ratio(times),
            Fold::RatioOfSums(_, times) => stats::ratio_interval(self.pairs()).map(|i| i.scaled(times)).into(),
            Fold::Latency(share) => {
                let interval = stats::pooled_percentile(&scope.latencies, &scope.pooled, share);
                Known::percentile(interval.map(|i| i.scaled(1e3)), scope.latencies.len())
            }
            Fold::Events(_, share) => self.event_percentile(share),
            Fold::Proportion(_) => {
                let sum = |part: fn(&(f64, f64)) -> f64| self.pairs().iter().map(part).sum::<f64>() as u32;
                stats::wilson_interval(sum(|pair| pair.0), sum(|pair| pair.1)).map(|i| i.scaled(100.0)).into()
            }
        };
        self.row(&scope.scope, known, values)
    }

    /// A ratio of counts; a share that is 0 or 100 in every run has one limit only.
    fn whole_number_ratio(&self, times: f64) -> Known {
        let Some(interval) = stats::ratio_interval(self.pairs()) else { return None.into() };
        let whole: f64 = self.pairs().iter().map(|pair| pair.1).sum();
        let beyond = stats::upper_limit_of_zero(whole as u64) * 100.0;
        let interval = interval.scaled(times);
        match (self.metric.range, interval.value) {
            (Range::Percent, 0.0) => Known {
                interval: Some(Interval { value: 0.0, low: 0.0, high: beyond }),
                note: format!("< {}", two_digits_above(beyond)),
                ..Known::default()
            },
            (Range::Percent, 100.0) => Some(Interval { value: 100.0, low: 100.0 - beyond, high: 100.0 }).into(),
            _ => Some(interval).into(),
        }
    }

    /// A percentile of events of which some may be open at the end. An open one counts as longer than all others: the
    /// percentile is then not too small, and if it falls among the open ones, only a lower limit of it is known.
    fn event_percentile(&self, share: f64) -> Known {
        let Material::Lengths(runs) = &self.material else { return None.into() };
        let lengths =
            |of: fn(&Length) -> f64| -> Vec<Vec<f64>> { runs.iter().map(|run| run.iter().map(of).collect()).collect() };
        let interval = stats::pooled_percentile_of_values(&lengths(Length::at_most), share);
        if interval.is_some_and(|i| i.value.is_infinite()) {
            let at_least = stats::pooled_percentile_of_values(&lengths(|length| length.secs), share);
            let at_least = at_least.map(|i| i.value);
            let note = at_least.map(|secs| format!("> {secs}")).unwrap_or_default();
            return Known { interval: None, at_least, note };
        }
        Known::percentile(interval, runs.len())
    }

    fn row(&self, scope: &str, known: Known, mut values: Vec<f64>) -> Estimate {
        values.sort_by(f64::total_cmp);
        let finite = |x: f64| x.is_finite().then_some(x);
        let (least, most) = match self.metric.range {
            Range::Percent => (0.0, 100.0),
            Range::Positive => (0.0, f64::MAX),
            Range::Any => (f64::MIN, f64::MAX),
        };
        let cut = |limit: f64| finite(limit).map(|x| x.clamp(least, most));
        Estimate {
            scope: scope.to_owned(),
            metric: self.metric.name.to_owned(),
            unit: self.metric.unit.to_owned(),
            mean: known.interval.map(|i| i.value),
            low: known.interval.map_or(known.at_least, |i| cut(i.low)),
            high: known.interval.and_then(|i| cut(i.high)),
            min: values.first().copied(),
            p50: stats::nearest_rank(&values, 0.5),
            max: values.last().copied(),
            headline: self.metric.headline
                || self.metric.usual.zip(values.last()).is_some_and(|(usual, most)| *most > usual),
            note: known.note,
        }
    }
}

/// What is known of a figure: an interval, or only that it is at least so much, or nothing.
#[derive(Default)]
struct Known {
    interval: Option<Interval>,
    at_least: Option<f64>,
    note: String,
}

impl From<Option<Interval>> for Known {
    fn from(interval: Option<Interval>) -> Self {
        Self { interval, ..Self::default() }
    }
}

impl Known {
    /// With more than one run a missing upper limit is worth a word.
    fn percentile(interval: Option<Interval>, runs: usize) -> Self {
        let beyond = runs > 1 && interval.is_some_and(|i| i.high.is_infinite());
        let note = if beyond { ABOVE_MAXIMUM.to_owned() } else { String::new() };
        Self { interval, at_least: None, note }
    }
}

/// A positive number rounded up to two significant digits, without an exponent.
fn two_digits_above(x: f64) -> String {
    let text = format!("{x:e}");
    let (digits, exponent) = text.split_once('e').expect("the exponent form has an e");
    let tenths = (digits.parse::<f64>().expect("the digits of a number") * 10.0).ceil();
    let exponent = exponent.parse::<i32>().expect("a whole exponent") - 1;
    format!("{tenths}e{exponent}").parse::<f64>().expect("digits and exponent").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_upper_limit_is_rounded_up_and_never_written_with_an_exponent() {
        assert_eq!(two_digits_above(0.000_299_573), "0.0003");
        assert_eq!(two_digits_above(0.000_004_501), "0.0000046");
        assert_eq!(two_digits_above(9.91), "10");
        assert_eq!(two_digits_above(95.0), "95");
    }
}
