//! Spikes: a rise, a plateau, a fall, added to the other sources or multiplying them.

use super::window;
use crate::engine::Span;
use crate::model::traffic::{At, Shape, SpikeSize};
use crate::quantity;
use crate::scenario::file::traffic::{SourceFile, SpikeFile};
use crate::scenario::file::written::Duration;
use crate::scenario::reading::Reading;
use crate::scenario::setup::Window;

/// Largest `factor`.
const LARGEST_FACTOR: f64 = 1e6;

/// A spike.
pub(super) fn spike(file: &SpikeFile, path: &str, window: &Window, reading: &mut Reading) -> Option<Shape> {
    let at = window::at(&file.at.0, &format!("{path}.at"), window, reading);
    let size = size(file, path, reading);
    let mut part = |text: Option<&Duration>, key: &str| {
        let text = text.map_or("0s", |text| text.0.as_str());
        reading.literal(&format!("{path}.{key}"), quantity::duration(text))
    };
    let (rise, hold, fall) =
        (part(file.rise.as_ref(), "rise"), part(Some(&file.hold), "hold"), part(file.fall.as_ref(), "fall"));
    let (at, size, rise, hold, fall) = (at?, size?, rise?, hold?, fall?);
    let length = rise + hold + fall;
    if length.is_zero() {
        reading.error(path, "has no length; give `hold`");
        return None;
    }
    if matches!(at, At::Daily(_)) && length > Span::DAY {
        let message = format!("takes {}, but comes again every day", quantity::print_duration(length));
        reading
            .error(path, message)
            .hint("a spike that comes once begins at a date and time, or so long after the start");
        return None;
    }
    if let At::Once(at) = at
        && (at >= window.end || at + length <= window.begin)
    {
        reading.warn(
            format!("{path}.at"),
            format!("`{}` lies outside the simulated time: this spike never comes", file.at.0),
        );
    }
    Some(Shape::Spike { at, size, rise, hold, fall })
}

fn size(file: &SpikeFile, path: &str, reading: &mut Reading) -> Option<SpikeSize> {
    match (&file.add, file.factor) {
        (Some(add), None) => super::sources::rate(add, &format!("{path}.add"), reading).map(SpikeSize::Add),
        (None, Some(factor)) if factor > 0.0 && factor <= LARGEST_FACTOR => Some(SpikeSize::Factor(factor)),
        (None, Some(factor)) => {
            reading.error(
                format!("{path}.factor"),
                format!("is {factor}; a factor above 0 and at most {LARGEST_FACTOR:.0e} is wanted"),
            );
            None
        }
        (Some(_), Some(_)) => {
            reading.error(path, "has add and factor; a spike has one of them");
            None
        }
        (None, None) => {
            reading.error(path, "has neither add nor factor; a spike has one of them");
            None
        }
    }
}

/// A factor multiplies the other sources of its process: there must be one.
pub(super) fn check_factors(sources: &[SourceFile], reading: &mut Reading) {
    let shared = |source: &SourceFile| source.arrivals.is_none() && source.trace.is_none();
    for (index, source) in sources.iter().enumerate() {
        if source.spike.as_ref().is_none_or(|spike| spike.factor.is_none()) {
            continue;
        }
        let path = super::sources::path_of(source, index);
        if source.arrivals.is_some() {
            reading.error(
                format!("{path}.arrivals"),
                "a factor multiplies the sources that share the scenario's process; leave `arrivals` out",
            );
        } else if !sources.iter().any(|other| other.spike.is_none() && shared(other) && other.to == source.to) {
            reading.error(
                format!("{path}.spike.factor"),
                "multiplies the other sources, and there is none it could multiply; use `add`",
            );
        }
    }
}
