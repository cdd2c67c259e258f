//! A queue as a scenario file, and its replications.

use super::judge::{Power, Row, Verdict, judge};
use super::oracle::Case;
use super::records::Records;
use super::{Bench, Extent};
use crate::engine::Time;
use crate::model::serving::Shape;
use crate::scenario::Scenario;
use crate::simulation::{Options, Simulation};
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Replications of a steady-state case in the first attempt, and at most.
const REPLICATIONS: u32 = 40;
const MOST_REPLICATIONS: u32 = 10_240;
/// Requests of one replication. Standard deviations and far percentiles of a short run are too small.
const QUICK_REQUESTS: f64 = 50_000.0;
const LONG_REQUESTS: f64 = 200_000.0;
/// Figures of a case in the quick set: means, not far tails.
const QUICK_COLUMNS: usize = 6;

/// One endpoint of single-stage queues.
#[derive(Clone, Debug)]
pub(super) struct Queue {
    /// Requests a second.
    pub(super) rate_per_sec: f64,
    /// `{process: poisson}`.
    pub(super) arrivals: String,
    /// `{mean: 100ms, family: exponential}`.
    pub(super) service: String,
    pub(super) slots: u32,
    pub(super) instances: u32,
    /// `unlimited` or a number.
    pub(super) queue: String,
    /// `none` or a length.
    pub(super) queue_timeout: String,
    /// What clients do.
    pub(super) clients: String,
    /// `RANDOM` or `LEAST_OUTSTANDING_REQUESTS`.
    pub(super) routing: &'static str,
    /// `uniform` or `lowest`.
    pub(super) ties: &'static str,
    /// Offered load a slot.
    pub(super) load: f64,
    /// Length of a replication of the long set, as a multiple: longer where the load swings slowly.
    pub(super) run_length: f64,
}

impl Queue {
    /// One instance with an unlimited queue.
    pub(super) fn new(rate_per_sec: f64, service: String, slots: u32, load: f64) -> Self {
        Self {
            rate_per_sec,
            arrivals: "{process: poisson}".to_owned(),
            service,
            slots,
            instances: 1,
            queue: "unlimited".to_owned(),
            queue_timeout: "none".to_owned(),
            clients: "{}".to_owned(),
            routing: "LEAST_OUTSTANDING_REQUESTS",
            ties: "uniform",
            load,
            run_length: if load > 0.95 { 16.0 } else { 1.0 },
        }
    }

    /// The scenario file, `secs` long after a lead-in of a ninth of that.
    fn scenario(&self, secs: u64) -> Scenario {
        let Self { rate_per_sec, arrivals, service, slots, instances, queue, queue_timeout, routing, ties, .. } = self;
        let clients = &self.clients;
        let source = format!("{{name: all, constant: {rate_per_sec}/s}}");
        scenario(&format!(
            "duration: {secs}s\nlead_in: {}s\ntraffic: [{source}]\narrivals: {arrivals}\nclients: {clients}\nmodels:\n  queue: {{service_time: \
             {service}, concurrency: {slots}, queue: {queue}, queue_timeout: {queue_timeout}, timeout: none, overhead: \
             0ms}}\n{}assumptions: {{routing_ties: {ties}}}\n",
            secs.div_ceil(9 * 60) * 60,
            endpoint(*instances, routing),
        ))
    }

    /// Runs the case, more and more often until every check has power, and judges the columns.
    pub(super) fn check(&self, bench: &Bench, case: Case, columns: &[(&str, Option<f64>)]) -> Vec<Row> {
        let given = columns.iter().filter(|(name, _)| case.number(name).is_some());
        let is_long = bench.extent == Extent::Long;
        let columns: Vec<_> = given.take(if is_long { usize::MAX } else { QUICK_COLUMNS }).collect();
        let requests = if is_long { LONG_REQUESTS * self.run_length } else { QUICK_REQUESTS };
        let scenario = self.scenario((requests / self.rate_per_sec / 60.0).ceil() as u64 * 60);
        let mut figures: Vec<Vec<Figure>> = Vec::new();
        let mut replications = REPLICATIONS;
        loop {
            let more = figures.len() as u32 + 1..=replications;
            figures.extend(replicate(bench, &scenario, more, self.slots, |records| {
                columns.iter().map(|(name, t)| Figure::of(records, name, *t, case.get(name))).collect()
            }));
            let judged = |(index, (name, _)): (usize, &&(&str, Option<f64>))| {
                let oracle = case.get(name);
                let samples = values(figures.iter().map(|row| row[index]), oracle);
                judge(case.id(), name, oracle, &samples, Power::steady(name, oracle, self.load))
            };
            let rows: Vec<Row> = columns.iter().enumerate().map(judged).collect();
            let is_short = rows.iter().any(|row| row.verdict == Verdict::TooShort);
            if !is_short || replications >= MOST_REPLICATIONS {
                return rows;
            }
            replications *= 2;
        }
    }
}

/// A column of one replication.
#[derive(Clone, Copy)]
enum Figure {
    Value(f64),
    /// A percentile is judged by how many requests lie above its exact value: the percentile of one run is too low
    /// where the largest values come in rare clusters, while the share above a fixed value is right on average.
    Percentile {
        /// Share above the exact value, less the share that belongs there.
        surplus: f64,
        /// Probability density there [1/s].
        density: f64,
    },
}

impl Figure {
    fn of(records: &Records, column: &str, t: Option<f64>, oracle: f64) -> Self {
        match records.above_percentile(column, oracle) {
            Some((surplus, density)) => Self::Percentile { surplus, density },
            None => Self::Value(records.figure(column, t)),
        }
    }
}

/// The column in its own unit, a value a replication. A percentile takes the density of all replications together.
///
/// Ref: Bahadur, Annals of Mathematical Statistics 37 (1966) 577: quantile = q + (share above q - (1 - p)) / density.
fn values(figures: impl Iterator<Item = Figure> + Clone, oracle: f64) -> Vec<f64> {
    let densities = figures.clone().filter_map(|figure| match figure {
        Figure::Percentile { density, .. } => Some(density),
        Figure::Value(_) => None,
    });
    let (sum, count) = densities.fold((0.0, 0.0), |(sum, count), density| (sum + density, count + 1.0));
    // Nothing near the exact value is as far from it as can be.
    let density = (sum / f64::max(count, 1.0)).max(f64::MIN_POSITIVE);
    let value = |figure| match figure {
        Figure::Value(value) => value,
        Figure::Percentile { surplus, .. } => oracle + surplus / density,
    };
    figures.map(value).collect()
}

/// The endpoint section, on instances that are there at once.
pub(super) fn endpoint(instances: u32, routing: &str) -> String {
    format!(
        "endpoint: {{EndpointName: oracle, ProductionVariants: [{{VariantName: all, ModelName: queue, InstanceType: \
         ml.m5.large, InitialInstanceCount: {instances}, RoutingConfig: {{RoutingStrategy: {routing}}}}}]}}\nlaunch: \
         {{preset: none}}\n"
    )
}

/// A scenario that is part of the program.
pub(super) fn scenario(text: &str) -> Scenario {
    match Scenario::from_text("oracle.yaml", text, Path::new("."), &[]) {
        Ok((scenario, _)) => scenario,
        Err(problems) => panic!("an oracle's scenario is refused:\n{}\n{text}", problems.render(false)),
    }
}

/// Runs the replications `runs` and takes figures from each one's records.
pub(super) fn replicate<T: Send>(
    bench: &Bench,
    scenario: &Scenario,
    runs: RangeInclusive<u32>,
    servers: u32,
    figures: impl Fn(&Records) -> T + Sync,
) -> Vec<T> {
    let setup = scenario.setup();
    let runs: Vec<u32> = runs.collect();
    let never = AtomicBool::new(false);
    let mut all = Vec::with_capacity(runs.len());
    let one = |run| {
        let options = Options { step: None, shape: Some(Shape::Watched) };
        let mut simulation = Simulation::new(setup, run, options);
        let (start, end) = (setup.window.start, setup.window.end);
        simulation.run_until(Time::NEVER, &never).expect("nobody interrupts it");
        let (_, watched) = simulation.finish_watched(&never).expect("its invariants hold");
        Ok(figures(&Records::new(watched, start, end, servers)))
    };
    bench
        .workers
        .replicate(&runs, setup.seed, &never, one, |figure| all.push(figure), |_, _| {})
        .expect("no replication fails");
    all
}
