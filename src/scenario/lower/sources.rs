//! Who arrives when: written sources become the sources of the model.

use super::{process, profile, spikes, traces, window};
use crate::model::traffic::{At, Growth, Points, Process, Replay, Shape, Source, Traffic};
use crate::problem::nearest;
use crate::quantity;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::traffic::{DailyFile, PointFile, SineFile, SourceFile};
use crate::scenario::file::written::Rate;
use crate::scenario::reading::Reading;
use crate::scenario::setup::Window;

/// Most sources, and largest `scale`.
const MOST_SOURCES: usize = 1_000;
const LARGEST_SCALE: f64 = 1e9;
/// Most swings of a sine in one run: each is drawn in hundreds of pieces.
const MOST_SWINGS: u64 = 200_000;
/// Largest coefficient of variation of days.
const LARGEST_DAY_CV: f64 = 10.0;

/// The path of a source: by its name, else by its place.
pub(super) fn path_of(source: &SourceFile, index: usize) -> String {
    source.name.as_ref().map_or_else(|| format!("traffic.{index}"), |name| format!("traffic.{name}"))
}

/// All traffic of a scenario.
pub(super) fn traffic(file: &ScenarioFile, window: &Window, reading: &mut Reading) -> Option<Traffic> {
    if file.traffic.is_empty() {
        reading.error("traffic", "has no source; at least one is wanted, such as {name: shop, constant: 5/s}");
        return None;
    }
    if file.traffic.len() > MOST_SOURCES {
        reading.error("traffic", format!("has {} sources; at most {MOST_SOURCES} are simulated", file.traffic.len()));
        return None;
    }
    let process = file
        .arrivals
        .as_ref()
        .map_or(Some(Process::Poisson), |arrivals| process::process(arrivals, "arrivals", reading));
    let cv = file.day_to_day.as_ref().map_or(Some(0.0), |text| day_cv(&text.0, "day_to_day", reading));
    let mut sources = Vec::with_capacity(file.traffic.len());
    for (index, source) in file.traffic.iter().enumerate() {
        let path = path_of(source, index);
        let before = file.traffic[..index].iter().filter_map(|other| other.name.as_ref());
        if source.name.is_some() && before.clone().any(|name| Some(name) == source.name.as_ref()) {
            reading.error(format!("traffic.{index}.name"), "two sources have this name; names are unique");
        }
        let to = destination(source, &path, file, reading);
        let lowered = lowered(source, index, &path, cv.unwrap_or_default(), window, reading);
        sources.push(lowered.zip(to).map(|(lowered, to)| Source { to, ..lowered }));
    }
    spikes::check_factors(&file.traffic, reading);
    let sources = sources.into_iter().collect::<Option<Vec<_>>>()?;
    cv?;
    Some(Traffic { sources, process: process?, zone: window.zone.clone(), start: window.start })
}

/// The variant that the requests of a source name.
#[expect(clippy::option_option, reason = "to name none is no mistake")]
fn destination(source: &SourceFile, path: &str, file: &ScenarioFile, reading: &mut Reading) -> Option<Option<u16>> {
    let Some(to) = &source.to else { return Some(None) };
    let path = format!("{path}.to");
    let Some(wanted) = &to.target_variant else {
        if !reading.set_aside(&path) {
            reading.error(path, "`to` names nobody; write `to: {TargetVariant: V}`, or leave it out");
        }
        return None;
    };
    let names = || file.endpoint.production_variants.iter().map(|variant| variant.variant_name.as_str());
    let place = names().position(|name| name == wanted);
    if place.is_none() {
        let list = names().collect::<Vec<_>>().join(", ");
        let message = format!("`{wanted}` is no variant of the endpoint, which has: {list}");
        let problem = reading.error(format!("{path}.TargetVariant"), message);
        if let Some(near) = nearest(wanted, names()) {
            problem.hint(format!("did you mean `{near}`?"));
        }
    }
    u16::try_from(place?).ok().map(Some)
}

fn lowered(
    file: &SourceFile,
    index: usize,
    path: &str,
    default_cv: f64,
    window: &Window,
    reading: &mut Reading,
) -> Option<Source> {
    let shape = shape(file, path, window, reading);
    let scale = file.scale.unwrap_or(1.0);
    if !(scale > 0.0 && scale <= LARGEST_SCALE) {
        reading.error(
            format!("{path}.scale"),
            format!("is {scale}; a factor above 0 and at most {LARGEST_SCALE:.0e} is wanted"),
        );
    }
    let growth =
        file.growth.as_ref().map(|growth| reading.literal(&format!("{path}.growth"), quantity::growth(&growth.0)));
    let own_cv = file.day_to_day.as_ref().map(|text| day_cv(&text.0, &format!("{path}.day_to_day"), reading));
    let process =
        file.arrivals.as_ref().map(|arrivals| process::process(arrivals, &format!("{path}.arrivals"), reading));
    let shape = shape?;
    let exact =
        matches!(&shape, Shape::Stamps(_)) || matches!(&shape, Shape::Counts(counts) if counts.replay == Replay::Exact);
    if exact && process.is_some() {
        let what = if matches!(shape, Shape::Stamps(_)) {
            "a trace of stamps takes none: every stamp is replayed"
        } else {
            "an exact replay takes none; write `replay: resampled` to draw arrivals around the counts"
        };
        reading.error(format!("{path}.arrivals"), what);
    }
    Some(Source {
        name: file.name.clone().unwrap_or_else(|| format!("source-{}", index + 1)),
        shape,
        scale,
        growth: match growth {
            Some(growth) => growth.map(|growth| Growth { share: growth.share, every: growth.per }).map(Some)?,
            None => None,
        },
        to: None,
        process: match process {
            Some(process) => Some(process?),
            None => None,
        },
        day_to_day_cv: own_cv.unwrap_or(Some(if exact { 0.0 } else { default_cv }))?,
    })
}

fn day_cv(text: &str, path: &str, reading: &mut Reading) -> Option<f64> {
    let cv = reading.literal(path, quantity::share(text))?;
    if cv > LARGEST_DAY_CV {
        reading.error(path, format!("is {text}; at most 1000% is wanted"));
        return None;
    }
    Some(cv)
}

/// The kinds of which a source has exactly one.
const KINDS: &str = "constant, ramp, steps, sine, daily, weekly, spike, trace";

fn shape(file: &SourceFile, path: &str, window: &Window, reading: &mut Reading) -> Option<Shape> {
    let present: Vec<&str> = [
        ("constant", file.constant.is_some()),
        ("ramp", file.ramp.is_some()),
        ("steps", file.steps.is_some()),
        ("sine", file.sine.is_some()),
        ("daily", file.daily.is_some()),
        ("weekly", file.weekly.is_some()),
        ("spike", file.spike.is_some()),
        ("trace", file.trace.is_some()),
    ]
    .into_iter()
    .filter_map(|(kind, present)| present.then_some(kind))
    .collect();
    let [kind] = present[..] else {
        let found = if present.is_empty() { "none".to_owned() } else { present.join(" and ") };
        reading.error(path, format!("a source has exactly one of {KINDS}; found {found}"));
        return None;
    };
    let at = format!("{path}.{kind}");
    if let Some(text) = &file.constant {
        return rate(text, &at, reading).map(Shape::Constant);
    }
    if let Some(list) = &file.ramp {
        return points(list, &at, window, reading).map(Shape::Ramp);
    }
    if let Some(list) = &file.steps {
        return points(list, &at, window, reading).map(Shape::Steps);
    }
    if let Some(sine) = &file.sine {
        return sine_shape(sine, &at, window, reading);
    }
    if let Some(daily) = &file.daily {
        return daily_shape(daily, &at, reading);
    }
    if let Some(name) = &file.weekly {
        return profile::week(name, &at, reading).map(Shape::Week);
    }
    if let Some(spike) = &file.spike {
        return spikes::spike(spike, &at, window, reading);
    }
    file.trace.as_ref().and_then(|trace| traces::trace(trace, &at, window, reading))
}

/// A rate [1/s].
pub(super) fn rate(text: &Rate, path: &str, reading: &mut Reading) -> Option<f64> {
    reading.literal(path, quantity::rate(&text.0))
}

fn points(list: &[PointFile], path: &str, window: &Window, reading: &mut Reading) -> Option<Points> {
    let (mut once, mut daily) = (Vec::new(), Vec::new());
    let mut complete = true;
    for (index, point) in list.iter().enumerate() {
        let at_path = format!("{path}.{index}.at");
        let at = window::at(&point.at.0, &at_path, window, reading);
        let rate = rate(&point.rate, &format!("{path}.{index}.rate"), reading);
        let (Some(at), Some(rate)) = (at, rate) else {
            complete = false;
            continue;
        };
        let late = match at {
            At::Once(at) => {
                let late = once.last().is_some_and(|&(last, _)| last >= at);
                once.push((at, rate));
                late
            }
            At::Daily(at) => {
                let late = daily.last().is_some_and(|&(last, _)| last >= at);
                daily.push((at, rate));
                late
            }
        };
        if late {
            let before = &list[index - 1].at.0;
            reading.error(
                &at_path,
                format!("`{}` does not come after `{before}`; list points from early to late", point.at.0),
            );
            complete = false;
        }
    }
    if !once.is_empty() && !daily.is_empty() {
        reading.error(path, "mixes times of day with points that come once; all of one list are of one sort");
        return None;
    }
    if !complete {
        return None;
    }
    match (once.is_empty(), daily.is_empty()) {
        (true, true) => {
            reading.error(path, "has no points");
            None
        }
        (false, _) => Some(Points::Once(once)),
        (true, false) => Some(Points::Daily(daily)),
    }
}

fn sine_shape(file: &SineFile, path: &str, window: &Window, reading: &mut Reading) -> Option<Shape> {
    let mean = rate(&file.mean, &format!("{path}.mean"), reading);
    let amplitude = rate(&file.amplitude, &format!("{path}.amplitude"), reading);
    let at_period = format!("{path}.period");
    let period = reading.literal(&at_period, quantity::duration(&file.period.0));
    let phase = file.phase.as_ref().map_or("0s", |phase| &phase.0);
    let phase = reading.literal(&format!("{path}.phase"), quantity::duration(phase));
    let (mean, amplitude, period, phase) = (mean?, amplitude?, period?, phase?);
    if amplitude > mean {
        let message = format!("is {} around a mean of {}; a rate cannot fall below 0", file.amplitude.0, file.mean.0);
        reading.error(format!("{path}.amplitude"), message);
        return None;
    }
    let length = window.end.since(window.begin);
    if period.is_zero() || length.whole(period) > MOST_SWINGS {
        let message = format!(
            "is {}: that many swings in one run take too long; at most {MOST_SWINGS} are simulated",
            file.period.0
        );
        reading.error(at_period, message);
        return None;
    }
    Some(Shape::Sine { mean, amplitude, period, origin: window.start + phase })
}

fn daily_shape(file: &DailyFile, path: &str, reading: &mut Reading) -> Option<Shape> {
    match (&file.low, &file.high, &file.peak_at, &file.file) {
        (None, None, None, Some(name)) => profile::hours(name, &format!("{path}.file"), reading).map(Shape::Hours),
        (Some(low_text), Some(high_text), Some(peak), None) => {
            let low = rate(low_text, &format!("{path}.low"), reading);
            let high = rate(high_text, &format!("{path}.high"), reading);
            let peak = window::clock_time(&peak.0, &format!("{path}.peak_at"), reading);
            let (low, high, peak) = (low?, high?, peak?);
            if low > high {
                reading
                    .error(format!("{path}.low"), format!("is {}, above high, which is {}", low_text.0, high_text.0));
                return None;
            }
            Some(Shape::Daily { low, high, peak })
        }
        _ => {
            reading.error(path, "a daily rate is either {low, high, peak_at} or {file}");
            None
        }
    }
}
