//! The reason in a sentence: why it scaled or did not, and what came next.

use super::{Told, alarm_name, alarms_of, cooldown_name, value};
use crate::engine::Span;
use crate::model::scaling::{AlarmRef, Direction, Judged, Reason, Verdict};
use crate::report::words;
use crate::simulation::standing::{AlarmStanding, PolicyStanding, Scaling, Side};

pub(super) fn sentence(told: &Told<'_>) -> String {
    let at = told.explanation.standing.at;
    let why = match &told.explanation.standing.scaling {
        None => "Nothing scales this endpoint: there is no scalable target.".to_owned(),
        Some(scaling) => match decisive(scaling) {
            Some((number, policy, judged)) => verdict(told, scaling, (number, policy), &judged),
            None if scaling.policies.is_empty() => {
                "There is no policy: only bounds and scheduled actions move capacity.".to_owned()
            }
            None => format!("Not scaled at {}: no alarm has been evaluated yet.", told.when(at)),
        },
    };
    let next = match &told.explanation.next {
        Some(change) => format!("The next change came at {}: {} -> {}.", told.when(change.at), change.from, change.to),
        None => "No change came after it.".to_owned(),
    };
    format!("{why} {next}")
}

/// The policy that says why: one that changes capacity before one that was invoked, and that before the others.
fn decisive(scaling: &Scaling) -> Option<(usize, &PolicyStanding, Judged)> {
    let judged = scaling.policies.iter().enumerate().filter_map(|(n, policy)| Some((n, policy, policy.last?)));
    let weight = |judged: &Judged| (judged.alarm.is_some(), judged.at, matches!(judged.verdict, Verdict::Scale { .. }));
    judged.reduce(|first, next| if weight(&next.2) > weight(&first.2) { next } else { first })
}

fn verdict(told: &Told<'_>, scaling: &Scaling, (number, policy): (usize, &PolicyStanding), judged: &Judged) -> String {
    let at = told.when(told.explanation.standing.at);
    let reason = match judged.verdict {
        Verdict::Scale { to, direction } => {
            let moved = match direction {
                Direction::Out => "Scaled out",
                Direction::In => "Scaled in",
            };
            let alarm = invoking(scaling, number, judged).map_or_else(String::new, |a| alarm_name(scaling, a));
            let when = told.when(judged.at);
            return if policy.refused {
                format!("Not scaled at {when}: {alarm} asked for {to}, and the service refused the change.")
            } else {
                format!("{moved} to {to} at {when}: {alarm} was in ALARM, {}.", judged.arithmetic)
            };
        }
        Verdict::Hold(reason) => reason,
    };
    let why = match reason {
        Reason::AlarmNotBreaching | Reason::InsufficientData => not_breaching(told, scaling, number, reason),
        Reason::CooldownActive => cooling(told, policy, judged),
        Reason::LaunchInFlight => in_flight(told, "an earlier scale-out is not complete"),
        Reason::TargetServicePutResourceAsUnscalable => {
            in_flight(told, "the endpoint is Updating and refuses every change")
        }
        Reason::AlreadyAtMaxCapacity(max) => wanted(policy, judged, &format!("MaxCapacity is {max}")),
        Reason::AlreadyAtMinCapacity(min) => wanted(policy, judged, &format!("MinCapacity is {min}")),
        Reason::AlreadyAtDesiredCapacity(_) => wanted(policy, judged, "that is what there is"),
        Reason::AutoScalingAnticipatedFlapping => {
            wanted(policy, judged, "scaling in would bring the metric back above its target")
        }
        Reason::ScaleInDisabled => {
            format!("the metric lies below its low threshold, but {} never scales in", policy.name)
        }
        Reason::OtherPolicyNotReady => not_ready(scaling, number),
        Reason::OtherPolicyWins => "another policy wants at least as much at the same instant".to_owned(),
        Reason::Suspended => "dynamic scaling in this direction is suspended".to_owned(),
        Reason::NoStepMatches => format!("no step of {} holds this distance from the threshold", policy.name),
    };
    format!("Not scaled at {at}: {why}.")
}

/// The alarm that invoked the policy.
fn invoking<'a>(scaling: &'a Scaling, policy: usize, judged: &Judged) -> Option<&'a AlarmStanding> {
    let named = || scaling.alarms.iter().filter(|alarm| matches!(alarm.side, Side::Named(_)));
    match judged.alarm? {
        AlarmRef::High => scaling.alarms.iter().find(|alarm| alarm.side == Side::High(policy)),
        AlarmRef::Low => scaling.alarms.iter().find(|alarm| alarm.side == Side::Low(policy)),
        AlarmRef::Named(number) => named().nth(number),
    }
}

/// The alarm that is nearest to invoking the policy: what it has, what it lacks, and when that can come.
fn not_breaching(told: &Told<'_>, scaling: &Scaling, policy: usize, reason: Reason) -> String {
    let nearest = alarms_of(scaling, policy).reduce(|first, next| {
        let lacks = |alarm: &AlarmStanding| alarm.needed.saturating_sub(alarm.breaching());
        let closer = next.breaching() > 0 && (first.breaching() == 0 || lacks(next) < lacks(first));
        // AlarmHigh comes first: an AlarmLow that nearly all datapoints favour says nothing while the load grows.
        if closer && (first.breaching() == 0 || !matches!(first.side, Side::High(_))) { next } else { first }
    });
    let Some(alarm) = nearest else { return "no alarm names its policy".to_owned() };
    let name = alarm_name(scaling, alarm);
    if reason == Reason::InsufficientData {
        return format!("the metric of {name} has no datapoints");
    }
    if alarm.state == "ALARM" {
        return format!("{name} is in ALARM, but the newest value of its metric does not breach");
    }
    let has = format!("{name} has {} of {} breaching datapoints", alarm.breaching(), alarm.needed);
    let more = alarm.evaluations_to_alarm();
    // Windows of a period longer than the step between evaluations are cut anew at each of them.
    if more == 0 || alarm.period != alarm.step {
        return format!("{has}; it is judged next at {}", told.when(alarm.next_at));
    }
    let last = told.when(alarm.next_at + alarm.step * u64::from(more - 1));
    format!("{has}; the {} can come at {last} at the earliest", ordinal(alarm.needed))
}

fn ordinal(n: u32) -> String {
    match n {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        _ => match (n % 10, n % 100) {
            (1, rest) if rest != 11 => format!("{n}st"),
            (2, rest) if rest != 12 => format!("{n}nd"),
            (3, rest) if rest != 13 => format!("{n}rd"),
            _ => format!("{n}th"),
        },
    }
}

fn cooling(told: &Told<'_>, policy: &PolicyStanding, judged: &Judged) -> String {
    let at = told.explanation.standing.at;
    let place = usize::from(judged.alarm == Some(AlarmRef::Low));
    let name = cooldown_name(policy, place);
    let longest: Option<Span> = policy.left.into_iter().flatten().max();
    match policy.left[place].or(longest) {
        Some(left) => {
            let until = told.when(at + left);
            format!("the {name} of {} runs until {until} ({} left)", policy.name, words::length(left.secs()))
        }
        None => format!("when it was judged, at {}, a cooldown of {} ran", told.when(judged.at), policy.name),
    }
}

/// A change that is under way, and when it can be over.
fn in_flight(told: &Told<'_>, what: &str) -> String {
    let standing = &told.explanation.standing;
    let Some(change) = standing.under_way.last() else { return format!("{what} (over by now)") };
    let due = standing.launches.last();
    let due = due.map_or_else(String::new, |at| format!(", the last instance due at {}", told.when(*at)));
    format!("{what} ({} -> {} since {}{due})", change.from, change.to, told.when(change.start))
}

fn wanted(policy: &PolicyStanding, judged: &Judged, but: &str) -> String {
    let wants = judged.arithmetic.wanted().map_or_else(|| "a change".to_owned(), |(n, _)| value(f64::from(n)));
    format!("{} computes {wants}, but {but}", policy.name)
}

fn not_ready(scaling: &Scaling, asking: usize) -> String {
    let waits = |alarm: &&AlarmStanding| matches!(alarm.side, Side::Low(of) if of != asking) && alarm.state != "ALARM";
    let names: Vec<String> = scaling.alarms.iter().filter(waits).map(|alarm| alarm_name(scaling, alarm)).collect();
    match names.as_slice() {
        [] => "another target tracking policy is not ready to scale in".to_owned(),
        names => format!("another target tracking policy is not ready to scale in: {} not in ALARM", names.join(", ")),
    }
}
