//! The sentence says what the figures say, in words that stay.

use super::*;
use crate::report::fixture::{self, Made};

fn set(made: &mut Made, metric: &str, mean: Option<f64>, limits: Option<(f64, f64)>) {
    let row = made.aggregates.metrics.iter_mut().find(|row| row.metric == metric).unwrap();
    (row.mean, row.low, row.high) = (mean, limits.map(|all| all.0), limits.map(|all| all.1));
}

/// A day with given figures and one bad span, 12:04 to 12:31.
fn day(title: &str, attainment: f64) -> Made {
    let mut made = fixture::flash_sale();
    made.subject.title = title.to_owned();
    set(&mut made, "attainment_percent", Some(attainment), Some((attainment - 0.1, attainment + 0.1)));
    set(&mut made, "bad_minutes_per_day", Some(27.0), Some((24.0, 30.0)));
    set(&mut made, "latency_p95_ms", Some(1_900.0), Some((1_700.0, 2_400.0)));
    set(&mut made, "refused_percent", Some(0.02), None);
    set(&mut made, "cost_usd_per_day", Some(128.4), Some((126.0, 130.0)));
    made.aggregates.objectives.clear();
    made.aggregates.mean.good_share.fill(1.0);
    if attainment < 99.0 {
        made.aggregates.mean.good_share[12 * 60 + 4..12 * 60 + 31].fill(0.5);
    }
    made
}

fn said(made: &Made) -> String {
    sentence(&made.report())
}

#[test]
fn no_says_how_many_when_and_despite_what() {
    let made = day("Does the schedule carry the sale?", 95.2);
    assert_eq!(
        said(&made),
        "No: 4.8 % of requests missed the 1 s target at 12:04–12:31 although the schedule had 6 instances ready; p95 1.9 s \
         (1.7–2.4), $128 a day."
    );
}

#[test]
fn a_schedule_that_came_too_late_is_no_although() {
    let mut made = day("Does the schedule carry the sale?", 95.2);
    made.aggregates.mean.in_service.fill(2.0);
    assert!(said(&made).contains("at 12:04–12:31 with 2 of the scheduled 6 instances ready; "), "{}", said(&made));
    made.subject.schedule.clear();
    assert!(said(&made).contains("at 12:04–12:31; p95"), "{}", said(&made));
}

#[test]
fn yes_needs_the_slo_and_every_objective() {
    let mut made = day("Is it enough?", 99.7);
    assert_eq!(
        said(&made),
        "Yes: 99.70 % (99.60–99.80) of requests met the 1 s target, all but 27 minutes a day at 99 % or better; p95 1.9 s \
         (1.7–2.4), $128 a day."
    );
    let judged = |verdict: Verdict, value: Option<f64>| crate::experiment::aggregate::Judged {
        text: "cost_usd_per_day < 100".to_owned(),
        verdict,
        value,
    };
    made.aggregates.objectives = vec![judged(Verdict::Met, Some(90.0))];
    assert!(said(&made).starts_with("Yes: 99.70 %"));
    made.aggregates.objectives = vec![judged(Verdict::Missed, Some(128.4))];
    assert!(said(&made).starts_with("No: cost_usd_per_day < 100 missed at 128; 99.70 %"), "{}", said(&made));
    made.aggregates.objectives = vec![judged(Verdict::Undecided, None)];
    assert!(said(&made).starts_with("Undecided: cost_usd_per_day < 100 undecided; 99.70 %"), "{}", said(&made));
}

#[test]
fn a_question_that_yes_does_not_answer_is_not_answered_by_yes() {
    for title in ["Wait, and for whom: who waits?", "how much?", "Two or what else?", "A baseline without scaling", ""]
    {
        let text = said(&day(title, 99.7));
        assert!(text.starts_with("Targets met: "), "{title}: {text}");
    }
    let made = day("My cooldown is 10 s. Why does scaling out take 5 minutes?", 95.2);
    let text = said(&made);
    assert!(text.starts_with("Scaling out takes up to 10 m 7 s from the first breaching datapoint: up to "), "{text}");
    assert!(text.contains(". Targets missed: 4.8 % of requests"), "{text}");
    let text = said(&day("Is the cooldown short enough?", 95.2));
    assert!(text.starts_with("No: 4.8 %") && text.contains("; scaling out takes up to 10 m 7 s from"), "{text}");
    assert!(!said(&day("Does it hold?", 95.2)).contains("scaling out takes"));
}

#[test]
fn a_question_of_money_is_answered_in_money() {
    let mut made = day("What does the day cost?", 99.7);
    set(&mut made, "cost_floor_usd_per_day", Some(73.0), None);
    set(&mut made, "cost_ceiling_usd_per_day", Some(338.0), None);
    assert_eq!(
        said(&made),
        "$128 a day; following the load perfectly would cost $73.00, a fleet for the peak $338. Targets met: 99.70 % \
         (99.60–99.80) of requests met the 1 s target, all but 27 minutes a day at 99 % or better."
    );
}

#[test]
fn scaling_in_is_timed_from_when_fewer_would_do() {
    let mut made = day("Why does scaling in take so long?", 99.7);
    let start = made.subject.start;
    made.aggregates.mean.demand.fill(1.0);
    made.aggregates.mean.demand[..600].fill(5.0);
    let run = &mut made.aggregates.shown[made.aggregates.median];
    let mut change = run.activities.iter().find(|activity| activity.from != activity.to).unwrap().clone();
    (change.start, change.from, change.to) = (start + Span::MINUTE * 616, 6, 2);
    run.activities = vec![change];
    assert!(said(&made).contains(" scaling in 6 → 2 comes 16 m after 2 instances would do"), "{}", said(&made));
    made.aggregates.mean.demand.fill(1.0);
    assert!(!said(&made).contains("scaling in 6"), "two would always have done: {}", said(&made));
}

#[test]
fn several_spans_are_summed_up_or_the_worst_is_named() {
    let mut made = day("Does it hold?", 95.2);
    let good = &mut made.aggregates.mean.good_share;
    good[100] = 0.98;
    assert!(said(&made).contains("target, mostly at 12:04–12:31 although"), "{}", said(&made));
    let good = &mut made.aggregates.mean.good_share;
    good.fill(1.0);
    for span in 0..5 {
        good[span * 200..span * 200 + 30].fill(0.5);
    }
    made.aggregates.mean.offered_per_s.fill(10.0);
    assert!(said(&made).contains("in 5 spans of 2 h 30 m together"), "{}", said(&made));
    made.aggregates.mean.good_share.fill(0.5);
    assert!(said(&made).contains("the 1 s target all the time"), "{}", said(&made));
}

#[test]
fn what_is_not_known_is_not_said() {
    let mut made = day("Does it hold?", 99.7);
    made.aggregates.asked = 100;
    set(&mut made, "latency_p95_ms", None, None);
    assert!(said(&made).ends_with("; $128 a day; only 30 of 100 runs finished."), "{}", said(&made));
    set(&mut made, "attainment_percent", None, None);
    assert!(said(&made).starts_with("Undecided: no request was judged"), "{}", said(&made));
    assert_eq!(
        said(&fixture::zero_traffic()),
        "No requests arrived, so none was served badly; latency_p95_ms < 900 undecided; $67.58 a day."
    );
    made.subject.slo_latency = None;
    set(&mut made, "attainment_percent", Some(95.2), None);
    assert!(said(&made).starts_with("No: 4.8 % of requests were not answered"), "{}", said(&made));
}

#[test]
fn a_title_is_the_finding() {
    let title = |made: &Made| finding(&made.report());
    assert_eq!(title(&fixture::calm_day()), "Capacity keeps ahead of load all day");
    assert_eq!(title(&fixture::only_failures()), "Every request fails");
    assert_eq!(title(&fixture::zero_traffic()), "No requests arrive");
    let mut made = day("Does it hold?", 95.2);
    assert_eq!(title(&made), "Capacity trails load: the 1 s target is missed for 27 minutes");
    made.aggregates.mean.in_service.fill(100.0);
    assert_eq!(title(&made), "With capacity to spare, the 1 s target is missed for 27 minutes");
    made.aggregates.mean.good_share.fill(1.0);
    assert_eq!(title(&made), "4.8 % of requests miss the 1 s target");
    set(&mut made, "attainment_percent", Some(99.5), None);
    assert_eq!(title(&made), "Capacity keeps ahead of load all day");
    made.aggregates.mean.in_service[5] = 0.1;
    assert_eq!(title(&made), "The 1 s target holds, though load exceeds the safe capacity for 1 minute");
    made.aggregates.remarks = vec!["Two kinds of run: refused_percent is about 0 in 14 runs".to_owned()];
    assert_eq!(title(&made), "Runs end in two ways: no mean describes them");
}
