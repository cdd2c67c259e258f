//! Do the runs tell two stories (some storm, some recover)? Then a mean over them describes neither.

use super::interval::mean;
use crate::engine::math;

/// Fewer runs than this are never said to be of two kinds: chance leaves gaps of any size in them.
const RUNS_LEAST: usize = 20;
/// Each kind has at least a tenth of the runs, and no fewer than this.
const KIND_LEAST: usize = 3;
/// The gap between the kinds, in standard deviations within them.
///
/// Chosen by simulation: of samples from one normal, lognormal (sigma 0.5 to 2), exponential or uniform law at most
/// 0.7 % (20 runs) or 0.1 % (30 runs) show such a gap.
const GAP_LEAST: f64 = 2.0;

/// Two kinds of run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Modes {
    /// How many are of the lower kind, and their mean.
    pub lower: (usize, f64),
    /// How many are of the upper kind, and their mean.
    pub upper: (usize, f64),
}

/// Splits one non-negative value a run where the squares within both sides are least, and answers if the gap there is
/// wide: at least `matters`, and at least twice the standard deviation within the sides, both as it is and on a
/// logarithmic scale (a long tail has gaps on the plain scale only).
pub fn two_modes(samples: &[f64], matters: f64) -> Option<Modes> {
    let n = samples.len();
    if n < RUNS_LEAST || samples.iter().any(|x| !x.is_finite() || *x < 0.0) {
        return None;
    }
    let mut ascending = samples.to_vec();
    ascending.sort_by(f64::total_cmp);
    let least = KIND_LEAST.max(n.div_ceil(10));
    let at = (least..=n - least)
        .map(|at| (at, squares_within(&ascending, at)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(at, _)| at)?;
    if ascending[at] - ascending[at - 1] < matters {
        return None;
    }
    let logarithms: Vec<f64> = ascending.iter().map(|x| math::ln(x + matters)).collect();
    let wide = |values: &[f64]| {
        let within = (squares_within(values, at) / (n - 2) as f64).sqrt();
        values[at] - values[at - 1] >= GAP_LEAST * within
    };
    let (lower, upper) = ascending.split_at(at);
    (wide(&ascending) && wide(&logarithms))
        .then(|| Some(Modes { lower: (lower.len(), mean(lower)?), upper: (upper.len(), mean(upper)?) }))?
}

/// Sum of squared distances from the means of the two sides.
fn squares_within(ascending: &[f64], at: usize) -> f64 {
    let (lower, upper) = ascending.split_at(at);
    squares(lower) + squares(upper)
}

fn squares(side: &[f64]) -> f64 {
    let centre = mean(side).unwrap_or(0.0);
    side.iter().map(|x| (x - centre) * (x - centre)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(of: &[(usize, f64, f64)]) -> Vec<f64> {
        of.iter().flat_map(|(n, from, step)| (0..*n).map(move |i| from + step * i as f64)).collect()
    }

    #[test]
    fn storms_and_recoveries_are_counted_and_described() {
        let modes = two_modes(&runs(&[(14, 290.0, 1.0), (16, 5.0, 0.1)]), 10.0).unwrap();
        assert_eq!((modes.lower.0, modes.upper.0), (16, 14));
        assert!((modes.lower.1 - 5.75).abs() < 1e-9 && (modes.upper.1 - 296.5).abs() < 1e-9);
    }

    #[test]
    fn three_storms_among_thirty_are_a_kind_and_two_are_outliers() {
        assert!(two_modes(&runs(&[(27, 5.0, 0.1), (3, 300.0, 5.0)]), 10.0).is_some());
        assert!(two_modes(&runs(&[(28, 5.0, 0.1), (2, 300.0, 5.0)]), 10.0).is_none());
    }

    #[test]
    fn a_difference_that_does_not_matter_is_no_second_kind() {
        let apart = runs(&[(15, 0.0, 0.0), (15, 9.0, 0.0)]);
        assert!(two_modes(&apart, 10.0).is_none());
        assert!(two_modes(&apart, 9.0).is_some());
    }

    #[test]
    fn few_runs_and_figures_that_are_no_numbers_say_nothing() {
        assert!(two_modes(&runs(&[(9, 0.0, 0.1), (10, 300.0, 0.1)]), 1.0).is_none());
        assert!(two_modes(&runs(&[(10, 0.0, 0.1), (10, 300.0, 0.1)]), 1.0).is_some());
        let mut blank = runs(&[(10, 0.0, 0.1), (10, 300.0, 0.1)]);
        blank[3] = f64::NAN;
        assert!(two_modes(&blank, 1.0).is_none());
        assert!(two_modes(&[7.0; 30], 1.0).is_none());
    }
}
