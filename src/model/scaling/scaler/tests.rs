//! A target at work, one minute after the other: what it decides, and why not.

mod bounds;
mod several;
mod steps;
mod switches;

use super::*;
use crate::engine::Span;
use crate::model::alarms::{Comparison, State};
use crate::model::metrics::{Datapoint, Metric, Query, Series, Statistic};
use crate::model::scaling::{
    AlarmRef, CooldownRule, CooldownScope, Flapping, MetricValue, PercentBase, Reason, ScaleInDuringScaleOutCooldown,
    TargetTracking,
};

const RULES: Rules = Rules::DEFAULT;

fn query(metric: Metric) -> Query {
    Query::simple(metric, Statistic::Sum)
}

fn policy(name: &str, target_value: f64) -> TargetTracking {
    TargetTracking {
        name: name.to_owned(),
        target_value,
        metric: query(Metric::InvocationsPerInstance),
        scale_out_cooldown: Span::from_secs(300),
        scale_in_cooldown: Span::from_secs(300),
        disable_scale_in: false,
    }
}

fn target<P: Into<Policy>>(policies: Vec<P>) -> Target {
    let policies = policies.into_iter().map(Into::into).collect();
    Target { resource_id: "endpoint/e/variant/v".to_owned(), min: 1, max: 20, policies, scheduled: Vec::new() }
}

fn settled(desired: u32) -> Capacity {
    Capacity { desired, in_service: desired, updating: false }
}

/// A target with a resource that fulfils every change at once, unless told otherwise.
struct Bench {
    scaler: Scaler,
    capacity: Capacity,
    minute: u64,
    series: Vec<Series>,
    /// Actions that are not complete yet.
    under_way: Vec<Action>,
    at_once: bool,
}

impl Bench {
    fn new(target: &Target, rules: Rules, desired: u32) -> Self {
        let scaler = Scaler::new(target, rules, || 7);
        let series = target.policies.iter().map(|_| Series::new(Metric::InvocationsPerInstance, 20)).collect();
        let capacity = Capacity { desired, in_service: desired, updating: false };
        Self { scaler, capacity, minute: 0, series, under_way: Vec::new(), at_once: true }
    }

    fn one(desired: u32) -> Self {
        Self::new(&target(vec![policy("keep-busy", 600.0)]), RULES, desired)
    }

    fn now(&self) -> Time {
        Time::from_secs(60 * self.minute)
    }

    /// A minute passes; each policy's metric had this value. What was decided at its end.
    fn minute(&mut self, metrics: &[f64]) -> Option<Action> {
        self.minute += 1;
        for (number, &sum) in metrics.iter().enumerate() {
            self.push(number, sum);
            self.evaluate(number);
        }
        self.decide()
    }

    /// The datapoint of the last minute.
    fn push(&mut self, number: usize, sum: f64) {
        let (now, units) = (self.now(), f64::from(self.capacity.in_service));
        let (start, period) = (now.back(Span::MINUTE), Span::MINUTE);
        let point = Datapoint { start, period, sample_count: 1.0, sum, minimum: sum, maximum: sum, units };
        self.series[number].push(point, now);
    }

    /// A policy's own alarms judge the minute that is about to pass.
    fn measure(&mut self, number: usize, sum: f64) {
        self.minute += 1;
        self.push(number, sum);
        self.evaluate(number);
        self.minute -= 1;
    }

    /// What is decided now; carried out at once, unless told otherwise.
    fn decide(&mut self) -> Option<Action> {
        let action = self.scaler.judge(self.now(), self.capacity);
        if let Some(action) = action {
            self.capacity.desired = action.to;
            self.under_way.push(action);
            if self.at_once {
                self.complete();
            }
        }
        action
    }

    /// A policy's alarms look at what there is now.
    fn evaluate(&mut self, number: usize) {
        let (now, series) = (self.now(), &self.series[number]);
        let mut look = |start, period| series.window(start, period, now).map(|point| point.sample(Statistic::Sum));
        self.scaler.evaluate(number, now, now, &mut look);
    }

    fn complete(&mut self) {
        let now = self.now();
        self.capacity.in_service = self.capacity.desired;
        for action in self.under_way.drain(..) {
            self.scaler.completed(now, &action);
        }
    }

    fn minutes(&mut self, count: usize, metrics: &[f64]) -> Vec<(u64, u32)> {
        (0..count).filter_map(|_| self.minute(metrics).map(|action| (self.minute, action.to))).collect()
    }

    fn reasons(&self) -> Vec<&'static str> {
        self.scaler.judged().iter().map(|judged| judged.verdict.code()).collect()
    }

    fn reason(&self) -> &'static str {
        self.reasons()[0]
    }
}

#[test]
fn three_minutes_above_scale_out_and_fifteen_below_scale_in() {
    let mut bench = Bench::one(2);
    assert_eq!(bench.minutes(3, &[1_800.0]), [(3, 6)]);
    let told = bench.scaler.judged()[0];
    assert_eq!(told.verdict, Verdict::Scale { to: 6, direction: Direction::Out });
    assert_eq!(told.arithmetic.to_string(), "metric 1800 x 2 in service / target 600 = 6 > desired 2");
    assert_eq!(bench.minutes(15, &[300.0]), [(18, 3)]);
    assert_eq!(bench.scaler.judged()[0].alarm, Some(AlarmRef::Low));
}

#[test]
fn e4_clamped_to_the_maximum_in_one_step_and_k4_then_held_there() {
    let endpoint = Target { max: 4, ..target(vec![policy("busy", 5.0)]) };
    let mut bench = Bench::new(&endpoint, RULES, 1);
    assert_eq!(bench.minutes(3, &[130.0]), [(3, 4)]);
    bench.minute(&[32.5]);
    let judged = bench.scaler.judged()[0];
    assert_eq!(judged.verdict, Verdict::Hold(Reason::AlreadyAtMaxCapacity(4)));
    assert_eq!(judged.arithmetic.to_string(), "metric 32.5 x 4 in service / target 5 = 26, at most 4 = desired 4");
}

#[test]
fn e3_an_excess_of_half_an_instance_is_kept() {
    // 3 x 500 / 600 = 2.5: AlarmLow fires, but two would not do.
    let mut bench = Bench::one(3);
    assert_eq!(bench.minutes(16, &[500.0]), []);
    assert_eq!(bench.reason(), "AutoScalingAnticipatedFlapping");
}

#[test]
fn e11_without_data_nothing_scales() {
    let mut bench = Bench::one(3);
    bench.minutes(3, &[580.0]);
    for _ in 0..20 {
        bench.minute += 1;
        bench.evaluate(0);
        assert_eq!(bench.scaler.judge(bench.now(), bench.capacity), None);
    }
    assert_eq!(bench.reason(), "sim.insufficient_data");
}

#[test]
fn a_metric_that_stops_low_is_judged_on_its_last_datapoints() {
    // CloudWatch's premature alarm: three low datapoints and then none are an AlarmLow once the oldest is fifteen old.
    let mut bench = Bench::one(3);
    bench.minutes(3, &[300.0]);
    let mut silent = 0;
    let action = loop {
        bench.minute += 1;
        silent += 1;
        bench.evaluate(0);
        if let Some(action) = bench.scaler.judge(bench.now(), bench.capacity) {
            break action;
        }
    };
    assert_eq!((silent, action.to), (12, 2));
}

#[test]
fn e12_below_the_target_nothing_is_added_however_many_units_were_measured() {
    let mut bench = Bench::one(2);
    bench.minutes(2, &[700.0]);
    assert_eq!(bench.minutes(30, &[590.0]), []);
    assert_eq!(bench.reason(), "sim.alarm_not_breaching");
    let told = bench.scaler.judged()[0].arithmetic.to_string();
    assert_eq!(told, "metric 590: 0 of 3 datapoints > 600, 0 of 15 < 540");
}

#[test]
fn at_the_minimum_an_idle_endpoint_stays() {
    let mut bench = Bench::one(1);
    assert_eq!(bench.minutes(16, &[0.0]), []);
    assert_eq!(bench.scaler.judged()[0].verdict, Verdict::Hold(Reason::AlreadyAtMinCapacity(1)));
}

#[test]
fn c3_scale_in_waits_for_its_cooldown_and_goes_on_at_exactly_its_end() {
    let mut bench = Bench::one(10);
    // 540 / 600 would be nine of ten; 300 halves the fleet each time.
    assert_eq!(bench.minutes(15, &[300.0]), [(15, 5)]);
    bench.minute(&[300.0]);
    assert_eq!(bench.reason(), "sim.cooldown_active");
    let told = bench.scaler.judged()[0].arithmetic.to_string();
    assert_eq!(told, "metric 300 x 5 in service / target 600 = 3 < desired 5, 240 s of cooldown left");
    assert_eq!(bench.minutes(4, &[300.0]), [(20, 3)]);
}

#[test]
fn c4_a_scale_out_ends_the_scale_in_cooldown() {
    let mut bench = Bench::one(10);
    bench.minutes(15, &[300.0]);
    assert_eq!(bench.minutes(3, &[660.0]), [(18, 6)]);
    let ran = bench.scaler.cooldowns()[0];
    assert_eq!((ran.direction, ran.until), (Direction::In, Time::from_secs(18 * 60)));
}

#[test]
fn i4_a_minimum_of_zero_lets_a_quiet_target_empty_and_one_comes_back() {
    let mut bench = Bench::new(&Target { min: 0, ..target(vec![policy("busy", 600.0)]) }, RULES, 1);
    assert_eq!(bench.minutes(15, &[0.0]), [(15, 0)]);
    // Only a metric that exists at zero units can bring it back, and then one at a time.
    assert_eq!(bench.minutes(3, &[5_000.0]), [(18, 1)]);
}

fn cooling(rule: CooldownRule) -> Bench {
    let mut bench = Bench::new(&target(vec![policy("busy", 600.0)]), Rules { cooldown_rule: rule, ..RULES }, 10);
    // Ten to fourteen, complete at once; ScaleOutCooldown runs until minute 8.
    assert_eq!(bench.minutes(3, &[840.0]), [(3, 14)]);
    bench
}

#[test]
fn within_the_scale_out_cooldown_each_rule_has_its_own_answer() {
    let mut absolute = cooling(CooldownRule::Absolute);
    assert_eq!(absolute.minutes(1, &[730.0]), [(4, 18)]);
    let mut excess = cooling(CooldownRule::Excess);
    // Eighteen are four more, as many as were added: nothing; twenty are six more: two.
    assert_eq!(excess.minutes(1, &[730.0]), []);
    assert_eq!(excess.reason(), "sim.cooldown_active");
    assert_eq!(excess.minutes(1, &[850.0]), [(5, 16)]);
    let mut block = cooling(CooldownRule::Block);
    assert_eq!(block.minutes(4, &[850.0]), []);
    assert_eq!(block.reason(), "sim.cooldown_active");
    assert_eq!(block.minutes(1, &[850.0]), [(8, 20)]);
}

#[test]
fn the_scale_out_cooldown_does_not_block_scale_in() {
    let slow = TargetTracking { scale_out_cooldown: Span::HOUR, ..policy("busy", 600.0) };
    let mut bench = Bench::new(&target(vec![slow]), RULES, 10);
    assert_eq!(bench.minutes(3, &[840.0]), [(3, 14)]);
    assert_eq!(bench.minutes(15, &[300.0]), [(18, 7)]);
}

#[test]
fn an_endpoint_in_updating_refuses_and_is_tried_again() {
    let mut bench = Bench::one(2);
    bench.capacity.updating = true;
    assert_eq!(bench.minutes(4, &[1_800.0]), []);
    assert_eq!(bench.reason(), "TargetServicePutResourceAsUnscalable");
    bench.capacity.updating = false;
    assert_eq!(bench.minutes(1, &[1_800.0]), [(5, 6)]);
}

#[test]
fn without_a_lock_nothing_is_removed_while_a_launch_is_in_flight() {
    let mut bench = Bench::one(10);
    bench.at_once = false;
    assert_eq!(bench.minutes(3, &[840.0]), [(3, 14)]);
    assert_eq!(bench.minutes(15, &[300.0]), []);
    assert_eq!(bench.reason(), "sim.launch_in_flight");
    bench.complete();
    assert_eq!(bench.minutes(1, &[300.0]), [(19, 7)]);
}

#[test]
fn disable_scale_in_is_the_reason_only_where_scale_in_would_have_come() {
    let lasting = TargetTracking { disable_scale_in: true, ..policy("busy", 600.0) };
    let mut bench = Bench::new(&target(vec![lasting]), RULES, 10);
    assert_eq!(bench.minutes(14, &[300.0]), []);
    assert_eq!(bench.reason(), "sim.alarm_not_breaching");
    assert_eq!(bench.minutes(1, &[300.0]), []);
    assert_eq!(bench.reason(), "sim.scale_in_disabled");
}

#[test]
fn suspended_directions_hold() {
    let mut bench = Bench::one(2);
    let register = Register { dynamic_out_suspended: Some(true), ..Register::default() };
    bench.scaler.register(&register, settled(2)).unwrap();
    assert_eq!(bench.minutes(4, &[1_800.0]), []);
    assert_eq!(bench.reason(), "sim.suspended");
    let resume = Register { dynamic_out_suspended: Some(false), dynamic_in_suspended: Some(true), ..register };
    bench.scaler.register(&resume, settled(2)).unwrap();
    assert_eq!(bench.minutes(1, &[1_800.0]), [(5, 6)]);
    assert_eq!(bench.minutes(20, &[300.0]), []);
    assert_eq!(bench.reason(), "sim.suspended");
}

#[test]
fn flapping_may_be_predicted() {
    let run = |flapping| {
        let rules = Rules { flapping, ..RULES };
        // A load a hair over five instances, which the formula's rounding forgives.
        Bench::new(&target(vec![policy("busy", 600.0)]), rules, 10).minutes(15, &[300.000_000_000_01])
    };
    assert_eq!(run(Flapping::EqualCapacity), [(15, 5)]);
    assert_eq!(run(Flapping::Predict), []);
}

#[test]
fn a_ten_second_alarm_between_repeats_gives_no_verdict() {
    let quick = TargetTracking { metric: query(Metric::ConcurrentRequestsPerModel), ..policy("quick", 5.0) };
    let mut scaler = Scaler::new(&Target { max: 4, ..target(vec![quick]) }, RULES, || 7);
    let mut series = Series::new(Metric::ConcurrentRequestsPerModel, 92);
    let capacity = Capacity { desired: 4, in_service: 4, updating: false };
    let ten = Span::from_secs(10);
    let mut verdicts = Vec::new();
    for n in 0..15_u64 {
        let start = Time::from_secs(10 * n);
        let point =
            Datapoint { start, period: ten, sample_count: 4.0, sum: 40.0, minimum: 10.0, maximum: 10.0, units: 4.0 };
        series.push(point, start + ten);
        let now = start + ten;
        let mut look = |start, period| series.window(start, period, now).map(|point| point.sample(Statistic::Maximum));
        scaler.evaluate(0, now, now, &mut look);
        assert_eq!(scaler.judge(start + ten, capacity), None);
        verdicts.extend(scaler.judged().iter().map(|judged| (n, judged.verdict.code())));
    }
    let (quiet, full) = ("sim.alarm_not_breaching", "AlreadyAtMaxCapacity");
    assert_eq!(verdicts, [(0, quiet), (1, quiet), (2, full), (8, full), (14, full)]);
}

#[test]
fn the_breach_that_led_to_an_action_is_known() {
    let mut bench = Bench::one(2);
    bench.minutes(5, &[500.0]);
    let action = (0..3).find_map(|_| bench.minute(&[1_800.0])).unwrap();
    assert_eq!(action.breach, Some(Time::from_secs(300)));
    assert_eq!(action.direction(), Direction::Out);
}

#[test]
fn a_failed_action_starts_no_cooldown() {
    let mut bench = Bench::one(10);
    bench.at_once = false;
    let action = (0..15).find_map(|_| bench.minute(&[300.0])).unwrap();
    let now = bench.now();
    bench.scaler.failed(now, &action);
    bench.under_way.clear();
    bench.capacity.desired = 10;
    assert_eq!(bench.minutes(1, &[300.0]), [(16, 5)]);
}
