//! How are many runs spread over threads without the result depending on them? Outcomes are handed on in order of run.
//!
//! Workers take run numbers in order; the calling thread folds what they finish, also in order. A worker that is far
//! ahead of the fold waits, so that only a few outcomes are held at a time.

use super::board::{Board, Close, News};
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::AtomicBool;
use thiserror::Error;

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

    /// How many threads there are.
    pub fn threads(&self) -> usize {
        self.pool.current_num_threads()
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

#[cfg(test)]
mod tests;
