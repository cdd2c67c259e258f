//! Which numbers does the reaction chart draw: the CSV of its bars, and the lengths of its title.

use super::bar::Bar;
use crate::report::tables::when;
use crate::report::{Subject, figure};
use crate::simulation::outcome::Reaction;

/// A scale-out in whole seconds that add up: each moment is rounded, not each length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rounded {
    pub(super) whole: f64,
    /// To the transition to ALARM.
    pub(super) alarm: f64,
    /// From there to the activity; `None` below half a second.
    pub(super) held_back: Option<f64>,
    /// From the activity to the first new instance.
    pub(super) launch: f64,
}

impl Rounded {
    pub(super) fn of(reaction: &Reaction) -> Self {
        let parts = &reaction.parts;
        let to_alarm = (parts.period_end + parts.lag + parts.datapoints).secs();
        let to_activity = reaction.activity.since_or_zero(reaction.breach).secs();
        let [alarm, activity, whole] = [to_alarm, to_activity, reaction.length().secs()].map(f64::round);
        let held_back = (activity > alarm).then_some(activity - alarm);
        Self { whole, alarm, held_back, launch: whole - activity }
    }
}

/// A row a part that took time.
pub(super) fn csv(subject: &Subject, bars: &[Bar]) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(["bar", "run", "breach_time", "breach_seconds", "part", "from_s", "until_s", "length_s"])
        .expect("memory takes every row");
    for bar in bars {
        let breach = bar.one.reaction.breach;
        for segment in bar.segments() {
            let secs = [segment.from.since(breach), segment.until.since(breach), segment.until.since(segment.from)]
                .map(|length| figure::figure(length.secs()));
            let words = [bar.name.to_lowercase(), bar.one.run.to_string()];
            let cells = words.into_iter().chain(when(subject, breach)).chain([segment.column.to_owned()]).chain(secs);
            out.write_record(cells.collect::<Vec<_>>()).expect("memory takes every row");
        }
    }
    out.into_inner().expect("memory takes every byte")
}
