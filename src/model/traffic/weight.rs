//! By what is the rate of a source multiplied on a given local day: its scale, its growth, the factor of that day.

use super::{Source, SpikeSize};
use crate::engine::math::pow;
use crate::engine::{Law, Purpose, RunSeed, Span, Stream};

/// The factor of a source on the local day `number`, `start_number` being the day of `start`. Without a seed: its
/// expectation.
///
/// Growth is compound, a step a local day: (1 + share)^(days/every), 1 before `start`.
pub(super) fn weight(source: &Source, number: i64, start_number: i64, seed: Option<RunSeed>) -> f64 {
    let days = (number - start_number).max(0);
    let growth = source.growth.map_or(1.0, |growth| {
        let steps = days as f64 * Span::DAY.secs() / growth.every.secs();
        pow(1.0 + growth.share, steps)
    });
    let day = seed.map_or(1.0, |seed| day_factor(source, number, seed));
    source.scale * growth * day
}

/// Whether the factor of a source is the same on all days.
pub(super) fn is_steady(source: &Source) -> bool {
    source.growth.is_none() && source.day_to_day_cv == 0.0
}

/// A gamma factor of mean 1, keyed by the day: sources with the same CV share it, as a busy day is busy for all; one
/// with a CV of its own has a factor of its own.
///
/// A spike that multiplies takes none, since what it multiplies already has it.
fn day_factor(source: &Source, number: i64, seed: RunSeed) -> f64 {
    let cv = source.day_to_day_cv;
    if cv == 0.0 || matches!(source.shape.spike_size(), Some(SpikeSize::Factor(_))) {
        return 1.0;
    }
    let law = Law::Gamma { shape: 1.0 / (cv * cv), scale_secs: cv * cv };
    let mut factor = [0.0];
    law.fill_secs(&mut Stream::from_key(seed.keyed(Purpose::Day, cv.to_bits(), number as u64)), &mut factor);
    factor[0]
}
