//! Scenario → each format → import: the same documents, over generated set-ups.

use crate::file;
use crate::generated::{scenario, twins};
use dryscale::aws::format::{Call, Format, Plain, write};
use dryscale::scenario::documents::documents;
use dryscale::scenario::import::documents_of;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Every format, and a file of it.
const FORMATS: [(Format, &str); 6] = [
    (Format::CliJson, "a.json"),
    (Format::Shell, "a.sh"),
    (Format::Boto3, "a.py"),
    (Format::Ack, "a.yaml"),
    (Format::CloudFormation, "b.yaml"),
    (Format::Terraform, "a.tf"),
];

/// Documents so that two lists are compared: numbers as numbers, actions by their policy, in one order.
fn plain(documents: &[Plain]) -> Vec<(Call, String)> {
    fn tidy(value: &Value, bare: &dyn Fn(&str) -> String) -> Value {
        match value {
            Value::Number(number) => json!(number.as_f64()),
            Value::String(text) => json!(bare(text)),
            Value::Array(list) => list.iter().map(|element| tidy(element, bare)).collect(),
            Value::Object(map) => {
                let sorted: BTreeMap<String, Value> =
                    map.iter().map(|(key, value)| (key.clone(), tidy(value, bare))).collect();
                serde_json::to_value(sorted).expect("of our own")
            }
            other => other.clone(),
        }
    }
    let policies = || documents.iter().filter(|(call, _)| *call == Call::PutScalingPolicy);
    // `RESOURCE:NAME` is the name alone where no other target has a policy of this name.
    let bare = |text: &str| match text.split_once(':') {
        Some((resource, name)) if resource.starts_with("endpoint/") => {
            let several = policies().filter(|(_, policy)| policy["PolicyName"] == name).count() > 1;
            if several { text.to_owned() } else { name.to_owned() }
        }
        _ => text.split_once(":policyName/").map_or(text, |(_, name)| name).to_owned(),
    };
    let mut all: Vec<(Call, String)> =
        documents.iter().map(|(call, value)| (*call, tidy(value, &bare).to_string())).collect();
    all.sort();
    all
}

/// What a format cannot say.
fn sayable(format: Format, documents: &[Plain]) -> Vec<Plain> {
    let math = |document: &Value| document.to_string().contains("\"Metrics\"");
    documents
        .iter()
        .filter(|(call, document)| {
            format != Format::Ack
                || !(matches!(call, Call::PutScheduledAction | Call::PutMetricAlarm)
                    || (*call == Call::PutScalingPolicy && math(document)))
        })
        .cloned()
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]
    #[test]
    fn what_is_exported_comes_back(scenario in scenario(), with_twin in any::<bool>()) {
        let scenario = if with_twin { twins(scenario) } else { scenario };
        let (_folder, path) = file("scenario.yaml", scenario.to_string());
        let original = match documents(&path) {
            Ok(documents) => documents.all,
            Err(problems) => return Err(TestCaseError::fail(problems.render(false))),
        };
        for (format, name) in FORMATS {
            let written = write(format, &original);
            let text: String = written.files.iter().map(|(_, text)| text.as_str()).collect();
            let (_folder, path) = file(name, &text);
            let back = documents_of(&[path], &BTreeMap::new()).map_err(|problems| TestCaseError::fail(format!("{}\n{text}", problems.render(false))))?;
            prop_assert_eq!(plain(&sayable(format, &original)), plain(&back), "{:?}\n{}", format, text);
        }
    }
}

#[test]
fn no_file_and_no_manifest_is_written_over_another() {
    let endpoint = json!({"EndpointName": "e", "ProductionVariants": [
        {"VariantName": "blue", "ModelName": "m", "InstanceType": "ml.c5.xlarge", "InitialInstanceCount": 1}]});
    let policy = json!({"PolicyName": "out", "PolicyType": "StepScaling", "StepScalingPolicyConfiguration":
        {"AdjustmentType": "ChangeInCapacity", "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}]}});
    let scenario =
        twins(json!({"traffic": [{"constant": "5/s"}], "models": {"m": {"service_time": "50ms", "concurrency": 2}},
        "endpoint": endpoint, "scaling": {"targets": [{"MinCapacity": 1, "MaxCapacity": 7}], "policies": [policy],
        "scheduled_actions": [], "alarms": []}}));
    let (_folder, path) = file("scenario.yaml", scenario.to_string());
    let original = documents(&path).expect("of our own").all;
    let files = write(Format::CliJson, &original).files;
    let mut names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert!(names.contains(&"put-scaling-policy-out.json") && names.contains(&"put-scaling-policy-out-2.json"));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), files.len());
    let manifests = &write(Format::Ack, &original).files[0].1;
    let mut seen: Vec<(String, String)> = Vec::new();
    for manifest in manifests.split("---\n") {
        let value = |key: &str| manifest.lines().find_map(|line| line.trim().strip_prefix(key)).unwrap().to_owned();
        seen.push((value("kind: "), value("name: ")));
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), all, "{manifests}");
}

#[test]
fn the_scenarios_come_back() {
    let folder = std::fs::read_dir(crate::root().join("scenarios")).unwrap();
    let all = folder.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "yaml"));
    for path in all {
        let original = documents(&path).unwrap_or_else(|problems| panic!("{}", problems.render(false))).all;
        for (format, name) in FORMATS {
            let text: String = write(format, &original).files.into_iter().map(|(_, text)| text).collect();
            let (_folder, written) = file(name, &text);
            let back = documents_of(&[written], &BTreeMap::new());
            let back = back.unwrap_or_else(|problems| panic!("{}\n{text}", problems.render(false)));
            assert_eq!(plain(&sayable(format, &original)), plain(&back), "{} {format:?}\n{text}", path.display());
        }
    }
}

#[test]
fn what_ack_cannot_say_is_told() {
    let scenario = crate::root().join("scenarios/steps-on-cpu.yaml");
    let written = write(Format::Ack, &documents(&scenario).expect("of our own").all);
    assert!(
        written.remarks.iter().any(|remark| remark.contains("alarm `busy` is not written")),
        "{:?}",
        written.remarks
    );
    let written =
        write(Format::Ack, &documents(&crate::root().join("scenarios/flash-sale.yaml")).expect("of our own").all);
    assert!(written.remarks.iter().any(|remark| remark.contains("ACK has no scheduled actions: `before-sale`")));
    let written = write(Format::CliJson, &documents(&scenario).expect("of our own").all);
    assert!(written.remarks.iter().any(|remark| remark.contains("put-scaling-policy answers the PolicyARN")));
}

/// Fields of the CRDs' specs, listed from applicationautoscaling-controller 495c0e8 (2026-07) and sagemaker-controller.
const ACK_FIELDS: [(&str, &[&str]); 5] = [
    (
        "ScalableTarget",
        &[
            "maxCapacity",
            "minCapacity",
            "resourceID",
            "roleARN",
            "roleRef",
            "scalableDimension",
            "serviceNamespace",
            "suspendedState",
        ],
    ),
    (
        "ScalingPolicy",
        &[
            "policyName",
            "policyType",
            "resourceID",
            "scalableDimension",
            "serviceNamespace",
            "stepScalingPolicyConfiguration",
            "targetTrackingScalingPolicyConfiguration",
        ],
    ),
    ("Endpoint", &["endpointName", "endpointConfigName", "deploymentConfig", "tags"]),
    (
        "EndpointConfig",
        &[
            "endpointConfigName",
            "productionVariants",
            "asyncInferenceConfig",
            "dataCaptureConfig",
            "vpcConfig",
            "executionRoleARN",
            "kmsKeyID",
            "tags",
            "enableNetworkIsolation",
        ],
    ),
    (
        "InferenceComponent",
        &["inferenceComponentName", "endpointName", "variantName", "specification", "runtimeConfig", "tags"],
    ),
];

#[test]
fn manifests_have_the_fields_of_the_crds() {
    let mut seen = 0;
    for scenario in ["scenarios/flash-sale.yaml", "scenarios/steps-on-cpu.yaml", "tests/data/components.yaml"] {
        for (_, text) in write(Format::Ack, &documents(&crate::root().join(scenario)).expect("of our own").all).files {
            for manifest in text.split("---\n") {
                let kind = manifest.lines().find_map(|line| line.strip_prefix("kind: ")).expect("a kind");
                let (_, fields) = ACK_FIELDS.iter().find(|(known, _)| *known == kind).expect("a known kind");
                let spec = manifest.split("\nspec:\n").nth(1).expect("a spec");
                for line in spec.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   ")) {
                    let field = line.trim().split(':').next().expect("a key");
                    assert!(fields.contains(&field), "{kind} has no {field}\n{text}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 20, "{seen} fields");
}
