//! `dryscale import`: AWS documents → a scenario, and what was repaired, left out and assumed on the way.

use super::run::{End, fail, way, wrong};
use super::{WRONG, terminal};
use crate::scenario::import::{Destination, Imported, Template, import as make};
use clap::Args;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// So many assumed paths are shown.
const SHOWN: usize = 12;

/// Arguments of `dryscale import`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dryscale import target.json policy.json --into today.yaml
  dryscale import setup.sh --param ENDPOINT=shop --into shop.yaml
  dryscale import scaling.yaml --template scenarios/flash-sale.yaml --into shop.yaml
  dryscale import today.json invocations.json activities.json --into today.yaml

Read are: what --cli-input-json takes and describe-calls answer, aws commands, boto3 scripts, ACK manifests,
CloudFormation templates, Terraform (HCL and `terraform show -json`), notebooks, and Markdown pages that hold any of
them;
as records: Invocations and the SampleCount of CPUUtilization (JSON of get-metric-data or get-metric-statistics, CSV
of the console, `timestamp,count`), and what describe-scaling-activities prints.")]
pub(super) struct ImportArguments {
    /// Files of documents and records.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The scenario to write; printed otherwise.
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
    /// Where the rest comes from: a scenario of yours, `default`, or `none`.
    #[arg(long, value_name = "T", default_value = "default")]
    template: String,
    /// The value of a variable or parameter: NAME=VALUE, again and again.
    #[arg(long = "param", value_name = "NAME=VALUE")]
    params: Vec<String>,
    /// Replace the scenario if there is one.
    #[arg(long)]
    force: bool,
}

/// Makes a scenario.
pub(super) fn import(arguments: &ImportArguments) -> ExitCode {
    match one(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(End::Code(code)) => ExitCode::from(code),
    }
}

fn one(arguments: &ImportArguments) -> Result<(), End> {
    let params = params(&arguments.params)?;
    let template = match arguments.template.as_str() {
        "default" => Template::Default,
        "none" => Template::None,
        path => Template::File(PathBuf::from(path)),
    };
    if let Some(into) = arguments.into.as_ref().filter(|into| into.exists() && !arguments.force) {
        return Err(wrong("--into", &format!("`{}` exists; --force replaces it", into.display())));
    }
    let folder = arguments.into.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
    let named = |file: &Path| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match way(folder, file.parent().unwrap_or(Path::new(""))).as_str() {
            "." => name,
            way => format!("{way}/{name}"),
        }
    };
    let into = Destination { folder, named: &named };
    let imported = make(&arguments.files, &template, &params, &into).map_err(|problems| {
        terminal::say(&problems.render(terminal::colour_err()));
        End::Code(WRONG)
    })?;
    let summary = told(&imported, arguments.into.as_deref());
    if let Some(into) = &arguments.into {
        std::fs::write(into, &imported.text)
            .map_err(|error| fail(&format!("cannot write `{}`: {error}", into.display())))?;
        terminal::out(&summary).map_err(|cause| fail(&cause))?;
    } else {
        terminal::out(&imported.text).map_err(|cause| fail(&cause))?;
        terminal::say(&summary);
    }
    if !imported.outlook.is_empty() {
        let will = if imported.outlook.is_empty_of_errors() { "will warn" } else { "refuses this scenario as it is" };
        terminal::say(&format!("\n`dryscale run` {will}:\n{}", imported.outlook.render(terminal::colour_err())));
    }
    Ok(())
}

/// `NAME=VALUE` of the command line.
pub(super) fn params(texts: &[String]) -> Result<BTreeMap<String, String>, End> {
    let one = |text: &String| match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => Ok((name.trim().to_owned(), value.to_owned())),
        _ => Err(wrong("--param", &format!("`{text}` lacks a name or `=`; write --param NAME=VALUE"))),
    };
    texts.iter().map(one).collect()
}

fn told(imported: &Imported, into: Option<&Path>) -> String {
    let counts: Vec<String> = imported.counts.iter().map(|(call, count)| format!("{count} × {call}")).collect();
    let mut text = format!("read {}", counts.join(", "));
    let mut list = |heading: &str, all: &[String], most: usize| {
        if all.is_empty() {
            return;
        }
        write!(text, "\n{heading}:").expect("a String takes any text");
        for words in all.iter().take(most) {
            write!(text, "\n  {words}").expect("a String takes any text");
        }
        if all.len() > most {
            write!(text, "\n  and {} more", all.len() - most).expect("a String takes any text");
        }
    };
    list("repaired", &imported.repairs, usize::MAX);
    list("noted", &imported.notes, usize::MAX);
    list("not in the documents, marked `# assumed`", &imported.assumed, SHOWN);
    if let Some(into) = into {
        let shown = into.display();
        write!(text, "\nwritten: {shown}\nnext: dryscale run {shown}").expect("a String takes any text");
    }
    text
}
