//! The Markov chain over the last N - 1 outcomes that an alarm's verdicts make, solved without a subtraction.

use super::passage::Passage;
use dryscale::model::alarms::{State, TreatMissingData, verdict};
use std::collections::BTreeMap;

/// From a kind of history to the next; `None`: the alarm is raised. Kind 0 is the history that is all good.
pub(crate) struct Chain {
    next: Vec<[Option<usize>; 2]>,
    p_breach: f64,
}

impl Chain {
    /// Histories after which all verdicts to come are the same are of one kind.
    pub(crate) fn of(passage: &Passage) -> Self {
        let (n, m) = (passage.periods, passage.needed);
        let histories = 1_usize << (n - 1);
        // Bit 0 is the newest outcome.
        let after = |history: usize, breaches: bool| -> Option<usize> {
            let outcomes = history << 1 | usize::from(breaches);
            let range = (0..n).map(|back| Some(outcomes >> back & 1 == 1));
            let state = verdict(range, n, m, TreatMissingData::Missing, State::Ok);
            (state != State::InAlarm).then_some(outcomes & (histories - 1))
        };
        let mut kinds = vec![0_usize; histories];
        loop {
            let mut known = BTreeMap::new();
            let refined: Vec<usize> = (0..histories)
                .map(|history| {
                    let ahead = [false, true].map(|breaches| after(history, breaches).map(|next| kinds[next]));
                    let number = known.len();
                    *known.entry((kinds[history], ahead)).or_insert(number)
                })
                .collect();
            if refined == kinds {
                let next: BTreeMap<_, _> = known.into_keys().collect();
                return Self { next: next.into_values().collect(), p_breach: passage.p_breach };
            }
            kinds = refined;
        }
    }

    fn chance(&self, breaches: usize) -> f64 {
        if breaches == 1 { self.p_breach } else { 1.0 - self.p_breach }
    }

    /// Mean number of periods from a good history to ALARM. One kind after the other is left out, with its ways and its
    /// time given to the others; every term is positive, so that means of any size keep their digits.
    pub(crate) fn mean_periods(&self) -> f64 {
        let kinds = self.next.len();
        // The last column is ALARM.
        let mut ways = vec![vec![0.0; kinds + 1]; kinds];
        let mut time = vec![1.0; kinds];
        for (kind, next) in self.next.iter().enumerate() {
            for (breaches, next) in next.iter().enumerate() {
                ways[kind][next.unwrap_or(kinds)] += self.chance(breaches);
            }
        }
        for gone in (1..kinds).rev() {
            let leaving: f64 = (0..gone).chain([kinds]).map(|to| ways[gone][to]).sum();
            for from in 0..gone {
                let share = ways[from][gone] / leaving;
                for to in (0..gone).chain([kinds]) {
                    ways[from][to] += share * ways[gone][to];
                }
                time[from] += share * time[gone];
            }
        }
        time[0] / ways[0][kinds]
    }

    /// P(ALARM within so many periods).
    pub(crate) fn alarm_within(&self, periods: u32) -> f64 {
        let mut at = vec![0.0; self.next.len()];
        at[0] = 1.0;
        let mut raised = 0.0;
        for _ in 0..periods {
            let mut then = vec![0.0; at.len()];
            for (kind, next) in self.next.iter().enumerate() {
                for (breaches, next) in next.iter().enumerate() {
                    let flow = at[kind] * self.chance(breaches);
                    match next {
                        Some(next) => then[*next] += flow,
                        None => raised += flow,
                    }
                }
            }
            at = then;
        }
        raised
    }
}
