//! Which key is the least? An 8-ary heap of packed keys.
//!
//! Its groups of eight brothers are whole (padded with [`NOTHING`]), so that the least of a group needs no bounds.

use super::NOTHING;

/// Keys, the least first.
#[derive(Debug)]
pub(super) struct Heap {
    /// The least key, or [`NOTHING`].
    top: u64,
    /// The others: `groups[0]` are the children of the top, `groups[n + 1]` those of the `n`-th key of the groups.
    groups: Vec<[u64; 8]>,
    /// Keys in the groups.
    below: usize,
}

impl Heap {
    pub(super) fn new() -> Self {
        let mut groups = Vec::with_capacity(64);
        groups.push([NOTHING; 8]);
        Self { top: NOTHING, groups, below: 0 }
    }

    /// The least key; [`NOTHING`] if there is none.
    #[inline]
    pub(super) fn top(&self) -> u64 {
        self.top
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.below + usize::from(self.top != NOTHING)
    }

    /// Every key, in no order.
    pub(super) fn keys_mut(&mut self) -> impl Iterator<Item = &mut u64> {
        let top = Some(&mut self.top).filter(|top| **top != NOTHING);
        top.into_iter().chain(self.groups.as_flattened_mut()[..self.below].iter_mut())
    }

    pub(super) fn clear(&mut self) {
        self.keys_mut().for_each(|key| *key = NOTHING);
        self.below = 0;
    }

    #[inline]
    pub(super) fn push(&mut self, key: u64) {
        if self.top == NOTHING {
            self.top = key;
            return;
        }
        let mut hole = self.below;
        self.below += 1;
        if hole == self.groups.len() * 8 {
            self.groups.push([NOTHING; 8]);
        }
        let keys = self.groups.as_flattened_mut();
        while let Some(parent) = (hole / 8).checked_sub(1) {
            if keys[parent] <= key {
                keys[hole] = key;
                return;
            }
            keys[hole] = keys[parent];
            hole = parent;
        }
        if self.top <= key {
            keys[hole] = key;
        } else {
            keys[hole] = self.top;
            self.top = key;
        }
    }

    /// Takes the least key away.
    #[inline]
    pub(super) fn pop(&mut self) {
        let Some(last) = self.below.checked_sub(1) else {
            self.top = NOTHING;
            return;
        };
        self.below = last;
        let group = &mut self.groups[last / 8];
        let key = std::mem::replace(&mut group[last % 8], NOTHING);
        self.sink(key);
    }

    /// Puts `key` in the place of the top: the hole goes down to a leaf along the least children, where a key belongs
    /// that comes from a leaf or begins now, and the key up from there. Only its last comparison cannot be foreseen.
    #[inline]
    pub(super) fn sink(&mut self, key: u64) {
        let (lane, least) = least_of(&self.groups[0]);
        if key <= least {
            self.top = key;
            return;
        }
        self.top = least;
        let mut hole = lane;
        let below = self.below;
        while (hole + 1) * 8 < below {
            let (lane, least) = least_of(&self.groups[hole + 1]);
            self.groups[hole / 8][hole % 8] = least;
            hole = (hole + 1) * 8 + lane;
        }
        let keys = self.groups.as_flattened_mut();
        while let Some(parent) = (hole / 8).checked_sub(1) {
            if keys[parent] <= key {
                break;
            }
            keys[hole] = keys[parent];
            hole = parent;
        }
        keys[hole] = key;
    }
}

/// Place and value of the least key, as a tournament: the three rounds depend on one another, their matches do not.
#[inline]
fn least_of(keys: &[u64; 8]) -> (usize, u64) {
    #[inline]
    fn match_of(a: (usize, u64), b: (usize, u64)) -> (usize, u64) {
        let second = b.1 < a.1;
        (if second { b.0 } else { a.0 }, if second { b.1 } else { a.1 })
    }
    let first = |i: usize| match_of((i, keys[i]), (i + 1, keys[i + 1]));
    match_of(match_of(first(0), first(2)), match_of(first(4), first(6)))
}
