//! Do the three shapes of the plane tell the same story, and does what `Watched` tells add up to the totals?

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use dryscale::engine::Span;
use dryscale::model::serving::{Outcome, Shape, Watched};
use dryscale::scenario::Scenario;
use dryscale::scenario::edit::Edit;
use dryscale::scenario::setup::Setup;
use dryscale::simulation::outcome::RunOutcome;
use dryscale::simulation::{Options, Simulation};
use std::sync::atomic::AtomicBool;

static STOP: AtomicBool = AtomicBool::new(false);

fn scenario(name: &str, edits: &[&str]) -> Scenario {
    let edits: Vec<Edit> = edits.iter().map(|edit| Edit::parse("--set", edit).expect("PATH=VALUE")).collect();
    match Scenario::read(&binary::root().join("scenarios").join(name), &edits) {
        Ok((scenario, _)) => scenario,
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

fn run(setup: &Setup, shape: Shape) -> (RunOutcome, Vec<Watched>) {
    let mut simulation = Simulation::new(setup, 3, Options { step: None, shape: Some(shape) });
    simulation.run_until(setup.window.end, &STOP).expect("nobody stops it");
    simulation.finish_watched(&STOP).expect("the invariants hold")
}

/// What a client may do decides whether the lean shape will do at all.
const NO_CLIENTS: [&str; 1] = ["models.ranker.timeout=none"];

#[test]
fn all_shapes_have_the_same_outcome() {
    for (name, edits) in [
        ("repost-delay.yaml", &NO_CLIENTS[..]),
        ("flash-sale.yaml", &["models.ranker.timeout=none", "duration=14h", "models.ranker.queue=5"]),
        ("fixed-fleet.yaml", &["models.ranker.timeout=none", "duration=14h", "assumptions.routing_ties=lowest"]),
    ] {
        let scenario = scenario(name, edits);
        let (plain, nothing) = run(scenario.setup(), Shape::Plain);
        let (full, _) = run(scenario.setup(), Shape::Full);
        let (watched, requests) = run(scenario.setup(), Shape::Watched);
        assert_eq!(plain, full, "{name}");
        assert_eq!(plain, watched, "{name}");
        assert!(nothing.is_empty() && !requests.is_empty());
    }
}

#[test]
fn full_and_watched_agree_where_clients_leave() {
    for (name, edits) in [
        ("repost-delay.yaml", &["models.ranker.timeout=1s", "models.ranker.overhead=5ms"][..]),
        ("llm-burst.yaml", &["duration=12h", "models.llama.queue_timeout=10s"]),
    ] {
        let scenario = scenario(name, edits);
        let (full, watched) = (run(scenario.setup(), Shape::Full), run(scenario.setup(), Shape::Watched));
        assert_eq!(full.0, watched.0, "{name}");
        assert!(full.0.scopes[0].totals.timed_out > 0, "{name}: somebody leaves");
    }
}

#[test]
fn what_was_watched_adds_up_to_the_totals() {
    let scenario = scenario("repost-delay.yaml", &["models.ranker.timeout=1s", "slo.latency=500ms"]);
    let window = &scenario.setup().window;
    let (outcome, watched) = run(scenario.setup(), Shape::Watched);
    assert!(watched.windows(2).all(|pair| pair[0].arrival <= pair[1].arrival && pair[0].number < pair[1].number));
    let inside: Vec<&Watched> = watched.iter().filter(|request| request.arrival >= window.start).collect();
    let count = |wanted: Outcome| inside.iter().filter(|request| request.outcome == wanted).count() as u64;
    let totals = &outcome.scopes[0].totals;
    assert_eq!(inside.len() as u64, totals.requests);
    assert_eq!(count(Outcome::Ok), totals.ok);
    assert_eq!(count(Outcome::Refused), totals.refused);
    assert_eq!(count(Outcome::TimedOut), totals.timed_out);
    assert_eq!(count(Outcome::Failed), totals.failed);
    assert_eq!(count(Outcome::Open), totals.in_flight_at_end);
    assert!(totals.refused > 0 && totals.timed_out > 0, "the load test hurts");
    let in_time = |request: &&&Watched| {
        request.outcome == Outcome::Ok && request.end.since(request.arrival) <= Span::from_millis(500)
    };
    assert_eq!(inside.iter().filter(in_time).count() as u64, totals.good);
    let started = |request: &&Watched| {
        request.start.filter(|_| request.outcome == Outcome::Ok).map(|start| start.since(request.arrival).secs())
    };
    let waited: f64 = inside.iter().filter_map(started).sum();
    assert!((waited - totals.wait_secs).abs() < 1e-6 * totals.wait_secs, "{waited} s and {} s", totals.wait_secs);
}
