//! How are many runs of many points spread over threads? All pairs (point, run) in one queue, handed on in its order.

use super::replicate::{RunFailure, Unfinished, Workers};
use std::sync::atomic::AtomicBool;

/// One run of one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// Place of the point.
    pub point: usize,
    /// From 1.
    pub run: u32,
}

/// Every run of every point, point by point.
pub fn jobs(points: usize, runs: u32) -> Vec<Job> {
    (0..points).flat_map(|point| (1..=runs).map(move |run| Job { point, run })).collect()
}

impl Workers {
    /// Carries out `jobs` and hands every finished one to `fold`, strictly in their order; otherwise as
    /// [`Workers::replicate`].
    pub fn carry_out<T: Send>(
        &self,
        jobs: &[Job],
        seed: u64,
        stop: &AtomicBool,
        run: impl Fn(Job) -> Result<T, Unfinished> + Sync,
        mut fold: impl FnMut(Job, T),
        progress: impl FnMut(u32, u32),
    ) -> Result<(), RunFailure> {
        let places: Vec<u32> = (0..jobs.len() as u32).collect();
        let one = |place: u32| match run(jobs[place as usize]) {
            Ok(outcome) => Ok((place, outcome)),
            Err(Unfinished::Failed(failure)) => Err(Unfinished::Failed(RunFailure { run: place, ..failure })),
            Err(Unfinished::GaveUp) => Err(Unfinished::GaveUp),
        };
        let fold = |(place, outcome): (u32, T)| fold(jobs[place as usize], outcome);
        self.replicate(&places, seed, stop, one, fold, progress)
            .map_err(|failure| RunFailure { run: jobs[failure.run as usize].run, ..failure })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_comes_back_in_order_and_a_failure_names_its_run() {
        let (workers, stop) = (Workers::new(3).unwrap(), AtomicBool::new(false));
        let all = jobs(4, 5);
        let mut seen = Vec::new();
        workers.carry_out(&all, 1, &stop, Ok, |job, of| seen.push((job, of)), |_, _| {}).unwrap();
        assert_eq!(seen, all.iter().map(|job| (*job, *job)).collect::<Vec<_>>());
        let fails = |job: Job| if job == (Job { point: 2, run: 3 }) { panic!("a law of Little") } else { Ok(()) };
        let failure = workers.carry_out(&all, 9, &stop, fails, |_, ()| {}, |_, _| {}).unwrap_err();
        assert_eq!(failure, RunFailure { run: 3, seed: 9, message: "a law of Little".to_owned() });
        let told = |job: Job| {
            let failure = RunFailure { run: job.run, seed: 7, message: "broken".to_owned() };
            if job.run == 4 { Err(Unfinished::Failed(failure)) } else { Ok(()) }
        };
        let failure = workers.carry_out(&all, 9, &stop, told, |_, ()| {}, |_, _| {}).unwrap_err();
        assert_eq!((failure.run, failure.seed), (4, 7));
    }
}
