//! The endpoint as a whole: sums, pieces, threads, and what is told of it.

use crate::binary;
use crate::shop::{CHALLENGER, SCALING, SHOP, STOP, WEIGH, run, two};
use dryscale::engine::Span;
use dryscale::experiment::aggregate::Aggregates;
use dryscale::experiment::fold::Frame;
use dryscale::experiment::replicate::{Unfinished, Workers};
use dryscale::experiment::study::Study;
use dryscale::report::{Report, Subject};
use dryscale::scenario::Scenario;
use dryscale::scenario::edit::Edit;
use dryscale::simulation::outcome::{RunOutcome, Totals};
use dryscale::simulation::{self, Options, Simulation};
use tempfile::TempDir;

#[test]
fn the_endpoint_is_the_sum_of_its_variants_and_its_minutes_are_of_all_requests() {
    let scenario = two(
        SCALING,
        &["slo.latency=100ms", "models.m.queue=2", "endpoint.ProductionVariants.champion.InitialVariantWeight=3"],
    );
    for fidelity in ["fidelity=requests", "fidelity=fluid"] {
        let (scenario, _) = scenario.edited(&[Edit::parse("--set", fidelity).unwrap()]).unwrap();
        let run = run(&scenario);
        let [whole, one, other] = [0, 1, 2].map(|scope: usize| run.scopes[scope].totals);
        for sum in [
            |t: &Totals| t.requests,
            |t: &Totals| t.good,
            |t: &Totals| t.ok,
            |t: &Totals| t.refused,
            |t: &Totals| t.cost_nano_usd,
            |t: &Totals| t.floor_nano_usd,
            |t: &Totals| t.ceiling_nano_usd,
            |t: &Totals| t.actions_out,
            |t: &Totals| t.actions_in,
        ] {
            assert_eq!(sum(&whole), sum(&one) + sum(&other), "{fidelity}");
        }
        assert!(whole.bad_minutes <= one.bad_minutes + other.bad_minutes);
        if fidelity == "fidelity=requests" {
            assert!(one.bad_minutes != other.bad_minutes, "{} {}", one.bad_minutes, other.bad_minutes);
            assert!(whole.bad_minutes > 0);
        }
        assert!(whole.in_service_peak <= one.in_service_peak + other.in_service_peak);
        assert!(whole.in_service_peak >= one.in_service_peak.max(other.in_service_peak));
        assert_eq!(run.scopes[0].latency.total(), run.scopes[1].latency.total() + run.scopes[2].latency.total());
        for (step, offered) in run.timeline.offered_per_s.iter().enumerate() {
            let parts: f32 = run.variants.iter().map(|line| line.offered_per_s[step]).sum();
            assert!((offered - parts).abs() < 1e-3);
            let desired: f32 = run.variants.iter().map(|line| line.desired[step]).sum();
            assert_eq!(run.timeline.desired[step], desired);
        }
        for reaction in run.scopes.iter().flat_map(|scope| &scope.reactions) {
            assert_eq!(run.activities[reaction.number].start, reaction.activity);
        }
        assert_eq!(run.scopes[0].reactions.len(), run.scopes[1].reactions.len() + run.scopes[2].reactions.len());
    }
}

/// Where much goes wrong everywhere, nothing of it is lost between a variant and the endpoint.
#[test]
fn what_goes_wrong_at_a_variant_goes_wrong_at_the_endpoint() {
    let edits =
        ["duration=20m", "models.m.service_time={mean: 400ms, cv: 1}", "models.m.queue=9", "models.m.timeout=1s"];
    let run_with = |more: &[&str]| run(&two("", &[&edits[..], &["slo.latency=300ms"], more].concat()));
    let told = run_with(&[]);
    let [whole, one, other] = [0, 1, 2].map(|scope: usize| told.scopes[scope].totals);
    for (name, count) in [
        ("refused", (|t| t.refused as f64) as fn(&Totals) -> f64),
        ("timed out", |t| t.timed_out as f64),
        ("slow", |t| (t.ok - t.good) as f64),
        ("waited", |t| t.waited as f64),
        ("waits", |t| t.wait_secs),
        ("latencies", |t| t.latency_secs),
    ] {
        assert!(count(&one) > 0.0 && count(&other) > 0.0, "{name}");
        let sum = count(&one) + count(&other);
        assert!((count(&whole) - sum).abs() <= 1e-9 * sum, "{name}: {} is not {sum}", count(&whole));
    }
    let latencies = |scope: usize| told.scopes[scope].latency.total();
    assert_eq!(latencies(0), latencies(1) + latencies(2));
    // What is demanded in the busiest minute, over two instances each: of a flow it is the same minute for all.
    let fluid = run_with(&["fidelity=fluid"]);
    let headroom = |scope: usize| fluid.scopes[scope].totals.headroom_at_peak;
    assert!((headroom(0) - f64::midpoint(headroom(1), headroom(2))).abs() < 1e-3, "{} {}", headroom(0), headroom(1));
}

#[test]
fn a_run_in_pieces_is_the_run_at_once() {
    let scenario = two(
        &format!("{SCALING}{WEIGH}"),
        &[
            "launch={preset: none, start_up: {start: 40s}}",
            "endpoint.ProductionVariants.champion.InitialVariantWeight=0.7",
        ],
    );
    let setup = scenario.setup();
    let mut simulation = Simulation::new(setup, 1, Options::default());
    let mut at = setup.window.begin;
    while at < setup.window.end {
        at += Span::from_millis(61_003);
        simulation.run_until(at, &STOP).unwrap();
    }
    let pieces = simulation.finish(&STOP).unwrap();
    let whole = run(&scenario);
    assert_eq!(
        (pieces.scopes[0].totals.requests, &pieces.activities),
        (whole.scopes[0].totals.requests, &whole.activities)
    );
    // Sums of another grouping differ in their last digit, and the words with them.
    let states =
        |run: &RunOutcome| run.transitions.iter().map(|t| (t.at, t.alarm.clone(), t.to.clone())).collect::<Vec<_>>();
    let verdicts = |run: &RunOutcome| {
        run.decisions.iter().map(|d| (d.from, d.scope.clone(), d.policy.clone(), d.verdict.clone())).collect::<Vec<_>>()
    };
    assert_eq!(states(&pieces), states(&whole));
    assert_eq!(verdicts(&pieces), verdicts(&whole));
}

fn study(threads: usize) -> (Scenario, Aggregates) {
    let scenario = two(&format!("{SCALING}{WEIGH}"), &["day_to_day=20%"]);
    let frame = Frame { horizon: Span::HOUR * 3, slo_attainment: 0.99 };
    let study = Study {
        runs: (1..=6).collect(),
        seed: 1,
        precision: None,
        frame,
        objectives: vec![],
        decide: None,
        all_decisions: false,
    };
    let one = |run| simulation::run(scenario.setup(), run, Options::default(), &STOP).map_err(|_| Unfinished::GaveUp);
    let all = study.carry_out(&Workers::new(threads).unwrap(), &STOP, one, |_, _| {}).unwrap().unwrap();
    (scenario, all)
}

#[test]
fn any_number_of_threads_gives_the_same_bytes_and_every_variant_has_its_chart() {
    let (scenario, one) = study(1);
    let (_, three) = study(3);
    assert_eq!(serde_json::to_string(&one).unwrap(), serde_json::to_string(&three).unwrap());
    let subject = Subject::of(scenario.setup());
    let files = Report { subject: &subject, aggregates: &one }.files().unwrap();
    let has = |name: &str| files.iter().any(|file| file.name == name);
    for name in ["capacity-champion.png", "capacity-challenger.png", "capacity-champion.csv"] {
        assert!(has(name), "{name}");
    }
    assert!(!has("capacity.png"), "two fleets are not drawn as one");
    let timeline = files.iter().find(|file| file.name == "timeline.csv").unwrap();
    let text = String::from_utf8(timeline.bytes.clone()).unwrap();
    let rows = |scope: &str| text.lines().filter(|line| line.starts_with(&format!("{scope},"))).count();
    assert_eq!([rows("endpoint"), rows("variant/champion"), rows("variant/challenger")], [180; 3]);
}

#[test]
fn explain_asks_which_variant_and_tells_of_that_one() {
    let folder = TempDir::new().unwrap();
    let slow =
        SHOP.replace("launch: {preset: none}", "launch: {preset: none, start_up: {start: 25m}}\nfidelity: fluid");
    std::fs::write(folder.path().join("shop.yaml"), format!("{slow}{CHALLENGER}{SCALING}")).unwrap();
    let ran = binary::dryscale(folder.path(), &["run", "shop.yaml", "--runs", "1"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let ask =
        |more: &[&str]| binary::dryscale(folder.path(), &[&["explain", "output/shop", "--at", "00:14"], more].concat());
    let which = ask(&[]);
    assert_eq!(
        (which.code, which.err.as_str()),
        (2, "error: --variant: say which variant; there are champion, challenger\n")
    );
    let slip = ask(&["--variant", "chalenger"]);
    let meant = "error: --variant: there is no variant `chalenger` (did you mean `challenger`?); there are champion, challenger\n";
    assert_eq!((slip.code, slip.err.as_str()), (2, meant));
    let told = ask(&["--variant", "challenger"]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.out.starts_with("shop, challenger, run 1"), "{}", told.out);
    assert!(told.out.contains("the endpoint is Updating"), "held by the launch of the champion:\n{}", told.out);
    assert!(told.out.contains("update_lock false"), "{}", told.out);
    let of_other = "champion-AlarmHigh";
    assert!(!told.out.contains(of_other), "{}", told.out);
}
