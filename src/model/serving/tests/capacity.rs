//! What changes of capacity do to requests: joining, draining, killing, other numbers of slots.

use super::*;
use Outcome::{Failed, Ok, TimedOut};

const A: UnitId = UnitId(0);
const B: UnitId = UnitId(1);

#[test]
fn a_draining_unit_finishes_what_it_has_and_says_when() {
    let changes = [(0, Change::Join(A)), (0, Change::Join(B)), (5, Change::Drain(A))];
    let played = Case::new(service(), &[(0, 30), (1, 20), (2, 10), (6, 1), (7, 1)]).changes(&changes).play();
    assert_eq!(played.places(), [0, 1, 0, 1, 1].map(Some));
    assert_eq!(played.ends(), [(Ok, 30), (Ok, 21), (Ok, 40), (Ok, 22), (Ok, 23)]);
    assert_eq!(played.stops, [(A, at(40))]);
}

#[test]
fn a_unit_drained_while_empty_is_reported_at_once() {
    let changes = [(0, Change::Join(A)), (0, Change::Join(B)), (5, Change::Drain(B)), (5, Change::Drain(A))];
    let mut plane = Case::new(service(), &[(6, 1)]).changes(&changes).plane(None);
    changes[..2].iter().for_each(|(_, change)| plane.apply(at(0), *change));
    assert_eq!(plane.advance(at(5)), Stop::Reached);
    changes[2..].iter().for_each(|(_, change)| plane.apply(at(5), *change));
    assert_eq!(plane.advance(at(9)), Stop::Drained { unit: B, at: at(5) });
    assert_eq!(plane.advance(at(9)), Stop::Drained { unit: A, at: at(5) });
    assert_eq!((plane.audit(at(5)).arrived, plane.advance(at(9))), (0, Stop::Reached));
    assert_eq!(plane.audit(at(9)).failed, 1);
}

#[test]
fn the_stop_of_a_drained_unit_comes_before_what_happens_later() {
    let case = Case::new(service(), &[(0, 10), (10, 4), (11, 4)]);
    let mut plane = case.changes(&[]).plane(None);
    plane.apply(at(0), Change::Join(A));
    plane.advance(at(5));
    plane.apply(at(5), Change::Join(B));
    plane.apply(at(5), Change::Drain(A));
    assert_eq!(plane.advance(at(60)), Stop::Drained { unit: A, at: at(10) });
    assert_eq!((plane.audit(at(10)).arrived, plane.audit(at(10)).ok), (1, 1));
    assert_eq!((plane.advance(at(60)), plane.audit(at(60)).ok), (Stop::Reached, 3));
}

#[test]
fn a_client_that_gives_up_can_be_the_last_of_a_draining_unit() {
    // Fewer slots than work: the one that waits can only give up.
    let impatient = Service { queue_timeout: Some(Law::Constant(ms(20))), ..service() };
    let changes = [(0, Change::Join(A)), (5, Change::Slots(A, 0)), (6, Change::Drain(A))];
    let played = Case::new(impatient, &[(0, 10), (1, 1)]).changes(&changes).play();
    assert_eq!(played.ends(), [(Ok, 10), (TimedOut, 21)]);
    assert_eq!(played.stops, [(A, at(21))]);
}

#[test]
fn what_a_killed_unit_had_has_failed() {
    let changes = [(0, Change::Join(A)), (0, Change::Join(B)), (5, Change::Kill(A)), (5, Change::Kill(A))];
    let played = Case::new(service(), &[(0, 30), (1, 20), (2, 10), (3, 7), (6, 1)]).changes(&changes).play();
    assert_eq!(played.ends(), [(Failed, 5), (Ok, 21), (Failed, 5), (Ok, 28), (Ok, 29)]);
    assert_eq!(played.minutes[0].no_capacity, 0);
    assert_eq!(played.minutes[0].latency_ns, (20 + 25 + 23) * 1_000_000);
    assert!(played.stops.is_empty());
}

#[test]
fn a_client_that_had_timed_out_before_the_kill_has_timed_out() {
    let hurried = Service { timeout: Some(ms(10)), ..service() };
    let changes = [(0, Change::Join(A)), (12, Change::Kill(A))];
    let played = Case::new(hurried, &[(1, 30), (2, 30), (3, 30)]).changes(&changes).play();
    assert_eq!(played.ends(), [(TimedOut, 11), (Failed, 12), (Failed, 12)]);
}

#[test]
fn a_kill_overtakes_the_report_of_a_drain() {
    let changes = [(0, Change::Join(A)), (5, Change::Drain(A)), (5, Change::Kill(A))];
    let played = Case::new(service(), &[(0, 30)]).changes(&changes).play();
    assert_eq!((played.stops, played.records[0].outcome), (vec![], Failed));
    let played = Case::new(service(), &[]).changes(&changes).play();
    assert!(played.stops.is_empty());
}

#[test]
fn the_next_unit_is_not_disturbed_by_the_ends_of_the_one_before() {
    // B takes A's place in every table; A's departures at 30 and 31 are nobody's.
    let two = Service { slots: 2, queue_timeout: Some(Law::Constant(ms(40))), ..service() };
    let changes = [(0, Change::Join(A)), (5, Change::Kill(A)), (6, Change::Join(B))];
    let requests = [(0, 30), (1, 30), (2, 30), (6, 24), (7, 50), (8, 50), (9, 1)];
    let played = Case::new(two, &requests).changes(&changes).play();
    assert_eq!(played.starts()[3..], [Some(6), Some(7), Some(30), None]);
    assert_eq!(played.ends()[3..], [(Ok, 30), (Ok, 57), (Ok, 80), (TimedOut, 49)]);
}

#[test]
fn new_slots_take_those_who_wait_at_once() {
    let changes = [(0, Change::Join(A)), (0, Change::Join(B)), (5, Change::Slots(A, 3))];
    let requests = [(0, 100), (0, 100), (0, 100), (0, 100), (1, 100), (1, 100), (2, 100), (3, 100), (6, 100)];
    let played = Case::new(service(), &requests).changes(&changes).play();
    // A has the requests 0, 2, 4, 6: two of them wait no longer than until 5.
    assert_eq!(played.starts()[..8], [0, 0, 5, 100, 5, 200, 100, 300].map(Some));
    assert_eq!(played.starts()[8], Some(105));
}

#[test]
fn fewer_slots_empty_as_requests_finish() {
    let three = Service { slots: 3, ..service() };
    let changes = [(0, Change::Join(A)), (5, Change::Slots(A, 1)), (60, Change::Slots(A, 2))];
    let requests = [(0, 10), (0, 20), (0, 30), (1, 100), (1, 100), (1, 100)];
    let played = Case::new(three, &requests).changes(&changes).play();
    assert_eq!(played.starts(), [0, 0, 0, 30, 60, 130].map(Some));
}

#[test]
fn a_limit_in_the_system_stays_while_slots_change() {
    let limited = Service { slots: 1, limit: Limit::InSystem(3), ..service() };
    let changes = [(0, Change::Join(A)), (5, Change::Slots(A, 5))];
    let requests = [(0, 100), (1, 100), (2, 100), (3, 100), (6, 100)];
    let ends = Case::new(limited, &requests).changes(&changes).play().ends();
    assert_eq!(ends, [(Ok, 100), (Ok, 105), (Ok, 105), (Outcome::Refused, 3), (Outcome::Refused, 6)]);
}

#[test]
fn slots_that_grow_keep_running_work_apart() {
    // All units get room for more; work that ends beyond the packed heap keeps its slot too.
    let hour = 3_600_000;
    let changes = [(0, Change::Join(A)), (0, Change::Join(B)), (3, Change::Slots(B, 70))];
    let requests: Vec<(u64, u64)> = (0..60).map(|i| if i == 7 { (0, 6 * hour) } else { (0, 1_000 + 10 * i) }).collect();
    let mut case = Case::new(Service { slots: 25, ..service() }, &requests).changes(&changes);
    case.until = 7 * hour;
    let played = case.play();
    let late: Vec<Option<u64>> = played.starts()[50..].to_vec();
    // The ten that waited: five at B begin at 3; those at A when the first five of A (0, 2, 4, 6, 8) are done.
    assert_eq!(late, [1_000, 3, 1_020, 3, 1_040, 3, 1_060, 3, 1_080, 3].map(Some));
    assert_eq!(played.audit.ok, 60);
    assert_eq!(played.ends()[7], (Ok, 6 * hour));
}
