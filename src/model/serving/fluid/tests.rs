//! The flow, worked by hand: what piles up, what is turned away, what leaves with a unit, and that it is all there.

#![expect(clippy::float_cmp, reason = "figures worked by hand are exact")]

use super::{Flows, Fluid};
use crate::engine::{Law, Span, Time, Zone};
use crate::model::serving::{Abandoned, Change, HangsUp, Limit, Minute, Routing, Service, Stop, Ties, UnitId};
use crate::model::traffic::{Points, Process, Shape, Share, Source, Traffic};
use proptest::prelude::*;

const BEGIN: Time = Time::from_secs(1_767_225_600);

fn at(secs: f64) -> Time {
    BEGIN + Span::from_secs_f64(secs)
}

/// A unit serves 100 a second: ten slots, 100 ms.
fn service(limit: Limit) -> Service {
    Service {
        need: Law::Exponential { mean_secs: 0.1 },
        overhead: Law::ZERO,
        slots: 10,
        limit,
        queue_timeout: None,
        timeout: None,
        abandoned: Abandoned::Continues,
        retries: None,
        hangs_up: HangsUp::SageMaker,
        routing: Routing::LeastOutstanding(Ties::Uniform),
        slo_latency: None,
    }
}

fn steps(points: &[(f64, f64)]) -> Shape {
    Shape::Steps(Points::Once(points.iter().map(|(secs, per_sec)| (at(*secs), *per_sec)).collect()))
}

fn traffic(shapes: Vec<Shape>) -> Traffic {
    let source = |shape| Source {
        name: "all".to_owned(),
        shape,
        scale: 1.0,
        growth: None,
        to: None,
        process: None,
        day_to_day_cv: 0.0,
    };
    let sources = shapes.into_iter().map(source).collect();
    Traffic { sources, process: Process::Poisson, zone: Zone::utc(), start: BEGIN }
}

/// Units 0, 1, … join at the begin; traffic ends after an hour.
fn plane(service: &Service, units: u32, shape: Shape) -> Fluid {
    let mut plane = Fluid::new(service, traffic(vec![shape]).rates_of(0, Share::ALL), BEGIN, BEGIN + Span::HOUR);
    (0..units).for_each(|unit| plane.apply(BEGIN, Change::Join(UnitId(unit))));
    plane
}

fn reach(plane: &mut Fluid, secs: f64) {
    assert_eq!(plane.advance(at(secs)), Stop::Reached);
}

fn finish(plane: &mut Fluid, secs: f64) -> Vec<Minute> {
    let mut minutes = Vec::new();
    plane.finish(at(secs), &mut |minute| minutes.push(minute.clone()));
    minutes
}

#[test]
fn what_exceeds_the_capacity_piles_up_and_is_worked_off_first_come_first_served() {
    let mut plane = plane(&service(Limit::Unlimited), 1, steps(&[(0.0, 130.0), (60.0, 40.0)]));
    reach(&mut plane, 60.0);
    let reading = plane.read(at(60.0));
    assert_eq!(
        (reading.arrived, reading.queued, reading.queued_max, reading.in_flight),
        (7_800.0, 1_800, 1_800, 1_800)
    );
    // Half of 60 s x 1,800 wait, ten slots are busy.
    assert_eq!((reading.queued_ns, reading.busy_ns), (54_000_000_000_000, 600_000_000_000));
    assert_eq!(reading.most_at_a_unit, 1_810);
    let mut closed = Vec::new();
    plane.close_minutes(at(60.0), &mut |minute| closed.push(minute.arrived));
    assert_eq!(closed, [0; 0], "some of the first minute still wait");
    // 60 a second go away: the last of the first minute at 78 s, the backlog at 90 s.
    reach(&mut plane, 79.0);
    plane.close_minutes(at(79.0), &mut |minute| closed.push(minute.ok));
    assert_eq!((closed.as_slice(), plane.in_flight()), ([7_800].as_slice(), 660));
    reach(&mut plane, 120.0);
    let reading = plane.read(at(120.0));
    assert_eq!((reading.arrived, reading.queued), (2_400.0, 0));
    assert_eq!((reading.queued_ns, reading.busy_ns), (27_000_000_000_000, (300 + 30 * 4) * 1_000_000_000));
}

#[test]
fn a_full_queue_refuses_and_one_that_joins_brings_room() {
    let mut plane = plane(&service(Limit::Queue(300)), 1, steps(&[(0.0, 250.0)]));
    reach(&mut plane, 10.0);
    // Full after 2 s, then 150 a second are too much.
    let reading = plane.read(at(10.0));
    assert_eq!((reading.refused, reading.queued, reading.queued_max), (1_200.0, 300, 300));
    plane.apply(at(10.0), Change::Join(UnitId(1)));
    reach(&mut plane, 20.0);
    // 50 a second too much now, and 300 more places: full after 6 s.
    assert_eq!((plane.read(at(20.0)).refused, plane.in_flight()), (200.0, 600));
    let minutes = finish(&mut plane, 20.0);
    let counts = |m: &Minute| (m.arrived, m.ok, m.refused, m.open);
    assert_eq!(minutes.iter().map(counts).collect::<Vec<_>>(), [(5_000, 3_000, 1_400, 600)]);
}

#[test]
fn all_places_at_a_unit_count_its_slots() {
    let mut plane = plane(&service(Limit::InSystem(25)), 2, steps(&[(0.0, 300.0)]));
    reach(&mut plane, 60.0);
    assert_eq!((plane.in_flight(), plane.read(at(60.0)).most_at_a_unit), (30, 25));
}

#[test]
fn nobody_waits_for_longer_than_patience_lasts() {
    let impatient = Service { queue_timeout: Some(Law::Constant(Span::SECOND)), ..service(Limit::Queue(300)) };
    let mut plane = plane(&impatient, 1, steps(&[(0.0, 150.0)]));
    reach(&mut plane, 60.0);
    assert_eq!((plane.in_flight(), plane.read(at(60.0)).refused), (100, 0.0));
    let flows = plane.flows();
    assert_eq!((flows.gave_up, flows.refused, flows.served), (2_900.0, 0.0, 6_000.0));
    assert_eq!(finish(&mut plane, 60.0)[0].timed_out, 2_900);
}

#[test]
fn answers_are_slow_or_late_by_the_wait_that_the_backlog_promises() {
    let slo = Service {
        slo_latency: Some(Span::from_millis(600)),
        timeout: Some(Span::from_millis(1_100)),
        ..service(Limit::Unlimited)
    };
    let mut plane = plane(&slo, 1, steps(&[(0.0, 110.0), (20.0, 0.0)]));
    reach(&mut plane, 60.0);
    assert_eq!(plane.read(at(60.0)).timed_out, 1_100.0);
    // Ten more wait each second: half a second's wait from 5 s on, a second's from 10 s on.
    let minute = &finish(&mut plane, 60.0)[0];
    assert_eq!((minute.arrived, minute.ok, minute.slow, minute.timed_out), (2_200, 1_100, 550, 1_100));
    assert!(minute.latency.iter().all(|count| *count == 0), "a flow has no latencies");
}

#[test]
fn a_unit_that_drains_takes_its_share_along_and_is_gone_when_it_is_served() {
    let mut plane = plane(&service(Limit::Unlimited), 2, steps(&[(0.0, 250.0), (4.0, 0.0)]));
    reach(&mut plane, 4.0);
    plane.apply(at(4.0), Change::Drain(UnitId(1)));
    assert_eq!((plane.outstanding(UnitId(0)), plane.outstanding(UnitId(1))), (110, 100));
    assert_eq!(plane.advance(at(60.0)), Stop::Drained { unit: UnitId(1), at: at(5.0) });
    assert_eq!(plane.in_flight(), 0);
    let mut seen = Vec::new();
    plane.read_units(at(5.0), &mut |unit, busy_ns| seen.push((unit.0, busy_ns)));
    assert_eq!(seen, [(0, 50_000_000_000), (1, 50_000_000_000)]);
    // Without a backlog a unit is gone at once.
    plane.apply(at(5.0), Change::Drain(UnitId(0)));
    assert_eq!(plane.advance(at(60.0)), Stop::Drained { unit: UnitId(0), at: at(5.0) });
}

#[test]
fn a_unit_that_is_killed_loses_its_share_and_without_units_nothing_is_served() {
    let mut plane = plane(&service(Limit::Unlimited), 2, steps(&[(0.0, 250.0)]));
    reach(&mut plane, 4.0);
    plane.apply(at(4.0), Change::Drain(UnitId(0)));
    reach(&mut plane, 4.5);
    plane.apply(at(4.5), Change::Kill(UnitId(0)));
    // Half a second of the 100 that it took along were served.
    assert_eq!(plane.flows().lost, 50.0);
    plane.apply(at(4.5), Change::Kill(UnitId(1)));
    plane.apply(at(4.5), Change::Kill(UnitId(1)));
    reach(&mut plane, 10.0);
    let flows = plane.flows();
    // At the other the 100 grew by 75.
    assert_eq!((flows.lost, flows.no_capacity, flows.waiting), (225.0, 1_375.0, 0.0));
    let minute = &finish(&mut plane, 10.0)[0];
    assert_eq!((minute.failed, minute.no_capacity, minute.ok), (1_600, 1_375, 900));
}

#[test]
fn slots_may_change_and_each_unit_keeps_its_own_busy_time() {
    let mut plane = plane(&service(Limit::Unlimited), 2, steps(&[(0.0, 400.0)]));
    reach(&mut plane, 1.0);
    plane.apply(at(1.0), Change::Slots(UnitId(0), 20));
    reach(&mut plane, 2.0);
    assert_eq!(plane.in_flight(), 200 + 100);
    let mut seen = Vec::new();
    plane.read_units(at(2.0), &mut |unit, busy_ns| seen.push((unit.0, busy_ns)));
    assert_eq!(seen, [(0, 30_000_000_000), (1, 20_000_000_000)]);
}

#[test]
fn below_capacity_requests_in_flight_follow_littles_law() {
    let mut plane = plane(&service(Limit::Unlimited), 4, steps(&[(0.0, 130.0)]));
    reach(&mut plane, 60.0);
    let reading = plane.read(at(60.0));
    // 130 a second for 100 ms each.
    assert_eq!((reading.in_flight_ns, reading.queued_ns), (13 * 60_000_000_000, 0));
    assert_eq!((reading.most_at_a_unit, reading.least_at_a_unit, reading.in_flight), (4, 3, 0));
}

#[test]
fn parts_of_requests_become_whole_ones_in_the_end() {
    // 0.35 a second: 21 a minute; and a third of 0.01 a second: 0.2 a minute.
    for (per_sec, first, all) in [(0.35, 21, 1_260), (0.01 / 3.0, 0, 12)] {
        let mut plane = plane(&service(Limit::Unlimited), 1, steps(&[(0.0, per_sec)]));
        reach(&mut plane, 3_600.0);
        let minutes = finish(&mut plane, 3_600.0);
        assert_eq!((minutes.len(), minutes[0].arrived), (60, first));
        assert_eq!(minutes.iter().map(|m| m.ok).sum::<u64>(), all);
    }
}

#[test]
fn sources_of_several_processes_flow_together() {
    let mut sources = traffic(vec![
        Shape::Ramp(Points::Once(vec![(at(0.0), 10.0), (at(100.0), 110.0)])),
        steps(&[(0.0, 5.0), (33.0, 50.0), (71.5, 0.0)]),
    ]);
    sources.sources[1].process = Some(Process::Regular);
    let mut plane = Fluid::new(&service(Limit::Unlimited), sources.rates_of(0, Share::ALL), BEGIN, BEGIN + Span::HOUR);
    plane.apply(BEGIN, Change::Join(UnitId(0)));
    // The ramp goes on evenly where the steps break it.
    for (secs, arrived) in [(33.0, 330.0 + 544.5 + 165.0), (50.0, 500.0 + 1_250.0 + 165.0 + 850.0)] {
        reach(&mut plane, secs);
        assert!((plane.flows().arrived - arrived).abs() < 1e-6, "{:?} against {arrived}", plane.flows());
    }
    reach(&mut plane, 100.0);
    let all = 1_000.0 + 5_000.0 + 165.0 + 1_925.0;
    assert!((plane.flows().arrived - all).abs() < 1e-6, "{:?} against {all}", plane.flows());
}

#[test]
fn the_end_of_traffic_lets_the_rest_run_out() {
    let mut plane = plane(&service(Limit::Unlimited), 1, steps(&[(0.0, 0.0), (3_590.0, 200.0)]));
    assert_eq!(plane.advance(Time::NEVER), Stop::Reached);
    assert_eq!((plane.flows().arrived, plane.flows().served, plane.in_flight()), (2_000.0, 2_000.0, 0));
}

fn changes() -> impl Strategy<Value = Vec<(u32, u8, u32)>> {
    prop::collection::vec((1..400_u32, 0..4_u8, 0..5_u32), 1..24)
}

proptest! {
    /// Whatever hosting does, all flow is somewhere; and looking at it changes nothing.
    #[test]
    fn flow_is_conserved_and_does_not_depend_on_when_one_looks(
        rates in prop::collection::vec((0..600_u32, 0..900_u32), 1..12),
        places in prop::option::of(0..500_u32),
        changes in changes(),
        looks in prop::collection::vec(0..3_600_000_u64, 0..30),
    ) {
        let limit = places.map_or(Limit::Unlimited, Limit::Queue);
        let limited = Service { timeout: Some(Span::SECOND), ..service(limit) };
        let mut points: Vec<(Time, f64)> = Vec::new();
        for (index, (gap, rate)) in rates.iter().enumerate() {
            points.push((at(index as f64 * 300.0 + f64::from(*gap) / 2.1), f64::from(*rate) / 3.0));
        }
        let shape = Shape::Ramp(Points::Once(points));
        let seldom = play(&limited, &shape, &changes, &[]);
        let often = play(&limited, &shape, &changes, &looks);
        let total = traffic(vec![shape]).expected(BEGIN, BEGIN + Span::HOUR);
        prop_assert!((seldom.arrived - total).abs() <= 1e-6 * total + 1e-6);
        for (one, other) in fates(&seldom).into_iter().zip(fates(&often)) {
            prop_assert!((one - other).abs() <= 1e-6 * (total + 1.0), "{seldom:?} {often:?}");
        }
        let ends: f64 = fates(&seldom).iter().sum();
        prop_assert!((seldom.arrived - ends).abs() <= 1e-6 * (total + 1.0), "{seldom:?}");
    }
}

fn fates(flows: &Flows) -> [f64; 6] {
    [flows.served, flows.refused, flows.gave_up, flows.no_capacity, flows.lost, flows.waiting]
}

/// Plays an hour with changes of capacity and extra looks [ms], and holds the minutes against the flow.
fn play(service: &Service, shape: &Shape, changes: &[(u32, u8, u32)], looks: &[u64]) -> Flows {
    let mut plane = plane(service, 2, shape.clone());
    let (mut when, mut next, mut present) = (0, 2, vec![UnitId(0), UnitId(1)]);
    let mut instants: Vec<(Time, Option<(u8, u32)>)> = Vec::new();
    for (gap, what, which) in changes {
        when += u64::from(*gap);
        instants.push((at(when as f64), Some((*what, *which))));
    }
    instants.extend(looks.iter().map(|millis| (BEGIN + Span::from_millis(*millis), None)));
    instants.retain(|(at, _)| *at < BEGIN + Span::HOUR);
    instants.push((BEGIN + Span::HOUR, None));
    instants.sort_by_key(|(at, _)| *at);
    let mut counts = [0; 5];
    let mut arrived = 0.0;
    let mut note = |m: &Minute| {
        let fates = [m.refused, m.failed, m.ok, m.timed_out, m.open];
        assert_eq!(m.arrived, fates.iter().sum::<u64>());
        counts.iter_mut().zip(fates).for_each(|(sum, fate)| *sum += fate);
    };
    for (at, change) in instants {
        while plane.advance(at) != Stop::Reached {}
        arrived += plane.read(at).arrived;
        plane.close_minutes(at, &mut note);
        let Some((what, which)) = change else { continue };
        let unit = present.get(which as usize % present.len().max(1)).copied();
        match (what, unit) {
            (1, Some(unit)) => plane.apply(at, Change::Drain(unit)),
            (2, Some(unit)) => plane.apply(at, Change::Kill(unit)),
            (3, Some(unit)) => plane.apply(at, Change::Slots(unit, which * 3)),
            _ => {
                plane.apply(at, Change::Join(UnitId(next)));
                present.push(UnitId(next));
                next += 1;
            }
        }
        if let (1 | 2, Some(unit)) = (what, unit) {
            present.retain(|other| *other != unit);
        }
    }
    plane.finish(BEGIN + Span::HOUR, &mut note);
    let flows = plane.flows();
    assert!((arrived - flows.arrived).abs() <= 1e-6 * arrived + 1e-9);
    assert!((counts.iter().sum::<u64>() as f64 - flows.arrived).abs() < 1.01, "{counts:?} {flows:?}");
    let [refused, failed, ok, timed_out, open] = counts.map(|count| count as f64);
    assert!((refused - flows.refused).abs() <= 2.01, "{refused} {flows:?}");
    assert!((failed - flows.lost - flows.no_capacity).abs() <= 4.01, "{failed} {flows:?}");
    assert!(
        (ok + timed_out + open - flows.served - flows.gave_up - flows.waiting).abs() <= 6.01,
        "{counts:?} {flows:?}"
    );
    flows
}
