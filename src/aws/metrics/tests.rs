//! Documents as users write them, and every problem as they read it.

use super::*;

fn told(problems: &Problems) -> Vec<String> {
    let line = |problem: &crate::problem::Problem| {
        let hint = problem.hint.as_ref().map_or_else(String::new, |hint| format!(" ({hint})"));
        format!("{}: {}{hint}", problem.path, problem.message)
    };
    problems.iter().map(line).collect()
}

fn customized(document: &str) -> Vec<String> {
    let specification: CustomizedMetricSpecification = serde_json::from_str(document).unwrap();
    let mut problems = Problems::new();
    specification.check("c", &mut problems);
    told(&problems)
}

fn alarm(document: &str) -> Vec<String> {
    let queries: Vec<MetricDataQuery> = serde_json::from_str(document).unwrap();
    let mut problems = Problems::new();
    check_alarm_queries(&queries, "m", &mut problems);
    told(&problems)
}

/// A metric of a minute that is not watched itself.
fn metric(id: &str, more: &str) -> String {
    format!(
        r#"{{"Id": "{id}", "ReturnData": false, "MetricStat": {{"Stat": "Sum"{more}, "Metric": {{
            "MetricName": "Invocations", "Namespace": "AWS/SageMaker",
            "Dimensions": [{{"Name": "EndpointName", "Value": "shop"}}]}}}}}}"#
    )
}

fn expression(id: &str, text: &str) -> String {
    format!(r#"{{"Id": "{id}", "Expression": "{text}"}}"#)
}

fn metrics(entries: &[String]) -> String {
    format!(r#"{{"Metrics": [{}]}}"#, entries.join(","))
}

fn hidden(id: &str, text: &str) -> String {
    format!(r#"{{"Id": "{id}", "Expression": "{text}", "ReturnData": false}}"#)
}

#[test]
fn aws_own_examples_are_accepted() {
    let by_name = r#"{"MetricName": "CPUUtilization", "Namespace": "/aws/sagemaker/Endpoints", "Statistic": "Average",
        "Unit": "Percent", "Dimensions": [{"Name": "EndpointName", "Value": "shop"},
        {"Name": "VariantName", "Value": "AllTraffic"}]}"#;
    assert_eq!(customized(by_name), Vec::<String>::new());
    let math = metrics(&[metric("m1", ""), metric("m2", ""), expression("e1", "FILL(m1, REPEAT) / m2")]);
    assert_eq!(customized(&math), Vec::<String>::new());
    let period = r#", "Period": 300"#;
    let watched = format!("[{},{}]", metric("m1", period), expression("e1", "m1 / PERIOD(m1)"));
    assert_eq!(alarm(&watched), Vec::<String>::new());
}

#[test]
fn a_metric_by_its_name_is_whole_and_stands_alone() {
    assert_eq!(
        customized("{}"),
        [
            "c: `MetricName` is missing (or `Metrics`, for metric math)",
            "c: `Namespace` is missing (or `Metrics`, for metric math)",
            "c: `Statistic` is missing (or `Metrics`, for metric math)",
        ]
    );
    let both = format!(
        r#"{{"MetricName": "x", "Statistic": "Sum", "Unit": "None", "Metrics": [{}, {}]}}"#,
        metric("m1", ""),
        expression("e1", "m1")
    );
    assert_eq!(
        customized(&both),
        [
            "c.MetricName: is given beside `Metrics`; a policy has one or the other",
            "c.Statistic: is given beside `Metrics`; a policy has one or the other",
            "c.Unit: is given beside `Metrics`; a policy has one or the other",
        ]
    );
    let crooked = r#"{"MetricName": "", "Namespace": ":a", "Statistic": "Sum", "Unit": "percents",
        "Dimensions": [{"Name": "A", "Value": ""}, {"Name": "A", "Value": "b"}]}"#;
    assert_eq!(
        customized(crooked),
        [
            "c.MetricName: has 0 characters; AWS accepts 1 to 255",
            "c.Namespace: begins with a colon, which AWS does not accept",
            "c.Dimensions.0.Value: has 0 characters; AWS accepts 1 to 1024",
            "c.Dimensions.1.Name: repeats the dimension `A`",
            "c.Unit: `percents` is no unit of CloudWatch; wanted one of 27 such as Percent (did you mean `Percent`?)",
        ]
    );
}

#[test]
fn every_problem_of_an_expression_is_told_with_its_span() {
    let wrong = metrics(&[
        metric("errors", ""),
        hidden("e1", "errorz * 2"),
        hidden("e2", "FIL(errors, 0)"),
        hidden("e3", "errors +"),
        hidden("e4", "e3 + e2 > MAX(1)"),
        expression("e5", "METRICS()"),
    ]);
    assert_eq!(
        customized(&wrong),
        [
            "c.Metrics.2.Expression: holds `FIL` at character 1: is no function of metric math (did you mean `FILL`?)",
            "c.Metrics.3.Expression: ends too early: a number, an id or a function is missing",
            "c.Metrics.1.Expression: holds `errorz` at character 1: no metric and no expression has this id (did you \
             mean `errors`?)",
            "c.Metrics.4.Expression: holds `MAX(1)` at character 11: takes a series or an array, not a number",
            "c.Metrics.5.Expression: holds `METRICS()` at character 1: yields several series; one is watched: SUM, \
             AVG, MAX or MIN makes one of them",
        ]
    );
    let circle = metrics(&[metric("m1", ""), hidden("e1", "m1 + e2"), expression("e2", "e1")]);
    assert_eq!(
        customized(&circle),
        [
            "c.Metrics.1.Expression: holds `e2` at character 6: needs this expression itself",
            "c.Metrics.2.Expression: holds `e1` at character 1: needs this expression itself",
        ]
    );
    let empty = metrics(&[expression("e1", "")]);
    assert_eq!(customized(&empty), ["c.Metrics.0.Expression: has 0 characters; AWS accepts 1 to 2048"]);
}

#[test]
fn entries_have_ids_of_their_own_and_one_returns_data() {
    let both = metric("m3", "").replace(r#""ReturnData": false"#, r#""ReturnData": true, "Expression": "m1""#);
    let entries = [metric("M1", ""), metric("m2", ""), metric("m2", ""), both, r#"{"Id": "m4"}"#.to_owned()];
    assert_eq!(
        customized(&metrics(&entries)),
        [
            "c.Metrics.0.Id: `M1` is no id; AWS accepts a lower-case letter, then letters, digits and underscores",
            "c.Metrics.2.Id: repeats the id `m2`; each has its own",
            "c.Metrics.3.Expression: `m3` has both Expression and MetricStat; give one",
            "c.Metrics.4: `m4` has neither Expression nor MetricStat; give one",
            "c.Metrics: has `m3` and `m4` returning data; all but one need ReturnData: false",
        ]
    );
    assert_eq!(
        customized(&metrics(&[metric("m1", "")])),
        ["c.Metrics: has no entry that returns data; leave out one ReturnData: false"]
    );
    let eleven: Vec<String> = (1..=11).map(|number| metric(&format!("m{number}"), "")).collect();
    let ten = [&eleven[..10], &[expression("e1", "SUM(METRICS())")]].concat();
    assert_eq!(customized(&metrics(&ten)), Vec::<String>::new());
    let all = [&eleven[..], &[expression("e1", "SUM(METRICS())")]].concat();
    assert_eq!(customized(&metrics(&all)), ["c.Metrics: has 11 metrics; AWS accepts 10"]);
}

#[test]
fn statistics_are_those_of_cloudwatch() {
    let of = |stat: &str| {
        let mut problems = Problems::new();
        check_stat(stat, "s", &mut problems);
        told(&problems)
    };
    for stat in ["Average", "Sum", "Minimum", "Maximum", "SampleCount", "p99.9", "TM(2%:98%)", "IQM"] {
        assert_eq!(of(stat), Vec::<String>::new());
    }
    assert_eq!(of("P99"), ["s: `P99` is written with a small letter: p99"]);
    let [message] = &of("average")[..] else { panic!("one problem") };
    assert!(message.ends_with("(did you mean `Average`?)"), "{message}");
}

#[test]
fn an_alarm_has_one_period_and_target_tracking_none() {
    let entry = |secs: u32| metric(&format!("m{secs}"), &format!(r#", "Period": {secs}"#));
    let dated = expression("e1", "m60 + m90").replace('}', r#", "Period": 120}"#);
    assert_eq!(
        alarm(&format!("[{},{},{},{dated}]", entry(60), entry(90), metric("m1", ""))),
        [
            "m.1.MetricStat.Period: is 90; 10, 20, 30 or a multiple of 60 is wanted",
            "m.2.MetricStat: `Period` is missing",
            "m.3.Period: is 120, another is 60; the metrics of an alarm have one period",
        ]
    );
    let message = "belongs to alarms; target tracking looks at minutes; leave it out";
    let dated = dated.replace("m60 + m90", "m60");
    assert_eq!(
        customized(&metrics(&[entry(60), dated])),
        [format!("c.Metrics.0.MetricStat.Period: {message}"), format!("c.Metrics.1.Period: {message}")]
    );
}
