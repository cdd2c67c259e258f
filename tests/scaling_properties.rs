//! What no history of datapoints can make a scalable target do: leave its bounds, act within a cooldown, add without a
//! high alarm, or change without saying so.

use dryscale::engine::{Span, Time};
use dryscale::model::alarms::{Alarm, AlarmConfig, Comparison, OnlyBreaching, State, TreatMissingData};
use dryscale::model::metrics::{Metric, Query, Sample, Statistic};
use dryscale::model::scaling::{
    Action, AdjustmentType, Aggregation, AlarmFound, Capacity, CooldownRule, Direction, Rules, Scaler, Step,
    StepScaling, Target, TargetTracking, Verdict,
};
use proptest::prelude::*;

const TRACKING: usize = 0;
const STEPS: usize = 1;
const COOLDOWN: Span = Span::from_secs(300);

/// A target with a tracking policy and, invoked by an alarm of its own, a step policy of +2.
#[derive(Clone, Debug)]
struct World {
    min: u32,
    max: u32,
    target: f64,
    disable_scale_in: bool,
    rule: CooldownRule,
    update_lock: bool,
    launch_minutes: u64,
    /// Requests of each minute, in tens; `None`: no datapoint.
    minutes: Vec<Option<u16>>,
}

fn worlds() -> impl Strategy<Value = World> {
    let rules = [CooldownRule::Absolute, CooldownRule::Excess, CooldownRule::Block];
    // Stretches of equal load, so that alarms come about.
    let stretch = (prop::option::weighted(0.95, 0_u16..2_000), 1_usize..20);
    let minutes = prop::collection::vec(stretch, 1..12)
        .prop_map(|all| all.into_iter().flat_map(|(value, times)| vec![value; times]).collect());
    let bounds = (0_u32..6, 0_u32..12);
    (bounds, any::<bool>(), prop::sample::select(rules.to_vec()), any::<bool>(), 0_u64..6, minutes).prop_map(
        |((min, more), disable_scale_in, rule, update_lock, launch_minutes, minutes)| World {
            min,
            max: min + more,
            target: 600.0,
            disable_scale_in,
            rule,
            update_lock,
            launch_minutes,
            minutes,
        },
    )
}

impl World {
    fn rules(&self) -> Rules {
        Rules { cooldown_rule: self.rule, ..Rules::DEFAULT }
    }

    fn target(&self) -> Target {
        let metric = Query::simple(Metric::InvocationsPerInstance, Statistic::Sum);
        let tracking = TargetTracking {
            name: "tracking".to_owned(),
            target_value: self.target,
            metric,
            scale_out_cooldown: COOLDOWN,
            scale_in_cooldown: COOLDOWN,
            disable_scale_in: self.disable_scale_in,
        };
        let steps = StepScaling {
            name: "steps".to_owned(),
            adjustment: AdjustmentType::ChangeInCapacity,
            steps: vec![Step { lower: Some(0.0), upper: None, adjustment: 2 }],
            min_magnitude: None,
            cooldown: COOLDOWN,
            aggregation: Aggregation::Average,
        };
        Target {
            resource_id: "endpoint/e/variant/v".to_owned(),
            min: self.min,
            max: self.max,
            policies: vec![tracking.into(), steps.into()],
            scheduled: Vec::new(),
        }
    }

    /// The alarm that invokes the step policy: two datapoints above one and a half times the target.
    fn alarm(&self) -> Alarm {
        Alarm::new(AlarmConfig {
            name: "hot".to_owned(),
            period: Span::MINUTE,
            evaluation_periods: 2,
            datapoints_to_alarm: None,
            threshold: 1.5 * self.target,
            comparison: Comparison::Greater,
            treat_missing_data: TreatMissingData::Missing,
            evaluation_range: 4,
            action_repeat: Span::ZERO,
            few_samples: None,
            actions_enabled: true,
            only_breaching: OnlyBreaching::Keep,
        })
    }
}

/// A cooldown that the audit keeps for itself.
#[derive(Clone, Copy, Debug)]
struct Cooling {
    policy: usize,
    direction: Direction,
    until: Time,
}

/// The books of an auditor who knows the rules of the pages and nothing of the room.
#[derive(Default)]
struct Audit {
    cooling: Vec<Cooling>,
    under_way: Vec<(Time, Action)>,
    actions: Vec<Action>,
}

impl Audit {
    /// What completes by `now` starts its cooldown.
    fn complete(&mut self, now: Time, scaler: &mut Scaler) -> i64 {
        let done: Vec<(Time, Action)> = self.under_way.extract_if(.., |(at, _)| *at <= now).collect();
        for (_, action) in &done {
            scaler.completed(now, action);
            let (policy, direction) = (action.policy, action.direction());
            self.cooling.retain(|c| (c.policy, c.direction) != (policy, direction));
            self.cooling.push(Cooling { policy, direction, until: now + COOLDOWN });
        }
        let outs = done.iter().filter(|(_, action)| action.direction() == Direction::Out);
        outs.map(|(_, action)| i64::from(action.to) - i64::from(action.from)).sum()
    }

    fn cools(&self, now: Time, action: &Action) -> bool {
        let is_same = |c: &Cooling| (c.policy, c.direction) == (action.policy, action.direction());
        self.cooling.iter().any(|c| is_same(c) && c.until > now)
    }

    fn check(&mut self, world: &World, now: Time, action: Action, desired: u32) {
        let out = action.direction() == Direction::Out;
        assert_eq!(action.from, desired);
        assert_ne!(action.to, desired);
        assert!((world.min..=world.max).contains(&action.to), "within the bounds");
        assert!(!world.update_lock || self.under_way.is_empty(), "nothing is accepted while Updating");
        // One step of one size adds nothing within its cooldown; target tracking under the block rule neither.
        if !out || action.policy == STEPS || world.rule == CooldownRule::Block {
            assert!(!self.cools(now, &action), "{action:?} at {now:?} within {:?}", self.cooling);
        }
        if out {
            self.cooling.retain(|c| c.direction == Direction::Out);
        } else {
            let launching = self.under_way.iter().any(|(_, a)| a.direction() == Direction::Out);
            assert!(!launching, "a scale-in waits until the launch is complete");
        }
        self.actions.push(action);
    }
}

/// Plays a world and audits it.
fn play(world: &World) -> Vec<Action> {
    let mut scaler = Scaler::new(&world.target(), world.rules(), || 7);
    let mut alarm = world.alarm();
    let (mut desired, mut in_service) = (world.min, world.min);
    let mut points: Vec<Option<(f64, u32)>> = Vec::new();
    let mut audit = Audit::default();
    for (minute, requests) in (1_u64..).zip(&world.minutes) {
        let now = Time::from_secs(60 * minute);
        points.push(requests.filter(|_| in_service > 0).map(|tens| (f64::from(tens) * 10.0, in_service)));
        in_service = (i64::from(in_service) + audit.complete(now, &mut scaler)) as u32;
        let mut look = |start: Time, period: Span| {
            let (count, units) = (*points.get((start.nanos() / period.nanos()) as usize)?)?;
            let units = f64::from(units);
            Some(Sample { start, value: count / units, sample_count: count, units })
        };
        scaler.evaluate(TRACKING, now, now, &mut look);
        let found = alarm.evaluate(now, now, &mut look);
        scaler.alarm_evaluated(STEPS, AlarmFound::of(0, &alarm, &found, found.to == State::InAlarm));
        let updating = world.update_lock && !audit.under_way.is_empty();
        let action = scaler.judge(now, Capacity { desired, in_service, updating });
        let said: Vec<(usize, u32)> = scaler
            .judged()
            .iter()
            .filter_map(|judged| match judged.verdict {
                Verdict::Scale { to, .. } => Some((judged.policy, to)),
                Verdict::Hold(_) => None,
            })
            .collect();
        assert_eq!(said, action.iter().map(|a| (a.policy, a.to)).collect::<Vec<_>>(), "what changes is said");
        if let Some(action) = action {
            audit.check(world, now, action, desired);
            let out = action.direction() == Direction::Out;
            in_service = if out { in_service } else { action.to };
            let takes = if out { Span::MINUTE * world.launch_minutes } else { Span::ZERO };
            audit.under_way.push((now + takes, action));
            desired = action.to;
            in_service = (i64::from(in_service) + audit.complete(now, &mut scaler)) as u32;
        }
    }
    audit.actions
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Property 18, and of a fixed capacity property 16: where the bounds leave no choice nothing acts.
    #[test]
    fn p18_capacity_stays_within_its_bounds_and_changes_only_by_what_is_said(world in worlds()) {
        let actions = play(&world);
        prop_assert!(world.min != world.max || actions.is_empty());
    }

    /// Property 17.
    #[test]
    fn p17_an_unreachable_target_never_scales_out_and_disable_scale_in_never_in(world in worlds()) {
        let never_out = World { target: 1e300, ..world.clone() };
        prop_assert!(play(&never_out).iter().all(|action| action.direction() == Direction::In));
        let never_in = World { disable_scale_in: true, ..world };
        prop_assert!(play(&never_in).iter().all(|action| action.direction() == Direction::Out));
    }
}

#[test]
fn there_is_something_to_audit() {
    let world = World {
        min: 1,
        max: 10,
        target: 600.0,
        disable_scale_in: false,
        rule: CooldownRule::Absolute,
        update_lock: true,
        launch_minutes: 2,
        minutes: [vec![Some(200); 8], vec![Some(60); 20]].concat(),
    };
    let told: Vec<(u32, u32)> = play(&world).iter().map(|action| (action.from, action.to)).collect();
    assert_eq!(told, [(1, 3), (3, 4), (4, 1)]);
}
