//! Who takes the next request: least outstanding, its ties, and RANDOM.

use super::*;

fn join(units: std::ops::Range<u32>) -> Vec<(u64, Change)> {
    units.map(|unit| (0, Change::Join(UnitId(unit)))).collect()
}

/// Requests that never end, one a millisecond.
fn endless(count: u64) -> Vec<(u64, u64)> {
    (0..count).map(|i| (i, 3_000_000)).collect()
}

#[test]
fn the_unit_with_the_fewest_requests_is_taken_the_lowest_of_equals_first() {
    let requests = [(0, 50), (1, 10), (2, 50), (3, 50), (12, 50), (13, 1)];
    let played = Case::new(service(), &requests).changes(&join(0..3)).play();
    assert_eq!(played.places(), [0, 1, 2, 0, 1, 1].map(Some));
}

#[test]
fn the_lowest_number_is_meant_whatever_the_order_of_joining() {
    let changes = [7, 3, 9, 5].map(|unit| (0, Change::Join(UnitId(unit))));
    let played = Case::new(service(), &endless(6)).changes(&changes).play();
    assert_eq!(played.places(), [3, 5, 7, 9, 3, 5].map(Some));
}

#[test]
fn a_unit_that_comes_late_takes_all_until_it_has_caught_up() {
    let mut changes = join(1..3);
    changes.push((3, Change::Join(UnitId(0))));
    let played = Case::new(service(), &endless(7)).changes(&changes).play();
    assert_eq!(played.places(), [1, 2, 1, 0, 0, 2, 0].map(Some));
}

#[test]
fn more_units_than_a_word_has_bits() {
    let mut changes = join(0..200);
    changes.extend((0..200).filter(|unit| unit % 3 == 0).map(|unit| (250, Change::Drain(UnitId(unit)))));
    let played = Case::new(service(), &endless(420)).changes(&changes).play();
    let places: Vec<u32> = played.places().into_iter().flatten().collect();
    assert!((0..200).eq(places[..200].iter().copied()));
    assert!((0..50).eq(places[200..250].iter().copied()));
    let left: Vec<u32> = (0..200).filter(|unit| unit % 3 != 0).collect();
    let behind: Vec<u32> = left.iter().copied().filter(|unit| *unit >= 50).collect();
    assert_eq!(places[250..][..behind.len()], behind);
    assert_eq!(places[250 + behind.len()..], left[..420 - 250 - behind.len()]);
}

/// How often each of `units` units is the first choice of `runs` runs.
fn first_choices(routing: Routing, units: u32, busy: &[u32], runs: u32) -> Vec<u32> {
    let mut chosen = vec![0; units as usize];
    for run in 0..runs {
        let case = Case::new(Service { routing, ..service() }, &[(0, 10)]).changes(&join(0..units));
        let mut plane = case.plane(Some(Shape::Watched));
        plane.route_key = RunSeed { seed: 5, run }.key(crate::engine::Purpose::Route, 0);
        case.changes.iter().for_each(|(_, change)| plane.apply(at(0), *change));
        for unit in busy {
            plane.route.rise(*unit, 0);
        }
        plane.advance(at(1));
        let taken = plane.units.roster().iter().find(|(_, place)| plane.units.get(*place).outstanding == 1);
        chosen[taken.expect("one has it").0.0 as usize] += 1;
    }
    chosen
}

#[test]
fn uniform_ties_take_each_of_the_equals_alike() {
    let uniform = Routing::LeastOutstanding(Ties::Uniform);
    for units in [5, 64, 100] {
        let busy = [1, 3];
        let chosen = first_choices(uniform, units, &busy, 400 * units);
        for (unit, count) in (0..).zip(&chosen) {
            let expected = if busy.contains(&unit) { 0.0 } else { f64::from(400 * units) / f64::from(units - 2) };
            assert!((f64::from(*count) - expected).abs() <= 4.5 * expected.sqrt(), "unit {unit}: {count}");
        }
    }
}

#[test]
fn random_takes_each_unit_alike_however_busy() {
    let chosen = first_choices(Routing::Random, 7, &[], 2_800);
    assert!(chosen.iter().all(|count| (f64::from(*count) - 400.0).abs() <= 90.0), "{chosen:?}");
}

#[test]
fn random_fills_no_gaps() {
    let random = Service { routing: Routing::Random, slots: 300, ..service() };
    let played = Case::new(random, &endless(300)).changes(&join(0..3)).play();
    let counts = [0, 1, 2].map(|unit| played.places().iter().filter(|place| **place == Some(unit)).count());
    assert!(counts.iter().all(|count| (60..140).contains(count)) && counts != [100; 3], "{counts:?}");
}

#[test]
fn a_pick_is_keyed_by_the_request_not_by_what_happened_before() {
    // The second request finds all units free in both cases; only what the first one did differs.
    for routing in [Routing::Random, Routing::LeastOutstanding(Ties::Uniform)] {
        let service = Service { routing, ..service() };
        let places = [1, 30].map(|need| {
            let requests: Vec<(u64, u64)> = (0..40).map(|i| (100 * i, need)).collect();
            Case::new(service.clone(), &requests).changes(&join(0..5)).play().places()
        });
        assert_eq!(places[0], places[1]);
        assert!(places[0].iter().any(|place| *place != places[0][0]));
    }
}
