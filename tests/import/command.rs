//! import, export and diff as a user types them.

#[expect(dead_code, reason = "this file needs a part of it")]
#[path = "../binary/mod.rs"]
mod binary;

use binary::dryscale;
use std::fmt::Write as _;
use std::fs;

fn field(name: &str) -> String {
    crate::root().join("tests/field").join(name).display().to_string()
}

#[test]
fn what_is_imported_runs_and_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let read = dryscale(folder.path(), &["import", &field("guide-variant.sh"), "--into", "a.yaml"]);
    assert_eq!(read.code, 0, "{}", read.err);
    assert!(
        read.out.contains("1 × RegisterScalableTarget") && read.out.contains("next: dryscale run a.yaml"),
        "{}",
        read.out
    );
    let again = dryscale(folder.path(), &["import", &field("guide-variant.sh"), "--into", "a.yaml"]);
    assert!(again.code == 2 && again.err.contains("`a.yaml` exists; --force replaces it"), "{}", again.err);
    let ran = dryscale(folder.path(), &["run", "a.yaml", "--runs", "1", "--set", "duration=1h"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let summary = fs::read_to_string(folder.path().join("output/a/summary.json")).unwrap();
    for path in ["traffic", "models", "endpoint.ProductionVariants.MyVariant.InstanceType: ml.m5.xlarge"] {
        assert!(summary.contains(&format!("\"{path}")), "run lists {path}: {summary}");
    }
    assert!(summary.contains("marked as assumed in the scenario"), "{summary}");
    let same = dryscale(folder.path(), &["diff", "a.yaml", &field("guide-variant.sh")]);
    assert_eq!((same.code, same.out.as_str()), (0, "no knob differs\n"), "{}", same.err);
    let written = dryscale(folder.path(), &["export", "a.yaml", "--format", "cli-json", "--out", "documents"]);
    assert_eq!(written.code, 0, "{}", written.err);
    let names: Vec<String> = binary::files(&folder.path().join("documents")).into_iter().map(|file| file.0).collect();
    assert!(names.contains(&"put-scaling-policy-MyScalingPolicy.json".to_owned()), "{names:?}");
}

#[test]
fn records_become_traffic_and_history_on_their_own_clock() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("records")).unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join("records").join(name), text).unwrap();
    let mut counts = "timestamp,count\n".to_owned();
    for hour in 0..60 {
        writeln!(counts, "2026-03-{:02}T{:02}:00:00Z,{}", 1 + (hour + 18) / 24, (hour + 18) % 24, 900 + hour).unwrap();
    }
    put("requests.csv", &counts);
    let activities = fs::read_to_string(crate::root().join("tests/data/activities.json")).unwrap();
    put("activities.json", &activities.replace("endpoint/shop/variant/all", "endpoint/MyEndpoint/variant/MyVariant"));
    let cpu = r#"{"MetricDataResults": [
        {"Id": "m1", "Label": "CPUUtilization", "Timestamps": ["2026-03-02T09:01:00+00:00", "2026-03-02T09:00:00+00:00"],
         "Values": [3.0, 2.0], "StatusCode": "Complete"},
        {"Id": "m2", "Label": "ModelLatency", "Timestamps": [], "Values": [], "StatusCode": "Complete"}]}"#;
    put("cpu.json", cpu);
    fs::create_dir(folder.path().join("scenarios")).unwrap();
    let words = ["requests.csv", "activities.json", "cpu.json"].map(|name| format!("records/{name}"));
    let mut arguments = vec!["import"];
    arguments.extend(words.iter().map(String::as_str));
    let target = field("guide-variant.sh");
    arguments.extend([target.as_str(), "--into", "scenarios/a.yaml"]);
    let read = dryscale(folder.path(), &arguments);
    assert_eq!(read.code, 0, "{}", read.err);
    assert!(read.out.contains("1 × record of requests, 1 × record of scaling activities, 1 × record of instances"));
    let text = fs::read_to_string(folder.path().join("scenarios/a.yaml")).unwrap();
    for line in [
        "start: \"2026-03-02T00:00:00\"\n",
        "duration: 2d\n",
        "{name: recorded, trace: \"../records/requests.csv\"}",
        "../records/activities.json",
        "{file: \"../records/cpu.json\", column: m1}",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    assert!(!read.out.contains("\n  traffic\n"), "nothing of the traffic is assumed: {}", read.out);
    let ran = dryscale(folder.path(), &["run", "scenarios/a.yaml", "--runs", "1", "--set", "duration=12h"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let summary = fs::read_to_string(folder.path().join("output/a/summary.json")).unwrap();
    assert!(summary.contains("\"recorded_instances_mean\": 2.5,"), "{summary}");
    assert!(summary.contains("\"recorded_actions_out\": 2,"), "{summary}");

    put("odd.json", r#"{"Label": "Duration", "Datapoints": []}"#);
    let odd = dryscale(folder.path(), &["import", "records/odd.json", &field("guide-variant.sh"), "--into", "b.yaml"]);
    assert!(
        odd.code == 2 && odd.err.contains("holds `Duration`: neither Invocations nor CPUUtilization"),
        "{}",
        odd.err
    );
    assert!(!folder.path().join("b.yaml").exists());
}

#[test]
fn knobs_are_named_in_full() {
    let folder = tempfile::tempdir().unwrap();
    let shop = crate::root().join("scenarios/flash-sale.yaml");
    let text = fs::read_to_string(shop).unwrap();
    fs::write(folder.path().join("a.yaml"), &text).unwrap();
    let tuned = text
        .replace("TargetValue: 600", "TargetValue: 600.0")
        .replace("ScaleOutCooldown: 60", "ScaleOutCooldown: 0")
        .replace("low: 8/s", "low: 9/s")
        .replace("{ScheduledActionName: after-sale", "{ScheduledActionName: night");
    fs::write(folder.path().join("b.yaml"), tuned).unwrap();
    let told = dryscale(folder.path(), &["diff", "a.yaml", "b.yaml"]).out;
    assert!(told.contains("~ traffic.shop.daily.low: 8/s -> 9/s"), "{told}");
    assert!(
        told.contains(
            "~ scaling.policies.keep-busy.TargetTrackingScalingPolicyConfiguration.ScaleOutCooldown: 60 -> 0"
        ),
        "{told}"
    );
    assert!(
        told.contains("- scaling.scheduled_actions.after-sale:") && told.contains("+ scaling.scheduled_actions.night:"),
        "{told}"
    );
    assert!(!told.contains("TargetValue"), "70 and 70.0 are one number: {told}");
    assert_eq!(told.lines().count(), 4, "{told}");
}

#[test]
fn a_wrong_command_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    for (words, wanted) in [
        (vec!["import", "none.json", "--into", "a.yaml"], "there is no such file"),
        (vec!["import", &field("typo.json"), "--into", "a.yaml"], "did you mean `ScaleInCooldown`?"),
        (vec!["import", &field("notes.txt"), "--into", "a.yaml"], "no AWS document"),
        (vec!["import", &field("config.json"), "--param", "x"], "lacks a name or `=`"),
        (vec!["import", &field("config.json"), "--template", "none"], "missing `traffic`"),
        (vec!["export", "none.yaml", "--format", "ack"], "there is no such file"),
        (vec!["diff", "none.yaml", "none.yaml"], "there is no such file"),
    ] {
        let ran = dryscale(folder.path(), &words);
        assert!(ran.code == 2 && ran.err.contains(wanted), "{words:?}: {}", ran.err);
        assert!(binary::files(folder.path()).is_empty());
    }
}

#[test]
fn documents_in_files_are_the_documents_themselves() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read_to_string(crate::root().join("scenarios/flash-sale.yaml")).unwrap();
    let (before, after) = text.split_once("scaling:").unwrap();
    let slo = after.split_once("\nslo:").unwrap().1;
    fs::write(folder.path().join("b.yaml"), format!("{before}scaling: {{files: [documents/all.sh]}}\nslo:{slo}"))
        .unwrap();
    fs::write(folder.path().join("a.yaml"), &text).unwrap();
    let written = dryscale(folder.path(), &["export", "a.yaml", "--format", "shell"]);
    fs::create_dir(folder.path().join("documents")).unwrap();
    fs::write(folder.path().join("documents/all.sh"), &written.out).unwrap();
    assert_eq!(dryscale(folder.path(), &["diff", "a.yaml", "b.yaml"]).out, "no knob differs\n");
    let out = |name: &str| {
        let ran =
            dryscale(folder.path(), &["run", name, "--runs", "1", "--json", "--set", "keep-busy.ScaleInCooldown=200"]);
        assert!(ran.code == 0 || ran.code == 99, "{}", ran.err);
        let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        value["metrics"].to_string()
    };
    assert_eq!(out("a.yaml"), out("b.yaml"));
    let broken = written.out.replace("TargetTrackingScaling ", "TargetTracking ");
    fs::write(folder.path().join("documents/all.sh"), broken).unwrap();
    let refused = dryscale(folder.path(), &["run", "b.yaml", "--runs", "1"]);
    assert!(refused.code == 2 && refused.err.contains("documents/all.sh:"), "{}", refused.err);
}
