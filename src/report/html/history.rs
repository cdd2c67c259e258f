//! What happened in the shown runs, row by row: activities, and the decisions behind them.

use super::markup::Table;
use crate::engine::Time;
use crate::report::{Report, clock, words};
use crate::simulation::outcome::RunOutcome;

/// Scaling activities of the shown runs.
pub(super) fn activities(report: &Report<'_>) -> String {
    let rows = each_run(report, |run| {
        run.activities
            .iter()
            .map(|activity| {
                let change = match (activity.from, activity.to) {
                    (from, to) if from == to => from.to_string(),
                    (from, to) => format!("{from} → {to}"),
                };
                let reason = [&activity.status_message, &activity.not_scaled_reasons];
                let cause = std::iter::once(&activity.cause).chain(reason).filter(|text| !text.is_empty());
                vec![
                    moment(report, activity.start),
                    activity
                        .end
                        .map_or_else(|| "–".to_owned(), |end| words::length(end.since_or_zero(activity.start).secs())),
                    activity.scope().to_owned(),
                    change,
                    activity.status_code.clone(),
                    cause.cloned().collect::<Vec<_>>().join(" "),
                ]
            })
            .collect()
    });
    let columns = &["run", "start", "#took", "scope", "#capacity", "status", "cause"];
    Table {
        id: "activities-all",
        caption: "Scaling activities",
        columns,
        rows,
        file: "activities.csv",
        is_filtered: true,
    }
    .markup()
}

/// Stretches of equal verdicts of the shown runs.
pub(super) fn decisions(report: &Report<'_>) -> String {
    let rows = each_run(report, |run| {
        run.decisions
            .iter()
            .map(|stretch| {
                vec![
                    moment(report, stretch.from),
                    moment(report, stretch.until),
                    stretch.scope.clone(),
                    stretch.policy.clone(),
                    stretch.verdict.clone(),
                    stretch.reason.clone(),
                    stretch.evaluations.to_string(),
                    stretch.first.clone(),
                ]
            })
            .collect()
    });
    let columns = &["run", "from", "until", "scope", "policy", "verdict", "reason", "#evaluations", "first"];
    Table { id: "decisions-all", caption: "Decisions", columns, rows, file: "decisions.csv", is_filtered: true }
        .markup()
}

/// Which runs are shown, in words.
pub(super) fn which(report: &Report<'_>) -> String {
    let named: Vec<String> = in_order(report).into_iter().map(|run| name(report, run)).collect();
    format!("Shown: {}.", named.join(", "))
}

/// The run of median cost first: it is what stays where a table is cut.
fn in_order<'a>(report: &Report<'a>) -> Vec<&'a RunOutcome> {
    let all = report.aggregates;
    let median = all.shown.get(all.median);
    let others = all.shown.iter().enumerate().filter(|(place, _)| *place != all.median).map(|(_, run)| run);
    median.into_iter().chain(others).collect()
}

fn name(report: &Report<'_>, run: &RunOutcome) -> String {
    let all = report.aggregates;
    let is_median = all.shown.get(all.median).is_some_and(|median| median.run == run.run);
    if is_median { format!("run {} (median cost)", run.run) } else { format!("run {}", run.run) }
}

fn each_run(report: &Report<'_>, rows: impl Fn(&RunOutcome) -> Vec<Vec<String>>) -> Vec<Vec<String>> {
    let of = |run: &RunOutcome| {
        let numbered = |row: Vec<String>| std::iter::once(run.run.to_string()).chain(row).collect();
        rows(run).into_iter().map(numbered).collect::<Vec<Vec<String>>>()
    };
    in_order(report).into_iter().flat_map(of).collect()
}

/// With its day where the window has several, and in the lead-in.
fn moment(report: &Report<'_>, at: Time) -> String {
    let subject = report.subject;
    if at < subject.start {
        return format!("{} {}", clock::day(&subject.zone, at), clock::clock(&subject.zone, at));
    }
    clock::moment(&subject.zone, at, subject.window())
}
