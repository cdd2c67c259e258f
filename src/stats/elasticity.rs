//! How closely did the supply follow the demand? The elasticity metrics of the SPEC Research Group and of BUNGEE.
//!
//! Ref: Herbst et al. 2016, SPEC-RG-2016-01, "Ready for Rain?", and Bauer et al. 2019, Chamulteon (theta, tau, upsilon,
//! elastic speedup); the metric package of BUNGEE (accuracy, jitter: in units, not shares).

use serde::{Deserialize, Serialize};

/// A value that holds from a moment on [s since the begin], until the next; the first begins at 0.
pub type Level = (f64, f64);

/// How closely supply followed demand, as sums over the horizon: every metric is a quotient of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Elasticity {
    /// Length of the horizon [s].
    pub horizon_secs: f64,
    /// What was missing, over time [instance seconds].
    pub deficit_secs: f64,
    /// What was too much, over time [instance seconds].
    pub excess_secs: f64,
    /// What was missing as a share of the demand, over time [s].
    pub relative_deficit_secs: f64,
    /// What was too much as a share of the demand, over time [s].
    pub relative_excess_secs: f64,
    /// How long something was missing [s].
    pub under_secs: f64,
    /// How long there was too much [s].
    pub over_secs: f64,
    /// Units by which the supply moved, up and down.
    pub supply_moves: f64,
    /// Units by which the demand moved, up and down.
    pub demand_moves: f64,
    /// Steps from sample to sample.
    pub steps: u32,
    /// Of these: supply and demand did not move the same way.
    pub unlike_steps: u32,
}

/// What a demand is divided by: where nothing is demanded, one unit.
fn base(demand: f64) -> f64 {
    if demand > 0.0 { demand } else { 1.0 }
}

impl Elasticity {
    /// Supply against demand over a horizon; the ways they move are compared every `sample_secs`.
    ///
    /// # Panics
    /// If a level list is empty: both have a value from the begin.
    pub fn of(demand: &[Level], supply: &[Level], horizon_secs: f64, sample_secs: f64) -> Self {
        let mut sums = Self { horizon_secs, ..Self::default() };
        for (secs, demand, supply) in stretches(demand, supply, horizon_secs) {
            let (missing, extra) = ((demand - supply).max(0.0), (supply - demand).max(0.0));
            sums.deficit_secs += missing * secs;
            sums.excess_secs += extra * secs;
            sums.relative_deficit_secs += missing / base(demand) * secs;
            sums.relative_excess_secs += extra / base(demand) * secs;
            sums.under_secs += if missing > 0.0 { secs } else { 0.0 };
            sums.over_secs += if extra > 0.0 { secs } else { 0.0 };
        }
        (sums.supply_moves, sums.demand_moves) = (moves(supply, horizon_secs), moves(demand, horizon_secs));
        let ways = |levels| ways(levels, horizon_secs, sample_secs);
        let both: Vec<_> = ways(supply).into_iter().zip(ways(demand)).collect();
        sums.steps = both.len() as u32;
        sums.unlike_steps = both.iter().filter(|(supply, demand)| supply != demand).count() as u32;
        sums
    }

    /// SPEC RG, θ under: the share of the demand that was missing, on average [%].
    pub fn theta_under_percent(&self) -> f64 {
        self.over_horizon(self.relative_deficit_secs) * 100.0
    }

    /// SPEC RG, θ over: what was too much, as a share of the demand, on average [%].
    pub fn theta_over_percent(&self) -> f64 {
        self.over_horizon(self.relative_excess_secs) * 100.0
    }

    /// SPEC RG, τ under: the share of time in which something was missing [%].
    pub fn tau_under_percent(&self) -> f64 {
        self.over_horizon(self.under_secs) * 100.0
    }

    /// SPEC RG, τ over: the share of time in which there was too much [%].
    pub fn tau_over_percent(&self) -> f64 {
        self.over_horizon(self.over_secs) * 100.0
    }

    /// SPEC RG, instability υ: the share of samples between which supply and demand did not move the same way [%];
    /// `None`: there are not two samples.
    pub fn instability_percent(&self) -> Option<f64> {
        (self.steps > 0).then(|| f64::from(self.unlike_steps) / f64::from(self.steps) * 100.0)
    }

    /// BUNGEE, accuracy under: units that were missing, on average.
    pub fn accuracy_under(&self) -> f64 {
        self.over_horizon(self.deficit_secs)
    }

    /// BUNGEE, accuracy over: units that were too much, on average.
    pub fn accuracy_over(&self) -> f64 {
        self.over_horizon(self.excess_secs)
    }

    /// BUNGEE, jitter: by how many units a minute the supply moved more than the demand; below zero, less.
    pub fn jitter_per_minute(&self) -> f64 {
        self.over_horizon(self.supply_moves - self.demand_moves) * 60.0
    }

    /// SPEC RG, elastic speedup: how many times better than `unscaled` was the supply, the geometric mean of both thetas
    /// and both taus? More than 1 is better; `None` of no horizon.
    ///
    /// A ratio to zero says nothing: what is less than a second of the horizon counts as one second.
    pub fn speedup(&self, unscaled: &Self) -> Option<f64> {
        let (own, other) = (self.errors_secs(), unscaled.errors_secs());
        let product: f64 =
            own.iter().zip(other).map(|(own, other)| other.max(LEAST_SECS) / own.max(LEAST_SECS)).product();
        (self.horizon_secs > 0.0).then(|| product.sqrt().sqrt())
    }

    /// Whether one of the eight numbers behind the speedup was raised to a second.
    pub fn is_speedup_floored(&self, unscaled: &Self) -> bool {
        self.errors_secs().into_iter().chain(unscaled.errors_secs()).any(|secs| secs < LEAST_SECS)
    }

    /// What should be small [s].
    fn errors_secs(&self) -> [f64; 4] {
        [self.relative_deficit_secs, self.relative_excess_secs, self.under_secs, self.over_secs]
    }

    fn over_horizon(&self, secs: f64) -> f64 {
        if self.horizon_secs > 0.0 { secs / self.horizon_secs } else { 0.0 }
    }
}

/// The least that a ratio is taken of: 1 / horizon of the horizon.
const LEAST_SECS: f64 = 1.0;

/// Stretches in which neither changes: length [s], demand, supply.
fn stretches(demand: &[Level], supply: &[Level], horizon_secs: f64) -> Vec<(f64, f64, f64)> {
    let mut changes: Vec<f64> = demand.iter().chain(supply).map(|(from, _)| *from).collect();
    changes.retain(|from| *from > 0.0 && *from < horizon_secs);
    changes.extend([0.0, horizon_secs]);
    changes.sort_by(f64::total_cmp);
    let (mut demand, mut supply) = (Cursor::new(demand), Cursor::new(supply));
    changes.windows(2).map(|pair| (pair[1] - pair[0], demand.at(pair[0]), supply.at(pair[0]))).collect()
}

/// Sum of the sizes of all changes after the begin and before the horizon.
fn moves(levels: &[Level], horizon_secs: f64) -> f64 {
    let after = |pair: &&[Level]| pair[1].0 > 0.0 && pair[1].0 < horizon_secs;
    levels.windows(2).filter(after).map(|pair| (pair[1].1 - pair[0].1).abs()).sum()
}

/// Up, down or not at all, from each sample to the next.
fn ways(levels: &[Level], horizon_secs: f64, sample_secs: f64) -> Vec<Option<std::cmp::Ordering>> {
    let count = (horizon_secs / sample_secs).ceil() as usize;
    let mut cursor = Cursor::new(levels);
    let samples: Vec<f64> = (0..count).map(|number| cursor.at(number as f64 * sample_secs)).collect();
    samples.windows(2).map(|pair| pair[1].partial_cmp(&pair[0])).collect()
}

/// Reads levels at moments that do not go back.
struct Cursor<'a> {
    rest: &'a [Level],
}

impl<'a> Cursor<'a> {
    fn new(levels: &'a [Level]) -> Self {
        assert!(!levels.is_empty(), "a level holds from the begin on");
        Self { rest: levels }
    }

    fn at(&mut self, secs: f64) -> f64 {
        while self.rest.len() > 1 && self.rest[1].0 <= secs {
            self.rest = &self.rest[1..];
        }
        self.rest[0].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `0:4 600:5`
    fn levels(text: &str) -> Vec<Level> {
        let pair = |part: &str| {
            let (from, value) = part.split_once(':').unwrap();
            (from.parse().unwrap(), value.parse().unwrap())
        };
        text.split(' ').map(pair).collect()
    }

    fn of(demand: &str, supply: &str, horizon_secs: f64) -> Elasticity {
        Elasticity::of(&levels(demand), &levels(supply), horizon_secs, 60.0)
    }

    #[test]
    fn a_supply_that_is_the_demand_errs_in_nothing() {
        let same = of("0:2 300:5 600:1", "0:2 300:5 600:1", 900.0);
        let zero = Elasticity {
            horizon_secs: 900.0,
            supply_moves: 7.0,
            demand_moves: 7.0,
            steps: 14,
            ..Elasticity::default()
        };
        assert_eq!(same, zero);
        assert_eq!(same.speedup(&same), Some(1.0));
        assert!(same.is_speedup_floored(&same));
    }

    #[test]
    fn by_hand() {
        // Minutes 0-2: 4 for 4; 2-3: 4 for 8; 3-5: 10 for 8.
        let one = of("0:4 120:8", "0:4 180:10", 300.0);
        assert_eq!((one.deficit_secs, one.excess_secs), (240.0, 240.0));
        assert_eq!((one.theta_under_percent(), one.theta_over_percent()), (10.0, 10.0));
        assert_eq!((one.tau_under_percent(), one.tau_over_percent()), (20.0, 40.0));
        assert_eq!((one.accuracy_under(), one.accuracy_over()), (0.8, 0.8));
        assert_eq!(one.jitter_per_minute(), 0.4);
        // Of four steps the one at 120 s and the one at 180 s are unlike.
        assert_eq!(one.instability_percent(), Some(50.0));
    }

    #[test]
    fn a_speedup_is_the_fourth_root_of_four_ratios() {
        let fixed = of("0:4 120:8", "0:4 240:4.000000001", 300.0);
        let scaled = Elasticity { under_secs: 45.0, over_secs: 10.0, relative_deficit_secs: 22.5, ..fixed };
        let scaled = Elasticity { relative_excess_secs: 5.0, ..scaled };
        let fixed = Elasticity {
            under_secs: 180.0,
            over_secs: 40.0,
            relative_deficit_secs: 90.0,
            relative_excess_secs: 20.0,
            ..fixed
        };
        assert_eq!(scaled.speedup(&fixed), Some(4.0));
        assert!(!scaled.is_speedup_floored(&fixed));
        let never_over = Elasticity { over_secs: 0.0, ..scaled };
        assert_eq!(never_over.speedup(&fixed), Some((64.0_f64 * 40.0).sqrt().sqrt()));
        assert!(
            never_over.is_speedup_floored(&fixed) && scaled.is_speedup_floored(&Elasticity { over_secs: 0.5, ..fixed })
        );
        assert_eq!(Elasticity::default().speedup(&Elasticity::default()), None);
    }

    #[test]
    fn where_nothing_is_demanded_one_instance_is_all_too_much() {
        let idle = of("0:0", "0:1", 60.0);
        assert_eq!((idle.theta_over_percent(), idle.theta_under_percent()), (100.0, 0.0));
        assert_eq!(idle.instability_percent(), None, "one sample has no step");
    }

    #[test]
    fn what_lies_beyond_the_horizon_counts_for_nothing() {
        assert_eq!(of("0:2 300:9", "0:2 400:1", 300.0), of("0:2", "0:2", 300.0));
    }

    prop_compose! {
        fn any_levels()(gaps in prop::collection::vec((1_u32..200, 0_u32..9), 1..12), first in 0_u32..9) -> Vec<Level> {
            let mut at = 0.0;
            let later = gaps.into_iter().map(|(gap, value)| { at += f64::from(gap); (at, f64::from(value)) });
            std::iter::once((0.0, f64::from(first))).chain(later.collect::<Vec<_>>()).collect()
        }
    }

    proptest! {
        /// Second by second, without stretches or cursors.
        #[test]
        fn sums_are_those_of_the_seconds(demand in any_levels(), supply in any_levels(), horizon in 1_u32..1_500) {
            let at = |levels: &[Level], second: u32| levels.iter().rev().find(|(from, _)| *from <= f64::from(second)).unwrap().1;
            let mut plain = Elasticity { horizon_secs: f64::from(horizon), ..Elasticity::default() };
            for second in 0..horizon {
                let (d, s) = (at(&demand, second), at(&supply, second));
                let per = if d == 0.0 { 1.0 } else { d };
                if s < d { plain.deficit_secs += d - s; plain.relative_deficit_secs += (d - s) / per; plain.under_secs += 1.0; }
                if s > d { plain.excess_secs += s - d; plain.relative_excess_secs += (s - d) / per; plain.over_secs += 1.0; }
                if second > 0 {
                    let (was_d, was_s) = (at(&demand, second - 1), at(&supply, second - 1));
                    plain.demand_moves += (d - was_d).abs();
                    plain.supply_moves += (s - was_s).abs();
                }
                if second >= 60 && second % 60 == 0 {
                    let way = |levels: &[Level]| (at(levels, second) - at(levels, second - 60)).total_cmp(&0.0);
                    plain.steps += 1;
                    plain.unlike_steps += u32::from(way(&demand) != way(&supply));
                }
            }
            let found = Elasticity::of(&demand, &supply, f64::from(horizon), 60.0);
            prop_assert!((found.relative_deficit_secs - plain.relative_deficit_secs).abs() < 1e-6);
            prop_assert!((found.relative_excess_secs - plain.relative_excess_secs).abs() < 1e-6);
            let rest = |of: Elasticity| Elasticity { relative_deficit_secs: 0.0, relative_excess_secs: 0.0, ..of };
            prop_assert_eq!(rest(found), rest(plain));
        }
    }
}
