//! Counts of a period: their distribution as a table, and draws from it.

use dryscale::engine::Stream;
use dryscale::engine::math::{exp, ln, ln_gamma};

/// Poisson, or negative binomial where the index of dispersion lies above 1.
pub(crate) struct Counts {
    least: u32,
    /// P(count <= least + index).
    cumulative: Vec<f64>,
    /// P(count = least + index).
    mass: Vec<f64>,
}

impl Counts {
    /// Everything within fifteen standard deviations.
    pub(crate) fn of(mean: f64, dispersion: f64) -> Self {
        let reach = 15.0 * (mean * dispersion).sqrt();
        let (least, most) = ((mean - reach).max(0.0) as u32, (mean + reach) as u32 + 1);
        let ln_mass = |count: f64| {
            if dispersion <= 1.0 {
                return count * ln(mean) - mean - ln_gamma(count + 1.0);
            }
            let size = mean / (dispersion - 1.0);
            ln_gamma(count + size) - ln_gamma(size) - ln_gamma(count + 1.0) - size * ln(dispersion)
                + count * ln(1.0 - 1.0 / dispersion)
        };
        let mass: Vec<f64> = (least..=most).map(|count| exp(ln_mass(f64::from(count)))).collect();
        let cumulative = mass.iter().scan(0.0, |sum, m| {
            *sum += m;
            Some(*sum)
        });
        Self { least, cumulative: cumulative.collect(), mass }
    }

    pub(crate) fn draw(&self, stream: &mut Stream) -> u32 {
        let unit = stream.unit();
        let place = self.cumulative.partition_point(|&below| below < unit);
        self.least + place.min(self.mass.len() - 1) as u32
    }

    /// P(`is` of the count).
    pub(crate) fn chance(&self, is: impl Fn(u32) -> bool) -> f64 {
        (self.least..).zip(&self.mass).filter(|(count, _)| is(*count)).map(|(_, mass)| mass).sum()
    }
}
