//! Which settings are worth a close look? Screen many on few days, halve to few on many, polish the best.
//!
//! Every policy is run on the same days, and no figure of the search is reported: whoever was picked for its figures has
//! had luck with its days.
//!
//! Ref: methodology 1.9.

use super::lattice::latin_hypercube;
use super::tally::{Aim, Score, Tally};
use crate::stats::ocba;

mod polish;

/// Days that every policy of the screen gets: fewer say nothing of how days differ.
const SCREEN_DAYS: usize = 4;
/// A round of halving keeps one of so many …
const ETA: usize = 3;
/// … and gives each that stays so many times the days.
const MORE_DAYS: usize = 2;
/// Policies that halving leaves.
const LEFT: usize = 6;
/// Runs of the budget that one policy of the screen stands for: a sixth of the budget screens.
const BUDGET_A_POLICY: usize = 25;
/// Policies of the screen, whatever the budget.
const SCREENED: (usize, usize) = (8, 96);
/// Part of the runs after halving that the first aim gets; the others share the rest.
const FIRST_AIM: f64 = 0.4;
/// Days of the policy as it stands: by them the others are moved, so that lucky first days fool nobody.
const CONTROL_DAYS: usize = 60;
/// A policy whose cost and excess are this close to those of a finalist tells nothing new: shares of cost and allowance.
const ALIKE: (f64, f64) = (0.01, 0.1);

/// Runs days of policies. Place 0 is the policy as it stands; places are never reused.
pub trait Bench {
    /// Why it cannot go on.
    type Stop;
    /// The place of these settings; `None` if they make no sense.
    fn place(&mut self, settings: &[usize]) -> Option<usize>;
    /// The settings of a place; `None`: it lies beside the lattice.
    fn settings(&self, place: usize) -> Option<Vec<usize>>;
    /// Sees to it that each of these places has had at least so many days.
    ///
    /// # Errors
    /// If it was stopped, or a run failed.
    fn see(&mut self, wanted: &[(usize, usize)]) -> Result<(), Self::Stop>;
    /// What the days of a place say.
    fn tally(&self, place: usize) -> &Tally;
    /// Runs so far.
    fn spent(&self) -> usize;
}

/// What is searched.
#[derive(Clone, Debug)]
pub struct Question {
    /// Settings of each knob.
    pub lengths: Vec<usize>,
    /// What to keep free of the limits; the first is what is asked for, the others are safer.
    pub aims: Vec<Aim>,
    /// Places that are screened whatever they are: the policy as it stands (0), AWS's first values.
    pub given: Vec<usize>,
    /// Runs in all.
    pub budget: usize,
    /// Of the random numbers of the screen.
    pub key: u64,
}

/// A policy in a stage of the search.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// `screen`, `halve`, `polish`, `simplify`.
    pub stage: &'static str,
    /// Which aim; from 0.
    pub aim: usize,
    /// Which policy.
    pub place: usize,
    /// Days it had had by then.
    pub days: usize,
    /// Its standing by then.
    pub score: Score,
    /// Whether it went on.
    pub kept: bool,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Every standing that decided something, in order.
    pub steps: Vec<Step>,
    /// The best of each aim.
    pub best: Vec<usize>,
    /// Other places that were close, the best first.
    pub next: Vec<usize>,
}

/// Searches.
///
/// # Errors
/// As the bench.
pub fn search<B: Bench>(bench: &mut B, question: &Question) -> Result<Found, B::Stop> {
    let mut search = Search { bench, question, found: Found::default(), seen: Vec::new() };
    search.screen()?;
    search.halve()?;
    let (from, left) = (search.bench.spent(), question.budget.saturating_sub(search.bench.spent()));
    let share = left as f64 * if question.aims.len() > 1 { FIRST_AIM } else { 1.0 };
    let others = (left as f64 - share) / (question.aims.len() as f64 - 1.0).max(1.0);
    for aim in 0..question.aims.len() {
        let until = from as f64 + share + others * aim as f64;
        let best = search.polish(aim, until as usize)?;
        let best = search.simplify(aim, best)?;
        search.found.best.push(best);
    }
    search.name_the_next();
    Ok(search.found)
}

struct Search<'b, B: Bench> {
    bench: &'b mut B,
    question: &'b Question,
    found: Found,
    /// Places in the order in which they were first seen.
    seen: Vec<usize>,
}

impl<B: Bench> Search<'_, B> {
    /// Runs days, and remembers who had them.
    fn see(&mut self, wanted: &[(usize, usize)]) -> Result<(), B::Stop> {
        for (place, _) in wanted {
            if !self.seen.contains(place) {
                self.seen.push(*place);
            }
        }
        self.bench.see(wanted)
    }

    /// The standing of a place on all its days.
    fn score(&self, place: usize, aim: usize) -> Score {
        self.score_on(place, aim, usize::MAX)
    }

    fn score_on(&self, place: usize, aim: usize, days: usize) -> Score {
        let tally = self.bench.tally(place);
        tally.score(days.min(tally.days()), self.bench.tally(0), &self.question.aims[aim])
    }

    fn log(&mut self, stage: &'static str, aim: usize, place: usize, kept: bool) {
        let (days, score) = (self.bench.tally(place).days(), self.score(place, aim));
        self.found.steps.push(Step { stage, aim, place, days, score, kept });
    }

    /// Best first; of equals the one seen first.
    fn ranked(&self, mut places: Vec<usize>, aim: usize) -> Vec<usize> {
        places.sort_by(|a, b| self.score(*a, aim).total.total_cmp(&self.score(*b, aim).total));
        places
    }

    fn screen(&mut self) -> Result<(), B::Stop> {
        let Question { lengths, given, budget, key, .. } = self.question;
        let points = (budget / BUDGET_A_POLICY).clamp(SCREENED.0, SCREENED.1);
        let mut places = given.clone();
        for settings in latin_hypercube(lengths, points, *key) {
            let place = self.bench.place(&settings);
            places.extend(place.filter(|place| !places.contains(place)));
        }
        let days = |place: usize| if place == 0 { CONTROL_DAYS.min(budget / 10).max(SCREEN_DAYS) } else { SCREEN_DAYS };
        let wanted: Vec<(usize, usize)> = places.iter().map(|place| (*place, days(*place))).collect();
        self.see(&wanted)
    }

    /// Rounds of fewer policies and more days; the days of a round go where they tell most.
    fn halve(&mut self) -> Result<(), B::Stop> {
        let (mut left, mut days, mut stage) = (self.seen.clone(), SCREEN_DAYS, "screen");
        while left.len() > LEFT {
            let ranked = self.ranked(left, 0);
            let keep = ranked.len().div_ceil(ETA).max(LEFT);
            for (rank, place) in ranked.iter().enumerate() {
                self.log(stage, 0, *place, rank < keep || *place == 0);
            }
            left = ranked[..keep].to_vec();
            let wanted = self.shared_out(&left, days);
            days *= MORE_DAYS;
            stage = "halve";
            // The policy as it stands has the most days of all: the others are moved by what it did on theirs.
            let most = wanted.iter().map(|(_, days)| *days).max().unwrap_or(days).max(days);
            self.see(&[wanted.as_slice(), &[(0, most)]].concat())?;
        }
        for place in left {
            self.log(stage, 0, place, true);
        }
        Ok(())
    }

    /// The days of the next round, shared out by OCBA: none of those that stay gets less than half as many more as it
    /// had, none more than three times its even share.
    fn shared_out(&self, left: &[usize], days: usize) -> Vec<(usize, usize)> {
        let scores: Vec<Score> = left.iter().map(|place| self.score(*place, 0)).collect();
        let (means, deviations): (Vec<f64>, Vec<f64>) = scores.iter().map(|s| (s.total, s.deviation)).unzip();
        let shares = ocba(&means, &deviations, (left.len() * days * MORE_DAYS) as f64);
        let (least, most) = ((days + days / 2) as f64, (days * MORE_DAYS * 3) as f64);
        left.iter().zip(shares).map(|(place, share)| (*place, share.clamp(least, most) as usize)).collect()
    }

    /// Whoever else was seen on enough days and is unlike those before, the best first.
    fn name_the_next(&mut self) {
        let well_seen = |place: &usize| self.bench.tally(*place).days() > SCREEN_DAYS && *place != 0;
        let others: Vec<usize> = self.seen.iter().copied().filter(well_seen).collect();
        let mut taken: Vec<Score> = self.found.best.iter().map(|place| self.score(*place, 0)).collect();
        for place in self.ranked(others, 0) {
            let own = self.score(place, 0);
            let is_like = |known: &Score| {
                (known.cost - own.cost).abs() < ALIKE.0 * own.cost.abs() && (known.worst - own.worst).abs() < ALIKE.1
            };
            if !taken.iter().any(is_like) {
                taken.push(own);
                self.found.next.push(place);
            }
        }
    }
}

#[cfg(test)]
mod tests;
