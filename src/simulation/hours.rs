//! When was it worst, and for how long was it bad? The worst clock hour, days that met the objective, and episodes of bad
//! minutes.

use super::outcome::Episode;
use crate::engine::{Span, Time, Zone};
use crate::model::serving::Minute;
use crate::stats::Histogram;
use jiff::civil::Date;

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

/// Local days and whether they met `slo.attainment`.
#[derive(Debug)]
pub(super) struct Days {
    zone: Zone,
    attainment: f64,
    open: Option<Date>,
    good: u64,
    arrived: u64,
    /// Days with requests, and those of them that met it.
    closed: (u32, u32),
}

impl Days {
    pub(super) fn new(zone: Zone, attainment: f64) -> Self {
        Self { zone, attainment, open: None, good: 0, arrived: 0, closed: (0, 0) }
    }

    pub(super) fn minute(&mut self, at: Time, good: u64, arrived: u64) {
        let date = Some(self.zone.local(at).date());
        if self.open != date {
            self.close();
            self.open = date;
        }
        self.good += good;
        self.arrived += arrived;
    }

    fn close(&mut self) {
        if self.arrived > 0 {
            let meets = self.good as f64 / self.arrived as f64 >= self.attainment;
            self.closed = (self.closed.0 + 1, self.closed.1 + u32::from(meets));
        }
        (self.good, self.arrived) = (0, 0);
    }

    /// Days with requests, and those of them that met it; the last may be part of a day.
    pub(super) fn finish(&mut self) -> (u32, u32) {
        self.close();
        self.closed
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

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-23T00:00 in New York.
    const MIDNIGHT: Time = Time::from_secs(1_795_410_000);

    #[test]
    fn a_day_is_local_and_one_without_requests_is_none() {
        let mut days = Days::new(Zone::named("America/New_York").expect("a zone"), 0.99);
        let hour =
            |hours: i64| if hours < 0 { MIDNIGHT.back(Span::HOUR) } else { MIDNIGHT + Span::HOUR * hours as u64 };
        days.minute(hour(-1), 0, 10);
        days.minute(hour(0), 98, 100);
        days.minute(hour(23), 1, 1);
        days.minute(hour(24), 990, 1_000);
        days.minute(hour(48), 0, 0);
        days.minute(hour(72), 7, 7);
        // 22 November missed; 99 of 101; exactly 99 %; nobody came; met.
        assert_eq!(days.finish(), (4, 2));
    }
}
