//! `dryscale run`: scenario → runs → report, one way.

use super::drawing::Drawing;
use super::tables::Tables;
use super::terminal;
use crate::experiment::aggregate::{Aggregates, Verdict};
use crate::experiment::fold::Frame;
use crate::experiment::replicate::{RunFailure, Unfinished, Workers};
use crate::experiment::study::{Precision, Study};
use crate::experiment::sweep::scenario_hash;
use crate::problem::Problems;
use crate::quantity;
use crate::report::{Report, Subject};
use crate::scenario::Scenario;
use crate::scenario::edit::Edit;
use crate::simulation::{self, Halt, Options};
use clap::{Args, ValueEnum};
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// Most runs that `--precision` and `--decide` add up to.
const PRECISION_CAP: u32 = 1_000;

/// Arguments of `dryscale run`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dryscale run scenarios/flash-sale.yaml
  dryscale run sale.yaml --set scaling.policies.keep-busy.ScaleOutCooldown=0 --out output/no-cooldown
  dryscale run sale.yaml --precision 2%
  dryscale run sale.yaml --decide --strict
  dryscale run sale.yaml --draw dark,2x                     charts for slides
  dryscale run sale.yaml --parquet                          tables for notebooks, typed
  dryscale run sale.yaml --only 5                           one of the runs alone, the same to the byte")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct RunArguments {
    /// Scenario files.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Number of runs; the scenario's `runs` otherwise.
    #[arg(long, value_name = "N")]
    runs: Option<u32>,
    /// Only this run (from 1).
    #[arg(long, value_name = "K", conflicts_with_all = ["runs", "precision"])]
    only: Option<u32>,
    /// Seed; the scenario's `seed` otherwise.
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// Threads; one for each core otherwise. Never changes a result.
    #[arg(long, value_name = "T", default_value_t = 0, hide_default_value = true)]
    threads: usize,
    /// Add runs until every headline interval is this narrow, for instance 2%.
    #[arg(long, value_name = "P")]
    precision: Option<String>,
    /// Result folder; output/NAME otherwise.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Change a key of the scenario: PATH=VALUE, again and again.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Step of timeline.csv, for instance 5m.
    #[arg(long, value_name = "SPAN")]
    step: Option<String>,
    #[command(flatten)]
    drawing: Drawing,
    #[command(flatten)]
    tables: Tables,
    /// Whose decisions decisions.csv holds: of run 1, the run of median cost and the worst, or of all.
    #[arg(long, value_enum, default_value_t = Decisions::Shown, value_name = "RUNS")]
    decisions: Decisions,
    /// Count an undecided objective as missed.
    #[arg(long)]
    strict: bool,
    /// Add runs until every objective is decided: its whole confidence interval lies on one side.
    #[arg(long, conflicts_with = "only")]
    decide: bool,
    /// Print the summary as JSON.
    #[arg(long)]
    json: bool,
    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,
}

/// Whose decisions are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Decisions {
    /// Of run 1, the run of median cost and the worst.
    Shown,
    /// Of every run.
    All,
}

/// Why a run ends other than well.
pub(super) enum End {
    /// The exit code, after everything has been said.
    Code(u8),
}

/// Simulates every scenario and writes what it shows; the worst exit code of all.
pub(super) fn run(arguments: &RunArguments) -> ExitCode {
    let mut code = 0;
    for file in &arguments.files {
        match one(arguments, file) {
            Err(End::Code(INTERRUPTED)) => return ExitCode::from(INTERRUPTED),
            Err(End::Code(other)) if code == 0 || other < code => code = other,
            Ok(()) | Err(End::Code(_)) => {}
        }
    }
    ExitCode::from(code)
}

use super::{FAILED, INTERRUPTED, MISSED, WRONG};

fn one(arguments: &RunArguments, file: &Path) -> Result<(), End> {
    let scenario = read(arguments, file)?;
    let folder = match &arguments.out {
        Some(out) if arguments.files.len() == 1 => out.clone(),
        Some(out) => out.join(scenario.name()),
        None => Path::new("output").join(scenario.name()),
    };
    let study = study(arguments, &scenario)?;
    let options = Options { step: step(arguments, &scenario)?, shape: None };
    arguments.tables.may_publish(&folder)?;
    let stop = interrupted();
    let bar = terminal::progress(scenario.name(), study.runs.len() as u32, arguments.quiet);
    let workers = Workers::new(arguments.threads).map_err(|error| fail(&error.to_string()))?;
    let aggregates = study.carry_out(
        &workers,
        stop,
        |run| simulation::run(scenario.setup(), run, options, stop).map_err(|halt| unfinished(&scenario, run, halt)),
        |done, asked| {
            bar.set_length(u64::from(asked));
            bar.set_position(u64::from(done));
        },
    );
    bar.finish_and_clear();
    let aggregates = aggregates.map_err(|failure| fail(&failure.to_string()))?;
    let Some(aggregates) = aggregates else {
        terminal::say("interrupted before a run had finished: nothing written");
        return Err(End::Code(INTERRUPTED));
    };
    show(arguments, &scenario, &aggregates, &folder)?;
    verdict(&aggregates, arguments.strict)
}

fn read(arguments: &RunArguments, file: &Path) -> Result<Scenario, End> {
    let mut edits = Vec::new();
    let mut wrong = Problems::new();
    for text in &arguments.set {
        match Edit::parse("--set", text) {
            Ok(edit) => edits.push(edit),
            Err(problems) => wrong.extend(problems),
        }
    }
    edits.extend(arguments.runs.map(|runs| Edit::new("--runs", "runs", runs.to_string())));
    edits.extend(arguments.seed.map(|seed| Edit::new("--seed", "seed", seed.to_string())));
    if !wrong.is_empty() {
        terminal::say(&wrong.render(terminal::colour_err()));
        return Err(End::Code(WRONG));
    }
    match Scenario::read(file, &edits) {
        Ok((scenario, warnings)) => {
            if !warnings.is_empty() && !arguments.quiet {
                terminal::say(&warnings.render(terminal::colour_err()));
            }
            if let Some(line) = super::check::pointer(&scenario, file).filter(|_| !arguments.quiet) {
                terminal::say(&line);
            }
            Ok(scenario)
        }
        Err(problems) => {
            terminal::say(&problems.render(terminal::colour_err()));
            Err(End::Code(WRONG))
        }
    }
}

fn study(arguments: &RunArguments, scenario: &Scenario) -> Result<Study, End> {
    let setup = scenario.setup();
    let relative = match &arguments.precision {
        Some(text) => Some(quantity::share(text).map_err(|error| wrong("--precision", &error.message))?),
        None => None,
    };
    if relative.is_some_and(|p| p <= 0.0) {
        return Err(wrong("--precision", "must be more than 0%"));
    }
    if arguments.only == Some(0) {
        return Err(wrong("--only", "runs are counted from 1"));
    }
    Ok(Study {
        runs: arguments.only.map_or_else(|| (1..=setup.runs).collect(), |run| vec![run]),
        seed: setup.seed,
        precision: relative.map(|relative| Precision { relative, cap: PRECISION_CAP.max(setup.runs) }),
        frame: Frame { horizon: setup.window.end.since(setup.window.start), slo_attainment: setup.slo.attainment },
        objectives: scenario.objectives().to_vec(),
        decide: arguments.decide.then(|| PRECISION_CAP.max(setup.runs)),
        all_decisions: arguments.decisions == Decisions::All,
    })
}

fn step(arguments: &RunArguments, scenario: &Scenario) -> Result<Option<crate::engine::Span>, End> {
    let Some(text) = &arguments.step else { return Ok(None) };
    let step = quantity::duration(text).map_err(|error| wrong("--step", &error.message))?;
    let window = &scenario.setup().window;
    let rows = window.end.since(window.start).nanos().div_ceil(step.nanos().max(1));
    if step.is_zero() || !step.is_multiple_of(crate::engine::Span::MINUTE) || rows > 100_000 {
        return Err(wrong("--step", "must be a whole number of minutes that gives at most 100,000 rows"));
    }
    Ok(Some(step))
}

fn unfinished(scenario: &Scenario, run: u32, halt: Halt) -> Unfinished {
    match halt {
        Halt::Interrupted => Unfinished::GaveUp,
        Halt::Broken(message) => Unfinished::Failed(RunFailure { run, seed: scenario.setup().seed, message }),
    }
}

fn show(arguments: &RunArguments, scenario: &Scenario, aggregates: &Aggregates, folder: &Path) -> Result<(), End> {
    let subject = subject(scenario, folder);
    let report = Report { subject: &subject, aggregates };
    let files = report.files_with(arguments.drawing.pictures()).map_err(|error| fail(&error.to_string()))?;
    arguments.tables.publish(folder, files)?;
    if arguments.json {
        terminal::out(&report.json()).map_err(|cause| fail(&cause))?;
    } else if !arguments.quiet {
        let look = terminal::look(folder);
        terminal::out(&report.summary(&look)).map_err(|cause| fail(&cause))?;
    }
    Ok(())
}

/// What the report needs of the scenario.
fn subject(scenario: &Scenario, folder: &Path) -> Subject {
    let assumed = scenario.assumed().iter().map(|a| format!("{}: {} ({})", a.path, a.value, a.why)).collect();
    Subject {
        title: scenario.title().to_owned(),
        name: scenario.name().to_owned(),
        assumed,
        notes: scenario.notes().to_vec(),
        lock: scenario.lock(&way(folder, scenario.folder())),
        scenario_hash: scenario_hash(scenario),
        ..Subject::of(scenario.setup()).with_history(scenario.history())
    }
}

/// The way from one folder to another, as they are written: symbolic links are not followed.
pub(super) fn way(from: &Path, to: &Path) -> String {
    let (from, to) = (whole(from), whole(to));
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared).map(|_| "..".to_owned());
    let down = to.components().skip(shared).map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

/// The path from the root, without `.` and `..`.
pub(super) fn whole(path: &Path) -> PathBuf {
    // The folder of a bare file name is empty.
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let mut whole = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match part {
            Component::ParentDir => {
                whole.pop();
            }
            other => whole.push(other),
        }
    }
    whole
}

fn verdict(aggregates: &Aggregates, strict: bool) -> Result<(), End> {
    if aggregates.runs < aggregates.asked {
        return Err(End::Code(INTERRUPTED));
    }
    let misses = |verdict| verdict == Verdict::Missed || (strict && verdict == Verdict::Undecided);
    if aggregates.objectives.iter().any(|judged| misses(judged.verdict)) { Err(End::Code(MISSED)) } else { Ok(()) }
}

pub(super) fn fail(message: &str) -> End {
    terminal::say(&format!("error: {message}"));
    End::Code(FAILED)
}

pub(super) fn wrong(flag: &str, message: &str) -> End {
    terminal::say(&format!("error: {flag}: {message}"));
    End::Code(WRONG)
}

/// Set by Ctrl-C; the second one ends the process at once.
pub(super) fn interrupted() -> &'static AtomicBool {
    static STOP: OnceLock<AtomicBool> = OnceLock::new();
    STOP.get_or_init(|| {
        let handler = || {
            if STOP.get().is_none_or(|stop| stop.swap(true, Ordering::Relaxed)) {
                std::process::exit(i32::from(INTERRUPTED));
            }
        };
        if let Err(error) = ctrlc::set_handler(handler) {
            terminal::say(&format!("Ctrl-C will end the program at once: {error}"));
        }
        AtomicBool::new(false)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_between_folders_has_no_detours() {
        let way = |from: &str, to: &str| way(Path::new(from), Path::new(to));
        assert_eq!(way("/a/b/output/x", "/a/b/scenarios"), "../../scenarios");
        assert_eq!(way("output/x", ""), "../..", "the folder of a bare file name");
        assert_eq!(way("/a/b/../result", "/a/b"), "../b");
        assert_eq!(way("/a", "/a"), ".");
    }
}
