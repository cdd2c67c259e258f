//! Which of several comparisons still count when all of them are looked at? Holm's step-down rule.
//!
//! Ref: Holm 1979; methodology 1.5.

/// The p-values of one family, adjusted: a comparison counts at level α if its adjusted value is at most α. In the order
/// given; the chance that any comparison without a difference counts is then at most α.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let mut adjusted = vec![1.0; p.len()];
    let mut least = 0.0_f64;
    for (rank, at) in order.into_iter().enumerate() {
        least = least.max(p[at] * (p.len() - rank) as f64).min(1.0);
        adjusted[at] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{student_quantile, student_two_sided};

    #[test]
    fn the_smallest_is_held_against_all_and_the_next_against_one_less() {
        let close = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12);
        // 4 x 0.005; 3 x 0.01; then 2 x 0.03, and 0.04 may not fall below it.
        assert!(close(&holm(&[0.01, 0.04, 0.03, 0.005]), &[0.03, 0.06, 0.06, 0.02]));
        assert!(close(&holm(&[0.6, 0.7]), &[1.0, 1.0]));
        assert!(holm(&[]).is_empty());
    }

    #[test]
    fn p_values_are_the_other_side_of_quantiles() {
        for df in [1.0, 7.0, 29.0, 200.0] {
            assert!((student_two_sided(student_quantile(0.975, df), df) - 0.05).abs() < 1e-12);
            assert!((student_two_sided(-student_quantile(0.9995, df), df) - 0.001).abs() < 1e-12);
        }
        assert_eq!((student_two_sided(0.0, 5.0), student_two_sided(f64::INFINITY, 5.0)), (1.0, 0.0));
    }
}
