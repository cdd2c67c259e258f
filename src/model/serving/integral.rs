//! For how long were how many there? The time integral of a count, kept by its comings and goings alone.
//!
//! The integral of a count is the sum of the times of all goings less the times of all comings, plus the present count
//! times now. So an event costs one addition, and the multiplication waits for a reading. Absolute nanoseconds wrap
//! around many times in such a sum; the difference that is asked for does not, because it is rolled into a wide total
//! with every reading: once a minute at least, in which three hundred million may wait.

/// The time integral of a count [count x ns].
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Integral {
    level: u64,
    clock: u64,
    total: u128,
    read: u128,
}

impl Integral {
    /// How many there are now.
    #[inline]
    pub(super) fn level(&self) -> u64 {
        self.level
    }

    /// One more from `now` on.
    #[inline]
    pub(super) fn come(&mut self, now: u64) {
        self.level += 1;
        self.clock = self.clock.wrapping_sub(now);
    }

    /// One less from `now` on.
    #[inline]
    pub(super) fn go(&mut self, now: u64) {
        self.level -= 1;
        self.clock = self.clock.wrapping_add(now);
    }

    /// The whole integral up to `now`.
    pub(super) fn total(&self, now: u64) -> u128 {
        self.total + u128::from(self.since_roll(now))
    }

    /// Moves what has come together into the wide total.
    pub(super) fn roll(&mut self, now: u64) {
        self.total = self.total(now);
        self.clock = 0_u64.wrapping_sub(self.level.wrapping_mul(now));
    }

    /// The integral since this was last asked.
    pub(super) fn since_last(&mut self, now: u64) -> u64 {
        self.roll(now);
        let since = self.total - self.read;
        self.read = self.total;
        u64::try_from(since).unwrap_or(u64::MAX)
    }

    fn since_roll(&self, now: u64) -> u64 {
        self.clock.wrapping_add(self.level.wrapping_mul(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comings_and_goings_add_up_to_the_time_spent() {
        let t = 1_767_225_600_000_000_000;
        let mut there = Integral::default();
        there.come(t);
        there.come(t + 10);
        assert_eq!(there.total(t + 15), 15 + 5);
        there.go(t + 20);
        assert_eq!(there.since_last(t + 30), 20 + 20);
        there.go(t + 31);
        assert_eq!(there.since_last(t + 90), 1);
        assert_eq!((there.level(), there.total(t + 90)), (0, 41));
    }

    #[test]
    fn rolling_changes_nothing() {
        let t = u64::MAX / 3;
        let mut there = Integral::default();
        there.come(t);
        for step in 1..=100 {
            there.roll(t + step * 1_800_000_000_000);
        }
        there.come(t + 181_000_000_000_000);
        assert_eq!(there.total(t + 182_000_000_000_000), 183_000_000_000_000);
    }
}
