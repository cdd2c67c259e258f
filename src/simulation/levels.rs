//! How many instances were there at once, in all variants? Each notes when its numbers changed; the notes are gone through
//! together.

use crate::engine::Time;
use crate::model::hosting::Counts;

/// Instances of one variant over time.
#[derive(Clone, Debug, Default)]
pub(super) struct Levels {
    /// From when on; in service, paid. Ascending.
    changes: Vec<(Time, [u32; 2])>,
}

impl Levels {
    /// What has stood since `from`.
    pub(super) fn note(&mut self, from: Time, counts: Counts) {
        let now = [counts.in_service, counts.paid];
        if self.changes.last().is_none_or(|(_, last)| *last != now) {
            self.changes.push((from, now));
        }
    }
}

/// From when on; in service, paid.
pub(super) type Step = (Time, [u32; 2]);

/// Most instances in service and most paid at one moment.
pub(super) fn peaks(steps: &[Step]) -> [u32; 2] {
    steps.iter().fold([0; 2], |most, (_, now)| [most[0].max(now[0]), most[1].max(now[1])])
}

/// Instances during `[start, end)`, all variants together, ascending from `start` on.
pub(super) fn together(all: &[&Levels], (start, end): (Time, Time)) -> Vec<Step> {
    let mut changes: Vec<(Time, usize, [u32; 2])> = Vec::new();
    for (variant, levels) in all.iter().enumerate() {
        // What stands at the start has begun before it.
        changes.extend(levels.changes.iter().map(|&(from, level)| (from.max(start), variant, level)));
    }
    changes.retain(|(from, _, _)| *from < end);
    changes.sort_by_key(|(from, _, _)| *from);
    let (mut levels, mut steps) = (vec![[0; 2]; all.len()], Vec::new());
    for instant in changes.chunk_by(|one, next| one.0 == next.0) {
        for &(_, variant, level) in instant {
            levels[variant] = level;
        }
        steps.push((instant[0].0, [0, 1].map(|which| levels.iter().map(|level| level[which]).sum())));
    }
    steps
}

/// The time covered by spans of several variants, each variant's in order [s].
pub(super) fn covered_secs<'a>(spans: impl Iterator<Item = &'a (Time, Time)>) -> f64 {
    let mut all: Vec<(Time, Time)> = spans.copied().collect();
    all.sort_unstable();
    let (mut secs, mut reached) = (0.0, Time::default());
    for (from, until) in all {
        secs += until.since_or_zero(from.max(reached)).secs();
        reached = reached.max(until);
    }
    secs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(changes: &[(u64, u32)]) -> Levels {
        let mut levels = Levels::default();
        for &(secs, count) in changes {
            let counts = Counts { in_service: count, paid: count + 1, ..Counts::default() };
            levels.note(Time::from_secs(secs), counts);
        }
        levels
    }

    #[test]
    fn peaks_of_different_moments_do_not_add_up() {
        let (one, other) = (levels(&[(0, 2), (50, 6), (70, 1)]), levels(&[(0, 3), (70, 5), (90, 9)]));
        let window = |start, end| (Time::from_secs(start), Time::from_secs(end));
        assert_eq!(peaks(&together(&[&one, &other], window(10, 90))), [9, 11]);
        assert_eq!(peaks(&together(&[&one, &other], window(71, 89))), [6, 8], "what stood at the start counts");
        assert_eq!(peaks(&together(&[&one, &other], window(0, 91))), [10, 12]);
    }

    #[test]
    fn spans_that_overlap_count_once() {
        let span = |from, until| (Time::from_secs(from), Time::from_secs(until));
        assert_eq!(covered_secs([span(10, 20), span(40, 50), span(15, 30), span(16, 17)].iter()), 30.0);
    }
}
