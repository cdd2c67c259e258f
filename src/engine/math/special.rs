//! The special functions that fits, quantiles and tests need: incomplete gamma and beta, normal and gamma quantiles.
//! Cold code: accuracy (1e-13 and better) before speed.

use super::{erfc, exp, ln, ln_gamma};

/// Distribution function of the standard normal law.
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

/// Quantile of the standard normal law at `share` in (0, 1): a rational first guess (Abramowitz and Stegun 26.2.23),
/// then Halley steps on the distribution function.
pub fn normal_quantile(share: f64) -> f64 {
    if share > 0.5 {
        return -normal_quantile(1.0 - share);
    }
    let t = (-2.0 * ln(share)).sqrt();
    let up = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let down = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    let mut x = up / down - t;
    for _ in 0..3 {
        let density = exp(-0.5 * x * x) * 0.398_942_280_401_432_7;
        let step = (normal_cdf(x) - share) / density;
        x -= step / (1.0 + 0.5 * x * step);
    }
    x
}

/// Regularised lower incomplete gamma function P(shape, x): the gamma distribution function at scale 1.
pub fn gamma_regularized(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = exp(shape * ln(x) - x - ln_gamma(shape));
    if x < shape + 1.0 { front * lower_series(shape, x) } else { 1.0 - front * upper_fraction(shape, x) }
}

fn lower_series(shape: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut k) = (1.0 / shape, 1.0 / shape, shape);
    while term > sum * 1e-17 {
        k += 1.0;
        term *= x / k;
        sum += term;
    }
    sum
}

/// The continued fraction of the upper function, by the modified Lentz method.
#[expect(clippy::many_single_char_names, reason = "the letters of the continued fraction")]
fn upper_fraction(shape: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - shape;
    let (mut c, mut d) = (1.0 / TINY, 1.0 / b);
    let mut value = d;
    for i in 1..10_000 {
        let i = f64::from(i);
        let a = -i * (i - shape);
        b += 2.0;
        d = 1.0 / nonzero(a * d + b);
        c = nonzero(b + a / c);
        let delta = c * d;
        value *= delta;
        if (delta - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

fn nonzero(x: f64) -> f64 {
    if x.abs() < 1e-300 { 1e-300 } else { x }
}

/// Quantile of the gamma law of scale 1 at `below` in (0, 1), by bisection on the logarithm.
pub fn gamma_quantile(shape: f64, below: f64) -> f64 {
    // Near zero P(shape, x) is x^shape / Gamma(shape + 1), so this is a lower bound that small shapes need.
    let mut low = (ln(below) + ln_gamma(shape + 1.0)) / shape;
    let mut high = ln(shape + 1.0);
    if low < -700.0 {
        return 0.0;
    }
    low = low.min(high - 1e-3);
    while gamma_regularized(shape, exp(high)) < below {
        high += 0.5;
    }
    while gamma_regularized(shape, exp(low)) > below {
        low -= 0.5;
    }
    bisect(low, high, |x| gamma_regularized(shape, exp(x)) < below, exp)
}

/// Halves `[low, high]` while `below` holds on its left part, to the last bit, and gives `out` of the middle.
fn bisect(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool, out: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    out(0.5 * (low + high))
}

/// Regularised incomplete beta function `I_x(a, b)` for x in [0, 1].
pub fn beta_regularized(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    let front = exp(ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * ln(x) + b * libm::log1p(-x));
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(a, b, x) / a
    } else {
        1.0 - front * beta_fraction(b, a, 1.0 - x) / b
    }
}

#[expect(clippy::many_single_char_names, reason = "the letters of the continued fraction")]
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let (mut c, mut d) = (1.0, 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0)));
    let mut value = d;
    for m in 1..10_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / nonzero(1.0 + even * d);
        c = nonzero(1.0 + even / c);
        value *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / nonzero(1.0 + odd * d);
        c = nonzero(1.0 + odd / c);
        let delta = d * c;
        value *= delta;
        if (delta - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::distribution::{Beta, ContinuousCDF, Gamma, Normal};

    #[test]
    fn normal_quantiles_agree_with_statrs_and_with_their_own_distribution_function() {
        let law = Normal::standard();
        for i in 1..1_000 {
            let share = f64::from(i) / 1_000.0;
            assert!((normal_quantile(share) - law.inverse_cdf(share)).abs() < 1e-9, "at {share}");
            assert!((normal_cdf(normal_quantile(share)) - share).abs() < 1e-15, "at {share}");
        }
        assert!((normal_quantile(0.99) - 2.326_347_874_040_841).abs() < 1e-13);
        assert!((normal_quantile(1e-16) + 8.222_082_216_130_435).abs() < 1e-10);
    }

    #[test]
    fn incomplete_gamma_and_beta_agree_with_statrs() {
        for (a, b) in [(0.25, 0.7), (0.5, 14.5), (2.18, 1.0), (30.0, 0.5), (400.0, 300.0)] {
            let (gamma, beta) = (Gamma::new(a, 1.0).unwrap(), Beta::new(a, b).unwrap());
            for i in 1..40 {
                let x = a * f64::from(i) / 15.0;
                assert!((gamma_regularized(a, x) - gamma.cdf(x)).abs() < 1e-10, "gamma {a} at {x}");
                let x = f64::from(i) / 40.0;
                assert!((beta_regularized(a, b, x) - beta.cdf(x)).abs() < 1e-10, "beta {a} {b} at {x}");
            }
        }
    }

    #[test]
    fn a_gamma_quantile_inverts_its_distribution_function() {
        for shape in [0.05, 0.25, 1.0, 2.5, 100.0] {
            for share in [0.001, 0.1, 0.5, 0.99, 0.9999] {
                let x = gamma_quantile(shape, share);
                assert!((gamma_regularized(shape, x) - share).abs() < 1e-12, "shape {shape}, share {share}");
            }
        }
        assert!((gamma_quantile(1.0, 0.5) - std::f64::consts::LN_2).abs() < 1e-14);
    }
}
