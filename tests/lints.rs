//! Does every lint find its slip, and nothing where the slip is mended?
//!
//! `tests/lints` holds a scenario for each code. Lines `# near: PATH=VALUE` at its head lead to its near neighbour, which
//! is sound. Beside it stands what `dryscale check` says of the two; `UPDATE=1 cargo test --test lints` writes the texts
//! anew.

#[expect(dead_code, reason = "this file needs a part of it")]
mod binary;

use binary::{dryscale, root, scenarios};
use dryscale::problem::{Problem, Severity};
use dryscale::scenario::edit::Edit;
use dryscale::scenario::lint::{self, Review};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    root().join("tests/lints")
}

/// The edits that lead to the near neighbour.
fn near(code: &str) -> Vec<String> {
    let text = std::fs::read_to_string(folder().join(format!("{code}.yaml"))).expect("a scenario for each code");
    text.lines().filter_map(|line| line.strip_prefix("# near: ")).map(str::to_owned).collect()
}

fn review(path: &Path, edits: &[String]) -> Review {
    let edits: Vec<Edit> = edits.iter().map(|text| Edit::parse("--set", text).expect("PATH=VALUE")).collect();
    Review::read(path, &edits)
}

/// The codes that were found, each once.
fn codes(review: &Review) -> Vec<&'static str> {
    let mut codes: Vec<_> = review.problems.iter().filter_map(|problem| problem.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// What has no code is a refusal of what is not modelled yet, or what follows from it.
fn is_of_the_slip(review: &Review, problem: &Problem) -> bool {
    let later = review.problems.iter().any(|problem| problem.message.contains("not modelled yet"));
    problem.code.is_some() || problem.severity == Severity::Info || later
}

#[test]
fn every_lint_finds_its_slip_alone_and_nothing_in_the_near_neighbour() {
    let mut wrong = Vec::new();
    for lint in lint::all() {
        let path = folder().join(format!("{}.yaml", lint.code));
        let slip = review(&path, &[]);
        let mended = review(&path, &near(lint.code));
        if codes(&slip) != [lint.code] || !codes(&mended).is_empty() || near(lint.code).is_empty() {
            wrong.push(format!("{}: found {:?}, and in its neighbour {:?}", lint.code, codes(&slip), codes(&mended)));
        }
        for review in [&slip, &mended] {
            let other = review.problems.iter().filter(|problem| !is_of_the_slip(review, problem));
            wrong.extend(other.map(|problem| format!("{}: {} {}", lint.code, problem.path, problem.message)));
        }
        for finding in slip.problems.iter().filter(|problem| problem.code.is_some()) {
            let has = |word| finding.notes.iter().any(|(known, text)| *known == word && !text.is_empty());
            if !has("why") || !has("ref") || finding.place.is_none() {
                wrong.push(format!("{}: lacks a reason, a page or a place", lint.code));
            }
            if lint.severity != Severity::Info && !has("fix") && lint.code != "DS053" {
                wrong.push(format!("{}: lacks a fix", lint.code));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the user reads of a scenario, after the command that was typed.
fn told(words: &[&str]) -> String {
    let ran = dryscale(&folder(), words);
    assert_eq!(ran.err, "", "{words:?}");
    let typed: Vec<String> =
        words.iter().map(|word| if word.contains(' ') { format!("'{word}'") } else { (*word).to_owned() }).collect();
    format!("$ dryscale {}\n{}exit code {}\n", typed.join(" "), ran.out, ran.code)
}

/// The texts of all codes and of the tutorial, as they should be.
fn texts() -> Vec<(String, String)> {
    let of_code = |code: &str| {
        let file = format!("{code}.yaml");
        let edits = near(code);
        let mut words = vec!["check", &file];
        let slip = told(&words);
        for edit in &edits {
            words.extend(["--set", edit]);
        }
        (code.to_owned(), format!("{slip}\n{}", told(&words)))
    };
    let tutorial = ("boto3-tutorial".to_owned(), told(&["check", "boto3-tutorial.yaml"]));
    lint::all().map(|lint| of_code(lint.code)).chain([tutorial]).collect()
}

#[test]
fn the_findings_are_told_in_these_words() {
    let mut wrong = Vec::new();
    for (name, text) in texts() {
        let path = folder().join(format!("{name}.txt"));
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &text).expect("writable");
        } else if std::fs::read_to_string(&path).unwrap_or_default() != text {
            wrong.push(format!("----- {name}\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_file_belongs_to_a_lint() {
    for entry in std::fs::read_dir(folder()).expect("a folder of ours") {
        let path = entry.expect("readable").path();
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let known = lint::named(&stem).is_some()
            || ["boto3-tutorial", "minutes", "five-minutes", "page-first", "page-whole"].contains(&&*stem);
        assert!(known, "{}", path.display());
    }
}

/// Errors and warnings of a tutorial as it stands on the web, in the order of its lines; what rests on an assumed
/// start-up is an info.
#[test]
fn the_tutorial_has_exactly_its_five_slips() {
    let review = review(&folder().join("boto3-tutorial.yaml"), &[]);
    let sorted = review.problems.sorted();
    let slips = sorted.iter().filter(|problem| problem.severity != Severity::Info);
    let told: Vec<(Option<&str>, String)> = slips.map(|problem| (problem.code, problem.sentence())).collect();
    let wanted = [
        ("DS002", "1.17 a second"),
        ("DS012", "no alarm invokes `step-scaling`"),
        ("DS034", "08:00 UTC is 03:00 in America/New_York"),
        ("DS032", "is 5, above the registered 2, and no action lowers it"),
        ("DS037", "is 20, above the 10 that is registered"),
    ];
    assert_eq!(told.len(), wanted.len(), "{told:?}");
    for ((code, words), (found, sentence)) in wanted.into_iter().zip(&told) {
        assert_eq!(*found, Some(code), "{sentence}");
        assert!(sentence.contains(words), "{sentence}");
    }
    let infos = sorted.iter().filter(|problem| problem.severity == Severity::Info);
    assert!(infos.clone().count() > 0 && infos.clone().all(|problem| problem.code == Some("DS053")));
}

/// The alarm that is printed for a step policy can be pasted, and brings no other finding.
#[test]
fn the_alarm_to_add_can_be_pasted() {
    let text = std::fs::read_to_string(folder().join("boto3-tutorial.yaml")).expect("there");
    let before = review(&folder().join("boto3-tutorial.yaml"), &[]);
    let finding = before.problems.iter().find(|problem| problem.code == Some("DS012")).expect("a step without alarm");
    let (_, fix) = finding.notes.iter().find(|(word, _)| *word == "fix").expect("an alarm");
    let alarm = fix.strip_prefix("scaling:\n").expect("it says where it belongs");
    let place = tempfile::tempdir().expect("a place for temporary files");
    let mended = place.path().join("mended.yaml");
    std::fs::write(&mended, text.replace("slo: ", &format!("{alarm}\nslo: "))).expect("writable");
    let after = review(&mended, &[]);
    assert_eq!(after.problems.errors(), 0, "{}", after.problems.render(false));
    let expected: Vec<&str> = codes(&before).into_iter().filter(|code| *code != "DS012").collect();
    assert_eq!(codes(&after), expected, "{}", after.problems.render(false));
}

#[test]
fn the_scenarios_that_come_with_the_program_have_no_warning() {
    // Those of public guides are as they were found; the storm is made of a slip, and it alone is named.
    let found = ["guide-variant.yaml", "boto3-tutorial.yaml", "ack-xgboost.yaml"];
    let storm = review(&root().join("scenarios/retry-storm.yaml"), &[]);
    let slips = storm.problems.iter().filter(|problem| problem.severity != Severity::Info);
    assert_eq!(slips.filter_map(|problem| problem.code).collect::<Vec<_>>(), ["DS055"]);
    let sound = |path: &PathBuf| !found.iter().chain(&["retry-storm.yaml"]).any(|name| path.ends_with(name));
    for path in scenarios().into_iter().filter(sound) {
        let review = review(&path, &[]);
        let bad = review.problems.iter().filter(|problem| problem.severity != Severity::Info).count();
        assert_eq!(bad, 0, "{}\n{}", path.display(), review.problems.render(false));
    }
}

#[test]
fn a_refusal_is_not_said_twice() {
    let path = folder().join("DS042.yaml");
    let edits = ["MinCapacity", "MaxCapacity"].map(|key| format!("scaling.targets.0.{key}=200000"));
    let refused = review(&path, &edits);
    assert!(refused.scenario.is_none() && refused.problems.errors() > 0);
    let keys = ["scaling.targets.0.MinCapacity", "scaling.targets.0.MaxCapacity", "v.InitialInstanceCount"];
    let warned = review(&path, &keys.map(|key| format!("{key}=2000")));
    assert_eq!(codes(&warned), ["DS042"], "the same without the refusal is a finding");
    let errors =
        refused.problems.iter().filter(|problem| problem.severity == Severity::Error && problem.code.is_none());
    let paths: Vec<&str> = errors.map(|problem| problem.path.as_str()).collect();
    assert!(paths.contains(&"scaling.targets.0.MaxCapacity"), "{paths:?}");
    for finding in refused.problems.iter().filter(|problem| problem.code.is_some()) {
        assert!(!paths.contains(&finding.path.as_str()), "{}", refused.problems.render(false));
    }
}

#[test]
fn what_the_scenario_says_elsewhere_silences_a_lint() {
    for (code, edit) in [
        ("DS011", "endpoint.MetricsConfig={MetricPublishFrequencyInSeconds: 10, EnableEnhancedMetrics: true}"),
        ("DS034", "time_zone=Etc/UTC"),
        (
            "DS032",
            "calls=[{at: 6h, PutScheduledAction: {ScheduledActionName: night, Schedule: \"cron(0 22 * * ? *)\", \
             ScalableTargetAction: {MinCapacity: 1}}}]",
        ),
    ] {
        let path = folder().join(format!("{code}.yaml"));
        let says = |edits: &[String]| codes(&review(&path, edits)).contains(&code);
        assert!(says(&[]) && !says(&[edit.to_owned()]), "{code}");
    }
}

#[test]
fn exit_codes_tell_errors_from_warnings() {
    let code = |words: &[&str]| dryscale(&folder(), words).code;
    assert_eq!(code(&["check", "DS002.yaml"]), 0, "a warning");
    assert_eq!(code(&["check", "DS002.yaml", "--strict"]), 2);
    assert_eq!(
        code(&[
            "check",
            "DS053.yaml",
            "--strict",
            "--set",
            "scaling.policies.track.TargetTrackingScalingPolicyConfiguration.ScaleOutCooldown=300"
        ]),
        0
    );
    assert_eq!(code(&["check", "DS048.yaml"]), 2, "an error");
    assert_eq!(code(&["check", "no-such-file.yaml"]), 2);
    assert_eq!(code(&["check"]), 2);
    assert_eq!(code(&["check", "--explain", "DS999"]), 2);
    assert_eq!(code(&["check", "--explain", "ds12"]), 0);
    assert_eq!(code(&["check", "DS002.yaml", "DS048.yaml"]), 2, "the worst of several");
}

#[test]
fn a_run_points_at_the_check_in_one_line() {
    let place = tempfile::tempdir().expect("a place for temporary files");
    std::fs::copy(folder().join("DS002.yaml"), place.path().join("a.yaml")).expect("a copy");
    let words = |extra: &[&'static str]| [&["run", "a.yaml", "--runs", "1", "--set", "fidelity=fluid"], extra].concat();
    let ran = dryscale(place.path(), &words(&[]));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(ran.err.lines().filter(|line| line.contains("dryscale check a.yaml")).count(), 1, "{}", ran.err);
    assert!(ran.err.contains("1 warning by `dryscale check a.yaml`"), "{}", ran.err);
    let mended = dryscale(place.path(), &words(&["--set", "track.TargetValue=1200"]));
    assert!(!mended.err.contains("dryscale check"), "{}", mended.err);
    assert_eq!(dryscale(place.path(), &words(&["--quiet"])).err, "");
}

#[test]
fn scripts_and_code_scanning_read_the_same_findings() {
    let read = |format: &str| -> serde_json::Value {
        let ran = dryscale(&folder(), &["check", "boto3-tutorial.yaml", "DS048.yaml", "--format", format]);
        serde_json::from_str(&ran.out).expect("JSON")
    };
    let (json, sarif) = (read("json"), read("sarif"));
    assert_eq!(json["format_version"], 1);
    assert_eq!((&json["files"][0]["errors"], &json["files"][0]["warnings"]), (&0.into(), &5.into()));
    let files = json["files"].as_array().expect("files");
    let findings: Vec<_> = files.iter().flat_map(|file| file["findings"].as_array().expect("a list")).collect();
    let run = &sarif["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!((sarif["version"].as_str(), results.len()), (Some("2.1.0"), findings.len()));
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), lint::all().count() + 1);
    for (finding, result) in findings.into_iter().zip(results) {
        let code = finding["code"].as_str().unwrap_or("refused");
        assert_eq!(result["ruleId"], code);
        assert!(rules.iter().any(|rule| rule["id"] == code), "{code} is a rule");
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert_eq!((&region["startLine"], &region["startColumn"]), (&finding["line"], &finding["column"]));
        let level = if finding["severity"] == "info" { "note".into() } else { finding["severity"].clone() };
        assert_eq!(result["level"], level);
        assert!(
            result["message"]["text"].as_str().expect("words").starts_with(finding["message"].as_str().expect("words"))
        );
    }
}

/// Objects of SARIF 2.1.0 that are written, with what they may hold, `!` behind what they must.
///
/// Ref: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", section 3.
const SARIF: [(&str, &[&str]); 12] = [
    ("", &["$schema", "version!", "runs!"]),
    ("runs", &["tool!", "columnKind", "results"]),
    ("tool", &["driver!"]),
    ("driver", &["name!", "semanticVersion", "rules"]),
    ("rules", &["id!", "shortDescription", "fullDescription", "help", "defaultConfiguration"]),
    ("defaultConfiguration", &["level"]),
    ("results", &["ruleId", "level", "message!", "locations"]),
    ("locations", &["physicalLocation", "logicalLocations"]),
    ("physicalLocation", &["artifactLocation", "region"]),
    ("artifactLocation", &["uri"]),
    ("region", &["startLine", "startColumn"]),
    ("logicalLocations", &["fullyQualifiedName"]),
];

/// What of a value is not as SARIF has it.
fn strange(value: &serde_json::Value, kind: &str, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Array(list) => list.iter().for_each(|element| strange(element, kind, found)),
        serde_json::Value::Object(map) => {
            let texts = ["shortDescription", "fullDescription", "help", "message"];
            let members = SARIF.iter().find(|(known, _)| *known == kind).map(|(_, members)| *members);
            let members = members.or_else(|| texts.contains(&kind).then_some(&["text!"][..])).unwrap_or_default();
            let known = |key: &str| members.iter().any(|member| member.trim_end_matches('!') == key);
            found.extend(map.keys().filter(|key| !known(key)).map(|key| format!("{kind}.{key}")));
            let must = members.iter().filter_map(|member| member.strip_suffix('!'));
            found.extend(must.filter(|key| !map.contains_key(*key)).map(|key| format!("{kind} without {key}")));
            map.iter().for_each(|(key, value)| strange(value, key, found));
        }
        serde_json::Value::Number(number) => {
            if number.as_u64().is_none_or(|number| number == 0) {
                found.push(format!("{kind} counts from 1: {number}"));
            }
        }
        serde_json::Value::String(text) => {
            let levels = ["none", "note", "warning", "error"];
            let is_uri = || text.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\<>\"{}|^`".contains(&byte));
            if (kind == "level" && !levels.contains(&text.as_str())) || (kind == "uri" && !is_uri()) {
                found.push(format!("{kind}: {text}"));
            }
        }
        other => found.push(format!("{kind}: {other}")),
    }
}

#[test]
fn code_scanning_reads_sarif_as_it_is_standardised() {
    let place = tempfile::tempdir().expect("a place for temporary files");
    let copy = |from: &str, to: &str| std::fs::copy(folder().join(from), place.path().join(to)).expect("a copy");
    copy("boto3-tutorial.yaml", "today {50%}.yaml");
    copy("DS048.yaml", "b.yaml");
    let ran = dryscale(place.path(), &["check", "today {50%}.yaml", "b.yaml", "--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    let mut found = Vec::new();
    strange(&log, "", &mut found);
    assert!(found.is_empty(), "{found:?}");
    let results = log["runs"][0]["results"].as_array().expect("results");
    let uri = &results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "today%20%7B50%25%7D.yaml");
    let ids: Vec<&str> = log["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .expect("rules")
        .iter()
        .filter_map(|rule| rule["id"].as_str())
        .collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "no rule twice");
}

#[test]
fn the_page_lists_every_code() {
    let page = std::fs::read_to_string(root().join("docs/check.md")).expect("the page");
    let rows: Vec<Vec<&str>> = page
        .lines()
        .filter(|line| line.starts_with("| `DS"))
        .map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().trim_matches('`')).collect())
        .collect();
    let wanted: Vec<Vec<&str>> = lint::all()
        .map(|lint| {
            let severity = match lint.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "info",
            };
            vec![lint.code, severity, lint.title]
        })
        .collect();
    assert_eq!(rows, wanted, "the table of docs/check.md");
}

#[test]
fn the_commands_of_the_page_run() {
    let place = tempfile::tempdir().expect("a place for temporary files");
    let copies = place.path().join("scenarios");
    std::fs::create_dir(&copies).expect("writable");
    for entry in std::fs::read_dir(root().join("scenarios")).expect("the scenarios") {
        let path = entry.expect("readable").path();
        std::fs::copy(&path, copies.join(path.file_name().expect("a name"))).expect("a copy");
    }
    let readme = std::fs::read_to_string(root().join("README.md")).expect("a README");
    let example = readme.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a scenario");
    std::fs::write(place.path().join("shop.yaml"), example).expect("writable");
    let page = std::fs::read_to_string(root().join("docs/check.md")).expect("the page");
    let commands: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("$ dryscale ")).collect();
    assert!(commands.len() >= 5, "{commands:?}");
    for line in commands {
        let words: Vec<&str> = line.split(' ').collect();
        let ran = dryscale(place.path(), &words);
        assert!(ran.code == 0 && !ran.out.is_empty() && ran.err.is_empty(), "{line}: {} {}", ran.code, ran.err);
    }
}
