//! How many requests are to be expected, and when most: the traffic without its chance.

use super::arrivals::shares_process;
use super::curve::{Curve, Segment};
use super::replay::ScaledCounts;
use super::{Shape, Source, Traffic};
use crate::engine::{Span, Time};

/// The expected rate of all traffic, to be asked at moments that mostly rise.
#[derive(Clone, Debug)]
pub struct Rates {
    curves: Vec<Curve>,
    records: Vec<(Source, ScaledCounts)>,
}

impl Rates {
    pub(super) fn new(traffic: &Traffic) -> Self {
        let sources = &traffic.sources;
        let mut groups: Vec<Vec<Source>> = vec![sources.iter().filter(|s| shares_process(s)).cloned().collect()];
        let alone = sources.iter().filter(|source| source.process.is_some() && source.shape.is_rate());
        groups.extend(alone.map(|source| vec![source.clone()]));
        groups.retain(|members| !members.is_empty());
        let curves = groups.into_iter().map(|members| Curve::new(traffic, members, None)).collect();
        let records = sources.iter().filter(|source| !source.shape.is_rate());
        let records = records.map(|source| (source.clone(), ScaledCounts::new(traffic, source, None))).collect();
        Self { curves, records }
    }

    /// The rate at `at` [1/s]. Stamps count by the minute of the clock that holds `at`.
    pub fn per_sec(&mut self, at: Time) -> f64 {
        let curves: f64 = self.curves.iter_mut().map(|curve| curve.segment(at).per_sec).sum();
        let minute = at.floor(Span::MINUTE);
        let records = self.records.iter_mut().map(|(source, scaled)| match &source.shape {
            Shape::Counts(counts) => {
                let after = counts.bins.partition_point(|bin| bin.0 <= at);
                let bin = after.checked_sub(1).map(|i| counts.bins[i]).filter(|bin| at < bin.0 + counts.period);
                bin.map_or(0.0, |(begin, count)| scaled.weight(begin) * count as f64 / counts.period.secs())
            }
            Shape::Stamps(stamps) => {
                let in_minute = stamps_between(stamps, minute, minute + Span::MINUTE);
                scaled.weight(at) * in_minute as f64 / 60.0
            }
            _ => 0.0,
        });
        curves + records.sum::<f64>()
    }

    /// Requests expected in `[from, until)`.
    pub fn requests(&mut self, from: Time, until: Time) -> f64 {
        let mut sum = 0.0;
        for curve in &mut self.curves {
            each_segment(curve, from, until, |segment, secs| sum += segment.requests(secs));
        }
        for (source, scaled) in &mut self.records {
            sum += record_requests(source, scaled, from, until);
        }
        sum
    }

    /// A bound of the rate in `[from, until)` [1/s]: the sum of the peaks of all processes. Stamps count as their
    /// fullest minute.
    pub fn peak_per_sec(&mut self, from: Time, until: Time) -> f64 {
        let mut sum = 0.0;
        for curve in &mut self.curves {
            let mut peak = 0.0_f64;
            each_segment(curve, from, until, |segment, _| peak = peak.max(segment.per_sec).max(segment.last_per_sec()));
            sum += peak;
        }
        for (source, scaled) in &mut self.records {
            sum += record_peak_per_sec(source, scaled, from, until);
        }
        sum
    }
}

/// Calls `see` with every segment in `[from, until)` and how long it lasts therein.
fn each_segment(curve: &mut Curve, from: Time, until: Time, mut see: impl FnMut(&Segment, f64)) {
    let mut at = from;
    while at < until {
        let segment = curve.segment(at);
        let end = segment.until.min(until);
        see(&segment, end.since(at).secs());
        at = end;
    }
}

fn record_requests(source: &Source, scaled: &mut ScaledCounts, from: Time, until: Time) -> f64 {
    match &source.shape {
        Shape::Counts(counts) => {
            let inside = |begin: Time| (begin + counts.period).min(until).since_or_zero(begin.max(from)).secs();
            let bins = counts.bins.iter().filter(|bin| inside(bin.0) > 0.0);
            bins.map(|bin| scaled.weight(bin.0) * bin.1 as f64 * inside(bin.0) / counts.period.secs()).sum()
        }
        Shape::Stamps(stamps) => {
            let inside = stamps.iter().filter(|at| (from..until).contains(*at));
            inside.map(|at| scaled.weight(*at)).sum()
        }
        _ => 0.0,
    }
}

fn record_peak_per_sec(source: &Source, scaled: &mut ScaledCounts, from: Time, until: Time) -> f64 {
    match &source.shape {
        Shape::Counts(counts) => {
            let bins = counts.bins.iter().filter(|bin| bin.0 < until && bin.0 + counts.period > from);
            bins.map(|bin| scaled.weight(bin.0) * bin.1 as f64 / counts.period.secs()).fold(0.0, f64::max)
        }
        Shape::Stamps(stamps) => {
            let inside = stamps.iter().filter(|at| (from..until).contains(*at));
            let minutes =
                inside.map(|at| scaled.weight(*at) * stamps_between(stamps, *at, *at + Span::MINUTE) as f64 / 60.0);
            minutes.fold(0.0, f64::max)
        }
        _ => 0.0,
    }
}

fn stamps_between(stamps: &[Time], from: Time, until: Time) -> usize {
    stamps.partition_point(|at| *at < until) - stamps.partition_point(|at| *at < from)
}
