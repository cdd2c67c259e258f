//! What is read: counts and integrals since the last reading, busy time by unit, minutes in order.

use super::*;

#[test]
fn a_reading_tells_what_happened_since_the_last_one() {
    let limited = Service { limit: Limit::Queue(2), ..service() };
    let mut plane = Case::new(limited, &[(0, 10), (2, 10), (4, 10), (5, 10), (40, 10)]).plane(None);
    plane.apply(at(0), Change::Join(UnitId(0)));
    plane.advance(at(15));
    let first = Reading {
        arrived: 4.0,
        refused: 1.0,
        timed_out: 0.0,
        hung_up: 0.0,
        failed: 0.0,
        most_at_a_unit: 3,
        least_at_a_unit: 2,
        in_flight_ns: (8 + 11 + 15) * 1_000_000,
        queued_ns: (8 + 11) * 1_000_000,
        busy_ns: 15_000_000,
        in_flight: 2,
        queued: 1,
        queued_max: 2,
    };
    assert_eq!(plane.read(at(15)), first);
    plane.advance(at(35));
    let second = Reading {
        most_at_a_unit: 2,
        in_flight_ns: 20_000_000,
        queued_ns: 5_000_000,
        busy_ns: 15_000_000,
        queued_max: 1,
        ..Reading::default()
    };
    assert_eq!(plane.read(at(35)), second);
    plane.advance(at(60));
    let third = Reading {
        arrived: 1.0,
        most_at_a_unit: 1,
        in_flight_ns: 10_000_000,
        busy_ns: 10_000_000,
        ..Reading::default()
    };
    assert_eq!(plane.read(at(60)), third);
}

#[test]
fn busy_time_is_told_by_unit_and_of_gone_units_once_more() {
    let mut plane = Case::new(service(), &[(0, 10), (0, 30), (0, 30)]).plane(None);
    let seen = |plane: &mut Requests<Script>, millis| {
        let mut seen = Vec::new();
        plane.read_units(at(millis), &mut |unit, busy_ns| seen.push((unit.0, busy_ns / 1_000_000)));
        seen
    };
    for unit in 0..3 {
        plane.apply(at(0), Change::Join(UnitId(unit)));
    }
    plane.advance(at(5));
    assert_eq!(seen(&mut plane, 5), [(0, 5), (1, 5), (2, 5)]);
    plane.apply(at(5), Change::Drain(UnitId(0)));
    assert_eq!(plane.advance(at(20)), Stop::Drained { unit: UnitId(0), at: at(10) });
    plane.advance(at(20));
    plane.apply(at(20), Change::Kill(UnitId(2)));
    assert_eq!(seen(&mut plane, 25), [(0, 5), (1, 20), (2, 15)]);
    plane.advance(at(60));
    assert_eq!(seen(&mut plane, 60), [(1, 5)]);
}

#[test]
fn minutes_come_in_order_once_all_their_requests_have_ended() {
    let minute = 60_000;
    let requests = [(0, 90_000), (minute - 1, 1), (minute, 1), (3 * minute, 1), (3 * minute + 1, minute)];
    let mut plane = Case::new(Service { slots: 2, ..service() }, &requests).plane(None);
    plane.apply(at(0), Change::Join(UnitId(0)));
    let mut seen: Vec<(u64, u64, u64)> = Vec::new();
    let first = T0 / 60_000_000_000;
    let mut closed = |plane: &mut Requests<Script>, millis: u64| {
        plane.advance(at(millis));
        plane.close_minutes(at(millis), &mut |m| seen.push((m.index - first, m.arrived, m.ok)));
        std::mem::take(&mut seen)
    };
    assert_eq!(closed(&mut plane, minute), []);
    assert_eq!(closed(&mut plane, 90_001), [(0, 2, 2)]);
    assert_eq!(closed(&mut plane, 2 * minute), [(1, 1, 1)]);
    assert_eq!(closed(&mut plane, 4 * minute), [(2, 0, 0)]);
    assert_eq!(closed(&mut plane, 5 * minute), [(3, 2, 2), (4, 0, 0)]);
    let mut left = 0;
    plane.finish(at(5 * minute), &mut |_| left += 1);
    assert_eq!(left, 0);
}

#[test]
fn a_run_that_ends_within_a_minute_hands_over_its_part() {
    let mut case = Case::new(service(), &[(61_000, 5), (62_000, 50_000)]);
    case.until = 90_000;
    let minutes = case.play().minutes;
    assert_eq!(minutes.iter().map(|m| (m.arrived, m.ok, m.open)).collect::<Vec<_>>(), [(0, 0, 0), (2, 1, 1)]);
}

#[test]
fn a_minute_is_booked_by_arrival_whenever_its_requests_end() {
    let limited = Service { limit: Limit::Queue(1), timeout: Some(ms(30_000)), slo_latency: Some(ms(5)), ..service() };
    let case = Case::new(limited, &[(59_000, 10_000), (59_500, 40_000), (59_900, 1), (60_000, 1), (120_000, 5)]);
    let minutes = case.play().minutes;
    let counts = |m: &Minute| (m.arrived, m.ok, m.slow, m.refused, m.timed_out);
    assert_eq!(
        minutes[..3].iter().map(counts).collect::<Vec<_>>(),
        [(3, 1, 1, 1, 1), (1, 0, 0, 1, 0), (1, 1, 0, 0, 0)]
    );
    assert_eq!(minutes[0].latency.iter().sum::<u32>(), 2);
    assert_eq!(minutes.len(), 60);
}

#[test]
fn memory_does_not_grow_with_the_number_of_requests() {
    let requests: Vec<(u64, u64)> = (0..1_000).map(|i| (i * 1_000, 2_500)).collect();
    let service =
        Service { slots: 2, limit: Limit::Queue(5), queue_timeout: Some(Law::Constant(ms(5_000))), ..service() };
    let mut plane = Case::new(service, &requests).plane(None);
    plane.apply(at(0), Change::Join(UnitId(0)));
    for second in 0..1_100 {
        plane.advance(at(second * 1_000));
        plane.close_minutes(at(second * 1_000), &mut |_| {});
        let held = plane.held();
        assert!(held.iter().all(|count| *count <= 8), "{held:?}");
    }
    assert_eq!(plane.audit(at(1_100_000)).arrived, 1_000);
}
