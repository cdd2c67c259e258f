//! How often do the intervals of thirty simulated days hold the truth? A thousand experiments, whole runs of the program.
//!
//! Long: `cargo test --release --locked --test coverage -- --ignored --nocapture`. The figures stand in
//! `docs/statistics.md`.

use dryscale::experiment::contrast::{contrasts, of_endpoint};
use dryscale::experiment::fold::Frame;
use dryscale::experiment::queue::Job;
use dryscale::experiment::replicate::Workers;
use dryscale::experiment::sample::Sample;
use dryscale::experiment::sweep::figures_of;
use dryscale::scenario::Scenario;
use dryscale::scenario::edit::Edit;
use std::path::Path;
use std::sync::atomic::AtomicBool;

const EXPERIMENTS: u32 = 1_000;
const RUNS: u32 = 30;

const SMALL: &str = "\
start: 2026-11-24T00:00:00
duration: 4m
lead_in: 1m
traffic: [{name: web, constant: 8/s}]
day_to_day: 10%
models: {m: {service_time: {mean: 160ms, cv: 1}, concurrency: 2}}
endpoint: {EndpointName: web, ProductionVariants: [{VariantName: all, ModelName: m, InstanceType: ml.c5.xlarge, InitialInstanceCount: 1}]}
slo: {latency: 400ms, attainment: 90%}
";

fn small(edits: &[(&str, &str)]) -> Scenario {
    let edits: Vec<Edit> = edits.iter().map(|(path, value)| Edit::new("--set", *path, *value)).collect();
    Scenario::from_text("small.yaml", SMALL, Path::new("."), &edits).expect("a scenario").0
}

/// The samples of every experiment, and one of all runs, whose figures are the truth to a thirtieth of an interval.
fn samples(scenario: &Scenario) -> (Vec<Sample>, Sample) {
    let window = &scenario.setup().window;
    let frame = Frame { horizon: window.end.since(window.start), slo_attainment: 0.9 };
    let (workers, stop) = (Workers::new(0).expect("threads"), AtomicBool::new(false));
    let jobs: Vec<Job> = (1..=EXPERIMENTS * RUNS).map(|run| Job { point: 0, run }).collect();
    let (mut each, mut all): (Vec<Sample>, Sample) = (Vec::new(), Sample::new(frame));
    workers
        .carry_out(
            &jobs,
            1,
            &stop,
            |job| figures_of(scenario, job.run, &stop),
            |job, outcome| {
                if job.run % RUNS == 1 {
                    each.push(Sample::new(frame));
                }
                each.last_mut().expect("one was begun").add(&outcome);
                all.add(&outcome);
            },
            |_, _| {},
        )
        .expect("runs");
    (each, all)
}

/// The limits of the 99 % Wilson interval of a share.
fn wilson_99(hits: u32) -> (f64, f64) {
    let (z, n, p) = (2.575_829_303_548_9, f64::from(EXPERIMENTS), f64::from(hits) / f64::from(EXPERIMENTS));
    let centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z / (1.0 + z * z / n) * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    (centre - half, centre + half)
}

/// How many experiments hold the truth of a figure.
fn held(each: &[Sample], all: &Sample, metric: &str) -> u32 {
    let find = |sample: &Sample| sample.estimates().into_iter().find(|row| row.metric == metric).expect("a metric");
    let truth = find(all).mean.expect("it occurs");
    let holds = |sample: &Sample| {
        let row = find(sample);
        row.low.is_none_or(|low| low <= truth) && row.high.is_none_or(|high| truth <= high)
    };
    each.iter().filter(|sample| holds(sample)).count() as u32
}

#[test]
#[ignore = "90,000 runs: minutes"]
fn intervals_of_thirty_simulated_days_hold_the_truth() {
    let (each, all) = samples(&small(&[]));
    let (other, all_other) = samples(&small(&[("models.m.concurrency", "3")]));
    let mut wrong = Vec::new();
    let mut judge = |name: &str, hits: u32, least: f64, most: f64| {
        let (low, high) = wilson_99(hits);
        println!("| {name} | {hits} of {EXPERIMENTS} | {low:.3} to {high:.3} |");
        if high < least || low > most {
            wrong.push(format!("{name}: {low:.3} to {high:.3}, wanted {least} to {most}"));
        }
    };
    for metric in ["requests", "queue_max", "attainment_percent", "latency_mean_ms", "wait_mean_ms"] {
        judge(metric, held(&each, &all, metric), 0.93, 0.97);
    }
    judge("latency_p99_ms", held(&each, &all, "latency_p99_ms"), 0.90, 0.97);
    let truth = contrasts(&all, &[&all_other]);
    let differences: Vec<_> = each.iter().zip(&other).map(|(a, b)| contrasts(a, &[b])).collect();
    for (metric, least) in
        [("queue_max", 0.93), ("attainment_percent", 0.93), ("latency_mean_ms", 0.93), ("latency_p99_ms", 0.90)]
    {
        let truth = of_endpoint(&truth[0], metric).difference().expect("known").value;
        let holds = |of: &&Vec<Vec<dryscale::experiment::contrast::Contrast>>| {
            let difference = of_endpoint(&of[0], metric).difference();
            difference.is_none_or(|interval| interval.low <= truth && truth <= interval.high)
        };
        judge(&format!("difference of {metric}"), differences.iter().filter(holds).count() as u32, least, 0.97);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "30,000 runs: minutes"]
fn strongly_overdispersed_days_are_covered_less_and_warned_of() {
    let (each, all) = samples(&small(&[("day_to_day", "60%")]));
    for metric in ["requests", "attainment_percent", "latency_p99_ms"] {
        let hits = held(&each, &all, metric);
        let (low, high) = wilson_99(hits);
        println!("| {metric}, days vary by 60 % | {hits} of {EXPERIMENTS} | {low:.3} to {high:.3} |");
        assert!(high > 0.75, "{metric}: {hits}");
    }
}
