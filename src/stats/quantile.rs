//! How far out does a share of a normal, Student or chi-square law reach?
//!
//! All three by Newton's rule on their own tail probability: tails are convex on the outer side, so the steps climb
//! towards the quantile from one side and cannot overshoot.

use super::special::{incomplete_beta, upper_gamma};
use crate::engine::math;

/// Steps of Newton's rule that no quantile needs: even Cauchy's far tail doubles with each.
const STEPS: u32 = 500;

/// The `share` quantile of the standard normal law.
///
/// # Panics
/// If `share` is not inside (0, 1).
pub fn normal_quantile(share: f64) -> f64 {
    symmetric(share, |tail| {
        let root_two_pi = (2.0 * std::f64::consts::PI).sqrt();
        climb(tail, 0.0, |z| 0.5 * upper_gamma(0.5, z * z / 2.0), |z| math::exp(-z * z / 2.0) / root_two_pi)
    })
}

/// The `share` quantile of Student's t with `df` degrees of freedom (need not be whole: Welch).
///
/// # Panics
/// If `share` is not inside (0, 1), or `df` is not positive.
pub fn student_quantile(share: f64, df: f64) -> f64 {
    assert!(df > 0.0, "{df} degrees of freedom");
    let ln_scale =
        math::ln_gamma(f64::midpoint(df, 1.0)) - math::ln_gamma(df / 2.0) - 0.5 * math::ln(df * std::f64::consts::PI);
    let upper = |t: f64| 0.5 * incomplete_beta(df / 2.0, 0.5, df / (df + t * t), t * t / (df + t * t));
    let density = |t: f64| math::exp(ln_scale - f64::midpoint(df, 1.0) * math::ln((df + t * t) / df));
    symmetric(share, |tail| climb(tail, 0.0, upper, density))
}

/// How probable it is that Student's t with `df` degrees of freedom lies at least as far from zero as `t`.
///
/// # Panics
/// If `df` is not positive.
pub fn student_two_sided(t: f64, df: f64) -> f64 {
    assert!(df > 0.0, "{df} degrees of freedom");
    let square = t * t;
    if square.is_infinite() { 0.0 } else { incomplete_beta(df / 2.0, 0.5, df / (df + square), square / (df + square)) }
}

/// The `share` quantile of chi-square with `df` degrees of freedom.
///
/// # Panics
/// If `share` is not inside (0, 1), or `df` is not positive.
pub fn chi_square_quantile(share: f64, df: f64) -> f64 {
    assert!(share > 0.0 && share < 1.0, "the {share} quantile");
    assert!(df > 0.0, "{df} degrees of freedom");
    let half = df / 2.0;
    let upper = |x: f64| upper_gamma(half, x / 2.0);
    // The density is neither convex nor monotone, so this one is found by halving.
    let (mut low, mut high) = (0.0, df + 10.0);
    while upper(high) > 1.0 - share {
        low = high;
        high *= 2.0;
    }
    while high - low > 1e-15 * high {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if upper(middle) > 1.0 - share { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// Uses the symmetry around zero: `upper_quantile` is asked for tails of at most a half.
fn symmetric(share: f64, upper_quantile: impl Fn(f64) -> f64) -> f64 {
    assert!(share > 0.0 && share < 1.0, "the {share} quantile");
    if share == 0.5 {
        0.0
    } else if share > 0.5 {
        upper_quantile(1.0 - share)
    } else {
        -upper_quantile(share)
    }
}

/// The point right of `from` where a tail that falls, convex, with this density has come down to `tail`.
fn climb(tail: f64, from: f64, upper: impl Fn(f64) -> f64, density: impl Fn(f64) -> f64) -> f64 {
    let mut x = from;
    for _ in 0..STEPS {
        let step = (upper(x) - tail) / density(x);
        x += step;
        if step.abs() <= 1e-15 * x.abs() {
            break;
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{ChiSquared, ContinuousCDF, Normal, StudentsT};

    const SHARES: [f64; 9] = [0.001, 0.025, 0.1, 0.4, 0.6, 0.9, 0.95, 0.975, 0.9995];

    fn agree(ours: f64, theirs: f64, tolerance: f64, what: &str) {
        assert!((ours - theirs).abs() <= tolerance * theirs.abs().max(1.0), "{what}: {ours} and {theirs}");
    }

    #[test]
    fn student_quantiles_agree_with_a_second_implementation() {
        for df in (1..=1_000).map(f64::from) {
            let t = StudentsT::new(0.0, 1.0, df).unwrap();
            agree(student_quantile(0.975, df), t.inverse_cdf(0.975), 1e-9, &format!("t(0.975, {df})"));
        }
        for share in SHARES {
            for df in [1.0, 2.0, 2.5, 7.3, 29.0, 400.0] {
                let t = StudentsT::new(0.0, 1.0, df).unwrap();
                // Judged by the probability: the other side's quantile is its weaker half.
                agree(t.cdf(student_quantile(share, df)), share, 1e-10, &format!("t({share}, {df})"));
            }
        }
    }

    #[test]
    fn student_quantiles_are_those_of_printed_tables() {
        let rows = [
            (0.975, 1.0, 12.706_204_736),
            (0.975, 2.0, 4.302_652_730),
            (0.975, 7.0, 2.364_624_252),
            (0.975, 9.0, 2.262_157_163),
            (0.975, 29.0, 2.045_229_642),
            (0.995, 10.0, 3.169_272_673),
            (0.95, 5.0, 2.015_048_373),
        ];
        for (share, df, table) in rows {
            assert!((student_quantile(share, df) - table).abs() < 6e-10, "t({share}, {df})");
        }
    }

    #[test]
    fn cauchy_tails_have_a_closed_form() {
        for share in [0.6, 0.999, 0.999_999_9] {
            let angle = std::f64::consts::PI * (share - 0.5);
            let closed = math::sin(angle) / math::cos(angle);
            assert!((student_quantile(share, 1.0) / closed - 1.0).abs() < 1e-8, "{share}");
        }
    }

    #[test]
    fn normal_quantiles_agree_with_a_second_implementation_and_are_symmetric() {
        let normal = Normal::standard();
        for share in SHARES {
            agree(normal_quantile(share), normal.inverse_cdf(share), 1e-9, &format!("z({share})"));
            agree(normal_quantile(share), -normal_quantile(1.0 - share), 1e-12, "symmetry");
        }
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-13);
        assert_eq!(normal_quantile(0.5), 0.0);
    }

    #[test]
    fn chi_square_quantiles_agree_with_a_second_implementation() {
        for share in SHARES {
            for df in [1.0, 2.0, 3.0, 10.0, 99.0, 1_000.0] {
                let law = ChiSquared::new(df).unwrap();
                agree(law.cdf(chi_square_quantile(share, df)), share, 1e-9, &format!("chi²({share}, {df})"));
            }
        }
        assert!((chi_square_quantile(0.95, 1.0) - 3.841_458_820_694_124).abs() < 1e-10);
    }

    #[test]
    #[should_panic(expected = "the 1 quantile")]
    fn the_end_of_a_law_is_no_quantile() {
        normal_quantile(1.0);
    }
}
