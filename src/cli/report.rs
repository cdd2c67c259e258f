//! `dryscale report`: result folder → its charts and its page again, without a run.

use super::drawing::Drawing;
use super::run::{End, fail, whole};
use super::{WRONG, terminal};
use crate::report::kept::Kept;
use crate::report::{may_publish, publish, renew, words};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `dryscale report`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dryscale report output/flash-sale                             every chart and report.html, as the run drew them
  dryscale report output/flash-sale --draw dark,2x              and those for slides
  dryscale report output/flash-sale --draw 2x --out slides      into a folder of their own

Nothing is simulated. Tables and the scenario stay as they are. A folder that another version of dryscale wrote, or whose
scenario.lock.yaml has been changed since, is refused.")]
pub(super) struct ReportArguments {
    /// Result folder, as `dryscale run` wrote it.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    drawing: Drawing,
    /// Folder for the charts and the page; the result folder otherwise.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print nothing but errors.
    #[arg(long, short)]
    quiet: bool,
}

/// Draws a result again.
pub(super) fn report(arguments: &ReportArguments) -> ExitCode {
    match one(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(End::Code(code)) => ExitCode::from(code),
    }
}

fn one(arguments: &ReportArguments) -> Result<(), End> {
    let kept = Kept::read(&arguments.folder).map_err(|error| {
        terminal::say(&format!("error: {error}"));
        End::Code(WRONG)
    })?;
    let elsewhere = arguments.out.as_ref().filter(|out| whole(out) != whole(&arguments.folder));
    if let Some(out) = elsewhere {
        may_publish(out).map_err(|error| fail(&error.to_string()))?;
    }
    let files = kept.report().pictures(arguments.drawing.pictures()).map_err(|error| fail(&error.to_string()))?;
    let folder = elsewhere.unwrap_or(&arguments.folder);
    let written = if elsewhere.is_some() { publish(folder, &files) } else { renew(folder, &files) };
    written.map_err(|error| fail(&error.to_string()))?;
    if !arguments.quiet {
        let is_picture = |name: &str| Path::new(name).extension().is_some_and(|kind| kind == "png");
        let pictures = files.iter().filter(|file| is_picture(&file.name)).count();
        let drawn = words::counted(pictures as u64, "picture");
        let line = format!("drawn: {drawn} and report.html in {}\n", folder.display());
        terminal::out(&line).map_err(|cause| fail(&cause))?;
    }
    Ok(())
}
