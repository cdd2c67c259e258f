//! Does the name of every column say its unit? The endings are those that the page on notebooks lists.

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use binary::{dryscale, files, root};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// What stands after the unit: which figure it is.
const OF: [&str; 15] = [
    "_mean",
    "_p10",
    "_p50",
    "_p90",
    "_least",
    "_median",
    "_most",
    "_min",
    "_max",
    "_peak",
    "_ci95_low",
    "_ci95_high",
    "_shown_run",
    "_before",
    "_after",
];

/// Names, words, numbers of things, yes and no.
const NO_FIGURES: [&str; 52] = [
    "across",
    "alarm",
    "bar",
    "base",
    "best",
    "candidate",
    "cause",
    "current",
    "description",
    "direction",
    "down",
    "factor",
    "first",
    "from_setting",
    "from_state",
    "hour",
    "is_escalation",
    "key",
    "kind",
    "knob",
    "last",
    "measure",
    "metric",
    "near_best",
    "not_scaled_reasons",
    "note",
    "of",
    "on_frontier",
    "on_grid",
    "other",
    "p_holm",
    "pairs",
    "part",
    "point",
    "policy",
    "reason",
    "resource_id",
    "role",
    "run",
    "runs_that_differ",
    "scope",
    "setting",
    "slo_missed",
    "status_code",
    "status_message",
    "to_setting",
    "to_state",
    "unit",
    "up",
    "verdict",
    "walks",
    "words",
];

/// Figures that have no unit, and those whose name is given: a metric's, the place of a value on an axis.
const WITHOUT: [&str; 6] = ["at", "elasticity.speedup", "percentile", "queue_max", "variance_reduction", "why"];

/// Figures whose unit stands in the column `unit`.
const BY_ROW: [&str; 11] =
    ["", "base", "other", "difference", "to_current", "value", "mu_star", "mu", "sigma", "across", "up"];

/// The endings of the page, each with what parts it from the word before.
fn endings() -> Vec<String> {
    let page = fs::read_to_string(root().join("docs/notebooks.md")).expect("the page");
    let table = page.split("| ending of a name | unit |").nth(1).expect("a table");
    let rows = table.trim_start().lines().take_while(|line| line.starts_with('|')).skip(1);
    let of = |row: &str| -> Vec<String> {
        let cell = row.trim_start_matches('|').split('|').next().unwrap_or_default();
        cell.split('`').skip(1).step_by(2).map(|name| format!("_{}", name.trim_start_matches('_'))).collect()
    };
    rows.flat_map(of).collect()
}

/// Whether a reader knows what the column `name` holds, and in what.
fn is_plain(name: &str, header: &[String], endings: &[String]) -> bool {
    // A metric of a scope; a key or an objective of a grid, in the user's own words.
    let name = name.split('{').next().unwrap_or_default();
    let is_the_users = name.starts_with("scaling.") || name.contains(' ');
    if is_the_users
        || name.ends_with("_near_best")
        || name.ends_with("_unit")
        || NO_FIGURES.contains(&name)
        || WITHOUT.contains(&name)
    {
        return true;
    }
    let mut bare = format!("_{name}");
    while let Some(shorter) = OF.iter().find_map(|of| bare.strip_suffix(of)) {
        bare = shorter.to_owned();
    }
    let by_row = header.iter().any(|column| column == "unit" || column == "across_unit");
    endings.iter().any(|ending| bare.ends_with(ending)) || (by_row && BY_ROW.contains(&bare.trim_start_matches('_')))
}

/// Columns of the tables of a folder that nobody understands; how many tables there are.
fn riddles(folder: &Path) -> (Vec<String>, usize) {
    let endings = endings();
    assert!(endings.len() > 15, "{endings:?}");
    let mut tables = files(folder);
    tables.retain(|(name, _)| Path::new(name).extension().is_some_and(|kind| kind == "csv"));
    let of = |(name, bytes): &(String, Vec<u8>)| -> Vec<String> {
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
        assert!(!header.is_empty(), "{name}");
        let unclear = header.iter().filter(|column| !is_plain(column, &header, &endings));
        unclear.map(|column| format!("{name}: {column}")).collect()
    };
    (tables.iter().flat_map(of).collect(), tables.len())
}

/// A folder with the scenario of the README.
fn desk() -> TempDir {
    let place = TempDir::new().expect("a temporary folder");
    let readme = fs::read_to_string(root().join("README.md")).expect("a README");
    let scenario = readme.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a scenario");
    fs::write(place.path().join("shop.yaml"), scenario).expect("writable");
    place
}

/// The tables that a command leaves in `out`, all of them plain.
fn plain(place: &Path, words: &[&str]) -> usize {
    let ran = dryscale(place, &[words, &["--runs", "2", "--quiet", "--out", "out"]].concat());
    assert!(ran.code == 0 || ran.code == 99, "{words:?}: {}", ran.err);
    let (unclear, tables) = riddles(&place.join("out"));
    assert!(unclear.is_empty(), "{words:?}: {unclear:?}");
    tables
}

#[test]
fn every_column_of_a_run_says_its_unit() {
    let desk = desk();
    assert_eq!(plain(desk.path(), &["run", "shop.yaml"]), 18, "all tables but the calendar");
    let two = root().join("scenarios/two-variants.yaml");
    let two = two.to_str().expect("UTF-8");
    plain(desk.path(), &["run", two, "--set", "fidelity=fluid", "--set", "duration=2d"]);
    let names: Vec<String> = files(&desk.path().join("out")).into_iter().map(|file| file.0).collect();
    assert!(names.iter().any(|name| name == "calendar-champion.csv"), "{names:?}");
}

#[test]
fn every_column_of_an_experiment_says_its_unit() {
    let desk = desk();
    let flow = ["--set", "fidelity=fluid"];
    let of = |words: &[&str]| plain(desk.path(), &[words, &flow].concat());
    assert_eq!(of(&["compare", "shop.yaml", "--with", "MinCapacity=2"]), 3);
    assert_eq!(of(&["sweep", "shop.yaml", "-p", "MinCapacity=1,2", "-p", "TargetValue=1500,2000"]), 6);
    assert_eq!(of(&["sweep", "shop.yaml", "-p", "MinCapacity=1,2"]), 5);
    assert_eq!(of(&["sensitivity", "shop.yaml", "--metric", "cost_usd_per_day"]), 2);
    assert_eq!(of(&["sensitivity", "shop.yaml", "--metric", "cost_usd_per_day", "--morris", "2"]), 1);
}

#[test]
fn a_bare_number_and_a_bare_state_are_found() {
    let endings = endings();
    let header = |names: &str| -> Vec<String> { names.split(',').map(str::to_owned).collect() };
    let unclear = |names: &str| -> Vec<String> {
        let all = header(names);
        all.iter().filter(|name| !is_plain(name, &all, &endings)).cloned().collect()
    };
    assert_eq!(
        unclear("run,time,from,to,refused_mean,queue_p90,latency_p50,demanded,in_service_instances_mean,p95_ms_p90"),
        ["from", "to", "refused_mean", "queue_p90", "latency_p50", "demanded"]
    );
    assert_eq!(unclear("metric,mean,ci95_low"), ["mean", "ci95_low"], "no unit in the row");
    assert_eq!(unclear("metric,unit,mean,ci95_low"), Vec::<String>::new());
}
