//! For every constrained member of the four write calls: one value just inside, one just outside; our verdict is the
//! service model's.

use dryscale::aws::{MetricAlarm, ScalableTarget, ScalingPolicy, ScheduledAction};
use dryscale::problem::Problems;
use serde_json::{Map, Value, json};

fn model() -> Value {
    let path = crate::root().join("src/aws/format/service_model.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("of our own")).expect("of our own")
}

/// A document that every call takes.
fn good(call: &str) -> Value {
    match call {
        "RegisterScalableTarget" => {
            json!({"ServiceNamespace": "sagemaker", "ResourceId": "endpoint/a/variant/b", "ScalableDimension": "sagemaker:variant:DesiredInstanceCount", "MinCapacity": 1, "MaxCapacity": 4, "RoleARN": "arn", "SuspendedState": {"DynamicScalingInSuspended": false}})
        }
        "PutScheduledAction" => {
            json!({"ScheduledActionName": "a", "ServiceNamespace": "sagemaker", "ResourceId": "endpoint/a/variant/b", "ScalableDimension": "sagemaker:variant:DesiredInstanceCount", "Schedule": "cron(0 8 * * ? *)", "Timezone": "UTC", "ScalableTargetAction": {"MinCapacity": 1}})
        }
        "PutScalingPolicy" => {
            json!({"PolicyName": "a", "ServiceNamespace": "sagemaker", "ResourceId": "endpoint/a/variant/b", "ScalableDimension": "sagemaker:variant:DesiredInstanceCount", "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": {"TargetValue": 1.0, "CustomizedMetricSpecification": {"MetricName": "a", "Namespace": "b", "Statistic": "Average", "Unit": "Count", "Dimensions": [{"Name": "a", "Value": "b"}]}}})
        }
        _ => {
            json!({"AlarmName": "a", "MetricName": "a", "Namespace": "b", "Statistic": "Average", "Period": 60, "EvaluationPeriods": 1, "DatapointsToAlarm": 1, "Threshold": 1.0, "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "missing", "Dimensions": [{"Name": "a", "Value": "b"}], "AlarmActions": ["a"], "OKActions": ["a"], "InsufficientDataActions": ["a"], "Unit": "Count"})
        }
    }
}

/// Whether our types and checks take a document.
fn takes(call: &str, document: &Value) -> bool {
    let mut problems = Problems::new();
    let path = "x";
    let read = match call {
        "RegisterScalableTarget" => {
            serde_json::from_value::<ScalableTarget>(document.clone()).map(|d| d.check(path, &mut problems))
        }
        "PutScheduledAction" => {
            serde_json::from_value::<ScheduledAction>(document.clone()).map(|d| d.check(path, &mut problems))
        }
        "PutScalingPolicy" => {
            serde_json::from_value::<ScalingPolicy>(document.clone()).map(|d| d.check(path, &mut problems))
        }
        _ => serde_json::from_value::<MetricAlarm>(document.clone()).map(|d| d.check(path, &mut problems)),
    };
    read.is_ok() && problems.is_empty_of_errors()
}

/// Members that are judged elsewhere, or that a scenario does not have: why.
const ELSEWHERE: [(&str, &str); 8] = [
    ("ServiceNamespace", "sagemaker alone is simulated"),
    ("ResourceId", "its form is checked against the scenario's endpoint"),
    ("ScalableDimension", "checked against the variant"),
    ("Timezone", "its name is looked up in the zone database"),
    ("Schedule", "its length is judged by the schema of the file"),
    ("ThresholdMetricId", "of anomaly detection"),
    ("EvaluationCriteria", "of queries that a scenario has no place for"),
    ("EvaluationInterval", "of queries that a scenario has no place for"),
];

fn set(document: &mut Value, path: &[String], value: Value) {
    let (last, above) = path.split_last().expect("of our own");
    let mut here = document;
    for step in above {
        here = if let Ok(index) = step.parse::<usize>() { &mut here[index] } else { &mut here[step.as_str()] };
    }
    match last.parse::<usize>() {
        Ok(index) => here[index] = value,
        Err(_) => here[last.as_str()] = value,
    }
}

/// Values just inside and just outside of a shape.
fn edges(shape: &Value, whole: &Value) -> (Vec<Value>, Vec<Value>) {
    let (mut inside, mut outside) = (Vec::new(), Vec::new());
    let (min, max) = (shape["min"].as_u64(), shape["max"].as_u64());
    match shape["type"].as_str().expect("of our own") {
        "string" => {
            if let Some(words) = shape["enum"].as_array() {
                inside.extend(words.iter().cloned());
                outside.push(json!("NoSuchWord"));
            } else {
                let text = |length: u64| json!("a".repeat(length as usize));
                if let Some(min) = min.filter(|min| *min > 0) {
                    inside.push(text(min));
                    outside.push(text(min - 1));
                }
                if let Some(max) = max.filter(|max| *max <= 5_000) {
                    inside.push(text(max));
                    outside.push(text(max + 1));
                }
            }
        }
        "integer" => {
            if let Some(min) = min {
                inside.push(min.into());
                outside.push(json!(i64::try_from(min).expect("of our own") - 1));
            }
            outside.push(json!("one"));
        }
        "double" => outside.push(json!("one")),
        "boolean" => {
            inside.extend([json!(true), json!(false)]);
            outside.push(json!("yes"));
        }
        "list" => {
            if let Some(max) = max {
                let element = whole[0].clone();
                let list = |count: u64| {
                    // Names of dimensions differ.
                    let one = |number: u64| match &element {
                        Value::Object(map) if map.contains_key("Name") => {
                            json!({"Name": format!("n{number}"), "Value": "v"})
                        }
                        other => other.clone(),
                    };
                    Value::Array((0..count).map(one).collect())
                };
                inside.push(list(max));
                outside.push(list(max + 1));
            }
        }
        _ => {}
    }
    (inside, outside)
}

/// Every member below, with its shape and what is there.
fn walk(model: &Value, name: &str, here: &Value, path: &[String], visit: &mut dyn FnMut(&[String], &Value, &Value)) {
    let shape = &model["shapes"][name];
    visit(path, shape, here);
    let none = Map::new();
    for (member, target) in shape["members"].as_object().unwrap_or(&none) {
        if let Some(below) = here.get(member) {
            let path: Vec<String> = path.iter().cloned().chain([member.clone()]).collect();
            walk(model, target.as_str().expect("of our own"), below, &path, visit);
        }
    }
    if let (Some(element), Some(first)) = (shape["member"].as_str(), here.get(0)) {
        let path: Vec<String> = path.iter().cloned().chain(["0".to_owned()]).collect();
        walk(model, element, first, &path, visit);
    }
}

#[test]
fn our_verdict_is_the_models() {
    let model = model();
    let (mut differ, mut judged) = (Vec::new(), 0);
    for call in ["RegisterScalableTarget", "PutScheduledAction", "PutScalingPolicy", "PutMetricAlarm"] {
        let document = good(call);
        assert!(takes(call, &document), "{call}");
        let input = model["operations"][call]["input"].as_str().expect("of our own");
        let mut visit = |path: &[String], shape: &Value, here: &Value| {
            let Some(last) = path.last() else { return };
            if ELSEWHERE.iter().any(|(member, _)| member == last) {
                return;
            }
            let (inside, outside) = edges(shape, here);
            for (values, wanted) in [(inside, true), (outside, false)] {
                for value in values {
                    let mut changed = document.clone();
                    set(&mut changed, path, value.clone());
                    let shown: String = value.to_string().chars().take(60).collect();
                    // What AWS judges beyond the model: combinations, and kinds that are of other services.
                    if wanted && beyond_the_model(path, &value) {
                        continue;
                    }
                    judged += 1;
                    if takes(call, &changed) != wanted {
                        differ.push(format!("{call} {} = {shown}: the model says {wanted}", path.join(".")));
                    }
                }
            }
        };
        walk(&model, input, &document, &[], &mut visit);
        for required in model["shapes"][input]["required"].as_array().expect("of our own") {
            let name = required.as_str().expect("of our own");
            if ELSEWHERE.iter().any(|(member, _)| *member == name) {
                continue;
            }
            let mut changed = document.clone();
            changed.as_object_mut().expect("of our own").shift_remove(name);
            judged += 1;
            if takes(call, &changed) {
                differ.push(format!("{call} without {name}: the model requires it"));
            }
        }
    }
    assert!(differ.is_empty(), "{}", differ.join("\n"));
    assert!(judged > 100, "{judged} judged");
}

/// Words that the model knows and AWS refuses for the other members of these documents, or that depend on them.
fn beyond_the_model(path: &[String], value: &Value) -> bool {
    let last = path.last().expect("of our own").as_str();
    match last {
        // 10, 20, 30 or a multiple of 60.
        "Period" => value == 1,
        // Four words, which the model leaves to its description.
        "TreatMissingData" => value.as_str().is_some_and(|word| word.starts_with('a')),
        "PolicyType" => value != "TargetTrackingScaling",
        // Of anomaly detection, which cannot scale.
        "ComparisonOperator" => value.as_str().is_some_and(|word| word.contains("Lower") || word.contains("Upper")),
        _ => false,
    }
}
