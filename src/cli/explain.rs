//! `dryscale explain`: result folder → the run again → why it did or did not scale then.

use super::run::{End, fail, interrupted, whole, wrong};
use super::{INTERRUPTED, WRONG, terminal};
use crate::engine::{Time, Zone};
use crate::experiment::aggregate::Aggregates;
use crate::experiment::explain::{self, Explanation};
use crate::experiment::fold::Frame;
use crate::experiment::replicate::{RunFailure, Unfinished, Workers};
use crate::problem::nearest;
use crate::quantity::{self, At};
use crate::report::explain::{Told, json, text};
use crate::report::recorded::{Differs, LOCK, Recorded};
use crate::report::words;
use crate::scenario::edit::Edit;
use crate::scenario::{Scenario, tz_database};
use crate::simulation;
use crate::simulation::outcome::RunOutcome;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

/// Arguments of `dryscale explain`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  dryscale explain output/flash-sale --at 12:03
  dryscale explain output/flash-sale --at 2026-11-27T12:03:30 --run 21
  dryscale explain output/flash-sale --at 12h3m --json      so long after the start
  dryscale explain output/two-variants --at 19:40 --variant champion")]
pub(super) struct ExplainArguments {
    /// Result folder, as `dryscale run` wrote it.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The moment: a time of day, a date and time, or a time from the start.
    #[arg(long, value_name = "TIME")]
    at: String,
    /// Which run; the one nearest the median by cost otherwise.
    #[arg(long, value_name = "K")]
    run: Option<u32>,
    /// Which variant, where the endpoint has several.
    #[arg(long, value_name = "V")]
    variant: Option<String>,
    /// Folder of the scenario's data files, if they have moved.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Threads; one for each core otherwise. Never changes a result.
    #[arg(long, value_name = "T", default_value_t = 0, hide_default_value = true)]
    threads: usize,
    /// Print the same as JSON.
    #[arg(long)]
    json: bool,
}

/// Explains one moment of one run.
pub(super) fn explain(arguments: &ExplainArguments) -> ExitCode {
    match one(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(End::Code(code)) => ExitCode::from(code),
    }
}

fn one(arguments: &ExplainArguments) -> Result<(), End> {
    let recorded = Recorded::read(&arguments.folder).map_err(|error| refuse(&error.to_string()))?;
    let (run, chosen) = chosen(arguments, &recorded)?;
    let scenario = read(arguments, &recorded)?;
    let window = &scenario.setup().window;
    let at = moment(&arguments.at, &window.zone, (window.start, window.end)).map_err(|why| wrong("--at", &why))?;
    let place = variant(arguments, &scenario)?;
    let stop = interrupted();
    let base = again(&scenario, run, stop)?;
    if let Some(differs) = differs(&scenario, &recorded, &base)? {
        return Err(fail(&unlike(&recorded, &scenario, run, &differs)));
    }
    if let Some((writer, ours)) = other_version(&recorded, &scenario) {
        terminal::say(&format!(
            "warning: dryscale {writer} wrote the result, and this is dryscale {ours}; run {run} comes out the same"
        ));
    }
    let workers = Workers::new(arguments.threads).map_err(|error| fail(&error.to_string()))?;
    let explanation = explain::explain(&scenario, &base, (at, place), &workers, stop)
        .map_err(|failure| fail(&failure.to_string()))?
        .ok_or(End::Code(INTERRUPTED))?;
    show(arguments, &scenario, &recorded, (&explanation, chosen))
}

/// The run to explain, and why it is that one.
fn chosen(arguments: &ExplainArguments, recorded: &Recorded) -> Result<(u32, &'static str), End> {
    let there: Vec<u32> = recorded.runs().collect();
    let Some(run) = arguments.run else {
        let median = recorded.median.filter(|run| there.contains(run));
        let first = there.first().copied().map(|run| (run, ""));
        return median
            .map(|run| (run, "nearest the median by cost"))
            .or(first)
            .ok_or_else(|| refuse("runs.csv holds no run"));
    };
    if there.contains(&run) {
        return Ok((run, ""));
    }
    let (first, last) = (there.iter().min().unwrap_or(&0), there.iter().max().unwrap_or(&0));
    let held = if first == last { format!("run {first} alone") } else { format!("the runs {first} to {last}") };
    let place = recorded.folder.join("runs.csv");
    Err(wrong("--run", &format!("there is no run {run}; {} holds {held}", place.display())))
}

/// The place of the variant that is asked for; of several it must be said which.
fn variant(arguments: &ExplainArguments, scenario: &Scenario) -> Result<usize, End> {
    let names: Vec<&str> = scenario.setup().variants.iter().map(|variant| variant.name.as_str()).collect();
    let there = names.join(", ");
    match &arguments.variant {
        None if names.len() == 1 => Ok(0),
        None => Err(wrong("--variant", &format!("say which variant; there are {there}"))),
        Some(wanted) => {
            let near = || {
                nearest(wanted, names.iter().copied())
                    .map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"))
            };
            let place = names.iter().position(|name| name == wanted);
            place.ok_or_else(|| {
                wrong("--variant", &format!("there is no variant `{wanted}`{}; there are {there}", near()))
            })
        }
    }
}

/// The scenario as it was when the result was written.
fn read(arguments: &ExplainArguments, recorded: &Recorded) -> Result<Scenario, End> {
    let moved = arguments.data.iter().map(|folder| {
        let folder = whole(folder).display().to_string();
        Edit::new("--data", "lock.data", format!("{folder:?}"))
    });
    match Scenario::read(&recorded.lock(), &moved.collect::<Vec<_>>()) {
        Ok((scenario, _)) => Ok(scenario),
        Err(problems) => {
            terminal::say(&problems.render(terminal::colour_err()));
            Err(End::Code(WRONG))
        }
    }
}

/// The run once more.
fn again(scenario: &Scenario, run: u32, stop: &AtomicBool) -> Result<RunOutcome, End> {
    let outcome = simulation::run(scenario.setup(), run, explain::options(scenario), stop);
    outcome.map_err(|halt| match explain::unfinished(scenario, run, halt) {
        Unfinished::GaveUp => End::Code(INTERRUPTED),
        Unfinished::Failed(failure @ RunFailure { .. }) => fail(&failure.to_string()),
    })
}

/// What does not come out as it was recorded.
fn differs(scenario: &Scenario, recorded: &Recorded, base: &RunOutcome) -> Result<Option<Differs>, End> {
    let setup = scenario.setup();
    let horizon = setup.window.end.since(setup.window.start);
    let frame = Frame { horizon, slo_attainment: setup.slo.attainment };
    let of_one = Aggregates::of(vec![base.clone()], frame, &[], false).ok_or_else(|| fail("the run left nothing"))?;
    Ok(recorded.differs(&of_one))
}

/// That a run does not come out as it was recorded, and the likely reason.
fn unlike(recorded: &Recorded, scenario: &Scenario, run: u32, differs: &Differs) -> String {
    let shown = |figure: &str| if figure.is_empty() { "blank".to_owned() } else { figure.to_owned() };
    let others = match differs.others {
        0 => String::new(),
        1 => " (and another figure differs)".to_owned(),
        others => format!(" (and {others} more figures differ)"),
    };
    let place = recorded.folder.join("runs.csv");
    format!(
        "run {run} does not come out as it was recorded: {} is {}, {} has {}{others}\nlikely: {}",
        differs.figure,
        shown(&differs.now),
        place.display(),
        shown(&differs.recorded),
        likely(recorded, scenario)
    )
}

/// The version that wrote the result and this one, if they are two.
fn other_version<'a>(recorded: &'a Recorded, scenario: &'a Scenario) -> Option<(&'a str, &'static str)> {
    let ours = env!("CARGO_PKG_VERSION");
    let writer = scenario.locked().map_or(recorded.version.as_str(), |lock| &lock.version);
    (writer != ours).then_some((writer, ours))
}

fn likely(recorded: &Recorded, scenario: &Scenario) -> String {
    if let Some((writer, ours)) = other_version(recorded, scenario) {
        return format!("dryscale {writer} wrote the result, and this is dryscale {ours}");
    }
    let tz = tz_database();
    let rules = scenario.locked().map_or(tz, |lock| &lock.tz_database);
    if rules != tz {
        return format!("the result was written with time zone database {rules}, and this dryscale has {tz}");
    }
    match recorded.seed {
        Some(seed) if seed != scenario.setup().seed => {
            format!("{LOCK} has seed {}, and the result was written with seed {seed}", scenario.setup().seed)
        }
        _ => format!("{LOCK} or runs.csv has been changed since they were written"),
    }
}

fn show(
    arguments: &ExplainArguments,
    scenario: &Scenario,
    recorded: &Recorded,
    (explanation, chosen): (&Explanation, &str),
) -> Result<(), End> {
    let window = &scenario.setup().window;
    let told = Told {
        explanation,
        name: &recorded.name,
        chosen,
        zone: &window.zone,
        window: (window.start, window.end),
        columns: terminal::columns(),
    };
    let written = if arguments.json { json(&told) } else { text(&told) };
    terminal::out(&written).map_err(|cause| fail(&cause))
}

/// The moment of the window that a text means.
fn moment(text: &str, zone: &Zone, (start, end): (Time, Time)) -> Result<Time, String> {
    let at = quantity::at(text).map_err(|refused| match refused.hint {
        Some(hint) => format!("{}; {hint}", refused.message),
        None => refused.message,
    })?;
    let at = match at {
        At::Moment(at) => Some(at),
        At::FromStart(span) => Some(start + span),
        At::Local(local) => {
            let skipped = || format!("`{text}` does not exist in {}: the clocks skip it", zone.name());
            Some(zone.moment_unless_skipped(local).ok_or_else(skipped)?)
        }
        At::Daily(time) => {
            let (first, last) = (zone.local(start).date(), zone.local(end).date());
            let days = std::iter::successors(Some(first), |day| day.tomorrow().ok()).take_while(|day| *day <= last);
            let moments = days.filter_map(|day| zone.moment_unless_skipped(day.to_datetime(time)));
            let inside: Vec<Time> = moments.filter(|at| (start..end).contains(at)).collect();
            if inside.len() > 1 {
                let first = zone.local(inside[0]);
                let count = words::counted(inside.len() as u64, "time");
                return Err(format!("the run sees {text} {count}; write the date too, for instance {first}"));
            }
            inside.first().copied()
        }
    };
    at.filter(|at| (start..end).contains(at)).ok_or_else(|| {
        let (first, last) = (zone.iso(start), zone.iso(end));
        format!("`{text}` lies outside the run, which lasts from {first} until before {last}")
    })
}

fn refuse(message: &str) -> End {
    terminal::say(&format!("error: {message}"));
    End::Code(WRONG)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Span;

    fn days(count: u64) -> (Zone, (Time, Time)) {
        let zone = Zone::named("America/New_York").unwrap();
        let start = zone.moment(jiff::civil::date(2026, 11, 27).at(6, 0, 0, 0)).unwrap();
        (zone, (start, start + Span::DAY * count))
    }

    #[test]
    fn every_way_to_write_a_moment_means_the_same() {
        let (zone, window) = days(1);
        let noon = window.0 + Span::HOUR * 6;
        for text in ["12:00", "2026-11-27T12:00:00", "2026-11-27T17:00:00Z", "6h"] {
            assert_eq!(moment(text, &zone, window), Ok(noon), "{text}");
        }
        assert_eq!(moment("05:30", &zone, window), Ok(window.0 + Span::from_secs(84_600)), "on the next day");
        assert_eq!(moment("0s", &zone, window), Ok(window.0));
    }

    #[test]
    fn a_moment_that_is_none_says_why() {
        let (zone, window) = days(1);
        let outside = |text: &str| {
            format!(
                "`{text}` lies outside the run, which lasts from 2026-11-27T06:00:00-05:00 until before \
                 2026-11-28T06:00:00-05:00"
            )
        };
        for text in ["24h", "2026-11-26T12:00:00"] {
            assert_eq!(moment(text, &zone, window), Err(outside(text)));
        }
        let twice = "the run sees 12:00 2 times; write the date too, for instance 2026-11-27T12:00:00";
        assert_eq!(moment("12:00", &zone, days(2).1), Err(twice.to_owned()));
        assert!(moment("noon", &zone, window).unwrap_err().starts_with("found `noon`, wanted a time of day"));
    }
}
