//! Which set-ups are exported and imported: every kind of policy, alarm and action, with names that need quotes.

use proptest::prelude::*;
use serde_json::{Value, json};

/// A name that AWS takes.
fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z][a-zA-Z0-9]{0,6}(-[a-zA-Z0-9]{1,5})?"
}

/// A name with signs that formats must put into quotes.
fn odd_name() -> impl Strategy<Value = String> {
    prop_oneof![
        name(),
        "[a-z]{1,4}[ '\"$%&!#~{}@+=,;`-]{1,3}[a-z0-9]{1,4}",
        Just("${x}".to_owned()),
        Just("%{if x}".to_owned()),
        Just("no".to_owned()),
        Just("007".to_owned())
    ]
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![(1_u32..5_000).prop_map(Value::from), (1_u32..40_000).prop_map(|n| json!(f64::from(n) / 8.0))]
}

fn tracking() -> impl Strategy<Value = Value> {
    let predefined = Just(
        json!({"PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}}),
    );
    let customized = odd_name().prop_map(|name| {
        json!({"CustomizedMetricSpecification": {"MetricName": name, "Namespace": "/aws/sagemaker/Endpoints", "Statistic": "Average", "Unit": "Percent",
            "Dimensions": [{"Name": "EndpointName", "Value": name}, {"Name": "VariantName", "Value": "v"}]}})
    });
    let math = Just(json!({"CustomizedMetricSpecification": {"Metrics": [
        {"Id": "m1", "MetricStat": {"Metric": {"MetricName": "Invocations", "Namespace": "AWS/SageMaker", "Dimensions": [{"Name": "EndpointName", "Value": "e"}]}, "Stat": "Sum"}, "ReturnData": false},
        {"Id": "e1", "Expression": "m1 / 4", "Label": "a quarter", "ReturnData": true}]}}));
    (
        prop_oneof![3 => predefined, 2 => customized, 1 => math],
        number(),
        proptest::option::of(0_u32..900),
        proptest::option::of(any::<bool>()),
    )
        .prop_map(|(mut configuration, target, cooldown, disable)| {
            configuration["TargetValue"] = target;
            if let Some(cooldown) = cooldown {
                configuration["ScaleOutCooldown"] = cooldown.into();
                configuration["ScaleInCooldown"] = (cooldown * 2).into();
            }
            if let Some(disable) = disable {
                configuration["DisableScaleIn"] = disable.into();
            }
            json!({"PolicyType": "TargetTrackingScaling", "TargetTrackingScalingPolicyConfiguration": configuration})
        })
}

fn steps() -> impl Strategy<Value = Value> {
    (1_i32..100, 0_u32..600, any::<bool>()).prop_map(|(by, cooldown, percent)| {
        let mut configuration = json!({"AdjustmentType": if percent { "PercentChangeInCapacity" } else { "ChangeInCapacity" }, "Cooldown": cooldown,
            "MetricAggregationType": "Maximum",
            "StepAdjustments": [{"MetricIntervalLowerBound": 0.0, "MetricIntervalUpperBound": 20.5, "ScalingAdjustment": by}, {"MetricIntervalLowerBound": 20.5, "ScalingAdjustment": by + 1}]});
        if percent {
            configuration["MinAdjustmentMagnitude"] = 2.into();
        }
        json!({"PolicyType": "StepScaling", "StepScalingPolicyConfiguration": configuration})
    })
}

fn action() -> impl Strategy<Value = Value> {
    (name(), 0_u32..4, any::<bool>(), any::<bool>()).prop_map(|(name, low, zone, times)| {
        let mut action = json!({"ScheduledActionName": name, "Schedule": "cron(0 8 ? * MON-FRI *)", "ScalableTargetAction": {"MinCapacity": low, "MaxCapacity": low + 3}});
        if zone {
            action["Timezone"] = "Europe/Berlin".into();
        }
        if times {
            action["StartTime"] = "2026-11-27T00:00:00Z".into();
            action["EndTime"] = "2026-12-27T00:00:00Z".into();
        }
        action
    })
}

fn alarm(policies: Vec<String>) -> impl Strategy<Value = Value> {
    (odd_name(), number(), any::<bool>(), any::<bool>()).prop_map(move |(name, threshold, extended, math)| {
        let mut alarm = json!({"AlarmName": name, "EvaluationPeriods": 3, "DatapointsToAlarm": 2, "Threshold": threshold,
            "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "notBreaching", "ActionsEnabled": !extended, "AlarmActions": policies});
        if math {
            alarm["Metrics"] = json!([{"Id": "m1", "MetricStat": {"Metric": {"MetricName": "Invocations", "Namespace": "AWS/SageMaker", "Dimensions": [{"Name": "EndpointName", "Value": "e"}]}, "Period": 60, "Stat": "Sum"}, "ReturnData": true}]);
        } else {
            for (key, value) in [("MetricName", json!("CPUUtilization")), ("Namespace", json!("/aws/sagemaker/Endpoints")), ("Period", json!(60)), ("Dimensions", json!([{"Name": "EndpointName", "Value": "it's"}]))] {
                alarm[key] = value;
            }
            if extended {
                alarm["ExtendedStatistic"] = "p99".into();
                alarm["EvaluateLowSampleCountPercentile"] = "ignore".into();
            } else {
                alarm["Statistic"] = "Average".into();
            }
        }
        alarm
    })
}

/// A scenario: whether it would run does not matter here.
pub(crate) fn scenario() -> impl Strategy<Value = Value> {
    let policies = proptest::collection::btree_map(odd_name(), prop_oneof![tracking(), steps()], 0..4);
    (name(), name(), policies, proptest::collection::vec(action(), 0..3), any::<bool>(), any::<bool>()).prop_flat_map(
        |(endpoint, variant, policies, mut actions, suspended, written_out)| {
            let mut seen = std::collections::BTreeSet::new();
            actions.retain(|action| seen.insert(action["ScheduledActionName"].to_string()));
            let steps: Vec<String> = policies.iter().filter(|(_, p)| p["PolicyType"] == "StepScaling").map(|(name, _)| name.clone()).collect();
            let alarms = proptest::collection::vec(alarm(steps.clone()), usize::from(!steps.is_empty()));
            alarms.prop_map(move |alarms| {
                let mut target = json!({"MinCapacity": 1, "MaxCapacity": 7});
                if suspended {
                    target["SuspendedState"] = json!({"DynamicScalingInSuspended": true, "DynamicScalingOutSuspended": false, "ScheduledScalingSuspended": false});
                }
                if written_out {
                    target["ServiceNamespace"] = "sagemaker".into();
                    target["ResourceId"] = format!("endpoint/{endpoint}/variant/{variant}").into();
                    target["ScalableDimension"] = "sagemaker:variant:DesiredInstanceCount".into();
                }
                let policies: Vec<Value> = policies.iter().map(|(name, policy)| {
                    let mut policy = policy.clone();
                    policy["PolicyName"] = name.as_str().into();
                    policy
                }).collect();
                json!({"traffic": [{"constant": "5/s"}], "models": {"m": {"service_time": "50ms", "concurrency": 2}},
                    "endpoint": {"EndpointName": endpoint, "EndpointConfigName": "c", "Tags": [{"Key": "team", "Value": "a b"}],
                        "ProductionVariants": [{"VariantName": variant, "ModelName": "m", "InstanceType": "ml.c5.xlarge", "InitialInstanceCount": 2, "InitialVariantWeight": 1.5,
                            "RoutingConfig": {"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"}, "VolumeSizeInGB": 20, "EnableSSMAccess": false}]},
                    "scaling": {"targets": [target], "policies": policies, "scheduled_actions": actions, "alarms": alarms}})
            })
        },
    )
}

/// Two targets with the same policies and actions by name, and each alarm on the policies of both.
pub(crate) fn twins(mut scenario: Value) -> Value {
    let endpoint = scenario["endpoint"]["EndpointName"].as_str().expect("of our own").to_owned();
    let mut second = scenario["endpoint"]["ProductionVariants"][0].clone();
    second["VariantName"] = "twin".into();
    let first = scenario["endpoint"]["ProductionVariants"][0]["VariantName"].as_str().expect("of our own").to_owned();
    scenario["endpoint"]["ProductionVariants"].as_array_mut().expect("of our own").push(second);
    let ids = [first.as_str(), "twin"].map(|variant| format!("endpoint/{endpoint}/variant/{variant}"));
    for key in ["targets", "policies", "scheduled_actions"] {
        let list = scenario["scaling"][key].as_array().expect("of our own").clone();
        let of = |id: &String| {
            let with = |document: &Value| {
                let mut document = document.clone();
                document["ResourceId"] = id.as_str().into();
                document
            };
            list.iter().map(with).collect::<Vec<_>>()
        };
        scenario["scaling"][key] = ids.iter().flat_map(of).collect();
    }
    for alarm in scenario["scaling"]["alarms"].as_array_mut().expect("of our own") {
        let names = alarm["AlarmActions"].as_array().expect("of our own").clone();
        let both = |name: &Value| ids.each_ref().map(|id| format!("{id}:{}", name.as_str().expect("of our own")));
        alarm["AlarmActions"] = names.iter().flat_map(both).map(Value::from).collect();
    }
    scenario
}
