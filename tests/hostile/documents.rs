//! Documents and records that mean harm, as long as they may be: a clear end within a second, in little memory.

use crate::workshop::Workshop;

/// A second where the program is optimised; a program for tests is slower [CPU seconds], and so much room [KiB].
fn limit() -> String {
    format!("ulimit -t {}; ulimit -v 700000", if cfg!(debug_assertions) { 8 } else { 1 })
}

/// `head`, then as much of `part` as a file may have, then `tail`.
fn filled(head: &str, part: &str, tail: &str, longest: usize) -> String {
    let times = longest.saturating_sub(head.len() + tail.len()) / part.len();
    format!("{head}{}{tail}", part.repeat(times))
}

/// Longest documents and longest scripts [bytes].
const DOCUMENT: usize = 7_990_000;
const SCRIPT: usize = 999_000;

#[test]
fn every_import_ends_within_a_second_in_little_memory() {
    let workshop = Workshop::new();
    let policy = "aws application-autoscaling put-scaling-policy --policy-name";
    let numbered = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<String>();
    let chained = numbered(18_000, &|n| format!(" a{} = \"${{local.a{n}}}\"\n", n + 1));
    let all: Vec<(&str, String, &str)> = vec![
        ("deep.json", filled("", "[", "", DOCUMENT), "nested more than 64 deep"),
        ("wide.json", filled("[", "{\"PolicyName\": \"a\"},", "{}]", DOCUMENT), "more than 100000 values"),
        ("values.json", filled("", "{\"a\": 1}\n", "", DOCUMENT), "more than 100000 values"),
        ("docs.yaml", filled("", "---\na: 1\n", "", DOCUMENT), "more than 100000 values"),
        ("flat.yaml", filled("kind: a\n", "key: x\n", "", DOCUMENT), "`key` occurs twice"),
        ("keys.yaml", numbered(500_000, &|n| format!("k{n}: 1\n")), "more than 100000 values"),
        ("long.sh", filled(policy, " a", "", DOCUMENT), "too many for a script"),
        ("words.py", filled("import boto3\nx=", "(", "", SCRIPT), "no document of a call"),
        ("sums.py", filled("import boto3\nx=1", "+1", "", SCRIPT), "no document of a call"),
        ("fences.md", filled("", "```sh\naws x y\n```\n", "", SCRIPT), "no document of a call"),
        ("parens.tf", filled("resource \"aws_x\" \"x\" { a = ", "(", "", SCRIPT), "nested more than 48 deep"),
        (
            "chain.tf",
            format!("locals {{\n{chained}}}\nresource \"aws_sagemaker_endpoint\" \"x\" {{ name = local.a18000 }}\n"),
            "nested too deep",
        ),
        (
            "cells.ipynb",
            filled(
                "{\"nbformat\": 4, \"cells\": [{\"cell_type\": \"code\", \"source\": \"",
                "a = 1\\n",
                "\"}]}",
                DOCUMENT,
            ),
            "too many for a script",
        ),
        ("snow.txt", filled("", "☃ ~ {[(\n", "", DOCUMENT), "no AWS document"),
    ];
    for (name, text, told) in all {
        workshop.write(name, text);
        let ended = workshop.limited(&limit(), &["import", name, "--into", "new.yaml"]);
        assert_eq!(ended.code, Some(2), "{name}: {}", ended.stderr.chars().take(500).collect::<String>());
        assert!(ended.stderr.contains(told), "{name}: {}", ended.stderr.chars().take(500).collect::<String>());
        assert!(ended.stderr.len() < 20_000, "{name}: {} bytes told", ended.stderr.len());
        assert!(!workshop.path("new.yaml").exists(), "{name}");
    }
    // One long value is no harm, and what is told of it is short.
    workshop.write("words.sh", filled(policy, " a", "", SCRIPT));
    let ended = workshop.limited(&limit(), &["import", "words.sh", "--into", "new.yaml"]);
    assert!(ended.stdout.len() < 20_000, "{} bytes told", ended.stdout.len());
}

#[test]
fn records_that_mean_harm_are_refused() {
    let workshop = Workshop::new();
    let activity = "{\"ScalableDimension\": \"sagemaker:variant:DesiredInstanceCount\", \"StartTime\": 1e300},";
    for (name, text, told) in [
        ("deep.json", filled("{\"ScalingActivities\": ", "[", "", DOCUMENT), "ScalingActivities"),
        ("times.json", filled("{\"ScalingActivities\": [", activity, "{}]}", DOCUMENT), "StartTime"),
        ("time.json", format!("{{\"ScalingActivities\": [{}]}}", activity.trim_end_matches(',')), "is no time stamp"),
        ("empty.json", "{\"ScalingActivities\": []}".to_owned(), "holds no activity of a variant"),
        ("counts.csv", filled("timestamp,count\n", "2026-03-02T08:00:00Z,1\n", "", DOCUMENT), "the same interval"),
    ] {
        workshop.write(name, text);
        let small = std::fs::read_to_string(workshop.path("small.yaml")).expect("it is there");
        workshop.write("with.yaml", format!("{small}\nhistory: [{name}]\n"));
        let ended = workshop.limited(&limit(), &["run", "with.yaml"]);
        ended.told(2, &["--> ", told]);
        assert!(ended.stderr.len() < 20_000 && !workshop.path("output").exists(), "{name}");
    }
}
