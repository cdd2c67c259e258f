//! Each switch of cooldowns and percentages changes an outcome.

use super::steps::{Steps, inward, out, steps};
use super::*;
use crate::model::scaling::{AdjustmentType, StepScaling};

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
