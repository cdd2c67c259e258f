//! Who takes the next request? The units in service in order of their number, and for least outstanding one bitset of
//! units for each number of outstanding requests.

use super::{Routing, Ties};
use crate::engine::random::below;

/// The units that take requests. A unit's *rank* is its place among them by number.
#[derive(Debug)]
pub(super) struct RoutingSet {
    /// Table places of the units, by rank.
    members: Vec<u32>,
    routing: Routing,
    levels: Levels,
}

impl RoutingSet {
    pub(super) fn new(routing: Routing) -> Self {
        Self { members: Vec::new(), routing, levels: Levels::new() }
    }

    /// Places in the table of units, by rank.
    pub(super) fn members(&self) -> &[u32] {
        &self.members
    }

    /// Who takes the next request, `draw` deciding where chance does; `None`: nobody.
    #[inline]
    pub(super) fn pick(&mut self, draw: impl Fn() -> u64) -> Option<u32> {
        let rank = match self.routing {
            Routing::Random => below(draw(), self.members.len() as u32) as usize,
            Routing::LeastOutstanding(Ties::Lowest) => self.levels.lowest(),
            Routing::LeastOutstanding(Ties::Uniform) => self.levels.any(draw),
        };
        self.members.get(rank).copied()
    }

    /// A unit that had `outstanding` requests has one more.
    #[inline]
    pub(super) fn rise(&mut self, rank: u32, outstanding: u32) {
        if !matches!(self.routing, Routing::Random) {
            self.levels.rise(rank as usize, outstanding as usize);
        }
    }

    /// A unit that had `outstanding` requests has one less.
    #[inline]
    pub(super) fn fall(&mut self, rank: u32, outstanding: u32) {
        if !matches!(self.routing, Routing::Random) {
            self.levels.fall(rank as usize, outstanding as usize);
        }
    }

    /// A unit without requests takes the highest rank, which is returned.
    pub(super) fn append(&mut self, place: u32) -> u32 {
        let rank = self.members.len();
        self.members.push(place);
        self.levels.append(rank);
        rank as u32
    }

    /// Ranks all anew: `(place, outstanding)` in order of number.
    pub(super) fn rank_anew(&mut self, units: impl Iterator<Item = (u32, u32)> + Clone) {
        self.members.clear();
        self.members.extend(units.clone().map(|(place, _)| place));
        if !matches!(self.routing, Routing::Random) {
            self.levels.fill(self.members.len(), units.map(|(_, outstanding)| outstanding as usize));
        }
    }
}

/// Bitsets of ranks, one for each number of outstanding requests.
#[derive(Debug)]
struct Levels {
    /// Words of one bitset.
    words: usize,
    /// `words` for level 0, `words` for level 1, ….
    sets: Vec<u64>,
    /// Ranks on each level.
    counts: Vec<u32>,
    /// The lowest level with a rank on it.
    low: usize,
    /// Words of its bitset before this one are zero.
    first: usize,
}

impl Levels {
    fn new() -> Self {
        Self { words: 1, sets: vec![0; 2], counts: vec![0; 2], low: 0, first: 0 }
    }

    #[inline]
    fn lowest_set(&self) -> &[u64] {
        &self.sets[self.low * self.words..][..self.words]
    }

    /// The lowest rank of those with the fewest requests; with no rank at all: none there is.
    #[inline]
    fn lowest(&mut self) -> usize {
        let set = &self.sets[self.low * self.words..][..self.words];
        while let Some(bits) = set.get(self.first) {
            if *bits != 0 {
                return self.first * 64 + bits.trailing_zeros() as usize;
            }
            self.first += 1;
        }
        usize::MAX
    }

    /// Any rank of those with the fewest requests, each alike.
    #[inline]
    fn any(&mut self, draw: impl Fn() -> u64) -> usize {
        let count = self.counts[self.low];
        if count <= 1 {
            return self.lowest();
        }
        self.nth(below(draw(), count))
    }

    /// The `n`-th rank, from 0, of those with the fewest requests.
    #[inline]
    fn nth(&self, mut n: u32) -> usize {
        for (word, &set) in self.lowest_set().iter().enumerate() {
            let here = if self.words == 1 { u32::MAX } else { set.count_ones() };
            if n < here {
                let mut bits = set;
                for _ in 0..n {
                    bits &= bits - 1;
                }
                return word * 64 + bits.trailing_zeros() as usize;
            }
            n -= here;
        }
        usize::MAX
    }

    #[inline]
    fn rise(&mut self, rank: usize, from: usize) {
        if from + 1 >= self.counts.len() {
            self.grow(from + 1);
        }
        self.shift(rank, from, from + 1);
        if self.counts[from] == 0 && self.low == from {
            (self.low, self.first) = (from + 1, 0);
        }
    }

    #[inline]
    fn fall(&mut self, rank: usize, from: usize) {
        let to = from - 1;
        self.shift(rank, from, to);
        let (word, low) = (rank / 64, self.low);
        let first = if to == low { word.min(self.first) } else { self.first };
        (self.low, self.first) = if to < low { (to, word) } else { (low, first) };
    }

    #[inline]
    fn shift(&mut self, rank: usize, from: usize, to: usize) {
        let (word, bit) = (rank / 64, 1_u64 << (rank % 64));
        self.sets[from * self.words + word] &= !bit;
        self.sets[to * self.words + word] |= bit;
        self.counts[from] -= 1;
        self.counts[to] += 1;
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, level: usize) {
        let levels = (level + 1).max(2 * self.counts.len());
        self.counts.resize(levels, 0);
        self.sets.resize(levels * self.words, 0);
    }

    fn append(&mut self, rank: usize) {
        if rank >= self.words * 64 {
            self.widen();
        }
        self.set(rank, 0);
        (self.low, self.first) = (0, 0);
    }

    /// A rank takes its place on a level.
    fn set(&mut self, rank: usize, level: usize) {
        self.sets[level * self.words + rank / 64] |= 1 << (rank % 64);
        self.counts[level] += 1;
    }

    fn widen(&mut self) {
        let words = 2 * self.words;
        let mut sets = vec![0; words * self.counts.len()];
        for (wide, narrow) in sets.chunks_exact_mut(words).zip(self.sets.chunks_exact(self.words)) {
            wide[..self.words].copy_from_slice(narrow);
        }
        (self.words, self.sets) = (words, sets);
    }

    fn fill(&mut self, ranks: usize, outstanding: impl Iterator<Item = usize>) {
        while ranks > self.words * 64 {
            self.widen();
        }
        self.sets.fill(0);
        self.counts.fill(0);
        for (rank, level) in outstanding.enumerate() {
            if level >= self.counts.len() {
                self.grow(level);
            }
            self.set(rank, level);
        }
        (self.low, self.first) = (self.counts.iter().position(|count| *count > 0).unwrap_or(0), 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_lowest_and_any_nth_are_those_of_a_list(
            start in prop::collection::vec(0_u32..5, 1..400),
            moves in prop::collection::vec((0_usize..400, any::<bool>(), 0_u32..400), 1..200),
        ) {
            let mut set = RoutingSet::new(Routing::LeastOutstanding(Ties::Lowest));
            let mut outstanding = start;
            let ranks = outstanding.len();
            if outstanding.len() % 2 == 0 {
                (0..ranks as u32).for_each(|place| assert_eq!(set.append(place), place));
                outstanding.fill(0);
            } else {
                set.rank_anew((0..).zip(outstanding.iter().copied()));
            }
            for (rank, up, n) in moves {
                let (rank, before) = (rank % ranks, outstanding[rank % ranks]);
                if up {
                    set.rise(rank as u32, before);
                    outstanding[rank] += 1;
                } else if before > 0 {
                    set.fall(rank as u32, before);
                    outstanding[rank] -= 1;
                }
                let least = outstanding.iter().copied().min().expect("a unit");
                let equals: Vec<usize> = (0..ranks).filter(|rank| outstanding[*rank] == least).collect();
                prop_assert_eq!(set.pick(|| unreachable!()), Some(equals[0] as u32));
                let n = n % equals.len() as u32;
                prop_assert_eq!(set.levels.nth(n), equals[n as usize]);
                prop_assert_eq!(set.levels.counts[set.levels.low] as usize, equals.len());
            }
        }
    }

    #[test]
    fn thousands_of_units_are_taken_in_turn() {
        let mut set = RoutingSet::new(Routing::LeastOutstanding(Ties::Lowest));
        (0..9_000).for_each(|place| assert_eq!(set.append(place), place));
        for place in 0..9_000 {
            assert_eq!(set.pick(|| 0), Some(place));
            set.rise(place, 0);
        }
        for (place, lowest) in [(8_200, 8_200), (8_100, 8_100), (8_900, 8_100), (70, 70), (69, 69)] {
            set.fall(place, 1);
            assert_eq!(set.pick(|| 0), Some(lowest));
        }
    }
}
