//! When: the counted window, the lead-in, and the points in time of a scenario.

use crate::engine::{Span, Time, Zone};
use crate::model::traffic::{At, Clock};
use crate::quantity;
use crate::scenario::defaults;
use crate::scenario::file::ScenarioFile;
use crate::scenario::file::traffic::SourceFile;
use crate::scenario::reading::Reading;
use crate::scenario::setup::Window;

/// Shortest and longest counted window, longest lead-in.
const SHORTEST: Span = Span::MINUTE;
const LONGEST_DAYS: u64 = 3_660;
const LONGEST_LEAD_IN_DAYS: u64 = 7;

/// First and last year in which a scenario may lie.
const YEARS: std::ops::RangeInclusive<i16> = 1971..=2199;

/// The window of a scenario.
pub(super) fn window(file: &ScenarioFile, reading: &mut Reading) -> Option<Window> {
    let zone_name = file.time_zone.as_ref().map_or(defaults::TIME_ZONE, |zone| &zone.0);
    let zone = reading.literal("time_zone", quantity::zone(zone_name));
    let duration = length(file.duration.as_ref().map(|text| text.0.as_str()), "duration", defaults::DURATION, reading);
    let lead_in = length(file.lead_in.as_ref().map(|text| text.0.as_str()), "lead_in", defaults::LEAD_IN, reading);
    let in_bounds = (Span::ZERO + SHORTEST)..=(Span::DAY * LONGEST_DAYS);
    if duration.is_some_and(|duration| !in_bounds.contains(&duration)) {
        reading.error("duration", format!("lies outside 1m to {LONGEST_DAYS}d"));
        return None;
    }
    if lead_in.is_some_and(|lead_in| lead_in > Span::DAY * LONGEST_LEAD_IN_DAYS) {
        reading.error("lead_in", format!("is longer than {LONGEST_LEAD_IN_DAYS}d"));
        return None;
    }
    if file.start.is_none()
        && let Some((path, what)) = needs_start(file)
    {
        let message = format!("is {what}, but the scenario has no `start`");
        reading.error(path, message).hint("add a line such as `start: 2026-11-27T00:00:00` at the top");
        return None;
    }
    let zone = zone?;
    let start = start(file, &zone, reading)?;
    let (duration, lead_in) = (duration?, lead_in?);
    Some(Window { begin: start.back(lead_in), start, end: start + duration, zone })
}

fn length(text: Option<&str>, path: &str, default: &str, reading: &mut Reading) -> Option<Span> {
    let span = reading.literal(path, quantity::duration(text.unwrap_or(default)))?;
    if !span.is_multiple_of(Span::SECOND) {
        reading.error(path, "is not a whole number of seconds");
        return None;
    }
    Some(span)
}

fn start(file: &ScenarioFile, zone: &Zone, reading: &mut Reading) -> Option<Time> {
    let text = file.start.as_ref().map_or(defaults::START, |start| &start.0);
    let at = match reading.literal("start", quantity::datetime(text))? {
        quantity::At::Local(local) if !YEARS.contains(&local.year()) => None,
        quantity::At::Local(local) => Some(moment(local, text, "start", zone, reading)?),
        quantity::At::Moment(at) => Some(at),
        quantity::At::Daily(_) | quantity::At::FromStart(_) => {
            reading.error("start", format!("`{text}` is no date; write 2026-11-27T00:00:00"));
            return None;
        }
    };
    let in_years = |at: &Time| YEARS.contains(&zone.local(*at).year());
    let Some(at) = at.filter(in_years) else {
        reading.error("start", format!("lies outside the years {} to {}", YEARS.start(), YEARS.end()));
        return None;
    };
    if at.floor(Span::MINUTE) != at {
        reading.error("start", format!("`{text}` is not a whole minute"));
        return None;
    }
    Some(at)
}

/// The first thing in the file that means nothing without a date.
pub(in crate::scenario) fn needs_start(file: &ScenarioFile) -> Option<(String, &'static str)> {
    for (index, source) in file.traffic.iter().enumerate() {
        let path = super::sources::path_of(source, index);
        for (key, text) in times_of(source) {
            match quantity::at(text) {
                Ok(quantity::At::Daily(_)) => return Some((format!("{path}.{key}"), "a time of day")),
                Ok(quantity::At::Local(_) | quantity::At::Moment(_)) => {
                    return Some((format!("{path}.{key}"), "a date"));
                }
                Ok(quantity::At::FromStart(_)) | Err(_) => {}
            }
        }
    }
    let first = file.scaling.iter().flat_map(|scaling| &scaling.scheduled_actions);
    let first = first.map(|action| {
        let path = format!("scaling.scheduled_actions.{}", action.scheduled_action_name);
        (path, Some(action.schedule.as_str()), action.start_time.is_some())
    });
    let put = file.calls.iter().enumerate().filter_map(|(index, call)| {
        let action = call.put_scheduled_action.as_ref()?;
        Some((format!("calls.{index}.PutScheduledAction"), action.schedule.as_deref(), action.start_time.is_some()))
    });
    first.chain(put).find_map(|(path, schedule, starts)| {
        let (key, what) = match schedule {
            Some(schedule) if schedule.starts_with("at") => ("Schedule", "a date"),
            Some(schedule) if !schedule.starts_with("rate") => ("Schedule", "a time of day"),
            _ if starts => ("StartTime", "a date"),
            _ => return None,
        };
        Some((format!("{path}.{key}"), what))
    })
}

/// Every point in time of a source, with its key.
fn times_of(source: &SourceFile) -> Vec<(String, &str)> {
    let mut times = Vec::new();
    for (key, points) in [("ramp", &source.ramp), ("steps", &source.steps)] {
        for (index, point) in points.iter().flatten().enumerate() {
            times.push((format!("{key}.{index}.at"), point.at.0.as_str()));
        }
    }
    if let Some(peak) = source.daily.as_ref().and_then(|daily| daily.peak_at.as_ref()) {
        times.push(("daily.peak_at".to_owned(), peak.0.as_str()));
    }
    if let Some(spike) = &source.spike {
        times.push(("spike.at".to_owned(), spike.at.0.as_str()));
    }
    times
}

/// A point in time of the scenario.
pub(super) fn at(text: &str, path: &str, window: &Window, reading: &mut Reading) -> Option<At> {
    let once = match reading.literal(path, quantity::at(text))? {
        quantity::At::Daily(time) => return Some(At::Daily(clock(time))),
        quantity::At::FromStart(span) => Some(window.start + span),
        quantity::At::Local(local) => Some(moment(local, text, path, &window.zone, reading)?),
        quantity::At::Moment(at) => Some(at),
    };
    if once.is_none() {
        reading.error(path, format!("`{text}` lies before 1970"));
    }
    once.map(At::Once)
}

/// The moment of a local date and time; one that the clocks skip is an error.
fn moment(local: jiff::civil::DateTime, text: &str, path: &str, zone: &Zone, reading: &mut Reading) -> Option<Time> {
    let Some(at) = zone.moment(local) else {
        reading.error(path, format!("`{text}` lies before 1970"));
        return None;
    };
    if zone.local(at) != local {
        let message = format!("`{text}` does not exist in {}: the clocks skip it", zone.name());
        reading.error(path, message).hint(format!("write {}", zone.local(at)));
        return None;
    }
    Some(at)
}

/// A time of day.
pub(super) fn clock_time(text: &str, path: &str, reading: &mut Reading) -> Option<Clock> {
    if let quantity::At::Daily(time) = reading.literal(path, quantity::at(text))? {
        return Some(clock(time));
    }
    reading.error(path, format!("`{text}` is no time of day; write \"20:00\""));
    None
}

fn clock(time: jiff::civil::Time) -> Clock {
    let part = |number: i8| u32::from(number.unsigned_abs());
    Clock(part(time.hour()) * 3_600 + part(time.minute()) * 60 + part(time.second()))
}
