//! The plan of the house: which room may use which, who may touch files, print, or name a crate.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Room → the rooms it may use. Rooms of the model count one by one.
const PLAN: &[(&str, &[&str])] = &[
    ("engine", &[]),
    ("problem", &["engine"]),
    ("quantity", &["engine", "problem"]),
    ("stats", &["engine"]),
    ("aws", &["engine", "problem", "quantity", "model::metrics"]),
    ("model::traffic", &["engine"]),
    ("model::serving", &["engine", "stats", "model::traffic"]),
    ("model::launch", &["engine"]),
    ("model::hosting", &["engine", "model::launch", "model::serving"]),
    ("model::metrics", &["engine"]),
    ("model::alarms", &["engine", "model::metrics"]),
    ("model::scaling", &["engine", "model::metrics", "model::alarms", "model::traffic"]),
    (
        "scenario",
        &[
            "engine",
            "problem",
            "quantity",
            "aws",
            "model::traffic",
            "model::serving",
            "model::launch",
            "model::hosting",
            "model::metrics",
            "model::alarms",
            "model::scaling",
        ],
    ),
    (
        "simulation",
        &[
            "engine",
            "stats",
            "aws",
            "scenario",
            "model::traffic",
            "model::serving",
            "model::launch",
            "model::hosting",
            "model::metrics",
            "model::alarms",
            "model::scaling",
        ],
    ),
    ("experiment", &["engine", "problem", "stats", "quantity", "scenario", "simulation", "model::scaling"]),
    (
        "report",
        &["engine", "stats", "quantity", "scenario", "simulation", "experiment", "model::metrics", "model::scaling"],
    ),
    ("selftest", &["engine", "stats", "scenario", "simulation", "experiment", "model::traffic", "model::serving"]),
    (
        "cli",
        &[
            "selftest",
            "engine",
            "stats",
            "problem",
            "quantity",
            "aws",
            "scenario",
            "simulation",
            "experiment",
            "report",
            "model::traffic",
            "model::serving",
            "model::scaling",
        ],
    ),
];

/// Crate → the only rooms that name it.
const CRATES: &[(&str, &[&str])] = &[
    ("rand_distr", &["engine"]),
    ("rand_xoshiro", &["engine"]),
    ("rand", &["engine"]),
    ("libm", &["engine"]),
    ("csv", &["scenario", "report", "selftest"]),
    ("plotters", &["report"]),
    ("resvg", &["report"]),
    ("png", &["report"]),
    ("base64", &["report"]),
    ("parquet", &["report"]),
    ("rayon", &["experiment"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("indicatif", &["cli"]),
    ("ctrlc", &["cli"]),
    ("anstream", &["cli"]),
    ("saphyr", &["scenario", "aws"]),
    ("hcl_edit", &["aws"]),
    ("schemars", &["aws", "scenario", "quantity"]),
    ("annotate_snippets", &["problem"]),
];

/// The crates that the design card fixes.
const CARD: [&str; 7] = ["rand", "rand_distr", "plotters", "serde", "csv", "clap", "rayon"];

const TOP_LEVEL: &[&str] =
    &["Cargo.toml", "Cargo.lock", "README.md", "src", "scenarios", "output", "tests", "benches", "docs"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of ours") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The room of a file below `src`, and its text without comments and without its tests.
fn rooms() -> Vec<(String, PathBuf, String)> {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    files.retain(|file| {
        !file.components().any(|part| ["tests", "tests.rs", "fixture"].iter().any(|t| part.as_os_str() == *t))
    });
    files.sort();
    let room_of = |file: &Path| {
        let inside = file.strip_prefix(root().join("src")).expect("below src");
        let parts: Vec<_> = inside.iter().map(|p| p.to_string_lossy().trim_end_matches(".rs").to_owned()).collect();
        match parts[0].as_str() {
            "model" if parts.len() > 1 && parts[1] != "mod" => format!("model::{}", parts[1]),
            first => first.to_owned(),
        }
    };
    let code = |file: &Path| {
        let text = fs::read_to_string(file).expect("UTF-8");
        let text = text.split("\n#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
        text.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
    };
    files.into_iter().map(|f| (room_of(&f), f.clone(), code(&f))).collect()
}

/// Every room named as `crate::room…`, grouped imports too.
fn rooms_named(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let is_word = at > 0 && code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if !is_word {
            collect(&code[at + 7..], "", &mut named);
        }
    }
    named
}

fn collect(rest: &str, prefix: &str, named: &mut BTreeSet<String>) {
    if let Some(group) = rest.strip_prefix('{') {
        let mut depth = 1;
        let mut start = 0;
        for (i, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            if depth == 0 || (depth == 1 && c == ',') {
                collect(group[start..i].trim(), prefix, named);
                start = i + 1;
            }
            if depth == 0 {
                return;
            }
        }
        return;
    }
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    if word.is_empty() {
        return;
    }
    if word == "model"
        && prefix.is_empty()
        && let Some(deeper) = rest[word.len()..].strip_prefix("::")
    {
        collect(deeper, "model::", named);
        return;
    }
    named.insert(format!("{prefix}{word}"));
}

#[test]
fn the_reader_of_imports_sees_groups() {
    let seen =
        rooms_named("use crate::{engine::{Time, Span}, model::{alarms::Alarm, metrics}}; crate::stats::bucket(1)");
    let wanted = ["engine", "model::alarms", "model::metrics", "stats"].map(str::to_owned);
    assert_eq!(seen, BTreeSet::from(wanted));
}

#[test]
fn every_room_uses_only_the_rooms_below_it() {
    let plan: BTreeMap<_, _> = PLAN.iter().copied().collect();
    let mut broken = Vec::new();
    for (room, file, code) in rooms() {
        if ["lib", "main", "model"].contains(&room.as_str()) {
            continue;
        }
        let Some(may) = plan.get(room.as_str()) else {
            broken.push(format!("{}: room {room} is not in the plan", file.display()));
            continue;
        };
        if code.contains("super::super") {
            broken.push(format!("{}: super::super hides which room it reaches", file.display()));
        }
        for used in rooms_named(&code) {
            let is_room = plan.contains_key(used.as_str());
            if is_room && used != room && !may.contains(&used.as_str()) {
                broken.push(format!("{}: {room} may not use {used}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn only_the_edges_touch_files_and_only_the_terminal_prints() {
    let mut broken = Vec::new();
    for (room, file, code) in rooms() {
        let touches_files = code.contains("std::fs") || code.contains("std::io");
        if touches_files && !["scenario", "experiment", "report", "cli", "main"].contains(&room.as_str()) {
            broken.push(format!("{}: {room} touches files", file.display()));
        }
        let prints = ["println!", "print!", "eprintln!", "eprint!", "dbg!"].iter().any(|m| code.contains(m));
        if prints && room != "cli" {
            broken.push(format!("{}: only cli prints", file.display()));
        }
        if room.starts_with("model") && ["serde", "rayon", "std::thread"].iter().any(|w| code.contains(w)) {
            broken.push(format!("{}: the model knows no files, no threads, no serde", file.display()));
        }
        if code.contains("HashMap") || code.contains("HashSet") {
            broken.push(format!("{}: the order of a hash map differs from run to run", file.display()));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn each_crate_is_named_in_its_rooms_only() {
    let mut broken = Vec::new();
    for (room, file, code) in rooms() {
        for (name, homes) in CRATES {
            let named = code.contains(&format!("{name}::")) || code.contains(&format!("use {name};"));
            if named && !homes.contains(&room.as_str()) {
                broken.push(format!("{}: {name} is named in {room}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn the_crates_of_the_design_card_are_direct_dependencies_and_used() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest");
    let dependencies = manifest.split("[dependencies]").nth(1).and_then(|t| t.split("\n[").next()).expect("a section");
    let all: String = rooms().into_iter().map(|(_, _, code)| code).collect();
    for name in CARD {
        assert!(dependencies.lines().any(|l| l.starts_with(&format!("{name} "))), "{name} is not a direct dependency");
        let is_used = all.contains(&format!("{name}::")) || all.contains(&format!("use {name};"));
        assert!(is_used, "{name} is not used");
    }
}

#[test]
fn the_top_level_is_what_was_asked_for() {
    for entry in fs::read_dir(root()).expect("the crate") {
        let name = entry.expect("readable").file_name().to_string_lossy().into_owned();
        let hidden = name.starts_with('.');
        assert!(hidden || name == "target" || TOP_LEVEL.contains(&name.as_str()), "{name} does not belong at the top");
    }
}
