//! Which key an edit means, what it changes, and what the user is told where it means none.

use super::*;
use crate::problem::Part;
use proptest::prelude::*;
use serde_json::json;

const GOOD: &str = include_str!("../../../tests/data/shapes.yaml");

fn schema() -> Value {
    let policy = json!({"type": "object", "properties": {
        "PolicyName": {"type": "string"},
        "TargetTrackingScalingPolicyConfiguration": {"type": "object", "properties": {
            "TargetValue": {"type": "number"}, "ScaleInCooldown": {"type": "integer"}, "ScaleOutCooldown": {"type": "integer"}}},
        "Later": {"type": "integer", "x-not-yet": true}}});
    let process = json!({"oneOf": [{"type": "string"}, {"type": "object", "properties": {"process": {"type": "string"}, "cv": {"type": "number"}}}]});
    let source = json!({"type": "object", "properties": {"name": {}, "scale": {"type": "number"}, "arrivals": {"$ref": "#/$defs/Process"}}});
    json!({"type": "object", "$defs": {"Process": process, "Law": {"type": "string"}},
        "properties": {
            "seed": {"type": "integer"}, "runs": {"type": "integer"}, "day_to_day": {"type": "string"},
            "traffic": {"type": "array", "items": source},
            "arrivals": {"$ref": "#/$defs/Process"},
            "assumptions": {"type": "object", "properties": {
                "alarm_lag": {"type": "object", "properties": {"standard": {"$ref": "#/$defs/Law"}}}, "update_lock": {"type": "boolean"}}},
            "models": {"type": "object", "additionalProperties": {"type": "object", "properties": {"queue": {"type": "integer"}}}},
            "instances": {"type": "object", "additionalProperties": {"type": "object", "properties": {"price": {"type": "string"}, "quota": {"type": "integer"}}}},
            "scaling": {"type": "object", "properties": {"policies": {"type": "array", "items": policy}}}}})
}

fn full(path: &str) -> Result<String, String> {
    let tree = Tree::parse("a.yaml", GOOD).unwrap();
    Edit::new("--set", path, "1").full_path(&tree, &schema()).map_err(|problems| problems.render(false))
}

#[test]
fn short_paths_mean_one_key() {
    let tracking = "scaling.policies.keep-busy.TargetTrackingScalingPolicyConfiguration";
    for (path, wanted) in [
        ("seed", "seed"),
        ("sale.add", "traffic.sale.spike.add"),
        ("spike.add", "traffic.sale.spike.add"),
        ("sale", "traffic.sale"),
        ("traffic.0.constant", "traffic.0.constant"),
        ("constant", "traffic.0.constant"),
        ("ranker.timeout", "models.ranker.timeout"),
        ("p99", "models.ranker.service_time.p99"),
        ("keep-busy.ScaleInCooldown", &format!("{tracking}.ScaleInCooldown")),
        ("ScaleInCooldown", &format!("{tracking}.ScaleInCooldown")),
        ("scaling.keep-busy.TargetValue", &format!("{tracking}.TargetValue")),
        ("before-sale.MinCapacity", "scaling.scheduled_actions.before-sale.ScalableTargetAction.MinCapacity"),
        ("ml.g5.xlarge.price", "instances.ml.g5.xlarge.price"),
        ("instances.ml.g5.4xlarge.price", "instances.ml.g5.4xlarge.price"),
        ("AllTraffic.InitialInstanceCount", "endpoint.ProductionVariants.AllTraffic.InitialInstanceCount"),
    ] {
        assert_eq!(full(path).as_deref(), Ok(wanted), "{path}");
    }
}

#[test]
fn new_keys_go_where_the_schema_takes_them() {
    for (path, wanted) in [
        ("runs", "runs"),
        ("assumptions.alarm_lag.standard", "assumptions.alarm_lag.standard"),
        ("alarm_lag.standard", "assumptions.alarm_lag.standard"),
        ("update_lock", "assumptions.update_lock"),
        ("arrivals.process", "arrivals.process"),
        ("sale.arrivals.cv", "traffic.sale.arrivals.cv"),
        ("traffic.0.scale", "traffic.0.scale"),
        (
            "keep-busy.ScaleOutCooldown",
            "scaling.policies.keep-busy.TargetTrackingScalingPolicyConfiguration.ScaleOutCooldown",
        ),
        ("ml.g5.xlarge.quota", "instances.ml.g5.xlarge.quota"),
        ("instances.ml.c5.large.price", "instances.ml.c5.large.price"),
        ("models.other.queue", "models.other.queue"),
        ("instances.ml.c5.large", "instances.ml.c5.large"),
        ("ranker.queue", "models.ranker.queue"),
        ("scaling.policies.keep-busy.Later", "scaling.policies.keep-busy.Later"),
    ] {
        assert_eq!(full(path).as_deref(), Ok(wanted), "{path}");
    }
}

#[test]
fn what_means_nothing_or_too_much_is_told() {
    let mut shown = Vec::new();
    for path in [
        "price",
        "ScaleinCooldown",
        "keep-busy.ScaleInColdown",
        "nonsense",
        "scale",
        "keep-buzy.TargetValue",
        "traffic.3.constant",
        "traffic.sale.spike.at.hour",
        "day_to_day.cv",
        "Later",
        ".",
        "a..b",
    ] {
        shown.push(format!("----- {path}\n{}\n", full(path).expect_err(path)));
    }
    insta::assert_snapshot!(shown.join(
        "
"
    ));
}

fn edited(edits: &[(&str, &str)]) -> Result<Tree, String> {
    let mut tree = Tree::parse("a.yaml", GOOD).unwrap();
    let edits: Vec<Edit> = edits.iter().map(|(path, value)| Edit::new("--set", *path, *value)).collect();
    let mut problems = Problems::new();
    apply(&mut tree, &edits, &schema(), &mut problems);
    if problems.is_empty() { Ok(tree) } else { Err(problems.render(false)) }
}

#[test]
fn edits_change_what_they_name_and_nothing_else() {
    let tree = edited(&[
        ("seed", "8"),
        ("sale.add", "60/s"),
        ("ScaleInCooldown", "[1, {a: b}]"),
        ("arrivals.process", "regular"),
        ("arrivals.cv", "2"),
        ("instances.ml.c5.large.price", "$1/h"),
        ("scaling.scheduled_actions.before-sale.Schedule", "cron(0 8,20 * * ? *)"),
    ])
    .unwrap();
    let mut wanted = Tree::parse("a.yaml", GOOD).unwrap().to_json();
    wanted["seed"] = json!(8);
    wanted["traffic"][1]["spike"]["add"] = json!("60/s");
    wanted["scaling"]["policies"][0]["TargetTrackingScalingPolicyConfiguration"]["ScaleInCooldown"] =
        json!([1, {"a": "b"}]);
    wanted["arrivals"] = json!({"process": "regular", "cv": 2});
    wanted["instances"]["ml.c5.large"] = json!({"price": "$1/h"});
    wanted["scaling"]["scheduled_actions"][0]["Schedule"] = json!("cron(0 8,20 * * ? *)");
    assert_eq!(tree.to_json(), wanted);
}

#[test]
fn a_path_below_a_word_is_blocked() {
    let told = edited(&[("arrivals", "poisson"), ("arrivals.cv", "2")]).unwrap_err();
    assert!(told.contains("`arrivals` is `poisson` in this scenario, a word without keys"), "{told}");
    assert!(told.contains("hint: set all of it: arrivals={…}"), "{told}");
    assert!(edited(&[("arrivals", "~"), ("arrivals.cv", "2")]).is_ok());
}

#[test]
fn an_edited_value_is_found_in_the_text_of_the_edit() {
    let tree = edited(&[("seed", "8"), ("sale.add", "60"), ("assumptions.update_lock", "maybe")]).unwrap();
    let shown = |path, part| {
        let place = tree.place_of(path, part).unwrap();
        (place.source.name().to_owned(), place.source.text()[place.range].to_owned())
    };
    assert_eq!(shown("traffic.sale.spike.add", Part::Value), ("--set".to_owned(), "60".to_owned()));
    assert_eq!(shown("traffic.sale.spike.add", Part::Key), ("a.yaml".to_owned(), "add".to_owned()));
    assert_eq!(shown("assumptions.update_lock", Part::Key), ("--set".to_owned(), "assumptions.update_lock".to_owned()));
    let mut problems = Problems::new();
    problems.error("traffic.sale.spike.add", "has no unit");
    problems.error("assumptions.update_lock", "wanted true or false");
    problems.error("title", "does not end in a question mark");
    tree.locate(&mut problems);
    insta::assert_snapshot!(problems.render(false), @r###"
error: `title` does not end in a question mark
 --> a.yaml:2:8
  |
2 | title: Does the schedule carry the flash sale?
  |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^

error: `add` has no unit
 --> --set:1:10
  |
1 | sale.add=60
  |          ^^

error: wanted true or false
 --> --set:1:25
  |
1 | assumptions.update_lock=maybe
  |                         ^^^^^

3 errors
"###);
}

#[test]
fn bad_values_are_told_in_the_text_of_the_edit() {
    let mut shown = Vec::new();
    for value in ["", "  ", "[1", "{a: 1, a: 2}", "!x 1", "*a", "- 1\n---\n2"] {
        shown.push(format!("----- {value:?}\n{}\n", edited(&[("seed", value)]).expect_err(value)));
    }
    insta::assert_snapshot!(shown.join(
        "
"
    ));
}

#[test]
fn edits_are_read_from_the_command_line() {
    assert_eq!(Edit::parse("--set", "a.b=c=d"), Ok(Edit::new("--set", "a.b", "c=d")));
    assert_eq!(Edit::parse("-p", " seed = 3").map(|edit| edit.path), Ok("seed".to_owned()));
    assert!(Edit::parse("--set", "seed").unwrap_err().render(false).contains("`seed` lacks `=` and a value"));
    assert!(Edit::parse("--set", "=3").unwrap_err().render(false).contains("`=3` lacks a path"));
}

proptest! {
    #[test]
    fn no_edit_is_a_panic(path in "[a-z.0-9=]{0,12}", known in "(sale|seed|traffic|ml.g5|arrivals|price|0)([.](spike|add|0|xlarge|cv|x|))?", value in "[a-c:{}\\[\\], \n#&*!'\"-]{0,12}", any in ".{0,12}") {
        for (path, value) in [(&path, &any), (&known, &value), (&any, &value)] {
            let _ = edited(&[(path, value), (path, "1")]).map(|tree| tree.to_json());
        }
    }

    #[test]
    fn a_full_path_means_itself(number in 0..60_usize) {
        let tree = Tree::parse("a.yaml", GOOD).unwrap();
        let mut paths = Vec::new();
        every_path(tree.root(), "", &mut paths);
        let path = &paths[number % paths.len()];
        prop_assert_eq!(full(path), Ok(path.clone()));
        prop_assert!(tree.get(path).is_some());
    }
}

fn every_path(node: &Node, path: &str, found: &mut Vec<String>) {
    use crate::scenario::tree::{Kind, child_path, name_of};
    match &node.kind {
        Kind::Scalar { .. } => {}
        Kind::Map(entries) => entries.iter().for_each(|entry| {
            found.push(child_path(path, &entry.key));
            every_path(&entry.value, &child_path(path, &entry.key), found);
        }),
        Kind::List(nodes) => nodes.iter().enumerate().for_each(|(index, element)| {
            let step = name_of(element).map_or_else(|| index.to_string(), str::to_owned);
            found.push(child_path(path, &step));
            every_path(element, &child_path(path, &step), found);
        }),
    }
}
