//! What holds of every run of the control plane: a fixed capacity is a fixed fleet, alarms can be judged again from the
//! exported minutes, a delay of the metric is a delay of the alarm, and noise scales as often as its chain says.

#![expect(clippy::unwrap_used, reason = "a test may fail so")]

use dryscale::engine::{Span, Time};
use dryscale::experiment::aggregate::Aggregates;
use dryscale::experiment::fold::Frame;
use dryscale::model::alarms::{Alarm, AlarmConfig, Comparison, OnlyBreaching, TreatMissingData};
use dryscale::model::metrics::Sample;
use dryscale::report::{Report, Subject};
use dryscale::scenario::Scenario;
use dryscale::scenario::edit::Edit;
use dryscale::simulation::outcome::{RunOutcome, Totals};
use dryscale::simulation::{self, Options};
use std::path::Path;
use std::sync::atomic::AtomicBool;

static STOP: AtomicBool = AtomicBool::new(false);

/// Three hours with half an hour of load for four instances or five.
const HUMP: &str = "\
title: What does the control plane do?
start: 2026-11-27T00:00:00
duration: 3h
lead_in: 0s
traffic: [{name: a, steps: [{at: 0s, rate: 5/s}, {at: 10m, rate: 40/s}, {at: 40m, rate: 5/s}]}]
models: {m: {service_time: {mean: 20ms, cv: 1}, concurrency: 2}}
launch: {preset: none}
instances: {ml.c5.xlarge: {provision: 60s}}
endpoint:
  EndpointName: shop
  ProductionVariants: [{VariantName: V, ModelName: m, InstanceType: ml.c5.xlarge, InitialInstanceCount: 2}]
assumptions: {alarm_lag: {standard: 0s}, removal: 0s}
";

const SCALING: &str = "\
scaling:
  targets: [{MinCapacity: $MIN, MaxCapacity: $MAX}]
  policies:
    - PolicyName: keep-busy
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 600
        PredefinedMetricSpecification: {PredefinedMetricType: SageMakerVariantInvocationsPerInstance}
    - PolicyName: out
      StepScalingPolicyConfiguration:
        AdjustmentType: ChangeInCapacity
        StepAdjustments: [{MetricIntervalLowerBound: 0, ScalingAdjustment: 1}]
  alarms:
    - {AlarmName: busy, MetricName: InvocationsPerInstance, Statistic: Sum, Period: 60, EvaluationPeriods: 2,
       Dimensions: [{Name: EndpointName, Value: shop}, {Name: VariantName, Value: V}],
       Threshold: 900, ComparisonOperator: GreaterThanThreshold, AlarmActions: [out]}
";

fn scenario(text: &str, edits: &[&str]) -> Scenario {
    let edits: Vec<Edit> = edits.iter().map(|edit| Edit::parse("--set", edit).unwrap()).collect();
    match Scenario::from_text("hump", text, Path::new("."), &edits) {
        Ok((scenario, _)) => scenario,
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

fn scaled(min: u32, max: u32, edits: &[&str]) -> Scenario {
    let scaling = SCALING.replace("$MIN", &min.to_string()).replace("$MAX", &max.to_string());
    scenario(&format!("{HUMP}{scaling}"), edits)
}

fn run(scenario: &Scenario, number: u32) -> RunOutcome {
    let options = Options { step: Some(Span::MINUTE), ..Options::default() };
    simulation::run(scenario.setup(), number, options, &STOP).unwrap()
}

/// Property 16.
#[test]
fn p16_equal_bounds_are_a_fixed_fleet() {
    for count in [2, 4] {
        let initial = format!("endpoint.ProductionVariants.V.InitialInstanceCount={count}");
        let (fixed, scaled) = (run(&scenario(HUMP, &[&initial]), 1), run(&scaled(count, count, &[&initial]), 1));
        assert_eq!(fixed.timeline, scaled.timeline);
        let (one, other) = (&fixed.scopes[0], &scaled.scopes[0]);
        assert_eq!(one.latency, other.latency);
        assert!(other.totals.not_scaled > 0, "a policy has asked");
        // What only a target has: its refusals, its time at the maximum, what lay beyond it.
        let apart = |of: &Totals| Totals { not_scaled: 0, at_max_secs: 0.0, unmet_at_max: 0, ..*of };
        assert_eq!(apart(&one.totals), apart(&other.totals));
    }
}

/// The columns of a CSV file by their heading.
fn column(table: &[u8], heading: &str) -> Vec<String> {
    let mut rows = csv::Reader::from_reader(table);
    let place = rows.headers().unwrap().iter().position(|h| h == heading).expect("a column of that name");
    rows.records().map(|row| row.unwrap()[place].to_owned()).collect()
}

/// (seconds, state before, state after) of the transitions of one alarm as the report lists them.
fn listed(alarms: &[u8], which: &str) -> Vec<(f64, String, String)> {
    let of = |heading| column(alarms, heading);
    let (at, names, from, to) = (of("seconds"), of("alarm"), of("from_state"), of("to_state"));
    let all = (0..at.len()).filter(|&row| names[row].contains(which));
    all.map(|row| (at[row].parse().unwrap(), from[row].clone(), to[row].clone())).collect()
}

/// The same from the exported minutes: requests over instances in service, judged minute by minute.
fn replayed(timeline: &[u8], comparison: Comparison, threshold: f64, periods: u32) -> Vec<(f64, String, String)> {
    let figures =
        |heading| -> Vec<f64> { column(timeline, heading).iter().map(|cell| cell.parse().unwrap()).collect() };
    let (offered, in_service) = (figures("offered_per_s_mean"), figures("in_service_instances_mean"));
    let mut alarm = Alarm::new(AlarmConfig {
        name: "replayed".to_owned(),
        period: Span::MINUTE,
        evaluation_periods: periods,
        datapoints_to_alarm: None,
        threshold,
        comparison,
        treat_missing_data: TreatMissingData::Missing,
        evaluation_range: periods + 2,
        action_repeat: Span::ZERO,
        few_samples: None,
        actions_enabled: true,
        only_breaching: OnlyBreaching::Keep,
    });
    let mut changes = Vec::new();
    for minute in 1..offered.len() as u64 {
        let now = Time::from_secs(60 * minute);
        let mut look = |start: Time, period: Span| {
            let place = start.nanos() / period.nanos();
            let (rate, units) = (*offered.get(place as usize)?, in_service[place as usize]);
            Some(Sample { start, value: (rate * 60.0).round() / units, sample_count: 1.0, units })
        };
        let found = alarm.evaluate(now, now, &mut look);
        if found.changed() {
            changes.push((now.nanos() as f64 / 1e9, found.from.name().to_owned(), found.to.name().to_owned()));
        }
    }
    changes
}

/// Property 19.
#[test]
fn p19_alarms_can_be_judged_again_from_the_exported_minutes() {
    let scenario = scaled(1, 8, &[]);
    for number in 1..=3 {
        let run = run(&scenario, number);
        let frame = Frame { horizon: Span::HOUR * 3, slo_attainment: 0.99 };
        let aggregates = Aggregates::of(vec![run], frame, &[]).unwrap();
        let subject = Subject::of(scenario.setup());
        let files = Report { subject: &subject, aggregates: &aggregates }.files().unwrap();
        let file = |name: &str| &files.iter().find(|file| file.name == name).unwrap().bytes;
        let (timeline, alarms) = (file("timeline.csv"), file("alarms.csv"));
        let high = listed(alarms, "AlarmHigh");
        assert!(high.len() > 2, "it rings: {high:?}");
        assert_eq!(replayed(timeline, Comparison::Greater, 600.0, 3), high);
        assert_eq!(replayed(timeline, Comparison::Less, 540.0, 15), listed(alarms, "AlarmLow"));
        assert_eq!(replayed(timeline, Comparison::Greater, 900.0, 2), listed(alarms, "busy"));
    }
}

/// Property 21.
#[test]
fn p21_a_delay_of_the_metric_is_the_delay_of_the_first_alarm() {
    let first = |lag: &str| {
        let lag = format!("assumptions.alarm_lag.standard={lag}");
        let run = run(&scaled(1, 8, &["fidelity=fluid", &lag]), 1);
        let alarm = run.transitions.iter().find(|t| t.to == "ALARM" && t.alarm.contains("AlarmHigh")).unwrap();
        alarm.at.since(run.timeline.start)
    };
    assert_eq!(first("0s"), Span::from_secs(13 * 60));
    for late in [1, 30, 60, 61, 600] {
        assert_eq!(first(&format!("{late}s")), Span::from_secs(13 * 60 + late), "{late} s late");
    }
}

/// Nothing queues, instances are there at once, datapoints too: only the counts of the minutes are random.
const NOISE: &str = "\
title: How often does noise scale?
start: 2026-11-27T00:00:00
duration: $DURATION
lead_in: 0s
traffic: [{name: a, constant: $RATE/s}]
models: {m: {service_time: 1ms, concurrency: 1000}}
launch: {preset: none}
instances: {ml.c5.xlarge: {provision: 0s}}
endpoint:
  EndpointName: shop
  ProductionVariants: [{VariantName: V, ModelName: m, InstanceType: ml.c5.xlarge, InitialInstanceCount: $MIN}]
assumptions: {alarm_lag: {standard: 0s}, removal: 0s}
scaling:
  targets: [{MinCapacity: $MIN, MaxCapacity: $MAX}]
  policies:
    - PolicyName: loop
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: $TARGET
        PredefinedMetricSpecification: {PredefinedMetricType: SageMakerVariantInvocationsPerInstance}
        ScaleOutCooldown: 0
        ScaleInCooldown: $COOLDOWN
";

/// Mean capacity and share of minutes above the target, of each run; the first 2 % are dropped.
fn noise(case: &str, duration: &str, runs: u32) -> [(Vec<f64>, f64); 2] {
    let rows = include_str!("oracles/control_chain.csv");
    let row: Vec<&str> = rows.lines().find(|line| line.starts_with(case)).unwrap().split(',').collect();
    let number = |column: usize| row[column].parse::<f64>().unwrap();
    let target = number(2);
    let mut text = NOISE.to_owned();
    for (word, said) in [
        ("$DURATION", duration.to_owned()),
        ("$RATE", (number(1) / 60.0).to_string()),
        ("$TARGET", target.to_string()),
        ("$MIN", row[3].to_owned()),
        ("$MAX", row[4].to_owned()),
        ("$COOLDOWN", (60.0 * number(7)).to_string()),
    ] {
        text = text.replace(word, &said);
    }
    let scenario = scenario(&text, &[]);
    let figures = (1..=runs).map(|n| {
        let timeline = run(&scenario, n).timeline;
        let kept = timeline.in_service.len() / 50..timeline.in_service.len();
        let minutes = kept.len() as f64;
        let units = |minute: usize| f64::from(timeline.in_service[minute]);
        let exceeds =
            |minute: &usize| (f64::from(timeline.offered_per_s[*minute]) * 60.0).round() > units(*minute) * target;
        let mean = kept.clone().map(units).sum::<f64>() / minutes;
        (mean, kept.filter(exceeds).count() as f64 / minutes)
    });
    let (means, exceeded) = figures.unzip();
    [(means, number(8)), (exceeded, number(9))]
}

/// The tolerance rule of a single check, as it is for the library.
fn agrees(what: &str, estimates: &[f64], oracle: f64) {
    let n = estimates.len() as f64;
    let mean = estimates.iter().sum::<f64>() / n;
    let variance = estimates.iter().map(|e| (e - mean) * (e - mean)).sum::<f64>() / (n - 1.0);
    let reach = 4.0 * (variance / n).sqrt();
    assert!(reach <= 0.03 * oracle, "{what}: {mean} +- {reach} is too coarse to judge {oracle} by");
    assert!((mean - oracle).abs() <= reach + 0.002 * oracle, "{what}: {mean} +- {reach}, oracle {oracle}");
}

#[test]
fn control_s02_as_a_scenario_has_the_mean_capacity_of_its_chain() {
    let [(means, oracle), _] = noise("CTRL-S02", "1d", 24);
    agrees("CTRL-S02: mean capacity", &means, oracle);
}

#[test]
#[ignore = "long: forty million requests"]
fn control_s02_as_a_scenario() {
    let [(means, capacity), (shares, exceeded)] = noise("CTRL-S02", "4d", 24);
    agrees("CTRL-S02: mean capacity", &means, capacity);
    agrees("CTRL-S02: target exceeded", &shares, exceeded);
}

#[test]
#[ignore = "long: three hundred million requests"]
fn control_s04_as_a_scenario() {
    let [(means, capacity), (shares, exceeded)] = noise("CTRL-S04", "10d", 24);
    agrees("CTRL-S04: mean capacity", &means, capacity);
    agrees("CTRL-S04: target exceeded", &shares, exceeded);
}
