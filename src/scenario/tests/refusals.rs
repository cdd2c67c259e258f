//! Bad scenarios, one line away from a good one, and what their author is told.

use super::*;

/// What is changed in the flash sale, into what, and a part of the message (or of its path or hint).
const REFUSED: &[(&str, &str, &str)] = &[
    // Time.
    (
        "start: 2026-11-27T00:00:00\n",
        "",
        "traffic.shop.daily.peak_at: `peak_at` is a time of day, but the scenario has no `start`",
    ),
    ("2026-11-27T00:00:00\n", "2026-11-27T00:00:30\n", "start: `2026-11-27T00:00:30` is not a whole minute"),
    (
        "2026-11-27T00:00:00\n",
        "2026-03-08T02:30:00\n",
        "start: `2026-03-08T02:30:00` does not exist in America/New_York: the clocks skip it write 2026-03-08T03:30:00",
    ),
    (
        "{at: \"12:00\", add",
        "{at: 2027-03-14T02:30:00, add",
        "traffic.sale.spike.at: `2027-03-14T02:30:00` does not exist in America/New_York",
    ),
    ("2026-11-27T00:00:00\n", "1969-11-27T00:00:00\n", "start: `1969-11-27T00:00:00` lies outside"),
    ("America/New_York          #", "America/NewYork          #", "time_zone: "),
    ("duration: 24h", "duration: 30s", "duration: `duration` lies outside 1m to 3660d"),
    ("duration: 24h", "duration: 4000d", "duration: "),
    ("duration: 24h", "duration: 90500ms", "duration: `duration` is not a whole number of seconds"),
    ("duration: 24h", "duration: 24h\nlead_in: 8d", "lead_in: `lead_in` is longer than 7d"),
    ("duration: 24h", "duration: 24", "duration: "),
    ("runs: 30", "runs: 0", "runs: "),
    ("runs: 30", "runs: 100001", "runs: "),
    ("seed: 7", "seed: -7", "seed: "),
    // Traffic.
    (
        "daily: {low: 8/s, high: 40/s, peak_at: \"20:00\"}",
        "scale: 1",
        "traffic.shop: a source has exactly one of constant, ramp",
    ),
    ("daily: {low: 8/s, high: 40/s, peak_at: \"20:00\"}", "constant: 5/s, weekly: w.csv", "found constant and weekly"),
    ("low: 8/s", "low: 80/s", "traffic.shop.daily.low: `low` is 80/s, above high, which is 40/s"),
    ("low: 8/s", "low: 8", "traffic.shop.daily.low: "),
    ("low: 8/s, high", "high", "traffic.shop.daily: a daily rate is either {low, high, peak_at} or {file}"),
    ("peak_at: \"20:00\"", "peak_at: 20h", "traffic.shop.daily.peak_at: `20h` is not a time of day"),
    ("name: sale", "name: shop", "two sources have this name"),
    ("add: 120/s, ", "", "traffic.sale.spike: `spike` has neither add nor factor"),
    ("add: 120/s", "add: 120/s, factor: 3", "traffic.sale.spike: `spike` has add and factor"),
    ("add: 120/s", "factor: -3", "traffic.sale.spike.factor: `factor` is -3"),
    ("hold: 10m", "hold: 25h", "takes 1d1h7m, but comes again every day"),
    ("name: sale,", "name: sale, scale: 0,", "traffic.sale.scale: "),
    (
        "spike: {at: \"12:00\", add: 120/s, rise: 2m, hold: 10m, fall: 5m}",
        "constant: 5/s, arrivals: {process: gamma}",
        "traffic.sale.arrivals: gamma needs cv",
    ),
    (
        "spike: {at: \"12:00\", add: 120/s, rise: 2m, hold: 10m, fall: 5m}",
        "constant: 9000000/s, scale: 1000",
        "requests a run; at most 1e10 are simulated",
    ),
    (
        "spike: {at: \"12:00\", add: 120/s, rise: 2m, hold: 10m, fall: 5m}",
        "steps: [{at: 5m, rate: 1/s}, {at: 5m, rate: 2/s}]",
        "`5m` does not come after `5m`",
    ),
    (
        "spike: {at: \"12:00\", add: 120/s, rise: 2m, hold: 10m, fall: 5m}",
        "steps: [{at: 5m, rate: 1/s}, {at: \"12:00\", rate: 2/s}]",
        "all of one list are of one sort",
    ),
    (
        "spike: {at: \"12:00\", add: 120/s, rise: 2m, hold: 10m, fall: 5m}",
        "sine: {mean: 5/s, amplitude: 6/s, period: 1h}",
        "is 6/s around a mean of 5/s",
    ),
    (
        "spike: {at: \"12:00\", add: 120/s, rise: 2m, hold: 10m, fall: 5m}",
        "sine: {mean: 5/s, amplitude: 5/s, period: 10ms}",
        "at most 200000 are simulated",
    ),
    (
        "spike: {at: \"12:00\", add: 120/s, rise: 2m, hold: 10m, fall: 5m}",
        "trace: nowhere.csv",
        "traffic.sale.trace: `nowhere.csv` cannot be read: there is no such file",
    ),
    ("day_to_day: 10%", "day_to_day: 5000%", "day_to_day: `day_to_day` is 5000%"),
    (
        "day_to_day: 10%",
        "arrivals: {process: poisson, cv: 2}",
        "arrivals.cv: poisson does not take cv; it takes nothing",
    ),
    ("day_to_day: 10%", "arrivals: {process: hyperexponential, cv: 0.5}", "arrivals.cv: `cv` is 0.5; above 1"),
    (
        "day_to_day: 10%",
        "arrivals: {process: mmpp, factors: [1, 2], stay: [10s, 5s]}",
        "average 1.333333; they must average 1",
    ),
    ("day_to_day: 10%", "arrivals: {process: mmpp, factors: [1, 2], stay: [10s]}", "2 factors and 1 stays"),
    (
        "day_to_day: 10%",
        "arrivals: {process: hawkes, branching: 1, decay: 1/s}",
        "arrivals.branching: `branching` is 1; from 0 to below 1",
    ),
    ("day_to_day: 10%", "arrivals: {process: batches, size: 0}", "arrivals.size: `size` is 0"),
    ("day_to_day: 10%", "arrivals: bursty", "arrivals"),
    // Models.
    ("{p50: 180ms, p99: 700ms}", "{p50: 180ms}", "models.ranker.service_time: `service_time` has p50 without p99"),
    ("{p50: 180ms, p99: 700ms}", "{p50: 700ms, p99: 180ms}", "p99 is 180ms and p50 700ms; p99 lies above p50"),
    (
        "{p50: 180ms, p99: 700ms}",
        "{p50: 180ms, p99: 700ms, family: exponential}",
        "exponential is given by its mean alone",
    ),
    (
        "{p50: 180ms, p99: 700ms}",
        "{mean: 180ms, cv: 2, family: exponential}",
        "models.ranker.service_time.cv: exponential is given by its mean alone",
    ),
    (
        "{p50: 180ms, p99: 700ms}",
        "{mean: 180ms, cv: 1, family: hyperexponential}",
        "hyperexponential needs a cv above 1",
    ),
    ("{p50: 180ms, p99: 700ms}", "{mean: 180ms}", "lognormal by its mean needs `cv` too"),
    ("{p50: 180ms, p99: 700ms}", "{mean: 180ms, p99: 700ms}", "mixes figures that do not go together"),
    ("{p50: 180ms, p99: 700ms}", "180", "models.ranker.service_time"),
    ("    concurrency: 4\n", "", "concurrency"),
    ("concurrency: 4", "concurrency: 2000000", "models.ranker.concurrency"),
    ("timeout: 60s", "timeout: 0s", "models.ranker.timeout: `timeout` is no time"),
    ("queue: 100", "queue: endless", "models.ranker.queue"),
    ("cpu: 35%", "cpu: 350%", "models.ranker.utilization.cpu: `cpu` is a share of the whole machine"),
    // The endpoint.
    ("EndpointName: shop", "EndpointName: my_shop", "`my_shop` holds `_`; AWS accepts letters, digits and hyphens"),
    ("ModelName: ranker", "ModelName: rankr", "`rankr` is not in `models`, which has: ranker did you mean `ranker`?"),
    (
        "ml.g5.xlarge",
        "ml.g5.xlrage",
        "the price of `ml.g5.xlrage` is not known here (prices dated 2026-07) did you mean `ml.g5.xlarge`?",
    ),
    ("ml.g5.xlarge", "g5.xlarge", "begin with `ml.`"),
    ("InitialInstanceCount: 2", "InitialInstanceCount: 0", "InitialInstanceCount"),
    ("InitialInstanceCount: 2", "InitialVariantWeight: 0", "the only variant would get no traffic"),
    ("{preset: gpu-large-image}", "{preset: gpu-medium-image}", "launch.preset"),
    // Scaling.
    (
        "{MinCapacity: 2, MaxCapacity: 12}\n  pol",
        "{MinCapacity: 20, MaxCapacity: 12}\n  pol",
        "MinCapacity is 20 and MaxCapacity 12",
    ),
    (
        "{MinCapacity: 2, MaxCapacity: 12}\n  pol",
        "{MinCapacity: 0, MaxCapacity: 0}\n  pol",
        "a real-time variant keeps at least one instance",
    ),
    (
        "{MinCapacity: 2, MaxCapacity: 12}\n  pol",
        "{MinCapacity: 2, MaxCapacity: 100001}\n  pol",
        "at most 100000 instances are simulated",
    ),
    (
        "{MinCapacity: 2, MaxCapacity: 12}\n  pol",
        "{ResourceId: endpoint/shop/variant/All, MinCapacity: 2, MaxCapacity: 12}\n  pol",
        "what can be registered: endpoint/shop/variant/AllTraffic",
    ),
    (
        "{MinCapacity: 2, MaxCapacity: 12}\n  pol",
        "{ScalableDimension: \"sagemaker:inference-component:DesiredCopyCount\", MinCapacity: 2, MaxCapacity: 12}\n  pol",
        "belongs to an inference component",
    ),
    (
        "{MinCapacity: 2, MaxCapacity: 12}\n  pol",
        "{ServiceNamespace: ecs, MinCapacity: 2, MaxCapacity: 12}\n  pol",
        "`ecs` is another service",
    ),
    (
        "    - {MinCapacity: 2, MaxCapacity: 12}\n",
        "    - {MinCapacity: 2, MaxCapacity: 12}\n    - {MinCapacity: 2, MaxCapacity: 12}\n",
        "is registered twice",
    ),
    ("TargetValue: 600", "TargetValue: 0", "TargetValue: `TargetValue` is 0; a target above 0 is wanted"),
    ("TargetValue: 600", "TargetValue: .nan", "TargetValue"),
    ("ScaleInCooldown", "ScaleinCooldown", "did you mean `ScaleInCooldown`?"),
    (
        "SageMakerVariantInvocationsPerInstance",
        "SageMakerInferenceComponentInvocationsPerCopy",
        "SageMakerInferenceComponentInvocationsPerCopy is not modelled yet",
    ),
    (
        "PolicyType: TargetTrackingScaling",
        "PolicyType: StepScaling",
        "is StepScaling, and the configuration is one of target tracking; leave PolicyType out",
    ),
    (
        "PolicyName: keep-busy",
        "ResourceId: endpoint/shop/variant/x\n      PolicyName: keep-busy",
        "No scalable target registered for service namespace: sagemaker, resource ID: endpoint/shop/variant/x, scalable dimension: sagemaker:variant:DesiredInstanceCount",
    ),
    ("cron(45 11 * * ? *)", "cron(45 11 * * *)", "has 5 fields; AWS's cron has six"),
    ("cron(45 11 * * ? *)", "cron(45 11 ? * MON-FREI *)", "`Schedule` has `FREI` in the field day-of-week"),
    ("cron(45 11 * * ? *)", "rate(5 minute)", "the unit is plural after any number but 1"),
    ("cron(45 11 * * ? *)", "at(2026-11-26T11:45:00)", "is past when the run begins (2026-11-26T23:30:00-05:00)"),
    ("cron(45 11 * * ? *)", "cron(45 11 30 FEB ? *)", "has a cron that never runs"),
    ("cron(45 11 * * ? *)", "cron(45 25 * * ? *)", "hours, which goes from 0 to 23"),
    (
        "ScheduledActionName: after-sale",
        "ScheduledActionName: before-sale",
        "two actions of this target are named `before-sale`",
    ),
    ("ScheduledActionName: before-sale", "ScheduledActionName: \"before/sale\"", "AWS accepts no `:`, `/`, `|`"),
    ("{MinCapacity: 6, MaxCapacity: 12}", "{}", "has neither MinCapacity nor MaxCapacity"),
    ("{MinCapacity: 6, MaxCapacity: 12}", "{MinCapacity: 16, MaxCapacity: 12}", "MinCapacity is 16 and MaxCapacity 12"),
    ("Timezone: America/New_York", "Timezone: New York", "Timezone: "),
    ("Timezone: America/New_York", "StartTime: tomorrow", "StartTime: `tomorrow` is not a date and time"),
    (
        "Timezone: America/New_York",
        "StartTime: 2026-11-28, EndTime: 2026-11-27T00:00:00Z",
        "EndTime: `EndTime` is 2026-11-27T00:00:00Z, which is not after the StartTime 2026-11-28",
    ),
    // Objectives, assumptions.
    (
        "latency_p95_ms < 900",
        "latency_95_ms < 900",
        "there is no metric `latency_95_ms` did you mean `latency_p95_ms`?",
    ),
    ("latency_p95_ms < 900", "latency_p95_ms = 900", "objectives.0"),
    ("latency_p95_ms < 900", "ttft_p95_ms < 900", "the metric ttft_p95_ms is not modelled yet"),
    (
        "latency_p95_ms < 900",
        "latency_p95_ms{challenger} < 900",
        "there is no scope `challenger`; there are endpoint, variant/AllTraffic",
    ),
    ("latency_p95_ms < 900", "latency_p95_ms{shop} < 900", "figures by source, such as `shop`, are not modelled yet"),
    ("attainment: 99%", "attainment: 0%", "slo.attainment: `attainment` is 0%"),
    ("attainment: 99%", "attainment: 101%", "slo.attainment: `attainment` is 101%"),
    ("attainment: 99%", "attainment: 99%, demand: slo", "slo.demand: `slo` is not modelled yet"),
    (
        "day_to_day: 10%",
        "assumptions: {component_lock: none}",
        "`component_lock: none` is not modelled yet; this version knows component alone",
    ),
    ("day_to_day: 10%", "assumptions: {publish_zeros: {custom: true}}", "assumptions.publish_zeros"),
    ("day_to_day: 10%", "assumptions: {evaluation_range: M + 1}", "write `N + 2`"),
    ("day_to_day: 10%", "assumptions: {action_repeat: 15s}", "every_evaluation or a multiple of 10s"),
    ("day_to_day: 10%", "assumptions: {alarm_leg: 15s}", "did you mean `alarm_lag`?"),
    // What later versions know.
    ("day_to_day: 10%", "calls: [{at: 6h}]", "names no call"),
    ("day_to_day: 10%", "faults: []", "`faults` is not modelled yet"),
    ("day_to_day: 10%", "tune: [TargetValue]", "lacks a path and `=`"),
    ("day_to_day: 10%", "tune: [TargetValeu=1:2:1]", "did you mean"),
    ("day_to_day: 10%", "tune: [TargetValue=5:1:1]", "a range goes up"),
    ("day_to_day: 10%", "tune: [TargetValue=1, keep-busy.TargetValue=2]", "stands twice"),
    ("day_to_day: 10%", "clients: {timeout: 0s}", "every attempt would time out"),
    ("day_to_day: 10%", "clients: {timeout: 5}", "has no unit"),
    ("day_to_day: 10%", "clients: {count: 0}", "1"),
    ("day_to_day: 10%", "clients: {retries: standrd}", "did you mean `standard`?"),
    ("day_to_day: 10%", "clients: {retry: standard}", "did you mean `retries`?"),
    ("day_to_day: 10%", "clients: {retries: {attempts: 101}}", "100"),
    ("day_to_day: 10%", "clients: {retries: {after: []}}", "nobody would try again"),
    ("day_to_day: 10%", "clients: {retries: {after: [timeout]}}", "timed_out"),
    ("day_to_day: 10%", "clients: {retries: {persistence: 120%}}", "a share from 0% to 100% is wanted"),
    ("day_to_day: 10%", "clients: {retries: {backoff: {base: 1s, cap: 5}}}", "clients.retries.backoff.cap"),
    ("day_to_day: 10%", "clients: {retries: {budget: {tokens: 5}}}", "tokens"),
    ("day_to_day: 10%", "clients: {retries: {backoff: {base: 1s, cap: 3h}}}", "at most an hour"),
    ("day_to_day: 10%", "clients: {retries: {backoff: {base: 30s, cap: 5s}}}", "is shorter than `base`"),
    ("day_to_day: 10%", "clients: {retries: {backoff: {mean: 2h, family: exponential}}}", "at most an hour"),
    ("day_to_day: 10%", "fidelity: fluid\nclients: {retries: standard}", "a flow has no attempts"),
    ("day_to_day: 10%", "serverless: {}", "`serverless` is not modelled yet"),
    ("day_to_day: 10%", "history: x.csv", "wanted a list"),
    ("day_to_day: 10%", "history: [none.json]", "`none.json` cannot be read: there is no such file"),
    ("day_to_day: 10%", "metrics: [{Namespace: shop, MetricName: x, expression: reqests}]", "did you mean `requests`?"),
    ("concurrency: 4", "concurrency: 4\n    on: {}", "`on` is not modelled yet"),
    ("concurrency: 4", "concurrency: 4\n    payload: {}", "`payload` is not modelled yet"),
    ("name: sale,", "name: sale, to: {InferenceComponentName: chat},", "`InferenceComponentName` is not modelled yet"),
    ("{p50: 180ms, p99: 700ms}", "{usl: {}}", "`usl` is not modelled yet"),
    (
        "  policies:\n",
        "  files: [policies.json]\n  policies:\n",
        "`policies.json` of scaling.files: there is no such file",
    ),
];

#[test]
fn a_bad_line_is_refused_with_its_reason() {
    good(FLASH_SALE);
    let mut wrong = Vec::new();
    for (from, to, wanted) in REFUSED {
        match read(&changed(FLASH_SALE, from, to)) {
            Ok(_) => wrong.push(format!("{to}\n    was accepted")),
            Err(problems) => {
                let said = said(&problems);
                if !said.iter().any(|line| line.contains(wanted)) {
                    wrong.push(format!("{to}\n    wanted {wanted}\n    said   {said:#?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), REFUSED.len(), wrong.join("\n"));
}

/// One mistake, one problem: what follows from it is not said too.
#[test]
fn a_bad_line_is_said_once() {
    let mut several = Vec::new();
    for (from, to, _) in REFUSED {
        let Err(problems) = read(&changed(FLASH_SALE, from, to)) else { continue };
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        if errors > 1 {
            several.push(format!("{to}: {:#?}", said(&problems)));
        }
    }
    assert!(several.is_empty(), "{}", several.join("\n"));
}

#[test]
fn every_problem_is_found_at_once() {
    let text = changed(FLASH_SALE, "TargetValue: 600", "TargetValu: 600");
    let text = changed(&text, "low: 8/s", "low: 80/s");
    let text = changed(&text, "cron(45 11 * * ? *)", "rate(1 minutes)");
    let text = changed(&text, "latency_p95_ms < 900", "latency < 900");
    let said = errors(&text).join("\n");
    for wanted in ["TargetValu", "above high", "rate(1 minute)", "no metric `latency`"] {
        assert!(said.contains(wanted), "{wanted} is not in\n{said}");
    }
}
