//! What stands on terminals of forty, sixty and eighty columns, and in a pipe? `UPDATE=1 cargo test --test terminal`
//! rewrites the snapshots: read them.

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use binary::{command, root};
use std::fmt::Write as _;
use std::fs;
use tempfile::TempDir;

const RUN: &[&str] = &["run", "shop.yaml"];
const COMPARE: &[&str] = &["compare", "shop.yaml", "--with", "all.InitialInstanceCount=2"];
const SWEEP: &[&str] = &["sweep", "shop.yaml", "-p", "all.InitialInstanceCount=1:3:1"];
const SENSITIVITY: &[&str] = &["sensitivity", "shop.yaml"];
const SURVIVE: &[&str] = &[
    "sweep",
    "shop.yaml",
    "--set",
    "objectives=[attainment_percent > 99]",
    "-p",
    "all.InitialInstanceCount=1:3:1",
    "--survive",
    "traffic.web.steps.1.rate=40/s:400/s:40/s",
];
const MORRIS: &[&str] =
    &["sensitivity", "shop.yaml", "--morris", "2", "--runs", "2", "--metric", "cost_usd_per_day", "--set", KNOBS];
const KNOBS: &str = "tune=[all.InitialInstanceCount=1:3:1, models.ranker.concurrency=2:6:2]";
const TUNE: &[&str] =
    &["tune", "shop.yaml", "-p", "all.InitialInstanceCount=1:3:1", "--budget", "50", "--fresh-runs", "4"];

/// What a command says in so many columns; `None`: in a pipe that tells none.
fn said(words: &[&str], columns: Option<usize>) -> String {
    let place = TempDir::new().expect("a temporary folder");
    fs::copy(root().join("tests/terminal/shop.yaml"), place.path().join("shop.yaml")).expect("writable");
    let mut command = command(place.path());
    command.args(words).env_remove("COLUMNS");
    if let Some(columns) = columns {
        command.env("COLUMNS", columns.to_string());
    }
    let output = command.output().expect("the program was built");
    let err = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(matches!(output.status.code(), Some(0 | 99)), "{err}");
    assert!(!err.contains("error"), "{err}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// At three widths, each held to its columns.
fn at_every_width(words: &[&str]) -> String {
    let mut all = String::new();
    for columns in [40, 60, 80] {
        let text = said(words, Some(columns));
        // A command is there to be pasted, in one piece.
        let may_be_long = |line: &&str| line.starts_with("dryscale run ");
        let wide: Vec<&str> =
            text.lines().filter(|line| line.chars().count() > columns && !may_be_long(line)).collect();
        assert!(wide.is_empty(), "{words:?} in {columns} columns: {wide:#?}");
        assert!(!text.contains('\u{1b}'), "a pipe has no colour");
        let _ = write!(all, "{}\n{text}\n", "=".repeat(columns));
    }
    all
}

#[track_caller]
fn snapshot(name: &str, words: &[&str]) {
    let (text, path) = (at_every_width(words), root().join("tests/terminal").join(name));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &text).expect("writable");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(text == kept, "{} is not what is said now:\n{text}", path.display());
}

#[test]
fn a_run() {
    snapshot("run.txt", RUN);
}

#[test]
fn a_comparison() {
    snapshot("compare.txt", COMPARE);
}

#[test]
fn a_sweep() {
    snapshot("sweep.txt", SWEEP);
}

#[test]
fn what_is_borne() {
    snapshot("survive.txt", SURVIVE);
}

#[test]
fn elementary_effects() {
    snapshot("morris.txt", MORRIS);
}

#[test]
fn a_search() {
    snapshot("tune.txt", TUNE);
}

#[test]
fn a_study_of_sensitivity() {
    // Its list grows with the assumptions: of it only what moves something is held.
    let text = at_every_width(SENSITIVITY);
    let narrow = "traffic x 1.25\n  bad minutes a day ████████████████\n  +720 (+720 to +720); cost a day same\n";
    assert!(text.contains(narrow), "{text}");
    let first = "What moves bad minutes a day most is\nservice time, then traffic.\n";
    assert!(text.contains(first), "{text}");
}

#[test]
fn in_a_pipe_a_sentence_is_a_line_and_a_table_a_grid() {
    let text = said(COMPARE, None);
    assert!(
        text.lines().any(|line| line.starts_with("all.InitialInstanceCount=2 costs ") && line.ends_with('.')),
        "{text}"
    );
    assert!(text.lines().any(|line| line.trim_start().starts_with("shop  ") && line.contains("difference")), "{text}");
    for (words, names) in [(SURVIVE, "InitialInstanceCount=1"), (MORRIS, "all.InitialInstanceCount"), (TUNE, "▸ ")] {
        let text = said(words, None);
        assert!(text.lines().any(|line| line.starts_with(names) && line.matches("  ").count() > 1), "{text}");
        assert!(text.lines().next().is_some_and(|line| line.ends_with('.')), "{text}");
    }
    let run = said(RUN, None);
    assert!(
        run.lines()
            .any(|line| line.starts_with("  ? latency_p95_ms < 400") && line.ends_with("undecided, did not occur")),
        "{run}"
    );
    assert!(run.contains("  ✓ cost_usd_per_day < 12"), "{run}");
}
