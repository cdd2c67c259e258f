//! Do scheduled actions fall due when a plain reader of the same text, minute by minute, says so? And when another
//! library of crons does, where the dialects agree?

#![expect(clippy::unwrap_used, reason = "a test may fail so")]

use dryscale::engine::{Span, Time};
use dryscale::model::scaling::{Dst, Schedule};
use dryscale::scenario::Scenario;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use std::fmt::Write as _;
use std::path::Path;

/// The search begins on 1 January 2026 UTC and goes on for 26 months.
const BEGIN_SECS: i64 = 1_767_225_600;
const MINUTES: i64 = 790 * 1_440;

/// Firings compared around one change of the clocks.
const MOST: usize = 50;

const TWENTY: [&str; 20] = [
    "0 10 * * ? *",
    "15 12 * * ? *",
    "0 18 ? * MON-FRI *",
    "0/15 * * * ? *",
    "0/10 * ? * MON-FRI *",
    "0/5 8-17 ? * MON-FRI *",
    "30 6 ? * MON *",
    "0 12 ? * 3#2 *",
    "1/10 1-3 * * ? *",
    "0/30 20-2 ? * MON-FRI *",
    "30 2 * * ? *",
    "30 1 * * ? *",
    "45 1,2 ? * 1 *",
    "0 0 L * ? *",
    "15 2 ? * 6L *",
    "0 9 15W * ? *",
    "*/7 0-4/2 1,8,29 MAR,NOV ? *",
    "59 23 28-3 NOV-FEB ? 2026-2027",
    "0 3 ? 4,10 sun#1 2026/2",
    "*/20 * 1/7 OCT-APR ? *",
];

#[test]
fn twenty_crons_in_two_zones_fall_due_as_a_plain_reader_says() {
    let texts: Vec<String> = TWENTY.iter().map(|&text| text.to_owned()).collect();
    compare(&texts, &["America/New_York", "Australia/Lord_Howe"]);
}

/// Three of the zones change at midnight, so that a day begins at one o'clock or an hour twice; one by half an hour.
#[test]
#[ignore = "200 crons in six zones; run in release"]
fn long_two_hundred_crons_in_six_zones_fall_due_as_a_plain_reader_says() {
    let zones =
        ["America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Santiago", "Africa/Cairo", "Asia/Beirut"];
    compare(&two_hundred(), &zones);
}

/// A cron library of its own, on the calendar: dates and clock times without a zone, where the two know the same words.
#[test]
fn another_library_names_the_same_dates() {
    use croner::parser::{CronParser, Seconds, Year};
    let parser = CronParser::builder()
        .seconds(Seconds::Required)
        .year(Year::Required)
        .alternative_weekdays(true)
        .sloppy_ranges(true)
        .build();
    let texts = two_hundred();
    let schedules = schedules(&texts, "UTC");
    let start: DateTime = "2026-01-01T00:00:00".parse().unwrap();
    let (mut compared, mut different) = (0, Vec::new());
    for (text, schedule) in texts.iter().zip(&schedules) {
        // There a lone `L` names no day of the week.
        if text.split(' ').nth(4) == Some("L") {
            continue;
        }
        let Ok(theirs) = parser.parse(&format!("0 {text}")) else { continue };
        let until: DateTime = "2028-03-01T00:00:00".parse().unwrap();
        let theirs: Vec<String> = theirs
            .iter_from(start, croner::Direction::Forward)
            .take_while(|at| *at < until)
            .take(MOST)
            .map(|at| at.to_string())
            .collect();
        let ours: Vec<String> = due(schedule, BEGIN_SECS, MOST)
            .into_iter()
            .map(|secs| TimeZone::UTC.to_datetime(Timestamp::from_second(secs).unwrap()).to_string())
            .filter(|at| at.as_str() < "2028-03-01")
            .collect();
        if ours != theirs {
            let first = ours.iter().zip(&theirs).find(|(ours, theirs)| ours != theirs);
            different.push(format!("{text}: {} and {}, first {first:?}", ours.len(), theirs.len()));
        }
        compared += 1;
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
    assert!(compared >= 90, "{compared} of {} are in both dialects", texts.len());
}

/// The same crons as actions of a scenario: what the whole reading makes of them.
fn schedules(texts: &[String], zone: &str) -> Vec<Schedule> {
    let mut file = "\
start: 2026-01-01T00:00:00Z
lead_in: 0s
traffic: [{name: a, constant: 1/s}]
models: {m: {service_time: {mean: 20ms, cv: 1}, concurrency: 2}}
endpoint:
  EndpointName: shop
  ProductionVariants: [{VariantName: V, ModelName: m, InstanceType: ml.c5.xlarge, InitialInstanceCount: 2}]
scaling:
  targets: [{MinCapacity: 1, MaxCapacity: 8}]
  scheduled_actions:
"
    .to_owned();
    for (number, text) in texts.iter().enumerate() {
        writeln!(
            file,
            "    - {{ScheduledActionName: a{number}, Schedule: \"cron({text})\", Timezone: {zone}, ScalableTargetAction: {{MinCapacity: 2}}}}"
        )
        .unwrap();
    }
    match Scenario::from_text("crons", &file, Path::new("."), &[]) {
        Ok((scenario, _)) => {
            let target = scenario.setup().variants[0].target.clone().unwrap();
            target.scheduled.into_iter().map(|action| action.schedule).collect()
        }
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

/// Seconds since 1970 at which a schedule falls due, within the 26 months.
fn due(schedule: &Schedule, from_secs: i64, most: usize) -> Vec<i64> {
    let next = |from| schedule.next_from(from, Dst::SkipGapOnceOverlap);
    let secs = |at: Time| i64::try_from(at.nanos() / 1_000_000_000).unwrap();
    std::iter::successors(next(Time::from_secs(from_secs.unsigned_abs())), |&at| next(at + Span::from_nanos(1)))
        .map(secs)
        .take_while(|&at| at < BEGIN_SECS + 60 * MINUTES)
        .take(most)
        .collect()
}

fn compare(texts: &[String], zones: &[&str]) {
    let mut firings = 0;
    for zone in zones {
        let schedules = schedules(texts, zone);
        let walk = Walk::of(zone);
        for (text, schedule) in texts.iter().zip(&schedules) {
            let plain = Plain::of(text, &walk);
            for &change in walk.changes.iter().take(4) {
                let from = change - 1_440;
                let wanted: Vec<i64> = walk
                    .minutes_from(from)
                    .filter(|&minute| plain.matches(&walk, minute))
                    .map(secs)
                    .take(MOST)
                    .collect();
                assert_eq!(due(schedule, secs(from), MOST), wanted, "cron({text}) in {zone}");
                firings += wanted.len();
            }
        }
    }
    assert!(firings > 30 * texts.len() * zones.len(), "{firings} firings compared");
}

fn secs(minute: usize) -> i64 {
    BEGIN_SECS + 60 * i64::try_from(minute).unwrap()
}

/// Every UTC minute of the 26 months with what a local clock shows.
struct Walk {
    dates: Vec<Date>,
    /// Of each minute: index of its date, minute of its day, whether the clock has shown this already.
    minutes: Vec<(usize, usize, bool)>,
    /// Minutes at which the clocks change.
    changes: Vec<usize>,
}

impl Walk {
    fn of(zone: &str) -> Self {
        let zone = TimeZone::get(zone).unwrap();
        let mut walk = Self { dates: Vec::new(), minutes: Vec::new(), changes: Vec::new() };
        let mut latest = DateTime::MIN;
        let mut offset = None;
        for minute in 0..MINUTES {
            let stamp = Timestamp::from_second(BEGIN_SECS + 60 * minute).unwrap();
            let local = zone.to_datetime(stamp);
            if walk.dates.last().is_none_or(|&date| date < local.date()) {
                walk.dates.push(local.date());
            }
            let date = walk.dates.iter().rposition(|&date| date == local.date()).unwrap();
            let of_day = usize::from(local.hour().unsigned_abs()) * 60 + usize::from(local.minute().unsigned_abs());
            walk.minutes.push((date, of_day, local <= latest));
            latest = latest.max(local);
            let now = Some(zone.to_offset(stamp));
            if offset.is_some() && offset != now {
                walk.changes.push(walk.minutes.len() - 1);
            }
            offset = now;
        }
        assert!(walk.changes.len() >= 4, "{:?}", walk.changes);
        walk
    }

    fn minutes_from(&self, from: usize) -> std::ops::Range<usize> {
        from..self.minutes.len()
    }
}

/// A cron as a plain reader takes it: each date and each minute of a day looked at by itself.
struct Plain {
    dates: Vec<bool>,
    minutes: Vec<bool>,
}

const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEK: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

impl Plain {
    fn of(text: &str, walk: &Walk) -> Self {
        let [minute, hour, day, month, week, year] = text.split(' ').collect::<Vec<_>>()[..] else { panic!("{text}") };
        let date_matches = |date: &Date| {
            names(month, date.month().into(), (1, 12), &MONTHS)
                && names(year, date.year().into(), (1970, 2199), &[])
                && if day == "?" { week_matches(week, *date) } else { day_matches(day, *date) }
        };
        let minute_matches =
            |of_day: i64| names(hour, of_day / 60, (0, 23), &[]) && names(minute, of_day % 60, (0, 59), &[]);
        Self { dates: walk.dates.iter().map(date_matches).collect(), minutes: (0..1_440).map(minute_matches).collect() }
    }

    /// A clock time that comes twice counts once; one that is skipped is not in the walk at all.
    fn matches(&self, walk: &Walk, minute: usize) -> bool {
        let (date, of_day, again) = walk.minutes[minute];
        !again && self.dates[date] && self.minutes[of_day]
    }
}

/// Whether a list of values, ranges and steps names a value, by distances around the circle of the field.
fn names(field: &str, value: i64, (least, most): (i64, i64), words: &[&str]) -> bool {
    let number = |text: &str| {
        let word = words.iter().position(|word| word.eq_ignore_ascii_case(text));
        word.map_or_else(|| text.parse().unwrap(), |index| i64::try_from(index).unwrap() + least)
    };
    field.split(',').any(|part| {
        let (base, step) = part.split_once('/').map_or((part, None), |(base, step)| (base, Some(number(step))));
        let (first, last) = match base.split_once('-') {
            _ if base == "*" => (least, most),
            Some((first, last)) => (number(first), number(last)),
            None if step.is_some() => (number(base), most),
            None => (number(base), number(base)),
        };
        let around = most - least + 1;
        let distance = (value - first).rem_euclid(around);
        distance <= (last - first).rem_euclid(around) && distance % step.unwrap_or(1) == 0
    })
}

fn day_matches(field: &str, date: Date) -> bool {
    if field == "L" {
        return date.tomorrow().unwrap().day() == 1;
    }
    if let Some(wanted) = field.strip_suffix('W') {
        let wanted: i8 = wanted.parse().unwrap();
        let month = (1..=date.days_in_month()).map(|day| date.with().day(day).build().unwrap());
        let at_work = month.filter(|date| !["SUN", "SAT"].contains(&word_of(*date)));
        let nearest = at_work.min_by_key(|date| (date.day() - wanted).abs());
        return wanted <= date.days_in_month() && nearest == Some(date);
    }
    names(field, date.day().into(), (1, 31), &[])
}

fn week_matches(field: &str, date: Date) -> bool {
    let is = |text: &str| names(text, i64::from(date.weekday().to_sunday_one_offset()), (1, 7), &WEEK);
    if field == "L" {
        return word_of(date) == "SAT";
    }
    if let Some(day) = field.strip_suffix('L') {
        return is(day) && date.checked_add(jiff::Span::new().weeks(1)).unwrap().month() != date.month();
    }
    if let Some((day, nth)) = field.split_once('#') {
        return is(day) && (date.day() + 6) / 7 == nth.parse::<i8>().unwrap();
    }
    is(field)
}

fn word_of(date: Date) -> &'static str {
    WEEK[usize::from(date.weekday().to_sunday_zero_offset().unsigned_abs())]
}

/// The twenty, and 180 drawn from words for each field.
fn two_hundred() -> Vec<String> {
    const MINUTE: [&str; 11] = ["0", "30", "5,35", "0/15", "*/10", "1/10", "58-2", "10-20/5", "*", "45,55-5/3", "17"];
    const HOUR: [&str; 12] = ["*", "2", "1", "0", "3", "20-2", "8-17", "0/6", "22-4/2", "1-3", "23", "2,14"];
    const DAYS: [&str; 23] = [
        "* ?",
        "? *",
        "L ?",
        "1 ?",
        "15W ?",
        "1W ?",
        "31W ?",
        "? MON-FRI",
        "? FRI-MON",
        "? 1",
        "? SUN",
        "? 6L",
        "? 1L",
        "? 1#2",
        "? sun#1",
        "? 3#2",
        "? L",
        "28-3 ?",
        "8,29 ?",
        "1/7 ?",
        "25-5/3 ?",
        "* ?",
        "* ?",
    ];
    const MONTH: [&str; 9] = ["*", "*", "3", "MAR,NOV", "NOV-FEB", "1/2", "4,10", "OCT-APR", "mar"];
    const YEAR: [&str; 6] = ["*", "*", "2026-2027", "2026", "2026/2", "2027,2028"];
    let mut state: u64 = 7;
    let mut pick = |words: &[&'static str]| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        words[usize::try_from((state >> 33) % words.len() as u64).unwrap()]
    };
    let mut all: Vec<String> = TWENTY.iter().map(|&text| text.to_owned()).collect();
    while all.len() < 200 {
        let (day, week) = pick(&DAYS).split_once(' ').unwrap();
        all.push(format!("{} {} {day} {} {week} {}", pick(&MINUTE), pick(&HOUR), pick(&MONTH), pick(&YEAR)));
    }
    all
}
