//! A toy whose truth is known: two knobs that matter, one that does nothing, days that move all policies alike.

use super::*;
use crate::engine::random::{Stream, unit_of};
use std::convert::Infallible;

/// Settings of the knobs that matter, and of the one that does not.
const LENGTHS: [usize; 3] = [25, 25, 9];
const TODAY: [usize; 3] = [20, 20, 4];

/// Cost falls as the knobs are turned down; the limit is kept while their weighted sum is at least 18.
struct Toy {
    settings: Vec<Vec<usize>>,
    tallies: Vec<Tally>,
    spent: usize,
    /// Spread of days that all share, and of what is a policy's own.
    noise: (f64, f64),
}

fn truth(settings: &[usize]) -> (f64, f64) {
    let (a, b) = (settings[0] as f64, settings[1] as f64);
    (60.0 + 2.0 * a + b, (18.0 - (0.8 * a + 0.5 * b)) * 0.05)
}

impl Toy {
    fn new(noise: (f64, f64)) -> Self {
        Self::at(TODAY, noise)
    }

    fn at(today: [usize; 3], noise: (f64, f64)) -> Self {
        let mut toy = Self { settings: Vec::new(), tallies: Vec::new(), spent: 0, noise };
        assert_eq!(toy.place(&today), Some(0));
        toy
    }
}

impl Bench for Toy {
    type Stop = Infallible;

    fn place(&mut self, settings: &[usize]) -> Option<usize> {
        if let Some(known) = self.settings.iter().position(|of| of == settings) {
            return Some(known);
        }
        self.settings.push(settings.to_vec());
        self.tallies.push(Tally { cost: Vec::new(), excess: vec![Some(Vec::new())] });
        Some(self.settings.len() - 1)
    }

    fn settings(&self, place: usize) -> Option<Vec<usize>> {
        Some(self.settings[place].clone())
    }

    fn see(&mut self, wanted: &[(usize, usize)]) -> Result<(), Infallible> {
        for (place, days) in wanted {
            let (cost, excess) = truth(&self.settings[*place]);
            while self.tallies[*place].days() < *days {
                let day = self.tallies[*place].days() as u64;
                let shared = unit_of(Stream::from_key(day).bits()) - 0.5;
                // The knob that does nothing does nothing on any day.
                let [a, b, _] = self.settings[*place][..] else { unreachable!() };
                let own = unit_of(Stream::from_key(day << 32 | (a * 25 + b) as u64).bits()) - 0.5;
                let moved = self.noise.0 * shared + self.noise.1 * own;
                let tally = &mut self.tallies[*place];
                tally.cost.push(cost + 10.0 * moved);
                tally.excess[0].as_mut().unwrap().push(excess + 0.1 * moved);
                self.spent += 1;
            }
        }
        Ok(())
    }

    fn tally(&self, place: usize) -> &Tally {
        &self.tallies[place]
    }

    fn spent(&self) -> usize {
        self.spent
    }
}

fn question(budget: usize) -> Question {
    let aims = [0.0, 0.2, 0.4].map(|free| Aim { free: vec![free], caution: 1.0 }).to_vec();
    Question { lengths: LENGTHS.to_vec(), aims, given: vec![0], budget, key: 11 }
}

/// The least cost within the limit, less what is to stay free.
fn optimum(free: f64) -> f64 {
    let all = (0..25).flat_map(|a| (0..25).map(move |b| [a, b, 4]));
    all.filter(|of| truth(of).1 + free <= 0.0).map(|of| truth(&of).0).fold(f64::INFINITY, f64::min)
}

#[test]
fn without_noise_it_comes_within_a_hundredth_of_the_best_for_every_aim() {
    let mut toy = Toy::new((0.0, 0.0));
    let found = search(&mut toy, &question(1500)).unwrap();
    for (aim, free) in [0.0, 0.2, 0.4].into_iter().enumerate() {
        let settings = &toy.settings[found.best[aim]];
        let (cost, excess) = truth(settings);
        assert!(excess + free <= 1e-12, "aim {aim}: {settings:?} exceeds by {excess}");
        assert!(cost <= 1.01 * optimum(free), "aim {aim}: {cost} for {}", optimum(free));
        assert_eq!(settings[2], TODAY[2], "the knob that does nothing stays as it is");
    }
}

#[test]
fn days_that_all_share_do_no_harm_and_the_budget_holds() {
    let mut toy = Toy::new((3.0, 0.05));
    let found = search(&mut toy, &question(1500)).unwrap();
    let (cost, excess) = truth(&toy.settings[found.best[0]]);
    assert!(excess <= 0.01 && cost <= 1.04 * optimum(0.0), "{cost} for {}, {excess}", optimum(0.0));
    // What is simplified at the end of an aim comes on top.
    assert!(toy.spent <= 1500 + 700, "{}", toy.spent);
    assert!(found.next.iter().all(|place| !found.best.contains(place)));
}

#[test]
fn the_policy_as_it_stands_is_never_dropped_and_every_step_is_told() {
    // The dearest of all: it would not stay for its own sake.
    let dearest = [24, 24, 4];
    let mut toy = Toy::at(dearest, (1.0, 0.1));
    let found = search(&mut toy, &question(600)).unwrap();
    let first: Vec<&Step> = found.steps.iter().filter(|step| step.stage == "screen").collect();
    assert!(first.iter().any(|step| step.place == 0 && step.kept));
    assert!(first.iter().filter(|step| step.kept).count() < first.len());
    let best_dropped =
        first.iter().filter(|step| !step.kept).map(|step| step.score.total).fold(f64::INFINITY, f64::min);
    let worst_kept = first.iter().filter(|step| step.kept && step.place != 0).map(|step| step.score.total);
    assert!(worst_kept.fold(0.0, f64::max) <= best_dropped);
    let went_on = found.steps.iter().filter(|step| step.stage == "halve");
    assert!(went_on.into_iter().all(|step| first.iter().any(|before| before.place == step.place && before.kept)));
    for stage in ["halve", "polish", "simplify"] {
        assert!(found.steps.iter().any(|step| step.stage == stage), "{stage}");
    }
    let again = search(&mut Toy::at(dearest, (1.0, 0.1)), &question(600)).unwrap();
    assert_eq!(found, again);
}
