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
    let mut lines = vec!["The same run with one edit from the begin on".to_owned()];
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
            format!("capacity the same; first difference: {}", parted(told, difference))
        }
        Came::Capacity(difference) if difference.at() > at => parted(told, difference),
        Came::Capacity(difference) => {
            format!("{}; first difference: {}", around(told, one), parted(told, difference))
        }
    }
}

/// What became of the moment itself, where the runs have parted before.
fn around(told: &Told<'_>, one: &Counterfactual) -> String {
    let (standing, next) = (&told.explanation.standing, &told.explanation.next);
    let at = told.clock(standing.at);
    let essence = |change: &Option<Change>| change.as_ref().map(|c| (c.at, c.from, c.to));
    if one.desired == standing.desired && essence(&one.next) == essence(next) {
        return completed(told, one).unwrap_or_else(|| format!("the same around {at}"));
    }
    let change = one.next.as_ref();
    let then =
        change.map_or_else(|| "no change".to_owned(), |c| format!("{} -> {} at {}", c.from, c.to, told.when(c.at)));
    if one.desired == standing.desired {
        format!("desired {} at {at} as well, then {then}", one.desired)
    } else {
        format!("desired {} at {at}, not {}, then {then}", one.desired, standing.desired)
    }
}

/// The change that is under way at the moment, where it is complete at another time.
fn completed(told: &Told<'_>, one: &Counterfactual) -> Option<String> {
    let (was, now) = (told.explanation.last.as_ref()?, one.last.as_ref()?);
    let late = was.completed.is_none_or(|at| at > told.explanation.standing.at);
    if !late || was.completed == now.completed || (was.from, was.to) != (now.from, now.to) {
        return None;
    }
    let said =
        |change: &Change| change.completed.map_or_else(|| "never".to_owned(), |at| format!("at {}", told.when(at)));
    Some(format!("{} -> {} complete {}, not {}", now.from, now.to, said(now), said(was)))
}

/// Where two runs part: what happens now, and what it takes the place of.
fn parted(told: &Told<'_>, difference: &Difference) -> String {
    let at = |happened: &Happened| format!("at {}", told.when(happened.at));
    let whole = |happened: &Happened| format!("{} {}", event(&happened.event), at(happened));
    match (&difference.now, &difference.as_it_was) {
        (Some(now), Some(was)) if now.event == was.event => format!("{}, not {}", whole(now), at(was)),
        (Some(now), Some(was)) if now.at == was.at => format!("{}, not {}", whole(now), event(&was.event)),
        (Some(now), Some(was)) if now.at < was.at => format!("{}; before, {} came next", whole(now), whole(was)),
        (Some(now), Some(was)) => format!("no {}; {} comes next", whole(was), whole(now)),
        (None, Some(was)) => format!("no {}", whole(was)),
        (Some(now), None) => whole(now),
        (None, None) => "none".to_owned(),
    }
}

fn event(event: &Event) -> String {
    match event {
        Event::Changes { from, to } => format!("{from} -> {to}"),
        Event::Over { from, to } => format!("{from} -> {to} complete"),
        Event::Transition { alarm, to } => format!("{} {to}", short(alarm)),
        Event::Verdict { policy, verdict, reason } if reason.is_empty() => format!("{policy} {verdict}"),
        Event::Verdict { policy, verdict, reason } => format!("{policy} {verdict} {reason}"),
    }
}

/// The part of a managed alarm's name that tells it from the other.
fn short(alarm: &str) -> &str {
    ["AlarmHigh", "AlarmLow"]
        .into_iter()
        .find(|part| alarm.starts_with("TargetTracking-") && alarm.contains(part))
        .unwrap_or(alarm)
}
