//! Do comparisons and sweeps, as a user calls them, say what the runs say: whole, killed, in shards, on any threads?

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use binary::{Ran, command, dryscale, files};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use tempfile::TempDir;

/// Mornings on which one instance does not do.
const SHOP: &str = "\
title: Is one instance at night enough, when the morning comes at once?
start: 2026-11-24T06:00:00
duration: 2h
lead_in: 20m
runs: 4
traffic: [{name: web, steps: [{at: 0s, rate: 5/s}, {at: 30m, rate: 90/s}, {at: 80m, rate: 5/s}]}]
day_to_day: 10%
models: {ranker: {service_time: {p50: 45ms, p99: 180ms}, concurrency: 4}}
endpoint: {EndpointName: shop, ProductionVariants: [{VariantName: all, ModelName: ranker, InstanceType: ml.c5.xlarge, InitialInstanceCount: 1}]}
scaling:
  targets: [{MinCapacity: 1, MaxCapacity: 6}]
  policies:
    - PolicyName: keep-busy
      PolicyType: TargetTrackingScaling
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 1500
        PredefinedMetricSpecification: {PredefinedMetricType: SageMakerVariantInvocationsPerInstance}
        ScaleOutCooldown: 60
        ScaleInCooldown: 300
slo: {latency: 500ms, attainment: 99%}
objectives: [attainment_percent > 50, cost_usd_per_day < 1]
";

fn desk() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    std::fs::write(folder.path().join("shop.yaml"), SHOP).expect("writable");
    folder
}

#[track_caller]
fn done(ran: &Ran) {
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
}

#[track_caller]
fn refused(ran: &Ran, told: &[&str]) {
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    for word in told {
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
    assert!(ran.out.is_empty());
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).expect("there")).expect("JSON")
}

fn contrast<'v>(comparison: &'v Value, metric: &str) -> &'v Value {
    let rows = comparison["contrasts"].as_array().expect("a list");
    rows.iter().find(|row| row["metric"] == metric && row["scope"] == "endpoint").expect(metric)
}

#[test]
fn a_comparison_names_the_winner_and_leaves_its_figures() {
    let desk = desk();
    let words = [
        "compare",
        "shop.yaml",
        "--with",
        "scaling.targets.0.MinCapacity=4",
        "--with",
        "keep-busy.ScaleInCooldown=300",
    ];
    let ran = dryscale(desk.path(), &[&words[..], &["--markdown", "pr.md"]].concat());
    done(&ran);
    assert!(ran.out.contains("scaling.targets.0.MinCapacity=4 costs $"), "{}", ran.out);
    assert!(ran.out.contains("more (+") && ran.out.contains("cuts bad minutes from"), "{}", ran.out);
    assert!(ran.out.contains("keep-busy.ScaleInCooldown=300 is identical to shop: in all 4 runs"), "{}", ran.out);
    assert!(ran.out.contains("4 paired runs of the same days, seed 1") && ran.out.contains("by Holm"), "{}", ran.out);
    let folder = desk.path().join("output/compare-shop");
    let names: Vec<String> = files(&folder).into_iter().map(|file| file.0).collect();
    let expected = [
        "1.lock.yaml",
        "2.lock.yaml",
        "3.lock.yaml",
        "compare.csv",
        "compare.drawn.csv",
        "compare.json",
        "compare.md",
        "compare.png",
        "compare.svg",
        "dryscale.result.json",
        "runs.csv",
    ];
    assert_eq!(names, expected);
    assert_eq!(std::fs::read(desk.path().join("pr.md")).unwrap(), std::fs::read(folder.join("compare.md")).unwrap());
    let all = json(&folder.join("compare.json"));
    assert_eq!(
        (all["comparisons"][0]["identical"].as_bool(), all["comparisons"][1]["identical"].as_bool()),
        (Some(false), Some(true))
    );
    // The whole day of each is drawn, and what it cost by its end is its cost.
    let drawn = table(&folder.join("compare.drawn.csv"));
    for (name, side) in [("shop", "base"), ("scaling.targets.0.MinCapacity=4", "other")] {
        let line: Vec<_> = drawn.iter().filter(|row| row["setting"] == name).collect();
        let spent: f64 = line.last().expect(name)["cost_so_far_usd"].parse().unwrap();
        let cost = contrast(&all["comparisons"][0], "cost_usd_per_day")[side]["mean"].as_f64().unwrap();
        assert!(line.len() > 100 && (spent * 12.0 / cost - 1.0).abs() < 0.02, "{name}: {spent} of {cost}");
    }
    // The figures are those that `run` reports, and the difference is that of the means.
    done(&dryscale(
        desk.path(),
        &["run", "shop.yaml", "--set", "scaling.targets.0.MinCapacity=4", "--set", "objectives=[]"],
    ));
    let run = json(&desk.path().join("output/shop/summary.json"));
    let of_run = run["metrics"].as_array().unwrap().iter().find(|row| row["metric"] == "cost_usd_per_day").unwrap();
    let cost = contrast(&all["comparisons"][0], "cost_usd_per_day");
    assert_eq!(cost["other"]["mean"], of_run["mean"]);
    assert_eq!(cost["other"]["ci95_low"], of_run["ci95_low"]);
    let mean = |side: &str| cost[side]["mean"].as_f64().unwrap();
    assert!((cost["difference"]["mean"].as_f64().unwrap() - (mean("other") - mean("base"))).abs() < 1e-6);
    assert_eq!(contrast(&all["comparisons"][0], "requests")["verdict"], "same", "the same days");
    assert_eq!(cost["verdict"], "higher");
    let printed = dryscale(desk.path(), &[&words[..], &["--json", "--threads", "3"]].concat());
    assert_eq!(printed.out, std::fs::read_to_string(folder.join("compare.json")).unwrap(), "on any threads");
}

#[test]
fn two_files_are_compared_and_what_cannot_be_paired_is_refused() {
    let desk = desk();
    std::fs::write(desk.path().join("wide.yaml"), SHOP.replace("TargetValue: 1500", "TargetValue: 1000")).unwrap();
    std::fs::write(desk.path().join("late.yaml"), SHOP.replace("T06:00", "T07:00").replace("rate: 90/s", "rate: 80/s"))
        .unwrap();
    let ran = dryscale(desk.path(), &["compare", "shop.yaml", "wide.yaml", "--out", "both"]);
    done(&ran);
    assert!(ran.out.starts_with("wide costs $"), "{}", ran.out);
    let ran = dryscale(desk.path(), &["compare", "shop.yaml", "wide.yaml", "late.yaml", "--out", "three"]);
    refused(&ran, &["shop and late: another window: one starts at 2026-11-24T06:00:00", "run each by itself"]);
    let ran = dryscale(desk.path(), &["compare", "shop.yaml", "--with", "seed=9", "--out", "three"]);
    refused(&ran, &["another seed: 1 and 9"]);
    refused(&dryscale(desk.path(), &["compare", "shop.yaml"]), &["needs two scenarios"]);
    refused(&dryscale(desk.path(), &["compare", "shop.yaml", "shop.yaml"]), &["named twice"]);
    let ran = dryscale(desk.path(), &["compare", "shop.yaml", "--with", "keep-busy.ScaleInCooldwn=1"]);
    refused(&ran, &["ScaleInCooldown"]);
    assert!(!desk.path().join("three").exists());
}

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
fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()));
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let header = lines.next().expect("a header");
    lines.map(|cells| header.iter().cloned().zip(cells).collect()).collect()
}

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
        let near = if row["near_best"] == "true" { "1" } else { "0" };
        assert_eq!((&cell["mean"], cell["near_best"].as_str()), (&row["mean"], near), "{row:?}");
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
            (&row["mean"], &row["low"], &row["high"]),
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

#[test]
fn a_sweep_killed_ten_times_gives_the_bytes_of_one() {
    let desk = desk();
    let expected = whole(&desk);
    let runs = |folder: &Path| {
        if folder.exists() {
            files(folder).iter().filter(|f| f.0.contains("run-") && !f.0.contains("partial")).count()
        } else {
            0
        }
    };
    let kept = desk.path().join("killed.runs");
    let (mut kills, mut moments) = (0, Vec::new());
    while kills < 10 {
        let before = runs(&kept);
        let mut child = command(desk.path()).args([&GRID[..], &["--out", "killed"]].concat()).spawn().unwrap();
        // Some after their first run, some at any moment soon after it, some before.
        while kills % 4 != 3 && runs(&kept) <= before && child.try_wait().unwrap().is_none() {
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
        moments.push(runs(&kept));
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

#[test]
fn sensitivity_ranks_what_moves_the_answer_and_names_what_does_not() {
    let desk = desk();
    let words = ["sensitivity", "shop.yaml", "--runs", "8", "--metric", "cost_usd_per_day"];
    let ran = dryscale(desk.path(), &words);
    done(&ran);
    assert!(ran.out.contains(" moves cost a day most, then "), "{}", ran.out);
    assert!(ran.out.contains("traffic x 1.25") && ran.out.contains("launch time x 0.5"), "{}", ran.out);
    let still = ran.out.lines().find(|line| line.starts_with("Changes nothing in any run: ")).expect("some do not");
    assert!(still.contains("alarm_lag.high_resolution") && still.contains("concurrency_statistic"), "{still}");
    let all = json(&desk.path().join("output/sensitivity-shop/sensitivity.json"));
    let folder = desk.path().join("output/sensitivity-shop");
    assert!(folder.join("tornado.png").is_file() && folder.join("tornado.svg").is_file());
    let (drawn, found) = (table(&folder.join("tornado.csv")), table(&folder.join("sensitivity.csv")));
    for row in &drawn[1..] {
        let same = |of: &&BTreeMap<String, String>| {
            of["factor"] == row["changed"] && of["to"] == row["setting"] && of["metric"] == "cost_usd_per_day"
        };
        let of = found.iter().find(same).expect("tried");
        assert_eq!((&row["mean"], &drawn[0]["mean"]), (&of["mean"], &of["base_mean"]), "{row:?}");
        let [high, of_high, mean, difference] =
            [&row["high"], &of["difference_ci95_high"], &row["mean"], &of["difference"]]
                .map(|x| x.parse::<f64>().unwrap());
        assert!((high - mean - (of_high - difference)).abs() < 1e-6, "{row:?}");
    }
    let moved = |name: &str| drawn.iter().any(|row| row["changed"] == name);
    assert!(moved("traffic") && !moved("assumptions.alarm_lag.high_resolution"), "{drawn:?}");
    let sizes: Vec<f64> =
        all["changes"].as_array().unwrap().iter().map(|change| contrast_of(change, "cost_usd_per_day").abs()).collect();
    assert!(sizes.len() > 20 && sizes[0] > *sizes.last().unwrap(), "{sizes:?}");
    refused(
        &dryscale(desk.path(), &["sensitivity", "shop.yaml", "--metric", "latency_p95"]),
        &["did you mean `latency_p95_ms`"],
    );
}

fn contrast_of(change: &Value, metric: &str) -> f64 {
    let rows = change["metrics"].as_array().expect("a list");
    let row = rows.iter().find(|row| row["metric"] == metric && row["scope"] == "endpoint").expect(metric);
    row["difference"].as_f64().unwrap_or(0.0)
}

#[test]
fn runs_are_added_until_an_objective_is_decided() {
    let desk = desk();
    let words = ["run", "shop.yaml", "--set", "objectives=[requests > 0]", "--json"];
    let row = |ran: &Ran, member: &str| {
        let all: Value = serde_json::from_str(&ran.out).expect("JSON");
        let rows = all["metrics"].as_array().unwrap().clone();
        rows.iter().find(|row| row["metric"] == "requests" && row["scope"] == "endpoint").unwrap()[member]
            .as_f64()
            .unwrap()
    };
    let first = dryscale(desk.path(), &words);
    done(&first);
    // A limit inside the interval of four days: undecided, which alone is no failure.
    let limit = (row(&first, "mean") + 0.6 * (row(&first, "ci95_high") - row(&first, "mean"))).round();
    let objective = format!("objectives=[requests < {limit}]");
    let words = ["run", "shop.yaml", "--set", &objective, "--json"];
    let open = dryscale(desk.path(), &words);
    done(&open);
    assert!(open.out.contains("\"verdict\": \"undecided\""), "{}", open.out);
    assert_eq!(dryscale(desk.path(), &[&words[..], &["--strict"]].concat()).code, 99);
    let decided = dryscale(desk.path(), &[&words[..], &["--decide"]].concat());
    let all: Value = serde_json::from_str(&decided.out).expect("JSON");
    assert!(all["runs"].as_u64().unwrap() > 4, "{}", all["runs"]);
    assert_ne!(all["objectives"][0]["verdict"], "undecided");
    assert!(decided.out.contains("Objectives decided with "), "{}", decided.out);
}

#[test]
fn what_a_point_bears_is_found_by_halves_and_is_what_each_value_says_by_itself() {
    let desk = desk();
    let goal = ["--set", "objectives=[attainment_percent > 97]"];
    let words = ["sweep", "shop.yaml", "-p", "MinCapacity=1,3", "--survive", "sale.spike.add=0/s:200/s:25/s"];
    let ran = dryscale(desk.path(), &[&words[..], &["--set", "traffic=[{name: web, constant: 10/s}, {name: sale, spike: {at: \"07:00\", add: 1/s, rise: 1m, hold: 10m}}]"], &goal].concat());
    done(&ran);
    let rows = table(&desk.path().join("output/survive-shop/survival.csv"));
    assert_eq!(rows.len(), 2);
    let rate = |text: &str| text.trim_end_matches("/s").parse::<f64>().unwrap_or(f64::NAN);
    let (one, three) = (rate(&rows[0]["load_met"]), rate(&rows[1]["load_met"]));
    assert!(three > one, "three instances bear more than one: {one}, {three}");
    assert!(rate(&rows[0]["load_not_met"]) - one == 25.0 && rows[0]["objectives_not_met"].contains("attainment"));
    let tried: u32 = rows[0]["values_tried"].parse().unwrap();
    assert!(tried <= 4, "nine values by halves, not one by one: {tried}");
    // By itself: met at the one value, not at the next.
    for (value, verdict) in [(&rows[0]["load_met"], "met"), (&rows[0]["load_not_met"], "missed")] {
        let traffic = format!(
            "traffic=[{{name: web, constant: 10/s}}, {{name: sale, spike: {{at: \"07:00\", add: {value}, rise: 1m, hold: 10m}}}}]"
        );
        let ran = dryscale(desk.path(), &[&["run", "shop.yaml", "--json", "--set", &traffic][..], &goal].concat());
        let said: Value = serde_json::from_str(&ran.out).expect("JSON");
        let found = said["objectives"][0]["verdict"].as_str().unwrap();
        assert!(found == verdict || (verdict == "missed" && found == "undecided"), "{value}: {found}");
    }
    assert!(desk.path().join("output/survive-shop/survival.png").exists());
    refused(&dryscale(desk.path(), &["sweep", "shop.yaml", "--survive", "web.constant=5/s"]), &["rising values"]);
    refused(&dryscale(desk.path(), &["sweep", "shop.yaml"]), &["--param"]);
}

#[test]
fn morris_finds_the_knobs_that_matter_and_those_that_do_not() {
    let desk = desk();
    let knobs = "tune=[MinCapacity=1:4:1, keep-busy.ScaleOutCooldown=60:90:10]";
    let words = ["sensitivity", "shop.yaml", "--morris", "4", "--runs", "2", "--metric", "cost_usd_per_day"];
    let ran = dryscale(desk.path(), &[&words[..], &["--set", knobs]].concat());
    done(&ran);
    assert!(ran.out.starts_with("MinCapacity moves cost a day most"), "{}", ran.out);
    let rows = table(&desk.path().join("output/sensitivity-shop/morris.csv"));
    let star = |knob: &str| {
        let row = rows.iter().find(|row| row["knob"] == knob && row["metric"] == "cost_usd_per_day").expect(knob);
        row["mu_star"].parse::<f64>().unwrap()
    };
    assert!(star("MinCapacity") > 10.0 * star("keep-busy.ScaleOutCooldown"), "{}", ran.out);
    let refusal = dryscale(desk.path(), &["sensitivity", "shop.yaml", "--morris", "1"]);
    refused(&refusal, &["at least two walks"]);
}
