//! Step policies at work: user's alarms invoke them, cooldowns give credit, and target tracking is given beside them.

use super::*;
use crate::model::alarms::{Alarm, AlarmConfig, OnlyBreaching, TreatMissingData};
use crate::model::scaling::{AdjustmentType, Aggregation, Step, StepScaling};

/// Steps of a change in capacity, with a cooldown of 300 s.
pub(super) fn steps(name: &str, steps: &[(Option<f64>, Option<f64>, i32)]) -> StepScaling {
    StepScaling {
        name: name.to_owned(),
        adjustment: AdjustmentType::ChangeInCapacity,
        steps: steps.iter().map(|&(lower, upper, adjustment)| Step { lower, upper, adjustment }).collect(),
        min_magnitude: None,
        cooldown: Span::from_secs(300),
        aggregation: Aggregation::Average,
    }
}

/// +2 up to 10 above the threshold, +3 beyond.
pub(super) fn out() -> StepScaling {
    steps("out", &[(Some(0.0), Some(10.0), 2), (Some(10.0), None, 3)])
}

pub(super) fn inward() -> StepScaling {
    steps("in", &[(None, Some(0.0), -1)])
}

/// An alarm of a user with the policies it names, and the values it has seen, newest last.
struct Named {
    alarm: Alarm,
    policies: Vec<usize>,
    values: Vec<Option<f64>>,
}

/// A target whose policies are invoked by alarms of a user, one datapoint a minute.
pub(super) struct Steps {
    pub(super) bench: Bench,
    alarms: Vec<Named>,
}

impl Steps {
    pub(super) fn new(policies: Vec<Policy>, rules: Rules, desired: u32) -> Self {
        Self { bench: Bench::new(&target(policies), rules, desired), alarms: Vec::new() }
    }

    /// `out` on `> 50` and `in` on `< 50`, each with one datapoint.
    pub(super) fn pair(rules: Rules, desired: u32) -> Self {
        let policies = vec![out().into(), inward().into()];
        Self::new(policies, rules, desired).alarm(Comparison::Greater, 1, &[0]).alarm(Comparison::Less, 1, &[1])
    }

    pub(super) fn alarm(mut self, comparison: Comparison, periods: u32, policies: &[usize]) -> Self {
        let alarm = Alarm::new(AlarmConfig {
            name: "mine".to_owned(),
            period: Span::MINUTE,
            evaluation_periods: periods,
            datapoints_to_alarm: None,
            threshold: 50.0,
            comparison,
            treat_missing_data: TreatMissingData::Missing,
            evaluation_range: periods,
            action_repeat: Span::ZERO,
            few_samples: None,
            actions_enabled: true,
            only_breaching: OnlyBreaching::Keep,
        });
        self.alarms.push(Named { alarm, policies: policies.to_vec(), values: Vec::new() });
        self
    }

    /// A minute in which each alarm's metric had its value. What was decided.
    pub(super) fn see(&mut self, values: &[Option<f64>]) -> Option<Action> {
        self.bench.minute += 1;
        let now = self.bench.now();
        for (number, (named, &value)) in self.alarms.iter_mut().zip(values).enumerate() {
            named.values.push(value);
            let points = &named.values;
            let mut look = |start: Time, period: Span| {
                let value = (*points.get(start.since(Time::default()).whole(period) as usize)?)?;
                Some(Sample { start, value, sample_count: 1.0, units: 1.0 })
            };
            let evaluation = named.alarm.evaluate(now, now, &mut look);
            for &policy in &named.policies {
                self.bench.scaler.alarm_evaluated(
                    policy,
                    AlarmFound::of(number, &named.alarm, &evaluation, evaluation.to == State::InAlarm),
                );
            }
        }
        self.bench.decide()
    }

    /// Minutes with one value for all; the changes.
    pub(super) fn minutes(&mut self, count: usize, value: f64) -> Vec<(u64, u32)> {
        let values = vec![Some(value); self.alarms.len()];
        (0..count).filter_map(|_| self.see(&values).map(|action| (self.bench.minute, action.to))).collect()
    }

    pub(super) fn told(&self) -> String {
        self.bench.scaler.judged()[0].arithmetic.to_string()
    }
}

#[test]
fn c1_a_larger_step_within_the_cooldown_adds_its_excess() {
    let mut bench = Steps::pair(RULES, 4);
    assert_eq!(bench.minutes(1, 55.0), [(1, 6)]);
    assert_eq!(bench.told(), "55 - 50 = 5: step [0, 10) +2; 4 + 2 = 6");
    assert_eq!(bench.minutes(1, 60.0), [(2, 7)]);
    assert_eq!(bench.told(), "60 - 50 = 10: step [10, inf) +3; 6 - 2 (added in this cooldown) + 3 = 7 > desired 6");
}

#[test]
fn c2_a_step_that_is_no_larger_adds_nothing_until_the_cooldown_is_over() {
    let mut bench = Steps::pair(RULES, 4);
    assert_eq!(bench.minutes(2, 55.0), [(1, 6)]);
    assert_eq!(bench.bench.reasons(), ["sim.cooldown_active", "sim.alarm_not_breaching"]);
    let held =
        "55 - 50 = 5: step [0, 10) +2; 6 - 2 (added in this cooldown) + 2 = 6 = desired 6, 240 s of cooldown left";
    assert_eq!(bench.told(), held);
    // At exactly its end the full step.
    assert_eq!(bench.minutes(4, 55.0), [(6, 8)]);
}

#[test]
fn g12_an_escalation_begins_the_cooldown_again_and_adds_to_the_credit() {
    let mut bench = Steps::pair(RULES, 4);
    assert_eq!(bench.minutes(1, 55.0), [(1, 6)]);
    assert_eq!(bench.minutes(1, 60.0), [(2, 7)]);
    assert_eq!(bench.minutes(4, 60.0), []);
    assert_eq!(bench.minutes(1, 60.0), [(7, 10)]);
}

#[test]
fn c3_scale_in_waits_for_its_cooldown() {
    let mut bench = Steps::pair(RULES, 9);
    assert_eq!(bench.minutes(11, 40.0), [(1, 8), (6, 7), (11, 6)]);
    bench.minutes(1, 40.0);
    assert_eq!(bench.bench.reasons(), ["sim.alarm_not_breaching", "sim.cooldown_active"]);
}

#[test]
fn c4_a_scale_out_interrupts_the_scale_in_cooldown_and_ends_it() {
    let mut bench = Steps::pair(RULES, 9);
    assert_eq!(bench.minutes(1, 40.0), [(1, 8)]);
    assert_eq!(bench.minutes(1, 55.0), [(2, 10)]);
    assert_eq!(bench.minutes(1, 40.0), [(3, 9)]);
}

#[test]
fn c8_without_a_cooldown_the_step_comes_every_minute() {
    let policy = StepScaling { cooldown: Span::ZERO, ..out() };
    let mut bench = Steps::new(vec![policy.into()], RULES, 1).alarm(Comparison::Greater, 1, &[0]);
    assert_eq!(bench.minutes(3, 55.0), [(1, 3), (2, 5), (3, 7)]);
}

#[test]
fn b12_the_bounds_hold_and_are_the_reason() {
    let mut bench = Steps::pair(RULES, 19);
    assert_eq!(bench.minutes(1, 99.0), [(1, 20)]);
    assert_eq!(bench.told(), "99 - 50 = 49: step [10, inf) +3; 19 + 3 = 22, at most 20");
    bench.minutes(1, 99.0);
    assert_eq!(bench.bench.reason(), "AlreadyAtMaxCapacity");
    let mut low = Steps::pair(RULES, 1);
    assert_eq!(low.minutes(1, 10.0), []);
    assert_eq!(low.bench.reasons()[1], "AlreadyAtMinCapacity");
}

#[test]
fn no_step_for_the_distance_is_a_reason_of_its_own() {
    let high = steps("high", &[(Some(10.0), None, 2)]);
    let mut bench = Steps::new(vec![high.into()], RULES, 4).alarm(Comparison::Greater, 1, &[0]);
    assert_eq!(bench.minutes(1, 55.0), []);
    assert_eq!((bench.bench.reason(), bench.told().as_str()), ("sim.no_step_matches", "55 - 50 = 5: no step"));
    let still = steps("still", &[(Some(0.0), None, 0)]);
    let mut bench = Steps::new(vec![still.into()], RULES, 4).alarm(Comparison::Greater, 1, &[0]);
    bench.minutes(1, 55.0);
    assert_eq!(bench.bench.reason(), "AlreadyAtDesiredCapacity");
}

#[test]
fn e11_without_data_a_step_policy_does_nothing() {
    let mut bench = Steps::new(vec![out().into()], RULES, 4).alarm(Comparison::Greater, 2, &[0]);
    bench.see(&[None]);
    assert_eq!(
        (bench.bench.reason(), bench.told().as_str()),
        ("sim.insufficient_data", "no datapoint: 0 of 2 datapoints > 50")
    );
    bench.see(&[Some(40.0)]);
    assert_eq!(
        (bench.bench.reason(), bench.told().as_str()),
        ("sim.alarm_not_breaching", "metric 40: 0 of 2 datapoints > 50")
    );
    // An action of an alarm without datapoints has nothing to choose a step by.
    let mut scaler = Scaler::new(&target(vec![out()]), RULES, || 7);
    let alarm = &mut bench.alarms[0].alarm.clone();
    let evaluation = alarm.evaluate(Time::default(), Time::default(), &mut |_, _| None);
    let blind = AlarmFound { acts: true, ..AlarmFound::of(0, alarm, &evaluation, true) };
    scaler.alarm_evaluated(0, blind);
    assert_eq!(scaler.judge(Time::default(), settled(4)), None);
    assert_eq!(scaler.judged()[0].verdict, Verdict::Hold(Reason::InsufficientData));
}

#[test]
fn suspended_and_updating_hold_steps_too() {
    let mut bench = Steps::pair(RULES, 4);
    let register =
        Register { dynamic_out_suspended: Some(true), dynamic_in_suspended: Some(true), ..Register::default() };
    bench.bench.scaler.register(&register, settled(4)).unwrap();
    assert_eq!(bench.minutes(1, 55.0), []);
    assert_eq!(bench.bench.reason(), "sim.suspended");
    assert_eq!(bench.minutes(1, 45.0), []);
    assert_eq!(bench.bench.reasons()[1], "sim.suspended");
    let mut locked = Steps::pair(RULES, 4);
    locked.bench.at_once = false;
    assert_eq!(locked.minutes(1, 55.0), [(1, 6)]);
    locked.bench.capacity.updating = true;
    assert_eq!(locked.minutes(1, 55.0), []);
    assert_eq!(locked.bench.reason(), "TargetServicePutResourceAsUnscalable");
}

#[test]
fn without_a_lock_a_launch_in_flight_counts_as_the_cooldown_running() {
    let mut bench = Steps::pair(RULES, 4);
    bench.bench.at_once = false;
    assert_eq!(bench.minutes(2, 55.0), [(1, 6)]);
    assert_eq!(bench.bench.reason(), "sim.launch_in_flight");
    assert_eq!(bench.minutes(1, 60.0), [(3, 7)]);
    assert_eq!(bench.minutes(1, 40.0), []);
    assert_eq!(bench.bench.reasons()[1], "sim.launch_in_flight");
}

#[test]
fn a_failed_scale_out_leaves_no_credit() {
    let mut bench = Steps::pair(RULES, 4);
    assert_eq!(bench.minutes(1, 55.0), [(1, 6)]);
    bench.bench.at_once = false;
    let escalation = bench.see(&[Some(60.0), Some(60.0)]).unwrap();
    assert_eq!(escalation.to, 7);
    bench.bench.scaler.failed(bench.bench.now(), &escalation);
    bench.bench.under_way.clear();
    bench.bench.capacity.desired = 6;
    assert_eq!(bench.minutes(1, 60.0), [(3, 7)]);
}

#[test]
fn a_capacity_outside_its_bounds_comes_back_with_the_next_step_whatever_cooldown_runs() {
    let mut bench = Steps::pair(RULES, 9);
    assert_eq!(bench.minutes(1, 40.0), [(1, 8)]);
    bench.bench.scaler.register(&Register { max: Some(6), ..Register::default() }, settled(8)).unwrap();
    assert_eq!(bench.minutes(1, 40.0), [(2, 6)]);
    bench.bench.scaler.register(&Register { min: Some(9), max: Some(20), ..Register::default() }, settled(6)).unwrap();
    assert_eq!(bench.minutes(1, 40.0), [(3, 9)]);
}

#[test]
fn the_action_names_its_alarm_and_the_breach() {
    let mut bench =
        Steps::new(vec![out().into()], RULES, 4).alarm(Comparison::Less, 1, &[]).alarm(Comparison::Greater, 2, &[0]);
    bench.minutes(3, 40.0);
    let action = (0..2).find_map(|_| bench.see(&[Some(55.0), Some(55.0)])).unwrap();
    assert_eq!((action.alarm, action.policy, action.to), (AlarmRef::Named(1), 0, 6));
    assert_eq!(action.breach, Some(Time::from_secs(180)));
    assert_eq!(bench.bench.scaler.judged()[0].alarm, Some(AlarmRef::Named(1)));
}

#[test]
fn of_two_alarms_that_invoke_one_policy_the_larger_step_speaks() {
    let mut bench = Steps::new(vec![out().into()], RULES, 4).alarm(Comparison::Greater, 1, &[0]).alarm(
        Comparison::Greater,
        1,
        &[0],
    );
    let action = bench.see(&[Some(55.0), Some(70.0)]).unwrap();
    assert_eq!((action.alarm, action.to), (AlarmRef::Named(1), 7));
    assert_eq!(bench.bench.scaler.judged().len(), 1);
    // One alarm may invoke two policies.
    let mut both = Steps::new(vec![out().into(), steps("more", &[(Some(0.0), None, 5)]).into()], RULES, 4).alarm(
        Comparison::Greater,
        1,
        &[0, 1],
    );
    assert_eq!(both.minutes(1, 55.0), [(1, 9)]);
    assert_eq!(both.bench.reasons(), ["sim.other_policy_wins", ""]);
}

#[test]
fn a_policy_with_an_alarm_in_alarm_is_not_told_quiet_by_another() {
    let mut scaler = Scaler::new(&target(vec![out()]), RULES, || 7);
    let mut tell = |alarm: usize, state: State, acts: bool| {
        let (comparison, threshold, values) = (Comparison::Greater, 50.0, vec![55.0]);
        let breach_since = None;
        let found =
            AlarmFound { alarm, acts, state, comparison, threshold, values, breaching: 1, needed: 1, breach_since };
        scaler.alarm_evaluated(0, found);
        scaler.judge(Time::from_secs(60), settled(20));
        scaler.judged().len()
    };
    assert_eq!(tell(0, State::InAlarm, true), 1);
    assert_eq!(tell(1, State::Ok, false), 0);
    assert_eq!(tell(0, State::Ok, false), 1);
}

#[test]
fn d1_of_two_policies_the_largest_capacity() {
    let twice = StepScaling {
        adjustment: AdjustmentType::PercentChangeInCapacity,
        ..steps("twice", &[(Some(0.0), None, 200)])
    };
    let three = steps("three", &[(Some(0.0), None, 3)]);
    let mut bench = Steps::new(vec![three.into(), twice.into()], RULES, 10);
    bench.bench.scaler.register(&Register { max: Some(40), ..Register::default() }, settled(10)).unwrap();
    let mut bench = bench.alarm(Comparison::Greater, 1, &[0, 1]);
    assert_eq!(bench.minutes(1, 55.0), [(1, 30)]);
    assert_eq!(bench.bench.reasons(), ["sim.other_policy_wins", ""]);
}

#[test]
fn the_largest_capacity_counts_for_scale_in_too_and_any_scale_out_beats_it() {
    let three = steps("three", &[(None, Some(0.0), -3)]);
    let mut bench = Steps::new(vec![three.into(), inward().into(), out().into()], RULES, 10)
        .alarm(Comparison::Less, 1, &[0, 1])
        .alarm(Comparison::Greater, 1, &[2]);
    assert_eq!(bench.see(&[Some(40.0), Some(40.0)]).unwrap().to, 9);
    assert_eq!(bench.bench.reasons(), ["sim.other_policy_wins", "", "sim.alarm_not_breaching"]);
    assert_eq!(bench.see(&[Some(40.0), Some(60.0)]).unwrap().to, 12);
    assert_eq!(bench.bench.reasons(), ["sim.other_policy_wins", "sim.cooldown_active", ""]);
}

/// Target tracking on the first series, and a step policy for scale-in.
fn beside_tracking() -> Steps {
    let policies = vec![policy("busy", 600.0).into(), inward().into()];
    Steps::new(policies, RULES, 10).alarm(Comparison::Less, 1, &[1])
}

#[test]
fn d5_a_step_scales_in_although_target_tracking_is_not_ready() {
    let mut bench = beside_tracking();
    for _ in 0..3 {
        bench.bench.measure(0, 590.0);
        bench.see(&[Some(60.0)]);
    }
    bench.bench.measure(0, 590.0);
    assert_eq!(bench.see(&[Some(40.0)]).unwrap().to, 9);
    assert_eq!(bench.bench.reasons(), ["sim.alarm_not_breaching", ""]);
}

#[test]
fn d5_nor_does_a_step_that_stays_hold_target_tracking_back() {
    let mut bench = beside_tracking();
    for _ in 0..14 {
        bench.bench.measure(0, 300.0);
        bench.see(&[Some(60.0)]);
    }
    // Both at once: the larger capacity.
    bench.bench.measure(0, 300.0);
    assert_eq!(bench.see(&[Some(40.0)]).unwrap().to, 9);
    assert_eq!(bench.bench.reasons(), ["sim.other_policy_wins", ""]);
    // The step cools down, target tracking goes on.
    bench.bench.measure(0, 300.0);
    assert_eq!(bench.see(&[Some(40.0)]).unwrap().to, 5);
    assert_eq!(bench.bench.reasons(), ["", "sim.cooldown_active"]);
}

#[test]
fn a_step_scale_out_ends_the_scale_in_cooldown_of_target_tracking() {
    let policies = vec![policy("busy", 600.0).into(), out().into()];
    let mut bench = Steps::new(policies, RULES, 10).alarm(Comparison::Greater, 1, &[1]);
    for minute in 1..=16 {
        bench.bench.measure(0, 300.0);
        bench.see(&[Some(if minute == 16 { 55.0 } else { 40.0 })]);
    }
    let ran = bench.bench.scaler.cooldowns()[0];
    assert_eq!((ran.policy, ran.direction, ran.until), (0, Direction::In, Time::from_secs(16 * 60)));
}
