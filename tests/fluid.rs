//! Is a flow what the requests are on average: the same decisions, backlogs by hand, about the same cost? And does it say
//! what it leaves out?

#![expect(clippy::unwrap_used, reason = "a test may fail so")]

#[expect(dead_code, reason = "the totals are compared elsewhere")]
mod golden;

use dryscale::experiment::aggregate::{Aggregates, Verdict};
use dryscale::experiment::fold::Frame;
use dryscale::report::{Look, Report, Subject};
use dryscale::scenario::Scenario;
use dryscale::scenario::edit::Edit;
use dryscale::simulation::outcome::RunOutcome;
use dryscale::simulation::{self, Options};
use golden::{Event, Story, TOLD, Telling, events};
use std::path::Path;
use std::sync::atomic::AtomicBool;

static STOP: AtomicBool = AtomicBool::new(false);

/// One instance that serves 100 a second, for an hour that begins with ten minutes of 130 a second.
const HOUR: &str = "\
start: 2026-11-27T00:00:00
duration: 1h
lead_in: 0s
fidelity: fluid
traffic: [{name: a, steps: [{at: 0s, rate: 130/s}, {at: 10m, rate: 40/s}]}]
models: {m: {service_time: {mean: 100ms, cv: 1}, concurrency: 10, queue: unlimited, timeout: none, overhead: 0ms}}
launch: {preset: none}
endpoint:
  EndpointName: shop
  ProductionVariants: [{VariantName: V, ModelName: m, InstanceType: ml.c5.xlarge, InitialInstanceCount: 1}]
";

fn scenario(text: &str, edits: &[&str]) -> Scenario {
    let edits: Vec<Edit> = edits.iter().map(|edit| Edit::parse("--set", edit).unwrap()).collect();
    match Scenario::from_text("hour", text, Path::new("scenarios"), &edits) {
        Ok((scenario, _)) => scenario,
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

fn run(scenario: &Scenario, number: u32) -> RunOutcome {
    simulation::run(scenario.setup(), number, Options::default(), &STOP).unwrap()
}

fn hour(edits: &[&str]) -> RunOutcome {
    run(&scenario(HOUR, edits), 1)
}

/// Events by the minute in which they happen.
fn by_minute(events: &[Event]) -> Vec<(u64, &str, &str)> {
    events.iter().map(|(at, event, value)| ((at / 60.0) as u64, event.as_str(), value.as_str())).collect()
}

#[test]
fn a_flow_and_requests_decide_the_same_in_the_same_minute() {
    for name in TOLD {
        let story = Story::of(name);
        // A thousand requests a second an instance, and no datapoint on a threshold.
        let shade = if name == "G10" { 1.0005 } else { 0.9995 };
        let telling = |fidelity| Telling { fidelity, size: 100.0, shade };
        let (flow, requests) = (story.told(telling("fluid")), story.told(telling("requests")));
        let (flow_told, requests_told) = (events(&flow), events(&requests));
        assert_eq!(by_minute(&flow_told), by_minute(&requests_told), "{name}");
        assert_eq!(by_minute(&flow_told), by_minute(&story.golden_events()), "{name}");
        let (some, others) = (flow.scopes[0].totals.requests, requests.scopes[0].totals.requests);
        assert!(some.abs_diff(others) <= 2, "{name}: {some} as a flow, {others} one by one");
    }
}

#[test]
fn an_overload_piles_up_in_a_line_and_is_worked_off() {
    let run = hour(&[]);
    let totals = &run.scopes[0].totals;
    assert_eq!((totals.requests, totals.ok, totals.refused), (130 * 600 + 40 * 3_000, 198_000, 0));
    assert_eq!(totals.queue_max, 30 * 600);
    // 30 a second in the middle of each minute, then 60 a second away: five minutes.
    let queue: Vec<f32> = run.timeline.queue[..17].to_vec();
    let expected: Vec<f32> = (0..17_u16)
        .map(|minute| match minute {
            0..10 => f32::from(minute * 60 + 30) * 30.0,
            10..15 => 18_000.0 - f32::from((minute - 10) * 60 + 30) * 60.0,
            _ => 0.0,
        })
        .collect();
    assert_eq!(queue, expected);
    // Little: what waits over all time, over those who come.
    let waited_secs = 18_000.0 * (600.0 + 300.0) / 2.0;
    assert!((totals.wait_secs - waited_secs).abs() < 1e-3, "{} against {waited_secs}", totals.wait_secs);
    // All work is done by ten slots: 100 ms each.
    assert!((totals.busy_secs - 19_800.0).abs() < 1e-3, "{}", totals.busy_secs);
}

#[test]
fn a_full_queue_refuses_what_is_too_much() {
    let totals = hour(&["models.m.queue=600"]).scopes[0].totals;
    // Full after 20 s; then 30 a second for 580 s.
    assert_eq!((totals.refused, totals.queue_max, totals.ok), (17_400, 600, 198_000 - 17_400));
    let requests = hour(&["models.m.queue=600", "fidelity=requests"]).scopes[0].totals;
    let far = totals.refused.abs_diff(requests.refused) as f64 / totals.refused as f64;
    assert!(far < 0.05, "{} as a flow, {} one by one", totals.refused, requests.refused);
}

#[test]
fn waits_longer_than_the_target_are_not_good() {
    // Two seconds' wait is a backlog of 200 (less the service itself): from 6.3 s on, and until 3.2 s before the end.
    let run = hour(&["slo={latency: 2s, attainment: 99%}"]);
    let totals = &run.scopes[0].totals;
    let slow = totals.ok - totals.good;
    let expected = 130.0 * (600.0 - 190.0 / 30.0) + 40.0 * (300.0 - 190.0 / 60.0);
    assert!((slow as f64 - expected).abs() <= 1.0, "{slow} against {expected}");
    assert_eq!(totals.bad_minutes, 15);
    let late = hour(&["models.m.timeout=10s"]).scopes[0].totals;
    let expected = 130.0 * (600.0 - 990.0 / 30.0) + 40.0 * (300.0 - 990.0 / 60.0);
    assert!((late.timed_out as f64 - expected).abs() <= 1.0, "{} against {expected}", late.timed_out);
}

#[test]
fn capacity_enough_leaves_no_queue() {
    let idle = hour(&["endpoint.ProductionVariants.V.InitialInstanceCount=3"]).scopes[0].totals;
    assert_eq!((idle.ok, idle.queue_max, idle.refused), (198_000, 0, 0));
}

fn flash_sale(edits: &[&str]) -> Scenario {
    let text = include_str!("../scenarios/flash-sale.yaml");
    scenario(text, &[edits, &["day_to_day=0%"]].concat())
}

#[test]
fn a_flow_pays_and_scales_about_as_requests_do() {
    let (flow, requests) = (flash_sale(&["fidelity=fluid"]), flash_sale(&[]));
    for number in 1..=3 {
        let (flow, requests) = (run(&flow, number).scopes[0].totals, run(&requests, number).scopes[0].totals);
        let share = flow.cost_nano_usd as f64 / requests.cost_nano_usd as f64;
        assert!((share - 1.0).abs() < 0.03, "run {number}: {share} of the cost");
        let share = flow.requests as f64 / requests.requests as f64;
        assert!((share - 1.0).abs() < 0.005, "run {number}: {share} of the requests");
        assert!(flow.in_service_peak.abs_diff(requests.in_service_peak) <= 1, "run {number}");
    }
}

#[test]
fn runs_of_a_flow_differ_by_launches_and_alarms_alone() {
    let all: Vec<RunOutcome> = (1..=4).map(|number| run(&flash_sale(&["fidelity=fluid"]), number)).collect();
    let costs: std::collections::BTreeSet<u64> = all.iter().map(|run| run.scopes[0].totals.cost_nano_usd).collect();
    assert_eq!(costs.len(), 4, "launches differ");
    let offered = |run: &RunOutcome| run.timeline.offered_per_s.clone();
    assert!(all.iter().all(|run| offered(run) == offered(&all[0])), "the traffic is the same");
    let steady = flash_sale(&[
        "fidelity=fluid",
        "launch={preset: none}",
        "instances={ml.g5.xlarge: {provision: 200s}}",
        "assumptions={alarm_lag: {standard: 30s}, scheduled_delay: 0s, removal: 60s}",
    ]);
    assert_eq!(run(&steady, 1).scopes, run(&steady, 2).scopes);
}

#[test]
fn a_report_says_that_there_are_no_percentiles() {
    let mut problems = None;
    let edits = [Edit::parse("--set", "fidelity=fluid").unwrap()];
    let text = include_str!("../scenarios/flash-sale.yaml");
    let scenario = Scenario::from_text("flash-sale", text, Path::new("scenarios"), &edits).map(|(scenario, found)| {
        problems = Some(found);
        scenario
    });
    let scenario = scenario.unwrap();
    let warned = problems.unwrap().render(false);
    assert!(warned.contains("`latency_p95_ms` stays undecided: a fluid has no latency percentiles"), "{warned}");
    let setup = scenario.setup();
    let horizon = setup.window.end.since(setup.window.start);
    let frame = Frame { horizon, slo_attainment: setup.slo.attainment };
    let runs = (1..=2).map(|number| run(&scenario, number)).collect();
    let aggregates = Aggregates::of(runs, frame, scenario.objectives()).unwrap();
    let subject = Subject { notes: scenario.notes().to_vec(), ..Subject::of(setup) };
    let report = Report { subject: &subject, aggregates: &aggregates };
    let verdicts: Vec<Verdict> = aggregates.objectives.iter().map(|objective| objective.verdict).collect();
    assert_eq!(verdicts, [Verdict::Undecided, Verdict::Met]);
    let terminal = report.summary(&Look { columns: 100, colour: false, folder: String::new() });
    assert!(terminal.contains("latency         fluid: no percentiles"), "{terminal}");
    let files = report.files().unwrap();
    let text = |name: &str| {
        let file = files.iter().find(|file| file.name == name).unwrap();
        String::from_utf8(file.bytes.clone()).unwrap()
    };
    let summary = text("summary.csv");
    let row = summary.lines().find(|line| line.starts_with("endpoint,latency_p95_ms")).unwrap();
    assert_eq!(row, "endpoint,latency_p95_ms,ms,,,,,,,fluid: no percentiles");
    assert!(text("summary.json").contains("\"note\": \"fluid: no percentiles\""));
    assert!(text("summary.json").contains("fluid: no percentiles; requests are a flow"));
    assert!(text("capacity.svg").contains("fluid: no percentiles"));
}
