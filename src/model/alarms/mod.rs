//! In which state is the alarm, and since when does its metric breach.

mod config;
mod evaluation;
mod reason;

pub use config::{AlarmConfig, Comparison, TreatMissingData};
pub use evaluation::verdict;
pub use reason::StateReason;

use crate::engine::Time;
use crate::model::metrics::{Datapoint, Series};

/// StateValue of an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// OK.
    Ok,
    /// ALARM.
    InAlarm,
    /// INSUFFICIENT_DATA.
    InsufficientData,
}

impl State {
    /// CloudWatch's word.
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
    pub newest: Option<Datapoint>,
    /// Whether the alarm invokes its scaling policy now: at the transition into ALARM and at each repeat.
    pub acts: bool,
}

impl Evaluation {
    /// A transition?
    pub fn changed(&self) -> bool {
        self.from != self.to
    }
}

/// An alarm and its state.
#[derive(Clone, Debug)]
pub struct Alarm {
    config: AlarmConfig,
    state: State,
    /// The evaluation range, newest first; reused.
    range: Vec<Option<Datapoint>>,
    /// The datapoints judged last, newest first; reused.
    judged: Vec<Datapoint>,
    breach_since: Option<Time>,
    acted: Option<Time>,
}

impl Alarm {
    /// A new alarm: INSUFFICIENT_DATA until it is first evaluated.
    pub fn new(config: AlarmConfig) -> Self {
        let range = config.evaluation_range as usize;
        Self {
            config,
            state: State::InsufficientData,
            range: Vec::with_capacity(range),
            judged: Vec::with_capacity(range),
            breach_since: None,
            acted: None,
        }
    }

    /// Its configuration.
    pub fn config(&self) -> &AlarmConfig {
        &self.config
    }

    /// Its state.
    pub fn state(&self) -> State {
        self.state
    }

    /// The datapoints that the last evaluation judged, newest first (StateReasonData: evaluatedDatapoints).
    pub fn judged(&self) -> &[Datapoint] {
        &self.judged
    }

    /// Start of the first datapoint of the present unbroken run of breaching ones (gaps do not break it).
    pub fn breach_since(&self) -> Option<Time> {
        self.breach_since
    }

    /// Judges what can be seen at `now`, up to the period that starts at `newest_period_start`.
    pub fn evaluate(&mut self, _now: Time, _newest_period_start: Time, _series: &Series) -> Evaluation {
        let _ = self.acted;
        todo!()
    }

    /// Why it is in its state, for StateReason.
    pub fn state_reason(&self) -> StateReason<'_> {
        todo!()
    }
}
