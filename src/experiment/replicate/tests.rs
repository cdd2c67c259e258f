//! Order, panics, stops: whatever the threads.

use super::*;
use crate::experiment::board::AHEAD;
use std::sync::atomic::{AtomicU32, Ordering};

/// Uneven work: some runs take a thousand times longer than others.
#[expect(clippy::unnecessary_wraps, reason = "it stands in for a run that may fail")]
fn uneven(run: u32) -> Result<(u32, u64), Unfinished> {
    let rounds = [1, 400, 3, 9_000, 20][run as usize * 7 % 5] * 50;
    Ok((run, (0..rounds).fold(u64::from(run), |x, _| crate::engine::random::mix(x))))
}

fn folded(threads: usize, runs: &[u32]) -> Vec<(u32, u64)> {
    let mut all = Vec::new();
    let workers = Workers::new(threads).unwrap();
    workers.replicate(runs, 1, &AtomicBool::new(false), uneven, |x| all.push(x), |_, _| {}).unwrap();
    all
}

#[test]
fn outcomes_come_in_order_whatever_the_threads() {
    let runs: Vec<u32> = (1..=60).collect();
    let one = folded(1, &runs);
    assert_eq!(one.iter().map(|x| x.0).collect::<Vec<_>>(), runs);
    assert_eq!(one, folded(2, &runs));
    assert_eq!(one, folded(5, &runs));
    assert_eq!(folded(3, &[5]), [one[4]]);
    assert_eq!(folded(3, &[]), []);
}

#[test]
fn a_panic_names_its_run_and_seed_and_the_first_in_order_wins() {
    let fails = |run: u32| {
        let done = uneven(run)?;
        assert!(run != 7 && run != 9, "lost request {}", run * 100);
        Ok(done)
    };
    for threads in [1, 2, 5] {
        let begun = AtomicU32::new(0);
        let counted = |run| {
            begun.fetch_add(1, Ordering::Relaxed);
            fails(run)
        };
        let runs: Vec<u32> = (1..=1_000).collect();
        let failure = Workers::new(threads)
            .unwrap()
            .replicate(&runs, 42, &AtomicBool::new(false), counted, |_| {}, |_, _| {})
            .unwrap_err();
        assert_eq!(failure, RunFailure { run: 7, seed: 42, message: "lost request 700".to_owned() });
        assert!(begun.into_inner() < 60, "the others stop soon");
    }
    let text = RunFailure { run: 7, seed: 42, message: "lost".to_owned() }.to_string();
    assert_eq!(text, "run 7 of seed 42 failed: lost");
}

#[test]
fn after_a_failure_nothing_begins_although_an_earlier_run_goes_on() {
    let begun = AtomicU32::new(0);
    let slow_then_broken = |run: u32| {
        begun.fetch_add(1, Ordering::Relaxed);
        if run == 1 {
            std::thread::sleep(std::time::Duration::from_millis(200));
        }
        if run == 2 { Err(RunFailure { run, seed: 1, message: "lost".to_owned() }.into()) } else { Ok(run) }
    };
    let mut seen = Vec::new();
    let runs: Vec<u32> = (1..=300).collect();
    let stop = AtomicBool::new(false);
    let workers = Workers::new(2).unwrap();
    let failure = workers.replicate(&runs, 1, &stop, slow_then_broken, |run| seen.push(run), |_, _| {}).unwrap_err();
    assert_eq!((failure.run, seen, begun.into_inner()), (2, vec![1], 2));
}

#[test]
fn after_a_stop_what_finished_is_folded_in_order() {
    let stop = AtomicBool::new(false);
    let give_up = |run: u32| {
        if run == 12 {
            stop.store(true, Ordering::Relaxed);
        }
        // Run 10 notices the flag and gives up; the others under way finish.
        if run == 10 {
            while !stop.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
            return Err(Unfinished::GaveUp);
        }
        uneven(run)
    };
    let mut all = Vec::new();
    let runs: Vec<u32> = (1..=500).collect();
    let workers = Workers::new(4).unwrap();
    workers.replicate(&runs, 1, &stop, give_up, |x| all.push(x.0), |_, _| {}).unwrap();
    assert!(all.windows(2).all(|two| two[0] < two[1]), "{all:?}");
    assert!(!all.contains(&10) && all.contains(&9) && all.contains(&12), "{all:?}");
    assert!(all.len() < 40, "{all:?}");
}

#[test]
fn a_stop_before_the_start_runs_nothing() {
    let stop = AtomicBool::new(true);
    let mut seen = 0;
    Workers::new(2).unwrap().replicate(&[1, 2], 1, &stop, uneven, |_| seen += 1, |_, _| {}).unwrap();
    assert_eq!(seen, 0);
}

#[test]
fn progress_counts_to_the_end_and_never_back() {
    let runs: Vec<u32> = (1..=40).collect();
    let mut heard = Vec::new();
    let hear = |done, asked| heard.push((done, asked));
    Workers::new(3).unwrap().replicate(&runs, 1, &AtomicBool::new(false), uneven, |_| {}, hear).unwrap();
    assert!(heard.windows(2).all(|two| two[0].0 < two[1].0), "{heard:?}");
    assert_eq!(heard.last(), Some(&(40, 40)));
}

#[test]
fn few_outcomes_wait_for_a_slow_first_run() {
    let finished = AtomicU32::new(0);
    let most_before_first = AtomicU32::new(0);
    let slow_first = |run: u32| {
        if run == 1 {
            let before = (0..200).map(|_| {
                std::thread::sleep(std::time::Duration::from_millis(1));
                finished.load(Ordering::Relaxed)
            });
            most_before_first.store(before.max().unwrap(), Ordering::Relaxed);
        }
        finished.fetch_add(1, Ordering::Relaxed);
        Ok(run)
    };
    let runs: Vec<u32> = (1..=300).collect();
    Workers::new(2).unwrap().replicate(&runs, 1, &AtomicBool::new(false), slow_first, |_| {}, |_, _| {}).unwrap();
    assert!(most_before_first.into_inner() < 2 * AHEAD as u32);
}

#[test]
#[should_panic(expected = "the fold is broken")]
fn a_broken_fold_does_not_hang() {
    let runs: Vec<u32> = (1..=300).collect();
    let fold = |x: (u32, u64)| assert!(x.0 != 3, "the fold is broken");
    let _ = Workers::new(2).unwrap().replicate(&runs, 1, &AtomicBool::new(false), uneven, fold, |_, _| {});
}
