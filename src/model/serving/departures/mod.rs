//! Which slot is free next? The pending ends of service, one packed integer each.
//!
//! A key holds the end as 44 bits of nanoseconds since a base, and 20 bits of slot number: keys sort by time, then slot,
//! so ties never depend on the order of insertion. Few keys are in a heap; of many, the heap holds only what ends very
//! soon, and a calendar the rest. The base follows the clock; what ends beyond the 44 bits waits in a heap of its own until
//! a rebase brings it within reach.

mod calendar;
mod heap;

use calendar::Calendar;
use heap::Heap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

const SLOT_BITS: u32 = 20;
const SLOT_MASK: u64 = (1 << SLOT_BITS) - 1;
/// Reach of a key: 4.9 h [ns].
const WINDOW: u64 = 1 << (64 - SLOT_BITS);
/// How far the clock may run ahead of the base [ns]: so work of up to four hours is always within the window.
const REBASE_AFTER: u64 = 1_800_000_000_000;
const NOTHING: u64 = u64::MAX;
/// Slots are numbered below this; the key of the last one would be [`NOTHING`].
pub(super) const SLOTS_MAX: usize = (1 << SLOT_BITS) - 1;

/// Pending ends of service.
#[derive(Debug)]
pub(super) struct Departures {
    base: u64,
    /// The least key.
    top: u64,
    heap: Heap,
    calendar: Calendar,
    far: BinaryHeap<Reverse<(u64, u32)>>,
}

impl Departures {
    pub(super) fn new() -> Self {
        Self { base: 0, top: NOTHING, heap: Heap::new(), calendar: Calendar::new(), far: BinaryHeap::new() }
    }

    /// When the next service ends [ns]; beyond [`Self::horizon`] if none ends before it.
    #[inline]
    pub(super) fn next(&self) -> u64 {
        (self.top >> SLOT_BITS) + self.base
    }

    /// Pending ends.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.heap.len() + self.calendar.len() + self.far.len()
    }

    /// The slot in which the next service ends.
    #[inline]
    pub(super) fn next_slot(&self) -> u32 {
        (self.top & SLOT_MASK) as u32
    }

    /// Until when this may be used before it must be rebased [ns].
    pub(super) fn horizon(&self) -> u64 {
        self.base + REBASE_AFTER
    }

    /// The earliest end of all, however far; `u64::MAX` if there is none.
    pub(super) fn soonest(&self) -> u64 {
        let near = if self.top == NOTHING { u64::MAX } else { self.next() };
        self.far.peek().map_or(near, |Reverse((end, _))| near.min(*end))
    }

    /// Moves the base to `now`, at or after which everything pending ends.
    pub(super) fn rebase(&mut self, now: u64) {
        let shift = (now - self.base) << SLOT_BITS;
        self.arrange(|key| key - shift);
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
        let Some(key) = self.key(end, slot) else { return self.push_far(end, slot) };
        if self.top == NOTHING {
            self.calendar.skip_to(key);
        }
        if self.calendar.takes(key) {
            return;
        }
        self.heap.push(key);
        self.top = self.top.min(key);
        if self.calendar.should_start(self.heap.len()) {
            self.arrange(|key| key);
        }
    }

    /// Takes the next end away.
    #[inline]
    pub(super) fn pop(&mut self) {
        if self.heap.top() == self.top {
            self.heap.pop();
        } else {
            self.calendar.pop();
        }
        self.find_top();
    }

    /// Takes the next end away and puts another one in the same slot: one pass instead of two where both are in the heap.
    #[inline]
    pub(super) fn replace(&mut self, end: u64, slot: u32) {
        let Some(key) = self.key(end, slot) else {
            self.pop();
            return self.push_far(end, slot);
        };
        if self.heap.top() == self.top && !self.calendar.takes(key) {
            self.heap.sink(key);
            self.find_top();
        } else if self.heap.top() == self.top {
            self.pop();
        } else {
            self.pop();
            self.push(end, slot);
        }
    }

    /// Renumbers every slot by a rule that keeps their order.
    pub(super) fn renumber(&mut self, rule: impl Fn(u32) -> u32) {
        self.arrange(|key| (key & !SLOT_MASK) | u64::from(rule((key & SLOT_MASK) as u32)));
        self.far = self.far.drain().map(|Reverse((end, slot))| Reverse((end, rule(slot)))).collect();
    }

    /// Changes every key by a rule that keeps their order, and puts each where it belongs.
    #[cold]
    #[inline(never)]
    fn arrange(&mut self, rule: impl Fn(u64) -> u64) {
        let mut keys: Vec<u64> = self.heap.keys_mut().chain(self.calendar.keys_mut()).map(|key| rule(*key)).collect();
        self.heap.clear();
        if !self.calendar.start(&mut keys) {
            for key in keys {
                self.heap.push(key);
            }
        }
        self.top = self.heap.top().min(self.calendar.top());
    }

    #[inline]
    fn find_top(&mut self) {
        self.top = self.heap.top().min(self.calendar.top());
        if self.top == NOTHING && self.calendar.has_later() {
            self.turn();
        }
    }

    #[cold]
    #[inline(never)]
    fn turn(&mut self) {
        if self.calendar.turn() {
            self.top = self.calendar.top();
        } else {
            self.arrange(|key| key);
        }
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
            departures.rebase(departures.soonest());
            all.push((departures.next(), departures.next_slot()));
            departures.pop();
        }
        all
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn ends_come_in_order_of_time_then_slot(
            works in prop::collection::vec((0_u64..40_000_000_000_000, 0_u32..1_000_000), 1..300),
            kept in 0_usize..300,
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
                prop_assert_eq!(departures.soonest(), pending.iter().map(|(end, _)| *end).min().expect("one"));
            }
            pending.sort_unstable();
            prop_assert_eq!(drain(&mut departures), pending);
        }

        #[test]
        fn ties_never_depend_on_the_order_of_insertion(mut slots in prop::collection::vec(0_u32..500, 1..60)) {
            let ends = |slots: &[u32]| {
                let mut departures = Departures::new();
                departures.rebase(NOW);
                for slot in slots {
                    departures.push(NOW + 5, *slot);
                }
                drain(&mut departures)
            };
            let some_order = ends(&slots);
            slots.reverse();
            prop_assert_eq!(&some_order, &ends(&slots));
            prop_assert!(some_order.is_sorted());
        }
    }

    /// Pending ends go up to hundreds and thousands and down again, so that they move into the calendar and out of it, with
    /// lengths of a microsecond to an hour, equal ones and bases that move on.
    #[test]
    fn many_ends_come_in_the_order_of_a_sorted_set() {
        let mut stream = crate::engine::Stream::from_key(7);
        let mut draw = |below: u64| stream.bits() % below;
        for (most, spread) in [(500, 1_000), (3_000, 1), (2_000, 50_000_000), (5_000, 3_600_000_000_000), (2_500, 2)] {
            let mut departures = Departures::new();
            let mut pending = std::collections::BTreeSet::new();
            let (mut now, mut slot, mut was_on) = (NOW, 0_u32, false);
            departures.rebase(now);
            for step in 0..60_000_u64 {
                let grows = (step / most) % 3 != 2;
                slot = (slot + 1) % 1_000_000;
                let work = if spread > 1 && draw(50) == 0 { draw(14_000_000_000_000) } else { draw(spread) };
                if pending.is_empty() || (grows && draw(3) > 0) {
                    pending.insert((now + work, slot));
                    departures.push(now + work, slot);
                } else {
                    let first = pending.pop_first().expect("one at least");
                    now = first.0;
                    if now >= departures.horizon() {
                        departures.rebase(now);
                    }
                    assert_eq!((departures.next(), departures.next_slot()), first, "{most} {spread} {step}");
                    if grows {
                        pending.insert((now + work, slot));
                        departures.replace(now + work, slot);
                    } else {
                        departures.pop();
                    }
                }
                was_on |= departures.calendar.len() > 0;
                assert_eq!(departures.len(), pending.len());
                assert_eq!(departures.soonest(), pending.first().map_or(u64::MAX, |first| first.0));
            }
            assert!(was_on, "{most} {spread}: never that many");
            assert_eq!(drain(&mut departures), Vec::from_iter(pending));
        }
    }

    /// A thousand that end at once, twice: nothing is pending in between, and the second thousand is found all the same.
    #[test]
    fn what_comes_after_everything_has_gone_is_found() {
        let mut departures = Departures::new();
        departures.rebase(NOW);
        for millis in [1, 5] {
            (0..1_000).for_each(|slot| departures.push(NOW + millis * 1_000_000, slot));
            for slot in 0..1_000 {
                assert_eq!((departures.next(), departures.next_slot()), (NOW + millis * 1_000_000, slot));
                departures.pop();
            }
            assert_eq!((departures.len(), departures.soonest()), (0, u64::MAX));
        }
    }

    /// Keys that a heap or a calendar holds when slots get other numbers.
    #[test]
    fn many_ends_keep_their_order_under_new_numbers() {
        for count in [10, 1_000] {
            let mut departures = Departures::new();
            departures.rebase(NOW);
            (0..count).for_each(|slot| departures.push(NOW + u64::from(slot * 7 % 1_000) * 1_000, slot));
            departures.renumber(|slot| 3 * slot + 1);
            let mut expected: Vec<_> =
                (0..count).map(|slot| (NOW + u64::from(slot * 7 % 1_000) * 1_000, 3 * slot + 1)).collect();
            expected.sort_unstable();
            assert_eq!(drain(&mut departures), expected);
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
