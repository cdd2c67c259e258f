//! How far is the simulated capacity from what really happened, where a record of that was given.

use super::{Report, figure, words};
use crate::engine::Time;
use crate::scenario::history::Change;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// What really happened beside what the runs say, over the steps of the counted window of which something is known.
#[derive(Clone, Debug, PartialEq)]
pub struct Happened {
    /// Share of the counted window of which something is known.
    pub known: f64,
    /// Instances in service on average, recorded.
    pub recorded_mean: f64,
    /// Instances in service on average, mean of all runs, over the same steps.
    pub simulated_mean: f64,
    /// Distance of the two on average.
    pub apart_mean: f64,
    /// Most instances at any moment, recorded.
    pub recorded_peak: f64,
    /// Recorded changes of capacity that began in the counted window: added, removed; `None`: only counts were given.
    pub changes: Option<(u64, u64)>,
}

impl Report<'_> {
    /// Recorded instances in service on average by step; NaN where nothing is known. Empty without a record.
    pub fn recorded_by_step(&self) -> Vec<f64> {
        let Some(history) = &self.subject.history else { return Vec::new() };
        let line = &self.aggregates.mean;
        let begin = |step: usize| line.start + line.step * step as u64;
        let of = |step: usize| history.mean(begin(step), begin(step + 1).min(self.subject.end)).unwrap_or(f64::NAN);
        (0..line.in_service.len()).map(of).collect()
    }

    /// What really happened; `None` without a record, or if it knows nothing of the counted window.
    pub fn happened(&self) -> Option<Happened> {
        let history = self.subject.history.as_ref()?;
        let line = &self.aggregates.mean;
        let recorded = self.recorded_by_step();
        let pairs =
            recorded.iter().zip(&line.in_service).map(|(recorded, simulated)| (*recorded, f64::from(*simulated)));
        let known: Vec<(f64, f64)> = pairs.filter(|(recorded, simulated)| (recorded - simulated).is_finite()).collect();
        if known.is_empty() {
            return None;
        }
        let mean = |of: fn(&(f64, f64)) -> f64| known.iter().map(of).sum::<f64>() / known.len() as f64;
        let (from, until) = self.subject.window();
        Some(Happened {
            known: known.len() as f64 / recorded.len() as f64,
            recorded_mean: mean(|pair| pair.0),
            simulated_mean: mean(|pair| pair.1),
            apart_mean: mean(|pair| (pair.0 - pair.1).abs()),
            recorded_peak: history.peak(from, until)?,
            changes: history.changes.as_deref().map(|all| counted(all, (from, until))),
        })
    }
}

/// Changes that began in the window: added, removed. One of unknown direction is in neither.
fn counted(all: &[Change], (from, until): (Time, Time)) -> (u64, u64) {
    let inside = || all.iter().filter(|change| (from..until).contains(&change.at));
    let of = |adds: bool| inside().filter(|change| change.adds == Some(adds)).count() as u64;
    (of(true), of(false))
}

/// The line of the terminal.
pub(super) fn line(report: &Report<'_>) -> Option<String> {
    let all = report.happened()?;
    let mut said = format!(
        "{} instances mean where these runs have {} · {} apart",
        words::number(all.recorded_mean),
        words::number(all.simulated_mean),
        words::number(all.apart_mean)
    );
    if let Some((outs, ins)) = all.changes {
        let days = report.subject.duration_secs() / 86_400.0;
        let a_day = |count: u64| words::number(count as f64 / days);
        write!(said, " · {} out · {} in a day", a_day(outs), a_day(ins)).expect("a String takes any text");
    }
    Some(said)
}

/// The figures of `summary.json`; null without a record.
pub(super) fn json(report: &Report<'_>) -> Value {
    let Some(all) = report.happened() else { return Value::Null };
    let number = |value: f64| figure::json(Some(value), "");
    json!({
        "known_percent": number(all.known * 100.0),
        "recorded_instances_mean": number(all.recorded_mean),
        "simulated_instances_mean": number(all.simulated_mean),
        "apart_instances_mean": number(all.apart_mean),
        "recorded_instances_peak": number(all.recorded_peak),
        "recorded_actions_out": all.changes.map(|changes| changes.0),
        "recorded_actions_in": all.changes.map(|changes| changes.1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Span;
    use crate::report::fixture;
    use crate::scenario::history::{History, Level};

    #[test]
    fn a_record_is_compared_where_it_is_known() {
        let mut made = fixture::five_minutes();
        assert_eq!(made.report().happened(), None, "without a record there is nothing to compare");
        let start = made.subject.start;
        let minute = |n: u64| start + Span::MINUTE * n;
        let simulated: Vec<f64> = made.aggregates.mean.in_service.iter().map(|x| f64::from(*x)).collect();
        let level = |n, instances| Level { from: minute(n), instances };
        let change = |n, to, adds| Change { at: minute(n), end: minute(n + 1), to, adds };
        made.subject.history = Some(History {
            levels: vec![level(1, Some(7.0)), level(2, Some(9.0)), level(3, None)],
            changes: Some(vec![
                change(0, 7, Some(true)),
                change(1, 9, Some(true)),
                change(2, 3, Some(false)),
                change(2, 3, None),
                change(5, 3, Some(true)),
            ]),
        });
        let report = made.report();
        let by_step = report.recorded_by_step();
        assert!(by_step[0].is_nan() && by_step[3].is_nan() && by_step[4].is_nan());
        assert_eq!(by_step[1..3], [7.0, 9.0]);
        let all = report.happened().unwrap();
        assert!((all.known - 0.4).abs() < 1e-12);
        assert_eq!((all.recorded_mean, all.recorded_peak, all.changes), (8.0, 9.0, Some((2, 1))));
        assert!((all.simulated_mean - simulated[1].midpoint(simulated[2])).abs() < 1e-12);
        let apart = (7.0 - simulated[1]).abs().midpoint((9.0 - simulated[2]).abs());
        assert!((all.apart_mean - apart).abs() < 1e-12);
        assert_eq!(json(&report)["recorded_actions_out"], 2);
        assert!(line(&report).unwrap().starts_with("8 instances mean where these runs have "));
    }
}
