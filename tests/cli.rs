//! What does someone meet who types: help, exit codes, JSON, quiet, several files, no colour where nobody reads it.

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use binary::{Ran, dryscale, scenarios};
use std::io::Read;
use std::path::Path;
use std::process::Stdio;
use tempfile::TempDir;

const CALM: &str = "\
title: Is one instance enough for an hour?
duration: 1h
runs: 3
traffic: [{name: web, constant: 4/s}]
models: {m: {service_time: {mean: 50ms, cv: 1}, concurrency: 4}}
endpoint: {EndpointName: web, ProductionVariants: [{VariantName: all, ModelName: m, InstanceType: ml.c5.xlarge, InitialInstanceCount: 1}]}
slo: {latency: 1s}
objectives: [latency_p95_ms < 500]
";

/// A folder with a scenario that meets its objective.
fn desk() -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    std::fs::write(folder.path().join("calm.yaml"), CALM).expect("writable");
    folder
}

#[track_caller]
fn ends_with(ran: &Ran, code: i32) {
    assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
}

#[test]
fn help_shows_examples_and_exit_codes() {
    let folder = desk();
    for words in [&["--help"][..], &["help"], &["run", "--help"], &["-h"]] {
        let ran = dryscale(folder.path(), words);
        ends_with(&ran, 0);
        assert!(ran.out.contains("Examples:") && ran.out.contains("dryscale run "), "{words:?}: {}", ran.out);
        assert!(ran.err.is_empty());
        assert!(ran.out.lines().all(|line| line.chars().count() <= 120), "{words:?}: {}", ran.out);
    }
    // Lines break where the terminal ends.
    let all = dryscale(folder.path(), &["--help"]).out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(all.contains("99 an objective was missed") && all.contains("130 interrupted"), "{all}");
    let version = dryscale(folder.path(), &["--version"]);
    assert_eq!(version.out.trim(), format!("dryscale {}", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_met_objective_ends_with_0_and_a_missed_one_with_99() {
    let folder = desk();
    let ran = dryscale(folder.path(), &["run", "calm.yaml"]);
    ends_with(&ran, 0);
    assert!(ran.out.contains("Yes: ") && ran.out.contains("output/calm"), "{}", ran.out);
    assert!(folder.path().join("output/calm/summary.json").is_file());
    let missed = dryscale(folder.path(), &["run", "calm.yaml", "--set", "objectives.0=latency_p95_ms < 60"]);
    ends_with(&missed, 99);
    assert!(missed.out.contains("No: ") && missed.out.contains('✗'), "{}", missed.out);
}

#[test]
fn a_wrong_command_or_file_ends_with_2_and_writes_nothing() {
    let folder = desk();
    std::fs::write(folder.path().join("wrong.yaml"), CALM.replace("concurrency: 4", "concurency: 4")).unwrap();
    let wrong: [&[&str]; 14] = [
        &[],
        &["walk"],
        &["run"],
        &["run", "calm.yaml", "--walk"],
        &["run", "absent.yaml"],
        &["run", "wrong.yaml"],
        &["run", "calm.yaml", "--runs", "0"],
        &["run", "calm.yaml", "--runs", "many"],
        &["run", "calm.yaml", "--only", "0"],
        &["run", "calm.yaml", "--precision", "2"],
        &["run", "calm.yaml", "--precision", "0%"],
        &["run", "calm.yaml", "--step", "90s"],
        &["run", "calm.yaml", "--set", "models.m.queue"],
        &["run", "calm.yaml", "--set", "models.m.qeue=5"],
    ];
    for words in wrong {
        let ran = dryscale(folder.path(), words);
        assert_eq!(ran.code, 2, "{words:?}: {}{}", ran.out, ran.err);
        assert!(ran.out.is_empty(), "{words:?}: {}", ran.out);
        assert!(!ran.err.trim().is_empty(), "{words:?} says why");
        assert!(!ran.err.contains("panicked"), "{words:?}: {}", ran.err);
    }
    assert!(!folder.path().join("output").exists());
    let near = dryscale(folder.path(), &["run", "wrong.yaml"]).err;
    assert!(near.contains("concurency") && near.contains("concurrency") && near.contains("wrong.yaml:5:"), "{near}");
}

#[test]
fn a_result_that_cannot_be_written_ends_with_1() {
    let folder = desk();
    let ran = dryscale(folder.path(), &["run", "calm.yaml", "--out", "calm.yaml/result"]);
    ends_with(&ran, 1);
    assert!(ran.err.contains("calm.yaml") && ran.out.is_empty(), "{}{}", ran.out, ran.err);
    assert_eq!(std::fs::read_to_string(folder.path().join("calm.yaml")).unwrap(), CALM);
}

#[test]
fn several_files_have_a_folder_each_and_the_gravest_exit_code() {
    let folder = desk();
    let missing = CALM.replace("< 500", "< 60");
    std::fs::write(folder.path().join("tight.yaml"), missing).unwrap();
    let ran = dryscale(folder.path(), &["run", "calm.yaml", "tight.yaml", "--runs", "2", "--out", "both"]);
    ends_with(&ran, 99);
    for name in ["calm", "tight"] {
        assert!(folder.path().join("both").join(name).join("summary.csv").is_file(), "{name}");
        assert!(ran.out.contains(&format!("both/{name}")), "{}", ran.out);
    }
    let ran = dryscale(folder.path(), &["run", "absent.yaml", "tight.yaml", "calm.yaml", "--runs", "2"]);
    ends_with(&ran, 2);
    assert!(folder.path().join("output/calm/summary.csv").is_file(), "one wrong file does not keep the others back");
}

#[test]
fn json_is_the_summary_file_and_quiet_is_silent() {
    let folder = desk();
    let ran = dryscale(folder.path(), &["run", "calm.yaml", "--json", "--out", "result"]);
    ends_with(&ran, 0);
    let read: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON and nothing else");
    assert_eq!(read["format_version"], 1);
    assert_eq!(read["runs"], 3);
    assert_eq!(ran.out, std::fs::read_to_string(folder.path().join("result/summary.json")).unwrap());
    let quiet = dryscale(folder.path(), &["run", "calm.yaml", "--quiet"]);
    ends_with(&quiet, 0);
    assert_eq!((quiet.out.as_str(), quiet.err.as_str()), ("", ""));
    let loud = dryscale(folder.path(), &["run", "absent.yaml", "--quiet"]);
    ends_with(&loud, 2);
    assert!(loud.err.contains("absent.yaml"), "errors are said");
}

#[test]
fn a_result_says_by_a_hash_which_question_it_answers() {
    let folder = desk();
    let minutes: Vec<String> =
        (0..60).map(|minute| format!("2026-01-05T00:{minute:02}:00Z,{}", 200 + minute)).collect();
    let csv = |rows: &[String]| format!("timestamp,count\n{}\n", rows.join("\n"));
    let traced = CALM
        .replace("duration: 1h", "start: 2026-01-05T00:00:00\nduration: 1h")
        .replace("constant: 4/s", "trace: {file: day.csv, allow_partial: true}");
    std::fs::create_dir(folder.path().join("deep")).unwrap();
    std::fs::write(folder.path().join("day.csv"), csv(&minutes)).unwrap();
    let hash_of = |place: &str, text: &str, more: &[&str]| {
        std::fs::write(folder.path().join(place), text).unwrap();
        let ran = dryscale(folder.path(), &[&["run", place, "--json", "--out", "result"], more].concat());
        assert!([0, 99].contains(&ran.code), "{}", ran.err);
        let read: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
        let hash = read["scenario_hash"].as_str().expect("a text").to_owned();
        assert!(hash.len() == 64 && hash.bytes().all(|letter| letter.is_ascii_hexdigit()), "{hash}");
        assert!(std::fs::read_to_string(folder.path().join("result/report.html")).unwrap().contains(&hash), "the page");
        hash
    };
    let first = hash_of("calm.yaml", &traced, &[]);
    let reordered = {
        let (slo, rest): (Vec<&str>, Vec<&str>) = traced.lines().partition(|line| line.starts_with("slo:"));
        format!("# Nothing but a comment.\n{}\n{}\n", slo.join("\n"), rest.join("\n"))
    };
    std::fs::copy(folder.path().join("day.csv"), folder.path().join("deep/day.csv")).unwrap();
    let same = [
        ("the same again", hash_of("calm.yaml", &traced, &[])),
        ("a comment, and another order of keys", hash_of("calm.yaml", &reordered, &[])),
        ("more runs", hash_of("calm.yaml", &traced, &["--runs", "3"])),
        ("fewer runs, one alone", hash_of("calm.yaml", &traced.replace("runs: 3", "runs: 9"), &[])),
        ("a default written out", hash_of("calm.yaml", &format!("{traced}fidelity: requests\n"), &[])),
        ("another place", hash_of("deep/calm.yaml", &traced, &[])),
        ("the lock of it", hash_of_lock(folder.path())),
    ];
    for (what, hash) in same {
        assert_eq!(hash, first, "{what}");
    }
    let swept = dryscale(folder.path(), &["sweep", "calm.yaml", "-p", "slo.latency=1s", "--runs", "2", "--json"]);
    let swept: serde_json::Value = serde_json::from_str(&swept.out).expect("JSON");
    let point = &swept["points"].as_array().expect("points")[0]["scenario_hash"];
    std::fs::write(folder.path().join("calm.yaml"), &traced).unwrap();
    let alone = hash_of("calm.yaml", &traced, &["--set", "slo.latency=1s"]);
    assert_eq!((swept["scenario_hash"].as_str(), point.as_str()), (Some(&*alone), Some(&*alone)), "a sweep's point");
    let mut other = vec![
        hash_of("calm.yaml", &traced, &["--seed", "2"]),
        hash_of("calm.yaml", &traced, &["--set", "slo.latency=2s"]),
        hash_of("calm.yaml", &traced.replace("latency_p95_ms < 500", "latency_p95_ms < 501"), &[]),
    ];
    std::fs::write(folder.path().join("day.csv"), csv(&minutes).replace(",200\n", ",201\n")).unwrap();
    other.push(hash_of("calm.yaml", &traced, &[]));
    other.push(first);
    let count = other.len();
    other.sort();
    other.dedup();
    assert_eq!(other.len(), count, "different questions have different hashes");
}

/// Of the scenario that a result left, run where it lies.
fn hash_of_lock(folder: &Path) -> String {
    let ran = dryscale(folder, &["run", "result/scenario.lock.yaml", "--json", "--out", "again"]);
    assert!([0, 99].contains(&ran.code), "{}", ran.err);
    let read: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    read["scenario_hash"].as_str().expect("a text").to_owned()
}

#[test]
fn precision_adds_runs_until_the_figures_are_known() {
    let folder = desk();
    let runs = |precision: &str| {
        let ran = dryscale(folder.path(), &["run", "calm.yaml", "--runs", "10", "--precision", precision, "--json"]);
        ends_with(&ran, 0);
        let read: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(read["runs"], read["runs_asked"]);
        read["runs"].as_u64().unwrap()
    };
    let (coarse, fine) = (runs("50%"), runs("0.4%"));
    assert_eq!(coarse, 10);
    assert!(fine > coarse && fine.is_multiple_of(10), "{fine} runs");
}

#[test]
fn strict_judges_on_the_limit_of_the_interval() {
    let folder = desk();
    let read = |words: &[&str]| {
        let ran = dryscale(folder.path(), &[&["run", "calm.yaml"], words].concat());
        (ran.code, ran.out)
    };
    let (_, json) = read(&["--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let row = json["metrics"].as_array().unwrap().iter().find(|row| row["metric"] == "requests").unwrap();
    let (mean, high) = (row["mean"].as_f64().unwrap(), row["ci95_high"].as_f64().unwrap());
    assert!(high > mean + 2.0, "three runs leave room between {mean} and {high}");
    let between = format!("objectives.0=requests < {}", f64::midpoint(mean, high).floor());
    assert_eq!(read(&["--set", &between]).0, 0);
    assert_eq!(read(&["--set", &between, "--strict"]).0, 99);
}

#[test]
fn the_schema_is_json_and_knows_every_key_of_the_scenarios() {
    let folder = desk();
    let ran = dryscale(folder.path(), &["schema"]);
    ends_with(&ran, 0);
    let schema: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    for file in scenarios() {
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("# yaml-language-server: $schema=dryscale.schema.json\n"), "{}", file.display());
        let (_, warnings) = dryscale::scenario::Scenario::read(&file, &[]).expect("a scenario of ours");
        let tree = dryscale::scenario::Scenario::read(&file, &[]).unwrap().0;
        let value = dryscale::scenario::shape::to_value(tree.tree(), &schema);
        let wrong = disagreements(&value, &schema, &schema, "");
        assert!(wrong.is_empty(), "{}: {wrong:?}", file.display());
        // The tutorial's steps that no alarm invokes are what its scenario is there to show.
        let wanted = usize::from(file.ends_with("boto3-tutorial.yaml"));
        assert_eq!(warnings.len(), wanted, "{}: {}", file.display(), warnings.render(false));
    }
    let mut value = serde_json::json!({"traffic": [], "models": {}, "endpoint": {}, "trafic": 1});
    assert!(!disagreements(&value, &schema, &schema, "").is_empty(), "a wrong key is seen");
    value.as_object_mut().unwrap().remove("traffic");
    assert!(disagreements(&value, &schema, &schema, "").iter().any(|wrong| wrong.contains("traffic")));
}

/// Where a value is not what a schema allows, by the keywords that ours uses; a reader of its own, as an editor's is.
fn disagreements(
    value: &serde_json::Value,
    schema: &serde_json::Value,
    root: &serde_json::Value,
    path: &str,
) -> Vec<String> {
    use serde_json::Value;
    let mut wrong = Vec::new();
    if let Some(target) = schema["$ref"].as_str() {
        let name = target.strip_prefix('#').expect("references stay in the document");
        wrong.extend(disagreements(value, root.pointer(name).expect("defined"), root, path));
    }
    for (key, least, most) in [("anyOf", 1, usize::MAX), ("oneOf", 1, 1)] {
        if let Some(all) = schema[key].as_array() {
            let fit = all.iter().filter(|one| disagreements(value, one, root, path).is_empty()).count();
            if !(least..=most).contains(&fit) {
                wrong.push(format!("{path}: {fit} of {key} fit {value}"));
            }
        }
    }
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        other => panic!("no type {other}"),
    };
    let kinds: Vec<&str> = match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !kinds.is_empty() && !kinds.iter().any(|kind| is(kind)) {
        wrong.push(format!("{path}: {value} is none of {kinds:?}"));
    }
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value))
        || schema.get("const").is_some_and(|one| one != value)
    {
        wrong.push(format!("{path}: {value} is no word of the schema"));
    }
    if let Some(members) = value.as_object() {
        for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !members.contains_key(key) {
                wrong.push(format!("{path}: {key} is missing"));
            }
        }
        for (key, member) in members {
            let path = format!("{path}.{key}");
            match (schema["properties"].get(key), &schema["additionalProperties"]) {
                (Some(one), _) => wrong.extend(disagreements(member, one, root, &path)),
                (None, Value::Bool(false)) => wrong.push(format!("{path} is not known")),
                (None, one) if one.is_object() => wrong.extend(disagreements(member, one, root, &path)),
                _ => {}
            }
        }
    }
    if let (Some(list), true) = (value.as_array(), schema["items"].is_object()) {
        for (index, element) in list.iter().enumerate() {
            wrong.extend(disagreements(element, &schema["items"], root, &format!("{path}.{index}")));
        }
    }
    wrong
}

#[test]
fn a_summary_fits_a_terminal_and_has_no_escapes_where_there_is_none() {
    let folder = TempDir::new().unwrap();
    for file in scenarios() {
        let words = ["run", &file.display().to_string(), "--runs", "2", "--out", "result"];
        let ran = dryscale(folder.path(), &words);
        let lines: Vec<&str> = ran.out.lines().collect();
        assert!((10..=25).contains(&lines.len()), "{}: {} lines", file.display(), lines.len());
        assert!(lines.iter().all(|line| line.chars().count() <= 100), "{}:\n{}", file.display(), ran.out);
        assert!(!ran.out.contains('\u{1b}') && !ran.err.contains('\u{1b}'), "{}", file.display());
        // The set-ups of public guides are as they were found, the storm comes of a slip: `check` has something to say.
        let with_slips = ["boto3-tutorial.yaml", "ack-xgboost.yaml", "guide-variant.yaml", "retry-storm.yaml"];
        let warned = with_slips.iter().any(|name| file.ends_with(name)) && ran.err.contains("dryscale check");
        assert!(ran.err.is_empty() || warned, "no progress where nobody looks: {}", ran.err);
    }
}

#[test]
fn colour_is_for_terminals_that_want_it() {
    // `script` gives the program a terminal; where there is none, only the pipe is tried (above).
    let folder = desk();
    let on_a_terminal = |no_colour: &str| {
        let mut command = std::process::Command::new("script");
        let run = format!(
            "'{}' run calm.yaml --runs 2 --set 'objectives.0=latency_p95_ms < 500'",
            env!("CARGO_BIN_EXE_dryscale")
        );
        command
            .current_dir(folder.path())
            .args(["-qec", &run, "/dev/null"])
            .env("NO_COLOR", no_colour)
            .env("TERM", "xterm");
        command.stdin(Stdio::null()).output().ok().map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (Some(coloured), Some(plain)) = (on_a_terminal(""), on_a_terminal("1")) else {
        println!("skipped: no `script` command");
        return;
    };
    assert!(coloured.contains("\u{1b}[32m✓"), "{coloured}");
    assert!(!plain.contains("\u{1b}[32m"), "{plain}");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let folder = desk();
    let mut child = binary::command(folder.path())
        .args(["run", "calm.yaml", "--runs", "2"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0), "{said}");
    assert_eq!(said, "");
    let piped = format!("'{}' schema | head -1", env!("CARGO_BIN_EXE_dryscale"));
    let output = std::process::Command::new("sh").current_dir(folder.path()).args(["-c", &piped]).output().unwrap();
    assert_eq!((String::from_utf8_lossy(&output.stdout).lines().count(), output.stderr.len()), (1, 0));
}

#[test]
fn an_interrupt_ends_with_130() {
    let folder = desk();
    let long = CALM.replace("1h", "30d").replace("4/s", "50/s").replace("runs: 3", "runs: 500");
    std::fs::write(folder.path().join("long.yaml"), long).unwrap();
    let mut child = binary::command(folder.path()).args(["run", "long.yaml", "--quiet"]).spawn().unwrap();
    // The handler stands when the runs begin; a file that never ends would show nothing, so the signal is repeated.
    std::thread::sleep(std::time::Duration::from_millis(500));
    let status = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(status.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let result = folder.path().join("output/long/summary.json");
    if let Ok(text) = std::fs::read_to_string(Path::new(&result)) {
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert!(read["runs"].as_u64() < read["runs_asked"].as_u64() && read["complete"] == false);
    }
}
