//! When was each alarm's present run of breaching datapoints first seen, and since when is the alarm in ALARM?

use crate::engine::{Span, Time};
use crate::model::alarms::{Alarm, Evaluation, State};
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

/// Every alarm's sighting, by `AlarmName`; those whose newest datapoint does not breach have none.
#[derive(Debug, Default)]
pub(super) struct Sightings {
    breaches: BTreeMap<String, (Time, Time, Span)>,
    in_alarm: BTreeMap<String, Time>,
}

impl Sightings {
    /// An alarm has just been evaluated.
    ///
    /// A datapoint that comes late and lies before all others of the run is the first from then on, and seen then.
    pub(super) fn evaluated(&mut self, alarm: &Alarm, found: &Evaluation) {
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
    pub(super) fn of(&self, alarm: &str) -> Option<Sighting> {
        let &(breach, seen, period) = self.breaches.get(alarm)?;
        Some(Sighting { breach, period, seen, alarm: self.in_alarm.get(alarm).copied() })
    }
}
