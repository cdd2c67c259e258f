//! What experiments have in common on the command line: edits, runs, seed, threads; and how scenarios are read for them.

use super::run::{End, fail};
use super::{WRONG, terminal};
use crate::experiment::fold::Frame;
use crate::experiment::replicate::Unfinished;
use crate::problem::Problems;
use crate::report::words;
use crate::scenario::Scenario;
use crate::scenario::edit::Edit;
use crate::scenario::setup::Setup;
use clap::Args;
use std::path::Path;
use std::time::Instant;

pub(super) use super::run::way;
pub(super) use crate::experiment::explain::unfinished;

/// An estimate beyond this [s] asks for `--yes`.
const LONG_SECS: f64 = 600.0;
/// An estimate beyond this [s] is said.
const WORTH_SAYING_SECS: f64 = 20.0;

/// What lies ahead of an experiment once a first run is done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ahead {
    /// Runs that are left.
    pub(super) runs: usize,
    /// Whether there may be some more or fewer.
    pub(super) is_rough: bool,
    /// Runs at a time.
    pub(super) threads: usize,
    /// Whether it may take long.
    pub(super) yes: bool,
    /// Whether an estimate is kept to oneself.
    pub(super) quiet: bool,
    /// What to ask for so that it takes less.
    pub(super) less: &'static str,
}

impl Ahead {
    /// Times a first run, and says how long those that are left will take; what takes long is begun with `--yes`. That a
    /// first run was interrupted is for those to tell that follow.
    #[expect(
        clippy::disallowed_methods,
        reason = "the real time goes into an estimate on the terminal, into no result"
    )]
    pub(super) fn begun_with<T>(self, first: impl FnOnce() -> Result<T, Unfinished>) -> Result<(), End> {
        let begun = Instant::now();
        match first() {
            Ok(_) => self.tell(begun.elapsed().as_secs_f64()),
            Err(Unfinished::GaveUp) => Ok(()),
            Err(Unfinished::Failed(failure)) => Err(fail(&failure.to_string())),
        }
    }

    fn tell(self, one_secs: f64) -> Result<(), End> {
        let left_secs = one_secs * self.runs as f64 / self.threads as f64;
        let said = self.said(one_secs, left_secs);
        if left_secs > LONG_SECS && !self.yes {
            let less = self.less;
            terminal::say(&format!(
                "{said}. Nothing more was begun: add --yes to begin, or ask for {less}, or fidelity=fluid."
            ));
            return Err(End::Code(WRONG));
        }
        if left_secs > WORTH_SAYING_SECS && !self.quiet {
            terminal::say(&said);
        }
        Ok(())
    }

    fn said(self, one_secs: f64, left_secs: f64) -> String {
        let about = if self.is_rough { "about " } else { "" };
        let (runs, threads) = (words::counted(self.runs as u64, "run"), words::counted(self.threads as u64, "thread"));
        format!("{about}{runs} of {one_secs:.2} s on {threads}: about {}", words::length(left_secs))
    }
}

/// What every experiment takes.
#[derive(Clone, Debug, Args)]
pub(super) struct Asked {
    /// Number of runs; the scenario's `runs` otherwise.
    #[arg(long, value_name = "N")]
    pub(super) runs: Option<u32>,
    /// Seed; the scenario's `seed` otherwise.
    #[arg(long, value_name = "S")]
    pub(super) seed: Option<u64>,
    /// Threads; one for each core otherwise. Never changes a result.
    #[arg(long, value_name = "T", default_value_t = 0, hide_default_value = true)]
    pub(super) threads: usize,
    /// Change a key of every scenario: PATH=VALUE, again and again.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub(super) set: Vec<String>,
    /// Print nothing but errors.
    #[arg(long, short)]
    pub(super) quiet: bool,
}

impl Asked {
    /// The edits that every scenario gets.
    pub(super) fn edits(&self) -> Result<Vec<Edit>, End> {
        let mut edits = Vec::new();
        let mut wrong = Problems::new();
        for text in &self.set {
            match Edit::parse("--set", text) {
                Ok(edit) => edits.push(edit),
                Err(problems) => wrong.extend(problems),
            }
        }
        edits.extend(self.runs.map(|runs| Edit::new("--runs", "runs", runs.to_string())));
        edits.extend(self.seed.map(|seed| Edit::new("--seed", "seed", seed.to_string())));
        if wrong.is_empty() { Ok(edits) } else { Err(refuse(&wrong)) }
    }
}

/// Several edits in one text, parted by `;`.
pub(super) fn several(origin: &str, text: &str) -> Result<Vec<Edit>, End> {
    let mut wrong = Problems::new();
    let mut edits = Vec::new();
    for part in text.split(';').filter(|part| !part.trim().is_empty()) {
        match Edit::parse(origin, part.trim()) {
            Ok(edit) => edits.push(edit),
            Err(problems) => wrong.extend(problems),
        }
    }
    if wrong.is_empty() && edits.is_empty() {
        return Err(super::run::wrong(origin, "is empty: write PATH=VALUE"));
    }
    if wrong.is_empty() { Ok(edits) } else { Err(refuse(&wrong)) }
}

/// A scenario with its edits; what is wrong with it is said.
pub(super) fn read(file: &Path, edits: &[Edit], quiet: bool) -> Result<Scenario, End> {
    match Scenario::read(file, edits) {
        Ok((scenario, warnings)) => {
            if !warnings.is_empty() && !quiet {
                terminal::say(&warnings.render(terminal::colour_err()));
            }
            Ok(scenario)
        }
        Err(problems) => Err(refuse(&problems)),
    }
}

/// Says what is wrong.
pub(super) fn refuse(problems: &Problems) -> End {
    terminal::say(&problems.render(terminal::colour_err()));
    End::Code(WRONG)
}

/// What the figures of a setup are measured against.
pub(super) fn frame(setup: &Setup) -> Frame {
    Frame { horizon: setup.window.end.since(setup.window.start), slo_attainment: setup.slo.attainment }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AHEAD: Ahead = Ahead { runs: 900, is_rough: false, threads: 2, yes: false, quiet: true, less: "fewer runs" };

    #[test]
    fn what_takes_long_is_begun_with_yes_alone() {
        assert!(AHEAD.tell(1.3).is_ok(), "585 s are not long");
        assert!(matches!(AHEAD.tell(1.4), Err(End::Code(WRONG))), "630 s are");
        assert!(Ahead { yes: true, ..AHEAD }.tell(1.4).is_ok());
        assert!(Ahead { threads: 3, ..AHEAD }.tell(1.4).is_ok(), "three threads take 420 s");
    }

    #[test]
    fn an_estimate_says_what_it_reckons_with() {
        assert_eq!(AHEAD.said(1.4, 630.0), "900 runs of 1.40 s on 2 threads: about 10 m 30 s");
        let rough = Ahead { runs: 1, is_rough: true, threads: 1, ..AHEAD };
        assert_eq!(rough.said(25.0, 25.0), "about 1 run of 25.00 s on 1 thread: about 25 s");
    }

    #[test]
    fn a_first_run_that_was_interrupted_is_told_by_those_that_follow() {
        assert!(AHEAD.begun_with(|| Err::<(), _>(Unfinished::GaveUp)).is_ok());
    }
}
