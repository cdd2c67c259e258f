//! Where does a value lie on an axis, and which round values are ticks.

use crate::engine::math;

/// An axis from a lower to an upper value, on pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    /// Pixel of the lower value.
    start: f64,
    /// Pixel of the upper value.
    end: f64,
    logarithmic: bool,
    /// Round values on the axis, ascending.
    pub ticks: Vec<f64>,
}

impl Scale {
    /// From zero to a round value that is at least `most`, with at most `steps` steps; ticks of counts are whole.
    pub fn linear(most: f64, whole: bool, steps: usize, (start, end): (f64, f64)) -> Self {
        let most = if most.is_finite() && most > 0.0 { most } else { 1.0 };
        let mut step = round_up(most / steps as f64);
        if whole && step.fract() != 0.0 {
            step = if step < 1.0 { 1.0 } else { round_up(step * 1.01) };
        }
        let count = ((most / step - 1e-9).ceil() as usize).max(1);
        let ticks: Vec<f64> = (0..=count).map(|n| n as f64 * step).collect();
        Self { low: 0.0, high: ticks[count], start, end, logarithmic: false, ticks }
    }

    /// Between round values around `least` and `most`, which may lie anywhere.
    pub fn between(least: f64, most: f64, steps: usize, (start, end): (f64, f64)) -> Self {
        let (least, most) = if most > least { (least, most) } else { (least - 0.5, least + 0.5) };
        let step = round_up((most - least) / steps as f64);
        let first = (least / step + 1e-9).floor();
        let last = (most / step - 1e-9).ceil().max(first + 1.0);
        let count = (last - first).round() as usize;
        let ticks: Vec<f64> = (0..=count).map(|n| (first + n as f64) * step).collect();
        Self { low: ticks[0], high: ticks[count], start, end, logarithmic: false, ticks }
    }

    /// Over whole decades' 1, 2 and 5 (or decades alone) around `least` and `most`, both positive.
    pub fn logarithmic(least: f64, most: f64, ticks: usize, (start, end): (f64, f64)) -> Self {
        let near = |x: f64, up: bool| {
            let mut all = one_two_five(x / 10.0, x * 10.0);
            if !up {
                all.reverse();
            }
            all.into_iter().find(|tick| if up { *tick >= x * 0.999 } else { *tick <= x * 1.001 }).unwrap_or(x)
        };
        let (low, high) = (near(least, false), near(most.max(least * 2.0), true));
        let all = one_two_five(low, high);
        let decades: Vec<f64> = all.iter().copied().filter(|x| is_decade(*x)).collect();
        let ticks = if all.len() <= ticks || decades.len() < 2 { all } else { decades };
        Self { low, high, start, end, logarithmic: true, ticks }
    }

    /// The pixel of a value; values beyond the axis lie on its end.
    pub fn at(&self, value: f64) -> f64 {
        let share = match self.logarithmic {
            true if value <= self.low => 0.0,
            true => math::ln(value / self.low) / math::ln(self.high / self.low),
            false => (value - self.low) / (self.high - self.low),
        };
        self.start + (self.end - self.start) * share.clamp(0.0, 1.0)
    }

    /// The upper end.
    pub fn high(&self) -> f64 {
        self.high
    }
}

/// The least of 1, 2, 2.5, 5, 10 times a power of ten that is not below `x`.
fn round_up(x: f64) -> f64 {
    let mut decade = 1e-12;
    while decade * 10.0 <= x * (1.0 + 1e-12) {
        decade *= 10.0;
    }
    // A division is exact where a product of rounded powers is not.
    let decade = cleaned(decade);
    [1.0, 2.0, 2.5, 5.0]
        .map(|m| m * decade)
        .into_iter()
        .find(|step| *step >= x * (1.0 - 1e-12))
        .unwrap_or(decade * 10.0)
}

/// A power of ten as the text `1e3` has it, free of the rounding of many products.
fn cleaned(power: f64) -> f64 {
    format!("{power:.0e}").parse().expect("a float's own text")
}

/// Every 1, 2, 5 times a power of ten within the limits, ascending.
fn one_two_five(low: f64, high: f64) -> Vec<f64> {
    (-9..=12)
        .flat_map(|exponent: i32| {
            let decade: f64 = format!("1e{exponent}").parse().expect("a power of ten");
            [decade, 2.0 * decade, 5.0 * decade]
        })
        .filter(|x| (low * 0.999..=high * 1.001).contains(x))
        .collect()
}

fn is_decade(x: f64) -> bool {
    format!("{x:e}").starts_with("1e")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_the_data() {
        let cases = [
            (160.0, false, vec![0.0, 50.0, 100.0, 150.0, 200.0]),
            (4.0, true, vec![0.0, 1.0, 2.0, 3.0, 4.0]),
            (1.0, true, vec![0.0, 1.0]),
            (9.0, true, vec![0.0, 5.0, 10.0]),
            (400.0, true, vec![0.0, 100.0, 200.0, 300.0, 400.0]),
            (0.3, false, vec![0.0, 0.1, 0.2, 0.3]),
            (0.0, false, vec![0.0, 0.25, 0.5, 0.75, 1.0]),
        ];
        for (most, whole, ticks) in cases {
            let scale = Scale::linear(most, whole, 4, (100.0, 0.0));
            let near =
                scale.ticks.len() == ticks.len() && scale.ticks.iter().zip(&ticks).all(|(a, b)| (a - b).abs() < 1e-9);
            assert!(near, "{most}: {:?}", scale.ticks);
            assert_eq!(scale.at(scale.high()), 0.0);
            assert_eq!(scale.at(0.0), 100.0);
        }
    }

    #[test]
    fn every_size_has_few_ticks() {
        for most in (1..2_000).map(|n| f64::from(n) * 0.37) {
            let scale = Scale::linear(most, false, 4, (0.0, 1.0));
            assert!((2..=5).contains(&scale.ticks.len()) && scale.high() >= most, "{most}: {:?}", scale.ticks);
        }
    }

    #[test]
    fn an_axis_between_values_encloses_them() {
        for (least, most) in [(41.2, 58.0), (-3.0, 5.0), (7.0, 7.0), (0.0, 0.3)] {
            let scale = Scale::between(least, most, 5, (0.0, 100.0));
            let (first, last) = (scale.ticks[0], scale.ticks[scale.ticks.len() - 1]);
            assert!(first <= least && last >= most, "{least} to {most}: {:?}", scale.ticks);
            assert!(scale.ticks.len() <= 7 && scale.at(first) == 0.0 && scale.at(last) == 100.0);
        }
        assert_eq!(Scale::between(41.2, 58.0, 4, (0.0, 1.0)).ticks, [40.0, 45.0, 50.0, 55.0, 60.0]);
    }

    #[test]
    fn a_logarithmic_axis_has_its_decades() {
        let scale = Scale::logarithmic(150.0, 42_000.0, 4, (100.0, 0.0));
        assert_eq!(scale.ticks, [100.0, 1_000.0, 10_000.0]);
        let scale = Scale::logarithmic(150.0, 900.0, 4, (100.0, 0.0));
        assert_eq!(scale.ticks, [100.0, 200.0, 500.0, 1_000.0]);
        assert!((scale.at(200.0) - 69.897).abs() < 1e-3);
        assert_eq!(scale.at(1.0), 100.0);
        assert_eq!(scale.at(1e9), 0.0);
    }
}
