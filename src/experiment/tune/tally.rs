//! How good is a policy on the days it has had, and how sure is that?
//!
//! A policy is held against limits by its *excess*: how far a figure lies beyond its limit, as a share of what the limit
//! allows (of the limit itself, or, for a share that must be high, of what is missing to all). 0 is at the limit, −0.5
//! leaves half of the allowance free.

use crate::stats::mean_and_variance;

/// Cost of a policy whose figure exceeds its limit by all that is allowed, in costs of the policy as it stands: dear
/// enough that no saving makes up for it.
const PENALTY: f64 = 10.0;
/// Bounds of what the days that a policy has not had are taken to do to it.
const MOVES: (f64, f64) = (0.25, 4.0);
/// Excess of a figure that did not occur: it is not shown to be met.
const UNKNOWN: f64 = 0.1;

/// What is known of a policy, run by run; values of one run are of the same day for all policies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Cost of a day [USD].
    pub cost: Vec<f64>,
    /// Of each limit, values of runs whose mean is the excess; `None`: it did not occur.
    pub excess: Vec<Option<Vec<f64>>>,
}

/// What a search looks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Aim {
    /// Which part of each allowance is to stay free, 0 to 1; limits of cost are left as they are.
    pub free: Vec<f64>,
    /// Standard errors that are added to every excess: above 0 who fits in by luck does not stay, below 0 who may fit in
    /// is not lost.
    ///
    /// Ref: methodology 1.9 (+1 SE).
    pub caution: f64,
}

/// A policy's standing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Cost of a day with its penalty [USD]; less is better.
    pub total: f64,
    /// Cost of a day [USD].
    pub cost: f64,
    /// Largest excess over the limits of the aim, with caution.
    pub worst: f64,
    /// Standard deviation of what a day adds to `total`.
    pub deviation: f64,
}

impl Score {
    /// Whether every limit is kept, with caution.
    pub fn is_feasible(&self) -> bool {
        self.worst <= 0.0
    }
}

impl Tally {
    /// Days seen.
    pub fn days(&self) -> usize {
        self.cost.len()
    }

    /// The standing on the first `days` days. Where `control` has had more days, this policy is moved by what those days
    /// do to the control, both having had the first days in common: its cost by the difference, its share of what is
    /// allowed by the ratio, since a bad day is worse for who serves badly.
    ///
    /// # Panics
    /// If fewer days were seen.
    pub fn score(&self, days: usize, control: &Self, aim: &Aim) -> Score {
        let common = days.min(control.days());
        let unit = mean(&control.cost).abs() * PENALTY;
        let cost = mean(&self.cost[..days]) + mean(&control.cost) - mean(&control.cost[..common]);
        let (mut total, mut worst) = (cost, f64::NEG_INFINITY);
        let mut daily: Vec<f64> = self.cost[..days].to_vec();
        for (at, free) in aim.free.iter().enumerate() {
            let excess = self.excess[at].as_ref().map_or(UNKNOWN, |own| {
                let times = control.excess[at].as_ref().map_or(1.0, |control| {
                    let (all, same) = (1.0 + mean(control), 1.0 + mean(&control[..common]));
                    if all > 0.0 && same > 0.0 { (all / same).clamp(MOVES.0, MOVES.1) } else { 1.0 }
                });
                let share = 1.0 + mean(&own[..days]) + aim.caution * standard_error(&own[..days]);
                let excess = share * times - 1.0 + free;
                if excess > 0.0 {
                    daily.iter_mut().zip(own).for_each(|(total, of_day)| *total += unit * of_day);
                }
                excess
            });
            total += unit * excess.max(0.0);
            worst = worst.max(excess);
        }
        let deviation = mean_and_variance(&daily).map_or(0.0, |(_, variance)| variance.sqrt());
        Score { total, cost, worst, deviation }
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn standard_error(values: &[f64]) -> f64 {
    mean_and_variance(values).map_or(0.0, |(_, variance)| (variance / values.len() as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(cost: &[f64], excess: &[f64]) -> Tally {
        Tally { cost: cost.to_vec(), excess: vec![Some(excess.to_vec())] }
    }

    fn aim(free: f64) -> Aim {
        Aim { free: vec![free], caution: 1.0 }
    }

    #[test]
    fn beyond_a_limit_no_saving_helps_and_within_it_cost_decides() {
        let today = tally(&[100.0; 4], &[-0.5; 4]);
        let cheap = tally(&[60.0; 4], &[0.1; 4]);
        let within = tally(&[80.0; 4], &[-0.1; 4]);
        let score = |of: &Tally, free: f64| of.score(4, &today, &aim(free)).total;
        assert!((score(&cheap, 0.0) - (60.0 + 1000.0 * 0.1)).abs() < 1e-9);
        assert_eq!(score(&within, 0.0), 80.0);
        assert!(!within.score(4, &today, &aim(0.3)).is_feasible() && today.score(4, &today, &aim(0.3)).is_feasible());
    }

    #[test]
    fn luck_is_not_enough_and_what_did_not_occur_is_not_met() {
        let today = tally(&[100.0; 4], &[-0.5; 4]);
        // Mean −0.05, standard error 0.1.
        let lucky = tally(&[50.0; 4], &[-0.25, 0.15, -0.2, 0.1]);
        let score = lucky.score(4, &today, &aim(0.0));
        assert!(!score.is_feasible() && (score.worst - (-0.05 + 0.102_062_1)).abs() < 1e-6, "{score:?}");
        let blank = Tally { cost: vec![50.0; 4], excess: vec![None] };
        // Who may fit in is not lost to a bold aim.
        assert!(lucky.score(4, &today, &Aim { free: vec![0.0], caution: -1.0 }).is_feasible());
        assert!(!blank.score(4, &today, &aim(0.0)).is_feasible());
    }

    #[test]
    fn fewer_days_are_moved_by_what_the_other_days_do_to_the_policy_as_it_stands() {
        // Shares of what is allowed: a half on the first days, three quarters on all.
        let today = tally(&[100.0, 100.0, 130.0, 130.0], &[-0.5, -0.5, 0.0, 0.0]);
        let other = tally(&[90.0, 90.0], &[-0.8, -0.8]);
        let score = other.score(2, &today, &aim(0.0));
        assert_eq!(score.cost, 105.0);
        assert!((score.worst - (0.2 * 1.5 - 1.0)).abs() < 1e-12, "{score:?}");
    }
}
