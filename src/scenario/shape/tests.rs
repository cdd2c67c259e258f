//! What the shape pass tells the user, over file types with every form that a scenario's types have.

use super::*;
use crate::scenario::edit::{Edit, apply};
use proptest::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A scenario in small.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct File {
    title: Option<String>,
    #[schemars(range(min = 1, max = 1000))]
    runs: Option<u32>,
    seed: Option<u64>,
    #[schemars(extend("format" = "share"))]
    day_to_day: Option<String>,
    #[schemars(length(min = 1))]
    traffic: Vec<Source>,
    models: BTreeMap<String, Model>,
    #[serde(default)]
    policies: Vec<Policy>,
    #[schemars(extend("x-not-yet" = "calls come with the next version"))]
    calls: Option<Value>,
    /// Anything goes.
    notes: Option<Value>,
    arrivals: Option<Arrivals>,
    assumptions: Option<Assumptions>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Source {
    Constant(Rate),
    Ramp(Vec<Point>),
    Spike {
        #[schemars(extend("format" = "at"))]
        at: String,
        add: Rate,
    },
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline, extend("format" = "rate"))]
struct Rate(String);

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Point {
    #[schemars(extend("format" = "duration"))]
    at: String,
    rate: Rate,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Model {
    service_time: Law,
    #[schemars(range(min = 1))]
    concurrency: u32,
    queue: Option<Queue>,
    #[schemars(extend("exclusiveMinimum" = 0))]
    scale: Option<f64>,
    #[serde(default)]
    warm: bool,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Law {
    Text(#[schemars(extend("format" = "law"))] String),
    Moments(Moments),
    Percentiles(Percentiles),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Moments {
    #[schemars(extend("format" = "duration"))]
    mean: String,
    cv: Option<f64>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Percentiles {
    #[schemars(extend("format" = "duration"))]
    p50: String,
    #[schemars(extend("format" = "duration"))]
    p99: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Queue {
    Places(u16),
    Word(QueueWord),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum QueueWord {
    Unlimited,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
#[expect(clippy::struct_field_names, reason = "AWS's names")]
struct Policy {
    policy_name: String,
    kind: Option<Kind2>,
    target_value: f64,
    scale_in_cooldown: Option<i32>,
    scale_out_cooldown: Option<i32>,
    target: Option<Tagged>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
enum Kind2 {
    /// Documented, so that the schema lists constants.
    TargetTracking,
    /// Not yet.
    #[schemars(extend("x-not-yet" = true))]
    Step,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "sort", rename_all = "lowercase")]
enum Tagged {
    Variant { name: String },
    Component { copies: u8 },
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Arrivals {
    Word(Process),
    Form(ArrivalsForm),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Process {
    Poisson,
    Regular,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ArrivalsForm {
    process: Process,
    factors: Option<Vec<f64>>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Assumptions {
    #[schemars(extend("format" = "law"))]
    alarm_lag: Option<String>,
    update_lock: Option<bool>,
}

fn schema() -> Value {
    schemars::schema_for!(File).to_value()
}

const GOOD: &str = "title: 1
runs: 30
seed: 18446744073709551615
day_to_day: 10%
traffic:
  - constant: 5/s
  - ramp: [{at: 0s, rate: 10/s}, {at: 15m, rate: 100/s}]
  - spike: {at: \"12:00\", add: 120/s}
models:
  a: {service_time: 15s..60s, concurrency: 4, queue: unlimited, scale: 0.5}
  b: {service_time: {mean: 50ms, cv: 1}, concurrency: 1, queue: 0, warm: true}
  c.d: {service_time: {p50: 50ms, p99: 1s}, concurrency: 1}
policies:
  - {PolicyName: keep-busy, Kind: TargetTracking, TargetValue: 600, ScaleInCooldown: 300}
  - {PolicyName: keep-calm, TargetValue: 70.5, Target: {sort: variant, name: x}}
notes: {anything: [1, {at: all}]}
arrivals: {process: poisson, factors: [1, 2.5]}
";

fn checked(text: &str) -> Result<Value, Problems> {
    let tree = Tree::parse("a.yaml", text)?;
    let mut problems = Problems::new();
    check(&tree, &schema(), &mut problems);
    if problems.is_empty() { Ok(to_value(&tree, &schema())) } else { Err(problems) }
}

#[test]
fn what_is_well_shaped_deserialises() {
    let value = checked(GOOD).map_err(|problems| problems.render(false)).unwrap();
    let file: File = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(file.title.as_deref(), Some("1"), "text is wanted, so a number is text");
    assert_eq!(file.seed, Some(u64::MAX));
    assert_eq!(serde_json::to_value(&file).unwrap()["models"], value_with_nulls(&value)["models"]);
}

/// Members that were left out, as serde writes them.
fn value_with_nulls(value: &Value) -> Value {
    let file: File = serde_json::from_value(value.clone()).unwrap();
    serde_json::to_value(file).unwrap()
}

/// What the user reads when a line of the good file is another one.
fn told(line: &str, instead: &str) -> String {
    assert!(GOOD.contains(line), "{line}");
    let problems = checked(&GOOD.replacen(line, instead, 1)).expect_err(instead);
    problems.render(false)
}

#[test]
fn every_wrong_shape_is_told_in_place() {
    let mut shown = Vec::new();
    for (line, instead) in [
        ("seed: 18446744073709551615", "sede: 7"),
        ("seed: 18446744073709551615", "seed: 18446744073709551616"),
        ("seed: 18446744073709551615", "seed: 1e3"),
        ("seed: 18446744073709551615", "seed: \"7\""),
        ("concurrency: 4", "concurrency:"),
        ("seed: 18446744073709551615", "seed: [1]"),
        ("seed: 18446744073709551615", "seed: -1"),
        ("runs: 30", "runs: 0"),
        ("runs: 30", "runs: 010"),
        ("runs: 30", "runs: 1_000"),
        ("runs: 30", "runs: thirty"),
        ("day_to_day: 10%", "day_to_day: 0.1"),
        ("constant: 5/s", "constant: 5"),
        ("constant: 5/s", "constnat: 5/s"),
        ("constant: 5/s", "constant: 5/s\n    ramp: []"),
        ("constant: 5/s", "level: 5/s"),
        ("- constant: 5/s", "- 5/s"),
        ("{at: 15m, rate: 100/s}", "{at: 15, rate: 100/s, colour: red}"),
        ("{at: 15m, rate: 100/s}", "{rate: 100/s}"),
        ("service_time: 15s..60s", "service_time: 15..60"),
        ("service_time: 15s..60s", "service_time: [15s, 60s]"),
        ("{mean: 50ms, cv: 1}", "{mean: 50ms, p99: 1s}"),
        ("{mean: 50ms, cv: 1}", "{cv: 1}"),
        ("{p50: 50ms, p99: 1s}", "{p50: 50ms}"),
        ("concurrency: 4", "concurrency: 4.5"),
        ("concurrency: 4, ", ""),
        ("queue: unlimited", "queue: unlimitd"),
        ("queue: unlimited", "queue: lots"),
        ("queue: unlimited", "queue: 70000"),
        ("scale: 0.5", "scale: 0"),
        ("scale: 0.5", "scale: .5"),
        ("scale: 0.5", "scale: 50%"),
        ("scale: 0.5", "scale: .nan"),
        ("scale: 0.5", "scale: 1e400"),
        ("warm: true", "warm: yes"),
        ("warm: true", "warm: \"true\""),
        ("ScaleInCooldown: 300", "ScaleinCooldown: 300"),
        ("ScaleInCooldown: 300", "ScaleInCooldown: 5m"),
        ("ScaleInCooldown: 300", "ScaleInCooldown: 9999999999"),
        ("Kind: TargetTracking", "Kind: targettracking"),
        ("Kind: TargetTracking", "Kind: Step"),
        ("{sort: variant, name: x}", "{sort: varaint, name: x}"),
        ("{sort: variant, name: x}", "{name: x}"),
        ("{sort: variant, name: x}", "{sort: component, copies: 256}"),
        ("arrivals: {process: poisson, factors: [1, 2.5]}", "arrivals: {process: poison, factors: [1, x]}"),
        ("arrivals: {process: poisson, factors: [1, 2.5]}", "arrivals: poison"),
        ("notes: {", "calls: {"),
        (GOOD, "{}"),
    ] {
        shown.push(format!("----- {}\n{}", instead.replace('\n', "\\n"), told(line, instead)));
    }
    insta::assert_snapshot!(shown.join(
        "
"
    ));
}

#[test]
fn all_problems_are_told_at_once() {
    let text = GOOD.replace("/s", "").replace("Cooldown", "Cooldwon").replace("concurrency", "Concurrency");
    assert_eq!(checked(&text).unwrap_err().len(), 4 + 1 + 3);
}

#[test]
fn thousands_of_unknown_keys_take_no_time() {
    let keys: Vec<String> = (0..45_000).map(|number| format!("unknown_key_number_{number}: 1\n")).collect();
    assert_eq!(checked(&(GOOD.to_owned() + &keys.concat())).unwrap_err().len(), 45_000);
}

/// A value that may or may not fit where it is put.
fn any_value() -> impl Strategy<Value = &'static str> {
    proptest::sample::select(vec![
        "1",
        "-1",
        "0",
        "2.5",
        "1e3",
        "1e400",
        ".nan",
        "''",
        "'1'",
        "x",
        "true",
        "'true'",
        "null",
        "",
        "[]",
        "[1]",
        "{}",
        "{a: 1}",
        "5/s",
        "10%",
        "60s",
        "15s..60s",
        "unlimited",
        "poisson",
        "Step",
        "TargetTracking",
        "{mean: 5s}",
        "{p50: 1s, p99: 2s}",
        "{constant: 5/s}",
        "{sort: variant, name: x}",
        "{process: regular}",
        "65536",
        "4294967296",
        "-9223372036854775809",
        "18446744073709551615",
        "\"12:00\"",
    ])
}

proptest! {
    #[test]
    fn a_clean_pass_cannot_fail_later(edits in proptest::collection::vec((0..60_usize, any_value()), 1..3)) {
        let mut tree = Tree::parse("a", GOOD).unwrap();
        let paths = every_path(&tree);
        for (number, value) in edits {
            let edit = Edit::new("--set", paths[number % paths.len()].clone(), value);
            apply(&mut tree, &[edit], &schema(), &mut Problems::new());
        }
        let mut problems = Problems::new();
        check(&tree, &schema(), &mut problems);
        if problems.is_empty() {
            let value = to_value(&tree, &schema());
            prop_assert!(serde_json::from_value::<File>(value.clone()).is_ok(), "{value}");
        } else {
            prop_assert!(problems.render(false).contains("error: "));
        }
    }
}

fn every_path(tree: &Tree) -> Vec<String> {
    fn walk(node: &Node, path: &str, found: &mut Vec<String>) {
        match &node.kind {
            Kind::Scalar { .. } => {}
            Kind::Map(entries) => {
                for entry in entries {
                    let below = child_path(path, &entry.key);
                    walk(&entry.value, &below, found);
                    found.push(below);
                }
            }
            Kind::List(nodes) => {
                for (index, element) in nodes.iter().enumerate() {
                    let below = child_path(path, &name_of(element).map_or_else(|| index.to_string(), str::to_owned));
                    walk(element, &below, found);
                }
            }
        }
    }
    let mut found = Vec::new();
    walk(tree.root(), "", &mut found);
    found
}
