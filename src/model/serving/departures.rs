//! Which slot is free next? The pending ends of service, one packed integer each.
//!
//! A key holds the end as 44 bits of nanoseconds since a base, and 20 bits of slot number: keys sort by time, then slot,
//! so ties never depend on the order of insertion. The base follows the clock; what ends beyond the 44 bits waits in a
//! heap of its own until a rebase brings it within reach.

use super::calendar::Calendar;
use super::heap::NOTHING;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

const SLOT_BITS: u32 = 20;
const SLOT_MASK: u64 = (1 << SLOT_BITS) - 1;
/// Reach of a key: 4.9 h [ns].
const WINDOW: u64 = 1 << (64 - SLOT_BITS);
/// How far the clock may run ahead of the base [ns]: so work of up to four hours is always within the window.
const REBASE_AFTER: u64 = 1_800_000_000_000;
/// Slots are numbered below this; the key of the last one would be [`NOTHING`].
pub(super) const SLOTS_MAX: usize = (1 << SLOT_BITS) - 1;

/// Pending ends of service.
#[derive(Debug)]
pub(super) struct Departures {
    base: u64,
    keys: Calendar,
    far: BinaryHeap<Reverse<(u64, u32)>>,
}

impl Departures {
    pub(super) fn new() -> Self {
        Self { base: 0, keys: Calendar::new(), far: BinaryHeap::new() }
    }

    /// When the next service ends [ns]; beyond [`Self::horizon`] if none ends before it.
    #[inline]
    pub(super) fn next(&self) -> u64 {
        (self.keys.top() >> SLOT_BITS) + self.base
    }

    /// Pending ends.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.keys.len() + self.far.len()
    }

    /// The slot in which the next service ends.
    #[inline]
    pub(super) fn next_slot(&self) -> u32 {
        (self.keys.top() & SLOT_MASK) as u32
    }

    /// Until when this may be used before it must be rebased [ns].
    pub(super) fn horizon(&self) -> u64 {
        self.base + REBASE_AFTER
    }

    /// The earliest end of all, however far; `u64::MAX` if there is none.
    pub(super) fn soonest(&self) -> u64 {
        let near = if self.keys.top() == NOTHING { u64::MAX } else { self.next() };
        self.far.peek().map_or(near, |Reverse((end, _))| near.min(*end))
    }

    /// Moves the base to `now`, at or after which everything pending ends.
    pub(super) fn rebase(&mut self, now: u64) {
        let shift = now - self.base;
        self.keys.change(|key| key - (shift << SLOT_BITS));
        self.base = now;
        while let Some(&Reverse((end, slot))) = self.far.peek()
            && end - now < WINDOW
        {
            self.far.pop();
            self.push(end, slot);
        }
    }

    /// A service that ends at `end` in `slot`.
    #[inline]
    pub(super) fn push(&mut self, end: u64, slot: u32) {
        match self.key(end, slot) {
            Some(key) => self.keys.push(key),
            None => self.push_far(end, slot),
        }
    }

    /// Takes the next end away.
    #[inline]
    pub(super) fn pop(&mut self) {
        self.keys.pop();
    }

    /// Takes the next end away and puts another one in the same slot: one pass instead of two.
    #[inline]
    pub(super) fn replace(&mut self, end: u64, slot: u32) {
        match self.key(end, slot) {
            Some(key) => self.keys.replace(key),
            None => {
                self.keys.pop();
                self.push_far(end, slot);
            }
        }
    }

    /// Renumbers every slot by a rule that keeps their order.
    pub(super) fn renumber(&mut self, rule: impl Fn(u32) -> u32) {
        self.keys.change(|key| (key & !SLOT_MASK) | u64::from(rule((key & SLOT_MASK) as u32)));
        self.far = self.far.drain().map(|Reverse((end, slot))| Reverse((end, rule(slot)))).collect();
    }

    #[inline]
    fn key(&self, end: u64, slot: u32) -> Option<u64> {
        let offset = end - self.base;
        (offset < WINDOW).then_some((offset << SLOT_BITS) | u64::from(slot))
    }

    #[cold]
    #[inline(never)]
    fn push_far(&mut self, end: u64, slot: u32) {
        self.far.push(Reverse((end, slot)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: u64 = 1_767_225_600_000_000_000;

    /// Everything pending, in the order in which it leaves.
    fn drain(departures: &mut Departures) -> Vec<(u64, u32)> {
        let mut all = Vec::new();
        while departures.soonest() < u64::MAX {
            if departures.soonest() >= departures.horizon() {
                departures.rebase(departures.soonest());
            }
            all.push((departures.next(), departures.next_slot()));
            departures.pop();
        }
        all
    }

    proptest! {
        #[test]
        fn ends_come_in_order_of_time_then_slot(
            works in prop::collection::vec((0_u64..40_000_000_000_000, 0_u32..1_000_000), 1..900),
            kept in 0_usize..900,
        ) {
            let mut departures = Departures::new();
            departures.rebase(NOW);
            let mut pending: Vec<(u64, u32)> = Vec::new();
            for (i, (work, slot)) in works.iter().enumerate() {
                let entry = (NOW + work / 1_000 * 1_000, *slot);
                if i >= kept && departures.next() == departures.soonest() {
                    pending.sort_unstable();
                    pending[0] = entry;
                    departures.replace(entry.0, entry.1);
                } else {
                    pending.push(entry);
                    departures.push(entry.0, entry.1);
                }
                let soonest = pending.iter().map(|(end, _)| *end).min();
                prop_assert_eq!(Some(departures.soonest()), soonest);
            }
            pending.sort_unstable();
            prop_assert_eq!(drain(&mut departures), pending);
        }

        #[test]
        fn ties_never_depend_on_the_order_of_insertion(mut slots in prop::collection::vec(0_u32..500, 1..60)) {
            let ends = |slots: &[u32]| {
                let mut departures = Departures::new();
                departures.rebase(NOW);
                slots.iter().for_each(|slot| departures.push(NOW + 5, *slot));
                drain(&mut departures)
            };
            let some_order = ends(&slots);
            slots.reverse();
            prop_assert_eq!(&some_order, &ends(&slots));
            prop_assert!(some_order.is_sorted());
        }
    }

    #[test]
    fn the_highest_slot_at_the_last_moment_of_the_window_is_kept() {
        let mut departures = Departures::new();
        departures.rebase(NOW);
        let last = (NOW + WINDOW - 1, SLOTS_MAX as u32 - 1);
        departures.push(last.0, last.1);
        assert!(departures.far.is_empty());
        departures.push(NOW + WINDOW, 0);
        assert_eq!(departures.far.len(), 1);
        assert_eq!(drain(&mut departures), [last, (NOW + WINDOW, 0)]);
    }
}
