//! The control plane of one scalable target in a run: when alarms of its policies judge, when schedules fall due.

use super::endpoint::{Named, series_number};
use crate::engine::{Purpose, RunSeed, Span, Time};
use crate::model::metrics::{Metric, Query, Sample, Store};
use crate::model::scaling::{AlarmRef, Bounds, Evaluations, ManagedRules, Rules, Scaler, Target};
use crate::scenario::setup::{Assumptions, Setup};

/// When an alarm judges what.
#[derive(Debug)]
pub(super) struct Judging {
    pub(super) query: Query,
    /// From one evaluation to the next.
    pub(super) step: Span,
    /// `Assumes:` `alarm_lag`: one draw a metric and run, so that evaluations are one step apart.
    lag: Span,
    /// End of the windows that are judged next.
    pub(super) end: Time,
}

impl Judging {
    /// What is read of `query` is kept already.
    pub(super) fn new(query: &Query, step: Span, begin: Time, store: &Store) -> Self {
        Self { query: query.clone(), step, lag: store.lag(query), end: begin.floor(step) + step }
    }

    pub(super) fn due(&self) -> Time {
        self.end + self.lag
    }

    /// Judges, if it is due: windows that end at the moment given, as far as they can be seen now.
    pub(super) fn evaluate<T>(
        &mut self,
        now: Time,
        store: &Store,
        judge: impl FnOnce(Time, &mut dyn FnMut(Time, Span) -> Option<Sample>) -> T,
    ) -> Option<T> {
        if self.due() != now {
            return None;
        }
        let found = judge(self.end, &mut |start, period| store.look(&self.query, start, period, now));
        self.end += self.step;
        Some(found)
    }
}

/// A scheduled action and when it comes next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pending {
    pub(super) action: usize,
    pub(super) nominal: Time,
    pub(super) due: Time,
}

/// Policies and schedules of one scalable target.
#[derive(Debug)]
pub(super) struct Control {
    pub(super) scaler: Scaler,
    /// By policy; `None`: it has no alarms of its own.
    pub(super) tracked: Vec<Option<Judging>>,
    /// In the order of their names.
    pub(super) pending: Vec<Pending>,
}

impl Control {
    /// The target of the variant at `place`; what its policies read is kept in `store` from now on.
    pub(super) fn new(target: &Target, place: usize, setup: &Setup, seed: RunSeed, store: &mut Store) -> Self {
        // The alarms of all runs carry the same names, so that runs can be compared.
        let every_run = RunSeed { run: 0, ..seed };
        let mut number = 0;
        let scaler = Scaler::new(target, rules(&setup.assumptions), || {
            number += 1;
            every_run.keyed(Purpose::Name, place as u64, number)
        });
        let begin = setup.window.begin;
        let tracked = (0..target.policies.len()).map(|policy| {
            let query = &target.policies[policy].tracking()?.metric;
            let period = query.period();
            let draw = |of, metric| lag(of, metric, &setup.assumptions, seed);
            store.read(query, (period, scaler.periods_read(policy)), draw);
            Some(Judging::new(query, period, begin, store))
        });
        let tracked = tracked.collect();
        let mut by_name: Vec<usize> = (0..target.scheduled.len()).collect();
        by_name.sort_by(|&a, &b| target.scheduled[a].name.cmp(&target.scheduled[b].name));
        let pending = by_name.into_iter().filter_map(|a| pending(&scaler, a, begin, setup, seed)).collect();
        Self { scaler, tracked, pending }
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.scaler.bounds()
    }

    /// The next moment at which an alarm judges or an action falls due.
    pub(super) fn next_instant(&self) -> Time {
        let due = self.pending.iter().map(|p| p.due);
        due.chain(self.tracked.iter().flatten().map(Judging::due)).min().unwrap_or(Time::NEVER)
    }

    /// Evaluates the alarms of a policy, if they are due.
    pub(super) fn evaluate_managed(&mut self, policy: usize, now: Time, store: &Store) -> Option<Evaluations> {
        let Self { scaler, tracked, .. } = self;
        tracked[policy].as_mut()?.evaluate(now, store, |end, look| scaler.evaluate(policy, now, end, look))
    }

    /// `AlarmName` of the alarm that invoked a policy; of its `AlarmHigh` where none did.
    pub(super) fn alarm_name<'n>(&'n self, policy: usize, alarm: Option<AlarmRef>, named: &'n [Named]) -> &'n str {
        match (alarm, self.scaler.alarms(policy)) {
            (Some(AlarmRef::Named(number)), _) => &named[number].alarm.config().name,
            (own, Some(alarms)) => &alarms.of(own.unwrap_or(AlarmRef::High)).config().name,
            (_, None) => "",
        }
    }
}

pub(super) fn lag(of: u16, metric: Metric, assumed: &Assumptions, seed: RunSeed) -> Span {
    let high_resolution = metric.period() < Span::MINUTE;
    let law = if high_resolution { &assumed.alarm_lag_high_resolution } else { &assumed.alarm_lag_standard };
    law.draw(seed.keyed(Purpose::Delay, series_number(of, metric), 0))
}

pub(super) fn pending(scaler: &Scaler, action: usize, from: Time, setup: &Setup, seed: RunSeed) -> Option<Pending> {
    let nominal = scaler.next_due(action, from)?;
    let minute = nominal.nanos() / Span::MINUTE.nanos();
    // One draw a minute, not one an action: what falls due together stays in order, as AWS promises for one target.
    let delay = setup.assumptions.scheduled_delay.draw(seed.keyed(Purpose::Schedule, 0, minute));
    Some(Pending { action, nominal, due: nominal + delay })
}

fn rules(assumed: &Assumptions) -> Rules {
    Rules {
        metric_value: assumed.metric_value,
        capacity_basis: assumed.capacity_basis,
        cooldown_rule: assumed.cooldown_rule,
        cooldown_scope: assumed.cooldown_scope,
        step_credit_clock: assumed.step_credit_clock,
        scale_in_during_scale_out_cooldown: assumed.scale_in_during_scale_out_cooldown,
        percent_base: assumed.percent_base,
        flapping: assumed.flapping,
        scheduled_during_update: assumed.scheduled_during_update,
        dst: assumed.dst,
        managed: ManagedRules {
            high_datapoints: ManagedRules::STANDARD_DATAPOINTS.0,
            low_datapoints: ManagedRules::STANDARD_DATAPOINTS.1,
            high_resolution_datapoints: assumed.high_resolution_datapoints,
            evaluation_range_extra: assumed.evaluation_range_extra,
            action_repeat_high_resolution: assumed.action_repeat_high_resolution,
        },
    }
}
