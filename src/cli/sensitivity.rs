//! `dryscale sensitivity`: what moves the answer, one change at a time.

use super::asked::{self, Asked};
use super::drawing::Drawing;
use super::run::{End, fail, interrupted, wrong};
use super::tables::Tables;
use super::{INTERRUPTED, morris, terminal};
use crate::experiment::contrast::contrasts;
use crate::experiment::queue::jobs;
use crate::experiment::replicate::Workers;
use crate::experiment::sample::Sample;
use crate::experiment::sensitivity::{Change, changes};
use crate::experiment::sweep::figures_of;
use crate::problem::nearest;
use crate::report::sensitivity::{Tornado, metrics};
use crate::scenario::Scenario;
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `dryscale sensitivity`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dryscale sensitivity sale.yaml
  dryscale sensitivity sale.yaml --metric latency_p95_ms --runs 10
  dryscale sensitivity sale.yaml --morris 10 --runs 4

Knobs (targets, cooldowns, bounds), inputs (launch time, service time, traffic) and assumptions on what AWS does not say,
each changed by itself and run on the same days.")]
pub(super) struct SensitivityArguments {
    /// Scenario file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The metric whose tornado is shown; all are in the files.
    #[arg(long, value_name = "NAME", default_value = "bad_minutes_per_day")]
    pub(super) metric: String,
    /// Elementary effects (Morris) over so many walks instead: which knobs matter anywhere in their ranges.
    #[arg(long, value_name = "WALKS", conflicts_with = "json")]
    morris: Option<usize>,
    #[command(flatten)]
    pub(super) asked: Asked,
    /// Result folder; output/sensitivity-NAME otherwise.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    drawing: Drawing,
    #[command(flatten)]
    pub(super) tables: Tables,
    /// Print the study as JSON.
    #[arg(long)]
    json: bool,
}

/// Runs every change on the days of the base.
pub(super) fn sensitivity(arguments: &SensitivityArguments) -> ExitCode {
    match carry_out(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(End::Code(code)) => ExitCode::from(code),
    }
}

fn carry_out(arguments: &SensitivityArguments) -> Result<(), End> {
    if !metrics().any(|name| name == arguments.metric) {
        let near =
            nearest(&arguments.metric, metrics()).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        return Err(wrong("--metric", &format!("`{}` is no metric{near}", arguments.metric)));
    }
    let read = asked::read(&arguments.file, &arguments.asked.edits()?, arguments.asked.quiet)?;
    // With every default written out there is a key for everything that can be changed.
    let (base, _) = Scenario::from_text("scenario.lock.yaml", &read.lock("."), read.folder(), &[])
        .map_err(|problems| asked::refuse(&problems))?;
    let folder =
        arguments.out.clone().unwrap_or_else(|| Path::new("output").join(format!("sensitivity-{}", read.name())));
    arguments.tables.may_publish(&folder)?;
    if let Some(walks) = arguments.morris {
        return morris::study(arguments, &base, walks, &folder);
    }
    let (mut scenarios, mut tried, mut refused) = (vec![base.clone()], Vec::new(), Vec::new());
    for change in changes(&base) {
        match base.edited(&change.edits) {
            Ok((scenario, _)) => {
                scenarios.push(scenario);
                tried.push(change);
            }
            Err(problems) => {
                let why = problems.iter().next().map_or_else(String::new, |problem| problem.message.clone());
                refused.push((change, why));
            }
        }
    }
    let samples = run_all(arguments, &scenarios)?;
    let others: Vec<&Sample> = samples[1..].iter().collect();
    let bars: Vec<(Change, _)> = tried.into_iter().zip(contrasts(&samples[0], &others)).collect();
    let setup = base.setup();
    let (metric, name) = (arguments.metric.clone(), read.name().to_owned());
    show(arguments, &Tornado { name, seed: setup.seed, runs: setup.runs, metric, bars, refused }, &folder)
}

fn run_all(arguments: &SensitivityArguments, scenarios: &[Scenario]) -> Result<Vec<Sample>, End> {
    let setup = scenarios[0].setup();
    let all = jobs(scenarios.len(), setup.runs);
    let mut samples: Vec<Sample> = scenarios.iter().map(|of| Sample::new(asked::frame(of.setup()))).collect();
    let bar = terminal::progress("sensitivity", all.len() as u32, arguments.asked.quiet);
    let workers = Workers::new(arguments.asked.threads).map_err(|error| fail(&error.to_string()))?;
    let mut finished = 0;
    let ended = workers.carry_out(
        &all,
        setup.seed,
        interrupted(),
        |job| figures_of(&scenarios[job.point], job.run, interrupted()),
        |job, outcome| {
            finished += 1;
            samples[job.point].add(&outcome);
        },
        |done, _| bar.set_position(u64::from(done)),
    );
    bar.finish_and_clear();
    ended.map_err(|failure| fail(&failure.to_string()))?;
    if finished < all.len() {
        terminal::say(&format!("interrupted after {finished} of {} runs: nothing written", all.len()));
        return Err(End::Code(INTERRUPTED));
    }
    Ok(samples)
}

fn show(arguments: &SensitivityArguments, of: &Tornado, folder: &Path) -> Result<(), End> {
    let files = of.files(arguments.drawing.pictures()).map_err(|error| fail(&error.to_string()))?;
    arguments.tables.publish(folder, files)?;
    if arguments.json {
        return terminal::out(&of.json()).map_err(|cause| fail(&cause));
    }
    if arguments.asked.quiet {
        return Ok(());
    }
    let look = terminal::look(folder);
    terminal::out(&of.summary(&look)).map_err(|cause| fail(&cause))
}
