//! Calls to CloudWatch: alarms come, go, are set by hand, and have their actions switched.

use super::book::{Book, known};
use crate::aws::call::AlarmNames;
use crate::aws::call::put::{SetAlarmState, StateValue};
use crate::model::alarms::State;
use crate::problem::nearest;
use crate::scenario::file::calls::CallFile;
use crate::scenario::lower::alarms;
use crate::scenario::reading::Reading;
use crate::scenario::setup::Calling;

impl Book<'_> {
    /// What a call of alarms comes to; `None`: something is wrong with it.
    pub(super) fn alarms_called(&mut self, call: &CallFile, path: &str, reading: &mut Reading) -> Option<Vec<Calling>> {
        if let Some(document) = &call.put_metric_alarm {
            let given = alarms::alarm(document, path, self.file(), self.assumed, reading)?;
            let place = self.roster.alarm(&document.alarm_name)?;
            self.alarms[place] = true;
            return Some(vec![Calling::PutAlarm(place, given)]);
        }
        if let Some(document) = &call.set_alarm_state {
            return self.set_state(document, path, reading).map(|calling| vec![calling]);
        }
        if let Some(document) = &call.delete_alarms {
            return self.delete(document, path, reading);
        }
        let (document, enabled) = match (&call.disable_alarm_actions, &call.enable_alarm_actions) {
            (Some(document), _) => (document, false),
            (None, document) => (document.as_ref()?, true),
        };
        let alarms = self.places(document, path, reading)?;
        Some(vec![Calling::AlarmActions { alarms, enabled }])
    }

    /// Ref: API reference, `DeleteAlarms`: those that are there are deleted, whatever else is named.
    fn delete(&mut self, document: &AlarmNames, path: &str, reading: &mut Reading) -> Option<Vec<Calling>> {
        let all = self.places(document, path, reading)?;
        let (there, gone): (Vec<usize>, Vec<usize>) = all.into_iter().partition(|&place| self.alarms[place]);
        for &place in &there {
            self.alarms[place] = false;
        }
        let refused = gone.into_iter().map(|place| self.no_alarm("DeleteAlarms", place));
        let refused: Vec<Calling> = refused.collect();
        let deleted = (!there.is_empty()).then_some(Calling::DeleteAlarms(there));
        Some(deleted.into_iter().chain(refused).collect())
    }

    /// Ref: API reference, `SetAlarmState`.
    fn set_state(&self, document: &SetAlarmState, path: &str, reading: &mut Reading) -> Option<Calling> {
        let (name, names) = (&document.alarm_name, self.roster.alarms.iter().copied());
        let place = known(self.roster.alarm(name), name, names, &format!("{path}.AlarmName"), reading);
        let recent = document.recent_datapoints();
        if recent.is_none() {
            reading
                .error(format!("{path}.StateReasonData"), "is no JSON object whose `recentDatapoints` are numbers")
                .hint(r#"write '{"recentDatapoints": [80.0, 85.0]}', oldest first"#);
        }
        let (alarm, recent) = (place?, recent?);
        if !self.alarms[alarm] {
            return Some(self.no_alarm("SetAlarmState", alarm));
        }
        let state = match document.state_value {
            StateValue::Ok => State::Ok,
            StateValue::Alarm => State::InAlarm,
            StateValue::InsufficientData => State::InsufficientData,
        };
        Some(Calling::SetAlarmState { alarm, state, reason: document.state_reason.clone(), recent })
    }

    /// Differs: the wording of AWS is not known.
    fn no_alarm(&self, call: &'static str, place: usize) -> Calling {
        let message = format!("alarm {} does not exist", self.roster.alarms[place]);
        Calling::Refused { variant: None, call, error: "ResourceNotFound", message }
    }

    fn places(&self, document: &AlarmNames, path: &str, reading: &mut Reading) -> Option<Vec<usize>> {
        let names = || self.roster.alarms.iter().copied();
        let place = |(index, name): (usize, &String)| {
            let place = self.roster.alarm(name);
            if place.is_none() {
                let at = format!("{path}.AlarmNames.{index}");
                let problem = reading.error(at, format!("`{name}` is not among `scaling.alarms`"));
                if let Some(near) = nearest(name, names()) {
                    problem.hint(format!("did you mean `{near}`?"));
                }
            }
            place
        };
        let all: Vec<Option<usize>> = document.alarm_names.iter().enumerate().map(place).collect();
        all.into_iter().collect()
    }
}
