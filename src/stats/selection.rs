//! Which of several means is the least, and how many runs does it take to say so? Kim and Nelson's sequential procedure
//! for samples on the same days, Rinott's two stages for independent ones.
//!
//! Ref: methodology 1.6; Kim and Nelson 2001; Rinott 1978.

use super::interval::mean_and_variance;
use crate::engine::math;

/// Runs that every sample has before the first is put aside.
pub const FIRST_STAGE: usize = 20;

/// η of Kim and Nelson's procedure, for `systems` of which the least is chosen rightly with probability `correct`.
pub fn kn_eta(systems: usize, first_stage: usize, correct: f64) -> f64 {
    let share = 2.0 * (1.0 - correct) / (systems as f64 - 1.0);
    0.5 * (math::pow(share, -2.0 / (first_stage as f64 - 1.0)) - 1.0)
}

/// h² of Kim and Nelson's procedure.
pub fn kn_h_squared(systems: usize, first_stage: usize, correct: f64) -> f64 {
    2.0 * kn_eta(systems, first_stage, correct) * (first_stage as f64 - 1.0)
}

/// What became of a sample in [`kim_nelson`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Put aside after so many runs.
    PutAside {
        /// Runs that were looked at.
        runs: usize,
    },
    /// Still there at the end.
    Stays,
}

/// Puts aside samples whose mean is not the least, run by run; `samples` have one value a run each, run k of all on the
/// same day. Differences below `indifference` do not matter. Of those that stay at the end of the runs none is shown to
/// be the least; if only one stays, it is the least with probability `correct`, or within the indifference of it.
///
/// Assumes: differences of two samples are close to normal.
///
/// # Panics
/// If the samples have not one value a run each, or fewer than [`FIRST_STAGE`] of them.
pub fn kim_nelson(samples: &[&[f64]], indifference: f64, correct: f64) -> Vec<Fate> {
    let systems = samples.len();
    let mut fates = vec![Fate::Stays; systems];
    if systems < 2 {
        return fates;
    }
    let runs = samples[0].len();
    assert!(runs >= FIRST_STAGE && samples.iter().all(|of| of.len() == runs), "every sample has every run");
    let h_squared = kn_h_squared(systems, FIRST_STAGE, correct);
    let spread = |a: usize, b: usize| {
        let first: Vec<f64> = (0..FIRST_STAGE).map(|run| samples[a][run] - samples[b][run]).collect();
        mean_and_variance(&first).map_or(0.0, |(_, variance)| variance)
    };
    let spreads: Vec<Vec<f64>> = (0..systems).map(|a| (0..systems).map(|b| spread(a, b)).collect()).collect();
    let mut sums: Vec<f64> = samples.iter().map(|of| of[..FIRST_STAGE].iter().sum()).collect();
    for r in FIRST_STAGE..=runs {
        let before = fates.clone();
        let stays = |at: &usize| before[*at] == Fate::Stays;
        for a in (0..systems).filter(stays) {
            let is_beaten = (0..systems).filter(stays).any(|b| {
                let width = 0.5 * (h_squared * spreads[a][b] / indifference - indifference * r as f64);
                // Equal samples beat one another nowhere.
                a != b && sums[a] - sums[b] > width.max(0.0)
            });
            if is_beaten {
                fates[a] = Fate::PutAside { runs: r };
            }
        }
        if r < runs {
            sums.iter_mut().zip(samples).for_each(|(sum, of)| *sum += of[r]);
        }
        if fates.iter().filter(|fate| **fate == Fate::Stays).count() == 1 {
            break;
        }
    }
    fates
}

/// Rinott's constant: with `h² S² / δ²` runs a system, the least of `systems` is chosen rightly with probability
/// `correct` where it is less than all others by δ.
pub fn rinott_h(systems: usize, first_stage: usize, correct: f64) -> f64 {
    let (mut low, mut high) = (0.0, 40.0);
    // Forty-five halvings leave a billionth of a thousandth.
    for _ in 0..45 {
        let middle = 0.5 * (low + high);
        if rinott_correct(systems, first_stage, middle) < correct { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Runs of each of `systems` by Rinott's second stage, for a variance of `variance` and an indifference of
/// `indifference`.
pub fn rinott_runs(systems: usize, first_stage: usize, correct: f64, variance: f64, indifference: f64) -> u64 {
    let h = rinott_h(systems, first_stage, correct);
    let runs = (h * h * variance / (indifference * indifference)).ceil();
    (runs as u64).max(first_stage as u64)
}

/// P(correct) for the constant `h`: the integral over two chi-square densities of `first_stage` − 1 degrees.
fn rinott_correct(systems: usize, first_stage: usize, h: f64) -> f64 {
    /// Nodes and their step in the root of the chi-square value: there the integrand is smooth at zero and vanishes at
    /// the far end, where the rule of equal steps converges faster than any power.
    const NODES: usize = 120;
    let df = first_stage as f64 - 1.0;
    let step = (df.sqrt() + 8.0) / NODES as f64;
    let ln_scale = 0.5 * df * math::ln(2.0) + math::ln_gamma(0.5 * df) - math::ln(2.0);
    let nodes: Vec<(f64, f64)> = (1..=NODES)
        .map(|node| {
            let root = step * node as f64;
            (root * root, step * math::exp((df - 1.0) * math::ln(root) - 0.5 * root * root - ln_scale))
        })
        .collect();
    let normal = |z: f64| 0.5 * math::erfc(-z * std::f64::consts::FRAC_1_SQRT_2);
    let inner = |x: f64| -> f64 {
        nodes.iter().map(|(y, weight)| weight * normal(h / (df * (1.0 / x + 1.0 / y)).sqrt())).sum()
    };
    nodes.iter().map(|(x, weight)| weight * math::pow(inner(*x), systems as f64 - 1.0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_clearly_dearer_is_put_aside_early_and_equals_stay() {
        // Common days: a wave that all share, small differences of their own.
        let wave = |run: usize| [3.0, -1.0, 0.5, -2.5][run % 4];
        let own = |run: usize, at: usize| [0.02, -0.01, 0.0, -0.01, 0.03, -0.03][(run * (at + 1)) % 6];
        let sample = |mean: f64, at: usize| (0..100).map(|run| mean + wave(run) + own(run, at)).collect::<Vec<_>>();
        let (a, b, c) = (sample(10.0, 0), sample(10.5, 1), sample(12.0, 2));
        let fates = kim_nelson(&[&a, &b, &c], 0.1, 0.95);
        assert_eq!(fates[0], Fate::Stays);
        assert!(matches!(fates[1], Fate::PutAside { runs } if runs < 60), "{fates:?}");
        assert!(matches!(fates[2], Fate::PutAside { runs } if runs <= 25), "{fates:?}");
        assert_eq!(kim_nelson(&[&a, &a], 0.1, 0.95), [Fate::Stays, Fate::Stays]);
        assert_eq!(kim_nelson(&[&a], 0.1, 0.95), [Fate::Stays]);
    }

    #[test]
    fn the_wider_the_indifference_the_fewer_runs() {
        assert!(rinott_runs(5, 20, 0.95, 4.0, 0.5) > rinott_runs(5, 20, 0.95, 4.0, 1.0));
        assert_eq!(rinott_runs(5, 20, 0.95, 0.0, 1.0), 20);
    }
}
