//! Same input, same bytes: for any number of threads, for one run or thirty, whatever the policy, wherever it is run.

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use binary::{dryscale, files, root};
use dryscale::engine::random::mix;
use dryscale::model::serving::Shape;
use dryscale::scenario::Scenario;
use dryscale::scenario::edit::Edit;
use dryscale::simulation::{self, Options, Simulation};
use std::path::Path;
use std::sync::atomic::AtomicBool;
use tempfile::TempDir;

static STOP: AtomicBool = AtomicBool::new(false);

/// Two hours of a sale, with everything that may differ from run to run: scaling, refusals, late clients, day factors.
const SALE: &str = "\
title: Does the afternoon hold?
start: 2031-03-04T12:00:00
time_zone: Asia/Tokyo
duration: 2h
runs: 6
seed: 11
traffic:
  - {name: shop, constant: 6/s}
  - {name: sale, spike: {at: 30m, add: 40/s, rise: 1m, hold: 10m, fall: 5m}}
  - {name: log, trace: log.csv, scale: 0.7}
day_to_day: 15%
models:
  ranker: {service_time: {p50: 180ms, p99: 700ms}, concurrency: 4, queue: 20, queue_timeout: 5s, timeout: 10s}
endpoint:
  EndpointName: shop
  ProductionVariants:
    - {VariantName: all, ModelName: ranker, InstanceType: ml.g5.xlarge, InitialInstanceCount: 1}
scaling:
  targets: [{MinCapacity: 1, MaxCapacity: 5}]
  policies:
    - PolicyName: keep-busy
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: 500
        PredefinedMetricSpecification: {PredefinedMetricType: SageMakerVariantInvocationsPerInstance}
        ScaleOutCooldown: 60
        ScaleInCooldown: 120
slo: {latency: 1s, attainment: 99%}
objectives: [latency_p95_ms < 900]
";

/// A folder with the sale in it.
fn shop() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    std::fs::write(folder.path().join("sale.yaml"), SALE).expect("writable");
    let rows: Vec<String> = (0..150)
        .map(|minute| format!("2031-03-04T{:02}:{:02}:30Z,{}\n", 2 + minute / 60, minute % 60, minute * 7 % 40))
        .collect();
    std::fs::write(folder.path().join("log.csv"), format!("timestamp,count\n{}", rows.concat())).expect("writable");
    folder
}

fn sale(folder: &Path, edits: &[&str]) -> Scenario {
    let edits: Vec<Edit> = edits.iter().map(|edit| Edit::parse("--set", edit).expect("PATH=VALUE")).collect();
    match Scenario::read(&folder.join("sale.yaml"), &edits) {
        Ok((scenario, _)) => scenario,
        Err(problems) => panic!("{}", problems.render(false)),
    }
}

/// Calls `run` and gives its result folder; an objective may be missed.
fn result(folder: &Path, out: &str, words: &[&str]) -> Vec<(String, Vec<u8>)> {
    let ran = dryscale(folder, &[&["run", "sale.yaml", "--out", out], words].concat());
    assert!(ran.code == 0 || ran.code == 99, "{}", ran.err);
    files(&folder.join(out))
}

#[track_caller]
fn same_bytes(ours: &[(String, Vec<u8>)], others: &[(String, Vec<u8>)]) {
    let names = |all: &[(String, Vec<u8>)]| all.iter().map(|file| file.0.clone()).collect::<Vec<_>>();
    assert_eq!(names(ours), names(others));
    for (ours, others) in ours.iter().zip(others) {
        assert!(ours.1 == others.1, "{} differs", ours.0);
    }
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let folder = shop();
    let one = result(folder.path(), "one", &["--threads", "1"]);
    assert!(one.len() >= 12, "a whole result");
    same_bytes(&one, &result(folder.path(), "two", &["--threads", "2"]));
    same_bytes(&one, &result(folder.path(), "many", &["--threads", "7"]));
    let other = result(folder.path(), "other", &["--seed", "12"]);
    let differ = one.iter().zip(&other).filter(|(ours, others)| ours.1 != others.1).count();
    assert!(differ >= 9, "another seed shows in {differ} files");
}

#[test]
fn another_place_and_another_environment_write_the_same_bytes() {
    let (here, there) = (shop(), TempDir::new().unwrap());
    let ours = result(here.path(), "result", &[]);
    // Deeper in the tree.
    let there = there.path().join("a/b");
    std::fs::create_dir_all(&there).unwrap();
    for name in ["sale.yaml", "log.csv"] {
        std::fs::copy(here.path().join(name), there.join(name)).unwrap();
    }
    let mut elsewhere = binary::command(&there);
    elsewhere.args(["run", "sale.yaml", "--out", "result", "--quiet"]);
    elsewhere.env("TZ", "Pacific/Apia").env("LC_ALL", "tr_TR.UTF-8").env("COLUMNS", "60").env("NO_COLOR", "1");
    assert!(elsewhere.status().unwrap().code().is_some_and(|code| code == 0 || code == 99));
    same_bytes(&ours, &files(&there.join("result")));
}

#[test]
fn run_five_alone_is_run_five_of_all() {
    let folder = shop();
    let row = |files: &[(String, Vec<u8>)]| {
        let (_, runs) = files.iter().find(|file| file.0 == "runs.csv").unwrap();
        let runs = String::from_utf8(runs.clone()).unwrap();
        let of_five: Vec<String> = runs.lines().filter(|line| line.starts_with("5,")).map(str::to_owned).collect();
        (of_five, runs.lines().count())
    };
    let (all, lines) = row(&result(folder.path(), "all", &[]));
    let (alone, lines_alone) = row(&result(folder.path(), "alone", &["--only", "5"]));
    assert_eq!((lines, lines_alone), (7, 2));
    assert_eq!(alone, all);
    let scenario = sale(folder.path(), &[]);
    let outcome = |run| simulation::run(scenario.setup(), run, Options::default(), &STOP).unwrap();
    let in_order: Vec<_> = (1..=6).map(outcome).collect();
    assert_eq!(outcome(5), in_order[4]);
    assert_ne!(in_order[3].scopes, in_order[4].scopes, "runs differ");
}

/// A hash of what reaches the endpoint: when, and how much work.
fn hash_of_demand(scenario: &Scenario) -> u64 {
    let mut simulation = Simulation::new(scenario.setup(), 1, Options { step: None, shape: Some(Shape::Watched) });
    simulation.run_until(scenario.setup().window.end, &STOP).expect("nobody stops it");
    let (_, watched) = simulation.finish_watched(&STOP).expect("the invariants hold");
    assert!(watched.len() > 50_000, "{} requests", watched.len());
    watched.iter().fold(0, |hash, request| mix(mix(hash ^ request.arrival.nanos()) ^ request.need.nanos()))
}

#[test]
fn a_policy_moves_no_arrival_and_no_requirement() {
    let folder = shop();
    let of = |edits: &[&str]| hash_of_demand(&sale(folder.path(), edits));
    let hash = of(&[]);
    assert_eq!(of(&["keep-busy.ScaleOutCooldown=0"]), hash);
    assert_eq!(of(&["keep-busy.ScaleInCooldown=600", "keep-busy.TargetValue=90"]), hash);
    assert_eq!(of(&["endpoint.ProductionVariants.all.InitialInstanceCount=4", "models.ranker.queue=3"]), hash);
    assert_eq!(of(&["assumptions.routing_ties=lowest", "assumptions.removal=0s"]), hash);
    assert_ne!(of(&["seed=12"]), hash, "another seed is another day");
    assert_ne!(of(&["day_to_day=16%"]), hash, "another day factor is another day");
}

#[test]
fn the_changed_policies_do_change_the_outcome() {
    let folder = shop();
    let of =
        |edits: &[&str]| simulation::run(sale(folder.path(), edits).setup(), 1, Options::default(), &STOP).unwrap();
    let outcome = of(&[]);
    assert!(outcome.scopes[0].totals.actions_out > 0);
    assert_ne!(of(&["keep-busy.ScaleInCooldown=600", "keep-busy.TargetValue=90"]), outcome);
    assert_ne!(of(&["keep-busy.ScaleOutCooldown=600"]), outcome);
}

#[test]
fn the_lock_asks_the_same_question_again() {
    let folder = shop();
    let ours = result(folder.path(), "first", &["--set", "keep-busy.TargetValue=450", "--seed", "3", "--runs", "4"]);
    std::fs::rename(folder.path().join("first"), folder.path().join("kept")).unwrap();
    let ran = dryscale(folder.path(), &["run", "kept/scenario.lock.yaml", "--out", "again", "--json"]);
    assert!(ran.code == 0 || ran.code == 99, "{}", ran.err);
    let again = files(&folder.path().join("again"));
    for (name, bytes) in ours.iter().filter(|file| Path::new(&file.0).extension().is_some_and(|kind| kind == "csv")) {
        let (_, same) = again.iter().find(|file| file.0 == *name).unwrap();
        assert!(bytes == same, "{name} differs");
    }
    let summary = |files: &[(String, Vec<u8>)]| -> serde_json::Value {
        let (_, bytes) = files.iter().find(|file| file.0 == "summary.json").unwrap();
        let mut read: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        // The name is the file's; and a lock leaves nothing open that would have to be assumed.
        read.as_object_mut().unwrap().retain(|key, _| !["name", "assumed"].contains(&key.as_str()));
        read
    };
    assert_eq!(summary(&ours), summary(&again));
}

/// Words that no result may hold: they would tell when, where, or on what it was made.
fn telling(folder: &Path) -> Vec<String> {
    let of = |program: &str, words: &[&str]| {
        let output = std::process::Command::new(program).args(words).output().ok();
        output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
    };
    let mut all = vec![
        folder.display().to_string(),
        std::env::temp_dir().display().to_string(),
        root().display().to_string(),
        std::env::var("HOME").map(|home| format!("{home}/")).unwrap_or_default(),
        std::env::var("USER").unwrap_or_default(),
        std::fs::read_to_string("/etc/hostname").unwrap_or_default().trim().to_owned(),
        of("uname", &["-n"]),
        of("date", &["+%Y-%m"]),
        of("date", &["-u", "+%Y-%m"]),
        of("date", &["+%b %Y"]),
        "threads".to_owned(),
    ];
    // A word this short says nothing, and would be found in any text.
    all.retain(|word| word.len() > 4);
    all
}

#[test]
fn no_file_tells_when_where_or_on_what_it_was_made() {
    let folder = shop();
    let written = result(folder.path(), "result", &["--threads", "2"]);
    let words = telling(folder.path());
    assert!(words.len() >= 5, "{words:?}");
    for (name, bytes) in &written {
        let text = String::from_utf8_lossy(bytes);
        for word in &words {
            assert!(!text.contains(word.as_str()), "{name} holds `{word}`");
        }
    }
}
