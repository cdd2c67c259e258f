//! Counts of the self-exciting and the modulated process against `tests/oracles`, by the rule of the oracles: |m −
//! oracle| <= z SE + 0.002 |oracle| over 20 runs, and z SE small enough to have seen an error.

use super::*;

const RUNS: u32 = 20;
/// t quantile at 1 − 0.01/(2 x 2), 19 degrees of freedom: mean and variance of a row judged together.
const Z: f64 = 3.174;

struct Row {
    case: String,
    process: Process,
    rate_per_sec: f64,
    window: Span,
    mean: f64,
    variance: f64,
}

fn rows(text: &str, row: impl Fn(&dyn Fn(&str) -> f64) -> (Process, f64, f64, f64, f64)) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let records = reader.records().map(|record| {
        let record = record.unwrap();
        let number = |name: &str| record[headers.iter().position(|h| h == name).unwrap()].parse::<f64>().unwrap();
        let (process, rate_per_sec, window_secs, mean, variance) = row(&number);
        let window = Span::from_secs_f64(window_secs);
        Row { case: record[0].to_owned(), process, rate_per_sec, window, mean, variance }
    });
    records.collect()
}

fn hawkes() -> Vec<Row> {
    rows(include_str!("../../../../tests/oracles/hawkes_counts.csv"), |number| {
        let process = Process::Hawkes { branching: number("branching_ratio"), decay_per_sec: number("decay") };
        (process, number("mean_rate"), number("window"), number("count_mean"), number("count_var"))
    })
}

fn mmpp() -> Vec<Row> {
    rows(include_str!("../../../../tests/oracles/mmpp2_mmc.csv"), |number| {
        let mean = number("mean_rate");
        let factors = vec![number("rate_state1") / mean, number("rate_state2") / mean];
        let stay_secs = vec![1.0 / number("switch_1to2"), 1.0 / number("switch_2to1")];
        (Process::Mmpp { factors, stay_secs }, mean, 60.0, number("count60_mean"), number("count60_var"))
    })
}

fn judge(row: &Row, windows: u64) {
    let steady = traffic(row.process.clone(), vec![source("a", Shape::Constant(row.rate_per_sec))]);
    let runs: Vec<Vec<f64>> = (1..=RUNS).map(|n| window_counts(&steady, n, row.window, windows)).collect();
    let means: Vec<f64> = runs.iter().map(|counts| estimate(counts).0).collect();
    let spreads: Vec<f64> = runs.iter().map(|counts| spread(counts, row.mean)).collect();
    for (name, values, oracle) in [("mean", means, row.mean), ("variance", spreads, row.variance)] {
        let (found, error) = estimate(&values);
        let limit = Z * error;
        assert!((found - oracle).abs() <= limit + 0.002 * oracle, "{} {name}: {found} for {oracle}", row.case);
        assert!(limit <= 0.03 * oracle, "{} {name}: too short to judge, {limit} of {oracle}", row.case);
    }
}

#[test]
fn self_exciting_counts_match_their_oracle() {
    judge(&hawkes()[0], 1_500);
}

#[test]
fn modulated_counts_match_their_oracle() {
    judge(&mmpp()[1], 3_000);
}

#[test]
#[ignore = "long set: thousands of runs, in `selftest --long` too"]
fn all_self_exciting_counts_match_their_oracles() {
    for row in hawkes() {
        judge(&row, 2_000);
    }
}

#[test]
#[ignore = "long set: thousands of runs, in `selftest --long` too"]
fn all_modulated_counts_match_their_oracles() {
    for row in mmpp() {
        judge(&row, 4_000);
    }
}
