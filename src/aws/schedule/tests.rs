//! Schedules as AWS documents them, what it refuses with the place, and texts drawn at random.

use super::*;
use crate::engine::Span;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn read(text: &str) -> Expression {
    parse(text, BothStars::Refuse).unwrap_or_else(|faults| panic!("{text}: {faults:?}")).0
}

fn cron(fields: &str) -> Cron {
    match read(&format!("cron({fields})")) {
        Expression::Cron(cron) => cron,
        other => panic!("{other:?}"),
    }
}

fn set(values: impl IntoIterator<Item = i16>) -> BTreeSet<i16> {
    values.into_iter().collect()
}

fn every(hours: impl IntoIterator<Item = i16>, minutes: impl IntoIterator<Item = i16>, days: Days) -> Cron {
    Cron { minutes: set(minutes), hours: set(hours), days, months: set(1..=12), years: set(1970..=2199) }
}

fn every_day() -> Days {
    Days::OfMonth(set(1..=31))
}

fn monday_to_friday() -> Days {
    Days::OfWeek(set(2..=6))
}

#[test]
fn h1_h2_daily() {
    assert_eq!(cron("0 10 * * ? *"), every([10], [0], every_day()));
    assert_eq!(cron("15 12 * * ? *"), every([12], [15], every_day()));
    assert_eq!(cron("15 12 ? * * *").days, Days::OfWeek(set(1..=7)));
}

#[test]
fn h3_h6_h8_weekdays() {
    assert_eq!(cron("0 18 ? * MON-FRI *"), every([18], [0], monday_to_friday()));
    assert_eq!(cron("0/10 * ? * MON-FRI *"), every(0..24, [0, 10, 20, 30, 40, 50], monday_to_friday()));
    assert_eq!(cron("30 6 ? * MON *"), every([6], [30], Days::OfWeek(set([2]))));
    assert_eq!(cron("30 6 ? * mon,Wed,6 *").days, Days::OfWeek(set([2, 4, 6])));
}

#[test]
fn h5_every_fifteen_minutes() {
    assert_eq!(cron("0/15 * * * ? *"), every(0..24, [0, 15, 30, 45], every_day()));
}

#[test]
fn h7_every_five_minutes_of_the_working_day() {
    assert_eq!(cron("0/5 8-17 ? * MON-FRI *"), every(8..=17, (0..60).step_by(5), monday_to_friday()));
}

#[test]
fn h10_the_second_tuesday() {
    assert_eq!(cron("0 12 ? * 3#2 *"), every([12], [0], Days::NthOfWeekday { weekday: 3, nth: 2 }));
    assert_eq!(cron("0 12 ? * TUE#2 *").days, Days::NthOfWeekday { weekday: 3, nth: 2 });
}

#[test]
fn h12_a_step_begins_at_its_number() {
    assert_eq!(cron("1/10 8 * * ? *").minutes, set([1, 11, 21, 31, 41, 51]));
    assert_eq!(cron("10-20/5,59 8 * * ? *").minutes, set([10, 15, 20, 59]));
    assert_eq!(cron("*/25 8 * * ? *").minutes, set([0, 25, 50]));
}

#[test]
fn h14_a_range_goes_round() {
    assert_eq!(cron("0/30 20-2 ? * MON-FRI *"), every([20, 21, 22, 23, 0, 1, 2], [0, 30], monday_to_friday()));
    assert_eq!(cron("0 20-2/3 * * ? *").hours, set([20, 23, 2]));
    assert_eq!(cron("0 8 ? * FRI-MON *").days, Days::OfWeek(set([6, 7, 1, 2])));
    assert_eq!(cron("0 8 1 NOV-FEB ? *").months, set([11, 12, 1, 2]));
    assert_eq!(cron("0 8 30-2 * ? *").days, Days::OfMonth(set([30, 31, 1, 2])));
}

#[test]
fn h15_two_stars_are_refused_unless_allowed() {
    for text in ["cron(0 0 * * * *)", "cron(30 6 * * 2 *)", "cron(30 6 2 * * *)"] {
        let faults = parse(text, BothStars::Refuse).unwrap_err();
        assert!(faults[0].message.contains("AWS needs `?` in one of the two"), "{text}: {faults:?}");
        assert_eq!(faults[0].hint.as_deref(), Some("`assumptions: {cron_both_stars: allow}` reads such a `*` as `?`"));
    }
    let days = |fields: &str| match parse(&format!("cron({fields})"), BothStars::Allow) {
        Ok((Expression::Cron(cron), _)) => Ok(cron.days),
        Ok(other) => panic!("{other:?}"),
        Err(faults) => Err(faults.len()),
    };
    assert_eq!(days("0 0 * * * *"), Ok(every_day()));
    assert_eq!(days("30 6 * * 2 *"), Ok(Days::OfWeek(set([2]))));
    assert_eq!(days("30 6 2 * * *"), Ok(Days::OfMonth(set([2]))));
    assert_eq!(days("30 6 2 * 2 *"), Err(1), "two values are refused all the same");
}

#[test]
fn h16_two_numbered_days_are_refused() {
    let faults = parse("cron(0 12 ? * 3#1,6#3 *)", BothStars::Refuse).unwrap_err();
    assert_eq!(faults[0].message, "has `3#1,6#3` as day-of-week; AWS allows a single `#` there, and no list");
}

#[test]
fn h17_the_unit_of_a_rate_is_singular_after_one() {
    assert_eq!(read("rate(1 hour)"), Expression::Rate(Span::HOUR));
    assert_eq!(read("rate(5 hours)"), Expression::Rate(Span::HOUR * 5));
    assert_eq!(read("rate(1 minute)"), Expression::Rate(Span::MINUTE));
    assert_eq!(read("rate(7 days)"), Expression::Rate(Span::DAY * 7));
    for (text, hint) in [("rate(1 hours)", "write rate(1 hour)"), ("rate(5 hour)", "write rate(5 hours)")] {
        assert_eq!(parse(text, BothStars::Refuse).unwrap_err()[0].hint.as_deref(), Some(hint));
    }
}

#[test]
fn h19_a_date_is_a_clock_time() {
    assert_eq!(read("at(2021-01-31T17:00:00)"), Expression::At("2021-01-31T17:00:00".parse().unwrap()));
}

#[test]
fn last_and_nearest_days() {
    assert_eq!(cron("0 8 L * ? *").days, Days::LastOfMonth);
    assert_eq!(cron("0 8 15W * ? *").days, Days::NearestWeekday(15));
    assert_eq!(cron("0 8 ? * 6L *").days, Days::LastOfWeekday(6));
    assert_eq!(cron("0 8 ? * friL *").days, Days::LastOfWeekday(6));
    assert_eq!(cron("0 8 ? * L *").days, Days::OfWeek(set([7])));
    assert_eq!(cron("0 8 1 JUL ? 2026,2030-2032").years, set([2026, 2030, 2031, 2032]));
}

#[test]
fn what_is_accepted_but_odd_is_said() {
    let remarks = |text| parse(text, BothStars::Refuse).unwrap().1.join("; ");
    assert_eq!(remarks("cron(0 8 * * ? *)"), "");
    assert!(remarks("cron(30 0 8 * * ? *)").starts_with("has seven fields; AWS accepts a leading field of seconds"));
    assert!(remarks("cron(0/90 8 * * ? *)").contains("`0/90` in the field minutes, whose step goes beyond"));
    assert_eq!(remarks("cron(0/59 8 * * ? *)"), "");
    assert!(remarks("cron(0 8 ? * 1-5 *)").contains("Sunday to Thursday"));
    assert!(remarks("at(2026-11-27T11:45:30)").contains("seconds"));
    assert_eq!(read("cron(30 0 8 * * ? *)"), read("cron(0 8 * * ? *)"));
}

/// Each mistake with the characters that are meant and what is said of them.
#[test]
fn what_aws_refuses_is_refused_with_its_place() {
    for (text, place, wanted) in [
        ("cron(0 8 * * *)", "0 8 * * *", "has 5 fields; AWS's cron has six: minutes, hours, day-of-month, month"),
        ("cron()", "", "has 0 fields"),
        ("cron(60 8 * * ? *)", "60", "has `60` in the field minutes, which goes from 0 to 59"),
        ("cron(0 24 * * ? *)", "24", "hours, which goes from 0 to 23"),
        ("cron(0 8 32 * ? *)", "32", "day-of-month, which goes from 1 to 31"),
        ("cron(0 8 0 * ? *)", "0", "day-of-month, which goes from 1 to 31"),
        ("cron(0 8 1 13 ? *)", "13", "month, which goes from 1 to 12 or JAN to DEC"),
        ("cron(0 8 ? * 0 *)", "0", "day-of-week, which goes from 1 to 7 or SUN to SAT"),
        ("cron(0 8 ? * MON-FREI *)", "FREI", "`FREI` in the field day-of-week"),
        ("cron(0 8 * * ? 1969)", "1969", "year, which goes from 1970 to 2199"),
        ("cron(0 8 * * ? 2200)", "2200", "year, which goes from 1970 to 2199"),
        ("cron(0 8 * * ? 2030-2026)", "2030-2026", "runs backwards"),
        ("cron(0 8 ? * ? *)", "? * ?", "`?` in both"),
        ("cron(0 8 1 * MON *)", "1 * MON", "`?` in one of the two"),
        ("cron(0 8 + * ? *)", "+", "`+` in the field day-of-month"),
        ("cron(0 ? * * ? *)", "?", "`?` in the field hours"),
        ("cron(0,,5 8 * * ? *)", "0,,5", "nothing between the commas of `0,,5` in the field minutes"),
        ("cron(0/0 8 * * ? *)", "0/0", "a whole number from 1 on is wanted behind `/`"),
        ("cron(/5 8 * * ? *)", "", "nothing where a value is wanted in the field minutes"),
        ("cron(0 8- * * ? *)", "", "nothing where a value is wanted in the field hours"),
        ("cron(0 8 LW * ? *)", "LW", "has `LW` as day-of-month; AWS documents `W` behind one day"),
        ("cron(0 8 L-3 * ? *)", "L-3", "AWS documents `L` alone"),
        ("cron(0 8 1,L * ? *)", "1,L", "AWS documents `L` alone"),
        ("cron(0 8 32W * ? *)", "32", "day-of-month, which goes from 1 to 31"),
        ("cron(0 8 ? * 2/2 *)", "2/2", "where AWS knows no `/`"),
        ("cron(0 8 ? * 3#6 *)", "3#6", "1 to 5 is wanted behind `#`"),
        ("cron(0 8 ? * 8#1 *)", "8", "day-of-week, which goes from 1 to 7"),
        ("cron(0 8 ? * 2L,3L *)", "2L,3L", "AWS documents `L` behind one day"),
        ("cron(0 8 * 3#1 ? *)", "3#1", "`3#1` in the field month"),
        ("0 8 * * ? *", "0 8 * * ? *", "not a schedule"),
        ("cron(0 8 * * ? *", "cron(0 8 * * ? *", "not a schedule"),
        ("rate(5)", "5", "a number and a unit are wanted"),
        ("rate(0 minutes)", "0", "a whole number from 1 on"),
        ("rate(1.5 hours)", "1.5", "a whole number from 1 on"),
        ("rate(30 seconds)", "seconds", "AWS knows minutes, hours and days"),
        ("rate(40000 days)", "40000 days", "longer than a century"),
        ("at(2026-11-27)", "2026-11-27", "a date and a time to the second are wanted"),
        ("at(2026-11-27T11:45:00Z)", "2026-11-27T11:45:00Z", "a date and a time to the second"),
        ("at(2026-02-30T11:45:00)", "2026-02-30T11:45:00", "a date and a time to the second"),
    ] {
        let faults = parse(text, BothStars::Refuse).expect_err(text);
        assert_eq!(faults.len(), 1, "{text}: {faults:?}");
        assert_eq!(&text[faults[0].span.clone()], place, "{text}");
        assert!(faults[0].message.contains(wanted), "{text}: {}", faults[0].message);
    }
}

#[test]
fn every_bad_field_is_found_at_once() {
    let places = |text: &str| -> Vec<String> {
        let faults = parse(text, BothStars::Refuse).unwrap_err();
        faults.into_iter().map(|fault| text[fault.span].to_owned()).collect()
    };
    assert_eq!(places("cron(60 24,25 32 * ? 1969)"), ["60", "24", "25", "32", "1969"]);
    assert_eq!(places("cron(0 8 32 * 9 *)"), ["32 * 9", "32", "9"]);
}

#[test]
fn a_near_miss_is_shown() {
    for (text, hint) in [
        ("0 8 * * ? *", "write cron(0 8 * * ? *)"),
        ("Cron(0 8 * * ? *)", "it begins with `cron(` and ends with `)`"),
        ("cron(0 8 * * *)", "write cron(0 8 * * ? *)"),
        (
            "cron(0 8 * * 1-5)",
            "AWS wants `?` as day-of-month, a day-of-week by name and a year: cron(0 8 ? * MON-FRI *)",
        ),
        ("cron(0 8 ? * 0 *)", "at AWS 1 is Sunday and 7 Saturday; names leave no doubt: MON-FRI"),
        ("at(2026-11-27T11:45)", "write at(2026-11-27T11:45:00)"),
        (
            "at(2026-11-27T11:45:00+01:00)",
            "at() takes no offset: it goes by the clock of `Timezone`, or UTC without one",
        ),
        ("rate(30 seconds)", "nothing runs more often than once a minute"),
    ] {
        let faults = parse(text, BothStars::Refuse).expect_err(text);
        assert_eq!(faults[0].hint.as_deref(), Some(hint), "{text}");
    }
}

/// A field's text and what it means, made side by side.
fn part(bottom: i16, top: i16, round: bool) -> impl Strategy<Value = (String, BTreeSet<i16>)> {
    let value = bottom..=top;
    (value.clone(), value, 1..=(top - bottom), 0..4).prop_map(move |(a, b, step, kind)| {
        let (first, last) = if round { (a, b) } else { (a.min(b), a.max(b)) };
        let (written, first, last, step) = match kind {
            0 => (format!("{a:02}"), a, a, 1),
            1 => (format!("{first}-{last}"), first, last, 1),
            2 => (format!("{a}/{step}"), a, top, step),
            _ => (format!("{first}-{last}/{step}"), first, last, step),
        };
        let mut walk = vec![first];
        while walk[walk.len() - 1] != last {
            let here = walk[walk.len() - 1];
            walk.push(if here == top { bottom } else { here + 1 });
        }
        (written, walk.into_iter().step_by(step.unsigned_abs().into()).collect())
    })
}

fn list(bottom: i16, top: i16, round: bool) -> impl Strategy<Value = (String, BTreeSet<i16>)> {
    prop::collection::vec(part(bottom, top, round), 1..4).prop_map(|parts| {
        let texts: Vec<String> = parts.iter().map(|(text, _)| text.clone()).collect();
        (texts.join(","), parts.into_iter().flat_map(|(_, values)| values).collect())
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        minutes in list(0, 59, true),
        hours in list(0, 23, true),
        days in list(1, 31, true),
        months in list(1, 12, true),
        years in list(1970, 2199, false),
    ) {
        let read = cron(&format!("{} {}  {}\t{} ? {}", minutes.0, hours.0, days.0, months.0, years.0));
        let meant = Cron { minutes: minutes.1, hours: hours.1, days: Days::OfMonth(days.1), months: months.1, years: years.1 };
        prop_assert_eq!(read, meant);
    }

    #[test]
    fn no_text_is_a_panic(
        text in ".*",
        inner in "[0-9A-Za-zé *?,/#LW-]{0,40}",
        fields in prop::collection::vec("[0-9*?,/#LWMONFRI-]{1,5}", 5..8),
    ) {
        for stars in [BothStars::Refuse, BothStars::Allow] {
            let fields = fields.join(" ");
            let texts = [text.clone(), format!("cron({inner})"), format!("cron({fields})"), format!("at({inner})"), format!("rate({inner})")];
            for text in texts {
                for fault in parse(&text, stars).err().unwrap_or_default() {
                    prop_assert!(text.get(fault.span.clone()).is_some(), "{} {:?}", text, fault);
                }
            }
        }
    }
}
