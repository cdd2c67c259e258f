//! Which run is next, for a worker and for the fold? The only thing that threads share.

use super::replicate::Unfinished;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard};

/// Outcomes that may wait for the fold, for each thread.
pub(super) const AHEAD: usize = 4;

/// What workers and fold know of each other. Positions, not run numbers.
pub(super) struct Board<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    /// Most outcomes ahead of the fold.
    window: usize,
}

/// What the fold hears.
pub(super) enum News<T> {
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
    pub(super) fn new(runs: usize, threads: usize) -> Self {
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
    pub(super) fn take(&self, stop: &AtomicBool) -> Option<usize> {
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

    pub(super) fn put(&self, index: usize, ended: Result<T, Unfinished>) {
        let mut state = self.state();
        match ended {
            Ok(_) => state.finished += 1,
            Err(Unfinished::Failed(_)) => state.end = state.end.min(index),
            Err(Unfinished::GaveUp) => {}
        }
        state.waiting.insert(index, ended);
        self.changed.notify_all();
    }

    pub(super) fn leave(&self) {
        self.state().at_work -= 1;
        self.changed.notify_all();
    }

    /// Waits for what the fold must hear: that more runs have finished than it was `told`, or the outcome next in order.
    pub(super) fn next(&self, told: u32) -> News<T> {
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
pub(super) struct Close<'a, T>(pub(super) &'a Board<T>);

impl<T> Drop for Close<'_, T> {
    fn drop(&mut self) {
        self.0.state().end = 0;
        self.0.changed.notify_all();
    }
}
