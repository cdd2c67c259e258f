//! When an alarm judges, and what it looks at: the grid of its evaluations, and whom it tells what it found.

use super::control::Control;
use crate::engine::{Span, Time};
use crate::model::alarms::{Alarm, AlarmConfig, Evaluation, State};
use crate::model::metrics::Query;
use crate::model::scaling::{AlarmFound, AlarmRef, Evaluations};
use crate::scenario::setup::UserAlarm;
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

    fn has_judged(&mut self, now: Time) {
        self.end += self.step;
        self.at_once = None;
        self.judged = Some(now);
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

impl Control {
    /// The alarm of a place, if it is there now.
    pub(super) fn named_mut(&mut self, number: usize) -> Option<&mut Named> {
        self.named.get_mut(number)?.as_mut()
    }

    /// `PutMetricAlarm`: a new alarm judges at once; one that is there keeps its state.
    pub(super) fn put_alarm(&mut self, now: Time, number: usize, given: &UserAlarm) {
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
        let judging = Judging::at_once(&given.query, step, lag, now);
        self.named[number] = Some(Named { alarm: Alarm::new(given.config.clone()), judging, given: given.clone() });
    }

    /// `DeleteAlarms`.
    pub(super) fn delete_alarm(&mut self, number: usize) {
        self.named[number] = None;
        self.scaler.alarm_deleted(number);
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
    pub(super) fn set_alarm_state(
        &mut self,
        now: Time,
        number: usize,
        state: State,
        reason: &str,
        recent: &[f64],
    ) -> Option<Evaluation> {
        let found = self.named_mut(number)?.alarm.set_state(now, state, reason, recent);
        self.tell_policies(number, &found);
        self.told = true;
        Some(found)
    }

    /// Evaluates the alarms of a policy, if they are due.
    pub(super) fn evaluate_managed(&mut self, policy: usize, now: Time) -> Option<Evaluations> {
        let judging = self.tracked[policy].as_mut().filter(|judging| judging.due() == now)?;
        let (store, query) = (&self.store, &judging.query);
        let mut look = |start, period| store.look(query, start, period, now);
        let found = self.scaler.evaluate(policy, now, judging.end, &mut look);
        judging.has_judged(now);
        Some(found)
    }

    /// Evaluates an alarm of the scenario, if it is due, and tells the policies that it names.
    pub(super) fn evaluate_named(&mut self, number: usize, now: Time) -> Option<Evaluation> {
        let named = self.named[number].as_mut()?;
        let judging = &mut named.judging;
        if judging.due() != now {
            return None;
        }
        let (store, query) = (&self.store, &judging.query);
        let found = named.alarm.evaluate(now, judging.end, &mut |start, period| store.look(query, start, period, now));
        judging.has_judged(now);
        self.tell_policies(number, &found);
        Some(found)
    }

    fn tell_policies(&mut self, number: usize, found: &Evaluation) {
        let Some(Some(Named { alarm, given, .. })) = self.named.get(number) else { return };
        let actions = [
            (State::InAlarm, &given.alarm_actions),
            (State::Ok, &given.ok_actions),
            (State::InsufficientData, &given.insufficient_data_actions),
        ];
        let told: BTreeSet<usize> = actions.iter().flat_map(|(_, policies)| policies.iter().copied()).collect();
        for policy in told {
            let invokes = actions.iter().any(|(state, policies)| *state == found.to && policies.contains(&policy));
            self.scaler.alarm_evaluated(policy, AlarmFound::of(number, alarm, found, invokes));
        }
    }

    /// `AlarmName` of the alarm that invoked a policy; of its `AlarmHigh` where none did.
    pub(super) fn alarm_name(&self, policy: usize, alarm: Option<AlarmRef>) -> &str {
        match (alarm, self.scaler.alarms(policy)) {
            (Some(AlarmRef::Named(number)), _) => match &self.named[number] {
                Some(named) => &named.alarm.config().name,
                None => "",
            },
            (own, Some(alarms)) => &alarms.of(own.unwrap_or(AlarmRef::High)).config().name,
            (_, None) => "",
        }
    }
}
