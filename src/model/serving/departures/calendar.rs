//! Which keys come soon? Many pending keys, sorted by their time into unsorted buckets; a bucket is sorted when the clock
//! reaches it.
//!
//! With thousands of pending ends this is cheaper than a heap: a key is written once, sorted once among a few dozen, and
//! read once. With few it is not, and nothing is kept here.
//! Ref: Brown, Calendar queues, Communications of the ACM 31(10), 1988. Differs: a bucket holds several keys and is sorted
//! as a whole; what comes into the bucket that is open already goes into the heap.

use super::{NOTHING, SLOT_BITS};

/// Buckets of one turn.
const BUCKETS: usize = 256;
/// Keys that a bucket should hold.
const ABOUT: u64 = 24;
/// With fewer keys than this at hand, a heap is quicker.
const FEW: usize = 192;

/// Keys of the bucket that is open, and of those to come.
#[derive(Debug)]
pub(super) struct Calendar {
    /// A key belongs to the bucket `key >> shift`, modulo the turn.
    shift: u32,
    /// The bucket that is open; [`NOTHING`]: the calendar is not in use.
    open: u64,
    /// Keys of the open bucket, the least last.
    due: Vec<u64>,
    buckets: Vec<Vec<u64>>,
    /// Keys in the buckets.
    later: usize,
    /// Keys that may still leave before it pays to arrange the others anew.
    patience: usize,
}

impl Calendar {
    pub(super) fn new() -> Self {
        Self { shift: SLOT_BITS, open: NOTHING, due: Vec::new(), buckets: Vec::new(), later: 0, patience: 0 }
    }

    /// The least key of the open bucket; [`NOTHING`] if there is none.
    #[inline]
    pub(super) fn top(&self) -> u64 {
        self.due.last().copied().unwrap_or(NOTHING)
    }

    #[inline]
    pub(super) fn pop(&mut self) {
        self.due.pop();
    }

    /// Whether there are keys that no one has sorted yet.
    #[inline]
    pub(super) fn has_later(&self) -> bool {
        self.later > 0
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.due.len() + self.later
    }

    /// Whether so many keys in the heap are better kept here.
    #[inline]
    pub(super) fn should_start(&self, in_heap: usize) -> bool {
        in_heap >= 2 * FEW && self.open == NOTHING
    }

    /// Keeps a key for later, unless it belongs to the open bucket or one before it.
    #[inline]
    pub(super) fn takes(&mut self, key: u64) -> bool {
        let bucket = key >> self.shift;
        if bucket <= self.open {
            return false;
        }
        self.buckets[bucket as usize % BUCKETS].push(key);
        self.later += 1;
        true
    }

    /// Nothing is pending: what comes up to this key belongs to the open bucket.
    #[inline]
    pub(super) fn skip_to(&mut self, key: u64) {
        if self.open != NOTHING {
            self.open = key >> self.shift;
        }
    }

    /// Opens the next bucket with a key in it. `false`: the buckets no longer suit what is in them.
    #[cold]
    #[inline(never)]
    pub(super) fn turn(&mut self) -> bool {
        for _ in 0..BUCKETS {
            self.open += 1;
            let (open, shift) = (self.open, self.shift);
            let bucket = &mut self.buckets[open as usize % BUCKETS];
            if bucket.is_empty() {
                continue;
            }
            if bucket.iter().all(|key| key >> shift == open) {
                std::mem::swap(&mut self.due, bucket);
            } else {
                self.due.extend(bucket.iter().filter(|key| **key >> shift == open));
                bucket.retain(|key| key >> shift != open);
            }
            if self.due.is_empty() {
                continue;
            }
            self.later -= self.due.len();
            self.due.sort_unstable_by(|a, b| b.cmp(a));
            self.patience = self.patience.saturating_sub(self.due.len());
            let is_crowded = self.due.len() as u64 >= 16 * ABOUT && self.patience == 0;
            return !is_crowded && self.later + self.due.len() >= FEW;
        }
        false
    }

    /// Every key, in no order.
    pub(super) fn keys_mut(&mut self) -> impl Iterator<Item = &mut u64> {
        self.due.iter_mut().chain(self.buckets.iter_mut().flatten())
    }

    /// Begins anew with these keys, in buckets that suit them; `false` if a heap is the place for them.
    pub(super) fn start(&mut self, keys: &mut [u64]) -> bool {
        self.due.clear();
        self.buckets.iter_mut().for_each(Vec::clear);
        (self.open, self.later, self.patience) = (NOTHING, 0, keys.len());
        if keys.len() < FEW {
            return false;
        }
        let half = keys.len() / 2;
        let (sooner, &mut median, _) = keys.select_nth_unstable(half);
        let least = sooner.iter().copied().min().unwrap_or(median);
        let width = (median - least) / half as u64 * ABOUT;
        self.shift = width.max(1 << SLOT_BITS).ilog2();
        self.open = least >> self.shift;
        self.buckets.resize_with(BUCKETS, || Vec::with_capacity(2 * ABOUT as usize));
        for key in keys {
            if !self.takes(*key) {
                self.due.push(*key);
            }
        }
        self.due.sort_unstable_by(|a, b| b.cmp(a));
        true
    }
}
