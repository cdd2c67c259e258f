//! How many runs does a question need? All that were asked for, or batches until the headline figures are precise.

use super::aggregate::{Aggregates, Estimate, Verdict};
use super::fold::{Folder, Frame};
use super::replicate::{RunFailure, Unfinished, Workers};
use crate::scenario::Objective;
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
    /// Judged on confidence limits.
    pub objectives: Vec<Objective>,
    /// Go on in batches until every objective is decided, up to this many runs.
    pub decide: Option<u32>,
    /// Keep the decisions of every run, not of the shown ones alone.
    pub all_decisions: bool,
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
        let folder = Folder::new(self.frame);
        let folder = RefCell::new(if self.all_decisions { folder.keeping_decisions() } else { folder });
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
        let said: Vec<String> = said.into_iter().chain(self.said_of_decisions(&folder)).collect();
        let mut aggregates = folder.finish(asked, &self.objectives);
        if let Some(aggregates) = &mut aggregates {
            aggregates.remarks.extend(said);
        }
        Ok(aggregates)
    }

    /// The runs that precision, or an undecided objective, still asks for, decided on what is folded.
    fn next_batch(&self, folder: &Folder, last: u32) -> Vec<u32> {
        let allowed = |cap: u32| BATCH.min(cap.saturating_sub(folder.runs()));
        let wide =
            |precision: &Precision| widest(&folder.estimates()).is_some_and(|wide| wide.relative > precision.allowed());
        let for_precision = self.precision.filter(wide).map_or(0, |precision| allowed(precision.cap));
        let open = |cap: &u32| *cap > folder.runs() && !self.open(folder).is_empty();
        let for_decision = self.decide.filter(open).map_or(0, allowed);
        (1..=for_precision.max(for_decision)).map(|n| last + n).collect()
    }

    /// Objectives that more runs could decide: their figure has occurred.
    fn open(&self, folder: &Folder) -> Vec<String> {
        let metrics = folder.estimates();
        let has_occurred = |objective: &Objective| {
            let figure = metrics.iter().find(|m| m.metric == objective.metric && m.scope == objective.scope);
            figure.is_some_and(|figure| figure.mean.is_some() || figure.low.is_some())
        };
        let judged = self.objectives.iter().zip(folder.judged(&self.objectives));
        judged
            .filter(|(objective, judged)| judged.verdict == Verdict::Undecided && has_occurred(objective))
            .map(|(objective, _)| objective.text.clone())
            .collect()
    }

    /// Whether every objective was decided, as a sentence.
    fn said_of_decisions(&self, folder: &Folder) -> Option<String> {
        self.decide?;
        let (runs, open) = (folder.runs(), self.open(folder));
        Some(if open.is_empty() {
            format!("Objectives decided with {runs} runs.")
        } else {
            format!("Not decided with {runs} runs: {}.", open.join(", "))
        })
    }
}

impl Precision {
    /// Most runs unless another cap is asked for.
    pub const CAP: u32 = 1_000;

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
        // The longer side: the other may be cut off where the figure cannot lie.
        let side = |(low, high): (f64, f64)| (high - mean).max(mean - low);
        let half_width = figure.low.zip(figure.high).map_or(f64::INFINITY, side);
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
            let known = if wide.relative.is_finite() {
                format!("is known to ±{} %", percent(wide.relative))
            } else {
                "has no upper limit yet".to_owned()
            };
            format!("Precision of {wanted} % not reached with {runs} runs: {metric} of {scope} {known}.")
        }
        _ => format!("Precision of {wanted} % reached with {runs} runs."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::random::{mix, unit_of};
    use crate::experiment::fixture::{FRAME, latencies, outcome};
    use crate::experiment::metrics::METRICS;

    /// A run whose cost is 12.5 $ ± `spread`, with uneven work.
    fn noisy(run: u32, spread: f64) -> RunOutcome {
        let rounds = [1, 300, 3, 6_000, 20][run as usize % 5] * 10;
        let bits = (0..rounds).fold(u64::from(run), |x, _| mix(x + 1));
        let mut outcome = outcome(run);
        let unit = unit_of(bits);
        for scope in &mut outcome.scopes {
            scope.totals.cost_nano_usd = (12.5e9 * (1.0 + spread * (2.0 * unit - 1.0))) as u64;
            scope.totals.bad_minutes = 10 + (unit * 10.0) as u64;
            scope.latency.merge(&latencies(&[((unit * 3_000.0) as u64, 5)]));
        }
        outcome
    }

    fn study(runs: u32, precision: Option<Precision>) -> Study {
        Study {
            runs: (1..=runs).collect(),
            seed: 1,
            precision,
            frame: FRAME,
            objectives: Vec::new(),
            decide: None,
            all_decisions: false,
        }
    }

    fn carried_out(study: &Study, threads: usize, spread: f64) -> Aggregates {
        let (workers, stop) = (Workers::new(threads).unwrap(), AtomicBool::new(false));
        study.carry_out(&workers, &stop, |run| Ok(noisy(run, spread)), |_, _| {}).unwrap().unwrap()
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bytes() {
        for precision in [None, Some(Precision { relative: 0.05, cap: 80 })] {
            let bytes = |threads| serde_json::to_string(&carried_out(&study(40, precision), threads, 0.3)).unwrap();
            let one = bytes(1);
            assert_eq!(one, bytes(2));
            assert_eq!(one, bytes(5));
        }
    }

    /// Only cost varies: bad minutes and latencies are the same in all runs.
    #[expect(clippy::unnecessary_wraps, reason = "it stands in for a run that may fail")]
    fn cost_only(run: u32) -> Result<RunOutcome, Unfinished> {
        let mut all = outcome(run);
        for (scope, noisy) in all.scopes.iter_mut().zip(noisy(run, 0.3).scopes) {
            scope.totals.cost_nano_usd = noisy.totals.cost_nano_usd;
        }
        Ok(all)
    }

    #[test]
    fn batches_go_on_until_the_worst_headline_figure_is_precise() {
        let precision = Precision { relative: 0.03, cap: 1_000 };
        let mut asked = Vec::new();
        let (workers, stop) = (Workers::new(2).unwrap(), AtomicBool::new(false));
        let all =
            study(30, Some(precision)).carry_out(&workers, &stop, cost_only, |_, of| asked.push(of)).unwrap().unwrap();
        assert!(all.runs > 30 && all.runs < 200 && (all.runs - 30).is_multiple_of(10), "{}", all.runs);
        assert_eq!((all.asked, all.per_run.len() as u32), (all.runs, all.runs));
        let relative_of = |all: &Aggregates| widest(&all.metrics).unwrap().relative;
        assert!(relative_of(&all) <= 0.03 / 1.03);
        assert_eq!(all.remarks.last().unwrap(), &format!("Precision of 3 % reached with {} runs.", all.runs));
        // Ten runs earlier it was not reached.
        let fewer = study(all.runs - 10, None).carry_out(&workers, &stop, cost_only, |_, _| {}).unwrap().unwrap();
        assert!(relative_of(&fewer) > 0.03 / 1.03);
        assert_eq!(asked.last(), Some(&all.runs));
    }

    #[test]
    fn the_cap_ends_what_cannot_become_precise_and_says_so() {
        let all = carried_out(&study(30, Some(Precision { relative: 0.001, cap: 55 })), 2, 0.3);
        assert_eq!((all.runs, all.asked), (55, 55));
        let said = "Precision of 0.1 % not reached with 55 runs: bad_minutes_per_day of endpoint is known to ±4.6 %.";
        assert_eq!(all.remarks.last().unwrap(), said);
    }

    #[test]
    fn shares_that_never_vary_and_blanks_do_not_ask_for_runs() {
        let still = |run| {
            let mut all = outcome(run);
            for scope in &mut all.scopes {
                (scope.totals.refused, scope.totals.failed, scope.totals.timed_out) = (0, 0, 0);
                scope.totals.bad_minutes = 0;
                scope.latency.clear();
            }
            Ok(all)
        };
        let (workers, stop) = (Workers::new(2).unwrap(), AtomicBool::new(false));
        let precise = study(30, Some(Precision { relative: 0.01, cap: 100 }));
        let all = precise.carry_out(&workers, &stop, still, |_, _| {}).unwrap().unwrap();
        assert_eq!(all.runs, 30, "{:?}", all.remarks);
    }

    #[test]
    fn a_rare_share_is_judged_against_a_tenth_of_a_percent() {
        let mut rare = Aggregates::of(vec![outcome(1), outcome(2)], FRAME, &[]).unwrap().metrics;
        rare.retain(|figure| figure.metric == "failed_percent" && figure.scope == "endpoint");
        (rare[0].mean, rare[0].low, rare[0].high) = (Some(0.001), Some(0.0), Some(0.002));
        assert!((widest(&rare).unwrap().relative - 0.01).abs() < 1e-12);
        (rare[0].mean, rare[0].low, rare[0].high) = (Some(1.0), Some(0.9), Some(1.1));
        assert!((widest(&rare).unwrap().relative - 0.1).abs() < 1e-12);
        rare[0].high = None;
        assert_eq!(widest(&rare).unwrap().relative, f64::INFINITY);
    }

    #[test]
    fn runs_are_added_until_objectives_are_decided_or_the_cap_is_reached() {
        use crate::scenario::Comparison;
        let (workers, stop) = (Workers::new(2).unwrap(), AtomicBool::new(false));
        let asked = |limit: f64, decide| {
            let objective = |metric: &str| Objective {
                text: format!("{metric} < {limit}"),
                metric: metric.to_owned(),
                scope: "endpoint".to_owned(),
                op: Comparison::Below,
                limit,
            };
            let study = Study { objectives: vec![objective("cost_usd")], decide, ..study(10, None) };
            study.carry_out(&workers, &stop, cost_only, |_, _| {}).unwrap().unwrap()
        };
        let mean = asked(0.0, Some(1_000)).metrics.iter().find(|m| m.metric == "cost_usd").unwrap().mean.unwrap();
        assert_eq!(asked(mean * 2.0, Some(1_000)).runs, 10, "decided at once");
        // Three per cent above the mean: ten runs do not tell, more do.
        assert_eq!(asked(12.9, None).objectives[0].verdict, Verdict::Undecided);
        let decided = asked(12.9, Some(1_000));
        assert_eq!(decided.objectives[0].verdict, Verdict::Met);
        assert!(decided.runs > 10 && decided.runs < 1_000, "{}", decided.runs);
        assert_eq!(decided.remarks.last().unwrap(), &format!("Objectives decided with {} runs.", decided.runs));
        let capped = asked(12.9, Some(15));
        assert_eq!((capped.runs, capped.objectives[0].verdict), (15, Verdict::Undecided));
        assert_eq!(capped.remarks.last().unwrap(), "Not decided with 15 runs: cost_usd < 12.9.");
    }

    #[test]
    fn a_stopped_study_folds_what_finished_and_says_so() {
        let (workers, stop) = (Workers::new(2).unwrap(), AtomicBool::new(false));
        let stopping = |run| {
            stop.store(run >= 12, Ordering::Relaxed);
            Ok(noisy(run, 0.3))
        };
        let all = study(30, Some(Precision { relative: 0.001, cap: 1_000 }))
            .carry_out(&workers, &stop, stopping, |_, _| {})
            .unwrap()
            .unwrap();
        assert!((12..20).contains(&all.runs) && all.asked == 30, "{} of {}", all.runs, all.asked);
        assert_eq!(all.remarks[0], format!("Interrupted: the figures are of {} of 30 runs.", all.runs));
        let nothing = study(30, None).carry_out(&workers, &AtomicBool::new(true), |run| Ok(noisy(run, 0.3)), |_, _| {});
        assert_eq!(nothing.unwrap(), None);
    }

    #[test]
    fn a_failed_run_fails_the_study() {
        let (workers, stop) = (Workers::new(2).unwrap(), AtomicBool::new(false));
        let fails = |run| if run == 5 { panic!("Little's law") } else { Ok(noisy(run, 0.3)) };
        let failure = study(30, None).carry_out(&workers, &stop, fails, |_, _| {}).unwrap_err();
        assert_eq!(failure, RunFailure { run: 5, seed: 1, message: "Little's law".to_owned() });
    }

    #[test]
    fn one_run_alone_is_that_run_among_others() {
        let all = carried_out(&study(30, None), 2, 0.3);
        let alone = carried_out(&Study { runs: vec![5], ..study(30, None) }, 2, 0.3);
        assert_eq!(alone.per_run[0], all.per_run[4]);
        assert_eq!(alone.per_run[0].values.len(), 2 * METRICS.len());
    }
}
