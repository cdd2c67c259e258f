//! Closed forms: fits of families to what people measure, and intervals of means.

use super::Bench;
use super::judge::{Row, exact};
use super::oracle::{Case, Table};
use crate::engine::Law;
use crate::engine::law::Family;
use crate::stats;

/// Relative precision of deterministic tables.
const EXACT: f64 = 1e-6;

pub(super) fn dist_fit(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/dist_fit.csv"));
    let _ = bench;
    table.cases().flat_map(fitted).collect()
}

fn fitted(case: Case) -> Vec<Row> {
    let family = match case.text("family") {
        "lognormal" => Family::Lognormal,
        "gamma" => Family::Gamma,
        "weibull" => Family::Weibull,
        _ => Family::Hyperexponential,
    };
    let (first, second) = (case.get("in1"), case.get("in2"));
    let law = if case.text("given") == "mean_cv" {
        Law::from_mean_cv(family, first, second)
    } else {
        Law::from_p50_p99(family, first, second)
    };
    let law = law.expect("the oracle's families fit");
    let columns = [
        ("mean", law.mean_secs()),
        ("cv", law.cv()),
        ("p50", law.quantile_secs(0.50)),
        ("p90", law.quantile_secs(0.90)),
        ("p95", law.quantile_secs(0.95)),
        ("p99", law.quantile_secs(0.99)),
        ("p99_9", law.quantile_secs(0.999)),
    ];
    columns.into_iter().map(|(name, found)| exact(case.id(), name, case.get(name), found, EXACT)).collect()
}

pub(super) fn confidence_intervals(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/confidence_intervals.csv"));
    let _ = bench;
    table.cases().flat_map(interval).collect()
}

fn interval(case: Case) -> Vec<Row> {
    let numbers =
        |column: &str| -> Vec<f64> { case.text(column).split(' ').map(|x| x.parse().expect("a number")).collect() };
    let sample = numbers("sample_a");
    let (mean, variance) = stats::mean_and_variance(&sample).expect("more than one");
    let half_width = stats::mean_interval(&sample).expect("more than one").half_width();
    let columns = [
        ("t_975", stats::student_quantile(0.975, sample.len() as f64 - 1.0)),
        ("mean_a", mean),
        ("sd_a", variance.sqrt()),
        ("halfwidth95_a", half_width),
    ];
    columns.into_iter().map(|(name, found)| exact(case.id(), name, case.get(name), found, EXACT)).collect()
}

pub(super) fn ranking_selection(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/ranking_selection.csv"));
    let _ = bench;
    let constants = |case: Case| {
        let (systems, first) = (case.get("systems") as usize, case.get("first_stage_n0") as usize);
        let correct = case.get("p_correct");
        let columns = [
            ("rinott_h", stats::rinott_h(systems, first, correct)),
            ("kn_eta", stats::kn_eta(systems, first, correct)),
            ("kn_h2", stats::kn_h_squared(systems, first, correct)),
        ];
        columns.map(|(name, found)| exact(case.id(), name, case.get(name), found, EXACT))
    };
    table.cases().flat_map(constants).collect()
}

pub(super) fn ocba(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/ocba.csv"));
    let _ = bench;
    let shares = |case: Case| {
        let numbers =
            |column: &str| -> Vec<f64> { case.text(column).split(' ').map(|x| x.parse().expect("a number")).collect() };
        let found = stats::ocba(&numbers("means"), &numbers("stds"), case.get("budget"));
        let rows = numbers("allocation").into_iter().zip(found);
        rows.map(|(wanted, found)| exact(case.id(), "allocation", wanted, found, EXACT)).collect::<Vec<_>>()
    };
    table.cases().flat_map(shares).collect()
}
