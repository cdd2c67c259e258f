//! `dryscale sweep … --survive PATH=VALUES`: how much each point bears before an objective is no longer met.

use super::asked;
use super::run::{End, fail, interrupted, wrong};
use super::sweep::{SweepArguments, points};
use super::{INTERRUPTED, terminal};
use crate::experiment::replicate::Workers;
use crate::experiment::sweep::survival::{Stopped, survival};
use crate::experiment::tune::objectives_of;
use crate::report::sweep::Survival;
use crate::scenario::grid::Knob;
use std::path::Path;

/// Bisects, point by point.
pub(super) fn survive(arguments: &SweepArguments, load: &str) -> Result<(), End> {
    let load = Knob::parse(load).map_err(|message| wrong("--survive", &message))?;
    if load.values.len() < 2 {
        return Err(wrong("--survive", "needs rising values: PATH=from:to:step"));
    }
    let base = asked::read(&arguments.file, &arguments.asked.edits()?, arguments.asked.quiet)?;
    let objectives = objectives_of(&base);
    if objectives.is_empty() {
        return Err(wrong("--survive", "there is nothing to miss: write `objectives` or an `slo` with a latency"));
    }
    let full = base.full_paths(std::iter::once(load.path.as_str())).map_err(|problems| asked::refuse(&problems))?;
    let path = full.into_iter().next().expect("one path was asked for");
    let (plan, scenarios) = points(arguments, &base)?;
    let folder = arguments.out.clone().unwrap_or_else(|| Path::new("output").join(format!("survive-{}", base.name())));
    arguments.tables.may_publish(&folder)?;
    let workers = Workers::new(arguments.asked.threads).map_err(|error| fail(&error.to_string()))?;
    // Each value that is tried halves what is open.
    let tries = (load.values.len() + 1).next_power_of_two().trailing_zeros();
    let bar = terminal::progress("survive", tries * plan.runs * scenarios.len() as u32, arguments.asked.quiet);
    let borne = survival(&scenarios, (&load, &path), &objectives, (&workers, interrupted()), |done| {
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    let borne = borne.map_err(|stopped| match stopped {
        Stopped::Failed(failure) => fail(&failure.to_string()),
        Stopped::Refused(why) => wrong("--survive", &why),
        Stopped::Interrupted => {
            terminal::say("interrupted: nothing written");
            End::Code(INTERRUPTED)
        }
    })?;
    let of = Survival { plan, load: (path, load), borne };
    let files = of.files(arguments.drawing.pictures()).map_err(|error| fail(&error.to_string()))?;
    arguments.tables.publish(&folder, files)?;
    if arguments.asked.quiet {
        return Ok(());
    }
    let look = terminal::look(&folder);
    terminal::out(&of.summary(&look)).map_err(|cause| fail(&cause))
}
