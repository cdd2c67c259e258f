//! When bounds change by the clock: scheduled actions, their schedules read and set against the run.

use super::{resources, targets};
use crate::aws::ScheduledAction;
use crate::aws::schedule::{self, BothStars, Cron, Expression, Timestamp};
use crate::engine::{Time, Zone};
use crate::model::scaling::{Calendar, Days, Dst, Schedule, Scheduled};
use crate::quantity;
use crate::scenario::defaults;
use crate::scenario::file::assumptions::{BothStarsWord, DstWord, PastAtWord, RateFirstRunWord};
use crate::scenario::file::{ScalingFile, ScenarioFile};
use crate::scenario::reading::Reading;
use crate::scenario::setup::Window;

/// Ref: "Quotas for Application Auto Scaling".
pub(super) const MOST_ACTIONS: usize = 200;

/// The scheduled actions of each variant's target, in file order.
pub(super) fn scheduled(
    file: &ScenarioFile,
    scaling: &ScalingFile,
    variants: usize,
    window: Option<&Window>,
    reading: &mut Reading,
) -> Option<Vec<Vec<Scheduled>>> {
    let documents = &scaling.scheduled_actions;
    let mut all: Vec<Vec<Scheduled>> = vec![Vec::new(); variants];
    let mut owners = Vec::with_capacity(documents.len());
    let mut is_whole = true;
    for (index, document) in documents.iter().enumerate() {
        let name = &document.scheduled_action_name;
        let names = documents.iter().map(|action| action.scheduled_action_name.as_str());
        let path = resources::path_in("scaling.scheduled_actions", names, index, file);
        let same = |other: &ScheduledAction| {
            other.scheduled_action_name == *name && (variants == 1 || other.resource_id == document.resource_id)
        };
        if documents[..index].iter().any(same) {
            let message = format!(
                "two actions of this target are named `{name}`; a second PutScheduledAction would replace the first"
            );
            reading.error(format!("scaling.scheduled_actions.{index}.ScheduledActionName"), message);
        }
        let made = window.map(|window| window.begin);
        let (owner, action) = action(document, &path, file, window.zip(made), reading);
        owners.extend(owner);
        match action {
            Some(action) => all.get_mut(owner.unwrap_or(0))?.push(action),
            None => is_whole = false,
        }
    }
    let of = |place: &usize| owners.iter().filter(|other| *other == place).count();
    if let Some(most) = owners.iter().map(of).max().filter(|most| *most > MOST_ACTIONS) {
        reading.error("scaling.scheduled_actions", format!("has {most} actions; AWS allows {MOST_ACTIONS} a target"));
    }
    (is_whole && owners.len() == documents.len()).then_some(all)
}

/// The variant that one `PutScheduledAction` document is of, and what it means that is sent at a time, wherever it stands.
pub(super) fn action(
    document: &ScheduledAction,
    path: &str,
    file: &ScenarioFile,
    made: Option<(&Window, Time)>,
    reading: &mut Reading,
) -> (Option<usize>, Option<Scheduled>) {
    document.check(path, &mut reading.problems);
    let (id, dimension) = (document.resource_id.as_deref(), document.scalable_dimension.as_deref());
    let owner = resources::check_owner(id, dimension, path, file, reading);
    let schedule = schedule(document, path, Taken::of(file), made, reading);
    let action = document.scalable_target_action;
    let at_action = format!("{path}.ScalableTargetAction");
    targets::limit_max(action.max_capacity, &at_action, reading);
    let min = action.min_capacity.map(|min| targets::at_least_one(min, &at_action, reading));
    let (name, max) = (document.scheduled_action_name.clone(), action.max_capacity);
    (owner, schedule.map(|schedule| Scheduled { name, schedule, min, max }))
}

/// What is taken of schedules where AWS does not say.
#[derive(Clone, Copy)]
struct Taken {
    both_stars: BothStars,
    rate_at_once: bool,
    past_never_runs: bool,
    dst: Dst,
}

impl Taken {
    fn of(file: &ScenarioFile) -> Self {
        let assumed = defaults::assumptions(file.assumptions.as_ref());
        Self {
            both_stars: match assumed.cron_both_stars {
                None | Some(BothStarsWord::Refuse) => BothStars::Refuse,
                Some(BothStarsWord::Allow) => BothStars::Allow,
            },
            rate_at_once: assumed.rate_first_run == Some(RateFirstRunWord::AtOnce),
            past_never_runs: assumed.past_at == Some(PastAtWord::NeverRuns),
            dst: match assumed.dst {
                None | Some(DstWord::SkipGapOnceOverlap) => Dst::SkipGapOnceOverlap,
                Some(DstWord::ShiftGapOnceOverlap) => Dst::ShiftGapOnceOverlap,
            },
        }
    }
}

/// A schedule with its zone and its times, and whether it will ever fall due.
fn schedule(
    document: &ScheduledAction,
    path: &str,
    taken: Taken,
    made: Option<(&Window, Time)>,
    reading: &mut Reading,
) -> Option<Schedule> {
    let zone = document.timezone.as_deref().unwrap_or(defaults::TIME_ZONE);
    let zone = reading.literal(&format!("{path}.Timezone"), quantity::zone(zone));
    let start = moment(document.start_time.as_ref(), &format!("{path}.StartTime"), reading);
    let end = moment(document.end_time.as_ref(), &format!("{path}.EndTime"), reading);
    if !document.goes_by_a_clock() && document.timezone.is_some() {
        let message = "has no effect: AWS applies it to at and cron, and a rate goes by no clock";
        reading.warn(format!("{path}.Timezone"), message);
    }
    let at = format!("{path}.Schedule");
    let expression = match schedule::parse(&document.schedule, taken.both_stars) {
        Ok((expression, remarks)) => {
            for remark in remarks {
                reading.warn(&at, remark);
            }
            expression
        }
        Err(faults) => {
            for fault in faults {
                let problem = reading.error(&at, fault.message).within(&document.schedule, fault.span);
                if let Some(hint) = fault.hint {
                    problem.hint(hint);
                }
            }
            return None;
        }
    };
    let ((window, made), zone, start, end) = (made?, zone?, start?, end?);
    let schedule = match expression {
        Expression::At(local) => Schedule::At(once(local, &zone, (start, end), (window, made), (&at, taken), reading)?),
        // Assumes: `rate_first_run`.
        Expression::Rate(every) => {
            let first = if taken.rate_at_once { made } else { made + every };
            Schedule::Rate { first: start.unwrap_or(first), every, end }
        }
        Expression::Cron(cron) => {
            let calendar = calendar(cron);
            check_calendar(&calendar, &zone, taken.dst, &at, reading)?;
            Schedule::Cron { calendar, zone: zone.clone(), start, end }
        }
    };
    if !reading.has_error(&format!("{path}.EndTime")) {
        say_if_idle(&schedule, &zone, (window, made), (&at, taken.dst), reading);
    }
    Some(schedule)
}

#[expect(clippy::option_option, reason = "no time is no mistake")]
fn moment(written: Option<&Timestamp>, path: &str, reading: &mut Reading) -> Option<Option<Time>> {
    written.map_or(Some(None), |text| reading.literal(path, quantity::timestamp(&text.0)).map(Some))
}

/// The moment of an `at`.
///
/// Assumes: `past_at`; `dst`: of a clock time that comes twice it is the first, and one that is skipped
/// comes never or later.
fn once(
    local: jiff::civil::DateTime,
    zone: &Zone,
    (start, end): (Option<Time>, Option<Time>),
    (window, made): (&Window, Time),
    (path, taken): (&str, Taken),
    reading: &mut Reading,
) -> Option<Time> {
    let moment = zone.moment(local);
    if let Some(at) = moment.filter(|&at| at < made && taken.past_never_runs) {
        // What a run does not reach is told below.
        return Some(at);
    }
    let Some(at) = moment.filter(|&at| at >= made) else {
        let (when, then) = (told(window, made), zone.iso(made));
        let message = format!("is at({local}), which is past when {when} ({then}); `past_at: refuse`");
        let problem = reading.error(path, message);
        if made == window.begin && window.begin < window.start && zone.moment(local).is_some_and(|at| at < window.begin)
        {
            problem.hint("the run begins with its lead-in, before `start`");
        }
        return None;
    };
    if taken.dst == Dst::SkipGapOnceOverlap && zone.moment_unless_skipped(local).is_none() {
        reading.error(path, format!("is at({local}), a clock time that {} skips that day", zone.name()));
        return None;
    }
    let outside = if start.is_some_and(|start| at < start) {
        Some("before its StartTime")
    } else if end.is_some_and(|end| at > end) {
        Some("after its EndTime")
    } else {
        None
    };
    if let Some(outside) = outside {
        reading.error(path, format!("is at({local}), {outside}, so it never runs"));
        return None;
    }
    Some(at)
}

/// What happens when an action is made.
fn told(window: &Window, made: Time) -> &'static str {
    if made == window.begin { "the run begins" } else { "the call is made" }
}

fn calendar(cron: Cron) -> Calendar {
    let Cron { minutes, hours, days, months, years } = cron;
    let days = match days {
        schedule::Days::OfMonth(days) => Days::OfMonth(days),
        schedule::Days::LastOfMonth => Days::LastOfMonth,
        schedule::Days::NearestWeekday(day) => Days::NearestWeekday(day),
        schedule::Days::OfWeek(days) => Days::OfWeek(days),
        schedule::Days::LastOfWeekday(weekday) => Days::LastOfWeekday(weekday),
        schedule::Days::NthOfWeekday { weekday, nth } => Days::NthOfWeekday { weekday, nth },
    };
    Calendar { minutes, hours, days, months, years }
}

/// A cron that matches no date at all, whenever the run is, is a slip; that it may be over already is only said.
fn check_calendar(calendar: &Calendar, zone: &Zone, dst: Dst, path: &str, reading: &mut Reading) -> Option<()> {
    let ever = |zone: &Zone| {
        let schedule = Schedule::Cron { calendar: calendar.clone(), zone: zone.clone(), start: None, end: None };
        schedule.next_from(Time::from_secs(0), dst)
    };
    let why = if ever(&Zone::utc()).is_none() {
        "no date from 1970 to 2199 matches, just as there is no 30 February".to_owned()
    } else if ever(zone).is_none() {
        format!("{} skips this clock time on the only day", zone.name())
    } else {
        return Some(());
    };
    reading.error(path, format!("has a cron that never runs: {why}"));
    None
}

/// An action that does not fall due in this run changes nothing; its writer may have meant another day.
fn say_if_idle(
    schedule: &Schedule,
    zone: &Zone,
    (window, made): (&Window, Time),
    (path, dst): (&str, Dst),
    reading: &mut Reading,
) {
    match schedule.next_from(made, dst) {
        None => {
            let (when, then) = (told(window, made), zone.iso(made));
            reading.warn(path, format!("has nothing left to run when {when} ({then}): its last time is past"));
        }
        Some(due) if due >= window.end => {
            let (first, last) = (zone.iso(due), zone.iso(window.end));
            reading
                .warn(path, format!("has no effect in this run, which ends at {last}: it falls due at {first} first"));
        }
        Some(_) => {}
    }
}
