//! Can a notebook use a result, and can its pictures be drawn again? The page's own commands and snippet, run.

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use binary::{Ran, dryscale, files, root};
use std::fs;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

fn page() -> String {
    fs::read_to_string(root().join("docs/notebooks.md")).expect("the page")
}

/// The fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).filter_map(|rest| rest.split_once("```")).map(|(block, _)| block.to_owned()).collect()
}

/// A folder with the scenario of the README, short, and its result in `output/shop`.
fn desk() -> TempDir {
    let place = TempDir::new().expect("a temporary folder");
    let readme = fs::read_to_string(root().join("README.md")).expect("a README");
    fs::write(place.path().join("shop.yaml"), &blocks(&readme, "yaml")[0]).expect("writable");
    let ran = dryscale(place.path(), &["run", "shop.yaml", "--runs", "3", "--set", "fidelity=fluid"]);
    assert_eq!((ran.code, ran.err.lines().find(|line| line.starts_with("error"))), (0, None), "{}", ran.err);
    place
}

fn well(ran: &Ran) {
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.out);
}

#[test]
fn the_snippet_of_the_page_runs() {
    let python = std::env::var("DRYSCALE_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let there = Command::new(&python).args(["-c", "import pandas"]).output().is_ok_and(|out| out.status.success());
    if !there {
        println!("skipped: {python} with pandas is not installed");
        return;
    }
    let place = desk();
    let snippet = blocks(&page(), "python");
    assert_eq!(snippet.len(), 2, "and a line for Parquet");
    let ran = Command::new(&python)
        .args(["-W", "error", "-c", &snippet[0]])
        .current_dir(place.path())
        .output()
        .expect("Python was asked before");
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "{out}{err}");
    for wanted in ["ci95_high", "most instances missing at 2026-11-24 08:", "cost_usd_per_day", "reaction_s"] {
        assert!(out.contains(wanted), "{wanted}\n{out}");
    }
}

#[test]
fn every_table_has_the_columns_that_the_page_names_and_a_cell_for_each() {
    let place = desk();
    let page = page();
    for (name, bytes) in files(&place.path().join("output/shop")) {
        if name.rsplit_once('.').is_none_or(|(_, kind)| kind != "csv") {
            continue;
        }
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        let header: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
        let mut unique = header.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), header.len(), "{name}: {header:?}");
        let plain = |column: &String| {
            !column.is_empty()
                && column.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.{}/".contains(c))
        };
        assert!(header.iter().all(plain), "{name}: {header:?}");
        // A reader that is not flexible refuses a row of another length.
        assert!(reader.records().all(|row| row.is_ok()), "{name}");
        let row = page.lines().find(|line| line.starts_with(&format!("| `{name}` |")));
        let named = row.and_then(|row| row.trim_end_matches('|').rsplit('|').next()).unwrap_or_default();
        for column in named.split(',').map(|column| column.trim().trim_matches('`')).filter(|c| !c.is_empty()) {
            assert!(header.iter().any(|there| there == column), "{name} has no column {column}: {header:?}");
        }
    }
}

/// Names and bytes of what a report is made of.
fn drawn(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut all = files(folder);
    all.retain(|(name, _)| name.ends_with("svg") || name.ends_with("png") || name == "report.html");
    all
}

#[test]
fn a_result_is_drawn_again_as_the_run_drew_it_and_the_rest_stays() {
    let place = desk();
    let folder = place.path().join("output/shop");
    let before = files(&folder);
    for (name, _) in drawn(&folder) {
        fs::remove_file(folder.join(name)).expect("writable");
    }
    fs::write(folder.join("notes.txt"), "mine").expect("writable");
    let ran = dryscale(place.path(), &["report", "output/shop"]);
    well(&ran);
    assert!(ran.out.starts_with("drawn: ") && ran.out.ends_with(" and report.html in output/shop\n"), "{}", ran.out);
    assert_eq!(fs::read_to_string(folder.join("notes.txt")).expect("there"), "mine");
    fs::remove_file(folder.join("notes.txt")).expect("writable");
    let names = |all: &[(String, Vec<u8>)]| all.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&files(&folder)), names(&before));
    assert!(files(&folder) == before, "the bytes are those of the run");

    // What the run would have drawn with the same flags, in a folder of its own.
    let other = ["run", "shop.yaml", "--runs", "3", "--set", "fidelity=fluid", "--draw", "dark", "--quiet"];
    well(&dryscale(place.path(), &[&other[..], &["--out", "output/dark"]].concat()));
    well(&dryscale(place.path(), &["report", "output/shop", "--draw", "dark", "--out", "slides", "--quiet"]));
    let (slides, dark) = (drawn(&place.path().join("slides")), drawn(&place.path().join("output/dark")));
    assert_eq!(names(&slides), names(&dark));
    assert!(slides == dark, "the bytes are those of a run with these flags");
    assert!(names(&slides).iter().any(|name| name == "capacity.dark.png"), "{:?}", names(&slides));
    assert!(files(&folder) == before, "the result itself is not touched");
}

#[test]
fn a_folder_that_is_no_whole_result_is_refused_and_left_alone() {
    let place = desk();
    let folder = place.path().join("output/shop");
    fs::write(place.path().join("notes.txt"), "mine").expect("writable");
    let told = |arguments: &[&str]| {
        let ran = dryscale(place.path(), &[&["report"], arguments].concat());
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
        ran.err
    };
    assert_eq!(told(&["."]), "error: . holds no result of dryscale (it has no dryscale.result.json)\n");
    assert!(told(&["nowhere"]).contains("holds no result"));
    let lock = fs::read_to_string(folder.join("scenario.lock.yaml")).expect("the lock");
    fs::write(folder.join("scenario.lock.yaml"), lock + "\n").expect("writable");
    let before = files(place.path());
    let changed = "error: output/shop/scenario.lock.yaml is not the scenario of this result: it has been changed since";
    assert!(told(&["output/shop"]).starts_with(changed));
    assert!(told(&["output/shop", "--out", "elsewhere"]).starts_with(changed));
    assert!(files(place.path()) == before);
    // A folder of someone else's is not drawn into.
    fs::remove_file(folder.join("scenario.lock.yaml")).expect("writable");
    assert_eq!(dryscale(place.path(), &["report", "output/shop"]).code, 2, "without a scenario it is no result");
}

#[test]
fn every_command_of_the_page_runs() {
    let place = desk();
    let typed = blocks(&page(), "console");
    let commands: Vec<&str> =
        typed.iter().flat_map(|block| block.lines()).filter_map(|l| l.strip_prefix("$ dryscale ")).collect();
    assert_eq!(commands.len(), 3);
    for command in commands.into_iter().skip(1) {
        well(&dryscale(place.path(), &command.split(' ').collect::<Vec<_>>()));
    }
    assert!(place.path().join("slides/capacity@2x.png").is_file());
    assert!(place.path().join("output/shop/capacity.dark.svg").is_file());
}
