//! Who is on the front of two figures, and would be on other days too?
//!
//! Ref: methodology 1.7: resampled days, the same for all.

use crate::engine::random::{Stream, below};

/// Sets of days that are drawn.
const RESAMPLES: u32 = 1_000;

/// For each policy the share of resampled sets of days in which no other is at least as good in both figures and better
/// in one. `values`: of each policy the two figures of every day.
pub(super) fn front_shares(values: &[[Vec<f64>; 2]], key: u64) -> Vec<f64> {
    let days = values.first().map_or(0, |of| of[0].len());
    let mut stream = Stream::from_key(key);
    let mut times = vec![0_u32; values.len()];
    for _ in 0..RESAMPLES {
        let drawn: Vec<usize> = (0..days).map(|_| below(stream.bits(), days as u32) as usize).collect();
        let sum = |of: &Vec<f64>| drawn.iter().map(|day| of[*day]).sum::<f64>();
        let points: Vec<(f64, f64)> = values.iter().map(|[a, b]| (sum(a), sum(b))).collect();
        for (count, point) in times.iter_mut().zip(&points) {
            *count += u32::from(!points.iter().any(|other| beats(*other, *point)));
        }
    }
    times.into_iter().map(|count| f64::from(count) / f64::from(RESAMPLES)).collect()
}

fn beats(other: (f64, f64), point: (f64, f64)) -> bool {
    other.0 <= point.0 && other.1 <= point.1 && other != point
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_close_race_is_shared_and_a_clear_one_is_not() {
        let day = |day: usize| (day % 7) as f64;
        let of = |cost: f64, bad: f64, own: f64| {
            let cost: Vec<f64> = (0..50).map(|at| cost + day(at)).collect();
            let bad: Vec<f64> = (0..50).map(|at| bad + own * (day(at) - 3.0)).collect();
            [cost, bad]
        };
        // The third is dearer and worse than the first; the fourth is as good as the second, give or take its days.
        let shares = front_shares(&[of(10.0, 5.0, 0.0), of(12.0, 3.0, 0.0), of(11.0, 6.0, 0.0), of(12.0, 3.0, 0.5)], 3);
        assert_eq!((shares[0], shares[2]), (1.0, 0.0));
        assert!(shares[1] > 0.2 && shares[1] < 0.8, "{shares:?}");
        assert!((shares[1] + shares[3] - 1.0).abs() < 0.1, "{shares:?}");
    }
}
