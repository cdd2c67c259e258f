//! Which key is next when there are thousands? A heap of the near ones, days of unsorted later ones.
//!
//! Up to [`FEW`] keys lie in the heap alone. Beyond that the heap holds only the present day; coming days are lists that
//! nobody sorts before their day comes; what lies beyond the last day of the page waits in one list for the next page.
//! The length of a day follows from the keys that are there when a page is begun, so it needs no tuning. Keys may come in
//! any order as long as none is less than the last one taken.

use super::heap::{Heap, NOTHING};

/// As many keys as a heap orders faster than a calendar.
const FEW: usize = 256;
/// Keys a day: two layers of the heap.
const A_DAY: usize = 32;

/// Keys, the least of them at hand.
#[derive(Debug)]
pub(super) struct Calendar {
    near: Heap,
    /// Lesser keys are in the heap, or go there.
    today_ends: u64,
    /// The page: lists of keys by day.
    days: Vec<Vec<u64>>,
    /// The first key of the page.
    page_begins: u64,
    /// A day is 2 to this power long.
    day_bits: u32,
    /// The next day to come.
    tomorrow: usize,
    /// Lesser keys are on the page, or go there.
    page_ends: u64,
    later: Vec<u64>,
}

impl Calendar {
    pub(super) fn new() -> Self {
        Self {
            near: Heap::new(),
            today_ends: NOTHING,
            days: Vec::new(),
            page_begins: 0,
            day_bits: 0,
            tomorrow: 0,
            page_ends: 0,
            later: Vec::new(),
        }
    }

    /// The least key, or [`NOTHING`].
    #[inline]
    pub(super) fn top(&self) -> u64 {
        self.near.top()
    }

    /// How many keys there are.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.near.len() + self.days.iter().map(Vec::len).sum::<usize>() + self.later.len()
    }

    #[inline]
    pub(super) fn push(&mut self, key: u64) {
        if key < self.today_ends {
            self.near.push(key);
            if self.today_ends == NOTHING && self.near.len() > FEW {
                self.begin_calendar();
            }
        } else {
            self.put_off(key);
        }
    }

    /// Takes the least key away.
    #[inline]
    pub(super) fn pop(&mut self) {
        self.near.pop();
        if self.near.top() == NOTHING {
            self.turn();
        }
    }

    /// Takes the least key away and puts `key` there.
    #[inline]
    pub(super) fn replace(&mut self, key: u64) {
        if key < self.today_ends {
            self.near.replace(key);
        } else {
            self.put_off(key);
            self.pop();
        }
    }

    /// Changes every key by a rule that keeps their order, and bounds of keys by the same.
    pub(super) fn change(&mut self, rule: impl Fn(u64) -> u64) {
        // All go back into the heap: lists and bounds begin anew with the next page.
        let mut keys = std::mem::take(&mut self.later);
        self.near.drain_into(&mut keys);
        self.days.iter_mut().for_each(|day| keys.append(day));
        keys.iter_mut().for_each(|key| *key = rule(*key));
        self.later = keys;
        (self.tomorrow, self.page_ends, self.today_ends) = (self.days.len(), 0, NOTHING);
        self.turn();
    }

    #[inline]
    fn put_off(&mut self, key: u64) {
        if key < self.page_ends {
            let day = ((key - self.page_begins) >> self.day_bits) as usize;
            self.days[day].push(key);
        } else {
            self.later.push(key);
        }
    }

    #[cold]
    #[inline(never)]
    fn begin_calendar(&mut self) {
        self.near.drain_into(&mut self.later);
        self.begin_page();
        self.turn();
    }

    /// The next day with keys, of this page or the next, comes into the heap.
    #[cold]
    #[inline(never)]
    fn turn(&mut self) {
        loop {
            while let Some(day) = self.days.get_mut(self.tomorrow) {
                self.tomorrow += 1;
                if !day.is_empty() {
                    day.drain(..).for_each(|key| self.near.push(key));
                    self.today_ends = self.day_begins(self.tomorrow as u64);
                    return;
                }
            }
            if self.later.len() <= FEW / 2 {
                self.later.drain(..).for_each(|key| self.near.push(key));
                (self.today_ends, self.page_ends) = (NOTHING, 0);
                return;
            }
            self.begin_page();
        }
    }

    fn day_begins(&self, day: u64) -> u64 {
        self.page_begins.saturating_add(day.saturating_mul(1 << self.day_bits))
    }

    /// A page for what waits: as long as half of it takes and as much again. What is later waits on.
    fn begin_page(&mut self) {
        let days = 2 * self.later.len().div_ceil(A_DAY);
        let middle = self.later.len() / 2;
        let (sooner, median, _) = self.later.select_nth_unstable(middle);
        self.page_begins = sooner.iter().copied().min().unwrap_or(*median);
        self.day_bits = ((*median - self.page_begins) / (days as u64 / 2)).max(1).ilog2();
        self.page_ends = self.day_begins(days as u64);
        self.tomorrow = 0;
        if self.days.len() < days {
            self.days.resize_with(days, Vec::new);
        }
        let mut later = std::mem::take(&mut self.later);
        later.retain(|key| {
            let is_on_page = *key < self.page_ends;
            if is_on_page {
                self.days[((key - self.page_begins) >> self.day_bits) as usize].push(*key);
            }
            !is_on_page
        });
        self.later = later;
    }
}
