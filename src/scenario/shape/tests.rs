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
    let mut shown = String::new();
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
        shown += &format!("----- {}\n{}", instead.replace('\n', "\\n"), told(line, instead));
    }
    insta::assert_snapshot!(shown, @r###"
----- sede: 7
error: unknown key `sede`
 --> a.yaml:3:1
  |
3 | sede: 7
  | ^^^^
  |
  = hint: did you mean `seed`?

1 error
----- seed: 18446744073709551616
error: `18446744073709551616` is too large, wanted at most 18446744073709551615
 --> a.yaml:3:7
  |
3 | seed: 18446744073709551616
  |       ^^^^^^^^^^^^^^^^^^^^

1 error
----- seed: 1e3
error: found `1e3`, wanted a whole number
 --> a.yaml:3:7
  |
3 | seed: 1e3
  |       ^^^
  |
  = hint: write 1000

1 error
----- seed: "7"
error: found the text "7", wanted a whole number
 --> a.yaml:3:7
  |
3 | seed: "7"
  |       ^^^
  |
  = hint: remove the quotes

1 error
----- concurrency:
error: found nothing, wanted a whole number
  --> a.yaml:10:31
   |
10 |   a: {service_time: 15s..60s, concurrency:, queue: unlimited, scale: 0.5}
   |                               ^^^^^^^^^^^

1 error
----- seed: [1]
error: found a list, wanted a whole number
 --> a.yaml:3:7
  |
3 | seed: [1]
  |       ^^^

1 error
----- seed: -1
error: `-1` is too small, wanted at least 0
 --> a.yaml:3:7
  |
3 | seed: -1
  |       ^^

1 error
----- runs: 0
error: `0` is too small, wanted at least 1
 --> a.yaml:2:7
  |
2 | runs: 0
  |       ^

1 error
----- runs: 010
error: found `010`, wanted a whole number
 --> a.yaml:2:7
  |
2 | runs: 010
  |       ^^^
  |
  = hint: write 10

1 error
----- runs: 1_000
error: found `1_000`, wanted a whole number
 --> a.yaml:2:7
  |
2 | runs: 1_000
  |       ^^^^^
  |
  = hint: write 1000

1 error
----- runs: thirty
error: found `thirty`, wanted a whole number
 --> a.yaml:2:7
  |
2 | runs: thirty
  |       ^^^^^^

1 error
----- day_to_day: 0.1
error: `0.1` has no unit: write 10% or 0.1%
 --> a.yaml:4:13
  |
4 | day_to_day: 0.1
  |             ^^^

1 error
----- constant: 5
error: `5` has no unit: write 5/s or 5/min
 --> a.yaml:6:15
  |
6 |   - constant: 5
  |               ^

1 error
----- constnat: 5/s
error: unknown key `constnat`
 --> a.yaml:6:5
  |
6 |   - constnat: 5/s
  |     ^^^^^^^^
  |
  = hint: did you mean `constant`?

1 error
----- constant: 5/s\n    ramp: []
error: found `constant` and `ramp`, wanted exactly one of `constant`, `ramp` or `spike`
 --> a.yaml:7:5
  |
7 |     ramp: []
  |     ^^^^

1 error
----- level: 5/s
error: found none, wanted exactly one of `constant`, `ramp` or `spike`
 --> a.yaml:6:5
  |
6 |   - level: 5/s
  |     ^^^^^

1 error
----- - 5/s
error: found `5/s`, wanted a map of keys and values
 --> a.yaml:6:5
  |
6 |   - 5/s
  |     ^^^

1 error
----- {at: 15, rate: 100/s, colour: red}
error: `15` has no unit: write 15s or 15ms
 --> a.yaml:7:39
  |
7 |   - ramp: [{at: 0s, rate: 10/s}, {at: 15, rate: 100/s, colour: red}]
  |                                       ^^

error: unknown key `colour`
 --> a.yaml:7:56
  |
7 |   - ramp: [{at: 0s, rate: 10/s}, {at: 15, rate: 100/s, colour: red}]
  |                                                        ^^^^^^
  |
  = hint: known here: `at` and `rate`

2 errors
----- {rate: 100/s}
error: `at` is missing
 --> a.yaml:7:35
  |
7 |   - ramp: [{at: 0s, rate: 10/s}, {rate: 100/s}]
  |                                   ^^^^

1 error
----- service_time: 15..60
error: `15` has no unit: write 15s or 15ms, in the range `15..60`
  --> a.yaml:10:21
   |
10 |   a: {service_time: 15..60, concurrency: 4, queue: unlimited, scale: 0.5}
   |                     ^^^^^^

1 error
----- service_time: [15s, 60s]
error: found a list, wanted a length of time such as `240s` or `15s..60s` or a map of keys and values
  --> a.yaml:10:21
   |
10 |   a: {service_time: [15s, 60s], concurrency: 4, queue: unlimited, scale: 0.5}
   |                     ^^^^^^^^^^

1 error
----- {mean: 50ms, p99: 1s}
error: `p99` does not go with `mean`
  --> a.yaml:11:34
   |
11 |   b: {service_time: {mean: 50ms, p99: 1s}, concurrency: 1, queue: 0, warm: true}
   |                                  ^^^
   |
   = hint: wanted {mean, cv} or {p50, p99}

1 error
----- {cv: 1}
error: `mean` is missing
  --> a.yaml:11:21
   |
11 |   b: {service_time: {cv: 1}, concurrency: 1, queue: 0, warm: true}
   |                     ^^^^^^^

1 error
----- {p50: 50ms}
error: `p99` is missing
  --> a.yaml:12:23
   |
12 |   c.d: {service_time: {p50: 50ms}, concurrency: 1}
   |                       ^^^^^^^^^^^

1 error
----- concurrency: 4.5
error: found `4.5`, wanted a whole number
  --> a.yaml:10:44
   |
10 |   a: {service_time: 15s..60s, concurrency: 4.5, queue: unlimited, scale: 0.5}
   |                                            ^^^

1 error
----- 
error: `concurrency` is missing
  --> a.yaml:10:6
   |
10 |   a: {service_time: 15s..60s, queue: unlimited, scale: 0.5}
   |      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

1 error
----- queue: unlimitd
error: found `unlimitd`, wanted a whole number or `unlimited`
  --> a.yaml:10:54
   |
10 |   a: {service_time: 15s..60s, concurrency: 4, queue: unlimitd, scale: 0.5}
   |                                                      ^^^^^^^^
   |
   = hint: did you mean `unlimited`?

1 error
----- queue: lots
error: found `lots`, wanted a whole number or `unlimited`
  --> a.yaml:10:54
   |
10 |   a: {service_time: 15s..60s, concurrency: 4, queue: lots, scale: 0.5}
   |                                                      ^^^^

1 error
----- queue: 70000
error: `70000` is too large, wanted at most 65535
  --> a.yaml:10:54
   |
10 |   a: {service_time: 15s..60s, concurrency: 4, queue: 70000, scale: 0.5}
   |                                                      ^^^^^

1 error
----- scale: 0
error: `0` is too small, wanted more than 0
  --> a.yaml:10:72
   |
10 |   a: {service_time: 15s..60s, concurrency: 4, queue: unlimited, scale: 0}
   |                                                                        ^

1 error
----- scale: .5
error: found `.5`, wanted a number
  --> a.yaml:10:72
   |
10 |   a: {service_time: 15s..60s, concurrency: 4, queue: unlimited, scale: .5}
   |                                                                        ^^
   |
   = hint: write 0.5

1 error
----- scale: 50%
error: found `50%`, wanted a number
  --> a.yaml:10:72
   |
10 |   a: {service_time: 15s..60s, concurrency: 4, queue: unlimited, scale: 50%}
   |                                                                        ^^^
   |
   = hint: a plain number has no percent sign: write 0.5

1 error
----- scale: .nan
error: found `.nan`, wanted a number
  --> a.yaml:10:72
   |
10 |   a: {service_time: 15s..60s, concurrency: 4, queue: unlimited, scale: .nan}
   |                                                                        ^^^^

1 error
----- scale: 1e400
error: `1e400` is beyond every number
  --> a.yaml:10:72
   |
10 |   a: {service_time: 15s..60s, concurrency: 4, queue: unlimited, scale: 1e400}
   |                                                                        ^^^^^

1 error
----- warm: yes
error: found `yes`, wanted true or false
  --> a.yaml:11:74
   |
11 |   b: {service_time: {mean: 50ms, cv: 1}, concurrency: 1, queue: 0, warm: yes}
   |                                                                          ^^^
   |
   = hint: write true

1 error
----- warm: "true"
error: found the text "true", wanted true or false
  --> a.yaml:11:74
   |
11 |   b: {service_time: {mean: 50ms, cv: 1}, concurrency: 1, queue: 0, warm: "true"}
   |                                                                          ^^^^^^
   |
   = hint: remove the quotes

1 error
----- ScaleinCooldown: 300
error: unknown key `ScaleinCooldown`
  --> a.yaml:14:69
   |
14 |   - {PolicyName: keep-busy, Kind: TargetTracking, TargetValue: 600, ScaleinCooldown: 300}
   |                                                                     ^^^^^^^^^^^^^^^
   |
   = hint: did you mean `ScaleInCooldown`?

1 error
----- ScaleInCooldown: 5m
error: found `5m`, wanted a whole number
  --> a.yaml:14:86
   |
14 |   - {PolicyName: keep-busy, Kind: TargetTracking, TargetValue: 600, ScaleInCooldown: 5m}
   |                                                                                      ^^
   |
   = hint: AWS counts whole seconds here: write 300

1 error
----- ScaleInCooldown: 9999999999
error: `9999999999` is too large, wanted at most 2147483647
  --> a.yaml:14:86
   |
14 |   - {PolicyName: keep-busy, Kind: TargetTracking, TargetValue: 600, ScaleInCooldown: 9999999999}
   |                                                                                      ^^^^^^^^^^

1 error
----- Kind: targettracking
error: found `targettracking`, wanted `TargetTracking`
  --> a.yaml:14:35
   |
14 |   - {PolicyName: keep-busy, Kind: targettracking, TargetValue: 600, ScaleInCooldown: 300}
   |                                   ^^^^^^^^^^^^^^
   |
   = hint: did you mean `TargetTracking`?

1 error
----- Kind: Step
error: `Step` is not modelled yet
  --> a.yaml:14:35
   |
14 |   - {PolicyName: keep-busy, Kind: Step, TargetValue: 600, ScaleInCooldown: 300}
   |                                   ^^^^

1 error
----- {sort: varaint, name: x}
error: found `varaint`, wanted `variant` or `component`
  --> a.yaml:15:63
   |
15 |   - {PolicyName: keep-calm, TargetValue: 70.5, Target: {sort: varaint, name: x}}
   |                                                               ^^^^^^^
   |
   = hint: did you mean `variant`?

1 error
----- {name: x}
error: `sort` is missing
  --> a.yaml:15:56
   |
15 |   - {PolicyName: keep-calm, TargetValue: 70.5, Target: {name: x}}
   |                                                        ^^^^^^^^^

1 error
----- {sort: component, copies: 256}
error: `256` is too large, wanted at most 255
  --> a.yaml:15:82
   |
15 |   - {PolicyName: keep-calm, TargetValue: 70.5, Target: {sort: component, copies: 256}}
   |                                                                                  ^^^

1 error
----- arrivals: {process: poison, factors: [1, x]}
error: found `poison`, wanted `poisson` or `regular`
  --> a.yaml:17:21
   |
17 | arrivals: {process: poison, factors: [1, x]}
   |                     ^^^^^^
   |
   = hint: did you mean `poisson`?

error: found `x`, wanted a number
  --> a.yaml:17:42
   |
17 | arrivals: {process: poison, factors: [1, x]}
   |                                          ^

2 errors
----- arrivals: poison
error: found `poison`, wanted `poisson` or `regular`
  --> a.yaml:17:11
   |
17 | arrivals: poison
   |           ^^^^^^
   |
   = hint: did you mean `poisson`?

1 error
----- calls: {
error: `calls` is not modelled yet
  --> a.yaml:16:1
   |
16 | calls: {anything: [1, {at: all}]}
   | ^^^^^
   |
   = hint: calls come with the next version

1 error
----- {}
error: `traffic` is missing
 --> a.yaml:1:1
  |
1 | {}
  | ^^

error: `models` is missing
 --> a.yaml:1:1
  |
1 | {}
  | ^^

2 errors
"###);
}

#[test]
fn all_problems_are_told_at_once() {
    let text = GOOD.replace("/s", "").replace("Cooldown", "Cooldwon").replace("concurrency", "Concurrency");
    assert_eq!(checked(&text).unwrap_err().len(), 4 + 1 + 3 + 3);
}

#[test]
fn a_hundred_thousand_unknown_keys_take_no_time() {
    let keys: String = (0..45_000).map(|number| format!("unknown_key_number_{number}: 1\n")).collect();
    assert_eq!(checked(&format!("{GOOD}{keys}")).unwrap_err().len(), 45_000);
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
