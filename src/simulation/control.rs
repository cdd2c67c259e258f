//! The control plane of one run: when periods close, alarms judge and schedules fall due, and what the answers lead to.

use super::Simulation;
use super::journal::Author;
use crate::aws::activity;
use crate::engine::{Purpose, RunSeed, Span, Time};
use crate::model::hosting::{Counts, Refusal, Wanted};
use crate::model::metrics::{Open, Predefined, Series, Slice};
use crate::model::scaling::{
    Action, Arithmetic, Bounds, Capacity, Due, ManagedRules, Moved, Register, Rules, Scaler, ScheduledDuringUpdate,
    Target, Verdict,
};
use crate::model::serving::Reading;
use crate::scenario::setup::{Assumptions, Setup};
use std::cmp::Reverse;

/// One metric that a policy reads: its open period, its history, and when its alarms judge.
#[derive(Debug)]
struct Watch {
    metric: Predefined,
    open: Open,
    series: Series,
    /// `Assumes:` `alarm_lag`: one draw a metric and run, so that evaluations are one period apart.
    lag: Span,
    /// End of the period that is judged next.
    judges: Time,
    policies: Vec<usize>,
}

/// A scheduled action and when it comes next.
#[derive(Clone, Copy, Debug)]
struct Pending {
    action: usize,
    nominal: Time,
    due: Time,
}

/// Metrics, alarms and policies of one scalable target.
#[derive(Debug)]
pub(super) struct Control {
    pub(super) scaler: Scaler,
    watches: Vec<Watch>,
    /// In the order of their names.
    pending: Vec<Pending>,
}

impl Control {
    pub(super) fn new(target: &Target, setup: &Setup, seed: RunSeed) -> Self {
        // The alarms of all runs carry the same names, so that runs can be compared.
        let every_run = RunSeed { run: 0, ..seed };
        let mut number = 0;
        let scaler = Scaler::new(target, rules(&setup.assumptions), || {
            number += 1;
            every_run.keyed(Purpose::Name, 0, number)
        });
        let begin = setup.window.begin;
        let mut watches: Vec<Watch> = Vec::new();
        for (index, policy) in target.policies.iter().enumerate() {
            match watches.iter_mut().find(|watch| watch.metric == policy.metric) {
                Some(watch) => watch.policies.push(index),
                None => watches.push(Watch::new(policy.metric, index, &scaler, setup, seed)),
            }
        }
        let mut by_name: Vec<usize> = (0..target.scheduled.len()).collect();
        by_name.sort_by(|&a, &b| target.scheduled[a].name.cmp(&target.scheduled[b].name));
        let pending = by_name.into_iter().filter_map(|a| pending(&scaler, a, begin, setup, seed)).collect();
        Self { scaler, watches, pending }
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.scaler.bounds()
    }

    /// The next moment after `now` at which a period closes, an alarm judges or an action falls due.
    pub(super) fn next_instant(&self, now: Time) -> Time {
        let due = self.pending.iter().map(|p| p.due);
        let watched = self.watches.iter().flat_map(|w| [w.open.end(), w.judges + w.lag]);
        due.chain(watched).min().unwrap_or(Time::NEVER).max(now)
    }

    /// What happened in the last `length`, with a constant number of instances in service.
    pub(super) fn measure(&mut self, length: Span, counts: Counts, reading: &Reading) {
        let slice = Slice {
            length,
            units: counts.in_service,
            arrived: reading.arrived,
            refused: reading.refused,
            most_at_a_unit: reading.most_at_a_unit,
            least_at_a_unit: reading.least_at_a_unit,
            in_flight_ns: reading.in_flight_ns,
        };
        for watch in &mut self.watches {
            watch.open.add(&slice);
        }
    }

    /// Periods that end at `now` become datapoints.
    pub(super) fn close_periods(&mut self, now: Time, setup: &Setup, seed: RunSeed) {
        for watch in self.watches.iter_mut().filter(|watch| watch.open.end() == now) {
            watch.close(now, &setup.assumptions, seed);
        }
    }
}

impl Watch {
    fn new(metric: Predefined, policy: usize, scaler: &Scaler, setup: &Setup, seed: RunSeed) -> Self {
        let assumed = &setup.assumptions;
        let law = if metric.period() < Span::MINUTE {
            &assumed.alarm_lag_high_resolution
        } else {
            &assumed.alarm_lag_standard
        };
        let open = Open::at(setup.window.begin, metric.period());
        let lag = law.draw(seed.keyed(Purpose::Delay, metric as u64, 0));
        // While a period waits to be judged, later ones close (never more than a run has).
        let run = setup.window.end.since(setup.window.begin);
        let later = lag.min(run).whole(metric.period()) as usize;
        Self {
            metric,
            series: Series::new(metric, scaler.periods_read(policy) + later),
            lag,
            judges: open.end(),
            open,
            policies: vec![policy],
        }
    }

    fn close(&mut self, now: Time, assumed: &Assumptions, seed: RunSeed) {
        let closed = self.open.close();
        if let Some(datapoint) = closed.datapoint(self.metric, assumed.refused_are_invocations) {
            let period = now.nanos() / self.metric.period().nanos();
            let jitter = assumed.publication_jitter.draw(seed.keyed(Purpose::Delay, self.metric as u64, period));
            self.series.push(datapoint, now + self.lag + jitter);
        }
    }
}

fn pending(scaler: &Scaler, action: usize, from: Time, setup: &Setup, seed: RunSeed) -> Option<Pending> {
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
        flapping: assumed.flapping,
        scheduled_during_update: assumed.scheduled_during_update,
        dst: assumed.dst,
        managed: ManagedRules {
            concurrency_statistic: assumed.concurrency_statistic,
            high_resolution_datapoints: assumed.high_resolution_datapoints,
            evaluation_range_extra: assumed.evaluation_range_extra,
            action_repeat_high_resolution: assumed.action_repeat_high_resolution,
        },
    }
}

impl Simulation<'_> {
    fn capacity(&self) -> Capacity {
        let counts = self.fleet.counts();
        Capacity { desired: counts.desired, in_service: counts.in_service, updating: self.fleet.is_updating() }
    }

    /// RegisterScalableTarget moves a capacity that lies outside the bounds.
    ///
    /// Ref: API reference, RegisterScalableTarget.
    pub(super) fn register(&mut self, now: Time) {
        let capacity = self.capacity();
        let Some(control) = &mut self.control else { return };
        if let Ok(Some(moved)) = control.scaler.register(&Register::default(), capacity) {
            self.carry_out_bound(now, moved);
        }
    }

    /// Scheduled actions that fall due at `now`, in the order of their names.
    pub(super) fn take_schedule(&mut self, now: Time) {
        let Some(control) = &self.control else { return };
        let due: Vec<usize> = (0..control.pending.len()).filter(|&p| control.pending[p].due <= now).collect();
        for slot in due {
            let capacity = self.capacity();
            let Some(control) = &mut self.control else { return };
            let Pending { action, nominal, .. } = control.pending[slot];
            let due = control.scaler.fall_due(action, capacity);
            let after = nominal + Span::from_nanos(1);
            if let Some(next) = pending(&control.scaler, action, after, self.setup, self.seed) {
                control.pending[slot] = next;
            } else {
                control.pending[slot].due = Time::NEVER;
            }
            self.schedule_fell_due(now, action, due);
        }
    }

    fn schedule_fell_due(&mut self, now: Time, action: usize, due: Due) {
        let Some(target) = &self.setup.target else { return };
        let scheduled = &target.scheduled[action];
        let desired = self.fleet.counts().desired;
        self.journal.scheduled(now, target, scheduled, &self.setup.endpoint, due, desired);
        if let Due::Set { moved: Some(moved), .. } = due {
            self.carry_out_bound(now, moved);
        }
    }

    /// A bound moves the capacity: no cooldown applies.
    fn carry_out_bound(&mut self, now: Time, moved: Moved) {
        let Some(target) = &self.setup.target else { return };
        let cause = if moved.to > moved.from {
            activity::caused_by_minimum(moved.to)
        } else {
            activity::caused_by_maximum(moved.to)
        };
        let plane = &self.plane;
        let busy = |unit| plane.outstanding(unit);
        let acts = self.setup.assumptions.scheduled_during_update == ScheduledDuringUpdate::Act;
        let answer = if acts {
            self.fleet.want_despite_update(now, moved.to, &busy)
        } else {
            self.fleet.want(now, moved.to, &busy)
        };
        let number = self.journal.change(now, &target.resource_id, cause, moved.from, moved.to, Author::Bound);
        self.answered(now, number, answer, moved.to);
    }

    /// What the service said to a change: under way, or refused.
    fn answered(&mut self, now: Time, activity: usize, answer: Result<Wanted, Refusal>, to: u32) {
        match answer {
            Ok(wanted) => {
                self.journal.granted(activity, wanted.number);
                for change in wanted.changes {
                    self.plane.apply(now, change);
                }
                self.steps.extend(wanted.steps.into_iter().map(Reverse));
                for change in wanted.called_off {
                    let action = self.journal.overridden(now, change, to);
                    self.given_up(now, action);
                }
                // What takes no time takes effect at once.
                self.take_steps(now);
            }
            Err(refusal) => {
                let reason = match refusal {
                    Refusal::Updating => activity::not_scalable(
                        self.setup.target.as_ref().map_or("", |t| &t.resource_id),
                        &self.setup.endpoint,
                    ),
                    Refusal::Quota { limit, utilization, delta } => {
                        let instance_type = &self.setup.variant.instance_type;
                        let reason = activity::quota_exceeded(instance_type, limit, utilization, delta);
                        activity::instance_count_refused(to, &reason)
                    }
                };
                let action = self.journal.refused(now, activity, reason);
                self.given_up(now, action);
            }
        }
    }

    /// A policy's action, if it was one, ended without success: no cooldown starts.
    fn given_up(&mut self, now: Time, action: Option<Action>) {
        if let (Some(action), Some(control)) = (action, &mut self.control) {
            control.scaler.failed(now, &action);
        }
    }

    /// Alarms that judge at `now`, in order of definition, then their policies together.
    pub(super) fn take_alarms(&mut self, now: Time) {
        let Some(control) = &mut self.control else { return };
        let mut due: Vec<(usize, usize)> = Vec::new();
        for (w, watch) in control.watches.iter().enumerate() {
            if watch.judges + watch.lag == now {
                due.extend(watch.policies.iter().map(|&policy| (policy, w)));
            }
        }
        if due.is_empty() {
            return;
        }
        due.sort_unstable();
        for &(policy, w) in &due {
            let watch = &control.watches[w];
            let newest = watch.judges.back(watch.metric.period());
            let found = control.scaler.evaluate(policy, now, newest, &watch.series);
            self.journal.evaluated(control.scaler.alarms(policy), &found);
        }
        for watch in control.watches.iter_mut().filter(|watch| watch.judges + watch.lag == now) {
            watch.judges += watch.metric.period();
        }
        self.judge(now);
    }

    fn judge(&mut self, now: Time) {
        let capacity = self.capacity();
        let (Some(control), Some(target)) = (&mut self.control, &self.setup.target) else { return };
        let action = control.scaler.judge(now, capacity);
        for judged in control.scaler.judged() {
            let alarms = control.scaler.alarms(judged.policy);
            self.journal.judged(target, alarms, judged, capacity.desired);
            if let (Arithmetic::Tracking { wanted, bounds, .. }, Verdict::Scale { .. } | Verdict::Hold(_)) =
                (judged.arithmetic, judged.verdict)
            {
                self.recorder.wanted(now, wanted, bounds.max);
            }
        }
        let Some(action) = action else { return };
        let alarm = control.scaler.alarms(action.policy).of(action.invoked).config().name.clone();
        let cause = activity::caused_by_alarm(&alarm, &target.policies[action.policy].name);
        let plane = &self.plane;
        let answer = self.fleet.want(now, action.to, &|unit| plane.outstanding(unit));
        let number =
            self.journal.change(now, &target.resource_id, cause, action.from, action.to, Author::Policy(action));
        self.answered(now, number, answer, action.to);
    }

    /// A change is complete: its activity ends, and the cooldown of a policy's action starts.
    pub(super) fn complete(&mut self, now: Time, change: u32) {
        if let Some(action) = self.journal.completed(now, change)
            && let Some(control) = &mut self.control
        {
            control.scaler.completed(now, &action);
        }
    }
}
