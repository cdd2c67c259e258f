//! In which state is the hidden chain of a modulated process: states in a cycle, each for an exponential time.

use crate::engine::math::ln;
use crate::engine::{Span, Stream, Time};

/// The hidden state and when it changes.
#[derive(Clone, Debug)]
pub(super) struct Modulation {
    factors: Vec<f64>,
    stay_secs: Vec<f64>,
    stream: Stream,
    state: usize,
    changes_at: Time,
}

impl Modulation {
    /// Stationary at `from`: a state by its share of time, with a stay that has no memory.
    pub(super) fn new(factors: &[f64], stay_secs: &[f64], stream: Stream, from: Time) -> Self {
        let (factors, stay_secs) = (factors.to_vec(), stay_secs.to_vec());
        let mut modulation = Self { factors, stay_secs, stream, state: 0, changes_at: from };
        let mut left_secs = modulation.stream.unit() * modulation.stay_secs.iter().sum::<f64>();
        while left_secs >= modulation.stay_secs[modulation.state] && modulation.state + 1 < modulation.factors.len() {
            left_secs -= modulation.stay_secs[modulation.state];
            modulation.state += 1;
        }
        modulation.stay(from);
        modulation
    }

    /// The factor at `at`, and until when it holds. Moments must not fall from call to call.
    pub(super) fn factor(&mut self, at: Time) -> (f64, Time) {
        while self.changes_at <= at {
            self.state = (self.state + 1) % self.factors.len();
            self.stay(self.changes_at);
        }
        (self.factors[self.state], self.changes_at)
    }

    fn stay(&mut self, from: Time) {
        let secs = -ln(self.stream.unit()) * self.stay_secs[self.state];
        self.changes_at = from + Span::from_nanos((secs * 1e9) as u64 + 1);
    }
}
