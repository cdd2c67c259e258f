//! `dryscale selftest`: the simulator against exact answers, run by the user.

use super::{FAILED, terminal};
use crate::experiment::replicate::Workers;
use crate::selftest::{self, Extent, Row, Verdict};
use clap::Args;
use std::fmt::Write;
use std::process::ExitCode;

/// Arguments of `dryscale selftest`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dryscale selftest                     one case of each family
  dryscale selftest --long              every case, some minutes
  dryscale selftest mmc routing -v      two families, every figure")]
pub(super) struct SelftestArguments {
    /// Oracle families; all of them otherwise.
    #[arg(value_name = "FAMILY")]
    families: Vec<String>,
    /// Every case, not one a family.
    #[arg(long)]
    long: bool,
    /// Print every figure, not only those that disagree.
    #[arg(long, short)]
    verbose: bool,
    /// Threads; one for each core otherwise.
    #[arg(long, value_name = "T", default_value_t = 0, hide_default_value = true)]
    threads: usize,
}

/// Checks the families and prints a line each.
pub(super) fn selftest(arguments: &SelftestArguments) -> ExitCode {
    let known: Vec<&str> = selftest::families().collect();
    if let Some(unknown) = arguments.families.iter().find(|name| !known.contains(&name.as_str())) {
        terminal::say(&format!("error: no oracle family is called {unknown}; there are {}", known.join(", ")));
        return ExitCode::from(super::WRONG);
    }
    let workers = match Workers::new(arguments.threads) {
        Ok(workers) => workers,
        Err(error) => {
            terminal::say(&format!("error: {error}"));
            return ExitCode::from(FAILED);
        }
    };
    let extent = if arguments.long { Extent::Long } else { Extent::Quick };
    let chosen = |name: &&str| arguments.families.is_empty() || arguments.families.iter().any(|f| f == name);
    let mut all = (0, 0);
    for family in known.into_iter().filter(chosen) {
        let rows = selftest::check(family, extent, &workers);
        let agreed = rows.iter().filter(|row| row.verdict == Verdict::Agrees).count();
        all = (all.0 + agreed, all.1 + rows.len());
        let _ = terminal::out(&said(family, &rows, agreed, arguments.verbose));
    }
    let _ = terminal::out(&format!("{} of {} figures agree with the exact ones", all.0, all.1));
    if all.0 == all.1 { ExitCode::SUCCESS } else { ExitCode::from(FAILED) }
}

fn said(family: &str, rows: &[Row], agreed: usize, verbose: bool) -> String {
    let mark = if agreed == rows.len() { '✓' } else { '✗' };
    let mut text = format!("{mark} {family:<22} {agreed} of {} figures", rows.len());
    for row in rows.iter().filter(|row| verbose || row.verdict != Verdict::Agrees) {
        let word = match row.verdict {
            Verdict::Agrees => "agrees",
            Verdict::Disagrees => "DISAGREES",
            Verdict::TooShort => "too short to tell",
        };
        let Row { case, column, oracle, found, allowed, .. } = row;
        let _ = write!(text, "\n    {case} {column}: exact {oracle:.6}, simulated {found:.6} ± {allowed:.6}: {word}");
    }
    text
}
