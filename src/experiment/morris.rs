//! Which knobs matter at all, over the whole of their ranges and not around one point? Elementary effects.
//!
//! Ref: methodology 1.8; Morris 1991, Campolongo, Cariboni and Saltelli 2007 (μ*).

use crate::engine::random::{Stream, below};

/// Levels of each knob.
const LEVELS: u32 = 4;
/// Levels that a step passes: two thirds of the range.
const STEP: u32 = 2;

/// A walk through the lattice that turns every knob once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trajectory {
    /// Settings of each of its points, one more than there are knobs.
    pub points: Vec<Vec<usize>>,
    /// The knob that each step turns, and whether it turns it up.
    pub steps: Vec<(usize, bool)>,
}

/// What turning one knob does, over all walks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// μ*: mean size of the effect of the whole range.
    pub mean_size: f64,
    /// μ: mean effect of the whole range.
    pub mean: f64,
    /// σ: how much the effect depends on the other knobs, or on its own place.
    pub deviation: f64,
    /// Walks in which the figure occurred on both sides.
    pub walks: usize,
}

/// A walk over knobs with so many settings each.
pub fn trajectory(lengths: &[usize], stream: &mut Stream) -> Trajectory {
    let setting = |level: u32, length: usize| {
        let share = f64::from(level) / f64::from(LEVELS - 1);
        (share * (length as f64 - 1.0)).round() as usize
    };
    let ups: Vec<bool> = lengths.iter().map(|_| below(stream.bits(), 2) == 1).collect();
    let mut levels: Vec<u32> =
        ups.iter().map(|up| below(stream.bits(), LEVELS - STEP) + if *up { 0 } else { STEP }).collect();
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    for at in (1..order.len()).rev() {
        order.swap(at, below(stream.bits(), at as u32 + 1) as usize);
    }
    let settings =
        |levels: &[u32]| levels.iter().zip(lengths).map(|(level, length)| setting(*level, *length)).collect();
    let mut points = vec![settings(&levels)];
    for knob in &order {
        levels[*knob] = if ups[*knob] { levels[*knob] + STEP } else { levels[*knob] - STEP };
        points.push(settings(&levels));
    }
    Trajectory { points, steps: order.into_iter().map(|knob| (knob, ups[knob])).collect() }
}

/// The effect of each of `knobs` knobs; `figures`: of each walk the figure at each of its points.
///
/// # Panics
/// If a walk has not a figure for each of its points.
pub fn effects(knobs: usize, walks: &[Trajectory], figures: &[Vec<Option<f64>>]) -> Vec<Effect> {
    let per_range = f64::from(LEVELS - 1) / f64::from(STEP);
    let mut of_knob: Vec<Vec<f64>> = vec![Vec::new(); knobs];
    for (walk, values) in walks.iter().zip(figures) {
        assert_eq!(values.len(), walk.points.len(), "a figure for each point");
        for (step, (knob, up)) in walk.steps.iter().enumerate() {
            if let (Some(before), Some(after)) = (values[step], values[step + 1]) {
                let change = (after - before) * per_range;
                of_knob[*knob].push(if *up { change } else { -change });
            }
        }
    }
    of_knob.iter().map(|all| effect(all)).collect()
}

fn effect(all: &[f64]) -> Effect {
    let n = all.len() as f64;
    let mean = all.iter().sum::<f64>() / n.max(1.0);
    let squares: f64 = all.iter().map(|x| (x - mean) * (x - mean)).sum();
    Effect {
        mean_size: all.iter().map(|x| x.abs()).sum::<f64>() / n.max(1.0),
        mean,
        deviation: (squares / (n - 1.0).max(1.0)).sqrt(),
        walks: all.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENGTHS: [usize; 3] = [4, 10, 7];

    fn walks(count: u64) -> Vec<Trajectory> {
        (0..count).map(|at| trajectory(&LENGTHS, &mut Stream::from_key(at))).collect()
    }

    #[test]
    fn every_walk_turns_every_knob_once_by_two_thirds_of_its_range() {
        for walk in walks(50) {
            let mut turned: Vec<usize> = walk.steps.iter().map(|(knob, _)| *knob).collect();
            turned.sort_unstable();
            assert_eq!(turned, [0, 1, 2]);
            for (pair, (knob, up)) in walk.points.windows(2).zip(&walk.steps) {
                for other in 0..3 {
                    let (before, after) = (pair[0][other], pair[1][other]);
                    let strides = [2, 6, 4];
                    let expected = if other != *knob { 0 } else { strides[other] };
                    assert_eq!(before.abs_diff(after), expected, "{walk:?}");
                    assert!(other != *knob || (after > before) == *up);
                }
            }
        }
    }

    #[test]
    fn a_linear_knob_has_its_slope_and_no_deviation_and_a_product_has_one() {
        let share = |point: &[usize], at: usize| point[at] as f64 / (LENGTHS[at] as f64 - 1.0);
        let of = |f: &dyn Fn(&[usize]) -> f64| {
            let all = walks(200);
            let figures: Vec<Vec<Option<f64>>> =
                all.iter().map(|walk| walk.points.iter().map(|point| Some(f(point))).collect()).collect();
            effects(3, &all, &figures)
        };
        let linear = of(&|point| 5.0 * share(point, 0) - 2.0 * share(point, 1));
        assert!((linear[0].mean - 5.0).abs() < 1e-9 && linear[0].deviation < 1e-9, "{linear:?}");
        assert!((linear[1].mean + 2.0).abs() < 1e-9 && (linear[1].mean_size - 2.0).abs() < 1e-9);
        assert_eq!((linear[2].mean_size, linear[2].walks), (0.0, 200));
        let product = of(&|point| 6.0 * share(point, 0) * share(point, 2));
        assert!((product[0].mean - 3.0).abs() < 0.4 && product[0].deviation > 1.0, "{product:?}");
    }
}
