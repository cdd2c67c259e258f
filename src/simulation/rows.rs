//! The timeline of a run as it fills: a row a step.

use super::outcome::Timeline;
use crate::engine::{Span, Time};
use crate::model::hosting::Counts;
use crate::model::serving::Minute;
use crate::stats::{Histogram, bucket_secs};

/// The timeline as it fills: rows of the step grid.
#[derive(Debug)]
pub(super) struct Rows {
    timeline: Timeline,
    open: Histogram,
    open_row: usize,
    good: Vec<u64>,
    demanded_secs: Vec<f32>,
}

impl Rows {
    pub(super) fn new(start: Time, duration: Span, step: Span) -> Self {
        let rows = duration.nanos().div_ceil(step.nanos()) as usize;
        let zeros = || vec![0.0; rows];
        let blanks = || vec![f32::NAN; rows];
        let timeline = Timeline {
            start,
            step,
            offered_per_s: zeros(),
            attempts_per_s: zeros(),
            served_per_s: zeros(),
            refused: zeros(),
            timed_out: zeros(),
            failed: zeros(),
            good_share: blanks(),
            desired: zeros(),
            in_service: zeros(),
            launching: zeros(),
            draining: zeros(),
            queue: zeros(),
            p50_ms: blanks(),
            p95_ms: blanks(),
            p99_ms: blanks(),
            cost_usd: zeros(),
            demand: zeros(),
        };
        Self { timeline, open: Histogram::default(), open_row: 0, good: vec![0; rows], demanded_secs: zeros() }
    }

    pub(super) fn row(&self, at: Time) -> usize {
        at.since(self.timeline.start).whole(self.timeline.step) as usize
    }

    pub(super) fn minute(&mut self, at: Time, minute: &Minute, good: u64, demand: u32) {
        let row = self.row(at);
        if row != self.open_row {
            self.reduce();
            self.open_row = row;
        }
        let line = &mut self.timeline;
        line.offered_per_s[row] += minute.arrived as f32;
        line.attempts_per_s[row] += (minute.arrived + minute.retries) as f32;
        line.served_per_s[row] += minute.ok as f32;
        line.refused[row] += minute.refused as f32;
        line.timed_out[row] += minute.timed_out as f32;
        line.failed[row] += minute.failed as f32;
        self.good[row] += good;
        self.demanded_secs[row] += demand as f32 * 60.0;
        for (index, &count) in minute.latency.iter().enumerate().filter(|(_, count)| **count > 0) {
            self.open.add(index, u64::from(count));
        }
    }

    /// A row's histogram becomes its percentiles; percentiles are never averaged.
    fn reduce(&mut self) {
        let row = self.open_row;
        for (column, share) in
            [(&mut self.timeline.p50_ms, 0.50), (&mut self.timeline.p95_ms, 0.95), (&mut self.timeline.p99_ms, 0.99)]
        {
            column[row] = self.open.quantile_bucket(share).map_or(f32::NAN, |index| (bucket_secs(index) * 1e3) as f32);
        }
        self.open.clear();
    }

    pub(super) fn sample(&mut self, from: Time, length: Span, counts: Counts, queued_ns: u64, paid_usd: f64) {
        let row = self.row(from);
        let line = &mut self.timeline;
        line.desired[row] = counts.desired as f32;
        line.launching[row] = counts.launching as f32;
        line.draining[row] = counts.draining as f32;
        line.in_service[row] += (length.secs() * f64::from(counts.in_service)) as f32;
        line.queue[row] += (queued_ns as f64 / 1e9) as f32;
        line.cost_usd[row] += paid_usd as f32;
    }

    /// Sums become rates and averages over each row's own length.
    pub(super) fn finish(&mut self, end: Time) -> Timeline {
        self.reduce();
        let line = &mut self.timeline;
        for row in 0..self.good.len() {
            let from = line.start + line.step * row as u64;
            let secs = (from + line.step).min(end).since(from).secs() as f32;
            if line.offered_per_s[row] > 0.0 {
                line.good_share[row] = self.good[row] as f32 / line.offered_per_s[row];
            }
            line.offered_per_s[row] /= secs;
            line.attempts_per_s[row] /= secs;
            line.served_per_s[row] /= secs;
            line.in_service[row] /= secs;
            line.queue[row] /= secs;
            line.demand[row] = self.demanded_secs[row] / secs;
        }
        std::mem::take(&mut self.timeline)
    }
}
