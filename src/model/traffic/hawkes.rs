//! When does the next request of a self-exciting process come: each brings more, sooner rather than later.
//!
//! Exact, without thinning: the intensity is a base rate plus an excitation that decays exponentially, so the next
//! request is the earlier of the next one of the base process and the next one of the excitation, whose time has a
//! closed form.
//!
//! Ref: Dassios and Zhao, Exact simulation of Hawkes process with exponentially decaying intensity (2013).

use super::renewal::Renewal;
use super::time_change::TimeChange;
use crate::engine::math::{exp, ln};
use crate::engine::{Law, Span, Stream, Time};

/// Relaxation times of the excitation, 1/(decay (1 − branching)), that pass before the start.
const BURN_IN_RELAXATIONS: f64 = 10.0;
/// Requests after which the burn-in ends in any case.
const BURN_IN_REQUESTS: f64 = 2e6;
/// Longer than any run: the excitation brings nothing more.
const NEVER_SECS: f64 = 1e10;

/// A self-exciting process with an exponential kernel.
#[derive(Clone, Debug)]
pub(super) struct Hawkes {
    base: Renewal,
    base_next: Time,
    child_next: Time,
    excited: Excitation,
    at: Time,
    horizon: Time,
}

impl Hawkes {
    /// The total rate is that of `time`; of it, `branching` is excited and the rest is the base. The base draws from
    /// `gaps`, the excitation from `children`.
    pub(super) fn new(
        time: TimeChange,
        (branching, decay_per_sec): (f64, f64),
        (gaps, children): (Stream, Stream),
        (from, horizon): (Time, Time),
    ) -> Self {
        let base = Renewal::new(time, Law::Exponential { mean_secs: 1.0 / (1.0 - branching) }, gaps);
        let mut excited = Excitation { branching, decay_per_sec, per_sec: 0.0, stream: children };
        excited.burn_in(base.per_sec());
        let mut hawkes = Self { base, base_next: from, child_next: Time::NEVER, excited, at: from, horizon };
        hawkes.base_next = hawkes.base.advance();
        hawkes.child_next = from + span(hawkes.excited.gap_secs());
        hawkes
    }

    /// The next request.
    pub(super) fn advance(&mut self) -> Time {
        let at = self.base_next.min(self.child_next);
        if at >= self.horizon {
            return Time::NEVER;
        }
        if at == self.base_next {
            self.base_next = self.base.advance();
        }
        self.excited.pass(at.since(self.at).secs());
        self.excited.jump();
        self.at = at;
        self.child_next = at + span(self.excited.gap_secs());
        at
    }
}

fn span(secs: f64) -> Span {
    Span::from_secs_f64(secs.min(NEVER_SECS))
}

/// The part of the intensity that past requests have brought.
#[derive(Clone, Debug)]
struct Excitation {
    branching: f64,
    decay_per_sec: f64,
    per_sec: f64,
    stream: Stream,
}

impl Excitation {
    fn pass(&mut self, secs: f64) {
        self.per_sec *= exp(-self.decay_per_sec * secs);
    }

    fn jump(&mut self) {
        self.per_sec += self.branching * self.decay_per_sec;
    }

    /// Time to the next request of the excitation if nothing else happens; it dies out with a positive probability.
    fn gap_secs(&mut self) -> f64 {
        let left = 1.0 + self.decay_per_sec * ln(self.stream.unit()) / self.per_sec;
        if left > 0.0 { -ln(left) / self.decay_per_sec } else { f64::INFINITY }
    }

    /// Brings the excitation to its stationary law at a level total rate. It begins at its stationary mean, so that
    /// only its spread has to settle.
    fn burn_in(&mut self, total_per_sec: f64) {
        if total_per_sec <= 0.0 {
            return;
        }
        self.per_sec = self.branching * total_per_sec;
        let base_per_sec = (1.0 - self.branching) * total_per_sec;
        let relaxation_secs = 1.0 / (self.decay_per_sec * (1.0 - self.branching));
        let mut left_secs = (BURN_IN_RELAXATIONS * relaxation_secs).min(BURN_IN_REQUESTS / total_per_sec);
        loop {
            let base_secs = -ln(self.stream.unit()) / base_per_sec;
            let secs = base_secs.min(self.gap_secs());
            if secs >= left_secs {
                self.pass(left_secs);
                return;
            }
            left_secs -= secs;
            self.pass(secs);
            self.jump();
        }
    }
}
