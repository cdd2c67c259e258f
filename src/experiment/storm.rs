//! Do clients that try again keep an overload up that the requests alone would not make?
//!
//! Ref: Bronson et al., "Metastable failures in distributed systems", HotOS 2021: a trigger overloads the service, and
//! what clients do about it keeps it overloaded when the trigger has gone.

use crate::simulation::outcome::Totals;

/// A stretch that is shorter may be the end of what set it off.
const SHORTEST_MINUTES: u64 = 10;

/// The longest storm of each run that has one.
#[derive(Debug, Default)]
pub(super) struct Storms {
    minutes: Vec<u64>,
    /// Of these, those that went on when the run ended.
    open: u32,
}

impl Storms {
    /// Adds the next run.
    pub(super) fn add(&mut self, run: &Totals) {
        if run.storm_longest_minutes >= SHORTEST_MINUTES {
            self.minutes.push(run.storm_longest_minutes);
            self.open += u32::from(run.storm_open_minutes >= SHORTEST_MINUTES);
        }
    }

    /// What the reader must know.
    pub(super) fn sentence(&self, runs: u32) -> Option<String> {
        let mut minutes = self.minutes.clone();
        minutes.sort_unstable();
        let median = minutes.get(minutes.len() / 2)?;
        let open = match self.open {
            0 => String::new(),
            open => format!(" (in {open} to the end)"),
        };
        Some(format!(
            "Retry storm in {} of {runs} runs: bad service for a median of {median} minutes{open}, though the instances in \
             service could take every first attempt.",
            minutes.len(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_minutes_are_a_storm_and_one_at_the_end_is_open() {
        let said = |runs: &[(u64, u64)]| {
            let mut storms = Storms::default();
            for &(storm_longest_minutes, storm_open_minutes) in runs {
                storms.add(&Totals { storm_longest_minutes, storm_open_minutes, ..Totals::default() });
            }
            storms.sentence(runs.len() as u32)
        };
        assert_eq!(said(&[(9, 9), (0, 0)]), None);
        let words = said(&[(30, 0), (9, 9), (20, 20)]).expect("two storms");
        assert!(
            words.contains("in 2 of 3 runs") && words.contains("median of 30 minutes (in 1 to the end)"),
            "{words}"
        );
        assert!(said(&[(10, 0)]).expect("a storm").contains("median of 10 minutes,"));
    }
}
