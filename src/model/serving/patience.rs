//! Who gives up next? One entry for each request that has to wait and will not wait for ever.

use super::slab::{Slab, WAITS};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// When a waiting request gives up. Sorts by time, then order of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct GivingUp {
    /// [ns]
    pub(super) at: u64,
    /// The attempt's own number, which tells it from a later one at the same entry.
    pub(super) id: u64,
    /// Its entry in the slab.
    pub(super) entry: u32,
}

impl GivingUp {
    /// Whether the attempt is still at its unit, and its client has not gone on.
    pub(super) fn is_there(self, slab: &Slab) -> bool {
        slab.get(self.entry).is_some_and(|request| request.id() == self.id && !request.is_abandoned())
    }

    /// Whether the request still waits.
    pub(super) fn is_live(self, slab: &Slab) -> bool {
        slab.get(self.entry).is_some_and(|request| request.id() == self.id && request.start == WAITS)
    }
}

/// Pending ends of patience. Entries of requests that no longer wait are dropped when they are met, not looked for.
#[derive(Debug)]
pub(super) enum Patience {
    /// Nobody gives up.
    Endless,
    /// All wait equally long: who came first gives up first.
    Alike(VecDeque<GivingUp>),
    /// Each waits as long as it drew.
    Drawn(BinaryHeap<Reverse<GivingUp>>),
}

impl Patience {
    /// When the next request may give up [ns]; `u64::MAX` if none will.
    #[inline]
    pub(super) fn next(&self) -> u64 {
        match self {
            Self::Endless => u64::MAX,
            Self::Alike(queue) => queue.front().map_or(u64::MAX, |first| first.at),
            Self::Drawn(heap) => heap.peek().map_or(u64::MAX, |Reverse(first)| first.at),
        }
    }

    /// Pending entries, of whoever still waits or not.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Endless => 0,
            Self::Alike(queue) => queue.len(),
            Self::Drawn(heap) => heap.len(),
        }
    }

    pub(super) fn pop(&mut self) -> Option<GivingUp> {
        match self {
            Self::Endless => None,
            Self::Alike(queue) => queue.pop_front(),
            Self::Drawn(heap) => heap.pop().map(|Reverse(first)| first),
        }
    }

    /// `waiting`: how many wait, which bounds the entries that are kept.
    pub(super) fn push(&mut self, entry: GivingUp, slab: &Slab, waiting: u64) {
        match self {
            Self::Endless => {}
            Self::Alike(queue) => {
                while queue.front().is_some_and(|first| !first.is_live(slab)) {
                    queue.pop_front();
                }
                queue.push_back(entry);
            }
            Self::Drawn(heap) => {
                if heap.len() as u64 > 2 * waiting + 1_024 {
                    heap.retain(|Reverse(pending)| pending.is_live(slab));
                }
                heap.push(Reverse(entry));
            }
        }
    }
}
