//! Does the plane, with real arrivals and real draws, agree with queueing theory, with itself in every shape, and with its
//! own memory?
//!
//! One row of each family that needs nothing but the plane; tolerances as in the oracles' README: z = 4 standard errors over
//! replications and 0.2 %, with enough requests that this is at most 3 % of the value.

use dryscale::engine::{Law, Purpose, RunSeed, Span, Time, Zone};
use dryscale::model::serving::{
    Abandoned, Audit, Change, HangsUp, Limit, Minute, Outcome, Plane, Reading, Routing, Service, Shape, Stop, Ties,
    UnitId, Watched,
};
use dryscale::model::traffic::{self, Process, Source, Traffic};

const START: Time = Time::from_secs(1_767_225_600);
const UNIFORM: Routing = Routing::LeastOutstanding(Ties::Uniform);

fn exponential(per_sec: f64) -> Law {
    Law::Exponential { mean_secs: 1.0 / per_sec }
}

/// One unit is one M/M/`slots` queue.
fn service(service_per_sec: f64, slots: u32) -> Service {
    Service {
        need: exponential(service_per_sec),
        overhead: Law::ZERO,
        slots,
        limit: Limit::Unlimited,
        queue_timeout: None,
        timeout: None,
        abandoned: Abandoned::Continues,
        retries: None,
        hangs_up: HangsUp::SageMaker,
        routing: UNIFORM,
        slo_latency: None,
    }
}

fn traffic(shape: traffic::Shape) -> Traffic {
    let name = "all".to_owned();
    let source = Source { name, shape, scale: 1.0, growth: None, to: None, process: None, day_to_day_cv: 0.0 };
    Traffic { sources: vec![source], process: Process::Poisson, zone: Zone::utc(), start: START }
}

/// A plane of `units` units with Poisson arrivals for `length`.
fn plane(service: &Service, units: u32, per_sec: f64, length: Span, run: u32, shape: Option<Shape>) -> Plane {
    let seed = RunSeed { seed: 20_260_101, run };
    let arrivals = traffic(traffic::Shape::Constant(per_sec)).arrivals(seed, START, START + length);
    let mut plane = Plane::requests(service, arrivals, seed, shape);
    (0..units).for_each(|unit| plane.apply(START, Change::Join(UnitId(unit))));
    plane
}

/// Requests that arrive after the first tenth, and everything they come to.
fn watch(service: &Service, units: u32, per_sec: f64, count: f64, run: u32) -> Vec<Watched> {
    let length = Span::from_secs_f64(count / per_sec);
    let mut plane = plane(service, units, per_sec, length, run, Some(Shape::Watched));
    assert_eq!(plane.advance(Time::NEVER), Stop::Reached);
    check(&plane.audit(START + length * 10));
    let counted = START + Span::from_secs_f64(length.secs() / 10.0);
    plane.watched().into_iter().filter(|record| record.arrival >= counted).collect()
}

fn check(audit: &Audit) {
    assert_eq!(audit.arrived, audit.ok + audit.refused + audit.timed_out + audit.failed + audit.in_flight);
    assert_eq!(audit.queue_integral_ns, audit.queue_sum_ns);
    assert_eq!(audit.busy_integral_ns, audit.service_sum_ns);
}

/// Seconds until service began, or until the client left.
fn wait_secs(record: &Watched) -> f64 {
    record.start.unwrap_or(record.end).since(record.arrival).secs()
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = values.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
    sum / count
}

/// Share of the requests for which `is` holds.
fn share(records: &[Watched], is: impl Fn(&Watched) -> bool) -> f64 {
    mean(records.iter().map(|record| f64::from(u8::from(is(record)))))
}

fn admitted(records: &[Watched]) -> impl Iterator<Item = &Watched> {
    records.iter().filter(|record| record.outcome == Outcome::Ok)
}

/// The estimates of 20 runs agree with the oracles.
#[track_caller]
fn agree(oracles: &[(&str, f64)], mut estimate: impl FnMut(u32) -> Vec<f64>) {
    const RUNS: u32 = 20;
    let runs: Vec<Vec<f64>> = (1..=RUNS).map(&mut estimate).collect();
    for (i, (name, oracle)) in oracles.iter().enumerate() {
        let middle = mean(runs.iter().map(|run| run[i]));
        let variance = mean(runs.iter().map(|run| (run[i] - middle) * (run[i] - middle)));
        let error = (variance / f64::from(RUNS - 1)).sqrt();
        assert!(4.0 * error <= 0.03 * oracle, "{name}: too few requests, error {error} of {oracle}");
        assert!((middle - oracle).abs() <= 4.0 * error + 0.002 * oracle, "{name}: {middle} ± {error}, oracle {oracle}");
    }
}

#[test]
fn waits_are_those_of_erlang_c() {
    // MMC-S04
    let oracles = [("p_wait", 0.596_432_471_8), ("mean_wait", 0.074_554_058_45), ("mean_sojourn", 0.174_554_058_5)];
    agree(&oracles, |run| {
        let seen = watch(&service(10.0, 4), 1, 32.0, 120_000.0, run);
        let sojourn = mean(seen.iter().map(|record| record.end.since(record.arrival).secs()));
        vec![share(&seen, |record| wait_secs(record) > 0.0), mean(seen.iter().map(wait_secs)), sojourn]
    });
}

#[test]
fn a_bounded_queue_refuses_as_the_chain_says() {
    // MMCK-S03
    let bounded = Service { limit: Limit::Queue(4), ..service(10.0, 4) };
    let oracles = [("p_reject", 0.117_018_022_2), ("p_wait_acc", 0.603_622_986_7), ("mean_wait_acc", 0.036_759_600_6)];
    agree(&oracles, |run| {
        let seen = watch(&bounded, 1, 38.0, 30_000.0, run);
        let waited = admitted(&seen).map(|record| f64::from(u8::from(wait_secs(record) > 0.0)));
        vec![share(&seen, |r| r.outcome == Outcome::Refused), mean(waited), mean(admitted(&seen).map(wait_secs))]
    });
}

#[test]
fn refusals_without_a_queue_depend_on_the_mean_alone() {
    // MGCC-S02: lognormal of CV 2
    let variance = dryscale::engine::math::ln(5.0);
    let need = Law::Lognormal { mu: -variance / 2.0, sigma: variance.sqrt() };
    let loss = Service { need, limit: Limit::Queue(0), ..service(1.0, 10) };
    agree(&[("p_reject", 0.121_661_064_3)], |run| {
        vec![share(&watch(&loss, 1, 8.0, 60_000.0, run), |record| record.outcome == Outcome::Refused)]
    });
}

#[test]
fn clients_leave_the_queue_as_the_chain_says() {
    // TMO-S02 (exponential patience) and TMO-S04 (constant patience)
    let cases = [
        (exponential(2.0), [0.658_135_172_6, 0.232_906_086_8, 0.116_453_043_4, 0.106_315_731_9]),
        (Law::Constant(Span::SECOND), [0.944_483_090_2, 0.177_423_573, 0.681_011_679_1, 0.612_208_288_1]),
    ];
    for (patience, [p_wait, p_timeout, wait, wait_served]) in cases {
        let impatient = Service { queue_timeout: Some(patience), ..service(1.0, 10) };
        let oracles = [("p_wait", p_wait), ("p_timeout", p_timeout), ("wait", wait), ("wait_served", wait_served)];
        agree(&oracles, |run| {
            let seen = watch(&impatient, 1, 12.0, 40_000.0, run);
            let p_timeout = share(&seen, |record| record.outcome == Outcome::TimedOut);
            let p_wait = share(&seen, |record| wait_secs(record) > 0.0);
            vec![p_wait, p_timeout, mean(seen.iter().map(wait_secs)), mean(admitted(&seen).map(wait_secs))]
        });
    }
}

#[test]
fn routing_to_two_queues_is_as_the_chain_says() {
    // ROUTE-S01 and ROUTE-S04
    for (routing, sojourn, p_wait) in [(Routing::Random, 0.5, 0.8), (UNIFORM, 0.295_573_661_8, 0.694_164_775_2)] {
        agree(&[("mean_sojourn", sojourn), ("p_wait", p_wait)], |run| {
            let seen = watch(&Service { routing, ..service(10.0, 1) }, 2, 16.0, 100_000.0, run);
            let sojourn = mean(seen.iter().map(|record| record.end.since(record.arrival).secs()));
            vec![sojourn, share(&seen, |record| wait_secs(record) > 0.0)]
        });
    }
}

#[test]
fn poisson_arrivals_see_time_averages() {
    // Readings of the plane against the records of its requests: Little's law once more, from outside.
    let mut plane = plane(&service(10.0, 4), 3, 90.0, Span::HOUR, 1, Some(Shape::Watched));
    let end = START + Span::HOUR;
    plane.advance(end);
    let reading = plane.read(end);
    let mut busy_ns = 0;
    plane.read_units(end, &mut |_, unit_ns| busy_ns += unit_ns);
    plane.finish(end, &mut |_| {});
    let seen = plane.watched();
    let until_end = |from: Time, to: Time| to.min(end).since(from).nanos();
    let queued = seen.iter().map(|r| until_end(r.arrival, r.start.unwrap_or(end))).sum::<u64>();
    let busy = seen.iter().filter_map(|r| Some(until_end(r.start?, r.end))).sum::<u64>();
    assert_eq!((reading.queued_ns, reading.busy_ns, busy_ns), (queued, busy, busy));
    assert_eq!(reading.in_flight_ns, queued + busy);
    assert_eq!(reading.arrived, seen.len() as f64);
}

/// Half an hour with joins, drains and kills; what it came to, but for the records.
fn busy_half_hour(
    service: &Service,
    shape: Option<Shape>,
    step: Span,
) -> (Vec<Minute>, Vec<Reading>, Audit, Vec<Stop>) {
    let (mut plane, end) = (plane(service, 4, 45.0, Span::from_secs(1_800), 7, shape), START + Span::from_secs(1_800));
    let (mut minutes, mut readings, mut stops) = (Vec::new(), Vec::new(), Vec::new());
    let mut now = START;
    while now < end {
        now += step;
        loop {
            match plane.advance(now) {
                Stop::Reached => break,
                drained @ Stop::Drained { .. } => stops.push(drained),
            }
        }
        if now.floor(Span::MINUTE) == now {
            let minute = now.since(START).whole(Span::MINUTE) as u32;
            readings.push(plane.read(now));
            plane.close_minutes(now, &mut |minute| minutes.push(minute.clone()));
            match minute % 6 {
                1 => plane.apply(now, Change::Join(UnitId(100 - minute))),
                3 => plane.apply(now, Change::Drain(UnitId(102 - minute))),
                4 if minute < 20 => plane.apply(now, Change::Kill(UnitId(minute / 6))),
                5 => plane.apply(now, Change::Slots(UnitId(3), 3 + minute % 5)),
                _ => {}
            }
        }
    }
    plane.finish(end, &mut |minute| minutes.push(minute.clone()));
    let audit = plane.audit(end);
    check(&audit);
    assert_eq!(audit.arrived, minutes.iter().map(|minute| minute.arrived).sum::<u64>());
    (minutes, readings, audit, stops)
}

#[test]
fn every_shape_and_every_step_gives_the_same() {
    for routing in [Routing::Random, UNIFORM, Routing::LeastOutstanding(Ties::Lowest)] {
        let timeout = Some(Span::from_millis(900));
        let plain = Service { routing, timeout, limit: Limit::Queue(6), ..service(4.0, 3) };
        let all = busy_half_hour(&plain, None, Span::MINUTE);
        assert!(all.2.refused > 0 && all.2.timed_out > 0 && all.2.failed > 0 && all.3.len() == 5, "{:?}", all.2);
        for shape in [Shape::Full, Shape::Watched] {
            assert_eq!(all, busy_half_hour(&plain, Some(shape), Span::MINUTE));
        }
        assert_eq!(all, busy_half_hour(&plain, None, Span::from_millis(20)));
    }
}

#[test]
fn a_policy_moves_no_arrival_and_no_requirement() {
    let exogenous = |service: Service, units: u32| {
        let seen = watch(&service, units, 30.0, 5_000.0, 3);
        seen.iter().map(|record| (record.number, record.arrival, record.need)).collect::<Vec<_>>()
    };
    let one = exogenous(service(10.0, 4), 1);
    let refused = Service { limit: Limit::Queue(0), routing: Routing::Random, ..service(10.0, 1) };
    assert_eq!(one, exogenous(refused, 2));
    let impatient = Service { queue_timeout: Some(exponential(9.0)), overhead: exponential(50.0), ..service(10.0, 2) };
    assert_eq!(one, exogenous(impatient, 0));
}

#[test]
fn drawn_overhead_and_patience_have_streams_of_their_own() {
    let far = Service { overhead: exponential(20.0), queue_timeout: Some(exponential(2.0)), ..service(10.0, 40) };
    let mut minutes = Vec::new();
    let mut with = plane(&far, 1, 10.0, Span::HOUR, 1, None);
    with.advance(START + Span::HOUR + Span::MINUTE);
    with.finish(START + Span::HOUR + Span::MINUTE, &mut |minute| minutes.push(minute.clone()));
    // With so many slots nobody waits: the latencies exceed those without overhead by the overheads, which are these.
    let mut overheads = vec![0; minutes.iter().map(|minute| minute.arrived as usize).sum()];
    far.overhead.fill(&mut RunSeed { seed: 20_260_101, run: 1 }.stream(Purpose::Overhead, 0), &mut overheads);
    let without = Service { overhead: Law::ZERO, queue_timeout: None, ..far };
    let mut before = plane(&without, 1, 10.0, Span::HOUR, 1, Some(Shape::Watched));
    before.advance(Time::NEVER);
    let latencies: u64 = before.watched().iter().map(|record| record.end.since(record.arrival).nanos()).sum();
    assert_eq!(minutes.iter().map(|minute| minute.timed_out).sum::<u64>(), 0);
    assert_eq!(minutes.iter().map(|minute| minute.latency_ns).sum::<u64>(), latencies + overheads.iter().sum::<u64>());
}
