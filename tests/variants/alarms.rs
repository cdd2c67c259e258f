//! Alarms, metric math and metrics across variants.

use crate::shop::{CHALLENGER, SHOP, changes, read, run, two};

const STEPS: &str = "\
scaling:
  targets:
    - {ResourceId: endpoint/shop/variant/champion, MinCapacity: 1, MaxCapacity: 8}
    - {ResourceId: endpoint/shop/variant/challenger, MinCapacity: 1, MaxCapacity: 8}
  policies:
    - {PolicyName: out, ResourceId: endpoint/shop/variant/champion, StepScalingPolicyConfiguration: {AdjustmentType: ChangeInCapacity, StepAdjustments: [{MetricIntervalLowerBound: 0, ScalingAdjustment: 1}]}}
    - {PolicyName: out, ResourceId: endpoint/shop/variant/challenger, StepScalingPolicyConfiguration: {AdjustmentType: ChangeInCapacity, StepAdjustments: [{MetricIntervalLowerBound: 0, ScalingAdjustment: 3}]}}
  alarms:
";

#[test]
fn an_alarm_on_one_variant_may_scale_the_other() {
    let alarm = "
    - {AlarmName: busy, Namespace: AWS/SageMaker, MetricName: InvocationsPerInstance, Statistic: Sum, Period: 60, EvaluationPeriods: 1, Threshold: 900, ComparisonOperator: GreaterThanThreshold,
       Dimensions: [{Name: EndpointName, Value: shop}, {Name: VariantName, Value: champion}], AlarmActions: [ACTION]}
";
    let arn = "'arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1-2-3:resource/sagemaker/endpoint/shop/variant/challenger:policyName/out'";
    for action in ["'endpoint/shop/variant/challenger:out'", arn] {
        let run = run(&two(&format!("{STEPS}{}", alarm.replace("ACTION", action)), &[]));
        assert_eq!(changes(&run, "variant/champion"), [], "{action}");
        assert_eq!(changes(&run, "variant/challenger")[0], (11.5, 2, 5, "Successful"), "{action}");
        assert_eq!(run.transitions[0].scope, "variant/champion");
    }
}

#[test]
fn metric_math_reads_both_variants() {
    let metric = |id: &str, variant: &str| {
        format!(
            "{{Id: {id}, ReturnData: false, MetricStat: {{Stat: Sum, Period: 60, Metric: {{Namespace: AWS/SageMaker, MetricName: Invocations, Dimensions: [{{Name: EndpointName, Value: shop}}, {{Name: VariantName, Value: {variant}}}]}}}}}}"
        )
    };
    let alarm = format!(
        "    - {{AlarmName: both, EvaluationPeriods: 1, Threshold: 3000, ComparisonOperator: GreaterThanThreshold, AlarmActions: ['endpoint/shop/variant/challenger:out', 'endpoint/shop/variant/champion:out'], Metrics: [{}, {}, {{Id: e, Expression: a + b}}]}}\n",
        metric("a", "champion"),
        metric("b", "challenger")
    );
    // Together 4,560 a minute, each 2,280: only the sum breaches.
    let free = "assumptions.update_lock=false";
    let run = run(&two(&format!("{STEPS}{alarm}"), &[free]));
    assert_eq!(changes(&run, "variant/champion")[0].0, 11.5);
    assert_eq!(changes(&run, "variant/challenger")[0].0, 11.5);
    assert_eq!(run.transitions[0].scope, "endpoint");
}

#[test]
fn a_metric_of_ones_own_knows_the_variant_of_its_dimensions() {
    let own = "
metrics:
  - {Namespace: shop, MetricName: load, Dimensions: [{Name: VariantName, Value: challenger}], expression: requests / in_service}
";
    let alarm = "
    - {AlarmName: busy, Namespace: shop, MetricName: load, Statistic: Average, Period: 60, EvaluationPeriods: 1, Threshold: 500, ComparisonOperator: GreaterThanThreshold,
       Dimensions: [{Name: VariantName, Value: challenger}], AlarmActions: ['endpoint/shop/variant/champion:out']}
";
    let uneven = "endpoint.ProductionVariants.champion.InitialVariantWeight=0";
    let run = run(&two(&format!("{STEPS}{alarm}{own}"), &[uneven]));
    assert!(changes(&run, "variant/champion")[0].0 < 13.0, "the challenger's load counts");
    assert_eq!(run.scopes[1].totals.requests, 0);
}

/// Two instances each are two samples each, and each variant's datapoints are judged in their own time.
#[test]
fn every_variant_has_its_own_instances_and_its_own_lag() {
    let counted = |variant: &str| {
        format!(
            "    - {{AlarmName: of-{variant}, Namespace: /aws/sagemaker/Endpoints, MetricName: CPUUtilization, Dimensions: \
             [{{Name: EndpointName, Value: shop}}, {{Name: VariantName, Value: {variant}}}], Statistic: SampleCount, Period: \
             60, EvaluationPeriods: 1, Threshold: 2.5, ComparisonOperator: GreaterThanThreshold}}\n"
        )
    };
    let targets = "scaling:\n  targets:\n    - {ResourceId: endpoint/shop/variant/champion, MinCapacity: 1, MaxCapacity: 8}\n    - \
                   {ResourceId: endpoint/shop/variant/challenger, MinCapacity: 1, MaxCapacity: 8}\n  alarms:\n";
    let more = [targets, &counted("champion"), &counted("challenger")].concat();
    let edits = ["fidelity=fluid", "models.m.utilization={cpu: 80%}", "assumptions.alarm_lag.standard=15s..60s"];
    let told = run(&two(&more, &edits));
    let states = |alarm: &str| {
        let of = told.transitions.iter().filter(|transition| transition.alarm == alarm);
        of.map(|transition| (transition.at, transition.to.as_str())).collect::<Vec<_>>()
    };
    let (champion, challenger) = (states("of-champion"), states("of-challenger"));
    assert_eq!((champion.len(), challenger.len()), (1, 1), "{champion:?} {challenger:?}");
    assert_eq!((champion[0].1, challenger[0].1), ("OK", "OK"));
    assert_ne!(champion[0].0, challenger[0].0, "one draw for each metric of each variant");
}

/// Two instances of eight slots beside two of four.
#[test]
fn a_metric_of_ones_own_counts_the_slots_of_its_variant() {
    let more = "metrics:\n  - {Namespace: shop, MetricName: places, Dimensions: [{Name: VariantName, Value: challenger}], \
                expression: slots}\nscaling:\n  targets: [{ResourceId: endpoint/shop/variant/champion, MinCapacity: 1, \
                MaxCapacity: 8}]\n  alarms:\n    - {AlarmName: wide, Namespace: shop, MetricName: places, Dimensions: [{Name: \
                VariantName, Value: challenger}], Statistic: Maximum, Period: 60, EvaluationPeriods: 1, Threshold: 15.5, \
                ComparisonOperator: GreaterThanThreshold}\n";
    let text = format!("{SHOP}{CHALLENGER}{more}")
        .replace("models: {m: {", "models: {wide: {service_time: 20ms, concurrency: 8}, m: {")
        .replace("VariantName: challenger, ModelName: m", "VariantName: challenger, ModelName: wide");
    let told = run(&read(&text, &["fidelity=fluid"]));
    let last = told.transitions.last().map(|transition| transition.to.as_str());
    assert_eq!(last, Some("ALARM"), "sixteen slots");
}
