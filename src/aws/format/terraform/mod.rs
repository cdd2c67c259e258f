//! Terraform: what `terraform show -json` prints, and configurations whose values stand in them.
//!
//! Ref: documentation of the AWS provider, `aws_appautoscaling_*`, `aws_cloudwatch_metric_alarm`, `aws_sagemaker_*`.

mod hcl;
mod shown;
mod write;

pub(super) use hcl::read;
pub(super) use shown::{is_shown, read as read_shown};
pub(super) use write::write;

use super::model::{Call, Shape, loose};
use super::node::{Entry, Kind, Node};
use super::shaping::{SNAKE, shaped};
use super::{Document, Found};

/// Types of resources and the calls that they stand for.
const TYPES: [(&str, Call); 7] = [
    ("aws_appautoscaling_target", Call::RegisterScalableTarget),
    ("aws_appautoscaling_policy", Call::PutScalingPolicy),
    ("aws_appautoscaling_scheduled_action", Call::PutScheduledAction),
    ("aws_cloudwatch_metric_alarm", Call::PutMetricAlarm),
    ("aws_sagemaker_endpoint", Call::CreateEndpoint),
    ("aws_sagemaker_endpoint_configuration", Call::CreateEndpointConfig),
    ("aws_sagemaker_model", Call::CreateModel),
];

/// Arguments that are not the member's own name in other spelling.
const NAMES: [(Call, &str, &str); 9] = [
    (Call::PutScalingPolicy, "name", "PolicyName"),
    (Call::PutScheduledAction, "name", "ScheduledActionName"),
    (Call::CreateEndpoint, "name", "EndpointName"),
    (Call::CreateEndpointConfig, "name", "EndpointConfigName"),
    (Call::CreateModel, "name", "ModelName"),
    (Call::CreateEndpointConfig, "kms_key_arn", "KmsKeyId"),
    (Call::PutMetricAlarm, "metric_query", "Metrics"),
    (Call::PutMetricAlarm, "evaluate_low_sample_count_percentiles", "EvaluateLowSampleCountPercentile"),
    (Call::PutScalingPolicy, "step_adjustment", "StepAdjustments"),
];

/// What the provider makes or what steers it.
const OF_TERRAFORM: [&str; 16] = [
    "id",
    "arn",
    "alarm_arns",
    "tags_all",
    "region",
    "creation_time",
    "name_prefix",
    "lifecycle",
    "depends_on",
    "provider",
    "count",
    "for_each",
    "timeouts",
    "threshold_metric_id",
    "provisioner",
    "connection",
];

/// Zero stands for "not set" here; AWS takes no zero.
const ZERO_IS_NONE: [&str; 6] = [
    "datapoints_to_alarm",
    "min_adjustment_magnitude",
    "volume_size_in_gb",
    "model_data_download_timeout_in_seconds",
    "container_startup_health_check_timeout_in_seconds",
    "period",
];

/// The call of a type of resources.
fn call_of(kind: &str) -> Option<Call> {
    TYPES.iter().find(|(known, _)| *known == kind).map(|(_, call)| *call)
}

/// A resource's arguments as the document of its call.
fn document(call: Call, name: &str, arguments: Node, found: &mut Found) {
    let at = arguments.at.clone();
    let mut left_out = Vec::new();
    let mut kept = Vec::new();
    for entry in arguments.take_entries() {
        if OF_TERRAFORM.contains(&entry.key.as_str()) {
            if !is_unset(&entry) {
                left_out.push(entry.key);
            }
        } else if !is_unset(&entry) {
            kept.push(entry);
        }
    }
    if !left_out.is_empty() {
        found.note(format!("{name}: {} left out, of Terraform alone", left_out.join(", ")), &at);
    }
    let mut node = translated(Node::new(Kind::Map(kept), &at), call.input(), call);
    if call == Call::PutScalingPolicy && node.get("PolicyType").is_none() {
        node.set("PolicyType", Node::text_at("StepScaling", &at));
        found.note(format!("{name}: policy_type is not given, so it is StepScaling, the provider's default"), &at);
    }
    found.documents.push(Document { call, node: shaped(node, call.input(), SNAKE) });
}

/// What the provider writes for what nobody has set.
fn is_unset(entry: &Entry) -> bool {
    let zero = || entry.value.word().is_some_and(|word| word == "0") && ZERO_IS_NONE.contains(&entry.key.as_str());
    match &entry.value.kind {
        Kind::Null => true,
        Kind::Text(text) => text.is_empty(),
        Kind::List(elements) => elements.is_empty(),
        Kind::Map(entries) => entries.is_empty(),
        _ => zero(),
    }
}

/// Blocks become structures, and arguments members.
fn translated(node: Node, shape: Shape, call: Call) -> Node {
    let Node { kind, at } = node;
    match (kind, shape.kind()) {
        // A block is a list of one.
        (Kind::List(mut elements), "structure") if elements.len() == 1 => {
            translated(elements.pop().expect("there is one"), shape, call)
        }
        (Kind::Map(entries), "structure") => {
            let entries = entries.into_iter().filter(|entry| !is_unset(entry));
            let metric = shape.member("MetricStat").is_some();
            let translate = |entry: Entry| member(entry, shape, call, metric);
            Node::new(Kind::Map(entries.map(translate).collect()), &at)
        }
        (Kind::List(elements), "list") => match shape.element() {
            Some(element) => {
                Node::new(Kind::List(elements.into_iter().map(|node| translated(node, element, call)).collect()), &at)
            }
            None => Node::new(Kind::List(elements), &at),
        },
        // One block where several may stand.
        (Kind::Map(entries), "list") if !is_pairs(shape) => {
            let one = Node::new(Kind::Map(entries), &at);
            let element = shape.element().map(|element| translated(one.clone(), element, call)).unwrap_or(one);
            Node::new(Kind::List(vec![element]), &at)
        }
        // `dimensions = { EndpointName = "shop" }`, and tags.
        (Kind::Map(entries), "list") => Node::new(Kind::List(pairs(entries, shape, &at)), &at),
        (kind, _) => Node::new(kind, &at),
    }
}

fn member(entry: Entry, shape: Shape, call: Call, metric: bool) -> Entry {
    let renamed =
        NAMES.iter().find(|(of, name, member)| *of == call && *name == entry.key && shape.member(member).is_some());
    let known = match renamed {
        Some((_, _, member)) => shape.member(member).map(|below| (*member, below)),
        // The alarm's `metric` block is a MetricStat whose metric lies flat in it.
        None if metric && entry.key == "metric" => shape.member("MetricStat").map(|below| ("MetricStat", below)),
        None => shape.members().find(|(member, _)| loose(member) == loose(&entry.key)),
    };
    match known {
        Some(("MetricStat", below)) if entry.key == "metric" => {
            Entry { key: "MetricStat".to_owned(), value: metric_stat(entry.value, below, call), ..entry }
        }
        Some((member, below)) => Entry { key: member.to_owned(), value: translated(entry.value, below, call), ..entry },
        None => entry,
    }
}

/// `metric { metric_name, namespace, dimensions, period, stat, unit }`.
fn metric_stat(node: Node, shape: Shape, call: Call) -> Node {
    let at = node.at.clone();
    let node = match node.kind {
        Kind::List(mut elements) if elements.len() == 1 => elements.pop().expect("there is one"),
        kind => Node::new(kind, &at),
    };
    let (inner, outer): (Vec<Entry>, Vec<Entry>) = node
        .take_entries()
        .into_iter()
        .filter(|entry| !is_unset(entry))
        .partition(|entry| ["metric_name", "namespace", "dimensions"].contains(&entry.key.as_str()));
    let mut stat = Node::new(Kind::Map(outer), &at);
    stat.set("metric", Node::new(Kind::Map(inner), &at));
    translated(stat, shape, call)
}

/// A list of `{Name, Value}` or `{Key, Value}`.
fn is_pairs(shape: Shape) -> bool {
    shape.element().is_some_and(|element| element.member("Value").is_some() && element.members().count() == 2)
}

fn pairs(entries: Vec<Entry>, shape: Shape, at: &crate::problem::Place) -> Vec<Node> {
    let element = shape.element();
    let key = if element.is_some_and(|element| element.member("Key").is_some()) { "Key" } else { "Name" };
    let is_block = entries.iter().any(|entry| entry.key == "value") && entries.len() == 2;
    if is_block {
        return vec![Node::new(Kind::Map(entries), at)];
    }
    let pair = |entry: Entry| {
        let mut pair = Node::new(Kind::Map(Vec::new()), at);
        pair.set(key, Node::text_at(entry.key, &entry.key_at));
        pair.set("Value", entry.value);
        pair
    };
    entries.into_iter().map(pair).collect()
}
