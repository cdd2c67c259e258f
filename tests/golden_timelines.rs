//! Do metrics, alarms and scaling together tell the stories that the golden timelines tell, event by event?
//!
//! A small fluid loop stands in for the data plane: rates are deterministic, and a period's requests are the integral of
//! the rate. Only the target tracking stories are told here.

use dryscale::engine::{Span, Time};
use dryscale::model::alarms::{Evaluation, State};
use dryscale::model::metrics::{Datapoint, Metric, MetricStat, Query, Series, Statistic};
use dryscale::model::scaling::{
    Action, Capacity, CapacityBasis, CooldownRule, CooldownScope, Direction, Dst, Flapping, ManagedRules, MetricValue,
    PercentBase, Policy, Rules, ScaleInDuringScaleOutCooldown, Scaler, ScheduledDuringUpdate, StepCreditClock, Target,
    TargetTracking,
};
use serde_json::Value;

const SCENARIOS: &str = include_str!("oracles/golden_timelines_scenarios.json");
const EVENTS: &str = include_str!("oracles/golden_timelines_events.csv");
const TOTALS: &str = include_str!("oracles/golden_timelines_totals.csv");

/// Requests a second that one instance serves.
const SERVES_PER_SEC: f64 = 10.0;

/// A story: when it begins lies on a whole minute long after 1970.
const BEGIN_SECS: u64 = 1_700_000_040;

/// What happened: time since the beginning [s], event, value.
type Event = (u64, String, String);

#[test]
fn target_tracking_tells_the_golden_stories() {
    let scenarios: Value = serde_json::from_str(SCENARIOS).expect("as the file has it");
    for name in ["G01", "G02", "G04", "G07", "G08", "G09", "G16"] {
        let mut story = Story::new(&scenarios[name]);
        story.run();
        assert_eq!(story.events, golden_events(name), "{name}");
        let (under, over) = story.totals();
        let (golden_under, golden_over) = golden_totals(name);
        assert!((under - golden_under).abs() <= 0.5, "{name}: under {under}, golden {golden_under}");
        assert!((over - golden_over).abs() <= 0.5, "{name}: over {over}, golden {golden_over}");
    }
}

fn golden_events(name: &str) -> Vec<Event> {
    let rows = EVENTS.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
    rows.filter(|row| row[0] == name)
        .map(|row| (row[2].parse().expect("as the file has it"), row[3].to_owned(), row[4].to_owned()))
        .collect()
}

fn golden_totals(name: &str) -> (f64, f64) {
    let row = TOTALS.lines().find(|line| line.starts_with(name)).expect("as the file has it");
    let cells: Vec<&str> = row.split(',').collect();
    (cells[2].parse().expect("as the file has it"), cells[3].parse().expect("as the file has it"))
}

/// One scenario, played second by second.
struct Story {
    /// Start [s], rate then [1/s], slope [1/s2].
    rates: Vec<(f64, f64, f64)>,
    horizon_secs: u64,
    provisioning_secs: u64,
    scaler: Scaler,
    series: Series,
    capacity: Capacity,
    launch: Option<(u64, Action)>,
    /// Since when so many were in service [s].
    steps: Vec<(u64, u32)>,
    events: Vec<Event>,
}

impl Story {
    fn new(scenario: &Value) -> Self {
        let number = |key: &str| scenario[key].as_f64().expect("as the file has it");
        let span = |key: &str| Span::from_secs(scenario[key].as_u64().expect("as the file has it"));
        let policy = &scenario["policy"];
        assert_eq!(policy["high_M_of_N"], serde_json::json!([3, 3]));
        assert_eq!(policy["low_M_of_N"], serde_json::json!([15, 15]));
        assert_eq!((number("metric_delay_s"), scenario["inflight_lock"].as_bool()), (0.0, Some(true)));
        let target = Target {
            resource_id: "endpoint/golden/variant/AllTraffic".to_owned(),
            min: number("min") as u32,
            max: number("max") as u32,
            policies: vec![Policy::TargetTracking(TargetTracking {
                name: "golden".to_owned(),
                target_value: policy["target_per_instance_per_min"].as_f64().expect("as the file has it"),
                metric: Query::Stat(MetricStat { metric: Metric::InvocationsPerInstance, statistic: Statistic::Sum }),
                scale_out_cooldown: span("scale_out_cooldown_s"),
                scale_in_cooldown: span("scale_in_cooldown_s"),
                disable_scale_in: false,
            })],
            scheduled: Vec::new(),
        };
        let scaler = Scaler::new(&target, rules(scenario), || 1);
        let initial = number("initial_instances") as u32;
        let pieces = scenario["rate_rps_piecewise_linear"].as_array().expect("as the file has it");
        let at = |piece: &Value, key: &str| piece[key].as_f64().expect("as the file has it");
        Self {
            rates: pieces.iter().map(|piece| (at(piece, "t"), at(piece, "rate"), at(piece, "slope"))).collect(),
            horizon_secs: scenario["horizon_s"].as_u64().expect("as the file has it"),
            provisioning_secs: scenario["provisioning_s"].as_u64().expect("as the file has it"),
            series: Series::new(Metric::InvocationsPerInstance, scaler.periods_read(0)),
            scaler,
            capacity: Capacity { desired: initial, in_service: initial, updating: false },
            launch: None,
            steps: vec![(0, initial)],
            events: Vec::new(),
        }
    }

    /// Launches complete on whole seconds, periods close on whole minutes; launches first.
    fn run(&mut self) {
        for second in 1..self.horizon_secs {
            if self.launch.is_some_and(|(ready, _)| ready == second) {
                self.arrive(second);
            }
            if second % 60 == 0 {
                self.close_minute(second);
            }
        }
    }

    fn arrive(&mut self, second: u64) {
        let (_, action) = self.launch.take().expect("as the file has it");
        self.capacity = Capacity { in_service: action.to, updating: false, ..self.capacity };
        self.steps.push((second, action.to));
        self.tell(second, "in_service", action.to.to_string());
        self.scaler.completed(at(second), &action);
    }

    fn close_minute(&mut self, second: u64) {
        let (from, until) = ((second - 60) as f64, second as f64);
        let (mut requests, mut sum) = (0.0, 0.0);
        for (start, end, in_service) in self.service(from, until) {
            let arrived = self.requests(start, end);
            requests += arrived;
            sum += arrived / f64::from(in_service);
        }
        let start = at(second - 60);
        let units = requests / sum;
        let point = Datapoint {
            start,
            period: Span::MINUTE,
            sample_count: requests,
            sum,
            minimum: 1.0 / units,
            maximum: 1.0 / units,
            units,
        };
        self.series.push(point, at(second));
        let (now, series) = (at(second), &self.series);
        let mut look = |start, period| series.window(start, period, now).map(|point| point.sample(Statistic::Sum));
        let seen = self.scaler.evaluate(0, now, now, &mut look);
        self.tell_transition(second, "high_alarm", &seen.high);
        self.tell_transition(second, "low_alarm", &seen.low.expect("as the file has it"));
        if let Some(action) = self.scaler.judge(at(second), self.capacity) {
            self.act(second, action);
        }
    }

    fn act(&mut self, second: u64, action: Action) {
        self.capacity.desired = action.to;
        match action.direction() {
            Direction::Out => {
                self.capacity.updating = true;
                self.launch = Some((second + self.provisioning_secs, action));
                self.tell(second, "scale_out_request", action.to.to_string());
            }
            Direction::In => {
                self.capacity.in_service = action.to;
                self.steps.push((second, action.to));
                self.tell(second, "scale_in", action.to.to_string());
                self.scaler.completed(at(second), &action);
            }
        }
    }

    fn tell(&mut self, second: u64, event: &str, value: String) {
        self.events.push((second, event.to_owned(), value));
    }

    /// The golden lists know no `INSUFFICIENT_DATA`: out of it into OK is no event of theirs.
    fn tell_transition(&mut self, second: u64, alarm: &str, seen: &Evaluation) {
        if seen.changed() && !(seen.from == State::InsufficientData && seen.to == State::Ok) {
            self.tell(second, alarm, seen.to.name().to_owned());
        }
    }

    /// Stretches of [from, until) with a constant number in service.
    fn service(&self, from: f64, until: f64) -> Vec<(f64, f64, u32)> {
        let ends = self.steps.iter().skip(1).map(|&(start, _)| start as f64).chain([f64::INFINITY]);
        let stretches =
            self.steps.iter().zip(ends).map(|(&(start, n), end)| (from.max(start as f64), until.min(end), n));
        stretches.filter(|(start, end, _)| start < end).collect()
    }

    /// Requests in [from, until): the integral of the rate.
    fn requests(&self, from: f64, until: f64) -> f64 {
        self.pieces(from, until)
            .map(|(start, end, rate, slope)| (end - start) * (rate + slope * (end - start) / 2.0))
            .sum()
    }

    /// Linear pieces of the rate in [from, until): begin, end, rate at the begin, slope.
    fn pieces(&self, from: f64, until: f64) -> impl Iterator<Item = (f64, f64, f64, f64)> + '_ {
        let ends = self.rates.iter().skip(1).map(|piece| piece.0).chain([f64::INFINITY]);
        self.rates.iter().zip(ends).filter_map(move |(&(begin, rate, slope), end)| {
            let (start, end) = (from.max(begin), until.min(end));
            (start < end).then_some((start, end, rate + slope * (start - begin), slope))
        })
    }

    /// Instance-seconds too few and too many.
    fn totals(&self) -> (f64, f64) {
        let (mut under, mut over) = (0.0, 0.0);
        for (from, until, in_service) in self.service(0.0, self.horizon_secs as f64) {
            for (start, end, rate, slope) in self.pieces(from, until) {
                let excess = |t: f64| (rate + slope * (t - start)) / SERVES_PER_SEC - f64::from(in_service);
                let (above, below) = areas(excess(start), excess(end), end - start);
                under += above;
                over += below;
            }
        }
        (under, over)
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

fn at(second: u64) -> Time {
    Time::from_secs(BEGIN_SECS + second)
}

/// What the golden lists call their switches, in our words.
fn rules(scenario: &Value) -> Rules {
    Rules {
        metric_value: match scenario["metric_value"].as_str() {
            Some("mean_of_window") => MetricValue::Window,
            _ => MetricValue::Newest,
        },
        capacity_basis: match scenario["capacity_basis"].as_str() {
            Some("current") => CapacityBasis::Current,
            _ => CapacityBasis::Measured,
        },
        cooldown_rule: match scenario["target_tracking_cooldown_rule"].as_str() {
            Some("excess_over_last") => CooldownRule::Excess,
            Some("block") => CooldownRule::Block,
            _ => CooldownRule::Absolute,
        },
        cooldown_scope: CooldownScope::Policy,
        step_credit_clock: StepCreditClock::Restart,
        scale_in_during_scale_out_cooldown: ScaleInDuringScaleOutCooldown::AfterCompletion,
        percent_base: PercentBase::Desired,
        flapping: Flapping::EqualCapacity,
        scheduled_during_update: ScheduledDuringUpdate::Act,
        dst: Dst::SkipGapOnceOverlap,
        managed: ManagedRules {
            high_resolution_datapoints: 3,
            evaluation_range_extra: 2,
            action_repeat_high_resolution: Span::MINUTE,
        },
    }
}
