//! Figures of a queue, taken from the record of every request.

use crate::engine::Time;
use crate::model::serving::{Outcome, Watched};

/// How far around a percentile its density is taken, as a share of it.
const NEAR: f64 = 0.05;

/// Every request of one run (lead-in too), and the window that is judged.
pub(super) struct Records {
    /// In order of arrival.
    pub(super) all: Vec<Watched>,
    pub(super) start: Time,
    pub(super) end: Time,
    pub(super) servers: u32,
    /// Waits of all that were served [s], ascending.
    waits: Vec<f64>,
    /// Times in the system of all that ended ok [s], ascending.
    sojourns: Vec<f64>,
}

impl Records {
    pub(super) fn new(all: Vec<Watched>, start: Time, end: Time, servers: u32) -> Self {
        let counted = || all.iter().filter(|w| w.arrival >= start && w.arrival < end);
        let mut waits: Vec<f64> =
            counted().filter_map(|w| w.start.map(|begin| begin.since(w.arrival).secs())).collect();
        let ok = counted().filter(|w| w.outcome == Outcome::Ok);
        let mut sojourns: Vec<f64> = ok.map(|w| w.end.since(w.arrival).secs()).collect();
        waits.sort_unstable_by(f64::total_cmp);
        sojourns.sort_unstable_by(f64::total_cmp);
        Self { all, start, end, servers, waits, sojourns }
    }

    fn counted(&self) -> impl Iterator<Item = &Watched> {
        self.all.iter().filter(|w| w.arrival >= self.start && w.arrival < self.end)
    }

    fn accepted(&self) -> impl Iterator<Item = &Watched> {
        self.counted().filter(|w| w.outcome != Outcome::Refused)
    }

    /// Of all requests that are counted.
    fn attempts(&self) -> f64 {
        self.counted().map(|w| f64::from(w.attempts)).sum()
    }

    fn secs(&self) -> f64 {
        self.end.since(self.start).secs()
    }

    /// The time average of how many requests are between two of their moments.
    fn average(&self, of: impl Fn(&Watched) -> Option<(Time, Time)>) -> f64 {
        let inside = |(from, until): (Time, Time)| until.min(self.end).since_or_zero(from.max(self.start)).secs();
        self.all.iter().filter_map(of).map(inside).sum::<f64>() / self.secs()
    }

    fn share(&self, is: impl Fn(&Watched) -> bool) -> f64 {
        let all = self.counted().count() as f64;
        self.counted().filter(|w| is(w)).count() as f64 / all
    }

    /// Share of time with every server busy.
    fn all_busy(&self) -> f64 {
        let mut turns: Vec<(Time, i64)> = Vec::with_capacity(2 * self.all.len());
        for (start, end) in self.all.iter().filter_map(|w| w.start.map(|start| (start, w.end))) {
            turns.push((start, 1));
            turns.push((end, -1));
        }
        turns.sort_unstable();
        let (mut busy, mut since, mut sum) = (0, self.start, 0.0);
        for (at, turn) in turns {
            let until = at.clamp(self.start, self.end);
            if busy >= i64::from(self.servers) {
                sum += until.since_or_zero(since).secs();
            }
            since = since.max(until);
            busy += turn;
        }
        sum / self.secs()
    }

    /// The figure that an oracle table calls `column`; `t` is the time that belongs to a tail probability.
    pub(super) fn figure(&self, column: &str, t: Option<f64>) -> f64 {
        let queued = |w: &Watched| (w.outcome != Outcome::Refused).then(|| (w.arrival, w.start.unwrap_or(w.end)));
        match column {
            "p_wait" | "p_wait_gt_0" | "p_wait_arrival" | "p_wait_acc" => {
                share_of(self.accepted(), |w| w.start.is_none_or(|start| start > w.arrival))
            }
            "p_reject" | "p_fail" | "frac_rejected" => self.share(|w| w.outcome == Outcome::Refused),
            "expected_rejected" => self.counted().filter(|w| w.outcome == Outcome::Refused).count() as f64,
            "frac_delayed" => {
                self.share(|w| w.outcome != Outcome::Refused && w.start.is_none_or(|start| start > w.arrival))
            }
            "p_timeout" => self.share(|w| w.outcome == Outcome::TimedOut),
            "mean_wait" | "mean_wait_acc" | "mean_wait_served" => mean(&self.waits),
            "mean_wait_all" => {
                let waits: Vec<f64> =
                    self.accepted().map(|w| w.start.unwrap_or(w.end).since(w.arrival).secs()).collect();
                mean(&waits)
            }
            "std_wait" => {
                let waits = &self.waits;
                let centre = mean(waits);
                (waits.iter().map(|w| (w - centre) * (w - centre)).sum::<f64>() / waits.len() as f64).sqrt()
            }
            "mean_sojourn" | "mean_sojourn_acc" => mean(&self.sojourns),
            "mean_queue" => self.average(queued),
            "int_queue" => self.average(queued) * self.secs(),
            "mean_in_system" => self.average(|w| (w.outcome != Outcome::Refused).then_some((w.arrival, w.end))),
            "utilisation" => self.average(|w| w.start.map(|start| (start, w.end))) / f64::from(self.servers),
            "throughput" => self.counted().filter(|w| w.outcome == Outcome::Ok).count() as f64 / self.secs(),
            "p_busy_time" | "p_block_time" => self.all_busy(),
            "attempts_per_request" => self.attempts() / self.counted().count() as f64,
            "attempt_rate" => self.attempts() / self.secs(),
            "p_attempt_rejected" => {
                1.0 - self.counted().filter(|w| w.outcome == Outcome::Ok).count() as f64 / self.attempts()
            }
            // Nobody waits at the servers: what is not service is a wait for the next attempt.
            "mean_orbit" => self.average(|w| Some((w.arrival, w.start.unwrap_or(w.end)))),
            _ if column.starts_with("p_wait_gt") => tail(&self.waits, t.expect("a tail has its time")),
            _ if column.starts_with("p_soj_gt") => tail(&self.sojourns, t.expect("a tail has its time")),
            other => panic!("no figure is called {other}"),
        }
    }

    /// For a percentile's column: the share of requests above `exact`, less what belongs there, and the probability
    /// density at it [1/s].
    pub(super) fn above_percentile(&self, column: &str, exact: f64) -> Option<(f64, f64)> {
        let values = if column.starts_with("wait_p") {
            &self.waits
        } else if column.starts_with("soj_p") {
            &self.sojourns
        } else {
            return None;
        };
        let surplus = tail(values, exact) - (1.0 - share_in(column));
        let (low, high) = (exact * (1.0 - NEAR), exact * (1.0 + NEAR));
        Some((surplus, (tail(values, low) - tail(values, high)) / (high - low)))
    }
}

fn share_of<'a>(all: impl Iterator<Item = &'a Watched>, is: impl Fn(&Watched) -> bool) -> f64 {
    let (mut count, mut hits) = (0_u64, 0_u64);
    for w in all {
        count += 1;
        hits += u64::from(is(w));
    }
    hits as f64 / count as f64
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// Share of ascending values above `t`.
fn tail(values: &[f64], t: f64) -> f64 {
    (values.len() - values.partition_point(|&x| x <= t)) as f64 / values.len() as f64
}

/// `soj_p999` is the 99.9th percentile.
fn share_in(column: &str) -> f64 {
    let digits = column.rsplit("_p").next().expect("a percentile's name");
    digits.parse::<f64>().expect("digits") / [10.0, 100.0, 1_000.0, 10_000.0][digits.len() - 1]
}
