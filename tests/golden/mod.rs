//! The golden timelines as scenario files: what their words are in ours, what they expect, and what a run of ours tells.

use dryscale::engine::Time;
use dryscale::scenario::Scenario;
use dryscale::simulation::outcome::RunOutcome;
use dryscale::simulation::{self, Options};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::AtomicBool;

const SCENARIOS: &str = include_str!("../oracles/golden_timelines_scenarios.json");
const EVENTS: &str = include_str!("../oracles/golden_timelines_events.csv");
const TOTALS: &str = include_str!("../oracles/golden_timelines_totals.csv");

/// The switches that all stories share; what each story says of its own is added. Service takes next to no time, so
/// that no capacity binds and an instance that drains is empty at once.
const STORY: &str = "\
start: 2026-11-27T00:00:00
lead_in: 0s
runs: 1
endpoint:
  EndpointName: golden
  ProductionVariants: [{VariantName: V, ModelName: m, InstanceType: ml.m5.large, InitialInstanceCount: $INITIAL}]
launch: {preset: none}
instances: {ml.m5.large: {provision: $PROVISIONs}}
assumptions:
  alarm_lag: {standard: $LAGs}
  removal: 0s
  launch_group: together
  scheduled_during_update: act
  scheduled_delay: 0s
  update_lock: $LOCK
  capacity_basis: $BASIS
  metric_value: $VALUE
  target_tracking_cooldown_rule: $RULE
";

/// The stories that are told: all of them.
pub(crate) const TOLD: [&str; 10] = ["G01", "G02", "G04", "G07", "G08", "G09", "G10", "G11", "G12", "G16"];

/// Requests a second that one instance serves in a story: a target of 600 a minute.
pub(crate) const SERVES_PER_SEC: f64 = 10.0;

/// What happened: time since the beginning [s], event, value.
pub(crate) type Event = (f64, String, String);

/// One story.
pub(crate) struct Story {
    pub(crate) name: &'static str,
    json: Value,
}

/// How a story is told: as it is, or with more requests on larger instances.
#[derive(Clone, Copy)]
pub(crate) struct Telling {
    pub(crate) fidelity: &'static str,
    /// Multiplies rates and targets.
    pub(crate) size: f64,
    /// Multiplies rates alone.
    pub(crate) shade: f64,
}

/// As the golden lists have it.
pub(crate) const AS_IT_IS: Telling = Telling { fidelity: "fluid", size: 1.0, shade: 1.0 };

impl Story {
    pub(crate) fn of(name: &'static str) -> Self {
        let all: Value = serde_json::from_str(SCENARIOS).expect("as the file has it");
        let json = all[name].clone();
        assert!(json.is_object(), "there is a story {name}");
        Self { name, json }
    }

    fn number(&self, key: &str) -> f64 {
        self.json[key].as_f64().expect("as the file has it")
    }

    fn word<'a>(&'a self, key: &str, words: &[(&str, &'a str)]) -> &'a str {
        let said = self.json[key].as_str().expect("as the file has it");
        words.iter().find(|(theirs, _)| *theirs == said).expect("a known word").1
    }

    /// Linear pieces of the rate in `[from, until)`: begin, end, rate at the begin, slope.
    pub(crate) fn pieces(&self, from: f64, until: f64) -> Vec<(f64, f64, f64, f64)> {
        let pieces = self.json["rate_rps_piecewise_linear"].as_array().expect("as the file has it");
        let at = |index: usize, key: &str| pieces[index][key].as_f64().expect("as the file has it");
        let all = (0..pieces.len()).filter_map(|index| {
            let end = if index + 1 < pieces.len() { at(index + 1, "t") } else { f64::INFINITY };
            let (begin, rate, slope) = (at(index, "t"), at(index, "rate"), at(index, "slope"));
            let (start, end) = (from.max(begin), until.min(end));
            (start < end).then_some((start, end, rate + slope * (start - begin), slope))
        });
        all.collect()
    }

    fn traffic(&self, times: f64) -> String {
        let pieces = self.pieces(0.0, self.number("horizon_s"));
        let shape = if pieces.iter().all(|piece| piece.3 == 0.0) { "steps" } else { "ramp" };
        let mut points = Vec::new();
        for (start, end, rate, slope) in pieces {
            points.push(format!("{{at: {start}s, rate: {}/s}}", rate * times));
            if slope != 0.0 {
                let last = (rate + slope * (end - start)) * times;
                points.push(format!("{{at: {end}s, rate: {last}/s}}"));
            }
        }
        points.dedup();
        format!("traffic: [{{name: all, {shape}: [{}]}}]\narrivals: {{process: regular}}\n", points.join(", "))
    }

    /// The scenario file.
    pub(crate) fn text(&self, telling: Telling) -> String {
        let mut text = STORY.to_owned();
        let basis = self.word("capacity_basis", &[("period_count", "measured"), ("current", "current")]);
        let value = self.word("metric_value", &[("last", "newest"), ("mean_of_window", "window")]);
        let rules = [("absolute", "absolute"), ("excess_over_last", "excess"), ("block", "block")];
        let lock = self.json["inflight_lock"].as_bool().expect("as the file has it");
        for (word, said) in [
            ("$INITIAL", self.number("initial_instances").to_string()),
            ("$PROVISION", self.number("provisioning_s").to_string()),
            ("$LAG", self.number("metric_delay_s").to_string()),
            ("$LOCK", lock.to_string()),
            ("$BASIS", basis.to_owned()),
            ("$VALUE", value.to_owned()),
            ("$RULE", self.word("target_tracking_cooldown_rule", &rules).to_owned()),
        ] {
            text = text.replace(word, &said);
        }
        let _ = write!(
            text,
            "fidelity: {}\nduration: {}s\n{}models: {{m: {{service_time: 0.01ms, concurrency: 4}}}}\n{}",
            telling.fidelity,
            self.number("horizon_s"),
            self.traffic(telling.size * telling.shade),
            self.scaling(telling.size),
        );
        text
    }

    fn scaling(&self, size: f64) -> String {
        let policy = &self.json["policy"];
        assert_eq!(self.json["scheduled_bounds"], serde_json::json!([]), "{}: bounds by schedule", self.name);
        let policies = match policy["kind"].as_str() {
            Some("target_tracking") => self.tracking(policy, size),
            _ => steps(policy, size),
        };
        let (min, max) = (self.number("min"), self.number("max"));
        format!("scaling:\n  targets: [{{MinCapacity: {min}, MaxCapacity: {max}}}]\n{policies}")
    }

    fn tracking(&self, policy: &Value, size: f64) -> String {
        assert_eq!(policy["high_M_of_N"], serde_json::json!([3, 3]), "as AWS has it");
        assert_eq!(policy["low_M_of_N"], serde_json::json!([15, 15]), "as AWS has it");
        format!(
            "  policies:
    - PolicyName: golden
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: {}
        PredefinedMetricSpecification: {{PredefinedMetricType: SageMakerVariantInvocationsPerInstance}}
        ScaleOutCooldown: {}
        ScaleInCooldown: {}
",
            number(&policy["target_per_instance_per_min"]) * size,
            self.number("scale_out_cooldown_s"),
            self.number("scale_in_cooldown_s"),
        )
    }

    /// Plays the story from its scenario file to its end.
    pub(crate) fn told(&self, telling: Telling) -> RunOutcome {
        let text = self.text(telling);
        let scenario = match Scenario::from_text(self.name, &text, Path::new("."), &[]) {
            Ok((scenario, _)) => scenario,
            Err(problems) => panic!("{}\n{text}", problems.render(false)),
        };
        let never = AtomicBool::new(false);
        let run = simulation::run(scenario.setup(), 1, Options::default(), &never);
        run.unwrap_or_else(|halt| panic!("{}: {halt:?}", self.name))
    }

    pub(crate) fn golden_events(&self) -> Vec<Event> {
        let rows = EVENTS.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
        rows.filter(|row| row[0] == self.name)
            .map(|row| (row[2].parse().expect("as the file has it"), row[3].to_owned(), row[4].to_owned()))
            .collect()
    }

    /// Instance-seconds too few, and too many.
    pub(crate) fn golden_totals(&self) -> (f64, f64) {
        let row = TOTALS.lines().find(|line| line.starts_with(self.name)).expect("as the file has it");
        let cells: Vec<&str> = row.split(',').collect();
        (cells[2].parse().expect("as the file has it"), cells[3].parse().expect("as the file has it"))
    }

    /// The same, of a run.
    pub(crate) fn totals(&self, run: &RunOutcome) -> (f64, f64) {
        let (mut under, mut over) = (0.0, 0.0);
        for (from, until, in_service) in self.service(run) {
            for (start, end, rate, slope) in self.pieces(from, until) {
                let excess = |t: f64| (rate + slope * (t - start)) / SERVES_PER_SEC - f64::from(in_service);
                let (above, below) = areas(excess(start), excess(end), end - start);
                under += above;
                over += below;
            }
        }
        (under, over)
    }

    /// Stretches with a constant number of instances in service: from, until, how many.
    pub(crate) fn service(&self, run: &RunOutcome) -> Vec<(f64, f64, u32)> {
        let mut now = (0.0, self.number("initial_instances") as u32);
        let mut all = Vec::new();
        for (at, event, value) in events(run) {
            if event == "in_service" || event == "scale_in" {
                all.push((now.0, at, now.1));
                now = (at, value.parse().expect("a count"));
            }
        }
        all.push((now.0, self.number("horizon_s"), now.1));
        all
    }
}

/// Step policies, each with its alarm.
fn steps(policy: &Value, size: f64) -> String {
    let (mut policies, mut alarms) = ("  policies:\n".to_owned(), "  alarms:\n".to_owned());
    for alarm in policy["alarms"].as_array().expect("as the file has it") {
        let name = alarm["name"].as_str().expect("as the file has it");
        let above = if alarm["dir"] == "out" { "GreaterThanThreshold" } else { "LessThanThreshold" };
        let _ = write!(
            policies,
            "    - PolicyName: by-{name}
      StepScalingPolicyConfiguration:
        AdjustmentType: ChangeInCapacity
        Cooldown: {}
        StepAdjustments:
",
            number(&alarm["cd"]),
        );
        for step in alarm["steps"].as_array().expect("as the file has it") {
            let bound = |which: usize, key: &str| {
                step[which].as_f64().map_or_else(String::new, |bound| format!("{key}: {}, ", bound * size))
            };
            let (lower, upper) = (bound(0, "MetricIntervalLowerBound"), bound(1, "MetricIntervalUpperBound"));
            let _ = writeln!(policies, "          - {{{lower}{upper}ScalingAdjustment: {}}}", number(&step[2]));
        }
        let _ = write!(
            alarms,
            "    - AlarmName: {name}
      Namespace: AWS/SageMaker
      MetricName: InvocationsPerInstance
      Dimensions: [{{Name: EndpointName, Value: golden}}, {{Name: VariantName, Value: V}}]
      Statistic: Sum
      Period: 60
      EvaluationPeriods: {}
      DatapointsToAlarm: {}
      Threshold: {}
      ComparisonOperator: {above}
      AlarmActions: [by-{name}]
",
            number(&alarm["N"]),
            number(&alarm["M"]),
            number(&alarm["thr"]) * size,
        );
    }
    policies + &alarms
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("as the file has it")
}

/// What happened in a run, in the order of one instant: instances, alarms, actions.
///
/// Transitions out of `INSUFFICIENT_DATA` into OK are left out: the golden lists lack them. A request that was refused is
/// no event.
pub(crate) fn events(run: &RunOutcome) -> Vec<Event> {
    let secs = |at: Time| at.since(run.timeline.start).secs();
    let mut all: Vec<(f64, u32, String, String)> = Vec::new();
    for change in &run.transitions {
        if (change.from.as_str(), change.to.as_str()) != ("INSUFFICIENT_DATA", "OK") {
            all.push((secs(change.at), 1, alarm(&change.alarm), change.to.clone()));
        }
    }
    for activity in run.activities.iter().filter(|activity| activity.from != activity.to) {
        let to = activity.to.to_string();
        if activity.status_code == "Failed" {
            continue;
        }
        if activity.to < activity.from {
            all.push((secs(activity.start), 2, "scale_in".to_owned(), to));
            continue;
        }
        all.push((secs(activity.start), 2, "scale_out_request".to_owned(), to.clone()));
        if let Some(end) = activity.end {
            all.push((secs(end), 0, "in_service".to_owned(), to));
        }
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    all.into_iter().map(|(at, _, event, value)| (at, event, value)).collect()
}

/// Managed alarms have long names.
fn alarm(name: &str) -> String {
    match name {
        name if name.contains("-AlarmHigh-") => "high_alarm".to_owned(),
        name if name.contains("-AlarmLow-") => "low_alarm".to_owned(),
        name => name.to_owned(),
    }
}

/// Areas above and below zero of a line from `first` to `last`.
fn areas(first: f64, last: f64, length: f64) -> (f64, f64) {
    if first * last >= 0.0 {
        let area = f64::midpoint(first, last) * length;
        return (area.max(0.0), (-area).max(0.0));
    }
    let crossing = length * first / (first - last);
    let (one, other) = (first * crossing / 2.0, last * (length - crossing) / 2.0);
    (one.max(other), -one.min(other))
}
