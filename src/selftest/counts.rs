//! Counts of modulated and self-exciting arrivals in windows: mean, variance, index of dispersion.

use super::Bench;
use super::judge::{Power, Row, Verdict, judge};
use super::oracle::{Case, Table};
use crate::engine::{RunSeed, Span, Time, Zone};
use crate::model::traffic::{Process, Shape, Source, Traffic};
use std::sync::atomic::AtomicBool;

const START: Time = Time::from_secs(1_767_571_200);
const REPLICATIONS: u32 = 40;
/// Windows of one replication in the first attempt, and at most.
const FIRST_WINDOWS: u64 = 200;
const MOST_WINDOWS: u64 = 40_000;

pub(super) fn hawkes(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/hawkes_counts.csv"));
    let check = |case: Case| {
        let process = Process::Hawkes { branching: case.get("branching_ratio"), decay_per_sec: case.get("decay") };
        let window = Span::from_secs_f64(case.get("window"));
        check(bench, case, process, case.get("mean_rate"), window, "count")
    };
    table.cases().filter(|c| bench.takes(c.id(), "HAWKES-S01")).flat_map(check).collect()
}

pub(super) fn mmpp2(bench: &Bench) -> Vec<Row> {
    let table = Table::of(include_str!("../../tests/oracles/mmpp2_mmc.csv"));
    let check = |case: Case| {
        let mean = case.get("mean_rate");
        let process = Process::Mmpp {
            factors: vec![case.get("rate_state1") / mean, case.get("rate_state2") / mean],
            stay_secs: vec![1.0 / case.get("switch_1to2"), 1.0 / case.get("switch_2to1")],
        };
        check(bench, case, process, mean, Span::MINUTE, "count60")
    };
    table.cases().filter(|c| bench.takes(c.id(), "MMPP-S02")).flat_map(check).collect()
}

/// Judges mean, variance and their ratio, with more and more windows until every check has power.
fn check(bench: &Bench, case: Case, process: Process, rate: f64, window: Span, prefix: &str) -> Vec<Row> {
    let traffic = Traffic {
        sources: vec![Source {
            name: "all".to_owned(),
            shape: Shape::Constant(rate),
            scale: 1.0,
            growth: None,
            to: None,
            process: None,
            day_to_day_cv: 0.0,
        }],
        process,
        zone: Zone::utc(),
        start: START,
    };
    let column = |suffix: &str| format!("{prefix}_{suffix}");
    let centre = case.get(&column("mean"));
    let mut windows = FIRST_WINDOWS;
    loop {
        let moments = moments(bench, &traffic, window, windows, centre);
        let row = |suffix: &str, of: fn(&(f64, f64)) -> f64| {
            let oracle = case.get(&column(suffix));
            let samples: Vec<f64> = moments.iter().map(of).collect();
            judge(case.id(), &column(suffix), oracle, &samples, Power::steady("count", oracle, 0.0))
        };
        let rows = vec![row("mean", |m| m.0), row("var", |m| m.1), row("idc", |m| m.1 / m.0)];
        if rows.iter().all(|r| r.verdict != Verdict::TooShort) || 2 * windows > MOST_WINDOWS {
            return rows;
        }
        windows *= 2;
    }
}

/// Mean count, and mean squared distance from the exact mean, of each replication's windows.
fn moments(bench: &Bench, traffic: &Traffic, window: Span, windows: u64, centre: f64) -> Vec<(f64, f64)> {
    let one = |run| {
        let seed = RunSeed { seed: 1, run };
        let mut arrivals = traffic.arrivals(seed, START, START + window * windows);
        let (mut sum, mut squares) = (0.0, 0.0);
        for index in 1..=windows {
            let until = START + window * index;
            let mut count = 0_u64;
            while arrivals.next() < until {
                arrivals.advance();
                count += 1;
            }
            sum += count as f64;
            squares += (count as f64 - centre) * (count as f64 - centre);
        }
        Ok((sum / windows as f64, squares / windows as f64))
    };
    let runs: Vec<u32> = (1..=REPLICATIONS).collect();
    let mut all = Vec::with_capacity(runs.len());
    bench
        .workers
        .replicate(&runs, 1, &AtomicBool::new(false), one, |m| all.push(m), |_, _| {})
        .expect("no replication fails");
    all
}
