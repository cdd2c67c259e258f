//! What the fold says of outcomes made by hand.

use super::*;
use crate::experiment::aggregate::Verdict::{Met, Missed, Undecided};
use crate::experiment::fixture::{FRAME, episode, latencies, outcome};
use crate::experiment::shown::KEPT;
use crate::scenario::Comparison;

fn of(runs: Vec<RunOutcome>) -> Aggregates {
    Aggregates::of(runs, FRAME, &[]).expect("runs")
}

/// Runs 1 to `n`, each changed.
fn runs(n: u32, change: impl Fn(u32, &mut RunOutcome)) -> Vec<RunOutcome> {
    let changed = |run| {
        let mut outcome = outcome(run);
        change(run, &mut outcome);
        outcome
    };
    (1..=n).map(changed).collect()
}

fn figure<'a>(all: &'a Aggregates, metric: &str) -> &'a Estimate {
    all.metrics.iter().find(|m| m.metric == metric && m.scope == "endpoint").expect(metric)
}

fn near(figure: Option<f64>, truth: f64) -> bool {
    figure.is_some_and(|x| (x - truth).abs() <= 1e-9 * truth.abs().max(1.0))
}

#[test]
fn a_mean_over_runs_carries_students_interval() {
    let all = of(runs(3, |run, o| o.scopes[0].totals.bad_minutes = u64::from(run) * 10));
    // 20, 40, 60 a day: t(2) = 4.30265, S / sqrt(3) = 11.547.
    let bad = figure(&all, "bad_minutes_per_day");
    assert!(near(bad.mean, 40.0) && near(bad.high, 40.0 + 4.302_652_729_9 * 20.0 / 3.0_f64.sqrt()), "{bad:?}");
    assert_eq!(bad.low, Some(0.0), "no minutes below zero");
    assert_eq!((bad.min, bad.p50, bad.max), (Some(20.0), Some(40.0), Some(60.0)));
    assert!(bad.headline && bad.unit == "min/day" && bad.note.is_empty());
}

#[test]
fn a_share_is_totals_over_totals() {
    let all = of(runs(2, |run, o| {
        if run == 2 {
            o.scopes[0].totals.requests = 3_000;
            o.scopes[0].totals.good = 3_000;
        }
    }));
    // 940 of 1,000 and 3,000 of 3,000; the mean of daily shares would be 97 %.
    let attainment = figure(&all, "attainment_percent");
    assert!(near(attainment.mean, 98.5), "{attainment:?}");
    assert_eq!((attainment.min, attainment.max), (Some(94.0), Some(100.0)));
}

#[test]
fn a_share_that_is_zero_in_every_run_has_an_upper_limit_only() {
    let all = of(runs(10, |_, o| {
        o.scopes[0].totals.refused = 0;
        o.scopes[0].totals.good = 1_000;
    }));
    let refused = figure(&all, "refused_percent");
    assert_eq!((refused.mean, refused.low), (Some(0.0), Some(0.0)));
    assert!((refused.high.unwrap() - 0.029_953).abs() < 1e-5, "3 in 10,000: {refused:?}");
    assert_eq!(refused.note, "< 0.03");
    let attainment = figure(&all, "attainment_percent");
    assert_eq!((attainment.mean, attainment.high), (Some(100.0), Some(100.0)));
    assert!((attainment.low.unwrap() - 99.970_047).abs() < 1e-5, "{attainment:?}");
    assert_eq!(figure(&all, "utilization_percent").note, "", "only shares of requests");
}

#[test]
fn latency_percentiles_are_pooled_and_not_averaged() {
    let all = of(runs(2, |run, o| {
        o.scopes[0].latency = latencies(if run == 1 { &[(10, 1_000)] } else { &[(500, 10)] });
    }));
    let p95 = figure(&all, "latency_p95_ms");
    assert!((p95.mean.unwrap() / 10.0 - 1.0).abs() < 0.004, "of 1,010 requests 10 are slow: {p95:?}");
    assert!((p95.max.unwrap() / 500.0 - 1.0).abs() < 0.004, "{p95:?}");
    let p99 = figure(&of(runs(30, |_, _| {})), "latency_p99_ms").clone();
    let spread = p99.high.unwrap() / p99.low.unwrap();
    assert!(spread > 1.0 && spread < 1.009, "runs that agree leave the error of the buckets: {p99:?}");
}

#[test]
fn a_percentile_whose_limit_is_beyond_everything_seen_says_so() {
    let all = of(runs(10, |run, o| {
        o.scopes[0].latency = latencies(if run == 1 { &[(10, 90), (500, 10)] } else { &[(10, 100)] });
    }));
    let p99 = figure(&all, "latency_p99_ms");
    assert_eq!((p99.high, p99.note.as_str()), (None, "upper limit above the observed maximum"));
}

#[test]
fn one_run_has_figures_without_limits() {
    let all = of(runs(1, |_, _| {}));
    for m in all.metrics.iter().filter(|m| m.metric != "days_meeting_slo_percent") {
        assert_eq!((m.low, m.high, m.note.as_str()), (None, None, ""), "{}", m.metric);
    }
    assert!(all.remarks[0].starts_with("One run has no intervals"), "{:?}", all.remarks);
}

#[test]
fn events_are_pooled_over_runs_and_blank_if_there_were_none() {
    let all = of(runs(5, |run, o| {
        if run != 3 {
            o.scopes[0].reactions.clear();
        }
    }));
    let reaction = figure(&all, "reaction_p95_s");
    assert_eq!((reaction.mean, reaction.min, reaction.max), (Some(600.0), Some(600.0), Some(600.0)));
    let none = of(runs(5, |_, o| o.scopes[0].reactions.clear()));
    let reaction = figure(&none, "reaction_p95_s");
    assert_eq!((reaction.mean, reaction.low, reaction.high, reaction.max), (None, None, None, None));
}

#[test]
fn a_censored_recovery_is_a_lower_limit_and_its_share_is_said() {
    let all = of(runs(4, |run, o| {
        if run == 4 {
            o.scopes[0].episodes = vec![episode(0, None)];
        }
    }));
    // Seven episodes, of 240 s or 600 s, one of 600 s so far: the p95 is the longest, and that one is open.
    let recovery = figure(&all, "recovery_p95_s");
    assert_eq!((recovery.mean, recovery.low, recovery.note.as_str()), (None, Some(600.0), "> 600"));
    let said = "1 of 7 episodes of bad minutes had not recovered at the end of their run.";
    assert!(all.remarks.iter().any(|remark| remark == said), "{:?}", all.remarks);
    // Forty episodes, two of them open: rank 38 of 40 is the longest that ended.
    let all = of(runs(19, |run, o| {
        if run <= 2 {
            o.scopes[0].episodes.push(episode(0, None));
        }
    }));
    assert_eq!(figure(&all, "recovery_p95_s").mean, Some(600.0));
}

#[test]
fn days_that_meet_the_slo_are_a_wilson_share() {
    let all = of(runs(10, |run, o| {
        // Of three days a run one or two meet it: 15 of 30 in all.
        o.scopes[0].totals.days = 3;
        o.scopes[0].totals.days_meeting_slo = 1 + run % 2;
    }));
    let days = figure(&all, "days_meeting_slo_percent");
    assert_eq!(days.mean, Some(50.0));
    assert!((days.low.unwrap() - 33.15).abs() < 0.01 && (days.high.unwrap() - 66.85).abs() < 0.01, "{days:?}");
}

#[test]
fn every_scope_has_every_metric_and_every_run_its_row() {
    let all = of(runs(3, |_, _| {}));
    let metrics = crate::experiment::metrics::METRICS.len();
    assert_eq!((all.metrics.len(), all.run_metrics.len(), all.per_run.len()), (2 * metrics, 2 * metrics, 3));
    assert_eq!(all.run_metrics[metrics], ("variant/champion".to_owned(), "requests".to_owned()));
    assert_eq!((all.per_run[2].run, all.per_run[2].values.len()), (3, 2 * metrics));
    assert_eq!((all.runs, all.asked), (3, 3));
    assert_eq!(all.mean.offered_per_s, [2.0; 3]);
    assert!(all.mean.queue[1].is_nan());
    assert_eq!((all.p10.desired[0], all.p90.desired[0]), (1.0, 3.0));
}

#[test]
fn the_first_the_median_and_the_worst_run_are_shown_once_each() {
    let all = of(runs(9, |run, o| {
        o.scopes[0].totals.cost_nano_usd = [50, 90, 10, 20, 30, 70, 60, 80, 40][run as usize - 1];
        o.scopes[0].totals.bad_minutes = if run == 6 { 99 } else { 3 };
    }));
    let shown: Vec<u32> = all.shown.iter().map(|run| run.run).collect();
    // The median cost of the nine is 50: run 1 itself.
    assert_eq!((shown, all.median), (vec![1, 6], 0));
    let all = of(runs(5, |run, o| o.scopes[0].totals.cost_nano_usd = u64::from(run)));
    let shown: Vec<u32> = all.shown.iter().map(|run| run.run).collect();
    assert_eq!((shown, all.median), (vec![1, 3, 5], 1), "of equal bad minutes the dearest is the worst");
}

#[test]
fn beyond_the_kept_runs_the_worst_is_still_found_and_the_rest_is_said() {
    let n = KEPT as u32 + 30;
    let all = of(runs(n, |run, o| {
        o.scopes[0].totals.cost_nano_usd = u64::from(n - run);
        o.scopes[0].totals.bad_minutes = if run == n - 3 { 99 } else { 3 };
    }));
    let shown: Vec<u32> = all.shown.iter().map(|run| run.run).collect();
    assert_eq!((shown, all.median), (vec![1, 116, n - 3], 1));
    assert!(all.remarks.iter().any(|remark| remark.contains("first 200 of 230 runs")), "{:?}", all.remarks);
    assert_eq!(all.mean.offered_per_s[0], 115.5, "means are of all runs");
}

#[test]
fn a_bimodal_outcome_and_days_that_differ_widely_are_said() {
    let all = of(runs(30, |run, o| {
        let storm = run % 2 == 0;
        o.scopes[0].totals.bad_minutes = if storm { 300 + u64::from(run) } else { u64::from(run % 5) };
    }));
    let remark = all.remarks.iter().find(|remark| remark.starts_with("Two kinds of run")).expect("said");
    let said = "Two kinds of run: bad_minutes_per_day is about 4 in 15 runs and about 632 in 15; \
                a mean over both describes neither.";
    assert_eq!(remark, said);
    let all = of(runs(30, |run, o| {
        if run == 7 {
            o.scopes[0].latency = latencies(&[(10, 500), (5_000, 500)]);
        }
    }));
    assert!(all.remarks.iter().any(|remark| remark.starts_with("Few runs hold most")), "{:?}", all.remarks);
    assert_eq!(of(runs(30, |_, _| {})).remarks, Vec::<String>::new());
}

#[test]
fn objectives_are_judged_in_their_scope() {
    let objective = |metric: &str, op, limit| Objective {
        text: format!("{metric} {limit}"),
        metric: metric.to_owned(),
        scope: "variant/champion".to_owned(),
        op,
        limit,
    };
    let objectives = [
        objective("cost_usd_per_day", Comparison::Below, 25.5),
        objective("attainment_percent", Comparison::AtLeast, 99.0),
        objective("cost_usd_per_month", Comparison::Below, 1e9),
    ];
    let all = Aggregates::of(runs(3, |_, _| {}), FRAME, &objectives).unwrap();
    let verdicts: Vec<_> = all.objectives.iter().map(|judged| judged.verdict).collect();
    assert_eq!(verdicts, [Met, Missed, Undecided]);
}

#[test]
fn nothing_folded_says_nothing() {
    assert!(Folder::new(FRAME).finish(30, &[]).is_none());
}

#[test]
#[should_panic(expected = "the same scopes")]
fn runs_of_other_scenarios_are_not_mixed() {
    of(runs(2, |run, o| o.scopes.truncate(3 - run as usize)));
}
