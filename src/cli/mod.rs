//! What was asked, and what is seen. The only room that prints.
//!
//! Exit codes: 0 done; 1 failed (a run, or a file that could not be written); 2 the scenario or the command is wrong;
//! 99 an objective was missed; 130 interrupted.

mod asked;
mod check;
mod compare;
mod completions;
mod diff;
mod drawing;
mod explain;
mod export;
mod import;
mod init;
mod morris;
mod report;
mod run;
mod selftest;
mod sensitivity;
mod shard;
mod survive;
mod sweep;
mod tables;
mod terminal;
mod tune;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Exit code: the run failed, or its result could not be written.
const FAILED: u8 = 1;
/// Exit code: the scenario or the command is wrong.
const WRONG: u8 = 2;
/// Exit code: an objective was missed.
const MISSED: u8 = 99;
/// Exit code: interrupted.
const INTERRUPTED: u8 = 130;

const EXAMPLES: &str = "\
Examples:
  dryscale init shop                                        a commented scenario to begin with, in shop/
  dryscale run scenarios/flash-sale.yaml                    thirty days, into output/flash-sale/
  dryscale run sale.yaml --set keep-busy.TargetValue=450    the same question with another target
  dryscale run sale.yaml --runs 5 --json                    the summary as JSON
  dryscale report output/flash-sale --draw dark,2x          its charts again, for slides
  dryscale check sale.yaml                                  what its writer may not have meant, and the fix
  dryscale explain output/flash-sale --at 12:03             why it did not scale then, and what would have made it
  dryscale import policies.json --into today.yaml           a scenario of your AWS documents
  dryscale export today.yaml --format terraform             the same documents, to be applied
  dryscale diff today.yaml tuned.yaml                       which knobs differ
  dryscale compare sale.yaml --with keep-busy.TargetValue=450   two targets on the same days
  dryscale sweep sale.yaml -p TargetValue=300:900:100           a grid of values on the same days
  dryscale sensitivity sale.yaml                            what moves the answer most
  dryscale tune sale.yaml                                   the cheapest policy that meets the objectives
  dryscale schema > dryscale.schema.json                    completion and checks in your editor
  dryscale selftest                                         the simulator against exact answers

Exit codes: 0 done, 1 failed, 2 the file or the command is wrong, 99 an objective was missed, 130 interrupted.";

/// A dry run for auto scaling: what an Amazon SageMaker endpoint will do under a given traffic, before it is deployed.
#[derive(Debug, Parser)]
#[command(name = "dryscale", version, about, after_help = EXAMPLES, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a commented scenario to begin with.
    Init(init::InitArguments),
    /// Simulate a scenario many times and write what it shows.
    Run(run::RunArguments),
    /// Draw the charts and the page of a finished run again, without running it.
    Report(report::ReportArguments),
    /// Look for what a scenario says and its writer may not have meant, without running it.
    Check(check::CheckArguments),
    /// Say why a run did or did not scale at a moment, and what would have made it.
    Explain(explain::ExplainArguments),
    /// Make a scenario of AWS documents: CLI JSON, commands, scripts, manifests, templates.
    Import(import::ImportArguments),
    /// Write a scenario's AWS documents so that they can be applied.
    Export(export::ExportArguments),
    /// Name the knobs that differ between two scenarios, or a scenario and documents.
    Diff(diff::DiffArguments),
    /// Run several policies on the same days and say how they differ.
    Compare(compare::CompareArguments),
    /// Run a grid of values on the same days.
    Sweep(sweep::SweepArguments),
    /// Say what moves the answer: knobs, inputs, assumptions, one at a time.
    Sensitivity(sensitivity::SensitivityArguments),
    /// Search for the cheapest set-up that meets the objectives, and validate it on fresh days.
    Tune(tune::TuneArguments),
    /// Put the shards of a sweep together.
    Merge(sweep::MergeArguments),
    /// Print the JSON Schema of a scenario file.
    Schema,
    /// Print the completions of a shell.
    Completions(completions::CompletionsArguments),
    /// Hold the simulator against exact answers.
    Selftest(selftest::SelftestArguments),
}

/// Does what the command line asks.
pub fn main() -> ExitCode {
    terminal::bear_full_disks();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return terminal::usage(&error),
    };
    match arguments.command {
        Command::Init(arguments) => init::init(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Report(arguments) => report::report(&arguments),
        Command::Check(arguments) => check::check(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::Export(arguments) => export::export(&arguments),
        Command::Diff(arguments) => diff::diff(&arguments),
        Command::Import(arguments) => import::import(&arguments),
        Command::Compare(arguments) => compare::compare(&arguments),
        Command::Sweep(arguments) => sweep::sweep(&arguments),
        Command::Sensitivity(arguments) => sensitivity::sensitivity(&arguments),
        Command::Tune(arguments) => tune::tune(&arguments),
        Command::Merge(arguments) => sweep::merge(&arguments),
        Command::Selftest(arguments) => selftest::selftest(&arguments),
        Command::Completions(arguments) => completions::completions(&arguments),
        Command::Schema => match terminal::out(&crate::scenario::schema()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(cause) => {
                terminal::say(&format!("error: {cause}"));
                ExitCode::from(FAILED)
            }
        },
    }
}
