//! What becomes of requests whose clients try again: worked out by hand.

use super::*;
use Outcome::{Ok, Refused, TimedOut};

const ALL: After = After { refused: true, timed_out: true, failed: true };

/// Three attempts, 10 ms after the first failure and 20 ms after the second.
fn stubborn() -> Retries {
    let backoff = Backoff::Exponential { base: ms(10), cap: ms(1_000), jitter: Jitter::None };
    Retries { attempts: 3, after: ALL, backoff, persistence: 1.0, budget: None, clients: 1 }
}

/// Attempts after the first take 5 ms.
fn service_of(retries: Retries) -> Service {
    Service { need: Law::Constant(ms(5)), retries: Some(retries), ..service() }
}

fn attempts(played: &Played) -> Vec<u32> {
    played.records.iter().map(|record| record.attempts).collect()
}

#[test]
fn a_refused_request_comes_again_and_its_latency_counts_from_the_first_attempt() {
    let strict = Service { limit: Limit::Queue(0), slo_latency: Some(ms(14)), ..service_of(stubborn()) };
    let played = Case::new(strict, &[(0, 8), (1, 7), (100, 1)]).play();
    assert_eq!(played.ends(), [(Ok, 8), (Ok, 16), (Ok, 101)]);
    assert_eq!((played.starts(), attempts(&played)), (vec![Some(0), Some(11), Some(100)], vec![1, 2, 1]));
    let minute = &played.minutes[0];
    assert_eq!((minute.arrived, minute.ok, minute.slow, minute.refused, minute.retries), (3, 3, 1, 0, 1));
    assert_eq!(minute.latency_ns, (8 + 15 + 1) * 1_000_000);
    assert_eq!((played.reading.arrived, played.reading.refused), (4.0, 1.0));
}

#[test]
fn the_wait_doubles_and_the_last_attempt_is_the_answer() {
    let strict = Service { limit: Limit::Queue(0), ..service_of(stubborn()) };
    let played = Case::new(strict, &[(0, 100), (1, 7)]).play();
    assert_eq!(played.ends(), [(Ok, 100), (Refused, 31)]);
    assert_eq!(attempts(&played), [1, 3]);
    assert_eq!((played.audit.refused, played.reading.refused), (1, 3.0));
}

#[test]
fn the_wait_is_never_longer_than_its_cap() {
    let backoff = Backoff::Exponential { base: ms(10), cap: ms(15), jitter: Jitter::None };
    let strict = Service { limit: Limit::Queue(0), ..service_of(Retries { attempts: 4, backoff, ..stubborn() }) };
    assert_eq!(Case::new(strict, &[(0, 100), (1, 7)]).play().ends()[1], (Refused, 41));
}

#[test]
fn nobody_tries_again_after_what_is_not_named() {
    for (after, expected) in [(ALL, 3), (After { refused: false, ..ALL }, 1)] {
        let strict = Service { limit: Limit::Queue(0), ..service_of(Retries { after, ..stubborn() }) };
        assert_eq!(attempts(&Case::new(strict, &[(0, 100), (1, 7)]).play())[1], expected);
    }
    for (after, expected) in [(ALL, 2), (After { failed: false, ..ALL }, 1)] {
        let changes = [(5, Change::Join(UnitId(0)))];
        let case = Case::new(service_of(Retries { after, ..stubborn() }), &[(4, 1)]).changes(&changes);
        assert_eq!(attempts(&case.play()), [expected]);
    }
}

/// The container works on for a client that has gone: the slot is taken three times over.
#[test]
fn work_that_is_abandoned_keeps_its_slot_and_its_answer_is_worth_nothing() {
    let hurried = Service { timeout: Some(ms(20)), ..service_of(stubborn()) };
    let played = Case::new(hurried, &[(0, 50)]).play();
    // Given up at 20, again at 30: waits behind its own first attempt until 50, and is given up at that very moment.
    // Again at 70: nobody is there.
    assert_eq!((played.ends(), attempts(&played)), (vec![(Ok, 75)], vec![3]));
    assert_eq!(played.minutes[0].latency_ns, 75_000_000);
    assert_eq!((played.reading.timed_out, played.audit.timed_out), (2.0, 0));
    assert_eq!(played.audit.service_sum_ns, (50 + 5 + 5) * 1_000_000);
}

/// SageMaker knows nothing of clients that hang up; of its own time-outs it does, and then there is no answer to time.
#[test]
fn who_hangs_up_decides_what_sagemaker_sees() {
    let seen = |hangs_up: HangsUp, retries: Option<Retries>| {
        let hurried = Service { timeout: Some(ms(20)), hangs_up, retries, ..service_of(stubborn()) };
        let mut plane = Case::new(hurried, &[(0, 50)]).plane(Some(Shape::Full));
        plane.keep_latencies();
        plane.apply(at(0), Change::Join(UnitId(0)));
        plane.advance(at(1_000));
        let reading = plane.read(at(1_000));
        let answered = plane.latencies().map_or(0, |latencies| latencies.model.count);
        (reading.timed_out, reading.hung_up, answered)
    };
    assert_eq!(seen(HangsUp::Client, None), (1.0, 1.0, 1));
    assert_eq!(seen(HangsUp::SageMaker, None), (1.0, 0.0, 0));
    // Two time-outs; three answers, of which one is in time.
    assert_eq!(seen(HangsUp::Client, Some(stubborn())), (2.0, 2.0, 3));
    assert_eq!(seen(HangsUp::SageMaker, Some(stubborn())), (2.0, 0.0, 1));
}

#[test]
fn an_attempt_is_counted_in_the_minute_in_which_it_is_made() {
    let backoff = Backoff::Exponential { base: ms(90_000), cap: ms(90_000), jitter: Jitter::None };
    let case = Case::new(service_of(Retries { backoff, ..stubborn() }), &[(0, 5), (1, 5)]).changes(&[]);
    let played = case.play();
    let retries: Vec<u64> = played.minutes.iter().take(5).map(|minute| minute.retries).collect();
    assert_eq!((retries, played.minutes[0].failed), (vec![0, 2, 0, 2, 0], 2));
}

#[test]
fn a_client_that_takes_its_request_along_frees_the_slot() {
    let hurried = Service { timeout: Some(ms(20)), abandoned: Abandoned::Cancelled, ..service_of(stubborn()) };
    let played = Case::new(hurried, &[(0, 50)]).play();
    assert_eq!((played.ends(), attempts(&played)), (vec![(Ok, 35)], vec![2]));
    assert_eq!(played.audit.service_sum_ns, (20 + 5) * 1_000_000);
}

#[test]
fn every_attempt_times_out_and_the_client_has_waited_for_all_of_them() {
    let mut hurried = Service { timeout: Some(ms(20)), ..service_of(stubborn()) };
    hurried.need = Law::Constant(ms(1_000));
    let played = Case::new(hurried, &[(0, 1_000)]).play();
    assert_eq!(played.ends(), [(TimedOut, 20 + 10 + 20 + 20 + 20)]);
    assert_eq!(played.minutes[0].latency_ns, 90_000_000);
}

#[test]
fn a_request_lost_with_its_unit_comes_again() {
    let changes = [(0, Change::Join(UnitId(0))), (3, Change::Kill(UnitId(0))), (20, Change::Join(UnitId(1)))];
    let played = Case::new(service_of(stubborn()), &[(0, 50)]).changes(&changes).play();
    // Lost at 3, nobody there at 13, served from 33 on.
    assert_eq!((played.ends(), played.places()), (vec![(Ok, 38)], vec![Some(1)]));
    assert_eq!((played.reading.failed, played.audit.failed), (2.0, 0));
}

#[test]
fn what_is_about_to_be_tried_again_at_the_end_is_open() {
    let mut case = Case::new(service_of(stubborn()), &[(0, 5)]).changes(&[]);
    case.until = 25;
    let played = case.play();
    assert_eq!((played.audit.in_flight, played.minutes[0].open, played.in_flight), (1, 1, 0));
    assert_eq!((attempts(&played), played.audit.retries), (vec![2], 1));
}

/// 20 tokens, 5 a retry: with one client four retries in all.
fn with_budget(clients: u32) -> Service {
    let budget = Some(Budget { capacity: 20, retry_cost: 5, timeout_cost: 10, per_success: 1 });
    service_of(Retries { budget, clients, attempts: 2, ..stubborn() })
}

#[test]
fn a_budget_ends_the_retries() {
    let requests: Vec<(u64, u64)> = (0..10).map(|number| (number, 1)).collect();
    let retries = |service: Service| Case::new(service, &requests).changes(&[]).play().audit.retries;
    assert_eq!(retries(with_budget(1)), 4);
    assert_eq!(retries(service_of(Retries { attempts: 2, ..stubborn() })), 10);
    let of_many = retries(with_budget(1_000));
    assert_eq!(of_many, 10, "each client has a bucket of its own");
}

#[test]
fn a_time_out_costs_what_it_costs_and_answers_pay_back() {
    let hurried = |requests: &[(u64, u64)]| {
        let service = Service { timeout: Some(ms(20)), slots: 100, ..with_budget(1) };
        Case::new(service, requests).play()
    };
    // Two time-outs take all tokens: the third is not tried again.
    assert_eq!(attempts(&hurried(&[(0, 90), (1, 90), (2, 90)])), [2, 2, 1]);
    // Each answer to a retry pays back the ten that it took.
    assert_eq!(attempts(&hurried(&[(0, 90), (1, 90), (60, 90), (61, 90), (62, 90)])), [2, 2, 2, 2, 1]);
    // Ten first answers pay for one retry after a time-out, nine do not.
    let last = |answers: u64| {
        let mut requests: Vec<(u64, u64)> = vec![(0, 90), (1, 90)];
        requests.extend((0..answers).map(|number| (22 + number, 1)));
        requests.push((40, 90));
        let hopeless = Law::Constant(ms(90));
        let service = Service { timeout: Some(ms(20)), slots: 100, need: hopeless, ..with_budget(1) };
        attempts(&Case::new(service, &requests).play()).last().copied()
    };
    assert_eq!((last(10), last(9)), (Some(2), Some(1)));
    // A bucket is never more than full.
    let mut answered: Vec<(u64, u64)> = (0..40).map(|number| (number, 1)).collect();
    answered.extend([(50, 90), (51, 90), (52, 90)]);
    assert_eq!(attempts(&hurried(&answered))[40..], [2, 2, 1]);
}

#[test]
fn all_attempts_of_a_request_are_of_one_client() {
    let budget = Some(Budget { capacity: 5, retry_cost: 5, timeout_cost: 5, per_success: 1 });
    let service = service_of(Retries { budget, clients: 1_000_000, ..stubborn() });
    let requests: Vec<(u64, u64)> = (0..50).map(|number| (number, 1)).collect();
    // Its first retry empties the bucket that its second would need.
    assert_eq!(attempts(&Case::new(service, &requests).changes(&[]).play()), [2; 50]);
}

#[test]
fn each_attempt_has_its_own_luck() {
    let service = service_of(Retries { persistence: 0.5, attempts: 10, ..stubborn() });
    let requests: Vec<(u64, u64)> = (0..400).map(|number| (number, 1)).collect();
    let took = attempts(&Case::new(service, &requests).changes(&[]).play());
    let share = |attempts: u32| took.iter().filter(|took| **took == attempts).count() as f64 / 400.0;
    for (attempts, expected) in [(1, 0.5_f64), (2, 0.25), (3, 0.125)] {
        let se = (expected * (1.0 - expected) / 400.0).sqrt();
        assert!((share(attempts) - expected).abs() < 4.0 * se, "{attempts}: {}", share(attempts));
    }
}

#[test]
fn a_container_that_gives_up_a_waiting_request_refuses_it() {
    let tired = |after: After| {
        let patient = Some(Law::Constant(ms(10)));
        let service = Service { queue_timeout: patient, ..service_of(Retries { after, attempts: 2, ..stubborn() }) };
        Case::new(service, &[(0, 1_000), (1, 5)]).play()
    };
    let never = After { refused: false, ..ALL };
    assert_eq!(attempts(&tired(never)), [1, 1]);
    let played = tired(After { refused: true, timed_out: false, failed: false });
    assert_eq!((attempts(&played), played.ends()[1]), (vec![1, 2], (TimedOut, 31)));
    assert_eq!(played.minutes[0].latency_ns, (1_000 + 30) * 1_000_000);
}

#[test]
fn some_do_not_persist() {
    let requests: Vec<(u64, u64)> = (0..400).map(|number| (number, 1)).collect();
    let retries = |persistence| {
        let service = service_of(Retries { persistence, attempts: 2, ..stubborn() });
        Case::new(service, &requests).changes(&[]).play().audit.retries
    };
    assert_eq!((retries(0.0), retries(1.0)), (0, 400));
    // Binomial, n 400, p 1/4: standard deviation 8.7.
    assert!((retries(0.25) as f64 - 100.0).abs() < 4.0 * 8.7, "{}", retries(0.25));
}

/// The wait of every first failure, in milliseconds.
fn first_waits(jitter: Jitter) -> Vec<f64> {
    let backoff = Backoff::Exponential { base: ms(10_000), cap: ms(20_000), jitter };
    let strict = Service { limit: Limit::Queue(0), ..service_of(Retries { attempts: 2, backoff, ..stubborn() }) };
    let mut requests = vec![(0, 60_000)];
    requests.extend((1..400).map(|number| (number, 1)));
    let played = Case::new(strict, &requests).play();
    let wait = |record: &Watched| record.end.since(record.arrival).nanos() as f64 / 1e6;
    played.records[1..].iter().filter(|record| record.outcome == Refused).map(wait).collect()
}

#[test]
fn jitter_leaves_all_half_or_none_of_the_wait_to_chance() {
    for (jitter, least, mean) in [(Jitter::Full, 0.0, 5_000.0), (Jitter::Equal, 5_000.0, 7_500.0)] {
        let waits = first_waits(jitter);
        let width = 10_000.0 - least;
        assert!(waits.iter().all(|wait| (least..10_000.0).contains(wait)), "{jitter:?}");
        // A uniform's standard error: width / sqrt(12 n).
        let se = width / (12.0 * waits.len() as f64).sqrt();
        let found = waits.iter().sum::<f64>() / waits.len() as f64;
        assert!((found - mean).abs() < 4.0 * se, "{jitter:?}: {found}");
    }
    assert!(first_waits(Jitter::None).iter().all(|wait| *wait == 10_000.0));
}

/// Two policies: what the first attempts bring with them stays the same.
#[test]
fn attempts_after_the_first_move_no_first_requirement() {
    let strict = Service { limit: Limit::Queue(0), slots: 2, ..service_of(stubborn()) };
    let requests: Vec<(u64, u64)> = (0..50).map(|number| (2 * number, 1 + number % 7)).collect();
    let needs = |service: Service| {
        let played = Case::new(service, &requests).play();
        let first = played.records.iter().filter(|record| record.attempts == 1 && record.outcome == Ok);
        first.map(|record| (record.number, record.need)).collect::<Vec<_>>()
    };
    let with = needs(strict);
    assert!((5..45).contains(&with.len()), "{}", with.len());
    assert!(with.iter().all(|(number, need)| *need == ms(requests[*number as usize].1)));
}
