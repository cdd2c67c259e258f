//! What do clients that try again do to an endpoint: metrics that count attempts, requests that count once, an overload
//! that outlasts what set it off?

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use binary::{dryscale, files, root};
use dryscale::engine::Span;
use dryscale::experiment::aggregate::Aggregates;
use dryscale::experiment::fold::Frame;
use dryscale::scenario::Scenario;
use dryscale::scenario::edit::Edit;
use dryscale::simulation::outcome::RunOutcome;
use dryscale::simulation::{self, Options};
use std::sync::atomic::AtomicBool;
use tempfile::TempDir;

/// The storm of retries, three runs of an hour and a half, with changes.
fn storm(changes: &[&str]) -> Vec<RunOutcome> {
    let edit = |text: &&str| Edit::parse("--set", text).expect("PATH=VALUE");
    let mut edits: Vec<Edit> = ["duration=90m", "start=2026-11-27T08:45:00"].iter().map(edit).collect();
    edits.extend(changes.iter().map(edit));
    let path = root().join("scenarios/retry-storm.yaml");
    let scenario = match Scenario::read(&path, &edits) {
        Ok((scenario, _)) => scenario,
        Err(problems) => panic!("{}", problems.render(false)),
    };
    let run = |run| simulation::run(scenario.setup(), run, Options::default(), &AtomicBool::new(false));
    (1..=3).map(|number| run(number).expect("its invariants hold")).collect()
}

fn together(runs: Vec<RunOutcome>) -> Aggregates {
    let horizon = Span::from_secs(5_400);
    Aggregates::of(runs, Frame { horizon, slo_attainment: 0.99 }, &[]).expect("three runs")
}

fn figure(all: &Aggregates, metric: &str) -> f64 {
    let row = all.metrics.iter().find(|row| row.scope == "endpoint" && row.metric == metric);
    row.and_then(|row| row.mean).unwrap_or_else(|| panic!("{metric} is known"))
}

#[test]
fn clients_that_say_nothing_and_one_attempt_are_as_none() {
    let none = storm(&["clients={}"]);
    assert_eq!(storm(&["clients={retries: none, timeout: none}"]), none);
    assert_eq!(storm(&["clients={timeout: 60s, retries: {attempts: 1}}"]), none);
    assert_ne!(storm(&["clients={timeout: 2s}"]), none);
}

/// A client that waits longer than SageMaker sees an error of the model, not a time-out of its own.
#[test]
fn whose_time_out_comes_first_decides_what_follows() {
    let of = |clients: &str| {
        let edit = Edit::parse("--set", &format!("clients={clients}")).expect("PATH=VALUE");
        let (scenario, _) = Scenario::read(&root().join("scenarios/retry-storm.yaml"), &[edit]).expect("a scenario");
        let service = &scenario.setup().variants[0].service;
        let retries = service.retries.clone().expect("clients that try again");
        let cost = retries.budget.map(|budget| (budget.retry_cost, budget.timeout_cost));
        (service.timeout.map(Span::secs), retries.after.timed_out, retries.attempts, cost)
    };
    assert_eq!(of("{timeout: 60s, retries: standard}"), (Some(60.0), true, 3, Some((5, 10))));
    assert_eq!(of("{timeout: 61s, retries: standard}"), (Some(60.0), false, 3, Some((5, 5))));
    assert_eq!(of("{retries: {after: [model_error]}}"), (Some(60.0), true, 3, Some((5, 5))));
    assert_eq!(of("{timeout: 5s, retries: {after: [model_error]}}"), (Some(5.0), false, 3, Some((5, 10))));
    assert_eq!(of("{timeout: 5s, retries: legacy}"), (Some(5.0), true, 5, None));
    assert_eq!(of("{timeout: 5s, retries: standard_2026}"), (Some(5.0), true, 3, Some((14, 14))));
    let added = "{timeout: 5s, retries: {mode: legacy, budget: {capacity: 40}}}";
    assert_eq!(of(added), (Some(5.0), true, 5, Some((5, 10))));
}

#[test]
fn attempts_at_several_variants_add_up() {
    let variant = |name: &str| {
        format!("{{VariantName: {name}, ModelName: ranker, InstanceType: ml.c5.xlarge, InitialInstanceCount: 1}}")
    };
    let variants = format!("endpoint.ProductionVariants=[{}, {}]", variant("a"), variant("b"));
    for run in storm(&["scaling={}", "traffic.search.constant=50/s", &variants]) {
        let [whole, parts @ ..] = &run.scopes[..] else { panic!("an endpoint and its variants") };
        let sum = |of: fn(&RunOutcome, usize) -> u64| (1..=parts.len()).map(|scope| of(&run, scope)).sum::<u64>();
        assert_eq!(whole.totals.attempts, sum(|run, scope| run.scopes[scope].totals.attempts));
        assert_eq!(whole.totals.requests, sum(|run, scope| run.scopes[scope].totals.requests));
        assert!(whole.totals.attempts > whole.totals.requests);
    }
}

/// The load needs six instances at most; what alarms see is every attempt.
#[test]
fn alarms_see_attempts_and_requests_count_once() {
    let quiet = storm(&["clients.retries=none", "MaxCapacity=8"]);
    let loud = storm(&["MaxCapacity=8"]);
    let peak = |runs: &[RunOutcome]| runs.iter().map(|run| run.scopes[0].totals.in_service_peak).max();
    assert_eq!(peak(&loud), Some(8));
    assert!(peak(&quiet) < Some(8), "{:?}", peak(&quiet));
    for (loud, quiet) in loud.iter().zip(&quiet) {
        let (loud, quiet) = (&loud.scopes[0].totals, &quiet.scopes[0].totals);
        assert_eq!(loud.requests, quiet.requests, "no arrival moves");
        assert_eq!(quiet.attempts, quiet.requests);
        assert!(loud.attempts > 2 * loud.requests);
        assert_eq!(loud.ok + loud.refused + loud.timed_out + loud.failed + loud.in_flight_at_end, loud.requests);
    }
}

#[test]
fn without_a_budget_the_overload_outlasts_the_spike_and_with_one_it_does_not() {
    let storm_of = |changes: &[&str]| {
        let all = together(storm(changes));
        let said = all.remarks.iter().find(|remark| remark.starts_with("Retry storm")).cloned();
        (figure(&all, "attainment_percent"), said)
    };
    let (attained, said) = storm_of(&["MaxCapacity=8"]);
    assert!(attained < 30.0, "{attained}");
    assert!(said.expect("a storm").starts_with("Retry storm in 3 of 3 runs: bad service for a median of 7"));
    let (attained, said) = storm_of(&["MaxCapacity=8", "clients.retries=standard"]);
    assert!(attained > 90.0 && said.is_none(), "{attained} {said:?}");
}

/// How results are written changes nothing that is found.
#[test]
fn a_storm_is_told_by_minutes_whatever_the_step_of_the_files() {
    let folder = TempDir::new().expect("a temporary folder");
    let scenario = root().join("scenarios/retry-storm.yaml");
    let scenario = scenario.to_str().expect("a path in UTF-8");
    let said = |capacity: &str, step: &str| {
        let short = ["--set", "duration=90m", "--set", capacity, "--runs", "2", "--step", step, "--out", "result"];
        let ran = dryscale(folder.path(), &[&["run", scenario], &short[..]].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        ran.out.contains("Retry storm")
    };
    assert_eq!([said("MaxCapacity=16", "1m"), said("MaxCapacity=16", "15m")], [false, false]);
    assert_eq!([said("MaxCapacity=8", "1m"), said("MaxCapacity=8", "15m")], [true, true]);
}

/// Those who wait for their next attempt when the run ends make it: nobody is left open while the hour lasts.
#[test]
fn what_is_to_be_tried_again_at_the_end_is_tried() {
    for run in storm(&[
        "clients={timeout: 2s, retries: {after: [model_error, timed_out], backoff: 5m, budget: none}}",
        "traffic.push.spike.at=\"10:13\"",
        "MaxCapacity=5",
    ]) {
        let totals = &run.scopes[0].totals;
        assert!(totals.refused + totals.timed_out > 0);
        assert_eq!(totals.in_flight_at_end, 0);
    }
}

/// What passes outside the container is part of a client's wait.
#[test]
fn a_clients_time_out_covers_the_overhead() {
    let timed_out = |overhead: &str| {
        let runs =
            storm(&["clients={timeout: 400ms}", &format!("ranker.overhead={overhead}"), "traffic.push.spike.add=1/s"]);
        runs[0].scopes[0].totals.timed_out
    };
    assert!(timed_out("0ms") * 10 < timed_out("300ms"), "{} and {}", timed_out("0ms"), timed_out("300ms"));
}

#[test]
fn a_client_that_takes_its_request_along_leaves_no_storm_behind() {
    let all = together(storm(&["MaxCapacity=8", "assumptions.abandoned_work=cancelled"]));
    assert!(!all.remarks.iter().any(|remark| remark.starts_with("Retry storm")), "{:?}", all.remarks);
    assert!(figure(&all, "attempts_per_request") > 1.0);
}

#[test]
fn retries_of_any_number_of_threads_are_the_same_and_are_shown() {
    let folder = TempDir::new().expect("a temporary folder");
    let scenario = root().join("scenarios/retry-storm.yaml");
    let scenario = scenario.to_str().expect("a path in UTF-8");
    for threads in ["1", "2"] {
        let short = ["--set", "duration=75m", "--runs", "3", "--threads", threads, "--out", threads];
        let ran = dryscale(folder.path(), &[&["run", scenario], &short[..]].concat());
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains("for each request"), "{}", ran.out);
    }
    assert!(files(&folder.path().join("1")) == files(&folder.path().join("2")));
    let read = |name: &str| std::fs::read_to_string(folder.path().join("1").join(name)).expect("a file of the result");
    assert!(read("outcomes.svg").contains("Attempts for each request"));
    assert!(read("capacity.svg").contains("with retries"));
    assert!(read("outcomes.csv").lines().next().is_some_and(|header| header.contains("attempts_per_s")));
}
