//! `dryscale sensitivity --morris WALKS`: which knobs matter anywhere in their ranges.

use super::asked;
use super::run::{End, fail, interrupted, wrong};
use super::sensitivity::SensitivityArguments;
use super::{INTERRUPTED, terminal};
use crate::engine::random::{Stream, mix};
use crate::experiment::metrics::METRICS;
use crate::experiment::morris::{Trajectory, effects, trajectory};
use crate::experiment::replicate::Workers;
use crate::experiment::tune::field::{Field, Stopped};
use crate::experiment::tune::knob::{self, Knob};
use crate::experiment::tune::search::Bench as _;
use crate::experiment::tune::{defaults, objectives_of};
use crate::report::sensitivity::Morris;
use crate::scenario::Scenario;
use std::path::Path;

/// Walks that are tried until one makes sense.
const TRIES: usize = 200;

/// Walks over the knobs of `tune`, or over all that there are. `locked` has every default written out.
pub(super) fn study(
    arguments: &SensitivityArguments,
    locked: &Scenario,
    walks: usize,
    folder: &Path,
) -> Result<(), End> {
    if walks < 2 {
        return Err(wrong("--morris", "needs at least two walks; ten to twenty are usual"));
    }
    let own = locked.knobs();
    let knobs: Vec<Knob> = if own.is_empty() {
        defaults::knobs(locked)
    } else {
        knob::asked_for(locked, &own).map_err(|problems| asked::refuse(&problems))?
    };
    if knobs.is_empty() {
        return Err(wrong("--morris", "the scenario has no knob to turn; name some in `tune`"));
    }
    let setup = locked.setup();
    let lengths: Vec<usize> = knobs.iter().map(|knob| knob.settings.len()).collect();
    let objectives = objectives_of(locked);
    let workers = Workers::new(arguments.asked.threads).map_err(|error| fail(&error.to_string()))?;
    let bar = terminal::progress("morris", (walks * (knobs.len() + 1)) as u32 * setup.runs, arguments.asked.quiet);
    let mut hear = |done: usize| bar.set_position(done as u64);
    let mut field = Field::new(locked, &knobs, &objectives, (&workers, interrupted()), &mut hear);
    let (mut all, mut places): (Vec<Trajectory>, Vec<Vec<usize>>) = (Vec::new(), Vec::new());
    let mut stream = Stream::from_key(mix(setup.seed));
    for _ in 0..TRIES * walks {
        if all.len() == walks {
            break;
        }
        let walk = trajectory(&lengths, &mut stream);
        let found: Option<Vec<usize>> = walk.points.iter().map(|settings| field.place(settings)).collect();
        if let Some(found) = found {
            all.push(walk);
            places.push(found);
        }
    }
    if all.len() < walks {
        return Err(wrong("--morris", "most settings of these knobs make no sense together; name fewer in `tune`"));
    }
    let wanted: Vec<(usize, usize)> = places.iter().flatten().map(|place| (*place, setup.runs as usize)).collect();
    let seen = field.see(&wanted);
    bar.finish_and_clear();
    seen.map_err(|stopped| match stopped {
        Stopped::Failed(failure) => fail(&failure.to_string()),
        Stopped::Interrupted => {
            terminal::say("interrupted: nothing written");
            End::Code(INTERRUPTED)
        }
    })?;
    let of_metric = |metric: usize| {
        let figure = |place: &usize| field.sample(*place).estimates()[metric].mean;
        let figures: Vec<Vec<Option<f64>>> = places.iter().map(|walk| walk.iter().map(figure).collect()).collect();
        (METRICS[metric].name, effects(knobs.len(), &all, &figures))
    };
    let effects = (0..METRICS.len()).map(of_metric).collect();
    let size = (walks, setup.runs, setup.seed);
    let of = Morris { metric: arguments.metric.clone(), knobs: knobs.clone(), effects, size };
    arguments.tables.publish(folder, of.files())?;
    if arguments.asked.quiet {
        return Ok(());
    }
    let look = terminal::look(folder);
    terminal::out(&of.summary(&look)).map_err(|cause| fail(&cause))
}
