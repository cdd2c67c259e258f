//! In which state was an alarm, and when: its transitions as spans that cover the counted window.

use crate::engine::Time;
use crate::simulation::outcome::{RunOutcome, Transition};
use std::collections::BTreeSet;

/// An alarm over the window.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmStates {
    /// `AlarmName`.
    pub name: String,
    /// Ascending, without gaps, from the begin to the end of the window.
    pub spans: Vec<StateSpan>,
}

/// A span in one state.
#[derive(Clone, Debug, PartialEq)]
pub struct StateSpan {
    /// When it began.
    pub from: Time,
    /// When it ended.
    pub until: Time,
    /// OK, ALARM, `INSUFFICIENT_DATA`.
    pub state: String,
}

impl AlarmStates {
    /// The part of the name that a managed alarm is known by (`AlarmHigh`, `AlarmLow`), else the name.
    pub fn short_name(&self) -> &str {
        ["AlarmHigh", "AlarmLow"].into_iter().find(|part| self.name.contains(part)).unwrap_or(&self.name)
    }

    /// Whether it was in ALARM at any moment of `[from, until)`.
    pub fn alarm_within(&self, from: Time, until: Time) -> bool {
        self.spans.iter().any(|span| span.state == "ALARM" && span.from < until && from < span.until)
    }
}

/// The alarms that changed their state at least once in the run, by name; one that never did is not known here.
pub fn alarms(run: &RunOutcome, (start, end): (Time, Time)) -> Vec<AlarmStates> {
    let names: BTreeSet<&str> = run.transitions.iter().map(|change| change.alarm.as_str()).collect();
    let of = |name: &str| {
        let changes: Vec<&Transition> = run.transitions.iter().filter(|change| change.alarm == name).collect();
        AlarmStates { name: name.to_owned(), spans: spans(&changes, (start, end)) }
    };
    names.into_iter().map(of).collect()
}

fn spans(changes: &[&Transition], (start, end): (Time, Time)) -> Vec<StateSpan> {
    let mut all = Vec::new();
    let mut from = start;
    for change in changes {
        let at = change.at.max(start).min(end);
        if from < at {
            all.push(StateSpan { from, until: at, state: change.from.clone() });
            from = at;
        }
    }
    if let Some(last) = changes.last().filter(|_| from < end) {
        all.push(StateSpan { from, until: end, state: last.to.clone() });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn states_cover_the_window_without_gaps() {
        let made = fixture::flash_sale();
        let window = made.subject.window();
        let all = alarms(&made.aggregates.shown[0], window);
        assert_eq!(all.iter().map(AlarmStates::short_name).collect::<Vec<_>>(), ["AlarmHigh", "AlarmLow"]);
        for alarm in &all {
            assert_eq!(alarm.spans[0].from, window.0);
            assert_eq!(alarm.spans[alarm.spans.len() - 1].until, window.1);
            assert!(alarm.spans.windows(2).all(|pair| pair[0].until == pair[1].from && pair[0].state != pair[1].state));
        }
    }

    #[test]
    fn transitions_of_the_lead_in_set_the_first_state() {
        let made = fixture::flash_sale();
        let (start, end) = made.subject.window();
        let mut run = made.aggregates.shown[0].clone();
        run.transitions.truncate(1);
        run.transitions[0].at = start.back(crate::engine::Span::MINUTE);
        let all = alarms(&run, (start, end));
        assert_eq!(all[0].spans, [StateSpan { from: start, until: end, state: "ALARM".to_owned() }]);
    }
}
