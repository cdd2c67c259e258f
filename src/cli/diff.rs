//! `dryscale diff`: which knobs differ between two scenarios, or a scenario and documents.

use super::import::params;
use super::run::{End, fail};
use super::{WRONG, terminal};
use crate::problem::Problems;
use crate::scenario::difference::{Difference, of_kinds, of_scenarios};
use crate::scenario::documents::documents;
use crate::scenario::import::documents_of;
use clap::Args;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `dryscale diff`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dryscale diff today.yaml tuned.yaml
  dryscale diff tuned.yaml policies.json          the scenario against what runs today

Exit codes: 0 whether they differ or not, 2 a file is wrong.")]
pub(super) struct DiffArguments {
    /// A scenario.
    #[arg(value_name = "A")]
    first: PathBuf,
    /// Another, or documents of any format.
    #[arg(value_name = "B")]
    second: PathBuf,
    /// The value of a variable or parameter of the documents: NAME=VALUE, again and again.
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// Print the differences as JSON.
    #[arg(long)]
    json: bool,
}

/// Names what differs.
pub(super) fn diff(arguments: &DiffArguments) -> ExitCode {
    match one(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(End::Code(code)) => ExitCode::from(code),
    }
}

fn one(arguments: &DiffArguments) -> Result<(), End> {
    let refuse = |problems: Problems| {
        terminal::say(&problems.render(terminal::colour_err()));
        End::Code(WRONG)
    };
    let found = if is_scenario(&arguments.second) {
        of_scenarios(&arguments.first, &arguments.second).map_err(refuse)?
    } else {
        let params = params(&arguments.params)?;
        let there = documents_of(std::slice::from_ref(&arguments.second), &params).map_err(refuse)?;
        of_kinds(&documents(&arguments.first).map_err(refuse)?.all, &there)
    };
    let text = if arguments.json { as_json(&found) } else { as_text(&found) };
    terminal::out(&text).map_err(|cause| fail(&cause))
}

/// A scenario has traffic or models; documents have neither.
fn is_scenario(path: &Path) -> bool {
    std::fs::read_to_string(path).is_ok_and(|text| {
        text.lines()
            .any(|line| ["traffic:", "models:", "endpoint:", "scaling:"].iter().any(|key| line.starts_with(key)))
    })
}

fn shown(value: Option<&Value>) -> String {
    value.map_or_else(
        || "(not there)".to_owned(),
        |value| value.as_str().map_or_else(|| value.to_string(), str::to_owned),
    )
}

fn as_text(found: &[Difference]) -> String {
    if found.is_empty() {
        return "no knob differs\n".to_owned();
    }
    let line = |difference: &Difference| {
        let sign = match (&difference.before, &difference.after) {
            (None, _) => '+',
            (_, None) => '-',
            _ => '~',
        };
        let (before, after) = (shown(difference.before.as_ref()), shown(difference.after.as_ref()));
        match sign {
            '+' => format!("+ {}: {after}\n", difference.path),
            '-' => format!("- {}: {before}\n", difference.path),
            _ => format!("~ {}: {before} -> {after}\n", difference.path),
        }
    };
    found.iter().map(line).collect()
}

fn as_json(found: &[Difference]) -> String {
    let one = |difference: &Difference| serde_json::json!({"path": difference.path, "before": difference.before, "after": difference.after});
    let list: Vec<Value> = found.iter().map(one).collect();
    serde_json::to_string_pretty(&serde_json::json!({"format_version": "1", "differences": list})).expect("plain JSON")
        + "\n"
}
