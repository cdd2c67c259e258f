//! How long did it take, once the first new instance served, until the queue was what it had been before the breach?

use super::outcome::Drain;
use crate::engine::{Span, Time};

/// A scale-out whose backlog is not gone yet.
#[derive(Clone, Copy, Debug)]
struct Draining {
    /// Which one, in the order of reporting.
    reaction: usize,
    in_service: Time,
    /// Requests that waited before the breach.
    before: u64,
}

/// Waiting requests at the end of every clock minute, and the scale-outs whose backlog still stands.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    /// The minute that the first level ends, since 1970.
    first: u64,
    /// Waiting requests at the end of each clock minute.
    levels: Vec<u64>,
    /// What stands now: waiting requests, instances in service.
    now: (u64, u32),
    draining: Vec<Draining>,
}

impl Backlog {
    /// What stands at `now`; gives the scale-outs whose backlog is gone, if a clock minute ends.
    pub(super) fn measured(&mut self, now: Time, waiting: u64, in_service: u32) -> Vec<(usize, Drain)> {
        self.now = (waiting, in_service);
        if now != now.floor(Span::MINUTE) {
            return Vec::new();
        }
        let minute = now.nanos() / Span::MINUTE.nanos();
        if self.levels.is_empty() {
            self.first = minute;
        }
        self.levels.push(waiting);
        let gone = |d: &Draining| !stands(waiting, in_service, d.before);
        let over = self.draining.iter().filter(|d| gone(d));
        let over = over.map(|d| (d.reaction, Drain::Over(now.since(d.in_service)))).collect();
        self.draining.retain(|d| !gone(d));
        over
    }

    /// The first new instance of a scale-out serves from `now` on.
    pub(super) fn first_in_service(&mut self, now: Time, reaction: usize, breach: Time) -> Drain {
        let before = self.level_at(breach);
        let (waiting, in_service) = self.now;
        if !stands(waiting, in_service, before) {
            return Drain::Nothing;
        }
        self.draining.push(Draining { reaction, in_service: now, before });
        Drain::Left(Span::ZERO)
    }

    /// The scale-outs whose backlog still stands at the end of the run, and how long it has by then.
    pub(super) fn left(&self, end: Time) -> impl Iterator<Item = (usize, Drain)> {
        self.draining.iter().map(move |d| (d.reaction, Drain::Left(end.since_or_zero(d.in_service))))
    }

    /// Waiting requests at the last end of a clock minute that is not after `at`; none before the run.
    fn level_at(&self, at: Time) -> u64 {
        let minute = at.nanos() / Span::MINUTE.nanos();
        let place = minute.checked_sub(self.first).map(|place| place as usize);
        place.and_then(|place| self.levels.get(place)).copied().unwrap_or(0)
    }
}

/// A backlog stands while more requests wait than before the breach, and more than one an instance.
fn stands(waiting: u64, in_service: u32, before: u64) -> bool {
    waiting > before.max(u64::from(in_service))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: u64) -> Time {
        Time::from_secs(600_000 + secs)
    }

    /// Five waited before a breach that began at the second minute; 40 wait when the first new instance serves.
    fn risen() -> Backlog {
        let mut backlog = Backlog::default();
        for (minute, waiting) in [(0, 2), (1, 5), (2, 30), (3, 40)] {
            assert!(backlog.measured(at(minute * 60), waiting, 3).is_empty());
        }
        backlog.measured(at(190), 40, 3);
        backlog
    }

    #[test]
    fn a_backlog_is_over_at_the_end_of_the_first_minute_with_the_queue_of_before() {
        let mut backlog = risen();
        assert_eq!(backlog.first_in_service(at(190), 7, at(60)), Drain::Left(Span::ZERO));
        assert_eq!(backlog.measured(at(240), 6, 3), []);
        assert_eq!(backlog.measured(at(270), 5, 3), [], "no minute ends here");
        assert_eq!(backlog.measured(at(300), 5, 3), [(7, Drain::Over(Span::from_secs(110)))]);
        assert_eq!(backlog.measured(at(360), 0, 3), [], "told once");
        assert_eq!(backlog.left(at(400)).count(), 0);
    }

    #[test]
    fn one_waiting_request_an_instance_is_no_backlog() {
        let mut backlog = risen();
        assert_eq!(backlog.first_in_service(at(190), 0, at(0)), Drain::Left(Span::ZERO));
        assert_eq!(backlog.measured(at(240), 5, 4), [], "five at four");
        assert_eq!(backlog.measured(at(300), 5, 5), [(0, Drain::Over(Span::from_secs(110)))]);
        backlog.measured(at(310), 6, 6);
        assert_eq!(backlog.first_in_service(at(310), 1, at(0)), Drain::Nothing);
    }

    #[test]
    fn a_backlog_that_stands_at_the_end_says_how_long() {
        let mut backlog = risen();
        backlog.first_in_service(at(190), 2, at(60));
        backlog.measured(at(240), 50, 3);
        assert_eq!(backlog.left(at(250)).collect::<Vec<_>>(), [(2, Drain::Left(Span::from_secs(60)))]);
    }

    #[test]
    fn nothing_waited_before_the_run() {
        let mut backlog = risen();
        assert_eq!(backlog.level_at(at(0).back(Span::HOUR)), 0);
        assert_eq!(backlog.level_at(at(119)), 5);
        assert_eq!(backlog.first_in_service(at(190), 0, at(0).back(Span::HOUR)), Drain::Left(Span::ZERO));
        assert_eq!(backlog.measured(at(240), 4, 3), []);
    }
}
