//! When does a simulated figure agree with an exact one?

use super::TOGETHER;
use crate::stats;

/// Verdict on one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Within the tolerance, which is narrow enough.
    Agrees,
    /// Outside the tolerance.
    Disagrees,
    /// The tolerance is too wide to mean anything.
    TooShort,
}

/// One check.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// `MMC-S04`.
    pub case: String,
    /// `mean_wait`.
    pub column: String,
    /// The exact value.
    pub oracle: f64,
    /// The simulated one.
    pub found: f64,
    /// Largest difference that passes.
    pub allowed: f64,
    /// What the check says.
    pub verdict: Verdict,
}

/// How precise a check has to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Power {
    /// Largest z x SE.
    pub(super) most: f64,
    /// Allowance for bias.
    pub(super) bias: f64,
    /// Only too large a value disagrees.
    pub(super) one_sided: bool,
}

impl Power {
    /// The rule of steady-state oracles: 3 %, 5 % for rare probabilities and far percentiles; bias 0.2 %, 0.5 % for
    /// percentiles at high load.
    pub(super) fn steady(column: &str, oracle: f64, load: f64) -> Self {
        let is_percentile = column.contains("_p50") || column.contains("_p9");
        let is_far = column.contains("_p99");
        let is_share = column.starts_with("p_") || column.starts_with("frac_");
        let share = if is_far || (is_share && oracle < 0.01) { 0.05 } else { 0.03 };
        let bias = if is_percentile && load > 0.85 { 0.005 } else { 0.002 };
        let most = if column.contains("_gt_") && load >= 0.9 {
            // The tail of a slow queue comes in long clusters: at 3 % it would take ten billion requests.
            (if oracle < 0.01 { 0.2 } else { 0.1 } * oracle).max(5e-4)
        } else if is_share {
            // A probability that will not be seen in any run is judged on its absolute size.
            (share * oracle).max(2e-5)
        } else {
            share * oracle
        };
        Self { most, bias: bias * oracle, one_sided: is_share && oracle < 1e-6 }
    }
}

/// Judges replications of a figure.
pub(super) fn judge(case: &str, column: &str, oracle: f64, samples: &[f64], power: Power) -> Row {
    let count = samples.len() as f64;
    let mean = samples.iter().sum::<f64>() / count;
    let variance = samples.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (count - 1.0);
    let z = stats::student_quantile(1.0 - 0.01 / (2.0 * TOGETHER), count - 1.0);
    let reach = z * (variance / count).sqrt();
    let allowed = reach + power.bias;
    let too_far =
        if power.one_sided { mean - oracle > allowed.max(power.most) } else { (mean - oracle).abs() > allowed };
    let verdict = if too_far {
        Verdict::Disagrees
    } else if reach > power.most {
        Verdict::TooShort
    } else {
        Verdict::Agrees
    };
    Row { case: case.to_owned(), column: column.to_owned(), oracle, found: mean, allowed, verdict }
}

/// Judges a figure that must be exact to `relative`.
pub(super) fn exact(case: &str, column: &str, oracle: f64, found: f64, relative: f64) -> Row {
    let allowed = relative * oracle.abs().max(1e-12);
    let verdict = if (found - oracle).abs() <= allowed { Verdict::Agrees } else { Verdict::Disagrees };
    Row { case: case.to_owned(), column: column.to_owned(), oracle, found, allowed, verdict }
}
