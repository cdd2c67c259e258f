//! Each switch of cooldowns and percentages changes an outcome.

use super::steps::{Steps, inward, out, steps};
use super::*;
use crate::model::scaling::{
    AdjustmentType, OneBoundCrosses, OutsideBounds, ReadyToScaleIn, SameTime, Schedule, StepAtThreshold, StepScaling,
    ZeroPercentStep,
};

#[test]
fn step_credit_clock() {
    let run = |step_credit_clock| {
        let mut bench = Steps::pair(Rules { step_credit_clock, ..RULES }, 4);
        assert_eq!(bench.minutes(1, 55.0), [(1, 6)]);
        assert_eq!(bench.minutes(1, 60.0), [(2, 7)]);
        bench.minutes(6, 60.0)
    };
    assert_eq!(run(StepCreditClock::Restart), [(7, 10)]);
    assert_eq!(run(StepCreditClock::Keep), [(6, 10)]);
}

#[test]
fn scale_in_during_a_scale_out_cooldown() {
    let run = |rule| {
        let rules = Rules { scale_in_during_scale_out_cooldown: rule, ..RULES };
        let mut bench = Steps::pair(rules, 4);
        assert_eq!(bench.minutes(1, 55.0), [(1, 6)]);
        let changes = bench.minutes(5, 40.0);
        (changes, bench)
    };
    assert_eq!(run(ScaleInDuringScaleOutCooldown::AfterCompletion).0, [(2, 5)]);
    let (changes, mut blocked) = run(ScaleInDuringScaleOutCooldown::Blocked);
    assert_eq!(changes, [(6, 5)]);
    assert_eq!(blocked.minutes(1, 55.0), [(7, 7)]);
    blocked.minutes(1, 40.0);
    assert_eq!(blocked.bench.reasons()[1], "sim.cooldown_active");
    let told = blocked.bench.scaler.judged()[1].arithmetic.to_string();
    assert_eq!(told, "40 - 50 = -10: step (-inf, 0] -1; 7 - 1 = 6, 240 s of cooldown left");
}

#[test]
fn scale_in_of_target_tracking_is_blocked_too() {
    let run = |rule| {
        let slow = TargetTracking { scale_out_cooldown: Span::HOUR, ..policy("busy", 600.0) };
        let rules = Rules { scale_in_during_scale_out_cooldown: rule, ..RULES };
        let mut bench = Bench::new(&target(vec![slow]), rules, 10);
        assert_eq!(bench.minutes(3, &[840.0]), [(3, 14)]);
        bench.minutes(15, &[300.0])
    };
    assert_eq!(run(ScaleInDuringScaleOutCooldown::AfterCompletion), [(18, 7)]);
    assert_eq!(run(ScaleInDuringScaleOutCooldown::Blocked), []);
}

#[test]
fn cooldown_scope() {
    let run = |cooldown_scope| {
        let policies = vec![out().into(), steps("more", &[(Some(0.0), None, 3)]).into(), inward().into()];
        let mut bench = Steps::new(policies, Rules { cooldown_scope, ..RULES }, 4)
            .alarm(Comparison::Greater, 1, &[0])
            .alarm(Comparison::Greater, 1, &[1]);
        let first = bench.see(&[Some(55.0), Some(40.0)]).map(|action| action.to);
        (first, bench.see(&[Some(40.0), Some(55.0)]).map(|action| action.to))
    };
    assert_eq!(run(CooldownScope::Policy), (Some(6), Some(9)));
    // What the other policy has added counts: three are one more.
    assert_eq!(run(CooldownScope::Target), (Some(6), Some(7)));
}

#[test]
fn percent_base() {
    let run = |percent_base| {
        let half = StepScaling {
            adjustment: AdjustmentType::PercentChangeInCapacity,
            ..steps("half", &[(Some(0.0), None, 50)])
        };
        let mut bench = Steps::new(vec![half.into()], Rules { percent_base, ..RULES }, 8);
        bench.bench.capacity.in_service = 4;
        let mut bench = bench.alarm(Comparison::Greater, 1, &[0]);
        (bench.minutes(1, 55.0), bench.told())
    };
    let (changes, told) = run(PercentBase::Desired);
    assert_eq!((changes, told.as_str()), (vec![(1, 12)], "55 - 50 = 5: step [0, inf) +50 % of 8 = 4; 8 + 4 = 12"));
    let (changes, told) = run(PercentBase::InService);
    assert_eq!((changes, told.as_str()), (vec![(1, 10)], "55 - 50 = 5: step [0, inf) +50 % of 4 = 2; 8 + 2 = 10"));
}

#[test]
fn a_percentage_within_the_cooldown_is_one_of_what_there_was_before() {
    let half = StepScaling {
        adjustment: AdjustmentType::PercentChangeInCapacity,
        ..steps("half", &[(Some(0.0), Some(10.0), 50), (Some(10.0), None, 75)])
    };
    let mut bench = Steps::new(vec![half.into()], RULES, 8).alarm(Comparison::Greater, 1, &[0]);
    assert_eq!(bench.minutes(2, 55.0), [(1, 12)]);
    assert_eq!(bench.bench.reason(), "sim.cooldown_active");
    assert_eq!(bench.minutes(1, 60.0), [(3, 14)]);
}

#[test]
fn metric_value() {
    let run = |metric_value| {
        let mut bench =
            Steps::new(vec![out().into()], Rules { metric_value, ..RULES }, 4).alarm(Comparison::Greater, 2, &[0]);
        bench.minutes(1, 80.0);
        (bench.minutes(1, 55.0), bench.told())
    };
    assert_eq!(run(MetricValue::Newest).0, [(2, 6)]);
    let (changes, told) = run(MetricValue::Window);
    assert_eq!((changes, told.as_str()), (vec![(2, 7)], "67.5 - 50 = 17.5: step [10, inf) +3; 4 + 3 = 7"));
}

#[test]
fn ready_to_scale_in() {
    let run = |ready_to_scale_in| {
        let quick = TargetTracking { scale_in_cooldown: Span::ZERO, ..policy("quick", 600.0) };
        let slow = TargetTracking { scale_in_cooldown: Span::HOUR, ..policy("slow", 600.0) };
        let mut bench = Bench::new(&target(vec![quick, slow]), Rules { ready_to_scale_in, ..RULES }, 10);
        assert_eq!(bench.minutes(15, &[300.0, 360.0]), [(15, 6)]);
        // The cooldown of the slow one runs, and its alarm is in ALARM.
        bench.minutes(1, &[400.0, 300.0])
    };
    assert_eq!(run(ReadyToScaleIn::AlarmAndCooldown), []);
    assert_eq!(run(ReadyToScaleIn::Alarm), [(16, 4)]);
}

#[test]
fn same_time() {
    let found = |alarm, value: f64, comparison| AlarmFound {
        alarm,
        acts: true,
        state: State::InAlarm,
        comparison,
        threshold: 50.0,
        values: vec![value],
        breaching: 1,
        needed: 1,
        breach_since: None,
    };
    // Out at 02:15 and in at `second`.
    let run = |same_time, second| {
        let policies: Vec<Policy> = vec![out().into(), inward().into()];
        let mut scaler = Scaler::new(&target(policies), Rules { same_time, ..RULES }, || 7);
        scaler.alarm_evaluated(0, found(0, 55.0, Comparison::Greater));
        let now = Time::from_secs(135);
        let first = scaler.judge(now, settled(4)).unwrap();
        scaler.completed(now, &first);
        scaler.alarm_evaluated(1, found(1, 40.0, Comparison::Less));
        let second = scaler.judge(Time::from_secs(second), settled(6)).map(|action| action.to);
        (first.to, second)
    };
    assert_eq!(run(SameTime::SameInstant, 160), (6, Some(5)));
    assert_eq!(run(SameTime::SameMinute, 160), (6, None));
    assert_eq!(run(SameTime::SameMinute, 180), (6, Some(5)));
}

#[test]
fn step_at_threshold() {
    let run = |step_at_threshold| {
        let rules = Rules { step_at_threshold, ..RULES };
        let mut bench = Steps::new(vec![inward().into()], rules, 4).alarm(Comparison::LessOrEqual, 1, &[0]);
        let at = bench.minutes(1, 50.0);
        (at, bench.minutes(1, 49.0))
    };
    // Below the threshold both hold the step; at it the operator's side does.
    assert_eq!(run(StepAtThreshold::ByOperator).0, [(1, 3)]);
    assert_eq!(run(StepAtThreshold::LowerInclusive), (vec![], vec![(2, 3)]));
}

#[test]
fn zero_percent_step() {
    let run = |zero_percent_step, bounds: (Option<f64>, Option<f64>), comparison, value| {
        let none = StepScaling {
            adjustment: AdjustmentType::PercentChangeInCapacity,
            min_magnitude: Some(2),
            ..steps("none", &[(bounds.0, bounds.1, 0)])
        };
        let rules = Rules { zero_percent_step, ..RULES };
        Steps::new(vec![none.into()], rules, 4).alarm(comparison, 1, &[0]).minutes(1, value)
    };
    let above = |rule| run(rule, (Some(0.0), None), Comparison::Greater, 55.0);
    let below = |rule| run(rule, (None, Some(0.0)), Comparison::Less, 45.0);
    assert_eq!((above(ZeroPercentStep::StaysZero), below(ZeroPercentStep::StaysZero)), (vec![], vec![]));
    assert_eq!((above(ZeroPercentStep::Raised), below(ZeroPercentStep::Raised)), (vec![(1, 6)], vec![(1, 2)]));
}

#[test]
fn outside_bounds() {
    let run = |outside_bounds| {
        let small = Target { max: 10, ..target(vec![policy("busy", 600.0)]) };
        let mut bench = Bench::new(&small, Rules { outside_bounds, ..RULES }, 14);
        let changes = bench.minutes(3, &[840.0]);
        (changes, bench.reason().to_owned())
    };
    assert_eq!(run(OutsideBounds::ClampOnNextAction).0, [(3, 10)]);
    assert_eq!(run(OutsideBounds::Ordinary), (vec![], "AlreadyAtMaxCapacity".to_owned()));
    // Steps too: what the policy wants is less, and goes to the bound by its own step.
    let steps = |outside_bounds, value| {
        let mut bench = Steps::pair(Rules { outside_bounds, ..RULES }, 24);
        bench.minutes(1, value)
    };
    assert_eq!(
        (steps(OutsideBounds::ClampOnNextAction, 55.0), steps(OutsideBounds::Ordinary, 55.0)),
        (vec![(1, 20)], vec![])
    );
    assert_eq!(steps(OutsideBounds::Ordinary, 40.0), [(1, 20)]);
}

#[test]
fn one_bound_crosses() {
    let due = |one_bound_crosses, min, max| {
        let schedule = Schedule::At(Time::from_secs(0));
        let action = Scheduled { name: "before-sale".to_owned(), schedule, min, max };
        let target = Target { min: 2, max: 4, scheduled: vec![action], ..target(Vec::<Policy>::new()) };
        Scaler::new(&target, Rules { one_bound_crosses, ..RULES }, || 7).fall_due(0, settled(3)).to_string()
    };
    assert_eq!(due(OneBoundCrosses::Fail, Some(6), None), "min 6 > max 4, nothing set");
    assert_eq!(due(OneBoundCrosses::MovesOther, Some(6), None), "min 6, max 6; desired 3 -> 6");
    assert_eq!(due(OneBoundCrosses::MovesOther, None, Some(1)), "min 1, max 1; desired 3 -> 1");
    assert_eq!(due(OneBoundCrosses::MovesOther, Some(3), None), "min 3, max 4");
}
