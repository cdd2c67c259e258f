//! `dryscale export`: a scenario → its AWS documents, as they can be applied.

use super::run::{End, fail};
use super::{WRONG, terminal};
use crate::aws::format::{Format, write};
use crate::scenario::documents::documents;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `dryscale export`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dryscale export scenarios/flash-sale.yaml --format shell
  dryscale export tuned.yaml --format terraform > autoscaling.tf
  dryscale export tuned.yaml --format cli-json --out documents     a file a call, for --cli-input-json

What a format cannot say is reported beside the result.")]
pub(super) struct ExportArguments {
    /// The scenario.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How to write the documents.
    #[arg(long, value_enum)]
    format: FormatName,
    /// Folder to write files into; printed otherwise.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Formats by the name that is typed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormatName {
    /// A JSON document a call.
    CliJson,
    /// Commands.
    Shell,
    /// A Python script.
    Boto3,
    /// Kubernetes manifests.
    Ack,
    /// A template.
    Cloudformation,
    /// HCL.
    Terraform,
}

/// Writes the documents of a scenario.
pub(super) fn export(arguments: &ExportArguments) -> ExitCode {
    match one(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(End::Code(code)) => ExitCode::from(code),
    }
}

fn one(arguments: &ExportArguments) -> Result<(), End> {
    let documents = documents(&arguments.file).map_err(|problems| {
        terminal::say(&problems.render(terminal::colour_err()));
        End::Code(WRONG)
    })?;
    let format = match arguments.format {
        FormatName::CliJson => Format::CliJson,
        FormatName::Shell => Format::Shell,
        FormatName::Boto3 => Format::Boto3,
        FormatName::Ack => Format::Ack,
        FormatName::Cloudformation => Format::CloudFormation,
        FormatName::Terraform => Format::Terraform,
    };
    let written = write(format, &documents.all);
    if let Some(folder) = &arguments.out {
        std::fs::create_dir_all(folder)
            .map_err(|error| fail(&format!("cannot make the folder `{}`: {error}", folder.display())))?;
        for (name, text) in &written.files {
            let path = folder.join(name);
            std::fs::write(&path, text)
                .map_err(|error| fail(&format!("cannot write `{}`: {error}", path.display())))?;
            terminal::say(&format!("written: {}", path.display()));
        }
    } else {
        let text: String = written.files.iter().map(|(_, text)| text.as_str()).collect();
        terminal::out(&text).map_err(|cause| fail(&cause))?;
    }
    for remark in documents.remarks.iter().chain(&written.remarks) {
        terminal::say(&format!("note: {remark}"));
    }
    Ok(())
}
