//! Where does a run stand at a moment: capacity, launches under way, every alarm with its datapoints, every policy with
//! its last verdict and its cooldowns.

use super::control::Control;
use super::endpoint::scope_of;
use super::judging::Judging;
use super::outcome::Activity;
use super::{Pool, Simulation};
use crate::engine::{Span, Time};
use crate::model::alarms::Alarm;
use crate::model::hosting::Step;
use crate::model::metrics::{Sample, Store};
use crate::model::scaling::{Bounds, Direction, Judged, Policy, Suspended};
use std::cmp::Reverse;

/// One variant of one run at one moment: plain data.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The moment; what was decided at it has happened.
    pub at: Time,
    /// `VariantName`.
    pub variant: String,
    /// Desired capacity.
    pub desired: u32,
    /// Instances in service.
    pub in_service: u32,
    /// Instances that are draining or being removed.
    pub draining: u32,
    /// When each launch under way comes into service, ascending.
    pub launches: Vec<Time>,
    /// The endpoint is Updating, for this variant or another, and refuses every change.
    pub updating: bool,
    /// Changes under way, oldest first.
    pub under_way: Vec<Activity>,
    /// What scales it; `None`: nobody does.
    pub scaling: Option<Scaling>,
}

/// The control plane of a target.
#[derive(Clone, Debug, PartialEq)]
pub struct Scaling {
    /// `MinCapacity` and `MaxCapacity`.
    pub bounds: Bounds,
    /// `SuspendedState`.
    pub suspended: Suspended,
    /// Alarms of policies in order of the policies, `AlarmHigh` first; then those of the scenario.
    pub alarms: Vec<AlarmStanding>,
    /// In file order.
    pub policies: Vec<PolicyStanding>,
    /// Scheduled actions that come next, in order of time.
    pub scheduled: Vec<Coming>,
}

/// Whose alarm it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Side {
    /// `AlarmHigh` of a policy.
    High(usize),
    /// `AlarmLow` of a policy.
    Low(usize),
    /// An alarm of the scenario, and the policies that it invokes while in ALARM.
    Named(Vec<usize>),
}

/// An alarm at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmStanding {
    /// `AlarmName`.
    pub name: String,
    /// Whose it is.
    pub side: Side,
    /// OK, ALARM, `INSUFFICIENT_DATA`.
    pub state: &'static str,
    /// Since when; `None`: it has never been in another.
    pub since: Option<Time>,
    /// `StateReason`, as it was given with the last change of the state.
    pub reason: String,
    /// `greater than`.
    pub comparison: String,
    /// Threshold.
    pub threshold: f64,
    /// Period.
    pub period: Span,
    /// From one evaluation to the next.
    pub step: Span,
    /// M.
    pub needed: u32,
    /// N.
    pub of: u32,
    /// `ActionsEnabled`.
    pub actions_enabled: bool,
    /// When it was evaluated last; `None`: never yet.
    pub judged_at: Option<Time>,
    /// When it is evaluated next.
    pub next_at: Time,
    /// The period that the next evaluation adds.
    pub next: Point,
    /// The evaluation range of the last evaluation, newest first.
    pub points: Vec<Point>,
}

/// One period of an alarm's metric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Begin of the period.
    pub start: Time,
    /// Its value, if it has one that could be seen.
    pub value: Option<f64>,
    /// Whether it breaches.
    pub breaching: bool,
    /// From when on it can be seen; `None`: there is none.
    pub visible: Option<Time>,
    /// Whether it is among the N datapoints that were judged.
    pub judged: bool,
}

/// A policy at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyStanding {
    /// `PolicyName`.
    pub name: String,
    /// `TargetValue`; `None`: a step policy.
    pub target: Option<f64>,
    /// The last verdict on it; `None`: it has not been judged.
    pub last: Option<Judged>,
    /// The service refused the change that it asked for.
    pub refused: bool,
    /// The cooldowns after a scale-out and after a scale-in, as configured.
    pub cooldowns: [Span; 2],
    /// What is left of either; `None`: it does not run.
    pub left: [Option<Span>; 2],
}

/// A scheduled action that will fall due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// `ScheduledActionName`.
    pub name: String,
    /// When its schedule says (before `scheduled_delay`).
    pub at: Time,
    /// `MinCapacity` that it sets.
    pub min: Option<u32>,
    /// `MaxCapacity` that it sets.
    pub max: Option<u32>,
}

impl AlarmStanding {
    /// Breaching datapoints among those that the last evaluation judged.
    pub fn breaching(&self) -> u32 {
        self.points.iter().filter(|point| point.judged && point.breaching).count() as u32
    }

    /// Evaluations until it can go into ALARM, if every datapoint from now on breaches; 0: it may be there already.
    pub fn evaluations_to_alarm(&self) -> u32 {
        let seen: Vec<bool> = self.points.iter().filter(|p| p.judged).map(|p| p.breaching).collect();
        let enough = |more: &u32| {
            let kept = (self.of - more) as usize;
            more + seen.iter().take(kept).filter(|breaches| **breaches).count() as u32 >= self.needed
        };
        (0..=self.of).find(enough).unwrap_or(self.of)
    }
}

impl Simulation<'_> {
    /// Where the variant at `place` stands, everything that happens at `at` included. Call it after `run_until(at + 1 ns)`.
    pub fn standing(&self, at: Time, place: usize) -> Standing {
        let pool = &self.pools[place];
        let counts = pool.fleet.counts();
        let mut launches: Vec<Time> = pool
            .steps
            .iter()
            .filter_map(|Reverse((due, step))| match step {
                Step::InService(unit) if pool.fleet.is_launching(*unit) => Some(*due),
                _ => None,
            })
            .collect();
        launches.sort_unstable();
        let registered = pool.control.as_ref().filter(|control| control.scaler.is_registered());
        let scaling = registered.map(|control| self.scaling(at, pool, control));
        Standing {
            at,
            variant: pool.variant.name.clone(),
            desired: counts.desired,
            in_service: counts.in_service,
            draining: counts.draining,
            launches,
            updating: self.is_updating(),
            under_way: pool.journal.under_way().cloned().collect(),
            scaling,
        }
    }

    fn scaling(&self, at: Time, pool: &Pool, control: &Control) -> Scaling {
        let there = |place: &usize| control.scaler.policy(*place).is_some();
        let places: Vec<usize> = (0..control.tracked.len()).filter(there).collect();
        let shown = |place: usize| places.iter().position(|shown| *shown == place);
        let mut alarms = Vec::new();
        for (number, &place) in places.iter().enumerate() {
            let own = (&control.tracked[place], control.scaler.alarms(place));
            let (Some(judging), Some(managed)) = own else { continue };
            alarms.push(self.alarm(Side::High(number), &managed.high, judging));
            alarms.extend(managed.low.iter().map(|low| self.alarm(Side::Low(number), low, judging)));
        }
        for named in self.endpoint.named.iter().flatten() {
            let here = named.given.alarm_actions.iter().filter(|policy| policy.variant == pool.place);
            let invoked: Vec<usize> = here.filter_map(|policy| shown(policy.policy)).collect();
            let scope = scope_of(&named.given.query, &self.pools);
            // An alarm belongs here that invokes a policy of this variant or reads its figures.
            if !invoked.is_empty() || [pool.journal.scope(), "endpoint"].contains(&scope) {
                alarms.push(self.alarm(Side::Named(invoked), &named.alarm, &named.judging));
            }
        }
        let policies = places.iter().filter_map(|&place| Some((place, control.scaler.policy(place)?)));
        let mut scheduled: Vec<Coming> = control
            .pending
            .iter()
            .filter(|pending| pending.due != Time::NEVER)
            .filter_map(|pending| {
                let action = control.scaler.scheduled(pending.action)?;
                Some(Coming { name: action.name.clone(), at: pending.nominal, min: action.min, max: action.max })
            })
            .collect();
        scheduled.sort_by(|a, b| (a.at, &a.name).cmp(&(b.at, &b.name)));
        Scaling {
            bounds: control.bounds(),
            suspended: control.scaler.suspended(),
            alarms,
            policies: policies.map(|(place, policy)| pool.policy(at, control, place, policy)).collect(),
            scheduled,
        }
    }

    fn alarm(&self, side: Side, alarm: &Alarm, judging: &Judging) -> AlarmStanding {
        let (config, store) = (alarm.config(), &self.endpoint.store);
        let state_reason = alarm.state_reason();
        let judged_at = judging.judged;
        let transition = self.endpoint.log.last_transition(&config.name);
        AlarmStanding {
            name: config.name.clone(),
            side,
            state: alarm.state().name(),
            since: transition.map(|transition| transition.at),
            reason: transition.map_or_else(|| state_reason.to_string(), |transition| transition.reason.clone()),
            comparison: config.comparison.to_string(),
            threshold: config.threshold,
            period: config.period,
            step: judging.step,
            needed: config.needed(),
            of: config.evaluation_periods,
            actions_enabled: config.actions_enabled,
            judged_at,
            next_at: judging.due(),
            next: seen(alarm, judging, store, judging.end.back(config.period), Time::NEVER),
            points: judged_at.map_or_else(Vec::new, |at| range(alarm, judging, store, at)),
        }
    }
}

impl Pool<'_> {
    fn policy(&self, at: Time, control: &Control, number: usize, policy: &Policy) -> PolicyStanding {
        let both = [Direction::Out, Direction::In];
        let last = self.journal.last_verdict(number);
        PolicyStanding {
            name: policy.name().to_owned(),
            target: policy.tracking().map(|policy| policy.target_value),
            last: last.map(|(judged, _)| judged),
            refused: last.is_some_and(|(_, refused)| refused),
            cooldowns: both.map(|direction| policy.cooldown(direction)),
            left: both.map(|direction| control.scaler.cooldown_left(at, number, direction)),
        }
    }
}

/// The evaluation range that was looked at when the alarm was evaluated at `at`, newest first.
fn range(alarm: &Alarm, judging: &Judging, store: &Store, at: Time) -> Vec<Point> {
    let (config, end) = (alarm.config(), judging.end.back(judging.step));
    let starts = (1..=u64::from(config.evaluation_range)).map(|back| end.back(config.period * back));
    let mut points: Vec<Point> = starts.map(|start| seen(alarm, judging, store, start, at)).collect();
    let judged: Vec<Time> = alarm.judged().iter().map(|sample: &Sample| sample.start).collect();
    for point in &mut points {
        point.judged = judged.contains(&point.start);
    }
    points
}

/// One period, as it could be seen at `at`.
fn seen(alarm: &Alarm, judging: &Judging, store: &Store, start: Time, at: Time) -> Point {
    let period = alarm.config().period;
    let sample = store.look(&judging.query, start, period, at);
    Point {
        start,
        value: sample.map(|sample| sample.value),
        breaching: sample.is_some_and(|sample| alarm.config().breaches(&sample)),
        visible: store.visible_from(&judging.query, start, period),
        judged: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alarm(judged: &[bool], needed: u32) -> AlarmStanding {
        let point = |breaching: bool| Point {
            start: Time::default(),
            value: Some(0.0),
            breaching,
            visible: None,
            judged: true,
        };
        AlarmStanding {
            name: String::new(),
            side: Side::High(0),
            state: "OK",
            since: None,
            reason: String::new(),
            comparison: String::new(),
            threshold: 0.0,
            period: Span::MINUTE,
            step: Span::MINUTE,
            needed,
            of: judged.len() as u32,
            actions_enabled: true,
            judged_at: None,
            next_at: Time::default(),
            next: point(false),
            points: judged.iter().map(|breaches| point(*breaches)).collect(),
        }
    }

    /// Every history of up to six datapoints, every M of N: breaching datapoints are added until enough are there.
    #[test]
    fn how_many_breaching_datapoints_an_alarm_lacks() {
        for n in 1..=6_usize {
            for (code, needed) in (0..1_u32 << n).flat_map(|code| (1..=n as u32).map(move |needed| (code, needed))) {
                let judged: Vec<bool> = (0..n).map(|place| code >> place & 1 == 1).collect();
                let (mut window, mut more) = (judged.clone(), 0);
                while (window.iter().filter(|breaches| **breaches).count() as u32) < needed {
                    window.insert(0, true);
                    window.truncate(n);
                    more += 1;
                }
                assert_eq!(alarm(&judged, needed).evaluations_to_alarm(), more, "{judged:?}, {needed} of {n}");
            }
        }
    }
}
