//! When do scheduled actions fall due, by which clock?

use super::figures::scheduled;
use super::view::View;
use crate::aws::ScheduledAction;
use crate::aws::schedule::{self, BothStars, Expression};
use crate::engine::{Span, Time, Zone};
use crate::model::scaling::{Schedule, Scheduled};
use crate::quantity;
use jiff::civil::DateTime;

/// So many times of a schedule are compared with those of another.
const MOST_TIMES: usize = 500;

/// `08:00 UTC is 03:00 in America/New_York`, or two examples where the scenario has no zone of its own.
pub(super) fn both_clocks(view: &View, action: &ScheduledAction) -> Option<String> {
    let expression = schedule::parse(&action.schedule, BothStars::Allow).ok()?.0;
    let utc = Zone::utc();
    let local: DateTime = match expression {
        Expression::At(local) => local,
        Expression::Cron(cron) => {
            let (hour, minute) = (cron.hours.first()?, cron.minutes.first()?);
            day_of_start(view).date().at(i8::try_from(*hour).ok()?, i8::try_from(*minute).ok()?, 0, 0)
        }
        Expression::Rate(_) => return None,
    };
    let moment = utc.moment(local)?;
    let clock = |zone: &Zone| format!("{} in {}", zone.local(moment).strftime("%H:%M"), zone.name());
    let zones = match &view.file.time_zone {
        Some(written) => vec![quantity::zone(&written.0).ok()?],
        None => ["America/New_York", "Asia/Tokyo"].into_iter().filter_map(Zone::named).collect(),
    };
    let clocks: Vec<String> = zones.iter().map(clock).collect();
    Some(format!("{} UTC is {}", local.strftime("%H:%M"), clocks.join(" and ")))
}

/// The local time at which the run begins, by UTC.
fn day_of_start(view: &View) -> DateTime {
    let start = view.setup.map_or(Time::from_secs(1_767_571_200), |setup| setup.window.start);
    Zone::utc().local(start)
}

fn read<'a>(view: &View<'a>, action: &ScheduledAction) -> Option<&'a Scheduled> {
    scheduled(view.setup?).find(|read| read.name == action.scheduled_action_name)
}

/// The moments of a run at which a schedule falls due, the first of them.
fn dues(view: &View, schedule: &Schedule) -> Vec<Time> {
    let Some(setup) = view.setup else { return Vec::new() };
    let mut dues = Vec::new();
    let mut from = setup.window.begin;
    while let Some(due) = schedule.next_from(from, setup.assumptions.rules.dst) {
        if due >= setup.window.end || dues.len() >= MOST_TIMES {
            break;
        }
        dues.push(due);
        from = due + Span::SECOND;
    }
    dues
}

/// The minutes of a run, since 1970, in which an action falls due.
pub(super) fn minutes(view: &View, action: &ScheduledAction) -> Vec<u64> {
    let dues = read(view, action).map(|read| dues(view, &read.schedule)).unwrap_or_default();
    dues.iter().map(|due| due.nanos() / Span::MINUTE.nanos()).collect()
}

/// The first minute that both lists hold, by the scenario's clock.
pub(super) fn first_shared(view: &View, one: &[u64], other: &[u64]) -> Option<String> {
    let shared = one.iter().find(|minute| other.binary_search(minute).is_ok())?;
    let moment = Time::from_nanos(shared * Span::MINUTE.nanos());
    Some(view.setup?.window.zone.local(moment).strftime("%Y-%m-%d %H:%M").to_string())
}

/// Why an action has no part in this run.
pub(super) fn never_in_window(view: &View, action: &ScheduledAction) -> Option<String> {
    let setup = view.setup?;
    let schedule = &read(view, action)?.schedule;
    let (name, zone) = (&action.scheduled_action_name, &setup.window.zone);
    match schedule.next_from(setup.window.begin, setup.assumptions.rules.dst) {
        None => Some(format!("`{name}` is over when the run begins ({})", zone.iso(setup.window.begin))),
        Some(due) if due >= setup.window.end => {
            let (first, last) = (zone.iso(due), zone.iso(setup.window.end));
            Some(format!("`{name}` falls due at {first} first, and the run ends at {last}"))
        }
        Some(_) => None,
    }
}

const WEEK: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// The fields of a cron with six of them.
fn fields(text: &str) -> Option<Vec<&str>> {
    let inner = text.strip_prefix("cron(")?.strip_suffix(')')?;
    let fields: Vec<&str> = inner.split_whitespace().collect();
    (fields.len() == 6).then_some(fields)
}

/// Days of the week that are written as numbers, and what they are at AWS.
pub(super) fn numbers_as_weekdays(text: &str) -> Option<(String, String)> {
    let field = *fields(text)?.get(4)?;
    if !field.bytes().any(|byte| byte.is_ascii_digit()) || field.contains('#') {
        return None;
    }
    let name = |number: &str| -> Option<&str> { WEEK.get(number.parse::<usize>().ok()?.checked_sub(1)?).copied() };
    let mut named = String::new();
    let mut digits = String::new();
    for letter in field.chars().chain(['\0']) {
        if letter.is_ascii_digit() {
            digits.push(letter);
            continue;
        }
        if !digits.is_empty() {
            named.push_str(name(&digits)?);
            digits.clear();
        }
        if letter != '\0' {
            named.push(letter);
        }
    }
    Some((field.to_owned(), named))
}

/// How often an hour a cron runs whose minutes are `*` while its hours are not.
pub(super) fn written_minutes(text: &str) -> Option<usize> {
    let fields = fields(text)?;
    (fields[0] == "*" && fields[1] != "*").then_some(60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_by_number_are_named_as_aws_reads_them() {
        let meant = |text| numbers_as_weekdays(text).map(|(_, meant)| meant);
        assert_eq!(meant("cron(0 8 ? * 1-5 *)").as_deref(), Some("SUN-THU"));
        assert_eq!(meant("cron(0 8 ? * 2,7 *)").as_deref(), Some("MON,SAT"));
        assert_eq!(meant("cron(0 8 ? * MON-FRI *)"), None);
        assert_eq!(meant("cron(0 8 ? * 3#2 *)"), None);
        assert_eq!(meant("cron(0 8 * * ? *)"), None);
        assert_eq!(meant("rate(5 hours)"), None);
    }

    #[test]
    fn a_star_of_minutes_counts_beside_an_hour_alone() {
        assert_eq!(written_minutes("cron(* 8 * * ? *)"), Some(60));
        assert_eq!(written_minutes("cron(* * * * ? *)"), None);
        assert_eq!(written_minutes("cron(0 8 * * ? *)"), None);
    }
}
