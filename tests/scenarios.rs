//! Do the scenarios that come with the program ask a question, and does their summary answer it?
//!
//! Each answer is kept as text in `tests/scenarios/NAME.txt`: with the three runs that are quick, and the day they are
//! looked at. `UPDATE=1 cargo test --test scenarios` writes the texts anew; read what changed.

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use binary::{dryscale, root, scenarios};
use std::path::Path;
use tempfile::TempDir;

/// Runs of each scenario here: the answers are those of three days, not of thirty.
const RUNS: &str = "3";

fn stem(file: &Path) -> String {
    file.file_stem().expect("a file name").to_string_lossy().into_owned()
}

/// `summary.json` of a few runs.
fn summary(file: &Path, folder: &Path) -> serde_json::Value {
    let ran = dryscale(folder, &["run", &file.display().to_string(), "--runs", RUNS, "--out", &stem(file), "--json"]);
    assert!(ran.code == 0 || ran.code == 99, "{}: {}", file.display(), ran.err);
    serde_json::from_str(&ran.out).expect("JSON")
}

/// Words in lines, as people read them.
fn wrapped(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && lines[last].chars().count() + word.chars().count() >= 100 {
            lines.push(word.to_owned());
        } else {
            let gap = if lines[last].is_empty() { "" } else { " " };
            lines[last] = format!("{}{gap}{word}", lines[last]);
        }
    }
    lines.join("\n")
}

#[test]
fn every_answer_is_the_one_that_was_read() {
    let folder = TempDir::new().unwrap();
    let mut differing = Vec::new();
    for file in scenarios() {
        let read = summary(&file, folder.path());
        let text = |key: &str| read[key].as_str().expect("a text").to_owned();
        let said = format!(
            "{}\n\n{}\n\nChart: {}\n",
            wrapped(&text("title")),
            wrapped(&text("answer")),
            wrapped(&text("finding"))
        );
        let kept = root().join(format!("tests/scenarios/{}.txt", stem(&file)));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&kept, &said).expect("the folder is there");
        } else if std::fs::read_to_string(&kept).ok().as_deref() != Some(&said) {
            differing.push(format!("{}:\n{said}", kept.display()));
        }
    }
    assert!(differing.is_empty(), "UPDATE=1 writes these:\n{}", differing.join("\n"));
}

#[test]
fn every_scenario_opens_with_its_question() {
    for file in scenarios() {
        let text = std::fs::read_to_string(&file).unwrap();
        let first = text.lines().find(|line| !line.starts_with('#')).expect("a line");
        assert!(first.starts_with("title: ") && first.ends_with('?'), "{}: {first}", file.display());
    }
    let kept = std::fs::read_dir(root().join("tests/scenarios")).unwrap().count();
    assert_eq!(kept, scenarios().len(), "a text each, and none left behind");
}
