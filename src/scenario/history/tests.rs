//! What records say of capacity, by hand.

use super::activities::{self, read};
use super::*;
use crate::engine::{Span, Zone};
use crate::scenario::trace::{Intervals, moment};

fn at(clock: &str) -> Time {
    moment(&format!("2026-03-02T{clock}Z")).unwrap()
}

fn activity(id: &str, start: &str, end: Option<&str>, status: &str, description: &str, cause: &str) -> String {
    let end = end.map_or(String::new(), |end| format!("\"EndTime\": \"2026-03-02T{end}.250000+00:00\","));
    format!(
        "{{\"ActivityId\": \"{id}\", \"ServiceNamespace\": \"sagemaker\", \"ResourceId\": \"endpoint/shop/variant/all\",
          \"ScalableDimension\": \"sagemaker:variant:DesiredInstanceCount\", \"Description\": \"{description}\",
          \"Cause\": \"{cause}\", \"StartTime\": \"2026-03-02T{start}.250000+00:00\", {end} \"StatusCode\": \"{status}\"}}"
    )
}

fn setting(id: &str, start: &str, end: &str, to: u32, alarm: &str) -> String {
    let cause = format!(
        "monitor alarm TargetTracking-endpoint/shop/variant/all-{alarm}-1f in state ALARM triggered policy keep-busy"
    );
    activity(id, start, Some(end), "Successful", &format!("Setting desired instance count to {to}."), &cause)
}

fn answer(activities: &[String]) -> String {
    format!("{{\"ScalingActivities\": [{}]}}", activities.join(", "))
}

fn history(text: &str) -> History {
    activities::history(&read(text).unwrap().activities)
}

fn levels(history: &History) -> Vec<String> {
    let utc = Zone::utc();
    let told = |level: &Level| {
        let instances = level.instances.map_or("?".to_owned(), |count| count.to_string());
        format!("{} {instances}", &utc.iso(level.from)[11..19])
    };
    history.levels.iter().map(told).collect()
}

fn changes(history: &History) -> Vec<(u32, Option<bool>)> {
    history.changes.iter().flatten().map(|change| (change.to, change.adds)).collect()
}

#[test]
fn capacity_is_there_when_the_activity_ends_whatever_the_order_of_the_list() {
    let newest_first = answer(&[
        setting("c", "10:00:00", "10:03:00", 2, "AlarmLow"),
        setting("b", "09:00:00", "09:07:06", 6, "AlarmHigh"),
        setting("a", "08:00:00", "08:05:00", 4, "AlarmHigh"),
    ]);
    let told = history(&newest_first);
    assert_eq!(levels(&told), ["08:05:00 4", "09:07:06 6", "10:03:00 2"]);
    assert_eq!(changes(&told), [(4, Some(true)), (6, Some(true)), (2, Some(false))]);
    assert_eq!(told.changes.unwrap()[0].at, at("08:00:00") + Span::from_nanos(250_000_000), "it began earlier");
}

#[test]
fn what_was_not_fulfilled_changes_nothing() {
    let count = "Setting desired instance count to 9.";
    let cause = "minimum capacity was set to 9";
    let mut all = vec![setting("a", "08:00:00", "08:05:00", 4, "AlarmHigh")];
    for (id, status) in ["Failed", "Unfulfilled", "Overridden", "InProgress", "Pending"].iter().enumerate() {
        all.push(activity(&format!("x{id}"), "09:00:00", Some("09:01:00"), status, count, cause));
    }
    let bounds = "Setting min capacity to 9 and max capacity to 12";
    all.push(activity(
        "y",
        "09:30:00",
        Some("09:30:00"),
        "Successful",
        bounds,
        "scheduled action name morning was triggered",
    ));
    let told = history(&answer(&all));
    assert_eq!((levels(&told), changes(&told)), (vec!["08:05:00 4".to_owned()], vec![(4, Some(true))]));
}

#[test]
fn an_activity_that_changed_nothing_tells_what_was_before_the_first_change() {
    let idle = |reason: &str| {
        let activity =
            activity("n", "07:00:00", None, "Failed", "Attempting to scale due to alarm triggered", "monitor");
        activity.replace("\"StatusCode\"", &format!("\"NotScaledReasons\": [{reason}], \"StatusCode\""))
    };
    for (reason, count) in [
        ("{\"Code\": \"AlreadyAtMaxCapacity\", \"MaxCapacity\": 4}", 4),
        ("{\"Code\": \"AlreadyAtMinCapacity\", \"MinCapacity\": 1}", 1),
        ("{\"Code\": \"AlreadyAtDesiredCapacity\", \"CurrentCapacity\": 3}", 3),
    ] {
        let told = history(&answer(&[setting("a", "08:00:00", "08:05:00", 2, "AlarmLow"), idle(reason)]));
        assert_eq!(levels(&told), [format!("07:00:00 {count}"), "08:05:00 2".to_owned()]);
        assert_eq!(changes(&told), [(2, Some(count < 2))], "the direction is that of the counts, not of the cause");
    }
    // Later ones are of no use: what is desired then is known.
    let late = idle("{\"Code\": \"AlreadyAtMaxCapacity\", \"MaxCapacity\": 4}").replace("T07:", "T09:");
    let told = history(&answer(&[setting("a", "08:00:00", "08:05:00", 2, "AlarmLow"), late]));
    assert_eq!(levels(&told), ["08:05:00 2"]);
}

#[test]
fn the_first_change_has_the_direction_of_its_cause_or_none() {
    for (cause, adds) in [
        ("monitor alarm TargetTracking-endpoint/e/variant/v-AlarmHigh-1 in state ALARM triggered policy p", Some(true)),
        ("monitor alarm TargetTracking-endpoint/e/variant/v-AlarmLow-1 in state ALARM triggered policy p", Some(false)),
        ("monitor alarm cpu-AlarmHigh-of-mine in state ALARM triggered policy p", None),
        ("minimum capacity was set to 3", Some(true)),
        ("maximum capacity was set to 3", Some(false)),
        ("something new", None),
    ] {
        let one =
            activity("a", "08:00:00", Some("08:05:00"), "Successful", "Setting desired instance count to 3.", cause);
        assert_eq!(changes(&history(&answer(&[one]))), [(3, adds)], "{cause}");
    }
}

#[test]
fn pages_follow_one_another_and_an_activity_counts_once() {
    let (a, b) =
        (setting("a", "08:00:00", "08:05:00", 4, "AlarmHigh"), setting("b", "09:00:00", "09:05:00", 5, "AlarmHigh"));
    let first = answer(&[b.clone(), a.clone()]).replace("]}", "], \"NextToken\": \"more\"}");
    let pages = read(&format!("{first}\n{}", answer(&[a, b]))).unwrap();
    assert!(pages.is_whole, "the last page has no token");
    assert_eq!(levels(&activities::history(&pages.activities)), ["08:05:00 4", "09:05:00 5"]);
    assert!(!read(&first).unwrap().is_whole);
}

#[test]
fn seconds_since_1970_are_stamps_as_well() {
    let text = answer(&[setting("a", "08:00:00", "08:05:00", 4, "AlarmHigh")]);
    let secs = text.replace("\"2026-03-02T08:05:00.250000+00:00\"", "1772438700.25");
    assert_eq!(history(&secs), history(&text));
}

#[test]
fn activities_of_copies_are_left_out_with_a_word() {
    let copies = setting("a", "08:00:00", "08:05:00", 4, "AlarmHigh")
        .replace("variant:DesiredInstance", "inference-component:DesiredCopy");
    let pages = read(&answer(&[copies.clone(), copies])).unwrap();
    assert!(pages.activities.is_empty());
    assert_eq!(pages.notes.len(), 1);
}

#[test]
fn what_is_no_answer_is_refused_with_its_place() {
    let no_start = "{\"ScalingActivities\": [\n{\"ActivityId\": \"a\"}]}";
    let why = read(no_start).unwrap_err();
    assert!(why.message.contains("StartTime") && why.line.unwrap().0 == 2, "{}", why.message);
    let backwards = answer(&[setting("a", "08:00:00", "07:00:00", 4, "AlarmHigh")]);
    assert!(read(&backwards).unwrap_err().message.contains("EndTime lies before StartTime"));
    let odd = answer(&[setting("a", "08:00:00", "08:99:00", 4, "AlarmHigh")]);
    assert!(read(&odd).unwrap_err().message.contains("activity 1: EndTime: "));
}

fn counted_minutes(counts: &[(u64, u64)], period: Span, publication: Span) -> History {
    let counts = counts.iter().map(|&(n, count)| (at("08:00:00") + period * n, count)).collect();
    counted::history(&Intervals { period, counts, notes: vec![] }, publication)
}

#[test]
fn every_instance_adds_a_sample_each_time_it_publishes() {
    let minutes = counted_minutes(&[(0, 2), (1, 2), (2, 5), (5, 5), (6, 1)], Span::MINUTE, Span::MINUTE);
    assert_eq!(levels(&minutes), ["08:00:00 2", "08:02:00 5", "08:03:00 ?", "08:05:00 5", "08:06:00 1", "08:07:00 ?"]);
    assert_eq!(minutes.changes, None);
    // Five minutes of three instances, one of which came after two minutes.
    let five = counted_minutes(&[(0, 13)], Span::MINUTE * 5, Span::MINUTE);
    assert_eq!(levels(&five), ["08:00:00 2.6", "08:05:00 ?"]);
    let often = counted_minutes(&[(0, 18)], Span::MINUTE, Span::from_secs(10));
    assert_eq!(levels(&often)[0], "08:00:00 3");
}

#[test]
fn a_mean_is_over_what_is_known() {
    let told = counted_minutes(&[(0, 2), (1, 4), (3, 6)], Span::MINUTE, Span::MINUTE);
    let mean = |from: &str, until: &str| told.mean(at(from), at(until));
    assert_eq!(mean("08:00:00", "08:02:00"), Some(3.0));
    assert_eq!(mean("08:00:30", "08:02:00"), Some(5.0 / 1.5));
    assert_eq!(mean("08:01:00", "08:03:00"), Some(4.0), "the third minute has no data");
    assert_eq!(mean("08:02:00", "08:03:00"), None);
    assert_eq!(mean("07:00:00", "08:00:00"), None, "before the first");
    assert_eq!(mean("07:59:00", "08:01:00"), Some(2.0));
    assert_eq!(mean("08:04:00", "09:00:00"), None, "after the last");
    assert_eq!(
        (told.peak(at("08:00:00"), at("08:01:00")), told.peak(at("08:00:30"), at("09:00:00"))),
        (Some(2.0), Some(6.0))
    );
    assert_eq!(told.peak(at("08:04:00"), at("09:00:00")), None);
}

#[test]
fn together_is_known_where_each_is_known() {
    let blue = counted_minutes(&[(0, 2), (1, 4), (2, 4)], Span::MINUTE, Span::MINUTE);
    let green = counted_minutes(&[(1, 1), (2, 3)], Span::MINUTE, Span::MINUTE);
    let both = History::together(&[&blue, &green]).unwrap();
    assert_eq!(levels(&both), ["08:00:00 ?", "08:01:00 5", "08:02:00 7", "08:03:00 ?"]);
    assert_eq!(History::together(&[]), None);
    let told = history(&answer(&[setting("a", "08:00:00", "08:01:00", 2, "AlarmHigh")]));
    assert_eq!(History::together(&[&told, &told]).unwrap().changes.unwrap().len(), 2);
    assert_eq!(History::together(&[&told, &blue]).unwrap().changes, None, "nobody knows what changed green");
}
