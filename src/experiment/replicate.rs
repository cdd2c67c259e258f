//! How are many runs spread over threads without the result depending on them? Outcomes are handed on in order of run.
//!
//! Workers take run numbers in order; the calling thread folds what they finish, also in order. A worker that is far
//! ahead of the fold waits, so that only a few outcomes are held at a time.

use rayon::{ThreadPool, ThreadPoolBuilder};
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
    pub fn new(threads: usize) -> Result<Self, rayon::ThreadPoolBuildError> {
        Ok(Self { pool: ThreadPoolBuilder::new().num_threads(threads).build()? })
    }

    /// Runs `runs` and hands every finished outcome to `fold`, strictly in the order of `runs`.
    ///
    /// `stop` (Ctrl-C) keeps runs from beginning; `run` may look at the same flag and answer [`Unfinished::GaveUp`];
    /// runs that finish all the same are folded. `progress` hears (finished, asked). A panic becomes a [`RunFailure`].
    /// Of several failures the one first in order is returned, whatever the number of threads.
    pub fn replicate<T: Send>(
        &self,
        runs: &[u32],
        seed: u64,
        stop: &AtomicBool,
        run: impl Fn(u32) -> Result<T, Unfinished> + Sync,
        fold: impl FnMut(T),
        progress: impl FnMut(u32, u32),
    ) -> Result<(), RunFailure> {
        let _ = (runs, seed, stop, run, fold, progress, &self.pool);
        todo!()
    }
}
