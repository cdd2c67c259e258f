//! What has become of each alarm: its changes of state, when its present run of breaching datapoints was first seen, and since
//! when it is in ALARM.

use super::outcome::Transition;
use crate::engine::{Span, Time};
use crate::model::alarms::{Alarm, Evaluation, State};
use crate::model::scaling::{Evaluations, Managed};
use std::collections::BTreeMap;

/// What one alarm knew of its breach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sighting {
    /// Start of the first breaching datapoint of the run.
    pub(super) breach: Time,
    /// Length of a datapoint.
    pub(super) period: Span,
    /// First evaluation that counted that datapoint.
    pub(super) seen: Time,
    /// Transition to ALARM; `None`: it is not in ALARM.
    pub(super) alarm: Option<Time>,
}

/// The alarms of one run.
#[derive(Debug, Default)]
pub(super) struct AlarmLog {
    /// In order of time.
    pub(super) transitions: Vec<Transition>,
    sightings: Sightings,
}

impl AlarmLog {
    /// What the evaluation of an alarm found; `scope`: whose figures it reads.
    pub(super) fn evaluated(&mut self, scope: &str, alarm: &Alarm, found: &Evaluation) {
        self.sightings.evaluated(alarm, found);
        if found.changed() {
            self.transitions.push(Transition {
                at: found.at,
                scope: scope.to_owned(),
                alarm: alarm.config().name.clone(),
                from: found.from.name().to_owned(),
                to: found.to.name().to_owned(),
                reason: alarm.state_reason().to_string(),
            });
        }
    }

    /// The same of a policy's own alarms.
    pub(super) fn both_evaluated(&mut self, scope: &str, alarms: &Managed, found: &Evaluations) {
        self.evaluated(scope, &alarms.high, &found.high);
        if let (Some(low), Some(found)) = (&alarms.low, &found.low) {
            self.evaluated(scope, low, found);
        }
    }

    /// What the alarm of this name knows of its present breach.
    pub(super) fn sighting(&self, alarm: &str) -> Option<Sighting> {
        self.sightings.of(alarm)
    }

    /// The last change of an alarm's state.
    pub(super) fn last_transition(&self, alarm: &str) -> Option<&Transition> {
        self.transitions.iter().rev().find(|transition| transition.alarm == alarm)
    }
}

/// Every alarm's sighting, by `AlarmName`; those whose newest datapoint does not breach have none.
#[derive(Debug, Default)]
struct Sightings {
    breaches: BTreeMap<String, (Time, Time, Span)>,
    in_alarm: BTreeMap<String, Time>,
}

impl Sightings {
    /// An alarm has just been evaluated.
    ///
    /// A datapoint that comes late and lies before all others of the run is the first from then on, and seen then.
    fn evaluated(&mut self, alarm: &Alarm, found: &Evaluation) {
        let name = &alarm.config().name;
        match (found.to, found.changed()) {
            (State::InAlarm, true) => {
                self.in_alarm.insert(name.clone(), found.at);
            }
            (State::InAlarm, false) => {}
            _ => {
                self.in_alarm.remove(name);
            }
        }
        match alarm.breach_since() {
            Some(breach) if self.breaches.get(name).is_some_and(|known| known.0 == breach) => {}
            Some(breach) => {
                self.breaches.insert(name.clone(), (breach, found.at, alarm.config().period));
            }
            None => {
                self.breaches.remove(name);
            }
        }
    }

    /// What the alarm of this name knows of its present breach.
    fn of(&self, alarm: &str) -> Option<Sighting> {
        let &(breach, seen, period) = self.breaches.get(alarm)?;
        Some(Sighting { breach, period, seen, alarm: self.in_alarm.get(alarm).copied() })
    }
}
