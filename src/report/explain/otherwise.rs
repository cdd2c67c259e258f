//! What one edit would have made of the run, told by the first event that differs.

use super::Told;
use crate::experiment::explain::{Change, Counterfactual, Difference, Event, Happened, Told as Came};

/// Columns for what was edited.
const WIDEST: usize = 34;

pub(super) fn lines(told: &Told<'_>) -> Vec<String> {
    let all = &told.explanation.counterfactuals;
    if all.is_empty() {
        return Vec::new();
    }
    let mut lines = vec!["With one edit from the begin on, the same run has as its first difference".to_owned()];
    let width = all.iter().map(|one| one.candidate.what.chars().count()).max().unwrap_or(0).min(WIDEST);
    lines.extend(all.iter().map(|one| format!("  {:<width$}  {}", one.candidate.what, came(told, one))));
    lines
}

/// What came of an edit, in a clause or two.
pub(super) fn came(told: &Told<'_>, one: &Counterfactual) -> String {
    let at = told.explanation.standing.at;
    match &one.told {
        Came::Same => "no difference".to_owned(),
        Came::Refused(why) => format!("makes no sense: {why}"),
        Came::Control(difference) => {
            format!("capacity the same; {}", parted(told, difference))
        }
        Came::Capacity(difference) if difference.at() > at => parted(told, difference),
        Came::Capacity(difference) => {
            let was = told.explanation.standing.desired;
            let then = if one.desired == was { format!("{was} as well") } else { format!("{} instead of {was}", one.desired) };
            let next = next(told, one.next.as_ref());
            format!("{}; at {} desired {then}, then {next}", parted(told, difference), told.clock(at))
        }
    }
}

fn next(told: &Told<'_>, change: Option<&Change>) -> String {
    change.map_or_else(|| "no change".to_owned(), |c| format!("{} -> {} at {}", c.from, c.to, told.when(c.at)))
}

fn parted(told: &Told<'_>, difference: &Difference) -> String {
    match (&difference.now, &difference.as_it_was) {
        (Some(now), Some(was)) if now.at <= was.at => format!("{}, not {}", happened(told, now), happened(told, was)),
        (now, Some(was)) => {
            let instead = now.as_ref().map_or_else(String::new, |now| format!("; {}", happened(told, now)));
            format!("not {}{instead}", happened(told, was))
        }
        (Some(now), None) => happened(told, now),
        (None, None) => "no difference".to_owned(),
    }
}

fn happened(told: &Told<'_>, Happened { at, event }: &Happened) -> String {
    let what = match event {
        Event::Changes { from, to } => format!("{from} -> {to}"),
        Event::Over { from, to } => format!("{from} -> {to} complete"),
        Event::Transition { alarm, to } => format!("{} {to}", short(alarm)),
        Event::Verdict { policy, verdict, reason } if reason.is_empty() => format!("{policy} {verdict}"),
        Event::Verdict { policy, verdict, reason } => format!("{policy} {verdict} {reason}"),
    };
    format!("{what} at {}", told.when(*at))
}

/// The part of a managed alarm's name that tells it from the other.
fn short(alarm: &str) -> &str {
    ["AlarmHigh", "AlarmLow"].into_iter().find(|part| alarm.starts_with("TargetTracking-") && alarm.contains(part)).unwrap_or(alarm)
}
