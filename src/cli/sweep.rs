//! `dryscale sweep` and `dryscale merge`: a grid of values on the same days, in one piece or in shards.

use super::asked::{self, Asked};
use super::drawing::Drawing;
use super::run::{End, fail, interrupted, wrong};
use super::shard::Shard;
use super::survive::survive;
use super::tables::Tables;
use super::{INTERRUPTED, terminal};
use crate::experiment::queue::Job;
use crate::experiment::replicate::{RunFailure, Unfinished, Workers};
use crate::experiment::sweep::{Plan, PlanError, Store, Swept, figures_of};
use crate::report;
use crate::scenario::Scenario;
use crate::scenario::grid::Knob;
use crate::simulation::outcome::RunOutcome;
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `dryscale sweep`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dryscale sweep sale.yaml -p keep-busy.TargetValue=300:900:100
  dryscale sweep sale.yaml -p ScaleOutCooldown=0,60,300 -p ScaleInCooldown=0:600:150
  dryscale sweep sale.yaml -p assumptions.metric_value=newest,window
  dryscale sweep sale.yaml -p MinCapacity=2:6:1 --survive sale.spike.add=50/s:400/s:10/s
  dryscale sweep sale.yaml -p keep-busy.TargetValue=100:1600:x2 --shard 1/3   then: dryscale merge DIR DIR DIR

A sweep that was stopped goes on where it was when the same command is given again.")]
pub(super) struct SweepArguments {
    /// Scenario file.
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// A key and its values: PATH=a:b:step, PATH=x,y,z, PATH=a:b:x2 (steps of a factor). Again and again: a grid.
    #[arg(short = 'p', long = "param", value_name = "PATH=VALUES", required_unless_present = "survive")]
    params: Vec<String>,
    /// Instead of figures: the largest value of a key, by bisection, at which each point still meets every objective.
    #[arg(long, value_name = "PATH=VALUES", conflicts_with_all = ["shard", "json"])]
    survive: Option<String>,
    #[command(flatten)]
    pub(super) asked: Asked,
    /// Only part i of n of the work (i/n, or auto in a job array of SLURM, AWS Batch or Kubernetes; auto/n).
    #[arg(long, value_name = "I/N")]
    shard: Option<String>,
    /// Result folder; output/sweep-NAME otherwise. A shard leaves its finished runs there.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) drawing: Drawing,
    #[command(flatten)]
    pub(super) tables: Tables,
    /// Begin although it will take long.
    #[arg(long, short)]
    yes: bool,
    /// Print the sweep as JSON.
    #[arg(long)]
    json: bool,
}

/// Arguments of `dryscale merge`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dryscale merge output/sweep-sale-shard-1-of-3 output/sweep-sale-shard-2-of-3 output/sweep-sale-shard-3-of-3")]
pub(super) struct MergeArguments {
    /// Folders that the shards of one sweep left.
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Result folder; output/sweep-NAME otherwise.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    drawing: Drawing,
    #[command(flatten)]
    tables: Tables,
    /// Print the sweep as JSON.
    #[arg(long)]
    json: bool,
    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,
}

/// Runs the grid, or a part of it.
pub(super) fn sweep(arguments: &SweepArguments) -> ExitCode {
    code(&match &arguments.survive {
        Some(load) => survive(arguments, load),
        None => carry_out(arguments),
    })
}

/// Puts the shards of a sweep together.
pub(super) fn merge(arguments: &MergeArguments) -> ExitCode {
    code(&put_together(arguments))
}

fn code(ended: &Result<(), End>) -> ExitCode {
    match *ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(End::Code(code)) => ExitCode::from(code),
    }
}

/// A sweep at work.
struct Work {
    plan: Plan,
    /// One for each point.
    scenarios: Vec<Scenario>,
    store: Store,
}

impl Work {
    /// A finished run: from the store, or made and kept.
    fn figures(&self, job: Job) -> Result<RunOutcome, Unfinished> {
        if let Some(outcome) = self.store.take(&self.plan, job) {
            return Ok(outcome);
        }
        let outcome = figures_of(&self.scenarios[job.point], job.run, interrupted())?;
        self.store.put(&self.plan, job, &outcome).map_err(|cause| {
            let message = format!("its figures cannot be kept: {cause}");
            Unfinished::Failed(RunFailure { run: job.run, seed: self.plan.seed, message })
        })?;
        Ok(outcome)
    }
}

fn carry_out(arguments: &SweepArguments) -> Result<(), End> {
    let quiet = arguments.asked.quiet;
    let knobs = knobs(arguments)?;
    let shard =
        arguments.shard.as_deref().map(Shard::read).transpose().map_err(|message| wrong("--shard", &message))?;
    let base = asked::read(&arguments.file, &arguments.asked.edits()?, quiet)?;
    let (plan, scenarios) = Plan::of(&base, &knobs).map_err(|error| refuse(&error))?;
    let folder = arguments.out.clone().unwrap_or_else(|| default_folder(base.name(), shard));
    let kept = match shard {
        Some(_) => folder.clone(),
        None => beside(&folder),
    };
    match shard {
        Some(_) => arguments.tables.refuse_in_a_shard()?,
        None => arguments.tables.may_publish(&folder)?,
    }
    let store = Store::open(&kept, &plan).map_err(|error| fail(&error.to_string()))?;
    let jobs: Vec<Job> = plan.jobs();
    let mine: Vec<Job> = match shard {
        Some(shard) => jobs.iter().enumerate().filter(|(at, _)| shard.has(*at)).map(|(_, job)| *job).collect(),
        None => jobs.clone(),
    };
    let work = Work { plan, scenarios, store };
    let workers = Workers::new(arguments.asked.threads).map_err(|error| fail(&error.to_string()))?;
    estimate(arguments, &work, &mine, workers.threads())?;
    let mut swept = Swept::new(work.plan.clone());
    let finished = run_all(arguments, &work, &workers, &mine, |job, outcome| {
        if shard.is_none() {
            swept.add(job, &outcome);
        }
    })?;
    if finished < mine.len() {
        let kept = kept.display();
        terminal::say(&format!(
            "interrupted: {finished} of {} runs are kept in {kept}; the same command goes on from there",
            mine.len()
        ));
        return Err(End::Code(INTERRUPTED));
    }
    match shard {
        Some(shard) if !quiet => {
            let (runs, all, folder) = (mine.len(), jobs.len(), folder.display());
            terminal::say(&format!(
                "shard {shard}: {runs} of {all} runs are in {folder}; when all shards are there: dryscale merge DIR…"
            ));
        }
        Some(_) => {}
        None => {
            swept.conclude();
            show(&swept, &folder, (&arguments.drawing, arguments.tables), (arguments.json, quiet))?;
            work.store.clear();
        }
    }
    Ok(())
}

fn knobs(arguments: &SweepArguments) -> Result<Vec<Knob>, End> {
    let parsed: Result<Vec<Knob>, String> = arguments.params.iter().map(|text| Knob::parse(text)).collect();
    parsed.map_err(|message| wrong("-p", &message))
}

/// The points that are asked for; without any key the scenario as it stands alone.
pub(super) fn points(arguments: &SweepArguments, base: &Scenario) -> Result<(Plan, Vec<Scenario>), End> {
    Plan::of(base, &knobs(arguments)?).map_err(|error| refuse(&error))
}

/// Carries out the jobs, keeps each and hands it on in order; how many finished.
fn run_all(
    arguments: &SweepArguments,
    work: &Work,
    workers: &Workers,
    mine: &[Job],
    mut fold: impl FnMut(Job, RunOutcome),
) -> Result<usize, End> {
    let bar = terminal::progress("sweep", mine.len() as u32, arguments.asked.quiet);
    let mut finished = 0;
    let ended = workers.carry_out(
        mine,
        work.plan.seed,
        interrupted(),
        |job| work.figures(job),
        |job, outcome| {
            finished += 1;
            fold(job, outcome);
        },
        |done, _| bar.set_position(u64::from(done)),
    );
    bar.finish_and_clear();
    ended.map_err(|failure| fail(&failure.to_string()))?;
    Ok(finished)
}

/// Makes one run that is not there yet, to tell how long the rest will take.
fn estimate(arguments: &SweepArguments, work: &Work, mine: &[Job], threads: usize) -> Result<(), End> {
    let quiet = arguments.asked.quiet;
    let missing: Vec<Job> = mine.iter().copied().filter(|job| !work.store.has(&work.plan, *job)).collect();
    if missing.len() < mine.len() && !quiet {
        terminal::say(&format!("{} of {} runs are there already", mine.len() - missing.len(), mine.len()));
    }
    let Some(first) = missing.first() else { return Ok(()) };
    let (runs, yes) = (missing.len() - 1, arguments.yes);
    let ahead = asked::Ahead { runs, is_rough: false, threads, yes, quiet, less: "fewer runs or points" };
    ahead.begun_with(|| work.figures(*first))
}

fn show(
    swept: &Swept,
    folder: &Path,
    (drawing, tables): (&Drawing, Tables),
    (json, quiet): (bool, bool),
) -> Result<(), End> {
    let files = report::sweep::files(swept, drawing.pictures()).map_err(|error| fail(&error.to_string()))?;
    tables.publish(folder, files)?;
    if json {
        return terminal::out(&report::sweep::json(swept)).map_err(|cause| fail(&cause));
    }
    if quiet {
        return Ok(());
    }
    let look = terminal::look(folder);
    terminal::out(&report::sweep::summary(swept, &look)).map_err(|cause| fail(&cause))
}

fn put_together(arguments: &MergeArguments) -> Result<(), End> {
    let refuse = |error: &dyn std::fmt::Display| wrong("merge", &error.to_string());
    let plan = Store::shared_plan(&arguments.folders).map_err(|error| refuse(&error))?;
    if plan.version != env!("CARGO_PKG_VERSION") {
        let message = format!("the shards are of version {}, this is {}", plan.version, env!("CARGO_PKG_VERSION"));
        return Err(wrong("merge", &message));
    }
    let folder = arguments.out.clone().unwrap_or_else(|| default_folder(&plan.name, None));
    arguments.tables.may_publish(&folder)?;
    let mut swept = Swept::new(plan.clone());
    Store::merged(&arguments.folders, &plan, |job, outcome| swept.add(job, &outcome))
        .map_err(|error| refuse(&error))?;
    swept.conclude();
    let forms = (&arguments.drawing, arguments.tables);
    show(&swept, &folder, forms, (arguments.json, arguments.quiet))
}

fn refuse(error: &PlanError) -> End {
    if let PlanError::Point { problems, .. } = error {
        terminal::say(&problems.render(terminal::colour_err()));
    }
    wrong("-p", &error.to_string())
}

fn default_folder(name: &str, shard: Option<Shard>) -> PathBuf {
    let part = shard.map_or_else(String::new, |shard| format!("-shard-{}-of-{}", shard.part, shard.of));
    Path::new("output").join(format!("sweep-{name}{part}"))
}

/// Where finished runs are kept while a sweep is under way.
fn beside(folder: &Path) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(".runs");
    folder.with_file_name(name)
}
