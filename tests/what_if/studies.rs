//! What moves the answer, what is borne, and when it is decided.

use super::binary::{Ran, dryscale};
use super::{desk, done, json, refused, table};
use serde_json::Value;
use std::collections::BTreeMap;

#[test]
fn sensitivity_ranks_what_moves_the_answer_and_names_what_does_not() {
    let desk = desk();
    let words = ["sensitivity", "shop.yaml", "--runs", "8", "--metric", "cost_usd_per_day"];
    let ran = dryscale(desk.path(), &words);
    done(&ran);
    assert!(ran.out.starts_with("What moves cost a day most is "), "{}", ran.out);
    assert!(ran.out.contains("traffic x 1.25") && ran.out.contains("launch time x 0.5"), "{}", ran.out);
    let still = ran.out.lines().find(|line| line.starts_with("Changes nothing in any run: ")).expect("some do not");
    assert!(still.contains("alarm_lag.high_resolution") && still.contains("concurrency_statistic"), "{still}");
    let all = json(&desk.path().join("output/sensitivity-shop/sensitivity.json"));
    let folder = desk.path().join("output/sensitivity-shop");
    assert!(folder.join("tornado.png").is_file() && folder.join("tornado.svg").is_file());
    let (drawn, found) = (table(&folder.join("tornado.csv")), table(&folder.join("sensitivity.csv")));
    for row in &drawn[1..] {
        let same = |of: &&BTreeMap<String, String>| {
            of["factor"] == row["factor"] && of["to_setting"] == row["setting"] && of["metric"] == "cost_usd_per_day"
        };
        let of = found.iter().find(same).expect("tried");
        assert_eq!((&row["mean"], &drawn[0]["mean"]), (&of["mean"], &of["base_mean"]), "{row:?}");
        let [high, of_high, mean, difference] =
            [&row["ci95_high"], &of["difference_ci95_high"], &row["mean"], &of["difference"]]
                .map(|x| x.parse::<f64>().unwrap());
        assert!((high - mean - (of_high - difference)).abs() < 1e-6, "{row:?}");
    }
    let moved = |name: &str| drawn.iter().any(|row| row["factor"] == name);
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
    assert!(
        ran.out.starts_with("Over the whole ranges of all knobs, MinCapacity moves cost a day most."),
        "{}",
        ran.out
    );
    let rows = table(&desk.path().join("output/sensitivity-shop/morris.csv"));
    let star = |knob: &str| {
        let row = rows.iter().find(|row| row["knob"] == knob && row["metric"] == "cost_usd_per_day").expect(knob);
        row["mu_star"].parse::<f64>().unwrap()
    };
    assert!(star("MinCapacity") > 10.0 * star("keep-busy.ScaleOutCooldown"), "{}", ran.out);
    let refusal = dryscale(desk.path(), &["sensitivity", "shop.yaml", "--morris", "1"]);
    refused(&refusal, &["at least two walks"]);
}
