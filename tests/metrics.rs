//! Does a whole run publish every metric of a variant by its formula, so that policies and alarms decide on it?
//!
//! Traffic is a flow of 60/s, a request takes 100 ms: six of eight slots are busy, three quarters of each instance.

use dryscale::scenario::Scenario;
use dryscale::simulation::outcome::RunOutcome;
use dryscale::simulation::{self, Options};
use std::path::Path;
use std::sync::atomic::AtomicBool;

const DIMENSIONS: &str = "Dimensions: [{Name: EndpointName, Value: shop}, {Name: VariantName, Value: all}]";

/// Two instances of four slots, launches and lags of no length; `more` are further sections.
fn scenario(more: &str) -> String {
    format!(
        "fidelity: fluid
duration: 40m
lead_in: 0s
traffic: [{{name: web, constant: 60/s}}]
models:
  m:
    service_time: {{mean: 100ms, family: deterministic}}
    concurrency: 4
    overhead: 2ms
    utilization: {{cpu: 80%, memory: 60%, disk: 20%, disk_per_request: 0.001%, gpu: 100%, gpu_memory: 40%, idle_memory: 20%}}
instances: {{ml.g5.xlarge: {{vcpus: 4, gpus: 1}}}}
launch: {{preset: none}}
endpoint: {{EndpointName: shop, ProductionVariants: [{{VariantName: all, ModelName: m, InstanceType: ml.g5.xlarge, InitialInstanceCount: 2}}]}}
assumptions: {{alarm_lag: {{standard: 0s, high_resolution: 0s}}, removal: 0s, scheduled_delay: 0s}}
{more}"
    )
}

fn run(text: &str) -> RunOutcome {
    let scenario = match Scenario::from_text("metrics.yaml", text, Path::new("."), &[]) {
        Ok((scenario, _)) => scenario,
        Err(problems) => panic!("{}\n{text}", problems.render(false)),
    };
    simulation::run(scenario.setup(), 1, Options::default(), &AtomicBool::new(false)).expect("its invariants hold")
}

/// A policy that tracks a customized metric.
fn tracking(metric: &str, target: f64) -> String {
    format!(
        "scaling:
  targets: [{{MinCapacity: 1, MaxCapacity: 9}}]
  policies:
    - PolicyName: keep
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: {target}
        CustomizedMetricSpecification: {metric}
"
    )
}

fn named(namespace: &str, name: &str, statistic: &str) -> String {
    format!("{{Namespace: {namespace}, MetricName: {name}, {DIMENSIONS}, Statistic: {statistic}}}")
}

fn alarm(reads: &str, comparison: &str, threshold: f64) -> String {
    format!(
        "scaling:
  targets: [{{MinCapacity: 2, MaxCapacity: 9}}]
  alarms:
    - {{AlarmName: watch, {reads}, Period: 60, EvaluationPeriods: 1, Threshold: {threshold}, ComparisonOperator: {comparison}}}
"
    )
}

/// The capacity that the first change asks for, and its arithmetic.
fn first_change(run: &RunOutcome) -> (u32, &str) {
    let change = run.decisions.iter().find(|stretch| stretch.verdict != "hold").expect("a change");
    let activity = run.activities.iter().find(|activity| activity.from != activity.to).expect("its activity");
    (activity.to, &change.first)
}

/// States of the alarm after its first evaluation, in order.
fn states(run: &RunOutcome) -> Vec<&str> {
    run.transitions.iter().map(|change| change.to.as_str()).collect()
}

#[test]
fn each_utilization_is_a_target_by_its_formula() {
    let endpoints = "/aws/sagemaker/Endpoints";
    // Summed over four vCPUs: 0.75 x 80 % x 4 = 240; idle and busy memory: 20 + 0.75 x 40 = 50.
    for (name, metric, target, wanted) in [
        ("CPUUtilization", "240", 160.0, 3),
        ("MemoryUtilization", "50", 40.0, 3),
        ("GPUUtilization", "75", 50.0, 3),
        ("GPUMemoryUtilization", "30", 10.0, 6),
    ] {
        let told = run(&scenario(&tracking(&named(endpoints, name, "Average"), target)));
        let (to, arithmetic) = first_change(&told);
        assert_eq!(to, wanted, "{name}: {arithmetic}");
        let expected = format!("metric {metric} x 2 in service / target {target} = {wanted} > desired 2");
        assert_eq!(arithmetic, expected, "{name}");
    }
}

#[test]
fn a_disk_fills_with_what_an_instance_has_served() {
    // 20 % and 0.001 % a request: 30/s an instance are 1.8 points a minute, so 30 % is passed in the sixth minute.
    let reads =
        format!("Namespace: /aws/sagemaker/Endpoints, MetricName: DiskUtilization, {DIMENSIONS}, Statistic: Maximum");
    let told = run(&scenario(&alarm(&reads, "GreaterThanThreshold", 30.0)));
    assert_eq!(states(&told), ["OK", "ALARM"]);
    let scenario_start = told.transitions[0].at;
    assert_eq!(told.transitions[1].at.since(scenario_start).secs(), 300.0);
}

#[test]
fn statistics_of_utilization_go_over_instances() {
    for (statistic, value) in [("SampleCount", 2.0), ("Sum", 480.0), ("Minimum", 240.0), ("Maximum", 240.0)] {
        let reads = format!(
            "Namespace: /aws/sagemaker/Endpoints, MetricName: CPUUtilization, {DIMENSIONS}, Statistic: {statistic}"
        );
        let last = |threshold: f64| {
            let told = run(&scenario(&alarm(&reads, "GreaterThanThreshold", threshold)));
            told.transitions.last().expect("a first evaluation").to.clone()
        };
        assert_eq!((last(value - 0.5), last(value + 0.5)), ("ALARM".to_owned(), "OK".to_owned()), "{statistic}");
    }
}

#[test]
fn invocations_count_requests_and_errors_count_answers() {
    // Three slots too few: 60/s meet 20/s; places for 10 fill at once, and 40/s are refused.
    let tight = |more: &str| scenario(more).replace("concurrency: 4", "concurrency: 1\n    queue: 5");
    for (name, value) in [
        ("Invocations", 3_600.0),
        ("Invocation5XXErrors", 2_400.0),
        ("InvocationModelErrors", 2_400.0),
        ("Invocation4XXErrors", 0.0),
    ] {
        let reads = format!("Namespace: AWS/SageMaker, MetricName: {name}, {DIMENSIONS}, Statistic: Sum");
        let last = |comparison: &str, threshold: f64| {
            let told = run(&tight(&alarm(&reads, comparison, threshold)));
            told.transitions.last().expect("a first evaluation").to.clone()
        };
        assert_eq!(last("GreaterThanOrEqualToThreshold", value - 1.0), "ALARM", "{name}");
        assert_eq!(last("GreaterThanThreshold", value + 1.0), "OK", "{name}");
    }
}

#[test]
fn percentiles_and_trimmed_means_of_latency_are_of_the_values() {
    // Requests one by one, five in a hundred of 400 ms: p90 and tm90 see 100 ms, p99 sees 400 ms.
    let text = |statistic: &str, threshold: f64| {
        let reads = format!(
            "Namespace: AWS/SageMaker, MetricName: ModelLatency, {DIMENSIONS}, ExtendedStatistic: \"{statistic}\""
        );
        scenario(&alarm(&reads, "GreaterThanThreshold", threshold))
            .replace("fidelity: fluid\n", "")
            .replace("concurrency: 4", "concurrency: 400")
            .replace("{mean: 100ms, family: deterministic}", "{quantiles: tests/metrics/two-lengths.csv}")
    };
    for (statistic, micros) in [("p90", 100_000.0), ("p99", 400_000.0), ("tm90", 100_000.0), ("TM(0%:90%)", 100_000.0)]
    {
        let last = |threshold: f64| {
            let told = run(&text(statistic, threshold));
            told.transitions.last().expect("a first evaluation").to.clone()
        };
        assert_eq!((last(micros * 0.99), last(micros * 1.01)), ("ALARM".to_owned(), "OK".to_owned()), "{statistic}");
    }
}

/// The last state of an alarm on an extended statistic, just below and just above a value.
fn around(name: &str, statistic: &str, value: f64, text: impl Fn(&str) -> String) -> [String; 2] {
    let reads = format!("Namespace: {name}, {DIMENSIONS}, ExtendedStatistic: \"{statistic}\"");
    [value - 0.01, value + 0.01].map(|threshold| {
        let told = run(&text(&alarm(&reads, "GreaterThanThreshold", threshold)));
        told.transitions.last().expect("a first evaluation").to.clone()
    })
}

#[test]
fn every_request_is_a_sample_of_the_errors_and_the_invocations() {
    // 60/s meet 20/s: of 3,600 requests 1,200 are answered and 2,400 refused.
    let tight = |more: &str| scenario(more).replace("concurrency: 4", "concurrency: 1\n    queue: 5");
    for (name, statistic, value) in [
        ("Invocation5XXErrors", "p33", 0.0),
        ("Invocation5XXErrors", "p34", 1.0),
        ("Invocation5XXErrors", "PR(:0)", 100.0 / 3.0),
        ("Invocation5XXErrors", "tm50", 1.0 / 3.0),
        ("InvocationModelErrors", "TS(0:1)", 2_400.0),
        ("InvocationModelErrors", "TC(0:1)", 2_400.0),
        ("Invocation4XXErrors", "p100", 0.0),
        ("Invocations", "p0", 1.0),
        ("Invocations", "tc25", 900.0),
    ] {
        let seen = around(&format!("AWS/SageMaker, MetricName: {name}"), statistic, value, tight);
        assert_eq!(seen, ["ALARM", "OK"], "{statistic} of {name}");
    }
}

#[test]
fn every_instance_is_a_sample_of_its_utilization() {
    // From the sixth minute on a third instance is at work: 240 of the machine's 400 become 160.
    let more = |more: &str| {
        let by_hand = "calls: [{at: 5m, UpdateEndpointWeightsAndCapacities: {DesiredWeightsAndCapacities: [{VariantName: \
                       all, DesiredInstanceCount: 3}]}}]\n";
        scenario(&format!("{more}{by_hand}"))
    };
    for (statistic, value) in
        [("p90", 160.0), ("TC(:400)", 3.0), ("TS(:400)", 480.0), ("WM(10%:90%)", 160.0), ("IQM", 160.0)]
    {
        let seen = around("/aws/sagemaker/Endpoints, MetricName: CPUUtilization", statistic, value, more);
        assert_eq!(seen, ["ALARM", "OK"], "{statistic}");
    }
}

#[test]
fn a_metric_that_is_first_read_by_its_sum_keeps_its_samples_for_who_wants_them() {
    let reads =
        |statistic: &str| format!("Namespace: AWS/SageMaker, MetricName: Invocations, {DIMENSIONS}, {statistic}");
    let first = alarm(&reads("Statistic: Sum"), "GreaterThanThreshold", 1.0);
    let (_, second) = first.split_once("alarms:\n").expect("an alarm");
    let second =
        second.replace("AlarmName: watch", "AlarmName: second").replace("Statistic: Sum", "ExtendedStatistic: tc50");
    let told = run(&scenario(&format!("{first}{second}")));
    assert!(told.transitions.iter().any(|change| change.alarm == "second" && change.to == "ALARM"));
}

#[test]
fn a_metric_of_ones_own_is_one_sample_a_minute() {
    let own = "metrics:\n  - {Namespace: shop, MetricName: busy, expression: 100 * busy_slots / slots}\n";
    // Of five minutes each of 75: p50 is 75, the sum of the lowest half two and a half of them.
    for (statistic, value) in [("p50", 75.0), ("ts50", 187.5), ("tc50", 2.5)] {
        let last = |threshold: f64| {
            let reads = format!("Namespace: shop, MetricName: busy, ExtendedStatistic: {statistic}");
            let alarm = alarm(&reads, "GreaterThanThreshold", threshold).replace("Period: 60", "Period: 300");
            let told = run(&scenario(&format!("{own}{alarm}")));
            told.transitions.last().expect("a first evaluation").to.clone()
        };
        assert_eq!([last(value - 0.01), last(value + 0.01)], ["ALARM", "OK"], "{statistic}");
    }
}

#[test]
fn what_acts_on_the_latencies_of_a_flow_is_refused_and_who_only_looks_is_warned() {
    let told = "of a fluid: it has no single answers to time";
    for statistic in ["ExtendedStatistic: p90", "Statistic: Average"] {
        let reads = format!("Namespace: AWS/SageMaker, MetricName: ModelLatency, {DIMENSIONS}, {statistic}");
        let tracked =
            format!("{{Namespace: AWS/SageMaker, MetricName: OverheadLatency, {DIMENSIONS}, Statistic: Average}}");
        let looks = alarm(&reads, "GreaterThanThreshold", 1.0);
        let read = |text: &str| Scenario::from_text("metrics.yaml", &scenario(text), Path::new("."), &[]);
        let (looking, warned) = read(&looks).expect("an alarm that does nothing can stay without data");
        assert!(warned.render(false).contains(told));
        assert!(looking.setup().variants.len() == 1);
        let problems = read(&tracking(&tracked, 1.0)).expect_err("a flow has no latencies").render(false);
        assert!(problems.contains(told), "{problems}");
        for text in [looks, tracking(&tracked, 1.0)] {
            let by_requests = scenario(&text).replace("fidelity: fluid", "runs: 2");
            assert!(Scenario::from_text("metrics.yaml", &by_requests, Path::new("."), &[]).is_ok());
        }
    }
}

#[test]
fn few_samples_leave_the_state_as_it_is() {
    // p99 of 60 requests a minute: fewer than 1,000 are too few.
    let reads = format!(
        "Namespace: AWS/SageMaker, MetricName: ModelLatency, {DIMENSIONS}, ExtendedStatistic: p99, \
         EvaluateLowSampleCountPercentile: ignore"
    );
    let of = |rate: &str| {
        let text = scenario(&alarm(&reads, "GreaterThanThreshold", 50_000.0)).replace("fidelity: fluid\n", "");
        run(&text.replace("constant: 60/s", &format!("constant: {rate}")))
    };
    assert_eq!(states(&of("60/min")), Vec::<&str>::new());
    assert_eq!(states(&of("60/s")), ["ALARM"]);
}

#[test]
fn a_metric_of_ones_own_is_computed_each_minute() {
    let own = "metrics:\n  - {Namespace: shop, MetricName: busy, expression: 100 * busy_slots / slots}\n";
    let spec = "{Namespace: shop, MetricName: busy, Statistic: Average}";
    let told = run(&scenario(&format!("{own}{}", tracking(spec, 50.0))));
    assert_eq!(first_change(&told), (3, "metric 75 x 2 in service / target 50 = 3 > desired 2"));
}

#[test]
fn metric_math_is_tracked_and_watched() {
    let metric = |id: &str, name: &str| {
        format!(
            "{{Id: {id}, ReturnData: false, MetricStat: {{Stat: Sum, Metric: {{Namespace: AWS/SageMaker, MetricName: \
             {name}, {DIMENSIONS}}}}}}}"
        )
    };
    // Requests a second and instance: 3,600 a minute over 60 s and two instances.
    let queries = format!("[{}, {{Id: e1, Expression: m1 / PERIOD(m1)}}]", metric("m1", "InvocationsPerInstance"));
    let told = run(&scenario(&tracking(&format!("{{Metrics: {queries}}}"), 20.0)));
    assert_eq!(first_change(&told), (3, "metric 30 x 2 in service / target 20 = 3 > desired 2"));
    // A metric of one's own that is made of published ones.
    let own = format!(
        "metrics:\n  - {{Namespace: shop, MetricName: share, Metrics: [{}, {}, {{Id: e1, Expression: 100 * m1 / m2}}]}}\n",
        metric("m1", "InvocationsPerInstance"),
        metric("m2", "Invocations"),
    );
    let spec = "{Namespace: shop, MetricName: share, Statistic: Maximum}";
    let told = run(&scenario(&format!("{own}{}", tracking(spec, 25.0))));
    assert_eq!(first_change(&told).0, 4);
}

#[test]
fn a_ten_second_metric_is_tracked_by_the_minute_where_it_is_customized() {
    let spec = named("AWS/SageMaker", "ConcurrentRequestsPerModel", "Maximum");
    let told = run(&scenario(&tracking(&spec, 2.0)));
    // Three requests at each instance; three minutes of it, not thirty seconds.
    assert_eq!(first_change(&told).0, 3);
    let first = told.transitions.iter().find(|change| change.to == "ALARM").expect("an alarm");
    let begin = told.transitions[0].at;
    assert_eq!(first.at.since(begin).secs(), 120.0);
}

#[test]
fn a_wrong_dimension_reads_nothing_and_is_refused() {
    let spec = "{Namespace: AWS/SageMaker, MetricName: Invocations, Statistic: Sum}";
    let text = scenario(&tracking(spec, 50.0));
    let problems = Scenario::from_text("metrics.yaml", &text, Path::new("."), &[]).expect_err("no dimensions");
    assert!(problems.render(false).contains("without dimensions it is another metric"));
}

#[test]
fn what_the_documentation_shows_runs() {
    let page = include_str!("../docs/metrics.md");
    let blocks: Vec<&str> =
        page.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().expect("a block ends")).collect();
    assert_eq!(blocks.len(), 3);
    let text = format!(
        "duration: 10h
fidelity: fluid
traffic: [{{name: web, constant: 40/s}}]
endpoint: {{EndpointName: shop, ProductionVariants: [{{VariantName: AllTraffic, ModelName: ranker, InstanceType: ml.c5.xlarge, InitialInstanceCount: 1}}]}}
{}",
        blocks.concat()
    );
    let told = run(&text);
    let by_hand = told.activities.iter().find(|activity| activity.cause.starts_with("UpdateEndpoint"));
    assert_eq!(by_hand.map(|activity| activity.to), Some(9));
    let minimum = told.activities.iter().find(|activity| activity.cause == "minimum capacity was set to 4");
    assert!(minimum.is_some_and(|activity| activity.from < 4), "the call at 6h drags capacity");
    // Scale-in is suspended from 6h on: nine stay.
    assert!(
        told.activities.iter().all(|activity| activity.to >= activity.from || activity.start < minimum.unwrap().start)
    );
}

#[test]
fn a_call_whose_bound_crosses_the_other_changes_nothing_and_says_so() {
    let calls = "calls: [{at: 10m, RegisterScalableTarget: {MinCapacity: 12}}]\n";
    let spec = named("/aws/sagemaker/Endpoints", "CPUUtilization", "Average");
    let told = run(&scenario(&format!("{}{calls}", tracking(&spec, 300.0))));
    let refused: Vec<_> = told.decisions.iter().filter(|stretch| stretch.policy == "RegisterScalableTarget").collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].reason, "sim.bounds_cross");
    assert!(told.activities.iter().all(|activity| activity.to <= 2), "nothing is added");
}

/// `MetricsConfig` publishes utilization every ten seconds, and invocations with it where enhanced metrics are enabled:
/// an alarm on ten seconds has data then, and without them has none.
#[test]
fn a_metrics_config_gives_ten_second_alarms_their_data() {
    let told = |config: &str, metric: &str| {
        let reads = format!("{{Namespace: {metric}, {DIMENSIONS}}}").replace(['{', '}'], "");
        let alarm = format!(
            "scaling:
  targets: [{{MinCapacity: 1, MaxCapacity: 9}}]
  policies:
    - {{PolicyName: more, StepScalingPolicyConfiguration: {{AdjustmentType: ExactCapacity, StepAdjustments: [{{MetricIntervalLowerBound: 0, ScalingAdjustment: 4}}]}}}}
  alarms:
    - {{AlarmName: quick, {}, Period: 10, EvaluationPeriods: 2, Threshold: 1, ComparisonOperator: GreaterThanThreshold, AlarmActions: [more]}}
",
            reads.replace("Name: EndpointName, Value: shop", "{Name: EndpointName, Value: shop}").replace("Name: VariantName, Value: all", "{Name: VariantName, Value: all}")
        );
        let text = scenario(&alarm).replace(
            "EndpointName: shop, ProductionVariants",
            &format!("EndpointName: shop, {config}ProductionVariants"),
        );
        let told = run(&text);
        told.activities
            .first()
            .map(|activity| activity.start.since(dryscale::engine::Time::from_secs(1_767_571_200)).secs())
    };
    let (cpu, calls) = (
        "/aws/sagemaker/Endpoints, MetricName: CPUUtilization, Statistic: Average",
        "AWS/SageMaker, MetricName: InvocationsPerInstance, Statistic: Sum",
    );
    assert_eq!((told("", cpu), told("", calls)), (None, None));
    let ten = "MetricsConfig: {MetricPublishFrequencyInSeconds: 10}, ";
    assert_eq!((told(ten, cpu), told(ten, calls)), (Some(20.0), None));
    let all = "MetricsConfig: {MetricPublishFrequencyInSeconds: 10, EnableEnhancedMetrics: true}, ";
    assert_eq!((told(all, cpu), told(all, calls)), (Some(20.0), Some(20.0)));
}

/// Six datapoints of ten seconds are one minute to a policy that tracks it: it decides as it did.
#[test]
fn a_policy_sees_the_same_minutes_whatever_the_frequency() {
    let spec = named("/aws/sagemaker/Endpoints", "CPUUtilization", "Average");
    let text = scenario(&tracking(&spec, 200.0));
    let changes = |text: &str| {
        let told = run(text);
        told.activities.iter().map(|activity| (activity.start, activity.to)).collect::<Vec<_>>()
    };
    let often = "MetricsConfig: {MetricPublishFrequencyInSeconds: 10, EnableEnhancedMetrics: true}, ProductionVariants";
    let rarely = "MetricsConfig: {MetricPublishFrequencyInSeconds: 300}, ProductionVariants";
    let usual = changes(&text);
    assert!(!usual.is_empty());
    assert_eq!(changes(&text.replace("ProductionVariants", often)), usual);
    // One datapoint in five minutes is too few for AlarmHigh to hold three of three at the same time as before.
    assert_ne!(changes(&text.replace("ProductionVariants", rarely)), usual);
}
