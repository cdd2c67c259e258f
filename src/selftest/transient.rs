//! Queues under a rate that moves: known at every moment, not only on average.

use super::case::{endpoint, replicate, scenario};
use super::judge::{Power, Row, judge};
use super::oracle::{Case, Table};
use super::queues::service;
use super::records::Records;
use super::{Bench, Extent};
use crate::engine::{Law, RunSeed, Span, Time, Zone};
use crate::model::serving::{
    Abandoned, Change, HangsUp, Limit, Outcome, Plane, Routing, Service, Shape, Stop, Ties, UnitId,
};
use crate::model::traffic::{self, Points, Process, Source, Traffic};
use std::sync::atomic::AtomicBool;

/// Replications that give a probability its power at the z of the whole set.
const REPLICATIONS: u32 = 6_000;

/// The start of a scenario that names none, and of the runs through the library.
const START: Time = Time::from_secs(1_767_571_200);

/// How many requests are between the two moments at `at`.
fn standing(records: &Records, at: Time, busy_only: bool) -> u32 {
    let stands = |w: &&crate::model::serving::Watched| {
        let from = if busy_only { w.start } else { (w.outcome != Outcome::Refused).then_some(w.arrival) };
        from.is_some_and(|from| from <= at) && w.end > at
    };
    records.all.iter().filter(stands).count() as u32
}

pub(super) fn mt_g_inf(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/mt_g_inf.csv"));
    let mut ids: Vec<String> = table.cases().map(|c| c.id().to_owned()).collect();
    ids.dedup();
    ids.iter().filter(|id| bench.takes(id, "MTGINF-S01")).flat_map(|id| infinite(bench, &table, id)).collect()
}

/// One case of `mt_g_inf`: one instance of so many slots that nobody waits.
fn infinite(bench: &Bench, table: &Table, id: &str) -> Vec<Row> {
    let cases: Vec<Case> = table.cases().filter(|c| c.id() == id).collect();
    let first = cases[0];
    let (mean, amplitude) = (first.get("mean_rate"), first.get("rel_amplitude") * first.get("mean_rate"));
    let last = cases.iter().map(|c| c.get("t")).fold(0.0, f64::max);
    let law = service(first.text("service_dist"), first.get("service_mean"), first.get("service_cv"));
    let scenario = scenario(&format!(
        "duration: {}s\nlead_in: 0s\ntraffic: [{{name: all, sine: {{mean: {mean}/s, amplitude: {amplitude}/s, period: \
         {}s, phase: 0s}}}}]\nday_to_day: 0%\nmodels:\n  queue: {{service_time: {law}, concurrency: 4000, queue: 0, \
         timeout: none, overhead: 0ms}}\n{}",
        (last / 60.0).ceil() * 60.0 + 60.0,
        first.get("period"),
        endpoint(1, "RANDOM"),
    ));
    let times: Vec<Time> = cases.iter().map(|c| START + Span::from_secs_f64(c.get("t"))).collect();
    let replications = if bench.extent == Extent::Long { 9 * REPLICATIONS } else { REPLICATIONS };
    let busy = replicate(bench, &scenario, 1..=replications, 4_000, |records| {
        times.iter().map(|&at| f64::from(standing(records, at, true))).collect::<Vec<f64>>()
    });
    let (mean_share, variance_share) = if bench.extent == Extent::Long { (0.01, 0.03) } else { (0.03, 0.10) };
    let largest = cases.iter().map(|c| c.get("mean_busy")).fold(0.0, f64::max);
    let rows = cases.iter().enumerate().flat_map(|(index, case)| {
        let centre = case.get("mean_busy");
        let samples: Vec<f64> = busy.iter().map(|run| run[index]).collect();
        let squares: Vec<f64> = samples.iter().map(|n| (n - centre) * (n - centre)).collect();
        let at = |column: &str| format!("{column} at {} s", case.text("t"));
        let power = Power { most: mean_share * largest, bias: 0.002 * centre, one_sided: false };
        let variance = case.get("var_busy");
        let wide = Power { most: variance_share * variance, bias: 0.002 * variance, one_sided: false };
        [judge(id, &at("mean_busy"), centre, &samples, power), judge(id, &at("var_busy"), variance, &squares, wide)]
    });
    rows.collect()
}

/// What one run of a bounded queue shows: counts over the horizon, and the number in system at each time asked for.
struct Shown {
    delayed: f64,
    rejected: f64,
    queue_secs: f64,
    in_system: Vec<u32>,
}

impl Shown {
    fn of(records: &Records, times: &[Time]) -> Self {
        Self {
            delayed: records.figure("frac_delayed", None) * records.all.len() as f64,
            rejected: records.figure("expected_rejected", None),
            queue_secs: records.figure("int_queue", None),
            in_system: times.iter().map(|&at| standing(records, at, false)).collect(),
        }
    }
}

pub(super) fn mt_mmck(bench: &Bench) -> Vec<Row> {
    let totals = Table::of(include_str!("../../tests/oracles/mt_mmck_totals.csv"));
    let moments = Table::of(include_str!("../../tests/oracles/mt_mmck_transient.csv"));
    let cases = totals.cases().filter(|c| bench.takes(c.id(), "MTMC-S04"));
    cases.flat_map(|case| bounded(bench, case, &moments)).collect()
}

fn bounded(bench: &Bench, total: Case, moments: &Table) -> Vec<Row> {
    let cases: Vec<Case> = moments.cases().filter(|c| c.id() == total.id()).collect();
    let times: Vec<Time> = cases.iter().map(|c| START + Span::from_secs_f64(c.get("t"))).collect();
    let replications = if bench.extent == Extent::Long { 2 * REPLICATIONS } else { REPLICATIONS };
    let shown = match total.id() {
        "MTMC-S01" => {
            let rate = "sine: {mean: 40/s, amplitude: 20/s, period: 600s, phase: 0s}";
            as_scenario(bench, total, rate, replications, &times)
        }
        "MTMC-S04" => {
            let rate = "steps: [{at: 0s, rate: 20/s}, {at: 100s, rate: 80/s}, {at: 160s, rate: 20/s}]";
            as_scenario(bench, total, rate, replications, &times)
        }
        "MTMC-S02" => {
            let points = vec![(START, 20.0), (START + Span::from_secs(120), 60.0)];
            through_the_library(bench, total, traffic::Shape::Steps(Points::Once(points)), replications, &times)
        }
        _ => {
            let points = vec![(START, 10.0), (START + Span::from_secs(600), 70.0)];
            through_the_library(bench, total, traffic::Shape::Ramp(Points::Once(points)), replications, &times)
        }
    };
    let mut rows = totals(total, &shown);
    for (index, case) in cases.iter().enumerate() {
        rows.extend(moment(*case, &shown, index, &cases));
    }
    rows
}

/// Name, divisor and value of a total.
type Column = (&'static str, f64, fn(&Shown) -> f64);

fn totals(total: Case, shown: &[Shown]) -> Vec<Row> {
    let arrivals = total.get("expected_arrivals");
    let columns: [Column; 4] = [
        ("frac_delayed", arrivals, |s| s.delayed),
        ("frac_rejected", arrivals, |s| s.rejected),
        ("expected_rejected", 1.0, |s| s.rejected),
        ("int_queue", 1.0, |s| s.queue_secs),
    ];
    let row = |(name, divisor, of): Column| {
        let samples: Vec<f64> = shown.iter().map(|s| of(s) / divisor).collect();
        let oracle = total.get(name);
        judge(total.id(), name, oracle, &samples, Power { most: 0.03 * oracle, bias: 0.002 * oracle, one_sided: false })
    };
    columns.into_iter().map(row).collect()
}

fn moment(case: Case, shown: &[Shown], index: usize, all: &[Case]) -> Vec<Row> {
    let most = case.get("max_in_system") as u32;
    let servers = servers_at(case, case.get("t"));
    let largest = |column: &str| all.iter().map(|c| c.get(column)).fold(0.0, f64::max);
    let row = |column: &str, power: Power, of: &dyn Fn(u32) -> f64| {
        let samples: Vec<f64> = shown.iter().map(|s| of(s.in_system[index])).collect();
        judge(case.id(), &format!("{column} at {} s", case.text("t")), case.get(column), &samples, power)
    };
    let mean = |column: &str| Power { most: 0.03 * largest(column), bias: 0.002 * case.get(column), one_sided: false };
    let share = |column: &str| {
        let oracle = case.get(column);
        if oracle < 0.001 {
            // Rare: only a value that is too large says anything.
            Power { most: 0.03, bias: (0.001 - oracle).max(0.0), one_sided: true }
        } else {
            Power { most: 0.03, bias: 0.002 * oracle, one_sided: false }
        }
    };
    // A queue that hardly any run ever sees has no variance to be judged by.
    let queue = Power { one_sided: case.get("p_all_busy") < 0.001, ..mean("mean_queue") };
    vec![
        row("mean_in_system", mean("mean_in_system"), &|n| f64::from(n)),
        row("mean_queue", queue, &|n| f64::from(n.saturating_sub(servers))),
        row("p_all_busy", share("p_all_busy"), &|n| f64::from(u8::from(n >= servers))),
        row("p_full", share("p_full"), &|n| f64::from(u8::from(n >= most))),
    ]
}

/// `0:25 300:70`: seconds and servers.
fn capacity_schedule(case: Case) -> Vec<(u64, u32)> {
    let pair = |text: &str| {
        let (at, servers) = text.split_once(':').expect("start:servers");
        (at.parse().expect("seconds"), servers.parse().expect("servers"))
    };
    case.text("capacity_schedule").split(' ').map(pair).collect()
}

fn servers_at(case: Case, t: f64) -> u32 {
    capacity_schedule(case).into_iter().filter(|(at, _)| *at as f64 <= t).map(|(_, servers)| servers).max().unwrap_or(0)
}

fn as_scenario(bench: &Bench, case: Case, rate: &str, replications: u32, times: &[Time]) -> Vec<Shown> {
    let servers = servers_at(case, 0.0);
    let scenario = scenario(&format!(
        "duration: {}s\nlead_in: 0s\ntraffic: [{{name: all, {rate}}}]\nday_to_day: 0%\nmodels:\n  queue: {{service_time: \
         {}, concurrency: {servers}, queue: {}, timeout: none, overhead: 0ms}}\n{}",
        case.get("horizon"),
        service("exp", 1.0 / case.get("service_rate"), 1.0),
        case.get("max_in_system") as u32 - servers,
        endpoint(1, "RANDOM"),
    ));
    replicate(bench, &scenario, 1..=replications, servers, |records| Shown::of(records, times))
}

/// One unit whose slots grow on the way: no scenario can say that, the plane can.
fn through_the_library(
    bench: &Bench,
    case: Case,
    rate: traffic::Shape,
    replications: u32,
    times: &[Time],
) -> Vec<Shown> {
    let capacity = capacity_schedule(case);
    let end = START + Span::from_secs_f64(case.get("horizon"));
    let traffic = Traffic {
        sources: vec![Source {
            name: "all".to_owned(),
            shape: rate,
            scale: 1.0,
            growth: None,
            to: None,
            process: None,
            day_to_day_cv: 0.0,
        }],
        process: Process::Poisson,
        zone: Zone::utc(),
        start: START,
    };
    let service = Service {
        need: Law::Exponential { mean_secs: 1.0 / case.get("service_rate") },
        overhead: Law::ZERO,
        slots: capacity[0].1,
        limit: Limit::InSystem(case.get("max_in_system") as u32),
        queue_timeout: None,
        timeout: None,
        abandoned: Abandoned::Continues,
        retries: None,
        hangs_up: HangsUp::SageMaker,
        routing: Routing::LeastOutstanding(Ties::Lowest),
        slo_latency: None,
    };
    let one = |run| {
        let seed = RunSeed { seed: 1, run };
        let mut plane = Plane::requests(&service, traffic.arrivals(seed, START, end), seed, Some(Shape::Watched));
        plane.apply(START, Change::Join(UnitId(0)));
        let reach = |plane: &mut Plane, until| while plane.advance(until) != Stop::Reached {};
        for &(at, slots) in &capacity[1..] {
            let at = START + Span::from_secs(at);
            reach(&mut plane, at);
            plane.apply(at, Change::Slots(UnitId(0), slots));
        }
        reach(&mut plane, end);
        let last = end + Span::HOUR;
        reach(&mut plane, last);
        plane.finish(last, &mut |_| {});
        Ok(Shown::of(&Records::new(plane.watched(), START, end, 0), times))
    };
    let runs: Vec<u32> = (1..=replications).collect();
    let mut shown = Vec::with_capacity(runs.len());
    bench
        .workers
        .replicate(&runs, 1, &AtomicBool::new(false), one, |s| shown.push(s), |_, _| {})
        .expect("no replication fails");
    shown
}
