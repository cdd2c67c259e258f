//! How are many runs spread over threads without the result depending on them? Outcomes are handed on in order of run.
//!
//! Workers take run numbers in order; the calling thread folds what they finish, also in order. A worker that is far
//! ahead of the fold waits, so that only a few outcomes are held at a time.

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use std::any::Any;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};
use thiserror::Error;

/// Outcomes that may wait for the fold, for each thread.
const AHEAD: usize = 4;

/// A run that failed: a violated invariant, or a panic.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("run {run} of seed {seed} failed: {message}")]
pub struct RunFailure {
    /// From 1.
    pub run: u32,
    /// The scenario's seed.
    pub seed: u64,
    /// What went wrong.
    pub message: String,
}

/// Why a run has no outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfinished {
    /// It saw the stop flag and gave up.
    GaveUp,
    /// It failed.
    Failed(RunFailure),
}

impl From<RunFailure> for Unfinished {
    fn from(failure: RunFailure) -> Self {
        Self::Failed(failure)
    }
}

/// The threads that runs are spread over.
#[derive(Debug)]
pub struct Workers {
    pool: ThreadPool,
}

impl Workers {
    /// A pool of `threads` threads; 0: one for each core.
    pub fn new(threads: usize) -> Result<Self, ThreadPoolBuildError> {
        Ok(Self { pool: ThreadPoolBuilder::new().num_threads(threads).build()? })
    }

    /// Runs `runs` and hands every finished outcome to `fold`, strictly in the order of `runs`.
    ///
    /// `stop` (Ctrl-C) keeps runs from beginning; `run` may look at the same flag and answer [`Unfinished::GaveUp`];
    /// runs that finish all the same are folded. `progress` hears (finished, asked). A panic becomes a [`RunFailure`].
    /// Of several failures the one first in order is returned, whatever the number of threads: runs before it are
    /// waited for, runs after it do not begin.
    pub fn replicate<T: Send>(
        &self,
        runs: &[u32],
        seed: u64,
        stop: &AtomicBool,
        run: impl Fn(u32) -> Result<T, Unfinished> + Sync,
        mut fold: impl FnMut(T),
        mut progress: impl FnMut(u32, u32),
    ) -> Result<(), RunFailure> {
        let threads = self.pool.current_num_threads();
        let board = Board::new(runs.len(), threads);
        self.pool.in_place_scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|_| {
                    while let Some(index) = board.take(stop) {
                        board.put(index, attempt(runs[index], seed, &run));
                    }
                    board.leave();
                });
            }
            // However this closure ends, no worker goes on waiting for a fold that will not come.
            let _close = Close(&board);
            let mut told = 0;
            loop {
                match board.next(told) {
                    News::Finished(finished) => {
                        told = finished;
                        progress(finished, runs.len() as u32);
                    }
                    News::Ended(Ok(outcome)) => fold(outcome),
                    News::Ended(Err(Unfinished::GaveUp)) => {}
                    News::Ended(Err(Unfinished::Failed(failure))) => return Err(failure),
                    News::Over => return Ok(()),
                }
            }
        })
    }
}

/// One run; a panic is a failure with a message.
fn attempt<T>(run: u32, seed: u64, simulate: impl Fn(u32) -> Result<T, Unfinished>) -> Result<T, Unfinished> {
    // A run shares nothing that a panic could leave half-changed: its outcome is thrown away with it.
    catch_unwind(AssertUnwindSafe(|| simulate(run)))
        .unwrap_or_else(|panic| Err(RunFailure { run, seed, message: words_of(panic.as_ref()) }.into()))
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<&str>().map(|words| (*words).to_owned());
    words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "panicked without words".to_owned())
}

/// What workers and fold know of each other. Positions, not run numbers.
struct Board<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    /// Most outcomes ahead of the fold.
    window: usize,
}

/// What the fold hears.
enum News<T> {
    /// So many runs have an outcome.
    Finished(u32),
    /// The run next in order ended.
    Ended(Result<T, Unfinished>),
    /// No more can come.
    Over,
}

struct State<T> {
    /// Next to be taken by a worker.
    next: usize,
    /// Next to be folded.
    folded: usize,
    /// Nothing from here on is begun.
    end: usize,
    /// Workers that may still put an outcome here.
    at_work: usize,
    /// Runs that ended with an outcome.
    finished: u32,
    /// Ended, not yet folded.
    waiting: BTreeMap<usize, Result<T, Unfinished>>,
}

impl<T> Board<T> {
    fn new(runs: usize, threads: usize) -> Self {
        let state = State { next: 0, folded: 0, end: runs, at_work: threads, finished: 0, waiting: BTreeMap::new() };
        Self { state: Mutex::new(state), changed: Condvar::new(), window: AHEAD * threads }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().expect("nobody panics while holding the board")
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State<T>>) -> MutexGuard<'a, State<T>> {
        self.changed.wait(state).expect("nobody panics while holding the board")
    }

    /// The next run to begin, as soon as the fold is near enough.
    fn take(&self, stop: &AtomicBool) -> Option<usize> {
        let mut state = self.state();
        loop {
            if state.next >= state.end || stop.load(Ordering::Relaxed) {
                return None;
            }
            if state.next < state.folded + self.window {
                state.next += 1;
                return Some(state.next - 1);
            }
            state = self.wait(state);
        }
    }

    fn put(&self, index: usize, ended: Result<T, Unfinished>) {
        let mut state = self.state();
        match ended {
            Ok(_) => state.finished += 1,
            Err(Unfinished::Failed(_)) => state.end = state.end.min(index),
            Err(Unfinished::GaveUp) => {}
        }
        state.waiting.insert(index, ended);
        self.changed.notify_all();
    }

    fn leave(&self) {
        self.state().at_work -= 1;
        self.changed.notify_all();
    }

    /// Waits for what the fold must hear: that more runs have finished than it was `told`, or the outcome next in order.
    fn next(&self, told: u32) -> News<T> {
        let mut state = self.state();
        loop {
            if state.finished != told {
                return News::Finished(state.finished);
            }
            let index = state.folded;
            if let Some(ended) = state.waiting.remove(&index) {
                state.folded += 1;
                self.changed.notify_all();
                return News::Ended(ended);
            }
            if state.at_work == 0 {
                return News::Over;
            }
            state = self.wait(state);
        }
    }
}

/// Nothing more is begun once this is gone.
struct Close<'a, T>(&'a Board<T>);

impl<T> Drop for Close<'_, T> {
    fn drop(&mut self) {
        self.0.state().end = 0;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU32;

    /// Uneven work: some runs take a thousand times longer than others.
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
}
