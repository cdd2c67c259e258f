//! Why did it scale then, or not: one moment of one run in words.

mod capacity;
mod control;
mod json;
mod lines;
mod otherwise;
mod sentence;

pub use json::json;

use super::clock;
use crate::engine::{Time, Zone};
use crate::experiment::explain::Explanation;
use crate::simulation::standing::{AlarmStanding, PolicyStanding, Scaling, Side};
use lines::folded;

/// What the words need to know beside the explanation.
#[derive(Clone, Debug, PartialEq)]
pub struct Told<'a> {
    /// What is explained.
    pub explanation: &'a Explanation,
    /// The scenario's name.
    pub name: &'a str,
    /// Why this run: `nearest the median by cost`; may be empty.
    pub chosen: &'a str,
    /// Clock times are shown in this zone.
    pub zone: &'a Zone,
    /// The counted window.
    pub window: (Time, Time),
    /// Columns; texts are cut to between 60 and 100.
    pub columns: usize,
}

impl Told<'_> {
    /// A moment as the reader knows it: with its day where the window has several, and in the lead-in.
    fn when(&self, at: Time) -> String {
        if at < self.window.0 {
            return format!("{} {}", clock::day(self.zone, at), clock::clock(self.zone, at));
        }
        clock::moment(self.zone, at, self.window)
    }

    /// The clock time alone.
    fn clock(&self, at: Time) -> String {
        clock::clock(self.zone, at)
    }
}

/// Everything as text, with a line end after each line.
pub fn text(told: &Told<'_>) -> String {
    let columns = told.columns.clamp(60, 100);
    let explanation = told.explanation;
    let at = explanation.standing.at;
    let chosen = if told.chosen.is_empty() { String::new() } else { format!(" ({})", told.chosen) };
    let day = clock::day(told.zone, at);
    let variant = &explanation.standing.variant;
    let name = if explanation.is_one_of_several { format!("{}, {variant}", told.name) } else { told.name.to_owned() };
    let mut all = vec![
        format!("{name}, run {}{chosen}, {day} {} {}", explanation.run, told.clock(at), told.zone.name()),
        String::new(),
        sentence::sentence(told),
        String::new(),
    ];
    all.extend(capacity::lines(told));
    if let Some(scaling) = &explanation.standing.scaling {
        all.extend(control::lines(told, scaling));
    }
    all.extend(otherwise::lines(told));
    let folded = all.iter().flat_map(|line| folded(line, columns, 4 * usize::from(line.starts_with(' '))));
    folded.map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// An alarm as the reader knows it: `AlarmHigh`, with its policy where there are several; its name if it has one of its
/// own.
fn alarm_name(scaling: &Scaling, alarm: &AlarmStanding) -> String {
    let of = |word: &str, policy: usize| match scaling.policies.as_slice() {
        [_] => word.to_owned(),
        policies => format!("{word} of {}", policies[policy].name),
    };
    match alarm.side {
        Side::High(policy) => of("AlarmHigh", policy),
        Side::Low(policy) => of("AlarmLow", policy),
        Side::Named(_) => alarm.name.clone(),
    }
}

/// The alarms that can invoke a policy.
fn alarms_of(scaling: &Scaling, policy: usize) -> impl Iterator<Item = &AlarmStanding> {
    scaling.alarms.iter().filter(move |alarm| match &alarm.side {
        Side::High(of) | Side::Low(of) => *of == policy,
        Side::Named(policies) => policies.contains(&policy),
    })
}

/// The cooldown of a policy by its key: out, in.
fn cooldown_name(policy: &PolicyStanding, place: usize) -> &'static str {
    match (policy.target, place) {
        (None, _) => "Cooldown",
        (Some(_), 0) => "ScaleOutCooldown",
        (Some(_), _) => "ScaleInCooldown",
    }
}

/// A metric's value: at most three decimals, none that say nothing.
fn value(x: f64) -> String {
    let long = format!("{x:.3}");
    long.trim_end_matches('0').trim_end_matches('.').to_owned()
}
