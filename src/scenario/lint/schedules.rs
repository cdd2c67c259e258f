//! Do scheduled actions do what a calendar would?

use super::Lint;
use super::clock::{both_clocks, first_shared, minutes, never_in_window, numbers_as_weekdays, written_minutes};
use super::found::Found;
use super::view::{Scaled, View, action_path};
use crate::aws::ScheduledAction;
use crate::problem::Severity;

pub(super) const LINTS: &[Lint] = &[
    Lint {
        code: "DS032",
        title: "a schedule that raises the minimum and never lowers it",
        severity: Severity::Warning,
        explanation: "A scheduled action replaces the bounds of its target for good. Nothing goes back at the end of the \
            day: the raised minimum holds until another action or a registration lowers it, and the instances are paid all \
            night. A schedule takes two actions, one up and one down.",
        reference: "Scheduled scaling for Application Auto Scaling",
        look: never_lowered,
    },
    Lint {
        code: "DS033",
        title: "a schedule that lowers the maximum and never raises it",
        severity: Severity::Warning,
        explanation: "A scheduled action replaces the bounds of its target for good. A lowered maximum, meant for the night, \
            holds the next morning too: policies are stopped with AlreadyAtMaxCapacity until another action raises it.",
        reference: "Scheduled scaling for Application Auto Scaling",
        look: never_raised,
    },
    Lint {
        code: "DS034",
        title: "a schedule without a time zone, which is UTC",
        severity: Severity::Warning,
        explanation: "A cron or at schedule without Timezone goes by UTC, whatever zone its author lives in, and it does not \
            move with daylight saving time. With Timezone (an IANA name such as Europe/Berlin) it follows that clock. If \
            UTC is meant, say so: `Timezone: UTC`, or `time_zone: UTC` for the scenario.",
        reference: "API reference, PutScheduledAction (Timezone)",
        look: utc,
    },
    Lint {
        code: "DS035",
        title: "two scheduled actions that fall due at one minute",
        severity: Severity::Warning,
        explanation: "Both run, one after the other, and the later one wins where they set the same bound. Their order \
            within a minute is not something to build on: AWS starts scheduled actions some seconds after their minute.",
        reference: "Scheduled scaling for Application Auto Scaling (considerations)",
        look: one_minute,
    },
    Lint {
        code: "DS036",
        title: "an EndTime from which bounds are expected back",
        severity: Severity::Warning,
        explanation: "EndTime ends the recurrence of an action, not its effect: after it the action does not run again, and \
            the bounds that it has set stay. To go back takes a second action at that time.",
        reference: "Scheduled scaling for Application Auto Scaling; API reference, PutScheduledAction (EndTime)",
        look: end_time,
    },
    Lint {
        code: "DS037",
        title: "a schedule whose maximum exceeds the registered one for good",
        severity: Severity::Warning,
        explanation: "MaxCapacity of the target looks like the limit of what can be spent. An action with a larger one \
            replaces it for good when it first runs, and describe-scalable-targets shows the new value from then on. Where \
            that is meant, register the larger maximum; where not, it is the limit of the action that is wrong.",
        reference: "Scheduled scaling for Application Auto Scaling",
        look: above_registered,
    },
    Lint {
        code: "DS038",
        title: "a scheduled bound beyond the other one",
        severity: Severity::Warning,
        explanation: "An action that gives only one bound leaves the other as it is. A minimum above the maximum in force \
            (or a maximum below the minimum) needs both in one action, else the action fails and the bounds stay as they \
            were.",
        reference: "API reference, PutScheduledAction (ScalableTargetAction)",
        look: crosses,
    },
    Lint {
        code: "DS039",
        title: "a schedule that does not fall due in the simulated time",
        severity: Severity::Warning,
        explanation: "The action is well formed, but no moment of this run matches: its date is past or lies beyond the end \
            of the run, or the weekday is another. The run shows what happens without it.",
        reference: "Schedule recurring scaling actions using cron expressions",
        look: never_due,
    },
    Lint {
        code: "DS040",
        title: "days of the week by numbers",
        severity: Severity::Warning,
        explanation: "In AWS's cron 1 is Sunday and 7 is Saturday. In the cron of Unix 1 is Monday and 0 or 7 is Sunday. So \
            `1-5`, meant as Monday to Friday, is Sunday to Thursday here. Names mean the same everywhere: MON-FRI.",
        reference: "Schedule recurring scaling actions using cron expressions (day-of-week)",
        look: weekdays,
    },
    Lint {
        code: "DS041",
        title: "a cron that fires every minute of an hour",
        severity: Severity::Warning,
        explanation: "`cron(* 8 * * ? *)` is not eight o'clock but every minute from 08:00 to 08:59. Each of the sixty runs \
            sets the bounds anew, and undoes what anyone has changed in between.",
        reference: "Schedule recurring scaling actions using cron expressions",
        look: every_minute,
    },
];

fn min_of(action: &ScheduledAction) -> Option<u32> {
    action.scalable_target_action.min_capacity
}

fn max_of(action: &ScheduledAction) -> Option<u32> {
    action.scalable_target_action.max_capacity
}

/// Whether an action raises the minimum and no other one lowers it again.
fn raises_for_good(scaled: &Scaled, action: &ScheduledAction) -> bool {
    min_of(action).is_some_and(|min| {
        min > scaled.target.min_capacity
            && !scaled.actions.iter().filter_map(|other| min_of(other)).any(|other| other < min)
    })
}

/// Whether an action sets a larger maximum and no other one takes it back.
fn widens_for_good(scaled: &Scaled, action: &ScheduledAction) -> bool {
    max_of(action).is_some_and(|max| {
        max > scaled.target.max_capacity
            && !scaled.actions.iter().filter_map(|other| max_of(other)).any(|other| other < max)
    })
}

/// Whether an action sets a smaller maximum and no other one takes it back.
fn narrows_for_good(scaled: &Scaled, action: &ScheduledAction) -> bool {
    max_of(action).is_some_and(|max| {
        max < scaled.target.max_capacity
            && !scaled.actions.iter().filter_map(|other| max_of(other)).any(|other| other > max)
    })
}

fn bounds_path(action: &ScheduledAction, key: &str) -> String {
    format!("{}.ScalableTargetAction.{key}", action_path(action))
}

/// Those that end by themselves are spoken of elsewhere, and where someone registers bounds during the run, all is open.
fn lasting<'a, 'v>(view: &'v View<'a>) -> impl Iterator<Item = (&'v Scaled<'a>, &'a ScheduledAction)> {
    let open = view.someone_calls("RegisterScalableTarget") || view.someone_calls("PutScheduledAction");
    view.actions().filter(move |(_, action)| action.end_time.is_none() && !open)
}

fn never_lowered(view: &View, found: &mut Found) {
    for (scaled, action) in lasting(view).filter(|(scaled, action)| raises_for_good(scaled, action)) {
        let (min, registered) = (min_of(action).unwrap_or_default(), scaled.target.min_capacity);
        found
            .at(
                bounds_path(action, "MinCapacity"),
                format!("is {min}, above the registered {registered}, and no action lowers it again"),
            )
            .why(format!("after the first time the minimum is {min} for good, day and night"))
            .fix(format!(
                "- ScheduledActionName: after-{}\n  Schedule: \"cron(0 20 * * ? *)\"\n  ScalableTargetAction: {{MinCapacity: {registered}, MaxCapacity: {}}}",
                action.scheduled_action_name, scaled.target.max_capacity
            ));
    }
}

fn never_raised(view: &View, found: &mut Found) {
    for (scaled, action) in lasting(view).filter(|(scaled, action)| narrows_for_good(scaled, action)) {
        let (max, registered) = (max_of(action).unwrap_or_default(), scaled.target.max_capacity);
        found
            .at(
                bounds_path(action, "MaxCapacity"),
                format!("is {max}, below the registered {registered}, and no action raises it again"),
            )
            .why(format!("after the first time the maximum is {max} for good"))
            .fix(format!(
                "- ScheduledActionName: after-{}\n  Schedule: \"cron(0 6 * * ? *)\"\n  ScalableTargetAction: {{MaxCapacity: {registered}}}",
                action.scheduled_action_name
            ));
    }
}

fn utc(view: &View, found: &mut Found) {
    let says_utc = view.file.time_zone.as_ref().is_some_and(|zone| matches!(zone.0.as_str(), "UTC" | "Etc/UTC"));
    for (_, action) in view.actions().filter(|(_, action)| action.timezone.is_none() && action.goes_by_a_clock()) {
        if says_utc {
            continue;
        }
        let Some(clocks) = both_clocks(view, action) else { continue };
        let zone = view.file.time_zone.as_ref().map_or("Europe/Berlin", |zone| zone.0.as_str());
        found
            .at(format!("{}.Schedule", action_path(action)), format!("has no Timezone, so it is UTC: {clocks}"))
            .why("the schedules of AWS know neither your zone nor its daylight saving time unless they are told")
            .fix(format!("Timezone: {zone}"));
    }
}

fn one_minute(view: &View, found: &mut Found) {
    for scaled in &view.scaled {
        let due: Vec<Vec<u64>> = scaled.actions.iter().map(|action| minutes(view, action)).collect();
        for (number, action) in scaled.actions.iter().enumerate() {
            for (other, others) in scaled.actions.iter().zip(&due).take(number) {
                let Some(when) = first_shared(view, others, &due[number]) else { continue };
                found
                    .at(
                        format!("{}.Schedule", action_path(action)),
                        format!(
                            "`{}` falls due with `{}`, first at {when}",
                            action.scheduled_action_name, other.scheduled_action_name
                        ),
                    )
                    .why("both set bounds, and which of them is the last is not said")
                    .fix("move one of the two by a few minutes");
            }
        }
    }
}

fn end_time(view: &View, found: &mut Found) {
    for (scaled, action) in view.actions().filter(|(_, action)| action.end_time.is_some()) {
        let stays =
            raises_for_good(scaled, action) || widens_for_good(scaled, action) || narrows_for_good(scaled, action);
        if !stays || view.someone_calls("RegisterScalableTarget") {
            continue;
        }
        let (min, max) = (scaled.target.min_capacity, scaled.target.max_capacity);
        found
            .at(
                format!("{}.EndTime", action_path(action)),
                format!("ends the recurrence only: the bounds of `{}` stay", action.scheduled_action_name),
            )
            .why(format!("nothing goes back to {min} to {max} by itself"))
            .fix(format!(
                "- ScheduledActionName: after-{}\n  Schedule: \"at(yyyy-mm-ddThh:mm:ss)\"\n  ScalableTargetAction: {{MinCapacity: {min}, MaxCapacity: {max}}}",
                action.scheduled_action_name
            ));
    }
}

fn above_registered(view: &View, found: &mut Found) {
    for (scaled, action) in lasting(view).filter(|(scaled, action)| widens_for_good(scaled, action)) {
        let (max, registered) = (max_of(action).unwrap_or_default(), scaled.target.max_capacity);
        found
            .at(
                bounds_path(action, "MaxCapacity"),
                format!("is {max}, above the {registered} that is registered, and stays"),
            )
            .why(format!("from the first time on {max} is the limit of what can be spent, not {registered}"))
            .fix(format!("MaxCapacity: {registered}"));
    }
}

fn crosses(view: &View, found: &mut Found) {
    for (scaled, action) in view.actions() {
        let others = || scaled.actions.iter().filter(|other| !std::ptr::eq(**other, action));
        let largest = others().filter_map(|o| max_of(o)).chain([scaled.target.max_capacity]).max().unwrap_or(0);
        let least = others().filter_map(|o| min_of(o)).chain([scaled.target.min_capacity]).min().unwrap_or(0);
        let (key, message, fix) = match (min_of(action), max_of(action)) {
            (Some(min), None) if min > largest => (
                "MinCapacity",
                format!("is {min}, above every MaxCapacity that can be in force ({largest})"),
                format!("ScalableTargetAction: {{MinCapacity: {min}, MaxCapacity: {min}}}"),
            ),
            (None, Some(max)) if max < least => (
                "MaxCapacity",
                format!("is {max}, below every MinCapacity that can be in force ({least})"),
                format!("ScalableTargetAction: {{MinCapacity: {max}, MaxCapacity: {max}}}"),
            ),
            _ => continue,
        };
        found
            .at(bounds_path(action, key), message)
            .why("one bound alone may not cross the other: the action fails, and the bounds stay")
            .fix(fix);
    }
}

fn never_due(view: &View, found: &mut Found) {
    for (_, action) in view.actions() {
        let Some(message) = never_in_window(view, action) else { continue };
        found
            .at(format!("{}.Schedule", action_path(action)), message)
            .why("the run shows what happens without this action")
            .fix("choose another `start` or a longer `duration`, or another date");
    }
}

fn weekdays(view: &View, found: &mut Found) {
    for (_, action) in view.actions() {
        let Some((written, meant)) = numbers_as_weekdays(&action.schedule) else { continue };
        found
            .at(
                format!("{}.Schedule", action_path(action)),
                format!("has `{written}` as day-of-week, which at AWS is {meant}: 1 is Sunday"),
            )
            .why("in the cron of Unix 1 is Monday")
            .fix("write the days by their names, as in cron(0 8 ? * MON-FRI *)");
    }
}

fn every_minute(view: &View, found: &mut Found) {
    for (_, action) in view.actions() {
        let Some(times) = written_minutes(&action.schedule) else { continue };
        found
            .at(
                format!("{}.Schedule", action_path(action)),
                format!("has `*` as minutes: it runs {times} times an hour, not once"),
            )
            .why("each time it sets the bounds anew")
            .fix(action.schedule.replacen("cron(*", "cron(0", 1));
    }
}
