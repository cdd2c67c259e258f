//! Rules that take more than one line to break, and what later versions will take.

use super::*;

#[test]
fn two_policies_on_one_metric_are_refused_in_aws_words() {
    let policy = "    - {PolicyName: two, TargetTrackingScalingPolicyConfiguration: {TargetValue: 5, PredefinedMetricSpecification: {PredefinedMetricType: SageMakerVariantInvocationsPerInstance}}}\n";
    let text = changed(FLASH_SALE, "  scheduled_actions:\n", &format!("{policy}  scheduled_actions:\n"));
    assert!(
        errors(&text)[0].contains("Only one TargetTrackingScaling policy for a given metric specification is allowed.")
    );
    let other = changed(
        &text,
        "TargetValue: 5, PredefinedMetricSpecification: {PredefinedMetricType: SageMakerVariantInvocationsPerInstance",
        "TargetValue: 5, PredefinedMetricSpecification: {PredefinedMetricType: SageMakerVariantConcurrentRequestsPerModelHighResolution",
    );
    assert_eq!(good(&other).setup().variants[0].target.as_ref().unwrap().policies.len(), 2);
    let same = changed(&other, "PolicyName: two", "PolicyName: keep-busy");
    assert!(errors(&same)[0].contains("two policies of this target are named `keep-busy`"));
}

#[test]
fn burstable_instances_cannot_be_registered() {
    let text = changed(FLASH_SALE, "InstanceType: ml.g5.xlarge", "InstanceType: ml.t3.medium");
    let text = format!("{text}\ninstances: {{ml.t3.medium: {{price: $0.05/h}}}}\n");
    assert!(errors(&text)[0].contains("ml.t3.medium cannot be registered"));
}

#[test]
fn policies_without_a_target_have_nothing_to_scale() {
    let text = changed(FLASH_SALE, "  targets:\n    - {MinCapacity: 2, MaxCapacity: 12}\n", "");
    let said = errors(&text);
    assert_eq!(said.len(), 3, "{said:#?}");
    assert!(said[0].contains("No scalable target registered") && said[0].contains("add `targets:"));
}

#[test]
fn a_fleet_of_a_million_slots_is_refused() {
    let text = changed(FLASH_SALE, "concurrency: 4", "concurrency: 100000");
    assert!(errors(&text)[0].contains("12 instances of 100000 slots; at most 1048575 slots are simulated"));
}

/// What the other examples of the grammar need, cut to what this version meets first.
#[test]
fn examples_of_later_versions_are_refused_as_not_modelled_yet() {
    let component = "
start: 2026-11-23T00:00:00
traffic: [{name: office, constant: 5/s, to: {InferenceComponentName: chat}}]
models: {llama-8b: {service_time: {by_concurrency: latency.csv}, concurrency: 16}}
endpoint:
  EndpointName: chat-eu
  ProductionVariants:
    - {VariantName: AllTraffic, InstanceType: ml.g5.12xlarge, InitialInstanceCount: 1, ManagedInstanceScaling: {Status: ENABLED, MinInstanceCount: 0, MaxInstanceCount: 3}}
  InferenceComponents:
    - {InferenceComponentName: chat, VariantName: AllTraffic, RuntimeConfig: {CopyCount: 1}}
scaling:
  targets: [{ResourceId: inference-component/chat, MinCapacity: 0, MaxCapacity: 8}]
";
    let serverless = "
traffic: [{constant: 5/s}]
models: {fraud: {service_time: {p50: 120ms, p99: 400ms}, start_up: {cold_start: {p50: 6s, p99: 12s}, keep_warm: 10m}, payload: {request: 2KB, response: 1KB}}}
endpoint:
  EndpointName: fraud-sls
  ProductionVariants:
    - {VariantName: AllTraffic, ModelName: fraud, ServerlessConfig: {MemorySizeInMB: 2048, MaxConcurrency: 40, ProvisionedConcurrency: 2}}
serverless: {free_tier: false}
";
    let steps = "
start: 2026-11-23T00:00:00
traffic:
  - {name: web, constant: 30/s}
  - {name: batch, constant: 5/s, to: {TargetVariant: challenger}, clients: {timeout: 30s}}
models: {rank: {service_time: {mean: 60ms, cv: 0.8, family: gamma}, concurrency: 4, queue: 50}}
endpoint:
  EndpointName: rank
  ProductionVariants:
    - {VariantName: champion, ModelName: rank, InstanceType: ml.c5.xlarge, InitialInstanceCount: 3}
    - {VariantName: challenger, ModelName: rank, InstanceType: ml.c5.2xlarge, InitialInstanceCount: 1}
scaling:
  targets: [{ResourceId: endpoint/rank/variant/champion, MinCapacity: 2, MaxCapacity: 10}]
  policies:
    - {PolicyName: out, ResourceId: endpoint/rank/variant/champion, PolicyType: StepScaling, StepScalingPolicyConfiguration: {AdjustmentType: ChangeInCapacity, Cooldown: 120, StepAdjustments: [{MetricIntervalLowerBound: 0, ScalingAdjustment: 2}]}}
  alarms:
    - {AlarmName: busy, Namespace: /aws/sagemaker/Endpoints, MetricName: CPUUtilization, Statistic: Average, Period: 60, EvaluationPeriods: 3, Threshold: 240, ComparisonOperator: GreaterThanThreshold, AlarmActions: [out]}
calls:
  - {at: \"2026-11-23T10:00:00\", UpdateEndpointWeightsAndCapacities: {DesiredWeightsAndCapacities: [{VariantName: champion, DesiredWeight: 0.5}]}}
";
    for (text, wanted) in [
        (
            component,
            &[
                "`InferenceComponents` is not modelled yet",
                "`ManagedInstanceScaling` is not modelled yet",
                "`by_concurrency` is not modelled yet",
                "`InferenceComponentName` is not modelled yet",
            ][..],
        ),
        (
            serverless,
            &[
                "`ServerlessConfig` is not modelled yet",
                "`serverless` is not modelled yet",
                "`cold_start` is not modelled yet",
                "`payload` is not modelled yet",
            ],
        ),
        (steps, &["`clients` is not modelled yet"]),
    ] {
        let said = errors(text).join("\n");
        for wanted in wanted {
            assert!(said.contains(wanted), "`{wanted}` is not in\n{said}");
        }
    }
}
