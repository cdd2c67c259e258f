//! When does the next request of a renewal process come: independent gaps in operational time (Poisson, regular,
//! gamma, hyperexponential), drawn by the block. The first gap has the law of the others.

use super::time_change::TimeChange;
use crate::engine::{Law, Stream, Time};

const BLOCK: usize = 1_024;

/// A renewal process in operational time.
#[derive(Clone, Debug)]
pub(super) struct Renewal {
    time: TimeChange,
    used: usize,
    gaps: Box<[f64; BLOCK]>,
    law: Law,
    stream: Stream,
}

impl Renewal {
    /// Gaps of law `gap` (its seconds are requests), drawn from `stream`.
    pub(super) fn new(time: TimeChange, gap: Law, stream: Stream) -> Self {
        Self { time, used: BLOCK, gaps: Box::new([0.0; BLOCK]), law: gap, stream }
    }

    /// The rate where operational time stands [1/s].
    pub(super) fn per_sec(&self) -> f64 {
        self.time.per_sec()
    }

    /// The next moment; [`Time::NEVER`] at the horizon or later.
    #[inline]
    pub(super) fn advance(&mut self) -> Time {
        if self.used >= BLOCK {
            self.refill();
        }
        let gap = self.gaps[self.used];
        self.used += 1;
        self.time.after(gap)
    }

    #[cold]
    #[inline(never)]
    fn refill(&mut self) {
        self.law.fill_secs(&mut self.stream, &mut self.gaps[..]);
        self.used = 0;
    }
}
