//! `dryscale compare`: several policies on the same days, and which of them wins.

use super::asked::{self, Asked};
use super::drawing::Drawing;
use super::run::{End, fail, interrupted, wrong};
use super::tables::Tables;
use super::{INTERRUPTED, WRONG, terminal};
use crate::experiment::contrast::contrasts;
use crate::experiment::fold::Folder;
use crate::experiment::pairing::obstacles;
use crate::experiment::queue::jobs;
use crate::experiment::replicate::Workers;
use crate::experiment::sample::Sample;
use crate::report::compare::{self, Comparison, Rival};
use crate::scenario::Scenario;
use crate::scenario::edit::Edit;
use crate::simulation::{self, Options};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Arguments of `dryscale compare`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dryscale compare today.yaml candidate.yaml
  dryscale compare today.yaml candidate.yaml --markdown pr.md
  dryscale compare sale.yaml --with keep-busy.TargetValue=450 --with keep-busy.TargetValue=900
  dryscale compare sale.yaml --with 'keep-busy.ScaleOutCooldown=0; keep-busy.ScaleInCooldown=60'

The first is what the others are held against. Run 5 of each is the same day: the same requests at the same moments.")]
pub(super) struct CompareArguments {
    /// Scenario files, the first of them what the others are held against.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Another way to run the first file: PATH=VALUE, several parted by `;`. Again and again.
    #[arg(long, value_name = "EDITS")]
    with: Vec<String>,
    #[command(flatten)]
    asked: Asked,
    /// Result folder; output/compare-NAME otherwise.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    drawing: Drawing,
    #[command(flatten)]
    tables: Tables,
    /// Write the comparison as Markdown too, for a pull request.
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Print the comparison as JSON.
    #[arg(long)]
    json: bool,
}

/// Runs every file on the same days and says how they differ.
pub(super) fn compare(arguments: &CompareArguments) -> ExitCode {
    match carry_out(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(End::Code(code)) => ExitCode::from(code),
    }
}

/// A scenario and how it is called.
struct Entrant {
    name: String,
    scenario: Scenario,
}

fn carry_out(arguments: &CompareArguments) -> Result<(), End> {
    let entrants = entrants(arguments)?;
    let base = entrants[0].scenario.setup();
    let folder = arguments
        .out
        .clone()
        .unwrap_or_else(|| Path::new("output").join(format!("compare-{}", entrants[0].scenario.name())));
    arguments.tables.may_publish(&folder)?;
    let all = jobs(entrants.len(), base.runs);
    // One day of every rival before the next day: what an interrupted comparison has, it has of all.
    let mut by_day = all.clone();
    by_day.sort_by_key(|job| (job.run, job.point));
    let mut samples: Vec<Sample> = entrants.iter().map(|of| Sample::new(asked::frame(of.scenario.setup()))).collect();
    let mut folders: Vec<Folder> = entrants.iter().map(|of| Folder::new(asked::frame(of.scenario.setup()))).collect();
    let stop = interrupted();
    let bar = terminal::progress("compare", all.len() as u32, arguments.asked.quiet);
    let workers = Workers::new(arguments.asked.threads).map_err(|error| fail(&error.to_string()))?;
    let mut day = Vec::new();
    workers
        .carry_out(
            &by_day,
            base.seed,
            stop,
            |job| {
                let scenario = &entrants[job.point].scenario;
                simulation::run(scenario.setup(), job.run, Options::default(), stop)
                    .map_err(|halt| asked::unfinished(scenario, job.run, halt))
            },
            |_, outcome| {
                day.push(outcome);
                if day.len() == samples.len() && day.iter().all(|of| of.run == day[0].run) {
                    for ((sample, folder), of) in samples.iter_mut().zip(&mut folders).zip(day.drain(..)) {
                        sample.add(&of);
                        folder.add(of);
                    }
                }
            },
            |done, _| bar.set_position(u64::from(done)),
        )
        .map_err(|failure| fail(&failure.to_string()))?;
    bar.finish_and_clear();
    if samples[0].runs().is_empty() {
        terminal::say("interrupted before a day had finished: nothing written");
        return Err(End::Code(INTERRUPTED));
    }
    show(arguments, &comparison(&entrants, samples, folders, &folder), &folder)
}

fn comparison(entrants: &[Entrant], samples: Vec<Sample>, folders: Vec<Folder>, folder: &Path) -> Comparison {
    let setup = entrants[0].scenario.setup();
    let asked = setup.runs;
    let rivals: Vec<Rival> = entrants
        .iter()
        .zip(samples)
        .zip(folders)
        .map(|((of, sample), folded)| Rival {
            name: of.name.clone(),
            title: of.scenario.title().to_owned(),
            lock: of.scenario.lock(&asked::way(folder, of.scenario.folder())),
            sample,
            aggregates: folded.finish(asked, &[]).expect("a day was folded"),
        })
        .collect();
    let others: Vec<&Sample> = rivals[1..].iter().map(|rival| &rival.sample).collect();
    let contrasts = contrasts(&rivals[0].sample, &others);
    let runs = rivals[0].sample.runs().len() as u32;
    let mut remarks = Vec::new();
    if runs < asked {
        remarks.push(format!("Interrupted: the figures are of {runs} of {asked} days."));
    }
    if runs == 1 {
        remarks.push("One day has no intervals: how much days differ is not known.".to_owned());
    }
    Comparison {
        contrasts,
        rivals,
        frame: asked::frame(setup),
        zone: setup.window.zone.clone(),
        window: (setup.window.start, setup.window.end),
        slo_ms: setup.slo.latency.map(|span| span.secs() * 1e3),
        seed: setup.seed,
        asked,
        assumptions: setup.assumptions.listed.clone(),
        remarks,
    }
}

fn show(arguments: &CompareArguments, of: &Comparison, folder: &Path) -> Result<(), End> {
    let files = of.files(arguments.drawing.pictures()).map_err(|error| fail(&error.to_string()))?;
    arguments.tables.publish(folder, files)?;
    if let Some(path) = &arguments.markdown {
        std::fs::write(path, compare::markdown(of))
            .map_err(|cause| fail(&format!("cannot write {}: {cause}", path.display())))?;
    }
    if arguments.json {
        terminal::out(&of.json()).map_err(|cause| fail(&cause))?;
    } else if !arguments.asked.quiet {
        let look = terminal::look(folder);
        terminal::out(&compare::summary(of, &look)).map_err(|cause| fail(&cause))?;
    }
    if of.runs() < of.asked { Err(End::Code(INTERRUPTED)) } else { Ok(()) }
}

/// Everyone who takes part, read, named and found fit to be paired.
fn entrants(arguments: &CompareArguments) -> Result<Vec<Entrant>, End> {
    if arguments.files.len() + arguments.with.len() < 2 {
        return Err(wrong("compare", "needs two scenarios: a second FILE, or --with PATH=VALUE"));
    }
    if let Some(same) = arguments.files.iter().enumerate().find(|(at, file)| arguments.files[..*at].contains(file)) {
        return Err(wrong("compare", &format!("{} is named twice", same.1.display())));
    }
    let common = arguments.asked.edits()?;
    let mut all = Vec::new();
    let names = names(&arguments.files);
    for (file, name) in arguments.files.iter().zip(names) {
        // The first says how many days; the others follow it.
        let mut edits = common.clone();
        edits.extend(runs_of(all.first()));
        all.push(Entrant { name, scenario: asked::read(file, &edits, arguments.asked.quiet)? });
    }
    for text in &arguments.with {
        let mut edits = common.clone();
        edits.extend(asked::several("--with", text)?);
        let scenario = asked::read(&arguments.files[0], &edits, true)?;
        all.push(Entrant { name: text.trim().to_owned(), scenario });
    }
    refuse_what_cannot_be_paired(&all)?;
    Ok(all)
}

fn runs_of(first: Option<&Entrant>) -> Option<Edit> {
    first.map(|first| Edit::new("--runs", "runs", first.scenario.setup().runs.to_string()))
}

/// Stems of the files, or their whole paths where stems are the same.
fn names(files: &[PathBuf]) -> Vec<String> {
    let stem = |file: &PathBuf| file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let stems: Vec<String> = files.iter().map(stem).collect();
    let is_unique = |name: &String| stems.iter().filter(|other| *other == name).count() == 1;
    let named = files.iter().zip(&stems);
    named.map(|(file, stem)| if is_unique(stem) { stem.clone() } else { file.display().to_string() }).collect()
}

fn refuse_what_cannot_be_paired(all: &[Entrant]) -> Result<(), End> {
    let mut told = Vec::new();
    for other in &all[1..] {
        let reasons = obstacles(all[0].scenario.setup(), other.scenario.setup());
        told.extend(reasons.iter().map(|reason| format!("  {} and {}: {reason}", all[0].name, other.name)));
    }
    if told.is_empty() {
        return Ok(());
    }
    terminal::say(&format!(
        "error: these cannot be paired, their days are not the same:\n{}\n\
         Give them the same start, duration, traffic and seed, or run each by itself.",
        told.join("\n")
    ));
    Err(End::Code(WRONG))
}
