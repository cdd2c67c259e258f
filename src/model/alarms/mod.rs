//! In which state is the alarm, and since when does its metric breach.

mod config;
mod evaluation;
mod reason;

pub use config::{AlarmConfig, Comparison, OnlyBreaching, TreatMissingData};
pub use evaluation::verdict;
pub use reason::StateReason;

use crate::engine::{Span, Time};
use crate::model::metrics::Sample;

/// `StateValue` of an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// OK.
    Ok,
    /// ALARM.
    InAlarm,
    /// `INSUFFICIENT_DATA`.
    InsufficientData,
}

impl State {
    /// `CloudWatch`'s word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::InAlarm => "ALARM",
            Self::InsufficientData => "INSUFFICIENT_DATA",
        }
    }
}

/// What one evaluation found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluation {
    /// When.
    pub at: Time,
    /// State before.
    pub from: State,
    /// State after.
    pub to: State,
    /// Datapoints that were there, of those judged.
    pub real: u32,
    /// Of these, breaching.
    pub breaching: u32,
    /// The newest of them.
    pub newest: Option<Sample>,
    /// Whether the alarm takes the actions of its state now: at the transition into it and at each repeat.
    pub acts: bool,
}

impl Evaluation {
    /// A transition?
    pub fn changed(&self) -> bool {
        self.from != self.to
    }
}

/// A state that somebody sets.
///
/// Ref: API reference, `SetAlarmState`.
#[derive(Clone, Debug, PartialEq)]
pub struct ByHand {
    /// The state.
    pub state: State,
    /// In words.
    pub reason: String,
    /// What a policy reads of it, oldest first.
    pub recent: Vec<f64>,
}

/// An alarm and its state.
#[derive(Clone, Debug)]
pub struct Alarm {
    config: AlarmConfig,
    state: State,
    /// The evaluation range, newest first; reused.
    range: Vec<Option<Sample>>,
    /// The datapoints judged last, newest first; reused.
    judged: Vec<Sample>,
    breach_since: Option<Time>,
    /// Never evaluated yet.
    unchecked: bool,
    /// When it last took the actions of its present state.
    acted: Option<Time>,
    /// The reason that somebody gave who set the state; until the next evaluation.
    set_by_hand: Option<String>,
}

impl Alarm {
    /// A new alarm: `INSUFFICIENT_DATA` until it is first evaluated.
    pub fn new(config: AlarmConfig) -> Self {
        let range = config.evaluation_range as usize;
        Self {
            config,
            state: State::InsufficientData,
            range: Vec::with_capacity(range),
            judged: Vec::with_capacity(range),
            breach_since: None,
            unchecked: true,
            acted: None,
            set_by_hand: None,
        }
    }

    /// Its configuration.
    pub fn config(&self) -> &AlarmConfig {
        &self.config
    }

    /// `PutMetricAlarm` on an existing alarm: the whole configuration is replaced, the state stays.
    ///
    /// Ref: API reference, `PutMetricAlarm`.
    pub fn put(&mut self, config: AlarmConfig) {
        self.config = config;
    }

    /// `EnableAlarmActions`, `DisableAlarmActions`.
    pub fn enable_actions(&mut self, enabled: bool) {
        self.config.actions_enabled = enabled;
    }

    /// `SetAlarmState`: the state until the next evaluation. The actions of a state that is new are taken, and `recent`
    /// (`StateReasonData`, oldest first) is what a policy reads of it, as measured on `units`.
    ///
    /// Ref: API reference, `SetAlarmState`.
    pub fn set_state(&mut self, now: Time, by_hand: &ByHand, units: f64) -> Evaluation {
        let ByHand { state, reason, recent } = by_hand;
        let state = *state;
        let from = std::mem::replace(&mut self.state, state);
        self.unchecked = false;
        self.set_by_hand = Some(reason.clone());
        self.breach_since = None;
        self.judged.clear();
        let sample = |&value: &f64| Sample { start: now, value, sample_count: 1.0, units };
        self.judged.extend(recent.iter().rev().take(self.config.evaluation_periods as usize).map(sample));
        let acts = from != state && self.acts(now, from);
        Evaluation { from, acts, ..self.standing(now) }
    }

    /// What stands since the last evaluation: no transition, no action.
    pub fn standing(&self, now: Time) -> Evaluation {
        let breaching = self.judged.iter().filter(|point| self.config.breaches(point)).count() as u32;
        let (real, newest) = (self.judged.len() as u32, self.judged.first().copied());
        Evaluation { at: now, from: self.state, to: self.state, real, breaching, newest, acts: false }
    }

    /// Its state.
    pub fn state(&self) -> State {
        self.state
    }

    /// The datapoints that the last evaluation judged, newest first (`StateReasonData`: evaluatedDatapoints).
    pub fn judged(&self) -> &[Sample] {
        &self.judged
    }

    /// Start of the first datapoint of the present unbroken run of breaching ones (gaps do not break it).
    pub fn breach_since(&self) -> Option<Time> {
        self.breach_since
    }

    /// Judges at `now` the windows that end at `end` and before, side by side. `look` finds what can be seen at `now` of
    /// the window of a start and a length.
    ///
    /// Ref: "Using Amazon `CloudWatch` alarms": evaluation; Auto Scaling actions repeat while the state holds.
    /// Assumes: `missing_only_breaching`.
    pub fn evaluate(&mut self, now: Time, end: Time, look: &mut dyn FnMut(Time, Span) -> Option<Sample>) -> Evaluation {
        self.look(end, look);
        let from = self.state;
        let breaches = self.range.iter().map(|point| point.map(|point| self.config.breaches(&point)));
        let (periods, needed) = (self.config.evaluation_periods, self.config.needed());
        let few = |limit: f64| self.judged.first().is_some_and(|point| point.sample_count < limit);
        self.state = if self.config.few_samples.is_some_and(few) {
            from
        } else {
            // Where missing data are missing, the present state is asked for in this one case.
            let undecided = match (self.config.treat_missing_data, self.config.only_breaching) {
                (TreatMissingData::Missing, OnlyBreaching::Ok) => State::Ok,
                (TreatMissingData::Missing, OnlyBreaching::InsufficientData) => State::InsufficientData,
                _ => from,
            };
            verdict(breaches, periods, needed, self.config.treat_missing_data, undecided)
        };
        self.unchecked = false;
        self.set_by_hand = None;
        self.breach_since = self.run_of_breaches();
        let acts = self.acts(now, from);
        Evaluation {
            at: now,
            from,
            to: self.state,
            real: self.judged.len() as u32,
            breaching: self.judged.iter().filter(|point| self.config.breaches(point)).count() as u32,
            newest: self.judged.first().copied(),
            acts,
        }
    }

    /// Why it is in its state, for `StateReason`.
    pub fn state_reason(&self) -> StateReason<'_> {
        StateReason {
            config: &self.config,
            state: self.state,
            unchecked: self.unchecked,
            judged: &self.judged,
            set_by_hand: self.set_by_hand.as_deref(),
        }
    }

    /// Fills the evaluation range with the windows that end at `end` and before, and picks what is judged of it: the
    /// newest `EvaluationPeriods` datapoints that are there.
    fn look(&mut self, end: Time, look: &mut dyn FnMut(Time, Span) -> Option<Sample>) {
        let period = self.config.period;
        self.range.clear();
        self.judged.clear();
        for back in 1..=u64::from(self.config.evaluation_range) {
            let start = end.back(period * back);
            let before_1970 = start + period * back != end;
            let point = if before_1970 { None } else { look(start, period) };
            self.range.push(point);
            if self.judged.len() < self.config.evaluation_periods as usize {
                self.judged.extend(point);
            }
        }
    }

    /// Start of the run of breaching datapoints that the newest one belongs to. A run longer than the evaluation range
    /// keeps the start it had.
    fn run_of_breaches(&self) -> Option<Time> {
        let mut start = None;
        for point in self.range.iter().flatten() {
            if !self.config.breaches(point) {
                return start;
            }
            start = Some(point.start);
        }
        match (self.breach_since, start) {
            (Some(before), Some(seen)) => Some(before.min(seen)),
            (before, None) => before,
            (None, seen) => seen,
        }
    }

    /// Whether the actions of its state are taken, and remembers it.
    ///
    /// Ref: "Using Amazon `CloudWatch` alarms": Auto Scaling actions go on while the state lasts; a new alarm takes the
    /// actions of the state it comes into.
    fn acts(&mut self, now: Time, from: State) -> bool {
        let due = self.acted.is_none_or(|last| now >= last + self.config.action_repeat);
        let acts = self.config.actions_enabled && (from != self.state || due);
        if acts {
            self.acted = Some(now);
        }
        acts
    }
}

#[cfg(test)]
mod tests;
