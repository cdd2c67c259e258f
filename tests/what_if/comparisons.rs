//! Two policies on the same days: who wins, by how much, and what cannot be paired.

use super::binary::{dryscale, files};
use super::{SHOP, contrast, desk, done, json, refused, table};

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
        let spent: f64 = line.last().expect(name)["cost_so_far_usd_mean"].parse().unwrap();
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
