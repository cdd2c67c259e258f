//! What really happened to capacity: scaling activities and counted instances, on the clock of the run. It changes no
//! run; it is shown beside what the runs say.

pub mod activities;
pub mod counted;

use crate::engine::Time;

/// What really happened to the capacity of a variant, on the clock of the run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    /// Ascending; before the first nothing is known.
    pub levels: Vec<Level>,
    /// Changes that were asked for and fulfilled, ascending; `None`: only counts were given.
    pub changes: Option<Vec<Change>>,
}

/// So many instances from a moment on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// From when.
    pub from: Time,
    /// In service; `None`: nothing is known until the next.
    pub instances: Option<f64>,
}

/// A change of capacity that was fulfilled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Begin of the activity.
    pub at: Time,
    /// End of the activity: what it asked for is in service.
    pub end: Time,
    /// Capacity asked for.
    pub to: u32,
    /// Whether it added; `None`: neither what was before nor the cause says so.
    pub adds: Option<bool>,
}

impl History {
    /// In service on average over `[from, until)`; `None` if nothing is known of any part of it.
    pub fn mean(&self, from: Time, until: Time) -> Option<f64> {
        let first = self.levels.partition_point(|level| level.from <= from).saturating_sub(1);
        let (mut known_secs, mut instance_secs) = (0.0, 0.0);
        for (place, level) in self.levels.iter().enumerate().skip(first) {
            let end = self.levels.get(place + 1).map_or(until, |next| next.from.min(until));
            let begin = level.from.max(from);
            if begin >= until {
                break;
            }
            if let Some(instances) = level.instances {
                known_secs += end.since_or_zero(begin).secs();
                instance_secs += instances * end.since_or_zero(begin).secs();
            }
        }
        (known_secs > 0.0).then(|| instance_secs / known_secs)
    }

    /// Most in service at any moment of `[from, until)`.
    pub fn peak(&self, from: Time, until: Time) -> Option<f64> {
        let ends = |place: usize| self.levels.get(place + 1).map_or(until, |next| next.from);
        let inside = self.levels.iter().enumerate().filter(|(place, level)| level.from < until && ends(*place) > from);
        inside.filter_map(|(_, level)| level.instances).reduce(f64::max)
    }

    /// Of several variants together: known where it is known of each.
    pub fn together(all: &[&Self]) -> Option<Self> {
        let [first, rest @ ..] = all else { return None };
        let mut sum = (*first).clone();
        for other in rest {
            sum = sum.with(other);
        }
        Some(sum)
    }

    fn with(&self, other: &Self) -> Self {
        let mut moments: Vec<Time> = self.levels.iter().chain(&other.levels).map(|level| level.from).collect();
        moments.sort_unstable();
        moments.dedup();
        let both = |at: Time| Some(self.at(at)? + other.at(at)?);
        let changes = self.changes.as_ref().zip(other.changes.as_ref()).map(|(own, theirs)| {
            let mut all: Vec<Change> = own.iter().chain(theirs).copied().collect();
            all.sort_by_key(|change| change.at);
            all
        });
        Self { levels: moments.into_iter().map(|from| Level { from, instances: both(from) }).collect(), changes }
    }

    fn at(&self, at: Time) -> Option<f64> {
        let place = self.levels.partition_point(|level| level.from <= at).checked_sub(1)?;
        self.levels[place].instances
    }
}

#[cfg(test)]
mod tests;
