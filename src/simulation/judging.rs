//! When an alarm judges, and what it looks at: the grid of its evaluations, and whom it tells what it found.

use super::Pool;
use super::endpoint::{Endpoint, scope_of};
use crate::engine::{Span, Time};
use crate::model::alarms::{Alarm, AlarmConfig, ByHand, Evaluation, State};
use crate::model::metrics::{Query, Sample, Store};
use crate::model::scaling::AlarmFound;
use crate::scenario::setup::{PolicyRef, UserAlarm};
use std::collections::BTreeSet;

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
    /// Off the grid: the first evaluation of an alarm that has just been made.
    at_once: Option<Time>,
    /// The last evaluation.
    pub(super) judged: Option<Time>,
}

impl Judging {
    /// Of an alarm that is there when the run begins.
    pub(super) fn from_begin(query: &Query, step: Span, lag: Span, begin: Time) -> Self {
        Self { query: query.clone(), step, lag, end: begin.floor(step) + step, at_once: None, judged: None }
    }

    /// Of an alarm that is made now: it is evaluated at once, on what can be seen now, then on the grid.
    ///
    /// Ref: "Using Amazon `CloudWatch` alarms" (a new alarm).
    pub(super) fn at_once(query: &Query, step: Span, lag: Span, now: Time) -> Self {
        let end = now.back(lag).floor(step);
        Self { query: query.clone(), step, lag, end, at_once: Some(now), judged: None }
    }

    /// Of an alarm that is configured anew now: it goes on with the grid, which may be another one.
    pub(super) fn reconfigured(&self, query: &Query, step: Span, lag: Span, now: Time) -> Self {
        let floor = now.back(lag).floor(step);
        let end = if floor + lag < now { floor + step } else { floor };
        Self { query: query.clone(), step, lag, end, at_once: self.at_once, judged: self.judged }
    }

    pub(super) fn due(&self) -> Time {
        self.at_once.unwrap_or(self.end + self.lag)
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
        self.at_once = None;
        self.judged = Some(now);
        Some(found)
    }
}

/// From one evaluation of an alarm to the next.
///
/// Ref: "Using Amazon `CloudWatch` alarms": every minute, high-resolution alarms every ten seconds.
pub(super) fn step_of(config: &AlarmConfig) -> Span {
    if config.period < Span::MINUTE { Span::from_secs(10) } else { Span::MINUTE }
}

/// An alarm of the scenario.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) alarm: Alarm,
    pub(super) judging: Judging,
    pub(super) given: UserAlarm,
}

impl Named {
    /// It has judged nothing yet.
    pub(super) fn new(given: &UserAlarm, judging: Judging) -> Self {
        Self { alarm: Alarm::new(given.config.clone()), judging, given: given.clone() }
    }

    /// Tells the policies that the alarm names, whatever variants they scale, what it has found.
    fn tell_policies(&self, number: usize, found: &Evaluation, pools: &mut [Pool]) {
        let given = &self.given;
        let actions = [
            (State::InAlarm, &given.alarm_actions),
            (State::Ok, &given.ok_actions),
            (State::InsufficientData, &given.insufficient_data_actions),
        ];
        let told: BTreeSet<PolicyRef> = actions.iter().flat_map(|(_, policies)| policies.iter().copied()).collect();
        for policy in told {
            let invokes = actions.iter().any(|(state, policies)| *state == found.to && policies.contains(&policy));
            if let Some(control) = &mut pools[policy.variant].control {
                let found = AlarmFound::of(number, &self.alarm, found, invokes);
                control.scaler.alarm_evaluated(policy.policy, found);
            }
        }
    }
}

impl Endpoint {
    /// The alarm of a place, if it is there now.
    fn named_mut(&mut self, number: usize) -> Option<&mut Named> {
        self.named.get_mut(number)?.as_mut()
    }

    /// `PutMetricAlarm`: a new alarm judges at once; one that is there keeps its state. Alarms are judged where
    /// something can be scaled.
    pub(super) fn put_alarm(&mut self, now: Time, number: usize, given: &UserAlarm) {
        if !self.is_watched {
            return;
        }
        let (step, lag) = (step_of(&given.config), self.store.lag(&given.query));
        if let Some(named) = self.named_mut(number) {
            named.alarm.put(given.config.clone());
            named.judging = named.judging.reconfigured(&given.query, step, lag, now);
            named.given = given.clone();
            return;
        }
        if self.named.len() <= number {
            self.named.resize_with(number + 1, || None);
        }
        self.named[number] = Some(Named::new(given, Judging::at_once(&given.query, step, lag, now)));
    }

    /// `DeleteAlarms`.
    pub(super) fn delete_alarm(&mut self, number: usize, pools: &mut [Pool]) {
        if let Some(named) = self.named.get_mut(number) {
            *named = None;
        }
        for control in pools.iter_mut().filter_map(|pool| pool.control.as_mut()) {
            control.scaler.alarm_deleted(number);
        }
    }

    /// `EnableAlarmActions`, `DisableAlarmActions`: those that are there.
    pub(super) fn enable_actions(&mut self, alarms: &[usize], enabled: bool) {
        for &number in alarms {
            if let Some(named) = self.named_mut(number) {
                named.alarm.enable_actions(enabled);
            }
        }
    }

    /// `SetAlarmState`.
    pub(super) fn set_alarm_state(&mut self, now: Time, number: usize, by_hand: &ByHand, pools: &mut [Pool]) {
        let Self { named, log, told, .. } = self;
        let Some(Some(named)) = named.get_mut(number) else { return };
        let found = named.alarm.set_state(now, by_hand, 0.0);
        named.tell_policies(number, &found, pools);
        *told = true;
        log.evaluated(scope_of(&named.given.query, pools), &named.alarm, &found);
    }

    /// Evaluates an alarm of the scenario, if it is due, and tells the policies that it names.
    pub(super) fn evaluate_named(&mut self, number: usize, now: Time, pools: &mut [Pool]) -> bool {
        let Self { named, store, log, .. } = self;
        let Some(named) = &mut named[number] else { return false };
        let alarm = &mut named.alarm;
        let found = named.judging.evaluate(now, store, |end, look| alarm.evaluate(now, end, look));
        let Some(found) = found else { return false };
        named.tell_policies(number, &found, pools);
        log.evaluated(scope_of(&named.given.query, pools), &named.alarm, &found);
        true
    }
}
