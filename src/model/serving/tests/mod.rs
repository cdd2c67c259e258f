//! Does the plane do to each request what its rules say? A script of arrivals, requirements and changes is played, and
//! what became of every request is compared with what was worked out by hand, by recursion, or by a plain model.

mod capacity;
mod counts;
mod plain_model;
mod properties;
mod retries;
mod routes;
mod rules;

use super::draws::Draws;
use super::*;
use crate::engine::RunSeed;

/// Thursday 1 January 2026, 00:00 UTC [ns].
const T0: u64 = 1_767_225_600_000_000_000;

/// Milliseconds after [`T0`].
fn at(millis: u64) -> Time {
    Time::from_nanos(T0) + Span::from_millis(millis)
}

fn ms(millis: u64) -> Span {
    Span::from_millis(millis)
}

/// Arrivals that are given.
#[derive(Clone, Debug)]
struct Script {
    times: Vec<Time>,
    taken: usize,
}

impl Arriving for Script {
    fn next(&self) -> Time {
        self.times.get(self.taken).copied().unwrap_or(Time::NEVER)
    }

    fn advance(&mut self) {
        self.taken += 1;
    }
}

/// One slot, no limit, nobody gives up.
fn service() -> Service {
    Service {
        need: Law::ZERO,
        overhead: Law::ZERO,
        slots: 1,
        limit: Limit::Unlimited,
        queue_timeout: None,
        timeout: None,
        abandoned: Abandoned::Continues,
        retries: None,
        hangs_up: HangsUp::SageMaker,
        routing: Routing::LeastOutstanding(Ties::Lowest),
        slo_latency: None,
    }
}

/// A law that is drawn, so that the script's draws are taken.
fn drawn() -> Law {
    Law::Exponential { mean_secs: 1.0 }
}

/// A script; all times in milliseconds after [`T0`].
#[derive(Clone, Debug)]
struct Case {
    service: Service,
    /// Arrival and requirement.
    requests: Vec<(u64, u64)>,
    /// Where patience in the queue is drawn: of each request.
    patience: Vec<u64>,
    /// Where overhead is drawn: of each request.
    overhead: Vec<u64>,
    changes: Vec<(u64, Change)>,
    until: u64,
}

impl Case {
    /// One unit from the start on, and an hour.
    fn new(service: Service, requests: &[(u64, u64)]) -> Self {
        let changes = vec![(0, Change::Join(UnitId(0)))];
        Self { service, requests: requests.to_vec(), patience: vec![], overhead: vec![], changes, until: 3_600_000 }
    }

    fn changes(mut self, changes: &[(u64, Change)]) -> Self {
        self.changes = changes.to_vec();
        self
    }

    fn plane(&self, shape: Option<Shape>) -> Requests<Script> {
        let script = Script { times: self.requests.iter().map(|(arrival, _)| at(*arrival)).collect(), taken: 0 };
        let mut plane = Requests::new(&self.service, script, RunSeed { seed: 1, run: 1 }, shape);
        let nanos = |millis: &[u64]| Draws::scripted(&millis.iter().map(|m| m * 1_000_000).collect::<Vec<_>>());
        plane.needs = nanos(&self.requests.iter().map(|(_, need)| *need).collect::<Vec<_>>());
        plane.patiences = plane.patiences.map(|_| nanos(&self.patience));
        plane.overheads = plane.overheads.map(|_| nanos(&self.overhead));
        plane
    }

    /// Plays the script in the shape that records, and checks that a lean shape gives the same and that the sums agree.
    fn play(&self) -> Played {
        let played = self.play_as(Some(Shape::Watched), &[]);
        for shape in [None, Some(Shape::Full)] {
            let lean = self.play_as(shape, &[]);
            assert!(lean.records.is_empty());
            assert_eq!(Played { records: played.records.clone(), ..lean }, played, "{shape:?}");
        }
        played
    }

    /// `pauses`: moments at which `advance` comes back without need.
    fn play_as(&self, shape: Option<Shape>, pauses: &[u64]) -> Played {
        let mut plane = self.plane(shape);
        let mut stops = Vec::new();
        let mut instants: Vec<(u64, Option<Change>)> = self.changes.iter().map(|(t, c)| (*t, Some(*c))).collect();
        instants.extend(pauses.iter().map(|pause| (*pause, None)));
        instants.push((self.until, None));
        instants.sort_by_key(|(millis, change)| (*millis, change.is_none()));
        let mut reached = None;
        for (millis, change) in instants.into_iter().filter(|(millis, _)| *millis <= self.until) {
            if reached.replace(millis) != Some(millis) {
                go(&mut plane, at(millis), &mut stops);
            }
            check(&plane.audit(at(millis)));
            if let Some(change) = change {
                plane.apply(at(millis), change);
            }
        }
        let until = at(self.until);
        let reading = plane.read(until);
        let mut minutes = Vec::new();
        plane.finish(until, &mut |minute| minutes.push(minute.clone()));
        let audit = plane.audit(until);
        check(&audit);
        let in_flight = plane.in_flight();
        Played { records: plane.watched(), minutes, audit, stops, reading, in_flight }
    }
}

/// Advances past every stop; notes them.
fn go(plane: &mut Requests<Script>, until: Time, stops: &mut Vec<(UnitId, Time)>) {
    while let Stop::Drained { unit, at } = plane.advance(until) {
        stops.push((unit, at));
    }
}

/// Flow is conserved, Little's law and the utilisation law hold.
#[track_caller]
fn check(audit: &Audit) {
    assert_eq!(audit.arrived, audit.ok + audit.refused + audit.timed_out + audit.failed + audit.in_flight, "{audit:?}");
    assert_eq!(audit.queue_integral_ns, audit.queue_sum_ns);
    assert_eq!(audit.busy_integral_ns, audit.service_sum_ns);
}

/// What a script came to.
#[derive(Clone, Debug, PartialEq)]
struct Played {
    records: Vec<Watched>,
    minutes: Vec<Minute>,
    audit: Audit,
    stops: Vec<(UnitId, Time)>,
    reading: Reading,
    in_flight: u64,
}

impl Played {
    /// Start of service of each request, in milliseconds after [`T0`].
    fn starts(&self) -> Vec<Option<u64>> {
        self.records.iter().map(|record| record.start.map(millis)).collect()
    }

    /// Outcome of each request and when its client had it, in milliseconds after [`T0`].
    fn ends(&self) -> Vec<(Outcome, u64)> {
        self.records.iter().map(|record| (record.outcome, millis(record.end))).collect()
    }

    /// Where each request went.
    fn places(&self) -> Vec<Option<u32>> {
        self.records.iter().map(|record| record.unit.map(|unit| unit.0)).collect()
    }
}

fn millis(time: Time) -> u64 {
    time.since(at(0)).nanos() / 1_000_000
}
