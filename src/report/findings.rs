//! What happened, read off the mean over runs: when service was bad, and when load exceeded what was in service.

use super::{Report, Subject};
use crate::engine::Time;
use crate::experiment::aggregate::Estimate;
use crate::simulation::outcome::{Activity, Timeline};

/// A span of steps whose share of good requests, over all runs, lies below `slo.attainment`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BadSpan {
    /// Begin of the first such step.
    pub from: Time,
    /// End of the last.
    pub until: Time,
    /// Requests that were not good, a run.
    pub missed: f64,
}

/// Load beyond what the instances in service carry safely.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Unmet {
    /// How long [s].
    pub secs: f64,
    /// How many requests, a run.
    pub requests: f64,
    /// Whether it overlaps a bad span.
    pub in_bad_span: bool,
}

impl Report<'_> {
    /// The row of a metric for the whole endpoint.
    pub fn estimate(&self, metric: &str) -> Option<&Estimate> {
        self.aggregates.metrics.iter().find(|row| row.scope == "endpoint" && row.metric == metric)
    }

    /// The mean of a metric for the whole endpoint; `None` if it did not occur.
    pub fn mean(&self, metric: &str) -> Option<f64> {
        self.estimate(metric).and_then(|row| row.mean)
    }

    /// The spans of bad service, in order.
    pub fn bad_spans(&self) -> Vec<BadSpan> {
        let line = &self.aggregates.mean;
        let mut all: Vec<BadSpan> = Vec::new();
        for (step, good) in line.good_share.iter().enumerate() {
            if !is_bad(*good, self.subject.slo_attainment) {
                continue;
            }
            let from = line.start + line.step * step as u64;
            let missed = f64::from(line.offered_per_s[step]) * line.step.secs() * (1.0 - f64::from(*good));
            match all.last_mut() {
                Some(last) if last.until == from => {
                    last.until = from + line.step;
                    last.missed += missed;
                }
                _ => all.push(BadSpan { from, until: from + line.step, missed }),
            }
        }
        all
    }

    /// The load beyond the safe capacity in service; nothing where the safe capacity is not known.
    pub fn unmet(&self) -> Unmet {
        let line = &self.aggregates.mean;
        let Some(safe) = self.subject.safe_rate_per_sec() else { return Unmet::default() };
        let mut all = Unmet::default();
        for step in 0..line.offered_per_s.len() {
            let beyond = f64::from(line.offered_per_s[step]) - f64::from(line.in_service[step]) * safe;
            if beyond > 0.0 {
                all.secs += line.step.secs();
                all.requests += beyond * line.step.secs();
                all.in_bad_span |= is_bad(line.good_share[step], self.subject.slo_attainment);
            }
        }
        all
    }

    /// The activities of the run of median cost that changed its desired capacity within the counted window.
    pub fn changes(&self) -> Vec<&Activity> {
        let window = self.subject.start..self.subject.end;
        let run = self.aggregates.shown.get(self.aggregates.median);
        let all = run.map_or(&[][..], |run| &run.activities);
        all.iter().filter(|activity| activity.changed_capacity() && window.contains(&activity.start)).collect()
    }
}

/// A blank share is of a step without arrivals, which is good (metrics.md).
fn is_bad(good_share: f32, attainment: f64) -> bool {
    // Compared at the width of the column, so that a share of exactly the attainment is not bad.
    good_share < attainment as f32
}

/// The step of a timeline in which a moment lies.
pub(super) fn step_of(line: &Timeline, at: Time) -> Option<usize> {
    if at < line.start || line.step.is_zero() {
        return None;
    }
    let step = (at.since(line.start).nanos() / line.step.nanos()) as usize;
    (step < line.offered_per_s.len()).then_some(step)
}

impl Subject {
    /// `the 1 s target`, or `the service target` where ok is good enough.
    pub fn target_words(&self) -> String {
        match self.slo_latency {
            Some(limit) => format!("the {} target", super::words::length(limit.secs()).replace(".0 s", " s")),
            None => "the service target".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::report::fixture;

    #[test]
    fn spans_hold_exactly_the_steps_below_the_attainment() {
        let mut made = fixture::calm_day();
        let line = &mut made.aggregates.mean;
        line.good_share.fill(1.0);
        line.offered_per_s.fill(2.0);
        for step in [10, 11, 12, 20] {
            line.good_share[step] = 0.5;
        }
        line.good_share[11] = 0.989;
        line.good_share[21] = 0.99;
        line.good_share[22] = f32::NAN;
        let report = made.report();
        let spans = report.bad_spans();
        let seen: Vec<(f64, f64, f64)> = spans
            .iter()
            .map(|span| {
                let begin = made.subject.start;
                (span.from.since(begin).secs(), span.until.since(begin).secs(), span.missed.round())
            })
            .collect();
        assert_eq!(seen, [(600.0, 780.0, 121.0), (1_200.0, 1_260.0, 60.0)]);
    }

    #[test]
    fn unmet_load_is_what_exceeds_the_safe_rate() {
        let mut made = fixture::calm_day();
        made.subject.mean_service_secs = 0.2;
        made.subject.slots = 5;
        // An instance carries 5 x 0.8 / 0.2 s = 20 a second.
        let line = &mut made.aggregates.mean;
        line.offered_per_s.fill(30.0);
        line.in_service.fill(2.0);
        line.in_service[3] = 1.0;
        let unmet = made.report().unmet();
        assert_eq!((unmet.secs, unmet.requests, unmet.in_bad_span), (60.0, 600.0, false));
    }
}
