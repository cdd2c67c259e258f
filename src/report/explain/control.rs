//! Every alarm with its datapoints, every policy with its last verdict and its cooldowns.

use super::{Told, alarm_name, cooldown_name, value};
use crate::model::scaling::Verdict;
use crate::report::words;
use crate::simulation::standing::{AlarmStanding, Point, PolicyStanding, Scaling};

/// More datapoints than these stand side by side.
const ONE_BELOW_ANOTHER: usize = 6;
const SIDE_BY_SIDE: usize = 3;

pub(super) fn lines(told: &Told<'_>, scaling: &Scaling) -> Vec<String> {
    let mut all = Vec::new();
    if !scaling.alarms.is_empty() {
        all.push("Alarms (datapoints newest first; ! breaching; behind each, when it could be seen)".to_owned());
        all.extend(scaling.alarms.iter().flat_map(|one| alarm(told, scaling, one)));
        all.push(String::new());
    }
    if !scaling.policies.is_empty() {
        all.push("Policies".to_owned());
        all.extend(scaling.policies.iter().flat_map(|one| policy(told, one)));
        all.push(String::new());
    }
    all
}

fn alarm(told: &Told<'_>, scaling: &Scaling, alarm: &AlarmStanding) -> Vec<String> {
    let since = alarm.since.map_or_else(|| "from the begin on".to_owned(), |at| format!("since {}", told.when(at)));
    let actions = if alarm.actions_enabled { "" } else { ", its actions disabled" };
    let mut all = vec![
        format!("  {}: {} {since}{actions}", alarm_name(scaling, alarm), alarm.state),
        format!(
            "    {} of {} datapoints of {} {} {}; {} breach now",
            alarm.needed,
            alarm.of,
            words::length(alarm.period.secs()),
            alarm.comparison,
            value(alarm.threshold),
            alarm.breaching()
        ),
    ];
    let cells: Vec<String> = alarm.points.iter().map(|point| cell(told, point)).collect();
    if cells.len() > ONE_BELOW_ANOTHER {
        all.extend(cells.chunks(SIDE_BY_SIDE).map(|row| format!("    {}", row.join("  "))));
    } else {
        all.extend(cells.iter().map(|cell| format!("    {cell}")));
    }
    let judged = alarm.judged_at.map_or_else(String::new, |at| format!("judged at {}, ", told.when(at)));
    all.push(format!("    {judged}next at {}", told.when(alarm.next_at)));
    all.push(format!("    \"{}\"", alarm.reason));
    all
}

/// `12:02  1367.667 !  12:03:40`; datapoints that the alarm did not need are in brackets.
fn cell(told: &Told<'_>, point: &Point) -> String {
    let reading = match point.value {
        Some(x) if point.judged => value(x),
        Some(x) => format!("({})", value(x)),
        None => "gap".to_owned(),
    };
    let mark = if point.breaching { '!' } else { ' ' };
    let visible = point.visible.map_or_else(|| "never".to_owned(), |at| told.clock(at));
    format!("{:<8} {reading:>10} {mark} {visible:<8}", told.clock(point.start))
}

fn policy(told: &Told<'_>, policy: &PolicyStanding) -> Vec<String> {
    let kind = policy.target.map_or_else(|| "step scaling".to_owned(), |target| format!("target {}", value(target)));
    let Some(judged) = policy.last else {
        return vec![format!("  {} ({kind}): not judged yet", policy.name)];
    };
    let verdict = match judged.verdict {
        _ if policy.refused => "asked for a change that the service refused".to_owned(),
        Verdict::Scale { to, .. } => format!("{} to {to}", judged.verdict.word()),
        Verdict::Hold(reason) => match reason.capacity() {
            Some((key, capacity)) => format!("hold, {}({key}={capacity})", reason.code()),
            None => format!("hold, {}", reason.code()),
        },
    };
    let mut all = vec![
        format!("  {} ({kind}): {verdict}, at {}", policy.name, told.when(judged.at)),
        format!("    {}", judged.arithmetic),
    ];
    let places = if policy.target.is_some() { 0..2 } else { 0..1 };
    let left = |place: usize| match (policy.left[place], policy.cooldowns[place]) {
        (Some(left), _) => {
            format!("{} left until {}", words::length(left.secs()), told.clock(told.explanation.standing.at + left))
        }
        (None, length) => format!("of {} does not run", words::length(length.secs())),
    };
    let cooldowns: Vec<String> =
        places.map(|place| format!("{} {}", cooldown_name(policy, place), left(place))).collect();
    all.push(format!("    {}", cooldowns.join(", ")));
    all
}
