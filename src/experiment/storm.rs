//! Do clients that try again keep an overload up that the requests alone would not make?
//!
//! Ref: Bronson et al., "Metastable failures in distributed systems", HotOS 2021: a trigger overloads the service, and
//! what clients do about it keeps it overloaded when the trigger has gone.

use crate::engine::Span;
use crate::simulation::outcome::Timeline;

/// A stretch that is shorter may be the end of what set it off.
const SHORTEST: Span = Span::from_secs(600);
/// Attempts for each request from which on clients make the load.
const MANY: f32 = 1.2;

/// The longest storm of each run that has one.
#[derive(Debug, Default)]
pub(super) struct Storms {
    lengths: Vec<Span>,
    /// Of these, those that went on when the run ended.
    open: u32,
}

impl Storms {
    /// Adds the next run; `attainment`: the share of good requests that was promised.
    pub(super) fn add(&mut self, run: &Timeline, attainment: f64) {
        let is_storm = |step: &usize| {
            let (offered, attempts) = (run.offered_per_s[*step], run.attempts_per_s[*step]);
            let would_fit = run.demand[*step] <= run.in_service[*step];
            attempts >= MANY * offered && would_fit && f64::from(run.good_share[*step]) < attainment
        };
        let (mut longest, mut current) = (0_u64, 0_u64);
        for step in 0..run.offered_per_s.len() {
            current = if is_storm(&step) { current + 1 } else { 0 };
            longest = longest.max(current);
        }
        if run.step * longest >= SHORTEST {
            self.lengths.push(run.step * longest);
            self.open += u32::from(run.step * current >= SHORTEST);
        }
    }

    /// What the reader must know.
    pub(super) fn sentence(&self, runs: u32) -> Option<String> {
        let mut lengths = self.lengths.clone();
        lengths.sort_unstable();
        let median_mins = lengths.get(lengths.len() / 2)?.whole(Span::MINUTE);
        let open = match self.open {
            0 => String::new(),
            open => format!(" (in {open} to the end)"),
        };
        Some(format!(
            "Retry storm in {} of {runs} runs: bad service for a median of {median_mins} minutes{open}, though the \
             instances in service could take every first attempt.",
            lengths.len(),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Six hundred requests a minute that one instance could serve, tried `attempts` times each, bad in `bad` minutes.
    fn run(minutes: usize, bad: std::ops::Range<usize>, attempts: f32, in_service: f32) -> Timeline {
        let good = |minute: usize| if bad.contains(&minute) { 0.5 } else { 1.0 };
        Timeline {
            step: Span::MINUTE,
            offered_per_s: vec![10.0; minutes],
            attempts_per_s: vec![10.0 * attempts; minutes],
            good_share: (0..minutes).map(good).collect(),
            demand: vec![1.0; minutes],
            in_service: vec![in_service; minutes],
            ..Timeline::default()
        }
    }

    fn said(runs: &[Timeline]) -> Option<String> {
        let mut storms = Storms::default();
        for run in runs {
            storms.add(run, 0.99);
        }
        storms.sentence(runs.len() as u32)
    }

    #[test]
    fn a_storm_is_bad_service_under_a_load_that_would_fit() {
        let storm = run(60, 10..40, 2.0, 1.0);
        let open = run(60, 40..60, 2.0, 1.0);
        let words = said(&[storm.clone(), open, run(60, 10..40, 1.1, 1.0)]).expect("two storms");
        assert!(
            words.contains("in 2 of 3 runs") && words.contains("median of 30 minutes (in 1 to the end)"),
            "{words}"
        );
        assert!(said(&[storm]).expect("a storm").contains("median of 30 minutes,"));
    }

    #[test]
    fn what_the_load_alone_explains_or_is_over_soon_is_no_storm() {
        assert_eq!(said(&[run(60, 10..40, 2.0, 0.5)]), None, "the load alone would not fit");
        assert_eq!(said(&[run(60, 10..19, 2.0, 1.0)]), None, "nine minutes");
        assert_eq!(said(&[run(60, 0..0, 2.0, 1.0)]), None, "good service");
        assert_eq!(said(&[run(60, 10..40, 1.0, 1.0)]), None, "nobody tries again");
    }
}
