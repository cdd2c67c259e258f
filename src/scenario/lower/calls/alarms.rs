//! Calls to CloudWatch: alarms come, go, are set by hand, and have their actions switched.

use super::book::{Book, known};
use crate::aws::call::AlarmNames;
use crate::aws::call::put::{SetAlarmState, StateValue};
use crate::model::alarms::{ByHand, State};
use crate::model::scaling::{AlarmRef, Policy};
use crate::problem::nearest;
use crate::scenario::file::calls::CallFile;
use crate::scenario::lower::alarms;
use crate::scenario::reading::Reading;
use crate::scenario::setup::{AlarmMeant, Calling};

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
        let refused = gone.into_iter().map(|place| no_alarm("DeleteAlarms", self.roster.alarms[place]));
        let refused: Vec<Calling> = refused.collect();
        let deleted = (!there.is_empty()).then_some(Calling::DeleteAlarms(there));
        Some(deleted.into_iter().chain(refused).collect())
    }

    /// Ref: API reference, `SetAlarmState`.
    fn set_state(&self, document: &SetAlarmState, path: &str, reading: &mut Reading) -> Option<Calling> {
        let meant = self.meant(&document.alarm_name, &format!("{path}.AlarmName"), reading);
        let recent = document.recent_datapoints();
        if recent.is_none() {
            reading
                .error(format!("{path}.StateReasonData"), "is no JSON object whose `recentDatapoints` are numbers")
                .hint(r#"write '{"recentDatapoints": [80.0, 85.0]}', oldest first"#);
        }
        let (alarm, recent) = (meant?, recent?);
        if !self.is_there(alarm) {
            return Some(no_alarm("SetAlarmState", &document.alarm_name));
        }
        let state = match document.state_value {
            StateValue::Ok => State::Ok,
            StateValue::Alarm => State::InAlarm,
            StateValue::InsufficientData => State::InsufficientData,
        };
        let by_hand = ByHand { state, reason: document.state_reason.clone(), recent };
        Some(Calling::SetAlarmState { alarm, by_hand })
    }

    /// The alarm that a name means: one of one's own, or `POLICY:AlarmHigh` and `POLICY:AlarmLow`, where `POLICY` is named
    /// as in `AlarmActions`.
    ///
    /// Differs: in AWS these are named `TargetTracking-…-AlarmHigh-` and an identifier that nobody knows beforehand.
    fn meant(&self, name: &str, path: &str, reading: &mut Reading) -> Option<AlarmMeant> {
        if let Some(place) = self.roster.alarm(name) {
            return Some(AlarmMeant::Own(place));
        }
        let sides = [(":AlarmHigh", AlarmRef::High), (":AlarmLow", AlarmRef::Low)];
        let Some((policy, side)) = sides.iter().find_map(|(end, side)| Some((name.strip_suffix(end)?, *side))) else {
            if name.starts_with("TargetTracking-") {
                reading
                    .error(path, "the alarms of a policy get names that nobody knows beforehand")
                    .hint("write the policy and the side: keep-busy:AlarmHigh, or keep-busy:AlarmLow");
                return None;
            }
            known(None, name, self.roster.alarms.iter().copied(), path, reading);
            return None;
        };
        let all = self.roster.meant(policy);
        let [only] = all.as_slice() else {
            if all.is_empty() {
                let names = self.roster.policies.iter().flatten().map(|policy| policy.policy_name.as_str());
                known(None, policy, names, path, reading);
            } else {
                reading
                    .error(path, format!("`{policy}` is a policy of several targets"))
                    .hint(format!("write {}:{name}", self.roster.ids[all[0].variant]));
            }
            return None;
        };
        if self.roster.policies[only.variant][only.policy].step_scaling_policy_configuration.is_some() {
            reading.error(path, format!("`{policy}` scales by steps: its alarms are your own, and have names"));
            return None;
        }
        Some(AlarmMeant::Of(*only, side))
    }

    /// Whether an alarm is there now.
    fn is_there(&self, alarm: AlarmMeant) -> bool {
        match alarm {
            AlarmMeant::Own(place) => self.alarms[place],
            AlarmMeant::Of(policy, side) => self.policy(policy).and_then(Policy::tracking).is_some_and(|policy| {
                // Ref: an emulator that cites native observations (a policy that never scales in has no `AlarmLow`).
                side == AlarmRef::High || !policy.disable_scale_in
            }),
        }
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

/// Differs: the wording of AWS is not known.
fn no_alarm(call: &'static str, name: &str) -> Calling {
    let message = format!("alarm {name} does not exist");
    Calling::Refused { variant: None, call, error: "ResourceNotFound", message }
}
