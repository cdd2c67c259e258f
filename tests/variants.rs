//! Do several variants share an endpoint as AWS has them share it: traffic by weight, one lock, alarms across?

#![expect(clippy::unwrap_used, reason = "a test may fail so")]

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use dryscale::engine::{Span, Time};
use dryscale::experiment::aggregate::Aggregates;
use dryscale::experiment::fold::Frame;
use dryscale::experiment::replicate::{Unfinished, Workers};
use dryscale::experiment::study::Study;
use dryscale::model::serving::{Shape, Watched};
use dryscale::report::{Report, Subject};
use dryscale::scenario::Scenario;
use dryscale::scenario::edit::Edit;
use dryscale::simulation::outcome::{Activity, RunOutcome, Stretch, Totals};
use dryscale::simulation::{self, Options, Simulation};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use tempfile::TempDir;

static STOP: AtomicBool = AtomicBool::new(false);

/// Three hours with half an hour of load; launches take no time but what a test gives them.
const SHOP: &str = "\
title: What do two variants do?
start: 2026-11-27T00:00:00
duration: 3h
lead_in: 0s
traffic: [{name: web, steps: [{at: 0s, rate: 10/s}, {at: 10m, rate: 76/s}, {at: 40m, rate: 10/s}]}]
models: {m: {service_time: {mean: 20ms, cv: 1}, concurrency: 4}}
launch: {preset: none}
assumptions: {alarm_lag: {standard: 30s}, scheduled_delay: 0s}
endpoint:
  EndpointName: shop
  ProductionVariants:
    - {VariantName: champion, ModelName: m, InstanceType: ml.c5.xlarge, InitialInstanceCount: 2}
";
const CHALLENGER: &str =
    "    - {VariantName: challenger, ModelName: m, InstanceType: ml.c5.xlarge, InitialInstanceCount: 2}\n";
const SCALING: &str = "\
scaling:
  targets:
    - {ResourceId: endpoint/shop/variant/champion, MinCapacity: 1, MaxCapacity: 8}
    - {ResourceId: endpoint/shop/variant/challenger, MinCapacity: 1, MaxCapacity: 8}
  policies:
    - PolicyName: keep
      ResourceId: endpoint/shop/variant/champion
      TargetTrackingScalingPolicyConfiguration:
        {TargetValue: 600, PredefinedMetricSpecification: {PredefinedMetricType: SageMakerVariantInvocationsPerInstance}}
    - PolicyName: keep
      ResourceId: endpoint/shop/variant/challenger
      TargetTrackingScalingPolicyConfiguration:
        {TargetValue: 600, PredefinedMetricSpecification: {PredefinedMetricType: SageMakerVariantInvocationsPerInstance}}
";

fn read(text: &str, edits: &[&str]) -> Scenario {
    let edits: Vec<Edit> = edits.iter().map(|edit| Edit::parse("--set", edit).unwrap()).collect();
    match Scenario::from_text("shop", text, Path::new("."), &edits) {
        Ok((scenario, _)) => scenario,
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

fn two(more: &str, edits: &[&str]) -> Scenario {
    read(&format!("{SHOP}{CHALLENGER}{more}"), edits)
}

fn run(scenario: &Scenario) -> RunOutcome {
    simulation::run(scenario.setup(), 1, Options::default(), &STOP).unwrap()
}

/// Arrival and requirement of every request, variant by variant.
fn watched(scenario: &Scenario) -> Vec<Vec<(Time, Span)>> {
    let setup = scenario.setup();
    let mut simulation = Simulation::new(setup, 1, Options { step: None, shape: Some(Shape::Watched) });
    simulation.run_until(setup.window.end, &STOP).unwrap();
    let (outcome, mut all) = simulation.finish_watched(&STOP).unwrap();
    // They come variant by variant, each counted from 0.
    let mut by_variant: Vec<Vec<(Time, Span)>> = Vec::new();
    for Watched { number, arrival, need, .. } in all.drain(..) {
        if number == 0 {
            by_variant.push(Vec::new());
        }
        by_variant.last_mut().unwrap().push((arrival, need));
    }
    assert_eq!(by_variant.len(), outcome.variants());
    by_variant
}

fn changes<'a>(run: &'a RunOutcome, scope: &str) -> Vec<(f64, u32, u32, &'a str)> {
    let start = run.timeline.start;
    let all = run.activities.iter().filter(|a| a.from != a.to && a.scope() == scope);
    let told = |a: &'a Activity| (a.start.since(start).secs() / 60.0, a.from, a.to, a.status_code.as_str());
    all.map(told).collect()
}

fn decided<'a>(run: &'a RunOutcome, scope: &str, policy: &str) -> Vec<&'a Stretch> {
    run.decisions.iter().filter(|stretch| stretch.scope == scope && stretch.policy == policy).collect()
}

#[test]
fn two_halves_are_the_whole_request_by_request() {
    for process in ["poisson", "{process: gamma, cv: 2}", "{process: batches, size: 3}", "regular"] {
        let arrivals = format!("arrivals={process}");
        let whole = watched(&read(SHOP, &[&arrivals])).remove(0);
        let halves = watched(&two("", &[&arrivals]));
        let mut union = halves.concat();
        union.sort_by_key(|request| request.0);
        let mut whole = whole;
        // Requests of one batch arrive at one moment: their order among themselves says nothing.
        whole.sort_unstable();
        union.sort_unstable();
        assert_eq!(union, whole, "{process}");
        let (n, half) = (whole.len() as f64, halves[0].len() as f64);
        assert!((half - n / 2.0).abs() < 4.0 * (n / 4.0).sqrt(), "{process}: {half} of {n}");
    }
}

#[test]
fn a_policy_of_one_variant_moves_no_request_of_the_other() {
    let base = watched(&two(SCALING, &[]));
    let busier =
        watched(&two(SCALING, &["scaling.policies.0.TargetTrackingScalingPolicyConfiguration.TargetValue=200"]));
    let gone = watched(&two("", &[]));
    assert_eq!(base, busier);
    assert_eq!(base, gone);
}

#[test]
fn weights_are_shares_and_a_weight_of_zero_gets_nothing() {
    let share = |weights: [&str; 2]| {
        let names = ["champion", "challenger"];
        let edits =
            [0, 1].map(|n| format!("endpoint.ProductionVariants.{}.InitialVariantWeight={}", names[n], weights[n]));
        let run = run(&two("", &edits.each_ref().map(String::as_str)));
        let [whole, one, other] = [0, 1, 2].map(|scope: usize| run.scopes[scope].totals.requests as f64);
        assert_eq!(whole, one + other);
        let share: f64 = weights[1].parse::<f64>().unwrap();
        let share = share / (share + weights[0].parse::<f64>().unwrap());
        let spread = 4.0 * (whole * share * (1.0 - share)).sqrt();
        assert!((other - whole * share).abs() <= spread, "{weights:?}: {other} of {whole}");
    };
    [["0.9", "0.1"], ["3", "1"], ["1", "0"], ["0.2", "0.7"]].into_iter().for_each(share);
}

#[test]
fn requests_that_name_a_variant_go_there_whatever_the_weights() {
    let traffic =
        "traffic=[{name: web, constant: 10/s}, {name: batch, constant: 5/s, to: {TargetVariant: challenger}}]";
    let zero = "endpoint.ProductionVariants.challenger.InitialVariantWeight=0";
    for fidelity in ["fidelity=requests", "fidelity=fluid"] {
        let run = run(&two("", &[traffic, zero, fidelity]));
        let [champion, challenger] = [1, 2].map(|scope: usize| run.scopes[scope].totals.requests as f64 / 10_800.0);
        assert!((champion - 10.0).abs() < 0.2 && (challenger - 5.0).abs() < 0.2, "{champion} {challenger}");
    }
}

const WEIGH: &str = "
calls:
  - at: 1h
    UpdateEndpointWeightsAndCapacities:
      DesiredWeightsAndCapacities: [{VariantName: champion, DesiredWeight: 0.5}, {VariantName: challenger, DesiredWeight: 0.5}]
";

#[test]
fn a_call_moves_the_border_between_variants_and_no_request() {
    let uneven = [
        "endpoint.ProductionVariants.champion.InitialVariantWeight=0.9",
        "endpoint.ProductionVariants.challenger.InitialVariantWeight=0.1",
    ];
    let (before, after) = (watched(&two("", &uneven)), watched(&two("", &[])));
    let scenario = two(WEIGH, &uneven);
    let called = watched(&scenario);
    let hour = scenario.setup().window.start + Span::HOUR;
    for variant in 0..2 {
        let spliced = before[variant].iter().filter(|request| request.0 < hour);
        let spliced: Vec<_> =
            spliced.chain(after[variant].iter().filter(|request| request.0 >= hour)).copied().collect();
        assert_eq!(called[variant], spliced);
    }
    let run = run(&scenario);
    let call = "UpdateEndpointWeightsAndCapacities";
    assert_eq!(decided(&run, "variant/champion", call)[0].first, "weight 0.9 → 0.5");
    assert_eq!(decided(&run, "variant/challenger", call)[0].first, "weight 0.1 → 0.5");
    let fluid =
        simulation::run(two(WEIGH, &[uneven[0], uneven[1], "fidelity=fluid"]).setup(), 1, Options::default(), &STOP);
    let got = fluid.unwrap().scopes[2].totals.requests as f64;
    // 10 min at 10, 30 at 76, 20 at 10 a second, a tenth of it; then two hours at 10, half of it.
    let wanted = 0.1 * (1_800.0 * 10.0 + 1_800.0 * 76.0) + 0.5 * 7_200.0 * 10.0;
    assert!((got - wanted).abs() < 60.0, "{got}, {wanted}");
}

#[test]
fn a_change_of_one_variant_locks_the_other() {
    let slow = "launch={preset: none, start_up: {start: 25m}}";
    let run = run(&two(&format!("{SCALING}{}", WEIGH.replace("at: 1h", "at: 15m")), &[slow]));
    let scopes = ["variant/champion", "variant/challenger"];
    let [champion, challenger] = scopes.map(|scope| changes(&run, scope));
    // Both see the same load at the same minute; the first in order gets the endpoint.
    assert_eq!(champion[0], (13.5, 2, 4, "Successful"));
    assert_eq!(challenger[0].0, 38.5, "when the launch of the other is complete: {challenger:?}");
    let held = decided(&run, scopes[1], "keep");
    let held = held.iter().find(|stretch| stretch.reason == "TargetServicePutResourceAsUnscalable").unwrap();
    assert_eq!(held.from.since(run.timeline.start).secs() / 60.0, 13.5);
    for scope in scopes {
        let weights = decided(&run, scope, "UpdateEndpointWeightsAndCapacities");
        assert_eq!(weights[0].reason, "sim.change_refused", "the call comes in between");
    }
    // Without the lock both go at once.
    let free =
        simulation::run(two(SCALING, &[slow, "assumptions.update_lock=false"]).setup(), 1, Options::default(), &STOP);
    let free = free.unwrap();
    assert_eq!(scopes.map(|scope| changes(&free, scope)[0].0), [13.5, 13.5]);
}

#[test]
fn a_call_during_the_update_of_the_other_variant_is_refused_whole() {
    let call = "
calls:
  - at: 15m
    UpdateEndpointWeightsAndCapacities:
      DesiredWeightsAndCapacities: [{VariantName: champion, DesiredWeight: 3}, {VariantName: challenger, DesiredInstanceCount: 5}]
";
    let slow = "launch={preset: none, start_up: {start: 10m}}";
    let scenario = two(&format!("{SCALING}{call}"), &[slow]);
    let told = run(&scenario);
    let weight = decided(&told, "variant/champion", "UpdateEndpointWeightsAndCapacities");
    assert_eq!(
        (weight[0].reason.as_str(), weight[0].first.as_str()),
        ("sim.change_refused", "Cannot update in-progress endpoint \"shop\".")
    );
    let by_hand = told.activities.iter().find(|a| a.cause.contains("was called")).unwrap();
    assert_eq!((by_hand.status_code.as_str(), by_hand.to), ("Failed", 5));
    let because = "Resource Id [endpoint/shop/variant/challenger] is not scalable. Reason: Cannot update in-progress endpoint \"shop\".";
    assert_eq!(by_hand.status_message, because);
    assert_eq!(watched(&scenario), watched(&two(SCALING, &[slow])), "the weights stay");
}

#[test]
fn a_call_may_set_weight_and_capacity_of_several_variants_at_once() {
    let call = "
calls:
  - at: 1h
    UpdateEndpointWeightsAndCapacities:
      DesiredWeightsAndCapacities: [{VariantName: champion, DesiredWeight: 0, DesiredInstanceCount: 1}, {VariantName: challenger, DesiredInstanceCount: 5}]
";
    let run = run(&two(call, &["traffic=[{name: web, constant: 10/s}]"]));
    assert_eq!(changes(&run, "variant/champion"), [(60.0, 2, 1, "Successful")]);
    assert_eq!(changes(&run, "variant/challenger"), [(60.0, 2, 5, "Successful")]);
    let offered = |variant: usize, minute: usize| run.variants[variant].offered_per_s[minute];
    assert!(offered(0, 59) > 2.0 && offered(0, 61) == 0.0 && offered(1, 61) > 6.0);
}

#[test]
fn scheduled_actions_of_two_variants_that_fall_due_together_meet_the_lock() {
    let actions = "
  scheduled_actions:
    - {ScheduledActionName: up, ResourceId: endpoint/shop/variant/challenger, Schedule: \"cron(0 1 * * ? *)\", ScalableTargetAction: {MinCapacity: 5}}
    - {ScheduledActionName: up, ResourceId: endpoint/shop/variant/champion, Schedule: \"cron(0 1 * * ? *)\", ScalableTargetAction: {MinCapacity: 6}}
    - {ScheduledActionName: a, ResourceId: endpoint/shop/variant/challenger, Schedule: \"cron(0 2 * * ? *)\", ScalableTargetAction: {MinCapacity: 7}}
";
    let edits = [
        "traffic=[{name: web, constant: 10/s}]",
        "scaling.policies=[]",
        "launch={preset: none, start_up: {start: 5m}}",
    ];
    let run = run(&two(&format!("{SCALING}{actions}"), &edits));
    assert_eq!(
        changes(&run, "variant/champion"),
        [(60.0, 2, 6, "Successful")],
        "of one name the variants go in their order"
    );
    assert_eq!(
        changes(&run, "variant/challenger"),
        [(120.0, 2, 7, "Successful")],
        "the bound of one o'clock was set, the capacity not"
    );
    let failed = run.activities.iter().find(|a| a.status_code == "Failed").unwrap();
    assert_eq!(failed.scope(), "variant/challenger");
    assert!(failed.status_message.contains("Cannot update in-progress endpoint"), "{}", failed.status_message);
}

const STEPS: &str = "\
scaling:
  targets:
    - {ResourceId: endpoint/shop/variant/champion, MinCapacity: 1, MaxCapacity: 8}
    - {ResourceId: endpoint/shop/variant/challenger, MinCapacity: 1, MaxCapacity: 8}
  policies:
    - {PolicyName: out, ResourceId: endpoint/shop/variant/champion, StepScalingPolicyConfiguration: {AdjustmentType: ChangeInCapacity, StepAdjustments: [{MetricIntervalLowerBound: 0, ScalingAdjustment: 1}]}}
    - {PolicyName: out, ResourceId: endpoint/shop/variant/challenger, StepScalingPolicyConfiguration: {AdjustmentType: ChangeInCapacity, StepAdjustments: [{MetricIntervalLowerBound: 0, ScalingAdjustment: 3}]}}
  alarms:
";

#[test]
fn an_alarm_on_one_variant_may_scale_the_other() {
    let alarm = "
    - {AlarmName: busy, Namespace: AWS/SageMaker, MetricName: InvocationsPerInstance, Statistic: Sum, Period: 60, EvaluationPeriods: 1, Threshold: 900, ComparisonOperator: GreaterThanThreshold,
       Dimensions: [{Name: EndpointName, Value: shop}, {Name: VariantName, Value: champion}], AlarmActions: [ACTION]}
";
    let arn = "'arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1-2-3:resource/sagemaker/endpoint/shop/variant/challenger:policyName/out'";
    for action in ["'endpoint/shop/variant/challenger:out'", arn] {
        let run = run(&two(&format!("{STEPS}{}", alarm.replace("ACTION", action)), &[]));
        assert_eq!(changes(&run, "variant/champion"), [], "{action}");
        assert_eq!(changes(&run, "variant/challenger")[0], (11.5, 2, 5, "Successful"), "{action}");
        assert_eq!(run.transitions[0].scope, "variant/champion");
    }
}

#[test]
fn metric_math_reads_both_variants() {
    let metric = |id: &str, variant: &str| {
        format!(
            "{{Id: {id}, ReturnData: false, MetricStat: {{Stat: Sum, Period: 60, Metric: {{Namespace: AWS/SageMaker, MetricName: Invocations, Dimensions: [{{Name: EndpointName, Value: shop}}, {{Name: VariantName, Value: {variant}}}]}}}}}}"
        )
    };
    let alarm = format!(
        "    - {{AlarmName: both, EvaluationPeriods: 1, Threshold: 3000, ComparisonOperator: GreaterThanThreshold, AlarmActions: ['endpoint/shop/variant/challenger:out', 'endpoint/shop/variant/champion:out'], Metrics: [{}, {}, {{Id: e, Expression: a + b}}]}}\n",
        metric("a", "champion"),
        metric("b", "challenger")
    );
    // Together 4,560 a minute, each 2,280: only the sum breaches.
    let free = "assumptions.update_lock=false";
    let run = run(&two(&format!("{STEPS}{alarm}"), &[free]));
    assert_eq!(changes(&run, "variant/champion")[0].0, 11.5);
    assert_eq!(changes(&run, "variant/challenger")[0].0, 11.5);
    assert_eq!(run.transitions[0].scope, "endpoint");
}

#[test]
fn a_metric_of_ones_own_knows_the_variant_of_its_dimensions() {
    let own = "
metrics:
  - {Namespace: shop, MetricName: load, Dimensions: [{Name: VariantName, Value: challenger}], expression: requests / in_service}
";
    let alarm = "
    - {AlarmName: busy, Namespace: shop, MetricName: load, Statistic: Average, Period: 60, EvaluationPeriods: 1, Threshold: 500, ComparisonOperator: GreaterThanThreshold,
       Dimensions: [{Name: VariantName, Value: challenger}], AlarmActions: ['endpoint/shop/variant/champion:out']}
";
    let uneven = "endpoint.ProductionVariants.champion.InitialVariantWeight=0";
    let run = run(&two(&format!("{STEPS}{alarm}{own}"), &[uneven]));
    assert!(changes(&run, "variant/champion")[0].0 < 13.0, "the challenger's load counts");
    assert_eq!(run.scopes[1].totals.requests, 0);
}

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

#[test]
fn instances_of_one_type_share_their_quota() {
    let alone = run(&two(SCALING, &["instances={ml.c5.xlarge: {quota: 6}}"]));
    let refused = alone.activities.iter().find(|a| a.status_code == "Failed").unwrap();
    assert!(
        refused.status_message.contains("is 6 Instances, with current utilization of"),
        "{}",
        refused.status_message
    );
    let most = alone.timeline.desired.iter().fold(0.0_f32, |most, desired| most.max(*desired));
    assert_eq!(most, 6.0);
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
fn an_exact_record_is_split_without_loss() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let counts: Vec<String> =
        (0..36).map(|n| format!("2026-11-27T{:02}:{:02}:00Z,{}", n * 5 / 60, n * 5 % 60, 100 + 37 * n)).collect();
    std::fs::write(folder.join("counts.csv"), format!("timestamp,count\n{}\n", counts.join("\n"))).unwrap();
    let stamps: Vec<String> =
        (0..9_000).map(|n| format!("2026-11-27T{:02}:{:02}:{:02}Z", n / 3_600, n / 60 % 60, n % 60)).collect();
    std::fs::write(folder.join("stamps.csv"), format!("timestamp\n{}\n", stamps.join("\n"))).unwrap();
    for (traffic, requests) in [("counts.csv", (0..36).map(|n| 100 + 37 * n).sum::<u64>()), ("stamps.csv", 9_000)] {
        let edits = [Edit::parse("--set", &format!("traffic=[{{name: web, trace: {{file: {traffic}}}}}]")).unwrap()];
        let (scenario, _) = Scenario::from_text("shop", &format!("{SHOP}{CHALLENGER}"), folder, &edits)
            .unwrap_or_else(|problems| panic!("{}", problems.render(false)));
        let run = run(&scenario);
        assert_eq!(run.scopes[0].totals.requests, requests, "{traffic}");
        let half = run.scopes[1].totals.requests as f64;
        assert!((half - requests as f64 / 2.0).abs() < 4.0 * (requests as f64 / 4.0).sqrt(), "{traffic}: {half}");
    }
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
