//! How many requests does the plane simulate in a second of processor time?
//!
//! Work 2: 16 instances of 4 slots, least outstanding, a sine of 600 ± 400 requests a second, lognormal requirements of 50 ms
//! with CV 1, a queue of 100, an hour; readings every 10 s, minutes closed and reduced every 60 s. Beside it, the same with
//! uniform ties and a client time-out of 60 s, and with 1,000 instances at the same load an instance (a turn of
//! the sine in six minutes).
//! The rows `scenario, …` run the same work as a scenario file through the whole simulation: metrics, alarms and a
//! target tracking policy that decides every minute but is bound by MinCapacity = MaxCapacity.
//! `cargo bench --bench requests [-- REPEATS WORDS]` prints the median and the range of the repeats;
//! other words choose the rows that contain them.

use dryscale::engine::{Law, RunSeed, Span, Time, Zone, math};
use dryscale::model::serving::{
    Abandoned, Change, HangsUp, Limit, Minute, Plane, Routing, Service, Stop, Ties, UnitId,
};
use dryscale::model::traffic::{Process, Shape, Source, Traffic};
use dryscale::scenario::Scenario;
use dryscale::simulation::{self, Options};
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;

const START: Time = Time::from_secs(1_767_225_600);

/// One turn of a sine of 600 ± 400 requests a second for every sixteen units.
fn traffic(units: u32, period: Span) -> Traffic {
    let scale = f64::from(units) / 16.0;
    let (mean, amplitude) = (600.0, 400.0);
    let sine = Source {
        name: "sine".into(),
        shape: Shape::Sine { mean, amplitude, period, origin: START },
        scale,
        growth: None,
        to: None,
        process: None,
        day_to_day_cv: 0.0,
    };
    Traffic { sources: vec![sine], process: Process::Poisson, zone: Zone::utc(), start: START }
}

fn service(ties: Ties, timeout: Option<Span>) -> Service {
    let variance = math::ln(2.0);
    Service {
        need: Law::Lognormal { mu: math::ln(0.05) - variance / 2.0, sigma: variance.sqrt() },
        overhead: Law::ZERO,
        slots: 4,
        limit: Limit::Queue(100),
        queue_timeout: None,
        timeout,
        abandoned: Abandoned::Continues,
        retries: None,
        hangs_up: HangsUp::SageMaker,
        routing: Routing::LeastOutstanding(ties),
        slo_latency: Some(Span::from_millis(500)),
    }
}

/// What one run comes to; all of it is printed or kept from the optimiser.
#[derive(Default)]
struct Totals {
    requests: u64,
    wait_ns: u64,
    latency_ns: u64,
    counts: Vec<u64>,
    reading: u64,
}

impl Totals {
    /// Reduces a minute as the timeline does: percentiles, then the counts are merged.
    fn add(&mut self, minute: &Minute) {
        self.wait_ns += minute.wait_ns;
        self.latency_ns += minute.latency_ns;
        let admitted = minute.ok + minute.timed_out;
        let ranks = [admitted.div_ceil(2), (admitted * 95).div_ceil(100), (admitted * 99).div_ceil(100)];
        let (mut seen, mut reached) = (0, 0);
        for (total, count) in self.counts.iter_mut().zip(minute.latency.iter()) {
            *total += u64::from(*count);
            seen += u64::from(*count);
            while reached < 3 && seen >= ranks[reached] {
                reached += 1;
            }
        }
        black_box(reached);
    }
}

fn run(units: u32, minutes: u64, ties: Ties, timeout: Option<Span>) -> Totals {
    let period = Span::MINUTE * minutes;
    let seed = RunSeed { seed: 1, run: 1 };
    let arrivals = traffic(units, period).arrivals(seed, START, START + period);
    let mut plane = Plane::requests(&service(ties, timeout), arrivals, seed, None);
    (0..units).for_each(|unit| plane.apply(START, Change::Join(UnitId(unit))));
    let mut totals = Totals { counts: vec![0; dryscale::stats::BUCKETS], ..Totals::default() };
    for step in 1..=6 * (minutes + 1) {
        let now = START + Span::from_secs(10 * step);
        assert_eq!(plane.advance(now), Stop::Reached);
        let reading = plane.read(now);
        totals.reading ^= reading.in_flight_ns ^ u64::from(reading.most_at_a_unit);
        totals.requests += reading.arrived as u64;
        if step % 6 == 0 {
            plane.read_units(now, &mut |_, busy_ns| totals.reading ^= busy_ns);
            plane.close_minutes(now, &mut |minute| totals.add(minute));
        }
    }
    let audit = plane.audit(START);
    assert_eq!(audit.arrived, totals.requests);
    totals
}

/// The work as a scenario: the fleet is fixed by its bounds, the policy decides all the same.
fn scenario(units: u32, minutes: u64, ties: &str, timeout: &str) -> Scenario {
    let text = format!(
        "duration: {minutes}m
lead_in: 0s
traffic: [{{name: sine, sine: {{mean: 600/s, amplitude: 400/s, period: {minutes}m, phase: 0s}}, scale: {scale}}}]
day_to_day: 0%
models: {{m: {{service_time: {{mean: 50ms, cv: 1, family: lognormal}}, concurrency: 4, queue: 100, timeout: {timeout}}}}}
endpoint:
  EndpointName: work
  ProductionVariants:
    - {{VariantName: all, ModelName: m, InstanceType: ml.c5.xlarge, InitialInstanceCount: {units},
       RoutingConfig: {{RoutingStrategy: LEAST_OUTSTANDING_REQUESTS}}}}
scaling:
  targets: [{{MinCapacity: {units}, MaxCapacity: {units}}}]
  policies:
    - PolicyName: bound
      PolicyType: TargetTrackingScaling
      TargetTrackingScalingPolicyConfiguration:
        {{TargetValue: 2400, PredefinedMetricSpecification: {{PredefinedMetricType: SageMakerVariantInvocationsPerInstance}}}}
slo: {{latency: 500ms, attainment: 99%}}
assumptions: {{routing_ties: {ties}}}
",
        scale = f64::from(units) / 16.0,
    );
    match Scenario::from_text("work.yaml", &text, Path::new("."), &[]) {
        Ok((scenario, _)) => scenario,
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

/// One run of a scenario through the whole simulation.
fn whole(scenario: &Scenario) -> Totals {
    let outcome = simulation::run(scenario.setup(), 1, Options::default(), &AtomicBool::new(false)).expect("it holds");
    let totals = &outcome.scopes[0].totals;
    assert!(!outcome.decisions.is_empty(), "the policy decides");
    Totals {
        requests: totals.requests,
        wait_ns: (totals.wait_secs * 1e9) as u64,
        latency_ns: (totals.latency_secs * 1e9) as u64,
        ..Totals::default()
    }
}

/// Processor time of this thread [s].
fn cpu_secs() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux tells a thread's processor time");
    let nanos: u64 = text.split_whitespace().next().and_then(|first| first.parse().ok()).expect("a number comes first");
    nanos as f64 * 1e-9
}

fn measure(name: &str, repeats: usize, work: impl Fn() -> Totals) {
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| word.parse::<usize>().is_err()).collect();
    if !wanted.iter().all(|word| word.starts_with("--") || name.contains(word.as_str())) {
        return;
    }
    let mut secs = Vec::new();
    let mut totals = Totals::default();
    for _ in 0..repeats {
        let before = cpu_secs();
        totals = black_box(work());
        secs.push(cpu_secs() - before);
    }
    secs.sort_by(f64::total_cmp);
    let (requests, middle) = (totals.requests as f64, secs[repeats / 2]);
    let per_request_ms = |total: u64| total as f64 / requests * 1e-6;
    println!(
        "{name:<34} {requests:>10} requests {middle:>7.3} s  {:>6.2} M/s ({:.2}..{:.2})  wait {:.4} ms  latency {:.3} ms",
        requests / middle * 1e-6,
        requests / secs[repeats - 1] * 1e-6,
        requests / secs[0] * 1e-6,
        per_request_ms(totals.wait_ns),
        per_request_ms(totals.latency_ns),
    );
}

fn main() {
    let repeats = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(9);
    let minute = Some(Span::MINUTE);
    measure("16 x 4, lowest ties", repeats, || run(16, 60, Ties::Lowest, None));
    measure("16 x 4, uniform ties, timeout 60 s", repeats, || run(16, 60, Ties::Uniform, minute));
    measure("1,000 x 4, lowest ties", repeats, || run(1_000, 6, Ties::Lowest, None));
    measure("1,000 x 4, uniform ties, timeout", repeats, || run(1_000, 6, Ties::Uniform, minute));
    let rows = [
        ("scenario, 16 x 4, lowest", 16, 60, "lowest", "none"),
        ("scenario, 16 x 4, uniform, timeout", 16, 60, "uniform", "60s"),
        ("scenario, 1,000 x 4, lowest", 1_000, 6, "lowest", "none"),
    ];
    for (name, units, minutes, ties, timeout) in rows {
        let scenario = scenario(units, minutes, ties, timeout);
        measure(name, repeats, || whole(&scenario));
    }
}
