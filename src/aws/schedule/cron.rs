//! When does the clock match a cron in AWS's dialect: six fields, the last the year, and one day field left to the other?

use super::expression::{BothStars, Findings};
use super::field::{Field, Piece, digits};
use std::collections::BTreeSet;

/// A cron, as plain sets of what matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cron {
    /// 0 to 59.
    pub minutes: BTreeSet<i16>,
    /// 0 to 23.
    pub hours: BTreeSet<i16>,
    /// Which days of a month.
    pub days: Days,
    /// 1 to 12.
    pub months: BTreeSet<i16>,
    /// 1970 to 2199.
    pub years: BTreeSet<i16>,
}

/// The days of a month that match. Days of the week are numbered as at AWS: 1 is Sunday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Days {
    /// Days of the month by their numbers, 1 to 31.
    OfMonth(BTreeSet<i16>),
    /// `L`: the last day of the month.
    LastOfMonth,
    /// `15W`: the weekday (Monday to Friday) of this month that is nearest to the day.
    NearestWeekday(i16),
    /// Days of the week.
    OfWeek(BTreeSet<i16>),
    /// `6L`: the last such day of the month.
    LastOfWeekday(i16),
    /// `3#2`: the second Tuesday of the month.
    NthOfWeekday {
        /// 1 to 7.
        weekday: i16,
        /// 1 to 5.
        nth: i16,
    },
}

const MONTHS: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEK: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const fn field(name: &'static str, least: i16, most: i16) -> Field {
    Field { name, least, most, names: &[], comes_round: true, steps: true }
}

const SECONDS: Field = field("seconds", 0, 59);
const MINUTE: Field = field("minutes", 0, 59);
const HOUR: Field = field("hours", 0, 23);
const DAY: Field = field("day-of-month", 1, 31);
const MONTH: Field = Field { names: MONTHS, ..field("month", 1, 12) };
const WEEKDAY: Field = Field { names: WEEK, steps: false, ..field("day-of-week", 1, 7) };
const YEAR: Field = Field { comes_round: false, ..field("year", 1970, 2199) };

/// Reads what stands between the brackets, which begin at byte `from` of the schedule.
///
/// Ref: EventBridge user guide, "Creating a rule that runs on a schedule" (fields and wildcards); Application Auto
/// Scaling user guide, "Schedule recurring scaling actions using cron expressions" (a leading field of seconds).
pub(super) fn parse(inner: &str, from: usize, stars: BothStars, found: &mut Findings) -> Option<Cron> {
    let mut pieces = pieces(inner, from);
    if pieces.len() == 7 {
        let seconds = pieces.remove(0);
        SECONDS.set(seconds, found)?;
        found.remark("has seven fields; AWS accepts a leading field of seconds and ignores it");
    }
    let &[minutes, hours, day, month, weekday, year] = pieces.as_slice() else {
        wrong_count(inner, from, &pieces, found);
        return None;
    };
    let minutes = MINUTE.set(minutes, found);
    let hours = HOUR.set(hours, found);
    let days = days(day, weekday, stars, found);
    let months = MONTH.set(month, found);
    let years = YEAR.set(year, found);
    Some(Cron { minutes: minutes?, hours: hours?, days: days?, months: months?, years: years? })
}

/// The words between blanks, each with its place.
fn pieces(inner: &str, from: usize) -> Vec<Piece<'_>> {
    let mut end = 0;
    let words = inner.split_whitespace().map(|text| {
        let start = end + inner[end..].find(text).expect("a word of this text, behind the one before");
        end = start + text.len();
        Piece { text, from: from + start }
    });
    words.collect()
}

fn wrong_count(inner: &str, from: usize, pieces: &[Piece<'_>], found: &mut Findings) {
    let (count, s) = (pieces.len(), if pieces.len() == 1 { "" } else { "s" });
    let names = [MINUTE, HOUR, DAY, MONTH, WEEKDAY, YEAR].map(|field| field.name).join(", ");
    let fault = found.fault(from..from + inner.len(), format!("has {count} field{s}; AWS's cron has six: {names}"));
    let texts: Vec<&str> = pieces.iter().map(|piece| piece.text).collect();
    match texts.as_slice() {
        [minutes, hours, day, month, "*"] => fault.hint(format!("write cron({minutes} {hours} {day} {month} ? *)")),
        [_, _, "*", _, _] => {
            fault.hint("AWS wants `?` as day-of-month, a day-of-week by name and a year: cron(0 8 ? * MON-FRI *)");
        }
        _ => {}
    }
}

/// One of the two day fields says which days; the other must be `?`.
fn days(day: Piece<'_>, weekday: Piece<'_>, stars: BothStars, found: &mut Findings) -> Option<Days> {
    let both = day.from..weekday.span().end;
    match (day.text, weekday.text) {
        ("?", "?") => {
            found.fault(both, "has `?` in both day fields; AWS needs a value or `*` in one of them");
            None
        }
        ("?", _) => of_week(weekday, found),
        (_, "?") => of_month(day, found),
        (_, "*") if stars == BothStars::Allow => of_month(day, found),
        ("*", _) if stars == BothStars::Allow => of_week(weekday, found),
        (of_the_month, of_the_week) => {
            let message = format!(
                "has `{of_the_month}` as day-of-month and `{of_the_week}` as day-of-week; AWS needs `?` in one of the two, as in cron(45 11 * * ? *)"
            );
            let fault = found.fault(both, message);
            if of_the_month == "*" || of_the_week == "*" {
                fault.hint("`assumptions: {cron_both_stars: allow}` reads such a `*` as `?`");
            }
            // What else is wrong with the two.
            let (_, _) = (of_month(day, found), of_week(weekday, found));
            None
        }
    }
}

/// Differs: AWS documents neither `LW` nor `L-3`, nor `L` or `W` within a list; they are refused.
fn of_month(day: Piece<'_>, found: &mut Findings) -> Option<Days> {
    let upper = day.text.to_ascii_uppercase();
    if upper == "L" {
        return Some(Days::LastOfMonth);
    }
    if let Some(number) = upper.strip_suffix('W').filter(|number| digits(number).is_some()) {
        let number = Piece { text: &day.text[..number.len()], ..day };
        return Some(Days::NearestWeekday(DAY.value(number, found)?));
    }
    if let Some(sign) = ['W', 'L'].into_iter().find(|&sign| upper.contains(sign)) {
        let form = if sign == 'L' { "`L` alone, the last day" } else { "`W` behind one day, as in 15W" };
        found.fault(day.span(), format!("has `{}` as day-of-month; AWS documents {form}", day.text));
        return None;
    }
    Some(Days::OfMonth(DAY.set(day, found)?))
}

/// Ref: EventBridge: `L` is the last day of the week (Saturday), `6L` the last Friday of the month; only one `#`.
fn of_week(weekday: Piece<'_>, found: &mut Findings) -> Option<Days> {
    let text = weekday.text;
    if text.eq_ignore_ascii_case("L") {
        return Some(Days::OfWeek(BTreeSet::from([WEEKDAY.most])));
    }
    if let Some((day, nth)) = weekday.around('#') {
        if text.contains(',') || nth.text.contains('#') {
            found.fault(
                weekday.span(),
                format!("has `{text}` as day-of-week; AWS allows a single `#` there, and no list"),
            );
            return None;
        }
        let day = WEEKDAY.value(day, found);
        let Some(number) = digits(nth.text).filter(|number| (1..=5).contains(number)) else {
            found.fault(weekday.span(), format!("has `{text}` as day-of-week, where 1 to 5 is wanted behind `#`"));
            return None;
        };
        return Some(Days::NthOfWeekday { weekday: day?, nth: number });
    }
    if let Some(day) = text.strip_suffix(['L', 'l']) {
        if day.contains([',', '-', '/']) {
            found.fault(
                weekday.span(),
                format!("has `{text}` as day-of-week; AWS documents `L` behind one day, as in 6L"),
            );
            return None;
        }
        return Some(Days::LastOfWeekday(WEEKDAY.value(Piece { text: day, ..weekday }, found)?));
    }
    if text == "1-5" {
        found.remark(
            "has `1-5` as day-of-week, which at AWS is Sunday to Thursday: 1 is Sunday; write MON-FRI if that is meant",
        );
    }
    Some(Days::OfWeek(WEEKDAY.set(weekday, found)?))
}
