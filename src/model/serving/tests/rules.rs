//! What becomes of single requests: order, limits, time-outs, overhead, worked out by hand.

use super::*;
use Outcome::{Failed, Ok, Open, Refused, TimedOut};

#[test]
fn who_comes_first_is_served_first() {
    let played = Case::new(service(), &[(0, 10), (1, 5), (2, 1), (20, 1)]).play();
    assert_eq!(played.starts(), [Some(0), Some(10), Some(15), Some(20)]);
    assert_eq!(played.ends(), [(Ok, 10), (Ok, 15), (Ok, 16), (Ok, 21)]);
}

#[test]
fn requests_of_one_instant_keep_their_order() {
    let played = Case::new(Service { slots: 2, ..service() }, &[(5, 10), (5, 4), (5, 3), (5, 2)]).play();
    assert_eq!(played.starts(), [Some(5), Some(5), Some(9), Some(12)]);
}

#[test]
fn a_slot_that_falls_free_serves_an_arrival_of_the_same_instant() {
    let strict = Service { limit: Limit::Queue(0), ..service() };
    let played = Case::new(strict, &[(0, 10), (9, 1), (10, 1)]).play();
    assert_eq!(played.ends(), [(Ok, 10), (Refused, 9), (Ok, 11)]);
}

#[test]
fn work_of_no_length_is_over_before_the_next_arrival_of_that_instant() {
    let strict = Service { limit: Limit::Queue(0), ..service() };
    let played = Case::new(strict, &[(3, 0), (3, 0), (3, 7), (3, 0)]).play();
    assert_eq!(played.ends(), [(Ok, 3), (Ok, 3), (Ok, 10), (Refused, 3)]);
}

#[test]
fn a_full_queue_refuses() {
    let limited = Service { limit: Limit::Queue(2), ..service() };
    let played = Case::new(limited, &[(0, 10), (1, 10), (2, 10), (3, 10), (10, 10), (11, 1)]).play();
    let outcomes: Vec<Outcome> = played.records.iter().map(|record| record.outcome).collect();
    assert_eq!(outcomes, [Ok, Ok, Ok, Refused, Ok, Refused]);
    assert_eq!(played.places(), [Some(0), Some(0), Some(0), None, Some(0), None]);
    assert_eq!(played.reading.refused, 2.0);
}

#[test]
fn a_limit_in_the_system_counts_slots_and_queue() {
    let limited = Service { slots: 2, limit: Limit::InSystem(3), ..service() };
    let played = Case::new(limited.clone(), &[(0, 10), (0, 10), (0, 10), (0, 10)]).play();
    assert_eq!(played.ends()[2..], [(Ok, 20), (Refused, 0)]);
    let fewer_than_slots = Service { limit: Limit::InSystem(1), ..limited };
    assert_eq!(Case::new(fewer_than_slots, &[(0, 10), (1, 1)]).play().ends(), [(Ok, 10), (Refused, 1)]);
}

#[test]
fn without_a_unit_in_service_a_request_fails_at_once() {
    let changes = [(5, Change::Join(UnitId(0))), (10, Change::Drain(UnitId(0)))];
    let played = Case::new(service(), &[(4, 10), (5, 10), (10, 10)]).changes(&changes).play();
    assert_eq!(played.ends(), [(Failed, 4), (Ok, 15), (Failed, 10)]);
    assert_eq!((played.minutes[0].failed, played.minutes[0].no_capacity), (2, 2));
}

#[test]
fn latency_counts_the_overhead_and_the_slot_does_not() {
    let far = Service { overhead: Law::Constant(ms(7)), slo_latency: Some(ms(17)), ..service() };
    let played = Case::new(far, &[(0, 10), (0, 10)]).play();
    let minute = &played.minutes[0];
    assert_eq!(played.starts(), [Some(0), Some(10)]);
    assert_eq!((minute.latency_ns, minute.slow), (44_000_000, 1));
    assert_eq!((minute.wait_ns, minute.waited, minute.ok), (10_000_000, 1, 2));
    assert_eq!(minute.latency[crate::stats::bucket(17_000_000)], 1);
    assert_eq!(minute.latency[crate::stats::bucket(27_000_000)], 1);
}

#[test]
fn drawn_overhead_belongs_to_the_request_even_if_others_are_refused() {
    let far = Service { overhead: drawn(), limit: Limit::Queue(0), ..service() };
    let mut case = Case::new(far, &[(0, 10), (1, 10), (20, 10)]);
    case.overhead = vec![1, 100, 3];
    assert_eq!(case.play().minutes[0].latency_ns, (11 + 13) * 1_000_000);
}

#[test]
fn an_abandoned_request_keeps_its_place_and_its_slot() {
    let hurried = Service { timeout: Some(ms(15)), overhead: Law::Constant(ms(1)), ..service() };
    let played = Case::new(hurried, &[(0, 20), (1, 20), (30, 5)]).play();
    assert_eq!(played.starts(), [Some(0), Some(20), Some(40)]);
    assert_eq!(played.ends(), [(TimedOut, 15), (TimedOut, 16), (Ok, 45)]);
    assert_eq!(played.minutes[0].latency_ns, (16 + 16 + 16) * 1_000_000);
}

#[test]
fn an_answer_at_the_very_time_out_is_in_time() {
    for abandoned in [Abandoned::Continues, Abandoned::Cancelled] {
        let hurried = Service { timeout: Some(ms(10)), abandoned, ..service() };
        let played = Case::new(hurried, &[(0, 10), (5, 5), (20, 11)]).play();
        assert_eq!(played.ends(), [(Ok, 10), (Ok, 15), (TimedOut, 30)]);
    }
}

#[test]
fn cancelled_work_frees_slot_and_queue_at_the_time_out() {
    let hurried = Service {
        timeout: Some(ms(15)),
        abandoned: Abandoned::Cancelled,
        limit: Limit::Queue(1),
        overhead: Law::Constant(ms(1)),
        ..service()
    };
    let played = Case::new(hurried, &[(0, 100), (10, 12), (15, 1), (25, 50), (26, 1)]).play();
    // The second begins when the first is cut off at 15, has until 25, and is cut off then; the fourth arrives then.
    // The fifth waits for it until 40, a moment before its own time-out.
    assert_eq!(played.starts(), [0, 15, 25, 26, 40].map(Some));
    assert_eq!(played.ends(), [(TimedOut, 15), (TimedOut, 25), (Ok, 26), (TimedOut, 40), (Ok, 41)]);
    assert_eq!(played.minutes[0].latency_ns, (16 + 16 + 12 + 16 + 16) * 1_000_000);
}

#[test]
fn a_cancelled_request_that_waits_leaves_the_queue_at_the_time_out() {
    // With one time-out for all, whoever is ahead has left by then; so the slots must go.
    let hurried = Service { timeout: Some(ms(15)), abandoned: Abandoned::Cancelled, ..service() };
    let unit = UnitId(0);
    let changes = [(0, Change::Join(unit)), (5, Change::Slots(unit, 0)), (17, Change::Slots(unit, 1))];
    let played = Case::new(hurried, &[(0, 10), (1, 1), (3, 1)]).changes(&changes).play();
    assert_eq!(played.starts(), [Some(0), None, Some(17)]);
    assert_eq!(played.ends(), [(Ok, 10), (TimedOut, 16), (Ok, 18)]);
}

#[test]
fn who_waits_too_long_leaves_the_queue_and_who_is_served_stays() {
    let impatient = Service { queue_timeout: Some(Law::Constant(ms(5))), ..service() };
    let played = Case::new(impatient, &[(0, 20), (1, 1), (18, 30), (19, 1)]).play();
    assert_eq!(played.ends(), [(Ok, 20), (TimedOut, 6), (Ok, 50), (TimedOut, 24)]);
    assert_eq!(played.starts(), [Some(0), None, Some(20), None]);
    assert_eq!(played.minutes[0].latency_ns, (20 + 5 + 32 + 5) * 1_000_000);
}

#[test]
fn a_slot_that_falls_free_as_patience_ends_is_taken() {
    let impatient = Service { queue_timeout: Some(Law::Constant(ms(5))), ..service() };
    assert_eq!(Case::new(impatient, &[(0, 10), (5, 1)]).play().ends(), [(Ok, 10), (Ok, 11)]);
}

#[test]
fn a_place_left_by_an_impatient_client_is_free_for_an_arrival_of_that_instant() {
    let limit = Limit::Queue(1);
    let impatient = Service { queue_timeout: Some(Law::Constant(ms(5))), limit, ..service() };
    let played = Case::new(impatient, &[(0, 10), (1, 1), (6, 2)]).play();
    assert_eq!(played.ends(), [(Ok, 10), (TimedOut, 6), (Ok, 12)]);
}

#[test]
fn drawn_patience_ends_in_its_own_order_from_the_middle_of_the_queue() {
    let impatient = Service { queue_timeout: Some(drawn()), ..service() };
    let mut case = Case::new(impatient, &[(0, 50), (1, 9), (2, 9), (3, 9), (4, 9)]);
    case.patience = vec![1, 90, 10, 90, 3];
    let played = case.play();
    assert_eq!(played.ends(), [(Ok, 50), (Ok, 59), (TimedOut, 12), (Ok, 68), (TimedOut, 7)]);
}

#[test]
fn a_client_that_has_timed_out_waits_on_for_nobody() {
    // The client is gone at 8; its request leaves the queue at 12 and had its answer, a time-out, at 8.
    let service = Service { queue_timeout: Some(Law::Constant(ms(12))), timeout: Some(ms(8)), ..service() };
    let played = Case::new(service, &[(0, 100), (0, 1)]).play();
    assert_eq!(played.ends(), [(TimedOut, 8), (TimedOut, 8)]);
    assert_eq!(played.audit.queue_sum_ns, 12_000_000);
}

#[test]
fn whatever_happens_to_a_request_the_next_has_its_own_requirement() {
    let limits = [Limit::Unlimited, Limit::Queue(0), Limit::Queue(1)];
    let needs = limits.map(|limit| {
        let played = Case::new(Service { limit, ..service() }, &[(0, 9), (1, 8), (2, 7), (50, 6), (60, 5)]).play();
        played.records.iter().map(|record| record.need).collect::<Vec<_>>()
    });
    assert_eq!(needs[0], [ms(9), ms(8), ms(7), ms(6), ms(5)]);
    assert!(needs.iter().all(|row| *row == needs[0]));
}

#[test]
fn the_horizon_itself_is_not_run() {
    let mut case = Case::new(service(), &[(0, 10), (20, 10)]);
    case.until = 10;
    let played = case.play();
    assert_eq!(played.ends(), [(Open, 10)]);
    assert_eq!((played.audit.arrived, played.in_flight, played.minutes[0].open), (1, 1, 1));
}

#[test]
fn when_the_run_ends_a_client_whose_time_has_passed_has_timed_out() {
    let mut case = Case::new(Service { timeout: Some(ms(15)), ..service() }, &[(0, 100), (1, 1), (5, 1), (6, 1)]);
    case.until = 20;
    let played = case.play();
    assert_eq!(played.ends(), [(TimedOut, 15), (TimedOut, 16), (Open, 20), (Open, 20)]);
    assert_eq!((played.audit.timed_out, played.audit.in_flight), (2, 2));
}

#[test]
fn work_beyond_four_hours_ends_when_it_should() {
    let hour = 3_600_000;
    let mut case = Case::new(
        Service { slots: 4, ..service() },
        &[(0, 5 * hour), (1, 30 * hour), (2, 4 * hour), (3 * hour, 9 * hour), (20 * hour, 1), (29 * hour, 1)],
    );
    case.until = 40 * hour;
    let ends = [5 * hour, 30 * hour + 1, 4 * hour + 2, 12 * hour, 20 * hour + 1, 29 * hour + 1];
    assert_eq!(case.play().ends(), ends.map(|end| (Ok, end)));
}

#[test]
fn a_slot_taken_over_by_work_beyond_four_hours_ends_when_it_should() {
    let hour = 3_600_000;
    let mut case = Case::new(service(), &[(0, hour), (1, 6 * hour), (2, 5)]);
    case.until = 10 * hour;
    assert_eq!(case.play().ends(), [(Ok, hour), (Ok, 7 * hour), (Ok, 7 * hour + 5)]);
}
