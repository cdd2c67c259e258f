//! What holds for every script: agreement with the plain model and the Kiefer-Wolfowitz recursion, independence of pauses,
//! conservation, Little's law.

use super::plain_model::PlainModel;
use super::*;
use proptest::prelude::*;

/// Arrivals in order and their requirements; on a coarse grid, so that instants coincide.
fn requests(most: usize) -> impl Strategy<Value = Vec<(u64, u64)>> {
    prop::collection::vec((0_u64..6, 0_u64..25), 1..most).prop_map(|gaps| {
        let arrivals = gaps.iter().scan(0, |now, (gap, _)| {
            *now += gap;
            Some(*now)
        });
        arrivals.zip(gaps.iter().map(|(_, need)| *need)).collect()
    })
}

fn services() -> impl Strategy<Value = Service> {
    let limit =
        prop_oneof![Just(Limit::Unlimited), (0_u32..6).prop_map(Limit::Queue), (1_u32..8).prop_map(Limit::InSystem)];
    let patience = prop_oneof![
        Just(None),
        Just(Some(drawn())),
        (1_u64..30).prop_map(|patience| Some(Law::Constant(ms(patience))))
    ];
    let timeout = prop::option::of((1_u64..40).prop_map(ms));
    let abandoned = prop_oneof![Just(Abandoned::Continues), Just(Abandoned::Cancelled)];
    let overhead = prop_oneof![Just(Law::ZERO), Just(Law::Constant(ms(3))), Just(drawn())];
    (1_u32..4, limit, patience, timeout, abandoned, overhead).prop_map(|parts| {
        let (slots, limit, queue_timeout, timeout, abandoned, overhead) = parts;
        Service { slots, limit, queue_timeout, timeout, abandoned, overhead, slo_latency: Some(ms(20)), ..service() }
    })
}

/// A choice of changes at ascending times that respects what is there.
fn changes() -> impl Strategy<Value = Vec<(u64, Change)>> {
    prop::collection::vec((0_u64..30, 0_u32..8, 0_u32..6, 0_usize..8), 0..14).prop_map(|wishes| {
        let order = [4, 1, 6, 2, 7, 3, 5, 8];
        let mut there = vec![UnitId(4)];
        let mut routed = there.clone();
        let mut changes = vec![(0, Change::Join(UnitId(4)))];
        let (mut now, mut joined) = (0, 1);
        for (gap, kind, slots, choice) in wishes {
            now += gap;
            let change = match kind {
                0..=2 if joined < order.len() => {
                    joined += 1;
                    there.push(UnitId(order[joined - 1]));
                    routed.push(UnitId(order[joined - 1]));
                    Change::Join(UnitId(order[joined - 1]))
                }
                3 | 4 if !routed.is_empty() => {
                    let id = routed.remove(choice % routed.len());
                    there.retain(|other| *other != id);
                    Change::Drain(id)
                }
                5 => Change::Kill(UnitId(order[choice])),
                6 | 7 if !routed.is_empty() => Change::Slots(routed[choice % routed.len()], slots),
                _ => continue,
            };
            if let Change::Kill(id) = change {
                routed.retain(|other| *other != id);
            }
            changes.push((now, change));
        }
        changes
    })
}

/// What clients do without chance: who tries again after what, and how long they wait.
fn retries() -> impl Strategy<Value = Retries> {
    let after = (any::<bool>(), any::<bool>(), any::<bool>());
    (1_u32..5, after, 0_u64..20, 0_u64..40).prop_map(|(attempts, (refused, timed_out, failed), base, cap)| Retries {
        attempts,
        after: After { refused, timed_out, failed },
        backoff: Backoff::Exponential { base: ms(base), cap: ms(cap), jitter: Jitter::None },
        persistence: 1.0,
        budget: None,
        clients: 1,
    })
}

prop_compose! {
    /// Clients that try again; every attempt after the first takes as long as every other.
    fn stubborn()(case in cases(), retries in retries(), need in 0_u64..25) -> Case {
        let mut case = case;
        let alike = |law: Law| law.constant().map_or(Law::Constant(ms(4)), Law::Constant);
        let Service { queue_timeout, overhead, .. } = case.service.clone();
        case.service = Service {
            need: Law::Constant(ms(need)),
            queue_timeout: queue_timeout.map(alike),
            overhead: alike(overhead),
            retries: Some(retries),
            ..case.service
        };
        case
    }
}

prop_compose! {
    fn cases()(
        service in services(),
        requests in requests(120),
        changes in changes(),
        until in 1_u64..700,
        patience in prop::collection::vec(1_u64..40, 120),
        overhead in prop::collection::vec(0_u64..9, 120),
    ) -> Case {
        let patience = patience[..requests.len()].to_vec();
        let overhead = overhead[..requests.len()].to_vec();
        Case { service, requests, patience, overhead, changes, until }
    }
}

/// Starts of service of one FIFO queue with `slots` servers.
///
/// Ref: Kiefer and Wolfowitz (1955): a request begins when the server that is free first is free.
fn kiefer_wolfowitz(requests: &[(u64, u64)], slots: usize) -> Vec<u64> {
    let mut free = vec![0; slots];
    let begin = |(arrival, need): &(u64, u64)| {
        let first = free.iter_mut().min().expect("a server");
        let start = (*first).max(*arrival);
        *first = start + need;
        start
    };
    requests.iter().map(begin).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_plane_does_what_the_plain_model_does(case in cases()) {
        let played = case.play();
        let (records, stops) = PlainModel::play(&case);
        prop_assert_eq!(&played.records, &records);
        let mut reported = played.stops.clone();
        let mut expected: Vec<(UnitId, Time)> = stops.into_iter().filter(|(_, time)| *time < at(case.until)).collect();
        reported.sort_by_key(|(unit, time)| (*time, *unit));
        expected.sort_by_key(|(unit, time)| (*time, *unit));
        prop_assert_eq!(reported, expected);
    }

    #[test]
    fn clients_that_try_again_do_what_the_plain_model_does(case in stubborn()) {
        let played = case.play();
        let (records, _) = PlainModel::play(&case);
        prop_assert_eq!(&played.records, &records);
        let made: u64 = records.iter().map(|record| u64::from(record.attempts) - 1).sum();
        prop_assert_eq!(played.audit.retries, made);
        prop_assert_eq!(played.minutes.iter().map(|minute| minute.retries).sum::<u64>(), made);
        prop_assert_eq!(played.reading.arrived, (records.len() as u64 + made) as f64);
    }

    #[test]
    fn one_attempt_is_as_none_is_tried_again(case in stubborn()) {
        let mut once = case.clone();
        once.service.retries = once.service.retries.map(|retries| Retries { attempts: 1, ..retries });
        let mut never = case;
        never.service.retries = None;
        let (once, never) = (once.play(), never.play());
        // Work that its client has given up may begin after the client's time-out was booked.
        prop_assert_eq!(once.ends(), never.ends());
        prop_assert!(once.minutes == never.minutes);
    }

    #[test]
    fn a_pause_changes_nothing(case in cases(), pauses in prop::collection::vec(0_u64..700, 0..40)) {
        let paused = case.play_as(None, &pauses);
        prop_assert_eq!(paused, case.play_as(None, &[]));
    }

    #[test]
    fn minutes_add_up_to_the_records(case in cases()) {
        let played = case.play();
        let sum = |of: fn(&Minute) -> u64| played.minutes.iter().map(of).sum::<u64>();
        let count = |outcome| played.records.iter().filter(|record| record.outcome == outcome).count() as u64;
        prop_assert_eq!(sum(|m| m.arrived), played.records.len() as u64);
        prop_assert_eq!(sum(|m| m.ok), count(Outcome::Ok));
        prop_assert_eq!(sum(|m| m.refused), count(Outcome::Refused));
        prop_assert_eq!(sum(|m| m.timed_out), count(Outcome::TimedOut));
        prop_assert_eq!(sum(|m| m.failed), count(Outcome::Failed));
        prop_assert_eq!(sum(|m| m.open), count(Outcome::Open));
        let waits = |record: &Watched| record.start.map_or(0, |start| start.since(record.arrival).nanos());
        let ok = || played.records.iter().filter(|record| record.outcome == Outcome::Ok);
        prop_assert_eq!(sum(|m| m.wait_ns), ok().map(waits).sum::<u64>());
        prop_assert_eq!(sum(|m| m.waited), ok().filter(|record| waits(record) > 0).count() as u64);
        let admitted = sum(|m| m.latency.iter().map(|count| u64::from(*count)).sum());
        prop_assert_eq!(admitted, sum(|m| m.ok) + sum(|m| m.timed_out));
    }

    #[test]
    fn waits_are_those_of_the_recursion_and_never_longer_with_one_slot_more(
        requests in requests(400),
        slots in 1_usize..6,
    ) {
        let starts = |slots: usize| {
            let service = Service { slots: slots as u32, ..service() };
            Case::new(service, &requests).play().starts().into_iter().flatten().collect::<Vec<u64>>()
        };
        let (fewer, more) = (starts(slots), starts(slots + 1));
        prop_assert_eq!(&fewer, &kiefer_wolfowitz(&requests, slots));
        prop_assert!(fewer.iter().zip(&more).all(|(fewer, more)| more <= fewer));
    }

    #[test]
    fn what_comes_later_changes_nothing_before(case in cases(), kept in 1_usize..120) {
        let mut shorter = case.clone();
        shorter.requests.truncate(kept);
        let Some((last, _)) = shorter.requests.last().copied() else { return Ok(()) };
        let both = [case.play(), shorter.play()];
        let before = |played: &Played| {
            let ended = |record: &&Watched| (record.number as usize) < kept && record.end < at(last);
            played.records.iter().filter(ended).copied().collect::<Vec<_>>()
        };
        prop_assert_eq!(before(&both[0]), before(&both[1]));
    }
}
