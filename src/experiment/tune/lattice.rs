//! How is a lattice of settings covered by few points?

use crate::engine::random::{Stream, below};

/// Points whose settings, knob by knob, are spread evenly over all that a knob has: a Latin hypercube.
///
/// `lengths` says how many settings each knob has. Points may be equal where knobs have few settings.
pub(super) fn latin_hypercube(lengths: &[usize], points: usize, key: u64) -> Vec<Vec<usize>> {
    let mut stream = Stream::from_key(key);
    let mut all = vec![Vec::with_capacity(lengths.len()); points];
    for length in lengths {
        let mut strata: Vec<usize> = (0..points).collect();
        for at in (1..points).rev() {
            strata.swap(at, below(stream.bits(), at as u32 + 1) as usize);
        }
        for (point, stratum) in all.iter_mut().zip(strata) {
            let share = (stratum as f64 + stream.unit()) / points as f64;
            point.push(((share * *length as f64) as usize).min(length - 1));
        }
    }
    all
}

/// How far apart two points are: the sum over knobs of steps as a share of the knob's length.
pub(super) fn distance(lengths: &[usize], a: &[usize], b: &[usize]) -> f64 {
    let share = |((length, a), b): ((&usize, &usize), &usize)| a.abs_diff(*b) as f64 / (*length as f64 - 1.0).max(1.0);
    lengths.iter().zip(a).zip(b).map(share).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_its_even_share_of_the_points() {
        let lengths = [4, 2, 12, 1];
        let all = latin_hypercube(&lengths, 24, 7);
        for (knob, length) in lengths.iter().enumerate() {
            for setting in 0..*length {
                let found = all.iter().filter(|point| point[knob] == setting).count();
                assert_eq!(found, 24 / length, "knob {knob}, setting {setting}");
            }
        }
        assert_eq!(all, latin_hypercube(&lengths, 24, 7));
        assert_ne!(all, latin_hypercube(&lengths, 24, 8));
    }

    #[test]
    fn the_ends_of_a_knob_are_one_apart() {
        assert_eq!(distance(&[5, 3, 1], &[0, 1, 0], &[4, 2, 0]), 1.5);
    }
}
