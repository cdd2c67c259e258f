//! The only transcendental functions of the library: the same bits on every CPU, with and without FMA.
//!
//! glibc's `ln`, `exp`, `sin` and `pow` take other paths where the CPU has FMA, so std's are forbidden by clippy.
//! Scalar functions are those of the `libm` crate; the block kernels are polynomials that LLVM can vectorise.

mod block;
mod special;

pub use block::{exp_block, exp_poly, ln_block, ln_poly, normal_block, sin_cos_turn, whole_block};
pub use special::{beta_regularized, gamma_quantile, gamma_regularized, normal_cdf, normal_quantile};

/// Natural logarithm.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// e to the power of x.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// x to the power of y.
pub fn pow(x: f64, y: f64) -> f64 {
    libm::pow(x, y)
}

/// Sine of x radians.
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Cosine of x radians.
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// Logarithm of the gamma function of a positive x.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// The error function.
pub fn erf(x: f64) -> f64 {
    libm::erf(x)
}

/// One minus the error function, without loss of digits in the tail.
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}
