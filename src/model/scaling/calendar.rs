//! Which dates and clock times does a cron name? Plain sets; which moments these are in a zone is decided elsewhere.

use jiff::civil::Date;
use std::collections::BTreeSet;

/// What a cron matches on the calendar and on the clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
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

/// Which days of a month match. Days of the week go from 1, Sunday, to 7.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Days {
    /// By their numbers, 1 to 31.
    OfMonth(BTreeSet<i16>),
    /// The last of the month.
    LastOfMonth,
    /// The day from Monday to Friday, of the same month, that is nearest to this one. A month without this day has none.
    NearestWeekday(i16),
    /// By the day of the week.
    OfWeek(BTreeSet<i16>),
    /// The last such day of the week in the month.
    LastOfWeekday(i16),
    /// The first, second … such day of the week in the month.
    NthOfWeekday {
        /// 1 to 7.
        weekday: i16,
        /// 1 to 5.
        nth: i16,
    },
}

impl Calendar {
    /// The first matching date that is not before `from`.
    pub(super) fn next_date(&self, from: Date) -> Option<Date> {
        let this_month = (from.year(), i16::from(from.month()));
        for &year in self.years.range(this_month.0..) {
            for &month in &self.months {
                if (year, month) < this_month {
                    continue;
                }
                let first = Date::new(year, month as i8, 1).ok()?;
                let earliest = if (year, month) == this_month { from.day() } else { 1 };
                if let Some(date) = self.days.next_in_month(first, earliest) {
                    return Some(date);
                }
            }
        }
        None
    }

    /// The matching clock times (hour, minute) of a day that are not before this one, ascending.
    pub(super) fn times_from(&self, hour: i16, minute: i16) -> impl Iterator<Item = (i8, i8)> {
        self.hours.range(hour..).flat_map(move |&each| {
            let earliest = if each == hour { minute } else { 0 };
            self.minutes.range(earliest..).map(move |&minute| (each as i8, minute as i8))
        })
    }
}

impl Days {
    /// The first matching date of the month that begins with `first`, from its day `earliest` on.
    fn next_in_month(&self, first: Date, earliest: i8) -> Option<Date> {
        let length = first.days_in_month();
        let weekday_of = |day: i8| i16::from((weekday(first) - 1 + day - 1).rem_euclid(7) + 1);
        let dated = |day: i8| first.with().day(day).build().ok();
        let only = |day: i8| (earliest..=length).contains(&day).then(|| dated(day)).flatten();
        match self {
            Self::OfMonth(days) => {
                days.range(i16::from(earliest)..=i16::from(length)).next().and_then(|&day| dated(day as i8))
            }
            Self::LastOfMonth => only(length),
            Self::NearestWeekday(day) => only(nearest_weekday(*day as i8, length, weekday_of)?),
            Self::OfWeek(days) => (earliest..=length).find(|&day| days.contains(&weekday_of(day))).and_then(dated),
            Self::LastOfWeekday(wanted) => only((length - 6..=length).find(|&day| weekday_of(day) == *wanted)?),
            Self::NthOfWeekday { weekday, nth } => {
                let first_such = (1..=7).find(|&day| weekday_of(day) == *weekday)?;
                only(first_such + 7 * (*nth as i8 - 1))
            }
        }
    }
}

/// Saturday goes back to Friday and Sunday on to Monday, unless that leaves the month: then to its first Monday, its
/// last Friday.
fn nearest_weekday(day: i8, length: i8, weekday_of: impl Fn(i8) -> i16) -> Option<i8> {
    const SUNDAY: i16 = 1;
    const SATURDAY: i16 = 7;
    if day > length {
        return None;
    }
    Some(match weekday_of(day) {
        SATURDAY if day == 1 => 3,
        SATURDAY => day - 1,
        SUNDAY if day == length => day - 2,
        SUNDAY => day + 1,
        _ => day,
    })
}

/// 1 is Sunday.
fn weekday(date: Date) -> i8 {
    date.weekday().to_sunday_one_offset()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// The matching dates of a year, as month-day.
    fn dates(days: Days, months: &[i16], year: i16) -> Vec<String> {
        let calendar = Calendar {
            minutes: BTreeSet::from([0]),
            hours: BTreeSet::from([0]),
            days,
            months: months.iter().copied().collect(),
            years: BTreeSet::from([year]),
        };
        let next = |from: Date| calendar.next_date(from);
        std::iter::successors(next(date(year, 1, 1)), |last| next(last.tomorrow().unwrap()))
            .map(|date| format!("{}-{}", date.month(), date.day()))
            .collect()
    }

    #[test]
    fn the_last_day_knows_leap_years() {
        assert_eq!(dates(Days::LastOfMonth, &[2, 4, 12], 2028), ["2-29", "4-30", "12-31"]);
        assert_eq!(dates(Days::LastOfMonth, &[2], 2027), ["2-28"]);
        assert_eq!(dates(Days::OfMonth(BTreeSet::from([29, 30])), &[2], 2028), ["2-29"]);
        assert_eq!(dates(Days::OfMonth(BTreeSet::from([30])), &[2], 2028), [""; 0]);
    }

    #[test]
    fn the_nearest_weekday_stays_in_its_month() {
        // In 2026: 1 August a Saturday, 31 May and 15 November Sundays, 15 August a Saturday, 15 April a Wednesday.
        assert_eq!(dates(Days::NearestWeekday(1), &[8], 2026), ["8-3"]);
        assert_eq!(dates(Days::NearestWeekday(31), &[2, 5], 2026), ["5-29"]);
        assert_eq!(dates(Days::NearestWeekday(15), &[4, 8, 11], 2026), ["4-15", "8-14", "11-16"]);
    }

    #[test]
    fn days_of_the_week_count_from_sunday() {
        assert_eq!(dates(Days::LastOfWeekday(6), &[1, 2, 3], 2026), ["1-30", "2-27", "3-27"]);
        assert_eq!(dates(Days::NthOfWeekday { weekday: 1, nth: 5 }, &[1, 2, 3], 2026), ["3-29"]);
        assert_eq!(dates(Days::OfWeek(BTreeSet::from([1, 7])), &[2], 2026).len(), 8);
        assert_eq!(dates(Days::OfWeek(BTreeSet::from([2])), &[11], 2026), ["11-2", "11-9", "11-16", "11-23", "11-30"]);
    }

    #[test]
    fn h10_the_second_tuesday() {
        assert_eq!(dates(Days::NthOfWeekday { weekday: 3, nth: 2 }, &[1], 2021), ["1-12"]);
    }

    #[test]
    fn a_search_begins_at_its_day_itself() {
        let calendar = Calendar {
            minutes: BTreeSet::from([0]),
            hours: BTreeSet::from([0]),
            days: Days::OfMonth(BTreeSet::from([29])),
            months: BTreeSet::from([2]),
            years: (1970..=2199).collect(),
        };
        assert_eq!(calendar.next_date(date(2028, 2, 29)), Some(date(2028, 2, 29)));
        assert_eq!(calendar.next_date(date(2028, 3, 1)), Some(date(2032, 2, 29)));
        // 2100 is no leap year.
        assert_eq!(calendar.next_date(date(2097, 1, 1)), Some(date(2104, 2, 29)));
        assert_eq!(calendar.next_date(date(2197, 1, 1)), None);
    }
}
