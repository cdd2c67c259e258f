//! How is a budget of runs spread over candidates so that the best of them is found? Optimal computing budget allocation.
//!
//! Ref: methodology 1.6; Chen, Lin, Yücesan and Chick 2000.

/// Differences below this share of the largest mean are taken for it: equals would get all of the budget.
const LEAST_DIFFERENCE: f64 = 1e-6;

/// Shares of `budget`, one a candidate, where less is better: many runs for what is close to the best and varies much.
/// A candidate that does not vary gets none.
///
/// # Panics
/// If there are no candidates, or not one deviation a mean.
pub fn ocba(means: &[f64], deviations: &[f64], budget: f64) -> Vec<f64> {
    assert!(!means.is_empty() && means.len() == deviations.len(), "a mean and a deviation for each candidate");
    let best = (0..means.len()).reduce(|best, next| if means[next] < means[best] { next } else { best });
    let best = best.expect("there is a candidate");
    let scale = means.iter().fold(0.0_f64, |largest, mean| largest.max(mean.abs()));
    let least = (scale * LEAST_DIFFERENCE).max(f64::MIN_POSITIVE);
    let mut shares: Vec<f64> = (0..means.len())
        .map(|at| {
            let ratio = deviations[at] / (means[at] - means[best]).max(least);
            if at == best { 0.0 } else { ratio * ratio }
        })
        .collect();
    let others: f64 = (0..means.len())
        .filter(|at| deviations[*at] > 0.0)
        .map(|at| (shares[at] / deviations[at]) * (shares[at] / deviations[at]))
        .sum();
    shares[best] = deviations[best] * others.sqrt();
    let total: f64 = shares.iter().sum();
    if total > 0.0 {
        shares.iter().map(|share| share / total * budget).collect()
    } else {
        vec![budget / means.len() as f64; means.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_close_to_the_best_gets_more_and_nothing_is_lost() {
        let shares = ocba(&[1.0, 1.1, 5.0], &[1.0, 1.0, 1.0], 300.0);
        assert!(shares[1] > 50.0 * shares[2] && shares[0] > shares[2], "{shares:?}");
        assert!((shares.iter().sum::<f64>() - 300.0).abs() < 1e-9);
        // Equals, and candidates without any spread.
        assert!(ocba(&[2.0, 2.0], &[1.0, 1.0], 10.0).iter().all(|share| (share - 5.0).abs() < 1e-9));
        assert_eq!(ocba(&[2.0, 3.0], &[0.0, 0.0], 10.0), [5.0, 5.0]);
        assert_eq!(ocba(&[2.0], &[1.0], 10.0), [10.0]);
    }
}
