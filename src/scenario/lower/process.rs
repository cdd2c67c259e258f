//! How a rate becomes arrivals: a written process becomes the model's, with exactly its figures.

use crate::engine::Span;
use crate::model::traffic::{BatchSize, Process};
use crate::quantity;
use crate::scenario::file::traffic::{ArrivalsFile, ArrivalsForm, BatchFile, ProcessName};
use crate::scenario::file::written::{Duration, Rate};
use crate::scenario::reading::Reading;

/// Coefficients of variation of gaps.
const LARGEST_CV: f64 = 20.0;
/// Requests in a batch.
const LARGEST_BATCH: u32 = 1_000_000;
/// States of a modulated process.
const MOST_STATES: usize = 64;
/// Shortest mean stay in a state: every change is an event.
const SHORTEST_STAY: Span = Span::from_millis(10);
/// How far from 1 the weighted mean of the factors may lie.
const MEAN_SLACK: f64 = 1e-6;

/// A process.
pub(super) fn process(file: &ArrivalsFile, path: &str, reading: &mut Reading) -> Option<Process> {
    let form = match file {
        ArrivalsFile::Name(process) => &ArrivalsForm {
            process: *process,
            cv: None,
            size: None,
            factors: None,
            stay: None,
            branching: None,
            decay: None,
        },
        ArrivalsFile::Form(form) => form.as_ref(),
    };
    let complete = check_figures(form, path, reading);
    if !complete {
        return None;
    }
    match form.process {
        ProcessName::Poisson => Some(Process::Poisson),
        ProcessName::Regular => Some(Process::Regular),
        ProcessName::Gamma => cv(form.cv?, 0.0, path, reading).map(|cv| Process::Gamma { cv }),
        ProcessName::Hyperexponential => cv(form.cv?, 1.0, path, reading).map(|cv| Process::Hyperexponential { cv }),
        ProcessName::Batches => batches(form.size.as_ref()?, path, reading).map(Process::Batches),
        ProcessName::Mmpp => mmpp(form.factors.as_deref()?, form.stay.as_deref()?, path, reading),
        ProcessName::Hawkes => hawkes(form.branching?, form.decay.as_ref()?, path, reading),
    }
}

/// Each process takes its own figures, all of them and no others.
fn check_figures(form: &ArrivalsForm, path: &str, reading: &mut Reading) -> bool {
    let takes: &[&str] = match form.process {
        ProcessName::Poisson | ProcessName::Regular => &[],
        ProcessName::Gamma | ProcessName::Hyperexponential => &["cv"],
        ProcessName::Batches => &["size"],
        ProcessName::Mmpp => &["factors", "stay"],
        ProcessName::Hawkes => &["branching", "decay"],
    };
    let name = name(form.process);
    let mut complete = true;
    for (key, present) in [
        ("cv", form.cv.is_some()),
        ("size", form.size.is_some()),
        ("factors", form.factors.is_some()),
        ("stay", form.stay.is_some()),
        ("branching", form.branching.is_some()),
        ("decay", form.decay.is_some()),
    ] {
        let wanted = takes.contains(&key);
        if present && !wanted {
            let its = if takes.is_empty() { "nothing".to_owned() } else { takes.join(" and ") };
            reading.error(format!("{path}.{key}"), format!("{name} does not take {key}; it takes {its}"));
        } else if wanted && !present {
            reading.error(path, format!("{name} needs {key}"));
        }
        complete &= present == wanted;
    }
    complete
}

fn name(process: ProcessName) -> &'static str {
    match process {
        ProcessName::Poisson => "poisson",
        ProcessName::Regular => "regular",
        ProcessName::Gamma => "gamma",
        ProcessName::Hyperexponential => "hyperexponential",
        ProcessName::Batches => "batches",
        ProcessName::Mmpp => "mmpp",
        ProcessName::Hawkes => "hawkes",
    }
}

fn cv(cv: f64, above: f64, path: &str, reading: &mut Reading) -> Option<f64> {
    if cv > above && cv <= LARGEST_CV {
        return Some(cv);
    }
    reading.error(format!("{path}.cv"), format!("is {cv}; above {above} and at most {LARGEST_CV} is wanted"));
    None
}

fn batches(size: &BatchFile, path: &str, reading: &mut Reading) -> Option<BatchSize> {
    let refused = match size {
        BatchFile::Fixed(size) if (1..=LARGEST_BATCH).contains(size) => return Some(BatchSize::Fixed(*size)),
        BatchFile::Form(form) if form.geometric >= 1.0 && form.geometric <= f64::from(LARGEST_BATCH) => {
            return Some(BatchSize::Geometric(form.geometric));
        }
        BatchFile::Fixed(size) => (format!("{path}.size"), size.to_string()),
        BatchFile::Form(form) => (format!("{path}.size.geometric"), form.geometric.to_string()),
    };
    reading.error(refused.0, format!("is {}; 1 to {LARGEST_BATCH} requests make a batch", refused.1));
    None
}

fn mmpp(factors: &[f64], stay: &[Duration], path: &str, reading: &mut Reading) -> Option<Process> {
    let at_factors = format!("{path}.factors");
    if factors.len() != stay.len() || !(2..=MOST_STATES).contains(&factors.len()) {
        let message = format!(
            "{} factors and {} stays; one of each for 2 to {MOST_STATES} states is wanted",
            factors.len(),
            stay.len()
        );
        reading.error(at_factors, message);
        return None;
    }
    if let Some(bad) = factors.iter().find(|&&factor| !(0.0..=1e6).contains(&factor)) {
        reading.error(at_factors, format!("holds {bad}; factors from 0 on are wanted"));
        return None;
    }
    let mut stay_secs = Vec::with_capacity(stay.len());
    for (index, text) in stay.iter().enumerate() {
        let at = format!("{path}.stay.{index}");
        let span = reading.literal(&at, quantity::duration(&text.0))?;
        if span < SHORTEST_STAY {
            reading.error(at, format!("is {}; a state lasts 10ms on average, or longer", text.0));
            return None;
        }
        stay_secs.push(span.secs());
    }
    let total: f64 = stay_secs.iter().sum();
    let mean = factors.iter().zip(&stay_secs).map(|(factor, secs)| factor * secs).sum::<f64>() / total;
    if (mean - 1.0).abs() > MEAN_SLACK {
        let mended: Vec<String> = factors.iter().map(|factor| format!("{:.6}", factor / mean)).collect();
        reading
            .error(at_factors, format!("weighted by stay the factors average {mean:.6}; they must average 1, so that rates stay what they say"))
            .hint(format!("divided by that they are [{}]", mended.join(", ")));
        return None;
    }
    Some(Process::Mmpp { factors: factors.to_vec(), stay_secs })
}

fn hawkes(branching: f64, decay: &Rate, path: &str, reading: &mut Reading) -> Option<Process> {
    let at_decay = format!("{path}.decay");
    let decay_per_sec = reading.literal(&at_decay, quantity::rate(&decay.0));
    if !(0.0..1.0).contains(&branching) {
        let message = format!("is {branching}; from 0 to below 1 is wanted, else requests breed without end");
        reading.error(format!("{path}.branching"), message);
        return None;
    }
    let decay_per_sec = decay_per_sec?;
    if decay_per_sec <= 0.0 {
        reading.error(at_decay, "is 0; what one request brings must fade");
        return None;
    }
    Some(Process::Hawkes { branching, decay_per_sec })
}
