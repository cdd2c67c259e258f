//! When was each alarm in which state, and when did a cooldown run: one strip each, of the run of median cost.

use super::panels::of_run;
use crate::engine::Time;
use crate::report::Report;
use crate::report::charts::canvas::{Canvas, Side};
use crate::report::charts::fonts::{Weight, fitted};
use crate::report::charts::frame::{self, PANEL, QUIETLY, Sample};
use crate::report::charts::style::{ALARM_LOW, CALM, EDGE, GRID, Ink, NO_DATA_HATCH, QUIET, STRIP, TEXT, VIOLATION};
use crate::report::charts::time_axis::TimeAxis;
use crate::report::states::{self, AlarmStates};
use crate::simulation::outcome::RunOutcome;

/// From the heading to the first strip [px].
pub(in crate::report::charts) const BELOW_HEADING: f64 = TEXT + 13.0;
/// Distance from one strip to the next [px].
pub(in crate::report::charts) const STRIP_PITCH: f64 = STRIP + 10.0;
/// Strips that fit; with more alarms or policies, one strip shows any of them.
const MOST: usize = 5;

/// A strip with its label.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::report::charts) struct Strip {
    pub(super) label: String,
    pub(super) spans: Vec<(Time, Time, Paint)>,
}

/// What a span of a strip means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report::charts) enum Paint {
    Ok,
    Alarm,
    /// ALARM of an alarm that may only scale in.
    AlarmLow,
    NoData,
    Cooldown,
}

/// The strips of the run of median cost: its alarms, then its cooldowns.
pub(in crate::report::charts) fn of(report: &Report<'_>) -> Vec<Strip> {
    let Some(run) = report.aggregates.shown.get(report.aggregates.median) else { return vec![] };
    let window = report.subject.window();
    let alarms = states::alarms(run, window);
    let cooldowns = cooldowns(run, window);
    let mut all =
        if alarms.len() + cooldowns.len() > MOST { any_alarm(&alarms) } else { alarms.iter().map(alarm).collect() };
    all.extend(cooldowns);
    all
}

fn alarm(alarm: &AlarmStates) -> Strip {
    let spans = alarm.spans.iter().map(|span| {
        let paint = match span.state.as_str() {
            "ALARM" => alarming(alarm),
            "OK" => Paint::Ok,
            _ => Paint::NoData,
        };
        (span.from, span.until, paint)
    });
    Strip { label: alarm.short_name().to_owned(), spans: spans.collect() }
}

fn alarming(alarm: &AlarmStates) -> Paint {
    if alarm.short_name() == "AlarmLow" { Paint::AlarmLow } else { Paint::Alarm }
}

/// Two strips for many alarms: any that scales out or has a name of its own, any `AlarmLow`.
fn any_alarm(all: &[AlarmStates]) -> Vec<Strip> {
    let (low, high): (Vec<_>, Vec<_>) = all.iter().partition(|alarm| alarm.short_name() == "AlarmLow");
    [(high, "AlarmHigh"), (low, "AlarmLow")]
        .into_iter()
        .filter(|(alarms, _)| !alarms.is_empty())
        .map(|(alarms, name)| {
            let named = alarms.iter().all(|alarm| alarm.short_name() == name);
            let label = format!("{} {}", alarms.len(), if named { format!("× {name}") } else { "alarms".to_owned() });
            let base = alarms[0].spans[0].from;
            let end = alarms[0].spans[alarms[0].spans.len() - 1].until;
            let mut spans = vec![(base, end, Paint::Ok)];
            let all_spans = alarms.iter().flat_map(|alarm| alarm.spans.iter().filter(|span| span.state == "ALARM"));
            let mut covered: Vec<_> = all_spans.map(|span| (span.from, span.until, alarming(alarms[0]))).collect();
            covered.sort_by_key(|span| (span.0, span.1));
            covered.dedup();
            spans.extend(covered);
            Strip { label, spans }
        })
        .collect()
}

/// One strip a direction in which a cooldown ran.
fn cooldowns(run: &RunOutcome, (start, end): (Time, Time)) -> Vec<Strip> {
    [("scale_out", "cooldown out"), ("scale_in", "cooldown in")]
        .into_iter()
        .filter_map(|(direction, label)| {
            let spans: Vec<_> = run
                .cooldowns
                .iter()
                .filter(|span| span.direction == direction && span.from < end && start < span.until)
                .map(|span| (span.from.max(start), span.until.min(end), Paint::Cooldown))
                .collect();
            (!spans.is_empty()).then(|| Strip { label: label.to_owned(), spans })
        })
        .collect()
}

/// Paints heading, strips and labels.
pub(in crate::report::charts) fn paint(
    canvas: &mut Canvas<'_>,
    strips: &[Strip],
    time: &TimeAxis,
    heading: f64,
    run: u32,
) -> Result<(), String> {
    let has = |paint: Paint| strips.iter().any(|strip| strip.spans.iter().any(|span| span.2 == paint));
    let legend: Vec<_> = [
        (Paint::Alarm, Sample::Area(VIOLATION), "ALARM"),
        (Paint::AlarmLow, Sample::Area(ALARM_LOW), "ALARM, may scale in"),
        (Paint::Ok, Sample::Area(CALM), "OK"),
        (Paint::NoData, Sample::Hatched(NO_DATA_HATCH), "INSUFFICIENT_DATA"),
        (Paint::Cooldown, Sample::Area(QUIET), "cooldown"),
    ]
    .into_iter()
    .filter(|(paint, ..)| has(*paint))
    .map(|(_, sample, words)| (sample, words.to_owned()))
    .collect();
    frame::heading(canvas, heading, &format!("Alarms and cooldowns{}", of_run(run)), &legend)?;
    for (place, strip) in strips.iter().enumerate() {
        let top = heading + BELOW_HEADING + place as f64 * STRIP_PITCH;
        let label = fitted(&strip.label, TEXT, Weight::Regular, PANEL.0 - EDGE - 8.0);
        canvas.text(&label, (PANEL.0 - 12.0, top + (STRIP - TEXT) / 2.0), Side::Right, QUIETLY)?;
        canvas.rectangle((PANEL.0, top), (PANEL.1, top + STRIP), GRID.at(60))?;
        for (from, until, paint) in &strip.spans {
            let (left, right) = (time.at(*from), time.at(*until));
            let (from, to) = ((left, top), (right.max(left + 1.5).min(PANEL.1), top + STRIP));
            match paint {
                Paint::NoData => canvas.hatched_rectangle(from, to, NO_DATA_HATCH)?,
                plain => canvas.rectangle(from, to, plain.ink())?,
            }
        }
    }
    Ok(())
}

impl Paint {
    fn ink(self) -> Ink {
        match self {
            Self::Alarm => VIOLATION,
            Self::AlarmLow => ALARM_LOW,
            Self::Cooldown => QUIET,
            Self::Ok => CALM,
            Self::NoData => NO_DATA_HATCH.ground,
        }
    }
}
