//! `dryscale tune`: the cheapest set-up that meets the objectives, validated on days that had no part in the search.

use super::asked::{self, Ahead, Asked};
use super::drawing::Drawing;
use super::run::{End, fail, interrupted, way, wrong};
use super::tables::Tables;
use super::{INTERRUPTED, MISSED, terminal};
use crate::aws::format::{Format, quoted, write};
use crate::experiment::replicate::Workers;
use crate::experiment::sweep::figures_of;
use crate::experiment::tune::field::Stopped;
use crate::experiment::tune::knob::{self, Knob};
use crate::experiment::tune::{self, Machine, Tuned, defaults, objectives_of};
use crate::report;
use crate::report::tune::Tuning;
use crate::scenario::documents::of_scenario;
use crate::scenario::edit::Edit;
use crate::scenario::{Scenario, grid};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Finalists, and changes around the recommendation: what an estimate reckons with.
const FINALISTS: usize = 8;
const RUNS_AROUND: usize = 500;

/// Arguments of `dryscale tune`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dryscale tune sale.yaml                                         every target, cooldown, bound, step and lead time
  dryscale tune sale.yaml -p keep-busy.TargetValue=300:900:25 -p ScaleInCooldown=60:600:60
  dryscale tune sale.yaml --budget 3000 --fresh-runs 300          a closer look

What is cheapest and meets `objectives` (the SLO, where there are none). What it reports are the figures of fresh days.
Knobs may stand in the scenario too: tune: [\"keep-busy.TargetValue=300:900:25\"].")]
pub(super) struct TuneArguments {
    /// Scenario file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// A knob and its settings, instead of those that `tune` in the scenario or dryscale would turn: PATH=a:b:step,
    /// PATH=x,y,z, PATH=a:b:x2.
    #[arg(short = 'p', long = "param", value_name = "PATH=VALUES")]
    params: Vec<String>,
    /// Runs of the search; the validation comes on top.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    budget: usize,
    /// Fresh runs of each finalist; a hundred days otherwise, at least thirty runs.
    #[arg(long, value_name = "N")]
    fresh_runs: Option<u32>,
    /// Seed of the fresh days; the scenario's plus one otherwise.
    #[arg(long, value_name = "S")]
    fresh_seed: Option<u64>,
    #[command(flatten)]
    asked: Asked,
    /// Result folder; output/tune-NAME otherwise.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    drawing: Drawing,
    #[command(flatten)]
    tables: Tables,
    /// Begin although it will take long.
    #[arg(long, short)]
    yes: bool,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

/// Searches, validates, and says what to do.
pub(super) fn tune(arguments: &TuneArguments) -> ExitCode {
    match carry_out(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(End::Code(code)) => ExitCode::from(code),
    }
}

fn carry_out(arguments: &TuneArguments) -> Result<(), End> {
    let quiet = arguments.asked.quiet;
    let read = asked::read(&arguments.file, &arguments.asked.edits()?, quiet)?;
    // With every default written out there is a key for everything that can be turned.
    let (locked, _) = Scenario::from_text("scenario.lock.yaml", &read.lock("."), read.folder(), &[])
        .map_err(|problems| asked::refuse(&problems))?;
    let knobs = knobs(arguments, &locked)?;
    if objectives_of(&locked).is_empty() {
        let message =
            "there is nothing to reach: write `objectives: [\"latency_p95_ms < 900\"]` or an `slo` with a latency";
        return Err(wrong("tune", message));
    }
    let seed = locked.setup().seed;
    let asked = tune::Asked {
        budget: arguments.budget,
        fresh_runs: arguments.fresh_runs.unwrap_or_else(|| tune::Asked::fresh_runs_of(&locked)),
        fresh_seed: arguments.fresh_seed.unwrap_or_else(|| seed.wrapping_add(1)),
    };
    if asked.fresh_seed == seed {
        return Err(wrong("--fresh-seed", "is the seed of the search: its days would not be fresh"));
    }
    if asked.fresh_runs < 2 || asked.budget < 50 {
        return Err(wrong("tune", "needs a budget of at least 50 runs and at least 2 fresh runs"));
    }
    let folder = arguments.out.clone().unwrap_or_else(|| Path::new("output").join(format!("tune-{}", read.name())));
    arguments.tables.may_publish(&folder)?;
    let workers = Workers::new(arguments.asked.threads).map_err(|error| fail(&error.to_string()))?;
    estimate(arguments, &locked, &asked, workers.threads())?;
    let tuned = search(arguments, &locked, knobs, asked, &workers)?;
    let met = tuned.choice.cheap.is_some();
    let tuning = tuning(arguments, &read, &locked, tuned, &folder);
    show(arguments, &tuning, &folder)?;
    if met { Ok(()) } else { Err(End::Code(MISSED)) }
}

/// Knobs of the command line, else of the scenario, else all that there are.
fn knobs(arguments: &TuneArguments, locked: &Scenario) -> Result<Vec<Knob>, End> {
    let parsed: Result<Vec<grid::Knob>, String> = arguments.params.iter().map(|text| grid::Knob::parse(text)).collect();
    let mut asked_for = parsed.map_err(|message| wrong("-p", &message))?;
    if asked_for.is_empty() {
        asked_for = locked.knobs();
    }
    let knobs = if asked_for.is_empty() {
        defaults::knobs(locked)
    } else {
        knob::asked_for(locked, &asked_for).map_err(|problems| asked::refuse(&problems))?
    };
    if let Some(of_days) = asked_for.iter().find(|knob| ["runs", "seed"].contains(&knob.path.as_str())) {
        return Err(wrong("-p", &format!("`{}` is no knob: every policy has the same days", of_days.path)));
    }
    if knobs.is_empty() {
        return Err(wrong(
            "tune",
            "the scenario has no policy, bound or schedule that could be tuned; name a key with -p",
        ));
    }
    Ok(knobs)
}

fn search(
    arguments: &TuneArguments,
    locked: &Scenario,
    knobs: Vec<Knob>,
    asked: tune::Asked,
    workers: &Workers,
) -> Result<Tuned, End> {
    let all = asked.budget + FINALISTS * asked.fresh_runs as usize + RUNS_AROUND;
    let (budget, validation) = (asked.budget, asked.budget + FINALISTS * asked.fresh_runs as usize);
    let bar = terminal::progress("tune", all as u32, arguments.asked.quiet);
    let mut progress = |stage: &'static str, done: usize| {
        let before = match stage {
            "search" => 0,
            "validation" => budget,
            _ => validation,
        };
        bar.set_position((before + done).min(all) as u64);
    };
    let mut machine = Machine { workers, stop: interrupted(), progress: &mut progress };
    let ended = tune::tune(locked, knobs, asked, &mut machine);
    bar.finish_and_clear();
    ended.map_err(|stopped| match stopped {
        Stopped::Failed(failure) => fail(&failure.to_string()),
        Stopped::Interrupted => {
            terminal::say("interrupted: nothing written");
            End::Code(INTERRUPTED)
        }
    })
}

/// Makes one run, to tell how long all will take.
fn estimate(arguments: &TuneArguments, locked: &Scenario, asked: &tune::Asked, threads: usize) -> Result<(), End> {
    let runs = asked.budget + FINALISTS * asked.fresh_runs as usize + RUNS_AROUND;
    let (yes, quiet) = (arguments.yes, arguments.asked.quiet);
    let ahead = Ahead { runs, is_rough: true, threads, yes, quiet, less: "less (--budget, --fresh-runs)" };
    ahead.begun_with(|| figures_of(locked, 1, interrupted()))
}

/// The result with the documents of the policy that is shown, in every format.
fn tuning(arguments: &TuneArguments, read: &Scenario, locked: &Scenario, tuned: Tuned, folder: &Path) -> Tuning {
    let shown = tuned.choice.cheap.or(tuned.choice.least_bad).unwrap_or(0);
    let edits = &tuned.finalists[shown].candidate.edits;
    let chosen = locked.edited(edits).map_or_else(|_| locked.clone(), |(scenario, _)| scenario);
    let mut rerun = vec!["dryscale run".to_owned(), quoted(&arguments.file.display().to_string())];
    let set = |edit: &Edit| format!("--set {}", quoted(&format!("{}={}", edit.path, edit.value)));
    rerun.extend(edits.iter().map(set));
    let runs = tuned.finalists[shown].sample.runs().len();
    rerun.push(format!("--seed {} --runs {runs}", tuned.asked.fresh_seed));
    let mut documents = vec![("recommended.lock.yaml".to_owned(), chosen.lock(&way(folder, read.folder())))];
    let mut remarks = Vec::new();
    // What stands in the file, and not every default, is what a reader wants to apply.
    let plain = read.edited(edits).ok().and_then(|(scenario, _)| of_scenario(&scenario).ok());
    match plain.filter(|_| tuned.choice.cheap.is_some()) {
        Some(found) => {
            for (format, called) in Format::WRITTEN {
                let written = write(format, &found.all);
                let named = |(name, text): (String, String)| (format!("recommended.{called}.{name}"), text);
                documents.extend(written.files.into_iter().map(named));
            }
            remarks = found.remarks;
        }
        None => documents.clear(),
    }
    Tuning {
        name: read.name().to_owned(),
        rerun: rerun.join(" "),
        title: read.title().to_owned(),
        seed: locked.setup().seed,
        assumptions: locked.setup().assumptions.listed.clone(),
        tuned,
        documents,
        remarks,
    }
}

fn show(arguments: &TuneArguments, of: &Tuning, folder: &Path) -> Result<(), End> {
    let files = of.files(arguments.drawing.pictures()).map_err(|error| fail(&error.to_string()))?;
    arguments.tables.publish(folder, files)?;
    if arguments.json {
        return terminal::out(&of.json()).map_err(|cause| fail(&cause));
    }
    if arguments.asked.quiet {
        return Ok(());
    }
    let look = terminal::look(folder);
    terminal::out(&report::tune::summary(of, &look)).map_err(|cause| fail(&cause))
}
