//! When was it worst, and for how long was it bad? The worst clock hour, and episodes of bad minutes.

use super::outcome::Episode;
use crate::engine::{Span, Time, Zone};
use crate::model::serving::Minute;
use crate::stats::Histogram;

/// Clock hours with fewer admitted requests are joined with the following (metrics.md, `latency_pNN_worst_hour_ms`).
const HOUR_LEAST: u64 = 1_000;
/// Good minutes in a row that end an episode of bad ones (metrics.md, `recovery_s`).
const GOOD_MINUTES: u32 = 3;

/// The worst clock hour.
#[derive(Debug)]
pub(super) struct Hours {
    zone: Zone,
    open_since: Option<Time>,
    open: Histogram,
    last: Option<Histogram>,
    worst: Option<[f64; 3]>,
}

impl Hours {
    pub(super) fn new(zone: Zone) -> Self {
        Self { zone, open_since: None, open: Histogram::default(), last: None, worst: None }
    }

    pub(super) fn minute(&mut self, at: Time, minute: &Minute) {
        let hour = self.zone.hour_start(at);
        if self.open_since.is_some_and(|since| since != hour) && self.open.total() >= HOUR_LEAST {
            let closed = std::mem::take(&mut self.open);
            self.reduce(&closed);
            self.last = Some(closed);
        }
        self.open_since = Some(hour);
        for (index, &count) in minute.latency.iter().enumerate().filter(|(_, count)| **count > 0) {
            self.open.add(index, u64::from(count));
        }
    }

    fn reduce(&mut self, hour: &Histogram) {
        let at = |share| hour.quantile_secs(share);
        if let (Some(p50), Some(p95), Some(p99)) = (at(0.50), at(0.95), at(0.99)) {
            let worst = self.worst.unwrap_or([0.0; 3]);
            self.worst = Some([worst[0].max(p50), worst[1].max(p95), worst[2].max(p99)]);
        }
    }

    /// What is left at the end joins the hour before it if it is too short to stand alone.
    pub(super) fn finish(&mut self) -> Option<[f64; 3]> {
        let mut rest = std::mem::take(&mut self.open);
        if rest.total() > 0 {
            if rest.total() < HOUR_LEAST
                && let Some(last) = self.last.take()
            {
                rest.merge(&last);
            }
            self.reduce(&rest);
        }
        self.worst
    }
}

/// Episodes of bad minutes.
#[derive(Debug, Default)]
pub(super) struct Episodes {
    open: Option<(Time, u32)>,
    closed: Vec<Episode>,
}

impl Episodes {
    pub(super) fn minute(&mut self, at: Time, is_bad: bool) {
        match (&mut self.open, is_bad) {
            (None, true) => self.open = Some((at, 0)),
            (Some((_, good)), true) => *good = 0,
            (Some((from, good)), false) => {
                *good += 1;
                if *good == GOOD_MINUTES {
                    let until = at.back(Span::MINUTE * u64::from(GOOD_MINUTES - 1));
                    self.closed.push(Episode { from: *from, until: Some(until), length: until.since(*from) });
                    self.open = None;
                }
            }
            (None, false) => {}
        }
    }

    pub(super) fn finish(&mut self, end: Time) -> Vec<Episode> {
        if let Some((from, _)) = self.open.take() {
            self.closed.push(Episode { from, until: None, length: end.since(from) });
        }
        std::mem::take(&mut self.closed)
    }
}
