//! What experiments have in common on the command line: edits, runs, seed, threads; and how scenarios are read for them.

use super::run::End;
use super::{WRONG, terminal};
use crate::experiment::fold::Frame;
use crate::problem::Problems;
use crate::scenario::Scenario;
use crate::scenario::edit::Edit;
use crate::scenario::setup::Setup;
use clap::Args;
use std::path::Path;

pub(super) use super::run::way;
pub(super) use crate::experiment::explain::unfinished;

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
