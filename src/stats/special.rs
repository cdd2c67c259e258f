//! The two functions behind every tail probability here: the regularised incomplete beta and gamma functions.
//!
//! Both by a continued fraction where it converges fast, by symmetry or a power series elsewhere; good to about 1e-13.

use crate::engine::math;

/// Relative change below which a continued fraction or series has converged.
const CONVERGED: f64 = 1e-16;
/// More terms than any argument of ours needs (they grow with the square root of the parameter).
const TERMS: u32 = 100_000;
/// Stands in for zero in a denominator.
const TINY: f64 = 1e-300;

/// The regularised incomplete beta function, with `y` = 1 − `x` given apart so that neither end loses digits.
pub(super) fn incomplete_beta(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    let ln_front = math::ln_gamma(a + b) - math::ln_gamma(a) - math::ln_gamma(b) + a * math::ln(x) + b * math::ln(y);
    let front = math::exp(ln_front);
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(a, b, x) / a
    } else {
        1.0 - front * beta_fraction(b, a, y) / b
    }
}

/// The continued fraction of the incomplete beta function, by Lentz's rule.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut above = 1.0;
    let mut below = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = below;
    for m in (1..TERMS).map(f64::from) {
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = fraction;
        for term in [even, odd] {
            below = 1.0 / away_from_zero(1.0 + term * below);
            above = away_from_zero(1.0 + term / above);
            fraction *= below * above;
        }
        if (fraction - before).abs() <= CONVERGED * fraction.abs() {
            break;
        }
    }
    fraction
}

/// Q(a, x): the upper tail of the regularised incomplete gamma function.
pub(super) fn upper_gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let front = math::exp(a * math::ln(x) - x - math::ln_gamma(a));
    if x < a + 1.0 { 1.0 - front * gamma_series(a, x) } else { front * gamma_fraction(a, x) }
}

fn gamma_series(a: f64, x: f64) -> f64 {
    let mut term = 1.0 / a;
    let mut sum = term;
    for n in (1..TERMS).map(f64::from) {
        term *= x / (a + n);
        sum += term;
        if term <= CONVERGED * sum {
            break;
        }
    }
    sum
}

fn gamma_fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut above = 1.0 / TINY;
    let mut below = 1.0 / b;
    let mut fraction = below;
    for n in (1..TERMS).map(f64::from) {
        let term = -n * (n - a);
        b += 2.0;
        below = 1.0 / away_from_zero(term * below + b);
        above = away_from_zero(b + term / above);
        let before = fraction;
        fraction *= below * above;
        if (fraction - before).abs() <= CONVERGED * fraction.abs() {
            break;
        }
    }
    fraction
}

fn away_from_zero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_incomplete_beta_of_whole_numbers_is_a_binomial_tail() {
        // I_x(k, n − k + 1) = P(Binomial(n, x) ≥ k); n = 5, k = 2, x = 0.3.
        let tail = 1.0 - 0.7_f64 * 0.7 * 0.7 * 0.7 * 0.7 - 5.0 * 0.3 * 0.7 * 0.7 * 0.7 * 0.7;
        assert!((incomplete_beta(2.0, 4.0, 0.3, 0.7) - tail).abs() < 1e-14);
        assert_eq!(incomplete_beta(2.0, 4.0, 0.0, 1.0), 0.0);
        assert_eq!(incomplete_beta(2.0, 4.0, 1.0, 0.0), 1.0);
    }

    #[test]
    fn the_upper_gamma_of_a_whole_number_is_a_poisson_sum() {
        // Q(3, x) = e^-x (1 + x + x²/2).
        for x in [0.1, 1.0, 3.9, 4.1, 20.0] {
            let sum = math::exp(-x) * (1.0 + x + x * x / 2.0);
            assert!((upper_gamma(3.0, x) / sum - 1.0).abs() < 1e-13, "x = {x}");
        }
        assert_eq!(upper_gamma(3.0, 0.0), 1.0);
    }
}
