//! Does a search find what an exhaustive sweep finds? Three scenarios whose every point was run on 30 days, and the best
//! fifty on 200 others; the tables lie beside the scenarios in `tests/tuning`, written by `truth.py`.
//!
//! Long: `cargo test --release --locked --test tuning -- --ignored --nocapture`. The figures stand in docs/tune.md.

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use binary::dryscale;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Runs of the search; the rest comes on top.
const BUDGET: &str = "600";
/// What the search may cost more than the truth.
const CLOSE: f64 = 1.03;

type Row = BTreeMap<String, String>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tuning")
}

fn truth(name: &str) -> Vec<Row> {
    let mut table = csv::Reader::from_path(folder().join(format!("{name}.csv"))).expect("the truth");
    table.deserialize().collect::<Result<_, _>>().expect("a table")
}

fn number(row: &Row, column: &str) -> f64 {
    row[column].parse().expect(column)
}

fn metric(metrics: &Value, name: &str) -> f64 {
    let rows = metrics.as_array().expect("a list");
    let row = rows.iter().find(|row| row["metric"] == name && row["scope"] == "endpoint").expect(name);
    row["mean"].as_f64().expect("a number")
}

/// The cheapest of the fifty whose 200 days meet the objective.
fn best(rows: &[Row], limit: f64) -> &Row {
    let meets = |row: &&Row| row["runs"] == "200" && number(row, "attainment_percent") > limit;
    let cost = |row: &Row| number(row, "cost_usd_per_day");
    rows.iter().filter(meets).min_by(|a, b| cost(a).total_cmp(&cost(b))).expect("one of the fifty meets it")
}

fn found_by_search_is_as_good_as_the_truth(name: &str, limit: f64) {
    let desk = TempDir::new().expect("a temporary folder");
    let file = folder().join(format!("{name}.yaml"));
    let file = file.to_str().expect("UTF-8");
    let ran = dryscale(desk.path(), &["tune", file, "--budget", BUDGET, "--yes", "--json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let said: Value = serde_json::from_str(&ran.out).expect("JSON");
    let recommended = &said["finalists"][said["recommended"].as_u64().expect("a place") as usize];
    assert_eq!(recommended["verdict"], "met");
    let cost = metric(&recommended["metrics"], "cost_usd_per_day");
    // The truth's best on the same fresh days.
    let rows = truth(name);
    let best = best(&rows, limit);
    let mut words = vec!["run".to_owned(), file.to_owned(), "--json".to_owned()];
    words.extend(["--seed".to_owned(), said["fresh_seed"].to_string()]);
    words.extend(["--runs".to_owned(), recommended["runs"].to_string()]);
    for (key, value) in best.iter().filter(|(key, _)| key.contains('.')) {
        words.extend(["--set".to_owned(), format!("{key}={value}")]);
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ran = dryscale(desk.path(), &words);
    let of_truth: Value = serde_json::from_str(&ran.out).expect("JSON");
    let cheapest = metric(&of_truth["metrics"], "cost_usd_per_day");
    let runs: u64 =
        ["search", "validation", "around"].iter().map(|part| said["runs"][part].as_u64().expect("a count")).sum();
    let points = rows.iter().filter(|row| row["runs"] == "30").count() as u64;
    let exhaustive = points * 30 + 50 * 200;
    println!(
        "{name}: {points} points; truth ${:.2} on 200 days, ${cheapest:.2} on the fresh days; found ${cost:.2} ({:+.1} %), \
         {:.3} % within the SLO; {runs} runs for {exhaustive}",
        number(best, "cost_usd_per_day"),
        (cost / cheapest - 1.0) * 100.0,
        metric(&recommended["metrics"], "attainment_percent"),
    );
    assert!(metric(&recommended["metrics"], "attainment_percent") > limit);
    assert!(cost <= CLOSE * cheapest, "{cost} for {cheapest}");
    assert!(10 * runs <= exhaustive, "{runs} of {exhaustive}");
}

#[test]
#[ignore = "two thousand runs of a day"]
fn of_target_tracking() {
    found_by_search_is_as_good_as_the_truth("morning", 99.7);
}

#[test]
#[ignore = "two thousand runs of a day"]
fn of_step_scaling() {
    found_by_search_is_as_good_as_the_truth("steps", 99.9);
}

#[test]
#[ignore = "two thousand runs of a day"]
fn of_a_schedule() {
    found_by_search_is_as_good_as_the_truth("opening", 99.7);
}

#[test]
fn the_truth_is_whole() {
    for (name, limit) in [("morning", 99.7), ("steps", 99.9), ("opening", 99.7)] {
        let rows = truth(name);
        let points = rows.iter().filter(|row| row["runs"] == "30").count();
        assert!((300..=501).contains(&points), "{name}: {points}");
        assert_eq!(rows.iter().filter(|row| row["runs"] == "200").count(), 50, "{name}");
        assert!(number(best(&rows, limit), "cost_usd_per_day") > 0.0);
    }
}
