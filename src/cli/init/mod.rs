//! `dryscale init`: how does a scenario of one's own begin? A commented template, its data, the schema for the editor.

mod template;

use super::run::{End, fail, wrong};
use super::terminal;
use crate::aws::format::quoted;
use clap::{Args, ValueEnum};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use template::Template;

/// The name under which the first line of a scenario looks for its schema.
const SCHEMA: &str = "dryscale.schema.json";
/// The name of the scenario.
const SCENARIO: &str = "scenario.yaml";

/// Arguments of `dryscale init`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dryscale init shop                              a flash sale, commented, into shop/
  dryscale init chat --template llm-concurrency   another beginning
  dryscale init --list                            all beginnings

Nothing is overwritten: a folder that holds one of the files is refused.")]
pub(super) struct InitArguments {
    /// Folder to write into; made if it is not there.
    #[arg(value_name = "DIR", required_unless_present = "list")]
    folder: Option<PathBuf>,
    /// What to begin with.
    #[arg(long, short, value_enum, value_name = "T", default_value_t = Template::FlashSale)]
    template: Template,
    /// List the templates and write nothing.
    #[arg(long, conflicts_with = "folder")]
    list: bool,
}

/// Writes a scenario to begin with, or lists the templates.
pub(super) fn init(arguments: &InitArguments) -> ExitCode {
    let done = match &arguments.folder {
        Some(folder) => begin(folder, arguments.template),
        None => terminal::out(&list()).map_err(|cause| fail(&cause)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(End::Code(code)) => ExitCode::from(code),
    }
}

fn list() -> String {
    let values = Template::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let told = values.map(|value| {
        let help = value.get_help().map(ToString::to_string).unwrap_or_default();
        format!("{:21}{help}\n", value.get_name())
    });
    told.collect()
}

fn begin(folder: &Path, template: Template) -> Result<(), End> {
    let mut files = vec![(SCENARIO, template.scenario().to_owned())];
    files.extend(template.data().map(|(name, text)| (name, text.to_owned())));
    files.push((SCHEMA, crate::scenario::schema()));
    refuse_what_stands(folder, &files)?;
    create(folder, &files)?;
    let scenario = quoted(&folder.join(SCENARIO).display().to_string());
    let written: Vec<String> =
        files.iter().map(|(name, _)| format!("written: {}\n", folder.join(name).display())).collect();
    let mut said = written.concat();
    said.push_str("next: dryscale run ");
    said.push_str(&scenario);
    terminal::out(&said).map_err(|cause| fail(&cause))
}

/// A folder may hold other files, but none of these; a broken link counts as one.
fn refuse_what_stands(folder: &Path, files: &[(&str, String)]) -> Result<(), End> {
    if let Some(file) = folder.ancestors().find(|way| !way.as_os_str().is_empty() && way.is_file()) {
        return Err(wrong("init", &format!("`{}` is a file, not a folder", file.display())));
    }
    let stands = |name: &&str| fs::symlink_metadata(folder.join(name)).is_ok();
    let standing: Vec<String> =
        files.iter().map(|(name, _)| *name).filter(stands).map(|name| format!("`{name}`")).collect();
    if standing.is_empty() {
        return Ok(());
    }
    let message = format!(
        "`{}` holds {} already; nothing was written: name another folder",
        folder.display(),
        list_of(&standing)
    );
    Err(wrong("init", &message))
}

fn list_of(names: &[String]) -> String {
    match names {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => names.concat(),
    }
}

/// Writes all files or none: what was written before a failure goes away again.
fn create(folder: &Path, files: &[(&str, String)]) -> Result<(), End> {
    fs::create_dir_all(folder).map_err(|cause| fail(&format!("cannot make `{}`: {cause}", folder.display())))?;
    let mut written: Vec<PathBuf> = Vec::new();
    for (name, text) in files {
        let path = folder.join(name);
        let opened = fs::OpenOptions::new().write(true).create_new(true).open(&path);
        let ended = opened.and_then(|mut file| {
            written.push(path.clone());
            file.write_all(text.as_bytes())
        });
        if let Err(cause) = ended {
            for ours in &written {
                // The first failure is the one to report.
                let _ = fs::remove_file(ours);
            }
            return Err(fail(&format!("cannot write `{}`: {cause}", path.display())));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_quoted_when_a_shell_would_read_it_otherwise() {
        assert_eq!(quoted("a/b-1.yaml"), "a/b-1.yaml");
        assert_eq!(quoted("it's $HOME"), r"'it'\''s $HOME'");
    }
}
