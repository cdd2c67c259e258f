//! `dryscale check`: what a scenario says and its writer may not have meant. Nothing is run.

mod json;
mod sarif;

use super::{FAILED, WRONG, terminal};
use crate::problem::{Problems, Severity};
use crate::scenario::Scenario;
use crate::scenario::edit::Edit;
use crate::scenario::lint::{self, Lint, Review};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `dryscale check`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dryscale check scenarios/flash-sale.yaml              what its writer may not have meant, each with a fix
  dryscale check sale.yaml --set keep-busy.TargetValue=70
  dryscale check scenarios/*.yaml --strict              for CI: a warning fails too
  dryscale check sale.yaml --format sarif > check.sarif for code scanning
  dryscale check --explain DS012                        what a code means

Exit codes: 0 nothing, warnings or infos; 2 errors, and with --strict warnings too.")]
pub(super) struct CheckArguments {
    /// Scenario files.
    #[arg(required_unless_present = "explain", value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Change a key of the scenario first: PATH=VALUE, again and again.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Warnings count as errors.
    #[arg(long)]
    strict: bool,
    /// How the findings are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Explain a code, or `all` of them, and look at no file.
    #[arg(long, value_name = "CODE", conflicts_with = "files")]
    explain: Option<String>,
}

/// How the findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For scripts.
    Json,
    /// For code scanning (SARIF 2.1.0).
    Sarif,
}

/// A file and what was found in it.
struct Looked {
    file: String,
    problems: Problems,
}

/// Looks at every scenario and says what it finds.
pub(super) fn check(arguments: &CheckArguments) -> ExitCode {
    if let Some(code) = &arguments.explain {
        return explain(code);
    }
    let mut edits = Vec::new();
    for text in &arguments.set {
        match Edit::parse("--set", text) {
            Ok(edit) => edits.push(edit),
            Err(problems) => {
                terminal::say(&problems.render(terminal::colour_err()));
                return ExitCode::from(WRONG);
            }
        }
    }
    let look =
        |file: &PathBuf| Looked { file: file.display().to_string(), problems: Review::read(file, &edits).problems };
    let looked: Vec<Looked> = arguments.files.iter().map(look).collect();
    let written = match arguments.format {
        Format::Text => text(&looked),
        Format::Json => json::write(&looked),
        Format::Sarif => sarif::write(&looked),
    };
    if let Err(cause) = terminal::out(&written) {
        terminal::say(&format!("error: {cause}"));
        return ExitCode::from(FAILED);
    }
    let fails =
        |problems: &Problems| problems.errors() > 0 || (arguments.strict && problems.count_of(Severity::Warning) > 0);
    if looked.iter().any(|looked| fails(&looked.problems)) { ExitCode::from(WRONG) } else { ExitCode::SUCCESS }
}

/// What people read: every finding in place, and where to read on.
fn text(looked: &[Looked]) -> String {
    let mut text = String::new();
    let mut codes: Vec<&str> = Vec::new();
    for Looked { file, problems } in looked {
        if problems.is_empty() {
            text.extend([file.as_str(), ": nothing found\n"]);
            continue;
        }
        if looked.len() > 1 {
            text.extend([file.as_str(), ":\n"]);
        }
        text.push_str(&problems.render(terminal::colour_out()));
        codes.extend(problems.iter().filter_map(|problem| problem.code));
    }
    if let Some(code) = codes.first() {
        text.extend(["`dryscale check --explain ", code, "` says more of a code\n"]);
    }
    text
}

/// The line by which `run` points at what `check` has to say.
pub(super) fn pointer(scenario: &Scenario, file: &Path) -> Option<String> {
    let findings = scenario.findings();
    let count = findings.errors() + findings.count_of(Severity::Warning);
    let s = if count == 1 { "" } else { "s" };
    (count > 0).then(|| format!("{count} warning{s} by `dryscale check {}`", file.display()))
}

fn explain(code: &str) -> ExitCode {
    let lints: Vec<&Lint> = if code == "all" { lint::all().collect() } else { lint::named(code).into_iter().collect() };
    if lints.is_empty() {
        let last = lint::all().last().map_or("", |lint| lint.code);
        terminal::say(&format!("error: no finding has the code {code}; they are DS001 to {last}, or `all`"));
        return ExitCode::from(WRONG);
    }
    let told: Vec<String> = lints.into_iter().map(explanation).collect();
    match terminal::out(&told.join("\n")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => {
            terminal::say(&format!("error: {cause}"));
            ExitCode::from(FAILED)
        }
    }
}

/// Columns of an explanation.
const WIDTH: usize = 96;

fn explanation(lint: &Lint) -> String {
    let Lint { code, title, explanation, reference, .. } = lint;
    let mut text = format!("{code}  {title}  ({})\n\n", word(lint.severity));
    let mut column = 0;
    for part in explanation.split_whitespace() {
        let length = part.chars().count();
        let gap = if column == 0 {
            ""
        } else if column + length >= WIDTH {
            "\n"
        } else {
            " "
        };
        column = if gap == " " { column + 1 + length } else { length };
        text.push_str(gap);
        text.push_str(part);
    }
    text.extend(["\n\nRef: ", reference, "\n"]);
    text
}

/// `error`, `warning` or `info`.
fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}
