//! Grids: what every point says, whole, killed, in shards, drawn.

use super::binary::{command, dryscale, files};
use super::{desk, done, json, refused, table};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

const GRID: [&str; 7] =
    ["sweep", "shop.yaml", "-p", "TargetValue=1000,2000", "-p", "ScaleInCooldown=0:600:300", "--quiet"];

#[test]
fn a_sweep_says_what_every_point_says_by_itself() {
    let desk = desk();
    done(&dryscale(desk.path(), &[&GRID[..6], &["--out", "grid"]].concat()));
    let names: Vec<String> = files(&desk.path().join("grid")).into_iter().map(|file| file.0).collect();
    let expected = [
        "dryscale.result.json",
        "heatmap.csv",
        "heatmap.drawn.csv",
        "heatmap.png",
        "heatmap.svg",
        "pareto.csv",
        "pareto.png",
        "pareto.svg",
        "points.csv",
        "runs.csv",
        "sweep.csv",
        "sweep.json",
    ];
    assert_eq!(names, expected);
    what_is_drawn_is_what_was_found(&desk.path().join("grid"));
    assert!(!desk.path().join("grid.runs").exists(), "finished runs are kept no longer");
    let all = json(&desk.path().join("grid/sweep.json"));
    let points = all["points"].as_array().unwrap();
    assert_eq!(points.len(), 7, "six of the grid, and the scenario as it stands");
    assert_eq!((points[0]["on_grid"].as_bool(), points[0]["current"].as_bool()), (Some(false), Some(true)));
    assert_eq!(all["keys"][1], "scaling.policies.keep-busy.TargetTrackingScalingPolicyConfiguration.ScaleInCooldown");
    let edits = ["--set", "TargetValue=2000", "--set", "ScaleInCooldown=300", "--set", "objectives=[]"];
    done(&dryscale(desk.path(), &[&["run", "shop.yaml"][..], &edits].concat()));
    let run = json(&desk.path().join("output/shop/summary.json"));
    let figure = |rows: &Value, metric: &str| {
        let rows = rows.as_array().unwrap();
        rows.iter().find(|row| row["metric"] == metric && row["scope"] == "endpoint").unwrap().clone()
    };
    for metric in ["cost_usd_per_day", "bad_minutes_per_day", "latency_p95_ms", "actions_per_day"] {
        let (ours, alone) = (figure(&points[5]["metrics"], metric), figure(&run["metrics"], metric));
        for member in ["mean", "ci95_low", "ci95_high"] {
            assert_eq!(ours[member], alone[member], "{metric}");
        }
    }
    assert_eq!(points[5]["objectives"][1]["verdict"], "missed");
    let heat = std::fs::read_to_string(desk.path().join("grid/heatmap.csv")).unwrap();
    assert_eq!(heat.lines().count(), 1 + 6 * 3);
    assert!(
        heat.lines().filter(|line| line.ends_with(",true,true")).count() >= 3,
        "each figure has a best cell: {heat}"
    );
}

/// The rows of a CSV by the names of their columns.
/// Heat map and front hold the very texts of `heatmap.csv`, `sweep.csv` and `points.csv`.
fn what_is_drawn_is_what_was_found(grid: &Path) {
    let (drawn, found) = (table(&grid.join("heatmap.drawn.csv")), table(&grid.join("heatmap.csv")));
    assert_eq!(drawn.len(), found.len());
    let keys = ["TargetValue", "ScaleInCooldown"]
        .map(|key| found[0].keys().find(|name| name.ends_with(key)).expect(key).clone());
    let measures =
        [("bad_minutes_per_day", "Bad minutes"), ("cost_usd_per_day", "Cost"), ("actions_per_day", "Scaling actions")];
    for row in &found {
        let measure = measures.iter().find(|(metric, _)| *metric == row["metric"]).expect("judged").1;
        let same = |cell: &&BTreeMap<String, String>| {
            cell["measure"] == measure && cell["across"] == row[&keys[0]] && cell["down"] == row[&keys[1]]
        };
        let cell = drawn.iter().find(same).expect("every cell is drawn");
        assert_eq!((&cell["mean"], &cell["near_best"]), (&row["mean"], &row["near_best"]), "{row:?}");
    }
    let points = table(&grid.join("points.csv"));
    let front = table(&grid.join("pareto.csv"));
    assert_eq!(front.len(), points.len());
    assert_eq!(
        (front[0]["role"].as_str(), front.iter().filter(|row| row["role"] == "current").count()),
        ("current", 1)
    );
    for point in &points {
        let label = format!("TargetValue={} ScaleInCooldown={}", point[&keys[0]], point[&keys[1]]);
        let row = front.iter().find(|row| row["candidate"] == label).expect(&label);
        let drawn = (&row["across_mean"], &row["up_mean"]);
        assert_eq!(drawn, (&point["cost_usd_per_day"], &point["bad_minutes_per_day"]), "{label}");
    }
}

#[test]
fn a_sweep_of_one_key_is_drawn_with_the_scenario_as_it_stands_and_the_value_of_the_formula() {
    let desk = desk();
    let words = ["sweep", "shop.yaml", "-p", "TargetValue=2000,500,3000", "--runs", "2", "--quiet", "--out", "line"];
    done(&dryscale(desk.path(), &[&words[..], &["--draw", "dark,2x"]].concat()));
    let line = desk.path().join("line");
    let names: Vec<String> = files(&line).into_iter().map(|file| file.0).collect();
    for name in ["sweep.png", "sweep@2x.png", "sweep.dark.svg", "pareto.dark@2x.png", "sweep.drawn.csv"] {
        assert!(names.contains(&name.to_owned()), "{name}: {names:?}");
    }
    let (drawn, found) = (table(&line.join("sweep.drawn.csv")), table(&line.join("sweep.csv")));
    let key = found[0].keys().find(|name| name.ends_with("TargetValue")).expect("the key").clone();
    let mut values: Vec<&str> = drawn.iter().map(|row| row["value"].as_str()).collect();
    values.dedup();
    assert_eq!(values, ["500", "1500", "2000", "3000"], "in order, the scenario as it stands among them");
    let measures = [
        ("bad_minutes_per_day", "Bad minutes"),
        ("latency_p95_ms", "P95 latency"),
        ("cost_usd_per_day", "Cost"),
        ("actions_per_day", "Scaling actions"),
    ];
    assert_eq!(drawn.len(), 4 * measures.len());
    for row in &drawn {
        let metric = measures.iter().find(|(_, measure)| *measure == row["measure"]).expect("a measure").0;
        let same = |of: &&BTreeMap<String, String>| {
            of["metric"] == metric && of["scope"] == "endpoint" && of[&key] == row["value"]
        };
        let of = found.iter().find(same).expect("swept");
        assert_eq!(
            (&row["mean"], &row["ci95_low"], &row["ci95_high"]),
            (&of["mean"], &of["ci95_low"], &of["ci95_high"]),
            "{row:?}"
        );
    }
    let svg = std::fs::read_to_string(line.join("sweep.svg")).unwrap();
    assert!(svg.contains("current<") && svg.contains("AWS formula 2,233<") && svg.contains("limit $1.00<"));
    let narrow = ["sweep", "shop.yaml", "-p", "TargetValue=500,750", "--runs", "1", "--quiet", "--out", "narrow"];
    done(&dryscale(desk.path(), &narrow));
    let svg = std::fs::read_to_string(desk.path().join("narrow/sweep.svg")).unwrap();
    assert!(svg.contains("AWS formula 2,233: beyond what was swept"), "said where it cannot be marked");
}

#[test]
fn a_sweep_of_targets_marks_the_value_of_the_formula_and_the_scenario_as_it_stands() {
    let desk = desk();
    let ran = dryscale(
        desk.path(),
        &["sweep", "shop.yaml", "-p", "TargetValue=750:3000:x2", "--runs", "2", "--threads", "1"],
    );
    done(&ran);
    assert!(ran.out.contains("AWS's formula, MAX_RPS x SAFETY_FACTOR x 60"), "{}", ran.out);
    assert!(ran.out.contains("▸         1500"), "the grid has it: {}", ran.out);
    assert!(ran.out.contains("3 points, 2 runs each of the same days"), "{}", ran.out);
    assert!(ran.out.contains("No point meets every objective"), "{}", ran.out);
    let again = dryscale(desk.path(), &["sweep", "shop.yaml", "-p", "TargetValue=750:3000:x2", "--runs", "2"]);
    assert_eq!(ran.out, again.out);
}

#[test]
fn what_is_no_sweep_is_refused_before_anything_is_run() {
    let desk = desk();
    let sweep = |param: &str| dryscale(desk.path(), &["sweep", "shop.yaml", "-p", param]);
    refused(&sweep("TargetValu=1,2"), &["did you mean", "TargetValue"]);
    refused(&sweep("TargetValue=5:1:1"), &["a range goes up"]);
    refused(&sweep("runs=5,10"), &["is no knob"]);
    refused(&sweep("MaxCapacity=0,1,2"), &["MaxCapacity=0 is refused"]);
    refused(&sweep("MinCapacity=7,8"), &["the point", "and 1 more"]);
    refused(&dryscale(desk.path(), &[&GRID[..], &["--shard", "4/3"]].concat()), &["parts are counted from 1 to 3"]);
    assert!(!desk.path().join("output").exists());
}

/// The files of the whole sweep in one go.
fn whole(desk: &TempDir) -> Vec<(String, Vec<u8>)> {
    done(&dryscale(desk.path(), &[&GRID[..], &["--out", "whole"]].concat()));
    files(&desk.path().join("whole"))
}

#[test]
fn three_shards_merged_are_the_whole_to_the_byte() {
    let desk = desk();
    let expected = whole(&desk);
    for shard in ["1", "3", "2"] {
        let part = format!("{shard}/3");
        let words = [&GRID[..], &["--shard", &part, "--out", shard]].concat();
        let before = dryscale(desk.path(), &["merge", "1", "2", "3", "--out", "merged"]);
        assert_eq!(before.code, 2, "{}", before.err);
        done(&dryscale(desk.path(), &words));
    }
    let ran = dryscale(desk.path(), &["merge", "3", "1", "2", "--out", "merged"]);
    done(&ran);
    assert!(ran.out.contains("7 points, 4 runs each"), "{}", ran.out);
    assert_eq!(files(&desk.path().join("merged")), expected);
    refused(&dryscale(desk.path(), &["merge", "1", "2", "--out", "part"]), &["of 28 runs are in none of the folders"]);
    let other = [&GRID[..], &["--shard", "1/3", "--out", "other", "--seed", "5"]].concat();
    done(&dryscale(desk.path(), &other));
    refused(&dryscale(desk.path(), &["merge", "1", "2", "other", "--out", "part"]), &["two sweeps: scenario hashes"]);
    // A run that was changed is not taken for one.
    let (name, mut bytes) = files(&desk.path().join("2")).into_iter().find(|file| file.0.contains("run-")).unwrap();
    let last = bytes.len() - 3;
    bytes[last] ^= 1;
    std::fs::write(desk.path().join("2").join(&name), bytes).unwrap();
    refused(&dryscale(desk.path(), &["merge", "1", "2", "3", "--out", "part"]), &["is damaged", "run-0000"]);
    let plan = desk.path().join("2/plan.json");
    let text = std::fs::read_to_string(&plan).unwrap();
    std::fs::write(&plan, text.replace("\"version\": \"0.", "\"version\": \"9.")).unwrap();
    refused(&dryscale(desk.path(), &["merge", "1", "2", "3", "--out", "part"]), &["versions"]);
    assert!(!desk.path().join("part").exists());
}

/// How many runs a sweep has kept; it may be at work, so that what was there a moment ago is gone.
fn kept_runs(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let count = |entry: std::fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_kept = name.contains("run-") && !name.contains("partial");
        if entry.path().is_dir() { kept_runs(&entry.path()) } else { usize::from(is_kept) }
    };
    entries.map(count).sum()
}

#[test]
fn a_sweep_killed_ten_times_gives_the_bytes_of_one() {
    let desk = desk();
    let expected = whole(&desk);
    let kept = desk.path().join("killed.runs");
    let (mut kills, mut moments) = (0, Vec::new());
    while kills < 10 {
        let before = kept_runs(&kept);
        let mut child = command(desk.path()).args([&GRID[..], &["--out", "killed"]].concat()).spawn().unwrap();
        // Some after their first run, some at any moment soon after it, some before.
        while kills % 4 != 3 && kept_runs(&kept) <= before && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(kills * 7 % 23));
        if child.try_wait().unwrap().is_some() {
            // It was done: begin again.
            std::fs::remove_dir_all(desk.path().join("killed")).unwrap();
            continue;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        moments.push(kept_runs(&kept));
        kills += 1;
    }
    // A file that was cut off is run again.
    if let Some((name, bytes)) = files(&kept).into_iter().find(|file| file.0.contains("run-")) {
        std::fs::write(kept.join(name), &bytes[..bytes.len() / 2]).unwrap();
    }
    done(&dryscale(desk.path(), &[&GRID[..], &["--out", "killed"]].concat()));
    assert_eq!(files(&desk.path().join("killed")), expected);
    assert!(moments.iter().any(|runs| (1..28).contains(runs)), "killed in the midst: {moments:?}");
    assert!(!kept.exists());
}
