//! What was asked, and what is seen. The only room that prints.
//!
//! Exit codes: 0 done; 1 failed (a run, or a file that could not be written); 2 the scenario or the command is wrong;
//! 99 an objective was missed; 130 interrupted.

mod check;
mod explain;
mod run;
mod selftest;
mod terminal;

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
  dryscale run scenarios/flash-sale.yaml                    thirty days, into output/flash-sale/
  dryscale run sale.yaml --set keep-busy.TargetValue=450    the same question with another target
  dryscale run sale.yaml --runs 5 --json                    the summary as JSON
  dryscale check sale.yaml                                  what its writer may not have meant, and the fix
  dryscale explain output/flash-sale --at 12:03             why it did not scale then, and what would have made it
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
    /// Simulate a scenario many times and write what it shows.
    Run(run::RunArguments),
    /// Look for what a scenario says and its writer may not have meant, without running it.
    Check(check::CheckArguments),
    /// Say why a run did or did not scale at a moment, and what would have made it.
    Explain(explain::ExplainArguments),
    /// Print the JSON Schema of a scenario file.
    Schema,
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
        Command::Run(arguments) => run::run(&arguments),
        Command::Check(arguments) => check::check(&arguments),
        Command::Explain(arguments) => explain::explain(&arguments),
        Command::Selftest(arguments) => selftest::selftest(&arguments),
        Command::Schema => match terminal::out(&crate::scenario::schema()) {
            Ok(()) => ExitCode::SUCCESS,
            Err(cause) => {
                terminal::say(&format!("error: {cause}"));
                ExitCode::from(FAILED)
            }
        },
    }
}
