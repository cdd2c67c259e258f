//! What does the JSON of `CloudWatch` say: the output of `aws cloudwatch get-metric-data` (parallel Timestamps and Values) or
//! of `get-metric-statistics` (Datapoints with Sum), in any order, as either version of the command line prints it.

use super::problem::{TraceProblem, problem};
use super::stamp::StampRule;
use super::{CountRow, Counted, ROWS_MAX, Record, Rows, TraceSpec, WallClock, csv_file, interval};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Output {
    metric_data_results: Option<Vec<MetricData>>,
    datapoints: Option<Vec<Datapoint>>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct MetricData {
    #[serde(default)]
    id: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    timestamps: Vec<String>,
    #[serde(default)]
    values: Vec<f64>,
    status_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Datapoint {
    timestamp: String,
    sum: Option<f64>,
    sample_count: Option<f64>,
}

/// Reads a JSON file.
pub(super) fn record(text: &str, spec: &TraceSpec, rule: &StampRule) -> Result<Record, TraceProblem> {
    let output: Output = serde_json::from_str(text)
        .map_err(|error| problem(format!("row {}: {error}", error.line())).at_line(text, error.line()))?;
    let mut notes = vec![];
    let points = match (output.metric_data_results, output.datapoints) {
        (Some(results), _) => {
            let result = chosen(results, spec.column.as_deref())?;
            let more = output.next_token.is_some();
            partial(&result, more, spec.allow_partial, &mut notes)?;
            pairs(result)?
        }
        (None, Some(points)) => statistics(points, spec.counted)?,
        (None, None) => {
            return Err(problem("neither \"MetricDataResults\" nor \"Datapoints\"")
                .hint("the output of `aws cloudwatch get-metric-data` or `get-metric-statistics` as JSON"));
        }
    };
    if points.len() > ROWS_MAX {
        return Err(problem("more than 20,000,000 datapoints"));
    }
    let (rows, offset_secs) = sorted_rows(&points, rule)?;
    Ok(Record { rows: Rows::Counts(rows), clock: WallClock::of(rule, offset_secs), notes })
}

/// The one result, or the one that `column` names by Id or Label.
fn chosen(mut results: Vec<MetricData>, column: Option<&str>) -> Result<MetricData, TraceProblem> {
    let listed =
        results.iter().map(|result| format!("{} ({})", result.id, result.label)).collect::<Vec<_>>().join(", ");
    if let Some(name) = column {
        results.retain(|result| result.id == name || result.label == name);
    }
    match (results.len(), column) {
        (1, _) => Ok(results.remove(0)),
        (0, None) => Err(problem("\"MetricDataResults\" is empty")),
        (0, Some(name)) => {
            Err(problem(format!("no result has the Id or Label {name:?}")).hint(format!("there are {listed}")))
        }
        (count, _) => {
            Err(problem(format!("{count} results: which one?"))
                .hint(format!("name one by its Id with `column`: {listed}")))
        }
    }
}

/// Refuses part of a result unless that was allowed.
fn partial(result: &MetricData, more: bool, allowed: bool, notes: &mut Vec<String>) -> Result<(), TraceProblem> {
    let status = result.status_code.as_deref().unwrap_or("Complete");
    if !matches!(status, "Complete" | "PartialData") {
        return Err(problem(format!("StatusCode of {} is {status:?}: CloudWatch gave no data", result.id)));
    }
    let why = match (status == "PartialData", more) {
        (false, false) => return Ok(()),
        (true, false) => "StatusCode is \"PartialData\"",
        (false, true) => "there is a NextToken",
        (true, true) => "StatusCode is \"PartialData\" and there is a NextToken",
    };
    if !allowed {
        return Err(problem(format!("the result is not complete: {why}")).hint(
            "fetch the other pages (the aws command line does unless told not to), or set `allow_partial: true`",
        ));
    }
    notes.push(format!("The CloudWatch result is not complete ({why}): what is missing counts as no data."));
    Ok(())
}

fn pairs(result: MetricData) -> Result<Vec<(String, f64)>, TraceProblem> {
    if result.timestamps.len() != result.values.len() {
        let (times, values) = (result.timestamps.len(), result.values.len());
        return Err(problem(format!("{times} Timestamps but {values} Values")));
    }
    Ok(result.timestamps.into_iter().zip(result.values).collect())
}

fn statistics(points: Vec<Datapoint>, counted: Counted) -> Result<Vec<(String, f64)>, TraceProblem> {
    let pair = |(index, point): (usize, Datapoint)| {
        let (name, value) = match counted {
            Counted::Requests => ("Sum", point.sum),
            Counted::Samples => ("SampleCount", point.sample_count),
        };
        let value = value.ok_or_else(|| {
            problem(format!("datapoint {} has no {name}", index + 1))
                .hint(format!("counts come from `--statistics {name}`"))
        })?;
        Ok((point.timestamp, value))
    };
    points.into_iter().enumerate().map(pair).collect()
}

/// Rows in order of time, numbered as they stand in the file, and the offset of the first.
fn sorted_rows(points: &[(String, f64)], rule: &StampRule) -> Result<(Vec<CountRow>, Option<i32>), TraceProblem> {
    if points.is_empty() {
        return Err(problem("no datapoints"));
    }
    let mut rows = Vec::with_capacity(points.len());
    let mut offset_secs = None;
    for (index, (stamp, value)) in points.iter().enumerate() {
        let at_point = |what: String| problem(format!("datapoint {}: {what}", index + 1));
        let stamp = rule.read(stamp, None).map_err(at_point)?;
        offset_secs = offset_secs.or(stamp.offset_secs);
        let count = csv_file::count_of(*value).map_err(at_point)?;
        rows.push(CountRow { at: stamp.at, count, row: index + 1 });
    }
    rows.sort_by_key(|row| row.at);
    if let Some(pair) = rows.windows(2).find(|pair| pair[0].at == pair[1].at) {
        return Err(interval::not_after(pair[1].row, pair[0].row, true));
    }
    Ok((rows, offset_secs))
}
