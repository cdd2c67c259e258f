//! What is the least of these integers? An 8-ary heap whose groups of eight brothers are whole (padded with
//! [`NOTHING`]), so that the least of a group needs no bounds and no branches.

/// No key; greater than every key.
pub(super) const NOTHING: u64 = u64::MAX;

/// Keys, the least of them at hand.
#[derive(Debug)]
pub(super) struct Heap {
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

    /// The least key, or [`NOTHING`].
    #[inline]
    pub(super) fn top(&self) -> u64 {
        self.top
    }

    pub(super) fn len(&self) -> usize {
        self.below + usize::from(self.top != NOTHING)
    }

    /// All keys, each open to a change that keeps their order.
    pub(super) fn keys_mut(&mut self) -> impl Iterator<Item = &mut u64> {
        let top = (self.top != NOTHING).then_some(&mut self.top);
        top.into_iter().chain(&mut self.groups.as_flattened_mut()[..self.below])
    }

    /// Forgets all keys and hands them over in no order.
    pub(super) fn drain_into(&mut self, keys: &mut Vec<u64>) {
        keys.extend(self.keys_mut().map(|key| *key));
        self.groups.as_flattened_mut()[..self.below].fill(NOTHING);
        (self.top, self.below) = (NOTHING, 0);
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
        let key = std::mem::replace(&mut self.groups[last / 8][last % 8], NOTHING);
        self.replace(key);
    }

    /// Puts `key` in the place of the least key.
    #[inline]
    pub(super) fn replace(&mut self, key: u64) {
        let (lane, least) = least_of(&self.groups[0]);
        if key <= least {
            self.top = key;
            return;
        }
        self.top = least;
        let mut hole = lane;
        while let Some(children) = self.groups.get(hole + 1) {
            let (lane, least) = least_of(children);
            if key <= least {
                break;
            }
            self.groups[hole / 8][hole % 8] = least;
            hole = (hole + 1) * 8 + lane;
        }
        self.groups[hole / 8][hole % 8] = key;
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
