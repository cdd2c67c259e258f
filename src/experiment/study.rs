//! How many runs does a question need? All that were asked for, or batches until the headline figures are precise.

use super::aggregate::{Aggregates, Estimate};
use super::fold::{Folder, Frame};
use super::objective::Objective;
use super::replicate::{RunFailure, Unfinished, Workers};
use crate::simulation::outcome::RunOutcome;
use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};

/// Runs that are added at a time. A fixed number: the result may not depend on the number of threads.
const BATCH: u32 = 10;

/// Below this a share [percent] is rare: its interval is compared with this instead of with itself.
const RARE_PERCENT: f64 = 0.1;
/// The same for bad minutes: a thousandth of a day.
const RARE_MINUTES_PER_DAY: f64 = 1.44;

/// `--precision`: when enough is enough.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    /// Half width of every headline interval, relative to the true value (0.02: 2 %).
    pub relative: f64,
    /// Most runs, precise or not.
    pub cap: u32,
}

/// What is to be run and how it is to be judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    /// Numbers of the runs to begin with: `1..=runs`, or one of them (`--only 5`). Ascending.
    pub runs: Vec<u32>,
    /// The scenario's seed.
    pub seed: u64,
    /// Go on in batches until the headline figures are precise.
    pub precision: Option<Precision>,
    /// What the figures are measured against.
    pub frame: Frame,
    /// Judged on the mean (or, `strict`, on the confidence limit).
    pub objectives: Vec<Objective>,
    /// Judge objectives on the confidence limit.
    pub strict: bool,
}

impl Study {
    /// Runs everything and says what it shows; `None` if it was stopped before a run had finished.
    ///
    /// Of a stopped study all runs that finished are folded, in order; `asked` is then more than `runs`.
    pub fn carry_out(
        &self,
        workers: &Workers,
        stop: &AtomicBool,
        run: impl Fn(u32) -> Result<RunOutcome, Unfinished> + Sync,
        mut progress: impl FnMut(u32, u32),
    ) -> Result<Option<Aggregates>, RunFailure> {
        let folder = RefCell::new(Folder::new(self.frame));
        let mut asked = 0;
        let mut batch = self.runs.clone();
        while !batch.is_empty() {
            let before = asked;
            asked += batch.len() as u32;
            let fold = |outcome| folder.borrow_mut().add(outcome);
            let hear = |done, _| progress(before + done, asked);
            workers.replicate(&batch, self.seed, stop, &run, fold, hear)?;
            let last = batch.last().copied().unwrap_or(0);
            // A batch that was cut short must not decide: what is folded then depends on the moment.
            let go_on = !stop.load(Ordering::Relaxed) && folder.borrow().runs() == asked;
            batch = if go_on { self.next_batch(&folder.borrow(), last) } else { Vec::new() };
        }
        let folder = folder.into_inner();
        let said = self.precision.map(|precision| said_of(precision, &folder.estimates(), folder.runs()));
        let mut aggregates = folder.finish(asked, &self.objectives, self.strict);
        if let Some(aggregates) = &mut aggregates {
            aggregates.remarks.extend(said);
        }
        Ok(aggregates)
    }

    /// The runs that precision still asks for, decided on what is folded.
    fn next_batch(&self, folder: &Folder, last: u32) -> Vec<u32> {
        let Some(precision) = self.precision else { return Vec::new() };
        if widest(&folder.estimates()).is_none_or(|wide| wide.relative <= precision.allowed()) {
            return Vec::new();
        }
        let more = BATCH.min(precision.cap.saturating_sub(folder.runs()));
        (1..=more).map(|n| last + n).collect()
    }
}

impl Precision {
    /// The half width relative to the *estimate* that keeps it within `relative` of the truth.
    ///
    /// Ref: methodology 1.4; Law, Simulation Modeling and Analysis, ch. 9.
    fn allowed(self) -> f64 {
        self.relative / (1.0 + self.relative)
    }
}

/// The headline figure that is known worst.
struct Widest<'a> {
    figure: &'a Estimate,
    /// Half width over figure.
    relative: f64,
}

/// Blank figures, and shares that are 0 or 100 in every run, have no width to narrow.
fn widest(metrics: &[Estimate]) -> Option<Widest<'_>> {
    let relative = |figure: &Estimate| {
        let mean = figure.mean?;
        let (rare, certain) = match figure.unit.as_str() {
            "percent" => (RARE_PERCENT, figure.max == Some(0.0) || figure.min == Some(100.0)),
            "min/day" => (RARE_MINUTES_PER_DAY, figure.max == Some(0.0)),
            _ => (0.0, figure.max == Some(0.0)),
        };
        let half_width = figure.low.zip(figure.high).map_or(f64::INFINITY, |(low, high)| 0.5 * (high - low));
        (!certain).then(|| half_width / mean.abs().max(rare))
    };
    let headline = metrics.iter().filter(|figure| figure.headline);
    let widths = headline.filter_map(|figure| Some(Widest { figure, relative: relative(figure)? }));
    // Of equals the first: max_by would answer the last.
    widths.reduce(|widest, next| if next.relative > widest.relative { next } else { widest })
}

/// Whether the precision was reached, as a sentence.
fn said_of(precision: Precision, metrics: &[Estimate], runs: u32) -> String {
    let percent = |share: f64| format!("{:.1e}", share * 100.0).parse::<f64>().expect("a number just written");
    let wanted = percent(precision.relative);
    match widest(metrics) {
        Some(wide) if wide.relative > precision.allowed() => {
            let Estimate { metric, scope, .. } = wide.figure;
            let known = match wide.relative.is_finite() {
                true => format!("is known to ±{} %", percent(wide.relative)),
                false => "has no upper limit yet".to_owned(),
            };
            format!("Precision of {wanted} % not reached with {runs} runs: {metric} of {scope} {known}.")
        }
        _ => format!("Precision of {wanted} % reached with {runs} runs."),
    }
}
